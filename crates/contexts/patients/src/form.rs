//! The form of an identity: its fields, and how what was typed is read back.

use jiff::civil::Date;
use kernel::{IdentityStatus, MailAddress, PersonNames, Phone, TraitName, UsedName};
use ui::{Choice, Field, Form, Problems, Typed};

use crate::model::{Identity, Sex};
use crate::read::Person;
use crate::register::RegisterPatient;

/// The form, empty or as it was typed. It posts to `to`.
pub fn identity_form(to: String, button: &'static str, typed: &Typed, problems: &Problems) -> Form<'static> {
    Form::new(to, button)
        .with(Field::line("nom", "Nom de naissance").required().longest(100))
        .with(Field::line("prenom", "Prénom").required().longest(100))
        .with(
            Field::line("nom_usage", "Nom utilisé")
                .hint("S’il diffère du nom de naissance")
                .optional()
                .longest(100),
        )
        .with(Field::date("naissance", "Date de naissance").hint("Par exemple 12/03/1944").required())
        .with(
            Field::radios(
                "sexe",
                "Sexe",
                [Choice::new("F", "Femme"), Choice::new("M", "Homme"), Choice::new("I", "Non précisé")],
            )
            .required(),
        )
        .with(Field::phone("telephone", "Téléphone").hint("Fixe ou mobile").optional())
        .with(Field::phone("telephone2", "Autre téléphone").optional())
        .with(Field::mail("courriel", "Courriel").optional())
        .with(
            Field::line("adresse", "Adresse")
                .hint("Numéro, rue, code postal et commune")
                .optional()
                .longest(200),
        )
        .with(
            Field::area("a_savoir", "À savoir", 2)
                .hint("Pour l’accueil : son taxi, son appareil auditif. Jamais de soin ici.")
                .optional()
                .longest(300),
        )
        .filled(typed, problems)
}

/// What a known person's form holds before anything is typed.
pub fn typed_of(person: &Person) -> Typed {
    let identity = &person.identity;
    let birth_name = identity.names.birth_name.to_string();
    // a used name that only adds accents is the birth name as it was typed
    let used_name = identity.names.used_name.as_ref();
    let is_birth_name =
        used_name.and_then(|name| name.to_trait().ok()).as_ref() == Some(&identity.names.birth_name);
    let used_name = used_name.map(ToString::to_string);
    let (name, used_name) =
        if is_birth_name { (used_name.unwrap_or(birth_name), None) } else { (birth_name, used_name) };
    let mut pairs = vec![
        ("nom", name),
        (
            "prenom",
            identity
                .names
                .used_given
                .as_ref()
                .map_or(identity.names.first_given.capitalised(), ToString::to_string),
        ),
        ("naissance", ui::french::day_numeric(identity.born_on)),
        (
            "sexe",
            match identity.sex {
                Sex::Female => "F",
                Sex::Male => "M",
                Sex::Unknown => "I",
            }
            .to_owned(),
        ),
    ];
    let phones = identity.phones.iter().map(|phone| phone.national().unwrap_or_else(|| phone.to_string()));
    pairs.extend(["telephone", "telephone2"].into_iter().zip(phones));
    let optional = [
        ("nom_usage", used_name),
        ("courriel", identity.mail.as_ref().map(ToString::to_string)),
        ("adresse", identity.address.clone()),
        ("a_savoir", person.to_know.clone()),
    ];
    pairs.extend(optional.into_iter().filter_map(|(name, value)| Some((name, value?))));
    Typed::from_pairs(pairs)
}

/// Reads the form as somebody new with an unverified identity; or says, field by field, how to repair it.
///
/// `known` is the identity that is corrected: what the form does not show stays.
pub fn read_form(typed: &Typed, today: Date, known: Option<&Identity>) -> Result<RegisterPatient, Problems> {
    let mut problems = Problems::none();
    let birth_name = trait_name(typed, "nom", &mut problems);
    let given = used_name(typed, "prenom", &mut problems);
    let first_given = trait_name(typed, "prenom", &mut problems);
    // the birth name as it was typed keeps its accents, which strict traits lose
    let used = if typed.get("nom_usage").is_some() { "nom_usage" } else { "nom" };
    let used_name = used_name(typed, used, &mut problems);
    let born_on = birth_date(typed, today, &mut problems);
    let sex = match typed.get("sexe") {
        Some("F") => Some(Sex::Female),
        Some("M") => Some(Sex::Male),
        Some("I") => Some(Sex::Unknown),
        _ => {
            problems.add("sexe", "Choisissez une des trois réponses.");
            None
        }
    };
    let phones = ["telephone", "telephone2"]
        .into_iter()
        .filter_map(|name| phone(typed, name, &mut problems))
        .collect();
    let mail = typed.get("courriel").and_then(|text| {
        text.parse::<MailAddress>().map_err(|error| problems.add("courriel", error.advice())).ok()
    });
    for (name, longest) in [("adresse", 200), ("a_savoir", 300)] {
        if typed.get(name).is_some_and(|text| text.chars().count() > longest) {
            problems.add(name, format!("Gardez l’essentiel\u{a0}: {longest} caractères au plus."));
        }
    }
    let (Some(birth_name), Some(first_given), Some(born_on), Some(sex)) =
        (birth_name, first_given, born_on, sex)
    else {
        return Err(problems);
    };
    if !problems.is_empty() {
        return Err(problems);
    }
    let names = PersonNames {
        birth_name,
        first_given,
        given_list: known.and_then(|identity| identity.names.given_list.clone()),
        used_name,
        used_given: given,
    };
    let identity = Identity {
        names,
        sex,
        born_on,
        birth_place: known.and_then(|identity| identity.birth_place.clone()),
        ins: known.and_then(|identity| identity.ins.clone()),
        phones,
        mail,
        address: typed.get("adresse").map(ToOwned::to_owned),
        commune: known.and_then(|identity| identity.commune.clone()),
        town: known.and_then(|identity| identity.town.clone()),
    };
    let to_know = typed.get("a_savoir").map(ToOwned::to_owned);
    Ok(RegisterPatient { identity, status: IdentityStatus::Prov, own_gp: None, to_know })
}

fn trait_name(typed: &Typed, field: &str, problems: &mut Problems) -> Option<TraitName> {
    let text = typed.get(field).unwrap_or_default();
    text.parse().map_err(|error: kernel::NameError| problems.add(field, error.advice())).ok()
}

fn used_name(typed: &Typed, field: &str, problems: &mut Problems) -> Option<UsedName> {
    let text = typed.get(field).unwrap_or_default();
    text.parse().map_err(|error: kernel::NameError| problems.add(field, error.advice())).ok()
}

fn birth_date(typed: &Typed, today: Date, problems: &mut Problems) -> Option<Date> {
    let read = typed.get("naissance").and_then(|text| ui::french::parse_day(text, today));
    match read {
        Some(born) if born <= today && born.year() >= 1890 => Some(born),
        Some(_) => {
            problems.add(
                "naissance",
                "Cette date n’est pas celle d’une personne vivante\u{a0}: vérifiez l’année.",
            );
            None
        }
        None => {
            problems.add("naissance", "Écrivez jour, mois, année, par exemple 12/03/1944.");
            None
        }
    }
}

fn phone(typed: &Typed, field: &str, problems: &mut Problems) -> Option<Phone> {
    typed.get(field)?.parse().map_err(|error: kernel::PhoneError| problems.add(field, error.advice())).ok()
}
