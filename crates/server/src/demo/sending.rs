//! To whom a report goes, and what became of each sending, as secure mail operators answer it.

use jiff::civil::{DateTime, Weekday};

use super::acts::{Act, Outcome, ParticipantRole, PatientCopy, Requester};
use super::calendar::{day_plus, plus, plus_seconds, working_day_from};
use super::dice::Dice;
use super::keys::{ProfessionalKey, StructureKey};
use super::places::StructureKind;
use super::reasons::Topic;
use super::simulation::Ground;
use super::staff::{Reach, reach_of_operator};

/// A report on its way to one reader.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Delivery {
    /// Who reads.
    pub reader: Reader,
    /// Why this reader.
    pub because: ReaderBecause,
    /// How.
    pub channel: Channel,
    /// The secure address, for secure mail.
    pub address: Option<String>,
    /// Whether the operator notifies at all.
    pub notifies: bool,
    /// States with their moment, in order; never backwards.
    pub states: Vec<(DeliveryState, DateTime)>,
    /// Why it failed.
    pub failure: Option<Failure>,
}

impl Delivery {
    /// The last state.
    pub fn state(&self) -> Option<DeliveryState> {
        self.states.last().map(|(state, _)| *state)
    }
}

/// A named reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reader {
    /// Somebody.
    Professional(ProfessionalKey),
    /// The mailbox of a structure.
    Structure(StructureKey),
}

/// Why a report goes to a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReaderBecause {
    /// The patient's own GP.
    OwnDoctor,
    /// Asked for the act.
    Requester,
    /// Takes care of the patient.
    Other,
}

/// How a report travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// Secure mail.
    SecureMail,
    /// A letter: the reader has no secure address, or it failed.
    Paper,
}

/// What is known of a sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeliveryState {
    /// In the queue.
    Queued,
    /// Accepted by the operator (250), or posted.
    Sent,
    /// The operator says that it is late.
    Delayed,
    /// Handed over to the recipient's operator, which says no more.
    Relayed,
    /// Delivered to the recipient's mailbox.
    Acknowledged,
    /// Refused.
    Failed,
    /// Version 1, replaced by version 2.
    Replaced,
}

/// Why a sending failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Failure {
    /// The mailbox is full.
    Full,
    /// The address does not exist.
    UnknownAddress,
}

/// Days since which the full mailbox is full, and the unknown address has disappeared.
const FULL_SINCE: i32 = 12;
const UNKNOWN_SINCE: i32 = 24;

/// Hours since which the slow operator is slow.
const SLOW_SINCE: i32 = 100;

/// Sends a signed report: to its readers, and to the patient.
pub(super) fn send(
    act: &Act,
    signed: DateTime,
    ground: &Ground<'_>,
    dice: &mut Dice,
) -> (Vec<Delivery>, PatientCopy) {
    let mut deliveries = Vec::new();
    for (reader, because) in readers(act, ground, dice) {
        let delivery = deliver(reader, because, signed, ground, dice);
        let lost = delivery.failure.is_some() && signed < plus(ground.now, -3 * 1440) && dice.chance(300);
        deliveries.push(delivery);
        if lost {
            // the desk printed it, one or two days after
            let printed = plus(signed, dice.between(300, 2_400));
            deliveries.push(paper(reader, because, printed, ground.now));
        }
    }
    let patient = &ground.patients[act.patient.rank()];
    let copy = if patient.has_neither_mail_nor_mobile() { PatientCopy::Post } else { PatientCopy::Link };
    (deliveries, copy)
}

