//! What is measured, in which unit it is kept, and how it is read.

use serde::{Deserialize, Serialize};
use ui::french;

/// What is measured. Values are whole numbers in the smallest unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeasureKind {
    /// mmHg, systolic then diastolic.
    BloodPressure,
    /// Beats a minute.
    HeartRate,
    /// Grams.
    Weight,
    /// Tenths of a degree Celsius.
    Temperature,
    /// Hundredths of saturation.
    Oxygen,
    /// Milligrams a decilitre, so hundredths of a gram a litre.
    Glucose,
    /// Millilitres a minute.
    Filtration,
}

impl MeasureKind {
    pub const ALL: [Self; 7] = [
        Self::BloodPressure,
        Self::HeartRate,
        Self::Weight,
        Self::Temperature,
        Self::Oxygen,
        Self::Glucose,
        Self::Filtration,
    ];

    /// The name that tables use.
    pub fn name(self) -> &'static str {
        match self {
            Self::BloodPressure => "blood_pressure",
            Self::HeartRate => "heart_rate",
            Self::Weight => "weight",
            Self::Temperature => "temperature",
            Self::Oxygen => "oxygen",
            Self::Glucose => "glucose",
            Self::Filtration => "filtration",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// « Filtration rénale »
    pub fn words(self) -> &'static str {
        match self {
            Self::BloodPressure => "Tension",
            Self::HeartRate => "Pouls",
            Self::Weight => "Poids",
            Self::Temperature => "Température",
            Self::Oxygen => "Saturation",
            Self::Glucose => "Glycémie",
            Self::Filtration => "Filtration rénale",
        }
    }

    /// « 124/72 », « 81 kg », « 38,2 °C ».
    pub fn value_words(self, value: i32, second: Option<i32>) -> String {
        let scaled = |divisor: f64, decimals, unit: &str| {
            let text = french::decimal(f64::from(value) / divisor, decimals);
            let text = text.strip_suffix(",0").unwrap_or(&text);
            format!("{text}\u{a0}{unit}")
        };
        match self {
            Self::BloodPressure => match second {
                Some(second) => format!("{value}/{second}"),
                None => value.to_string(),
            },
            Self::HeartRate => scaled(1.0, 0, "/min"),
            Self::Weight => scaled(1000.0, 1, "kg"),
            Self::Temperature => scaled(10.0, 1, "°C"),
            Self::Oxygen => scaled(1.0, 0, "%"),
            Self::Glucose => scaled(100.0, 2, "g/l"),
            Self::Filtration => scaled(1.0, 0, "ml/min"),
        }
    }
}

/// How the body was when it was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Posture {
    Sitting,
    Standing,
    Lying,
}

impl Posture {
    pub const ALL: [Self; 3] = [Self::Sitting, Self::Standing, Self::Lying];

    /// The name that tables use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sitting => "sitting",
            Self::Standing => "standing",
            Self::Lying => "lying",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|posture| posture.name() == name)
    }

    /// « debout »
    pub fn words(self) -> &'static str {
        match self {
            Self::Sitting => "assis",
            Self::Standing => "debout",
            Self::Lying => "couché",
        }
    }
}

/// Who told it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SaidBy {
    Patient,
    Professional,
    Device,
    Laboratory,
}

impl SaidBy {
    pub const ALL: [Self; 4] = [Self::Patient, Self::Professional, Self::Device, Self::Laboratory];

    /// The name that tables use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Patient => "patient",
            Self::Professional => "professional",
            Self::Device => "device",
            Self::Laboratory => "laboratory",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|said| said.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_read_as_people_say_them() {
        assert_eq!(MeasureKind::BloodPressure.value_words(124, Some(72)), "124/72");
        assert_eq!(MeasureKind::Weight.value_words(81_000, None), "81\u{a0}kg");
        assert_eq!(MeasureKind::Temperature.value_words(382, None), "38,2\u{a0}°C");
        assert_eq!(MeasureKind::Glucose.value_words(123, None), "1,23\u{a0}g/l");
        assert_eq!(MeasureKind::Filtration.value_words(68, None), "68\u{a0}ml/min");
    }
}
