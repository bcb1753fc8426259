//! Moving and cancelling from the link.

use agenda::{FirstTimes, Modality, SlotValue};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::routing::TypedPath;
use http::StatusCode;
use jiff::civil::{Date, Time};
use orientation::{ChangeError, patient_shell};
use serde::Deserialize;
use ui::{Action, Icon, Note, PlainShell, RedFlags, SlotChoice, Tone, UrgentLine, french};
use web::{App, Frame, Posted, Problem, page};

use super::{Holder, words};

#[derive(TypedPath, Deserialize)]
#[typed_path("/m/{token}/deplacement")]
pub(super) struct Move {
    pub(super) token: String,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/m/{token}/annulation")]
pub(super) struct Cancel {
    pub(super) token: String,
}

#[derive(Template)]
#[template(path = "my_appointment_change.html")]
struct ChangePage {
    shell: PlainShell<'static>,
    urgent: UrgentLine,
    title: &'static str,
    lead: String,
    notes: Vec<Note<'static>>,
    to: String,
    slots: Option<SlotChoice<'static>>,
    actions: Vec<Action<'static>>,
    back: Action<'static>,
    flags: RedFlags<'static>,
}

/// How many times are shown, and how far ahead.
const MOST: usize = 6;
const DAYS: u8 = 45;

pub(super) async fn show_move(
    Move { token }: Move,
    State(app): State<App>,
    cookies: CookieJar,
    frame: Frame,
) -> Result<Response, Problem> {
    let mut holder = Holder::come(&app, &token, &cookies).await?;
    Ok(page(&times(&mut holder, &frame, None, None).await?)?.into_response())
}

pub(super) async fn move_it(
    Move { token }: Move,
    State(app): State<App>,
    cookies: CookieJar,
    frame: Frame,
    Posted(typed): Posted,
) -> Result<Response, Problem> {
    let mut holder = Holder::come(&app, &token, &cookies).await?;
    if let Some(from) = typed.get("apres") {
        let from = from.parse().ok();
        return Ok(page(&times(&mut holder, &frame, from, None).await?)?.into_response());
    }
    let Some(slot) = typed.get("temps").and_then(SlotValue::parse) else {
        let shown = times(&mut holder, &frame, None, Some("Choisissez une des heures proposées.")).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&shown)?).into_response());
    };
    let moved =
        orientation::move_by_link(&mut holder.tx, &holder.link, &slot, &holder.token, &app.house.origin)
            .await;
    match moved {
        Ok(()) => {
            let place = holder.path().to_string();
            holder.tx.commit().await?;
            Ok(Redirect::to(&place).into_response())
        }
        Err(ChangeError::Time(_)) => {
            // what the refused move had written must not stay
            drop(holder);
            let mut holder = Holder::come(&app, &token, &cookies).await?;
            let gone =
                "Cette heure vient d’être prise. Votre rendez-vous n’a pas bougé : choisissez-en une autre.";
            let shown = times(&mut holder, &frame, None, Some(gone)).await?;
            Ok((StatusCode::CONFLICT, page(&shown)?).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The page of times with the same professional, held the same way.
async fn times(
    holder: &mut Holder,
    frame: &Frame,
    from: Option<Date>,
    wrong: Option<&'static str>,
) -> Result<ChangePage, Problem> {
    let now = holder.tx.now();
    orientation::changeable_until(&holder.known, now).ok_or(ChangeError::TooLate)?;
    let zone = holder.zone();
    let today = now.to_zoned(zone.clone()).date();
    let known = holder.known.appointment.clone();
    let after = from
        .filter(|day| *day > today)
        .and_then(|day| zone.to_zoned(day.to_datetime(Time::midnight())).ok())
        .map_or(now, |midnight| midnight.timestamp());
    let wanted = FirstTimes {
        patient: Some(known.patient),
        zone,
        modality: Some(known.modality),
        professional: Some(known.professional),
        after,
        days: DAYS,
        most: MOST,
    };
    let found = agenda::first_times(&mut holder.tx, &wanted).await?;
    let sites = territory::sites(&mut holder.tx).await?;
    let slots = found.iter().map(|found| {
        let slot = &found.slot;
        let place = sites.iter().find(|site| site.id == slot.site).map_or("", |site| site.name.as_str());
        let value = SlotValue::of(slot, known.modality).to_string();
        let shown = ui::Slot::new(value, slot.start.date(), slot.start.time());
        match known.modality {
            Modality::OnSite => shown.how(Icon::Map, format!("Sur place, {place}")),
            Modality::Telephone => shown.how(Icon::Phone, "Par téléphone"),
            Modality::Video => shown.how(Icon::Video, "En vidéo"),
        }
    });
    let mut notes = Vec::new();
    notes.extend(wrong.map(|sentence| Note::new(Tone::Fail, french::typo(sentence), "").alert()));
    if found.is_empty() {
        notes.push(Note::new(
            Tone::Wait,
            "Aucune autre heure libre",
            "Appelez le cabinet : il cherche avec vous.",
        ));
    }
    let last = found.last().and_then(|found| found.slot.start.date().tomorrow().ok());
    let others = last.map(|day| {
        Action::submit("Voir d’autres dates").icon(Icon::Calendar).field("apres", day.to_string())
    });
    Ok(ChangePage {
        shell: patient_shell(&holder.known.territory, frame),
        urgent: RedFlags::line(),
        title: "Déplacer le rendez-vous",
        lead: format!(
            "{} : c’est votre rendez-vous actuel, tant que vous n’en choisissez pas un autre.",
            words::headline(&known, today)
        ),
        notes,
        to: Move { token: holder.token.reveal() }.to_string(),
        slots: (!found.is_empty())
            .then(|| SlotChoice::new("Les autres heures possibles", "temps", today).slots(slots)),
        actions: others.into_iter().collect(),
        back: Action::link(holder.path().to_string(), "Garder mon rendez-vous"),
        flags: orientation::danger_signs(),
    })
}

pub(super) async fn show_cancel(
    Cancel { token }: Cancel,
    State(app): State<App>,
    cookies: CookieJar,
    frame: Frame,
) -> Result<Response, Problem> {
    let holder = Holder::come(&app, &token, &cookies).await?;
    let now = holder.tx.now();
    orientation::changeable_until(&holder.known, now).ok_or(ChangeError::TooLate)?;
    let today = now.to_zoned(holder.zone()).date();
    let shown = ChangePage {
        shell: patient_shell(&holder.known.territory, &frame),
        urgent: RedFlags::line(),
        title: "Annuler ce rendez-vous\u{202f}?",
        lead: format!(
            "{}. La place servira à quelqu’un d’autre.",
            words::headline(&holder.known.appointment, today)
        ),
        notes: Vec::new(),
        to: Cancel { token }.to_string(),
        slots: None,
        actions: vec![Action::submit("Annuler le rendez-vous").icon(Icon::Cross).danger()],
        back: Action::link(holder.path().to_string(), "Garder mon rendez-vous"),
        flags: orientation::danger_signs(),
    };
    Ok(page(&shown)?.into_response())
}

pub(super) async fn cancel(
    Cancel { token }: Cancel,
    State(app): State<App>,
    cookies: CookieJar,
    _: Posted,
) -> Result<Response, Problem> {
    let mut holder = Holder::come(&app, &token, &cookies).await?;
    orientation::cancel_by_link(&mut holder.tx, &holder.link, &holder.token, &app.house.origin).await?;
    let place = holder.path().to_string();
    holder.tx.commit().await?;
    Ok(Redirect::to(&place).into_response())
}
