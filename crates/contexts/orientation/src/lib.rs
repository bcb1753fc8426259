//! The public portal, for people who have no account: a reason, red flags, the first possible times, a link and its code.
//!
//! Tables: `orientation.link`, `code`, `mail`. Events: [`OrientationEvent`]. Pages: `/rdv/…` (« Mon rendez-vous » is a
//! screen). Nothing is stored before a booking, and nobody learns whether somebody exists. Mails say where and when,
//! never why nor with whom.

mod book_on_portal;
mod change;
mod events;
mod hand_link;
mod join_identity;
mod letter;
mod link;
mod mail_code;
mod mailer;
pub mod model;
mod pages;
mod post_letter;
mod read;

pub use book_on_portal::{BookOnPortal, PortalError, book_on_portal};
pub use change::{ChangeError, cancel_by_link, changeable_until, move_by_link};
pub use events::OrientationEvent;
pub use hand_link::{HandLink, contacts, hand_link};
pub use join_identity::{SettleError, link_mailbox, settle_identity};
pub use letter::Letter;
pub use link::{Link, MyAppointment, is_proven, mailbox_of, open_link, proof};
pub use mail_code::{CodeError, check_code, send_code};
pub use mailer::{MailError, Mailer, SmtpMailer};
pub use model::{CalendarEntry, LinkToken, calendar};
pub use pages::{Portal, danger_signs, patient_shell, routes};
pub use post_letter::{MAIL_JOB, jobs};
pub use read::{LinkPage, page_of, reason_of};
