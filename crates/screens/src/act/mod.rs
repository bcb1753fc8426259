//! The page of an act: who it is about, the call, the thread, what is known, and the report being written, side by side.

mod draft;
mod form;
mod information;
mod invite;
mod parts;
mod posted;
mod seen;
mod sheet;
mod show;
mod sign;
mod steps;

use axum::Router;
use axum_extra::routing::{RouterExt as _, TypedPath};
use kernel::{ActId, AppointmentId, DocumentId, ReportId};
use serde::Deserialize;
use web::App;

pub(crate) use parts::identity;

#[derive(TypedPath, Deserialize)]
#[typed_path("/actes/{act}")]
pub(crate) struct ShowAct {
    pub(crate) act: ActId,
}

/// From a day of appointments: its act is found or made, then opened.
#[derive(TypedPath, Deserialize)]
#[typed_path("/rendez-vous/{appointment}/acte")]
pub(crate) struct OpenPlanned {
    pub(crate) appointment: AppointmentId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/actes/{act}/ouverture")]
pub(crate) struct OpenAct {
    act: ActId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/actes/{act}/appel")]
struct StampCall {
    act: ActId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/actes/{act}/accord")]
struct RecordConsent {
    act: ActId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/actes/{act}/absence")]
struct MarkAbsent {
    act: ActId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/actes/{act}/interruption")]
struct Interrupt {
    act: ActId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/actes/{act}/presentiel")]
struct Convert {
    act: ActId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/actes/{act}/invitation")]
struct InviteInto {
    act: ActId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/actes/{act}/information")]
struct ShowInformation {
    act: ActId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/actes/{act}/brouillon")]
struct SaveDraft {
    act: ActId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/actes/{act}/destinataires")]
struct AddReader {
    act: ActId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/actes/{act}/pieces")]
struct AttachFile {
    act: ActId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/actes/{act}/pieces/{document}")]
struct ShowFile {
    act: ActId,
    document: DocumentId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/actes/{act}/pieces/{document}/retrait")]
struct DetachFile {
    act: ActId,
    document: DocumentId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/actes/{act}/fin")]
struct CloseAct {
    act: ActId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/actes/{act}/signature")]
struct SignAct {
    act: ActId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/actes/{act}/correction")]
struct CorrectReport {
    act: ActId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/comptes-rendus/{report}")]
struct ShowSheet {
    report: ReportId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/comptes-rendus/{report}/texte")]
struct ShowText {
    report: ReportId,
}

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .typed_get(show::show)
        .typed_post(steps::open_planned)
        .typed_post(steps::open)
        .typed_post(steps::stamp)
        .typed_post(steps::consent)
        .typed_post(steps::absent)
        .typed_post(steps::interrupt)
        .typed_post(steps::convert)
        .typed_post(invite::invite)
        .typed_get(information::show)
        .typed_post(draft::save)
        .typed_post(draft::add_reader)
        .typed_post(draft::attach)
        .typed_post(draft::detach)
        .typed_get(sheet::file)
        .typed_post(sign::close)
        .typed_post(sign::sign)
        .typed_post(sign::correct)
        .typed_get(sheet::show)
        .typed_get(sheet::text)
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
