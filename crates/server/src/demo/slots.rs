//! The typed slots of report texts: what each one is, its usual range, and how French writes it.

use super::dice::Dice;
use super::health::Health;

/// A slot of a report text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// A measured or counted value, by its rank in [`QUANTITIES`].
    Quantity(usize),
    /// Blood pressure: at the practice, standing, at home.
    Pressure(Pressure),
    /// Size of a wound, now or at the control before.
    Wound {
        before: bool,
    },
    /// « trois jours », by its rank in [`SPANS`].
    Span(usize),
    /// « 2e », the same number as the days.
    Rank,
    /// « droit » or « droite », the same side in one story.
    Side {
        feminine: bool,
    },
    Age,
    Carer {
        capital: bool,
    },
    Nurse,
    /// Who asks for the opinion: « Dr Naudin », « le Dr Naudin », « du Dr Naudin ».
    Colleague(Article),
    Treatment,
    Treatments,
    /// A working day so many days later.
    DayIn(u8),
}

/// What comes before a colleague's title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Article {
    None,
    The,
    Of,
}

/// A slot whose range a story narrows, for its first reports or for its controls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) slot: Slot,
    pub(super) first: (i32, i32),
    /// Of the second value of a blood pressure.
    pub(super) second: Option<(i32, i32)>,
    pub(super) again: bool,
}

/// Which blood pressure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pressure {
    Seated,
    Standing,
    Home,
}

/// A quantity: name, decimals, usual range without decimal point.
pub(super) struct Quantity {
    pub(super) name: &'static str,
    pub(super) decimals: u8,
    usual: (i32, i32),
}

const fn quantity(name: &'static str, decimals: u8, usual: (i32, i32)) -> Quantity {
    Quantity { name, decimals, usual }
}

pub(super) const QUANTITIES: [Quantity; 18] = [
    quantity("fc", 0, (60, 84)),
    quantity("temp", 1, (365, 373)),
    quantity("sat", 0, (95, 98)),
    quantity("poids", 1, (0, 0)),
    quantity("hba1c", 1, (66, 76)),
    quantity("hba1c_avant", 1, (66, 74)),
    quantity("gly", 2, (105, 148)),
    quantity("gly2", 2, (150, 190)),
    quantity("creat", 0, (62, 104)),
    quantity("dfg", 0, (54, 92)),
    quantity("k", 1, (39, 48)),
    quantity("ldl", 2, (90, 155)),
    quantity("tsh", 1, (9, 34)),
    quantity("hb", 1, (122, 148)),
    quantity("mm", 0, (4, 12)),
    quantity("eva", 0, (3, 6)),
    quantity("inr", 1, (20, 30)),
    quantity("crp", 0, (2, 18)),
];

/// Spans of time: name, usual range, singular and plural.
const SPANS: [(&str, (i32, i32), &str, &str); 3] = [
    ("jours", (2, 6), "jour", "jours"),
    ("semaines", (2, 8), "semaine", "semaines"),
    ("mois", (2, 8), "mois", "mois"),
];

impl Slot {
    pub(super) fn named(name: &str) -> Self {
        if let Some(rank) = QUANTITIES.iter().position(|quantity| quantity.name == name) {
            return Self::Quantity(rank);
        }
        if let Some(rank) = SPANS.iter().position(|span| span.0 == name) {
            return Self::Span(rank);
        }
        if let Some(days) = name.strip_prefix("dans").and_then(|days| days.parse().ok()) {
            return Self::DayIn(days);
        }
        match name {
            "ta" => Self::Pressure(Pressure::Seated),
            "ta_debout" => Self::Pressure(Pressure::Standing),
            "ta_maison" => Self::Pressure(Pressure::Home),
            "plaie" => Self::Wound { before: false },
            "plaie_avant" => Self::Wound { before: true },
            "rang" => Self::Rank,
            "droit" => Self::Side { feminine: false },
            "droite" => Self::Side { feminine: true },
            "age" => Self::Age,
            "aidant" => Self::Carer { capital: false },
            "Aidant" => Self::Carer { capital: true },
            "infirmiere" => Self::Nurse,
            "confrere" => Self::Colleague(Article::None),
            "le_confrere" => Self::Colleague(Article::The),
            "du_confrere" => Self::Colleague(Article::Of),
            "traitement" => Self::Treatment,
            "traitements" => Self::Treatments,
            other => panic!("« {other} » is no slot"),
        }
    }

    /// The tag without which the slot has no value.
    pub(super) fn tag(self) -> Option<&'static str> {
        match self {
            Self::Carer { .. } => Some("aidant"),
            Self::Nurse => Some("nurse"),
            Self::Colleague(_) => Some("async"),
            Self::Treatment | Self::Treatments => Some("traite"),
            _ => None,
        }
    }

    /// A range of a scenario: « temp=38.1-39.4 », « ta=118-134/66-78 », « again:ta=132-142/76-84 » for controls.
    pub(super) fn range(text: &'static str) -> Range {
        let (text, again) = text.strip_prefix("again:").map_or((text, false), |text| (text, true));
        let (name, range) = text.split_once('=').expect("a range is slot=low-high");
        let slot = Self::named(name);
        let decimals = match slot {
            Self::Quantity(rank) => QUANTITIES[rank].decimals,
            _ => 0,
        };
        let bounds = |text: &str| {
            let (low, high) = text.split_once('-').expect("a range is low-high");
            (scaled(low, decimals), scaled(high, decimals))
        };
        match range.split_once('/') {
            Some((first, second)) => {
                Range { slot, first: bounds(first), second: Some(bounds(second)), again }
            }
            None => Range { slot, first: bounds(range), second: None, again },
        }
    }
}

