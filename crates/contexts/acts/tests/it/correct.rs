//! Correcting: the next version, and what was signed stays.

use anyhow::Result;
use http::StatusCode;
use testing::TestApp;

use super::{Scene, written};

#[tokio::test]
async fn a_correction_is_version_2_and_says_what_it_replaces() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    scene.post("signature", &written(&[("sans", "office")])).await;
    let answer = scene.post("correction", &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = scene.page().await;
    assert!(page.says("Compte rendu, version 2"), "{}", page.text());
    assert!(page.says("Baisse de tension au lever."), "it begins with the text of version 1");
    assert!(!page.says("Sans cet acte"), "what was answered before the outcome is not asked again");
    scene.post("correction", &[]).await;
    assert_eq!(scene.count("select count(*) from acts.draft where act_id = $1").await?, 1);
    let fields = [
        ("version", "1"),
        ("writer", "b"),
        ("motif", "Vertiges au lever"),
        ("conclusion", "Baisse de tension, corrigée."),
    ];
    let answer = scene.post("signature", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let mut tx = scene.world.tx(&scene.doctor).await?;
    let act = acts::act(&mut tx, scene.act).await?.expect("its holder sees it");
    let reports = acts::reports_of_act(&mut tx, &act).await?;
    let versions: Vec<_> = reports.iter().map(|report| (report.version, report.replaces)).collect();
    assert_eq!(versions, [(1, None), (2, Some(1))]);
    assert_eq!(reports[0].content.conclusion, "Baisse de tension au lever.", "version 1 stays as it was");
    assert!(
        reports[1]
            .content
            .replaces
            .as_deref()
            .is_some_and(|words| words.starts_with("la version 1, signée le 24"))
    );
    let page = scene.page().await;
    assert!(page.says("version 2") && page.says("remplacée"), "{}", page.text());
    Ok(())
}

#[tokio::test]
async fn a_version_that_skips_one_is_refused_by_the_table() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    scene.post("signature", &written(&[("sans", "office")])).await;
    for (version, replaces, constraint) in [
        (3_i16, Some(2_i16), "report_replaces_the_one_before"),
        (3, Some(1), "report_versions_are_contiguous"),
        (2, None, "report_versions_are_contiguous"),
        (1, None, "report_versions_differ"),
    ] {
        let mut tx = scene.world.tx(&scene.doctor).await?;
        let forced = sqlx::query(
            "insert into acts.report (territory_id, id, act_id, version, replaces, content, content_sha256, author_id,
                                      signed_at, signed_by, signed_with, proved_at)
             values ($1, gen_random_uuid(), $2, $3, $4, 'x', sha256('x'), $5, now(), $6, 'passkey', now())",
        )
        .bind(scene.world.territory.uuid())
        .bind(scene.act.uuid())
        .bind(version)
        .bind(replaces)
        .bind(scene.doctor.professional.expect("a doctor").uuid())
        .bind(scene.doctor.account.uuid())
        .execute(tx.conn())
        .await;
        let refused = forced.expect_err(constraint).to_string();
        assert!(refused.contains(constraint), "{refused}");
    }
    Ok(())
}

#[tokio::test]
async fn only_the_author_corrects_and_only_what_is_signed() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    let early = scene.post("correction", &[]).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    scene.post("signature", &written(&[("sans", "office")])).await;
    let colleague = scene.world.doctor("Paul", "Verdier").await?;
    let mut tx = scene.world.system().await?;
    let tomorrow = tx.now() + jiff::SignedDuration::from_hours(24);
    patients::join_circle(&mut tx, scene.patient, colleague.account, "care", tomorrow).await?;
    tx.commit().await?;
    let page = colleague.browser.get(&scene.path("")).await;
    assert!(page.says("Baisse de tension au lever.") && !page.says("Corriger"), "{}", page.text());
    let answer = colleague.browser.post(&scene.path("correction"), &[]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    Ok(())
}
