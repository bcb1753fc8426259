//! The portal: one question a page, forms and links alone. What is chosen and typed travels in the forms.

mod answers;
mod person;
mod place;
mod reasons;
mod review;
mod steps;
mod times;

use axum::Router;
use axum_extra::routing::RouterExt as _;
use territory::TerritoryRow;
use ui::{PlainShell, RedFlags, Rich};
use web::{App, Frame};

pub use reasons::Portal;

/// The routes of this context.
pub fn routes() -> Router<App> {
    Router::new()
        .typed_get(reasons::show)
        .typed_get(steps::show)
        .typed_post(steps::answer)
        .typed_get(review::show)
        .typed_post(review::validate)
}

/// The shell of every page that patients see of a territory.
pub fn patient_shell(territory: &TerritoryRow, frame: &Frame) -> PlainShell<'static> {
    shell(territory, frame, territory.phone.clone(), "aux heures d’ouverture")
}

/// The same, where only the 15 helps: no other number is in sight.
fn emergency_shell(territory: &TerritoryRow, frame: &Frame) -> PlainShell<'static> {
    shell(territory, frame, "15".to_owned(), "jour et nuit")
}

fn shell(territory: &TerritoryRow, frame: &Frame, phone: String, hours: &'static str) -> PlainShell<'static> {
    PlainShell::patient(frame.nonce.clone(), territory.name.clone(), phone, hours)
        .home(Portal { territory: territory.slug.clone() }.to_string())
        .theme(frame.theme)
        .foot("Vos réponses restent entre vous et vos soignants.")
}

/// The signs that never wait, whatever the reason.
pub fn danger_signs() -> RedFlags<'static> {
    RedFlags::new([
        Rich::from("Vous avez mal dans la poitrine."),
        Rich::from("Vous respirez très mal."),
        Rich::from("Un côté du visage ou un bras ne bouge plus."),
        Rich::from("La personne ne répond pas."),
        Rich::from("Vous perdez beaucoup de sang."),
        Rich::from("Vous pensez à mourir\u{a0}: appelez le ").link("tel:3114", "31\u{a0}14").text("."),
    ])
}
