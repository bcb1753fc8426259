//! The house as it stands: doors, status lines and work of the contexts that exist.

use db::Db;
use exchange::Post;
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
        status: vec![exchange::status, screens::reminders_status],
    }
}

/// The worker with the handlers of every context. Without a post nothing is sent: what waits is said by the status bar.
pub(crate) fn worker(db: Db, post: Option<Post>) -> Worker {
    let mail = post.map(exchange::jobs).unwrap_or_default();
    mail.into_iter().fold(Worker::new(db), |worker, (kind, handler)| worker.on(kind, handler))
}
