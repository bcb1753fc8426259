//! The house as it stands: doors and status lines of the contexts that exist.

use web::{House, Mode};

/// A house at `origin` (say `http://localhost:8080`), with every door there is.
pub fn house(origin: &str, mode: Mode) -> House {
    House {
        origin: origin.to_owned(),
        mode,
        welcome: "/connexion",
        doors: screens::doors(),
        status: vec![screens::reminders_status],
    }
}
