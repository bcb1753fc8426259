//! What is known of people: allergies, treatments, their usual measures, and those of the acts.

use std::collections::BTreeMap;

use anyhow::Result;
use db::Db;
use jiff::Timestamp;
use kernel::PatientId;
use record::{ImportRecord, MeasureKind, NoteAllergy, NoteMeasure, NoteTreatment, Posture, SaidBy};

use super::{Loaded, moment};
use crate::demo::{Act, Measure, Modality, Patient, World};

/// How many people one transaction writes.
const CHUNK: usize = 1000;

pub(super) async fn load(db: &Db, world: &World, loaded: &Loaded) -> Result<()> {
    let measures = measured(world, loaded)?;
    for territory in &world.territories {
        let people: Vec<&Patient> = world
            .patients
            .iter()
            .filter(|one| one.territory == territory.key && one.truly.is_none())
            .collect();
        for chunk in people.chunks(CHUNK) {
            let records: Vec<ImportRecord> =
                chunk.iter().map(|one| import(loaded, one, measures.get(&one.key.rank()))).collect();
            let mut tx = loaded.begin(db, territory.key).await?;
            record::import(&mut tx, &records).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

fn import(loaded: &Loaded, one: &Patient, measures: Option<&Vec<NoteMeasure>>) -> ImportRecord {
    let patient = loaded.patient(one.key);
    let noted_at = loaded.known_since[one.key.rank()];
    let health = &one.health;
    let followed = !health.conditions.is_empty();
    let usual = followed.then(|| usual(patient, one, noted_at)).into_iter().flatten();
    ImportRecord {
        patient,
        noted_at,
        allergies: health.allergies.iter().map(|words| allergy(patient, words)).collect(),
        treatments: health.treatments.iter().map(|words| treatment(patient, words, noted_at)).collect(),
        measures: usual.chain(measures.into_iter().flatten().cloned()).collect(),
    }
}

/// « Pénicilline : éruption »
fn allergy(patient: PatientId, words: &str) -> NoteAllergy {
    let (substance, reaction) = match words.split_once(':') {
        Some((substance, reaction)) => (substance, Some(reaction)),
        None => (words, None),
    };
    let plain = |text: &str| text.trim_matches([' ', '\u{a0}', '\u{202f}']).to_owned();
    NoteAllergy { patient, substance: plain(substance), reaction: reaction.map(plain) }
}

/// « amlodipine 5 mg »: a name, then a dose that begins with a figure.
fn treatment(patient: PatientId, words: &str, noted_at: Timestamp) -> NoteTreatment {
    let dose = words.find(|letter: char| letter.is_ascii_digit()).unwrap_or(words.len());
    // a figure without a unit is not a dose: « de classe 2 »
    let dosed = words[dose..].contains(char::is_alphabetic);
    let (name, dose) = words.split_at(if dosed { dose } else { words.len() });
    let mut letters = name.trim().chars();
    let name = letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect());
    NoteTreatment {
        patient,
        name,
        dose: dose.trim().to_owned(),
        remark: None,
        since: noted_at.to_zoned(jiff::tz::TimeZone::UTC).date(),
    }
}

/// Weight and tension of those who are followed, from before the first act.
fn usual(patient: PatientId, one: &Patient, measured_at: Timestamp) -> [NoteMeasure; 2] {
    let (systolic, diastolic) = one.health.pressure;
    let measure = |kind, value, second, posture| NoteMeasure {
        patient,
        kind,
        value,
        second,
        posture,
        said_by: SaidBy::Professional,
        measured_at,
    };
    [
        measure(MeasureKind::Weight, i32::from(one.health.weight_hg) * 100, None, None),
        measure(
            MeasureKind::BloodPressure,
            i32::from(systolic),
            Some(i32::from(diastolic)),
            Some(Posture::Sitting),
        ),
    ]
}

/// The measures of the acts, by patient.
fn measured(world: &World, loaded: &Loaded) -> Result<BTreeMap<usize, Vec<NoteMeasure>>> {
    let mut measures: BTreeMap<usize, Vec<NoteMeasure>> = BTreeMap::new();
    for act in &world.acts {
        let patient = loaded.patient(act.patient);
        for one in &act.measures {
            if let Some(measure) = measure(patient, act, one)? {
                measures.entry(act.patient.rank()).or_default().push(measure);
            }
        }
    }
    Ok(measures)
}

/// A measure of a kind that the record keeps, in its unit; others stay in the report's words.
fn measure(patient: PatientId, act: &Act, one: &Measure) -> Result<Option<NoteMeasure>> {
    let told = if act.modality == Modality::OnSite { SaidBy::Professional } else { SaidBy::Patient };
    let (kind, value, posture, said_by) = match one.what {
        "ta" => (MeasureKind::BloodPressure, one.value, Some(Posture::Sitting), told),
        "ta_debout" => (MeasureKind::BloodPressure, one.value, Some(Posture::Standing), told),
        "ta_maison" => (MeasureKind::BloodPressure, one.value, Some(Posture::Sitting), SaidBy::Patient),
        "fc" => (MeasureKind::HeartRate, one.value, None, told),
        "temp" => (MeasureKind::Temperature, one.value, None, told),
        "sat" => (MeasureKind::Oxygen, one.value, None, told),
        // hundreds of grams
        "poids" => (MeasureKind::Weight, one.value * 100, None, told),
        "gly" => (MeasureKind::Glucose, one.value, None, SaidBy::Laboratory),
        "dfg" => (MeasureKind::Filtration, one.value, None, SaidBy::Laboratory),
        _ => return Ok(None),
    };
    let second = one.second.filter(|_| kind == MeasureKind::BloodPressure);
    Ok(Some(NoteMeasure { patient, kind, value, second, posture, said_by, measured_at: moment(one.at)? }))
}
