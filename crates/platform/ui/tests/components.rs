//! What holds for every component: nothing given to it becomes markup, nothing in it needs a style attribute.

use askama::Template;
use askama::filters::HtmlSafe;
use jiff::civil::{date, time};
use ui::{
    Action, Axis, Badge, Call, Cell, Choice, Column, DayColumn, DayEntry, DayGrid, DeliveryLine, Dialog,
    Door, Empty, Field, Figure, Form, Icon, Identity, Keys, Knot, Leaf, Line, Lines, List, Me, Note, Paging,
    Paper, Part, PasskeyButton, Pick, PlainShell, ProblemPage, Problems, Progress, RedFlags, Rich, Series,
    Shell, Slot, SlotChoice, Sort, Status, StatusItem, Tabs, Theme, Thread, Tile, Toast, Tone, Typed, Value,
};

/// Breaks out of text, attributes, textareas and scripts, wherever it is not escaped.
const HOSTILE: &str = "\"'><script>alert(1)</script></textarea><b style=\"color:red\">&";

struct Row {
    text: &'static str,
    count: Option<u32>,
}

const COLUMNS: [Column<Row>; 5] = [
    Column::sorted("lien", "Lien", |row| Cell::link(row.text, row.text)),
    Column::new("texte", "Texte", |row| row.text.into()),
    Column::new("etat", "État", |row| Badge::ok(row.text).into()),
    Column::new("partie", "Partie", |row| Part::of(&Badge::fail(row.text), row.text).into()),
    Column::sorted("nombre", "Nombre", |row| row.count.into()),
];

const ROWS: [Row; 2] = [Row { text: HOSTILE, count: Some(1_284) }, Row { text: HOSTILE, count: None }];

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% extends "ui/shell.html" %}{% block title %}{{ title }}{% endblock %}{% block identity %}{{ identity }}{% endblock %}{% block main %}{% endblock %}"#
)]
struct Page<'a> {
    shell: Shell<'a>,
    title: &'a str,
    identity: Identity<'a>,
}

fn shown<T: Template + HtmlSafe>(component: &T) -> String {
    component.render().expect("a component renders")
}

fn shell() -> Shell<'static> {
    let me =
        Me::new(HOSTILE, HOSTILE, HOSTILE).action(Action::post(HOSTILE, HOSTILE).field(HOSTILE, HOSTILE));
    Shell::new(HOSTILE, HOSTILE, me)
        .here(HOSTILE)
        .home(HOSTILE)
        .theme(Theme::Dark)
        .doors([Door::new(Icon::Sun, HOSTILE, HOSTILE).count(2, HOSTILE)])
        .status(
            Status::new(HOSTILE).item(StatusItem::new(Tone::Fail, HOSTILE).href(HOSTILE)).refresh(HOSTILE),
        )
        .toast(Toast::new(HOSTILE).undo(Action::post(HOSTILE, HOSTILE)))
        .keys(Keys::new([(HOSTILE, HOSTILE)]))
        .skip(HOSTILE, HOSTILE)
}

fn form() -> Form<'static> {
    let choices =
        || [Choice::new(HOSTILE, HOSTILE).example(HOSTILE).aside(HOSTILE), Choice::new("b", "B").key('1')];
    let typed = Typed::from_pairs(["ligne", "zone", "cache"].map(|name| (name, HOSTILE)));
    let problems = Problems::none().on("ligne", HOSTILE).on("cartes", HOSTILE).and(HOSTILE);
    Form::new(HOSTILE, HOSTILE)
        .id(HOSTILE)
        .title(HOSTILE)
        .autosave(HOSTILE, 3, HOSTILE)
        .aside(HOSTILE)
        .other(Action::submit_to(HOSTILE, HOSTILE).field(HOSTILE, HOSTILE).key(HOSTILE))
        .with(Field::line("ligne", HOSTILE).hint(HOSTILE).key(HOSTILE).arrows_to(HOSTILE).optional())
        .with(Field::area("zone", HOSTILE, 3))
        .with(Field::choice("cartes", HOSTILE, choices()).hint(HOSTILE))
        .with(Field::radios("radios", HOSTILE, choices()))
        .with(Field::select("liste", HOSTILE, choices()))
        .with(Field::picks(
            "lignes",
            HOSTILE,
            [Pick::new(HOSTILE, HOSTILE).meta(HOSTILE).badge(Badge::ok(HOSTILE))],
        ))
        .with(Field::check("case", HOSTILE))
        .with(Field::hidden("cache", ""))
        .with(Field::file("fichier", HOSTILE, "application/pdf"))
        .filled(&typed, &problems)
}

