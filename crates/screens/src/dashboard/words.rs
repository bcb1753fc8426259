//! Sentences about figures: periods, counts, shares, the moment they stand at.

use indicators::AsOf;
use indicators::disclosure::{Share, Shown};
use jiff::civil::Date;
use ui::{Value, french};
use web::Caller;

/// « du 1er septembre au 24 novembre 2026 »
pub(super) fn period(from: Date, to: Date) -> String {
    if from == to {
        return format!("le {}", french::day(from));
    }
    let begins = if from.year() == to.year() { french::day_month(from) } else { french::day(from) };
    format!("du {begins} au {}", french::day(to))
}

/// « Arrêtés au 24 novembre 2026 à 9 h 12, fait n° 1 234 du journal »
pub(super) fn as_of(caller: &Caller, known: AsOf) -> String {
    let Some(at) = known.at else { return "Aucun fait du journal n’est encore compté".to_owned() };
    let local = caller.local(at);
    format!(
        "Arrêtés au {} à {}, fait n°\u{a0}{} du journal",
        french::day(local.date()),
        french::clock(local.time()),
        french::integer(i64::try_from(known.seq).unwrap_or(i64::MAX)),
    )
}

/// « 1 284 », or « < 11 ».
pub(super) fn count(shown: Shown) -> String {
    shown.map_or_else(|| "<\u{a0}11".to_owned(), |count| french::integer(count.into()))
}

/// « 14,2 », « masqué » or « inconnu ».
pub(super) fn share(share: Share) -> String {
    match share {
        Share::Known(number) => french::decimal(number, 1),
        Share::Masked => "masqué".to_owned(),
        Share::Unknown => "inconnu".to_owned(),
    }
}

/// The unit that follows a share, when it is a number.
pub(super) fn percent(share: Share) -> &'static str {
    if matches!(share, Share::Known(_)) { "%" } else { "" }
}

pub(super) fn value(shown: Shown) -> Value {
    shown.map_or(Value::Masked, Value::from)
}

pub(super) fn share_value(share: Share) -> Value {
    match share {
        Share::Known(number) => Value::Known(number),
        Share::Masked => Value::Masked,
        Share::Unknown => Value::Missing,
    }
}

/// « 3 actes », « 1 acte », « moins de 11 actes ».
pub(super) fn acts(shown: Shown) -> String {
    match shown {
        None => "moins de 11 actes".to_owned(),
        Some(count @ (0 | 1)) => format!("{count} acte"),
        Some(count) => format!("{} actes", french::integer(count.into())),
    }
}
