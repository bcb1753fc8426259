//! Around an act: who is asked in, what the patient is told on paper, and going on site.

use agenda::{AskedBy, BookAppointment, Modality};
use anyhow::Result;
use http::StatusCode;
use jiff::SignedDuration;
use jiff::civil::date;
use kernel::PatientId;
use testing::{Member, TestApp, World};

/// An act by telephone at 9:20, opened at 9:25 by its doctor; gives its address.
async fn opened_by_telephone(
    app: &TestApp,
    world: &World<'_>,
    doctor: &Member,
    patient: PatientId,
) -> Result<String> {
    let command = BookAppointment {
        patient,
        professional: doctor.professional.expect("a doctor"),
        site: world.site,
        modality: Modality::Telephone,
        start: "2026-11-24T09:20:00".parse()?,
        zone: "Europe/Paris".into(),
        minutes: 20,
        asked_by: AskedBy::Themself,
        note: None,
        overbook_reason: None,
        walks_in: false,
    };
    let mut tx = world.tx(doctor).await?;
    let booked = agenda::book(&mut tx, &command).await?;
    tx.commit().await?;
    app.clock.set(app.clock.now() + SignedDuration::from_mins(25));
    let opened = doctor.browser.post(&format!("/rendez-vous/{}/acte", booked.id), &[]).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text());
    Ok(opened.location().expect("the act").to_owned())
}

#[tokio::test]
async fn a_professional_who_is_asked_in_finds_the_act_on_their_day_and_writes_in_it() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (doctor, other) = (world.doctor("Hélène", "Marchais").await?, world.doctor("Paul", "Verdier").await?);
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let act = opened_by_telephone(&app, &world, &doctor, simone).await?;
    let closed = other.browser.get(&act).await;
    assert_ne!(closed.status, StatusCode::OK, "he is not in her circle");
    assert!(!other.browser.get("/journee").await.says("MARTIN"));
    let page = doctor.browser.get(&act).await;
    assert!(page.says("Inviter un professionnel") && page.says("Dr Paul Verdier"), "{}", page.text());
    let invited = other.professional.expect("a doctor").to_string();
    let asked = doctor.browser.post(&format!("{act}/invitation"), &[("qui", &invited)]).await;
    assert_eq!(asked.location(), Some(act.as_str()), "{}", asked.text());
    assert!(doctor.browser.get(&act).await.says("avec Dr Verdier, médecine générale"));

    let day = other.browser.get("/journee").await;
    assert!(day.says("On vous attend dans un acte") && day.text().contains(&act), "{}", day.text());
    let page = other.browser.get(&act).await;
    assert!(page.status == StatusCode::OK && page.says("Constat"), "{}", page.text());
    assert!(!page.says("Inviter un professionnel"), "only the holder asks somebody in");
    let refused = other.browser.post(&format!("{act}/invitation"), &[("qui", &invited)]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let twice = doctor.browser.post(&format!("{act}/invitation"), &[("qui", &invited)]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT, "{}", twice.text());
    Ok(())
}

#[tokio::test]
async fn only_somebody_who_can_come_is_asked_in_and_the_field_says_so() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (doctor, _) = (world.doctor("Hélène", "Marchais").await?, world.doctor("Paul", "Verdier").await?);
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let act = opened_by_telephone(&app, &world, &doctor, simone).await?;
    for wrong in ["", "personne", &kernel::ProfessionalId::at(app.clock.now()).to_string()] {
        let answer = doctor.browser.post(&format!("{act}/invitation"), &[("qui", wrong)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(answer.says("Choisissez une personne de la liste."), "{wrong}: {}", answer.text());
    }
    let stranger = World::found(&app).await?;
    let from_elsewhere = stranger.doctor("Luc", "Raffestin").await?;
    let answer = from_elsewhere.browser.post(&format!("{act}/invitation"), &[("qui", "x")]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    Ok(())
}

#[tokio::test]
async fn what_the_patient_must_know_is_a_sheet_to_print_with_its_version() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (doctor, desk) =
        (world.doctor("Hélène", "Marchais").await?, world.secretary("Nadège Courtin").await?);
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let act = opened_by_telephone(&app, &world, &doctor, simone).await?;
    assert!(doctor.browser.get(&act).await.text().contains(&format!("{act}/information")));
    let sheet = doctor.browser.get(&format!("{act}/information")).await;
    for words in [
        "Mme Simone Martin",
        "Cet acte se fait à distance.",
        "version 1",
        "Vous pouvez dire non",
        "02 61 91 18 00",
    ] {
        assert!(sheet.says(words), "{words}: {}", sheet.text());
    }
    let refused = desk.browser.get(&format!("{act}/information")).await;
    assert_ne!(refused.status, StatusCode::OK, "an act is care");
    Ok(())
}

#[tokio::test]
async fn an_act_by_telephone_goes_on_site_at_once_or_at_a_free_time_and_both_show_on_the_day() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let act = opened_by_telephone(&app, &world, &doctor, simone).await?;
    let page = doctor.browser.get(&act).await.text();
    let later =
        page.split("name=\"quand\"").filter_map(|part| part.split("value=\"").nth(1)?.split('"').next());
    let later = later.into_iter().find(|value| value.contains('|')).expect("a free time on site").to_owned();
    let fields = [("quand", later.as_str()), ("pourquoi", "à examiner")];
    let converted = doctor.browser.post(&format!("{act}/presentiel"), &fields).await;
    let on_site = converted.location().expect("the act on site").to_owned();
    assert_ne!(on_site, act);
    assert!(doctor.browser.get(&act).await.says("converti en présentiel"));
    let day = doctor.browser.get("/journee").await;
    assert!(day.says("Converti en présentiel") && day.says("sur place, Nérondes"), "{}", day.text());
    let again = doctor.browser.post(&format!("{act}/presentiel"), &fields).await;
    assert!(again.status.is_client_error(), "an act is converted once: {}", again.status);
    Ok(())
}
