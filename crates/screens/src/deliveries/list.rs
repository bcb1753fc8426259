//! The list: what waits for somebody first, then what is on its way, then everything.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use exchange::paths::{ShowDeliveries, ShowDelivery, ShowStrays};
use exchange::{Delivery, Which, WithoutReader, words};
use jiff::Timestamp;
use serde::Deserialize;
use ui::{Action, Badge, Cell, Column, Empty, Line, Lines, List, Paging, Shell, Tabs};
use web::{App, Caller, Frame, Problem, page};

/// Rows of one page.
const PER_PAGE: usize = 25;

/// How many lines that wait for somebody are shown at once.
const TO_RESUME_AT_ONCE: usize = 50;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    vue: String,
    #[serde(default)]
    page: String,
}

/// What one looks at, as the address says it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    ToResume,
    Waiting,
    WithoutReader,
    All,
}

impl View {
    const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::ToResume, "a-reprendre", "À reprendre"),
        (Self::Waiting, "en-attente", "En attente"),
        (Self::WithoutReader, "sans-destinataire", "Sans destinataire"),
        (Self::All, "tous", "Tous"),
    ];

    fn read(name: &str) -> Self {
        Self::ALL.iter().find(|(_, known, _)| *known == name).map_or(Self::All, |(view, _, _)| *view)
    }

    fn href(self) -> String {
        let name = Self::ALL.iter().find(|(view, _, _)| *view == self).map_or("tous", |(_, name, _)| name);
        format!("{ShowDeliveries}?vue={name}")
    }
}

#[derive(Template)]
#[template(path = "deliveries.html")]
struct DeliveriesPage<'a> {
    shell: Shell<'static>,
    tabs: Tabs<'static>,
    strays: Action<'static>,
    to_resume: Option<Lines<'static>>,
    list: Option<List<'a, Row>>,
    without: Option<List<'a, Bare>>,
}

/// One delivery as a row.
struct Row {
    href: String,
    recipient: String,
    state: Badge<'static>,
    act: String,
    version: u16,
    since: String,
}

/// One report without reader as a row.
struct Bare {
    act: String,
    version: u16,
    signed: String,
}

const COLUMNS: [Column<Row>; 5] = [
    Column::new("destinataire", "Destinataire", |row| Cell::link(&*row.href, &*row.recipient)),
    Column::new("etat", "État", |row| row.state.clone().into()),
    Column::new("acte", "Acte", |row| (&*row.act).into()),
    Column::new("version", "Version", |row| u32::from(row.version).into()),
    Column::new("depuis", "Confié", |row| (&*row.since).into()),
];

const BARE: [Column<Bare>; 3] = [
    Column::new("acte", "Acte", |row| (&*row.act).into()),
    Column::new("version", "Version", |row| u32::from(row.version).into()),
    Column::new("signe", "Signé", |row| (&*row.signed).into()),
];

pub(super) async fn show(
    _: ShowDeliveries,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(asked): Query<Asked>,
) -> Result<impl IntoResponse, Problem> {
    let view = View::read(&asked.vue);
    let number = asked.page.parse::<usize>().unwrap_or(1).clamp(1, 10_000);
    let mut tx = app.begin(&caller).await?;
    let now = tx.now();
    let signers = exchange::principals(&mut tx, &caller).await?;
    let (mut to_resume, mut rows, mut bare, mut total) = (None, None, None, 0);
    match view {
        View::ToResume => {
            let most = i64::try_from(TO_RESUME_AT_ONCE).unwrap_or(i64::MAX);
            let (known, all) =
                exchange::deliveries_signed_by(&mut tx, &signers, Which::ToResume, (0, most)).await?;
            to_resume = Some(lines(&caller, now, &known, all));
        }
        View::WithoutReader => {
            let (known, all) = exchange::without_reader(&mut tx, &signers, range(number)).await?;
            total = all;
            bare = Some(known.iter().map(|one| bare_row(&caller, now, *one)).collect::<Vec<_>>());
        }
        View::Waiting | View::All => {
            let which = if view == View::Waiting { Which::Waiting } else { Which::All };
            let (known, all) =
                exchange::deliveries_signed_by(&mut tx, &signers, which, range(number)).await?;
            total = all;
            rows = Some(known.iter().map(|one| row(&caller, now, one)).collect::<Vec<_>>());
        }
    }
    let shell = app.shell(&mut tx, &caller, &frame).await?;
    tx.commit().await?;
    let paging =
        Paging { page: number, per_page: PER_PAGE, total: usize::try_from(total).unwrap_or_default() };
    let list = rows.as_deref().map(|rows| {
        let nothing = match view {
            View::Waiting => Empty::new("Rien n’attend", "Ce qui n’est pas encore parti s’affiche ici."),
            _ => Empty::new(
                "Rien n’est parti",
                "Les comptes rendus signés partent d’eux-mêmes chez leurs lecteurs.",
            ),
        };
        List::new("Envois", view.href(), &COLUMNS, rows).paging(paging).empty(nothing)
    });
    let without = bare.as_deref().map(|rows| {
        List::new("Comptes rendus sans destinataire", view.href(), &BARE, rows).paging(paging).empty(
            Empty::new(
                "Chacun a un lecteur",
                "Un compte rendu que personne d’autre que son auteur ne lit s’affiche ici.",
            ),
        )
    });
    let strays = Action::link(ShowStrays.to_string(), "Avis sans envoi").quiet();
    page(&DeliveriesPage { shell, tabs: tabs(view), strays, to_resume, list, without })
}

fn tabs(view: View) -> Tabs<'static> {
    View::ALL.iter().fold(Tabs::new("Envois").wide(), |tabs, (one, _, label)| {
        if *one == view { tabs.current(one.href(), *label) } else { tabs.link(one.href(), *label) }
    })
}

fn range(number: usize) -> (i64, i64) {
    let per_page = i64::try_from(PER_PAGE).unwrap_or(i64::MAX);
    ((i64::try_from(number).unwrap_or(1) - 1) * per_page, per_page)
}

fn lines(caller: &Caller, now: Timestamp, known: &[Delivery], all: i64) -> Lines<'static> {
    let lines = Lines::new("À reprendre")
        .counted()
        .lines(known.iter().map(|one| {
            Line::from(words::line(caller, now, one, true))
                .href(ShowDelivery { delivery: one.id }.to_string())
                .meta(format!("Acte {}, version {}", acts::number(one.act), one.version))
        }))
        .empty(Empty::new(
            "Rien à reprendre",
            "Ce qui n’est pas arrivé s’affiche ici, avec ce qu’il y a à faire.",
        ));
    match usize::try_from(all).unwrap_or_default() {
        more if more > TO_RESUME_AT_ONCE => {
            lines.foot(format!("Les {TO_RESUME_AT_ONCE} derniers sur {}.", ui::french::integer(all)))
        }
        _ => lines,
    }
}

fn row(caller: &Caller, now: Timestamp, known: &Delivery) -> Row {
    Row {
        href: ShowDelivery { delivery: known.id }.to_string(),
        recipient: known.recipient.0.clone(),
        state: words::badge(caller, now, known),
        act: acts::number(known.act),
        version: known.version,
        since: words::hour(caller, now, known.queued_at),
    }
}

fn bare_row(caller: &Caller, now: Timestamp, known: WithoutReader) -> Bare {
    Bare {
        act: acts::number(known.act),
        version: known.version,
        signed: words::hour(caller, now, known.signed_at),
    }
}
