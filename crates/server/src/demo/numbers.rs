//! National numbers of the demonstration, with true keys and in ranges that no register uses.

use jiff::civil::Date;

/// The OID of the INS test root.
pub const INS_TEST_OID: &str = "1.2.250.1.213.1.4.10";

/// An RPPS number in the test range 997, with its Luhn key.
pub(super) fn rpps(rank: usize) -> String {
    with_luhn(&format!("99700{rank:05}"))
}

/// A FINESS number of a department, in a series kept for the demonstration, with its Luhn key.
pub(super) fn finess(department: &str, rank: usize) -> String {
    with_luhn(&format!("{department}99{rank:04}"))
}

/// The fifteen characters of an INS: sex, year, month, place of birth, order and key 97 − (N mod 97),
/// where 2A counts as 19 and 2B as 18.
pub(super) fn ins(female: bool, born: Date, birth_place: &str, order: u32) -> String {
    let sex = if female { 2 } else { 1 };
    let body = format!("{sex}{:02}{:02}{birth_place}{order:03}", born.year().rem_euclid(100), born.month());
    let key = 97 - number(&body.replace("2A", "19").replace("2B", "18")) % 97;
    format!("{body}{key:02}")
}

/// A phone number in one of the ranges that ARCEP keeps for fiction: `prefix` and four digits in pairs.
pub(super) fn phone(prefix: &str, rank: u32) -> String {
    format!("{prefix} {:02} {:02}", rank / 100 % 100, rank % 100)
}

fn with_luhn(body: &str) -> String {
    let sum: u32 = body
        .bytes()
        .rev()
        .enumerate()
        .map(|(rank, byte)| {
            let digit = u32::from(byte - b'0') * if rank % 2 == 0 { 2 } else { 1 };
            digit / 10 + digit % 10
        })
        .sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

fn number(digits: &str) -> u64 {
    digits.bytes().fold(0, |number, byte| number * 10 + u64::from(byte - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ins_carries_the_key_of_the_published_examples() {
        // ANS test patient and a Corsican number, facts of the national specification
        assert_eq!(ins(true, Date::constant(1979, 3, 1), "51215", 189), "279035121518989");
        assert_eq!(ins(true, Date::constant(1985, 7, 1), "2A004", 123), "285072A00412338");
    }

    #[test]
    fn an_rpps_and_a_finess_pass_luhn() {
        assert_eq!(with_luhn("9970021889"), "99700218896");
        assert_eq!(with_luhn("95004722"), "950047225");
    }
}
