//! What ties a caller to a delivery, gathered for the engine `access`: who signed, who acts for them, the circle, part in the act.

use ::access::{Action, Decision, Membership, Relation, decide};
use db::{DbError, Tx};
use kernel::AccountId;
use web::Caller;

use crate::read::Delivery;

/// Decides `action` on a delivery.
pub async fn decide_on(
    tx: &mut Tx,
    caller: &Caller,
    delivery: &Delivery,
    action: Action,
) -> Result<Decision, DbError> {
    Ok(decide(action, &relation_to(tx, caller, delivery).await?))
}

async fn relation_to(tx: &mut Tx, caller: &Caller, delivery: &Delivery) -> Result<Relation, DbError> {
    let mut relation = match acts::act(tx, delivery.act).await? {
        Some(act) => acts::relation_to(tx, caller, &act).await?,
        None => caller.relation(),
    };
    if tx.territory() != caller.territory {
        relation.membership = Membership::None;
    }
    relation.own = delivery.signed_by == caller.account;
    relation.delegated = !relation.own && principals(tx, caller).await?.contains(&delivery.signed_by);
    Ok(relation)
}

/// Those whose deliveries are the caller's to look after: their own, and those of who delegated to them.
pub async fn principals(tx: &mut Tx, caller: &Caller) -> Result<Vec<AccountId>, DbError> {
    let delegated = territory::delegated_to(tx, caller.account).await?;
    Ok(std::iter::once(caller.account).chain(delegated.into_iter().map(|member| member.account)).collect())
}
