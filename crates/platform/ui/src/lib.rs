//! The look of the house: two shells, and components that are templates. It holds no business word, reads nothing, decides nothing.
//!
//! # How a page is written
//!
//! A context has an `askama.toml` with `[general] dirs = ["templates", "../../platform/ui/templates"]`. A page is a struct
//! with a shell and components; its template says only where they go:
//!
//! ```ignore
//! #[derive(askama::Template)]
//! #[template(path = "agenda_day.html")]
//! struct DayPage<'a> { shell: ui::Shell<'a>, day: String, list: ui::List<'a, Line>, form: ui::Form<'a> }
//!
//! const COLUMNS: [Column<Line>; 3] = [
//!     Column::sorted("heure", "Heure", |line| line.at.into()),
//!     Column::sorted("patient", "Patient", |line| Cell::link(line.href(), &*line.patient)),
//!     Column::new("etat", "État", |line| Badge::ok(&*line.state).into()),
//! ];
//! List::new("Rendez-vous", "/agenda", &COLUMNS, &lines)
//!     .sort(Sort::parse(&tri, &COLUMNS))
//!     .paging(Paging { page, per_page: 25, total })
//!     .empty(Empty::new("Aucun rendez-vous", "Les rendez-vous pris s’affichent ici."))
//!
//! Form::new("/agenda", "Réserver")
//!     .with(Field::line("patient", "Patient").hint("Trois lettres suffisent").required())
//!     .with(Field::area("motif", "Motif", 4))
//!     .filled(&typed, &problems)
//! ```
//!
//! ```html
//! {% extends "ui/shell.html" %}
//! {% block title %}Agenda{% endblock %}
//! {% block head %}<div class="head"><div><p class="soft">{{ day }}</p><h1>Agenda</h1></div></div>{% endblock %}
//! {% block main %}{{ list }}{% endblock %}
//! {% block aside %}<aside class="stack stack-wide" aria-label="Réserver">{{ form }}</aside>{% endblock %}
//! ```
//!
//! `ui/shell.html` (field `shell: Shell`) has the blocks `title`, `identity` (an [`Identity`], sticky), `head` (the page's one `h1`),
//! `main` and `aside` (a second column, when it holds an `<aside>`). `ui/plain.html` (field `shell: PlainShell`) has `title` and `main`.
//! Components are marked [`HtmlSafe`](askama::filters::HtmlSafe): `{{ list }}` needs no `|safe`, and everything given to them is escaped.
//! Layout is made of classes: `.card`, `.row`, `.stack`, `.grid` with `.min-16` to `.min-24`, `.desk`, `.split`; never a `style` attribute.
//!
//! # Which component
//!
//! | to show | write |
//! |---|---|
//! | rows of one kind, sorted, paged, as a file | [`List`] of [`Column`]s |
//! | people who wait, an agenda, an inbox, results | [`Lines`] of [`Line`]s |
//! | what was sent to whom | [`Lines`] of [`DeliveryLine`]s |
//! | a question | [`Form`] of [`Field`]s, [`Form::filled`] with [`Typed`] and [`Problems`] when refused |
//! | one thing to do | [`Action`]; what engages, a [`Dialog`] |
//! | a state; a remark | [`Badge`]; [`Note`] |
//! | the patient; the act | [`Identity`]; [`Thread`] of six [`Knot`]s, [`Call`] when by telephone |
//! | a day of several people; first possible times | [`DayGrid`]; [`SlotChoice`] |
//! | a letter | [`Paper`], with a [`Leaf`] |
//! | numbers | [`Tile`], [`Figure`] |
//! | nothing yet; how far | [`Empty`]; [`Progress`] |
//! | views of the same; keys of a page | [`Tabs`]; [`Keys`] |
//! | danger, to patients | [`RedFlags`] and its line |
//! | a sentence with something in bold or a link | [`Rich`], wherever a sentence is asked |
//!
//! The server owes the shell three addresses: `POST /apparence` (`choix`, `retour`: sets the cookie of [`Theme`]), the
//! fragment of [`Status::refresh`], and `/static/…` from [`assets::find`].
//!
//! Texts of ours carry French spaces: write them, or pass them through [`french::typo`] (in templates, [`filters::typo`]).

mod action;
pub mod assets;
mod badge;
mod call;
mod day_grid;
mod dialog;
mod empty;
mod figure;
pub mod filters;
mod form;
pub mod french;
mod icon;
mod identity;
mod keys;
mod lines;
mod list;
mod paper;
mod passkey;
mod plain;
mod progress;
mod red_flags;
mod rich;
mod shell;
mod slots;
mod tabs;
mod thread;
mod tile;

pub use action::Action;
pub use badge::{Badge, Note, Tone};
pub use call::Call;
pub use day_grid::{DayColumn, DayEntry, DayGrid};
pub use dialog::Dialog;
pub use empty::Empty;
pub use figure::{Axis, Figure, Series, Unit, Value};
pub use form::{Choice, Field, Form, Pick, Problems, Typed};
pub use icon::Icon;
pub use identity::Identity;
pub use keys::Keys;
pub use lines::{DeliveryLine, Line, Lines};
pub use list::{Cell, Column, List, Paging, Part, Sort};
pub use paper::Paper;
pub use passkey::PasskeyButton;
pub use plain::{PlainShell, ProblemPage};
pub use progress::Progress;
pub use red_flags::{RedFlags, UrgentLine};
pub use rich::Rich;
pub use shell::{Door, Me, Shell, Status, StatusItem, Theme, Toast};
pub use slots::{Leaf, Slot, SlotChoice};
pub use tabs::Tabs;
pub use thread::{Knot, Thread};
pub use tile::Tile;

/// Words of a page: borrowed when they are ours, owned when they were made for this answer.
pub type Text<'a> = std::borrow::Cow<'a, str>;
