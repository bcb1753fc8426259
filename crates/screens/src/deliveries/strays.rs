//! « Avis sans envoi » : what came into the mailbox of reports and changed nothing, with the reason.

use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse;
use exchange::model::Stray;
use exchange::paths::{ShowDelivery, ShowStrays};
use exchange::{StrayNotice, words};
use jiff::Timestamp;
use ui::{Cell, Column, Empty, List, Shell};
use web::{App, Caller, Frame, Problem, page};

use access::Action as Asked;

/// The last ones only: older ones are in the table for who investigates.
const SHOWN: i64 = 100;

#[derive(Template)]
#[template(path = "stray_notices.html")]
struct StraysPage<'a> {
    shell: Shell<'static>,
    list: List<'a, Row>,
}

struct Row {
    at: String,
    why: &'static str,
    claims: &'static str,
    reporter: Option<String>,
    delivery: Option<String>,
}

const COLUMNS: [Column<Row>; 5] = [
    Column::new("recu", "Reçu", |row| (&*row.at).into()),
    Column::new("pourquoi", "Pourquoi il ne compte pas", |row| row.why.into()),
    Column::new("dit", "Ce qu’il dit", |row| row.claims.into()),
    Column::new("serveur", "Serveur qu’il nomme", |row| row.reporter.as_ref().into()),
    Column::new("envoi", "Envoi qu’il nomme", |row| match &row.delivery {
        Some(href) => Cell::link(&**href, "Voir l’envoi"),
        None => Cell::Nothing,
    }),
];

pub(super) async fn show(
    _: ShowStrays,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<impl IntoResponse, Problem> {
    // no patient is named: whoever finds people here may see them
    caller.may(Asked::FindPatient)?;
    let mut tx = app.begin(&caller).await?;
    let now = tx.now();
    let known = exchange::stray_notices(&mut tx, SHOWN).await?;
    let mut at_list = frame.clone();
    "/envois".clone_into(&mut at_list.here);
    let shell = app.shell(&mut tx, &caller, &at_list).await?;
    tx.commit().await?;
    let rows: Vec<Row> = known.iter().map(|one| row(&caller, now, one)).collect();
    let list = List::new("Avis sans envoi", ShowStrays.to_string(), &COLUMNS, &rows)
        .note("Aucun de ces messages n’a changé l’état d’un envoi.")
        .empty(Empty::new(
            "Aucun avis sans envoi",
            "Un avis faux, étranger ou reçu deux fois s’afficherait ici.",
        ));
    page(&StraysPage { shell, list })
}

fn row(caller: &Caller, now: Timestamp, known: &StrayNotice) -> Row {
    Row {
        at: words::hour(caller, now, known.at),
        why: why(known.why),
        claims: match known.action.as_deref() {
            Some("delivered") => "remis",
            Some("relayed") => "confié à un autre opérateur",
            Some("expanded") => "réparti par une liste",
            Some("delayed") => "retardé",
            Some("failed") => "échec",
            _ => "rien",
        },
        reporter: known.reporter.clone(),
        delivery: known.delivery.map(|delivery| ShowDelivery { delivery }.to_string()),
    }
}

fn why(stray: Stray) -> &'static str {
    match stray {
        Stray::UnknownMessage => "Il ne nomme aucun de nos envois.",
        Stray::OtherEnvelope => "Il ne porte pas le numéro secret de l’envoi\u{a0}: faux, ou étranger.",
        Stray::NoEnvelope => "Il ne porte aucun numéro d’envoi, alors que nos opérateurs le portent.",
        Stray::OtherMessage => "Il porte le numéro d’un envoi et le nom d’un autre message.",
        Stray::OtherRecipient => "Il parle de quelqu’un à qui nous n’avons pas écrit.",
        Stray::Duplicate => "Nous l’avions déjà reçu.",
        Stray::Receipt => "C’est un accusé de lecture\u{a0}: n’importe quel lecteur peut l’écrire.",
        Stray::Ordinary => "C’est un message ordinaire\u{a0}: ouvrez la boîte pour le lire.",
        Stray::TooLarge => "Il est trop lourd pour être un avis\u{a0}: ouvrez la boîte.",
    }
}
