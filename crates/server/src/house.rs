//! The house as it stands: doors, status lines and work of the contexts that exist.

use std::sync::Arc;

use db::Db;
use jobs::Worker;
use orientation::Mailer;
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

/// The worker with the handlers of every context. Without a way to send them, mails to patients wait in their queue.
pub(crate) fn worker(db: Db, mailer: Option<Arc<dyn Mailer>>) -> Worker {
    let worker = Worker::new(db);
    match mailer {
        Some(mailer) => orientation::jobs(mailer)
            .into_iter()
            .fold(worker, |worker, (kind, handler)| worker.on(kind, handler)),
        None => worker,
    }
}
