//! « De quoi avez-vous besoin ? »: the reasons in plain words, or the telephone while the portal is closed.

use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse;
use axum_extra::routing::TypedPath;
use serde::Deserialize;
use ui::{Badge, Icon, Note, PlainShell, RedFlags, Rich, Tone, UrgentLine, french};
use web::{App, Frame, Problem, page};

use super::place::{Place, example, pictogram};
use super::steps::Steps;
use super::{danger_signs, patient_shell};

/// The portal of a territory, by its name in addresses.
#[derive(TypedPath, Deserialize)]
#[typed_path("/rdv/{territory}")]
pub struct Portal {
    pub territory: String,
}

#[derive(Template)]
#[template(path = "portal_reasons.html")]
struct ReasonsPage {
    shell: PlainShell<'static>,
    urgent: UrgentLine,
    title: String,
    lead: &'static str,
    example: Option<Badge<'static>>,
    reasons: Vec<Tile>,
    talk: Note<'static>,
    flags: RedFlags<'static>,
}

struct Tile {
    href: String,
    icon: Icon,
    words: String,
    detail: String,
}

pub(super) async fn show(
    Portal { territory }: Portal,
    State(app): State<App>,
    frame: Frame,
) -> Result<impl IntoResponse, Problem> {
    let place = Place::find(&app, &territory).await?;
    let is_open = !place.reasons.is_empty();
    let tiles = place.reasons.iter().map(|reason| Tile {
        href: Steps { territory: territory.clone(), reason: reason.slug.clone() }.to_string(),
        icon: pictogram(&reason.slug),
        words: reason.words.clone(),
        detail: reason.detail.clone(),
    });
    let (title, lead) = if is_open {
        (
            "De quoi avez-vous besoin ?",
            "Choisissez la phrase la plus proche. Nous cherchons ensuite le premier rendez-vous possible.",
        )
    } else {
        ("Prenez rendez-vous par téléphone", "La prise de rendez-vous en ligne n’est pas encore ouverte ici.")
    };
    page(&ReasonsPage {
        shell: patient_shell(&place.territory, &frame),
        urgent: RedFlags::line(),
        title: french::typo(title).into_owned(),
        lead,
        example: place.reasons.iter().find_map(example),
        reasons: tiles.collect(),
        talk: talk(&place.territory.phone),
        flags: danger_signs(),
    })
}

/// The telephone, on every page.
pub(super) fn talk(phone: &str) -> Note<'static> {
    let sentence = Rich::from("Appelez le ")
        .link(french::tel(phone), french::phone(phone))
        .text(", aux heures d’ouverture.");
    Note::new(Tone::Info, french::typo("Vous préférez parler à quelqu’un ?"), sentence).icon(Icon::Phone)
}
