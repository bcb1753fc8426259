//! Reports on their way to their readers, with what mail servers said of each.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use db::Db;
use exchange::model::{Cause, Resumed, Said};
use exchange::{Became, ImportDelivery, ImportDispatch};
use jiff::Timestamp;
use kernel::ProfessionalId;

use super::acts::reads_because;
use super::ids::id;
use super::{Loaded, moment};
use crate::demo::{Act, Channel, Delivery, DeliveryState, Failure, Reader, Report, World};

/// How many acts one transaction writes the dispatches of.
const CHUNK: usize = 500;

/// How recipients are shown: as the directory names them.
type Names = HashMap<ProfessionalId, String>;

pub(super) async fn load(db: &Db, world: &World, loaded: &Loaded) -> Result<()> {
    for territory in &world.territories {
        let signed =
            |act: &&Act| act.territory == territory.key && !loaded.reports[act.key.rank()].is_empty();
        let here: Vec<&Act> = world.acts.iter().filter(signed).collect();
        let mut tx = loaded.begin(db, territory.key).await?;
        let ids: Vec<ProfessionalId> = loaded.professionals.values().copied().collect();
        let rows = directory::professionals(&mut tx, &ids).await?;
        let names: Names = rows.into_iter().map(|row| (row.id, row.full_name())).collect();
        drop(tx);
        for chunk in here.chunks(CHUNK) {
            let mut dispatches = Vec::new();
            for act in chunk {
                dispatches.extend(of_act(world, loaded, &names, act)?);
            }
            let mut tx = loaded.begin(db, territory.key).await?;
            exchange::import(&mut tx, &dispatches).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

/// One dispatch a signed version.
fn of_act(world: &World, loaded: &Loaded, names: &Names, act: &Act) -> Result<Vec<ImportDispatch>> {
    let ids = &loaded.reports[act.key.rank()];
    let signed: Vec<(&Report, Timestamp)> = act
        .reports
        .iter()
        .filter_map(|report| Some((report, report.signed_at?)))
        .map(|(report, at)| Ok((report, moment(at)?)))
        .collect::<Result<_>>()?;
    let mut dispatches = Vec::with_capacity(signed.len());
    for (rank, (report, signed_at)) in signed.iter().enumerate() {
        let next = ids.get(rank + 1).copied().zip(signed.get(rank + 1).map(|(_, at)| *at));
        dispatches.push(ImportDispatch {
            report: ids[rank],
            act: loaded.act(act.key),
            patient: loaded.patient(act.patient),
            version: u16::from(report.version),
            author: loaded.professionals[&report.author],
            signed_by: loaded.account(report.author),
            signed_at: *signed_at,
            replaced: next,
            deliveries: deliveries(world, loaded, names, (act, report))?,
        });
    }
    Ok(dispatches)
}

fn deliveries(
    world: &World,
    loaded: &Loaded,
    names: &Names,
    (act, report): (&Act, &Report),
) -> Result<Vec<ImportDelivery>> {
    let mut deliveries = Vec::with_capacity(report.deliveries.len());
    for (rank, one) in report.deliveries.iter().enumerate() {
        // a letter to somebody without a secure address is the desk's own: nothing here sends it
        let Some(address) = one.address.clone() else { continue };
        let (_, queued) = one.states.first().context("a delivery begins in the queue")?;
        let queued_at = moment(*queued)?;
        let professional = match one.reader {
            Reader::Professional(who) => loaded.professionals.get(&who).copied(),
            Reader::Structure(_) => None,
        };
        let known = professional.and_then(|id| names.get(&id).cloned());
        deliveries.push(ImportDelivery {
            id: id(world.seed, queued_at, "delivery", &[act.key.rank(), report.version.into(), rank]),
            professional,
            recipient: known.unwrap_or_else(|| address.clone()),
            address,
            why: reads_because(one.because),
            queued_at,
            steps: steps(one)?,
            resumes: None,
            resumed: printed(report, one)?.map(|at| (at, Resumed::Printed)),
        });
    }
    Ok(deliveries)
}

/// What became of it, in order. What was sent stays so when a version replaces it.
fn steps(one: &Delivery) -> Result<Vec<(Timestamp, Became)>> {
    let cause = match one.failure {
        Some(Failure::Full) => Cause::Full,
        Some(Failure::UnknownAddress) => Cause::Address,
        None => Cause::Other,
    };
    let mut steps = Vec::with_capacity(one.states.len());
    for (state, at) in &one.states {
        let left = !steps.is_empty();
        let became = match state {
            DeliveryState::Queued | DeliveryState::Replaced => continue,
            DeliveryState::Sent => Became::Sent { notified: true },
            DeliveryState::Delayed => Became::Said(Said::Delayed),
            DeliveryState::Relayed => Became::Said(Said::Relayed),
            DeliveryState::Acknowledged => Became::Acknowledged,
            DeliveryState::Failed if left => Became::Failed(cause),
            DeliveryState::Failed => Became::Refused(cause),
        };
        steps.push((moment(*at)?, became));
    }
    Ok(steps)
}

/// When the desk printed what had failed: the letter of the same reader says so.
fn printed(report: &Report, one: &Delivery) -> Result<Option<Timestamp>> {
    if one.state() != Some(DeliveryState::Failed) {
        return Ok(None);
    }
    let letter =
        report.deliveries.iter().find(|other| other.reader == one.reader && other.channel == Channel::Paper);
    let at = letter.and_then(|letter| letter.states.first()).map(|(_, at)| moment(*at));
    at.transpose()
}
