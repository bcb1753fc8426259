//! What the figures are asked about, as the address says it (ids, days and codes), and the ground they stand on.

use std::collections::HashMap;

use access::Action as Asking;
use db::Tx;
use directory::Professional;
use http::StatusCode;
use indicators::disclosure::Reader;
use indicators::{Cube, Filter, Genre, Part, Residence};
use jiff::ToSpan as _;
use jiff::civil::Date;
use kernel::{ProfessionalId, SiteId};
use serde::Deserialize;
use territory::Site;
use web::{Caller, Problem};

/// How many months are shown when no day is asked.
const MONTHS: i32 = 3;

/// The longest period, in days: five years.
const LONGEST: i32 = 5 * 366;

/// The query of every page here, as typed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    du: String,
    #[serde(default)]
    au: String,
    #[serde(default)]
    genre: String,
    #[serde(default)]
    lieu: String,
    #[serde(default)]
    residence: String,
    #[serde(default)]
    specialite: String,
    #[serde(default)]
    pub(super) actes: String,
    #[serde(default)]
    pub(super) page: String,
}

/// The same, read.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    pub(super) from: Date,
    /// The last day.
    pub(super) to: Date,
    pub(super) genre: Option<Genre>,
    pub(super) site: Option<SiteId>,
    pub(super) residence: Option<Residence>,
    /// The code of a speciality: « medecine-generale ».
    pub(super) speciality: Option<String>,
}

impl Asked {
    /// Reads what was asked; what cannot be read is said rather than left out.
    pub(super) fn read(&self, today: Date) -> Result<Scope, Problem> {
        let to = match &*self.au {
            "" => today,
            day => day.parse().map_err(|_| unreadable("la date de fin"))?,
        };
        let from = match &*self.du {
            "" => to.first_of_month().saturating_sub((MONTHS - 1).months()),
            day => day.parse().map_err(|_| unreadable("la date de début"))?,
        };
        if from > to {
            return Err(wrong("La période finit avant de commencer.", "Choisissez une fin après le début."));
        }
        if (to - from).get_days() > LONGEST {
            return Err(wrong("La période est trop longue.", "Choisissez cinq ans au plus."));
        }
        Ok(Scope {
            from,
            to,
            genre: code(&self.genre, "le genre d’acte", Genre::from_name)?,
            site: code(&self.lieu, "le lieu", |text| text.parse().ok())?,
            residence: code(&self.residence, "la commune des patients", Residence::from_name)?,
            speciality: code(&self.specialite, "la spécialité", |text| {
                text.chars().all(|c| c.is_ascii_lowercase() || c == '-').then(|| text.to_owned())
            })?,
        })
    }

    /// Which acts of the figures a list shows.
    pub(super) fn part(&self) -> Result<Part, Problem> {
        Ok(code(&self.actes, "la part des actes", Part::from_name)?.unwrap_or(Part::All))
    }
}

fn code<T>(text: &str, what: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Problem> {
    if text.is_empty() { Ok(None) } else { read(text).map(Some).ok_or_else(|| unreadable(what)) }
}

fn unreadable(what: &str) -> Problem {
    wrong("Ce filtre n’est pas lisible.", format!("Choisissez de nouveau {what}."))
}

fn wrong(says: &'static str, advice: impl Into<std::borrow::Cow<'static, str>>) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "indicators/filter", says, advice)
}

impl Scope {
    /// The address of a page of ours with this scope.
    pub(super) fn href(&self, path: &str) -> String {
        let mut href = format!("{path}?du={}&au={}", self.from, self.to);
        let more = [
            ("genre", self.genre.map(|genre| genre.name().to_owned())),
            ("lieu", self.site.map(|site| site.to_string())),
            ("residence", self.residence.as_ref().map(|one| one.name().to_owned())),
            ("specialite", self.speciality.clone()),
        ];
        for (name, value) in more {
            if let Some(value) = value {
                href.push_str(&format!("&{name}={value}"));
            }
        }
        href
    }

    /// The address of the list of this part.
    pub(super) fn list(&self, part: Part) -> String {
        format!("{}&actes={}", self.href("/tableau/actes"), part.name())
    }

    /// The part of this scope that falls in the month of `month`.
    pub(super) fn within(&self, month: Date) -> Self {
        Self {
            from: self.from.max(month.first_of_month()),
            to: self.to.min(month.last_of_month()),
            ..self.clone()
        }
    }

    /// The months that it touches, each by its first day.
    pub(super) fn months(&self) -> Vec<Date> {
        let last = self.to.first_of_month();
        let follow = |month: &Date| month.checked_add(1.month()).ok().filter(|next| *next <= last);
        std::iter::successors(Some(self.from.first_of_month()), follow).collect()
    }

