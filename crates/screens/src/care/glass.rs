//! Breaking the glass: a reason, four hours, and the patient sees it. Then what is known, and an act to begin.

use access::Action as Asked;
use acts::{Kind, Modality, RequestAct, RequestedFrom};
use agenda::AskedBy;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::TypedPath;
use db::Tx;
use http::StatusCode;
use kernel::{ActId, PatientId};
use patients::{BreakGlassError, Person};
use serde::Deserialize;
use ui::{Action, Badge, Field, Figure, Form, Icon, Identity, Lines, Note, Problems, Shell, Tone, Typed};
use web::{App, Caller, Frame, Posted, Problem, page};

use super::Known;
use crate::act::{ShowAct, identity};

#[derive(TypedPath, Deserialize)]
#[typed_path("/personnes/{patient}/acces")]
pub(crate) struct BreakGlass {
    pub(crate) patient: PatientId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/personnes/{patient}/soins")]
pub(crate) struct ShowCare {
    patient: PatientId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/personnes/{patient}/actes")]
pub(crate) struct BeginAct {
    patient: PatientId,
}

/// Where to go afterwards: only an act.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Then {
    acte: Option<ActId>,
}

#[derive(Template)]
#[template(path = "glass.html")]
struct GlassPage {
    shell: Shell<'static>,
    identity: Identity<'static>,
    note: Note<'static>,
    form: Form<'static>,
}

pub(super) async fn show(
    BreakGlass { patient }: BreakGlass,
    Query(Then { acte }): Query<Then>,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<Response, Problem> {
    let mut tx = app.begin(&caller).await?;
    let relation = patients::relation_to(&mut tx, &caller, patient).await?;
    if access::decide(Asked::SeeCare, &relation).is_ok() {
        return Ok(Redirect::to(&ShowCare { patient }.to_string()).into_response());
    }
    asked(&app, tx, &caller, &frame, patient, acte, &Typed::default(), &Problems::none()).await
}

pub(super) async fn break_it(
    BreakGlass { patient }: BreakGlass,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(typed): Posted,
) -> Result<Response, Problem> {
    let acte = typed.get("acte").and_then(|id| id.parse().ok());
    let mut tx = app.begin(&caller).await?;
    let reason = typed.get("motif").unwrap_or_default().to_owned();
    match patients::break_glass(&mut tx, &caller, patient, &reason).await {
        Ok(_) => {
            tx.commit().await?;
            let place =
                acte.map_or_else(|| ShowCare { patient }.to_string(), |act| ShowAct { act }.to_string());
            Ok(Redirect::to(&place).into_response())
        }
        Err(BreakGlassError::Reason) => {
            let problems = Problems::none().on("motif", BreakGlassError::ADVICE);
            asked(&app, tx, &caller, &frame, patient, acte, &typed, &problems).await
        }
        Err(error) => Err(error.into()),
    }
}

#[expect(clippy::too_many_arguments, reason = "the page, who asks for it, and what was typed")]
async fn asked(
    app: &App,
    mut tx: Tx,
    caller: &Caller,
    frame: &Frame,
    patient: PatientId,
    acte: Option<ActId>,
    typed: &Typed,
    problems: &Problems,
) -> Result<Response, Problem> {
    let relation = patients::relation_to(&mut tx, caller, patient).await?;
    let basis = access::decide(Asked::BreakGlass, &relation)?;
    let person = patients::person(&mut tx, patient).await?.ok_or_else(Problem::not_found)?;
    audit::view(&mut tx, audit::View { page: "care/glass", patients: &[patient], basis: basis.name() })
        .await?;
    let today = caller.local(tx.now()).date();
    let mut form = Form::new(BreakGlass { patient }.to_string(), "Ouvrir pour quatre heures")
        .icon(Icon::Key)
        .with(
            Field::area("motif", "Pourquoi avez-vous besoin de ce dossier\u{202f}?", 2)
                .hint("Par exemple\u{a0}: de garde, appelé pour des vertiges. La personne le lira.")
                .required()
                .longest(200)
                .focus(),
        )
        .filled(typed, problems);
    if let Some(act) = acte {
        form = form.with(Field::hidden("acte", act.to_string()));
    }
    let glass = GlassPage {
        shell: app.shell(&mut tx, caller, frame).await?,
        identity: identity(&person, &[], today),
        note: Note::new(
            Tone::Wait,
            "Vous n’êtes pas dans son cercle de soins",
            "Avec un motif, vous y entrez pour quatre heures. Votre nom, l’heure et ce motif lui seront montrés.",
        )
        .icon(Icon::Lock),
        form,
    };
    tx.commit().await?;
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page(&glass)?).into_response())
}

