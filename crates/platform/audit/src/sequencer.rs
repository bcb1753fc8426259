//! Gives each committed row of both streams its place in the one log, grows the Merkle tree and signs its heads.
//!
//! Transactions commit out of order, so a number taken at insert would make readers skip the late ones. The
//! sequencer reads committed rows from the oldest transaction that may still commit (`audit.mark`) and numbers those
//! that have no place yet, in order of transaction, then of writing. It never waits for a writer, never changes a
//! row, and never signs a tree that does not continue the last signed head. One node leads, by an advisory lock;
//! the locked mark, not the lock of the leader, is what keeps two from numbering at once.

use std::time::Duration;

use sqlx::{Connection as _, PgConnection, Row as _};
use tracing::{error, info};

use db::Address;

use crate::head::{Head, HeadError};
use crate::note::{NoteError, Signer, Verifier};
use crate::store::{self, hash, signed, unsigned};
use crate::tree::{NodeHash, Tile, Tree};

/// Where the sequencer says that the log grew; the payload is its size. Listening spares waiting for the next poll;
/// polling each second is the truth.
pub const CHANNEL: &str = "audit_log";

/// How many rows one step numbers at most.
const BATCH: i64 = 20_000;

/// How long a sequencer that failed waits before it tries again.
const REST: Duration = Duration::from_secs(5);

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Another node leads.
    Waiting,
    /// There was nothing to number.
    Idle,
    /// Rows were numbered; the log now stands at `head`. `more` says that the batch was full.
    Placed { rows: u64, head: Head, more: bool },
}

