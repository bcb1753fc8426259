//! Somebody new at the desk, and corrections of who they are.

use access::Action as Asked;
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum_extra::routing::TypedPath;
use http::StatusCode;
use kernel::PatientId;
use serde::Deserialize;
use ui::{Form, Problems, Shell, Typed};
use web::{App, Caller, Frame, Posted, Problem, page};

use super::person::ShowPerson;

#[derive(TypedPath)]
#[typed_path("/personnes/nouvelle")]
pub(super) struct New;

#[derive(TypedPath, Deserialize)]
#[typed_path("/personnes/{patient}/correction")]
pub(super) struct Correction {
    pub(super) patient: PatientId,
}

#[derive(Template)]
#[template(path = "identity_form.html")]
struct IdentityPage {
    shell: Shell<'static>,
    title: &'static str,
    lead: &'static str,
    form: Form<'static>,
}

const NEW: (&str, &str) = (
    "Une personne nouvelle",
    "L’identité restera « à vérifier » jusqu’à ce que quelqu’un voie un document. Cherchez d’abord : elle est peut-être déjà là.",
);
const CORRECTION: (&str, &str) =
    ("Corriger une identité", "Chaque correction est notée, avec votre nom et l’heure.");

pub(super) async fn show(
    _: New,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<Response, Problem> {
    caller.may(Asked::RegisterPatient)?;
    answer(&app, &caller, &frame, NEW, "/personnes/nouvelle".to_owned(), &Typed::default(), &Problems::none())
        .await
}

pub(super) async fn register(
    _: New,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(typed): Posted,
) -> Result<Response, Problem> {
    caller.may(Asked::RegisterPatient)?;
    let mut tx = app.begin(&caller).await?;
    let today = caller.local(tx.now()).date();
    match patients::read_form(&typed, today, None) {
        Ok(command) => {
            let patient = patients::register(&mut tx, &command).await?;
            tx.commit().await?;
            Ok(Redirect::to(&ShowPerson { patient }.to_string()).into_response())
        }
        Err(problems) => {
            drop(tx);
            answer(&app, &caller, &frame, NEW, "/personnes/nouvelle".to_owned(), &typed, &problems).await
        }
    }
}

pub(super) async fn show_correction(
    Correction { patient }: Correction,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<Response, Problem> {
    let basis = caller.may(Asked::RegisterPatient)?;
    let mut tx = app.begin(&caller).await?;
    let person = patients::person(&mut tx, patient).await?.ok_or_else(Problem::not_found)?;
    audit::view(&mut tx, audit::View { page: "desk/correction", patients: &[patient], basis: basis.name() })
        .await?;
    tx.commit().await?;
    let to = Correction { patient }.to_string();
    answer(&app, &caller, &frame, CORRECTION, to, &patients::typed_of(&person), &Problems::none()).await
}

pub(super) async fn correct(
    Correction { patient }: Correction,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(typed): Posted,
) -> Result<Response, Problem> {
    caller.may(Asked::RegisterPatient)?;
    let mut tx = app.begin(&caller).await?;
    let today = caller.local(tx.now()).date();
    let person = patients::person(&mut tx, patient).await?.ok_or_else(Problem::not_found)?;
    match patients::read_form(&typed, today, Some(&person.identity)) {
        Ok(read) => {
            patients::correct(&mut tx, patient, &read.identity, read.to_know.as_deref()).await?;
            tx.commit().await?;
            Ok(Redirect::to(&ShowPerson { patient }.to_string()).into_response())
        }
        Err(problems) => {
            drop(tx);
            let to = Correction { patient }.to_string();
            answer(&app, &caller, &frame, CORRECTION, to, &typed, &problems).await
        }
    }
}

/// The page; 422 when something is wrong.
async fn answer(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    (title, lead): (&'static str, &'static str),
    to: String,
    typed: &Typed,
    problems: &Problems,
) -> Result<Response, Problem> {
    let mut tx = app.begin(caller).await?;
    let mut at_desk = frame.clone();
    "/appels".clone_into(&mut at_desk.here);
    let shell = app.shell(&mut tx, caller, &at_desk).await?;
    tx.commit().await?;
    let form = patients::identity_form(to, "Enregistrer", typed, problems);
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page(&IdentityPage { shell, title, lead, form })?).into_response())
}
