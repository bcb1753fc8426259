//! Booking at the desk: three times, one key, one confirmation; and moving what was booked.

use access::{Action as Asked, Basis};
use agenda::{Appointment, AskedBy, BookAppointment, BookError, Modality, Proposal, SlotValue};
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum_extra::routing::TypedPath;
use db::Tx;
use http::StatusCode;
use kernel::{AppointmentId, PatientId};
use serde::Deserialize;
use ui::{Choice, Field, Form, Icon, Problems, Typed};
use web::{App, Caller, Frame, Posted, Problem, page};

use super::booked::ShowBooked;
use super::person::{ShowPerson, card, times};
use super::{DeskPage, frame_of};
use crate::planned;

#[derive(TypedPath, Deserialize)]
#[typed_path("/rendez-vous/{appointment}/deplacement")]
pub(super) struct Move {
    pub(super) appointment: AppointmentId,
}

/// The form under the person's card; `None` when no time is free.
pub(super) async fn form(
    tx: &mut Tx,
    caller: &Caller,
    patient: PatientId,
    proposals: &[Proposal],
    typed: &Typed,
    problems: &Problems,
) -> Result<Option<Form<'static>>, Problem> {
    if proposals.is_empty() {
        return Ok(None);
    }
    let who = AskedBy::ALL.map(|asked| Choice::new(asked.name(), asked.words()));
    let form = Form::new(ShowPerson { patient }.to_string(), "Confirmer et imprimer")
        .id("placer")
        .icon(Icon::Print)
        .key("Enter")
        .with(choice(tx, caller, proposals).await?);
    let form = match how(proposals, None) {
        Some(field) => form.with(field),
        None => form,
    };
    let form = form
        .with(Field::select("demande", "Qui demande", who).value(AskedBy::Themself.name()))
        .with(
            Field::line("savoir", "À savoir pour ce rendez-vous")
                .hint("Un taxi, une marche, un chien. Jamais de soins.")
                .optional()
                .longest(200),
        )
        .filled(typed, problems);
    Ok(Some(form))
}

/// The times as choices, each with its key.
async fn choice(tx: &mut Tx, caller: &Caller, proposals: &[Proposal]) -> Result<Field<'static>, Problem> {
    let people: Vec<_> = proposals.iter().map(|proposal| proposal.slot.professional).collect();
    let people = directory::professionals(tx, &people).await?;
    let sites = territory::sites(tx).await?;
    let today = caller.local(tx.now()).date();
    let mut choices = Vec::new();
    for (rank, proposal) in proposals.iter().enumerate() {
        let slot = &proposal.slot;
        let doctor = people.iter().find(|person| person.id == slot.professional);
        let place = sites.iter().find(|site| site.id == slot.site).map_or("", |site| site.name.as_str());
        let modality = slot.modalities.first().copied().unwrap_or(Modality::OnSite);
        let day = super::capitalised(&ui::french::relative_day(slot.start.date(), today));
        let label = format!("{day}, {}", ui::french::clock(slot.start.time()));
        let how = ways(&slot.modalities, place);
        let doctor = doctor.map(directory::Professional::full_name).unwrap_or_default();
        let key = char::from_digit(u32::try_from(rank + 1).unwrap_or(9), 10).unwrap_or('9');
        choices.push(
            Choice::new(SlotValue::of(&proposal.slot, modality).to_string(), label)
                .key(key)
                .aside(if proposal.with_own_gp { "son médecin" } else { "territoire" })
                .example(format!("{how} · {doctor}")),
        );
    }
    let first = SlotValue::of(
        &proposals[0].slot,
        proposals[0].slot.modalities.first().copied().unwrap_or(Modality::OnSite),
    );
    Ok(Field::choice("temps", "Au plus tôt", choices).value(first.to_string()))
}

