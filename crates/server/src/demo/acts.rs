//! What an act is in the demonstration: the request, the way to a professional, the appointment, what
//! happened, the report, its deliveries and the patient's answers. Moments are civil, in Europe/Paris.

use jiff::civil::{Date, DateTime};

use super::agenda::Modality;
use super::keys::{ActKey, PatientKey, ProfessionalKey, ReasonKey, SiteKey, StructureKey, TerritoryKey};
use super::sending::Delivery;

/// One act, from the request to the evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Act {
    /// Its own key.
    pub key: ActKey,
    /// The patient's territory.
    pub territory: TerritoryKey,
    /// The patient.
    pub patient: PatientKey,
    /// Why.
    pub reason: ReasonKey,
    /// How it is held.
    pub modality: Modality,
    /// Who holds it.
    pub professional: ProfessionalKey,
    /// Where the patient is during the act; none means at home.
    pub place: Option<SiteKey>,
    /// The request.
    pub asked: Asked,
    /// Why this professional.
    pub relation: RelationToDoctor,
    /// The steps of orientation, in order; the last one is chosen.
    pub steps: Vec<Step>,
    /// Appointments, the last one current; those before it were moved. None for a tele-expertise or a round.
    pub appointments: Vec<Appointment>,
    /// Who is beside the patient (assisted), or asks for the opinion.
    pub participants: Vec<Participant>,
    /// Information given and consent, at the start of the act.
    pub consent_at: Option<DateTime>,
    /// Start.
    pub opened_at: Option<DateTime>,
    /// End.
    pub closed_at: Option<DateTime>,
    /// How it ended; none while it is to come or in progress.
    pub outcome: Option<Outcome>,
    /// Why it was cancelled, converted or interrupted, and when.
    pub ended_because: Option<Ended>,
    /// What would have happened without it: asked for remote acts only, before the outcome is known.
    pub without_it: Option<WithoutIt>,
    /// Minutes of the act.
    pub minutes: Option<u16>,
    /// Kilometres avoided, there and back, for a remote act.
    pub kilometres: Option<u16>,
    /// Measures of the act.
    pub measures: Vec<Measure>,
    /// The report, version after version; a draft has no signature.
    pub reports: Vec<Report>,
    /// The two questions.
    pub evaluation: Option<Evaluation>,
    /// The act that this one follows: a control, an opinion, a conversion.
    pub follows: Option<ActKey>,
}

impl Act {
    /// The current appointment.
    pub fn appointment(&self) -> Option<&Appointment> {
        self.appointments.last()
    }

    /// A tele-expertise: asked by a professional, answered in writing.
    pub fn is_expertise(&self) -> bool {
        self.modality == Modality::Asynchronous
    }
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Asked {
    /// When.
    pub at: DateTime,
    /// By whom.
    pub by: Requester,
    /// Through what.
    pub channel: AskedThrough,
    /// In which words, when they were written.
    pub words: Option<String>,
    /// For a tele-expertise: when the answer is due.
    pub due_at: Option<DateTime>,
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Requester {
    /// The patient.
    Patient,
    /// A carer, by rank in the patient's list.
    Carer(u8),
    /// A GP, nurse or pharmacist.
    Professional(ProfessionalKey),
    /// The team of a care home.
    Structure(StructureKey),
    /// The regulation of the SAS.
    Sas,
}

/// Through what a request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AskedThrough {
    /// On the phone, at a secretary's desk.
    Phone,
    /// In person, at the desk.
    Desk,
    /// On the public portal.
    Portal,
    /// From a professional's own pages.
    Professional,
}

/// Why this professional holds the act.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RelationToDoctor {
    /// The patient's own GP.
    OwnDoctor,
    /// A slot kept for the SAS.
    Sas,
    /// A specialist, asked for.
    Specialist,
    /// Somebody else, with the reason.
    Other(&'static str),
}

/// One step of orientation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Step {
    /// Which rung of the ladder.
    pub rung: Rung,
    /// Whose first place was looked at.
    pub professional: Option<ProfessionalKey>,
    /// That first place, when there is one.
    pub first_place: Option<DateTime>,
    /// What became of it.
    pub result: StepResult,
}

/// Rungs of the ladder of doctors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rung {
    /// The own GP.
    OwnDoctor,
    /// Doctors of the territory.
    Territory,
    /// Slots kept for the SAS.
    Sas,
    /// The regional pool.
    Pool,
    /// A specialist.
    Specialist,
}

