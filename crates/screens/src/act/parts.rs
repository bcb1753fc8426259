//! The parts of an act's page: identity, call, thread, consent.

use acts::model::{KnotState, ReportState, Said, Sending, ThreadFacts, knots, minutes_of, said};
use acts::{
    Act, Consent, ConsentAnswer, GivenBy, Modality, Notice, Outcome, Report, Stamp, StampKind, UnpaidModality,
};
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::IdentityStatus;
use patients::{Person, Sex};
use record::Allergy;
use ui::{Action, Badge, Call, Icon, Identity, Knot, Note, Thread, Tone, french};
use web::Caller;

use super::{MarkAbsent, OpenAct, RecordConsent, StampCall};

/// Who it is about, with what kills: allergies.
pub(crate) fn identity(person: &Person, allergies: &[Allergy], today: Date) -> Identity<'static> {
    let known = &person.identity;
    let sex = match known.sex {
        Sex::Female => "Femme",
        Sex::Male => "Homme",
        Sex::Unknown => "Sexe non précisé",
    };
    let age = french::age(known.born_on, today);
    let place = known.town.as_deref().map(|town| format!(" · {town}")).unwrap_or_default();
    let traits = format!("{sex}, {} ({age}\u{a0}ans){place}", french::birth(known.born_on));
    let mut banner = Identity::new(known.listed(), traits);
    banner = match (&known.ins, person.status) {
        (Some(ins), status) => {
            let state = match status {
                IdentityStatus::Qual => Badge::ok("qualifiée").icon(Icon::Shield),
                other => Badge::wait(other.label()).icon(Icon::Shield),
            };
            banner.ins(ins.matricule().spaced(), state)
        }
        (None, IdentityStatus::Qual) => banner,
        (None, _) => banner.state("Identité", Badge::wait("à vérifier").icon(Icon::Shield)),
    };
    for allergy in allergies {
        banner = banner.allergy(allergy.substance.clone());
    }
    banner
}

/// The strip of a remote act: the number, what was stamped, what was said.
pub(super) fn call(
    caller: &Caller,
    act: &Act,
    person: &Person,
    stamps: &[Stamp],
    consents: &[Consent],
    now: Timestamp,
) -> Option<Call<'static>> {
    if !matches!(act.modality, Modality::Telephone | Modality::Video) {
        return None;
    }
    let phone = person.identity.first_phone()?.to_string();
    let title = match act.modality {
        Modality::Video => "Acte en vidéo, ou par téléphone",
        _ => "Acte par téléphone",
    };
    let mobile = person.identity.first_phone().is_some_and(kernel::Phone::is_mobile);
    let others: Vec<String> = person
        .identity
        .phones
        .iter()
        .map(ToString::to_string)
        .filter(|other| *other != phone)
        .map(|other| french::phone(&other))
        .collect();
    let mut meta = match &person.identity.town {
        _ if mobile => "Mobile.".to_owned(),
        Some(town) => format!("Fixe, à {town}."),
        None => "Fixe.".to_owned(),
    };
    if !others.is_empty() {
        meta = format!("{meta} Autre numéro\u{a0}: {}", others.join(", "));
    }
    let mut card = Call::new(title, phone, meta);
    for action in call_actions(act, stamps) {
        card = card.action(action);
    }
    let hour = |at: Timestamp| french::clock(caller.local(at).time());
    let hours = said(stamps)
        .into_iter()
        .filter(|(_, said)| *said != Said::IdentitySaid)
        .map(|(at, said)| (hour(at), said_words(said)))
        .collect::<Vec<_>>();
    if !hours.is_empty() {
        let title = match minutes_of(stamps, act.closed_at.unwrap_or(now)) {
            Some(minutes) => format!("Les heures, {minutes}\u{202f}min en tout"),
            None => "Les heures".to_owned(),
        };
        card = card.stamps(title, hours);
    }
    let mut told: Vec<(Timestamp, String)> = stamps
        .iter()
        .filter(|stamp| stamp.what == StampKind::IdentitySaid)
        .map(|stamp| (stamp.at, "Nom et naissance redits".to_owned()))
        .collect();
    told.extend(consents.iter().map(|consent| (consent.collected_at, consent_words(consent))));
    told.sort_by_key(|(at, _)| *at);
    if !told.is_empty() {
        card = card.stamps("Dit et noté", told.into_iter().map(|(at, words)| (hour(at), words)));
    }
    Some(card)
}

