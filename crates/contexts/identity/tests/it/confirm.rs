//! Proving again who one is, within the session.

use std::sync::Arc;

use anyhow::Result;
use http::StatusCode;
use identity::{OpenSession, Token};
use jiff::SignedDuration;
use serde_json::json;
use testing::{TestApp, World};
use web::{App, Method, Mode};

use crate::authenticator::Authenticator;
use crate::machine::Machine;

/// A doctor with a key, on a machine where the last proof is six minutes old.
async fn stale(app: &TestApp) -> Result<(Machine, Authenticator)> {
    let member = World::found(app).await?.doctor("Hélène", "Marchais").await?;
    let mut machine = Machine::of(app, member.account).await?;
    let (key, status, _) = machine.make_key("/mes-cles").await;
    assert_eq!(status, StatusCode::OK);
    app.clock.set(app.clock.now() + SignedDuration::from_mins(6));
    Ok((machine, key))
}

async fn session(app: &TestApp, machine: &Machine) -> Result<Option<OpenSession>> {
    let mut tx = app.db().begin_outside(db::Actor::Nobody).await?;
    let token = Token::presented(machine.session().unwrap_or_default());
    Ok(identity::session_of(&mut tx, &token.hash()).await?)
}

#[tokio::test]
async fn an_old_proof_changes_nothing_and_leads_to_confirming() -> Result<()> {
    let app = TestApp::shared().await?;
    let (mut machine, key) = stale(&app).await?;
    let page = machine.get("/mes-cles").await;
    assert!(page.says("Confirmez que c’est vous") && page.says("/confirmer?"));
    assert!(!page.says("<passkey-button") && !page.says("Retirer"));
    for (path, fields) in [("/mes-cles/codes", vec![]), ("/mes-cles/retirer", vec![("cle", key.id())])] {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = machine.form(path, &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(answer.location().is_some_and(|place| place.starts_with("/confirmer?")), "{path}");
    }
    let (status, said) = machine.json("/mes-cles/defi", &json!({})).await;
    assert_eq!((status, &said["type"]), (StatusCode::FORBIDDEN, &json!("identity/confirm-first")));
    Ok(())
}

#[tokio::test]
async fn a_key_confirms_the_session_and_the_old_cookie_dies() -> Result<()> {
    let app = TestApp::shared().await?;
    let (mut machine, mut key) = stale(&app).await?;
    let mut stolen = machine.clone();
    let before = session(&app, &machine).await?.expect("a session");
    assert_eq!(before.last_proof(), (Method::Demo, before.signed_in_at));
    let (_, options) = machine.json("/confirmer/defi", &json!({})).await;
    assert_eq!(options["publicKey"]["allowCredentials"][0]["id"], key.id());
    let (status, said) = machine.json("/confirmer/cle?then=%2Fmes-cles", &key.get(&options)).await;
    assert_eq!((status, said), (StatusCode::OK, json!({ "next": "/mes-cles" })));
    let after = session(&app, &machine).await?.expect("a session");
    assert_eq!((after.id, after.signed_in_at, after.method), (before.id, before.signed_in_at, Method::Demo));
    let (method, at) = after.last_proof();
    assert_eq!(method, Method::Passkey);
    assert!(app.clock.now().duration_since(at) < SignedDuration::from_mins(1));
    assert!(machine.get("/mes-cles").await.says("<passkey-button"));
    assert!(!stolen.is_inside().await);
    Ok(())
}

#[tokio::test]
async fn a_recovery_code_confirms_once() -> Result<()> {
    let app = TestApp::shared().await?;
    let member = World::found(&app).await?.secretary("Nadège Courtin").await?;
    let mut machine = Machine::of(&app, member.account).await?;
    let codes = crate::codes::printed(&machine.form("/mes-cles/codes", &[]).await.text());
    for expected in [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY] {
        let answer = machine.form("/confirmer/code", &[("code", &codes[0]), ("then", "/appels")]).await;
        assert_eq!(answer.status, expected);
    }
    let session = session(&app, &machine).await?.expect("a session");
    assert_eq!(session.confirmed_by, Some(Method::Recovery));
    Ok(())
}

#[tokio::test]
async fn somebody_elses_proof_confirms_nothing() -> Result<()> {
    let app = TestApp::shared().await?;
    let (mut hers, mut her_key) = stale(&app).await?;
    let (mut his, mut his_key) = stale(&app).await?;
    assert_eq!(his.use_key("/confirmer", &mut her_key).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    // the challenge of her session, with her own key, in his session
    let (_, options) = hers.json("/confirmer/defi", &json!({})).await;
    his.cookies.insert("maillage_defi".to_owned(), hers.cookies["maillage_defi"].clone());
    assert_eq!(his.json("/confirmer/cle", &her_key.get(&options)).await.0, StatusCode::CONFLICT);
    let his_session = session(&app, &his).await?.expect("a session");
    assert_eq!(his_session.confirmed_at, None);
    assert_eq!(his.use_key("/confirmer", &mut his_key).await.0, StatusCode::OK);
    let codes = crate::codes::printed(&his.form("/mes-cles/codes", &[]).await.text());
    assert_eq!(
        hers.form("/confirmer/code", &[("code", &codes[0])]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(
        Machine::new(&app.app).form("/connexion/code", &[("code", &codes[0])]).await.status,
        StatusCode::SEE_OTHER
    );
    Ok(())
}

#[tokio::test]
async fn a_challenge_confirms_the_session_that_asked_and_no_other() -> Result<()> {
    let app = TestApp::shared().await?;
    let (mut machine, mut key) = stale(&app).await?;
    let account = session(&app, &machine).await?.expect("a session").account;
    let mut second = Machine::of(&app, account).await?;
    let (_, options) = machine.json("/confirmer/defi", &json!({})).await;
    second.cookies.insert("maillage_defi".to_owned(), machine.cookies["maillage_defi"].clone());
    assert_eq!(second.json("/confirmer/cle", &key.get(&options)).await.0, StatusCode::CONFLICT);
    assert_eq!(machine.json("/confirmer/cle", &key.get(&options)).await.0, StatusCode::OK);
    Ok(())
}

#[tokio::test]
async fn confirming_leads_back_within_this_site_only() -> Result<()> {
    let app = TestApp::shared().await?;
    let (mut machine, mut key) = stale(&app).await?;
    for (then, next) in [
        ("%2Factes%2F12", "/actes/12"),
        ("https%3A%2F%2Failleurs.example", "/"),
        ("%2F%2Failleurs.example", "/"),
        ("%2F%5Cailleurs.example", "/"),
        ("%2F%09%2Failleurs.example", "/"),
    ] {
        let (_, options) = machine.json("/confirmer/defi", &json!({})).await;
        let (status, said) = machine.json(&format!("/confirmer/cle?then={then}"), &key.get(&options)).await;
        assert_eq!((status, said), (StatusCode::OK, json!({ "next": next })), "{then}");
    }
    Ok(())
}

#[tokio::test]
async fn one_click_confirms_in_the_demonstration_and_nowhere_else() -> Result<()> {
    let app = TestApp::shared().await?;
    let (mut machine, _) = stale(&app).await?;
    assert!(!machine.get("/confirmer?then=/appels").await.says("démonstration"));
    assert_eq!(machine.form("/confirmer/demonstration", &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(session(&app, &machine).await?.expect("a session").confirmed_at, None);
    let house = Arc::new(server::house("http://localhost:8080", Mode::Demo));
    let mut demo = Machine::new(&App { db: app.db().clone(), house });
    demo.cookies = machine.cookies.clone();
    assert!(demo.get("/confirmer?then=/appels").await.says("Confirmer (démonstration)"));
    let answer = demo.form("/confirmer/demonstration", &[("then", "/appels")]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, Some("/appels")));
    assert_eq!(session(&app, &demo).await?.expect("a session").confirmed_by, Some(Method::Demo));
    Ok(())
}

#[tokio::test]
async fn nobody_confirms_without_being_inside() -> Result<()> {
    let app = TestApp::shared().await?;
    let mut machine = Machine::new(&app.app);
    assert_eq!(machine.get("/confirmer").await.location(), Some("/connexion"));
    assert_eq!(machine.json("/confirmer/defi", &json!({})).await.0, StatusCode::UNAUTHORIZED);
    Ok(())
}