/// « Sur place ou par téléphone, Nérondes »
fn ways(given: &[Modality], place: &str) -> String {
    let words: Vec<&str> = given.iter().map(|modality| modality.words()).collect();
    let said = match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} ou {last}", rest.join(", ")),
        Some((last, _)) => (*last).to_owned(),
        None => String::new(),
    };
    let said = super::capitalised(&said);
    if given.contains(&Modality::OnSite) { format!("{said}, {place}") } else { said }
}

/// How they meet: a field when the times leave a choice, as each time is given unless somebody says otherwise; `first` is
/// what was agreed before.
fn how(proposals: &[Proposal], first: Option<Modality>) -> Option<Field<'static>> {
    let offered =
        |modality: &Modality| proposals.iter().any(|proposal| proposal.slot.modalities.contains(modality));
    let ways: Vec<Modality> = Modality::ALL.into_iter().filter(offered).collect();
    let first = first.filter(offered).map_or("", Modality::name);
    let named = ways.iter().map(|way| Choice::new(way.name(), super::capitalised(way.words())));
    let choices = std::iter::once(Choice::new("", "Comme proposé")).chain(named);
    (ways.len() > 1).then(|| Field::select("comment", "Comment", choices.collect::<Vec<_>>()).value(first))
}

/// The field that a refused booking speaks of, and what to do.
fn refusal(error: BookError, typed: &Typed) -> Problems {
    match error {
        BookError::NotOpen if typed.get("comment").is_some_and(|how| !how.is_empty()) => Problems::none().on(
            "comment",
            "Ce temps ne se donne pas ainsi\u{a0}: choisissez-en un autre, ou une autre façon de se voir.",
        ),
        error => {
            Problems::none().on("temps", format!("{} Choisissez-en un autre.", Problem::from(error).says))
        }
    }
}

pub(super) async fn book(
    ShowPerson { patient }: ShowPerson,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(typed): Posted,
) -> Result<Response, Problem> {
    caller.may(Asked::Book)?;
    let mut tx = app.begin(&caller).await?;
    let command = match read(&typed, patient, &caller) {
        Ok(command) => command,
        Err(problems) => {
            drop(tx);
            return refuse(&app, &caller, &frame, patient, &typed, problems).await;
        }
    };
    match agenda::book(&mut tx, &command).await {
        Ok(booked) => {
            planned::booked(&mut tx, booked.id).await?;
            tx.commit().await?;
            Ok(Redirect::to(&ShowBooked { appointment: booked.id }.to_string()).into_response())
        }
        Err(
            error @ (BookError::Taken | BookError::TakenElsewhere | BookError::NotOpen | BookError::Past),
        ) => {
            drop(tx);
            refuse(&app, &caller, &frame, patient, &typed, refusal(error, &typed)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Shows the person again with what was typed, fresh times, and what to do.
async fn refuse(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    patient: PatientId,
    typed: &Typed,
    problems: Problems,
) -> Result<Response, Problem> {
    let mut tx = app.begin(caller).await?;
    let person = patients::person(&mut tx, patient).await?.ok_or_else(Problem::not_found)?;
    let proposals = times(&mut tx, caller, patient, None).await?;
    let form = form(&mut tx, caller, patient, &proposals, typed, &problems).await?;
    let mut desk = frame_of(app, &mut tx, caller, frame).await?;
    desk.person = Some(card(&mut tx, caller, &person, form).await?);
    tx.commit().await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&desk)?).into_response())
}

/// The page on which another time is chosen for an appointment.
pub(super) async fn show_move(
    Move { appointment }: Move,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<Response, Problem> {
    caller.may(Asked::Book)?;
    let mut tx = app.begin(&caller).await?;
    let known = agenda::appointment(&mut tx, appointment).await?.ok_or_else(Problem::not_found)?;
    let desk = moving(&app, &mut tx, &caller, &frame, &known, &Typed::default(), &Problems::none()).await?;
    tx.commit().await?;
    Ok(page(&desk)?.into_response())
}

pub(super) async fn move_it(
    Move { appointment }: Move,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(typed): Posted,
) -> Result<Response, Problem> {
    caller.may(Asked::Book)?;
    let mut tx = app.begin(&caller).await?;
    let known = agenda::appointment(&mut tx, appointment).await?.ok_or_else(Problem::not_found)?;
    let problems = match read(&typed, known.patient, &caller) {
        Ok(command) => {
            let command = BookAppointment { asked_by: known.asked_by, note: known.note.clone(), ..command };
            match agenda::move_appointment(&mut tx, appointment, &command).await {
                Ok(booked) => {
                    planned::moved(&mut tx, booked.id).await?;
                    tx.commit().await?;
                    return Ok(
                        Redirect::to(&ShowBooked { appointment: booked.id }.to_string()).into_response()
                    );
                }
                Err(error) => refusal(error, &typed),
            }
        }
        Err(problems) => problems,
    };
    drop(tx);
    let mut tx = app.begin(&caller).await?;
    let desk = moving(&app, &mut tx, &caller, &frame, &known, &typed, &problems).await?;
    tx.commit().await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&desk)?).into_response())
}

