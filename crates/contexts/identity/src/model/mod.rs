//! Secrets and words: tokens, printed codes, codes by mail, devices. No SQL here.

mod device;
mod mail_code;
mod recovery_code;
mod token;

pub(crate) use device::device;
pub use mail_code::MailCode;
pub(crate) use recovery_code::RecoveryCode;
pub use token::{NoRandomness, Token, TokenHash, random_bytes};
