//! What the world counts, for the newcomer and for those who judge whether it is believable.

use std::collections::BTreeMap;
use std::fmt;

use super::{Act, DeliveryState, IdentityStatus, Modality, Outcome, World};

/// Counts by name, in the order they are read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    sections: Vec<(&'static str, Vec<(String, usize)>)>,
}

impl Summary {
    pub(super) fn of(world: &World) -> Self {
        let mut summary = Self::default();
        summary.section("Territoires", territories(world));
        summary.section("Patients", patients(world));
        summary.section("Âges (territoire principal)", ages(world));
        summary.section("Actes", acts(world));
        summary.section("Par motif", by(&world.acts, |act| world.reasons[act.reason.rank()].slug.to_owned()));
        summary.section("Demandés par", by(&world.acts, |act| variant(&act.asked.by)));
        summary.section(
            "Fin",
            by(&world.acts, |act| act.outcome.map_or("à venir ou en cours".into(), |end| variant(&end))),
        );
        summary.section("Rendez-vous", appointments(world));
        summary.section("Comptes rendus", reports(world));
        summary.section(
            "Sans cet acte",
            by(world.acts.iter().filter(|act| act.without_it.is_some()), |act| {
                act.without_it.map_or(String::new(), |answer| variant(&answer))
            }),
        );
        summary.section("Aujourd’hui", today(world));
        summary
    }

    /// A count by section and name, as printed.
    pub fn count(&self, section: &str, name: &str) -> Option<usize> {
        let (_, lines) = self.sections.iter().find(|(title, _)| *title == section)?;
        lines.iter().find(|(line, _)| line == name).map(|(_, count)| *count)
    }

    fn section(&mut self, title: &'static str, lines: Vec<(String, usize)>) {
        self.sections.push((title, lines));
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (title, lines) in &self.sections {
            writeln!(f, "{title}")?;
            for (name, count) in lines {
                writeln!(f, "  {name:<44} {count:>7}")?;
            }
        }
        Ok(())
    }
}

fn territories(world: &World) -> Vec<(String, usize)> {
    let mut lines: Vec<_> = world
        .territories
        .iter()
        .map(|territory| {
            let patients = world.patients.iter().filter(|patient| patient.territory == territory.key);
            (
                format!("patients, {}", territory.short_name),
                patients.filter(|patient| patient.truly.is_none()).count(),
            )
        })
        .collect();
    lines.extend([
        ("communes".to_owned(), world.communes.iter().filter(|commune| commune.territory.is_some()).count()),
        ("structures".to_owned(), world.structures.len()),
        ("sites".to_owned(), world.sites.len()),
        ("professionnels".to_owned(), world.professionals.len()),
        ("règles d’ouverture".to_owned(), world.opening_rules.len()),
        ("absences et congés".to_owned(), world.leaves.len()),
        ("liste d’attente".to_owned(), world.waiting.len()),
    ]);
    lines
}

fn patients(world: &World) -> Vec<(String, usize)> {
    let count = |test: &dyn Fn(&super::Patient) -> bool| {
        world.patients.iter().filter(|patient| test(patient)).count()
    };
    vec![
        ("femmes".to_owned(), count(&|patient| patient.female)),
        ("avec un nom d’usage".to_owned(), count(&|patient| patient.used_name.is_some())),
        ("avec INS".to_owned(), count(&|patient| patient.ins.is_some())),
        ("identité qualifiée".to_owned(), count(&|patient| patient.status == IdentityStatus::Qualified)),
        ("identité provisoire".to_owned(), count(&|patient| patient.status == IdentityStatus::Provisional)),
        ("tapés sur le portail, à rapprocher".to_owned(), count(&|patient| patient.truly.is_some())),
        ("ni mail ni mobile".to_owned(), count(&super::Patient::has_neither_mail_nor_mobile)),
        ("sans médecin traitant".to_owned(), count(&|patient| patient.own_doctor.is_none())),
        ("avec un aidant".to_owned(), count(&|patient| !patient.carers.is_empty())),
        ("en EHPAD".to_owned(), count(&|patient| patient.residence.is_some())),
        ("décédés".to_owned(), count(&|patient| patient.deceased_on.is_some())),
    ]
}

fn ages(world: &World) -> Vec<(String, usize)> {
    let bands = [(0, 14), (15, 29), (30, 44), (45, 59), (60, 74), (75, 89), (90, 120)];
    let main = |patient: &&super::Patient| patient.territory.rank() == 0 && patient.truly.is_none();
    bands
        .into_iter()
        .map(|(low, high)| {
            let inside = |patient: &&super::Patient| (low..=high).contains(&patient.age_on(world.today));
            (format!("{low} à {high} ans"), world.patients.iter().filter(main).filter(inside).count())
        })
        .collect()
}

fn acts(world: &World) -> Vec<(String, usize)> {
    let count = |test: &dyn Fn(&Act) -> bool| world.acts.iter().filter(|act| test(act)).count();
    vec![
        ("tous".to_owned(), world.acts.len()),
        ("sur place".to_owned(), count(&|act| act.modality == Modality::OnSite)),
        ("téléphone".to_owned(), count(&|act| act.modality == Modality::Telephone)),
        ("vidéo".to_owned(), count(&|act| act.modality == Modality::Video && act.participants.is_empty())),
        (
            "vidéo assistée".to_owned(),
            count(&|act| act.modality == Modality::Video && !act.participants.is_empty()),
        ),
        ("télé-expertise".to_owned(), count(&Act::is_expertise)),
        (
            "en visite d’EHPAD, sans rendez-vous".to_owned(),
            count(&|act| act.appointments.is_empty() && !act.is_expertise()),
        ),
        ("qui suivent un autre acte".to_owned(), count(&|act| act.follows.is_some())),
        (
            "par un autre que le médecin traitant".to_owned(),
            count(&|act| matches!(act.relation, super::RelationToDoctor::Other(_))),
        ),
        ("du SAS".to_owned(), count(&|act| act.relation == super::RelationToDoctor::Sas)),
    ]
}

