//! « Périmètre » : the communes of the territory with their dates; a coordinator adds or removes one from a day on.
//!
//! Figures of days that are over never move: they keep the perimeter that they had.

use access::{Action as Asking, Role};
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum_extra::routing::{RouterExt as _, TypedPath};
use http::StatusCode;
use jiff::civil::Date;
use kernel::Cog;
use serde::Deserialize;
use territory::{ChangePerimeterError, Stay, bring_in, take_out};
use ui::{
    Badge, Choice, Column, Empty, Field, Form, Icon, List, Note, Paging, Problems, Shell, Tone, Typed, french,
};
use web::{App, Caller, Door, Frame, Posted, Problem, page};

/// The way in: for who may change it.
pub(crate) const DOOR: Door = Door {
    icon: Icon::Map,
    label: "Périmètre",
    href: "/territoire/communes",
    roles: &[Role::Coordinator],
    rank: 50,
};

/// Rows of one page.
const PER_PAGE: usize = 25;

/// The communes; posting adds one.
#[derive(TypedPath)]
#[typed_path("/territoire/communes")]
struct Perimeter;

/// Removes one.
#[derive(TypedPath)]
#[typed_path("/territoire/communes/retrait")]
struct Removal;

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    page: String,
}

pub(crate) fn routes() -> Router<App> {
    Router::new().typed_get(show).typed_post(add).typed_post(remove)
}

#[derive(Template)]
#[template(path = "perimeter.html")]
struct PerimeterPage<'a> {
    shell: Shell<'static>,
    count: String,
    note: Note<'static>,
    list: List<'a, Row>,
    addition: Form<'static>,
    removal: Option<Form<'static>>,
}

struct Row {
    stay: Stay,
    state: Badge<'static>,
}

const COLUMNS: [Column<Row>; 5] = [
    Column::new("commune", "Commune", |row| (&*row.stay.name).into()),
    Column::new("code", "Code INSEE", |row| (&*row.stay.cog).into()),
    Column::new("depuis", "Depuis", |row| ui::Cell::Day(row.stay.since)),
    Column::new("jusqu", "Jusqu’au", |row| row.stay.until.map_or(ui::Cell::Nothing, ui::Cell::Day)),
    Column::new("etat", "État", |row| row.state.clone().into()),
];

/// What was typed in one of the two forms, and what is wrong with it.
#[derive(Default)]
struct Refused {
    addition: Option<(Typed, Problems)>,
    removal: Option<(Typed, Problems)>,
}

async fn show(
    _: Perimeter,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    answer(&app, &caller, &frame, asked.page.parse().unwrap_or(1), Refused::default()).await
}

async fn add(
    _: Perimeter,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(typed): Posted,
) -> Result<Response, Problem> {
    caller.may(Asking::ChangePerimeter)?;
    let mut tx = app.begin(&caller).await?;
    let today = caller.local(tx.now()).date();
    let problems = match day(&typed) {
        Err(problems) => problems,
        Ok(since) => match bring_in(&mut tx, typed.get("commune").unwrap_or_default(), since, today).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(Redirect::to(&Perimeter.to_string()).into_response());
            }
            Err(error) => beside(error)?,
        },
    };
    drop(tx);
    let refused = Refused { addition: Some((typed, problems)), removal: None };
    answer(&app, &caller, &frame, 1, refused).await
}

async fn remove(
    _: Removal,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(typed): Posted,
) -> Result<Response, Problem> {
    caller.may(Asking::ChangePerimeter)?;
    let mut tx = app.begin(&caller).await?;
    let today = caller.local(tx.now()).date();
    let wanted = typed.get("commune").unwrap_or_default().parse::<Cog>();
    let problems = match (day(&typed), wanted) {
        (Err(problems), _) => problems,
        (Ok(_), Err(_)) => Problems::none().on("commune", "Choisissez une commune de la liste."),
        (Ok(until), Ok(cog)) => match take_out(&mut tx, &cog, until, today).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(Redirect::to(&Perimeter.to_string()).into_response());
            }
            Err(error) => beside(error)?,
        },
    };
    drop(tx);
    let refused = Refused { addition: None, removal: Some((typed, problems)) };
    answer(&app, &caller, &frame, 1, refused).await
}

/// The day from which the change holds.
fn day(typed: &Typed) -> Result<Date, Problems> {
    let text = typed.get("des").unwrap_or_default();
    text.parse().map_err(|_| Problems::none().on("des", "Choisissez une date."))
}

