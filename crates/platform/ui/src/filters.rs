//! French formats as askama filters. A page's module says `use ui::filters;`, its template `{{ date|day_long }}`.

#![expect(clippy::inline_always, reason = "askama writes the filters' bodies")]

use askama::{Result, Values};
use jiff::civil::{Date, Time};

use crate::french;

/// Puts the right spaces and apostrophes into a text of ours.
#[askama::filter_fn]
pub fn typo(text: impl AsRef<str>, _: &dyn Values) -> Result<String> {
    Ok(french::typo(text.as_ref()).into_owned())
}

/// `mar. 24 nov. 2026`.
#[askama::filter_fn]
pub fn day(date: &Date, _: &dyn Values) -> Result<String> {
    Ok(french::day(*date))
}

/// `mardi 24 novembre 2026`.
#[askama::filter_fn]
pub fn day_long(date: &Date, _: &dyn Values) -> Result<String> {
    Ok(french::day_long(*date))
}

/// `24 nov.`
#[askama::filter_fn]
pub fn day_month(date: &Date, _: &dyn Values) -> Result<String> {
    Ok(french::day_month(*date))
}

/// `7 juin 1951`.
#[askama::filter_fn]
pub fn birth(date: &Date, _: &dyn Values) -> Result<String> {
    Ok(french::birth(*date))
}

/// `14:30`.
#[askama::filter_fn]
pub fn clock(time: &Time, _: &dyn Values) -> Result<String> {
    Ok(french::clock(*time))
}

/// `14 h 30`.
#[askama::filter_fn]
pub fn clock_words(time: &Time, _: &dyn Values) -> Result<String> {
    Ok(french::clock_words(*time))
}

/// `02 61 91 18 00`.
#[askama::filter_fn]
pub fn phone(number: impl AsRef<str>, _: &dyn Values) -> Result<String> {
    Ok(french::phone(number.as_ref()))
}

/// `tel:+33261911800`, for `href`.
#[askama::filter_fn]
pub fn tel(number: impl AsRef<str>, _: &dyn Values) -> Result<String> {
    Ok(french::tel(number.as_ref()))
}

/// `1 51 06 18 300 014 75`.
#[askama::filter_fn]
pub fn ins(matricule: impl AsRef<str>, _: &dyn Values) -> Result<String> {
    Ok(french::ins(matricule.as_ref()).into_owned())
}

/// `1 284`.
#[askama::filter_fn]
pub fn integer(number: &i64, _: &dyn Values) -> Result<String> {
    Ok(french::integer(*number))
}

/// `14,2`, with that many decimals.
#[askama::filter_fn]
pub fn decimal(number: &f64, _: &dyn Values, decimals: usize) -> Result<String> {
    Ok(french::decimal(*number, decimals))
}

/// `1 284,50 €` from cents.
#[askama::filter_fn]
pub fn euros(cents: &i64, _: &dyn Values) -> Result<String> {
    Ok(french::euros(*cents))
}

#[cfg(test)]
mod tests {
    use askama::Template;
    use jiff::civil::{Date, Time, date, time};

    use crate::filters;

    #[derive(Template)]
    #[template(
        source = "{{ on|day }} · {{ on|day_long }} · {{ at|clock_words }} · {{ phone|phone }} · {{ n|integer }} · {{ x|decimal(1) }} · {{ \"Fini ?\"|typo }}",
        ext = "txt"
    )]
    struct Sentence<'a> {
        on: Date,
        at: Time,
        phone: &'a str,
        n: i64,
        x: f64,
    }

    #[test]
    fn a_template_writes_french() {
        let page = Sentence {
            on: date(2026, 11, 24),
            at: time(14, 30, 0, 0),
            phone: "0261911800",
            n: 1284,
            x: 14.25,
        };
        let text = page.render().unwrap().replace(['\u{a0}', '\u{202f}'], " ");
        assert_eq!(
            text,
            "mar. 24 nov. 2026 · mardi 24 novembre 2026 · 14 h 30 · 02 61 91 18 00 · 1 284 · 14,3 · Fini ?"
        );
    }
}
