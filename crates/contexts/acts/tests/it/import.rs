//! Acts of the past: what an import writes is what the use cases write.

use acts::{
    AnsweredBy, ConsentHow, DraftContent, Evaluate, GivenBy, ImportAct, ImportEnd, ImportReport, Outcome,
    Solved, Stamp, StampKind, WithoutIt,
};
use anyhow::Result;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use kernel::{ActId, ReportId};
use testing::TestApp;

use super::{Scene, by_telephone, written};

/// An act by telephone, held by the use cases: asked, opened, agreed, called, closed, signed, corrected, evaluated.
async fn held(app: &TestApp) -> Result<Scene<'_>> {
    let scene = Scene::remote(app).await?;
    let start = app.clock.now();
    for (minutes, what) in [(1, "answers"), (12, "ends")] {
        app.clock.set(start + SignedDuration::from_mins(minutes));
        scene.post("appel", &[("quoi", what)]).await;
    }
    // signing wants a proof that is fresh
    let doctor = scene.world.join(scene.doctor.account, access::Role::Doctor, "Nérondes · médecin").await?;
    let fields = written(&[("sans", "emergency"), ("km", "40")]);
    doctor.browser.post(&scene.path("signature"), &fields).await;
    doctor.browser.post(&scene.path("correction"), &[]).await;
    let mut fields = written(&[]);
    fields[0] = ("version", "1");
    fields[4] = ("conclusion", "Corrigée.");
    doctor.browser.post(&scene.path("signature"), &fields).await;
    let mut tx = scene.world.system().await?;
    let (solved, answered_by) = (Solved::Yes, AnsweredBy::Patient);
    acts::evaluate(&mut tx, Evaluate { act: scene.act, solved, again: 9, answered_by }).await?;
    tx.commit().await?;
    Ok(scene)
}

#[tokio::test]
async fn an_imported_act_has_the_rows_of_one_that_was_held_here() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = held(&app).await?;
    let mut tx = scene.world.system().await?;
    let model = acts::act(&mut tx, scene.act).await?.expect("the act that was held");
    let reports = acts::reports_of_act(&mut tx, &model).await?;
    let stamps: Vec<Stamp> = acts::stamps(&mut tx, scene.act).await?;
    let consent = acts::consents(&mut tx, scene.act).await?[0];
    assert_eq!((reports.len(), stamps.len()), (2, 2));
    let texts = |text: &acts::SignedContent| DraftContent { readers: Vec::new(), ..text.to_draft() };
    let id = ActId::at(tx.now());
    let copy = ImportAct {
        id,
        asked: by_telephone(scene.patient, &scene.doctor, scene.world.site),
        requested_at: model.requested_at,
        requested_by: None,
        followed: Vec::new(),
        participants: Vec::new(),
        opened_at: model.opened_at,
        stamps: stamps.clone(),
        consent: Some((consent.collected_at, ConsentHow::Oral, GivenBy::Patient)),
        ended: model.closed_at.map(|at| ImportEnd {
            at,
            outcome: Outcome::Closed,
            why: None,
            without_it: Some(WithoutIt::Emergency),
            transport: None,
            minutes: Some(11),
            km: Some(40),
        }),
        reports: reports
            .iter()
            .map(|report| ImportReport {
                id: ReportId::at(report.signed_at),
                texts: texts(&report.content),
                signed_at: report.signed_at,
                method: web::Method::Passkey,
                proved_at: report.proved_at,
            })
            .collect(),
        draft: None,
        evaluation: Some((tx.now(), Solved::Yes, 9, AnsweredBy::Patient)),
    };
    acts::import(&mut tx, &[copy], &TimeZone::get("Europe/Paris")?).await?;
    let copied = acts::act(&mut tx, id).await?.expect("the act that was brought in");
    let mut expected = model.clone();
    expected.id = id;
    assert_eq!(format!("{copied:?}"), format!("{expected:?}"));
    assert_eq!(acts::stamps(&mut tx, id).await?, stamps);
    let brought = acts::reports_of_act(&mut tx, &copied).await?;
    for (theirs, ours) in brought.iter().zip(&reports) {
        let mut words = theirs.content.clone();
        (words.report, words.act) = (ours.content.report, ours.content.act);
        assert!(words == ours.content, "version {} has the same words", ours.version);
        assert_eq!((theirs.version, theirs.replaces), (ours.version, ours.replaces));
    }
    tx.commit().await?;
    let mut behind = app.database.behind(db::Role::Superuser).await?;
    let mut kinds = Vec::new();
    for act in [scene.act, id] {
        let told: Vec<(String, String)> = sqlx::query_as(
            "select kind, ((convert_from(body, 'UTF8')::jsonb -> 'event') - 'act'::text - 'report'::text - 'content_sha256'::text)::text
               from audit.event where subject = $1 and convert_from(body, 'UTF8')::jsonb -> 'event' ->> 'act' = $2
                and kind like 'acts/%'
              order by at, kind",
        )
        .bind(scene.patient.uuid())
        .bind(act.to_string())
        .fetch_all(&mut behind)
        .await?;
        kinds.push(told);
    }
    assert_eq!(kinds[0], kinds[1], "the same events");
    assert!(kinds[0].len() >= 9, "{:?}", kinds[0]);
    Ok(())
}

#[tokio::test]
async fn an_act_in_progress_is_brought_in_with_its_draft() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    let mut tx = scene.world.system().await?;
    let now = tx.now();
    let id = ActId::at(now);
    let half = ImportAct {
        id,
        asked: by_telephone(scene.patient, &scene.doctor, scene.world.site),
        requested_at: now,
        requested_by: None,
        followed: Vec::new(),
        participants: Vec::new(),
        opened_at: Some(now),
        stamps: vec![Stamp { what: StampKind::Answers, at: now }],
        consent: None,
        ended: None,
        reports: Vec::new(),
        draft: Some((now, DraftContent { motif: "Vertiges".into(), ..DraftContent::default() })),
        evaluation: None,
    };
    acts::import(&mut tx, &[half], &TimeZone::UTC).await?;
    tx.commit().await?;
    let page = scene.doctor.browser.get(&format!("/actes/{id}")).await;
    assert!(page.says(">\nVertiges</textarea>"), "{}", page.text());
    Ok(())
}
