//! The one field: three letters and a birth date, a full name, or the number that calls.

use access::Action as Asked;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::TypedPath;
use patients::{Found, Person, Search};
use ui::{Badge, Empty, Field, Form, Line, Lines, Problems, Typed};
use web::{App, Caller, Frame, Posted, Problem, page};

use super::{frame_of, person::ShowPerson};

#[derive(TypedPath)]
#[typed_path("/appels")]
pub(super) struct Desk;

pub(super) async fn show(
    _: Desk,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<impl IntoResponse, Problem> {
    caller.may(Asked::FindPatient)?;
    let mut tx = app.begin(&caller).await?;
    let desk = frame_of(&app, &mut tx, &caller, &frame).await?;
    tx.commit().await?;
    page(&desk)
}

/// A search is a POST: what is typed is in no address, and the answer is kept nowhere.
pub(super) async fn search(
    _: Desk,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(typed): Posted,
) -> Result<Response, Problem> {
    caller.may(Asked::FindPatient)?;
    let mut tx = app.begin(&caller).await?;
    let today = caller.local(tx.now()).date();
    let wanted = match Search::read(typed.get("q").unwrap_or_default(), today) {
        Ok(wanted) => wanted,
        Err(error) => {
            let mut desk = frame_of(&app, &mut tx, &caller, &frame).await?;
            desk.search = form(&typed, &Problems::none().on("q", error.advice()));
            tx.commit().await?;
            return Ok((http::StatusCode::UNPROCESSABLE_ENTITY, page(&desk)?).into_response());
        }
    };
    let found = patients::find(&mut tx, &caller, &wanted).await?;
    if let ([one], false) = (found.people.as_slice(), found.too_many) {
        let place = ShowPerson { patient: one.id };
        tx.commit().await?;
        return Ok(Redirect::to(&place.to_string()).into_response());
    }
    let mut desk = frame_of(&app, &mut tx, &caller, &frame).await?;
    desk.search = form(&typed, &Problems::none());
    desk.found = Some(lines(&mut tx, &found).await?);
    tx.commit().await?;
    Ok(page(&desk)?.into_response())
}

pub(super) fn form(typed: &Typed, problems: &Problems) -> Form<'static> {
    Form::new("/appels", "Chercher")
        .id("recherche")
        .with(
            Field::search("q", "Trois lettres du nom, date de naissance")
                .hint("Ou le numéro qui appelle. La recherche est notée.")
                .key("/")
                .arrows_to("trouvees")
                .large(),
        )
        .filled(typed, problems)
}

async fn lines(tx: &mut db::Tx, found: &Found) -> Result<Lines<'static>, Problem> {
    let gps: Vec<_> = found.people.iter().filter_map(|person| person.own_gp).collect();
    let gps = directory::professionals(tx, &gps).await?;
    let mut lines = Vec::with_capacity(found.people.len());
    for person in &found.people {
        let gp = person.own_gp.and_then(|id| gps.iter().find(|gp| gp.id == id));
        let doctor =
            gp.map_or_else(|| "sans médecin traitant".to_owned(), directory::Professional::short_name);
        let place =
            person.identity.town.clone().or_else(|| person.identity.address.clone()).unwrap_or_default();
        let born = ui::french::birth(person.identity.born_on);
        let mut line =
            Line::new(person.identity.listed()).href(ShowPerson { patient: person.id }.to_string()).meta(
                [born, place, doctor]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join(" · "),
            );
        if has_namesake(person, &found.people) {
            line = line.badge(Badge::wait("deux personnes : vérifiez l’adresse"));
        }
        lines.push(line);
    }
    let mut list =
        Lines::new("Personnes trouvées").bare().tight().id("trouvees").lines(lines).empty(Empty::new(
            "Personne ne répond à ces traits",
            "Vérifiez la date et l’orthographe, ou écrivez une personne nouvelle.",
        ));
    if found.too_many {
        list = list.foot("Il y en a plus de vingt : ajoutez des lettres.");
    } else if found.by_sound {
        list = list.foot("Trouvé à l’oreille : l’orthographe n’est pas celle du dossier.");
    }
    Ok(list)
}

/// Two people of the same name born the same day: the desk must see that they are two.
pub(super) fn has_namesake(person: &Person, people: &[Person]) -> bool {
    people.iter().any(|other| other.id != person.id && other.identity.is_namesake_of(&person.identity))
}
