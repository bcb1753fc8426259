//! The acts behind a figure, one by one: number, month, kind, place, author, how far the report went and whose turn it is.

use access::Action as Asking;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use db::Tx;
use indicators::{Held, Part, Reach, Window};
use ui::{Badge, Cell, Column, Empty, List, Paging, Shell, french};
use web::{App, Caller, Frame, Problem, page};

use super::scope::{Asked, Ground};
use super::tables::csv;
use super::{ActsFile, ShowActs, words};

/// Rows of one page.
const PER_PAGE: usize = 25;

/// Rows of one file.
const IN_A_FILE: i64 = 50_000;

#[derive(Template)]
#[template(path = "dashboard_acts.html")]
struct ActsPage<'a> {
    shell: Shell<'static>,
    back: String,
    title: String,
    period: String,
    as_of: String,
    list: List<'a, Row>,
}

/// One act as a row.
struct Row {
    number: String,
    month: String,
    genre: &'static str,
    place: String,
    author: String,
    state: Badge<'static>,
    turn: &'static str,
}

const COLUMNS: [Column<Row>; 7] =
    [
        Column::new("acte", "Acte", |row| (&*row.number).into()),
        Column::new("mois", "Mois", |row| (&*row.month).into()),
        Column::new("genre", "Genre", |row| row.genre.into()),
        Column::new("lieu", "Lieu", |row| (&*row.place).into()),
        Column::new("auteur", "Auteur", |row| (&*row.author).into()),
        Column::new("etat", "Compte rendu", |row| row.state.clone().into()),
        Column::new("tour", "À qui le tour", |row| {
            if row.turn.is_empty() { Cell::Nothing } else { row.turn.into() }
        }),
    ];

pub(super) async fn show(
    _: ShowActs,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(asked): Query<Asked>,
) -> Result<impl IntoResponse, Problem> {
    let number = asked.page.parse::<usize>().unwrap_or(1).clamp(1, 10_000);
    let mut tx = app.begin(&caller).await?;
    let most = i64::try_from(PER_PAGE).unwrap_or(i64::MAX);
    let skip = (i64::try_from(number).unwrap_or(1) - 1) * most;
    let (ground, part, rows, total) = gather(&mut tx, &caller, &asked, (skip, most)).await?;
    let as_of = indicators::as_of(&mut tx).await?;
    let mut at_board = frame.clone();
    "/tableau".clone_into(&mut at_board.here);
    let shell = app.shell(&mut tx, &caller, &at_board).await?;
    tx.commit().await?;
    let title = title(part);
    let paging =
        Paging { page: number, per_page: PER_PAGE, total: usize::try_from(total).unwrap_or_default() };
    let file = format!("{}&actes={}", ground.scope.href("/tableau/actes.csv"), part.name());
    let list = List::new(title, ground.scope.list(part), &COLUMNS, &rows)
        .paging(paging)
        .csv(file)
        .note("Le patient n’est pas montré\u{a0}: donnez le numéro de l’acte à son auteur.")
        .empty(Empty::new("Aucun acte", "Aucun acte de la période n’est dans ce cas."));
    page(&ActsPage {
        shell,
        back: ground.scope.href("/tableau"),
        title: title.to_owned(),
        period: words::period(ground.scope.from, ground.scope.to),
        as_of: words::as_of(&caller, as_of),
        list,
    })
}

pub(super) async fn file(
    _: ActsFile,
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let mut tx = app.begin(&caller).await?;
    let (ground, part, rows, _) = gather(&mut tx, &caller, &asked, (0, IN_A_FILE)).await?;
    tx.commit().await?;
    let text = List::new("", "", &COLUMNS, &rows).to_csv();
    Ok(csv(text, &format!("actes-{}-{}-{}.csv", part.name(), ground.scope.from, ground.scope.to)))
}

async fn gather(
    tx: &mut Tx,
    caller: &Caller,
    asked: &Asked,
    range: (i64, i64),
) -> Result<(Ground, Part, Vec<Row>, u32), Problem> {
    caller.may(Asking::SeeActList)?;
    let part = asked.part()?;
    let ground = Ground::gather(tx, caller, asked).await?;
    let (held, total) = indicators::held(tx, &ground.filter, part, &caller.zone, range).await?;
    let rows = held.iter().map(|one| row(&ground, one)).collect();
    Ok((ground, part, rows, total))
}

fn row(ground: &Ground, held: &Held) -> Row {
    let reach = held.reach.filter(|_| held.remote);
    Row {
        number: acts::number(held.act),
        month: format!("{} {}", french::month_name(held.month), held.month.year()),
        genre: held.genre.words(),
        place: ground.site(held.site).to_owned(),
        author: ground.author(held.professional),
        state: state(held),
        turn: reach.map_or("", Reach::turn),
    }
}

fn state(held: &Held) -> Badge<'static> {
    let Some(reach) = held.reach else { return Badge::plain("inconnu") };
    match reach {
        Reach::Acknowledged => {
            let delay = held.acknowledged_at.map(|at| french::duration(at.duration_since(held.ended_at)));
            Badge::ok(delay.map_or_else(|| "Accusé".to_owned(), |delay| format!("Accusé après {delay}")))
        }
        Reach::Failed => Badge::fail(reach.words()),
        Reach::WithoutReader => Badge::plain(reach.words()),
        Reach::Unsigned | Reach::Waiting | Reach::Sent | Reach::Relayed | Reach::Mute | Reach::Posted => {
            Badge::wait(reach.words())
        }
    }
}

fn title(part: Part) -> &'static str {
    match part {
        Part::All => "Actes terminés",
        Part::Remote => "Actes à distance",
        part if part == Part::in_time(Window::Day) => "Comptes rendus accusés sous 24\u{202f}h",
        part if part == Part::in_time(Window::Week) => "Comptes rendus accusés sous 7\u{202f}jours",
        part if part == Part::not_in_time(Window::Day) => "Comptes rendus qui manquaient à 24\u{202f}h",
        part if part == Part::not_in_time(Window::Week) => "Comptes rendus qui manquaient à 7\u{202f}jours",
        part if part == Part::open(Window::Day) || part == Part::open(Window::Week) => {
            "Actes dont le délai court encore"
        }
        Part::Within(..) => "Actes comptés",
        Part::Reached(reach) => reach.words(),
        Part::Without(_) => "Actes, par réponse à «\u{a0}Sans cet acte…\u{a0}»",
        Part::Solved(_) => "Actes, par réponse du patient",
    }
}
