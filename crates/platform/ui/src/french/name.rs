//! Names, telephones and the INS as people read them.

use std::borrow::Cow;

use super::NO_BREAK;

/// For lists: `DUPUIS Jeanne née MOREAU`. `born` is the birth family name with its participle, when it differs.
pub fn listed(family: &str, given: &str, born: Option<(&str, &str)>) -> String {
    let upper = |name: &str| name.to_uppercase();
    match born {
        Some((participle, name)) if upper(name) != upper(family) => {
            format!("{} {given} {participle} {}", upper(family), upper(name))
        }
        _ => format!("{} {given}", upper(family)),
    }
}

/// For sentences: `Mme Dupuis`, `M. de La Tour` from `DE LA TOUR`. The civility never parts from the name.
pub fn spoken(civility: &str, family: &str) -> String {
    let words = family.split(' ').map(capitalised).collect::<Vec<_>>().join(" ");
    format!("{civility}{NO_BREAK}{words}")
}

/// `JD`, for the round mark beside a name.
pub fn initials(family: &str, given: &str) -> String {
    let first =
        |name: &str| name.chars().find(|c| c.is_alphabetic()).into_iter().flat_map(char::to_uppercase);
    first(given).chain(first(family)).collect()
}

/// `02 61 91 18 00` from any writing of a French number; another number stays as it was typed.
pub fn phone(number: &str) -> String {
    let Some(national) = national(number) else {
        return number.to_owned();
    };
    let mut text = String::with_capacity(20);
    for (index, digit) in national.chars().enumerate() {
        if index > 0 && index % 2 == 0 {
            text.push(NO_BREAK);
        }
        text.push(digit);
    }
    text
}

/// The address that dials: `tel:+33261911800`. Short numbers (15, 114) dial as they are.
pub fn tel(number: &str) -> String {
    match national(number) {
        Some(national) => format!("tel:+33{}", &national[1..]),
        None => {
            format!("tel:{}", number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect::<String>())
        }
    }
}

/// `1 51 06 18 300 014 75` from its fifteen characters; anything else stays as it is.
pub fn ins(matricule: &str) -> Cow<'_, str> {
    if matricule.len() != 15 || !matricule.is_ascii() {
        return Cow::Borrowed(matricule);
    }
    let cuts = [0, 1, 3, 5, 7, 10, 13, 15];
    let groups: Vec<&str> = cuts.windows(2).map(|cut| &matricule[cut[0]..cut[1]]).collect();
    Cow::Owned(groups.join(&NO_BREAK.to_string()))
}

/// Ten digits beginning with 0, or `None`.
fn national(number: &str) -> Option<String> {
    let kept: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    let digits = match kept.strip_prefix("+33").or_else(|| kept.strip_prefix("0033")) {
        Some(rest) => format!("0{}", rest.strip_prefix('0').unwrap_or(rest)),
        None => kept,
    };
    (digits.len() == 10 && digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit()))
        .then_some(digits)
}

fn capitalised(word: &str) -> String {
    let lower = word.to_lowercase();
    if matches!(lower.as_str(), "de" | "du" | "des" | "d’" | "d'") {
        return lower;
    }
    let mut starts = true;
    lower
        .chars()
        .flat_map(|character| {
            let upper = starts && character.is_alphabetic();
            starts = !character.is_alphabetic();
            if upper { character.to_uppercase().collect::<Vec<_>>() } else { vec![character] }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_shows_the_family_name_first_and_the_birth_name_when_it_differs() {
        assert_eq!(listed("Dupuis", "Jeanne", Some(("née", "Moreau"))), "DUPUIS Jeanne née MOREAU");
        assert_eq!(listed("Dupuis", "Jeanne", Some(("née", "DUPUIS"))), "DUPUIS Jeanne");
        assert_eq!(listed("Léger", "Paul", None), "LÉGER Paul");
    }

    #[test]
    fn a_sentence_says_the_civility() {
        assert_eq!(spoken("Mme", "DUPUIS"), "Mme\u{a0}Dupuis");
        assert_eq!(spoken("M.", "DE LA TOUR-MAUBOURG"), "M.\u{a0}de La Tour-Maubourg");
        assert_eq!(spoken("Dr", "d’ORMESSON"), "Dr\u{a0}D’Ormesson");
    }

    #[test]
    fn initials_are_given_name_first() {
        assert_eq!(initials("VACHER", "Étienne"), "ÉV");
        assert_eq!(initials("", "Jeanne"), "J");
    }

    #[test]
    fn a_telephone_is_read_by_pairs() {
        let pairs = "02\u{a0}61\u{a0}91\u{a0}18\u{a0}00";
        assert_eq!(phone("0261911800"), pairs);
        assert_eq!(phone("+33 2 61 91 18 00"), pairs);
        assert_eq!(phone("+33 (0)2.61.91.18.00"), pairs);
        assert_eq!(phone("15"), "15");
        assert_eq!(phone("+32 2 123 45 67"), "+32 2 123 45 67");
    }

    #[test]
    fn a_telephone_dials() {
        assert_eq!(tel("02 61 91 18 00"), "tel:+33261911800");
        assert_eq!(tel("15"), "tel:15");
        assert_eq!(tel("+32 2 123 45 67"), "tel:+3221234567");
    }

    #[test]
    fn an_ins_is_read_by_groups_in_corsica_too() {
        assert_eq!(ins("151061830001475").replace('\u{a0}', " "), "1 51 06 18 300 014 75");
        assert_eq!(ins("2550 82A"), "2550 82A");
        assert_eq!(ins("255082A00412361").replace('\u{a0}', " "), "2 55 08 2A 004 123 61");
    }
}
