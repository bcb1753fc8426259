//! A proposed time as a form carries it.

use std::fmt;

use jiff::civil::DateTime;
use kernel::{ProfessionalId, SiteId};

use super::{Modality, Slot};

/// What was proposed, with whom, where and how; ids and codes only. The use case checks that it still can be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotValue {
    pub professional: ProfessionalId,
    pub site: SiteId,
    pub modality: Modality,
    pub start: DateTime,
    pub minutes: u16,
}

impl SlotValue {
    pub fn of(slot: &Slot, modality: Modality) -> Self {
        Self {
            professional: slot.professional,
            site: slot.site,
            modality,
            start: slot.start,
            minutes: slot.minutes,
        }
    }

    /// Reads what [`fmt::Display`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(',');
        let value = Self {
            professional: parts.next()?.parse().ok()?,
            site: parts.next()?.parse().ok()?,
            modality: Modality::from_name(parts.next()?)?,
            start: parts.next()?.parse().ok()?,
            minutes: parts.next()?.parse().ok()?,
        };
        parts.next().is_none().then_some(value)
    }
}

impl fmt::Display for SlotValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (professional, site, modality) = (self.professional, self.site, self.modality.name());
        write!(f, "{professional},{site},{modality},{},{}", self.start, self.minutes)
    }
}
