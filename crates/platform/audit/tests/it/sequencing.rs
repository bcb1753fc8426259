//! The one order: no hole, no double, none missed, whoever writes and however late.

use anyhow::Result;
use audit::{Head, Sequencer, Signer, Step};
use db::Role;
use kernel::AccountId;
use sqlx::Connection as _;

use crate::{Told, World, keys};

/// What the log must be after all is numbered: 1 to n, each committed row once.
async fn is_whole(world: &World, rows: i64) -> Result<()> {
    let counted: (i64, i64, i64, i64) = sqlx::query_as(
        "select count(*), count(distinct seq), coalesce(max(seq), 0), count(distinct (at, id)) from audit.log",
    )
    .fetch_one(&mut world.owner().await?)
    .await?;
    assert_eq!(counted, (rows, rows, rows, rows));
    let report = world.verify().await?;
    assert!(report.is_intact(), "{report}");
    assert_eq!((report.rows, report.waiting), (u64::try_from(rows)?, 0));
    Ok(())
}

#[tokio::test]
async fn an_empty_log_is_intact() -> Result<()> {
    let world = World::new().await?;
    assert_eq!(world.sequencer().step().await?, Step::Idle);
    is_whole(&world, 0).await?;
    world.drop().await
}

#[tokio::test]
async fn both_streams_share_one_order_and_one_signed_head() -> Result<()> {
    let world = World::new().await?;
    world.book(1).await?;
    world.look().await?;
    let mut sequencer = world.sequencer();
    let Step::Placed { rows: 2, head, more: false } = sequencer.step().await? else {
        panic!("two rows were committed")
    };
    assert_eq!(head.size, 2);
    let note = audit::last_head(&mut world.owner().await?).await?.expect("a head was signed");
    assert_eq!(Head::open(&note, &keys()), Ok(head));
    assert_eq!(sequencer.step().await?, Step::Idle);
    is_whole(&world, 2).await?;
    world.drop().await
}

#[tokio::test]
async fn a_late_commit_is_numbered_and_a_rolled_back_row_is_not() -> Result<()> {
    let world = World::new().await?;
    let mut sequencer = world.sequencer();
    let mut late = world.tx().await?;
    audit::record(&mut late, None, &Told::Booked { rank: 1 }).await?;
    let mut lost = world.tx().await?;
    audit::record(&mut lost, None, &Told::Booked { rank: 2 }).await?;
    world.book(3).await?;

    assert!(matches!(sequencer.step().await?, Step::Placed { rows: 1, .. }), "it waits for nobody");
    drop(lost);
    assert_eq!(sequencer.step().await?, Step::Idle);
    late.commit().await?;
    assert!(matches!(sequencer.step().await?, Step::Placed { rows: 1, .. }));
    is_whole(&world, 2).await?;
    world.drop().await
}

#[tokio::test]
async fn rows_of_one_transaction_keep_the_order_in_which_they_were_written() -> Result<()> {
    let world = World::new().await?;
    let mut tx = world.tx().await?;
    for rank in 0..50 {
        audit::record(&mut tx, None, &Told::Booked { rank }).await?;
    }
    tx.commit().await?;
    world.number_all().await?;
    let mut indicators = world.database.behind(Role::Indicators).await?;
    let read = audit::consume(&mut indicators, 0, 100).await?;
    let ranks: Vec<Told> = read.iter().map(audit::Consumed::event).collect::<Result<_, _>>()?;
    assert_eq!(ranks, (0..50).map(|rank| Told::Booked { rank }).collect::<Vec<_>>());
    world.drop().await
}

#[tokio::test]
async fn a_full_batch_moves_the_mark_no_further_than_its_last_transaction() -> Result<()> {
    let world = World::new().await?;
    for rank in 0..7 {
        world.book(rank).await?;
    }
    let mut tx = world.tx().await?;
    for rank in 7..12 {
        audit::record(&mut tx, None, &Told::Booked { rank }).await?;
    }
    tx.commit().await?;
    let mut sequencer = world.sequencer().with_batch(3);
    let mut sizes = Vec::new();
    while let Step::Placed { head, more, .. } = sequencer.step().await? {
        sizes.push((head.size, more));
    }
    assert_eq!(sizes, [(3, true), (6, true), (9, true), (12, true)]);
    is_whole(&world, 12).await?;
    world.drop().await
}

#[tokio::test]
async fn only_one_node_leads_and_another_takes_over() -> Result<()> {
    let world = World::new().await?;
    let (mut first, mut second) = (world.sequencer(), world.sequencer());
    world.book(1).await?;
    assert!(matches!(first.step().await?, Step::Placed { rows: 1, .. }));
    world.book(2).await?;
    assert_eq!(second.step().await?, Step::Waiting);
    first.stop().await?;
    let taken = second.step().await?;
    assert!(matches!(taken, Step::Placed { rows: 1, head: Head { size: 2, .. }, .. }));
    is_whole(&world, 2).await?;
    world.drop().await
}

