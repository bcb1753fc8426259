//! Closing, signing, correcting. What was typed is saved first: a refusal loses nothing.

use access::Action as Asked;
use acts::{Act, CloseError, SignError};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::TypedPath;
use db::Tx;

use serde::Serialize;
use ui::{Problems, Typed};
use web::{App, Caller, Frame, Problem};

use super::draft::{kept, refused};
use super::form::Sent;
use super::posted::WithFile;
use super::seen::seen;
use super::steps::field_of;
use super::{CloseAct, CorrectReport, ShowAct, SignAct};

/// Where somebody proves again who they are; `identity` answers it.
#[derive(TypedPath)]
#[typed_path("/confirmer")]
struct Confirm;

/// Where they come back to.
#[derive(Serialize)]
struct Then {
    then: String,
}

/// Ends the act that was held; its report is signed later.
pub(super) async fn close(
    CloseAct { act }: CloseAct,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    WithFile { typed, .. }: WithFile,
) -> Result<Response, Problem> {
    let (mut tx, known, sent) = match kept(&app, &caller, &frame, act, &typed).await? {
        Ok(kept) => kept,
        Err(refused) => return Ok(refused),
    };
    match end(&mut tx, &caller, &known, &sent).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(Redirect::to(&ShowAct { act }.to_string()).into_response())
        }
        Err(error) => not_closed(&app, tx, &caller, &frame, &known, &typed, error).await,
    }
}

/// Ends the act if it is open, signs its report and hands it over to its readers, in one transaction. When it is refused, the
/// answer says why: the page again, or the way to prove who they are, from which they come back to the saved draft.
pub(super) async fn sign(
    SignAct { act }: SignAct,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    WithFile { typed, .. }: WithFile,
) -> Result<Response, Problem> {
    let (mut tx, known, sent) = match kept(&app, &caller, &frame, act, &typed).await? {
        Ok(kept) => kept,
        Err(refused) => return Ok(refused),
    };
    if known.outcome.is_none()
        && let Err(error) = end(&mut tx, &caller, &known, &sent).await
    {
        return not_closed(&app, tx, &caller, &frame, &known, &typed, error).await;
    }
    match acts::sign(&mut tx, &caller, act).await {
        Ok(report) => {
            exchange::hand_over(&mut tx, report).await?;
            tx.commit().await?;
            Ok(Redirect::to(&format!("{}#remise", ShowAct { act })).into_response())
        }
        Err(SignError::StaleProof | SignError::WeakProof) => {
            let then = ShowAct { act }.to_string();
            let place = Confirm.with_query_params(Then { then }).to_string();
            Ok(Redirect::to(&place).into_response())
        }
        Err(error) => not_signed(&app, tx, &caller, &frame, &known, &typed, error).await,
    }
}

async fn end(tx: &mut Tx, caller: &Caller, known: &Act, sent: &Sent) -> Result<(), CloseError> {
    let content = &sent.content;
    let command = acts::CloseAct {
        act: known.id,
        without_it: content.without_it,
        transport: content.transport,
        km: content.km,
    };
    acts::close(tx, caller, command).await
}

async fn not_closed(
    app: &App,
    tx: Tx,
    caller: &Caller,
    frame: &Frame,
    known: &Act,
    typed: &Typed,
    error: CloseError,
) -> Result<Response, Problem> {
    let problems = match field_of(&error) {
        Some((field, sentence)) => Problems::none().on(field, sentence),
        None if matches!(error, CloseError::NoConsent | CloseError::ConsentRefused) => {
            let problem = Problem::from(error);
            Problems::none().and(format!("{} {}", problem.says, problem.advice))
        }
        None => return Err(error.into()),
    };
    refused(app, tx, caller, frame, known, typed, problems).await
}

async fn not_signed(
    app: &App,
    tx: Tx,
    caller: &Caller,
    frame: &Frame,
    known: &Act,
    typed: &Typed,
    error: SignError,
) -> Result<Response, Problem> {
    let problems = match &error {
        SignError::Incomplete(fields) => fields.iter().fold(Problems::none(), |problems, field| {
            problems.on(*field, "Ce champ est nécessaire pour signer.")
        }),
        SignError::NotSecure(_) => {
            let advice = Problem::from(error).advice;
            Problems::none().on("destinataires", advice)
        }
        _ => return Err(error.into()),
    };
    refused(app, tx, caller, frame, known, typed, problems).await
}

/// Begins the next version on the text of the last.
pub(super) async fn correct(
    CorrectReport { act }: CorrectReport,
    State(app): State<App>,
    caller: Caller,
) -> Result<Redirect, Problem> {
    let (mut tx, act, _) = seen(&app, &caller, act, Asked::SignReport).await?;
    acts::correct(&mut tx, &caller, act.id).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("{}#cr", ShowAct { act: act.id })))
}
