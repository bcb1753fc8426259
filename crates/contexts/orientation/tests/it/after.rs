//! The act that a need on the portal gives birth to: it follows its appointment and its person; its report and the two
//! questions are on the link.

use acts::{
    CloseAct, ConsentAnswer, ConsentHow, DraftContent, GivenBy, Outcome, RecordConsent, RequestedFrom,
    SaveDraft, StampKind, WithoutIt,
};
use anyhow::{Context as _, Result};
use http::StatusCode;
use jiff::civil::date;
use kernel::{ActId, AppointmentId, PatientId};
use testing::world::identity;
use testing::{Browser, Member, TestApp, World};

use super::{all_rows, booked, digits, letters, offered, open_portal};

/// The appointment that was booked and the act that was born with it.
async fn born(world: &World<'_>) -> Result<(AppointmentId, acts::Act)> {
    let mut tx = world.system().await?;
    let (from, to) = ("2026-11-20T00:00:00Z".parse()?, "2026-12-31T00:00:00Z".parse()?);
    let known = agenda::appointments_between(&mut tx, None, from, to).await?;
    let known = known.into_iter().rfind(|one| one.cancelled_at.is_none()).context("an appointment")?;
    let act = acts::acts_of_appointments(&mut tx, &[known.id]).await?.pop().context("its act")?;
    Ok((known.id, act))
}

/// The doctor holds the act by telephone and signs its report.
async fn held(world: &World<'_>, doctor: &Member, id: ActId) -> Result<()> {
    let caller = world.caller(doctor).await?;
    let mut tx = world.tx(doctor).await?;
    acts::open_act(&mut tx, &caller, id).await?;
    acts::stamp_call(&mut tx, &caller, id, StampKind::Answers).await?;
    let (answer, how, given_by) = (ConsentAnswer::Given, ConsentHow::Oral, GivenBy::Patient);
    acts::record_consent(&mut tx, &caller, RecordConsent { act: id, answer, how, given_by }).await?;
    let content = DraftContent {
        motif: "Renouvellement".into(),
        constat: "Tension stable.\nPoids stable.".into(),
        conclusion: "Traitement bien supporté.".into(),
        conduite: "Même ordonnance pour trois mois.".into(),
        ..DraftContent::default()
    };
    acts::save_draft(&mut tx, &caller, &SaveDraft { act: id, version: 0, writer: "a".into(), content })
        .await?;
    let close = CloseAct { act: id, without_it: Some(WithoutIt::Office), transport: None, km: Some(20) };
    acts::close(&mut tx, &caller, close).await?;
    acts::sign(&mut tx, &caller, id).await?;
    tx.commit().await?;
    Ok(())
}

/// A browser in which the code of the mail opened the page.
async fn opened(app: &TestApp, page: &str) -> Result<Browser> {
    let code = letters(app).await?.iter().find_map(digits).context("six digits")?;
    let browser = app.anonymous();
    let answer = browser.post(&format!("{page}/ouverture"), &[("code", &code)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    Ok(browser.taking(&answer))
}

#[tokio::test]
async fn the_act_is_born_with_the_need_and_follows_its_appointment() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, doctor) = open_portal(&app).await?;
    app.clock.set("2026-11-24T04:00:00Z".parse()?);
    let (page, browser) = (booked(&world, "telephone").await?, app.anonymous());
    let (_, act) = born(&world).await?;
    assert_eq!(act.requested_from, RequestedFrom::Portal);
    assert!(act.reason.is_some() && Some(act.professional) == doctor.professional);
    let place = format!("{page}/deplacement");
    let other = offered(&browser.get(&place).await.text()).pop().context("a time")?;
    browser.post(&place, &[("temps", &other)]).await;
    let (moved, followed) = born(&world).await?;
    assert_eq!((followed.id, followed.appointment), (act.id, Some(moved)));
    browser.post(&format!("{page}/annulation"), &[]).await;
    let mut tx = world.system().await?;
    let ended = acts::act(&mut tx, act.id).await?.context("the act")?;
    assert_eq!(ended.outcome, Some(Outcome::CancelledByPatient));
    Ok(())
}

