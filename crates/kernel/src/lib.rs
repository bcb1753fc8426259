//! The words everyone shares: typed ids, plans in civil time, money, national identifiers.
//!
//! Nothing here does I/O, reads a clock or knows a database; every value is valid from the moment it exists.

pub mod id;
pub mod money;
pub mod time;

pub use id::{
    AccountId, ActId, AppointmentId, DeliveryId, DocumentId, Id, PatientId, ProfessionalId, ReasonId,
    ReportId, RuleId, SessionId, SiteId, StructureId, TerritoryId,
};
pub use money::Cents;
pub use time::{Plan, PlanError};
