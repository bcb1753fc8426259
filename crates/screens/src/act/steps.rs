//! What happens during an act, one tap each: it opens, the call is stamped, the patient agrees, it ends without a report.

use access::{Action as Asked, Refusal};
use acts::{Act, CloseError, ConsentAnswer, ConsentHow, ConvertOnSite, GivenBy, OpenError, StampKind};
use agenda::{AskedBy, BookAppointment, BookError, FirstTimes, Modality};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use db::Tx;
use jiff::civil::DateTime;
use kernel::{ActId, SiteId};
use ui::{Choice, Dialog, Field, Form, Problems, Typed, french};
use web::{App, Caller, Frame, Posted, Problem};

use super::seen::seen;
use super::show::{Again, page_of};
use super::{Convert, Interrupt, MarkAbsent, OpenAct, OpenPlanned, RecordConsent, ShowAct, StampCall};
use crate::planned;

/// The most characters that say why an act ends otherwise.
pub(super) const LONGEST_REASON: usize = 300;

/// From a day of appointments: finds or makes the act, and opens it.
pub(super) async fn open_planned(
    OpenPlanned { appointment }: OpenPlanned,
    State(app): State<App>,
    caller: Caller,
) -> Result<Redirect, Problem> {
    caller.may(Asked::SeeAgenda)?;
    let mut tx = app.begin(&caller).await?;
    let act = planned::begun(&mut tx, appointment).await?;
    match acts::open_act(&mut tx, &caller, act).await {
        // the appointment is known here, its act is somebody else's
        Err(OpenError::NotFound) => return Err(Problem::refused(Refusal::NotYours)),
        opened => opened?,
    }
    tx.commit().await?;
    Ok(back(act))
}

pub(super) async fn open(
    OpenAct { act }: OpenAct,
    State(app): State<App>,
    caller: Caller,
) -> Result<Redirect, Problem> {
    let (mut tx, act, _) = seen(&app, &caller, act, Asked::HoldAct).await?;
    acts::open_act(&mut tx, &caller, act.id).await?;
    tx.commit().await?;
    Ok(back(act.id))
}

pub(super) async fn stamp(
    StampCall { act }: StampCall,
    State(app): State<App>,
    caller: Caller,
    Posted(typed): Posted,
) -> Result<Redirect, Problem> {
    let what = typed.get("quoi").and_then(StampKind::from_name);
    let what = what.ok_or_else(|| Problem::malformed("Choisissez un des boutons de l’appel."))?;
    let (mut tx, act, _) = seen(&app, &caller, act, Asked::HoldAct).await?;
    acts::stamp_call(&mut tx, &caller, act.id, what).await?;
    tx.commit().await?;
    Ok(back(act.id))
}

pub(super) async fn consent(
    RecordConsent { act }: RecordConsent,
    State(app): State<App>,
    caller: Caller,
    Posted(typed): Posted,
) -> Result<Redirect, Problem> {
    let unreadable = || Problem::malformed("Choisissez un des boutons de l’accord.");
    let answer = typed.get("reponse").and_then(ConsentAnswer::from_name).ok_or_else(unreadable)?;
    let how = typed.get("comment").and_then(ConsentHow::from_name).ok_or_else(unreadable)?;
    let given_by = typed.get("par").and_then(GivenBy::from_name).ok_or_else(unreadable)?;
    let (mut tx, act, _) = seen(&app, &caller, act, Asked::HoldAct).await?;
    let command = acts::RecordConsent { act: act.id, answer, how, given_by };
    acts::record_consent(&mut tx, &caller, command).await?;
    tx.commit().await?;
    Ok(back(act.id))
}

pub(super) async fn absent(
    MarkAbsent { act }: MarkAbsent,
    State(app): State<App>,
    caller: Caller,
) -> Result<Redirect, Problem> {
    let (mut tx, act, _) = seen(&app, &caller, act, Asked::HoldAct).await?;
    acts::mark_act_absent(&mut tx, &caller, act.id).await?;
    tx.commit().await?;
    Ok(back(act.id))
}

pub(super) async fn interrupt(
    Interrupt { act }: Interrupt,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(typed): Posted,
) -> Result<Response, Problem> {
    let (mut tx, act, basis) = seen(&app, &caller, act, Asked::HoldAct).await?;
    let why = match reason(&typed, "incident") {
        Ok(why) => why,
        Err(problems) => {
            let again = Again::refused(&typed, problems);
            return page_of(&app, tx, &caller, &frame, &act, basis, &again).await;
        }
    };
    acts::interrupt(&mut tx, &caller, act.id, why).await?;
    tx.commit().await?;
    Ok(back(act.id).into_response())
}

/// A few words on why, if any were said.
fn reason(typed: &Typed, name: &'static str) -> Result<Option<String>, Problems> {
    let said = typed.get(name).map(str::trim).filter(|said| !said.is_empty());
    match said {
        Some(long) if long.chars().count() > LONGEST_REASON => {
            Err(Problems::none().on(name, "Dites-le en 300 caractères au plus."))
        }
        said => Ok(said.map(ToOwned::to_owned)),
    }
}