/// Own GP when somebody else wrote, whoever asked, whoever was beside the patient, and those who go on.
fn readers(act: &Act, ground: &Ground<'_>, dice: &mut Dice) -> Vec<(Reader, ReaderBecause)> {
    let patient = &ground.patients[act.patient.rank()];
    let mut readers: Vec<(Reader, ReaderBecause)> = Vec::new();
    let mut add = |reader: Reader, because: ReaderBecause| {
        if reader != Reader::Professional(act.professional)
            && !readers.iter().any(|(known, _)| *known == reader)
        {
            readers.push((reader, because));
        }
    };
    if let Some(doctor) = patient.own_doctor {
        add(Reader::Professional(doctor), ReaderBecause::OwnDoctor);
    }
    match act.asked.by {
        Requester::Professional(who) => add(Reader::Professional(who), ReaderBecause::Requester),
        Requester::Structure(home) => add(Reader::Structure(home), ReaderBecause::Requester),
        Requester::Patient | Requester::Carer(_) | Requester::Sas => {}
    }
    for participant in act.participants.iter().filter(|other| other.role == ParticipantRole::Assists) {
        add(Reader::Professional(participant.professional), ReaderBecause::Other);
    }
    // the cardiologist of those she follows
    let heart = |slug: &&str| matches!(*slug, "fa" | "coronaire" | "insuffisance");
    let topic = Topic::of(act.reason);
    let told = match topic {
        Topic::Pressure => 420,
        Topic::Renewal => 90,
        _ => 0,
    };
    if patient.health.conditions.iter().any(heart)
        && dice.chance(told)
        && let Some(who) = ground.staff.specialist("Cardiologie")
    {
        add(Reader::Professional(who), ReaderBecause::Other);
    }
    let near = |kind| {
        let sites = ground.places.sites_of(kind, patient.territory);
        let nearest =
            sites.min_by_key(|site| (ground.roads.kilometres(patient.commune, site.commune), site.key));
        nearest.map(|site| Reader::Structure(site.structure))
    };
    // what was decided at a distance is carried out near home
    let (kind, on_site, remote) = match topic {
        Topic::Wound => (StructureKind::Nursing, 600, 600),
        Topic::Renewal => (StructureKind::Pharmacy, 120, 640),
        Topic::Pressure | Topic::Diabetes => (StructureKind::Nursing, 40, 330),
        Topic::Cough | Topic::Back | Topic::ChildFever | Topic::Skin => (StructureKind::Pharmacy, 15, 320),
        Topic::Result | Topic::Heart => (StructureKind::Nursing, 15, 110),
        Topic::Mood | Topic::Certificate | Topic::CareHome => (StructureKind::Nursing, 0, 0),
    };
    let chance = if act.modality.is_remote() { remote } else { on_site };
    if dice.chance(chance)
        && let Some(reader) = near(kind)
    {
        add(reader, ReaderBecause::Other);
    }
    readers
}

fn deliver(
    reader: Reader,
    because: ReaderBecause,
    signed: DateTime,
    ground: &Ground<'_>,
    dice: &mut Dice,
) -> Delivery {
    let (address, reach) = match reader {
        Reader::Professional(who) => {
            let who = ground.staff.person(who);
            (who.secure_address.clone(), who.reach)
        }
        Reader::Structure(home) => {
            let mailbox = ground.places.structures[home.rank()].mailbox.clone();
            let reach = mailbox.as_deref().map_or(Reach::Acknowledges, reach_of_operator);
            (mailbox, reach)
        }
    };
    let Some(address) = address else { return paper(reader, because, signed, ground.now) };
    let today = ground.now.date();
    let reach = match reach {
        Reach::Full if signed.date() < day_plus(today, -FULL_SINCE) => Reach::Acknowledges,
        Reach::Slow if signed < plus(ground.now, -SLOW_SINCE * 60) => Reach::Acknowledges,
        Reach::Unknown if signed.date() < day_plus(today, -UNKNOWN_SINCE) => Reach::Acknowledges,
        other => other,
    };
    let (states, failure) = answers(reach, signed, dice);
    let mut delivery = Delivery {
        reader,
        because,
        channel: Channel::SecureMail,
        address: Some(address),
        notifies: reach != Reach::Silent,
        states,
        failure,
    };
    delivery.states.retain(|(_, at)| *at <= ground.now);
    if delivery.state() != Some(DeliveryState::Failed) {
        delivery.failure = None;
    }
    delivery
}

