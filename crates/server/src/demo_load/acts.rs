//! Acts from the need to the evaluation: appointments followed, calls, consents, ends, drafts, signed reports, answers.

use acts::model::minutes_of;
use acts::{
    AnsweredBy, ConsentHow, DraftContent, GivenBy, ImportAct, ImportEnd, ImportReport, ReaderChoice,
    RelationWhy, RequestAct, RequestedFrom, Stamp, StampKind, Why, WithoutIt,
};
use anyhow::{Context as _, Result};
use db::Db;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use kernel::ActId;
use web::Method;

use super::agenda::asked_by;
use super::ids::id;
use super::{Loaded, moment};
use crate::demo::{
    self, Act, AskedThrough, Channel, Delivery, Modality, Outcome, ParticipantRole, Reader, ReaderBecause,
    RelationToDoctor, Report, Requester, World, ZONE,
};

/// How many acts one transaction writes.
const CHUNK: usize = 500;

/// How long before signing the authors of the past had shown their key.
const PROVED_BEFORE: SignedDuration = SignedDuration::from_secs(100);

pub(super) async fn load(db: &Db, world: &World, loaded: &mut Loaded) -> Result<()> {
    name(world, loaded)?;
    let zone = TimeZone::get(ZONE).context("find the zone of the world")?;
    for territory in &world.territories {
        let here: Vec<&Act> = world.acts.iter().filter(|act| act.territory == territory.key).collect();
        for chunk in here.chunks(CHUNK) {
            let acts = chunk.iter().map(|act| import(world, loaded, act)).collect::<Result<Vec<_>>>()?;
            let mut tx = loaded.begin(db, territory.key).await?;
            acts::import(&mut tx, &acts, &zone).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

/// Gives acts and signed reports their identifiers: others name them before they are written.
fn name(world: &World, loaded: &mut Loaded) -> Result<()> {
    for act in &world.acts {
        loaded.acts.push(id(world.seed, requested_at(act)?, "act", &[act.key.rank()]));
        let signed = act.reports.iter().filter_map(|report| Some((report.version, report.signed_at?)));
        let named = signed.map(|(version, at)| {
            Ok(id(world.seed, moment(at)?, "report", &[act.key.rank(), usize::from(version)]))
        });
        loaded.reports.push(named.collect::<Result<_>>()?);
    }
    Ok(())
}

/// An act with an appointment is written in the transaction that books it.
fn requested_at(act: &Act) -> Result<Timestamp> {
    moment(act.appointments.first().map_or(act.asked.at, |booked| booked.booked_at))
}

fn import(world: &World, loaded: &Loaded, act: &Act) -> Result<ImportAct> {
    let opened_at = act.opened_at.map(moment).transpose()?;
    let stamps = stamps(world, act)?;
    let appointments = act.appointments.iter().zip(&loaded.appointments[act.key.rank()]);
    Ok(ImportAct {
        id: loaded.act(act.key),
        asked: asked(world, loaded, act),
        requested_at: requested_at(act)?,
        requested_by: requested_by(loaded, act),
        followed: appointments
            .skip(1)
            .map(|(booked, id)| Ok((moment(booked.booked_at)?, *id)))
            .collect::<Result<_>>()?,
        participants: participants(loaded, act),
        opened_at,
        consent: consent(world, act)?,
        ended: ended(act, opened_at, &stamps)?,
        stamps,
        reports: reports(world, loaded, act)?,
        draft: draft(world, loaded, act)?,
        evaluation: evaluation(world, act)?,
    })
}

fn asked(world: &World, loaded: &Loaded, act: &Act) -> RequestAct {
    let converted = converted(world, loaded, act);
    // an act on site that takes over another keeps what was asked
    let origin = act.follows.filter(|_| converted.is_some()).map_or(act, |key| &world.acts[key.rank()]);
    let modality = modality(act.modality);
    let requester = match origin.asked.by {
        Requester::Professional(who) if who != origin.professional => loaded.professionals.get(&who).copied(),
        _ => None,
    };
    RequestAct {
        patient: loaded.patient(act.patient),
        kind: modality.kind(),
        modality,
        professional: loaded.professionals[&act.professional],
        site: site(world, loaded, act),
        appointment: loaded.appointments[act.key.rank()].first().copied(),
        reason: loaded.reasons.get(&(act.territory, act.reason)).copied(),
        words: origin.asked.words.clone(),
        from: from(act),
        asked_by: asked_by(world, origin),
        requester,
        why: why(world, origin),
        replaces: converted,
    }
}

/// The remote act that ended for this one to be held on site.
fn converted(world: &World, loaded: &Loaded, act: &Act) -> Option<ActId> {
    let before = &world.acts[act.follows?.rank()];
    let on_site = act.modality == Modality::OnSite && before.outcome == Some(Outcome::ConvertedOnSite);
    (on_site && before.territory == act.territory).then(|| loaded.act(before.key))
}

fn modality(modality: Modality) -> acts::Modality {
    match modality {
        Modality::OnSite => acts::Modality::OnSite,
        Modality::Telephone => acts::Modality::Telephone,
        Modality::Video => acts::Modality::Video,
        Modality::Asynchronous => acts::Modality::Asynchronous,
    }
}

/// Where its professional is; where the patient lives for a round; the expert's own site for a tele-expertise.
fn site(world: &World, loaded: &Loaded, act: &Act) -> Option<kernel::SiteId> {
    let planned = act.appointments.first().map(|booked| booked.site);
    let structure = world.professionals[act.professional.rank()].structure;
    let own = world.sites.iter().find(|site| site.structure == structure).map(|site| site.key);
    let site = if act.is_expertise() { own } else { planned.or(act.place).or(own) };
    site.map(|site| loaded.site_in(site, act.territory))
}

fn from(act: &Act) -> RequestedFrom {
    match (act.asked.by, act.asked.channel) {
        (Requester::Sas, _) => RequestedFrom::Sas,
        (_, AskedThrough::Phone | AskedThrough::Desk) => RequestedFrom::Desk,
        (_, AskedThrough::Portal) => RequestedFrom::Portal,
        (_, AskedThrough::Professional) => RequestedFrom::Professional,
    }
}

fn why(world: &World, act: &Act) -> Option<RelationWhy> {
    if world.patients[act.patient.rank()].truly.is_some() {
        // the portal looks for nobody: it does not know of a GP
        let specialist = world.reasons[act.reason.rank()].speciality.is_some();
        return Some(if specialist { RelationWhy::Specialist } else { RelationWhy::Unplanned });
    }
    match &act.relation {
        RelationToDoctor::OwnDoctor | RelationToDoctor::Sas => None,
        RelationToDoctor::Specialist => Some(RelationWhy::Specialist),
        RelationToDoctor::Other(words) => Some(match *words {
            "Médecin traitant en congé" => RelationWhy::OwnGpIsAway,
            "Sans médecin traitant" => RelationWhy::NoOwnGp,
            "Contrôle demandé par ce médecin" | "Médecin de passage dans l’établissement" => {
                RelationWhy::SameTeam
            }
            _ => RelationWhy::Unplanned,
        }),
    }
}

/// Who booked, or the professional who asks in writing; nobody on the portal and for the SAS.
fn requested_by(loaded: &Loaded, act: &Act) -> Option<kernel::AccountId> {
    let asks = || match act.asked.by {
        Requester::Professional(who) => Some(who),
        _ => None,
    };
    let who = match act.appointments.first() {
        Some(booked) => booked.booked_by,
        None => asks(),
    };
    who.map(|who| loaded.account(who))
}

fn participants(loaded: &Loaded, act: &Act) -> Vec<(kernel::AccountId, &'static str)> {
    let others = act.participants.iter().filter(|other| other.professional != act.professional);
    others
        .map(|other| {
            let role = match other.role {
                ParticipantRole::Assists => "assistant",
                ParticipantRole::Requester => "requester",
            };
            (loaded.account(other.professional), role)
        })
        .collect()
}

/// The hours of a call by telephone: somebody answers, says who they are, hangs up.
fn stamps(world: &World, act: &Act) -> Result<Vec<Stamp>> {
    let Some(opened) = act.opened_at.filter(|_| act.modality == Modality::Telephone) else {
        return Ok(Vec::new());
    };
    let now = moment(world.now)?;
    let begins = moment(opened)?;
    let after = |seconds, what| Stamp { what, at: begins + SignedDuration::from_secs(seconds) };
    let ends = act.closed_at.map(moment).transpose()?.map(|at| Stamp { what: StampKind::Ends, at });
    let call = [after(20, StampKind::Answers), after(40, StampKind::IdentitySaid)];
    Ok(call.into_iter().filter(|stamp| stamp.at <= now).chain(ends).collect())
}

/// Agreement to a remote act, from the patient or from whoever asked for them.
fn consent(world: &World, act: &Act) -> Result<Option<(Timestamp, ConsentHow, GivenBy)>> {
    let Some(at) = act.consent_at.filter(|_| act.modality.is_remote()) else { return Ok(None) };
    let child = world.patients[act.patient.rank()].age_on(at.date()) < 15;
    let carer = child || matches!(act.asked.by, Requester::Carer(_));
    let given_by = if carer { GivenBy::Carer } else { GivenBy::Patient };
    Ok(Some((moment(at)?, ConsentHow::Oral, given_by)))
}

fn ended(act: &Act, opened_at: Option<Timestamp>, stamps: &[Stamp]) -> Result<Option<ImportEnd>> {
    let Some(outcome) = act.outcome else { return Ok(None) };
    let at = act.closed_at.or(act.ended_because.as_ref().map(|ended| ended.at));
    let at = moment(at.context("an act that ended says when")?)?;
    let bare = ImportEnd {
        at,
        outcome: acts::Outcome::Closed,
        why: None,
        without_it: None,
        transport: None,
        minutes: None,
        km: None,
    };
    let because = || act.ended_because.as_ref().map(|ended| ended.because.to_owned());
    Ok(Some(match outcome {
        Outcome::Closed => ImportEnd {
            without_it: act.without_it.map(without_it),
            transport: act.without_it.and_then(transport),
            minutes: minutes_of(stamps, at).or_else(|| minutes_between(opened_at?, at)),
            km: act.kilometres,
            ..bare
        },
        Outcome::ConvertedOnSite => ImportEnd { outcome: acts::Outcome::Converted, why: because(), ..bare },
        Outcome::Interrupted => ImportEnd { outcome: acts::Outcome::Interrupted, why: because(), ..bare },
        // the agenda says these, and the act follows: nobody writes why
        Outcome::Absent => ImportEnd { outcome: acts::Outcome::Absent, ..bare },
        Outcome::CancelledByPatient => ImportEnd { outcome: acts::Outcome::CancelledByPatient, ..bare },
        Outcome::CancelledByUs => ImportEnd { outcome: acts::Outcome::CancelledByUs, ..bare },
    }))
}

fn minutes_between(from: Timestamp, to: Timestamp) -> Option<u16> {
    u16::try_from(to.duration_since(from).as_mins().clamp(0, 24 * 60)).ok()
}

fn without_it(answer: demo::WithoutIt) -> WithoutIt {
    match answer {
        demo::WithoutIt::Practice => WithoutIt::Office,
        demo::WithoutIt::Emergency => WithoutIt::Emergency,
        demo::WithoutIt::Transport(_) => WithoutIt::Transport,
        demo::WithoutIt::NoCare => WithoutIt::NoCare,
        demo::WithoutIt::Unknown => WithoutIt::Unknown,
        demo::WithoutIt::Passed => WithoutIt::Skipped,
    }
}

fn transport(answer: demo::WithoutIt) -> Option<acts::Transport> {
    let demo::WithoutIt::Transport(by) = answer else { return None };
    Some(match by {
        demo::Transport::OwnCar => acts::Transport::OwnCar,
        demo::Transport::Relative => acts::Transport::Relative,
        demo::Transport::Taxi => acts::Transport::Taxi,
        demo::Transport::Vsl => acts::Transport::Vsl,
        demo::Transport::Ambulance => acts::Transport::Ambulance,
    })
}

fn reports(world: &World, loaded: &Loaded, act: &Act) -> Result<Vec<ImportReport>> {
    let signed = act.reports.iter().filter_map(|report| Some((report, report.signed_at?)));
    signed
        .zip(&loaded.reports[act.key.rank()])
        .map(|((report, at), id)| {
            let signed_at = moment(at)?;
            Ok(ImportReport {
                id: *id,
                texts: texts(world, loaded, report)?,
                signed_at,
                method: Method::Passkey,
                proved_at: signed_at - PROVED_BEFORE,
            })
        })
        .collect()
}

/// A report that is not signed yet: being written, or left for the evening.
fn draft(world: &World, loaded: &Loaded, act: &Act) -> Result<Option<(Timestamp, DraftContent)>> {
    let Some(report) = act.reports.iter().find(|report| report.signed_at.is_none()) else { return Ok(None) };
    let saved_at = act.closed_at.unwrap_or(world.now);
    let content = DraftContent { readers: usual(world, loaded, act)?, ..texts(world, loaded, report)? };
    Ok(Some((moment(saved_at)?, content)))
}

/// Those whom the form proposes: the own GP and the requester, when they are others than the author.
fn usual(world: &World, loaded: &Loaded, act: &Act) -> Result<Vec<ReaderChoice>> {
    let own = world.patients[act.patient.rank()].own_doctor.map(|doctor| (doctor, Why::OwnGp));
    let asks = match act.asked.by {
        Requester::Professional(who) => Some((who, Why::Requester)),
        _ => None,
    };
    let asks = asks.filter(|(who, _)| own.is_none_or(|(doctor, _)| doctor != *who));
    let others = own.into_iter().chain(asks).filter(|(who, _)| *who != act.professional);
    others
        .filter_map(|(who, why)| {
            let address = world.professionals[who.rank()].secure_address.as_deref()?;
            Some((who, why, address))
        })
        .map(|(who, why, address)| {
            let professional = loaded.professionals.get(&who).copied();
            Ok(ReaderChoice { professional, address: address.parse()?, why })
        })
        .collect()
}

fn texts(world: &World, loaded: &Loaded, report: &Report) -> Result<DraftContent> {
    let mailed = report.deliveries.iter().filter(|delivery| delivery.channel == Channel::SecureMail);
    Ok(DraftContent {
        motif: report.motif.clone(),
        constat: report.constat.clone(),
        conclusion: report.conclusion.clone(),
        conduite: report.conduite.clone(),
        readers: mailed.map(|delivery| reader(world, loaded, delivery)).collect::<Result<_>>()?,
        ..DraftContent::default()
    })
}

fn reader(world: &World, loaded: &Loaded, delivery: &Delivery) -> Result<ReaderChoice> {
    let address = delivery.address.as_deref().context("secure mail goes to an address")?;
    let professional = match delivery.reader {
        Reader::Professional(who) => {
            let own = world.professionals[who.rank()].secure_address.as_deref() == Some(address);
            loaded.professionals.get(&who).copied().filter(|_| own)
        }
        Reader::Structure(_) => None,
    };
    Ok(ReaderChoice { professional, address: address.parse()?, why: reads_because(delivery.because) })
}

pub(super) fn reads_because(because: ReaderBecause) -> Why {
    match because {
        ReaderBecause::OwnDoctor => Why::OwnGp,
        ReaderBecause::Requester => Why::Requester,
        ReaderBecause::Other => Why::Other,
    }
}

fn evaluation(world: &World, act: &Act) -> Result<Option<(Timestamp, acts::Solved, u8, AnsweredBy)>> {
    let Some(answers) = act.evaluation else { return Ok(None) };
    let (Some(at), Some(solved), Some(again)) = (answers.answered_at, answers.solved, answers.again) else {
        return Ok(None);
    };
    let solved = match solved {
        demo::Solved::Yes => acts::Solved::Yes,
        demo::Solved::Partly => acts::Solved::Partly,
        demo::Solved::No => acts::Solved::No,
    };
    let by = match world.patients[act.patient.rank()].mail {
        Some(_) => AnsweredBy::Patient,
        None => AnsweredBy::Carer,
    };
    Ok(Some((moment(at)?, solved, again, by)))
}
