//! What other pages show of deliveries.

use ::access::Action;
use db::Tx;
use kernel::{ActId, ReportId};
use ui::{Empty, Lines};
use web::{Caller, Problem};

use crate::access::decide_on;
use crate::model::Resumed;
use crate::read::{Delivery, deliveries_of_act, last_dispatch};
use crate::words::{hour, line};

/// « Remise de la version 2 » : the deliveries of the version that counts, at their last address. `None` before the first
/// signature. The page records the view: it shows the patient.
pub async fn deliveries(tx: &mut Tx, caller: &Caller, act: ActId) -> Result<Option<Lines<'static>>, Problem> {
    let Some((report, version, signed_at)) = last_dispatch(tx, act).await? else { return Ok(None) };
    let mut known = deliveries_of_act(tx, act).await?;
    known.sort_by(|one, other| (one.queued_at, &one.recipient.0).cmp(&(other.queued_at, &other.recipient.0)));
    let may_act = match known.first() {
        Some(first) => decide_on(tx, caller, first, Action::ResumeDelivery).await?.is_ok(),
        None => false,
    };
    let now = tx.now();
    let shown = known.iter().filter(|one| counts(one, report));
    let lines: Vec<_> = shown.map(|one| line(caller, now, one, may_act)).collect();
    let nobody = Empty::new(
        "Sans destinataire",
        "Ce compte rendu ne part chez personne. Pour l’envoyer, corrigez-le et nommez un lecteur.",
    );
    Ok(Some(
        Lines::new(format!("Remise de la version {version}"))
            .id("remise")
            .meta(format!("signée à {}", hour(caller, now, signed_at)))
            .lines(lines)
            .empty(nobody),
    ))
}

/// Those of the version that counts, unless another was sent in their place.
fn counts(known: &Delivery, report: ReportId) -> bool {
    let in_its_place = matches!(known.resumed, Some(Resumed::Again | Resumed::OtherAddress));
    known.report == report && !in_its_place
}
