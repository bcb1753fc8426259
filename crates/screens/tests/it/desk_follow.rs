//! What the desk does to an appointment, its act follows.

use acts::{Act, Kind, Modality, Outcome};
use anyhow::Result;
use http::StatusCode;
use jiff::civil::date;
use sqlx::Row as _;
use testing::{Member, TestApp, World, world::identity};

/// The values that a page offers as times, in order.
fn offered(page: &str) -> Vec<String> {
    page.split("name=\"temps\"")
        .skip(1)
        .filter_map(|part| part.split("value=\"").nth(1)?.split('"').next().map(ToOwned::to_owned))
        .collect()
}

/// Books the first time that the desk offers somebody; gives where the appointment is shown.
async fn book_first(desk: &Member, place: &str, more: &[(&str, &str)]) -> String {
    let times = offered(&desk.browser.get(place).await.text());
    let to = place.split('?').next().unwrap_or(place);
    let fields: Vec<_> =
        [("temps", times[0].as_str()), ("demande", "self")].into_iter().chain(more.iter().copied()).collect();
    let booked = desk.browser.post(to, &fields).await;
    assert_eq!(booked.status, StatusCode::SEE_OTHER, "{}", booked.text());
    booked.location().expect("the appointment").to_owned()
}

/// The act of the appointment at this address, as its doctor sees it.
async fn act_of(world: &World<'_>, doctor: &Member, place: &str) -> Result<Option<Act>> {
    let id = place.trim_start_matches("/rendez-vous/").parse()?;
    let mut tx = world.tx(doctor).await?;
    Ok(acts::acts_of_appointments(&mut tx, &[id]).await?.pop())
}

async fn post(desk: &Member, address: String, fields: &[(&str, &str)]) -> String {
    let answer = desk.browser.post(&address, fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{address}: {}", answer.text());
    answer.location().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_need_has_its_act_as_soon_as_the_desk_books_it() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (desk, doctor) =
        (world.secretary("Nadège Courtin").await?, world.doctor("Hélène", "Marchais").await?);
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let place = book_first(&desk, &format!("/appels/{simone}"), &[]).await;
    let act = act_of(&world, &doctor, &place).await?.expect("an act");
    assert_eq!(
        (act.kind, act.modality, act.opened_at, act.outcome),
        (Kind::Consultation, Modality::OnSite, None, None)
    );
    assert!(act_of(&world, &desk, &place).await?.is_none(), "the desk sees no care");
    Ok(())
}

#[tokio::test]
async fn each_of_a_family_booked_in_a_row_has_an_act() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (desk, doctor) =
        (world.secretary("Nadège Courtin").await?, world.doctor("Hélène", "Marchais").await?);
    let mut ids = Vec::new();
    for name in ["Odile", "Claire"] {
        let mut one = identity(name, "Perrin", date(1980, 1, 1))?;
        one.phones = vec!["02 61 91 18 44".parse()?];
        ids.push(world.register(one, None).await?);
    }
    let first = book_first(&desk, &format!("/appels/{}", ids[0]), &[]).await;
    let after = first.trim_start_matches("/rendez-vous/");
    let second = book_first(&desk, &format!("/appels/{}?apres={after}", ids[1]), &[]).await;
    let (one, other) = (act_of(&world, &doctor, &first).await?, act_of(&world, &doctor, &second).await?);
    let (one, other) = (one.expect("an act"), other.expect("an act"));
    assert_eq!((one.patient, other.patient), (ids[0], ids[1]));
    assert_ne!(one.id, other.id);
    Ok(())
}

