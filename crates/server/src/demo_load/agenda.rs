//! Appointments of the past and of the weeks to come, and time that is kept.

use agenda::{AskedBy, BlockTime, BookAppointment, CancelledBy, ImportAppointment};
use anyhow::{Context as _, Result};
use db::Db;
use jiff::ToSpan as _;
use jiff::civil::{Date, Time, time};
use kernel::AppointmentId;

use super::people::modality;
use super::{Loaded, moment};
use crate::demo::{Act, Appointment, Outcome, ProfessionalKey, Requester, World, ZONE};

/// How many appointments one statement writes.
const CHUNK: usize = 500;

/// How far ahead time is kept.
const DAYS_AHEAD: i64 = 45;

pub(super) async fn load(db: &Db, world: &World, loaded: &mut Loaded) -> Result<()> {
    let mut imports = Vec::new();
    for act in &world.acts {
        let mut ids = Vec::new();
        for (rank, appointment) in act.appointments.iter().enumerate() {
            let booked_at = moment(appointment.booked_at)?;
            let id = AppointmentId::at(booked_at);
            if let Some(one) = import(world, loaded, act, rank, appointment, (id, ids.last().copied()))? {
                imports.push((act.territory, one));
                ids.push(id);
            }
        }
        loaded.appointments.push(ids);
    }
    for territory in &world.territories {
        let here: Vec<ImportAppointment> =
            imports.iter().filter(|(key, _)| *key == territory.key).map(|(_, one)| one.clone()).collect();
        for chunk in here.chunks(CHUNK) {
            let mut tx = loaded.begin(db, territory.key).await?;
            agenda::import(&mut tx, chunk).await.context("import appointments")?;
            tx.commit().await?;
        }
    }
    blocks(db, world, loaded).await?;
    leaves(db, world, loaded).await
}

fn import(
    world: &World,
    loaded: &Loaded,
    act: &Act,
    rank: usize,
    appointment: &Appointment,
    (id, replaces): (AppointmentId, Option<AppointmentId>),
) -> Result<Option<ImportAppointment>> {
    let Some(modality) = modality(appointment.modality) else { return Ok(None) };
    let is_last = rank + 1 == act.appointments.len();
    let ended = act.outcome.filter(|_| is_last);
    let cancelled = match (appointment.cancelled_at, ended) {
        (Some(at), Some(Outcome::CancelledByPatient)) => Some((moment(at)?, CancelledBy::Patient)),
        (Some(at), _) if is_last => Some((moment(at)?, CancelledBy::Us)),
        (Some(at), _) => Some((moment(at)?, CancelledBy::Moved)),
        (None, _) => None,
    };
    let absent = ended == Some(Outcome::Absent) && cancelled.is_none();
    let absent_at = absent.then(|| act.ended_because.as_ref().map_or(appointment.start, |ended| ended.at));
    Ok(Some(ImportAppointment {
        id,
        plan: BookAppointment {
            patient: loaded.patient(act.patient),
            professional: loaded.professionals[&appointment.professional],
            site: loaded.site_in(appointment.site, act.territory),
            modality,
            start: appointment.start,
            zone: ZONE.to_owned(),
            minutes: appointment.minutes,
            asked_by: asked_by(world, act),
            note: None,
            overbook_reason: appointment.overbooked.map(ToOwned::to_owned),
            walks_in: appointment.walk_in,
        },
        booked_at: moment(appointment.booked_at)?,
        booked_by: appointment.booked_by.map(|person| loaded.accounts[person.rank()]),
        arrived_at: appointment.arrived_at.filter(|_| !absent).map(moment).transpose()?,
        absent_at: absent_at.map(moment).transpose()?,
        cancelled,
        replaces,
        sequence: i32::try_from(rank)?,
    }))
}

fn asked_by(world: &World, act: &Act) -> AskedBy {
    use crate::demo::Relation;
    match act.asked.by {
        Requester::Patient => AskedBy::Themself,
        Requester::Professional(_) | Requester::Structure(_) | Requester::Sas => AskedBy::Professional,
        Requester::Carer(rank) => {
            let carers = &world.patients[act.patient.rank()].carers;
            match carers.get(usize::from(rank)).map(|carer| carer.relation) {
                Some(Relation::Mother | Relation::Father) => AskedBy::Parent,
                Some(Relation::Daughter | Relation::Son) => AskedBy::DaughterOrSon,
                Some(Relation::Spouse) => AskedBy::Spouse,
                Some(Relation::Neighbour) => AskedBy::Neighbour,
                Some(Relation::Niece | Relation::Nephew) | None => AskedBy::Relative,
            }
        }
    }
}

/// Weekly time that is kept, on each day from today on.
async fn blocks(db: &Db, world: &World, loaded: &Loaded) -> Result<()> {
    for block in &world.blocks {
        for day in 0..DAYS_AHEAD {
            let day = world.today.checked_add(day.days())?;
            let stands = match block.only_on {
                Some(only) => only == day,
                None => i64::from(block.weekday) == i64::from(day.weekday().to_monday_zero_offset()),
            };
            if stands && !is_away(world, block.professional, day) {
                keep(db, world, loaded, block.professional, day, (block.start, block.end), &block.label)
                    .await?;
            }
        }
    }
    Ok(())
}

/// Days away, from today on.
async fn leaves(db: &Db, world: &World, loaded: &Loaded) -> Result<()> {
    let whole_day = (time(7, 0, 0, 0), time(21, 0, 0, 0));
    for leave in &world.leaves {
        let mut day = leave.first.max(world.today);
        while day <= leave.last && leave.known_at <= world.now {
            keep(db, world, loaded, leave.professional, day, whole_day, &leave.reason).await?;
            day = day.tomorrow()?;
        }
    }
    Ok(())
}

fn is_away(world: &World, professional: ProfessionalKey, day: Date) -> bool {
    world
        .leaves
        .iter()
        .any(|leave| leave.professional == professional && leave.first <= day && day <= leave.last)
}

async fn keep(
    db: &Db,
    world: &World,
    loaded: &Loaded,
    professional: ProfessionalKey,
    day: Date,
    (from, to): (Time, Time),
    label: &str,
) -> Result<()> {
    let territory = world.professionals[professional.rank()].territories[0];
    let mut tx = loaded.begin(db, territory).await?;
    let command = BlockTime {
        professional: loaded.professionals[&professional],
        start: day.to_datetime(from),
        zone: ZONE.to_owned(),
        minutes: u16::try_from(to.duration_since(from).as_mins())?,
        label: label.to_owned(),
    };
    match agenda::block_time(&mut tx, &command).await {
        Ok(_) => tx.commit().await?,
        // somebody is booked in it: the promise made to them stands
        Err(agenda::BlockError::Taken) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
