//! Accounts, sign-in, sessions: a person, across territories.
//!
//! Tables: `identity.account`, `session`, `passkey`, `challenge`. Pages: `/connexion`, `/deconnexion`, `/apparence`.
//! It knows no territory and no role; the server joins those to a session when a request comes in.

mod end_session;
mod pages;
mod read;
mod register_account;
mod start_session;
mod token;

pub use end_session::end_session;
pub use pages::{cookie_of, routes};
pub use read::{OpenSession, name_of, session_of};
pub use register_account::{AccountKind, register_account};
pub use start_session::{StartSession, start_session};
pub use token::{Token, TokenHash};

/// The cookie that holds a session's token.
pub const COOKIE: &str = "maillage_session";
