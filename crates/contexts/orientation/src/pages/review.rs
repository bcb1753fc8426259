//! « Motifs du portail », for the doctors of the territory: they read each reason with its signs, and validate it.

use access::Role;
use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse;
use axum_extra::routing::TypedPath;
use kernel::ReasonId;
use serde::Deserialize;
use territory::{Reason, Versions};
use ui::{Action, Badge, Empty, Icon, Line, Lines, Shell, french};
use web::{App, Caller, Frame, Problem, page, see_other};

#[derive(TypedPath)]
#[typed_path("/motifs")]
pub(super) struct Review;

#[derive(TypedPath, Deserialize)]
#[typed_path("/motifs/{reason}/validation")]
pub(super) struct Validate {
    reason: ReasonId,
}

#[derive(Template)]
#[template(path = "portal_review.html")]
struct ReviewPage {
    shell: Shell<'static>,
    reasons: Lines<'static>,
}

pub(super) async fn show(
    _: Review,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<impl IntoResponse, Problem> {
    for_doctors(&caller)?;
    let mut tx = app.begin(&caller).await?;
    let shell = app.shell(&mut tx, &caller, &frame).await?;
    let written = territory::reasons(&mut tx, Versions::Last).await?;
    let lines = written.iter().map(|reason| line(reason, &caller));
    let empty = Empty::new("Aucun motif", "Le coordinateur les écrit avec vous avant d’ouvrir le portail.");
    page(&ReviewPage { shell, reasons: Lines::new("Motifs").lines(lines).empty(empty) })
}

pub(super) async fn validate(
    Validate { reason }: Validate,
    State(app): State<App>,
    caller: Caller,
) -> Result<impl IntoResponse, Problem> {
    for_doctors(&caller)?;
    let mut tx = app.begin(&caller).await?;
    territory::validate_reason(&mut tx, reason).await?;
    tx.commit().await?;
    Ok(see_other(&Review))
}

fn for_doctors(caller: &Caller) -> Result<(), Problem> {
    if caller.role == Role::Doctor { Ok(()) } else { Err(Problem::refused(access::Refusal::Role)) }
}

fn line(reason: &Reason, caller: &Caller) -> Line<'static> {
    let ways: Vec<&str> = reason
        .modalities
        .iter()
        .filter_map(|name| agenda::Modality::from_name(name))
        .map(agenda::Modality::words)
        .collect();
    let line = Line::new(reason.words.clone())
        .meta(format!(
            "{} · version {} · dans les {} h · {} min · {}",
            reason.detail,
            reason.version,
            reason.delay_hours,
            reason.minutes,
            ways.join(", ")
        ))
        .meta(format!("Arrête et dit d’appeler le 15\u{a0}: {}.", reason.red_flags.join("\u{202f}; ")))
        .meta(format!("Plutôt sur place\u{a0}: {}", reason.unsuitable));
    match reason.reviewed_at {
        Some(at) => {
            let day = caller.local(at).date();
            line.state(Badge::ok(format!("Validé le {}", french::day_numeric(day))).icon(Icon::Shield))
        }
        None => line
            .state(Badge::wait("Non validé"))
            .action(Action::post(Validate { reason: reason.id }.to_string(), "Valider").small()),
    }
}