/// What became of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StepResult {
    /// Taken.
    Chosen,
    /// First place after the target delay.
    TooLate,
    /// No place at all.
    NoPlace,
    /// Does not hold this modality.
    NotHeld,
}

/// A time in an agenda.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Appointment {
    /// With whom.
    pub professional: ProfessionalKey,
    /// Where the professional is.
    pub site: SiteKey,
    /// Civil start.
    pub start: DateTime,
    /// Minutes kept.
    pub minutes: u16,
    /// As booked.
    pub modality: Modality,
    /// When it was booked.
    pub booked_at: DateTime,
    /// By which secretary or professional; none on the portal or by the SAS.
    pub booked_by: Option<ProfessionalKey>,
    /// Why it was added over a full agenda.
    pub overbooked: Option<&'static str>,
    /// Whether the person came without appointment.
    pub walk_in: bool,
    /// When the patient arrived, or connected.
    pub arrived_at: Option<DateTime>,
    /// Minutes of lateness, known or announced.
    pub late_minutes: Option<u16>,
    /// When it was cancelled or moved.
    pub cancelled_at: Option<DateTime>,
    /// Why it was moved to the next one.
    pub moved_because: Option<&'static str>,
}

/// Someone else in the act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Participant {
    /// Who.
    pub professional: ProfessionalKey,
    /// As what.
    pub role: ParticipantRole,
}

/// What someone else does in an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ParticipantRole {
    /// Beside the patient.
    Assists,
    /// Asked for the opinion.
    Requester,
}

/// How an act ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Held; the only one with a report.
    Closed,
    /// The patient did not come or answer.
    Absent,
    /// A remote act that must be held on site.
    ConvertedOnSite,
    /// Stopped by an incident.
    Interrupted,
    /// Cancelled by the patient.
    CancelledByPatient,
    /// Cancelled by us.
    CancelledByUs,
}

/// Why an act did not go to its end.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Ended {
    /// When it was known.
    pub at: DateTime,
    /// In words.
    pub because: &'static str,
}

/// « Sans cet acte, le patient aurait… »
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WithoutIt {
    /// Consulted at the practice.
    Practice,
    /// Gone to the emergency department.
    Emergency,
    /// Needed a transport.
    Transport(Transport),
    /// Had no care.
    NoCare,
    /// The doctor does not know.
    Unknown,
    /// The question was passed.
    Passed,
}

/// Modes of transport.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Transport {
    /// Their own car.
    OwnCar,
    /// Somebody close.
    Relative,
    /// A taxi.
    Taxi,
    /// A light medical vehicle.
    Vsl,
    /// An ambulance.
    Ambulance,
}

/// A measure: a whole number and where its decimal point goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Measure {
    /// What, by the name of its slot: « ta », « temp », « sat », « poids », « hba1c »…
    pub what: &'static str,
    /// The value, without decimal point.
    pub value: i32,
    /// The second value of a blood pressure.
    pub second: Option<i32>,
    /// Digits after the point.
    pub decimals: u8,
    /// When.
    pub at: DateTime,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Report {
    /// From 1.
    pub version: u8,
    /// Who wrote it.
    pub author: ProfessionalKey,
    /// Why the patient came.
    pub motif: String,
    /// What was found.
    pub constat: String,
    /// What is thought.
    pub conclusion: String,
    /// What is to be done.
    pub conduite: String,
    /// When it was signed; none for a draft.
    pub signed_at: Option<DateTime>,
    /// To whom it went.
    pub deliveries: Vec<Delivery>,
    /// The patient's own copy.
    pub patient_copy: Option<PatientCopy>,
}

/// How the patient gets the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PatientCopy {
    /// On the link, behind a code.
    Link,
    /// Printed by the secretary, who posts it.
    Post,
}

/// The two questions after an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Evaluation {
    /// When they were asked.
    pub asked_at: DateTime,
    /// When they were answered.
    pub answered_at: Option<DateTime>,
    /// « Votre demande a-t-elle trouvé sa réponse ? »
    pub solved: Option<Solved>,
    /// « Referiez-vous de même ? », from 0 to 10.
    pub again: Option<u8>,
}

/// First of the two questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Solved {
    /// Yes.
    Yes,
    /// In part.
    Partly,
    /// No.
    No,
}

/// Someone who waits for a place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Waiting {
    /// Who waits.
    pub patient: PatientKey,
    /// For whom; none means anybody.
    pub professional: Option<ProfessionalKey>,
    /// Why.
    pub reason: ReasonKey,
    /// Since when.
    pub since: DateTime,
    /// The last useful day.
    pub before: Date,
    /// What the desk wrote.
    pub wish: &'static str,
}
