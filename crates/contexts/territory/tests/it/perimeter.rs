//! The perimeter changes from a date; the past keeps its own.

use anyhow::Result;
use jiff::civil::date;
use territory::{PerimeterError, add_commune, perimeter_on, remove_commune};
use testing::{TestApp, World};

#[tokio::test]
async fn figures_of_the_past_keep_the_perimeter_of_the_past() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let mut tx = world.system().await?;
    add_commune(&mut tx, "18160", "Nérondes", date(2025, 1, 1)).await?;
    add_commune(&mut tx, "18242", "Sancerre", date(2026, 12, 1)).await?;
    remove_commune(&mut tx, "18160", date(2027, 1, 1)).await?;
    let mut names = Vec::new();
    for day in [date(2026, 11, 30), date(2026, 12, 1), date(2027, 1, 1)] {
        let communes = perimeter_on(&mut tx, day).await?;
        names.push(communes.into_iter().map(|commune| commune.name).collect::<Vec<_>>().join(", "));
    }
    assert_eq!(names, ["Nérondes", "Nérondes, Sancerre", "Sancerre"]);
    Ok(())
}

#[tokio::test]
async fn a_commune_is_in_the_territory_once_at_a_time() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let mut tx = world.system().await?;
    add_commune(&mut tx, "18160", "Nérondes", date(2025, 1, 1)).await?;
    let refused = add_commune(&mut tx, "18160", "Nérondes", date(2026, 1, 1)).await;
    assert!(matches!(refused, Err(PerimeterError::AlreadyIn)), "{refused:?}");
    drop(tx);
    let mut tx = world.system().await?;
    assert!(matches!(remove_commune(&mut tx, "18999", date(2026, 1, 1)).await, Err(PerimeterError::NotIn)));
    Ok(())
}