/// What an operator answers, and when. Most notifications come within minutes; some hours later; a few never.
fn answers(
    reach: Reach,
    signed: DateTime,
    dice: &mut Dice,
) -> (Vec<(DeliveryState, DateTime)>, Option<Failure>) {
    let sent = plus_seconds(signed, dice.between(2, 55));
    let mut states = vec![(DeliveryState::Queued, signed)];
    match reach {
        Reach::Full => {
            states.push((DeliveryState::Failed, plus_seconds(sent, dice.between(60, 150))));
            return (states, Some(Failure::Full));
        }
        Reach::Unknown => {
            states.push((DeliveryState::Sent, sent));
            states.push((DeliveryState::Failed, plus_seconds(sent, dice.between(20, 400))));
            return (states, Some(Failure::UnknownAddress));
        }
        Reach::Silent => states.push((DeliveryState::Sent, sent)),
        Reach::Slow => {
            states.push((DeliveryState::Sent, sent));
            states.push((DeliveryState::Delayed, plus(sent, dice.between(232, 246))));
        }
        Reach::RelaysOnly => {
            states.push((DeliveryState::Sent, sent));
            states.push((DeliveryState::Relayed, plus_seconds(sent, dice.between(3, 90))));
        }
        Reach::Acknowledges => {
            states.push((DeliveryState::Sent, sent));
            match dice.weighted(&[900, 55, 25, 14, 6]) {
                0 => states.push((DeliveryState::Acknowledged, plus_seconds(sent, dice.bell(4, 420)))),
                1 => {
                    let delayed = plus(sent, dice.between(230, 250));
                    states.push((DeliveryState::Delayed, delayed));
                    states.push((DeliveryState::Acknowledged, plus(delayed, dice.between(20, 3_400))));
                }
                2 => states.push((DeliveryState::Acknowledged, plus(sent, dice.between(300, 2_800)))),
                3 => {}
                _ => {
                    states.push((DeliveryState::Failed, plus(sent, dice.between(2, 30))));
                    return (states, Some(Failure::Full));
                }
            }
        }
    }
    (states, None)
}

/// A letter: queued for the desk, posted at five in the afternoon of a working day.
fn paper(reader: Reader, because: ReaderBecause, at: DateTime, now: DateTime) -> Delivery {
    let post = working_day_from(at.date()).at(17, 0, 0, 0);
    let next = || working_day_from(day_plus(at.date(), 1)).at(17, 0, 0, 0);
    let posted = if post > at { post } else { next() };
    let mut states = vec![(DeliveryState::Queued, at), (DeliveryState::Sent, posted)];
    states.retain(|(_, moment)| *moment <= now);
    Delivery {
        reader,
        because,
        channel: Channel::Paper,
        address: None,
        notifies: false,
        states,
        failure: None,
    }
}

/// Version 2 replaces what was sent of version 1; what was not yet on its way stays.
pub(super) fn replace(deliveries: &mut Vec<Delivery>, at: DateTime) {
    deliveries.retain(|delivery| delivery.states.first().is_some_and(|(_, queued)| *queued < at));
    for delivery in deliveries {
        delivery.states.retain(|(_, moment)| *moment < at);
        if delivery.state() != Some(DeliveryState::Failed) {
            delivery.failure = None;
        }
        delivery.states.push((DeliveryState::Replaced, at));
    }
}

/// The two questions are asked the next morning, to those who can be written to.
pub(super) fn ask_two_questions(
    act: &Act,
    ground: &Ground<'_>,
    dice: &mut Dice,
) -> Option<super::acts::Evaluation> {
    use super::acts::{Evaluation, Solved};
    let closed = act.closed_at.filter(|_| act.outcome == Some(Outcome::Closed) && !act.is_expertise())?;
    let patient = &ground.patients[act.patient.rank()];
    let carer = patient.carers.first().is_some_and(|carer| carer.mail.is_some());
    if (patient.mail.is_none() && !carer) || patient.residence.is_some() {
        return None;
    }
    let mut next = day_plus(closed.date(), 1);
    if next.weekday() == Weekday::Sunday {
        next = day_plus(next, 1);
    }
    let asked_at = next.at(10, 0, 0, 0);
    if asked_at > ground.now {
        return None;
    }
    let remote = act.modality.is_remote();
    let answered_at = dice
        .chance(if remote { 390 } else { 240 })
        .then(|| {
            plus(asked_at, [dice.between(2, 600), dice.between(600, 8_000)][usize::from(dice.chance(300))])
        })
        .filter(|at| *at <= ground.now);
    let solved = [Solved::Yes, Solved::Partly, Solved::No][dice.weighted(&[74, 20, 6])];
    let again = match solved {
        Solved::Yes => dice.between(7, 10),
        Solved::Partly => dice.between(5, 9),
        Solved::No => dice.between(0, 6),
    };
    Some(Evaluation {
        asked_at,
        answered_at,
        solved: answered_at.map(|_| solved),
        again: answered_at.and_then(|_| u8::try_from(again).ok()),
    })
}
