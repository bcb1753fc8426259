//! The demonstration's mail operator and its page: what arrived, and how it should behave. Mounted by `maillage demo` only.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Router};
use axum_extra::routing::{RouterExt as _, TypedPath};
use db::Clock;
use exchange::Post;
use exchange::double::{Arrived, Behaviour, Double};
use exchange::mail::Address;
use exchange::mail::smtp::Route;
use http::StatusCode;
use jiff::tz::TimeZone;
use orientation::SmtpMailer;
use ui::{
    Action, Badge, Choice, Empty, Field, Form, Line, Lines, Note, PlainShell, Problems, Tone, Typed, french,
};
use web::{App, Frame, Posted, Problem, page};

use crate::house::Outgoing;

/// The application mailbox of the demonstration.
const SENDER: &str = "maillage@demonstration.mssante.example";

/// The mailbox that writes to its patients.
const DESK: &str = "rendez-vous@maillage.example";

/// How many messages the page shows.
const SHOWN: usize = 50;

#[derive(TypedPath)]
#[typed_path("/demonstration/courrier")]
struct Mail;

#[derive(TypedPath)]
#[typed_path("/demonstration/courrier/accuses")]
struct Notifications;

#[derive(TypedPath)]
#[typed_path("/demonstration/courrier/retablir")]
struct BehaveWell;

/// Starts the operator on this machine, and says how the product reaches it: for reports, and for mails to patients.
pub(crate) async fn start(clock: Clock) -> Result<(Arc<Double>, Outgoing)> {
    let double =
        Double::start(move || clock.now()).await.context("start the demonstration's mail operator")?;
    let sender: Address = SENDER.parse().context("read the demonstration's address")?;
    let route = Route { patience: Post::PATIENCE, ..double.route(&sender)? };
    let mailbox = double.mailbox(&sender)?;
    let host = "maillage.demonstration.example".to_owned();
    let desk: Address = DESK.parse().context("read the demonstration's address for patients")?;
    let mailer = SmtpMailer::new(double.route(&desk)?, desk, "Votre rendez-vous");
    let post = Post { route, mailbox, sender, host };
    Ok((Arc::new(double), Outgoing { post: Some(post), mailer: Some(mailer) }))
}

/// The routes of its page.
pub(crate) fn routes(operator: Arc<Double>) -> Router<App> {
    Router::new()
        .typed_get(show)
        .typed_post(behave)
        .typed_post(offer_notifications)
        .typed_post(behave_well)
        .layer(Extension(operator))
}

#[derive(Template)]
#[template(path = "demo_mail.html")]
struct MailPage {
    shell: PlainShell<'static>,
    notifications: Note<'static>,
    behaviour: Form<'static>,
    well: Action<'static>,
    arrived: Lines<'static>,
}

async fn show(
    _: Mail,
    Extension(operator): Extension<Arc<Double>>,
    frame: Frame,
) -> Result<Response, Problem> {
    answer(&operator, &frame, &Typed::default(), &Problems::none())
}

async fn behave(
    _: Mail,
    Extension(operator): Extension<Arc<Double>>,
    frame: Frame,
    Posted(typed): Posted,
) -> Result<Response, Problem> {
    let Ok(behaviour) = typed.get("comportement").unwrap_or_default().parse::<Behaviour>() else {
        let problems = Problems::none().on("comportement", "Choisissez un comportement.");
        return answer(&operator, &frame, &typed, &problems);
    };
    let text = typed.get("adresse").unwrap_or_default().trim();
    if text.is_empty() {
        operator.behave_always(behaviour);
    } else if let Ok(address) = text.parse::<Address>() {
        operator.behave(&address, behaviour);
    } else {
        let advice = "Écrivez une adresse, comme dr.durand@medecin.mssante.example.";
        return answer(&operator, &frame, &typed, &Problems::none().on("adresse", advice));
    }
    Ok(Redirect::to(&Mail.to_string()).into_response())
}

