//! The communes of France, by their code or their name: what may enter a perimeter.

use kernel::{Cog, TraitName};

/// Code, tab, name; sorted by code (data/README.md tells where from).
const COMMUNES: &str = include_str!("../data/communes.tsv");

/// A commune of France.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub cog: &'static str,
    pub name: &'static str,
}

/// The communes that have this code, or this name whatever its accents, case and hyphens; by code.
pub fn places(wanted: &str) -> Vec<Place> {
    if let Ok(code) = wanted.parse::<Cog>() {
        return all().filter(|place| place.cog == code.as_str()).collect();
    }
    let Some(name) = plain(wanted) else { return Vec::new() };
    all().filter(|place| plain(place.name).is_some_and(|known| known == name)).collect()
}

fn all() -> impl Iterator<Item = Place> {
    COMMUNES.lines().filter_map(|line| {
        let (cog, name) = line.split_once('\t')?;
        Some(Place { cog, name })
    })
}

/// « Saint-Amand-Montrond » and « st amand montrond » are told the same but for « st », which is written in full.
fn plain(name: &str) -> Option<String> {
    let written: TraitName = name.parse().ok()?;
    Some(written.as_str().replace(['-', '\''], " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commune_is_found_by_its_code_or_its_name_whatever_its_accents() {
        let nerondes = Place { cog: "18160", name: "Nérondes" };
        assert_eq!(places("18160"), [nerondes]);
        assert_eq!(places(" nerondes "), [nerondes]);
        assert_eq!(places("Saint Amand Montrond").first().map(|place| place.cog), Some("18197"));
        assert!(places("Sainte-Colombe").len() > 5, "names are not unique");
        assert!(places("18999").is_empty() && places("Atlantide").is_empty() && places("").is_empty());
    }

    #[test]
    fn every_line_is_a_code_and_a_name_in_order() {
        let known: Vec<Place> = all().collect();
        assert_eq!(known.len(), COMMUNES.lines().count());
        assert!(known.is_sorted_by(|a, b| a.cog < b.cog));
        assert!(known.iter().all(|place| place.cog.parse::<Cog>().is_ok() && !place.name.is_empty()));
    }
}
