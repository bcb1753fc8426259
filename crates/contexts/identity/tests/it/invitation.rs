//! The link of a newcomer.

use anyhow::Result;
use db::Actor;
use futures_util::future::join_all;
use http::StatusCode;
use identity::{AccountKind, InviteError, Token, invitation_link, invite, register_account};
use jiff::SignedDuration;
use kernel::AccountId;
use serde_json::json;
use testing::{Member, TestApp, World};

use crate::authenticator::Authenticator;
use crate::machine::Machine;

/// A coordinator invites a secretary: the account, what she does here, and the link, in one transaction.
async fn invited(world: &World<'_>, coordinator: &Member) -> Result<(AccountId, Token)> {
    let mut tx = world.tx(coordinator).await?;
    let account = register_account(&mut tx, AccountKind::Professional("Nadège Courtin")).await?;
    let command = territory::AddMember {
        account,
        role: access::Role::Secretary,
        title: "Nérondes · secrétaire".into(),
        site: Some(world.site),
        since: tx.now(),
        until: None,
    };
    territory::add_member(&mut tx, &command).await?;
    let token = invite(&mut tx, account).await?;
    tx.commit().await?;
    Ok((account, token))
}

/// The path of the link.
fn path(app: &TestApp, token: &Token) -> String {
    let link = invitation_link(&app.app.house, token);
    link.strip_prefix("http://localhost:8080").expect("an address of the house").to_owned()
}

#[tokio::test]
async fn a_newcomer_makes_a_first_key_and_is_inside() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let coordinator = world.coordinator("Claire Lebrun").await?;
    let (_, token) = invited(&world, &coordinator).await?;
    let mut machine = Machine::new(&app.app);
    let page = machine.get(&path(&app, &token)).await;
    assert!(page.says("Bienvenue, Nadège Courtin") && page.says("Créer ma clé et entrer"));
    let (mut key, status, said) = machine.make_key(&path(&app, &token)).await;
    assert_eq!((status, said), (StatusCode::OK, json!({ "next": "/mes-cles" })));
    assert!(machine.get("/mes-cles").await.says("Imprimez vos dix codes de secours"));
    assert_eq!(machine.form("/mes-cles/codes", &[]).await.status, StatusCode::OK);
    assert_eq!(Machine::new(&app.app).use_key("/connexion", &mut key).await.0, StatusCode::OK);
    Ok(())
}

#[tokio::test]
async fn an_invitation_serves_once() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let coordinator = world.coordinator("Claire Lebrun").await?;
    let (_, token) = invited(&world, &coordinator).await?;
    let path = path(&app, &token);
    let mut second = Machine::new(&app.app);
    let (_, options) = second.json(&format!("{path}/defi"), &json!({})).await;
    assert_eq!(Machine::new(&app.app).make_key(&path).await.1, StatusCode::OK);
    // begun before, finished after
    let (status, said) = second.json(&format!("{path}/cle"), &Authenticator::new().create(&options)).await;
    assert_eq!((status, &said["type"]), (StatusCode::CONFLICT, &json!("identity/invitation-closed")));
    assert_eq!(second.json(&format!("{path}/defi"), &json!({})).await.0, StatusCode::CONFLICT);
    let page = second.get(&path).await;
    assert_eq!(page.status, StatusCode::GONE);
    assert!(page.says("déjà servi") && !page.says("Nadège") && second.session().is_none());
    Ok(())
}

#[tokio::test]
async fn of_16_who_hold_the_link_one_enters() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let coordinator = world.coordinator("Claire Lebrun").await?;
    let (_, token) = invited(&world, &coordinator).await?;
    let path = path(&app, &token);
    let mut ready = Vec::new();
    for _ in 0..16 {
        let mut machine = Machine::new(&app.app);
        let (_, options) = machine.json(&format!("{path}/defi"), &json!({})).await;
        ready.push((machine, Authenticator::new().create(&options)));
    }
    let tasks = ready.into_iter().map(|(mut machine, answer)| {
        let path = format!("{path}/cle");
        tokio::spawn(async move { machine.json(&path, &answer).await.0 })
    });
    let statuses: Vec<StatusCode> = join_all(tasks).await.into_iter().collect::<Result<_, _>>()?;
    assert_eq!(statuses.iter().filter(|status| **status == StatusCode::OK).count(), 1);
    assert_eq!(statuses.iter().filter(|status| **status == StatusCode::CONFLICT).count(), 15);
    Ok(())
}

