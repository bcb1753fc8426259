//! The pictures of the page, each with the table that says the same and opens lists.

use acts::{Solved, WithoutIt};
use indicators::{Genre, Part, Reach, Window};
use jiff::civil::Date;
use ui::{Axis, Figure, Series, Unit, french};

use super::scope::{Ground, Scope};
use super::words;

/// How many series a figure holds: the rest is in the file.
const SERIES: usize = 5;

/// I07: acts by month and kind.
pub(super) fn volumes(ground: &Ground) -> Figure<'static> {
    let months = ground.scope.months();
    let genres = genres(ground);
    let counts: Vec<u32> = genres.iter().flat_map(|genre| by_month(ground, &months, *genre)).collect();
    let shown = ground.reader.parts(&counts);
    let series = genres.iter().zip(shown.chunks(months.len().max(1))).map(|(genre, values)| {
        let links = months.iter().map(|month| {
            let scope = Scope { genre: Some(*genre), ..ground.scope.within(*month) };
            ground.list(&scope, Part::All).unwrap_or_default()
        });
        let series = Series::new(genre.words(), values.iter().map(|one| words::value(*one)));
        if ground.list(&ground.scope, Part::All).is_some() { series.hrefs(links) } else { series }
    });
    let series: Vec<Series<'static>> = series.collect();
    let (all, remote) = (ground.cube.count(Part::All), ground.cube.count(Part::Remote));
    let finding = match ground.reader.share(remote, all) {
        indicators::disclosure::Share::Known(share) => {
            format!("{} des actes se font à distance", french::percent(share, 0))
        }
        _ => "Actes terminés, par mois et par genre".to_owned(),
    };
    let measured = format!(
        "I07. Actes terminés {}, par genre. n\u{a0}= {}.",
        words::period(ground.scope.from, ground.scope.to),
        words::count(ground.reader.count(all)),
    );
    Figure::bars(finding, measured, Axis::Months(months), series).wide()
}

/// I11 month by month, in both windows.
pub(super) fn continuity(ground: &Ground) -> Figure<'static> {
    let months = ground.scope.months();
    let line = |window: Window, name: &'static str| {
        let values = months.iter().map(|month| {
            let of = |part| ground.cube.count_of(part, |cell| cell.month == *month);
            words::share_value(ground.reader.share(of(Part::in_time(window)), of(Part::counted(window))))
        });
        Series::new(name, values)
    };
    let series = [line(Window::Week, "sous 7\u{202f}jours"), line(Window::Day, "sous 24\u{202f}h")];
    let counted = ground.cube.count(Part::counted(Window::Day));
    let measured = format!(
        "I11. Part des actes à distance dont un lecteur autre que l’auteur a le compte rendu, par mois. n\u{a0}= {}.",
        words::count(ground.reader.count(counted)),
    );
    Figure::lines("Le compte rendu arrive-t-il à temps\u{202f}?", measured, Axis::Months(months), series)
        .unit(Unit::PERCENT)
}

/// N2: how many acts hold at each link.
pub(super) fn chain(ground: &Ground) -> Figure<'static> {
    let remote = |but: &[Reach]| {
        ground.cube.count_of(Part::Remote, |cell| cell.reach.is_none_or(|reach| !but.contains(&reach)))
    };
    let unsigned = [Reach::Unsigned];
    let unread = [Reach::Unsigned, Reach::WithoutReader];
    let kept = [Reach::Unsigned, Reach::WithoutReader, Reach::Failed, Reach::Waiting];
    let counts = [
        remote(&[]),
        remote(&unsigned),
        remote(&unread),
        remote(&kept),
        ground.cube.count(Part::Reached(Reach::Acknowledged)),
    ];
    let names = ["Terminés", "Signés", "Avec un lecteur", "Partis", "Accusés"];
    let values = ground.reader.parts(&counts).into_iter().map(words::value);
    let finding = match counts[0].saturating_sub(counts[4]) {
        0 => "Chaque compte rendu d’un acte à distance est arrivé".to_owned(),
        _ => "Où les comptes rendus s’arrêtent".to_owned(),
    };
    Figure::ranked(
        finding,
        format!(
            "N2. Actes à distance à chaque maillon. n\u{a0}= {}.",
            words::count(ground.reader.count(counts[0]))
        ),
        "Maillon",
        names.map(Into::into),
        Series::new("Actes", values),
    )
}

/// « Sans cet acte… », the answers of professionals.
pub(super) fn without_it(ground: &Ground) -> Figure<'static> {
    let counts: Vec<u32> =
        WithoutIt::ALL.iter().map(|answer| ground.cube.count(Part::Without(*answer))).collect();
    let links = WithoutIt::ALL
        .iter()
        .map(|answer| ground.list(&ground.scope, Part::Without(*answer)).unwrap_or_default());
    let values = ground.reader.parts(&counts).into_iter().map(words::value);
    let series = Series::new("Actes", values);
    let series = if ground.list(&ground.scope, Part::All).is_some() { series.hrefs(links) } else { series };
    let (answered, remote) = (counts.iter().sum::<u32>(), ground.cube.count(Part::Remote));
    let names = WithoutIt::ALL.iter().map(|answer| match answer {
        WithoutIt::Unknown | WithoutIt::Skipped => format!("«\u{a0}{}\u{a0}»", answer.words()).into(),
        _ => french::typo(answer.words()).into_owned().into(),
    });
    Figure::ranked(
        "Sans cet acte, le patient aurait…",
        format!(
            "A22. Réponse du professionnel à la fin d’un acte à distance, avant d’en connaître la suite. n\u{a0}= {} sur {}.",
            words::count(ground.reader.count(answered)),
            words::count(ground.reader.count(remote)),
        ),
        "Réponse",
        names,
        series,
    )
}

/// What patients answered to the first question.
pub(super) fn solved(ground: &Ground) -> Figure<'static> {
    let counts: Vec<u32> =
        Solved::ALL.iter().map(|answer| ground.cube.count(Part::Solved(*answer))).collect();
    let links = Solved::ALL
        .iter()
        .map(|answer| ground.list(&ground.scope, Part::Solved(*answer)).unwrap_or_default());
    let series = Series::new("Réponses", ground.reader.parts(&counts).into_iter().map(words::value));
    let series = if ground.list(&ground.scope, Part::All).is_some() { series.hrefs(links) } else { series };
    let all = ground.cube.count(Part::All);
    Figure::ranked(
        "«\u{a0}Votre demande a-t-elle trouvé sa réponse\u{202f}?\u{a0}»",
        format!(
            "I03. Réponses des patients. n\u{a0}= {} sur {} actes\u{a0}: les autres n’ont pas répondu.",
            words::count(ground.reader.count(counts.iter().sum())),
            words::count(ground.reader.count(all)),
        ),
        "Réponse",
        Solved::ALL.iter().map(|answer| answer.words().into()),
        series,
    )
}

/// The kinds that have acts, the most frequent first; a figure holds five.
fn genres(ground: &Ground) -> Vec<Genre> {
    let count = |genre: &Genre| ground.cube.count_of(Part::All, |cell| cell.genre == *genre);
    let mut known: Vec<Genre> = Genre::ALL.into_iter().filter(|genre| count(genre) > 0).collect();
    known.sort_by_key(|genre| std::cmp::Reverse(count(genre)));
    known.truncate(SERIES);
    known
}

fn by_month(ground: &Ground, months: &[Date], genre: Genre) -> Vec<u32> {
    let of =
        |month: &Date| ground.cube.count_of(Part::All, |cell| cell.genre == genre && cell.month == *month);
    months.iter().map(of).collect()
}
