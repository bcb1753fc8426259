//! Professionals, shared by all territories, and their secure addresses.
//!
//! Tables: `directory.professional`, `secure_address`, `secure_domain`. It repeats what the national registers say;
//! nothing here is decided by a territory.

mod import;
mod read;

pub use import::{ImportProfessional, import_domain, import_professional};
pub use read::{Professional, is_secure_domain, of_account, professional, professionals, secure_addresses};
