//! The cards of the record: read once, shown as tables and one figure.

use acts::PreviousReport;
use db::Tx;
use directory::Professional;
use jiff::civil::Date;
use kernel::{ActId, PatientId};
use record::{Allergy, Measure, MeasureKind, Posture, Treatment};
use ui::{Axis, Badge, Cell, Column, Empty, Figure, Icon, Line, Lines, List, Series, french};
use web::{Caller, Problem};

use crate::act::ShowAct;

/// How many measures are read, and how many lines of them are shown.
const MEASURES_READ: u16 = 120;
const MEASURES_SHOWN: usize = 5;
/// How many days the figure goes back.
const DAYS: i32 = 14;

/// What is known of one patient.
pub(crate) struct Known {
    pub(crate) allergies: Vec<Allergy>,
    treatments: Vec<TreatmentRow>,
    measures: Vec<Measure>,
    rows: Vec<MeasureRow>,
    reports: Vec<PreviousReport>,
    authors: Vec<Professional>,
}

pub(crate) struct TreatmentRow {
    name: String,
    dose: String,
    remark: Option<String>,
    since: String,
}

pub(crate) struct MeasureRow {
    what: String,
    value: String,
    when: String,
}

const TREATMENTS: [Column<TreatmentRow>; 3] = [
    Column::new("traitement", "Traitement", |row| Cell::from(&row.name)),
    Column::new("dose", "Dose", |row| Cell::from(&row.dose)),
    Column::new("depuis", "Depuis", |row| match &row.remark {
        Some(remark) => Badge::wait(remark.as_str()).into(),
        None => Cell::from(&row.since),
    }),
];

const MEASURES: [Column<MeasureRow>; 3] = [
    Column::new("mesure", "Mesure", |row| Cell::from(&row.what)),
    Column::new("valeur", "Valeur", |row| Cell::from(&row.value)),
    Column::new("date", "Quand", |row| Cell::from(&row.when)),
];

impl Known {
    /// Reads what the caller may see of `patient`; the reports of `except` are left out.
    pub(crate) async fn of(
        tx: &mut Tx,
        caller: &Caller,
        patient: PatientId,
        except: Option<ActId>,
    ) -> Result<Self, Problem> {
        let today = caller.local(tx.now()).date();
        let measures = record::measures(tx, patient, MEASURES_READ).await?;
        let reports = acts::previous_reports(tx, patient, except, 3).await?;
        let authors: Vec<_> = reports.iter().map(|report| report.author).collect();
        let treatments = record::treatments(tx, patient).await?;
        Ok(Self {
            allergies: record::allergies(tx, patient).await?,
            treatments: treatments.into_iter().map(treatment_row).collect(),
            rows: measures.iter().take(MEASURES_SHOWN).map(|one| measure_row(caller, one, today)).collect(),
            measures,
            authors: directory::professionals(tx, &authors).await?,
            reports,
        })
    }

