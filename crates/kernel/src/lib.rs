//! The words everyone shares: typed ids, plans in civil time, national identifiers.
//!
//! Nothing here does I/O, reads a clock or knows a database; every value is valid from the moment it exists.

#[macro_use]
mod text_value;

pub mod cog;
pub mod finess;
pub mod id;
pub mod identity_status;
pub mod idnps;
pub mod ins;
pub mod key_check;
pub mod mail_address;
pub mod names;
pub mod phone;
pub mod phonetic;
pub mod rpps;
pub mod secure_address;
pub mod siret;
pub mod time;

pub use cog::{Cog, CogError};
pub use finess::{Finess, FinessError};
pub use id::{
    AccountId, ActId, AppointmentId, DeliveryId, DocumentId, Id, PatientId, ProfessionalId, ReasonId,
    ReportId, RuleId, SessionId, SiteId, StructureId, TerritoryId,
};
pub use identity_status::{IdentityAnnotation, IdentityReliability, IdentityStatus, IdentityStatusError};
pub use idnps::{IdNatError, IdNatPs, IdNatStruct};
pub use ins::{Ins, InsError, InsRoot, Matricule};
pub use key_check::KeyCheck;
pub use mail_address::{MailAddress, MailAddressError};
pub use names::{NameError, NamePrefix, PersonNames, TraitName, UsedName};
pub use phone::{Phone, PhoneError};
pub use phonetic::PhoneticKey;
pub use rpps::{Rpps, RppsError};
pub use secure_address::{NotSecure, SecureAddress, SecureAddressError, SecureDomains, SecureDomainsError};
pub use siret::{Siren, SirenError, Siret, SiretError};
pub use time::{Plan, PlanError};
