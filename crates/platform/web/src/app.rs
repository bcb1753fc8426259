//! The state of the server, and the house it was given: doors and status lines of the contexts that exist.

use std::sync::Arc;

use access::Role;
use db::{Db, Tx};
use futures_util::future::BoxFuture;
use ui::{Icon, Me, Shell, Status, StatusItem};

use crate::{Caller, Frame, Problem};

/// What a handler gets as state.
#[derive(Clone)]
pub struct App {
    pub db: Db,
    pub house: Arc<House>,
}

/// What the server knows that no context does.
pub struct House {
    /// The address that people type: `http://localhost:8080`.
    pub origin: String,
    pub mode: Mode,
    /// Where somebody who is not signed in is led.
    pub welcome: &'static str,
    pub doors: Vec<Door>,
    pub status: Vec<StatusLine>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Fictitious people, one-click sign-in, loopback only.
    Demo,
    /// Real use.
    Serve,
}

/// The way into one context. A context that does not exist has none.
#[derive(Debug, Clone, Copy)]
pub struct Door {
    pub icon: Icon,
    pub label: &'static str,
    pub href: &'static str,
    /// Who sees it.
    pub roles: &'static [Role],
    /// Smaller comes first.
    pub rank: u8,
}

/// Computes sentences of the status bar from queues.
pub type StatusLine =
    for<'a> fn(&'a mut Tx, &'a Caller) -> BoxFuture<'a, Result<Vec<StatusItem<'static>>, Problem>>;

impl App {
    /// Begins the transaction of a signed-in person in their territory.
    pub async fn begin(&self, caller: &Caller) -> Result<Tx, Problem> {
        Ok(self.db.begin(caller.territory, caller.actor()).await?)
    }

    /// The shell around a professional's page.
    pub async fn shell(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        frame: &Frame,
    ) -> Result<Shell<'static>, Problem> {
        let status = self.status(tx, caller).await?.refresh("/etat");
        let me = Me::new(initials(&caller.name), caller.name.clone(), caller.title.clone())
            .action(ui::Action::post("/deconnexion", "Se déconnecter"));
        Ok(Shell::new(frame.nonce.clone(), caller.territory_name.clone(), me)
            .here(frame.here.clone())
            .theme(frame.theme)
            .doors(self.house.doors_of(caller.role))
            .status(status))
    }

    /// The status bar alone: what waits, what left, what failed.
    pub async fn status(&self, tx: &mut Tx, caller: &Caller) -> Result<Status<'static>, Problem> {
        let clock = ui::french::clock(tx.now().to_zoned(caller.zone.clone()).time());
        let mut status = Status::new(format!("Tout est enregistré · {clock}"));
        for line in &self.house.status {
            for item in line(tx, caller).await? {
                status = status.item(item);
            }
        }
        Ok(status)
    }
}

impl House {
    /// Where the work of this role begins: its first door, if any is open to it.
    pub fn home_of(&self, role: Role) -> Option<&'static str> {
        let doors = self.doors.iter().filter(|door| door.roles.contains(&role));
        doors.min_by_key(|door| door.rank).map(|door| door.href)
    }

    fn doors_of(&self, role: Role) -> Vec<ui::Door<'static>> {
        let mut doors: Vec<&Door> = self.doors.iter().filter(|door| door.roles.contains(&role)).collect();
        doors.sort_by_key(|door| door.rank);
        doors.into_iter().map(|door| ui::Door::new(door.icon, door.label, door.href)).collect()
    }
}

/// « Mme Nadège Courtin » gives NC: a civility is no name.
fn initials(name: &str) -> String {
    let names = name.split_whitespace().filter(|word| !matches!(*word, "Dr" | "Mme" | "M." | "Pr"));
    names.filter_map(|word| word.chars().next()).take(2).collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn a_civility_is_no_name() {
        assert_eq!(initials("Mme Nadège Courtin"), "NC");
        assert_eq!(initials("Dr Hélène Marchais"), "HM");
        assert_eq!(initials("Mme\u{a0}Nadège Courtin"), "NC", "a civility never parts from its name");
        assert_eq!(initials(""), "");
    }
}