/// What can be stamped now.
fn call_actions(act: &Act, stamps: &[Stamp]) -> Vec<Action<'static>> {
    if act.opened_at.is_none() || act.outcome.is_some() {
        return Vec::new();
    }
    let stamp = |kind: StampKind, label: &'static str| {
        Action::post(StampCall { act: act.id }.to_string(), label).field("quoi", kind.name())
    };
    let last =
        stamps.iter().rev().find(|stamp| stamp.what != StampKind::IdentitySaid).map(|stamp| stamp.what);
    let identity_said = stamps.iter().any(|stamp| stamp.what == StampKind::IdentitySaid);
    let mut actions = match last {
        Some(StampKind::Answers) => vec![stamp(StampKind::Ends, "L’appel est fini")],
        _ => vec![stamp(StampKind::Answers, "Il répond"), stamp(StampKind::NoAnswer, "Pas de réponse")],
    };
    if last == Some(StampKind::Answers) && !identity_said {
        actions.insert(0, stamp(StampKind::IdentitySaid, "Nom et naissance redits"));
    }
    if last == Some(StampKind::NoAnswer) {
        actions.push(Action::post(MarkAbsent { act: act.id }.to_string(), "Noter absent"));
    }
    actions
}

fn said_words(said: Said) -> String {
    match said {
        Said::NoAnswer => "Pas de réponse".to_owned(),
        Said::Answers { again: false } => "Il répond".to_owned(),
        Said::Answers { again: true } => "Nouvel appel".to_owned(),
        Said::Ends(lasted) => format!("Fin, {}", french::duration(lasted)),
        Said::IdentitySaid => "Nom et naissance redits".to_owned(),
    }
}

fn consent_words(consent: &Consent) -> String {
    let by = match consent.given_by {
        GivenBy::Patient => "",
        GivenBy::Carer => " par un proche",
        GivenBy::Guardian => " par son tuteur",
    };
    match consent.answer {
        ConsentAnswer::Given => format!("Informé, d’accord{by}, {}", consent.how.words()),
        ConsentAnswer::Refused => format!("Informé, refus{by}, {}", consent.how.words()),
    }
}

/// What the patient must be told, and their answer: asked until it is given.
pub(super) struct Consenting {
    pub(super) notice: String,
    pub(super) refused: bool,
    pub(super) actions: Vec<Action<'static>>,
}

/// `None` once the patient agreed, on site, and when the act is not open.
pub(super) fn consenting(act: &Act, consents: &[Consent], notice: Option<&Notice>) -> Option<Consenting> {
    if !act.modality.is_remote() || act.opened_at.is_none() || act.outcome.is_some() {
        return None;
    }
    let last = consents.last().map(|consent| consent.answer);
    if last == Some(ConsentAnswer::Given) {
        return None;
    }
    let answer = |answer: ConsentAnswer, by: &'static str, label: &'static str| {
        Action::post(RecordConsent { act: act.id }.to_string(), label)
            .field("reponse", answer.name())
            .field("comment", "oral")
            .field("par", by)
    };
    Some(Consenting {
        notice: french::typo(&notice?.words).into_owned(),
        refused: last == Some(ConsentAnswer::Refused),
        actions: vec![
            answer(ConsentAnswer::Given, "patient", "Informé, d’accord").main().icon(Icon::Check),
            answer(ConsentAnswer::Given, "carer", "D’accord, par un proche"),
            answer(ConsentAnswer::Refused, "patient", "Il refuse"),
        ],
    })
}

/// « Par téléphone, cet acte n’est pas remboursé comme téléconsultation »: the rule of law and its date.
pub(super) fn paid_words(act: &Act, unpaid: Option<&UnpaidModality>) -> Option<String> {
    let rule = unpaid.filter(|_| act.outcome.is_none_or(|outcome| outcome == Outcome::Closed))?;
    Some(format!(
        "{}, cet acte n’est pas remboursé comme téléconsultation\u{a0}: il y faut la vidéo depuis le {} ({}).",
        super::capitalised(act.modality.words()),
        french::birth(rule.since),
        rule.source
    ))
}