fn figure(kind: &str) -> Figure<'static> {
    let axis = Axis::months_to(date(2026, 11, 24), 13);
    let series = || Series::new(HOSTILE, [Value::Known(3.0), Value::Masked, Value::Missing]).hrefs([HOSTILE]);
    match kind {
        "bars" => Figure::bars(HOSTILE, HOSTILE, axis, [series(), series()]),
        "lines" => Figure::lines(HOSTILE, HOSTILE, axis, [series(), series()])
            .band(1.0, 2.0, HOSTILE)
            .mark(1, HOSTILE),
        _ => Figure::ranked(HOSTILE, HOSTILE, HOSTILE, [HOSTILE.into(), HOSTILE.into()], series()),
    }
}

fn line() -> Line<'static> {
    Line::new(HOSTILE)
        .href(HOSTILE)
        .initials(HOSTILE)
        .beside(HOSTILE)
        .meta(Rich::from(HOSTILE).strong(HOSTILE).link(HOSTILE, HOSTILE))
        .state(Badge::ok(HOSTILE))
        .action(Action::link(HOSTILE, HOSTILE).bare())
        .badge(Badge::wait(HOSTILE))
        .said(HOSTILE)
        .step(Action::link(HOSTILE, HOSTILE).refused(HOSTILE))
        .unread()
        .current()
        .after_now(time(14, 32, 0, 0))
}

/// Every component, filled with [`HOSTILE`].
fn all() -> Vec<(&'static str, String)> {
    let at = time(14, 30, 0, 0);
    let day = date(2026, 11, 26);
    let knot = || Knot::current(HOSTILE);
    let delivery = DeliveryLine::new(Tone::Fail, HOSTILE, HOSTILE, HOSTILE)
        .reason(HOSTILE)
        .action(Action::link(HOSTILE, HOSTILE));
    let identity = || {
        Identity::new(HOSTILE, HOSTILE)
            .beside(HOSTILE)
            .ins(HOSTILE, Badge::ok(HOSTILE))
            .allergy(HOSTILE)
            .fact(HOSTILE, HOSTILE)
    };
    let list = List::new(HOSTILE, HOSTILE, &COLUMNS, &ROWS)
        .sort(Sort::parse("-lien", &COLUMNS))
        .paging(Paging { page: 2, per_page: 2, total: 9 })
        .csv(HOSTILE)
        .note(HOSTILE)
        .action(Action::link(HOSTILE, HOSTILE));
    let grid = DayGrid::new(HOSTILE, time(14, 0, 0, 0), time(18, 0, 0, 0)).now(at).column(
        DayColumn::new(HOSTILE).meta(HOSTILE).entries([
            DayEntry::booked(at, HOSTILE, HOSTILE).href(HOSTILE).key('a', HOSTILE),
            DayEntry::shut(time(16, 0, 0, 0), time(17, 0, 0, 0), HOSTILE).href(HOSTILE),
        ]),
    );
    let plain = PlainShell::patient(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
        .home(HOSTILE)
        .link(Action::link(HOSTILE, HOSTILE))
        .foot(HOSTILE)
        .foot_link(HOSTILE, HOSTILE);
    let problem =
        ProblemPage::new(plain, 409, HOSTILE, HOSTILE, HOSTILE).action(Action::link(HOSTILE, HOSTILE));
    let slots = SlotChoice::new(HOSTILE, HOSTILE, day)
        .slots([Slot::new(HOSTILE, day, at).how(Icon::Map, HOSTILE).who(HOSTILE)]);
    let paper = Paper::new(HOSTILE, HOSTILE, HOSTILE)
        .appointment(day, at, HOSTILE, HOSTILE)
        .paragraph(HOSTILE, HOSTILE)
        .foot(HOSTILE, HOSTILE);
    let page = Page { shell: shell(), title: HOSTILE, identity: identity() };
    vec![
        ("shell", page.render().expect("a page renders")),
        ("problem", problem.render().expect("a page renders")),
        ("list", shown(&list)),
        ("empty list", shown(&List::new(HOSTILE, "/", &COLUMNS, &[]).empty(Empty::new(HOSTILE, HOSTILE)))),
        ("form", shown(&form())),
        ("bars", shown(&figure("bars"))),
        ("lines figure", shown(&figure("lines"))),
        ("ranked", shown(&figure("ranked"))),
        (
            "tile",
            shown(
                &Tile::new(HOSTILE, HOSTILE, HOSTILE)
                    .meta(HOSTILE)
                    .months([Some(1.0), None], None)
                    .verdict(Badge::ok(HOSTILE))
                    .definition(HOSTILE)
                    .href(HOSTILE),
            ),
        ),
        (
            "lines",
            shown(
                &Lines::new(HOSTILE)
                    .id(HOSTILE)
                    .meta(HOSTILE)
                    .action(Action::link(HOSTILE, HOSTILE))
                    .lines([line(), Line::from(delivery)])
                    .foot(HOSTILE),
            ),
        ),
        ("bare lines", shown(&Lines::new(HOSTILE).bare().id(HOSTILE).lines([line()]))),
        ("thread", shown(&Thread::professional([knot(), knot(), knot(), knot(), knot(), knot()]))),
        ("identity", shown(&identity())),
        ("day grid", shown(&grid)),
        ("slots", shown(&slots)),
        ("paper", shown(&paper)),
        ("leaf", shown(&Leaf::new(day))),
        (
            "note",
            shown(&Note::new(Tone::Wait, HOSTILE, HOSTILE).action(Action::link(HOSTILE, HOSTILE)).alert()),
        ),
        ("dialog", shown(&Dialog::new(HOSTILE, HOSTILE, HOSTILE, HOSTILE).form(form()))),
        ("progress", shown(&Progress::new(HOSTILE, 1, 2, HOSTILE))),
        ("steps", shown(&Progress::steps(1, 2, HOSTILE))),
        ("tabs", shown(&Tabs::new(HOSTILE).link(HOSTILE, HOSTILE).current(HOSTILE, HOSTILE))),
        ("red flags", shown(&RedFlags::new([HOSTILE]))),
        ("urgent line", shown(&RedFlags::line())),
        (
            "call",
            shown(
                &Call::new(HOSTILE, HOSTILE, HOSTILE)
                    .action(Action::link(HOSTILE, HOSTILE))
                    .stamps(HOSTILE, [(HOSTILE, HOSTILE)]),
            ),
        ),
        ("passkey", shown(&PasskeyButton::sign_in(HOSTILE, HOSTILE, HOSTILE))),
        ("print", shown(&Action::print(HOSTILE))),
    ]
}

#[test]
fn nothing_given_to_a_component_becomes_markup() {
    for (name, html) in all() {
        for broken in ["<script>alert", "</textarea><b", "<b style", "\"'>"] {
            assert!(!html.contains(broken), "{name} lets {broken} through:\n{html}");
        }
    }
}

#[test]
fn every_component_shows_what_it_was_given() {
    for (name, html) in all() {
        let fixed = ["leaf", "urgent line"].contains(&name);
        assert!(fixed || html.contains("&#60;script&#62;"), "{name} shows nothing of it:\n{html}");
    }
}

#[test]
fn no_component_needs_a_style_attribute_or_a_handler() {
    for (name, html) in all() {
        for tag in html.split('<').skip(1).filter_map(|part| part.split('>').next()) {
            let names: String = tag.split('"').step_by(2).collect();
            assert!(!names.contains(" style="), "{name}: <{tag}>");
            assert!(!names.contains(" on"), "{name}: <{tag}>");
        }
    }
}

#[test]
fn every_table_has_a_caption_and_every_picture_has_words_or_is_hidden() {
    for (name, html) in all() {
        assert_eq!(html.matches("<table").count(), html.matches("<caption").count(), "{name}");
        for svg in html.split("<svg").skip(1).filter_map(|part| part.split('>').next()) {
            let spoken =
                svg.contains("aria-hidden=\"true\"") || svg.contains("aria-label=") || svg.contains("hidden");
            assert!(spoken, "{name}: <svg{svg}>");
        }
    }
}

#[test]
fn every_label_points_at_a_field_and_every_description_exists() {
    let html = shown(&form().id("f"));
    let values = |attribute: &str| -> Vec<String> {
        html.split(attribute)
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap_or_default().to_owned())
            .collect()
    };
    for id in values(" for=\"").into_iter().chain(
        values("aria-describedby=\"")
            .iter()
            .flat_map(|ids| ids.split(' ').map(str::to_owned).collect::<Vec<_>>()),
    ) {
        assert!(html.contains(&format!("id=\"{id}\"")), "nothing is called {id}");
    }
}

