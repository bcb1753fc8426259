//! The page, whole: the same after a search, with what was found.

use access::Action as Asked;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use db::Tx;
use http::StatusCode;
use ui::{Action, Empty, Form, Icon, Keys, Lines, Problems, Shell, Tabs, Typed, french};
use web::{App, Caller, Frame, Problem, page};

use super::facts::Facts;
use super::which::{Asked as AskedDay, Which, Whose};
use super::{ShowDay, agenda_list, block, to_do, waiting, walk_in};

#[derive(Template)]
#[template(path = "my_day.html")]
struct DayPage {
    shell: Shell<'static>,
    when: String,
    title: String,
    whose: Option<Tabs<'static>>,
    jump: Option<Action<'static>>,
    waiting: Option<Lines<'static>>,
    agenda: Lines<'static>,
    rest: Option<Lines<'static>>,
    joined: Option<Lines<'static>>,
    to_finish: Option<Lines<'static>>,
    to_resume: Option<Lines<'static>>,
    walk_in: Option<Form<'static>>,
    found: Option<Lines<'static>>,
    blocks: Vec<Action<'static>>,
}

/// Somebody who has no day of their own.
#[derive(Template)]
#[template(path = "my_day_none.html")]
struct NoDayPage {
    shell: Shell<'static>,
    empty: Empty<'static>,
}

/// What was searched for on the page.
#[derive(Default)]
pub(super) struct Looked {
    pub(super) typed: Typed,
    pub(super) problems: Problems,
    pub(super) found: Option<Lines<'static>>,
}

pub(super) async fn show(
    _: ShowDay,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(asked): Query<AskedDay>,
) -> Result<Response, Problem> {
    caller.may(Asked::SeeAgenda)?;
    let which = Which::of_address(&asked)?;
    let tx = app.begin(&caller).await?;
    page_of(&app, tx, &caller, &frame, which, &Looked::default()).await
}

pub(super) async fn page_of(
    app: &App,
    mut owned: Tx,
    caller: &Caller,
    frame: &Frame,
    which: Which,
    looked: &Looked,
) -> Result<Response, Problem> {
    let basis = caller.may(Asked::SeeAgenda)?;
    let tx = &mut owned;
    let shell =
        app.shell(tx, caller, frame).await?.skip("attente", "Aller à la salle d’attente").keys(keys());
    let Some(whose) = Whose::of(tx, caller, which.of).await? else {
        let empty = Empty::new(
            "Vous n’avez pas d’agenda ici",
            "Celui de chaque professionnel s’ouvre à lui, et à qui il l’a confié.",
        );
        owned.commit().await?;
        return Ok(page(&NoDayPage { shell, empty })?.into_response());
    };
    let facts = Facts::of(tx, caller, &whose, which.day).await?;
    let shown = facts.shown();
    audit::view(tx, audit::View { page: "my_day", patients: &shown, basis: basis.name() }).await?;
    let today = facts.today();
    let (agenda, rest) = agenda_list::lines(caller, &facts, &whose, which);
    let day = DayPage {
        shell,
        when: when(&facts),
        title: title(&facts, &whose),
        whose: days_of(&whose, which),
        jump: today.then(|| Action::link("#chercher-q", "Sans rendez-vous").icon(Icon::Plus).key("n").main()),
        waiting: today.then(|| waiting::lines(caller, &facts, &whose)),
        agenda,
        rest,
        joined: to_do::joined(caller, &facts),
        to_finish: to_do::to_finish(caller, &facts),
        to_resume: to_do::to_resume(tx, caller, &whose).await?,
        walk_in: today.then(|| walk_in::form(which, &looked.typed, &looked.problems)),
        found: looked.found.clone(),
        blocks: block::actions(&facts, &whose, which),
    };
    let html = page(&day)?;
    owned.commit().await?;
    let status = if looked.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, html).into_response())
}

fn keys() -> Keys<'static> {
    Keys::new([
        ("/", "chercher quelqu’un qui vient sans rendez-vous"),
        ("n", "aller à «\u{a0}Sans rendez-vous\u{a0}»"),
        ("Enter", "chercher, ouvrir"),
    ])
}

/// « Mardi 24 novembre 2026 · semaine 48 »
fn when(facts: &Facts) -> String {
    let day = crate::desk::capitalised(&french::day_long(facts.day));
    format!("{day} · semaine {}", facts.day.iso_week_date().week())
}

/// « Trois personnes vous attendent », « 12 rendez-vous demain »: what is found, not what is measured.
fn title(facts: &Facts, whose: &Whose) -> String {
    if !facts.today() {
        let booked = facts.appointments.iter().filter(|known| known.cancelled_at.is_none()).count();
        let day = french::relative_day(facts.day, facts.now.date());
        return match booked {
            0 => format!("Aucun rendez-vous {day}"),
            many => format!("{many} rendez-vous {day}"),
        };
    }
    let whom = if whose.own { None } else { Some(whose.professional.with_article()) };
    match (facts.waiting(), whom) {
        (0, None) => "Personne n’attend".to_owned(),
        (0, Some(whom)) => format!("Personne n’attend {whom}"),
        (1, None) => "Une personne vous attend".to_owned(),
        (1, Some(whom)) => format!("Une personne attend {whom}"),
        (many, None) => format!("{} personnes vous attendent", in_words(many)),
        (many, Some(whom)) => format!("{} personnes attendent {whom}", in_words(many)),
    }
}

/// Small numbers as words, at the beginning of a sentence.
fn in_words(number: usize) -> String {
    let words = ["Deux", "Trois", "Quatre", "Cinq", "Six", "Sept", "Huit", "Neuf", "Dix"];
    let word = number.checked_sub(2).and_then(|rank| words.get(rank));
    word.map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

/// The days that somebody may open, when there is more than one.
fn days_of(whose: &Whose, which: Which) -> Option<Tabs<'static>> {
    if whose.open.len() < 2 {
        return None;
    }
    let tab = |tabs: Tabs<'static>, one: &directory::Professional| {
        let href = Which { of: Some(one.id), ..which }.href();
        if one.id == whose.professional.id {
            tabs.current(href, one.short_name())
        } else {
            tabs.link(href, one.short_name())
        }
    };
    Some(whose.open.iter().fold(Tabs::new("Journée de").wide(), tab))
}
