//! What every figure means: the registry, as a page.

use access::Action as Asking;
use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse;
use indicators::{Indicator, REGISTRY};
use ui::Shell;
use web::{App, Caller, Frame, Problem, page};

use super::ShowDefinitions;

#[derive(Template)]
#[template(path = "dashboard_definitions.html")]
struct DefinitionsPage {
    shell: Shell<'static>,
    indicators: &'static [Indicator],
}

pub(super) async fn show(
    _: ShowDefinitions,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<impl IntoResponse, Problem> {
    caller.may(Asking::SeeIndicators)?;
    let mut tx = app.begin(&caller).await?;
    let mut at_board = frame.clone();
    "/tableau".clone_into(&mut at_board.here);
    let shell = app.shell(&mut tx, &caller, &at_board).await?;
    tx.commit().await?;
    page(&DefinitionsPage { shell, indicators: &REGISTRY })
}
