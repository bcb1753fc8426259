//! The reasons of the portal: examples, which say that no doctor has validated them.

use anyhow::{Context as _, Result};
use db::Db;
use jiff::SignedDuration;
use territory::WriteReason;

use super::people::modality;
use super::{Loaded, moment};
use crate::demo::World;

pub(super) async fn load(db: &Db, world: &World, loaded: &mut Loaded) -> Result<()> {
    let written = moment(world.now)? - SignedDuration::from_hours(24);
    for place in &world.territories {
        for reason in &world.reasons {
            let command = WriteReason {
                slug: reason.slug.to_owned(),
                words: reason.words.to_owned(),
                detail: reason.detail.to_owned(),
                delay_hours: i32::try_from(reason.delay_hours)?,
                minutes: i16::try_from(reason.minutes)?,
                modalities: reason
                    .modalities
                    .list()
                    .filter_map(modality)
                    .map(|way| way.name().to_owned())
                    .collect(),
                red_flags: reason.red_flags.iter().map(|sign| (*sign).to_owned()).collect(),
                unsuitable: reason.remote_unless.to_owned(),
                speciality: reason.speciality.map(ToOwned::to_owned),
            };
            // a moment each: patients read them in the order in which they were written
            let rank = i64::from(reason.key.0);
            db.clock().stop_at(written + SignedDuration::from_secs(rank));
            let mut tx = loaded.begin(db, place.key).await?;
            let id = territory::write_reason(&mut tx, &command).await.context("write a reason")?;
            loaded.reasons.insert((place.key, reason.key), id);
            tx.commit().await?;
        }
    }
    db.clock().stop_at(moment(world.now)?);
    Ok(())
}