#[tokio::test]
async fn an_absence_ends_the_act_and_both_ways_back_bring_it_back() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (desk, doctor) =
        (world.secretary("Nadège Courtin").await?, world.doctor("Hélène", "Marchais").await?);
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let place = book_first(&desk, &format!("/appels/{simone}"), &[]).await;
    let outcome = async || act_of(&world, &doctor, &place).await.map(|act| act.expect("an act").outcome);
    post(&desk, format!("{place}/absence"), &[]).await;
    assert_eq!(outcome().await?, Some(Outcome::Absent));
    post(&desk, format!("{place}/retour"), &[]).await;
    assert_eq!(outcome().await?, None, "it was somebody else");
    post(&desk, format!("{place}/absence"), &[]).await;
    post(&desk, format!("{place}/arrivee"), &[]).await;
    assert_eq!(outcome().await?, None, "she came after all");
    post(&desk, format!("{place}/retour"), &[]).await;
    assert_eq!(outcome().await?, None);
    Ok(())
}

#[tokio::test]
async fn cancelling_at_the_desk_ends_the_act_as_cancelled_by_us_and_it_opens_no_more() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (desk, doctor) =
        (world.secretary("Nadège Courtin").await?, world.doctor("Hélène", "Marchais").await?);
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let place = book_first(&desk, &format!("/appels/{simone}"), &[]).await;
    post(&desk, format!("{place}/annulation"), &[]).await;
    let act = act_of(&world, &doctor, &place).await?.expect("an act");
    assert_eq!(act.outcome, Some(Outcome::CancelledByUs));
    assert_eq!(doctor.browser.post(&format!("{place}/acte"), &[]).await.status, StatusCode::CONFLICT);
    assert_eq!(desk.browser.post(&format!("{place}/annulation"), &[]).await.status, StatusCode::CONFLICT);
    Ok(())
}

#[tokio::test]
async fn an_act_goes_along_when_its_appointment_is_moved() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (desk, doctor) =
        (world.secretary("Nadège Courtin").await?, world.doctor("Hélène", "Marchais").await?);
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let place = book_first(&desk, &format!("/appels/{simone}"), &[]).await;
    let before = act_of(&world, &doctor, &place).await?.expect("an act");
    let times = offered(&desk.browser.get(&format!("{place}/deplacement")).await.text());
    let moved = post(&desk, format!("{place}/deplacement"), &[("temps", &times[0])]).await;
    assert!(act_of(&world, &doctor, &place).await?.is_none(), "the old hour has no act any more");
    let after = act_of(&world, &doctor, &moved).await?.expect("the same act");
    assert_eq!((after.id, after.outcome), (before.id, None));
    Ok(())
}

#[tokio::test]
async fn an_act_moved_to_another_doctor_is_theirs_to_hold() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (desk, first) = (world.secretary("Nadège Courtin").await?, world.doctor("Hélène", "Marchais").await?);
    let simone = world.register(identity("Simone", "Martin", date(1944, 3, 12))?, first.professional).await?;
    let place = book_first(&desk, &format!("/appels/{simone}"), &[]).await;
    let act = act_of(&world, &first, &place).await?.expect("an act");
    let second = world.doctor("Paul", "Verdier").await?;
    let other = second.professional.expect("a doctor").to_string();
    let times = offered(&desk.browser.get(&format!("{place}/deplacement")).await.text());
    let to_other = times.iter().find(|time| time.starts_with(&other)).expect("a time of the other doctor");
    let moved = post(&desk, format!("{place}/deplacement"), &[("temps", to_other)]).await;
    let refused = first.browser.post(&format!("{moved}/acte"), &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "it is no more hers");
    let opened = second.browser.post(&format!("{moved}/acte"), &[]).await;
    assert_eq!(opened.location(), Some(format!("/actes/{}", act.id).as_str()), "{}", opened.text());
    let act = act_of(&world, &second, &moved).await?.expect("the same act");
    assert_eq!(Some(act.professional), second.professional);
    assert_eq!(act.relation, acts::Relation::Other, "he is not her own GP");
    Ok(())
}

