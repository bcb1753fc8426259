//! Signing: what, by whom, and how they had proved who they are.

use anyhow::Result;
use http::StatusCode;
use jiff::SignedDuration;
use jiff::civil::date;
use kernel::ReportId;
use sha2::{Digest as _, Sha256};
use testing::TestApp;

use super::{Scene, written};

async fn report(scene: &Scene<'_>) -> Result<acts::Report> {
    let mut tx = scene.world.tx(&scene.doctor).await?;
    let act = acts::act(&mut tx, scene.act).await?.expect("its holder sees it");
    Ok(acts::reports_of_act(&mut tx, &act).await?.pop().expect("a signed report"))
}

async fn signed<'a>(app: &'a TestApp, more: &[(&str, &str)]) -> Result<Scene<'a>> {
    let scene = Scene::remote(app).await?;
    let fields = written(&[&[("sans", "office")], more].concat());
    let answer = scene.post("signature", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    Ok(scene)
}

#[tokio::test]
async fn what_is_signed_is_the_canonical_content_and_the_event_carries_its_hash() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = signed(&app, &[]).await?;
    let report = report(&scene).await?;
    let bytes = audit::canonical(&report.content)?;
    assert_eq!(Sha256::digest(&bytes).as_slice(), report.content_sha256);
    let mut behind = app.database.behind(db::Role::Superuser).await?;
    let body: Vec<u8> =
        sqlx::query_scalar("select body from audit.event where kind = 'acts/signed' and subject = $1")
            .bind(scene.patient.uuid())
            .fetch_one(&mut behind)
            .await?;
    let told: serde_json::Value = serde_json::from_slice(&body)?;
    assert_eq!(told["event"]["content_sha256"], hex::encode(&report.content_sha256));
    assert_eq!(told["event"]["method"], "passkey");
    assert_eq!(told["actor"], scene.doctor.account.to_string());
    assert!(!String::from_utf8_lossy(&body).contains("Vertiges"), "events hold no words");
    Ok(())
}

#[tokio::test]
async fn a_proof_of_more_than_five_minutes_is_asked_again_and_nothing_typed_is_lost() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    app.clock.set(app.clock.now() + SignedDuration::from_secs(5 * 60 + 5));
    let answer = scene.post("signature", &written(&[("sans", "office")])).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let place = answer.location().unwrap_or_default();
    let back = format!("then=%2Factes%2F{}", scene.act);
    assert!(place.starts_with("/confirmer?") && place.ends_with(&back), "{place}");
    assert_eq!(scene.count("select count(*) from acts.report where act_id = $1").await?, 0);
    assert_eq!(scene.count("select count(*) from acts.act where id = $1 and outcome is null").await?, 1);
    let page = scene.page().await;
    assert!(page.says("Baisse de tension au lever."), "the draft waits");
    assert!(page.text().contains("value=\"office\" checked"), "with every answer");
    Ok(())
}

#[tokio::test]
async fn a_code_by_mail_signs_nothing() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::on_site(&app).await?;
    scene.post("fin", &written(&[])).await;
    let mut caller = scene.world.caller(&scene.doctor).await?;
    caller.method = web::Method::MailCode;
    let mut tx = scene.world.tx(&scene.doctor).await?;
    assert!(matches!(acts::sign(&mut tx, &caller, scene.act).await, Err(acts::SignError::WeakProof)));
    Ok(())
}

#[tokio::test]
async fn an_incomplete_report_says_which_fields_are_missing_and_closes_nothing() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    let fields = [("version", "0"), ("writer", "a"), ("constat", "Tension 101/62."), ("sans", "office")];
    let answer = scene.post("signature", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.text().matches("Ce champ est nécessaire pour signer.").count(), 2);
    assert!(answer.says("Tension 101/62."));
    assert_eq!(scene.count("select count(*) from acts.act where id = $1 and outcome is null").await?, 1);
    Ok(())
}