    fn filter(&self) -> Filter {
        Filter {
            from: self.from,
            until: self.to.saturating_add(1.day()),
            genre: self.genre,
            site: self.site,
            residence: self.residence.clone(),
            professionals: None,
        }
    }
}

/// What a page of figures stands on: the counts of its scope, and names for what they are counted by.
pub(super) struct Ground {
    pub(super) scope: Scope,
    pub(super) filter: Filter,
    pub(super) cube: Cube,
    pub(super) reader: Reader,
    pub(super) sites: Vec<Site>,
    pub(super) people: HashMap<ProfessionalId, Professional>,
}

impl Ground {
    /// Gathers it for somebody who may see figures.
    pub(super) async fn gather(tx: &mut Tx, caller: &Caller, asked: &Asked) -> Result<Self, Problem> {
        caller.may(Asking::SeeIndicators)?;
        let scope = asked.read(caller.local(tx.now()).date())?;
        let reader = if caller.may(Asking::SeeActList).is_ok() { Reader::Operator } else { Reader::Outside };
        if matches!(scope.residence, Some(Residence::In(_))) && reader == Reader::Outside {
            caller.may(Asking::SeeActList)?;
        }
        let mut filter = scope.filter();
        let mut cube = indicators::cube(tx, &filter, &caller.zone).await?;
        let mut ids: Vec<ProfessionalId> = cube.cells.iter().filter_map(|cell| cell.professional).collect();
        ids.sort_unstable();
        ids.dedup();
        let people = directory::professionals(tx, &ids).await?;
        if let Some(wanted) = &scope.speciality {
            let of_it = people.iter().filter(|person| code_of(&person.speciality) == *wanted);
            let of_it: Vec<ProfessionalId> = of_it.map(|person| person.id).collect();
            cube.cells.retain(|cell| cell.professional.is_some_and(|id| of_it.contains(&id)));
            filter.professionals = Some(of_it);
        }
        let sites = territory::sites(tx).await?;
        let people = people.into_iter().map(|person| (person.id, person)).collect();
        Ok(Self { scope, filter, cube, reader, sites, people })
    }

    /// The address of a list, for whom lists are open to.
    pub(super) fn list(&self, scope: &Scope, part: Part) -> Option<String> {
        (self.reader == Reader::Operator).then(|| scope.list(part))
    }

    pub(super) fn site(&self, id: Option<SiteId>) -> &str {
        let known = id.and_then(|id| self.sites.iter().find(|site| site.id == id));
        known.map_or("Lieu inconnu", |site| &site.name)
    }

    pub(super) fn speciality(&self, id: Option<ProfessionalId>) -> &str {
        let known = id.and_then(|id| self.people.get(&id));
        known.map_or("spécialité inconnue", |person| &person.speciality)
    }

    pub(super) fn author(&self, id: Option<ProfessionalId>) -> String {
        id.and_then(|id| self.people.get(&id)).map_or_else(|| "inconnu".to_owned(), Professional::full_name)
    }

    /// The specialities of those who held acts, by name.
    pub(super) fn specialities(&self) -> Vec<String> {
        let mut known: Vec<String> = self.people.values().map(|person| person.speciality.clone()).collect();
        known.sort();
        known.dedup();
        known
    }
}

/// The code of a speciality: « médecine générale » gives « medecine-generale ».
pub(super) fn code_of(speciality: &str) -> String {
    let lower = speciality.to_lowercase();
    let plain = lower.chars().map(|c| match c {
        'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        c if c.is_ascii_lowercase() => c,
        _ => '-',
    });
    plain.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn asked(du: &str, au: &str) -> Asked {
        Asked { du: du.into(), au: au.into(), ..Asked::default() }
    }

    #[test]
    fn without_days_three_months_are_shown_and_addresses_read_back() {
        let today = date(2026, 11, 24);
        let scope = asked("", "").read(today).unwrap();
        assert_eq!((scope.from, scope.to), (date(2026, 9, 1), today));
        assert_eq!(scope.months(), [date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)]);
        assert_eq!(scope.within(date(2026, 10, 1)).href("/tableau"), "/tableau?du=2026-10-01&au=2026-10-31");
        assert_eq!(code_of("Médecine générale"), "medecine-generale");
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let today = date(2026, 11, 24);
        for (du, au) in [("hier", ""), ("2026-11-31", ""), ("2026-11-20", "2026-11-19"), ("2019-01-01", "")] {
            let problem = asked(du, au).read(today).unwrap_err();
            assert_eq!(problem.status, StatusCode::UNPROCESSABLE_ENTITY, "{du} {au}");
        }
        let lieu = Asked { lieu: "'; drop".into(), ..Asked::default() };
        assert!(lieu.read(today).is_err());
        assert!(Asked { actes: "autre".into(), ..Asked::default() }.part().is_err());
    }
}