/// What a person can correct goes beside its field; the rest is a failure.
fn beside(error: ChangePerimeterError) -> Result<Problems, Problem> {
    if let Some((field, sentence)) = error.advice() {
        return Ok(Problems::none().on(field, sentence));
    }
    Err(match error {
        ChangePerimeterError::Database(error)
        | ChangePerimeterError::Perimeter(territory::PerimeterError::Database(error)) => error.into(),
        other => Problem::internal(&other),
    })
}

/// The page; 422 when something is wrong.
async fn answer(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    number: usize,
    refused: Refused,
) -> Result<Response, Problem> {
    caller.may(Asking::ChangePerimeter)?;
    let mut tx = app.begin(caller).await?;
    let today = caller.local(tx.now()).date();
    let stays = territory::perimeter(&mut tx).await?;
    let mut here = frame.clone();
    "/territoire/communes".clone_into(&mut here.here);
    let shell = app.shell(&mut tx, caller, &here).await?;
    tx.commit().await?;
    let is_wrong = refused.addition.is_some() || refused.removal.is_some();
    let count = stays.iter().filter(|stay| is_in(stay, today)).count();
    let paging =
        Paging { page: number.clamp(1, stays.len() / PER_PAGE + 1), per_page: PER_PAGE, total: stays.len() };
    let shown = stays.iter().skip((paging.page - 1) * PER_PAGE).take(PER_PAGE);
    let rows: Vec<Row> = shown.map(|stay| Row { stay: stay.clone(), state: state(stay, today) }).collect();
    let list = List::new("Communes du territoire", Perimeter.to_string(), &COLUMNS, &rows)
        .paging(paging)
        .empty(Empty::new(
            "Aucune commune",
            "Ajoutez la première\u{a0}: les chiffres suivront à partir de sa date.",
        ));
    let (typed, problems) = refused.addition.unwrap_or_else(|| (Typed::default(), Problems::none()));
    let addition = addition(today).filled(&typed, &problems);
    let (typed, problems) = refused.removal.unwrap_or_else(|| (Typed::default(), Problems::none()));
    let removal = removal(&stays, today).map(|form| form.filled(&typed, &problems));
    let count = match count {
        0 | 1 => format!("{count} commune aujourd’hui"),
        _ => format!("{count} communes aujourd’hui"),
    };
    let shown = page(&PerimeterPage { shell, count, note: note(), list, addition, removal })?;
    let status = if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, shown).into_response())
}

fn note() -> Note<'static> {
    Note::new(
        Tone::Info,
        "Les chiffres d’avant ne bougent pas",
        "Un acte compte dans le territoire si son patient y habitait ce jour-là\u{a0}: un changement vaut à partir de sa date.",
    )
}

fn is_in(stay: &Stay, day: Date) -> bool {
    stay.since <= day && stay.until.is_none_or(|until| until > day)
}

fn state(stay: &Stay, today: Date) -> Badge<'static> {
    match stay.until {
        _ if stay.since > today => Badge::info(format!("à partir du {}", french::day_month(stay.since))),
        Some(until) if until <= today => Badge::plain("sortie"),
        Some(until) => Badge::wait(format!("sort le {}", french::day_month(until))),
        None => Badge::ok("dans le territoire"),
    }
}

fn addition(today: Date) -> Form<'static> {
    Form::new(Perimeter.to_string(), "Ajouter")
        .id("ajout")
        .title("Ajouter une commune")
        .with(
            Field::line("commune", "Commune")
                .hint("Son nom, ou son code INSEE (pas le code postal).")
                .required(),
        )
        .with(Field::day("des", "À partir du").value(today.to_string()).required())
}

/// The communes that are in and that nobody has removed yet.
fn removal(stays: &[Stay], today: Date) -> Option<Form<'static>> {
    let open = stays.iter().filter(|stay| stay.until.is_none());
    let choices: Vec<Choice<'static>> =
        open.map(|stay| Choice::new(stay.cog.clone(), stay.name.clone())).collect();
    if choices.is_empty() {
        return None;
    }
    let choices = std::iter::once(Choice::new("", "Choisir")).chain(choices);
    Some(
        Form::new(Removal.to_string(), "Retirer")
            .id("retrait")
            .title("Retirer une commune")
            .with(Field::select("commune", "Commune", choices).required())
            .with(Field::day("des", "À partir du").value(today.to_string()).required()),
    )
}
