//! Where one is signed in, and closing it.

use anyhow::Result;
use db::Actor;
use http::StatusCode;
use identity::{Token, session_of};
use jiff::SignedDuration;
use serde_json::json;
use testing::{TestApp, World};

use crate::machine::Machine;

async fn session_id(app: &TestApp, machine: &Machine) -> Result<String> {
    let mut tx = app.db().begin_outside(Actor::Nobody).await?;
    let token = Token::presented(machine.session().unwrap_or_default());
    Ok(session_of(&mut tx, &token.hash()).await?.expect("a session").id.to_string())
}

#[tokio::test]
async fn sessions_end_by_close_everywhere() -> Result<()> {
    let app = TestApp::shared().await?;
    let member = World::found(&app).await?.secretary("Nadège Courtin").await?;
    let mut machines = Vec::new();
    for _ in 0..3 {
        machines.push(Machine::of(&app, member.account).await?);
    }
    let answer = machines[0].clone().form("/mes-cles/sessions/fermer-partout", &[]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, Some("/connexion")));
    for machine in &mut machines {
        assert!(!machine.is_inside().await);
    }
    Ok(())
}

#[tokio::test]
async fn a_session_elsewhere_is_shown_and_closed() -> Result<()> {
    let app = TestApp::shared().await?;
    let member = World::found(&app).await?.secretary("Nadège Courtin").await?;
    let (mut here, mut there) =
        (Machine::of(&app, member.account).await?, Machine::of(&app, member.account).await?);
    let id = session_id(&app, &there).await?;
    assert!(here.get("/mes-cles").await.says(&id));
    assert_eq!(
        here.form("/mes-cles/sessions/fermer", &[("session", &id)]).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(!there.is_inside().await);
    assert!(here.is_inside().await);
    assert!(!here.get("/mes-cles").await.says(&id));
    Ok(())
}

#[tokio::test]
async fn nobody_closes_the_session_of_another() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let mut nadege = Machine::of(&app, world.secretary("Nadège Courtin").await?.account).await?;
    let mut paul = Machine::of(&app, world.secretary("Paul Garnier").await?.account).await?;
    let id = session_id(&app, &nadege).await?;
    paul.form("/mes-cles/sessions/fermer", &[("session", &id)]).await;
    paul.form("/mes-cles/sessions/fermer-partout", &[]).await;
    assert!(nadege.is_inside().await);
    assert_eq!(
        nadege.form("/mes-cles/sessions/fermer", &[("session", "x")]).await.status,
        StatusCode::NOT_FOUND
    );
    Ok(())
}

#[tokio::test]
async fn signing_out_ends_this_session_and_leaves_the_others() -> Result<()> {
    let app = TestApp::shared().await?;
    let member = World::found(&app).await?.secretary("Nadège Courtin").await?;
    let (mut here, mut there) =
        (Machine::of(&app, member.account).await?, Machine::of(&app, member.account).await?);
    let mut stolen = here.clone();
    here.form("/deconnexion", &[]).await;
    assert_eq!(here.session(), None);
    assert!(!stolen.is_inside().await);
    assert!(there.is_inside().await);
    Ok(())
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours() -> Result<()> {
    let app = TestApp::shared().await?;
    let member = World::found(&app).await?.secretary("Nadège Courtin").await?;
    let mut machine = Machine::of(&app, member.account).await?;
    app.clock.set(app.clock.now() + SignedDuration::from_hours(11));
    assert!(machine.is_inside().await);
    app.clock.set(app.clock.now() + SignedDuration::from_mins(61));
    assert!(!machine.is_inside().await);
    Ok(())
}

#[tokio::test]
async fn a_disabled_account_is_outside_whatever_it_holds() -> Result<()> {
    let app = TestApp::shared().await?;
    let member = World::found(&app).await?.doctor("Hélène", "Marchais").await?;
    let mut machine = Machine::of(&app, member.account).await?;
    let (mut key, status, _) = machine.make_key("/mes-cles").await;
    assert_eq!(status, StatusCode::OK);
    let codes = crate::codes::printed(&machine.form("/mes-cles/codes", &[]).await.text());
    let asked = identity::RequestMailCode { account: Some(member.account), address: "helene@essai.example" };
    let mail = identity::request_mail_code(app.db(), asked).await?;
    let mut tx = app.db().begin_outside(Actor::System).await?;
    sqlx::query("update identity.account set disabled_at = $2 where id = $1")
        .bind(member.account.uuid())
        .bind(tx.now_sql())
        .execute(tx.conn())
        .await?;
    tx.commit().await?;
    assert!(!machine.is_inside().await);
    let (status, said) = Machine::new(&app.app).use_key("/connexion", &mut key).await;
    assert_eq!((status, &said["type"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("identity/key-unknown")));
    let answer = Machine::new(&app.app).form("/connexion/code", &[("code", &codes[0])]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let digits = mail.code.expect("a code").digits().to_owned();
    assert!(identity::check_mail_code(app.db(), &mail.ticket, &digits).await.is_err());
    Ok(())
}