#[tokio::test]
async fn many_writers_late_and_rolled_back_leave_no_hole_and_no_double() -> Result<()> {
    let world = World::new().await?;
    let db = world.database.db(world.clock.clone());
    let territory = world.territory;
    let writers = (0..4_u32).map(|writer| {
        let db = db.clone();
        async move {
            let mut kept = 0;
            let mut held = None;
            for rank in 0..40_u32 {
                let doctor = AccountId::at(db.clock().now());
                let mut tx = db.begin(territory, db::Actor::Account(doctor)).await?;
                audit::record(&mut tx, None, &Told::Booked { rank }).await?;
                match (rank + writer) % 8 {
                    0 => drop(tx),
                    // held open while others commit, then committed late
                    4 if held.is_none() && writer == 0 => held = Some(tx),
                    _ => {
                        tx.commit().await?;
                        kept += 1;
                    }
                }
            }
            if let Some(tx) = held {
                tx.commit().await?;
                kept += 1;
            }
            anyhow::Ok(kept)
        }
    });
    let (done, mut finished) = tokio::sync::watch::channel(false);
    let sequencer = world.sequencer();
    let stop = async move {
        let _ = finished.wait_for(|done| *done).await;
    };
    let running = tokio::spawn(sequencer.run(std::time::Duration::from_millis(1), stop));
    let handles: Vec<_> = writers.map(tokio::spawn).collect();
    let mut kept = 0;
    for handle in handles {
        kept += handle.await??;
    }
    done.send(true)?;
    running.await?;
    world.number_all().await?;
    is_whole(&world, kept).await?;
    world.drop().await
}

#[tokio::test]
async fn a_sequencer_that_starts_again_continues_the_same_tree() -> Result<()> {
    let world = World::new().await?;
    let mut tx = world.tx().await?;
    for rank in 0..700 {
        audit::record(&mut tx, None, &Told::Booked { rank }).await?;
    }
    tx.commit().await?;
    let mut first = world.sequencer().with_batch(300);
    while first.step().await? != Step::Idle {}
    first.stop().await?;
    for rank in 0..3 {
        world.book(rank).await?;
        world.number_all().await?;
    }
    is_whole(&world, 703).await?;
    let tiles: i64 =
        sqlx::query_scalar("select count(*) from audit.tile").fetch_one(&mut world.owner().await?).await?;
    assert_eq!(tiles, 2);
    world.drop().await
}

#[tokio::test]
async fn a_new_key_continues_the_log_only_if_the_old_one_is_known() -> Result<()> {
    let world = World::new().await?;
    world.book(1).await?;
    world.number_all().await?;
    world.book(2).await?;
    let address = world.database.address(Role::Sequencer);
    let renewed = || Signer::from_seed("cpts.example/journal", &[8; 32]);
    let mut stranger = Sequencer::new(address.clone(), renewed()?, &[]);
    let error = stranger.step().await.expect_err("an unknown key signed the log").to_string();
    stranger.stop().await?;
    assert!(error.contains("not believed"), "{error}");
    let mut heir = Sequencer::new(address, renewed()?, &keys());
    assert!(matches!(heir.step().await?, Step::Placed { rows: 1, .. }));

    let both = [keys()[0].clone(), renewed()?.verifier()];
    let report = audit::verify(&mut world.owner().await?, &both, &[]).await?;
    assert!(report.is_intact(), "{report}");
    world.drop().await
}

#[tokio::test]
async fn the_sequencer_signs_nothing_that_does_not_continue_its_last_head() -> Result<()> {
    let world = World::new().await?;
    world.book(1).await?;
    world.book(2).await?;
    world.number_all().await?;
    world.tamper("update audit.log set seq = 3 - seq").await?;
    world.book(3).await?;
    let error = world.sequencer().step().await.expect_err("a reordered log").to_string();
    assert!(error.contains("audit verify"), "{error}");
    let heads: i64 =
        sqlx::query_scalar("select count(*) from audit.head").fetch_one(&mut world.owner().await?).await?;
    assert_eq!(heads, 1);
    world.drop().await
}

#[tokio::test]
async fn a_log_restored_into_another_cluster_goes_on() -> Result<()> {
    let world = World::new().await?;
    for rank in 0..5 {
        world.book(rank).await?;
    }
    world.number_all().await?;
    // as after pg_restore: transaction numbers larger than any here, a mark beyond them, another cluster's name
    world
        .tamper(
            "update audit.event set xid = '900000000000'; update audit.mark set xid = '900000000001', cluster = 1",
        )
        .await?;
    world.book(5).await?;
    let mut sequencer = world.sequencer();
    assert!(matches!(sequencer.step().await?, Step::Placed { rows: 1, head: Head { size: 6, .. }, .. }));
    let large: i64 = sqlx::query_scalar("select count(*) from audit.event where xid > '800000000000'")
        .fetch_one(&mut world.owner().await?)
        .await?;
    assert_eq!(large, 0, "old rows are not read again at each step");
    is_whole(&world, 6).await?;
    world.drop().await
}

#[tokio::test]
async fn the_sequencer_tells_listeners_after_the_commit() -> Result<()> {
    let world = World::new().await?;
    let mut listener =
        sqlx::postgres::PgListener::connect(&world.database.address(Role::Indicators).url()).await?;
    listener.listen(audit::CHANNEL).await?;
    world.book(1).await?;
    world.number_all().await?;
    let told = listener.recv().await?;
    assert_eq!((told.channel(), told.payload()), (audit::CHANNEL, "1"));
    world.owner().await?.close().await?;
    world.drop().await
}
