//! An appointment at the desk: the sentence to read aloud, the sheet, and what happens to it.

use access::Action as Asked;
use agenda::{Appointment, CancelledBy};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect};
use axum_extra::routing::TypedPath;
use db::Tx;
use kernel::AppointmentId;
use patients::{Person, Search};
use serde::Deserialize;
use ui::{Action, Badge, Icon, Line, Lines};
use web::{App, Caller, Frame, Problem, page};

use super::{DoneCard, frame_of, person::ShowPerson, sheet};

#[derive(TypedPath, Deserialize)]
#[typed_path("/rendez-vous/{appointment}")]
pub(super) struct ShowBooked {
    pub(super) appointment: AppointmentId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/rendez-vous/{appointment}/arrivee")]
pub(super) struct Arrive {
    pub(super) appointment: AppointmentId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/rendez-vous/{appointment}/absence")]
pub(super) struct Absent {
    pub(super) appointment: AppointmentId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/rendez-vous/{appointment}/retour")]
pub(super) struct Undo {
    appointment: AppointmentId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/rendez-vous/{appointment}/annulation")]
pub(super) struct Cancel {
    appointment: AppointmentId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/rendez-vous/{appointment}/rappel")]
pub(super) struct Reminded {
    pub(super) appointment: AppointmentId,
}

pub(super) async fn show(
    ShowBooked { appointment }: ShowBooked,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<impl IntoResponse, Problem> {
    let basis = caller.may(Asked::SeeAgenda)?;
    let mut tx = app.begin(&caller).await?;
    let known = agenda::appointment(&mut tx, appointment).await?.ok_or_else(Problem::not_found)?;
    let person = patients::person(&mut tx, known.patient).await?.ok_or_else(Problem::not_found)?;
    audit::view(
        &mut tx,
        audit::View { page: "desk/appointment", patients: &[person.id], basis: basis.name() },
    )
    .await?;
    let mut desk = frame_of(&app, &mut tx, &caller, &frame).await?;
    desk.done = Some(card(&mut tx, &caller, &known, &person).await?);
    tx.commit().await?;
    page(&desk)
}

async fn card(
    tx: &mut Tx,
    caller: &Caller,
    known: &Appointment,
    person: &Person,
) -> Result<DoneCard, Problem> {
    let doctor = directory::professional(tx, known.professional).await?.ok_or_else(Problem::not_found)?;
    let site = territory::site(tx, known.site).await?.ok_or_else(Problem::not_found)?;
    let today = caller.local(tx.now()).date();
    Ok(DoneCard {
        aloud: sheet::aloud(known, &doctor, &site),
        state: state(known, caller),
        note: known.note.clone(),
        actions: actions(known),
        print: Action::print("Imprimer").small(),
        paper: sheet::paper(known, person, &doctor, &site, today),
        family: family(tx, caller, known, person).await?,
    })
}

fn state(known: &Appointment, caller: &Caller) -> Badge<'static> {
    let hour = |at| ui::french::clock(caller.local(at).time());
    match (known.cancelled_at, known.arrived_at, known.absent_at) {
        (Some(_), _, _) if known.cancelled_by.as_deref() == Some("moved") => Badge::info("Déplacé"),
        (Some(at), _, _) => Badge::fail(format!("Annulé à {}", hour(at))),
        (_, Some(at), _) => Badge::ok(format!("Est là, {}", hour(at))),
        (_, _, Some(_)) => Badge::fail("N’est pas venu"),
        _ => Badge::ok("Réservé"),
    }
}

/// What can still be done, in the order of use.
fn actions(known: &Appointment) -> Vec<Action<'static>> {
    let id = known.id;
    if known.cancelled_at.is_some() {
        return vec![
            Action::link(ShowPerson { patient: known.patient }.to_string(), "Reprendre un rendez-vous")
                .main(),
        ];
    }
    if known.arrived_at.is_some() || known.absent_at.is_some() {
        return vec![Action::post(Undo { appointment: id }.to_string(), "Revenir en arrière")];
    }
    vec![
        Action::post(Arrive { appointment: id }.to_string(), "Est arrivé").main().key("a").icon(Icon::Check),
        Action::post(Absent { appointment: id }.to_string(), "N’est pas venu").key("x"),
        Action::link(super::booking::Move { appointment: id }.to_string(), "Déplacer")
            .key("d")
            .icon(Icon::Calendar),
        Action::post(Cancel { appointment: id }.to_string(), "Annuler le rendez-vous").danger(),
    ]
}

/// People who answer at the same number: a family can be booked in a row.
async fn family(
    tx: &mut Tx,
    caller: &Caller,
    known: &Appointment,
    person: &Person,
) -> Result<Option<Lines<'static>>, Problem> {
    let Some(phone) = person.identity.phones.first() else { return Ok(None) };
    let found = patients::find(tx, caller, &Search::Phone(phone.clone())).await?;
    let others: Vec<Line<'static>> = found
        .people
        .iter()
        .filter(|other| other.id != person.id && other.deceased_on.is_none())
        .map(|other| {
            let place = format!("{}?apres={}", ShowPerson { patient: other.id }, known.id);
            Line::new(other.identity.listed())
                .meta(format!("né(e) le {}", ui::french::birth(other.identity.born_on)))
                .action(Action::link(place, "À la suite").small())
        })
        .collect();
    Ok((!others.is_empty()).then(|| Lines::new("Même numéro").tight().lines(others)))
}

pub(super) async fn arrive(
    Arrive { appointment }: Arrive,
    State(app): State<App>,
    caller: Caller,
) -> Result<Redirect, Problem> {
    caller.may(Asked::MarkArrival)?;
    let mut tx = app.begin(&caller).await?;
    agenda::mark_arrived(&mut tx, appointment).await?;
    tx.commit().await?;
    Ok(Redirect::to("/appels"))
}

pub(super) async fn absent(
    Absent { appointment }: Absent,
    State(app): State<App>,
    caller: Caller,
) -> Result<Redirect, Problem> {
    caller.may(Asked::MarkArrival)?;
    let mut tx = app.begin(&caller).await?;
    agenda::mark_absent(&mut tx, appointment).await?;
    tx.commit().await?;
    Ok(Redirect::to("/appels"))
}

pub(super) async fn undo(
    Undo { appointment }: Undo,
    State(app): State<App>,
    caller: Caller,
) -> Result<Redirect, Problem> {
    caller.may(Asked::MarkArrival)?;
    let mut tx = app.begin(&caller).await?;
    agenda::undo_arrival(&mut tx, appointment).await?;
    tx.commit().await?;
    Ok(Redirect::to(&ShowBooked { appointment }.to_string()))
}

pub(super) async fn cancel(
    Cancel { appointment }: Cancel,
    State(app): State<App>,
    caller: Caller,
) -> Result<Redirect, Problem> {
    caller.may(Asked::Book)?;
    let mut tx = app.begin(&caller).await?;
    agenda::cancel(&mut tx, appointment, CancelledBy::Us).await?;
    tx.commit().await?;
    Ok(Redirect::to(&ShowBooked { appointment }.to_string()))
}

pub(super) async fn reminded(
    Reminded { appointment }: Reminded,
    State(app): State<App>,
    caller: Caller,
) -> Result<Redirect, Problem> {
    caller.may(Asked::Book)?;
    let mut tx = app.begin(&caller).await?;
    agenda::mark_reminded(&mut tx, appointment).await?;
    tx.commit().await?;
    Ok(Redirect::to("/appels#rappels"))
}
