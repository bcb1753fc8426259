//! Finds an act for whoever asks: in their territory, or in the one where they take part as an intervenant.

use access::{Action as Asked, Basis};
use acts::Act;
use db::Tx;
use kernel::ActId;
use web::{App, Caller, Problem};

use crate::care::BreakGlass;

/// A transaction in the act's territory, the act, and the ground on which the caller may do `action`.
///
/// Somebody who works here and is outside the circle is led to where a reason opens it.
pub(super) async fn seen(
    app: &App,
    caller: &Caller,
    id: ActId,
    action: Asked,
) -> Result<(Tx, Act, Basis), Problem> {
    let mut tx = app.begin(caller).await?;
    if let Some(act) = acts::act(&mut tx, id).await? {
        let basis = acts::decide_on(&mut tx, caller, &act, action).await??;
        return Ok((tx, act, basis));
    }
    if let Some(patient) = acts::patient_of(&mut tx, id).await? {
        caller.may(Asked::BreakGlass)?;
        let place = format!("{}?acte={id}", BreakGlass { patient });
        let refused = Problem::refused(access::Refusal::OutsideTheCircle);
        return Err(Problem { instead: Some(place.into()), ..refused });
    }
    drop(tx);
    let mut outside = app.db.begin_outside(caller.actor()).await?;
    let elsewhere = acts::territory_of_my_act(&mut outside, id).await?.ok_or_else(Problem::not_found)?;
    drop(outside);
    let mut tx = app.db.begin(elsewhere, caller.actor()).await?;
    let act = acts::act(&mut tx, id).await?.ok_or_else(Problem::not_found)?;
    let basis = acts::decide_on(&mut tx, caller, &act, action).await??;
    Ok((tx, act, basis))
}