/// The usual range of a quantity for somebody.
pub(super) fn usual(rank: usize, health: &Health, age: i32) -> (i32, i32) {
    match QUANTITIES[rank].name {
        "poids" => {
            let weight = i32::from(health.weight_hg);
            // adults are weighed to the kilogram
            let weight = if age > 15 { weight / 10 * 10 } else { weight };
            (weight, weight)
        }
        "fc" if age < 6 => (96, 122),
        "fc" if age < 15 => (76, 102),
        "sat" if health.conditions.contains(&"bpco") => (92, 95),
        _ => QUANTITIES[rank].usual,
    }
}

/// Estimated filtration in ml/min for 1.73 m², from creatinine in µmol/l, age and sex: CKD-EPI 2009
/// (Levey et al., Ann Intern Med 2009;150:604), the equation that French laboratories use.
pub(super) fn filtration(creatinine: i32, age: i32, female: bool) -> i32 {
    let (kappa, alpha, factor) = if female { (0.7, -0.329, 1.018) } else { (0.9, -0.411, 1.0) };
    let ratio = f64::from(creatinine) / 88.4 / kappa;
    let rate = 141.0
        * libm::pow(ratio.min(1.0), alpha)
        * libm::pow(ratio.max(1.0), -1.209)
        * libm::pow(0.993, f64::from(age))
        * factor;
    #[expect(clippy::cast_possible_truncation, reason = "a filtration is under 200")]
    let whole = libm::round(rate) as i32;
    whole
}

/// The usual blood pressure of somebody, of one kind.
pub(super) fn usual_pressure(kind: Pressure, health: &Health, dice: &mut Dice) -> (i32, i32) {
    let (systolic, diastolic) = (i32::from(health.pressure.0), i32::from(health.pressure.1));
    let shift = match kind {
        Pressure::Seated => 0,
        Pressure::Standing => -4,
        Pressure::Home => -5,
    };
    (systolic + shift + dice.bell(-7, 8), diastolic + shift / 2 + dice.bell(-5, 5))
}

/// The usual range of a span.
pub(super) fn usual_span(rank: usize) -> (i32, i32) {
    SPANS[rank].1
}

/// « trois jours », « une semaine ».
pub(super) fn span_in_words(rank: usize, count: i32) -> String {
    const WORDS: [&str; 17] = [
        "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
        "douze", "treize", "quatorze", "quinze", "seize",
    ];
    let (_, _, singular, plural) = SPANS[rank];
    match (count, singular) {
        (1, "semaine") => "une semaine".to_owned(),
        (1, _) => format!("un {singular}"),
        (0..=16, _) => format!("{} {plural}", WORDS[usize::try_from(count).unwrap_or(0)]),
        _ => format!("{count}\u{a0}{plural}"),
    }
}

/// « 4 ans », « 7 mois ».
pub(super) fn age_in_words(years: i32, months: i32) -> String {
    match years {
        0 => format!("{}\u{a0}mois", months.max(1)),
        1 => "1\u{a0}an".to_owned(),
        _ => format!("{years}\u{a0}ans"),
    }
}

/// A number with the French comma.
pub(super) fn decimal(value: i32, decimals: u8) -> String {
    let scale = 10_i32.pow(u32::from(decimals));
    match decimals {
        0 => value.to_string(),
        1 => format!("{},{}", value / scale, value % scale),
        _ => format!("{},{:02}", value / scale, value % scale),
    }
}

fn scaled(text: &str, decimals: u8) -> i32 {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{whole}{rest:0<width$}", width = usize::from(decimals));
    digits.parse().expect("a bound of a range is a number with at most the slot's decimals")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_spans_read_as_french() {
        assert_eq!(decimal(386, 1), "38,6");
        assert_eq!(decimal(108, 2), "1,08");
        assert_eq!(span_in_words(0, 3), "trois jours");
        assert_eq!(span_in_words(1, 1), "une semaine");
        assert_eq!(span_in_words(2, 18), "18\u{a0}mois");
        assert_eq!(age_in_words(0, 7), "7\u{a0}mois");
    }

    #[test]
    fn filtration_follows_age_and_sex() {
        assert_eq!(filtration(92, 85, true), 49);
        assert_eq!(filtration(80, 50, false), 99);
    }

    #[test]
    fn a_range_is_read_with_the_decimals_of_its_slot() {
        assert_eq!(Slot::range("temp=38.1-39").first, (381, 390));
        assert_eq!(Slot::range("ta=118-134/66-78").second, Some((66, 78)));
    }
}
