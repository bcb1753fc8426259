//! The house as it stands: doors, status lines and work of the contexts that exist.

use db::Db;
use jobs::Worker;
use web::{House, Mode};

/// A house at `origin` (say `http://localhost:8080`), with every door there is.
pub fn house(origin: &str, mode: Mode) -> House {
    House {
        origin: origin.to_owned(),
        mode,
        welcome: match mode {
            Mode::Demo => "/demonstration",
            Mode::Serve => "/connexion",
        },
        doors: screens::doors(),
        status: vec![screens::reminders_status],
    }
}

/// The worker with the handlers of every context.
pub(crate) fn worker(db: Db) -> Worker {
    Worker::new(db)
}
