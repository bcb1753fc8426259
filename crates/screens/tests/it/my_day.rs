//! The day of a professional: who waits, the hours, walk-ins, kept time.

use agenda::{AskedBy, Audience, BookAppointment, Modality};
use anyhow::{Result, anyhow};
use http::StatusCode;
use identity::StartSession;
use jiff::SignedDuration;
use jiff::civil::{DateTime, date};
use kernel::{AppointmentId, PatientId};
use sqlx::Row as _;
use testing::app::Answer;
use testing::{Member, TestApp, World};
use web::Method;

/// A secretary books for a patient with a doctor, at an hour of Tuesday 24 November 2026; the need has its act.
async fn booked(
    world: &World<'_>,
    (desk, doctor): (&Member, &Member),
    patient: PatientId,
    (start, modality): (&str, Modality),
) -> Result<AppointmentId> {
    let start: DateTime = format!("2026-11-24T{start}:00").parse()?;
    let command = BookAppointment {
        patient,
        professional: doctor.professional.expect("a doctor"),
        site: world.site,
        modality,
        start,
        zone: "Europe/Paris".into(),
        minutes: 20,
        asked_by: AskedBy::Themself,
        note: None,
        overbook_reason: None,
        walks_in: false,
    };
    let mut tx = world.tx(desk).await?;
    let booked = agenda::book(&mut tx, &command).await?;
    acts::act_of_appointment(&mut tx, booked.id).await?;
    tx.commit().await?;
    Ok(booked.id)
}

fn later(app: &TestApp, minutes: i64) {
    app.clock.set(app.clock.now() + SignedDuration::from_mins(minutes));
}

/// How many appointments a professional has today.
async fn appointments(world: &World<'_>, doctor: &Member) -> Result<usize> {
    let mut tx = world.system().await?;
    let (from, to) = ("2026-11-23T23:00:00Z".parse()?, "2026-11-24T23:00:00Z".parse()?);
    let ids = [doctor.professional.expect("a doctor")];
    Ok(agenda::appointments_between(&mut tx, Some(&ids), from, to).await?.len())
}

fn redirects(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.location().expect("where to")
}

#[tokio::test]
async fn a_doctor_sees_who_waits_and_since_when_and_their_act_opens_in_one_tap() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (desk, doctor) =
        (world.secretary("Nadège Courtin").await?, world.doctor("Hélène", "Marchais").await?);
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let id = booked(&world, (&desk, &doctor), simone, ("09:20", Modality::OnSite)).await?;
    assert_eq!(doctor.browser.get("/").await.location(), Some("/journee"), "the day is the first door");
    let page = doctor.browser.get("/journee").await;
    assert!(
        page.says("Personne n’attend") && page.says("MARTIN Simone") && page.says("82 ans"),
        "{}",
        page.text()
    );

    desk.browser.post(&format!("/rendez-vous/{id}/arrivee"), &[]).await;
    later(&app, 45);
    let page = doctor.browser.get("/journee").await;
    assert!(page.says("Une personne vous attend"), "{}", page.text());
    assert!(page.says("attend depuis 25 min"), "since her hour, not since she came early: {}", page.text());

    let opened = doctor.browser.post(&format!("/rendez-vous/{id}/acte"), &[]).await;
    let act = redirects(&opened).to_owned();
    assert!(act.starts_with("/actes/"), "{act}");
    let again = doctor.browser.post(&format!("/rendez-vous/{id}/acte"), &[]).await;
    assert_eq!(redirects(&again), act, "a second tap opens the same act");
    let page = doctor.browser.get("/journee").await;
    assert!(page.says("Personne n’attend") && page.says("Reprendre l’acte") && page.text().contains(&act));
    Ok(())
}

#[tokio::test]
async fn whoever_is_to_be_called_is_shown_at_their_hour() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (desk, doctor) =
        (world.secretary("Nadège Courtin").await?, world.doctor("Hélène", "Marchais").await?);
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    booked(&world, (&desk, &doctor), simone, ("09:20", Modality::Telephone)).await?;
    later(&app, 12);
    assert!(doctor.browser.get("/journee").await.says("à appeler à 9:20"));
    later(&app, 14);
    let page = doctor.browser.get("/journee").await;
    assert!(
        page.says("Une personne vous attend") && page.says("attend l’appel depuis 6 min"),
        "{}",
        page.text()
    );
    Ok(())
}

