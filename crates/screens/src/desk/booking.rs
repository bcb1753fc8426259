//! Booking at the desk: three times, one key, one confirmation; and moving what was booked.

use access::{Action as Asked, Basis};
use agenda::{Appointment, AskedBy, BookAppointment, BookError, Modality, Proposal};
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum_extra::routing::TypedPath;
use db::Tx;
use http::StatusCode;
use jiff::civil::DateTime;
use kernel::{AppointmentId, PatientId};
use serde::Deserialize;
use ui::{Choice, Field, Form, Icon, Problems, Typed};
use web::{App, Caller, Frame, Posted, Problem, page};

use super::booked::ShowBooked;
use super::person::{ShowPerson, card, times};
use super::{DeskPage, frame_of};

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
        .with(choice(tx, caller, proposals).await?)
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
        let how = match modality {
            Modality::OnSite => format!("Sur place, {place}"),
            Modality::Telephone => "Par téléphone".to_owned(),
            Modality::Video => "En vidéo".to_owned(),
        };
        let doctor = doctor.map(directory::Professional::full_name).unwrap_or_default();
        let key = char::from_digit(u32::try_from(rank + 1).unwrap_or(9), 10).unwrap_or('9');
        choices.push(
            Choice::new(SlotValue::of(proposal, modality).to_string(), label)
                .key(key)
                .aside(if proposal.with_own_gp { "son médecin" } else { "territoire" })
                .example(format!("{how} · {doctor}")),
        );
    }
    let first = SlotValue::of(
        &proposals[0],
        proposals[0].slot.modalities.first().copied().unwrap_or(Modality::OnSite),
    );
    Ok(Field::choice("temps", "Au plus tôt", choices).value(first.to_string()))
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
            tx.commit().await?;
            Ok(Redirect::to(&ShowBooked { appointment: booked.id }.to_string()).into_response())
        }
        Err(
            error @ (BookError::Taken | BookError::TakenElsewhere | BookError::NotOpen | BookError::Past),
        ) => {
            drop(tx);
            let problem = Problem::from(error);
            let problems = Problems::none().on("temps", format!("{} Choisissez-en un autre.", problem.says));
            refuse(&app, &caller, &frame, patient, &typed, problems).await
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
                    tx.commit().await?;
                    return Ok(
                        Redirect::to(&ShowBooked { appointment: booked.id }.to_string()).into_response()
                    );
                }
                Err(error) => Problems::none().on("temps", Problem::from(error).says.into_owned()),
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
        some => Some(
            Form::new(Move { appointment: known.id }.to_string(), "Déplacer et imprimer")
                .id("placer")
                .icon(Icon::Print)
                .key("Enter")
                .with(choice(tx, caller, some).await?)
                .aside(format!(
                    "remplace {}, {}",
                    ui::french::day(known.start.date()),
                    ui::french::clock(known.start.time())
                ))
                .filled(typed, problems),
        ),
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
        modality: time.modality,
        start: time.start,
        zone: caller.zone.iana_name().unwrap_or("Europe/Paris").to_owned(),
        minutes: time.minutes,
        asked_by,
        note: typed.get("savoir").map(ToOwned::to_owned),
        overbook_reason: None,
        walks_in: false,
    })
}

/// A time as a form carries it; it says what was proposed, and the use case checks that it still is.
pub(crate) struct SlotValue {
    pub(crate) professional: kernel::ProfessionalId,
    pub(crate) site: kernel::SiteId,
    pub(crate) modality: Modality,
    pub(crate) start: DateTime,
    pub(crate) minutes: u16,
}

impl SlotValue {
    pub(crate) fn of(proposal: &Proposal, modality: Modality) -> Self {
        let slot = &proposal.slot;
        Self {
            professional: slot.professional,
            site: slot.site,
            modality,
            start: slot.start,
            minutes: slot.minutes,
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(',');
        let value = Self {
            professional: parts.next()?.parse().ok()?,
            site: parts.next()?.parse().ok()?,
            modality: Modality::from_name(parts.next()?)?,
            start: parts.next()?.parse().ok()?,
            minutes: parts.next()?.parse().ok()?,
        };
        parts.next().is_none().then_some(value)
    }
}

impl std::fmt::Display for SlotValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (professional, site, modality) = (self.professional, self.site, self.modality.name());
        write!(f, "{professional},{site},{modality},{},{}", self.start, self.minutes)
    }
}
