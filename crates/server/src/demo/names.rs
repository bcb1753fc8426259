//! Names of the fictitious people: first names by decade of birth and sex, family names of rural Cher,
//! names of people born abroad, streets and hamlets. All lists are in `data/demo`, most frequent first.

use super::dice::{Dice, Weighted};

pub(super) struct Names {
    /// By decade from 1920, women then men.
    given: Vec<[Ranked; 2]>,
    families: Vec<&'static str>,
    family_weights: Weighted,
    abroad: Vec<Abroad>,
    abroad_weights: Weighted,
    streets: Vec<(bool, &'static str)>,
    street_weights: Weighted,
}

struct Ranked {
    names: Vec<&'static str>,
    weights: Weighted,
}

/// Names of one country.
pub(super) struct Abroad {
    /// Code of the COG, 99 and three digits.
    pub(super) country: &'static str,
    families: Vec<&'static str>,
    women: Vec<&'static str>,
    men: Vec<&'static str>,
}

impl Abroad {
    pub(super) fn family(&self, dice: &mut Dice) -> &'static str {
        dice.word(&self.families)
    }

    pub(super) fn given(&self, dice: &mut Dice, female: bool) -> &'static str {
        dice.word(if female { &self.women } else { &self.men })
    }
}

impl Names {
    pub(super) fn load() -> Self {
        let lines = |text: &'static str| text.lines().filter(|line| !line.starts_with('#'));
        let mut given = Vec::new();
        let mut women = None;
        for line in lines(include_str!("../../data/demo/first_names.tsv")) {
            let names: Vec<_> = line.rsplit('\t').next().unwrap_or_default().split(',').collect();
            // the n-th name of a decade is given about 1/(n + 3) as often as the first
            let weights = Weighted::new((0..).take(names.len()).map(|rank: u32| 10_000 / (rank + 4)));
            let ranked = Ranked { names, weights };
            match women.take() {
                None => women = Some(ranked),
                Some(women) => given.push([women, ranked]),
            }
        }
        let (families, family_weights) = weighted(lines(include_str!("../../data/demo/surnames.tsv")));
        let abroad: Vec<_> = lines(include_str!("../../data/demo/foreign_names.tsv")).map(abroad).collect();
        let mut streets = Vec::new();
        let mut street_weights = Vec::new();
        for line in lines(include_str!("../../data/demo/streets.tsv")) {
            let mut fields = line.split('\t');
            let numbered = fields.next() == Some("street");
            let weight: u32 = fields.next().and_then(|text| text.parse().ok()).expect("a weight");
            for name in fields.next().unwrap_or_default().split(',') {
                streets.push((numbered, name));
                street_weights.push(weight);
            }
        }
        Self {
            given,
            families,
            family_weights,
            abroad_weights: Weighted::new(abroad.iter().map(|(weight, _)| *weight)),
            abroad: abroad.into_iter().map(|(_, names)| names).collect(),
            streets,
            street_weights: Weighted::new(street_weights),
        }
    }

    /// A first name of someone born in a year.
    pub(super) fn given(&self, dice: &mut Dice, year: i16, female: bool) -> &'static str {
        let decade = usize::try_from((year - 1920) / 10).unwrap_or(0).min(self.given.len() - 1);
        let ranked = &self.given[decade][usize::from(!female)];
        ranked.names[ranked.weights.draw(dice).unwrap_or(0)]
    }

    pub(super) fn family(&self, dice: &mut Dice) -> &'static str {
        self.families[self.family_weights.draw(dice).unwrap_or(0)]
    }

    pub(super) fn abroad(&self, dice: &mut Dice) -> &Abroad {
        &self.abroad[self.abroad_weights.draw(dice).unwrap_or(0)]
    }

    /// « 3 rue du Lavoir », or a hamlet without number.
    pub(super) fn street(&self, dice: &mut Dice) -> String {
        let (numbered, name) = self.streets[self.street_weights.draw(dice).unwrap_or(0)];
        if !numbered {
            return name.to_owned();
        }
        let repeat = if dice.chance(60) { "\u{a0}bis" } else { "" };
        format!("{}{repeat} {name}", dice.between(1, 48))
    }
}

/// A name in lower case without accent or space, as an address carries it.
pub(super) fn ascii(name: &str) -> String {
    name.chars()
        .flat_map(char::to_lowercase)
        .filter_map(|letter| match letter {
            'a'..='z' | '0'..='9' | '-' => Some(letter),
            'à' | 'â' | 'ä' | 'ã' => Some('a'),
            'ç' => Some('c'),
            'é' | 'è' | 'ê' | 'ë' => Some('e'),
            'î' | 'ï' | 'ı' => Some('i'),
            'ô' | 'ö' | 'ó' => Some('o'),
            'ù' | 'û' | 'ü' => Some('u'),
            'ÿ' => Some('y'),
            'ł' => Some('l'),
            'ş' => Some('s'),
            _ => None,
        })
        .collect()
}

/// Lines of a weight and a list of names.
fn weighted(lines: impl Iterator<Item = &'static str>) -> (Vec<&'static str>, Weighted) {
    let mut names = Vec::new();
    let mut weights = Vec::new();
    for line in lines {
        let (weight, list) = line.split_once('\t').expect("a weight and names");
        let weight: u32 = weight.parse().expect("a weight is a number");
        for name in list.split(',') {
            names.push(name);
            weights.push(weight);
        }
    }
    (names, Weighted::new(weights))
}

fn abroad(line: &'static str) -> (u32, Abroad) {
    let mut fields = line.split('\t');
    let mut field = || fields.next().expect("foreign_names.tsv has five columns");
    let (country, weight) = (field(), field().parse().expect("a weight is a number"));
    let mut list = || field().split(',').collect();
    (weight, Abroad { country, families: list(), women: list(), men: list() })
}
