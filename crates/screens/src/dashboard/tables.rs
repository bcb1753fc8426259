//! The tables of the page, each one a file too: by place, by speciality, by commune, what waits for whom.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use indicators::disclosure::{Share, Shown};
use indicators::{Genre, Part, Reach, Residence};
use jiff::civil::Date;
use territory::Stay;
use ui::{Cell, Column, Empty, List};
use web::{App, Caller, Problem};

use super::TableFile;
use super::scope::{Asked, Ground, Scope, code_of};

/// I01 for one place or one speciality.
pub(super) struct Rate {
    name: String,
    href: Option<String>,
    remote: Shown,
    all: Shown,
    share: Share,
}

const PLACES: [Column<Rate>; 4] = [
    Column::new("lieu", "Lieu", |row| named(row)),
    Column::new("distance", "À distance", |row| counted(row.remote)),
    Column::new("actes", "Actes", |row| counted(row.all)),
    Column::new("taux", "Taux (%)", |row| shared(row.share)),
];

const SPECIALITIES: [Column<Rate>; 4] = [
    Column::new("specialite", "Spécialité", |row| named(row)),
    Column::new("distance", "À distance", |row| counted(row.remote)),
    Column::new("actes", "Actes", |row| counted(row.all)),
    Column::new("taux", "Taux (%)", |row| shared(row.share)),
];

/// Acts for the people of one commune.
pub(super) struct OfCommune {
    name: String,
    href: Option<String>,
    acts: Shown,
}

const COMMUNES: [Column<OfCommune>; 2] = [
    Column::new("commune", "Commune", |row| match &row.href {
        Some(href) => Cell::link(&**href, &*row.name),
        None => (&*row.name).into(),
    }),
    Column::new("actes", "Actes", |row| counted(row.acts)),
];

/// What has not arrived, and whose turn it is.
pub(super) struct Broken {
    reach: Reach,
    href: Option<String>,
    acts: Shown,
}

const CHAIN: [Column<Broken>; 3] = [
    Column::new("ou", "Où il en est", |row| match &row.href {
        Some(href) => Cell::link(&**href, row.reach.words()),
        None => row.reach.words().into(),
    }),
    Column::new("tour", "À qui le tour", |row| row.reach.turn().into()),
    Column::new("actes", "Actes", |row| counted(row.acts)),
];

/// I07, cell by cell: for the file.
struct Volume {
    month: Date,
    genre: Genre,
    place: String,
    acts: Shown,
}

const VOLUMES: [Column<Volume>; 4] = [
    Column::new("mois", "Mois", |row| format!("{:04}-{:02}", row.month.year(), row.month.month()).into()),
    Column::new("genre", "Genre", |row| row.genre.words().into()),
    Column::new("lieu", "Lieu", |row| (&*row.place).into()),
    Column::new("actes", "Actes", |row| counted(row.acts)),
];

fn named(row: &Rate) -> Cell<'_> {
    match &row.href {
        Some(href) => Cell::link(&**href, &*row.name),
        None => (&*row.name).into(),
    }
}

fn counted(shown: Shown) -> Cell<'static> {
    shown.map_or_else(|| Cell::Masked("<\u{a0}11".into()), Cell::from)
}

fn shared(share: Share) -> Cell<'static> {
    match share {
        Share::Known(number) => Cell::Number(number, 1),
        Share::Masked => Cell::Masked("masqué".into()),
        Share::Unknown => Cell::Nothing,
    }
}

/// Why cells are masked, under a table that has some.
const MASKED: &str = "«\u{a0}<\u{a0}11\u{a0}»\u{a0}: trop peu d’actes pour être montrés, ou nombre qui en révélerait un autre.";

