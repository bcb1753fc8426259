//! When professionals receive, and whom: opening rules, blocked time, leave, and the slots that come of them.

use jiff::civil::{Date, DateTime, Time};

use super::calendar::{at_minute, day_plus, days_between, holiday, is_working_day};
use super::keys::{ActKey, ProfessionalKey, SiteKey, TerritoryKey};
use super::places::Places;

/// How an act is held. Assisted is a participant, not a modality.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Modality {
    /// Face to face.
    OnSite,
    /// By ordinary telephone.
    Telephone,
    /// By video.
    Video,
    /// A question and an answer, not at the same time.
    Asynchronous,
}

impl Modality {
    /// All but on site.
    pub fn is_remote(self) -> bool {
        self != Self::OnSite
    }
}

/// The modalities that a rule or a reason allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Modalities(u8);

impl Modalities {
    /// Whether a modality is among them.
    pub fn allows(self, modality: Modality) -> bool {
        self.0 & Self::bit(modality) != 0
    }

    /// The modalities, in the order of [`Modality`].
    pub fn list(self) -> impl Iterator<Item = Modality> {
        [Modality::OnSite, Modality::Telephone, Modality::Video].into_iter().filter(move |m| self.allows(*m))
    }

    pub(super) fn of(words: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        Self(words.into_iter().fold(0, |bits, word| match word.as_ref() {
            "all" => 0b111,
            "onsite" => bits | Self::bit(Modality::OnSite),
            "phone" => bits | Self::bit(Modality::Telephone),
            "video" => bits | Self::bit(Modality::Video),
            other => panic!("« {other} » is no modality"),
        }))
    }

    fn bit(modality: Modality) -> u8 {
        match modality {
            Modality::OnSite => 1,
            Modality::Telephone => 2,
            Modality::Video => 4,
            Modality::Asynchronous => 8,
        }
    }
}

/// Who may be booked in a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Audience {
    /// The doctor's own patients.
    OwnPatients,
    /// Anybody of the territory.
    Territory,
    /// Kept for the SAS.
    Sas,
}

/// A weekly opening of one professional.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OpeningRule {
    /// Who receives.
    pub professional: ProfessionalKey,
    /// For whose patients.
    pub territory: TerritoryKey,
    /// Where.
    pub site: SiteKey,
    /// Monday is 0.
    pub weekday: u8,
    /// Civil start, in Europe/Paris.
    pub start: Time,
    /// Civil end.
    pub end: Time,
    /// Minutes of a slot.
    pub slot_minutes: u8,
    /// What may be booked.
    pub modalities: Modalities,
    /// Who may be booked.
    pub audience: Audience,
    /// First day of the rule, when it has one.
    pub valid_from: Option<Date>,
    /// Last day of the rule, when it has one.
    pub valid_until: Option<Date>,
}

/// A weekly time that is kept: a round in a care home, house calls, a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Block {
    /// Whose time.
    pub professional: ProfessionalKey,
    /// Monday is 0.
    pub weekday: u8,
    /// Civil start.
    pub start: Time,
    /// Civil end.
    pub end: Time,
    /// What the day shows.
    pub label: String,
    /// The care home visited, when it is a round.
    pub site: Option<SiteKey>,
    /// The only day it stands for, when it is not weekly.
    pub only_on: Option<Date>,
}

/// Days without opening: holidays, training, illness.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Leave {
    /// Who is away.
    pub professional: ProfessionalKey,
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
    /// When the desk knew.
    pub known_at: DateTime,
    /// In words.
    pub reason: String,
}

/// On a day when practices are shut, the demonstration opens all the same, as on a Tuesday, by rules that
/// stand for this day only.
pub(super) fn open_today(rules: &mut Vec<OpeningRule>, today: Date) {
    if is_working_day(today) {
        return;
    }
    let exceptional: Vec<_> = rules
        .iter()
        .filter(|rule| rule.weekday == 1)
        .map(|rule| OpeningRule {
            weekday: weekday_of(today),
            valid_from: Some(today),
            valid_until: Some(today),
            ..rule.clone()
        })
        .collect();
    // the weekly rules of that weekday rest, so that no time is open twice
    for rule in rules.iter_mut().filter(|rule| rule.weekday == weekday_of(today)) {
        rule.valid_until = Some(day_plus(today, -1));
    }
    rules.extend(exceptional);
}

/// Reads the short sentences of staff.toml.
pub(super) struct Parser<'a> {
    pub(super) places: &'a Places,
    pub(super) professional: ProfessionalKey,
    pub(super) territory: TerritoryKey,
}

