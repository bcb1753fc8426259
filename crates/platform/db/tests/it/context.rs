//! What a transaction may claim about itself.

use anyhow::Result;
use db::{Actor, Clock, Role};
use kernel::{AccountId, TerritoryId};
use sqlx::{Connection as _, PgConnection};
use testing::database::TestDatabase;

async fn territory_seen(connection: &mut PgConnection) -> Result<Option<uuid::Uuid>, sqlx::Error> {
    sqlx::query_scalar("select db.territory()").fetch_one(connection).await
}

#[tokio::test]
async fn a_transaction_tells_its_territory_its_actor_and_its_moment() -> Result<()> {
    let clock = Clock::starting_at("2026-10-25T01:30:00Z".parse()?);
    let db = TestDatabase::shared().await?.db(clock.clone());
    let (territory, account) = (TerritoryId::at(clock.now()), AccountId::at(clock.now()));
    let mut tx = db.begin(territory, Actor::Account(account)).await?;
    let (seen, actor, now): (uuid::Uuid, uuid::Uuid, jiff_sqlx::Timestamp) =
        sqlx::query_as("select db.territory(), db.actor(), db.clock()").fetch_one(tx.conn()).await?;
    assert_eq!((seen, actor), (territory.uuid(), account.uuid()));
    assert_eq!(now.to_jiff().as_second(), tx.now().as_second(), "the business clock, not the server's");
    Ok(())
}

#[tokio::test]
async fn without_a_context_nothing_is_seen() -> Result<()> {
    let mut bare = TestDatabase::shared().await?.behind(Role::App).await?;
    assert_eq!(territory_seen(&mut bare).await?, None);
    Ok(())
}

#[tokio::test]
async fn a_forged_a_borrowed_and_an_old_context_are_refused() -> Result<()> {
    let database = TestDatabase::shared().await?;
    let db = database.db(Clock::real());
    let mut tx = db.begin(TerritoryId::at(db.clock().now()), Actor::System).await?;
    let signed: String = sqlx::query_scalar("select current_setting('app.ctx')").fetch_one(tx.conn()).await?;

    let mut other = database.behind(Role::App).await?;
    let forged = signed.replacen("|system|", "||", 1);
    for (context, refusal) in
        [(forged, "context is not signed"), (signed, "context belongs to another connection")]
    {
        let mut inside = other.begin().await?;
        sqlx::query("select set_config('app.ctx', $1, true)").bind(context).execute(&mut *inside).await?;
        let error = territory_seen(&mut inside).await.expect_err("a context that is not ours");
        assert!(error.to_string().contains(refusal), "{error}");
        inside.rollback().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_context_does_not_survive_its_transaction() -> Result<()> {
    let db = TestDatabase::shared().await?.db(Clock::real());
    let mut tx = db.begin(TerritoryId::at(db.clock().now()), Actor::System).await?;
    sqlx::query("select 1").execute(tx.conn()).await?;
    tx.commit().await?;
    let mut next = db.begin_outside(Actor::Nobody).await?;
    assert_eq!(territory_seen(next.conn()).await?, None);
    Ok(())
}

#[tokio::test]
async fn the_server_cannot_read_the_key_nor_make_temporary_tables() -> Result<()> {
    let mut app = TestDatabase::shared().await?.behind(Role::App).await?;
    assert!(sqlx::query("select * from sec.context_key").execute(&mut app).await.is_err());
    assert!(sqlx::query("create temp table t (a int)").execute(&mut app).await.is_err());
    assert!(sqlx::query("create table public.t (a int)").execute(&mut app).await.is_err());
    Ok(())
}

#[tokio::test]
async fn a_key_opens_in_its_territory_only() -> Result<()> {
    let db = TestDatabase::shared().await?.db(Clock::real());
    let (here, there) = (TerritoryId::at(db.clock().now()), TerritoryId::at(db.clock().now()));
    let mut tx = db.begin(here, Actor::System).await?;
    let key = tx.make_key(here.uuid()).await?;
    let sealed = key.seal("somewhere", b"DURAND")?;
    tx.commit().await?;

    let mut tx = db.begin(here, Actor::System).await?;
    assert_eq!(tx.key_of(here.uuid()).await?.open("somewhere", &sealed)?, b"DURAND");
    let mut elsewhere = db.begin(there, Actor::System).await?;
    assert!(elsewhere.key_of(here.uuid()).await.is_err());
    Ok(())
}
