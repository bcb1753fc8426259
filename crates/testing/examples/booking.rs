//! Books under contention, then as fast as the disk allows, on a cluster that writes to the disk. `cargo xtask bench booking` and
//! `bench commits` run it: `booking contention FOLDER` or `booking commits FOLDER`; the last line is for a program.

use std::collections::{HashMap, HashSet};
use std::env;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use agenda::{AskedBy, BookAppointment, BookError, Modality, SlotValue};
use anyhow::{Context as _, Result, bail, ensure};
use db::{Actor, Db, Role};
use jiff::civil::{DateTime, date};
use kernel::{AccountId, PatientId, ProfessionalId, SiteId, TerritoryId};
use tokio::task::JoinSet;

use testing::app::{Browser, TestApp};
use testing::database::TestDatabase;
use testing::world::{Member, World};

/// How many ask at once; half of them through HTTP.
const ASKING: usize = 64;
/// How many practitioners, all of whom receive in both territories.
const PRACTITIONERS: usize = 40;
/// How long commits are counted.
const COUNTED: Duration = Duration::from_secs(10);

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [what, folder] = arguments.as_slice() else { bail!("say `contention` or `commits`, and a folder") };
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let (database, cluster) = TestDatabase::on_disk(Path::new(folder)).await?;
        let app = TestApp::with_connections(database, 64);
        match what.as_str() {
            "contention" => contention(&app).await?,
            "commits" => commits(&app).await?,
            other => bail!("there is no {other}"),
        }
        app.db().close().await;
        drop(cluster);
        Ok(())
    })
}

/// One territory with who books and who is booked for.
struct Side {
    territory: TerritoryId,
    site: SiteId,
    secretary: Member,
    patients: Vec<PatientId>,
}

async fn two_sides(app: &TestApp, patients: usize) -> Result<(Vec<Side>, Vec<ProfessionalId>)> {
    let worlds = [World::found(app).await?, World::found(app).await?];
    let mut professionals = Vec::new();
    for rank in 0..PRACTITIONERS {
        let doctor = worlds[0].doctor("Hélène", &format!("Marchais{}", letter(rank))).await?;
        let professional = doctor.professional.context("a doctor is in the directory")?;
        worlds[1].receives(professional, agenda::Audience::Territory).await?;
        professionals.push(professional);
    }
    let mut sides = Vec::new();
    for world in &worlds {
        let mut known = Vec::new();
        for rank in 0..patients {
            known.push(world.patient("Ida", &format!("Essai{}", letter(rank)), date(1944, 3, 12)).await?);
        }
        let secretary = world.secretary("Nadège Courtin").await?;
        sides.push(Side { territory: world.territory, site: world.site, secretary, patients: known });
    }
    Ok((sides, professionals))
}

/// A rank in letters: names hold no digit.
fn letter(rank: usize) -> String {
    rank.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect()
}

fn slot(rank: usize) -> DateTime {
    let day = 25 + i8::try_from(rank / 9).expect("a few days");
    let minutes = i64::try_from(rank % 9).expect("nine a morning") * 20;
    date(2026, 11, day).at(9, 0, 0, 0) + jiff::SignedDuration::from_mins(minutes)
}

fn command(
    side: &Side,
    patient: PatientId,
    professional: ProfessionalId,
    start: DateTime,
) -> BookAppointment {
    BookAppointment {
        patient,
        professional,
        site: side.site,
        modality: Modality::OnSite,
        start,
        zone: "Europe/Paris".to_owned(),
        minutes: 20,
        asked_by: AskedBy::Themself,
        note: None,
        overbook_reason: None,
        walks_in: false,
    }
}

