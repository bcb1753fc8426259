//! Moves a delivery forward, the one way there is: the database refuses to write a state otherwise.

use db::Tx;
use kernel::DeliveryId;

use crate::model::{Cause, Said, State};

/// What was learnt of a delivery.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    pub(crate) reached: State,
    /// Why, when it failed.
    pub(crate) cause: Option<Cause>,
    /// Whether our operator took the request for a notification.
    pub(crate) asked: Option<bool>,
    /// What a report said short of an acknowledgement.
    pub(crate) said: Option<Said>,
}

impl Step {
    pub(crate) fn to(reached: State) -> Self {
        Self { reached, cause: None, asked: None, said: None }
    }
}

/// Whether anything moved: a state that is behind the one reached already changes nothing.
pub(crate) async fn advance(tx: &mut Tx, delivery: DeliveryId, step: &Step) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exchange.advance($1, $2, $3, $4, $5) as "moved!""#,
        delivery.uuid(),
        step.reached.name(),
        step.cause.map(Cause::name),
        step.asked,
        step.said.map(Said::name),
    )
    .fetch_one(tx.conn())
    .await
}
