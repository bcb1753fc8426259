//! The same seed and the same day give the same rows.

use anyhow::Result;
use db::Role;
use server::demo::World;
use server::demo_load;

use super::cast::{fifty, only};
use super::rows::{Mask, Rows};
use super::{TUESDAY, ground, words};

/// Only the number that PostgreSQL gives to a transaction, which counts those of other databases too. Bytes that hold
/// chance (keys, salts, what is sealed) and identifiers are compared as [`Rows`] says.
const NEXT_TO_NOTHING: Mask =
    Mask { tables: &[], columns: &["audit.event.xid", "audit.access.xid"], events: &[], times: false };

#[tokio::test]
async fn the_same_seed_and_the_same_day_give_the_same_rows() -> Result<()> {
    let mut loads = Vec::new();
    for _ in 0..2 {
        let world = World::generate(1, TUESDAY);
        let chosen = fifty(&world);
        let world = only(world, &chosen);
        let (database, db) = ground(&world).await?;
        demo_load::load(&db, &world).await?;
        let mut behind = database.behind(Role::Superuser).await?;
        let mut rows = Rows::of(&mut behind, NEXT_TO_NOTHING).await?;
        words::open(&db, &mut behind, &mut rows, NEXT_TO_NOTHING).await?;
        for table in ["acts.report", "exchange.notice", "record.treatment", "agenda.busy", "audit.event"] {
            assert!(rows.has(table), "{table} is empty");
        }
        loads.push((rows, database));
    }
    let [(first, _), (second, _)] = &loads[..] else { unreachable!("two loads") };
    assert_eq!(first.differences(second), Vec::<String>::new());
    for (_, database) in loads {
        database.drop().await?;
    }
    Ok(())
}
