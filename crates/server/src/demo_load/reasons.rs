//! The reasons of the portal: examples, which say that no doctor has validated them.

use anyhow::{Context as _, Result};
use db::Db;
use territory::WriteReason;

use super::Loaded;
use super::people::modality;
use crate::demo::World;

pub(super) async fn load(db: &Db, world: &World, loaded: &mut Loaded) -> Result<()> {
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
            // a transaction each: patients read them in the order in which they were written
            let mut tx = loaded.begin(db, place.key).await?;
            let id = territory::write_reason(&mut tx, &command).await.context("write a reason")?;
            loaded.reasons.insert((place.key, reason.key), id);
            tx.commit().await?;
        }
    }
    Ok(())
}
