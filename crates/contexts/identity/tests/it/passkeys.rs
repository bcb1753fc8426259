//! Making a key, and entering with it.

use access::Role;
use anyhow::Result;
use futures_util::future::join_all;
use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};
use testing::{Member, TestApp, World};

use crate::authenticator::Authenticator;
use crate::machine::Machine;

/// Somebody of a territory of their own, who has made a key.
async fn with_key(app: &TestApp) -> Result<(Member, Authenticator)> {
    let member = World::found(app).await?.member("Dr Hélène Marchais", Role::Doctor, "médecin").await?;
    let mut machine = Machine::of(app, member.account).await?;
    let (key, status, said) = machine.make_key("/mes-cles").await;
    assert_eq!((status, said), (StatusCode::OK, json!({ "next": "/mes-cles" })));
    Ok((member, key))
}

#[tokio::test]
async fn somebody_makes_a_key_and_enters_with_it_alone() -> Result<()> {
    let app = TestApp::shared().await?;
    let (member, mut key) = with_key(&app).await?;
    let mut other = Machine::new(&app.app);
    let (status, said) = other.use_key("/connexion", &mut key).await;
    assert_eq!((status, said), (StatusCode::OK, json!({ "next": "/" })));
    let page = other.get("/mes-cles").await;
    assert!(page.says("Dr Hélène Marchais") && page.says("Firefox sur Linux"), "{}", page.text());
    let mut tx = app.db().begin_outside(db::Actor::Nobody).await?;
    let token = identity::Token::presented(other.session().unwrap_or_default());
    let session = identity::session_of(&mut tx, &token.hash()).await?.expect("a session");
    assert_eq!((session.account, session.method), (member.account, web::Method::Passkey));
    Ok(())
}

#[tokio::test]
async fn the_options_ask_for_a_resident_key_and_for_a_button() -> Result<()> {
    let app = TestApp::shared().await?;
    let (member, key) = with_key(&app).await?;
    let mut machine = Machine::of(&app, member.account).await?;
    let (_, options) = machine.json("/mes-cles/defi", &json!({})).await;
    let selection = &options["publicKey"]["authenticatorSelection"];
    assert_eq!(selection["residentKey"], "required");
    assert_eq!(selection["requireResidentKey"], true);
    assert_eq!(selection["userVerification"], "required");
    assert_eq!(options["publicKey"]["rp"]["id"], "localhost");
    assert_eq!(options["publicKey"]["excludeCredentials"][0]["id"], key.id());
    let (_, options) = machine.json("/connexion/defi", &json!({})).await;
    assert!(options.get("mediation").is_none_or(Value::is_null), "{options}");
    assert_eq!(options["publicKey"]["userVerification"], "required");
    Ok(())
}

#[tokio::test]
async fn a_challenge_is_answered_once() -> Result<()> {
    let app = TestApp::shared().await?;
    let (_, mut key) = with_key(&app).await?;
    let mut machine = Machine::new(&app.app);
    let (_, options) = machine.json("/connexion/defi", &json!({})).await;
    let mut again = machine.clone();
    let answer = key.get(&options);
    assert_eq!(machine.json("/connexion/cle", &answer).await.0, StatusCode::OK);
    let (status, said) = again.json("/connexion/cle", &answer).await;
    assert_eq!((status, &said["type"]), (StatusCode::CONFLICT, &json!("identity/challenge-gone")));
    assert!(again.session().is_none());
    Ok(())
}

#[tokio::test]
async fn a_wrong_answer_spends_the_challenge_too() -> Result<()> {
    let app = TestApp::shared().await?;
    let (_, mut key) = with_key(&app).await?;
    let mut machine = Machine::new(&app.app);
    let (_, options) = machine.json("/connexion/defi", &json!({})).await;
    let (status, _) = machine.json("/connexion/cle", &key.forged().get(&options)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, said) = machine.json("/connexion/cle", &key.get(&options)).await;
    assert_eq!((status, &said["type"]), (StatusCode::CONFLICT, &json!("identity/challenge-gone")));
    Ok(())
}

#[tokio::test]
async fn of_64_answers_to_one_challenge_one_enters() -> Result<()> {
    let app = TestApp::shared().await?;
    let (_, mut key) = with_key(&app).await?;
    let mut machine = Machine::new(&app.app);
    let (_, options) = machine.json("/connexion/defi", &json!({})).await;
    let answer = key.get(&options);
    let tasks = (0..64).map(|_| {
        let (mut machine, answer) = (machine.clone(), answer.clone());
        tokio::spawn(async move { machine.json("/connexion/cle", &answer).await.0 })
    });
    let statuses: Vec<StatusCode> = join_all(tasks).await.into_iter().collect::<Result<_, _>>()?;
    assert_eq!(statuses.iter().filter(|status| **status == StatusCode::OK).count(), 1);
    assert_eq!(statuses.iter().filter(|status| **status == StatusCode::CONFLICT).count(), 63);
    Ok(())
}