/// The question, with the first times at the cabinet.
pub(super) async fn convert_dialog(
    tx: &mut Tx,
    caller: &Caller,
    act: &Act,
    typed: &Typed,
    problems: &Problems,
) -> Result<Dialog<'static>, Problem> {
    let wanted = FirstTimes {
        patient: Some(act.patient),
        zone: caller.zone.clone(),
        modality: Some(Modality::OnSite),
        professional: Some(act.professional),
        after: tx.now(),
        days: 30,
        most: 3,
    };
    let today = caller.local(tx.now()).date();
    let mut times = vec![Choice::new("maintenant", "Maintenant").example("Il est sur place, ou il vient")];
    for proposal in agenda::first_times(tx, &wanted).await? {
        let slot = &proposal.slot;
        let place = territory::site(tx, slot.site).await?.map(|site| site.name).unwrap_or_default();
        let value = format!("{}|{}|{}", slot.start, slot.minutes, slot.site);
        let day = french::relative_day(slot.start.date(), today);
        let label = format!("{}, {}", super::capitalised(&day), french::clock(slot.start.time()));
        times.push(Choice::new(value, label).example(place));
    }
    let form = Form::new(Convert { act: act.id }.to_string(), "Convertir")
        .id("conv")
        .with(Field::choice("quand", "Quand\u{202f}?", times).value("maintenant"))
        .with(Field::line("pourquoi", "Pourquoi").optional().longest(LONGEST_REASON))
        .filled(typed, problems);
    Ok(Dialog::new(
        "presentiel",
        "Convertir en présentiel\u{202f}?",
        "L’acte à distance s’arrête ici, sans compte rendu. Un acte au cabinet le remplace et garde la demande.",
        "Garder à distance",
    )
    .form(form))
}

/// Ends the remote act, books the time chosen, and opens the act on site when it is now.
pub(super) async fn convert(
    Convert { act }: Convert,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(typed): Posted,
) -> Result<Response, Problem> {
    let (mut tx, act, basis) = seen(&app, &caller, act, Asked::HoldAct).await?;
    let why = match reason(&typed, "pourquoi") {
        Ok(why) => why,
        Err(problems) => {
            let again = Again::refused(&typed, problems);
            return page_of(&app, tx, &caller, &frame, &act, basis, &again).await;
        }
    };
    let when = typed.get("quand").unwrap_or_default();
    let now = when == "maintenant";
    let appointment = if now {
        None
    } else {
        let booked = match time_of(when) {
            Some(time) => agenda::book(&mut tx, &booking(&caller, &act, time)).await,
            None => Err(BookError::NotOpen),
        };
        match booked {
            Ok(booked) => Some(booked.id),
            Err(BookError::Taken | BookError::TakenElsewhere | BookError::NotOpen | BookError::Past) => {
                drop(tx);
                let (tx, act, _) = seen(&app, &caller, act.id, Asked::HoldAct).await?;
                let problems =
                    Problems::none().on("quand", "Ce temps n’est plus libre\u{a0}: choisissez-en un autre.");
                let again = Again::refused(&typed, problems);
                return page_of(&app, tx, &caller, &frame, &act, basis, &again).await;
            }
            Err(error) => return Err(error.into()),
        }
    };
    let on_site =
        acts::convert_on_site(&mut tx, &caller, &ConvertOnSite { act: act.id, appointment, why }).await?;
    if now {
        acts::open_act(&mut tx, &caller, on_site).await?;
    }
    tx.commit().await?;
    Ok(back(on_site).into_response())
}

fn booking(caller: &Caller, act: &Act, (start, minutes, site): (DateTime, u16, SiteId)) -> BookAppointment {
    BookAppointment {
        patient: act.patient,
        professional: act.professional,
        site,
        modality: Modality::OnSite,
        start,
        zone: caller.zone.iana_name().unwrap_or("Europe/Paris").to_owned(),
        minutes,
        asked_by: AskedBy::Professional,
        note: None,
        overbook_reason: None,
        walks_in: false,
    }
}

fn time_of(value: &str) -> Option<(DateTime, u16, SiteId)> {
    let mut parts = value.splitn(3, '|');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

fn back(act: ActId) -> Redirect {
    Redirect::to(&ShowAct { act }.to_string())
}

/// The field that a refusal to close speaks of.
pub(super) fn field_of(error: &CloseError) -> Option<(&'static str, &'static str)> {
    match error {
        CloseError::NoAnswer => Some((
            "sans",
            "Répondez en un geste\u{a0}: «\u{a0}Je ne sais pas\u{a0}» et «\u{a0}Passer\u{a0}» sont des réponses.",
        )),
        _ => None,
    }
}
