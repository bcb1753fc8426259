//! The house as it stands: doors, status lines and work of the contexts that exist.

use std::sync::Arc;

use db::Db;
use exchange::Post;
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
        status: vec![exchange::status, screens::reminders_status],
    }
}

/// The ways out of this server; where one is missing, what should leave by it waits in its queue and the status bar says so.
#[derive(Default)]
pub(crate) struct Outgoing {
    /// The application mailbox of the secure space, for reports.
    pub post: Option<Post>,
    /// An ordinary operator, for mails to patients.
    pub mailer: Option<Arc<dyn Mailer>>,
}

/// The worker with the handlers of every context.
pub(crate) fn worker(db: Db, outgoing: &Outgoing) -> Worker {
    let reports = outgoing.post.clone().map(exchange::jobs).unwrap_or_default();
    let mails = outgoing.mailer.clone().map(orientation::jobs);
    let handlers = reports.into_iter().chain(mails.into_iter().flatten());
    handlers.fold(Worker::new(db), |worker, (kind, handler)| worker.on(kind, handler))
}