pub(super) fn places(ground: &Ground) -> Vec<Rate> {
    let mut known: BTreeMap<String, Option<kernel::SiteId>> = BTreeMap::new();
    for cell in &ground.cube.cells {
        known.insert(ground.site(cell.site).to_owned(), cell.site);
    }
    let rows = known.into_iter().map(|(name, site)| {
        let scope = Scope { site, ..ground.scope.clone() };
        let href = site.and_then(|_| ground.list(&scope, Part::All));
        (name, href, counts(ground, |cell| cell.site == site))
    });
    rates(ground, rows.collect())
}

pub(super) fn specialities(ground: &Ground) -> Vec<Rate> {
    let rows = ground.specialities().into_iter().map(|name| {
        let scope = Scope { speciality: Some(code_of(&name)), ..ground.scope.clone() };
        let all = counts(ground, |cell| ground.speciality(cell.professional) == name);
        (name, ground.list(&scope, Part::All), all)
    });
    rates(ground, rows.filter(|(_, _, (_, all))| *all > 0).collect())
}

/// Remote acts and all acts of the cells that suit.
fn counts(ground: &Ground, suits: impl Fn(&indicators::Cell) -> bool) -> (u32, u32) {
    (ground.cube.count_of(Part::Remote, &suits), ground.cube.count_of(Part::All, &suits))
}

fn rates(ground: &Ground, rows: Vec<(String, Option<String>, (u32, u32))>) -> Vec<Rate> {
    let all = ground.reader.parts(&rows.iter().map(|(_, _, (_, all))| *all).collect::<Vec<_>>());
    let remote = ground.reader.parts(&rows.iter().map(|(_, _, (remote, _))| *remote).collect::<Vec<_>>());
    let shown = rows.into_iter().zip(all).zip(remote);
    let row = |(((name, href, counts), all), remote): ((_, Shown), Shown)| {
        let (part, whole): (u32, u32) = counts;
        let share =
            if all.is_some() && remote.is_some() { ground.reader.share(part, whole) } else { Share::Masked };
        Rate { name, href, remote, all, share }
    };
    shown.map(row).collect()
}

/// Acts by the commune of the patient: those of the territory, then the others together.
pub(super) fn communes(ground: &Ground, perimeter: &[Stay]) -> Vec<OfCommune> {
    let mut names: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for cell in ground.cube.cells.iter().filter(|cell| cell.residence == Residence::Inside) {
        let code = cell.commune.as_deref().unwrap_or_default();
        let name = perimeter.iter().find(|stay| stay.cog == code).map_or(code, |stay| &stay.name);
        *names.entry((name, code)).or_default() += cell.count;
    }
    let apart = [(Residence::Outside, "Hors du territoire"), (Residence::Unknown, "Commune inconnue")];
    let apart = apart.map(|(residence, name)| {
        let count = ground.cube.count_of(Part::All, |cell| cell.residence == residence);
        (name.to_owned(), residence, count)
    });
    let of_communes = names.into_iter().filter_map(|((name, code), count)| {
        Some((name.to_owned(), Residence::In(code.parse().ok()?), count))
    });
    let rows: Vec<(String, Residence, u32)> =
        of_communes.chain(apart).filter(|(_, _, count)| *count > 0).collect();
    let shown = ground.reader.parts(&rows.iter().map(|(_, _, count)| *count).collect::<Vec<_>>());
    let rows = rows.into_iter().zip(shown).map(|((name, residence, _), acts)| {
        let scope = Scope { residence: Some(residence), ..ground.scope.clone() };
        OfCommune { name, href: ground.list(&scope, Part::All), acts }
    });
    rows.collect()
}

/// What has not arrived, by whose turn it is.
pub(super) fn chain(ground: &Ground) -> Vec<Broken> {
    let known: Vec<(Reach, u32)> = Reach::ALL
        .into_iter()
        .filter(|reach| *reach != Reach::Acknowledged)
        .map(|reach| (reach, ground.cube.count(Part::Reached(reach))))
        .filter(|(_, count)| *count > 0)
        .collect();
    let shown = ground.reader.parts(&known.iter().map(|(_, count)| *count).collect::<Vec<_>>());
    let rows = known.into_iter().zip(shown);
    rows.map(|((reach, _), acts)| Broken {
        reach,
        href: ground.list(&ground.scope, Part::Reached(reach)),
        acts,
    })
    .collect()
}

