//! « Sans rendez-vous »: found by exact traits, taken in by one tap, and the act opens.
//!
//! Somebody who is expected about now is not booked twice: their own appointment becomes an arrival.

use access::Action as Asked;
use agenda::{Appointment, AskedBy, BookAppointment, BookError, Modality};
use axum::extract::{Query, State};
use axum::response::{Redirect, Response};
use db::Tx;
use jiff::civil::time;
use jiff::{SignedDuration, Zoned};
use kernel::{AppointmentId, PatientId, SiteId};
use patients::{Found, Search};
use ui::{Action, Badge, Empty, Field, Form, Icon, Line, Lines, Problems, Typed, french};
use web::{App, Caller, Frame, Posted, Problem};

use super::facts::bounds;
use super::show::{Looked, page_of};
use super::waiting::identity;
use super::which::{Asked as AskedDay, Which, Whose};
use super::{ShowDay, WalkIn};
use crate::act::ShowAct;
use crate::planned;

/// An appointment that begins this soon is the one that somebody comes for.
const EXPECTED_WITHIN: SignedDuration = SignedDuration::from_hours(1);

/// How long a meeting without an appointment is planned when no opening hours say it.
const MINUTES: u16 = 20;

pub(super) fn form(which: Which, typed: &Typed, problems: &Problems) -> Form<'static> {
    Form::new(format!("{}#sans-rendez-vous", which.href()), "Chercher")
        .id("chercher")
        .with(
            Field::search("q", "Trois lettres du nom, date de naissance")
                .hint("Ou un numéro de téléphone. La recherche est notée.")
                .key("/")
                .arrows_to("trouvees"),
        )
        .filled(typed, problems)
}

/// A search is a POST: what is typed is in no address.
pub(super) async fn search(
    _: ShowDay,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(asked): Query<AskedDay>,
    Posted(typed): Posted,
) -> Result<Response, Problem> {
    caller.may(Asked::FindPatient)?;
    let which = Which::of_address(&asked)?;
    let mut tx = app.begin(&caller).await?;
    let today = caller.local(tx.now()).date();
    let looked = match Search::read(typed.get("q").unwrap_or_default(), today) {
        Ok(wanted) => {
            let found = patients::find(&mut tx, &caller, &wanted).await?;
            let whose = Whose::of(&mut tx, &caller, which.of).await?.ok_or_else(Problem::not_found)?;
            Looked { typed, problems: Problems::none(), found: Some(found_lines(&found, &whose, which)) }
        }
        Err(error) => Looked { typed, problems: Problems::none().on("q", error.advice()), found: None },
    };
    page_of(&app, tx, &caller, &frame, which, &looked).await
}

fn found_lines(found: &Found, whose: &Whose, which: Which) -> Lines<'static> {
    let lines = found.people.iter().map(|person| {
        let place = person.identity.town.clone().unwrap_or_default();
        let born = format!("né(e) le {}", french::birth(person.identity.born_on));
        let traits = [born, place].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
        let mut line = Line::new(person.identity.listed()).meta(traits.join(" · "));
        if crate::desk::has_namesake(person, &found.people) {
            line = line.badge(Badge::wait("deux personnes : vérifiez l’adresse"));
        }
        if person.deceased_on.is_some() {
            return line.badge(Badge::fail("Décès noté"));
        }
        line = line.badge(identity(person));
        let take = |label: &'static str, how: Modality| {
            let to = WalkIn { patient: person.id }.to_string();
            which.carried_by(Action::post(to, label).field("comment", how.name()))
        };
        line = line.step(take("Est là", Modality::OnSite).icon(Icon::Check));
        if whose.own {
            line = line.step(take("Au téléphone", Modality::Telephone).icon(Icon::Phone));
        }
        line
    });
    let list = Lines::new("Personnes trouvées")
        .bare()
        .tight()
        .id("trouvees")
        .lines(lines.collect::<Vec<_>>())
        .empty(
            Empty::new(
                "Personne ne répond à ces traits",
                "Vérifiez la date et l’orthographe, ou écrivez une personne nouvelle.",
            )
            .action(Action::link("/personnes/nouvelle", "Personne nouvelle").icon(Icon::Plus)),
        );
    if found.too_many { list.foot("Il y en a plus de vingt\u{a0}: ajoutez des lettres.") } else { list }
}