/// An operator that answers for nobody offers no notifications: sent messages will never be acknowledged.
async fn offer_notifications(
    _: Notifications,
    Extension(operator): Extension<Arc<Double>>,
) -> impl IntoResponse {
    operator.offer_notifications(!operator.offers_notifications());
    Redirect::to(&Mail.to_string())
}

async fn behave_well(_: BehaveWell, Extension(operator): Extension<Arc<Double>>) -> impl IntoResponse {
    operator.behave_well();
    Redirect::to(&Mail.to_string())
}

fn answer(operator: &Double, frame: &Frame, typed: &Typed, problems: &Problems) -> Result<Response, Problem> {
    let shell = PlainShell::professional(frame.nonce.clone(), "Démonstration").theme(frame.theme);
    let shown = MailPage {
        shell,
        notifications: notifications(operator.offers_notifications()),
        behaviour: form(typed, problems),
        well: Action::post(BehaveWell.to_string(), "Tout rétablir"),
        arrived: arrived(operator),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page(&shown)?).into_response())
}

fn notifications(offered: bool) -> Note<'static> {
    if offered {
        Note::new(
            Tone::Ok,
            "L’opérateur répond des messages",
            "Il annonce ce qu’ils deviennent quand on le demande.",
        )
        .action(Action::post(Notifications.to_string(), "Ne répondre de personne"))
    } else {
        Note::new(
            Tone::Wait,
            "L’opérateur ne répond de personne",
            "Il prend les messages et n’offre pas d’accusé\u{a0}: aucun ne viendra.",
        )
        .action(Action::post(Notifications.to_string(), "Répondre de nouveau"))
    }
}

fn form(typed: &Typed, problems: &Problems) -> Form<'static> {
    let choices = Behaviour::ALL.map(|behaviour| Choice::new(behaviour.name(), behaviour.label()));
    Form::new(Mail.to_string(), "Appliquer")
        .title("Comment il se comporte")
        .with(Field::mail("adresse", "Envers quelle adresse").hint("Rien\u{a0}: envers toutes.").optional())
        .with(Field::select("comportement", "Ce qu’il fait", choices.to_vec()))
        .filled(typed, problems)
}

fn arrived(operator: &Double) -> Lines<'static> {
    let all = operator.arrived();
    Lines::new("Ce qu’il a reçu")
        .meta(match all.len() {
            0 => "rien encore".to_owned(),
            1 => "1 message".to_owned(),
            many => format!("{many} messages, le dernier d’abord"),
        })
        .lines(all.iter().take(SHOWN).map(|message| line(operator, message)))
        .empty(Empty::new("Aucun message", "Signez un compte rendu\u{a0}: son message s’affiche ici."))
}

fn line(operator: &Double, message: &Arrived) -> Line<'static> {
    let paris = TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC);
    let at = message.at.to_zoned(paris);
    let headers = message.headers();
    let header = |name: &str| headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    let files: Vec<String> = message
        .attachments()
        .into_iter()
        .map(|(name, bytes)| format!("{name} ({}\u{a0}ko)", bytes.div_ceil(1000)))
        .collect();
    let asked = if message.notification_requested { "accusé demandé" } else { "sans demande d’accusé" };
    let files = if files.is_empty() { "sans pièce".to_owned() } else { files.join(", ") };
    let mut line = Line::new(message.to.clone())
        .meta(format!("{} · {asked}", header("Subject").unwrap_or_default()))
        .meta(format!("{}, {} · {files}", french::day_month(at.date()), french::clock(at.time())))
        .state(Badge::plain(message.behaviour.label()));
    if let Ok(address) = message.to.parse::<Address>() {
        let now = operator.behaviour(&address);
        if now != message.behaviour {
            line = line.said(format!("Désormais\u{a0}: {}.", now.label()));
        }
    }
    line
}
