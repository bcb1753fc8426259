//! What somebody typed in the one search field, read as one of the searches that are allowed.

use jiff::civil::Date;
use kernel::{Matricule, Phone, TraitName};

/// A search by exact traits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Search {
    /// « mar 12/03/44 »: birth date, and three letters or more of a family name.
    BirthAndName { born: Date, name: TraitName },
    /// « Martin Simone »: a whole family name and a given name.
    FullName { family: TraitName, given: TraitName },
    /// The caller's number.
    Phone(Phone),
    /// The matricule of the national health identity.
    Ins(Matricule),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SearchError {
    #[error("search without anything to search for")]
    Empty,
    #[error("search by a birth date without three letters of the name")]
    Letters,
    #[error("search by a name alone")]
    NameAlone,
    #[error("search by a date that does not exist")]
    Date,
}

impl SearchError {
    /// The sentence shown beside the field.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Empty => "Tapez trois lettres du nom et la date de naissance, ou le numéro qui appelle.",
            Self::Letters => "Ajoutez trois lettres du nom de famille devant la date.",
            Self::NameAlone => {
                "Un nom seul ne suffit pas\u{a0}: ajoutez la date de naissance, ou le nom entier et le prénom."
            }
            Self::Date => "Cette date n’existe pas\u{a0}: écrivez jour, mois, année, par exemple 12/03/44.",
        }
    }
}

impl Search {
    /// Reads the field; `today` tells the century of a two-digit year.
    pub fn read(text: &str, today: Date) -> Result<Self, SearchError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(SearchError::Empty);
        }
        let bare: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-')).collect();
        if bare.len() == 15
            && let Ok(matricule) = bare.parse()
        {
            return Ok(Self::Ins(matricule));
        }
        if (bare.len() == 10 || bare.starts_with('+'))
            && bare.trim_start_matches('+').bytes().all(|b| b.is_ascii_digit())
            && let Ok(phone) = bare.parse()
        {
            return Ok(Self::Phone(phone));
        }
        let (letters, digits) = split(text);
        if digits.is_empty() { by_names(&letters) } else { by_birth(&letters, &digits, today) }
    }
}

/// The words of letters, and what holds digits, joined by spaces.
fn split(text: &str) -> (Vec<&str>, String) {
    let (digits, letters): (Vec<&str>, Vec<&str>) =
        text.split_whitespace().partition(|word| word.chars().any(|c| c.is_ascii_digit()));
    (letters, digits.join(" "))
}

fn by_birth(letters: &[&str], digits: &str, today: Date) -> Result<Search, SearchError> {
    let born = ui::french::parse_day(digits, today).ok_or(SearchError::Date)?;
    let name: TraitName = letters.join(" ").parse().map_err(|_| SearchError::Letters)?;
    // a family name of two letters (Ly, Py) is whole
    if name.letters().len() < 2 { Err(SearchError::Letters) } else { Ok(Search::BirthAndName { born, name }) }
}

fn by_names(letters: &[&str]) -> Result<Search, SearchError> {
    let [family @ .., given] = letters else { return Err(SearchError::Empty) };
    let family: TraitName = family.join(" ").parse().map_err(|_| SearchError::NameAlone)?;
    let given: TraitName = given.parse().map_err(|_| SearchError::NameAlone)?;
    if family.letters().len() < 2 || given.letters().len() < 2 {
        return Err(SearchError::NameAlone);
    }
    Ok(Search::FullName { family, given })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn read(text: &str) -> Result<Search, SearchError> {
        Search::read(text, date(2026, 11, 25))
    }

    #[test]
    fn three_letters_and_a_birth_date_in_any_order_make_a_search() {
        let expected = Search::BirthAndName { born: date(1944, 3, 12), name: "mar".parse().unwrap() };
        for text in ["mar 12/03/44", "12/03/1944 MAR", " mar  12 03 1944 ", "12031944 mar"] {
            assert_eq!(read(text).as_ref(), Ok(&expected), "{text}");
        }
    }

    #[test]
    fn the_number_that_calls_is_a_search() {
        assert!(matches!(read("02 61 91 18 44"), Ok(Search::Phone(_))));
        assert!(matches!(read("+33261911844"), Ok(Search::Phone(_))));
    }

    #[test]
    fn a_matricule_is_a_search() {
        assert!(matches!(read("2 79 03 51 215 189 89"), Ok(Search::Ins(_))));
    }

    #[test]
    fn a_fragment_of_a_name_alone_is_refused() {
        assert_eq!(read("martin"), Err(SearchError::NameAlone));
        assert_eq!(read("m s"), Err(SearchError::NameAlone));
        assert!(matches!(read("martin simone"), Ok(Search::FullName { .. })));
    }

    #[test]
    fn a_date_alone_or_an_impossible_one_is_refused() {
        assert_eq!(read("12/03/44"), Err(SearchError::Letters));
        assert_eq!(read("mar 31/02/44"), Err(SearchError::Date));
        assert_eq!(read("   "), Err(SearchError::Empty));
    }
}