fn volumes(ground: &Ground) -> Vec<Volume> {
    let mut cells: BTreeMap<(Date, Genre, String), u32> = BTreeMap::new();
    for cell in &ground.cube.cells {
        *cells.entry((cell.month, cell.genre, ground.site(cell.site).to_owned())).or_default() += cell.count;
    }
    let shown = ground.reader.parts(&cells.values().copied().collect::<Vec<_>>());
    let rows = cells.into_keys().zip(shown);
    rows.map(|((month, genre, place), acts)| Volume { month, genre, place, acts }).collect()
}

/// The lists of the page, over their rows.
pub(super) fn place_list<'a>(ground: &Ground, rows: &'a [Rate]) -> List<'a, Rate> {
    let list =
        List::new("Par lieu", ground.scope.href("/tableau"), &PLACES, rows).csv(file_of(ground, "lieux"));
    noted(list, rows.iter().any(|row| row.all.is_none() || row.remote.is_none()))
}

pub(super) fn speciality_list<'a>(ground: &Ground, rows: &'a [Rate]) -> List<'a, Rate> {
    let list = List::new("Par spécialité", ground.scope.href("/tableau"), &SPECIALITIES, rows)
        .csv(file_of(ground, "specialites"));
    noted(list, rows.iter().any(|row| row.all.is_none() || row.remote.is_none()))
}

pub(super) fn commune_list<'a>(ground: &Ground, rows: &'a [OfCommune]) -> List<'a, OfCommune> {
    let list = List::new(
        "Par commune du patient, le jour de l’acte",
        ground.scope.href("/tableau"),
        &COMMUNES,
        rows,
    )
    .csv(file_of(ground, "communes"));
    noted(list, rows.iter().any(|row| row.acts.is_none()))
}

pub(super) fn chain_list<'a>(ground: &Ground, rows: &'a [Broken]) -> List<'a, Broken> {
    let list = List::new("Ce qui n’est pas arrivé", ground.scope.href("/tableau"), &CHAIN, rows)
        .csv(file_of(ground, "chaine"))
        .empty(Empty::new(
            "Tout est arrivé",
            "Un compte rendu arrêté en route s’affiche ici, avec à qui est le tour.",
        ));
    noted(list, rows.iter().any(|row| row.acts.is_none()))
}

fn noted<R>(list: List<'_, R>, is_masked: bool) -> List<'_, R> {
    if is_masked { list.note(MASKED) } else { list }
}

/// Where a table is a file.
pub(super) fn file_of(ground: &Ground, table: &str) -> String {
    ground.scope.href(&format!("/tableau/fichiers/{table}"))
}

pub(super) async fn file(
    TableFile { table }: TableFile,
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let mut tx = app.begin(&caller).await?;
    let ground = Ground::gather(&mut tx, &caller, &asked).await?;
    let text = match &*table {
        "volumes" => List::new("", "", &VOLUMES, &volumes(&ground)).to_csv(),
        "lieux" => List::new("", "", &PLACES, &places(&ground)).to_csv(),
        "specialites" => List::new("", "", &SPECIALITIES, &specialities(&ground)).to_csv(),
        "communes" => {
            let perimeter = territory::perimeter(&mut tx).await?;
            List::new("", "", &COMMUNES, &communes(&ground, &perimeter)).to_csv()
        }
        "chaine" => List::new("", "", &CHAIN, &chain(&ground)).to_csv(),
        _ => return Err(Problem::not_found()),
    };
    tx.commit().await?;
    Ok(csv(text, &format!("{table}-{}-{}.csv", ground.scope.from, ground.scope.to)))
}

/// A file that a browser keeps under a name of days and codes.
pub(super) fn csv(text: String, name: &str) -> Response {
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
