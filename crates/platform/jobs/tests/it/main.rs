//! Queued work, tried as a worker that fails, dies or has a twin.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;
use db::{Actor, Clock, Db};
use jiff::SignedDuration;
use jobs::{Done, Handler, Worker, enqueue};
use kernel::TerritoryId;
use testing::database::TestDatabase;
use uuid::Uuid;

/// A queue of its own, whose clock moves.
async fn queue() -> Result<(Db, Clock)> {
    let clock = Clock::starting_at("2026-11-24T08:00:00Z".parse()?);
    Ok((TestDatabase::own().await?.db(clock.clone()), clock))
}

/// Asks for work about `subject`, now.
async fn ask(db: &Db, subject: Uuid) -> Result<()> {
    let mut tx = db.begin(TerritoryId::at(db.clock().now()), Actor::System).await?;
    let now = tx.now();
    enqueue(&mut tx, "letter", subject, now).await?;
    Ok(tx.commit().await?)
}

/// A worker whose handler counts its runs and answers the same each time.
fn worker(db: &Db, runs: &Arc<AtomicUsize>, answer: Result<Done, String>) -> Worker {
    let runs = Arc::clone(runs);
    let handler: Handler = Arc::new(move |_, _| {
        runs.fetch_add(1, Ordering::Relaxed);
        let answer = answer.clone();
        Box::pin(async move { answer })
    });
    Worker::new(db.clone()).on("letter", handler)
}

fn subject(db: &Db) -> Uuid {
    TerritoryId::at(db.clock().now()).uuid()
}

#[tokio::test]
async fn work_runs_once_and_leaves_no_row() -> Result<()> {
    let (db, clock) = queue().await?;
    let runs = Arc::default();
    let worker = worker(&db, &runs, Ok(Done::Finished));
    ask(&db, subject(&db)).await?;
    assert!(worker.step().await?, "there was work");
    assert!(!worker.step().await?, "there is none left");
    clock.set(clock.now() + SignedDuration::from_mins(6));
    assert!(!worker.step().await?, "nor once its claim is over");
    assert_eq!(runs.load(Ordering::Relaxed), 1);
    Ok(())
}

#[tokio::test]
async fn what_is_rolled_back_is_never_done_and_what_is_asked_twice_is_done_once() -> Result<()> {
    let (db, _) = queue().await?;
    let runs = Arc::default();
    let worker = worker(&db, &runs, Ok(Done::Finished));
    let (kept, dropped) = (subject(&db), subject(&db));
    let mut tx = db.begin(TerritoryId::at(db.clock().now()), Actor::System).await?;
    let now = tx.now();
    enqueue(&mut tx, "letter", dropped, now).await?;
    drop(tx);
    ask(&db, kept).await?;
    ask(&db, kept).await?;
    while worker.step().await? {}
    assert_eq!(runs.load(Ordering::Relaxed), 1);
    Ok(())
}

#[tokio::test]
async fn work_that_fails_waits_then_runs_again() -> Result<()> {
    let (db, clock) = queue().await?;
    let runs = Arc::default();
    let worker = worker(&db, &runs, Err("the mail server does not answer".to_owned()));
    ask(&db, subject(&db)).await?;
    assert!(worker.step().await?);
    assert!(!worker.step().await?, "not at once");
    clock.set(clock.now() + SignedDuration::from_secs(10));
    assert!(worker.step().await?);
    assert_eq!(runs.load(Ordering::Relaxed), 2);
    Ok(())
}

#[tokio::test]
async fn work_put_back_waits_for_its_moment() -> Result<()> {
    let (db, clock) = queue().await?;
    let runs = Arc::default();
    let later = clock.now() + SignedDuration::from_mins(15);
    let worker = worker(&db, &runs, Ok(Done::Again(later)));
    ask(&db, subject(&db)).await?;
    assert!(worker.step().await?);
    clock.set(later - SignedDuration::from_mins(1));
    assert!(!worker.step().await?);
    clock.set(later + SignedDuration::from_secs(1));
    assert!(worker.step().await?);
    Ok(())
}

#[tokio::test]
async fn two_workers_never_do_the_same_work_at_once() -> Result<()> {
    let (db, _) = queue().await?;
    let runs: Arc<AtomicUsize> = Arc::default();
    for _ in 0..6 {
        ask(&db, subject(&db)).await?;
    }
    let (one, two) = (worker(&db, &runs, Ok(Done::Finished)), worker(&db, &runs, Ok(Done::Finished)));
    let drain = async |worker: Worker| -> Result<()> {
        while worker.step().await? {}
        Ok(())
    };
    let (first, second) = tokio::join!(drain(one), drain(two));
    first?;
    second?;
    assert_eq!(runs.load(Ordering::Relaxed), 6);
    Ok(())
}

#[tokio::test]
async fn the_work_of_a_worker_that_died_comes_back_after_five_minutes() -> Result<()> {
    let (db, clock) = queue().await?;
    let dies: Handler = Arc::new(|_, _| Box::pin(async { panic!("killed in the middle") }));
    let doomed = Worker::new(db.clone()).on("letter", dies);
    ask(&db, subject(&db)).await?;
    assert!(tokio::spawn(async move { doomed.step().await }).await.is_err());
    let runs = Arc::default();
    let next = worker(&db, &runs, Ok(Done::Finished));
    assert!(!next.step().await?, "the claim still holds");
    clock.set(clock.now() + SignedDuration::from_mins(6));
    assert!(next.step().await?);
    assert_eq!(runs.load(Ordering::Relaxed), 1);
    Ok(())
}
