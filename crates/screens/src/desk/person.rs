//! The person on the phone: who they are, what they have planned, and the first times that can be given.

use access::Action as Asked;
use agenda::{FirstTimes, Proposal};
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use axum_extra::routing::TypedPath;
use db::Tx;
use jiff::SignedDuration;
use kernel::{AppointmentId, PatientId};
use patients::Person;
use serde::Deserialize;
use ui::{Action, Badge, Icon, Note, Tone};
use web::{App, Caller, Frame, Problem, page};

use super::new_person::Correction;
use super::{PersonCard, booking, frame_of};

#[derive(TypedPath, Deserialize)]
#[typed_path("/appels/{patient}")]
pub(super) struct ShowPerson {
    pub(super) patient: PatientId,
}

/// What narrows the times: only ids.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Narrowed {
    /// Right after this appointment, with the same professional: a family in a row.
    pub(super) apres: Option<AppointmentId>,
}

pub(super) async fn show(
    ShowPerson { patient }: ShowPerson,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(narrowed): Query<Narrowed>,
) -> Result<impl IntoResponse, Problem> {
    let basis = caller.may(Asked::FindPatient)?;
    let mut tx = app.begin(&caller).await?;
    let person = patients::person(&mut tx, patient).await?.ok_or_else(Problem::not_found)?;
    audit::view(&mut tx, audit::View { page: "desk/person", patients: &[patient], basis: basis.name() })
        .await?;
    let proposals = times(&mut tx, &caller, patient, narrowed.apres).await?;
    let form =
        booking::form(&mut tx, &caller, patient, &proposals, &ui::Typed::default(), &ui::Problems::none())
            .await?;
    let mut desk = frame_of(&app, &mut tx, &caller, &frame).await?;
    desk.person = Some(card(&mut tx, &caller, &person, form).await?);
    tx.commit().await?;
    page(&desk)
}

/// The three first times: after an appointment of the same family, with its professional; else own GP first.
pub(super) async fn times(
    tx: &mut Tx,
    caller: &Caller,
    patient: PatientId,
    after: Option<AppointmentId>,
) -> Result<Vec<Proposal>, Problem> {
    let family = match after {
        Some(id) => agenda::appointment(tx, id).await?,
        None => None,
    };
    let wanted = FirstTimes {
        patient: Some(patient),
        zone: caller.zone.clone(),
        modality: None,
        professional: family.as_ref().map(|appointment| appointment.professional),
        after: family.map_or(tx.now(), |appointment| appointment.ends_at - SignedDuration::from_secs(1)),
        days: 45,
        most: 3,
    };
    Ok(agenda::first_times(tx, &wanted).await?)
}

/// The card of a person with a form under it.
pub(super) async fn card(
    tx: &mut Tx,
    caller: &Caller,
    person: &Person,
    booking: Option<ui::Form<'static>>,
) -> Result<PersonCard, Problem> {
    let identity = &person.identity;
    let age = ui::french::age(identity.born_on, caller.local(tx.now()).date());
    let phone = identity.first_phone().map(|phone| ui::french::phone(&phone.to_string()));
    let traits = [
        Some(format!("{age} ans")),
        Some(format!("né(e) le {}", ui::french::birth(identity.born_on))),
        identity.address.clone(),
        phone,
    ];
    let mut badges = vec![match person.status.code() {
        "QUAL" => Badge::ok("Identité vérifiée").icon(Icon::Shield),
        _ => Badge::wait("Identité à vérifier").icon(Icon::Shield),
    }];
    if identity.is_out_of_reach() {
        badges.push(Badge::wait("Ni mail, ni mobile").icon(Icon::Mail));
    }
    if person.deceased_on.is_some() {
        badges.push(Badge::fail("Décès noté"));
    }
    let none = booking.is_none().then(|| {
        Note::new(
            Tone::Wait,
            "Aucun temps libre dans les 45 jours",
            "Proposez un autre lieu, ou un rendez-vous en plus depuis l’agenda.",
        )
    });
    Ok(PersonCard {
        name: identity.listed(),
        traits: traits.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        badges,
        correct: Action::link(Correction { patient: person.id }.to_string(), "Corriger").small(),
        to_know: person.to_know.clone(),
        next: planned(tx, caller, person.id).await?,
        booking,
        none,
    })
}

/// « Déjà prévu : jeudi 26 nov., 11:00, Dr Marchais. »
async fn planned(tx: &mut Tx, caller: &Caller, patient: PatientId) -> Result<Option<String>, Problem> {
    let today = caller.local(tx.now()).date();
    let planned = agenda::next_appointments_of(tx, patient).await?;
    let Some(next) = planned.first() else { return Ok(Some("Aucun autre rendez-vous à venir.".to_owned())) };
    let doctor = directory::professional(tx, next.professional).await?;
    let more = if planned.len() > 1 {
        format!(", et {} autre(s) ensuite", planned.len() - 1)
    } else {
        String::new()
    };
    Ok(Some(format!(
        "Déjà prévu : {}, {}, {}{more}.",
        ui::french::relative_day(next.start.date(), today),
        ui::french::clock(next.start.time()),
        doctor.map(|doctor| doctor.short_name()).unwrap_or_default(),
    )))
}
