//! The log on a real server: what may be written, how it is ordered and signed, and that no change goes unseen.

mod alone;
mod reading;
mod sequencing;
mod tampering;
mod writing;

use anyhow::Result;
use audit::{Event, LeafId, Sequencer, Signer, Step, Verifier, View};
use db::{Actor, Clock, Db, Role};
use jiff::Timestamp;
use kernel::{AccountId, PatientId, TerritoryId};
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, PgConnection};
use testing::database::TestDatabase;

/// A database of one test alone, with the clock at the night when it is twice half past two.
struct World {
    database: TestDatabase,
    db: Db,
    clock: Clock,
    territory: TerritoryId,
    doctor: AccountId,
    patient: PatientId,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Told {
    Booked { rank: u32 },
    Noted { text: String },
}

impl Event for Told {
    const CONTEXT: &'static str = "agenda";
}

impl World {
    async fn new() -> Result<Self> {
        let start: Timestamp = "2026-10-25T00:30:00.123456789Z".parse()?;
        let database = TestDatabase::own().await?;
        let clock = Clock::starting_at(start);
        let mut app = database.behind(Role::App).await?;
        audit::ensure_partitions(&mut app, start, start).await?;
        Ok(Self {
            db: database.db(clock.clone()),
            database,
            clock,
            territory: TerritoryId::at(start),
            doctor: AccountId::at(start),
            patient: PatientId::at(start),
        })
    }

    async fn tx(&self) -> Result<db::Tx> {
        Ok(self.db.begin(self.territory, Actor::Account(self.doctor)).await?)
    }

    /// Books once, as a use case would.
    async fn book(&self, rank: u32) -> Result<LeafId> {
        let mut tx = self.tx().await?;
        let id = audit::record(&mut tx, Some(self.patient), &Told::Booked { rank }).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Opens the patient's record once.
    async fn look(&self) -> Result<Option<LeafId>> {
        let mut tx = self.tx().await?;
        let view = View { page: "record/timeline", patients: &[self.patient], basis: "care" };
        let leaf = audit::view(&mut tx, view).await?;
        tx.commit().await?;
        Ok(leaf)
    }

    fn sequencer(&self) -> Sequencer {
        Sequencer::new(self.database.address(Role::Sequencer), signer(), &[])
    }

    /// Numbers all that is committed.
    async fn number_all(&self) -> Result<()> {
        let mut sequencer = self.sequencer();
        while sequencer.step().await? != Step::Idle {}
        sequencer.stop().await?;
        Ok(())
    }

    async fn owner(&self) -> Result<PgConnection> {
        self.database.behind(Role::Owner).await
    }

    /// Runs statements as somebody who owns the tables.
    async fn tamper(&self, statements: &str) -> Result<()> {
        sqlx::raw_sql(AssertSqlSafe(statements.to_owned())).execute(&mut self.owner().await?).await?;
        Ok(())
    }

    async fn verify(&self) -> Result<audit::Report> {
        Ok(audit::verify(&mut self.owner().await?, &keys(), &[]).await?)
    }

    async fn drop(self) -> Result<()> {
        self.database.drop().await
    }
}

fn signer() -> Signer {
    Signer::from_seed("cpts.example/journal", &[7; 32]).expect("the name of the key is right")
}

fn keys() -> [Verifier; 1] {
    [signer().verifier()]
}
