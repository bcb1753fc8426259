//! What events tell of one act, and how far its report went: pure, and the same whatever the order in which events of
//! different transactions were numbered.

use acts::{ActEvent, Kind, Modality, Outcome, RequestedFrom, Solved, WithoutIt};
use jiff::Timestamp;
use kernel::{ActId, Cog, ProfessionalId, ReportId, SiteId, TerritoryId};
use serde::{Deserialize, Serialize};

use super::delivery::Delivery;
use crate::reach::Reach;

/// A row of `indicators.act`, field by field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Act {
    pub(crate) act_id: ActId,
    territory_id: TerritoryId,
    kind: Option<Kind>,
    modality: Option<Modality>,
    professional_id: Option<ProfessionalId>,
    site_id: Option<SiteId>,
    commune_cog: Option<Cog>,
    requested_from: Option<RequestedFrom>,
    requested_at: Option<Timestamp>,
    outcome: Option<Outcome>,
    ended_at: Option<Timestamp>,
    followed_at: Option<Timestamp>,
    without_it: Option<WithoutIt>,
    signed_at: Option<Timestamp>,
    version: u16,
    report_id: Option<ReportId>,
    readers: u16,
    acknowledged_at: Option<Timestamp>,
    reach: Option<Reach>,
    solved: Option<Solved>,
    again: Option<u8>,
    evaluated_at: Option<Timestamp>,
}

impl Act {
    /// An act of which nothing is told yet.
    pub(crate) fn new(act_id: ActId, territory_id: TerritoryId) -> Self {
        Self {
            act_id,
            territory_id,
            kind: None,
            modality: None,
            professional_id: None,
            site_id: None,
            commune_cog: None,
            requested_from: None,
            requested_at: None,
            outcome: None,
            ended_at: None,
            followed_at: None,
            without_it: None,
            signed_at: None,
            version: 0,
            report_id: None,
            readers: 0,
            acknowledged_at: None,
            reach: None,
            solved: None,
            again: None,
            evaluated_at: None,
        }
    }

    /// Takes in an event of this act that happened at `at`.
    pub(crate) fn apply(&mut self, at: Timestamp, event: &ActEvent) {
        match event {
            ActEvent::Requested {
                what, modality, from, professional, site, commune, requested_at, ..
            } => {
                self.kind = Some(*what);
                self.modality = Some(*modality);
                self.requested_from = Some(*from);
                self.professional_id = Some(*professional);
                self.site_id = *site;
                self.commune_cog.clone_from(commune);
                self.requested_at = Some(*requested_at);
            }
            ActEvent::Replanned { what, modality, professional, site, .. } => {
                self.kind = Some(*what);
                self.modality = Some(*modality);
                self.professional_id = Some(*professional);
                self.site_id = *site;
            }
            ActEvent::Followed { .. } => self.go_on(at),
            ActEvent::Ended { outcome, without_it, .. } => self.end(at, *outcome, *without_it),
            ActEvent::Signed { report, version, readers, .. } => {
                self.signed_at = earliest(self.signed_at, at);
                if *version >= self.version {
                    (self.version, self.report_id, self.readers) = (*version, Some(*report), *readers);
                }
            }
            ActEvent::Evaluated { solved, again, .. } => {
                if self.evaluated_at.is_none_or(|before| before <= at) {
                    (self.solved, self.again, self.evaluated_at) = (Some(*solved), Some(*again), Some(at));
                }
            }
            // whom it is about, who is asked in, hours, consents, pieces and renderings are in no figure yet
            ActEvent::TakenOver { .. }
            | ActEvent::Opened { .. }
            | ActEvent::Invited { .. }
            | ActEvent::Stamped { .. }
            | ActEvent::ConsentRecorded { .. }
            | ActEvent::Attached { .. }
            | ActEvent::Detached { .. }
            | ActEvent::CorrectionBegun { .. }
            | ActEvent::Rendered { .. } => {}
        }
    }

    /// Tells how far the report went, once its deliveries are known.
    pub(crate) fn settle<'d>(&mut self, deliveries: impl Iterator<Item = &'d Delivery>) {
        let toward_readers: Vec<&Delivery> = deliveries.filter(|one| one.is_for_a_reader()).collect();
        self.acknowledged_at = toward_readers.iter().filter_map(|one| one.acknowledged_at).min();
        self.reach = (self.outcome == Some(Outcome::Closed)).then(|| self.reached(&toward_readers));
    }

    fn reached(&self, toward_readers: &[&Delivery]) -> Reach {
        if self.version == 0 {
            return Reach::Unsigned;
        }
        if self.acknowledged_at.is_some() {
            return Reach::Acknowledged;
        }
        if self.readers == 0 {
            return Reach::WithoutReader;
        }
        let of_last = toward_readers.iter().filter(|one| one.report_id == self.report_id);
        of_last.filter_map(|one| one.reach()).min().unwrap_or(Reach::Waiting)
    }

    /// The appointment was moved, or is on again: an end told before counts no more.
    fn go_on(&mut self, at: Timestamp) {
        self.followed_at = self.followed_at.max(Some(at));
        if self.ended_at.is_some_and(|ended| ended < at) {
            (self.outcome, self.ended_at, self.without_it) = (None, None, None);
        }
    }

    fn end(&mut self, at: Timestamp, outcome: Outcome, without_it: Option<WithoutIt>) {
        let later = self.ended_at.max(self.followed_at);
        if later.is_none_or(|before| before <= at) {
            (self.outcome, self.ended_at, self.without_it) = (Some(outcome), Some(at), without_it);
        }
    }
}

/// The act that an event is about; none for events about a person or a sheet.
pub(crate) fn act_of(event: &ActEvent) -> Option<ActId> {
    match event {
        ActEvent::Requested { act, .. }
        | ActEvent::Followed { act, .. }
        | ActEvent::Replanned { act, .. }
        | ActEvent::Opened { act }
        | ActEvent::Invited { act, .. }
        | ActEvent::Stamped { act, .. }
        | ActEvent::ConsentRecorded { act, .. }
        | ActEvent::Attached { act, .. }
        | ActEvent::Detached { act, .. }
        | ActEvent::Ended { act, .. }
        | ActEvent::Signed { act, .. }
        | ActEvent::CorrectionBegun { act, .. }
        | ActEvent::Evaluated { act, .. } => Some(*act),
        ActEvent::TakenOver { .. } | ActEvent::Rendered { .. } => None,
    }
}

pub(crate) fn earliest(known: Option<Timestamp>, at: Timestamp) -> Option<Timestamp> {
    Some(known.map_or(at, |known| known.min(at)))
}