#[derive(Template)]
#[template(path = "care.html")]
struct CarePage<'a> {
    shell: Shell<'static>,
    identity: Identity<'static>,
    begin: Vec<Action<'static>>,
    allergies: Vec<Badge<'static>>,
    known: &'a Known,
    pressure: Option<Figure<'static>>,
    reports: Lines<'static>,
}

pub(super) async fn show_care(
    ShowCare { patient }: ShowCare,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<Response, Problem> {
    let mut tx = app.begin(&caller).await?;
    let (person, basis) = match seen(&mut tx, &caller, patient).await {
        Ok(seen) => seen,
        Err(problem) if problem.code == "access/outside-the-circle" => {
            return Ok(Redirect::to(&BreakGlass { patient }.to_string()).into_response());
        }
        Err(problem) => return Err(problem),
    };
    audit::view(&mut tx, audit::View { page: "care", patients: &[patient], basis: basis.name() }).await?;
    let today = caller.local(tx.now()).date();
    let known = Known::of(&mut tx, &caller, patient, None).await?;
    let begin = [
        (Modality::OnSite, "Commencer un acte sur place", Icon::Map),
        (Modality::Telephone, "Par téléphone", Icon::Phone),
    ]
    .into_iter()
    .filter(|_| caller.professional.is_some())
    .map(|(modality, label, icon)| {
        Action::post(BeginAct { patient }.to_string(), label).icon(icon).field("modalite", modality.name())
    })
    .collect();
    let care = CarePage {
        shell: app.shell(&mut tx, &caller, &frame).await?,
        identity: identity(&person, &known.allergies, today),
        begin,
        allergies: known.allergy_badges(),
        pressure: known.pressure(&caller, today),
        reports: known.reports(&caller, today),
        known: &known,
    };
    tx.commit().await?;
    Ok(page(&care)?.into_response())
}

/// Begins an act that nobody had planned, for somebody whose care the caller may see.
pub(super) async fn begin_act(
    BeginAct { patient }: BeginAct,
    State(app): State<App>,
    caller: Caller,
    Posted(typed): Posted,
) -> Result<Redirect, Problem> {
    let mut tx = app.begin(&caller).await?;
    seen(&mut tx, &caller, patient).await?;
    let professional = caller.professional.ok_or_else(|| Problem::refused(access::Refusal::Role))?;
    let modality = typed.get("modalite").and_then(Modality::from_name);
    let modality = modality
        .filter(|modality| matches!(modality, Modality::OnSite | Modality::Telephone))
        .ok_or_else(|| Problem::malformed("Choisissez sur place ou par téléphone."))?;
    let command = RequestAct {
        patient,
        kind: Kind::Consultation,
        modality,
        professional,
        site: caller.site,
        appointment: None,
        reason: None,
        words: None,
        from: RequestedFrom::Professional,
        asked_by: AskedBy::Themself,
        requester: None,
        why: None,
        replaces: None,
    };
    let act = acts::request(&mut tx, &command).await?;
    acts::open_act(&mut tx, &caller, act).await?;
    tx.commit().await?;
    Ok(Redirect::to(&ShowAct { act }.to_string()))
}

async fn seen(tx: &mut Tx, caller: &Caller, patient: PatientId) -> Result<(Person, access::Basis), Problem> {
    let person = patients::person(tx, patient).await?.ok_or_else(Problem::not_found)?;
    let relation = patients::relation_to(tx, caller, patient).await?;
    Ok((person, access::decide(Asked::SeeCare, &relation)?))
}
