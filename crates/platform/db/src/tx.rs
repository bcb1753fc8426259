//! The pool and its transactions. A [`Tx`] carries one territory, the actor and the moment, signed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, TerritoryId};
use sqlx::postgres::PgPoolOptions;
use sqlx::{PgConnection, PgPool, Postgres, Transaction};
use uuid::Uuid;

use crate::clock::Clock;
use crate::context::{Actor, sign};
use crate::keys::MasterKey;
use crate::provision::Address;
use crate::seal::{Key, SealError};

/// The database, as the server's role sees it.
#[derive(Clone)]
pub struct Db {
    pool: PgPool,
    shared: Arc<Shared>,
}

struct Shared {
    clock: Clock,
    master: MasterKey,
    context_key: [u8; 32],
    /// Territory keys never change: a cache that a second node would rebuild.
    territory_keys: Mutex<HashMap<Uuid, Key>>,
}

#[derive(Debug, thiserror::Error)]
pub enum DbError {
    #[error("reach the database: {0}")]
    Sql(#[from] sqlx::Error),
    #[error(transparent)]
    Seal(#[from] SealError),
    #[error("find the sealing key of {0}")]
    NoKey(Uuid),
}

impl Db {
    /// Opens a pool of at most `connections`; none is made before the first transaction.
    pub fn connect(address: &Address, master: &MasterKey, clock: Clock, connections: u32) -> Self {
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(Duration::from_secs(5))
            .connect_lazy_with(address.0.clone().options([("statement_timeout", "15000")]));
        let shared = Shared {
            clock,
            master: master.clone(),
            context_key: master.derive("context"),
            territory_keys: Mutex::default(),
        };
        Self { pool, shared: Arc::new(shared) }
    }

    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// Begins a transaction of `actor` in `territory`.
    pub async fn begin(&self, territory: TerritoryId, actor: Actor) -> Result<Tx, DbError> {
        self.open(Some(territory), actor).await
    }

    /// Begins a transaction outside any territory: sign-in, the directory, a person's own memberships.
    pub async fn begin_outside(&self, actor: Actor) -> Result<Tx, DbError> {
        self.open(None, actor).await
    }

    async fn open(&self, territory: Option<TerritoryId>, actor: Actor) -> Result<Tx, DbError> {
        let mut inner = begin(&self.pool).await?;
        let now = self.shared.clock.now();
        // the pid is asked each time (65 µs): the driver does not give it, and a context is bound to it
        let pid: i32 = sqlx::query_scalar("select pg_backend_pid()").fetch_one(&mut *inner).await?;
        let context = sign(&self.shared.context_key, territory, actor, now, pid);
        sqlx::query("select set_config('app.ctx', $1, true)").bind(context).execute(&mut *inner).await?;
        Ok(Tx { inner, territory, actor, now, shared: Arc::clone(&self.shared) })
    }

    /// Whether the database answers: for `/readyz`.
    pub async fn is_ready(&self) -> bool {
        sqlx::query("select 1").execute(&self.pool).await.is_ok()
    }

    /// Closes every connection; the transactions under way end first.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that begins transactions")]
async fn begin(pool: &PgPool) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    pool.begin().await
}

/// A transaction with its signed context. Dropping it rolls back.
pub struct Tx {
    inner: Transaction<'static, Postgres>,
    territory: Option<TerritoryId>,
    actor: Actor,
    now: Timestamp,
    shared: Arc<Shared>,
}

impl Tx {
    /// The connection, for queries.
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.inner
    }

    /// The moment of the request: every row written by it carries this time.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The moment of the request, as a parameter of SQL.
    pub fn now_sql(&self) -> jiff_sqlx::Timestamp {
        self.now.to_sqlx()
    }

    /// The territory of this transaction.
    ///
    /// # Panics
    /// Outside any territory; such a transaction is never handed to a use case of one.
    pub fn territory(&self) -> TerritoryId {
        self.territory.expect("this transaction was begun inside a territory")
    }

    /// The territory, if the transaction was begun inside one.
    pub fn territory_if_any(&self) -> Option<TerritoryId> {
        self.territory
    }

    pub fn actor(&self) -> Actor {
        self.actor
    }

    /// The person who acts, if it is one.
    pub fn account(&self) -> Option<AccountId> {
        self.actor.account()
    }

    pub async fn commit(self) -> Result<(), DbError> {
        Ok(self.inner.commit().await?)
    }

    /// Makes and stores the key of `owner` (the territory itself, or a patient), wrapped by the master key.
    pub async fn make_key(&mut self, owner: Uuid) -> Result<Key, DbError> {
        let key = Key::random()?;
        let wrapped = self.wrapping().seal(&place(owner), key.bytes())?;
        sqlx::query("insert into db.sealing_key (owner_id, territory_id, wrapped) values ($1, $2, $3)")
            .bind(owner)
            .bind(self.territory())
            .bind(wrapped)
            .execute(&mut *self.inner)
            .await?;
        Ok(key)
    }

    /// The key of `owner` in this territory.
    pub async fn key_of(&mut self, owner: Uuid) -> Result<Key, DbError> {
        let wrapped: Option<Vec<u8>> =
            sqlx::query_scalar("select wrapped from db.sealing_key where owner_id = $1")
                .bind(owner)
                .fetch_optional(&mut *self.inner)
                .await?;
        let bytes = self.wrapping().open(&place(owner), &wrapped.ok_or(DbError::NoKey(owner))?)?;
        Ok(Key::from_bytes(bytes.try_into().map_err(|_| SealError::Altered)?))
    }

    /// The key of the territory: identity columns and search tokens.
    pub async fn territory_key(&mut self) -> Result<Key, DbError> {
        let territory = self.territory().uuid();
        let known = self.shared.territory_keys.lock().ok().and_then(|keys| keys.get(&territory).cloned());
        if let Some(key) = known {
            return Ok(key);
        }
        let key = self.key_of(territory).await?;
        if let Ok(mut keys) = self.shared.territory_keys.lock() {
            keys.insert(territory, key.clone());
        }
        Ok(key)
    }

    /// A key derived from the master key for one purpose (links and codes sent to people, say).
    pub fn derived_key(&self, purpose: &str) -> Key {
        Key::from_bytes(self.shared.master.derive(purpose))
    }

    fn wrapping(&self) -> Key {
        Key::from_bytes(self.shared.master.derive("wrap"))
    }
}

fn place(owner: Uuid) -> String {
    format!("db.sealing_key|{owner}")
}
