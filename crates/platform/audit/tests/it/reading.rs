//! Those who read the log: consumers in order, and people to whom one row is proved.

use anyhow::{Context as _, Result};
use audit::{Consumed, LeafId, Proof, ProofError, Signer};
use db::Role;

use crate::{Told, World, keys};

#[tokio::test]
async fn a_reader_gets_each_event_once_and_in_order() -> Result<()> {
    let world = World::new().await?;
    let mut indicators = world.database.behind(Role::Indicators).await?;
    assert!(audit::consume(&mut indicators, 0, 10).await?.is_empty());
    for rank in 0..7 {
        world.book(rank).await?;
        world.look().await?;
    }
    assert!(audit::consume(&mut indicators, 0, 10).await?.is_empty(), "not numbered yet");
    world.number_all().await?;
    let (mut after, mut read) = (0, Vec::<Consumed>::new());
    loop {
        let more = audit::consume(&mut indicators, after, 3).await?;
        let Some(last) = more.last() else { break };
        after = last.seq;
        read.extend(more);
    }
    let ranks: Vec<Told> = read.iter().map(Consumed::event).collect::<Result<_, _>>()?;
    assert_eq!(ranks, (0..7).map(|rank| Told::Booked { rank }).collect::<Vec<_>>());
    let first = &read[0];
    assert_eq!((first.kind.as_str(), first.actor), ("agenda/booked", Some(world.doctor)));
    assert_eq!((first.territory, first.subject), (Some(world.territory), Some(world.patient)));
    assert_eq!(first.at.as_second(), world.clock.now().as_second().min(first.at.as_second()));
    world.drop().await
}

#[tokio::test]
async fn a_row_is_proved_to_somebody_who_has_only_the_key() -> Result<()> {
    let world = World::new().await?;
    let mut tx = world.tx().await?;
    let mut ids = Vec::new();
    for rank in 0..600 {
        ids.push(audit::record(&mut tx, None, &Told::Booked { rank }).await?);
    }
    tx.commit().await?;
    ids.push(world.look().await?.context("a first view writes a leaf")?);
    world.number_all().await?;
    let mut owner = world.owner().await?;
    for (index, id) in (0..).zip(&ids).filter(|(index, _)| index % 97 == 0 || *index > 598) {
        let proof = audit::prove(&mut owner, *id).await?.context("the row is in the log")?;
        let kept: Proof = serde_json::from_str(&serde_json::to_string(&proof)?)?;
        assert_eq!((kept.check(&keys()).map(|head| head.size), kept.index), (Ok(601), index));
        assert!(kept.body.contains(&id.to_string()));
    }
    world.drop().await
}

#[tokio::test]
async fn a_changed_proof_and_a_stranger_s_key_prove_nothing() -> Result<()> {
    let world = World::new().await?;
    let id = world.book(1).await?;
    world.book(2).await?;
    world.number_all().await?;
    let proof = audit::prove(&mut world.owner().await?, id).await?.context("the row is in the log")?;
    let changed = Proof { body: proof.body.replace("\"rank\":1", "\"rank\":9"), ..proof.clone() };
    assert_eq!(changed.check(&keys()), Err(ProofError::NotThere));
    assert_eq!(Proof { index: 1, ..proof.clone() }.check(&keys()), Err(ProofError::NotThere));
    assert_eq!(Proof { salt: "no".to_owned(), ..proof.clone() }.check(&keys()), Err(ProofError::Salt));
    let stranger = Signer::generate("cpts.example/journal")?.verifier();
    assert!(matches!(proof.check(&[stranger]), Err(ProofError::Head(_))));
    world.drop().await
}

#[tokio::test]
async fn nothing_is_proved_of_an_unknown_row_or_one_without_a_head() -> Result<()> {
    let world = World::new().await?;
    let id = world.book(1).await?;
    let mut owner = world.owner().await?;
    assert_eq!(audit::prove(&mut owner, id).await?, None, "no head covers it yet");
    world.number_all().await?;
    assert!(audit::prove(&mut owner, id).await?.is_some());
    assert_eq!(audit::prove(&mut owner, LeafId::at(world.clock.now())).await?, None);
    assert_eq!(audit::prove(&mut owner, LeafId::from_uuid(uuid::Uuid::nil())).await?, None);
    world.drop().await
}
