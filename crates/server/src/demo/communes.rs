//! The real communes of the two territories, and the road between any two of them.

use super::keys::{CommuneKey, TerritoryKey};

/// A commune, or a town beside the territories where some specialists work.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Commune {
    /// Its own key.
    pub key: CommuneKey,
    /// Code of the official geographic code (COG, INSEE).
    pub code: &'static str,
    /// Its name, with true apostrophes.
    pub name: &'static str,
    /// Postal code.
    pub postcode: &'static str,
    /// Legal population of 2026.
    pub population: u32,
    /// Latitude of the centroid, in ten-thousandths of a degree (WGS 84).
    pub latitude_e4: i32,
    /// Longitude of the centroid, in ten-thousandths of a degree (WGS 84).
    pub longitude_e4: i32,
    /// The territory it belongs to; none for the towns beside.
    pub territory: Option<TerritoryKey>,
}

pub(super) fn load(territories: &[&'static str]) -> Vec<Commune> {
    let lines = include_str!("../../data/demo/communes.tsv").lines().filter(|line| !line.starts_with('#'));
    lines
        .enumerate()
        .map(|(rank, line)| {
            let mut fields = line.split('\t');
            let mut field = || fields.next().expect("communes.tsv has seven columns");
            let territory = field();
            Commune {
                key: CommuneKey::from_rank(rank),
                territory: territories.iter().position(|key| *key == territory).map(TerritoryKey::from_rank),
                code: field(),
                name: field(),
                postcode: field(),
                population: field().parse().expect("a population is a number"),
                latitude_e4: ten_thousandths(field()),
                longitude_e4: ten_thousandths(field()),
            }
        })
        .collect()
}

/// Kilometres by road between communes.
pub(super) struct Roads {
    kilometres: Vec<u16>,
    width: usize,
}

impl Roads {
    pub(super) fn new(communes: &[Commune]) -> Self {
        let places: Vec<_> = communes.iter().map(Point::of).collect();
        let mut kilometres = vec![0; places.len() * places.len()];
        for (row, from) in places.iter().enumerate() {
            for (column, to) in places.iter().enumerate().skip(row + 1) {
                let distance = from.road_to(to);
                kilometres[row * places.len() + column] = distance;
                kilometres[column * places.len() + row] = distance;
            }
        }
        Self { kilometres, width: places.len() }
    }

    /// Whole kilometres by road; 0 inside one commune.
    pub(super) fn kilometres(&self, from: CommuneKey, to: CommuneKey) -> u16 {
        self.kilometres[from.rank() * self.width + to.rank()]
    }
}

/// A centroid, with its sine and cosine of latitude kept: the matrix has thousands of pairs.
struct Point {
    sin: f64,
    cos: f64,
    longitude: f64,
}

impl Point {
    fn of(commune: &Commune) -> Self {
        let latitude = f64::from(commune.latitude_e4).to_radians() / 10_000.0;
        Self {
            sin: libm::sin(latitude),
            cos: libm::cos(latitude),
            longitude: f64::from(commune.longitude_e4).to_radians() / 10_000.0,
        }
    }

    /// Great circle by the law of cosines, on a sphere of 6,371 km, times 1.3: the usual ratio of road
    /// to straight line (parameter of indicator F02).
    fn road_to(&self, other: &Self) -> u16 {
        let cosine =
            self.sin * other.sin + self.cos * other.cos * libm::cos(self.longitude - other.longitude);
        let kilometres = 6371.0 * libm::acos(cosine.clamp(-1.0, 1.0)) * 1.3;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 200 km, rounded")]
        let whole = libm::round(kilometres) as u16;
        whole
    }
}

fn ten_thousandths(degrees: &str) -> i32 {
    let (whole, decimals) = degrees.split_once('.').expect("degrees are written with four decimals");
    assert_eq!(decimals.len(), 4, "degrees are written with four decimals");
    format!("{whole}{decimals}").parse().expect("degrees are numbers")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nerondes_is_a_short_drive_from_la_guerche_and_a_long_one_from_lere() {
        let communes = load(&["est-du-cher", "val-de-loire"]);
        let roads = Roads::new(&communes);
        let key = |code| communes.iter().find(|commune| commune.code == code).expect("a known code").key;
        assert_eq!(roads.kilometres(key("18160"), key("18160")), 0);
        assert!((10..=15).contains(&roads.kilometres(key("18160"), key("18108"))));
        assert!((60..=75).contains(&roads.kilometres(key("18160"), key("18125"))));
    }

    #[test]
    fn the_territories_have_sixty_nine_and_eight_communes() {
        let communes = load(&["est-du-cher", "val-de-loire"]);
        let count =
            |key| communes.iter().filter(|commune| commune.territory == Some(TerritoryKey(key))).count();
        assert_eq!((count(0), count(1)), (69, 8));
    }
}
