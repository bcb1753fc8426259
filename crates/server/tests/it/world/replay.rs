//! Fifty acts of the demonstration, brought in on one side and held through the use cases on the other: the same rows.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use db::Role;
use server::demo::World;
use server::demo_load::{self, Told, names};

use super::cast::{fifty, only};
use super::replayed::Replay;
use super::rows::{Mask, Rows};
use super::{TUESDAY, ground, words};

/// What an import cannot know, or need not write:
/// - moments, and identifiers for themselves (but not what they tie together: see [`Rows`]);
/// - who wrote an event: the server brings in what people did, and the rows say who;
/// - what was made to be sent (bytes, their rendering and its event), and the queue of what waits;
/// - what the double said beside the facts: codes, its name, fingerprints; how far its mailbox was read;
/// - the links that the loader hands to a patient of the welcome page, and who looked at what.
const MASK: Mask = Mask {
    tables: &[
        "audit.access",
        "acts.rendering",
        "exchange.mailbox_place",
        "exchange.message",
        "jobs.job",
        "orientation.link",
    ],
    columns: &[
        "audit.event.actor",
        "audit.event.nth",
        "audit.event.xid",
        "exchange.notice.fingerprint",
        "exchange.notice.reporter",
        "exchange.notice.status",
        "exchange.notice.validity",
        "exchange.outcome.code",
        "exchange.outcome.enhanced",
    ],
    events: &["acts/rendered"],
    times: true,
};

#[tokio::test]
async fn fifty_acts_replayed_through_the_use_cases_give_the_rows_of_their_import() -> Result<()> {
    let world = World::generate(1, TUESDAY);
    let chosen = fifty(&world);
    assert!(chosen.len() >= 50, "{} acts are replayed", chosen.len());
    let world = only(world, &chosen);

    let (imported, db) = ground(&world).await?;
    demo_load::load(&db, &world).await?;
    let mut behind = imported.behind(Role::Superuser).await?;
    let mut ours = Rows::of(&mut behind, MASK).await?;
    words::open(&db, &mut behind, &mut ours, MASK).await?;

    let (replayed, db) = ground(&world).await?;
    hold_again(&db, &world).await?;
    let mut behind = replayed.behind(Role::Superuser).await?;
    let mut theirs = Rows::of(&mut behind, MASK).await?;
    words::open(&db, &mut behind, &mut theirs, MASK).await?;

    let differences = ours.differences(&theirs);
    assert!(
        differences.is_empty(),
        "an import (+) and the use cases (-) differ:\n{}",
        differences.join("\n")
    );
    for table in ["acts.report", "acts.evaluation", "acts.draft", "exchange.notice", "exchange.printing"] {
        assert!(ours.has(table), "{table} is empty");
    }
    imported.drop().await?;
    replayed.drop().await
}

/// Loads places and people alone, then holds each act.
async fn hold_again(db: &db::Db, world: &World) -> Result<()> {
    let nobody_held = World { acts: Vec::new(), ..world.clone() };
    let mut loaded = demo_load::load(db, &nobody_held).await?;
    loaded.name(world)?;
    let names = names(db, &loaded).await?;
    let told: Vec<Told> =
        world.acts.iter().map(|act| loaded.tell(world, &names, act)).collect::<Result<_>>()?;
    let accounts = world
        .professionals
        .iter()
        .filter_map(|person| Some((loaded.professional(person.key)?, loaded.account(person.key))));
    let accounts: HashMap<_, _> = accounts.collect();
    let mut replay = Replay::new(db, loaded.territory(world.territories[0].key), accounts).await?;
    for one in &told {
        replay.hold(one, &told).await.with_context(|| format!("hold act {}", one.act.id))?;
    }
    Ok(())
}
