//! What the database gives to whoever asks it directly, with the server's own role.

use anyhow::Result;
use db::{Actor, Tx};
use http::StatusCode;
use testing::{TestApp, World};

use crate::machine::Machine;

async fn count(tx: &mut Tx, table: &'static str) -> Result<i64, sqlx::Error> {
    let statement = sqlx::AssertSqlSafe(format!("select count(*) from identity.{table}"));
    sqlx::query_scalar(statement).fetch_one(tx.conn()).await
}

#[tokio::test]
async fn nobody_reads_the_keys_codes_and_sessions_of_others() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let hers = world.secretary("Nadège Courtin").await?.account;
    let mut machine = Machine::of(&app, hers).await?;
    assert_eq!(machine.make_key("/mes-cles").await.1, StatusCode::OK);
    machine.form("/mes-cles/codes", &[]).await;
    let other = world.secretary("Paul Garnier").await?.account;
    for (actor, keys, codes) in [
        (Actor::Account(hers), 1, 10),
        (Actor::Account(other), 0, 0),
        (Actor::Nobody, 0, 0),
        (Actor::System, 0, 0),
    ] {
        let mut tx = app.db().begin_outside(actor).await?;
        assert_eq!(count(&mut tx, "passkey").await?, keys, "{actor:?}");
        assert_eq!(count(&mut tx, "recovery_code").await?, codes, "{actor:?}");
        if actor.account().is_none() {
            assert_eq!(count(&mut tx, "session").await?, 0, "{actor:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn challenges_and_mail_codes_are_read_by_nobody() -> Result<()> {
    let app = TestApp::shared().await?;
    let account = World::found(&app).await?.secretary("Nadège Courtin").await?.account;
    for actor in [Actor::Account(account), Actor::Nobody, Actor::System] {
        for table in ["challenge", "mail_code"] {
            let mut tx = app.db().begin_outside(actor).await?;
            let refused = count(&mut tx, table).await.expect_err("no right to read");
            let code = refused.as_database_error().and_then(|known| Some(known.code()?.into_owned()));
            assert_eq!(code.as_deref(), Some("42501"), "{table} {actor:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_was_done_to_an_account_is_in_the_trail_without_a_secret() -> Result<()> {
    let app = TestApp::own().await?;
    let account = World::found(&app).await?.secretary("Nadège Courtin").await?.account;
    let mut machine = Machine::of(&app, account).await?;
    let (mut key, _, _) = machine.make_key("/mes-cles").await;
    let codes = crate::codes::printed(&machine.form("/mes-cles/codes", &[]).await.text());
    machine.use_key("/confirmer", &mut key).await;
    machine.form("/mes-cles/retirer", &[("cle", &key.id())]).await;
    machine.form("/mes-cles/sessions/fermer-partout", &[]).await;
    let mut owner = app.database.behind(db::Role::Owner).await?;
    let rows: Vec<(String, String)> = sqlx::query_as(
        "select kind, convert_from(body, 'UTF8') from audit.event where actor = $1 order by nth",
    )
    .bind(account.uuid())
    .fetch_all(&mut owner)
    .await?;
    let kinds: Vec<&str> = rows.iter().map(|(kind, _)| kind.as_str()).collect();
    let expected = [
        "identity/signed-in",
        "identity/signed-in",
        "identity/passkey-added",
        "identity/recovery-codes-made",
        "identity/confirmed",
        "identity/passkey-removed",
        "identity/signed-out-everywhere",
    ];
    assert_eq!(kinds, expected);
    for secret in codes
        .iter()
        .map(String::as_str)
        .chain(machine.cookies.values().map(String::as_str))
        .chain([key.id().as_str(), "Nadège"])
    {
        assert!(rows.iter().all(|(_, body)| !body.contains(secret)));
    }
    app.database.clone().drop().await?;
    Ok(())
}
