//! When professionals are away, and the odd hour that is kept: drawn around today, never on it.

use jiff::civil::{Date, time};

use super::agenda::{Block, Leave, weekday_of};
use super::calendar::{at_minute, day_plus, is_working_day, working_day_from};
use super::desk::Sentences;
use super::dice::Dice;
use super::keys::ProfessionalKey;
use super::promises::TEAM;
use super::staff::{Job, Staff};

/// Planned weeks off for every doctor, and three absences that nobody had planned.
pub(super) fn draw(seed: u64, today: Date, staff: &Staff, sentences: &Sentences) -> Vec<Leave> {
    let mut dice = Dice::new(seed, "leaves");
    let monday = day_plus(today, -i32::from(weekday_of(today)));
    let mut leaves = Vec::new();
    for doctor in staff.people.iter().filter(|person| person.job == Job::Doctor) {
        // weeks before and after this one; the week of today stays whole
        let past = -7 * dice.between(2, 12);
        let future = 7 * dice.between(1, 5);
        for (week, chance) in [(past, 720), (future, 450)] {
            if dice.chance(chance) {
                let first = day_plus(monday, week);
                leaves.push(Leave {
                    professional: doctor.key,
                    first,
                    last: day_plus(first, 5),
                    known_at: at_minute(day_plus(first, -90), 540),
                    reason: dice.word(&sentences.leave).to_owned(),
                });
            }
        }
    }
    leaves.extend(unplanned(today, staff));
    leaves
}

/// Illness learnt the same morning, training learnt two days before, and a meeting of next week learnt
/// yesterday: they cancel and move appointments.
fn unplanned(today: Date, staff: &Staff) -> Vec<Leave> {
    let absence = |slug: &str, days: i32, notice: i32, minute: u16, reason: &str| {
        let day = working_day_from(day_plus(today, days));
        Leave {
            professional: staff.key(slug),
            first: day,
            last: day,
            known_at: at_minute(day_plus(day, -notice), minute),
            reason: reason.to_owned(),
        }
    };
    let next_week = working_day_from(day_plus(today, 6));
    vec![
        absence("charpentier", -17, 0, 455, "Souffrante"),
        absence("thibault", -33, 2, 780, "Formation"),
        absence("verdier", -52, 0, 420, "Souffrant"),
        Leave {
            professional: staff.key("auclair"),
            first: next_week,
            last: day_plus(next_week, 1),
            known_at: at_minute(day_plus(today, -1), 1020),
            reason: "Réunion du réseau, deux jours".to_owned(),
        },
    ]
}

/// An hour kept now and then, today's for the first doctor of the team: a house call.
pub(super) fn draw_blocks(seed: u64, today: Date, staff: &Staff, sentences: &Sentences) -> Vec<Block> {
    let mut dice = Dice::new(seed, "blocks");
    let mut blocks = Vec::new();
    let doctors: Vec<ProfessionalKey> =
        staff.people.iter().filter(|person| person.capacity > 0).map(|person| person.key).collect();
    for offset in -90..30 {
        let day = day_plus(today, offset);
        if offset == 0 || !is_working_day(day) {
            continue;
        }
        for doctor in &doctors {
            if dice.chance(70) {
                let hour = i8::try_from(dice.between(14, 16)).unwrap_or(15);
                blocks.push(Block {
                    professional: *doctor,
                    weekday: weekday_of(day),
                    start: time(hour, 10, 0, 0),
                    end: time(hour, 50, 0, 0),
                    label: dice.word(&sentences.blocks).to_owned(),
                    site: None,
                    only_on: Some(day),
                });
            }
        }
    }
    for slug in TEAM {
        blocks.push(Block {
            professional: staff.key(slug),
            weekday: weekday_of(today),
            start: time(17, 10, 0, 0),
            end: time(18, 10, 0, 0),
            label: "Visites à domicile".to_owned(),
            site: None,
            only_on: Some(today),
        });
    }
    blocks
}
