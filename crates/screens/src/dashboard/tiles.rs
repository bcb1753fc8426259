//! The figures in the size of a card: value, numerator and denominator, coverage, months, definition, list.

use indicators::disclosure::{Share, Shown};
use indicators::{Cell, Part, Reach, Residence, Window, indicator};
use ui::{Badge, Icon, Tile, french};

use super::ShowDefinitions;
use super::scope::Ground;
use super::words;

/// The cards of the page, in the order of the registry.
pub(super) fn tiles(ground: &Ground) -> Vec<Tile<'static>> {
    vec![
        volumes(ground),
        remote(ground),
        continuity(ground, Window::Day),
        continuity(ground, Window::Week),
        without_reader(ground),
        inhabitants(ground),
        questions(ground),
    ]
}

fn volumes(ground: &Ground) -> Tile<'static> {
    let all = ground.cube.count(Part::All);
    let placed = ground.cube.count_of(Part::All, |cell| cell.site.is_some());
    let months = ground.scope.months().into_iter().map(|month| {
        let count = ground.cube.count_of(Part::All, |cell| cell.month == month);
        ground.reader.count(count).map(f64::from)
    });
    let tile = Tile::new(title("I07"), words::count(ground.reader.count(all)), "actes")
        .meta("terminés dans la période")
        .meta(coverage("lieu connu", placed, all, ground))
        .months(months, None);
    finish(tile, "I07", ground.list(&ground.scope, Part::All))
}

fn remote(ground: &Ground) -> Tile<'static> {
    let (part, whole) = (ground.cube.count(Part::Remote), ground.cube.count(Part::All));
    let months = ground.scope.months().into_iter().map(|month| {
        let of = |part| ground.cube.count_of(part, |cell| cell.month == month);
        known(ground.reader.share(of(Part::Remote), of(Part::All)))
    });
    let share = ground.reader.share(part, whole);
    let tile = Tile::new(title("I01"), words::share(share), words::percent(share))
        .meta(over(ground.reader.count(part), ground.reader.count(whole)))
        .meta("couvre ce qui est tenu dans Maillage")
        .months(months, None);
    finish(tile, "I01", ground.list(&ground.scope, Part::Remote))
}

/// I11 in one window: what arrived in time, over it and what did not while the window is over.
fn continuity(ground: &Ground, window: Window) -> Tile<'static> {
    let of = |part| ground.cube.count(part);
    let (counted, in_time) = (of(Part::counted(window)), of(Part::in_time(window)));
    let (missing, open) = (of(Part::not_in_time(window)), of(Part::open(window)));
    let remote = ground.cube.count(Part::Remote);
    let relayed = ground.cube.count_of(Part::not_in_time(window), |cell| cell.reach == Some(Reach::Relayed));
    let share = ground.reader.share(in_time, counted);
    let months = ground.scope.months().into_iter().map(|month| {
        let of = |part| ground.cube.count_of(part, |cell| cell.month == month);
        known(ground.reader.share(of(Part::in_time(window)), of(Part::counted(window))))
    });
    let (label, short) = match window {
        Window::Day => ("Comptes rendus accusés sous 24\u{202f}h", "24\u{202f}h"),
        Window::Week => ("Comptes rendus accusés sous 7\u{202f}jours", "7\u{202f}jours"),
    };
    let mut tile = Tile::new(label, words::share(share), words::percent(share))
        .meta(over(ground.reader.count(in_time), ground.reader.count(counted)))
        .meta(coverage("actes à distance couverts", counted, remote, ground))
        .meta(format!(
            "{} dont le délai de {short} court encore, hors du compte",
            words::acts(ground.reader.count(open))
        ))
        .months(months, None);
    if relayed > 0 {
        tile = tile.meta(format!(
            "{} remis à un opérateur qui n’accuse jamais",
            words::acts(ground.reader.count(relayed))
        ));
    }
    let tile = match missing {
        0 => tile.verdict(Badge::ok("Aucun ne manque")),
        _ => tile.verdict(
            Badge::wait(format!("{} hors délai", words::count(ground.reader.count(missing))))
                .icon(Icon::Alert),
        ),
    };
    finish(tile, "I11", ground.list(&ground.scope, Part::not_in_time(window)))
}

fn without_reader(ground: &Ground) -> Tile<'static> {
    let (part, remote) =
        (ground.cube.count(Part::Reached(Reach::WithoutReader)), ground.cube.count(Part::Remote));
    let tile = Tile::new("Sans destinataire", words::count(ground.reader.count(part)), "comptes rendus")
        .meta(format!("n = {} actes à distance", words::count(ground.reader.count(remote))))
        .meta("signés, que personne d’autre que leur auteur ne lit\u{a0}: hors du compte des 24\u{202f}h et des 7\u{202f}jours");
    finish(tile, "I11", ground.list(&ground.scope, Part::Reached(Reach::WithoutReader)))
}

fn inhabitants(ground: &Ground) -> Tile<'static> {
    let inside = |cell: &Cell| cell.residence == Residence::Inside;
    let of_known = |cell: &Cell| cell.residence != Residence::Unknown;
    let all = ground.cube.count(Part::All);
    let (part, whole) = (ground.cube.count_of(Part::All, inside), ground.cube.count_of(Part::All, of_known));
    let share = ground.reader.share(part, whole);
    let tile = Tile::new("Habitants du territoire", words::share(share), words::percent(share))
        .meta(over(ground.reader.count(part), ground.reader.count(whole)))
        .meta(coverage("commune connue", whole, all, ground));
    let scope = super::scope::Scope { residence: Some(Residence::Inside), ..ground.scope.clone() };
    finish(tile, "R08", ground.list(&scope, Part::All))
}

fn questions(ground: &Ground) -> Tile<'static> {
    let answers = ground.cube.evaluations();
    let all = ground.cube.count(Part::All);
    let shown = ground.reader.count(answers.answers);
    let (value, unit) = match (answers.again, shown) {
        (Some(mean), Some(_)) => (french::decimal(mean, 1), "sur 10"),
        (None, _) => ("inconnu".to_owned(), ""),
        (Some(_), None) => ("masqué".to_owned(), ""),
    };
    let tile = Tile::new("«\u{a0}Le referiez-vous ainsi\u{202f}?\u{a0}»", value, unit)
        .meta(format!("n = {}", words::count(shown)))
        .meta(coverage("ont répondu", answers.answers, all, ground));
    finish(tile, "I03", None)
}

fn finish(tile: Tile<'static>, id: &'static str, href: Option<String>) -> Tile<'static> {
    let tile = tile.definition(format!("{ShowDefinitions}#{id}"));
    match href {
        Some(href) => tile.href(href),
        None => tile,
    }
}

fn title(id: &str) -> &'static str {
    indicator(id).map_or("", |known| known.name)
}

/// « n = 31 sur 38 »
fn over(part: Shown, whole: Shown) -> String {
    format!("n = {} sur {}", words::count(part), words::count(whole))
}

/// « lieu connu pour 98,1 % »
fn coverage(what: &str, part: u32, whole: u32, ground: &Ground) -> String {
    let share = ground.reader.share(part, whole);
    match share {
        Share::Known(number) => format!("{what}\u{a0}: {}", french::percent(number, 0)),
        Share::Masked | Share::Unknown => format!("{what}\u{a0}: {}", words::share(share)),
    }
}

fn known(share: Share) -> Option<f64> {
    match share {
        Share::Known(number) => Some(number),
        Share::Masked | Share::Unknown => None,
    }
}
