//! « Qui est-ce ? »: somebody who booked on the portal is here; one tap says who they are.

use access::Action as Asked;
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect};
use axum_extra::routing::TypedPath;
use db::Tx;
use kernel::{AppointmentId, PatientId};
use patients::{Person, Search, TurnsOut};
use serde::Deserialize;
use ui::{Action, Badge, Icon, Line, Lines, Note, Rich, Shell, Tone, french};
use web::{App, Caller, Frame, Posted, Problem, page};

use super::booked::ShowBooked;

#[derive(TypedPath, Deserialize)]
#[typed_path("/rendez-vous/{appointment}/identite")]
pub(super) struct Join {
    pub(super) appointment: AppointmentId,
}

#[derive(Template)]
#[template(path = "desk_join.html")]
struct JoinPage {
    shell: Shell<'static>,
    back: String,
    typed: Lines<'static>,
    mailbox: Option<Note<'static>>,
    candidates: Lines<'static>,
    newcomer: Action<'static>,
}

pub(super) async fn show(
    Join { appointment }: Join,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<impl IntoResponse, Problem> {
    let basis = caller.may(Asked::JoinIdentity)?;
    let mut tx = app.begin(&caller).await?;
    let known = agenda::appointment(&mut tx, appointment).await?.ok_or_else(Problem::not_found)?;
    let person = patients::person(&mut tx, known.patient).await?.ok_or_else(Problem::not_found)?;
    let view = audit::View { page: "desk/join", patients: &[person.id], basis: basis.name() };
    audit::view(&mut tx, view).await?;
    let others = look_alikes(&mut tx, &caller, &person).await?;
    let mailbox = orientation::link_mailbox(&mut tx, appointment).await?;
    let mut at_desk = frame.clone();
    "/appels".clone_into(&mut at_desk.here);
    let shell = app.shell(&mut tx, &caller, &at_desk).await?;
    tx.commit().await?;
    let to = Join { appointment }.to_string();
    let lines: Vec<_> = others.iter().map(|other| candidate(&person, other, &to, mailbox.as_ref())).collect();
    page(&JoinPage {
        shell,
        back: ShowBooked { appointment }.to_string(),
        typed: Lines::new("Écrit sur le portail").lines([line(&person).state(if person.provisional {
            Badge::wait("Identité à vérifier").icon(Icon::Shield)
        } else {
            Badge::ok("Identité rattachée").icon(Icon::Shield)
        })]),
        mailbox: mailbox.map(|address| {
            let sentence = Rich::from("Le lien du rendez-vous est dans la boîte ").strong(address.to_string()).text(
                ". Si ce n’est ni la sienne ni celle d’un proche, rattachez sans garder le lien : il ne s’ouvrira plus.",
            );
            Note::new(Tone::Info, "À qui est ce courriel\u{202f}?", sentence).icon(Icon::Mail)
        }),
        candidates: Lines::new("Personnes qui se ressemblent").lines(lines).empty(ui::Empty::new(
            "Personne de semblable",
            "Ni ce nom à cette date de naissance, ni ce téléphone.",
        )),
        newcomer: Action::post(to, "C’est une personne nouvelle")
            .icon(Icon::Plus)
            .field("personne", "nouvelle")
            .field("lien", "garder"),
    })
}

pub(super) async fn join(
    Join { appointment }: Join,
    State(app): State<App>,
    caller: Caller,
    Posted(typed): Posted,
) -> Result<impl IntoResponse, Problem> {
    caller.may(Asked::JoinIdentity)?;
    let turns_out = match typed.get("personne") {
        Some("nouvelle") => TurnsOut::New,
        Some(id) => TurnsOut::Known(id.parse().map_err(|_| nobody_chosen())?),
        None => return Err(nobody_chosen()),
    };
    let mut tx = app.begin(&caller).await?;
    let keeps_link = typed.get("lien") == Some("garder");
    orientation::settle_identity(&mut tx, appointment, turns_out, keeps_link).await?;
    tx.commit().await?;
    Ok(Redirect::to(&ShowBooked { appointment }.to_string()))
}

fn nobody_chosen() -> Problem {
    Problem::new(
        http::StatusCode::UNPROCESSABLE_ENTITY,
        "desk/nobody-chosen",
        "Personne n’a été choisi.",
        "Revenez à la page et choisissez une personne, ou « personne nouvelle ».",
    )
}

/// People of the same birth date and name, by spelling or by ear, else of the same number. Provisional ones apart.
async fn look_alikes(tx: &mut Tx, caller: &Caller, person: &Person) -> Result<Vec<Person>, Problem> {
    let identity = &person.identity;
    let born = Search::BirthAndName { born: identity.born_on, name: identity.names.birth_name.clone() };
    let mut searches = vec![born];
    searches.extend(identity.phones.iter().cloned().map(Search::Phone));
    let mut found: Vec<Person> = Vec::new();
    for search in searches {
        for other in patients::find(tx, caller, &search).await?.people {
            if other.id != person.id && !other.provisional && !found.iter().any(|one| one.id == other.id) {
                found.push(other);
            }
        }
    }
    Ok(found)
}

fn line(person: &Person) -> Line<'static> {
    let identity = &person.identity;
    let phone = identity.first_phone().map(|phone| french::phone(&phone.to_string()));
    let traits =
        [Some(format!("né(e) le {}", french::birth(identity.born_on))), phone, identity.address.clone()];
    Line::new(identity.listed()).meta(traits.into_iter().flatten().collect::<Vec<_>>().join(" · "))
}

fn candidate(
    typed: &Person,
    other: &Person,
    to: &str,
    mailbox: Option<&kernel::MailAddress>,
) -> Line<'static> {
    let id: PatientId = other.id;
    let known_mailbox = mailbox.is_none_or(|address| other.identity.mail.as_ref() == Some(address));
    let tap = |label: &'static str| Action::post(to.to_owned(), label).field("personne", id.to_string());
    let line = line(other).action(tap("C’est cette personne").field("lien", "garder").main().small());
    let line = if typed.identity.is_namesake_of(&other.identity) {
        line.state(Badge::ok("Mêmes traits"))
    } else {
        line
    };
    if known_mailbox { line } else { line.step(tap("C’est elle, sans garder le lien")) }
}