#[tokio::test]
async fn arrival_absence_and_their_undoing_are_one_tap_and_come_back_to_the_same_day() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (desk, doctor) =
        (world.secretary("Nadège Courtin").await?, world.doctor("Hélène", "Marchais").await?);
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let id = booked(&world, (&desk, &doctor), simone, ("09:20", Modality::OnSite)).await?;
    later(&app, 30);
    for (step, words) in
        [("arrivee", "Attend"), ("retour", "Est là"), ("absence", "N’est pas venu"), ("arrivee", "Attend")]
    {
        let answer = doctor.browser.post(&format!("/journee/rendez-vous/{id}/{step}"), &[]).await;
        assert_eq!(redirects(&answer), "/journee", "{step}");
        assert!(doctor.browser.get("/journee").await.says(words), "{step}");
    }
    let twice = doctor.browser.post(&format!("/journee/rendez-vous/{id}/arrivee"), &[]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    doctor.browser.post(&format!("/rendez-vous/{id}/acte"), &[]).await;
    for step in ["retour", "absence"] {
        let answer = doctor.browser.post(&format!("/journee/rendez-vous/{id}/{step}"), &[]).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{step}: the act has begun");
    }
    Ok(())
}

#[tokio::test]
async fn somebody_without_an_appointment_is_found_taken_in_and_their_act_is_open() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let found = doctor.browser.post("/journee", &[("q", "mar 12/03/1944")]).await;
    assert_eq!(found.status, StatusCode::OK);
    assert!(
        found.says("MARTIN Simone") && found.says("Est là") && found.says("Au téléphone"),
        "{}",
        found.text()
    );
    let take = format!("/journee/sans-rendez-vous/{simone}");
    let taken = doctor.browser.post(&take, &[("comment", "on_site")]).await;
    let act = redirects(&taken).to_owned();
    assert!(doctor.browser.get(&act).await.says("Terminer et signer"), "the report can be written at once");
    let again = doctor.browser.post(&take, &[("comment", "on_site")]).await;
    assert_eq!(redirects(&again), act, "the same tap twice is one act");
    assert_eq!(appointments(&world, &doctor).await?, 1);
    assert!(doctor.browser.get("/journee").await.says("sans rendez-vous"));
    Ok(())
}

#[tokio::test]
async fn two_taps_at_the_same_moment_take_somebody_in_once() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let take = format!("/journee/sans-rendez-vous/{simone}");
    let fields = [("comment", "on_site")];
    let (one, other) = tokio::join!(doctor.browser.post(&take, &fields), doctor.browser.post(&take, &fields));
    assert_eq!(redirects(&one), redirects(&other));
    assert_eq!(appointments(&world, &doctor).await?, 1);
    Ok(())
}

#[tokio::test]
async fn somebody_who_is_expected_about_now_is_not_booked_twice() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (desk, doctor) =
        (world.secretary("Nadège Courtin").await?, world.doctor("Hélène", "Marchais").await?);
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let paul = world.patient("Paule", "Léger", date(1951, 6, 7)).await?;
    let id = booked(&world, (&desk, &doctor), simone, ("09:40", Modality::OnSite)).await?;
    booked(&world, (&desk, &doctor), paul, ("11:40", Modality::OnSite)).await?;
    let take = |patient| format!("/journee/sans-rendez-vous/{patient}");
    let taken = doctor.browser.post(&take(simone), &[("comment", "on_site")]).await;
    let act = redirects(&taken).to_owned();
    let planned = doctor.browser.post(&format!("/rendez-vous/{id}/acte"), &[]).await;
    assert_eq!(redirects(&planned), act, "it is the act of her appointment");
    doctor.browser.post(&take(paul), &[("comment", "on_site")]).await;
    assert_eq!(appointments(&world, &doctor).await?, 3, "three hours early is something else");
    Ok(())
}

#[tokio::test]
async fn time_is_kept_in_one_tap_around_those_who_are_booked_and_given_back() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (desk, doctor) =
        (world.secretary("Nadège Courtin").await?, world.doctor("Hélène", "Marchais").await?);
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    booked(&world, (&desk, &doctor), simone, ("10:00", Modality::OnSite)).await?;
    let kept = doctor.browser.post("/journee/blocage", &[("duree", "midi")]).await;
    assert_eq!(redirects(&kept), "/journee");
    let page = doctor.browser.get("/journee").await;
    let shown = page.text();
    assert!(page.says("jusqu’à 10:00") && page.says("jusqu’à 12:00"), "around her appointment: {shown}");
    assert_eq!(shown.matches("/levee").count(), 2, "{shown}");
    let offered = desk.browser.get(&format!("/appels/{simone}")).await.text();
    assert!(!offered.contains("2026-11-24T11:00"), "nobody books in it: {offered}");

    let first = shown.split("action=\"/journee/blocage/").nth(1).and_then(|rest| rest.split('"').next());
    let lift = format!("/journee/blocage/{}", first.expect("a kept time"));
    assert_eq!(redirects(&doctor.browser.post(&lift, &[]).await), "/journee");
    assert_eq!(doctor.browser.post(&lift, &[]).await.status, StatusCode::NOT_FOUND, "it is given back once");
    assert_eq!(doctor.browser.get("/journee").await.text().matches("/levee").count(), 1);
    let full =
        doctor.browser.post("/journee/blocage", &[("debut", "2026-11-24T10:00:00"), ("minutes", "20")]).await;
    assert_eq!(full.status, StatusCode::CONFLICT, "somebody is booked in all of it");
    Ok(())
}

