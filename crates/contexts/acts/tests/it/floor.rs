//! The floor under the rules: who sees no act, whatever the pages say.

use anyhow::Result;
use jiff::civil::date;
use testing::{TestApp, World};

use super::by_telephone;

#[tokio::test]
async fn the_desk_that_asked_and_a_doctor_outside_the_circle_see_no_act() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let other = world.doctor("Paul", "Verdier").await?;
    let desk = world.secretary("Nadège Courtin").await?;
    let patient = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let mut tx = world.tx(&desk).await?;
    let id = acts::request(&mut tx, &by_telephone(patient, &doctor, world.site)).await?;
    tx.commit().await?;
    for (member, seen) in [(&desk, 0_i64), (&other, 0), (&doctor, 1)] {
        let mut tx = world.tx(member).await?;
        let count: i64 = sqlx::query_scalar("select count(*) from acts.act where id = $1")
            .bind(id.uuid())
            .fetch_one(tx.conn())
            .await?;
        assert_eq!(count, seen);
    }
    Ok(())
}
