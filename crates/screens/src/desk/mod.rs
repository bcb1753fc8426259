//! The secretary on the phone: one field, exact matches, three keys, and the day of the cabinet beside.
//!
//! Identities and appointments; never care.

mod booked;
mod booking;
mod day;
mod new_person;
mod person;
mod search;
mod sheet;

use access::Role;
use askama::Template;
use axum::Router;
use axum_extra::routing::RouterExt as _;
use db::Tx;
use futures_util::future::BoxFuture;
use ui::{Action, Badge, DayGrid, Form, Icon, Keys, Lines, Note, Paper, Shell, StatusItem, Tone};
use web::{App, Caller, Door, Frame, Problem};

/// The way in: for whoever books.
pub(crate) const DOOR: Door = Door {
    icon: Icon::Phone,
    label: "Appels",
    href: "/appels",
    roles: &[Role::Secretary, Role::Doctor, Role::Nurse, Role::Pharmacist],
    rank: 20,
};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .typed_get(search::show)
        .typed_post(search::search)
        .typed_get(person::show)
        .typed_post(booking::book)
        .typed_get(booked::show)
        .typed_post(booked::arrive)
        .typed_post(booked::absent)
        .typed_post(booked::undo)
        .typed_post(booked::cancel)
        .typed_post(booked::reminded)
        .typed_get(booking::show_move)
        .typed_post(booking::move_it)
        .typed_get(new_person::show)
        .typed_post(new_person::register)
        .typed_get(new_person::show_correction)
        .typed_post(new_person::correct)
}

/// What the left column holds beside the search.
#[derive(Template)]
#[template(path = "desk.html")]
struct DeskPage {
    shell: Shell<'static>,
    place: String,
    newcomer: Action<'static>,
    search: Form<'static>,
    found: Option<Lines<'static>>,
    person: Option<PersonCard>,
    done: Option<DoneCard>,
    day: DayGrid<'static>,
    day_title: String,
    recalls: Option<Lines<'static>>,
}

/// The person who is on the phone, and the times that can be given to them.
struct PersonCard {
    name: String,
    traits: String,
    badges: Vec<Badge<'static>>,
    correct: Action<'static>,
    to_know: Option<String>,
    next: Option<String>,
    booking: Option<Form<'static>>,
    none: Option<Note<'static>>,
}

/// What was just booked: the sentence to read aloud, and the sheet to take along.
struct DoneCard {
    aloud: String,
    state: Badge<'static>,
    note: Option<String>,
    actions: Vec<Action<'static>>,
    print: Action<'static>,
    paper: Paper<'static>,
    family: Option<Lines<'static>>,
}

/// The page with all that does not depend on who is calling: shell, search field, day, recalls.
async fn frame_of(app: &App, tx: &mut Tx, caller: &Caller, frame: &Frame) -> Result<DeskPage, Problem> {
    let mut at_desk = frame.clone();
    "/appels".clone_into(&mut at_desk.here);
    let shell =
        app.shell(tx, caller, &at_desk).await?.skip("recherche-q", "Aller à la recherche").keys(keys());
    let today = caller.local(tx.now());
    let (day, day_title) = day::grid(tx, caller, &today).await?;
    Ok(DeskPage {
        shell,
        place: format!("{} · {}", capitalised(&ui::french::day_long(today.date())), caller.title),
        newcomer: Action::link("/personnes/nouvelle", "Personne nouvelle").icon(Icon::Users).key("n"),
        search: search::form(&ui::Typed::default(), &ui::Problems::none()),
        found: None,
        person: None,
        done: None,
        day,
        day_title,
        recalls: day::recalls(tx, caller, &today).await?,
    })
}

fn keys() -> Keys<'static> {
    Keys::new([
        ("/", "chercher quelqu’un"),
        ("n", "écrire une personne nouvelle"),
        ("1", "prendre le premier temps ; 2 et 3 pour les suivants"),
        ("Enter", "chercher, puis confirmer"),
        ("a", "sur un rendez-vous : est arrivé"),
        ("d", "sur un rendez-vous : déplacer"),
        ("x", "sur un rendez-vous : n’est pas venu"),
    ])
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// « 2 personnes à rappeler » in the status bar, for those who book.
pub(crate) fn reminders_status<'a>(
    tx: &'a mut Tx,
    caller: &'a Caller,
) -> BoxFuture<'a, Result<Vec<StatusItem<'static>>, Problem>> {
    Box::pin(async move {
        if caller.role != Role::Secretary {
            return Ok(Vec::new());
        }
        let (from, to) = day::tomorrow(&caller.local(tx.now()))?;
        let planned = agenda::to_remind(tx, from, to).await?;
        let waiting =
            planned.iter().filter(|known| caller.site.is_none_or(|site| known.site == site)).count();
        Ok(match waiting {
            0 => Vec::new(),
            1 => {
                vec![StatusItem::new(Tone::Wait, "1 personne à rappeler pour demain").href("/appels#rappels")]
            }
            many => vec![
                StatusItem::new(Tone::Wait, format!("{many} personnes à rappeler pour demain"))
                    .href("/appels#rappels"),
            ],
        })
    })
}
