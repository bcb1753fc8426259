//! What happens in acts, as others may know it: ids, codes, times, amounts.

use agenda::AskedBy;
use jiff::Timestamp;
use kernel::{ActId, AppointmentId, Cog, DocumentId, PatientId, ProfessionalId, ReasonId, ReportId, SiteId};
use serde::{Deserialize, Serialize};

use crate::model::{
    AnsweredBy, ConsentAnswer, ConsentHow, GivenBy, Kind, Modality, Outcome, Relation, RelationWhy,
    RequestedFrom, Solved, StampKind, Transport, WithoutIt,
};

/// A fact about an act. Indicators are folds of these: what never changes is said once, when the act is born.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ActEvent {
    Requested {
        act: ActId,
        patient: PatientId,
        what: Kind,
        modality: Modality,
        from: RequestedFrom,
        asked_by: AskedBy,
        requester: Option<ProfessionalId>,
        reason: Option<ReasonId>,
        relation: Relation,
        relation_why: Option<RelationWhy>,
        professional: ProfessionalId,
        site: Option<SiteId>,
        /// Where the patient lives.
        commune: Option<Cog>,
        appointment: Option<AppointmentId>,
        replaces: Option<ActId>,
        requested_at: Timestamp,
    },
    /// The acts of a provisional identity went to the person that it turned out to be.
    TakenOver {
        provisional: PatientId,
        patient: PatientId,
    },
    /// The act goes on with this appointment: moved, or on again.
    Followed {
        act: ActId,
        appointment: AppointmentId,
    },
    /// Before it was opened, its appointment was moved to another way of meeting, another professional or another
    /// site: what it is from now on.
    Replanned {
        act: ActId,
        what: Kind,
        modality: Modality,
        relation: Relation,
        relation_why: Option<RelationWhy>,
        professional: ProfessionalId,
        site: Option<SiteId>,
    },
    Opened {
        act: ActId,
    },
    /// The holder asked somebody in.
    Invited {
        act: ActId,
        professional: ProfessionalId,
    },
    Stamped {
        act: ActId,
        what: StampKind,
    },
    ConsentRecorded {
        act: ActId,
        answer: ConsentAnswer,
        how: ConsentHow,
        given_by: GivenBy,
        notice: u16,
    },
    Attached {
        act: ActId,
        document: DocumentId,
    },
    Detached {
        act: ActId,
        document: DocumentId,
    },
    Ended {
        act: ActId,
        outcome: Outcome,
        without_it: Option<WithoutIt>,
        transport: Option<Transport>,
        minutes: Option<u16>,
        km: Option<u16>,
    },
    Signed {
        act: ActId,
        report: ReportId,
        version: u16,
        replaces: Option<u16>,
        /// Of the canonical content: 64 hexadecimal digits.
        content_sha256: String,
        author: ProfessionalId,
        /// How the author had signed in, and when.
        method: String,
        proved_at: Timestamp,
        /// Readers other than the author.
        readers: u16,
        attachments: u16,
    },
    CorrectionBegun {
        act: ActId,
        version: u16,
    },
    Rendered {
        report: ReportId,
        template_version: u32,
        pdf_sha256: String,
    },
    Evaluated {
        act: ActId,
        solved: Solved,
        /// From 0 to 10.
        again: u8,
        answered_by: AnsweredBy,
    },
}

impl audit::Event for ActEvent {
    const CONTEXT: &'static str = "acts";
}
