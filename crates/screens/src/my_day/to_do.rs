//! What a day leaves: reports to finish, whatever their day, and what did not arrive.

use acts::{Act, Outcome};
use db::Tx;
use exchange::paths::{ShowDeliveries, ShowDelivery};
use exchange::{Which as Deliveries, words};
use ui::{Action, Badge, Icon, Line, Lines, french};
use web::{Caller, Problem};

use super::facts::Facts;
use super::which::Whose;
use crate::act::ShowAct;

/// How many are listed at once.
const SHOWN: usize = 6;
const FAILED_SHOWN: i64 = 3;

/// « À terminer »: acts that were opened before today and still wait for their report, and those closed unsigned; what is
/// open today stands in the waiting room.
pub(super) fn to_finish(caller: &Caller, facts: &Facts) -> Option<Lines<'static>> {
    let today = facts.now.date();
    let is_begun_today = |act: &&Act| {
        let booked = facts.appointments.iter().any(|known| act.appointment == Some(known.id));
        act.outcome.is_none() && booked && facts.today()
    };
    let waiting: Vec<&Act> = facts.to_write.iter().filter(|act| !is_begun_today(act)).collect();
    let line = |act: &&Act| {
        let person = facts.person(act.patient)?;
        let at = caller.local(act.opened_at.unwrap_or(act.requested_at));
        let when = if at.date() == today {
            format!("aujourd’hui, {}", french::clock(at.time()))
        } else {
            french::relative_day(at.date(), today)
        };
        let what = facts.reason_of(act).unwrap_or_else(|| act.kind.words());
        let state = match act.outcome {
            Some(Outcome::Closed) => Badge::wait("à signer").icon(Icon::Edit),
            Some(_) => Badge::wait("à corriger").icon(Icon::Edit),
            None => Badge::wait("à terminer").icon(Icon::Clock),
        };
        Some(
            Line::new(person.identity.listed())
                .href(ShowAct { act: act.id }.to_string())
                .meta(format!("{what} · {when}"))
                .state(state),
        )
    };
    let lines: Vec<_> = waiting.iter().filter_map(line).collect();
    let all = lines.len();
    if all == 0 {
        return None;
    }
    let list = Lines::new("À terminer").id("a-terminer").lines(lines.into_iter().take(SHOWN));
    Some(if all > SHOWN {
        list.meta(format!("{all} en tout")).foot("Les suivants s’affichent à mesure que vous signez.")
    } else {
        list.counted()
    })
}

/// « On vous attend »: acts of others into which the reader was asked.
pub(super) fn joined(caller: &Caller, facts: &Facts) -> Option<Lines<'static>> {
    let line = |act: &Act| {
        let person = facts.person(act.patient)?;
        let what = facts.reason_of(act).unwrap_or_else(|| act.kind.words());
        let at = caller.local(act.opened_at.unwrap_or(act.requested_at));
        let state = match act.opened_at {
            Some(_) => Badge::brand(format!("ouvert depuis {}", french::clock(at.time()))).icon(Icon::Edit),
            None => Badge::info("à venir").icon(Icon::Clock),
        };
        Some(
            Line::new(person.identity.listed())
                .href(ShowAct { act: act.id }.to_string())
                .meta(format!("{what} · {}", act.modality.words()))
                .state(state),
        )
    };
    let lines: Vec<_> = facts.joined.iter().filter_map(line).take(SHOWN).collect();
    (!lines.is_empty()).then(|| Lines::new("On vous attend dans un acte").id("invitations").lines(lines))
}

/// What did not arrive and waits for somebody, of the person whose day it is.
pub(super) async fn to_resume(
    tx: &mut Tx,
    caller: &Caller,
    whose: &Whose,
) -> Result<Option<Lines<'static>>, Problem> {
    let Some(signer) = whose.professional.account else { return Ok(None) };
    let (known, all) =
        exchange::deliveries_signed_by(tx, &[signer], Deliveries::ToResume, (0, FAILED_SHOWN)).await?;
    if known.is_empty() {
        return Ok(None);
    }
    let now = tx.now();
    let lines = known.iter().map(|one| {
        Line::from(words::line(caller, now, one, true)).href(ShowDelivery { delivery: one.id }.to_string())
    });
    let title = match all {
        1 => "Un envoi à reprendre".to_owned(),
        many => format!("{} envois à reprendre", french::integer(many)),
    };
    let mut list = Lines::new(title).id("a-reprendre").lines(lines.collect::<Vec<_>>());
    if all > FAILED_SHOWN {
        list = list.action(Action::link(format!("{ShowDeliveries}?vue=a-reprendre"), "Tout voir").quiet());
    }
    Ok(Some(list))
}