#[tokio::test]
async fn a_doctor_in_two_territories_sees_the_time_that_the_other_takes_and_no_name() -> Result<()> {
    let app = TestApp::own().await?;
    let (here, there) = (World::found(&app).await?, World::found(&app).await?);
    let doctor = here.doctor("Hélène", "Marchais").await?;
    let professional = doctor.professional.expect("a doctor");
    there.receives(professional, Audience::Territory).await?;
    let desk = there.secretary("Odile Perrin").await?;
    let simone = there.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let id = booked(&there, (&desk, &doctor), simone, ("10:20", Modality::OnSite)).await?;
    let page = doctor.browser.get("/journee").await;
    assert!(page.says("Occupé (autre territoire)") && page.says("10:20"), "{}", page.text());
    assert!(!page.says("MARTIN"), "no name crosses: {}", page.text());
    for address in [
        format!("/rendez-vous/{id}/acte"),
        format!("/journee/rendez-vous/{id}/arrivee"),
        format!("/journee/rendez-vous/{id}/absence"),
        format!("/journee/rendez-vous/{id}/retour"),
        format!("/journee/sans-rendez-vous/{simone}"),
    ] {
        let answer = doctor.browser.post(&address, &[("comment", "on_site")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}: {}", answer.text());
    }
    Ok(())
}

#[tokio::test]
async fn what_was_held_and_not_signed_stays_to_be_finished_the_next_day() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (desk, doctor) =
        (world.secretary("Nadège Courtin").await?, world.doctor("Hélène", "Marchais").await?);
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let id = booked(&world, (&desk, &doctor), simone, ("09:20", Modality::OnSite)).await?;
    let opened = doctor.browser.post(&format!("/rendez-vous/{id}/acte"), &[]).await;
    let act = redirects(&opened).to_owned();
    let page = doctor.browser.get("/journee").await;
    assert!(!page.says("À terminer"), "it is in the waiting room: {}", page.text());
    later(&app, 24 * 60);
    // a session does not last the night
    let again =
        StartSession { account: doctor.account, method: Method::Passkey, territory: Some(world.territory) };
    let token = identity::start_session(app.db(), again).await.map_err(|problem| anyhow!("{problem:?}"))?;
    let browser = app.with_token(token.reveal());
    let page = browser.get("/journee").await;
    assert!(page.says("À terminer") && page.says("hier") && page.text().contains(&act), "{}", page.text());
    let yesterday = browser.get("/journee?jour=2026-11-24").await;
    assert!(yesterday.says("1 rendez-vous hier") && yesterday.says("En cours"), "{}", yesterday.text());
    Ok(())
}

#[tokio::test]
async fn a_secretary_opens_the_day_that_was_delegated_to_her_and_sees_no_care() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (desk, doctor) =
        (world.secretary("Nadège Courtin").await?, world.doctor("Hélène", "Marchais").await?);
    let other = world.doctor("Paul", "Verdier").await?;
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let id = booked(&world, (&desk, &doctor), simone, ("09:20", Modality::OnSite)).await?;
    assert!(desk.browser.get("/journee").await.says("Vous n’avez pas d’agenda ici"));
    let mut tx = world.system().await?;
    territory::delegate(&mut tx, desk.account, doctor.account).await?;
    tx.commit().await?;

    later(&app, 25);
    desk.browser.post(&format!("/journee/rendez-vous/{id}/arrivee"), &[]).await;
    let page = desk.browser.get("/journee").await;
    assert!(page.says("Une personne attend le Dr Hélène Marchais"), "{}", page.text());
    assert!(!page.says("Commencer l’acte") && !page.text().contains("/acte\""), "{}", page.text());
    let refused = desk.browser.post(&format!("/rendez-vous/{id}/acte"), &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "she begins no act");
    let (of, not_of) = (doctor.professional.expect("a doctor"), other.professional.expect("a doctor"));
    assert_eq!(desk.browser.get(&format!("/journee?pour={not_of}")).await.status, StatusCode::FORBIDDEN);
    let kept = [("duree", "30"), ("pour", &of.to_string())];
    assert_eq!(redirects(&desk.browser.post("/journee/blocage", &kept).await), format!("/journee?pour={of}"));
    let not_kept = [("duree", "30"), ("pour", &not_of.to_string())];
    assert_eq!(desk.browser.post("/journee/blocage", &not_kept).await.status, StatusCode::FORBIDDEN);
    let taken = [("comment", "on_site"), ("pour", &of.to_string())];
    let paule = world.patient("Paule", "Léger", date(1951, 6, 7)).await?;
    let taken = desk.browser.post(&format!("/journee/sans-rendez-vous/{paule}"), &taken).await;
    assert_eq!(redirects(&taken), format!("/journee?pour={of}"), "she takes somebody in, and opens nothing");
    assert!(doctor.browser.get("/journee").await.says("Deux personnes vous attendent"));
    Ok(())
}

