//! What a day is made of, read once.

use acts::model::Sending;
use acts::{Act, Outcome};
use agenda::{Appointment, Block, Modality, OpeningRule, Taken};
use db::Tx;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, Zoned};
use kernel::{ActId, PatientId};
use patients::Person;
use territory::{Reason, Site, Versions};
use ui::french;
use web::{Caller, Problem};

use super::which::Whose;

/// Somebody whose act this reader does not see is no more expected so long after the end of their hour.
const LEFT_AFTER: SignedDuration = SignedDuration::from_hours(1);

pub(super) struct Facts {
    pub(super) now: Zoned,
    pub(super) day: Date,
    pub(super) appointments: Vec<Appointment>,
    pub(super) people: Vec<Person>,
    /// Of the appointments; none for whoever sees no care.
    pub(super) acts: Vec<Act>,
    /// Opened, closed without a signature, or being corrected: whatever their day.
    pub(super) to_write: Vec<Act>,
    /// Into which the reader was asked, and that last.
    pub(super) joined: Vec<Act>,
    pub(super) sendings: Vec<(ActId, Sending)>,
    reasons: Vec<Reason>,
    sites: Vec<Site>,
    pub(super) blocks: Vec<Block>,
    pub(super) taken: Vec<Taken>,
    pub(super) rules: Vec<OpeningRule>,
}

impl Facts {
    /// Reads the day of `whose`; the names in it are a view, which the page records.
    pub(super) async fn of(
        tx: &mut Tx,
        caller: &Caller,
        whose: &Whose,
        day: Option<Date>,
    ) -> Result<Self, Problem> {
        let now = caller.local(tx.now());
        let day = day.unwrap_or_else(|| now.date());
        let (from, to) = bounds(day, caller)?;
        let ids = [whose.professional.id];
        let mut appointments = agenda::appointments_between(tx, Some(&ids), from, to).await?;
        appointments.retain(|known| known.cancelled_by.as_deref() != Some("moved"));
        let (mut acts, mut to_write, mut joined) = (Vec::new(), Vec::new(), Vec::new());
        if whose.own {
            let booked: Vec<_> = appointments.iter().map(|known| known.id).collect();
            acts = acts::acts_of_appointments(tx, &booked).await?;
            to_write = acts::reports_to_write(tx, whose.professional.id).await?;
            joined = acts::acts_i_joined(tx).await?;
        }
        let closed: Vec<ActId> =
            acts.iter().filter(|act| act.outcome == Some(Outcome::Closed)).map(|act| act.id).collect();
        let mut shown: Vec<PatientId> = appointments.iter().map(|known| known.patient).collect();
        shown.extend(to_write.iter().chain(&joined).map(|act| act.patient));
        shown.sort_unstable();
        shown.dedup();
        let mut blocks = agenda::blocks_between(tx, from, to).await?;
        blocks.retain(|block| block.professional == whose.professional.id);
        Ok(Self {
            people: patients::persons(tx, &shown).await?,
            sendings: exchange::sendings(tx, &closed).await?,
            reasons: territory::reasons(tx, Versions::Last).await?,
            sites: territory::sites(tx).await?,
            taken: agenda::taken_between(tx, &ids, from, to).await?,
            rules: agenda::rules_of(tx, &ids).await?,
            now,
            day,
            appointments,
            acts,
            to_write,
            joined,
            blocks,
        })
    }

    pub(super) fn shown(&self) -> Vec<PatientId> {
        self.people.iter().map(|person| person.id).collect()
    }

    pub(super) fn today(&self) -> bool {
        self.day == self.now.date()
    }

    pub(super) fn person(&self, id: PatientId) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }

    pub(super) fn act_of(&self, known: &Appointment) -> Option<&Act> {
        self.acts.iter().find(|act| act.appointment == Some(known.id))
    }

    pub(super) fn sending_of(&self, act: &Act) -> Option<Sending> {
        self.sendings.iter().find(|(id, _)| *id == act.id).map(|(_, sending)| *sending)
    }

    /// Whether a closed act still has no signed report, or one that is being corrected.
    pub(super) fn is_to_write(&self, act: &Act) -> bool {
        self.to_write.iter().any(|one| one.id == act.id)
    }

    /// « Renouveler mon traitement · par téléphone », « sur place, Nérondes ».
    pub(super) fn what(&self, act: Option<&Act>, known: &Appointment) -> String {
        let reason = act.and_then(|act| self.reason_of(act));
        let how = match known.modality {
            Modality::OnSite => match self.sites.iter().find(|site| site.id == known.site) {
                Some(site) => format!("sur place, {}", site.name),
                None => known.modality.words().to_owned(),
            },
            remote => remote.words().to_owned(),
        };
        match (reason, &known.overbook_reason) {
            (Some(reason), _) => format!("{reason} · {how}"),
            (None, Some(why)) => format!("en plus\u{a0}: {why} · {how}"),
            (None, None) if known.walked_in_at.is_some() => format!("sans rendez-vous · {how}"),
            (None, None) => how,
        }
    }

    pub(super) fn reason_of(&self, act: &Act) -> Option<&str> {
        self.reasons.iter().find(|reason| Some(reason.id) == act.reason).map(|reason| &*reason.words)
    }

    /// Where somebody is between their arrival and the end of their act; `None` for whoever is not in the waiting room.
    pub(super) fn stage(&self, known: &Appointment) -> Option<Stage> {
        if !self.today() || known.cancelled_at.is_some() || known.absent_at.is_some() {
            return None;
        }
        let (act, now) = (self.act_of(known), self.now.timestamp());
        if let Some(act) = act {
            match (act.opened_at, act.outcome) {
                (_, Some(_)) => return None,
                (Some(at), None) => return Some(Stage::Begun(at)),
                (None, None) => {}
            }
        } else if known.ends_at + LEFT_AFTER <= now {
            return None;
        }
        match (known.arrived_at, known.modality.is_remote()) {
            (Some(at), _) => Some(Stage::Here(at)),
            (None, true) if known.starts_at <= now => Some(Stage::ToCall(known.starts_at)),
            (None, true) if known.starts_at.duration_since(now) <= SOON => Some(Stage::Soon(known.starts_at)),
            (None, _) => None,
        }
    }

    /// How many wait now.
    pub(super) fn waiting(&self) -> usize {
        let waits =
            |known: &&Appointment| matches!(self.stage(known), Some(Stage::Here(_) | Stage::ToCall(_)));
        self.appointments.iter().filter(waits).count()
    }

    /// « 85 ans »
    pub(super) fn age(&self, person: &Person) -> String {
        format!("{}\u{a0}ans", french::age(person.identity.born_on, self.now.date()))
    }
}

/// Somebody to call within this time is shown before their hour.
const SOON: SignedDuration = SignedDuration::from_mins(10);

/// Where somebody is who is in the waiting room, or by their telephone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// Their act is open since.
    Begun(Timestamp),
    /// They arrived at.
    Here(Timestamp),
    /// They wait for a call since.
    ToCall(Timestamp),
    /// They are to be called at.
    Soon(Timestamp),
}

/// The instants at which a day begins and ends.
pub(super) fn bounds(day: Date, caller: &Caller) -> Result<(Timestamp, Timestamp), Problem> {
    let instant = |day: Date| day.to_zoned(caller.zone.clone()).map(|at| at.timestamp());
    let range = instant(day).and_then(|from| Ok((from, instant(day.tomorrow()?)?)));
    range.map_err(|_| Problem::malformed("Ce jour est trop loin."))
}
