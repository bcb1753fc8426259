//! The sentences of an appointment, for its patient.

use agenda::{Appointment, Modality};
use jiff::civil::{Date, Time};
use jiff::{SignedDuration, ToSpan as _};
use territory::Site;
use ui::{Rich, french};

/// « Oui », from « oui ».
pub(super) fn first_upper(text: &str) -> String {
    crate::desk::capitalised(text)
}

/// « Demain à 14 h 50, par téléphone »
pub(super) fn headline(known: &Appointment, today: Date) -> String {
    let on = known.start.date();
    let near = french::relative_day(on, today);
    let day = if near.starts_with(char::is_alphabetic) && on >= today {
        near
    } else {
        format!("le {}", french::day_long(on))
    };
    format!("{} à {}, {}", first_upper(&day), french::clock_words(known.start.time()), known.modality.words())
}

/// The half-hour in which the telephone rings: 14 h 50 lies between 14 h 30 and 15 h.
pub(super) fn half_hour(start: Time) -> (Time, Time) {
    let minutes = start.minute() % 30;
    let from = start.wrapping_sub(i64::from(minutes).minutes());
    (from, from.wrapping_add(30.minutes()))
}

/// Who calls, from which number, when, and what to do twenty minutes later.
pub(super) fn call(known: &Appointment, site: &Site, doctor: Option<&str>) -> (String, Rich<'static>) {
    let (from, to) = half_hour(known.start.time());
    let late = known.start.time().wrapping_add(SignedDuration::from_mins(20));
    let caller = first_upper(doctor.unwrap_or("le médecin"));
    let phone = french::phone(&site.phone);
    let sentence =
        Rich::from(format!("Entre {} et {}, du ", french::clock_words(from), french::clock_words(to)))
            .strong(phone.clone())
            .text(format!(
                ". Gardez votre téléphone près de vous. Pas d’appel à {}\u{202f}? Appelez le ",
                french::clock_words(late)
            ))
            .link(french::tel(&site.phone), phone)
            .text(".");
    (format!("{caller} vous appelle"), sentence)
}

/// Where it is, in a few words.
pub(super) fn place(known: &Appointment, site: &Site) -> String {
    match known.modality {
        Modality::OnSite => format!("{}, {}", site.name, site.address),
        Modality::Telephone => "De chez vous, par téléphone".to_owned(),
        Modality::Video => "De chez vous, en vidéo".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;

    #[test]
    fn the_half_hour_holds_the_start() {
        let at = |hour, minute| time(hour, minute, 0, 0);
        assert_eq!(half_hour(at(14, 50)), (at(14, 30), at(15, 0)));
        assert_eq!(half_hour(at(14, 30)), (at(14, 30), at(15, 0)));
        assert_eq!(half_hour(at(9, 0)), (at(9, 0), at(9, 30)));
        assert_eq!(half_hour(at(23, 40)), (at(23, 30), at(0, 0)));
    }
}
