//! Files that leave with a report.

use anyhow::Result;
use http::StatusCode;
use testing::{Answer, TestApp};

use super::{Scene, WRITTEN, written};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n";

async fn join(scene: &Scene<'_>, fields: &[(&str, &str)], bytes: &[u8]) -> Answer {
    let file = ("ordonnance", "Ordonnance de Mme Martin.pdf", bytes);
    scene.doctor.browser.post_file(&scene.path("pieces"), fields, file).await
}

#[tokio::test]
async fn a_prescription_is_joined_and_keeps_what_was_typed() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    let answer = join(&scene, &WRITTEN, PDF).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = scene.page().await;
    assert!(page.says("Ordonnance du 24 novembre 2026"), "{}", page.text());
    assert!(page.says("Baisse de tension au lever."), "the text was saved with it");
    assert!(!page.says("Ordonnance de Mme Martin"), "its name may name somebody: it is dropped");
    let text = page.text();
    let href =
        text.split("href=\"").find(|part| part.contains("/pieces/")).and_then(|part| part.split('"').next());
    let file = scene.doctor.browser.get(href.expect("a link to the file")).await;
    assert_eq!(file.bytes, PDF);
    assert_eq!(file.headers["content-type"], "application/pdf");
    Ok(())
}

#[tokio::test]
async fn what_a_file_is_comes_from_its_bytes() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    for (bytes, sentence) in [
        (b"<script>alert(1)</script>".as_slice(), "ni un PDF, ni une photo JPEG ou PNG"),
        (b"MZ\x90\0".as_slice(), "ni un PDF, ni une photo JPEG ou PNG"),
        (b"%PDF-1.7\nhalf".as_slice(), "Ce fichier est incomplet"),
        (b"".as_slice(), "Choisissez d’abord un fichier."),
    ] {
        let answer = join(&scene, &[("version", "0"), ("writer", "a"), ("motif", "Vertiges")], bytes).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{sentence}");
        assert!(answer.says(sentence) && answer.says("Vertiges"), "{}", answer.text());
        sqlx::query("delete from acts.draft where act_id = $1")
            .bind(scene.act.uuid())
            .execute(&mut app.database.behind(db::Role::Superuser).await?)
            .await?;
    }
    assert_eq!(scene.count("select count(*) from acts.attachment where act_id = $1").await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_file_beyond_ten_megabytes_is_refused_with_a_sentence() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    let mut large = PDF.to_vec();
    large.resize(10 * 1024 * 1024 + 1, b' ');
    let answer = join(&scene, &WRITTEN, &large).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.says("Ce fichier dépasse 10"), "{}", answer.text());
    large.resize(13 * 1024 * 1024, b' ');
    let answer = join(&scene, &WRITTEN, &large).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "beyond any body");
    assert_eq!(scene.count("select count(*) from acts.attachment where act_id = $1").await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_file_taken_away_does_not_leave_and_stays_in_the_record() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    join(&scene, &WRITTEN, PDF).await;
    let text = scene.page().await.text();
    let remove = text
        .split("formaction=\"")
        .find_map(|part| part.split('"').next().filter(|to| to.ends_with("/retrait")));
    let remove = remove.expect("a button that takes it away").to_owned();
    let answer =
        scene.doctor.browser.post(&remove, &[("version", "1"), ("writer", "a"), ("motif", "Vertiges")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let mut tx = scene.world.tx(&scene.doctor).await?;
    assert!(acts::attachments_of(&mut tx, scene.act).await?.is_empty());
    assert_eq!(record::documents_of(&mut tx, scene.patient, 5).await?.len(), 1);
    let again = scene.doctor.browser.post(&remove, &[("version", "2"), ("writer", "a")]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    Ok(())
}

#[tokio::test]
async fn nothing_is_joined_to_a_signed_report() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    scene.post("signature", &written(&[("sans", "office")])).await;
    let answer = join(&scene, &[("version", "1"), ("writer", "a")], PDF).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert_eq!(scene.count("select count(*) from acts.attachment where act_id = $1").await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_body_that_is_no_form_is_a_clear_problem() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    for (kind, body) in [
        ("multipart/form-data", "no boundary"),
        ("multipart/form-data; boundary=x", "--x\r\nbroken"),
        ("application/json", "{}"),
        ("application/x-www-form-urlencoded", "motif=%ff"),
    ] {
        let request = http::Request::builder()
            .method("POST")
            .uri(scene.path("pieces"))
            .header("host", "localhost:8080")
            .header("sec-fetch-site", "same-origin")
            .header("accept", "text/html")
            .header("content-type", kind)
            .body(body.into())?;
        let answer = scene.doctor.browser.raw(request).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{kind}: {}", answer.text());
    }
    Ok(())
}
