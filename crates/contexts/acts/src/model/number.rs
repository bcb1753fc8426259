//! The number of an act, as a coordinator reads it over the telephone: told by its id, so nothing is stored.

use kernel::ActId;

/// Digits and letters that are not taken for one another (Crockford's base 32).
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// « K7QM-2F9A »: forty random bits of the id.
pub fn number(act: ActId) -> String {
    let bits = act.uuid().as_u128() & 0xff_ffff_ffff;
    let digit = |rank: u32| {
        let place = usize::try_from((bits >> (5 * rank)) & 31).unwrap_or(0);
        char::from(DIGITS[place])
    };
    let half = |from: u32| (0..4).rev().map(|rank| digit(from + rank)).collect::<String>();
    format!("{}-{}", half(4), half(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_short_and_always_the_same() {
        let act: ActId = "0193a1b2-0000-7000-8000-0123456789ab".parse().unwrap();
        assert_eq!(number(act), "4D2P-F2DB");
        assert_eq!(number(act), number(act));
    }
}