impl Parser<'_> {
    pub(super) fn rules(&self, text: &str) -> Vec<OpeningRule> {
        let mut words = text.split(' ');
        let mut word = || words.next().expect("an opening has six or seven words");
        let (days, (start, end), minutes) = (weekdays(word()), span(word()), word());
        let modalities = Modalities::of(word().split('+'));
        let audience = match word() {
            "own" => Audience::OwnPatients,
            "territory" => Audience::Territory,
            "sas" => Audience::Sas,
            other => panic!("« {other} » is no audience"),
        };
        let site = self.places.site(word().trim_start_matches('@'));
        let territory = words.next().map_or(self.territory, |slug| self.places.territory(slug));
        days.into_iter()
            .map(|weekday| OpeningRule {
                professional: self.professional,
                territory,
                site,
                weekday,
                start,
                end,
                slot_minutes: minutes.parse().expect("minutes of a slot"),
                modalities,
                audience,
                valid_from: None,
                valid_until: None,
            })
            .collect()
    }

    pub(super) fn blocks(&self, text: &str) -> Vec<Block> {
        let (days, rest) = text.split_once(' ').expect("a block has days");
        let (hours, rest) = rest.split_once(' ').expect("a block has hours");
        let (label, site) = rest.split_once(" @").map_or((rest, None), |(label, site)| (label, Some(site)));
        let (start, end) = span(hours);
        weekdays(days)
            .into_iter()
            .map(|weekday| Block {
                professional: self.professional,
                weekday,
                start,
                end,
                label: label.to_owned(),
                site: site.map(|slug| self.places.site(slug)),
                only_on: None,
            })
            .collect()
    }

    pub(super) fn hours(&self, text: &str) -> Vec<(u8, u16, u16)> {
        let _ = self;
        let (days, hours) = text.split_once(' ').expect("advice hours are days and a span");
        let (start, end) = span(hours);
        weekdays(days).into_iter().map(|day| (day, minute_of(start), minute_of(end))).collect()
    }
}

/// Minutes after midnight.
pub(super) fn minute_of(time: Time) -> u16 {
    u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs())
}

/// Monday is 0.
pub(super) fn weekday_of(day: Date) -> u8 {
    day.weekday().to_monday_zero_offset().unsigned_abs()
}

/// A bookable time of one professional on one day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    /// Minutes after midnight.
    pub(super) start: u16,
    pub(super) minutes: u8,
    pub(super) site: SiteKey,
    pub(super) territory: TerritoryKey,
    pub(super) modalities: Modalities,
    pub(super) audience: Audience,
    pub(super) taken: Option<ActKey>,
}

impl Slot {
    pub(super) fn end(&self) -> u16 {
        self.start + u16::from(self.minutes)
    }
}

/// Every slot of everybody, from a first day on.
pub(super) struct Book {
    first: Date,
    days: usize,
    /// By professional, then by day; each day in the order of the hours.
    slots: Vec<Vec<Slot>>,
}

/// Where a slot is in the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) professional: ProfessionalKey,
    pub(super) day: Date,
    pub(super) rank: usize,
    /// How many slots in a row.
    pub(super) count: usize,
}

impl Book {
    pub(super) fn open(
        people: usize,
        rules: &[OpeningRule],
        blocks: &[Block],
        leaves: &[Leave],
        first: Date,
        days: i32,
    ) -> Self {
        let days = usize::try_from(days).expect("the book goes forward");
        let mut book = Self { first, days, slots: vec![Vec::new(); people * days] };
        let mut day = first;
        for offset in 0..days {
            for rule in rules.iter().filter(|rule| stands(rule, day)) {
                let away = |leave: &&Leave| {
                    leave.professional == rule.professional && leave.first <= day && day <= leave.last
                };
                if leaves.iter().any(|leave| away(&leave)) {
                    continue;
                }
                let shut: Vec<_> = blocks
                    .iter()
                    .filter(|block| block.professional == rule.professional && block_stands(block, day))
                    .map(|block| (minute_of(block.start), minute_of(block.end)))
                    .collect();
                book.slots[rule.professional.rank() * days + offset].extend(slots_of(rule, &shut));
            }
            day = day_plus(day, 1);
        }
        for slots in &mut book.slots {
            slots.sort_by_key(|slot| slot.start);
        }
        book
    }

    pub(super) fn day(&self, professional: ProfessionalKey, day: Date) -> &[Slot] {
        self.index(professional, day).map_or(&[], |index| &self.slots[index])
    }

