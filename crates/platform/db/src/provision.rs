//! Roles, database and migrations: what an administrator does once, done by us on the private cluster.

use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection};

use crate::context::pads;
use crate::keys::MasterKey;

/// The name of the product's database.
pub const DATABASE: &str = "maillage";

/// One history for all contexts: foreign keys between them need one order.
pub static MIGRATIONS: Migrator = sqlx::migrate!("../../../migrations");

/// Who connects, with the least rights that do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Makes roles and databases of the private cluster.
    Superuser,
    /// Owns every table; runs migrations, nothing else.
    Owner,
    /// The server: owns nothing, bypasses nothing.
    App,
    /// Gives events their order and signs heads.
    Sequencer,
    /// Folds events into indicators.
    Indicators,
}

impl Role {
    pub fn name(self) -> &'static str {
        match self {
            Self::Superuser => "postgres",
            Self::Owner => "maillage_own",
            Self::App => "maillage_app",
            Self::Sequencer => "maillage_seq",
            Self::Indicators => "maillage_ind",
        }
    }
}

/// Where a role finds its database.
#[derive(Clone)]
pub struct Address(pub(crate) PgConnectOptions);

impl Address {
    pub(crate) fn socket(folder: &Path, role: Role, password: &str, database: &str) -> Self {
        let options = PgConnectOptions::new_without_pgpass()
            .socket(folder)
            .username(role.name())
            .password(password)
            .database(database);
        Self(quiet(options))
    }

    /// An address given by the settings: `postgres://user:password@host/database`.
    pub fn parse(url: &str) -> Result<Self, ProvisionError> {
        url.parse().map(|options| Self(quiet(options))).map_err(|_| ProvisionError::Address)
    }

    /// The same server, another database.
    #[must_use]
    pub fn database(&self, name: &str) -> Self {
        Self(self.0.clone().database(name))
    }

    /// A bare connection, outside any pool: for provisioning, the sequencer and tests.
    pub async fn connect(&self) -> Result<PgConnection, sqlx::Error> {
        self.0.connect().await
    }

    /// The address as a URL, for the compile-time check of queries by `cargo xtask sql`.
    pub fn url(&self) -> String {
        self.0.to_url_lossy().to_string()
    }
}

/// Statements hold no identity, yet are of no use in a log at each query.
fn quiet(options: PgConnectOptions) -> PgConnectOptions {
    options.disable_statement_logging()
}

#[derive(Debug, thiserror::Error)]
pub enum ProvisionError {
    #[error("read the database address: it should look like postgres://user:password@host/database")]
    Address,
    #[error("prepare the database: {0}")]
    Database(#[from] sqlx::Error),
    #[error("bring the database up to date: {0}")]
    Migrate(#[from] MigrateError),
}

/// The password of a role of the private cluster: derived, so that nothing but the master key is kept.
pub(crate) fn password(master: &MasterKey, role: Role) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(&master.derive("role")).expect("HMAC takes keys of any length");
    mac.update(role.name().as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

/// Makes the roles and the database named by `superuser` where they are missing.
///
/// `superuser` is an address of the private cluster's superuser, in any database name that should exist after.
pub async fn provision(
    superuser: &Address,
    master: &MasterKey,
    database: &str,
) -> Result<(), ProvisionError> {
    let mut connection = superuser.database("postgres").0.connect().await?;
    for role in [Role::Owner, Role::App, Role::Sequencer, Role::Indicators] {
        let known: bool = sqlx::query_scalar("select exists (select from pg_roles where rolname = $1)")
            .bind(role.name())
            .fetch_one(&mut connection)
            .await?;
        if !known {
            // names are ours and the password is hexadecimal: nothing here comes from outside
            let statement =
                format!("create role {} login password '{}'", role.name(), password(master, role));
            sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await?;
        }
    }
    let known: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(database)
        .fetch_one(&mut connection)
        .await?;
    let owner = Role::Owner.name();
    let servants = [Role::App, Role::Sequencer, Role::Indicators].map(Role::name).join(", ");
    if !known {
        sqlx::raw_sql(AssertSqlSafe(format!("create database {database} owner {owner}")))
            .execute(&mut connection)
            .await?;
    }
    // said each time: a cloned database has the rights of a new one, temporary tables included
    let rights = format!(
        "revoke all on database {database} from public; grant connect on database {database} to {servants}"
    );
    sqlx::raw_sql(AssertSqlSafe(rights)).execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

/// Runs the migrations that are missing, then gives the database the key that verifies contexts.
pub async fn migrate(owner: &Address, master: &MasterKey) -> Result<(), ProvisionError> {
    let mut connection = owner.0.connect().await?;
    MIGRATIONS.run(&mut connection).await?;
    write_context_key(&mut connection, master).await?;
    connection.close().await?;
    Ok(())
}

async fn write_context_key(connection: &mut PgConnection, master: &MasterKey) -> Result<(), sqlx::Error> {
    let (inner, outer) = pads(&master.derive("context"));
    sqlx::query(
        "insert into sec.context_key (single, ipad, opad) values (true, $1, $2)
             on conflict (single) do update set ipad = excluded.ipad, opad = excluded.opad",
    )
    .bind(inner.as_slice())
    .bind(outer.as_slice())
    .execute(connection)
    .await?;
    Ok(())
}