/// Why a step was not done; nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum SequencerError {
    #[error("number the log: {0}")]
    Database(#[from] sqlx::Error),
    #[error("sign a head: {0}")]
    Sign(#[from] NoteError),
    #[error("continue the log: its last head is not believed: {0}")]
    Head(#[from] HeadError),
    #[error("continue the log: no signed head covers its {0} rows")]
    Uncovered(u64),
    #[error("continue the log: its rows are not those of its last signed head; run `maillage audit verify`")]
    Differs,
}

/// The sequencer of one node. It connects when it must and again after a failure.
pub struct Sequencer {
    address: Address,
    signer: Signer,
    /// The keys that may have signed the last head: ours and those before it.
    trusted: Vec<Verifier>,
    batch: i64,
    post: Option<Post>,
}

/// A connection with what is true only while it lasts.
struct Post {
    connection: PgConnection,
    leads: bool,
    tree: Option<Tree>,
}

impl Sequencer {
    /// A sequencer that connects at `address` (the role `maillage_seq`) and signs with `signer`. `earlier` are the
    /// keys that signed before it.
    pub fn new(address: Address, signer: Signer, earlier: &[Verifier]) -> Self {
        let trusted = [&[signer.verifier()], earlier].concat();
        Self { address, signer, trusted, batch: BATCH, post: None }
    }

    /// The same, numbering at most `rows` in a step.
    #[must_use]
    pub fn with_batch(self, rows: u32) -> Self {
        Self { batch: i64::from(rows), ..self }
    }

    /// Takes a step each `every` until `stop` is ready; full batches follow each other at once. A failure is logged
    /// and tried again after five seconds.
    pub async fn run(mut self, every: Duration, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        loop {
            let rest = match self.step().await {
                Ok(Step::Placed { more: true, .. }) => Duration::ZERO,
                Ok(_) => every,
                Err(failure) => {
                    error!(%failure, "the sequencer failed");
                    every.max(REST)
                }
            };
            tokio::select! {
                () = &mut stop => break,
                () = tokio::time::sleep(rest) => {}
            }
        }
        if let Err(failure) = self.stop().await {
            error!(%failure, "the sequencer did not hand over; its connection is closed all the same");
        }
    }

    /// Hands the lead over at once, rather than when the server notices that the connection is gone.
    pub async fn stop(self) -> Result<(), sqlx::Error> {
        let Some(mut post) = self.post else { return Ok(()) };
        sqlx::query("select pg_advisory_unlock_all()").execute(&mut post.connection).await?;
        post.connection.close().await
    }

    /// Numbers what was committed since the last step.
    pub async fn step(&mut self) -> Result<Step, SequencerError> {
        // a failure drops the connection, the lead and the tree in memory together
        let mut post = match self.post.take() {
            Some(post) => post,
            None => Post { connection: self.address.connect().await?, leads: false, tree: None },
        };
        if !post.leads {
            post.leads = take_the_lead(&mut post.connection).await?;
        }
        let step = if post.leads { self.number(&mut post).await? } else { Step::Waiting };
        self.post = Some(post);
        Ok(step)
    }

    async fn number(&self, post: &mut Post) -> Result<Step, SequencerError> {
        if !is_anything_new(&mut post.connection).await? {
            return Ok(Step::Idle);
        }
        let mut tx = post.connection.begin().await?;
        let mark =
            sqlx::query("select seq, xid::text from audit.mark for update").fetch_one(&mut *tx).await?;
        let seq = unsigned(mark.try_get(0)?);
        let mut tree = match post.tree.take().filter(|tree| tree.size() == seq) {
            Some(tree) => tree,
            None => resume(&mut tx, seq, &self.trusted).await?,
        };
        let leaves = place(&mut tx, seq, mark.try_get(1)?, self.batch).await?;
        if leaves.is_empty() {
            tx.commit().await?;
            post.tree = Some(tree);
            return Ok(Step::Idle);
        }
        let mut full = Vec::new();
        for &leaf in &leaves {
            tree.push(leaf, &mut full);
        }
        let head = Head { size: tree.size(), root: tree.root() };
        keep(&mut tx, &full, head, &head.sign(&self.signer)?).await?;
        tx.commit().await?;
        post.tree = Some(tree);
        notify(&mut post.connection, head.size).await?;
        let rows = leaves.len() as u64;
        Ok(Step::Placed { rows, head, more: signed(rows) == self.batch })
    }
}

async fn take_the_lead(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let leads: bool =
        sqlx::query_scalar("select pg_try_advisory_lock(hashtextextended('audit.sequencer', 0))")
            .fetch_one(&mut *connection)
            .await?;
    if leads && sqlx::query_scalar("select audit.adopt_cluster()").fetch_one(connection).await? {
        info!("the log continues in a restored cluster: transaction numbers begin again");
    }
    Ok(leads)
}

/// A look without a lock, so that an idle step costs no transaction number. A row that commits after it is seen by the
/// next step.
async fn is_anything_new(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "select exists (select from audit.event e where e.xid >= m.xid)
                or exists (select from audit.access a where a.xid >= m.xid)
           from audit.mark m",
    )
    .fetch_one(connection)
    .await
}

/// The tree of a log of `size` rows, only if it is the one of the last signed head.
async fn resume(
    connection: &mut PgConnection,
    size: u64,
    trusted: &[Verifier],
) -> Result<Tree, SequencerError> {
    let note: Option<String> = sqlx::query_scalar("select note from audit.head order by size desc limit 1")
        .fetch_optional(&mut *connection)
        .await?;
    let Some(note) = note else {
        return if size == 0 { Ok(Tree::default()) } else { Err(SequencerError::Uncovered(size)) };
    };
    let head = Head::open(&note, trusted)?;
    let tree = store::tree(connection, size).await?.ok_or(SequencerError::Differs)?;
    if head == (Head { size, root: tree.root() }) { Ok(tree) } else { Err(SequencerError::Differs) }
}

/// Numbers committed rows that have no place, moves the mark, and returns their leaves in order.
async fn place(
    connection: &mut PgConnection,
    seq: u64,
    xid: String,
    batch: i64,
) -> Result<Vec<NodeHash>, sqlx::Error> {
    let leaves: Vec<Vec<u8>> =
        sqlx::query_scalar(PLACE).bind(signed(seq)).bind(xid).bind(batch).fetch_one(connection).await?;
    leaves.into_iter().map(|leaf| hash(Some(leaf))).collect()
}

/// The mark moves to the oldest transaction that this statement's snapshot sees running: all older ones are over, and
/// their rows are in this batch or before it. When the batch is full it moves no further than its last transaction.
/// It also moves when rows behind the horizon would otherwise be read again at each idle step.
const PLACE: &str = "
    with fresh as materialized (
        (select e.xid, e.nth, e.at, e.id, 'event' as stream, e.leaf
           from audit.event e
          where e.xid >= $2::xid8
            and not exists (select from audit.log l where l.at = e.at and l.id = e.id offset 0)
          order by e.xid, e.nth limit $3)
        union all
        (select a.xid, a.nth, a.at, a.id, 'access', a.leaf
           from audit.access a
          where a.xid >= $2::xid8
            and not exists (select from audit.log l where l.at = a.at and l.id = a.id offset 0)
          order by a.xid, a.nth limit $3)
    ), batch as materialized (
        select $1 + row_number() over (order by xid, nth) as seq, fresh.*
          from fresh order by xid, nth limit $3
    ), placed as (
        insert into audit.log (seq, at, id, stream) select seq, at, id, stream from batch
    ), horizon as (
        select least(pg_snapshot_xmin(pg_current_snapshot()),
                     (select xid from batch where seq = $1 + $3)) as xid
    ), moved as (
        update audit.mark m
           set seq = $1 + (select count(*) from batch), xid = h.xid
          from horizon h
         where exists (select from batch)
            or exists (select from audit.event e where e.xid >= $2::xid8 and e.xid < h.xid)
            or exists (select from audit.access a where a.xid >= $2::xid8 and a.xid < h.xid)
    )
    select coalesce((select array_agg(leaf order by seq) from batch), '{}')";

async fn keep(
    connection: &mut PgConnection,
    full: &[Tile],
    head: Head,
    note: &str,
) -> Result<(), sqlx::Error> {
    if !full.is_empty() {
        let levels: Vec<_> = full.iter().map(|tile| i16::from(tile.level)).collect();
        let indexes: Vec<_> = full.iter().map(|tile| signed(tile.index)).collect();
        let hashes: Vec<_> = full.iter().map(Tile::bytes).collect();
        let roots: Vec<_> = full.iter().map(|tile| tile.root().0.to_vec()).collect();
        sqlx::query(
            "insert into audit.tile (level, index, hashes, root)
             select * from unnest($1::smallint[], $2::bigint[], $3::bytea[], $4::bytea[])",
        )
        .bind(levels)
        .bind(indexes)
        .bind(hashes)
        .bind(roots)
        .execute(&mut *connection)
        .await?;
    }
    sqlx::query("insert into audit.head (size, root, note) values ($1, $2, $3)")
        .bind(signed(head.size))
        .bind(head.root.0.as_slice())
        .bind(note)
        .execute(connection)
        .await?;
    Ok(())
}

/// On its own, after the commit: a notification inside a transaction takes a lock that halves commits.
async fn notify(connection: &mut PgConnection, size: u64) -> Result<(), sqlx::Error> {
    sqlx::query("select pg_notify($1, $2)").bind(CHANNEL).bind(size.to_string()).execute(connection).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use anyhow::Result;
    use db::{Actor, Clock, Db, Role};
    use kernel::TerritoryId;
    use testing::database::TestDatabase;

    use super::*;

    #[derive(serde::Serialize)]
    #[serde(tag = "kind", rename_all = "kebab-case")]
    enum Told {
        Booked,
    }

    impl crate::Event for Told {
        const CONTEXT: &'static str = "agenda";
    }

    /// A sequencer that believes that it leads, as two may for a moment when a connection is lost unnoticed.
    async fn self_appointed(database: &TestDatabase) -> Result<Sequencer> {
        let signer = Signer::from_seed("cpts.example/journal", &[7; 32])?;
        let mut sequencer = Sequencer::new(database.address(Role::Sequencer), signer, &[]).with_batch(5);
        let connection = database.behind(Role::Sequencer).await?;
        sequencer.post = Some(Post { connection, leads: true, tree: None });
        Ok(sequencer)
    }

    /// Books fifty times and takes a step after each.
    async fn write_and_number(db: &Db, territory: TerritoryId, sequencer: &mut Sequencer) -> Result<u64> {
        let mut placed = 0;
        for _ in 0..50 {
            let mut tx = db.begin(territory, Actor::System).await?;
            crate::record(&mut tx, None, &Told::Booked).await?;
            tx.commit().await?;
            if let Step::Placed { rows, .. } = sequencer.step().await? {
                placed += rows;
            }
        }
        Ok(placed)
    }

    #[tokio::test]
    async fn two_that_both_believe_they_lead_number_each_row_once() -> Result<()> {
        let database = TestDatabase::own().await?;
        let db = database.db(Clock::real());
        let (now, territory) = (db.clock().now(), TerritoryId::at(db.clock().now()));
        crate::ensure_partitions(&mut database.behind(Role::App).await?, now, now).await?;
        let (mut first, mut second) = (self_appointed(&database).await?, self_appointed(&database).await?);
        let (by_first, by_second) = tokio::join!(
            write_and_number(&db, territory, &mut first),
            write_and_number(&db, territory, &mut second)
        );
        let mut placed = by_first? + by_second?;
        while let Step::Placed { rows, .. } = first.step().await? {
            placed += rows;
        }
        assert_eq!(placed, 100);

        let key = Signer::from_seed("cpts.example/journal", &[7; 32])?.verifier();
        let report = crate::verify(&mut database.behind(Role::Owner).await?, &[key], &[]).await?;
        assert!(report.is_intact(), "{report}");
        assert_eq!((report.rows, report.waiting), (100, 0));
        database.drop().await
    }
}
