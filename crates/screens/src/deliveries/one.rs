//! One delivery: how far, what happened, what can be done; and the form for another address.

use access::Action as Asked;
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use exchange::model::Carries;
use exchange::paths::{Print, SendElsewhere, ShowDelivery};
use exchange::{Delivery, Happened, Resume, ResumeError, words};
use http::StatusCode;
use kernel::{DeliveryId, SecureAddress};
use ui::{Action, Empty, Field, Form, Icon, Line, Lines, Problems, Shell, Typed};
use web::{App, Caller, Frame, Posted, Problem, page};

#[derive(Template)]
#[template(path = "delivery.html")]
struct DeliveryPage {
    shell: Shell<'static>,
    act: String,
    version: u16,
    state: Lines<'static>,
    elsewhere: Option<Form<'static>>,
    print: Option<Action<'static>>,
    history: Lines<'static>,
}

pub(super) async fn show(
    ShowDelivery { delivery }: ShowDelivery,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<Response, Problem> {
    answer(&app, &caller, &frame, delivery, &Typed::default(), &Problems::none()).await
}

pub(super) async fn send_elsewhere(
    SendElsewhere { delivery }: SendElsewhere,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(typed): Posted,
) -> Result<Response, Problem> {
    let wrong = match typed.get("adresse").unwrap_or_default().trim().parse::<SecureAddress>() {
        Err(error) => error.advice().to_owned(),
        Ok(address) if address.patient().is_some() => {
            "Cette adresse est celle d’un patient\u{a0}: écrivez celle d’un professionnel.".to_owned()
        }
        Ok(address) => {
            let mut tx = app.begin(&caller).await?;
            match exchange::resume(&mut tx, &caller, delivery, &Resume::To(address)).await {
                Ok(new) => {
                    tx.commit().await?;
                    return Ok(Redirect::to(&ShowDelivery { delivery: new }.to_string()).into_response());
                }
                Err(ResumeError::NotSecure(domain)) => exchange::not_secure(&domain).advice.into_owned(),
                Err(error) => return Err(error.into()),
            }
        }
    };
    answer(&app, &caller, &frame, delivery, &typed, &Problems::none().on("adresse", wrong)).await
}

/// The page; 422 when something is wrong.
async fn answer(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    id: DeliveryId,
    typed: &Typed,
    problems: &Problems,
) -> Result<Response, Problem> {
    let mut tx = app.begin(caller).await?;
    let known = exchange::delivery(&mut tx, id).await?.ok_or_else(Problem::not_found)?;
    exchange::decide_on(&mut tx, caller, &known, Asked::SeeDeliveries).await??;
    let may_resume = exchange::decide_on(&mut tx, caller, &known, Asked::ResumeDelivery).await?.is_ok();
    let may_print = exchange::decide_on(&mut tx, caller, &known, Asked::PrintForPost).await?.is_ok();
    let history = history(&mut tx, caller, &known).await?;
    let mut at_list = frame.clone();
    "/envois".clone_into(&mut at_list.here);
    let shell = app.shell(&mut tx, caller, &at_list).await?;
    let now = tx.now();
    tx.commit().await?;
    let waits = may_resume && known.waits_for_somebody() && known.replaced_at.is_none();
    let state = Lines::new("Où il en est").lines([words::line(caller, now, &known, waits)]);
    let shown = DeliveryPage {
        shell,
        act: acts::number(known.act),
        version: known.version,
        state,
        elsewhere: waits.then(|| form(id, typed, problems)),
        print: (may_print && !waits && known.carries == Carries::Report).then(|| {
            Action::post(Print { delivery: id }.to_string(), "Imprimer pour la poste").icon(Icon::Print)
        }),
        history,
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page(&shown)?).into_response())
}

fn form(delivery: DeliveryId, typed: &Typed, problems: &Problems) -> Form<'static> {
    Form::new(SendElsewhere { delivery }.to_string(), "Envoyer là")
        .id("autre-adresse")
        .title("Autre adresse")
        .with(
            Field::mail("adresse", "Adresse MSSanté du même lecteur")
                .hint("Son domaine est vérifié avant l’envoi.")
                .longest(254)
                .required(),
        )
        .filled(typed, problems)
}

async fn history(tx: &mut db::Tx, caller: &Caller, known: &Delivery) -> Result<Lines<'static>, Problem> {
    let now = tx.now();
    let happened = exchange::history(tx, known.id).await?;
    let queued = Line::new("Confié à l’envoi").meta(words::hour(caller, now, known.queued_at));
    let rest = happened.iter().map(|one| Line::new(sentence(one)).meta(words::hour(caller, now, one.at())));
    Ok(Lines::new("Ce qui s’est passé")
        .ordered()
        .tight()
        .lines(std::iter::once(queued).chain(rest))
        .empty(Empty::new("Rien encore", "")))
}

/// What happened, in words; the codes that an operator's help desk asks for stand after them.
fn sentence(happened: &Happened) -> String {
    match happened {
        Happened::Attempt { outcome, code, enhanced, .. } => {
            let words = match outcome.as_deref() {
                Some("sent") => "Notre opérateur l’a accepté",
                Some("refused") => "Notre opérateur l’a refusé",
                Some("later") => "Notre opérateur fait attendre",
                Some(_) => "La ligne a été coupée pendant l’envoi",
                None => "Essai en cours",
            };
            let codes: Vec<String> =
                code.map(|code| code.to_string()).into_iter().chain(enhanced.clone()).collect();
            if codes.is_empty() { words.to_owned() } else { format!("{words} ({})", codes.join(" ")) }
        }
        Happened::Notice { action, status, reporter, .. } => {
            let words = match action.as_str() {
                "delivered" => "Avis\u{a0}: dans la boîte du destinataire",
                "relayed" => "Avis\u{a0}: remis à l’opérateur du destinataire",
                "expanded" => "Avis\u{a0}: réparti par une liste",
                "delayed" => "Avis\u{a0}: retardé",
                _ => "Avis\u{a0}: échec",
            };
            let from: Vec<String> = status.iter().chain(reporter).cloned().collect();
            if from.is_empty() { words.to_owned() } else { format!("{words} ({})", from.join(", ")) }
        }
        Happened::Printed { .. } => "Imprimé pour la poste".to_owned(),
    }
}
