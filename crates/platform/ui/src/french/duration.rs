//! Durations in words: what a person says, never a clock that counts.

use jiff::SignedDuration;

use super::{NARROW, integer};

/// `18 min`, `1 h 20`, `3 jours`, `moins d’une minute`. The sign is ignored.
pub fn duration(time: SignedDuration) -> String {
    let minutes = time.abs().as_mins();
    match minutes {
        0 => "moins d’une minute".to_owned(),
        1..60 => format!("{minutes}{NARROW}min"),
        60..1440 => match minutes % 60 {
            0 => format!("{}{NARROW}h", minutes / 60),
            rest => format!("{}{NARROW}h{NARROW}{rest:02}", minutes / 60),
        },
        _ => days(minutes / 1440),
    }
}

/// `depuis 18 min`.
pub fn since(time: SignedDuration) -> String {
    format!("depuis {}", duration(time))
}

/// `il y a 2 h`, `à l’instant`.
pub fn ago(time: SignedDuration) -> String {
    if time.abs().as_mins() == 0 { "à l’instant".to_owned() } else { format!("il y a {}", duration(time)) }
}

fn days(number: i64) -> String {
    match number {
        1 => "1 jour".to_owned(),
        2..62 => format!("{number} jours"),
        62..730 => format!("{} mois", number / 30),
        _ => format!("{} ans", integer(number / 365)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(number: i64) -> SignedDuration {
        SignedDuration::from_mins(number)
    }

    #[test]
    fn someone_has_been_waiting() {
        assert_eq!(since(minutes(18)), "depuis 18\u{202f}min");
        assert_eq!(since(SignedDuration::from_secs(20)), "depuis moins d’une minute");
    }

    #[test]
    fn something_happened() {
        assert_eq!(ago(minutes(120)), "il y a 2\u{202f}h");
        assert_eq!(ago(minutes(80)), "il y a 1\u{202f}h\u{202f}20");
        assert_eq!(ago(minutes(0)), "à l’instant");
    }

    #[test]
    fn long_times_lose_their_minutes() {
        assert_eq!(duration(minutes(1440)), "1 jour");
        assert_eq!(duration(minutes(9 * 1440 + 70)), "9 jours");
        assert_eq!(duration(minutes(90 * 1440)), "3 mois");
        assert_eq!(duration(minutes(5 * 365 * 1440)), "5 ans");
        assert_eq!(duration(-minutes(61)), "1\u{202f}h\u{202f}01");
    }
}