/// « Cet acte n’a pas commencé », « Patient absent ».
pub(super) fn notes(caller: &Caller, act: &Act, holds: bool, why: Option<&str>) -> Vec<Note<'static>> {
    let mut notes = Vec::new();
    if act.opened_at.is_none() && act.outcome.is_none() {
        let mut note = Note::new(
            Tone::Info,
            "Cet acte n’a pas commencé",
            "Son compte rendu s’écrit dès qu’il est ouvert.",
        );
        if holds {
            note = note.action(Action::post(OpenAct { act: act.id }.to_string(), "Commencer l’acte").main());
        }
        notes.push(note);
    }
    if let (Some(outcome), Some(at)) =
        (act.outcome.filter(|outcome| *outcome != Outcome::Closed), act.closed_at)
    {
        let hour = french::clock(caller.local(at).time());
        let text = match why {
            Some(why) => format!("À {hour}. {why}"),
            None => format!("À {hour}. Cet acte n’a pas de compte rendu."),
        };
        notes.push(Note::new(Tone::Fail, format!("Acte {}", ended_words(outcome)), text));
    }
    notes
}

fn ended_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Absent => "non tenu\u{a0}: patient absent",
        other => other.words(),
    }
}

/// The six knots, each with a few words.
pub(super) fn thread(
    caller: &Caller,
    act: &Act,
    reports: &[Report],
    correcting: Option<u16>,
    sending: Option<Sending>,
    evaluated: bool,
    today: Date,
) -> Thread<'static> {
    let facts = ThreadFacts {
        oriented: act.appointment.is_some(),
        opened: act.opened_at.is_some(),
        outcome: act.outcome,
        report: match (reports.is_empty(), correcting) {
            (true, _) => ReportState::Unsigned,
            (false, None) => ReportState::Signed,
            (false, Some(_)) => ReportState::Corrected,
        },
        sending,
        evaluated,
    };
    let hour = |at: Timestamp| {
        let local = caller.local(at);
        let clock = french::clock(local.time());
        if local.date() == today {
            clock
        } else {
            format!("{}, {clock}", french::relative_day(local.date(), today))
        }
    };
    let held = match (act.outcome, act.opened_at) {
        (Some(Outcome::Closed), Some(at)) => match act.minutes.filter(|minutes| *minutes > 0) {
            Some(minutes) => format!("{}, {minutes}\u{202f}min", hour(at)),
            None => hour(at),
        },
        (Some(outcome), _) => outcome.words().to_owned(),
        (None, Some(at)) => format!("depuis {}", hour(at)),
        (None, None) => "à venir".to_owned(),
    };
    let report = match (reports.last(), correcting) {
        (Some(_), Some(version)) => format!("version {version} en cours"),
        (Some(last), None) if last.version > 1 => {
            format!("version {}, {}", last.version, hour(last.signed_at))
        }
        (Some(last), None) => format!("signé, {}", hour(last.signed_at)),
        (None, Some(_)) => "en cours".to_owned(),
        (None, None) => String::new(),
    };
    let delivery = match reports.last().map(|last| last.content.readers.len()) {
        Some(0) => "sans destinataire".to_owned(),
        Some(1) => "1 destinataire".to_owned(),
        Some(many) => format!("{many} destinataires"),
        None => String::new(),
    };
    let evaluation = if evaluated { "répondue" } else { "" };
    let words = [
        hour(act.requested_at),
        format!(
            "{}, {}",
            act.modality.words(),
            act.relation_why.map_or(act.relation.words(), |why| why.words())
        ),
        held,
        report,
        delivery,
        evaluation.to_owned(),
    ];
    let mut words = words.into_iter();
    Thread::professional(knots(facts).map(|state| {
        let under = words.next().unwrap_or_default();
        match state {
            KnotState::Done => Knot::done(under),
            KnotState::Current => Knot::current(under),
            KnotState::Lost => Knot::lost(under),
            KnotState::Ahead => Knot::ahead(under),
        }
    }))
}
