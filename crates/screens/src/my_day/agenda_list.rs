//! The hours of the day, in order: who comes, what is free, what is kept, what another territory takes.

use acts::model::Sending;
use acts::{Act, Outcome};
use agenda::model::free_slots;
use agenda::{Appointment, Audience, Slot};
use jiff::civil::{Time, time};
use jiff::{SignedDuration, Timestamp};
use ui::{Action, Badge, Empty, Icon, Line, Lines, Tabs, french};
use web::Caller;

use super::facts::{Facts, Stage};
use super::which::{Which, Whose};
use super::{Absent, Arrive, Block, Unblock, Undo};
use crate::act::{OpenPlanned, ShowAct};
use crate::desk::ShowBooked;

/// How long before an hour its person can be said to have come.
const EARLY: SignedDuration = SignedDuration::from_hours(2);

/// How long after an hour what was said of its person can still be taken back in one tap.
const LATE: SignedDuration = SignedDuration::from_hours(2);

/// Where the two halves of a day meet.
const NOON: Time = time(13, 0, 0, 0);

/// One line at its hour.
struct Entry {
    from: Timestamp,
    to: Timestamp,
    line: Line<'static>,
}

/// What every line is made from.
struct Day<'d> {
    caller: &'d Caller,
    facts: &'d Facts,
    whose: &'d Whose,
    which: Which,
}

/// The list of the half-day that runs, with its days as tabs, then the rest of the day; one list on another day.
pub(super) fn lines(
    caller: &Caller,
    facts: &Facts,
    whose: &Whose,
    which: Which,
) -> (Lines<'static>, Option<Lines<'static>>) {
    let day = Day { caller, facts, whose, which };
    let mut entries: Vec<Entry> = facts.appointments.iter().filter_map(|known| day.booked(known)).collect();
    entries.extend(day.kept());
    entries.extend(day.elsewhere());
    entries.extend(day.free());
    entries.sort_by_key(|entry| (entry.from, entry.to));
    if !facts.today() {
        return (day.list("Agenda", entries).tabs(day.tabs()), None);
    }
    let now = facts.now.timestamp();
    let is_morning = |entry: &Entry| caller.local(entry.from).time() < NOON;
    let (morning, afternoon): (Vec<_>, Vec<_>) = entries.into_iter().partition(is_morning);
    let (title, mut first, other_title, other) = if facts.now.time() < NOON {
        ("Agenda du matin", morning, "Cet après-midi", afternoon)
    } else {
        ("Agenda de l’après-midi", afternoon, "Ce matin", morning)
    };
    if let Some(next) = first.iter_mut().find(|entry| entry.to > now) {
        next.line = next.line.clone().after_now(facts.now.time());
    }
    let other = (!other.is_empty()).then(|| day.list(other_title, other));
    (day.list(title, first).tabs(day.tabs()), other)
}

