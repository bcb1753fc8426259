//! What every page stands on: the state of the server, who calls, the frame of an answer, problems, limits.
//!
//! It holds no business word. A handler takes [`App`], a [`Caller`] and a [`Frame`], runs use cases in one `Tx`,
//! and returns a page or a [`Problem`]; the layers of [`layers`] do the rest.

mod app;
mod caller;
mod form;
mod frame;
mod layers;
mod page;
mod problem;
mod statics;

pub use app::{App, Door, House, Mode, StatusLine};
pub use caller::{Caller, MaybeCaller, Method};
pub use form::Posted;
pub use frame::Frame;
pub use layers::layers;
pub use page::{page, pdf, see_other};
pub use problem::Problem;