    /// Treatments as a table; allergies stand above it as badges.
    pub(crate) fn treatments(&self) -> List<'_, TreatmentRow> {
        List::new("Traitements", "", &TREATMENTS, &self.treatments)
            .tight()
            .empty(Empty::new("Aucun traitement noté", "Ceux que le patient dit prendre s’affichent ici."))
    }

    /// « Sulfamides : éruption en 2009 », in red.
    pub(crate) fn allergy_badges(&self) -> Vec<Badge<'static>> {
        if self.allergies.is_empty() {
            return vec![Badge::plain("Aucune allergie notée").icon(Icon::Info)];
        }
        self.allergies
            .iter()
            .map(|allergy| match &allergy.reaction {
                Some(reaction) => Badge::fail(format!("{}\u{a0}: {reaction}", allergy.substance)),
                None => Badge::fail(allergy.substance.clone()),
            })
            .collect()
    }

    pub(crate) fn measures(&self) -> List<'_, MeasureRow> {
        List::new("Dernières mesures", "", &MEASURES, &self.rows)
            .tight()
            .empty(Empty::new("Aucune mesure", "Tension, poids, température : elles s’affichent ici."))
    }

    /// Systolic pressure of the last days, when there are three measures of it or more.
    pub(crate) fn pressure(&self, caller: &Caller, today: Date) -> Option<Figure<'static>> {
        let first = today.checked_sub(jiff::Span::new().days(DAYS - 1)).ok()?;
        let days: Vec<Date> =
            first.series(jiff::Span::new().days(1)).take_while(|day| *day <= today).collect();
        let on = |day: Date| {
            let mut of_day = self.measures.iter().filter(|one| {
                one.kind == MeasureKind::BloodPressure
                    && one.posture != Some(Posture::Standing)
                    && caller.local(one.measured_at).date() == day
            });
            of_day.next().map(|one| f64::from(one.value))
        };
        let values: Vec<Option<f64>> = days.iter().map(|day| on(*day)).collect();
        let mut known = days.iter().zip(&values).filter_map(|(day, value)| Some((*day, (*value)?)));
        let (oldest, latest) = (known.next()?, known.next_back()?);
        known.next()?;
        let finding = format!(
            "{} le {}, {} {}",
            french::decimal(oldest.1, 0),
            french::day_month(oldest.0),
            french::decimal(latest.1, 0),
            match (today - latest.0).get_days() {
                0 => "aujourd’hui".to_owned(),
                1 => "hier".to_owned(),
                _ => format!("le {}", french::day_month(latest.0)),
            }
        );
        let words = days.iter().enumerate().map(|(rank, day)| {
            if rank + 1 == days.len() { french::day_month(*day) } else { day.day().to_string() }
        });
        Some(
            Figure::lines(
                finding,
                "Tension systolique, assis ou couché, en mm de mercure : la dernière de chaque jour.",
                Axis::Words(words.map(Into::into).collect()),
                [Series::new("systolique", values)],
            )
            .narrow(),
        )
    }

    /// The last reports, each with who and what it concluded.
    pub(crate) fn reports(&self, caller: &Caller, today: Date) -> Lines<'static> {
        let lines = self.reports.iter().map(|report| {
            let day = caller.local(report.signed_at).date();
            let author = self.authors.iter().find(|author| author.id == report.author);
            let who = match author {
                Some(author) if Some(author.id) == caller.professional => "vous".to_owned(),
                Some(author) => author.short_name(),
                None => "un professionnel".to_owned(),
            };
            Line::new(format!("{} {}", report.kind.words(), report.modality.words()))
                .href(ShowAct { act: report.act }.to_string())
                .meta(format!("{} · {who}", french::relative_day(day, today)))
                .meta(short(&report.content.conclusion))
        });
        Lines::new("Derniers comptes rendus")
            .tight()
            .lines(lines.collect::<Vec<_>>())
            .empty(Empty::new("Aucun compte rendu", "Ceux des actes passés s’affichent ici."))
    }

    /// The last report, for the words that a new one begins with.
    pub(crate) fn last_report(&self) -> Option<&PreviousReport> {
        self.reports.first()
    }

    /// « Tension : 124/72 assis, 101/62 debout. », measured today, for the words that a report begins with.
    pub(crate) fn said_today(&self, caller: &Caller, today: Date) -> Option<String> {
        let of_today: Vec<&Measure> =
            self.measures.iter().rev().filter(|one| caller.local(one.measured_at).date() == today).collect();
        let sentences = MeasureKind::ALL.into_iter().filter_map(|kind| {
            let values: Vec<String> = of_today
                .iter()
                .filter(|one| one.kind == kind)
                .map(|one| {
                    let value = kind.value_words(one.value, one.second);
                    one.posture
                        .map_or_else(|| value.clone(), |posture| format!("{value} {}", posture.words()))
                })
                .collect();
            (!values.is_empty()).then(|| format!("{}\u{a0}: {}.", kind.words(), values.join(", ")))
        });
        let words = sentences.collect::<Vec<_>>().join(" ");
        (!words.is_empty()).then_some(words)
    }
}

fn treatment_row(treatment: Treatment) -> TreatmentRow {
    let Treatment { name, dose, remark, since, .. } = treatment;
    let dose = dose.replace(' ', "\u{a0}");
    TreatmentRow { name, dose, remark, since: format!("depuis {}", since.year()) }
}

fn measure_row(caller: &Caller, one: &Measure, today: Date) -> MeasureRow {
    let local = caller.local(one.measured_at);
    let when = if local.date() == today {
        format!("auj. {}", french::clock(local.time()))
    } else {
        french::day_month(local.date())
    };
    MeasureRow { what: named(one), value: one.kind.value_words(one.value, one.second), when }
}

/// « Tension debout »
fn named(one: &Measure) -> String {
    match one.posture {
        Some(posture) => format!("{} {}", one.kind.words(), posture.words()),
        None => one.kind.words().to_owned(),
    }
}

/// The first words of a text.
fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= 90 {
        return line.to_owned();
    }
    let cut: String = line.chars().take(88).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole))
}
