//! I11 and N2: what arrived, what did not, and whose turn it is.

use acts::Modality;
use anyhow::Result;
use exchange::double::Behaviour;
use jiff::SignedDuration;
use testing::TestApp;

use crate::scene::{Scene, numbers};

#[tokio::test]
async fn i11_moves_by_one_when_a_notification_arrives() -> Result<()> {
    let app = TestApp::own().await?;
    let scene = Scene::new(&app).await?;
    let start = app.clock.now();
    let missing = scene.sent("jamais", Behaviour::Withhold).await?;
    scene.exchange_mail().await?;
    scene.at(start + SignedDuration::from_hours(25)).await?;
    let before = scene.board("").await?;
    assert!(before.says("n = 0 sur 1") && before.says("1 hors délai"), "{}", before.text());
    assert_eq!(scene.acts("24h-manque").await?, numbers(&[missing]));

    // signed, not sent: its window is open, so nothing is missing yet
    let arriving = scene.sent("arrive", Behaviour::Deliver).await?;
    let waiting = scene.board("").await?;
    assert!(waiting.says("n = 0 sur 1") && waiting.says("1 acte dont le délai de 24 h court encore"));
    assert_eq!(scene.acts("24h-court").await?, numbers(&[arriving]));

    scene.exchange_mail().await?;
    let after = scene.board("").await?;
    assert!(after.says("n = 1 sur 2") && after.says("0 acte dont le délai de 24 h court encore"));
    assert_eq!(scene.acts("24h-accuse").await?, numbers(&[arriving]));
    assert_eq!(scene.acts("24h-manque").await?, numbers(&[missing]));
    Ok(())
}

#[tokio::test]
async fn each_link_that_breaks_is_counted_and_listed_with_whose_turn_it_is() -> Result<()> {
    let app = TestApp::own().await?;
    let scene = Scene::new(&app).await?;
    let (patient, start) = (scene.patient(None).await?, app.clock.now());
    let unsigned = scene.held(patient, Modality::Telephone).await?;
    let unread = scene.held(patient, Modality::Video).await?;
    scene.sign(unread, &[]).await?;
    let acknowledged = scene.sent("arrive", Behaviour::Deliver).await?;
    let doubled = scene.sent("double", Behaviour::Twice).await?;
    let refused = scene.sent("refuse", Behaviour::Full).await?;
    let later = scene.sent("plus-tard", Behaviour::FailLater).await?;
    let silent = scene.sent("jamais", Behaviour::Withhold).await?;
    let held_back = scene.sent("retarde", Behaviour::Hold).await?;
    let relayed = scene.sent("relais", Behaviour::Relay).await?;
    scene.exchange_mail().await?;
    let queued = scene.sent("en-file", Behaviour::Deliver).await?;
    // none of these is counted by the chain: on site, asked for, absent
    scene.held(patient, Modality::OnSite).await?;
    scene.asked(patient, Modality::Telephone).await?;
    scene.at(start + SignedDuration::from_hours(24 * 8)).await?;

    let board = scene.board("").await?;
    assert!(board.says("n = 2 sur 8") && board.says("6 hors délai"), "{}", board.text());
    assert!(board.says("1 acte remis à un opérateur qui n’accuse jamais"));
    for (part, acts) in [
        ("envoi-unsigned", &[unsigned][..]),
        ("envoi-without_reader", &[unread]),
        ("envoi-failed", &[refused, later]),
        ("envoi-waiting", &[queued]),
        ("envoi-sent", &[silent, held_back]),
        ("envoi-relayed", &[relayed]),
        ("envoi-acknowledged", &[acknowledged, doubled]),
        ("24h-compte", &[acknowledged, doubled, refused, later, silent, held_back, relayed, queued]),
        ("7j-manque", &[refused, later, silent, held_back, relayed, queued]),
        ("7j-accuse", &[acknowledged, doubled]),
    ] {
        assert_eq!(scene.acts(part).await?, numbers(acts), "{part}");
    }
    let chain = scene.file("/tableau/fichiers/chaine").await?.join("\n");
    for line in [
        "Compte rendu non signé;Son auteur : signer le compte rendu;1",
        "Refusé;Son auteur ou son secrétariat : corriger l’adresse, ou imprimer;2",
        "Envoyé, sans réponse;L’opérateur du destinataire : répondre;2",
        "Remis à l’opérateur du destinataire;Personne : l’opérateur du destinataire n’accuse jamais réception;1",
    ] {
        assert!(chain.replace('"', "").contains(line), "{line} in {chain}");
    }
    Ok(())
}

#[tokio::test]
async fn a_window_ends_to_the_second() -> Result<()> {
    for (hours, part) in [(24, "24h"), (24 * 7, "7j")] {
        let app = TestApp::own().await?;
        let scene = Scene::new(&app).await?;
        let start = app.clock.now();
        let act = scene.sent("retarde", Behaviour::Withhold).await?;
        scene.exchange_mail().await?;
        let window = SignedDuration::from_hours(hours);
        for (seconds, place) in [(-5, "court"), (5, "manque")] {
            scene.at(start + window + SignedDuration::from_secs(seconds)).await?;
            let board = scene.board("").await?;
            assert!(board.status.is_success(), "{}", board.text());
            assert_eq!(
                scene.acts(&format!("{part}-{place}")).await?,
                numbers(&[act]),
                "{hours} h {seconds} s"
            );
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_arrives_after_the_window_is_late_and_no_longer_waits_for_anybody() -> Result<()> {
    let app = TestApp::own().await?;
    let scene = Scene::new(&app).await?;
    let start = app.clock.now();
    let act = scene.sent("lent", Behaviour::Deliver).await?;
    app.clock.set(start + SignedDuration::from_hours(30));
    scene.exchange_mail().await?;
    let board = scene.board("").await?;
    assert!(board.says("n = 0 sur 1") && board.says("n = 1 sur 1"), "{}", board.text());
    let late = scene.file("/tableau/actes.csv?actes=24h-manque").await?.join("\n");
    assert!(late.contains(&acts::number(act)) && late.contains("Accusé après 30 h"), "{late}");
    assert!(scene.file("/tableau/fichiers/chaine").await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn without_this_act_counts_do_not_know_and_skipped_as_answers() -> Result<()> {
    let app = TestApp::own().await?;
    let scene = Scene::new(&app).await?;
    let patient = scene.patient(None).await?;
    let act = scene.held(patient, Modality::Telephone).await?;
    scene.held(patient, Modality::OnSite).await?;
    let board = scene.board("").await?;
    assert!(board.says("n = 1 sur 1") && board.says("« Je ne sais pas »"), "{}", board.text());
    assert_eq!(scene.acts("sans-unknown").await?, numbers(&[act]));
    assert!(scene.acts("sans-skipped").await?.is_empty());
    Ok(())
}
