//! What leaves the house and what comes back: messages to other professionals by secure mail, and the reports that
//! say what became of them.
//!
//! `mail` speaks to a real mail operator and never decides what a person reads; `double` is the operator of the
//! demonstration, which speaks the same protocols. Neither logs an address, a subject or a body.

pub mod double;
pub mod mail;