impl Day<'_> {
    fn list(&self, title: &'static str, entries: Vec<Entry>) -> Lines<'static> {
        let nothing = match self.facts.today() {
            true => Empty::new("Rien de prévu", "Ni rendez-vous, ni heures ouvertes."),
            false => Empty::new("Rien ce jour-là", "Ni rendez-vous, ni heures ouvertes."),
        };
        Lines::new(title).ordered().lines(entries.into_iter().map(|entry| entry.line)).empty(nothing)
    }

    fn tabs(&self) -> Tabs<'static> {
        let (day, today) = (self.facts.day, self.facts.now.date());
        let to = |day| self.which.on(day, today).href();
        let mut tabs = Tabs::new("Jour");
        if let Ok(before) = day.yesterday() {
            tabs = tabs.link(to(before), crate::desk::capitalised(&french::relative_day(before, today)));
        }
        tabs = tabs.current(to(day), crate::desk::capitalised(&french::relative_day(day, today)));
        if let Ok(after) = day.tomorrow() {
            tabs = tabs.link(to(after), crate::desk::capitalised(&french::relative_day(after, today)));
        }
        tabs
    }

    fn booked(&self, known: &Appointment) -> Option<Entry> {
        let person = self.facts.person(known.patient)?;
        let act = self.facts.act_of(known);
        let href = match act.filter(|act| act.opened_at.is_some()) {
            Some(act) => ShowAct { act: act.id }.to_string(),
            None => ShowBooked { appointment: known.id }.to_string(),
        };
        let mut line = Line::new(person.identity.listed())
            .hour(known.start.time())
            .href(href)
            .beside(self.facts.age(person))
            .meta(self.facts.what(act, known));
        if let Some(state) = self.state(known, act) {
            line = line.state(state);
        }
        for action in self.actions(known, act) {
            line = line.action(action.small());
        }
        let over = known.cancelled_at.is_some() || act.is_some_and(|act| act.outcome.is_some());
        if over || known.absent_at.is_some() {
            line = line.past();
        }
        Some(Entry { from: known.starts_at, to: known.ends_at, line })
    }

    fn state(&self, known: &Appointment, act: Option<&Act>) -> Option<Badge<'static>> {
        if known.cancelled_at.is_some() {
            return Some(Badge::plain("Annulé").icon(Icon::Info));
        }
        if known.absent_at.is_some() {
            return Some(Badge::fail("N’est pas venu"));
        }
        if let Some(act) = act {
            match act.outcome {
                Some(Outcome::Closed) => return Some(self.report_state(act)),
                Some(Outcome::Absent) => return Some(Badge::fail("Absent")),
                Some(other) => {
                    return Some(Badge::plain(crate::desk::capitalised(other.words())).icon(Icon::Info));
                }
                None if act.opened_at.is_some() => return Some(Badge::brand("En cours").icon(Icon::Edit)),
                None => {}
            }
        }
        match (self.facts.stage(known), known.arrived_at) {
            (Some(Stage::ToCall(_)), _) => Some(Badge::wait("À appeler").icon(Icon::Phone)),
            (Some(_), Some(_)) if known.starts_at <= self.facts.now.timestamp() => {
                Some(Badge::wait("Attend"))
            }
            (_, Some(at)) => {
                let hour = french::clock(self.caller.local(at).time());
                Some(Badge::brand(format!("Est là, {hour}")).icon(Icon::Clock))
            }
            (_, None) => None,
        }
    }

    /// Where the report of a closed act is.
    fn report_state(&self, act: &Act) -> Badge<'static> {
        if self.facts.is_to_write(act) {
            return Badge::wait("À signer").icon(Icon::Edit);
        }
        match self.facts.sending_of(act) {
            Some(Sending::Arrived) => Badge::ok("Compte rendu remis"),
            Some(Sending::Pending) => Badge::info("Compte rendu en route").icon(Icon::Send),
            Some(Sending::Failed) => Badge::fail("Envoi à reprendre"),
            Some(Sending::NoReader) | None => Badge::ok("Compte rendu signé").icon(Icon::Doc),
        }
    }

    /// What one tap says of this appointment now.
    fn actions(&self, known: &Appointment, act: Option<&Act>) -> Vec<Action<'static>> {
        let (id, now) = (known.id, self.facts.now.timestamp());
        let begun = act.is_some_and(|act| act.opened_at.is_some());
        let post = |to: String, label: &'static str| self.which.carried_by(Action::post(to, label));
        if known.cancelled_at.is_some() || begun {
            return Vec::new();
        }
        if known.arrived_at.is_some() || known.absent_at.is_some() {
            // a walk-in is here by what it is
            let fixed = known.walked_in_at.is_some() || known.ends_at + LATE < now;
            let undo = post(Undo { appointment: id }.to_string(), "Revenir en arrière").quiet();
            return if fixed { Vec::new() } else { vec![undo] };
        }
        if act.is_some_and(|act| act.outcome.is_some()) || known.starts_at - EARLY > now {
            return Vec::new();
        }
        let open = OpenPlanned { appointment: id }.to_string();
        let absent = || post(Absent { appointment: id }.to_string(), "Absent").quiet();
        let mut actions = Vec::new();
        if !known.modality.is_remote() {
            actions.push(post(Arrive { appointment: id }.to_string(), "Est là").icon(Icon::Check));
        } else if self.whose.own {
            actions.push(Action::post(open, "Appeler").icon(Icon::Phone));
        }
        if known.starts_at <= now {
            actions.push(absent());
        }
        actions
    }

    fn kept(&self) -> Vec<Entry> {
        let entry = |block: &agenda::Block| {
            let until = french::clock(self.caller.local(block.ends_at).time());
            let mut line = Line::new(format!("Bloqué\u{a0}: {}", block.label))
                .hour(block.start.time())
                .meta(format!("jusqu’à {until}"));
            if self.whose.may_block && block.ends_at > self.facts.now.timestamp() {
                let lift = Action::post(Unblock { block: block.id }.to_string(), "Débloquer");
                line = line.action(self.which.carried_by(lift).small());
            }
            Entry { from: block.starts_at, to: block.ends_at, line }
        };
        self.facts.blocks.iter().map(entry).collect()
    }

    fn elsewhere(&self) -> Vec<Entry> {
        let entry = |time: &agenda::Taken| {
            let (from, to) = (self.caller.local(time.starts_at), self.caller.local(time.ends_at));
            let line = Line::new("Occupé (autre territoire)")
                .hour(from.time())
                .meta(format!("jusqu’à {}", french::clock(to.time())));
            Entry { from: time.starts_at, to: time.ends_at, line }
        };
        self.facts.taken.iter().filter(|time| !time.here).map(entry).collect()
    }

    /// What can still be booked, the slots that follow each other as one line.
    fn free(&self) -> Vec<Entry> {
        let busy: Vec<_> = self.facts.taken.iter().map(|time| (time.starts_at, time.ends_at)).collect();
        let (zone, now) =
            (self.caller.zone.iana_name().unwrap_or("Europe/Paris"), self.facts.now.timestamp());
        let mut runs: Vec<(Slot, u16, Audience)> = Vec::new();
        for rule in &self.facts.rules {
            for slot in free_slots(rule, self.facts.day, zone, now, &busy) {
                match runs.last_mut() {
                    Some((first, count, kept))
                        if first.ends_at == slot.starts_at && *kept == rule.audience =>
                    {
                        first.ends_at = slot.ends_at;
                        first.minutes += slot.minutes;
                        *count += 1;
                    }
                    _ => runs.push((slot, 1, rule.audience)),
                }
            }
        }
        runs.into_iter().map(|(run, count, kept)| self.run(&run, count, kept)).collect()
    }

    fn run(&self, run: &Slot, count: u16, kept: Audience) -> Entry {
        let until = french::clock(self.caller.local(run.ends_at).time());
        let open_to = match kept {
            Audience::OwnPatients => "pour ses patients",
            Audience::Territory => "pour tout le territoire",
            Audience::Sas => "pour le SAS",
        };
        let title = if count == 1 { "Temps libre".to_owned() } else { format!("{count} temps libres") };
        let mut line = Line::new(title).hour(run.start.time()).meta(format!("jusqu’à {until} · {open_to}"));
        if self.whose.may_block {
            let block = Action::post(Block.to_string(), "Bloquer")
                .field("debut", run.start.to_string())
                .field("minutes", run.minutes.to_string());
            line = line.action(self.which.carried_by(block).small());
        }
        Entry { from: run.starts_at, to: run.ends_at, line }
    }
}
