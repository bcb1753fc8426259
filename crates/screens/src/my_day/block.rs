//! Keeping time in one tap, and giving it back: whoever is booked in it stays.

use agenda::BlockTime;
use axum::extract::State;
use axum::response::Redirect;
use jiff::civil::{Date, DateTime, Time, time};
use ui::{Action, Icon, Typed};
use web::{App, Caller, Posted, Problem};

use super::facts::Facts;
use super::which::{Which, Whose};
use super::{Block, Unblock};

/// What the desk reads when nothing else is said.
const LABEL: &str = "indisponible";

const NOON: Time = time(12, 0, 0, 0);
/// The earliest and the latest that a whole day keeps.
const MORNING: Time = time(7, 0, 0, 0);
const EVENING: Time = time(20, 0, 0, 0);

/// The stretches that are kept in one tap, with what their button says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stretch {
    HalfHour,
    UntilNoon,
    UntilEvening,
    Morning,
    Afternoon,
}

impl Stretch {
    const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::HalfHour, "30", "Bloquer 30\u{202f}min"),
        (Self::UntilNoon, "midi", "Jusqu’à midi"),
        (Self::UntilEvening, "soir", "Jusqu’au soir"),
        (Self::Morning, "matin", "Bloquer la matinée"),
        (Self::Afternoon, "apres-midi", "Bloquer l’après-midi"),
    ];

    /// From when to when on `day`; `None` when it makes no sense any more.
    fn on(self, day: Date, now: DateTime) -> Option<(DateTime, DateTime)> {
        let minute = time(now.hour(), now.minute(), 0, 0);
        let today = day == now.date();
        let (from, to) = match self {
            Self::HalfHour if today => {
                let from = day.to_datetime(minute);
                return Some((from, from.checked_add(jiff::Span::new().minutes(30)).ok()?));
            }
            Self::UntilNoon if today => (minute, NOON),
            Self::UntilEvening if today => (minute, EVENING),
            Self::Morning if day > now.date() => (MORNING, NOON),
            Self::Afternoon if day > now.date() => (NOON, EVENING),
            _ => return None,
        };
        (from < to).then(|| (day.to_datetime(from), day.to_datetime(to)))
    }
}

/// The buttons that keep time of the day shown; none for whoever may not, nor for a day that is past.
pub(super) fn actions(facts: &Facts, whose: &Whose, which: Which) -> Vec<Action<'static>> {
    if !whose.may_block {
        return Vec::new();
    }
    let possible = |(stretch, name, label): (Stretch, &'static str, &'static str)| {
        stretch.on(facts.day, facts.now.datetime())?;
        let action = Action::post(Block.to_string(), label).icon(Icon::Lock).field("duree", name);
        Some(which.carried_by(action))
    };
    Stretch::ALL.into_iter().filter_map(possible).collect()
}

pub(super) async fn block(
    _: Block,
    State(app): State<App>,
    caller: Caller,
    Posted(typed): Posted,
) -> Result<Redirect, Problem> {
    let which = Which::of_form(&typed)?;
    let mut tx = app.begin(&caller).await?;
    let whose = Whose::of(&mut tx, &caller, which.of).await?.ok_or_else(Problem::not_found)?;
    let professional = whose.professional.id;
    agenda::may_block(&mut tx, &caller, professional).await?;
    let now = caller.local(tx.now()).datetime();
    let unreadable = || Problem::malformed("Choisissez un des boutons qui bloquent du temps.");
    let (start, minutes) =
        stretch(&typed, which.day.unwrap_or_else(|| now.date()), now).ok_or_else(unreadable)?;
    let zone = caller.zone.iana_name().unwrap_or("Europe/Paris").to_owned();
    let command = BlockTime { professional, start, zone, minutes, label: LABEL.to_owned() };
    agenda::block_free_time(&mut tx, &command).await?;
    tx.commit().await?;
    Ok(Redirect::to(&which.href()))
}

/// A stretch by its name, or a free time of the list.
fn stretch(typed: &Typed, day: Date, now: DateTime) -> Option<(DateTime, u16)> {
    if let Some(name) = typed.get("duree") {
        let (stretch, ..) = Stretch::ALL.into_iter().find(|(_, known, _)| *known == name)?;
        let (from, to) = stretch.on(day, now)?;
        let minutes = from.duration_until(to).as_mins();
        return Some((from, u16::try_from(minutes).ok()?));
    }
    let start: DateTime = typed.get("debut")?.parse().ok()?;
    let minutes: u16 = typed.get("minutes")?.parse().ok()?;
    (start.date() >= now.date() && (1..=24 * 60).contains(&minutes)).then_some((start, minutes))
}

pub(super) async fn unblock(
    Unblock { block }: Unblock,
    State(app): State<App>,
    caller: Caller,
    Posted(typed): Posted,
) -> Result<Redirect, Problem> {
    let which = Which::of_form(&typed)?;
    let mut tx = app.begin(&caller).await?;
    let professional = agenda::professional_of_block(&mut tx, block).await?.ok_or_else(Problem::not_found)?;
    agenda::may_block(&mut tx, &caller, professional).await?;
    agenda::unblock(&mut tx, block).await?;
    tx.commit().await?;
    Ok(Redirect::to(&which.href()))
}