#[tokio::test]
async fn the_report_is_on_the_link_in_the_doctors_words_for_whoever_has_the_code() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, doctor) = open_portal(&app).await?;
    let page = booked(&world, "telephone").await?;
    let (_, act) = born(&world).await?;
    held(&world, &doctor, act.id).await?;
    let stranger = app.anonymous();
    let sheet = format!("{page}/compte-rendu.pdf");
    assert!(!stranger.get(&page).await.says("compte rendu est"), "the link alone tells nothing of it");
    assert!(!stranger.get(&page).await.says("Même ordonnance"));
    assert_eq!(stranger.get(&sheet).await.status, StatusCode::NOT_FOUND);
    let inside = opened(&app, &page).await?;
    let shown = inside.get(&page).await;
    for words in [
        "Le compte rendu",
        "Tension stable.",
        "Poids stable.",
        "Même ordonnance pour trois mois.",
        "Deux questions",
    ] {
        assert!(shown.says(words), "{words}: {}", shown.text());
    }
    let file = inside.get(&sheet).await;
    assert_eq!(file.headers["content-type"], "application/pdf");
    assert!(file.bytes.starts_with(b"%PDF-"));
    Ok(())
}

#[tokio::test]
async fn two_questions_are_answered_once_and_every_wrong_answer_says_what_to_do() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, doctor) = open_portal(&app).await?;
    let page = booked(&world, "telephone").await?;
    let (_, act) = born(&world).await?;
    held(&world, &doctor, act.id).await?;
    let opinion = format!("{page}/avis");
    let inside = opened(&app, &page).await?;
    inside.get(&page).await;
    let before = all_rows(&app).await?;
    for (found, again, advice) in [
        ("", "9", "une des trois réponses"),
        ("bof", "9", "une des trois réponses"),
        ("yes", "", "une note de 0 à 10"),
        ("yes", "11", "une note de 0 à 10"),
        ("yes", "-1", "une note de 0 à 10"),
    ] {
        let answer = inside.post(&opinion, &[("trouve", found), ("encore", again)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{found} {again}");
        assert!(answer.says(advice), "{found} {again}: {}", answer.text());
    }
    let outside = app.anonymous().post(&opinion, &[("trouve", "yes"), ("encore", "9")]).await;
    assert_eq!(outside.location(), Some(page.as_str()));
    assert_eq!(all_rows(&app).await?, before, "without the code nothing is written");
    for _ in 0..2 {
        let answered = inside.post(&opinion, &[("trouve", "partly"), ("encore", "9")]).await;
        assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", answered.text());
    }
    let shown = inside.get(&page).await;
    assert!(shown.says("Merci") && !shown.says("Envoyer mes réponses"), "{}", shown.text());
    Ok(())
}

async fn jeanne(world: &World<'_>) -> Result<PatientId> {
    world.register(identity("Jeanne", "Vautrincourt", date(1951, 6, 7))?, None).await
}

#[tokio::test]
async fn joined_on_arrival_the_act_goes_to_the_person_too() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, _) = open_portal(&app).await?;
    let (desk, known) = (world.secretary("Nadège Courtin").await?, jeanne(&world).await?);
    booked(&world, "on_site").await?;
    let (appointment, act) = born(&world).await?;
    let place = format!("/rendez-vous/{appointment}/identite");
    let joined = desk.browser.post(&place, &[("personne", &known.to_string()), ("lien", "garder")]).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.text());
    let (_, after) = born(&world).await?;
    assert_eq!((after.id, after.patient), (act.id, known));
    Ok(())
}

#[tokio::test]
async fn what_was_written_in_an_opened_act_changes_no_record() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, doctor) = open_portal(&app).await?;
    let (desk, known) = (world.secretary("Nadège Courtin").await?, jeanne(&world).await?);
    booked(&world, "telephone").await?;
    let (appointment, act) = born(&world).await?;
    held(&world, &doctor, act.id).await?;
    let before = all_rows(&app).await?;
    let place = format!("/rendez-vous/{appointment}/identite");
    let refused = desk.browser.post_as_program(&place, &[("personne", &known.to_string())]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
    assert_eq!((all_rows(&app).await?, born(&world).await?.1.patient), (before, act.patient));
    let kept = desk.browser.post(&place, &[("personne", "nouvelle"), ("lien", "garder")]).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "somebody new can still be said: {}", kept.text());
    Ok(())
}
