//! Where the mark stands. It follows the oldest writer of the whole cluster, so these have a cluster of their own.

use std::fs;

use anyhow::Result;
use audit::{Sequencer, Step};
use db::{Actor, Address, Clock, Cluster, DATABASE, Db, Purpose, Role};
use kernel::TerritoryId;
use sqlx::PgConnection;
use testing::database::master;

use crate::{Told, signer};

struct Alone {
    db: Db,
    territory: TerritoryId,
    owner: PgConnection,
    sequencer: Sequencer,
    cluster: Cluster,
}

impl Alone {
    async fn new(name: &str) -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("maillage-audit-{name}-{}", std::process::id()));
        let cluster = Cluster::start(&folder, &master(), Purpose::Records)?;
        let address = |role| -> Address { cluster.address(&master(), role, DATABASE) };
        db::provision(&address(Role::Superuser), &master(), DATABASE).await?;
        db::migrate(&address(Role::Owner), &master()).await?;
        let db = Db::connect(&address(Role::App), &master(), Clock::real(), 4);
        let now = db.clock().now();
        audit::ensure_partitions(&mut address(Role::App).connect().await?, now, now).await?;
        Ok(Self {
            territory: TerritoryId::at(now),
            owner: address(Role::Owner).connect().await?,
            sequencer: Sequencer::new(address(Role::Sequencer), signer(), &[]),
            db,
            cluster,
        })
    }

    async fn book(&self, rank: u32) -> Result<()> {
        let mut tx = self.db.begin(self.territory, Actor::System).await?;
        audit::record(&mut tx, None, &Told::Booked { rank }).await?;
        Ok(tx.commit().await?)
    }

    /// How many rows the next step will read again.
    async fn held(&mut self) -> Result<i64> {
        let statement = "select count(*) from audit.event e, audit.mark m where e.xid >= m.xid";
        Ok(sqlx::query_scalar(statement).fetch_one(&mut self.owner).await?)
    }

    fn remove(self) -> Result<()> {
        let folder = self.cluster.folder.clone();
        drop(self);
        Ok(fs::remove_dir_all(folder)?)
    }
}

#[tokio::test]
async fn the_mark_advances_while_full_batches_keep_coming() -> Result<()> {
    let mut alone = Alone::new("full").await?;
    alone.sequencer = alone.sequencer.with_batch(2);
    for rank in 0..8 {
        alone.book(2 * rank).await?;
        alone.book(2 * rank + 1).await?;
        assert!(matches!(alone.sequencer.step().await?, Step::Placed { rows: 2, more: true, .. }));
        assert_eq!(alone.held().await?, 1, "only the last row of a full batch is read again");
    }
    alone.remove()
}

#[tokio::test]
async fn an_idle_step_lets_go_of_rows_that_a_slow_writer_held() -> Result<()> {
    let mut alone = Alone::new("idle").await?;
    let mut slow = alone.db.begin(alone.territory, Actor::System).await?;
    sqlx::query("select pg_current_xact_id()").execute(slow.conn()).await?;
    for rank in 0..20 {
        alone.book(rank).await?;
    }
    assert!(matches!(alone.sequencer.step().await?, Step::Placed { rows: 20, .. }), "it waits for nobody");
    assert_eq!(alone.held().await?, 20, "the slow writer may still commit a row before them");
    slow.commit().await?;
    assert_eq!(alone.sequencer.step().await?, Step::Idle);
    assert_eq!(alone.held().await?, 0);
    alone.remove()
}
