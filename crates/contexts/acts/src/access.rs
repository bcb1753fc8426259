//! What ties a caller to an act, gathered for the engine `access`: circle of the patient, part in the act, holder.

use ::access::{Action, Decision, Membership, Relation, decide};
use db::{DbError, Tx};
use kernel::ActId;
use web::Caller;

use crate::read::Act;

/// The caller's relation to `act`, at the moment of `tx`. In another territory than their own a person is nothing but
/// a participant.
pub async fn relation_to(tx: &mut Tx, caller: &Caller, act: &Act) -> Result<Relation, DbError> {
    let mut relation = patients::relation_to(tx, caller, act.patient).await?;
    if tx.territory() != caller.territory {
        relation.membership = Membership::None;
    }
    relation.participant = takes_part(tx, act.id).await?;
    relation.own = caller.professional == Some(act.professional);
    Ok(relation)
}

/// Decides `action` on `act`.
pub async fn decide_on(tx: &mut Tx, caller: &Caller, act: &Act, action: Action) -> Result<Decision, DbError> {
    Ok(decide(action, &relation_to(tx, caller, act).await?))
}

async fn takes_part(tx: &mut Tx, act: ActId) -> Result<bool, DbError> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from acts.my_part where act_id = $1) as "part!""#,
        act.uuid(),
    )
    .fetch_one(tx.conn())
    .await?)
}
