//! The day of the cabinet: several professionals side by side, by half-hours, and who is to be called for tomorrow.

use access::Basis;
use agenda::{Appointment, Block, OpeningRule, Taken};
use db::Tx;
use directory::Professional;
use jiff::civil::{Time, time};
use jiff::{Timestamp, ToSpan as _, Zoned};
use kernel::ProfessionalId;
use patients::Person;
use ui::{Action, DayColumn, DayEntry, DayGrid, Icon, Line, Lines, Tone, french};
use web::{Caller, Problem};

use super::booked::{Absent, Arrive, Reminded, ShowBooked};
use super::booking::Move;

/// How many people to call are listed at once.
const SHOWN: usize = 8;

/// How many people fit side by side.
const COLUMNS: usize = 4;

/// The half-day around `now` at the caller's site, and its title. The names it shows are a view.
pub(super) async fn grid(
    tx: &mut Tx,
    caller: &Caller,
    now: &Zoned,
) -> Result<(DayGrid<'static>, String), Problem> {
    let (from, to) = (now.start_of_day().map_err(out_of_range)?, now.tomorrow().map_err(out_of_range)?);
    let people = here_today(tx, caller, now).await?;
    let ids: Vec<ProfessionalId> = people.iter().map(|person| person.id).collect();
    let appointments = agenda::appointments_between(tx, Some(&ids), from.timestamp(), to.timestamp()).await?;
    let blocks = agenda::blocks_between(tx, from.timestamp(), to.timestamp()).await?;
    let taken = agenda::taken_between(tx, &ids, from.timestamp(), to.timestamp()).await?;
    let rules = agenda::rules_of(tx, &ids).await?;
    let shown: Vec<_> = appointments.iter().map(|appointment| appointment.patient).collect();
    let names = patients::persons(tx, &shown).await?;
    audit::view(tx, audit::View { page: "desk/day", patients: &shown, basis: Basis::Role.name() }).await?;
    let afternoon = now.hour() >= 13;
    let (starts, ends) = if afternoon {
        (time(13, 0, 0, 0), time(19, 0, 0, 0))
    } else {
        (time(8, 0, 0, 0), time(13, 0, 0, 0))
    };
    let half = if afternoon { "Après-midi" } else { "Matin" };
    let caption = format!("{half} du {}, par demi-heure", french::day_long(now.date()));
    let mut grid = DayGrid::new(caption, starts, ends).now(now.time());
    for person in &people {
        let day = Day {
            person,
            appointments: &appointments,
            blocks: &blocks,
            taken: &taken,
            rules: &rules,
            names: &names,
        };
        let entries = day.entries(caller, now, (starts, ends));
        grid = grid.column(DayColumn::new(person.short_name()).entries(entries));
    }
    Ok((grid, format!("{half}, {}", french::day_long(now.date()))))
}

/// Those who receive today at the caller's site, else anywhere in the territory.
async fn here_today(tx: &mut Tx, caller: &Caller, now: &Zoned) -> Result<Vec<Professional>, Problem> {
    let rules = agenda::rules_on(tx, now.date()).await?;
    let at_site = |rule: &&OpeningRule| caller.site.is_none_or(|site| rule.site == site);
    let mut ids: Vec<ProfessionalId> = rules.iter().filter(at_site).map(|rule| rule.professional).collect();
    if ids.is_empty() {
        ids = rules.iter().map(|rule| rule.professional).collect();
    }
    if let Some(own) = caller.professional {
        ids.insert(0, own);
    }
    let mut people = directory::professionals(tx, &ids).await?;
    people.sort_by_key(|person| Some(person.id) != caller.professional);
    people.truncate(COLUMNS);
    Ok(people)
}

struct Day<'d> {
    person: &'d Professional,
    appointments: &'d [Appointment],
    blocks: &'d [Block],
    taken: &'d [Taken],
    rules: &'d [OpeningRule],
    names: &'d [Person],
}

