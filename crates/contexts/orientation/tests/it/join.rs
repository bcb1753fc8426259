//! On arrival, the desk says who a provisional identity is.

use anyhow::{Context as _, Result};
use http::StatusCode;
use jiff::civil::date;
use kernel::{AppointmentId, PatientId};
use testing::world::identity;
use testing::{Member, TestApp, World};

use super::{all_rows, booked, open_portal};

/// The appointment that Jeanne booked, and the provisional identity that she typed.
async fn of_today(world: &World<'_>, doctor: &Member) -> Result<(AppointmentId, PatientId)> {
    let mut tx = world.tx(doctor).await?;
    let (from, to) = ("2026-11-24T00:00:00Z".parse()?, "2026-11-25T00:00:00Z".parse()?);
    let known = agenda::appointments_between(&mut tx, None, from, to).await?;
    let first = known.first().context("an appointment")?;
    Ok((first.id, first.patient))
}

async fn jeanne(world: &World<'_>) -> Result<PatientId> {
    let mut known = identity("Jeanne", "Vautrincourt", date(1951, 6, 7))?;
    known.phones = vec!["06 39 98 00 61".parse()?];
    world.register(known, None).await
}

#[tokio::test]
async fn one_tap_gives_the_appointment_to_the_person_whom_the_desk_knows() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, doctor) = open_portal(&app).await?;
    let (desk, known) = (world.secretary("Nadège Courtin").await?, jeanne(&world).await?);
    let link = booked(&world, "telephone").await?;
    let (appointment, provisional) = of_today(&world, &doctor).await?;
    assert_ne!(provisional, known);
    let card = desk.browser.get(&format!("/rendez-vous/{appointment}")).await;
    assert!(card.says("Identité à vérifier"), "{}", card.text());
    let place = format!("/rendez-vous/{appointment}/identite");
    let page = desk.browser.get(&place).await;
    assert!(page.says("Écrit sur le portail") && page.says("Mêmes traits"), "{}", page.text());
    assert!(page.says("jeanne.v@courriel.example"), "the desk asks whose mailbox it is");
    let joined = desk.browser.post(&place, &[("personne", &known.to_string()), ("lien", "garder")]).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.text());
    assert_eq!(of_today(&world, &doctor).await?, (appointment, known));
    let found = desk.browser.post("/appels", &[("q", "vau 07/06/51")]).await;
    assert_eq!(found.location(), Some(format!("/appels/{known}").as_str()), "found once");
    assert_eq!(app.anonymous().get(&link).await.status, StatusCode::OK);
    let again = desk.browser.post_as_program(&place, &[("personne", &known.to_string())]).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.text());
    Ok(())
}

#[tokio::test]
async fn a_link_that_is_not_the_persons_opens_nothing_any_more() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, doctor) = open_portal(&app).await?;
    let (desk, known) = (world.secretary("Nadège Courtin").await?, jeanne(&world).await?);
    let link = booked(&world, "telephone").await?;
    let (appointment, _) = of_today(&world, &doctor).await?;
    let place = format!("/rendez-vous/{appointment}/identite");
    assert!(desk.browser.get(&place).await.says("sans garder le lien"));
    desk.browser.post(&place, &[("personne", &known.to_string())]).await;
    assert_eq!(app.anonymous().get(&link).await.status, StatusCode::NOT_FOUND);
    assert_eq!(of_today(&world, &doctor).await?.1, known, "the appointment stands");
    Ok(())
}

#[tokio::test]
async fn somebody_new_stays_under_the_traits_that_they_typed() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, doctor) = open_portal(&app).await?;
    let desk = world.secretary("Nadège Courtin").await?;
    booked(&world, "on_site").await?;
    let (appointment, provisional) = of_today(&world, &doctor).await?;
    let place = format!("/rendez-vous/{appointment}/identite");
    assert!(desk.browser.get(&place).await.says("Personne de semblable"));
    let kept = desk.browser.post(&place, &[("personne", "nouvelle"), ("lien", "garder")]).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
    assert_eq!(of_today(&world, &doctor).await?, (appointment, provisional));
    let found = desk.browser.post("/appels", &[("q", "vau 07/06/51")]).await;
    assert_eq!(found.location(), Some(format!("/appels/{provisional}").as_str()), "{}", found.text());
    let card = desk.browser.get(&format!("/rendez-vous/{appointment}")).await;
    assert!(!card.text().contains("/identite"), "nothing is left to join");
    Ok(())
}

#[tokio::test]
async fn nobody_is_joined_to_a_stranger_an_unknown_or_another_provisional_identity() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, doctor) = open_portal(&app).await?;
    let desk = world.secretary("Nadège Courtin").await?;
    booked(&world, "on_site").await?;
    let (appointment, provisional) = of_today(&world, &doctor).await?;
    let elsewhere = World::found(&app).await?;
    let stranger = jeanne(&elsewhere).await?;
    let before = all_rows(&app).await?;
    let place = format!("/rendez-vous/{appointment}/identite");
    for (wrong, status) in [
        (stranger.to_string(), StatusCode::NOT_FOUND),
        (provisional.to_string(), StatusCode::NOT_FOUND),
        ("00000000-0000-7000-8000-000000000000".to_owned(), StatusCode::NOT_FOUND),
        ("Vautrincourt".to_owned(), StatusCode::UNPROCESSABLE_ENTITY),
        (String::new(), StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let answer = desk.browser.post(&place, &[("personne", &wrong)]).await;
        assert_eq!(answer.status, status, "{wrong}: {}", answer.text());
    }
    assert_eq!(all_rows(&app).await?, before);
    let coordinator = world.coordinator("Émilie Perrault").await?;
    assert_eq!(coordinator.browser.get(&place).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        coordinator.browser.post(&place, &[("personne", "nouvelle")]).await.status,
        StatusCode::FORBIDDEN
    );
    Ok(())
}