async fn moving(
    app: &App,
    tx: &mut Tx,
    caller: &Caller,
    frame: &Frame,
    known: &Appointment,
    typed: &Typed,
    problems: &Problems,
) -> Result<DeskPage, Problem> {
    let person = patients::person(tx, known.patient).await?.ok_or_else(Problem::not_found)?;
    let view = audit::View { page: "desk/person", patients: &[known.patient], basis: Basis::Role.name() };
    audit::view(tx, view).await?;
    let proposals = times(tx, caller, known.patient, None).await?;
    let form = match proposals.as_slice() {
        [] => None,
        some => {
            let form = Form::new(Move { appointment: known.id }.to_string(), "Déplacer et imprimer")
                .id("placer")
                .icon(Icon::Print)
                .key("Enter")
                .with(choice(tx, caller, some).await?);
            let form = match how(some, Some(known.modality)) {
                Some(field) => form.with(field),
                None => form,
            };
            let form = form
                .aside(format!(
                    "remplace {}, {}",
                    ui::french::day(known.start.date()),
                    ui::french::clock(known.start.time())
                ))
                .filled(typed, problems);
            Some(form)
        }
    };
    let mut desk = frame_of(app, tx, caller, frame).await?;
    desk.person = Some(card(tx, caller, &person, form).await?);
    Ok(desk)
}

fn read(typed: &Typed, patient: PatientId, caller: &Caller) -> Result<BookAppointment, Problems> {
    let mut problems = Problems::none();
    let time = typed.get("temps").and_then(SlotValue::parse);
    if time.is_none() {
        problems.add("temps", "Choisissez un des temps proposés.");
    }
    let how = typed.get("comment").filter(|how| !how.is_empty()).map(Modality::from_name);
    if how == Some(None) {
        problems.add("comment", "Choisissez une des façons de se voir.");
    }
    let asked_by = typed.get("demande").map_or(Some(AskedBy::Themself), AskedBy::from_name);
    if asked_by.is_none() {
        problems.add("demande", "Choisissez qui demande dans la liste.");
    }
    if typed.get("savoir").is_some_and(|text| text.chars().count() > 200) {
        problems.add("savoir", "Gardez l’essentiel : 200 caractères au plus.");
    }
    let (Some(time), Some(asked_by), true) = (time, asked_by, problems.is_empty()) else {
        return Err(problems);
    };
    Ok(BookAppointment {
        patient,
        professional: time.professional,
        site: time.site,
        modality: how.flatten().unwrap_or(time.modality),
        start: time.start,
        zone: caller.zone.iana_name().unwrap_or("Europe/Paris").to_owned(),
        minutes: time.minutes,
        asked_by,
        note: typed.get("savoir").map(ToOwned::to_owned),
        overbook_reason: None,
        walks_in: false,
    })
}
