//! `maillage demo`: a fictitious territory on this machine, from an empty folder to a page in seconds.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, Result};
use db::{Clock, Db, Role};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use web::Mode;

use crate::cli::Demo;
use crate::demo_pages::{Persona, Stage, routes};
use crate::ground::Ground;
use crate::run::{Wire, run};
use crate::{demo, demo_load, house, log};

/// What a folder holds: which world, made when, and who enters with one click.
#[derive(Debug, Serialize, Deserialize)]
struct Made {
    seed: u64,
    day: Date,
    /// What the world's clock read when it was made.
    world_moment: Timestamp,
    /// The real moment at which it was made.
    real_moment: Timestamp,
    personas: Vec<Persona>,
}

/// Starts the demonstration and serves until told to stop.
pub(crate) fn demo(options: &Demo) -> Result<ExitCode> {
    log::begin("warn");
    let listener = TcpListener::bind(("127.0.0.1", options.port)).with_context(|| {
        format!("listen on port {}: something is there already; choose another with --port", options.port)
    })?;
    let real = Clock::real();
    let wanted = options.today.unwrap_or_else(|| real.now().to_zoned(paris()).date());
    let known = read(&options.data)?;
    if let Some(made) = known.as_ref().filter(|made| !suits(made, options, wanted)) {
        println!("The data is from {}: making the world of {wanted} (--keep keeps it).", made.day);
        forget(&options.data)?;
    }
    let started = Instant::now();
    let ground = Ground::of_demo(&options.data)?;
    let runtime = tokio::runtime::Runtime::new().context("start the runtime")?;
    runtime.block_on(async {
        ground.prepare().await?;
        let clock = Clock::real();
        let db = Db::connect(&ground.address(Role::App), &ground.master, clock.clone(), 16);
        let made = match read(&options.data)? {
            Some(made) => {
                let elapsed = real.now().duration_since(made.real_moment).max(SignedDuration::ZERO);
                clock.set(made.world_moment + elapsed);
                made
            }
            None => make(&ground, &db, options, wanted, &real).await?,
        };
        ground.make_room(clock.now(), clock.now()).await?;
        let origin = format!("http://localhost:{}", options.port);
        announce(&origin, &made, started);
        let stage = Stage { personas: made.personas, day: ui::french::day_long(made.day) };
        let house = house::house(&origin, Mode::Demo);
        run(&ground, db, house, listener, Wire::Plain, routes(stage)).await
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Whether the folder's world is the one that is asked for.
fn suits(made: &Made, options: &Demo, wanted: Date) -> bool {
    options.keep || (made.day == wanted && made.seed == options.seed)
}

async fn make(ground: &Ground, db: &Db, options: &Demo, day: Date, real: &Clock) -> Result<Made> {
    println!("Making a fictitious territory (seed {}, {day})…", options.seed);
    let world = demo::World::generate(options.seed, day);
    let moment = world.now.to_zoned(paris()).context("read the world's clock")?.timestamp();
    ground.make_room(moment - SignedDuration::from_hours(24 * 400), moment).await?;
    let personas = demo_load::load(db, &world).await?;
    db.clock().set(moment);
    let made = Made { seed: options.seed, day, world_moment: moment, real_moment: real.now(), personas };
    let file = options.data.join("demo.toml");
    fs::write(&file, toml::to_string(&made)?).with_context(|| format!("write {}", file.display()))?;
    Ok(made)
}

fn read(folder: &Path) -> Result<Option<Made>> {
    let file = folder.join("demo.toml");
    if !file.exists() {
        return Ok(None);
    }
    let text = fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?;
    let made = toml::from_str(&text)
        .with_context(|| format!("read {}: remove the folder and start again", file.display()))?;
    Ok(Some(made))
}

/// Removes a world that is no longer wanted; the key goes with it.
fn forget(folder: &Path) -> Result<()> {
    fs::remove_dir_all(folder).with_context(|| format!("remove {}", folder.display()))
}

fn announce(origin: &str, made: &Made, started: Instant) {
    println!("\nMaillage is ready in {:.1} s: open {origin}\n", started.elapsed().as_secs_f64());
    println!("Everything is fictitious, communes apart. With one click you are:");
    for persona in &made.personas {
        println!("  {:<12} {}, {}", persona.key, persona.name, persona.role);
    }
    println!("\nCtrl-C stops it; the data stays.");
}

fn paris() -> TimeZone {
    TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC)
}
