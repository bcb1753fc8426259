//! The keyed hashes by which people are found: always pairs, or a number that is one person's alone.
//!
//! A fragment of a name alone would leak by frequency to whoever reads the table; with a birth date it does not.

use db::Key;
use jiff::civil::Date;
use kernel::{Matricule, NamePrefix, Phone, TraitName};

use super::{Identity, Search};

fn birth_and_letters(key: &Key, born: Date, prefix: &NamePrefix) -> Vec<u8> {
    key.token("birth+letters", &[&born.to_string(), prefix.as_str()])
}

fn birth_and_sound(key: &Key, born: Date, sound: &str) -> Vec<u8> {
    key.token("birth+sound", &[&born.to_string(), sound])
}

fn name_and_given(key: &Key, family: &TraitName, given: &TraitName) -> Vec<u8> {
    key.token("name+given", &[&family.letters(), given.phonetic().as_str()])
}

fn phone_alone(key: &Key, phone: &Phone) -> Vec<u8> {
    key.token("phone", &[&phone.to_string()])
}

fn ins_alone(key: &Key, matricule: &Matricule) -> Vec<u8> {
    key.token("ins", &[&matricule.to_string()])
}

/// Every token that `identity` is found by.
pub(crate) fn stored(key: &Key, identity: &Identity) -> Vec<Vec<u8>> {
    let mut tokens = Vec::new();
    for family in identity.names.family_names() {
        for prefix in family.prefixes() {
            tokens.push(birth_and_letters(key, identity.born_on, &prefix));
        }
        for sound in family.phonetics() {
            tokens.push(birth_and_sound(key, identity.born_on, sound.as_str()));
        }
        for given in identity.names.given_names() {
            tokens.push(name_and_given(key, &family, &given));
        }
    }
    tokens.extend(identity.phones.iter().map(|phone| phone_alone(key, phone)));
    tokens.extend(identity.ins.iter().map(|ins| ins_alone(key, ins.matricule())));
    tokens
}

/// The tokens of a search, in the order they are tried: the second only when the first finds nobody.
pub(crate) fn searched(key: &Key, search: &Search) -> Vec<Vec<u8>> {
    match search {
        Search::BirthAndName { born, name } => vec![
            birth_and_letters(key, *born, &name.typed_prefix()),
            birth_and_sound(key, *born, name.phonetic().as_str()),
        ],
        Search::FullName { family, given } => {
            vec![name_and_given(key, family, given), name_and_given(key, given, family)]
        }
        Search::Phone(phone) => vec![phone_alone(key, phone)],
        Search::Ins(matricule) => vec![ins_alone(key, matricule)],
    }
}
