//! « Salle d’attente »: who is here, who waits for a call, and since when.

use acts::Act;
use agenda::Appointment;
use jiff::{SignedDuration, Timestamp};
use patients::Person;
use ui::{Action, Badge, Empty, Icon, Line, Lines, french};
use web::Caller;

use super::facts::{Facts, Stage};
use super::which::Whose;
use crate::act::{OpenPlanned, ShowAct};
use crate::desk::ShowBooked;

/// From this on, waiting is said in ochre.
const LONG: SignedDuration = SignedDuration::from_mins(15);

pub(super) fn lines(caller: &Caller, facts: &Facts, whose: &Whose) -> Lines<'static> {
    let mut waiting: Vec<(Stage, &Appointment)> =
        facts.appointments.iter().filter_map(|known| Some((facts.stage(known)?, known))).collect();
    waiting.sort_by_key(|(stage, known)| (rank(*stage, known), known.id));
    let lines = waiting.into_iter().enumerate().filter_map(|(rank, (stage, known))| {
        let person = facts.person(known.patient)?;
        let line = line(caller, facts, (stage, known, person));
        if !whose.own {
            return Some(line);
        }
        let action = action(facts.act_of(known), stage, known);
        Some(line.action(if rank == 0 { action.main() } else { action }))
    });
    Lines::new("Salle d’attente").id("attente").lines(lines.collect::<Vec<_>>()).empty(Empty::new(
        "Personne n’attend",
        "Ceux qui arrivent, et ceux que vous appelez à cette heure, s’affichent ici.",
    ))
}

/// Open acts first, then who waits longest.
fn rank(stage: Stage, known: &Appointment) -> (u8, Timestamp) {
    match stage {
        Stage::Begun(at) => (0, at),
        Stage::Here(at) => (1, at.max(known.starts_at)),
        Stage::ToCall(at) => (1, at),
        Stage::Soon(at) => (2, at),
    }
}

fn line(
    caller: &Caller,
    facts: &Facts,
    (stage, known, person): (Stage, &Appointment, &Person),
) -> Line<'static> {
    let act = facts.act_of(known);
    let href = match act {
        Some(act) => ShowAct { act: act.id }.to_string(),
        None => ShowBooked { appointment: known.id }.to_string(),
    };
    let mut line = Line::new(person.identity.listed())
        .href(href)
        .initials(initials(person))
        .beside(facts.age(person))
        .meta(facts.what(act, known))
        .badge(since(caller, facts, stage, known));
    line = line.badge(identity(person));
    if let Some(note) = &known.note {
        line = line.meta(format!("À savoir\u{a0}: {note}"));
    }
    line
}

/// Begins the act, or goes back to it.
fn action(act: Option<&Act>, stage: Stage, known: &Appointment) -> Action<'static> {
    let open = OpenPlanned { appointment: known.id }.to_string();
    match (stage, act) {
        (Stage::Begun(_), Some(act)) => {
            Action::link(ShowAct { act: act.id }.to_string(), "Reprendre l’acte").icon(Icon::Edit)
        }
        _ if known.modality.is_remote() => Action::post(open, "Appeler").icon(Icon::Phone),
        _ => Action::post(open, "Commencer l’acte").icon(Icon::Check),
    }
}

/// « attend depuis 18 min », « arrivé à 14:20, en avance », « à appeler à 14:40 ».
fn since(caller: &Caller, facts: &Facts, stage: Stage, known: &Appointment) -> Badge<'static> {
    let now = facts.now.timestamp();
    let clock = |at| french::clock(caller.local(at).time());
    match stage {
        Stage::Begun(at) => Badge::brand(format!("en cours depuis {}", clock(at))).icon(Icon::Edit),
        Stage::Here(at) if at.max(known.starts_at) > now => {
            Badge::brand(format!("est là, en avance : {}", clock(known.starts_at))).icon(Icon::Clock)
        }
        Stage::Here(_) | Stage::ToCall(_) => {
            let from = match stage {
                Stage::Here(at) => at.max(known.starts_at),
                _ => known.starts_at,
            };
            let waited = now.duration_since(from);
            let words = match stage {
                Stage::ToCall(_) => format!("attend l’appel {}", french::since(waited)),
                _ => format!("attend {}", french::since(waited)),
            };
            if waited >= LONG { Badge::wait(words) } else { Badge::brand(words).icon(Icon::Clock) }
        }
        Stage::Soon(at) => Badge::info(format!("à appeler à {}", clock(at))).icon(Icon::Phone),
    }
}

pub(super) fn identity(person: &Person) -> Badge<'static> {
    match person.status.code() {
        "QUAL" => Badge::ok("Identité vérifiée").icon(Icon::Shield),
        _ => Badge::wait("Identité à vérifier").icon(Icon::Shield),
    }
}

fn initials(person: &Person) -> String {
    let names = &person.identity.names;
    let family = names.used_name.as_ref().map_or_else(|| names.birth_name.to_string(), ToString::to_string);
    let given =
        names.used_given.as_ref().map_or_else(|| names.first_given.capitalised(), ToString::to_string);
    french::initials(&family, &given)
}