/// Everybody wants each time of each practitioner: one wins each.
async fn contention(app: &TestApp) -> Result<()> {
    let (sides, professionals) = two_sides(app, ASKING).await?;
    let sides = Arc::new(sides);
    let wanted: Vec<(ProfessionalId, DateTime)> =
        professionals.iter().flat_map(|who| (0..3).map(|rank| (*who, slot(rank)))).collect();
    let began = Instant::now();
    let mut asking = JoinSet::new();
    for rank in 0..ASKING {
        let (sides, wanted, db) = (Arc::clone(&sides), wanted.clone(), app.db().clone());
        asking.spawn(async move {
            let side = &sides[rank % 2];
            let patient = side.patients[rank];
            let mut won = Vec::new();
            for turn in 0..wanted.len() {
                // each begins elsewhere, so that all slots are fought for at once
                let (professional, start) = wanted[(turn + rank * 7) % wanted.len()];
                let taken = if rank % 4 < 2 {
                    by_http(&side.secretary.browser, side, patient, professional, start).await?
                } else {
                    by_use_case(&db, side, side.secretary.account, patient, professional, start).await?
                };
                if taken {
                    won.push((professional, start));
                }
            }
            anyhow::Ok(won)
        });
    }
    let mut winners: HashMap<(ProfessionalId, DateTime), usize> = HashMap::new();
    while let Some(won) = asking.join_next().await {
        for slot in won?? {
            *winners.entry(slot).or_default() += 1;
        }
    }
    let took = began.elapsed();
    let tries = ASKING * wanted.len();
    let mut behind = app.database.behind(Role::Superuser).await?;
    let deadlocks: i64 =
        sqlx::query_scalar("select deadlocks from pg_stat_database where datname = current_database()")
            .fetch_one(&mut behind)
            .await?;
    let busy: i64 = sqlx::query_scalar("select count(*) from agenda.busy").fetch_one(&mut behind).await?;
    ensure!(winners.values().all(|won| *won == 1), "a time was won twice");
    let distinct: HashSet<_> = winners.keys().collect();
    ensure!(usize::try_from(busy)? == distinct.len(), "{busy} busy times for {} winners", distinct.len());
    println!("tries {tries}");
    println!("slots {}", wanted.len());
    println!("winners {}", winners.len());
    println!("deadlocks {deadlocks}");
    println!("figure {:.1}", f64::from(u32::try_from(tries)?) / took.as_secs_f64());
    Ok(())
}

async fn by_http(
    browser: &Browser,
    side: &Side,
    patient: PatientId,
    professional: ProfessionalId,
    start: DateTime,
) -> Result<bool> {
    let wanted = SlotValue { professional, site: side.site, modality: Modality::OnSite, start, minutes: 20 };
    let time = wanted.to_string();
    let answer = browser.post(&format!("/appels/{patient}"), &[("temps", &time)]).await;
    match answer.status.as_u16() {
        303 => Ok(true),
        409 | 422 => Ok(false),
        other => bail!("{other}: {}", answer.text()),
    }
}

async fn by_use_case(
    db: &Db,
    side: &Side,
    by: AccountId,
    patient: PatientId,
    professional: ProfessionalId,
    start: DateTime,
) -> Result<bool> {
    let mut tx = db.begin(side.territory, Actor::Account(by)).await?;
    match agenda::book(&mut tx, &command(side, patient, professional, start)).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(true)
        }
        Err(BookError::Taken | BookError::TakenElsewhere | BookError::AlreadyHere) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Whole bookings, each in its own transaction: appointment, busy time, circle, event and its leaf.
async fn commits(app: &TestApp) -> Result<()> {
    let (sides, professionals) = two_sides(app, PRACTITIONERS).await?;
    let (sides, done) = (Arc::new(sides), Arc::new(AtomicUsize::new(0)));
    let began = Instant::now();
    let mut booking = JoinSet::new();
    for (rank, professional) in professionals.into_iter().enumerate() {
        let (sides, done, db) = (Arc::clone(&sides), Arc::clone(&done), app.db().clone());
        booking.spawn(async move {
            let side = &sides[rank % 2];
            // every twenty minutes of the coming mornings, week after week
            for turn in 0.. {
                if began.elapsed() > COUNTED {
                    break;
                }
                let start = date(2026, 11, 25).at(0, 0, 0, 0) + jiff::SignedDuration::from_mins(turn * 20);
                let mut booking = command(side, side.patients[rank], professional, start);
                booking.overbook_reason = Some("mesure".to_owned());
                let mut tx = db.begin(side.territory, Actor::Account(side.secretary.account)).await?;
                agenda::book(&mut tx, &booking).await?;
                tx.commit().await?;
                done.fetch_add(1, Ordering::Relaxed);
            }
            anyhow::Ok(())
        });
    }
    while let Some(ended) = booking.join_next().await {
        ended??;
    }
    let done = done.load(Ordering::Relaxed);
    println!("bookings {done}");
    println!("figure {:.1}", f64::from(u32::try_from(done)?) / began.elapsed().as_secs_f64());
    Ok(())
}