#[test]
fn a_static_file_is_found_by_the_address_that_pages_write() {
    for name in ["maillage.css", "patient.css", "maillage.js", "patient.js", "passkey.js", "favicon.svg"] {
        let asset = ui::assets::find(ui::assets::url(name)).unwrap_or_else(|| panic!("{name} is not served"));
        assert!(asset.brotli.len() < asset.bytes.len(), "{name}");
        assert!(asset.etag.starts_with('"') && asset.etag.ends_with('"'));
    }
    assert!(ui::assets::find("/static/../Cargo.toml").is_none());
}

#[test]
fn first_views_leave_room_for_the_page_itself() {
    let weight = |names: &[&str]| -> usize {
        names
            .iter()
            .filter_map(|name| ui::assets::find(ui::assets::url(name)))
            .map(|asset| asset.brotli.len())
            .sum()
    };
    let patient = weight(&["patient.css", "patient.js", "favicon.svg", "mesh.svg", "thread.svg"]);
    let professional = weight(&["maillage.css", "maillage.js", "favicon.svg", "mesh.svg"]);
    assert!(patient < 12_000, "{patient} of the 25 kB of a patient's first view");
    assert!(professional < 30_000, "{professional} of the 80 kB of a professional's first view");
    let script =
        ui::assets::find(ui::assets::url("patient.js")).map_or(usize::MAX, |asset| asset.bytes.len());
    assert!(script <= 2_048, "a patient's page loads {script} bytes of script");
}
