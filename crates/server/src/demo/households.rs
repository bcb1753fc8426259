//! The shape of the population: who lives with whom, and how old they are, as in rural Cher.

use super::dice::Dice;

/// One person of a household before they have a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) age: i32,
    pub(super) female: bool,
    pub(super) role: Role,
}

/// What someone is in their household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Gives the household its name.
    Head,
    /// Lives with the head as a couple.
    Partner,
    /// A child of the head.
    Child,
}

/// Draws a household. Kinds and ages are set so that the whole looks like the population of rural Cher:
/// about 14 % under 15, 40 % over 60, 3 % over 90 (orders of magnitude of INSEE, population by age).
pub(super) fn draw(dice: &mut Dice) -> Vec<Member> {
    match dice.weighted(&[17, 33, 8, 21, 10, 6, 5]) {
        0 => elder_alone(dice),
        1 => elder_couple(dice),
        2 => couple(dice, (40, 66), 500),
        3 => family(dice, true),
        4 => {
            let age = dice.between(22, 66);
            vec![head(age, dice.chance(420))]
        }
        5 => family(dice, false),
        _ => couple_with_grown_child(dice),
    }
}

/// Someone of a care home.
pub(super) fn resident(dice: &mut Dice) -> Member {
    head(dice.bell(76, 104), dice.chance(720))
}

fn head(age: i32, female: bool) -> Member {
    Member { age, female, role: Role::Head }
}

fn elder_alone(dice: &mut Dice) -> Vec<Member> {
    let age = if dice.chance(420) { dice.bell(60, 94) } else { dice.between(66, 99) };
    vec![head(age, dice.chance(if age > 75 { 760 } else { 520 }))]
}

fn elder_couple(dice: &mut Dice) -> Vec<Member> {
    let years = if dice.chance(760) { (59, 78) } else { (70, 94) };
    couple(dice, years, 860)
}

fn couple(dice: &mut Dice, (youngest, oldest): (i32, i32), married: u32) -> Vec<Member> {
    let age = dice.between(youngest, oldest);
    let partner = (age - dice.bell(-4, 9)).max(19);
    // an unmarried couple keeps two names: the partner is then named as a head of their own
    let role = if dice.chance(married) { Role::Partner } else { Role::Head };
    vec![head(age, false), Member { age: partner, female: true, role }]
}

fn family(dice: &mut Dice, together: bool) -> Vec<Member> {
    let parent = dice.bell(27, 62);
    let mother = (parent - dice.bell(-2, 6)).max(21);
    let mut members = if together {
        vec![head(parent, false), Member { age: mother, female: true, role: Role::Partner }]
    } else {
        vec![head(mother, dice.chance(820))]
    };
    let children = 1 + dice.weighted(&[36, 42, 17, 5]);
    for _ in 0..children {
        let oldest = (mother - 20).clamp(0, 26);
        let youngest = (mother - 40).max(0).min(oldest);
        let age = dice.between(youngest, oldest);
        members.push(Member { age, female: dice.chance(488), role: Role::Child });
    }
    members
}

fn couple_with_grown_child(dice: &mut Dice) -> Vec<Member> {
    let mut members = couple(dice, (46, 66), 900);
    let age = dice.between(16, 28).min(members[1].age - 20).max(15);
    members.push(Member { age, female: dice.chance(440), role: Role::Child });
    members
}
