//! Databases for tests, on one cluster in `/dev/shm` that is left running for the next test.
//!
//! Most tests share one database, each in a territory of its own, so row-level security is tested all day.
//! Those that touch jobs, the sequencer, the directory or busy time clone the migrated template (50-80 ms).

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context as _, Result};
use db::{Address, Clock, Cluster, Db, MIGRATIONS, MasterKey, Purpose, Role};
use rustix::fs::{FlockOperation, flock};
use sha2::{Digest as _, Sha256};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

/// The master key of tests.
pub fn master() -> MasterKey {
    MasterKey::from_bytes([7; 32])
}

/// A database with all migrations, and the addresses of the roles that use it.
#[derive(Clone)]
pub struct TestDatabase {
    name: String,
    socket: PathBuf,
}

impl TestDatabase {
    /// The database that most tests share.
    pub async fn shared() -> Result<Self> {
        let socket = ensure().await?;
        Ok(Self { name: template(), socket })
    }

    /// A database of this test alone, cloned from the template.
    pub async fn own() -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let shared = Self::shared().await?;
        let name = format!("own_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let mut connection = shared.connect(Role::Superuser, "postgres").await?;
        let pristine = format!("{}_pristine", shared.name);
        let statement = format!("drop database if exists {name}");
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await?;
        let owner = Role::Owner.name();
        let statement =
            format!("create database {name} template {pristine} owner {owner} strategy file_copy");
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await?;
        connection.close().await?;
        db::provision(&shared.address(Role::Superuser), &master(), &name).await?;
        Ok(Self { name, socket: shared.socket })
    }

    /// Drops a database made by [`TestDatabase::own`]; one that is left is dropped with the cluster.
    pub async fn drop(self) -> Result<()> {
        let mut connection = self.connect(Role::Superuser, "postgres").await?;
        let statement = format!("drop database if exists {} with (force)", self.name);
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await?;
        Ok(())
    }

    pub fn address(&self, role: Role) -> Address {
        Cluster::address_in(&self.socket, &master(), role, &self.name)
    }

    /// The database as the server sees it, on a small pool.
    pub fn db(&self, clock: Clock) -> Db {
        Db::connect(&self.address(Role::App), &master(), clock, 4)
    }

    /// A bare connection, to look behind the server's back.
    pub async fn behind(&self, role: Role) -> Result<PgConnection> {
        self.connect(role, &self.name).await
    }

    async fn connect(&self, role: Role, database: &str) -> Result<PgConnection> {
        let address = Cluster::address_in(&self.socket, &master(), role, database);
        address.connect().await.context("connect to the test cluster")
    }
}

/// Starts the cluster and prepares the databases where this was not done; gives the socket's folder.
async fn ensure() -> Result<PathBuf> {
    let folder = folder();
    let socket = Cluster::socket_folder(&folder);
    let ready = folder.join(format!("ready-{}", template()));
    if ready.exists() && answers(&socket).await {
        return Ok(socket);
    }
    fs::create_dir_all("/dev/shm")?;
    let lock = File::create(folder.with_extension("lock"))?;
    flock(&lock, FlockOperation::LockExclusive)?;
    if !answers(&socket).await {
        let _ = fs::remove_dir_all(&folder);
        drop(Cluster::start(&folder, &master(), Purpose::Tests)?);
    }
    if !ready.exists() {
        prepare(&socket).await?;
        File::create(&ready)?;
    }
    Ok(socket)
}

/// Migrates the pristine template, then clones it into the database that tests share.
async fn prepare(socket: &Path) -> Result<()> {
    let (shared, pristine) = (template(), format!("{}_pristine", template()));
    let superuser = Cluster::address_in(socket, &master(), Role::Superuser, "postgres");
    db::provision(&superuser, &master(), &pristine).await?;
    let owner = Cluster::address_in(socket, &master(), Role::Owner, &pristine);
    db::migrate(&owner, &master()).await?;
    // the months in which tests live
    let (since, until) = ("2026-06-01T00:00:00Z".parse()?, "2027-06-01T00:00:00Z".parse()?);
    audit::ensure_partitions(&mut owner.connect().await?, since, until).await?;
    let mut connection = superuser.connect().await?;
    let owner = Role::Owner.name();
    for statement in [
        format!("drop database if exists {shared} with (force)"),
        format!("create database {shared} template {pristine} owner {owner} strategy file_copy"),
    ] {
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await?;
    }
    db::provision(&superuser, &master(), &shared).await?;
    Ok(())
}

async fn answers(socket: &Path) -> bool {
    Cluster::address_in(socket, &master(), Role::Superuser, "postgres").connect().await.is_ok()
}

/// One cluster a checkout: two checkouts never share tables.
fn folder() -> PathBuf {
    let checkout = hex::encode(Sha256::digest(env!("CARGO_MANIFEST_DIR").as_bytes()));
    let place = env::var("MAILLAGE_TEST_CLUSTER").unwrap_or_else(|_| "/dev/shm".to_owned());
    Path::new(&place).join(format!("maillage-test-{}", &checkout[..8]))
}

/// The shared database carries the hash of the migrations: a new migration gives a new database.
fn template() -> String {
    let mut hash = Sha256::new();
    for migration in MIGRATIONS.iter() {
        hash.update(migration.checksum.as_ref());
    }
    format!("test_{}", &hex::encode(hash.finalize())[..12])
}