/// Takes somebody in now; the act opens for whoever holds it.
pub(super) async fn take_in(
    WalkIn { patient }: WalkIn,
    State(app): State<App>,
    caller: Caller,
    Posted(typed): Posted,
) -> Result<Redirect, Problem> {
    caller.may(Asked::Book)?;
    let which = Which { day: None, ..Which::of_form(&typed)? };
    let how = typed.get("comment").and_then(Modality::from_name).filter(|how| *how != Modality::Video);
    let how = how.ok_or_else(|| {
        Problem::malformed("Choisissez «\u{a0}Est là\u{a0}» ou «\u{a0}Au téléphone\u{a0}».")
    })?;
    for last in [false, true] {
        let mut tx = app.begin(&caller).await?;
        let whose = Whose::of(&mut tx, &caller, which.of).await?.ok_or_else(Problem::not_found)?;
        let appointment = match appointment(&mut tx, &caller, &whose, (patient, how)).await? {
            Ok(appointment) => appointment,
            // the same tap, twice: the other one has just booked it
            Err(BookError::AlreadyHere) if !last => continue,
            Err(error) => return Err(error.into()),
        };
        let act = planned::booked(&mut tx, appointment).await?;
        let to = if whose.own {
            acts::open_act(&mut tx, &caller, act).await?;
            ShowAct { act }.to_string()
        } else {
            which.href()
        };
        tx.commit().await?;
        return Ok(Redirect::to(&to));
    }
    Err(BookError::AlreadyHere.into())
}

/// The appointment that they come for, else a new one that begins now.
async fn appointment(
    tx: &mut Tx,
    caller: &Caller,
    whose: &Whose,
    (patient, how): (PatientId, Modality),
) -> Result<Result<AppointmentId, BookError>, Problem> {
    let person = patients::person(tx, patient).await?.ok_or_else(Problem::not_found)?;
    let now = caller.local(tx.now());
    if let Some(known) = expected(tx, caller, whose, (person.id, &now)).await? {
        if known.arrived_at.is_none() && !known.modality.is_remote() {
            planned::arrived(tx, known.id).await?;
        }
        return Ok(Ok(known.id));
    }
    let (site, minutes) = place(tx, caller, whose, &now).await?;
    let command = BookAppointment {
        patient,
        professional: whose.professional.id,
        site,
        modality: how,
        start: now.date().to_datetime(time(now.hour(), now.minute(), 0, 0)),
        zone: caller.zone.iana_name().unwrap_or("Europe/Paris").to_owned(),
        minutes,
        asked_by: AskedBy::Themself,
        note: None,
        overbook_reason: None,
        walks_in: true,
    };
    Ok(agenda::book(tx, &command).await.map(|booked| booked.id))
}

/// The appointment of today that somebody comes for: due within the hour or not over, and its act not ended.
async fn expected(
    tx: &mut Tx,
    caller: &Caller,
    whose: &Whose,
    (patient, now): (PatientId, &Zoned),
) -> Result<Option<Appointment>, Problem> {
    let (from, to) = bounds(now.date(), caller)?;
    let mut today = agenda::appointments_between(tx, Some(&[whose.professional.id]), from, to).await?;
    today.retain(|known| {
        known.patient == patient
            && known.cancelled_at.is_none()
            && known.starts_at - EXPECTED_WITHIN <= now.timestamp()
            && known.ends_at + EXPECTED_WITHIN > now.timestamp()
    });
    let ids: Vec<_> = today.iter().map(|known| known.id).collect();
    let acts = acts::acts_of_appointments(tx, &ids).await?;
    let ended = |known: &Appointment| {
        acts.iter().any(|act| act.appointment == Some(known.id) && act.outcome.is_some())
            && known.absent_at.is_none()
    };
    Ok(today.into_iter().find(|known| !ended(known)))
}

/// Where, and for how long: as the hours of this moment say, else at the caller's site.
async fn place(tx: &mut Tx, caller: &Caller, whose: &Whose, now: &Zoned) -> Result<(SiteId, u16), Problem> {
    let rules = agenda::rules_of(tx, &[whose.professional.id]).await?;
    let of_today: Vec<_> = rules.iter().filter(|rule| rule.holds_on(now.date())).collect();
    let open = of_today.iter().find(|rule| rule.starts <= now.time() && now.time() < rule.ends);
    if let Some(rule) = open.or(of_today.first()) {
        return Ok((rule.site, rule.slot_minutes));
    }
    let site = match caller.site {
        Some(site) => Some(site),
        None => territory::sites(tx).await?.first().map(|site| site.id),
    };
    Ok((site.ok_or_else(Problem::not_found)?, MINUTES))
}
