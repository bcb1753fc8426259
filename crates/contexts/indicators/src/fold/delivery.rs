//! What events tell of one report on its way to one reader.

use exchange::ExchangeEvent;
use exchange::model::{Carries, Cause, Resumed, Said, State};
use jiff::Timestamp;
use kernel::{ActId, DeliveryId, ReportId, TerritoryId};
use serde::{Deserialize, Serialize};

use super::act::earliest;
use crate::reach::Reach;

/// A row of `indicators.delivery`, field by field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Delivery {
    pub(crate) delivery_id: DeliveryId,
    pub(crate) act_id: ActId,
    territory_id: TerritoryId,
    pub(crate) report_id: Option<ReportId>,
    carries: Option<Carries>,
    to_author: Option<bool>,
    state: State,
    notified: Option<bool>,
    said: Option<Said>,
    cause: Option<Cause>,
    resumed: Option<Resumed>,
    pub(crate) acknowledged_at: Option<Timestamp>,
}

impl Delivery {
    /// A delivery of which nothing is told yet.
    pub(crate) fn new(delivery_id: DeliveryId, act_id: ActId, territory_id: TerritoryId) -> Self {
        Self {
            delivery_id,
            act_id,
            territory_id,
            report_id: None,
            carries: None,
            to_author: None,
            state: State::Queued,
            notified: None,
            said: None,
            cause: None,
            resumed: None,
            acknowledged_at: None,
        }
    }

    /// Takes in an event of this delivery that happened at `at`. States never go backwards.
    pub(crate) fn apply(&mut self, at: Timestamp, event: &ExchangeEvent) {
        match event {
            ExchangeEvent::Queued { report, carries, to_author, .. } => {
                (self.report_id, self.carries, self.to_author) =
                    (Some(*report), Some(*carries), Some(*to_author));
            }
            ExchangeEvent::Sent { notified, .. } => {
                self.notified = Some(*notified);
                self.reach_state(State::Sent);
            }
            ExchangeEvent::BecameUnknown { .. } => self.reach_state(State::Unknown),
            ExchangeEvent::Said { said, .. } => {
                // a relay is the last word of an operator; a delay or a list is not
                if self.said != Some(Said::Relayed) {
                    self.said = Some(*said);
                }
            }
            ExchangeEvent::Failed { cause, .. } => {
                self.cause = Some(*cause);
                self.reach_state(State::Failed);
            }
            ExchangeEvent::Acknowledged { .. } => {
                self.acknowledged_at = earliest(self.acknowledged_at, at);
                self.reach_state(State::Acknowledged);
            }
            ExchangeEvent::Resumed { how, .. } => self.resumed = Some(*how),
            ExchangeEvent::Printed { .. } => {
                self.resumed.get_or_insert(Resumed::Printed);
            }
            ExchangeEvent::Dispatched { .. } | ExchangeEvent::Replaced { .. } => {}
        }
    }

    /// Whether it brings the report itself to somebody other than its author.
    pub(crate) fn is_for_a_reader(&self) -> bool {
        self.carries == Some(Carries::Report) && self.to_author == Some(false)
    }

    /// How far it went; none when another delivery took its place.
    pub(crate) fn reach(&self) -> Option<Reach> {
        match (self.resumed, self.state) {
            (Some(Resumed::Again | Resumed::OtherAddress), _) | (_, State::Replaced) => None,
            (_, State::Acknowledged) => Some(Reach::Acknowledged),
            (Some(Resumed::Printed), _) => Some(Reach::Posted),
            (None, State::Failed) => Some(Reach::Failed),
            (None, State::Queued | State::Unknown) => Some(Reach::Waiting),
            (None, State::Sent) if self.said == Some(Said::Relayed) => Some(Reach::Relayed),
            (None, State::Sent) if self.notified == Some(false) => Some(Reach::Mute),
            (None, State::Sent) => Some(Reach::Sent),
        }
    }

    fn reach_state(&mut self, state: State) {
        self.state = self.state.max(state);
    }
}

/// The delivery that an event is about; none for events about all of them.
pub(crate) fn delivery_of(event: &ExchangeEvent) -> Option<(DeliveryId, ActId)> {
    match event {
        ExchangeEvent::Queued { delivery, act, .. }
        | ExchangeEvent::Sent { delivery, act, .. }
        | ExchangeEvent::BecameUnknown { delivery, act, .. }
        | ExchangeEvent::Said { delivery, act, .. }
        | ExchangeEvent::Failed { delivery, act, .. }
        | ExchangeEvent::Acknowledged { delivery, act, .. }
        | ExchangeEvent::Resumed { delivery, act, .. }
        | ExchangeEvent::Printed { delivery, act } => Some((*delivery, *act)),
        ExchangeEvent::Dispatched { .. } | ExchangeEvent::Replaced { .. } => None,
    }
}