#[tokio::test]
async fn nobody_signs_for_somebody_else() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    let desk = scene.world.secretary("Nadège Courtin").await?;
    let colleague = scene.world.doctor("Paul", "Verdier").await?;
    let mut tx = scene.world.system().await?;
    let tomorrow = tx.now() + SignedDuration::from_hours(24);
    patients::join_circle(&mut tx, scene.patient, colleague.account, "care", tomorrow).await?;
    tx.commit().await?;
    for browser in [&desk.browser, &colleague.browser] {
        let answer = browser.post(&scene.path("signature"), &written(&[("sans", "office")])).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(scene.count("select count(*) from acts.report where act_id = $1").await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_report_leaves_for_secure_addresses_only() -> Result<()> {
    let app = TestApp::own().await?;
    let scene = Scene::remote(&app).await?;
    let mut tx = scene.world.system().await?;
    directory::import_domain(&mut tx, "medecin.mssante.example", date(2026, 1, 1), "essai").await?;
    let ferrand = directory::ImportProfessional {
        rpps: None,
        account: None,
        title: "Dr".into(),
        first_name: "Nadia".into(),
        last_name: "Ferrand".into(),
        profession: "medecin".into(),
        speciality: "cardiologie".into(),
        secure_addresses: vec!["n.ferrand@medecin.mssante.example".into()],
    };
    let ferrand = directory::import_professional(&mut tx, &ferrand).await?;
    tx.commit().await?;
    for (typed, sentence) in [
        ("dupont@orange.example", "n’est pas dans l’espace de confiance"),
        ("Dupont", "Personne de ce nom"),
        ("n’importe quoi@", "@"),
        ("", "Écrivez le début d’un nom"),
    ] {
        let fields = [("version", "9"), ("writer", "a"), ("autre", typed)];
        sqlx::query("delete from acts.draft")
            .execute(&mut app.database.behind(db::Role::Superuser).await?)
            .await?;
        let fields = fields.map(|(name, value)| if name == "version" { (name, "0") } else { (name, value) });
        let answer = scene.post("destinataires", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(answer.says(sentence), "{typed}: {}", answer.text());
    }
    let answer = scene.post("destinataires", &[("version", "1"), ("writer", "a"), ("autre", "ferr")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = scene.page().await;
    assert!(page.says("Dr Nadia Ferrand") && page.says("adresse sécurisée"), "{}", page.text());
    let forged = format!("other|{ferrand}|dupont@orange.example");
    let mut fields = written(&[("sans", "office"), ("destinataires", &forged)]);
    fields[0] = ("version", "3");
    let answer = scene.post("signature", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.says("orange.example"), "{}", answer.text());
    let good = format!("requester|{ferrand}|n.ferrand@medecin.mssante.example");
    let mut fields = written(&[("sans", "office"), ("destinataires", &good)]);
    fields[0] = ("version", "4");
    let answer = scene.post("signature", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let mut tx = scene.world.tx(&scene.doctor).await?;
    let id = report(&scene).await?.id;
    let signed = acts::signed_report(&mut tx, id).await?.expect("a signed report");
    assert_eq!(signed.readers.len(), 1);
    assert_eq!(signed.readers[0].name, "Dr Nadia Ferrand");
    assert_eq!(signed.readers[0].professional, Some(ferrand));
    Ok(())
}

#[tokio::test]
async fn an_address_that_is_not_theirs_does_not_borrow_their_name() -> Result<()> {
    let app = TestApp::own().await?;
    let scene = Scene::remote(&app).await?;
    let mut tx = scene.world.system().await?;
    directory::import_domain(&mut tx, "medecin.mssante.example", date(2026, 1, 1), "essai").await?;
    tx.commit().await?;
    let borrowed =
        format!("own_gp|{}|autre@medecin.mssante.example", scene.doctor.professional.expect("a doctor"));
    let answer = scene.post("signature", &written(&[("sans", "office"), ("destinataires", &borrowed)])).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let reader = &report(&scene).await?.content.readers[0];
    assert_eq!((reader.name.as_str(), reader.professional), ("autre@medecin.mssante.example", None));
    Ok(())
}

#[tokio::test]
async fn a_signed_report_is_never_updated_and_never_deleted() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = signed(&app, &[]).await?;
    for statement in [
        "update acts.report set content = 'x' where act_id = $1",
        "delete from acts.report where act_id = $1",
        "update acts.rendering set pdf = 'x' where report_id = $1",
        "update acts.act set outcome = 'absent' where id = $1",
    ] {
        let mut tx = scene.world.tx(&scene.doctor).await?;
        let tried = sqlx::query(statement).bind(scene.act.uuid()).execute(tx.conn()).await;
        let refused = tried.expect_err(statement).to_string();
        assert!(
            refused.contains("permission denied") || refused.contains("report_is_of_a_closed_act"),
            "{refused}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_proof_that_is_stale_is_refused_by_the_table_too() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::on_site(&app).await?;
    scene.post("fin", &written(&[])).await;
    let mut tx = scene.world.tx(&scene.doctor).await?;
    let forced = sqlx::query(
        "insert into acts.report (territory_id, id, act_id, version, content, content_sha256, author_id, signed_at,
                                  signed_by, signed_with, proved_at)
         values ($1, $2, $2, 1, 'x', sha256('x'), $3, now(), $4, 'passkey', now() - interval '6 minutes')",
    )
    .bind(scene.world.territory.uuid())
    .bind(scene.act.uuid())
    .bind(scene.doctor.professional.expect("a doctor").uuid())
    .bind(scene.doctor.account.uuid())
    .execute(tx.conn())
    .await;
    assert!(forced.expect_err("a stale proof").to_string().contains("report_proof_is_fresh"));
    Ok(())
}

#[tokio::test]
async fn the_sheet_is_made_once_and_is_the_same_bytes_ever_since() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = signed(&app, &[]).await?;
    let path = format!("/comptes-rendus/{}", report(&scene).await?.id);
    let first = scene.doctor.browser.get(&path).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text());
    assert!(first.bytes.starts_with(b"%PDF-"));
    let second = scene.doctor.browser.get(&path).await;
    assert_eq!(first.bytes, second.bytes);
    let kept =
        "select count(*) from acts.rendering r join acts.report p on p.id = r.report_id where p.act_id = $1";
    assert_eq!(scene.count(kept).await?, 1);
    // rendered anew from the content, it is the same file
    let known = report(&scene).await?;
    let sheet = known.content.sheet(hex::encode(&known.content_sha256));
    let again = pdf::render(&sheet, &known.id.to_string(), known.content.signature.signed_at)?;
    assert_eq!(again, first.bytes);
    Ok(())
}

#[tokio::test]
async fn hostile_words_are_signed_as_they_are_and_still_make_a_sheet() -> Result<()> {
    let app = TestApp::shared().await?;
    let hostile =
        "#import \"x\" = Titre $ \\ ] { * _ @ref <label> <script>alert(1)</script> \u{202e} \u{1f44d} ☑";
    let scene = Scene::on_site(&app).await?;
    let fields = [
        ("version", "0"),
        ("writer", "a"),
        ("motif", hostile),
        ("constat", hostile),
        ("conclusion", hostile),
    ];
    let answer = scene.post("signature", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let known = report(&scene).await?;
    assert_eq!(known.content.conclusion, hostile);
    assert!(!scene.page().await.says("<script>alert(1)"));
    let sheet = scene.doctor.browser.get(&format!("/comptes-rendus/{}", known.id)).await;
    assert_eq!(sheet.status, StatusCode::OK);
    let text = scene.doctor.browser.get(&format!("/comptes-rendus/{}/texte", known.id)).await;
    assert!(text.says(hostile));
    assert_eq!(text.headers["content-type"], "text/plain; charset=utf-8");
    Ok(())
}

#[tokio::test]
async fn somebody_outside_the_circle_reads_no_sheet() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = signed(&app, &[]).await?;
    let id: ReportId = report(&scene).await?.id;
    let stranger = scene.world.doctor("Paul", "Verdier").await?;
    let desk = scene.world.secretary("Nadège Courtin").await?;
    for browser in [&stranger.browser, &desk.browser] {
        for path in [format!("/comptes-rendus/{id}"), format!("/comptes-rendus/{id}/texte")] {
            assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND);
        }
    }
    let nobody = app.anonymous().get(&format!("/comptes-rendus/{id}")).await;
    assert_eq!(nobody.location(), Some("/connexion"));
    Ok(())
}
