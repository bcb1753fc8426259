//! Accounts, sign-in, sessions: a person, across territories.
//!
//! Tables: `identity.account`, `session`, `passkey`, `challenge`, `recovery_code`, `invitation`, `mail_code`. Pages:
//! `/connexion`, `/deconnexion`, `/apparence`, `/mes-cles`, `/confirmer`, `/invitation/…`. Events: [`IdentityEvent`].
//! It knows no territory and no role; the server joins those to a session when a request comes in. No password
//! anywhere: a key, one of ten printed codes, or for patients six digits sent by mail.

mod accept_invitation;
mod ceremony;
mod check_mail_code;
mod confirm;
mod end_session;
mod events;
mod invite;
mod make_recovery_codes;
mod model;
mod pages;
mod read;
mod register_account;
mod register_passkey;
mod remove_passkey;
mod request_mail_code;
mod sign_in_with_code;
mod sign_in_with_passkey;
mod start_session;

pub use check_mail_code::{CheckMailCodeError, check_mail_code};
pub use end_session::{end_all_sessions, end_session};
pub use events::IdentityEvent;
pub use invite::{InviteError, invitation_link, invite};
pub use model::{MailCode, NoRandomness, Token, TokenHash, random_bytes};
pub use pages::{confirm_first, cookie_of, routes};
pub use read::{OpenSession, name_of, session_of};
pub use register_account::{AccountKind, register_account};
pub use request_mail_code::{RequestMailCode, RequestMailCodeError, RequestedCode, request_mail_code};
pub use start_session::{StartSession, start_session};

/// The cookie that holds a session's token.
pub const COOKIE: &str = "maillage_session";
