//! The people who work in the territories: who they are, where, with whom, and how they are reached.

use serde::Deserialize;

use super::agenda::{Block, Modality, OpeningRule, Parser};
use super::keys::{ProfessionalKey, StructureKey, TerritoryKey};
use super::numbers;
use super::places::Places;

/// What someone does in a territory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Job {
    /// A doctor, general practitioner or specialist.
    Doctor,
    /// A nurse.
    Nurse,
    /// A pharmacist.
    Pharmacist,
    /// A secretary: finds and books, reads no care.
    Secretary,
    /// The coordinator of a CPTS.
    Coordinator,
    /// An evaluator: sees counts.
    Evaluator,
}

/// How a secure address answers, as its operator does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// The operator sends a notification of delivery.
    Acknowledges,
    /// The operator hands over to the recipient's own server and says no more.
    RelaysOnly,
    /// No notification ever comes.
    Silent,
    /// Late since some days: the operator says so after four hours.
    Slow,
    /// Full since some days.
    Full,
    /// The address no longer exists.
    Unknown,
}

/// Someone who works in one or two territories.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Professional {
    /// Their own key.
    pub key: ProfessionalKey,
    /// A short stable name.
    pub slug: String,
    /// « Dr », « Mme » or « M. ».
    pub civility: String,
    /// First name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Whether texts about them agree in the feminine.
    pub female: bool,
    /// What they do.
    pub job: Job,
    /// Speciality or profession, in words.
    pub speciality: String,
    /// Eleven digits with their Luhn key in the test range; those who do not care for people have none.
    pub rpps: Option<String>,
    /// The structure they belong to.
    pub structure: StructureKey,
    /// The territories they work in, their own first.
    pub territories: Vec<TerritoryKey>,
    /// Their secure address, under `.mssante.example`.
    pub secure_address: Option<String>,
    /// How that address answers.
    pub reach: Reach,
    /// Their ordinary mail, under `.example`: invitations and alerts, never care.
    pub mail: String,
    /// The doctors a secretary acts for.
    pub delegations: Vec<ProfessionalKey>,
    /// How many people have this doctor as own GP, in parts; 0 for everybody else.
    pub capacity: u32,
    /// When a specialist answers requests for an opinion: weekday (Monday is 0), first and last minute.
    pub advice: Vec<(u8, u16, u16)>,
}

impl Professional {
    /// « Dr Hélène Marchais ».
    pub fn full_name(&self) -> String {
        format!("{}\u{a0}{} {}", self.civility, self.given_name, self.family_name)
    }

    pub(super) fn is_generalist(&self) -> bool {
        self.speciality == "Médecine générale"
    }
}

pub(super) struct Staff {
    pub(super) people: Vec<Professional>,
    pub(super) rules: Vec<OpeningRule>,
    pub(super) blocks: Vec<Block>,
}

#[derive(Deserialize)]
struct File {
    person: Vec<PersonLine>,
}

#[derive(Deserialize)]
struct PersonLine {
    key: String,
    civility: String,
    given: String,
    family: String,
    sex: char,
    job: Job,
    speciality: String,
    structure: String,
    address: Option<String>,
    #[serde(default)]
    capacity: u32,
    also_in: Option<String>,
    #[serde(default)]
    openings: Vec<String>,
    #[serde(default)]
    blocks: Vec<String>,
    #[serde(default)]
    advice: Vec<String>,
    #[serde(default)]
    delegations: Vec<String>,
}

impl Staff {
    pub(super) fn load(places: &Places) -> Self {
        let file: File =
            toml::from_str(include_str!("../../data/demo/staff.toml")).expect("staff.toml reads");
        let slugs: Vec<_> = file.person.iter().map(|line| line.key.clone()).collect();
        let mut staff =
            Self { people: Vec::with_capacity(slugs.len()), rules: Vec::new(), blocks: Vec::new() };
        for line in file.person {
            staff.add(line, &slugs, places);
        }
        staff
    }