#[tokio::test]
async fn a_challenge_dies_after_five_minutes() -> Result<()> {
    let app = TestApp::shared().await?;
    let (_, mut key) = with_key(&app).await?;
    for (minutes, expected) in [(4, StatusCode::OK), (6, StatusCode::CONFLICT)] {
        let mut machine = Machine::new(&app.app);
        let (_, options) = machine.json("/connexion/defi", &json!({})).await;
        app.clock.set(app.clock.now() + SignedDuration::from_mins(minutes));
        assert_eq!(machine.json("/connexion/cle", &key.get(&options)).await.0, expected, "{minutes} minutes");
    }
    Ok(())
}

#[tokio::test]
async fn an_answer_without_the_browser_that_asked_is_refused() -> Result<()> {
    let app = TestApp::shared().await?;
    let (_, mut key) = with_key(&app).await?;
    let mut machine = Machine::new(&app.app);
    let (_, options) = machine.json("/connexion/defi", &json!({})).await;
    let answer = key.get(&options);
    // another browser, without the secret; then with one of its own making
    let mut thief = Machine::new(&app.app);
    assert_eq!(thief.json("/connexion/cle", &answer).await.0, StatusCode::CONFLICT);
    let forged = identity::Token::random()?.reveal().to_owned();
    thief.cookies.insert("maillage_defi".to_owned(), forged);
    assert_eq!(thief.json("/connexion/cle", &answer).await.0, StatusCode::CONFLICT);
    assert_eq!(machine.json("/connexion/cle", &answer).await.0, StatusCode::OK);
    Ok(())
}

#[tokio::test]
async fn a_key_is_not_kept_on_another_account_than_it_was_asked_for() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let nadege = world.secretary("Nadège Courtin").await?;
    let paul = world.secretary("Paul Garnier").await?;
    let (mut hers, mut his) =
        (Machine::of(&app, nadege.account).await?, Machine::of(&app, paul.account).await?);
    let (_, options) = hers.json("/mes-cles/defi", &json!({})).await;
    his.cookies.insert("maillage_defi".to_owned(), hers.cookies["maillage_defi"].clone());
    let answer = Authenticator::new().create(&options);
    assert_eq!(his.json("/mes-cles/cle", &answer).await.0, StatusCode::CONFLICT);
    assert_eq!(hers.json("/mes-cles/cle", &answer).await.0, StatusCode::OK);
    assert!(his.get("/mes-cles").await.says("Aucune clé"));
    Ok(())
}

#[tokio::test]
async fn a_challenge_to_enter_makes_no_key_and_confirms_nothing() -> Result<()> {
    let app = TestApp::shared().await?;
    let (member, mut key) = with_key(&app).await?;
    let mut machine = Machine::of(&app, member.account).await?;
    let (_, options) = machine.json("/connexion/defi", &json!({})).await;
    assert_eq!(machine.json("/confirmer/cle", &key.get(&options)).await.0, StatusCode::CONFLICT);
    let (_, options) = machine.json("/mes-cles/defi", &json!({})).await;
    assert_eq!(options["publicKey"]["rp"]["id"], "localhost");
    let as_sign_in =
        json!({ "publicKey": { "challenge": options["publicKey"]["challenge"], "rpId": "localhost" } });
    assert_eq!(machine.json("/connexion/cle", &key.get(&as_sign_in)).await.0, StatusCode::CONFLICT);
    Ok(())
}

