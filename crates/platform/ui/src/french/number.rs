//! Numbers: thousands parted by a narrow no-break space, a decimal comma, a true minus.

use super::NARROW;

/// `1 284`.
pub fn integer(number: i64) -> String {
    grouped(&number.unsigned_abs().to_string(), number < 0)
}

/// `14,2` with one decimal; halves go away from zero. A number that is not finite is « – ».
pub fn decimal(number: f64, decimals: usize) -> String {
    if !number.is_finite() {
        return "–".to_owned();
    }
    let plain = format!("{:.decimals$}", rounded(number.abs(), decimals));
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let is_zero = plain.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let mut text = grouped(whole, number < 0.0 && !is_zero);
    if !fraction.is_empty() {
        text.push(',');
        text.push_str(fraction);
    }
    text
}

/// `61 %`; the number is already in hundredths.
pub fn percent(number: f64, decimals: usize) -> String {
    format!("{}{NARROW}%", decimal(number, decimals))
}

/// `+9` or `−3`: a change.
pub fn signed(number: f64, decimals: usize) -> String {
    let text = decimal(number, decimals);
    if number > 0.0 && text.bytes().any(|byte| matches!(byte, b'1'..=b'9')) {
        format!("+{text}")
    } else {
        text
    }
}

/// `1 284,50 €`; whole euros lose their cents.
pub fn euros(cents: i64) -> String {
    let whole = grouped(&(cents.unsigned_abs() / 100).to_string(), cents < 0);
    match cents.unsigned_abs() % 100 {
        0 => format!("{whole}{NARROW}€"),
        rest => format!("{whole},{rest:02}{NARROW}€"),
    }
}

/// The printer of `std` rounds halves to even on the binary value: a decimal that reads 2,5 must print 3.
fn rounded(number: f64, decimals: usize) -> f64 {
    let scale = 10_f64.powi(i32::try_from(decimals).unwrap_or(0));
    let scaled = number * scale;
    if scaled.is_finite() && scaled < 1e15 { (scaled + 1e-9).round() / scale } else { number }
}

fn grouped(digits: &str, negative: bool) -> String {
    let mut text = String::with_capacity(digits.len() * 2);
    if negative {
        text.push('−');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(NARROW);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_parted_by_a_space_that_does_not_break() {
        assert_eq!(integer(1_284), "1\u{202f}284");
        assert_eq!(integer(200_000), "200\u{202f}000");
        assert_eq!(integer(-1_284_000), "−1\u{202f}284\u{202f}000");
        assert_eq!(integer(999), "999");
        assert_eq!(integer(i64::MIN), "−9\u{202f}223\u{202f}372\u{202f}036\u{202f}854\u{202f}775\u{202f}808");
    }

    #[test]
    fn decimals_have_a_comma_and_round_as_one_does_by_hand() {
        assert_eq!(decimal(14.2, 1), "14,2");
        assert_eq!(decimal(2.5, 0), "3");
        assert_eq!(decimal(0.125, 2), "0,13");
        assert_eq!(decimal(-0.04, 1), "0,0");
        assert_eq!(decimal(12_345.678, 1), "12\u{202f}345,7");
        assert_eq!(decimal(f64::NAN, 1), "–");
    }

    #[test]
    fn shares_changes_and_money_carry_their_sign() {
        assert_eq!(percent(61.0, 0), "61\u{202f}%");
        assert_eq!(signed(9.0, 0), "+9");
        assert_eq!(signed(-3.0, 0), "−3");
        assert_eq!(signed(0.0, 1), "0,0");
        assert_eq!(signed(0.04, 1), "0,0");
        assert_eq!(euros(128_450), "1\u{202f}284,50\u{202f}€");
        assert_eq!(euros(7_400), "74\u{202f}€");
        assert_eq!(euros(-5), "−0,05\u{202f}€");
    }
}
