//! Where the portal stands: the territory of the address and the reasons that it may show.

use db::{Actor, Tx};
use territory::{Reason, TerritoryRow, Versions};
use ui::{Badge, Icon};
use web::{App, Mode, Problem};

/// The territory of an address, and the transaction of somebody who is not signed in.
pub(super) struct Place {
    pub(super) tx: Tx,
    pub(super) territory: TerritoryRow,
    /// Empty until a doctor has validated one: the portal is then closed. The demonstration shows its examples.
    pub(super) reasons: Vec<Reason>,
}

impl Place {
    /// Finds the territory; not found when there is none of this name.
    pub(super) async fn find(app: &App, slug: &str) -> Result<Self, Problem> {
        let mut outside = app.db.begin_outside(Actor::Nobody).await?;
        let territory = territory::by_slug(&mut outside, slug).await?.ok_or_else(Problem::not_found)?;
        drop(outside);
        let mut tx = app.db.begin(territory.id, Actor::Nobody).await?;
        let versions = match app.house.mode {
            Mode::Demo => Versions::Last,
            Mode::Serve => Versions::InUse,
        };
        let reasons = territory::reasons(&mut tx, versions).await?;
        Ok(Self { tx, territory, reasons })
    }

    /// The reason of the address.
    pub(super) fn reason(&self, slug: &str) -> Result<Reason, Problem> {
        self.reasons.iter().find(|reason| reason.slug == slug).cloned().ok_or_else(Problem::not_found)
    }
}

/// What stands beside a reason that no doctor has validated.
pub(super) fn example(reason: &Reason) -> Option<Badge<'static>> {
    reason.reviewed_at.is_none().then(|| Badge::wait("Exemple, non validé par un médecin").icon(Icon::Info))
}

/// The pictogram of a reason, told from its short name.
pub(super) fn pictogram(slug: &str) -> Icon {
    const KNOWN: [(&str, Icon); 11] = [
        ("renouv", Icon::Pill),
        ("peau", Icon::Skin),
        ("plaie", Icon::Syringe),
        ("tension", Icon::Heart),
        ("cardio", Icon::Heart),
        ("diabete", Icon::Pulse),
        ("fievre", Icon::Pulse),
        ("toux", Icon::Pulse),
        ("certificat", Icon::Doc),
        ("resultat", Icon::Chart),
        ("ehpad", Icon::Home),
    ];
    KNOWN.iter().find(|(part, _)| slug.contains(part)).map_or(Icon::Question, |(_, icon)| *icon)
}