#[tokio::test]
async fn what_is_not_readable_is_answered_by_a_clear_problem_and_changes_nothing() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let unknown = AppointmentId::at(app.clock.now());
    let cases: [(String, &[(&str, &str)], StatusCode); 10] = [
        (format!("/rendez-vous/{unknown}/acte"), &[], StatusCode::NOT_FOUND),
        (format!("/journee/rendez-vous/{unknown}/arrivee"), &[], StatusCode::NOT_FOUND),
        (format!("/journee/rendez-vous/{unknown}/absence"), &[], StatusCode::NOT_FOUND),
        (format!("/journee/sans-rendez-vous/{unknown}"), &[("comment", "on_site")], StatusCode::NOT_FOUND),
        (format!("/journee/sans-rendez-vous/{simone}"), &[("comment", "video")], StatusCode::BAD_REQUEST),
        (format!("/journee/sans-rendez-vous/{simone}"), &[], StatusCode::BAD_REQUEST),
        (format!("/journee/blocage/{unknown}/levee"), &[], StatusCode::NOT_FOUND),
        ("/journee/blocage".into(), &[("duree", "un siècle")], StatusCode::BAD_REQUEST),
        (
            "/journee/blocage".into(),
            &[("debut", "2026-11-23T10:00:00"), ("minutes", "20")],
            StatusCode::BAD_REQUEST,
        ),
        ("/journee/blocage".into(), &[("duree", "30"), ("jour", "demain")], StatusCode::BAD_REQUEST),
    ];
    for (address, fields, status) in cases {
        let answer = doctor.browser.post(&address, fields).await;
        assert_eq!(answer.status, status, "{address} {fields:?}: {}", answer.text());
    }
    for (address, status) in [
        ("/journee?jour=2026-02-31".to_owned(), StatusCode::BAD_REQUEST),
        ("/journee?jour=9999-12-31".to_owned(), StatusCode::BAD_REQUEST),
        (format!("/journee?pour={unknown}"), StatusCode::NOT_FOUND),
        ("/journee?pour=personne".to_owned(), StatusCode::NOT_FOUND),
    ] {
        assert_eq!(doctor.browser.get(&address).await.status, status, "{address}");
    }
    let unreadable = doctor.browser.post("/journee", &[("q", "mar")]).await;
    assert_eq!(unreadable.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unreadable.text().contains("value=\"mar\""), "what was typed stays");
    assert_eq!(appointments(&world, &doctor).await?, 0);
    Ok(())
}

#[tokio::test]
async fn the_names_of_a_day_are_one_view() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (desk, doctor) =
        (world.secretary("Nadège Courtin").await?, world.doctor("Hélène", "Marchais").await?);
    for (rank, name) in ["Martin", "Léger", "Perrin"].into_iter().enumerate() {
        let patient = world.patient("Simone", name, date(1944, 3, 12)).await?;
        let hour = format!("10:{:02}", 20 * rank);
        booked(&world, (&desk, &doctor), patient, (&hour, Modality::OnSite)).await?;
    }
    let mut seen = app.database.behind(db::Role::Owner).await?;
    let mut views = Vec::new();
    for _ in 0..2 {
        let count = sqlx::query("select count(*) from audit.access where page = 'my_day'")
            .fetch_one(&mut seen)
            .await?;
        views.push(count.get::<i64, _>(0));
        doctor.browser.get("/journee").await;
    }
    assert_eq!(views[1], views[0] + 1);
    Ok(())
}