    /// The free places of a professional between two moments, soonest first.
    pub(super) fn free<'a>(
        &'a self,
        professional: ProfessionalKey,
        (from, until): (DateTime, DateTime),
        minutes: u16,
        fits: impl Fn(&Slot) -> bool + 'a,
    ) -> impl Iterator<Item = Place> + 'a {
        let last = days_between(from.date(), until.date()).max(-1);
        (0..=last)
            .map(move |offset| day_plus(from.date(), offset))
            .flat_map(move |day| {
                self.day(professional, day).iter().enumerate().map(move |found| (day, found))
            })
            .filter(move |(_, (_, slot))| slot.taken.is_none() && fits(slot))
            .filter(move |(day, (_, slot))| {
                let start = at_minute(*day, slot.start);
                from <= start && start <= until
            })
            .filter_map(move |(day, (rank, slot))| {
                let count = usize::from(minutes.div_ceil(u16::from(slot.minutes))).max(1);
                let run = self.day(professional, day).get(rank..rank + count)?;
                let joined = run.windows(2).all(|pair| pair[0].end() == pair[1].start);
                let free = run.iter().all(|other| other.taken.is_none() && other.audience == slot.audience);
                (joined && free).then_some(Place { professional, day, rank, count })
            })
    }

    /// Start, whole minutes and site of a place.
    pub(super) fn read(&self, place: Place) -> (DateTime, u16, SiteKey) {
        let run = &self.day(place.professional, place.day)[place.rank..place.rank + place.count];
        let minutes = run.iter().map(|slot| u16::from(slot.minutes)).sum();
        (at_minute(place.day, run[0].start), minutes, run[0].site)
    }

    pub(super) fn take(&mut self, place: Place, act: ActKey) {
        let index = self.index(place.professional, place.day).expect("a place is in the book");
        for slot in &mut self.slots[index][place.rank..place.rank + place.count] {
            assert!(slot.taken.is_none(), "a place is sold once");
            slot.taken = Some(act);
        }
    }

    /// Closes the days of somebody who is away: nothing more is booked on them.
    pub(super) fn shut(&mut self, leave: &Leave) {
        for offset in 0..=days_between(leave.first, leave.last) {
            if let Some(index) = self.index(leave.professional, day_plus(leave.first, offset)) {
                self.slots[index].clear();
            }
        }
    }

    /// Frees what an act holds on a day.
    pub(super) fn release(&mut self, professional: ProfessionalKey, day: Date, act: ActKey) {
        if let Some(index) = self.index(professional, day) {
            for slot in self.slots[index].iter_mut().filter(|slot| slot.taken == Some(act)) {
                slot.taken = None;
            }
        }
    }

    fn index(&self, professional: ProfessionalKey, day: Date) -> Option<usize> {
        let offset =
            usize::try_from(days_between(self.first, day)).ok().filter(|offset| *offset < self.days)?;
        Some(professional.rank() * self.days + offset)
    }
}

/// Whether a rule opens on a day. Weekly rules rest on public holidays; a dated rule stands anyway.
fn stands(rule: &OpeningRule, day: Date) -> bool {
    if rule.weekday != weekday_of(day) {
        return false;
    }
    match (rule.valid_from, rule.valid_until) {
        (None, None) => holiday(day).is_none(),
        (from, until) => from.is_none_or(|from| from <= day) && until.is_none_or(|until| day <= until),
    }
}

/// Whether time is kept on a day.
pub(super) fn block_stands(block: &Block, day: Date) -> bool {
    match block.only_on {
        Some(only) => only == day,
        None => block.weekday == weekday_of(day) && is_working_day(day),
    }
}

fn slots_of(rule: &OpeningRule, shut: &[(u16, u16)]) -> Vec<Slot> {
    let mut slots = Vec::new();
    let mut start = minute_of(rule.start);
    while start + u16::from(rule.slot_minutes) <= minute_of(rule.end) {
        let slot = Slot {
            start,
            minutes: rule.slot_minutes,
            site: rule.site,
            territory: rule.territory,
            modalities: rule.modalities,
            audience: rule.audience,
            taken: None,
        };
        if !shut.iter().any(|(from, until)| slot.start < *until && *from < slot.end()) {
            slots.push(slot);
        }
        start = slot.end();
    }
    slots
}

fn weekdays(words: &str) -> Vec<u8> {
    if let Some((first, last)) = words.split_once('-') {
        return (weekday(first)..=weekday(last)).collect();
    }
    words.split(',').map(weekday).collect()
}

fn weekday(word: &str) -> u8 {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let rank = DAYS.iter().position(|day| *day == word).expect("a day of the week");
    u8::try_from(rank).expect("seven days")
}

fn span(words: &str) -> (Time, Time) {
    let time = |word: &str| word.parse::<Time>().expect("an hour like 13:30");
    let (start, end) = words.split_once('-').expect("hours like 13:30-15:30");
    (time(start), time(end))
}
