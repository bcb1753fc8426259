//! The appointment letter: the sheet that someone of 82 leaves the desk with, or receives by post. It tells who, when,
//! where, with whom, what to bring and which number to call, and must never say why: it lies on a kitchen table.

use serde::Serialize;

use crate::document::{Document, Template, keep_out_of_logs, sealed::Sealed};

/// An appointment letter in 16 pt, on one A4 sheet unless its texts are very long.
#[derive(Clone, Serialize)]
pub struct Letter {
    pub structure: Letterhead,
    /// The postal address, line by line, set behind the window of a DL envelope; empty when handed over at the desk.
    pub addressee: Vec<String>,
    /// « Mme Simone Martin »
    pub patient: String,
    pub day: Day,
    /// « 11 h » or « 14 h 50 »
    pub hour: String,
    pub place: Place,
    /// « Dr Hélène Marchais, votre médecin »
    pub practitioner: String,
    /// What to bring, one thing an item, without full stop: « votre carte Vitale ».
    pub bring: Vec<String>,
    /// Whole sentences about the day itself: who calls, from which number, what to do after 20 minutes.
    pub advice: Vec<String>,
    pub call: Call,
    /// The code to say on the telephone, « 472 918 ».
    pub code: Option<String>,
    /// The day this sheet was made, « 24 novembre 2026 ».
    pub issued_on: String,
}

/// Who writes: name, address lines and identifiers as they stand at the top of the sheet.
#[derive(Debug, Clone, Serialize)]
pub struct Letterhead {
    pub name: String,
    /// « 4 place de l’Église, 18350 Nérondes », then telephone or FINESS if wished, one a line.
    pub lines: Vec<String>,
}

/// A calendar leaf: « jeudi », « 26 », « novembre 2026 ».
#[derive(Debug, Clone, Serialize)]
pub struct Day {
    pub weekday: String,
    pub number: String,
    pub month: String,
}

/// Where: « Au cabinet de Nérondes » and its address lines, or « Chez vous, par téléphone » and none.
#[derive(Clone, Serialize)]
pub struct Place {
    pub name: String,
    pub lines: Vec<String>,
}

/// Whom to call: the number as it is read aloud, and when someone answers.
#[derive(Debug, Clone, Serialize)]
pub struct Call {
    pub number: String,
    /// « du lundi au samedi, de 8 h à 19 h »
    pub hours: String,
}

impl Letter {
    /// Rises with any change of the bytes that the same letter gives.
    pub const TEMPLATE_VERSION: u32 = 1;
}

impl Document for Letter {
    const TEMPLATE: Template = Template { file: "letter.typ", version: Self::TEMPLATE_VERSION };
}

impl Sealed for Letter {}

// A place may be someone's home.
keep_out_of_logs!(Letter, Place);
