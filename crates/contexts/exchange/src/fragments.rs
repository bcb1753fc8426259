//! What other pages show of deliveries.

use ::access::Action;
use acts::model::Sending;
use db::Tx;
use kernel::ActId;
use ui::{Empty, Lines};
use web::{Caller, Problem};

use crate::access::decide_on;
use crate::read::{deliveries_of_act, how_it_goes, last_dispatch};
use crate::words::{hour, line};

/// The version of an act that counts, on its way to its readers.
pub struct OnItsWay {
    /// How far it is, all readers together.
    pub sending: Sending,
    /// « Remise de la version 2 »: each delivery at its last address.
    pub lines: Lines<'static>,
}

/// Where the version that counts is. `None` before the first signature. The page records the view: it shows the patient.
pub async fn deliveries(tx: &mut Tx, caller: &Caller, act: ActId) -> Result<Option<OnItsWay>, Problem> {
    let Some((report, version, signed_at)) = last_dispatch(tx, act).await? else { return Ok(None) };
    let mut known = deliveries_of_act(tx, act).await?;
    known.sort_by(|one, other| (one.queued_at, &one.recipient.0).cmp(&(other.queued_at, &other.recipient.0)));
    let may_act = match known.first() {
        Some(first) => decide_on(tx, caller, first, Action::ResumeDelivery).await?.is_ok(),
        None => false,
    };
    let now = tx.now();
    let shown = known.iter().filter(|one| one.counts_for(report));
    let lines: Vec<_> = shown.map(|one| line(caller, now, one, may_act)).collect();
    let nobody = Empty::new(
        "Sans destinataire",
        "Ce compte rendu ne part chez personne. Pour l’envoyer, corrigez-le et nommez un lecteur.",
    );
    let lines = Lines::new(format!("Remise de la version {version}"))
        .id("remise")
        .meta(format!("signée à {}", hour(caller, now, signed_at)))
        .lines(lines)
        .empty(nobody);
    Ok(Some(OnItsWay { sending: how_it_goes(report, &known), lines }))
}
