//! I07 and I01: counts and the lists they open are the same acts.

use acts::Modality;
use anyhow::Result;
use exchange::double::Behaviour;
use testing::TestApp;

use crate::scene::{Scene, numbers};

/// The links to lists with the number that each shows.
fn links(page: &str) -> Vec<(String, usize)> {
    let links = page.split("href=\"/tableau/actes?").skip(1).filter_map(|rest| {
        let (query, rest) = rest.split_once('"')?;
        let text = rest.split_once('>')?.1.split_once('<')?.0;
        let number = text.replace(['\u{202f}', '\u{a0}'], "").parse().ok()?;
        Some((query.replace("&#38;", "&").replace("&amp;", "&"), number))
    });
    links.collect()
}

#[tokio::test]
async fn every_figure_opens_a_list_of_as_many_acts() -> Result<()> {
    let app = TestApp::own().await?;
    let scene = Scene::new(&app).await?;
    let patient = scene.patient(Some("18160")).await?;
    scene.held(patient, Modality::OnSite).await?;
    let evaluated = scene.held(patient, Modality::OnSite).await?;
    scene.held(patient, Modality::Video).await?;
    scene.sent("arrive", Behaviour::Deliver).await?;
    scene.sent("refuse", Behaviour::Full).await?;
    scene.exchange_mail().await?;
    scene.evaluate(evaluated, acts::Solved::Yes, 9).await?;
    let board = scene.board("").await?;
    let found = links(&board.text());
    assert!(found.len() >= 12, "{found:?}");
    for (query, number) in found {
        let list = scene.file(&format!("/tableau/actes.csv?{query}")).await?;
        assert_eq!(list.len(), number, "{query}");
    }
    let volumes = scene.file("/tableau/fichiers/volumes").await?;
    let mut lines: Vec<String> = volumes.iter().map(|line| line.replace('"', "")).collect();
    lines.sort();
    assert_eq!(
        lines,
        [
            "2026-11;Consultation par téléphone;Nérondes;2",
            "2026-11;Consultation sur place;Nérondes;2",
            "2026-11;Téléconsultation;Nérondes;1",
        ]
    );
    assert!(board.says("60,0") && board.says("n = 3 sur 5"), "{}", board.text());
    assert!(board.says("n = 1") && board.says("9,0"), "{}", board.text());
    Ok(())
}

#[tokio::test]
async fn filters_are_ids_days_and_codes_and_what_cannot_be_read_is_said() -> Result<()> {
    let app = TestApp::own().await?;
    let scene = Scene::new(&app).await?;
    let act = scene.held(scene.patient(None).await?, Modality::OnSite).await?;
    scene.board("").await?;
    for (query, found) in [
        ("genre=on_site", true),
        ("genre=telephone", false),
        ("specialite=medecine-generale", true),
        ("specialite=cardiologie", false),
        ("residence=unknown", true),
        ("residence=inside", false),
        ("du=2026-11-24&au=2026-11-24", true),
        ("du=2026-11-01&au=2026-11-23", false),
        (&format!("lieu={}", scene.world.site), true),
        (&format!("lieu={act}"), false),
    ] {
        let list = scene.file(&format!("/tableau/actes.csv?{query}")).await?;
        assert_eq!(list.len(), usize::from(found), "{query}");
    }
    for query in [
        "du=hier",
        "du=2026-11-25&au=2026-11-24",
        "genre=rien",
        "lieu=N%C3%A9rondes",
        "residence=zz",
        "du=0001-01-01",
    ] {
        for page in ["/tableau", "/tableau/actes", "/tableau/fichiers/lieux"] {
            let answer = scene.coordinator.browser.get(&format!("{page}?{query}")).await;
            assert_eq!(answer.status, 422, "{page}?{query} {}", answer.text());
        }
    }
    let narrowed = scene.coordinator.browser.get("/tableau?genre=on_site&residence=unknown").await;
    assert!(
        narrowed.says("2026 · Consultation sur place · patients de commune inconnue"),
        "{}",
        narrowed.text()
    );
    let unknown = scene.coordinator.browser.get("/tableau/fichiers/autre").await;
    assert_eq!(unknown.status, 404);
    let list = scene.coordinator.browser.get("/tableau/actes?actes=tous").await;
    assert!(
        list.says(&numbers(&[act])[0]) && !list.says("MARTIN") && !list.says("Simone"),
        "{}",
        list.text()
    );
    Ok(())
}

#[tokio::test]
async fn the_mean_of_the_answers_is_that_of_everybody_who_answered() -> Result<()> {
    let app = TestApp::own().await?;
    let scene = Scene::new(&app).await?;
    let patient = scene.patient(Some("18160")).await?;
    let answers = [
        (Modality::OnSite, acts::Solved::Yes, 9),
        (Modality::Telephone, acts::Solved::No, 6),
        (Modality::Telephone, acts::Solved::No, 6),
    ];
    for (modality, solved, again) in answers {
        let act = scene.held(patient, modality).await?;
        scene.evaluate(act, solved, again).await?;
    }
    scene.held(patient, Modality::OnSite).await?;
    scene.exchange_mail().await?;
    let board = scene.board("").await?;
    assert!(board.says("7,0") && board.says("n = 3") && board.says("ont répondu : 75 %"), "{}", board.text());
    Ok(())
}