impl Day<'_> {
    fn entries(&self, caller: &Caller, now: &Zoned, (from, until): (Time, Time)) -> Vec<DayEntry<'static>> {
        let mut entries: Vec<DayEntry<'static>> = self
            .appointments
            .iter()
            .filter(|known| known.professional == self.person.id && known.cancelled_at.is_none())
            .filter(|known| (from..until).contains(&known.start.time()))
            .map(|known| self.booked(known, caller, now))
            .collect();
        for block in self.blocks.iter().filter(|block| block.professional == self.person.id) {
            let ends = caller.local(block.ends_at).time();
            if block.start.time() < until && ends > from {
                entries.push(DayEntry::shut(
                    block.start.time().max(from),
                    ends.min(until),
                    format!("bloqué : {}", block.label),
                ));
            }
        }
        for time in self.taken.iter().filter(|time| time.professional == self.person.id && !time.here) {
            let (starts, ends) = (caller.local(time.starts_at).time(), caller.local(time.ends_at).time());
            if starts < until && ends > from {
                entries.push(DayEntry::shut(starts.max(from), ends.min(until), "occupé (autre territoire)"));
            }
        }
        entries.extend(self.free(caller, now, (from, until)));
        entries
    }

    fn booked(&self, known: &Appointment, caller: &Caller, now: &Zoned) -> DayEntry<'static> {
        let person = self.names.iter().find(|person| person.id == known.patient);
        let name = person.map_or_else(|| "réservé".to_owned(), |person| person.identity.listed());
        let (detail, tone) = detail(known, caller, now);
        let id = known.id;
        let entry = match &known.overbook_reason {
            Some(reason) => DayEntry::extra(known.start.time(), name, format!("en plus : {reason}")),
            None => DayEntry::booked(known.start.time(), name, detail),
        };
        let entry = entry
            .href(ShowBooked { appointment: id }.to_string())
            .key('a', Arrive { appointment: id }.to_string())
            .key('x', Absent { appointment: id }.to_string())
            .key('d', Move { appointment: id }.to_string());
        match tone {
            Some(tone) => entry.tone(tone),
            None if known.ends_at < now.timestamp() => entry.past(),
            None => entry,
        }
    }

    /// The times that the rules still give, open to the territory.
    fn free(&self, caller: &Caller, now: &Zoned, (from, until): (Time, Time)) -> Vec<DayEntry<'static>> {
        let busy: Vec<_> = self
            .taken
            .iter()
            .filter(|time| time.professional == self.person.id)
            .map(|time| (time.starts_at, time.ends_at))
            .collect();
        let zone = caller.zone.iana_name().unwrap_or("Europe/Paris");
        self.rules
            .iter()
            .filter(|rule| rule.professional == self.person.id)
            .flat_map(|rule| {
                let kept = match rule.audience {
                    agenda::Audience::OwnPatients => "ses patients",
                    agenda::Audience::Territory => "",
                    agenda::Audience::Sas => "gardé pour le SAS",
                };
                agenda::model::free_slots(rule, now.date(), zone, now.timestamp(), &busy)
                    .into_iter()
                    .map(move |slot| (slot.start.time(), kept))
            })
            .filter(|(starts, _)| (from..until).contains(starts))
            .map(|(starts, kept)| DayEntry::free(starts, kept))
            .collect()
    }
}

/// « vidéo · attend 18 min », and what it means.
fn detail(known: &Appointment, caller: &Caller, now: &Zoned) -> (String, Option<Tone>) {
    let how = match known.modality {
        agenda::Modality::OnSite => "sur place",
        agenda::Modality::Telephone => "téléphone",
        agenda::Modality::Video => "vidéo",
    };
    if known.absent_at.is_some() {
        return ("pas venu, à rappeler".to_owned(), Some(Tone::Fail));
    }
    let Some(arrived) = known.arrived_at else { return (how.to_owned(), None) };
    let waits = now.timestamp().duration_since(arrived.max(known.starts_at));
    if now.timestamp() > known.starts_at
        && waits.as_mins() >= 15
        && known.ends_at + jiff::SignedDuration::from_hours(1) > now.timestamp()
    {
        return (format!("{how} · attend {}", french::duration(waits)), Some(Tone::Wait));
    }
    (format!("{how} · est là, {}", french::clock(caller.local(arrived).time())), Some(Tone::Brand))
}

/// Tomorrow as a range of instants.
pub(super) fn tomorrow(now: &Zoned) -> Result<(Timestamp, Timestamp), Problem> {
    let from = now.tomorrow().and_then(|day| day.start_of_day()).map_err(out_of_range)?;
    let to = from.checked_add(1.day()).map_err(out_of_range)?;
    Ok((from.timestamp(), to.timestamp()))
}

/// « À rappeler » for tomorrow: those whom only a call reaches.
pub(super) async fn recalls(
    tx: &mut Tx,
    caller: &Caller,
    now: &Zoned,
) -> Result<Option<Lines<'static>>, Problem> {
    let (from, to) = tomorrow(now)?;
    let mut waiting = agenda::to_remind(tx, from, to).await?;
    waiting.retain(|known| caller.site.is_none_or(|site| known.site == site));
    if waiting.is_empty() {
        return Ok(None);
    }
    let all = waiting.len();
    waiting.truncate(SHOWN);
    let ids: Vec<_> = waiting.iter().map(|known| known.patient).collect();
    let people = patients::persons(tx, &ids).await?;
    audit::view(tx, audit::View { page: "desk/recalls", patients: &ids, basis: Basis::Role.name() }).await?;
    let doctors: Vec<_> = waiting.iter().map(|known| known.professional).collect();
    let doctors = directory::professionals(tx, &doctors).await?;
    let lines = waiting.iter().filter_map(|known| {
        let person = people.iter().find(|person| person.id == known.patient)?;
        let doctor = doctors.iter().find(|doctor| doctor.id == known.professional)?;
        let phone = person.identity.first_phone().map(ToString::to_string);
        let mut line = Line::new(person.identity.listed()).hour(known.start.time()).meta(format!(
            "{} · {}",
            doctor.short_name(),
            phone.as_deref().map_or_else(|| "sans téléphone : une lettre ?".to_owned(), french::phone)
        ));
        if let Some(phone) = &phone {
            line = line.action(Action::link(french::tel(phone), "Appeler").small().icon(Icon::Phone).bare());
        }
        Some(line.action(Action::post(Reminded { appointment: known.id }.to_string(), "Rappelé").small()))
    });
    let title = format!("À rappeler pour {}", french::weekday(caller.local(from).date()));
    let list = Lines::new(title).id("rappels").lines(lines.collect::<Vec<_>>());
    Ok(Some(if all > SHOWN {
        list.meta(format!("{all} en tout"))
            .foot("Les suivants s’affichent à mesure que vous notez « Rappelé ».")
    } else {
        list.counted()
    }))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
fn out_of_range(error: jiff::Error) -> Problem {
    Problem::internal(&error)
}