#[tokio::test]
async fn a_page_of_another_site_or_port_gets_nothing() -> Result<()> {
    let app = TestApp::shared().await?;
    let (_, mut key) = with_key(&app).await?;
    for origin in
        ["http://localhost:9999", "https://maillage.ailleurs.example", "http://ailleurs.localhost:8080"]
    {
        key.origin = origin.to_owned();
        let (status, said) = Machine::new(&app.app).use_key("/connexion", &mut key).await;
        assert_eq!(
            (status, &said["type"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("identity/wrong-address")),
            "{origin}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_key_that_did_not_recognise_its_owner_is_refused() -> Result<()> {
    let app = TestApp::shared().await?;
    let (_, mut key) = with_key(&app).await?;
    key.verifies = false;
    let (status, said) = Machine::new(&app.app).use_key("/connexion", &mut key).await;
    assert_eq!((status, &said["type"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("identity/not-verified")));
    Ok(())
}

#[tokio::test]
async fn a_key_that_claims_another_account_is_refused() -> Result<()> {
    let app = TestApp::shared().await?;
    let (_, mut key) = with_key(&app).await?;
    let (other, _) = with_key(&app).await?;
    key.user = other.account.uuid().as_bytes().to_vec();
    let (status, said) = Machine::new(&app.app).use_key("/connexion", &mut key).await;
    assert_eq!((status, &said["type"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("identity/key-unknown")));
    Ok(())
}

#[tokio::test]
async fn a_copied_key_is_noticed_by_its_counter() -> Result<()> {
    let app = TestApp::shared().await?;
    let (_, mut key) = with_key(&app).await?;
    let mut copy = key.clone();
    assert_eq!(Machine::new(&app.app).use_key("/connexion", &mut key).await.0, StatusCode::OK);
    let (status, said) = Machine::new(&app.app).use_key("/connexion", &mut copy).await;
    assert_eq!((status, &said["type"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("identity/key-copied")));
    assert_eq!(Machine::new(&app.app).use_key("/connexion", &mut key).await.0, StatusCode::OK);
    Ok(())
}

#[tokio::test]
async fn what_is_no_answer_of_a_key_is_told_so() -> Result<()> {
    let app = TestApp::shared().await?;
    let mut machine = Machine::new(&app.app);
    machine.json("/connexion/defi", &json!({})).await;
    for nonsense in
        [json!({}), json!([]), json!("clé"), json!({ "id": 1, "rawId": "%", "type": "x", "response": {} })]
    {
        let (status, said) = machine.json("/connexion/cle", &nonsense).await;
        assert_eq!((status, &said["type"]), (StatusCode::BAD_REQUEST, &json!("web/malformed")), "{nonsense}");
    }
    Ok(())
}

#[tokio::test]
async fn a_removed_key_opens_nothing_and_the_last_way_in_stays() -> Result<()> {
    let app = TestApp::shared().await?;
    let (member, mut key) = with_key(&app).await?;
    let mut machine = Machine::of(&app, member.account).await?;
    let id = key.id();
    assert_eq!(machine.form("/mes-cles/retirer", &[("cle", &id)]).await.status, StatusCode::CONFLICT);
    assert_eq!(machine.form("/mes-cles/retirer", &[("cle", "AAAA")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(machine.make_key("/mes-cles").await.1, StatusCode::OK);
    assert_eq!(machine.form("/mes-cles/retirer", &[("cle", &id)]).await.status, StatusCode::SEE_OTHER);
    let (status, said) = Machine::new(&app.app).use_key("/connexion", &mut key).await;
    assert_eq!((status, &said["type"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("identity/key-unknown")));
    Ok(())
}

#[tokio::test]
async fn a_page_opened_by_number_says_why_there_is_no_key() -> Result<()> {
    let app = TestApp::shared().await?;
    let mut machine = Machine::new(&app.app);
    assert!(machine.get("/connexion").await.says("<passkey-button"));
    for host in ["127.0.0.1:8080", "[::1]:8080"] {
        machine.host = host.to_owned();
        let page = machine.get("/connexion").await;
        assert!(!page.says("<passkey-button"), "{host}");
        assert!(page.says("ouverte par un numéro") && page.says("http://localhost:8080/connexion"), "{host}");
        assert!(page.says("Code de secours"), "{host}");
    }
    Ok(())
}

#[tokio::test]
async fn a_house_whose_address_is_a_number_offers_codes_alone() -> Result<()> {
    let app = TestApp::shared().await?;
    let house = server::house("http://192.168.1.20:8080", web::Mode::Serve);
    let numbered = web::App { db: app.db().clone(), house: std::sync::Arc::new(house) };
    let mut machine = Machine::new(&numbered);
    let page = machine.get("/connexion").await;
    assert!(
        !page.says("<passkey-button")
            && page.says("Pas de clé à cette adresse")
            && page.says("Code de secours")
    );
    let (status, said) = machine.json("/connexion/defi", &json!({})).await;
    assert_eq!((status, &said["type"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("identity/no-name")));
    Ok(())
}

#[tokio::test]
async fn the_demonstration_takes_any_port_of_its_own_name() -> Result<()> {
    let app = TestApp::shared().await?;
    let (_, mut key) = with_key(&app).await?;
    let house = server::house("http://localhost:8080", web::Mode::Demo);
    let demo = web::App { db: app.db().clone(), house: std::sync::Arc::new(house) };
    key.origin = "http://localhost:9999".to_owned();
    assert_eq!(Machine::new(&demo).use_key("/connexion", &mut key).await.0, StatusCode::OK);
    key.origin = "http://ailleurs.example:8080".to_owned();
    assert_eq!(Machine::new(&demo).use_key("/connexion", &mut key).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    Ok(())
}
