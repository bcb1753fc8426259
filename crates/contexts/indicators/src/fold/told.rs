//! What an event tells that some figure rests on.

use acts::ActEvent;
use audit::Consumed;
use exchange::ExchangeEvent;
use jiff::Timestamp;
use kernel::{ActId, DeliveryId, TerritoryId};
use serde::de::DeserializeOwned;

use super::FoldError;
use super::act::act_of;
use super::delivery::delivery_of;

/// A fact about one act, with its moment and its territory.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) territory: TerritoryId,
    pub(super) act: ActId,
    pub(super) at: Timestamp,
    pub(super) what: What,
}

#[derive(Debug, Clone)]
pub(super) enum What {
    Act(ActEvent),
    Delivery(DeliveryId, ExchangeEvent),
}

impl Told {
    /// Reads an event; none when it is in no territory, about no act, or of a context that no figure rests on.
    pub(super) fn of(event: &Consumed) -> Result<Option<Self>, FoldError> {
        let Some(territory) = event.territory else { return Ok(None) };
        let told = |act, what| Self { territory, act, at: event.at, what };
        if event.kind.starts_with("acts/") {
            let known: ActEvent = read(event)?;
            return Ok(act_of(&known).map(|act| told(act, What::Act(known))));
        }
        if event.kind.starts_with("exchange/") {
            let known: ExchangeEvent = read(event)?;
            return Ok(delivery_of(&known).map(|(id, act)| told(act, What::Delivery(id, known))));
        }
        Ok(None)
    }
}

fn read<E: DeserializeOwned>(event: &Consumed) -> Result<E, FoldError> {
    event.event().map_err(|source| FoldError::Unreadable { seq: event.seq, kind: event.kind.clone(), source })
}