#[tokio::test]
async fn an_invitation_lasts_72_hours() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let coordinator = world.coordinator("Claire Lebrun").await?;
    let (_, token) = invited(&world, &coordinator).await?;
    let mut machine = Machine::new(&app.app);
    app.clock.set(app.clock.now() + SignedDuration::from_hours(71));
    assert_eq!(machine.get(&path(&app, &token)).await.status, StatusCode::OK);
    app.clock.set(app.clock.now() + SignedDuration::from_mins(61));
    let page = machine.get(&path(&app, &token)).await;
    assert_eq!(page.status, StatusCode::GONE);
    assert!(page.says("a expiré"));
    assert_eq!(
        machine.json(&format!("{}/defi", path(&app, &token)), &json!({})).await.0,
        StatusCode::CONFLICT
    );
    Ok(())
}

#[tokio::test]
async fn a_new_link_replaces_the_last() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let coordinator = world.coordinator("Claire Lebrun").await?;
    let (account, first) = invited(&world, &coordinator).await?;
    let mut tx = world.tx(&coordinator).await?;
    let second = invite(&mut tx, account).await?;
    tx.commit().await?;
    assert_eq!(Machine::new(&app.app).get(&path(&app, &first)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(Machine::new(&app.app).make_key(&path(&app, &second)).await.1, StatusCode::OK);
    Ok(())
}

#[tokio::test]
async fn nobody_who_ever_entered_can_be_invited() -> Result<()> {
    let app = TestApp::shared().await?;
    let (world, elsewhere) = (World::found(&app).await?, World::found(&app).await?);
    let coordinator = world.coordinator("Claire Lebrun").await?;
    let doctor = elsewhere.doctor("Hélène", "Marchais").await?;
    for account in [doctor.account, coordinator.account, AccountId::at(app.clock.now())] {
        let mut tx = world.tx(&coordinator).await?;
        assert!(matches!(invite(&mut tx, account).await, Err(InviteError::NotANewcomer)));
    }
    // nor whoever accepted, once more
    let (account, token) = invited(&world, &coordinator).await?;
    assert_eq!(Machine::new(&app.app).make_key(&path(&app, &token)).await.1, StatusCode::OK);
    let mut tx = world.tx(&coordinator).await?;
    assert!(matches!(invite(&mut tx, account).await, Err(InviteError::NotANewcomer)));
    Ok(())
}

#[tokio::test]
async fn another_territory_neither_sees_nor_replaces_an_invitation() -> Result<()> {
    let app = TestApp::shared().await?;
    let (world, elsewhere) = (World::found(&app).await?, World::found(&app).await?);
    let (account, token) = invited(&world, &world.coordinator("Claire Lebrun").await?).await?;
    let stranger = elsewhere.coordinator("Marc Petit").await?;
    let mut tx = elsewhere.tx(&stranger).await?;
    let seen: i64 = sqlx::query_scalar("select count(*) from identity.invitation where account_id = $1")
        .bind(account.uuid())
        .fetch_one(tx.conn())
        .await?;
    assert_eq!(seen, 0);
    assert!(matches!(invite(&mut tx, account).await, Err(InviteError::NotANewcomer)));
    drop(tx);
    assert_eq!(Machine::new(&app.app).get(&path(&app, &token)).await.status, StatusCode::OK);
    Ok(())
}

#[tokio::test]
async fn a_link_that_was_never_made_leads_nowhere() -> Result<()> {
    let app = TestApp::shared().await?;
    let mut machine = Machine::new(&app.app);
    for token in [Token::random()?.reveal(), "x", "%F0%9F%98%80"] {
        assert_eq!(
            machine.get(&format!("/invitation/{token}")).await.status,
            StatusCode::NOT_FOUND,
            "{token}"
        );
        let (status, _) = machine.json(&format!("/invitation/{token}/defi"), &json!({})).await;
        assert_eq!(status, StatusCode::CONFLICT, "{token}");
    }
    let mut tx = app.db().begin_outside(Actor::Nobody).await?;
    let account = identity::session_of(&mut tx, &Token::presented("x").hash()).await?;
    assert!(account.is_none());
    Ok(())
}
