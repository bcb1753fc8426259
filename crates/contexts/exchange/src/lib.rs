//! What leaves the house and what comes back: reports on their way to their readers by secure mail, and the notices that
//! say what became of them.
//!
//! Tables: `exchange.dispatch`, `delivery`, `message`, `attempt`, `outcome`, `notice`, `stray_notice`, `mailbox_place`,
//! `operator`, `printing`. Events: [`ExchangeEvent`]. Buttons post here; the pages are in `screens`. `mail` speaks to a
//! real mail operator and never decides what a person reads; `double` is the operator of the demonstration, which speaks
//! the same protocols. Neither logs an address, a subject or a body. A state never goes backwards, and no word says more
//! than a mail server proved.

mod access;
mod advance;
pub mod double;
mod events;
pub mod fragments;
mod hand_over;
mod import;
mod letter;
pub mod mail;
pub mod model;
mod operator;
mod pages;
pub mod paths;
mod post;
mod print;
mod queue;
mod read;
mod resume;
mod send;
mod status;
mod take_in;
pub mod words;

pub use access::{decide_on, principals};
pub use events::ExchangeEvent;
pub use hand_over::{HandOverError, hand_over};
pub use import::{Became, ImportDelivery, ImportDispatch, ImportError, import};
pub use operator::import_operator;
pub use pages::routes;
pub use post::Post;
pub use print::{PrintError, Printed, print};
pub use queue::QueueError;
pub use read::{
    Delivery, Happened, Shown, StrayNotice, Which, WithoutReader, deliveries, deliveries_of_act,
    deliveries_signed_by, delivery, history, last_dispatch, sendings, stray_notices, without_reader,
};
pub use resume::{Resume, ResumeError, not_secure, resume};
pub use send::{SendError, WAIT_FOR_A_REPORT, jobs, send};
pub use status::status;
pub use take_in::{TakeInError, intake, take_in};
