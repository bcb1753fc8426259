//! The trail of an act: asked for, opened, held, closed, reported, signed, corrected, evaluated.
//!
//! Tables: `acts.act`, `participant`, `stamp`, `consent`, `notice`, `paid_modality`, `draft`, `report`, `rendering`,
//! `reader`, `attachment`, `evaluation`; view `my_part` for other policies. Events: [`ActEvent`]. Its page is in
//! `screens`. It sends nothing: `exchange` takes a signed report from here. What is signed never changes, and no report
//! exists of an act that was not held.

mod access;
mod attach;
mod close;
mod convert_on_site;
mod correct;
mod evaluate;
mod events;
mod follow_appointment;
mod import;
mod interrupt;
mod invite;
pub mod model;
mod open_act;
mod pdf_of;
mod read;
mod record_consent;
mod request;
mod save_draft;
mod sign;
mod stamp_call;
mod take_over;

pub use access::{decide_on, relation_to};
pub use attach::{Attach, AttachError, attach, detach};
pub use close::{CloseAct, CloseError, close, mark_act_absent};
pub use convert_on_site::{ConvertError, ConvertOnSite, convert_on_site};
pub use correct::{CorrectError, correct};
pub use evaluate::{Evaluate, EvaluateError, evaluate};
pub use events::ActEvent;
pub use follow_appointment::{FollowError, Happened, follow_appointment, is_begun};
pub use import::{ImportAct, ImportEnd, ImportError, ImportReport, import};
pub use interrupt::interrupt;
pub use invite::{Invite, InviteError, Participant, invite, participants};
pub use model::{
    AnsweredBy, ConsentAnswer, ConsentHow, DraftContent, GivenBy, Kind, Modality, Outcome, ReaderChoice,
    Relation, RelationWhy, RequestedFrom, SignedContent, Solved, Stamp, StampKind, Transport, Why, WithoutIt,
    number,
};
pub use open_act::{OpenError, open_act};
pub use pdf_of::{Sheet, SheetError, pdf_of};
pub use read::{
    Act, Attached, Attachment, Consent, Draft, Notice, PreviousReport, Reader, Report, SignedReport,
    SignedReportError, UnpaidModality, act, acts_held_by, acts_i_joined, acts_of_appointments,
    attachments_of, consents, draft, is_evaluated, notice, outcome_why, patient_of, previous_reports, report,
    reports_of_act, reports_to_write, signed_report, stamps, territory_of_my_act, unpaid, words_of,
};
pub use record_consent::{ConsentError, RecordConsent, record_consent};
pub use request::{RequestAct, RequestError, act_of_appointment, request};
pub use save_draft::{SaveDraft, SaveError, Saved, save_draft};
pub use sign::{SignError, sign};
pub use stamp_call::{StampError, stamp_call};
pub use take_over::{TakeOverError, take_over};
