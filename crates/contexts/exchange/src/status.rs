//! The status bar's sentences about deliveries, computed from the tables alone: a stopped worker shows by itself.

use access::Role;
use db::Tx;
use futures_util::future::BoxFuture;
use jiff::SignedDuration;
use ui::{StatusItem, Tone, french};
use web::{Caller, Problem};

use crate::access::principals;
use crate::paths::ShowDeliveries;
use crate::read::tally;
use crate::take_in::last_read;

/// How long the mailbox of reports may stay unread before it is said: it is read each minute.
const SILENCE: SignedDuration = SignedDuration::from_mins(5);

/// « 3 en attente depuis 2 min », « 12 envoyés aujourd’hui », « 1 échec, à reprendre », of the caller's own reports and of
/// those for whom they act.
pub fn status<'a>(
    tx: &'a mut Tx,
    caller: &'a Caller,
) -> BoxFuture<'a, Result<Vec<StatusItem<'static>>, Problem>> {
    Box::pin(async move {
        if !matches!(caller.role, Role::Doctor | Role::Nurse | Role::Pharmacist | Role::Secretary) {
            return Ok(Vec::new());
        }
        let now = tx.now();
        let midnight =
            caller.local(now).start_of_day().map_err(|error| Problem::internal(&error))?.timestamp();
        let signers = principals(tx, caller).await?;
        let tally = tally(tx, &signers, midnight).await?;
        let mut items = Vec::new();
        if tally.waiting > 0 {
            let waited = tally.waiting_since.map(|since| now.duration_since(since)).unwrap_or_default();
            let since = if waited < SignedDuration::from_mins(1) {
                String::new()
            } else {
                format!(" {}", french::since(waited))
            };
            let text = format!("{} en attente{since}", french::integer(tally.waiting));
            items.push(StatusItem::new(Tone::Wait, text).href(of("en-attente")));
        }
        if tally.sent_today > 0 {
            let text = match tally.sent_today {
                1 => "1 envoyé aujourd’hui".to_owned(),
                many => format!("{} envoyés aujourd’hui", french::integer(many)),
            };
            items.push(StatusItem::new(Tone::Ok, text));
            if let Some(unread) =
                last_read(tx).await?.map(|at| now.duration_since(at)).filter(|t| *t > SILENCE)
            {
                let text = format!("Accusés non relevés {}", french::since(unread));
                items.push(StatusItem::new(Tone::Wait, text));
            }
        }
        if tally.to_resume > 0 {
            let text = match tally.to_resume {
                1 => "1 échec, à reprendre".to_owned(),
                many => format!("{} échecs, à reprendre", french::integer(many)),
            };
            items.push(StatusItem::new(Tone::Fail, text).href(of("a-reprendre")));
        }
        Ok(items)
    })
}

fn of(view: &str) -> String {
    format!("{ShowDeliveries}?vue={view}")
}
