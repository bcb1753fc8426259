//! The first times that can be given to somebody whom nobody knows: hours open to the whole territory.

use agenda::{FirstTimes, Modality, Slot, SlotValue};
use db::{DbError, Tx};
use directory::Professional;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use territory::{Reason, TerritoryRow};
use ui::{Icon, SlotChoice};

/// How many times a page shows.
const MOST: usize = 6;
/// How many of them with one professional at least; more when few receive.
const EACH: usize = 2;
/// How far ahead one looks.
pub(super) const DAYS: u8 = 45;

/// What the page of times shows.
pub(super) struct Times {
    pub(super) choice: Option<SlotChoice<'static>>,
    /// The day after the last one shown.
    pub(super) next: Option<Date>,
    /// Nothing comes within the target delay of the reason.
    pub(super) is_late: bool,
}

/// The zone of a territory.
pub(super) fn zone(territory: &TerritoryRow) -> TimeZone {
    TimeZone::get(&territory.zone).unwrap_or(TimeZone::UTC)
}

/// Finds the first times for a reason, from a day on.
pub(super) async fn find(
    tx: &mut Tx,
    territory: &TerritoryRow,
    reason: &Reason,
    how: Modality,
    from: Option<Date>,
) -> Result<Times, DbError> {
    let zone = zone(territory);
    let now = tx.now();
    let today = now.to_zoned(zone.clone()).date();
    let after = from
        .filter(|day| *day > today && *day <= today.saturating_add(180.days()))
        .and_then(|day| zone.to_zoned(day.to_datetime(jiff::civil::Time::midnight())).ok())
        .map_or(now, |midnight| midnight.timestamp());
    let (slots, people) = soonest(tx, reason, how, &zone, after).await?;
    let sites = territory::sites(tx).await?;
    let late = now + jiff::SignedDuration::from_hours(reason.delay_hours.into());
    let next = slots.last().and_then(|slot| slot.start.date().tomorrow().ok());
    let is_late = from.is_none() && slots.first().is_none_or(|first| first.starts_at > late);
    let shown = slots.iter().map(|slot| {
        let doctor = people.iter().find(|person| person.id == slot.professional);
        let name = doctor.map(Professional::full_name).unwrap_or_default();
        let place = sites.iter().find(|site| site.id == slot.site).map(|site| site.name.as_str());
        let value = SlotValue::of(slot, how).to_string();
        let shown = ui::Slot::new(value, slot.start.date(), slot.start.time()).who(name);
        match how {
            Modality::OnSite => shown.how(Icon::Map, format!("Sur place, {}", place.unwrap_or_default())),
            Modality::Telephone => shown.how(Icon::Phone, "Par téléphone, de chez vous"),
            Modality::Video => shown.how(Icon::Video, "En vidéo, de chez vous"),
        }
    });
    let label = if from.is_some() { "D’autres dates" } else { "Les premiers rendez-vous possibles" };
    let choice = (!slots.is_empty()).then(|| SlotChoice::new(label, "temps", today).slots(shown));
    Ok(Times { choice, next, is_late })
}

/// The soonest times of the professionals who receive for this reason.
async fn soonest(
    tx: &mut Tx,
    reason: &Reason,
    how: Modality,
    zone: &TimeZone,
    after: Timestamp,
) -> Result<(Vec<Slot>, Vec<Professional>), DbError> {
    let wanted = FirstTimes {
        patient: None,
        zone: zone.clone(),
        modality: Some(how),
        professional: None,
        after,
        days: DAYS,
        most: 200,
    };
    let firsts = agenda::first_times(tx, &wanted).await?;
    let ids: Vec<_> = firsts.iter().map(|first| first.slot.professional).collect();
    let people = directory::professionals(tx, &ids).await?;
    let fits = |id| people.iter().any(|person| person.id == id && receives(person, reason));
    let soonest: Vec<_> =
        firsts.into_iter().map(|first| first.slot.professional).filter(|id| fits(*id)).take(MOST).collect();
    let each = MOST.div_ceil(soonest.len().max(1)).max(EACH);
    let mut slots = Vec::new();
    for professional in soonest {
        let theirs = FirstTimes { professional: Some(professional), most: each, ..wanted.clone() };
        slots.extend(agenda::first_times(tx, &theirs).await?.into_iter().map(|found| found.slot));
    }
    slots.sort_by_key(|slot| (slot.starts_at, slot.professional));
    slots.truncate(MOST);
    Ok((slots, people))
}

/// Whether somebody receives for a reason: its speciality, else general practice.
fn receives(person: &Professional, reason: &Reason) -> bool {
    let wanted = reason.speciality.as_deref().unwrap_or("médecine générale");
    person.speciality.to_lowercase() == wanted.to_lowercase()
}

/// Whether a chosen time is with somebody who receives for the reason.
pub(super) async fn suits(tx: &mut Tx, slot: &SlotValue, reason: &Reason) -> Result<bool, DbError> {
    Ok(directory::professional(tx, slot.professional).await?.is_some_and(|person| receives(&person, reason)))
}