    fn add(&mut self, line: PersonLine, slugs: &[String], places: &Places) {
        let key = ProfessionalKey::from_rank(self.people.len());
        let structure = places.structure(&line.structure);
        let own = places.structures[structure.rank()].territory;
        let parser = Parser { places, professional: key, territory: own };
        self.rules.extend(line.openings.iter().flat_map(|text| parser.rules(text)));
        self.blocks.extend(line.blocks.iter().flat_map(|text| parser.blocks(text)));
        let cares = matches!(line.job, Job::Doctor | Job::Nurse | Job::Pharmacist);
        self.people.push(Professional {
            key,
            reach: reach(&line.key, line.address.as_deref()),
            mail: mail(&line),
            civility: line.civility,
            given_name: line.given,
            family_name: line.family,
            female: line.sex == 'F',
            job: line.job,
            speciality: line.speciality,
            rpps: cares.then(|| numbers::rpps(key.rank() + 1)),
            structure,
            territories: std::iter::once(own)
                .chain(line.also_in.iter().map(|slug| places.territory(slug)))
                .collect(),
            secure_address: line.address,
            delegations: line
                .delegations
                .iter()
                .map(|slug| {
                    let rank = slugs.iter().position(|other| other == slug);
                    ProfessionalKey::from_rank(rank.expect("a delegation of staff.toml names a person"))
                })
                .collect(),
            capacity: line.capacity,
            advice: line.advice.iter().flat_map(|text| parser.hours(text)).collect(),
            slug: line.key,
        });
    }

    pub(super) fn key(&self, slug: &str) -> ProfessionalKey {
        self.people.iter().find(|person| person.slug == slug).expect("a person of staff.toml").key
    }

    pub(super) fn person(&self, key: ProfessionalKey) -> &Professional {
        &self.people[key.rank()]
    }

    /// The secretary who books for a doctor.
    pub(super) fn secretary_of(&self, doctor: ProfessionalKey) -> Option<ProfessionalKey> {
        self.people.iter().find(|person| person.delegations.contains(&doctor)).map(|person| person.key)
    }

    /// The specialist of a speciality who works in the main territory.
    pub(super) fn specialist(&self, speciality: &str) -> Option<ProfessionalKey> {
        self.people.iter().find(|person| person.speciality == speciality).map(|person| person.key)
    }

    /// Doctors who may be booked for a modality by people of a territory who are not their own patients.
    pub(super) fn open_to(&self, territory: TerritoryKey, modality: Modality) -> Vec<ProfessionalKey> {
        let open = |person: &&Professional| {
            person.is_generalist()
                && self.rules.iter().any(|rule| {
                    rule.professional == person.key
                        && rule.territory == territory
                        && rule.modalities.allows(modality)
                })
        };
        self.people.iter().filter(open).map(|person| person.key).collect()
    }
}

/// Operators that hand over to the recipient's own server, and say no more.
const RELAYING_DOMAINS: [&str; 3] =
    ["hopital-bourges.mssante.example", "msp-sancergues.mssante.example", "pharmacien.mssante.example"];

/// How a secure address answers. Some answer badly, always the same ones: that is what the desk must learn.
fn reach(slug: &str, address: Option<&str>) -> Reach {
    match slug {
        "ferrand" => Reach::Full,
        "naudin" => Reach::Slow,
        "lebas" => Reach::Unknown,
        "fradin" => Reach::Silent,
        _ => address.map_or(Reach::Acknowledges, reach_of_operator),
    }
}

/// How an operator answers for its addresses.
pub(super) fn reach_of_operator(address: &str) -> Reach {
    let relays = address.rsplit('@').next().is_some_and(|domain| RELAYING_DOMAINS.contains(&domain));
    if relays { Reach::RelaysOnly } else { Reach::Acknowledges }
}

fn mail(line: &PersonLine) -> String {
    let domain = match line.job {
        Job::Coordinator | Job::Evaluator => "cpts.example",
        _ => "sante-estducher.example",
    };
    format!("{}.{}@{domain}", super::names::ascii(&line.given), super::names::ascii(&line.family))
}