#[tokio::test]
async fn the_desk_says_how_people_meet_and_changes_it_later_and_the_history_keeps_both() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (desk, doctor) =
        (world.secretary("Nadège Courtin").await?, world.doctor("Hélène", "Marchais").await?);
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let place = book_first(&desk, &format!("/appels/{simone}"), &[("comment", "telephone")]).await;
    assert!(desk.browser.get(&place).await.says("par téléphone"));
    let act = act_of(&world, &doctor, &place).await?.expect("an act");
    assert_eq!(act.modality, Modality::Telephone);

    let page = desk.browser.get(&format!("{place}/deplacement")).await;
    assert!(page.text().contains("value=\"telephone\" selected"), "what was agreed stays: {}", page.text());
    let times = offered(&page.text());
    let moved =
        post(&desk, format!("{place}/deplacement"), &[("temps", &times[0]), ("comment", "on_site")]).await;
    let now = act_of(&world, &doctor, &moved).await?.expect("the same act");
    assert_eq!((now.id, now.modality), (act.id, Modality::OnSite));
    let mut log = app.database.behind(db::Role::Owner).await?;
    let told =
        sqlx::query("select convert_from(body, 'utf8') from audit.event where subject = $1 order by nth")
            .bind(simone.uuid())
            .fetch_all(&mut log)
            .await?;
    let told: Vec<String> = told.into_iter().map(|row| row.get(0)).collect();
    let says = |kind: &str, modality: &str| {
        told.iter()
            .any(|event| event.contains(kind) && event.contains(&format!("\"modality\":\"{modality}\"")))
    };
    assert!(says("requested", "telephone") && says("replanned", "on_site"), "{told:#?}");
    Ok(())
}

#[tokio::test]
async fn a_way_of_meeting_that_the_time_does_not_give_is_said_beside_its_field() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (desk, _) = (world.secretary("Nadège Courtin").await?, world.doctor("Hélène", "Marchais").await?);
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let address = format!("/appels/{simone}");
    let times = offered(&desk.browser.get(&address).await.text());
    for (how, advice) in [("video", "ne se donne pas ainsi"), ("pigeon", "une des façons de se voir")] {
        let fields =
            [("temps", times[0].as_str()), ("demande", "self"), ("comment", how), ("savoir", "en taxi")];
        let refused = desk.browser.post(&address, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{how}");
        assert!(refused.says(advice) && refused.says("en taxi"), "{how}: {}", refused.text());
    }
    Ok(())
}

#[tokio::test]
async fn the_status_bar_counts_who_can_only_be_called_and_a_mail_address_takes_them_off() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (desk, _) = (world.secretary("Nadège Courtin").await?, world.doctor("Hélène", "Marchais").await?);
    let mut far = identity("Simone", "Martin", date(1944, 3, 12))?;
    far.phones = vec!["02 61 91 18 44".parse()?];
    let mut near = identity("Paule", "Léger", date(1951, 6, 7))?;
    near.phones = vec!["06 39 98 00 61".parse()?];
    let (far, near) = (world.register(far, None).await?, world.register(near, None).await?);
    for (patient, hour) in [(far, "T09:20"), (near, "T10:20")] {
        let page = desk.browser.get(&format!("/appels/{patient}")).await.text();
        let value = offered(&page)[0].replace("2026-11-24T09:20", &format!("2026-11-25{hour}"));
        let booked =
            desk.browser.post(&format!("/appels/{patient}"), &[("temps", &value), ("demande", "self")]).await;
        assert_eq!(booked.status, StatusCode::SEE_OTHER, "{}", booked.text());
    }
    let page = desk.browser.get("/appels").await;
    assert!(page.says("1 personne à rappeler pour demain"), "{}", page.text());
    assert!(page.says("MARTIN Simone") && page.says("02 61 91 18 44"));

    let mut tx = world.tx(&desk).await?;
    let mut known = patients::person(&mut tx, far).await?.expect("Simone").identity;
    known.mail = Some("simone.martin@courriel.example".parse()?);
    patients::correct(&mut tx, far, &known, None).await?;
    tx.commit().await?;
    assert!(!desk.browser.get("/appels").await.says("à rappeler pour demain"));
    Ok(())
}
