//! Signing in, proving again, inviting: through HTTP, on a real database, with a key that really signs.

mod authenticator;
mod codes;
mod confirm;
mod floor;
mod invitation;
mod machine;
mod mail_code;
mod passkeys;
mod sessions;
