//! The page of figures: filters in the address, tiles, pictures with their tables.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use indicators::disclosure::Reader;
use indicators::{Genre, Residence};
use jiff::ToSpan as _;
use jiff::civil::Date;
use ui::{Action, Choice, Field, Figure, Form, Icon, List, Note, Shell, Tabs, Tile, Tone};
use web::{App, Caller, Frame, Problem, page};

use super::scope::{Asked, Ground, Scope, code_of};
use super::tables::{self, Broken, OfCommune, Rate, file_of};
use super::{ShowBoard, ShowDefinitions, figures, tiles, words};

#[derive(Template)]
#[template(path = "dashboard.html")]
struct BoardPage<'a> {
    shell: Shell<'static>,
    as_of: String,
    about: String,
    print: Action<'static>,
    volumes_file: Action<'static>,
    definitions: Action<'static>,
    presets: Tabs<'static>,
    filters: Form<'static>,
    outside: Option<Note<'static>>,
    tiles: Vec<Tile<'static>>,
    volumes: Figure<'static>,
    continuity: Figure<'static>,
    chain: Figure<'static>,
    broken: List<'a, Broken>,
    without_it: Figure<'static>,
    solved: Figure<'static>,
    months: List<'a, Rate>,
    places: List<'a, Rate>,
    specialities: List<'a, Rate>,
    communes: List<'a, OfCommune>,
}

pub(super) async fn show(
    _: ShowBoard,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(asked): Query<Asked>,
) -> Result<impl IntoResponse, Problem> {
    let mut tx = app.begin(&caller).await?;
    let ground = Ground::gather(&mut tx, &caller, &asked).await?;
    let today = caller.local(tx.now()).date();
    let as_of = indicators::as_of(&mut tx).await?;
    let perimeter = territory::perimeter(&mut tx).await?;
    let shell = app.shell(&mut tx, &caller, &frame).await?;
    tx.commit().await?;
    let months = tables::months(&ground);
    let (places, specialities) = (tables::places(&ground), tables::specialities(&ground));
    let (communes, broken) = (tables::communes(&ground, &perimeter), tables::chain(&ground));
    page(&BoardPage {
        shell,
        as_of: words::as_of(&caller, as_of),
        about: ground.about(&perimeter),
        print: Action::print("Imprimer"),
        volumes_file: Action::link(file_of(&ground, "volumes"), "Volumes (CSV)").icon(Icon::Download),
        definitions: Action::link(ShowDefinitions.to_string(), "Toutes les définitions").quiet(),
        presets: presets(&ground, today),
        filters: filters(&ground),
        outside: (ground.reader == Reader::Outside).then(outside),
        tiles: tiles::tiles(&ground),
        volumes: figures::volumes(&ground),
        continuity: figures::continuity(&ground),
        chain: figures::chain(&ground),
        broken: tables::chain_list(&ground, &broken),
        without_it: figures::without_it(&ground),
        solved: figures::solved(&ground),
        months: tables::month_list(&ground, &months),
        places: tables::place_list(&ground, &places),
        specialities: tables::speciality_list(&ground, &specialities),
        communes: tables::commune_list(&ground, &communes),
    })
}

fn outside() -> Note<'static> {
    Note::new(
        Tone::Info,
        "Les petits nombres sont masqués",
        "Un nombre d’actes de 1 à 10, et ce qui le révélerait, n’est pas montré à votre rôle.",
    )
}

/// Periods in one tap, with the filters kept.
fn presets(ground: &Ground, today: Date) -> Tabs<'static> {
    let known = [(1, "Ce mois"), (3, "Trois mois"), (13, "Treize mois")];
    known.into_iter().fold(Tabs::new("Période").wide(), |tabs, (months, words)| {
        let from = today.first_of_month().saturating_sub((months - 1).months());
        let scope = Scope { from, to: today, ..ground.scope.clone() };
        let is_current = (ground.scope.from, ground.scope.to) == (from, today);
        let href = scope.href(&ShowBoard);
        if is_current { tabs.current(href, words) } else { tabs.link(href, words) }
    })
}

/// What may be asked, with what is asked now.
fn filters(ground: &Ground) -> Form<'static> {
    let scope = &ground.scope;
    let all = |words: &'static str| std::iter::once(Choice::new("", words));
    let genres = Genre::ALL.into_iter().map(|genre| Choice::new(genre.name(), genre.words()));
    let sites = ground.sites.iter().map(|site| Choice::new(site.id.to_string(), site.name.clone()));
    let residences = [
        (Residence::Inside, "Habitants du territoire"),
        (Residence::Outside, "Hors du territoire"),
        (Residence::Unknown, "Commune inconnue"),
    ];
    let residences = residences.map(|(one, words)| Choice::new(one.name().to_owned(), words));
    let specialities =
        ground.specialities().into_iter().map(|name| Choice::new(code_of(&name), name)).collect::<Vec<_>>();
    Form::new(ShowBoard.to_string(), "Afficher")
        .get()
        .with(Field::day("du", "Du").value(scope.from.to_string()))
        .with(Field::day("au", "Au").value(scope.to.to_string()))
        .with(
            Field::select("genre", "Genre", all("Tous les genres").chain(genres))
                .value(scope.genre.map_or("", Genre::name)),
        )
        .with(
            Field::select("lieu", "Lieu", all("Tous les lieux").chain(sites))
                .value(scope.site.map(|site| site.to_string()).unwrap_or_default()),
        )
        .with(
            Field::select("specialite", "Spécialité", all("Toutes").chain(specialities))
                .value(scope.speciality.clone().unwrap_or_default()),
        )
        .with(
            Field::select("residence", "Patients", all("Tous").chain(residences))
                .value(scope.residence.as_ref().map(|one| one.name().to_owned()).unwrap_or_default()),
        )
}
