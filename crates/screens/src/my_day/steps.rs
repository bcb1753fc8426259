//! One tap each: they are here, they have not come, it was somebody else.

use access::Action as Asked;
use axum::extract::State;
use axum::response::Redirect;
use web::{App, Caller, Posted, Problem};

use super::which::Which;
use super::{Absent, Arrive, Undo};
use crate::planned;

pub(super) async fn arrive(
    Arrive { appointment }: Arrive,
    State(app): State<App>,
    caller: Caller,
    Posted(typed): Posted,
) -> Result<Redirect, Problem> {
    caller.may(Asked::MarkArrival)?;
    let which = Which::of_form(&typed)?;
    let mut tx = app.begin(&caller).await?;
    planned::arrived(&mut tx, appointment).await?;
    tx.commit().await?;
    Ok(Redirect::to(&which.href()))
}

pub(super) async fn absent(
    Absent { appointment }: Absent,
    State(app): State<App>,
    caller: Caller,
    Posted(typed): Posted,
) -> Result<Redirect, Problem> {
    caller.may(Asked::MarkArrival)?;
    let which = Which::of_form(&typed)?;
    let mut tx = app.begin(&caller).await?;
    planned::absent(&mut tx, appointment).await?;
    tx.commit().await?;
    Ok(Redirect::to(&which.href()))
}

pub(super) async fn undo(
    Undo { appointment }: Undo,
    State(app): State<App>,
    caller: Caller,
    Posted(typed): Posted,
) -> Result<Redirect, Problem> {
    caller.may(Asked::MarkArrival)?;
    let which = Which::of_form(&typed)?;
    let mut tx = app.begin(&caller).await?;
    planned::undone(&mut tx, appointment).await?;
    tx.commit().await?;
    Ok(Redirect::to(&which.href()))
}
