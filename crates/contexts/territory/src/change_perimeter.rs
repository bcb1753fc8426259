//! A coordinator adds or removes a commune from today or later: what was counted before stays where it was.

use db::{DbError, Tx};
use jiff::civil::Date;
use kernel::Cog;

use crate::communes::{Place, places};
use crate::events::TerritoryEvent;
use crate::perimeter::{PerimeterError, add_commune, remove_commune};

#[derive(Debug, thiserror::Error)]
pub enum ChangePerimeterError {
    #[error("change the perimeter: no commune has this code or name")]
    Unknown,
    #[error("change the perimeter: several communes have this name")]
    Several(Vec<Place>),
    /// Figures of days that are over would move.
    #[error("change the perimeter of days that are over")]
    Past,
    #[error(transparent)]
    Perimeter(#[from] PerimeterError),
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl ChangePerimeterError {
    /// The sentence beside the field that is wrong, and the name of that field; none when nobody typed anything wrong.
    pub fn advice(&self) -> Option<(&'static str, String)> {
        Some(match self {
            Self::Unknown => {
                ("commune", "Aucune commune n’a ce nom ou ce code INSEE\u{a0}: vérifiez l’orthographe.".to_owned())
            }
            Self::Several(known) => ("commune", several(known)),
            Self::Past => (
                "des",
                "Choisissez aujourd’hui ou plus tard\u{a0}: une date passée déplacerait des chiffres déjà publiés.".to_owned(),
            ),
            Self::Perimeter(PerimeterError::AlreadyIn) => {
                ("commune", "Cette commune est déjà dans le territoire à cette date.".to_owned())
            }
            Self::Perimeter(PerimeterError::NotIn) => {
                ("commune", "Cette commune n’est pas dans le territoire à cette date.".to_owned())
            }
            Self::Perimeter(PerimeterError::Database(_)) | Self::Database(_) | Self::Record(_) => return None,
        })
    }
}

fn several(known: &[Place]) -> String {
    let codes: Vec<&str> = known.iter().map(|place| place.cog).take(8).collect();
    format!("Plusieurs communes portent ce nom\u{a0}: tapez le code INSEE ({}…).", codes.join(", "))
}

/// The commune of this name or code is of the territory from `since` on. `today` is the day where the territory is.
pub async fn bring_in(
    tx: &mut Tx,
    wanted: &str,
    since: Date,
    today: Date,
) -> Result<(), ChangePerimeterError> {
    let place = one(wanted)?;
    if since < today {
        return Err(ChangePerimeterError::Past);
    }
    add_commune(tx, place.cog, place.name, since).await?;
    let event = TerritoryEvent::CommuneAdded { commune: code(place)?, since };
    audit::record(tx, None, &event).await?;
    Ok(())
}

/// The commune is of the territory no more from `until` on.
pub async fn take_out(tx: &mut Tx, cog: &Cog, until: Date, today: Date) -> Result<(), ChangePerimeterError> {
    if until < today {
        return Err(ChangePerimeterError::Past);
    }
    remove_commune(tx, cog.as_str(), until).await?;
    audit::record(tx, None, &TerritoryEvent::CommuneRemoved { commune: cog.clone(), until }).await?;
    Ok(())
}

fn one(wanted: &str) -> Result<Place, ChangePerimeterError> {
    let mut found = places(wanted);
    match found.len() {
        0 => Err(ChangePerimeterError::Unknown),
        1 => Ok(found.remove(0)),
        _ => Err(ChangePerimeterError::Several(found)),
    }
}

fn code(place: Place) -> Result<Cog, ChangePerimeterError> {
    place.cog.parse().map_err(|_| ChangePerimeterError::Unknown)
}