fn appointments(world: &World) -> Vec<(String, usize)> {
    let all: Vec<_> = world.acts.iter().flat_map(|act| &act.appointments).collect();
    let count = |test: &dyn Fn(&super::Appointment) -> bool| all.iter().filter(|booked| test(booked)).count();
    vec![
        ("tous".to_owned(), all.len()),
        ("à venir".to_owned(), count(&|booked| booked.start > world.now && booked.cancelled_at.is_none())),
        ("déplacés".to_owned(), count(&|booked| booked.moved_because.is_some())),
        ("en plus".to_owned(), count(&|booked| booked.overbooked.is_some() && !booked.walk_in)),
        ("sans rendez-vous".to_owned(), count(&|booked| booked.walk_in)),
        ("en retard".to_owned(), count(&|booked| booked.late_minutes.is_some())),
    ]
}

fn reports(world: &World) -> Vec<(String, usize)> {
    let reports: Vec<_> = world.acts.iter().flat_map(|act| &act.reports).collect();
    let deliveries: Vec<_> = reports.iter().flat_map(|report| &report.deliveries).collect();
    let state = |state| deliveries.iter().filter(|delivery| delivery.state() == Some(state)).count();
    let evaluations: Vec<_> = world.acts.iter().filter_map(|act| act.evaluation).collect();
    vec![
        ("signés".to_owned(), reports.iter().filter(|report| report.signed_at.is_some()).count()),
        ("brouillons".to_owned(), reports.iter().filter(|report| report.signed_at.is_none()).count()),
        ("version 2".to_owned(), reports.iter().filter(|report| report.version == 2).count()),
        (
            "sans destinataire".to_owned(),
            reports
                .iter()
                .filter(|report| report.signed_at.is_some() && report.deliveries.is_empty())
                .count(),
        ),
        ("remises".to_owned(), deliveries.len()),
        ("en file".to_owned(), state(DeliveryState::Queued)),
        ("envoyées, sans accusé".to_owned(), state(DeliveryState::Sent)),
        ("retardées".to_owned(), state(DeliveryState::Delayed)),
        ("remises à l’opérateur".to_owned(), state(DeliveryState::Relayed)),
        ("accusées".to_owned(), state(DeliveryState::Acknowledged)),
        ("échouées".to_owned(), state(DeliveryState::Failed)),
        ("remplacées".to_owned(), state(DeliveryState::Replaced)),
        ("à reprendre".to_owned(), reports.iter().map(|report| to_take_up(report)).sum()),
        ("questions posées".to_owned(), evaluations.len()),
        (
            "réponses".to_owned(),
            evaluations.iter().filter(|evaluation| evaluation.answered_at.is_some()).count(),
        ),
    ]
}

/// Deliveries that failed, with no letter sent since.
fn to_take_up(report: &super::Report) -> usize {
    let failed = report.deliveries.iter().filter(|delivery| delivery.state() == Some(DeliveryState::Failed));
    let posted = |reader| {
        let mut all = report.deliveries.iter();
        all.any(|delivery| delivery.reader == reader && delivery.channel == super::Channel::Paper)
    };
    failed.filter(|delivery| !posted(delivery.reader)).count()
}

fn today(world: &World) -> Vec<(String, usize)> {
    let current = |act: &&Act| {
        let booked = act.appointment().filter(|booked| booked.cancelled_at.is_none());
        booked.is_some_and(|booked| booked.start.date() == world.today)
    };
    let acts: Vec<_> = world.acts.iter().filter(current).collect();
    let count = |test: &dyn Fn(&Act) -> bool| acts.iter().filter(|act| test(act)).count();
    let arrived = |act: &Act| act.appointment().is_some_and(|booked| booked.arrived_at.is_some());
    vec![
        ("rendez-vous".to_owned(), acts.len()),
        ("terminés".to_owned(), count(&|act| act.outcome == Some(Outcome::Closed))),
        ("absents".to_owned(), count(&|act| act.outcome == Some(Outcome::Absent))),
        ("en cours".to_owned(), count(&|act| act.opened_at.is_some() && act.closed_at.is_none())),
        ("attendent".to_owned(), count(&|act| act.opened_at.is_none() && arrived(act))),
        (
            "en retard, pas encore là".to_owned(),
            count(&|act| {
                !arrived(act) && act.appointment().is_some_and(|booked| booked.late_minutes.is_some())
            }),
        ),
    ]
}

fn by<'a>(acts: impl IntoIterator<Item = &'a Act>, name: impl Fn(&Act) -> String) -> Vec<(String, usize)> {
    let mut counts = BTreeMap::new();
    for act in acts {
        *counts.entry(name(act)).or_insert(0) += 1;
    }
    counts.into_iter().collect()
}

/// The name of a variant, without what it holds.
fn variant(value: &impl fmt::Debug) -> String {
    let text = format!("{value:?}");
    text.split(['(', ' ', '{']).next().unwrap_or_default().to_owned()
}
