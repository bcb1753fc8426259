//! One act, from the need to its evaluation.

use acts::{
    AnsweredBy, CloseAct, ConsentAnswer, ConsentHow, DraftContent, Evaluate, GivenBy, Outcome, RecordConsent,
    SaveDraft, SignError, Solved, StampKind, WithoutIt,
};
use anyhow::Result;
use jiff::civil::date;
use testing::{TestApp, World};

use super::by_telephone;

fn written() -> DraftContent {
    DraftContent {
        motif: "Vertiges au lever".into(),
        constat: "Tension 101/62 debout.".into(),
        conclusion: "Baisse de tension au lever.".into(),
        conduite: "Se lever en deux temps.".into(),
        ..DraftContent::default()
    }
}

#[tokio::test]
async fn an_act_walks_from_the_need_to_its_evaluation() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let desk = world.secretary("Nadège Courtin").await?;
    let patient = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let caller = world.caller(&doctor).await?;

    let mut tx = world.tx(&desk).await?;
    let id = acts::request(&mut tx, &by_telephone(patient, &doctor, world.site)).await?;
    tx.commit().await?;

    let mut tx = world.tx(&doctor).await?;
    acts::open_act(&mut tx, &caller, id).await?;
    acts::stamp_call(&mut tx, &caller, id, StampKind::Answers).await?;
    let (answer, how, given_by) = (ConsentAnswer::Given, ConsentHow::Oral, GivenBy::Patient);
    acts::record_consent(&mut tx, &caller, RecordConsent { act: id, answer, how, given_by }).await?;
    let save = SaveDraft { act: id, version: 0, writer: "a".into(), content: written() };
    assert_eq!(acts::save_draft(&mut tx, &caller, &save).await?.version, 1);
    assert!(matches!(acts::sign(&mut tx, &caller, id).await, Err(SignError::NotClosed)));
    let close = CloseAct { act: id, without_it: Some(WithoutIt::Emergency), transport: None, km: Some(40) };
    acts::close(&mut tx, &caller, close).await?;
    let report = acts::sign(&mut tx, &caller, id).await?;
    tx.commit().await?;

    let mut tx = world.tx(&doctor).await?;
    let known = acts::act(&mut tx, id).await?.expect("its holder sees it");
    assert_eq!(known.outcome, Some(Outcome::Closed));
    assert_eq!(acts::draft(&mut tx, &known).await?.map(|draft| draft.version), None);
    let first = acts::pdf_of(&mut tx, report).await?.expect("a sheet");
    tx.commit().await?;
    let mut tx = world.tx(&doctor).await?;
    let again = acts::pdf_of(&mut tx, report).await?.expect("the same sheet");
    assert_eq!(first.bytes, again.bytes);
    let signed = acts::signed_report(&mut tx, report).await?.expect("a signed report");
    assert_eq!(signed.report.version, 1);
    drop(tx);

    let mut tx = world.system().await?;
    let (solved, answered_by) = (Solved::Yes, AnsweredBy::OnPaper);
    acts::evaluate(&mut tx, Evaluate { act: id, solved, again: 9, answered_by }).await?;
    tx.commit().await?;
    Ok(())
}
