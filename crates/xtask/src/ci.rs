//! What .ci/run does, in the order that fails soonest.

use std::process::Command;
use std::time::Instant;

use anyhow::Result;

use crate::process::{command, elapsed, run, step};
use crate::{test, tidy, tools, web};

/// A step: its name and what it does.
type Step = (&'static str, fn() -> Result<()>);

/// Checks everything, stops at the first step that fails, and prints how long each took.
pub(crate) fn check() -> Result<()> {
    let steps: [Step; 8] = [
        ("format", || run(command("cargo").args(["fmt", "--all", "--check"]))),
        ("fetch dependencies", || run(command("cargo").args(["fetch", "--locked"]))),
        ("licences, bans and sources", || {
            run(tools::deny()?.args(["--offline", "--locked", "check", "bans", "licenses", "sources"]))
        }),
        ("web", web::build),
        ("tidy", || tidy::check(&tidy::Options::default())),
        ("clippy", || run(&mut clippy())),
        ("test", || test::test(&test::Options::default())),
        ("capabilities", || tidy::check(&tidy::Options { results: Some(test::reports()) })),
    ];
    let began = Instant::now();
    let mut times = Vec::new();
    let mut ended = Ok(());
    for (name, work) in steps {
        let start = Instant::now();
        ended = step(name, work);
        times.push((name, start.elapsed()));
        if ended.is_err() {
            break;
        }
    }
    println!("\nTime of each step:");
    for (name, time) in times {
        println!("  {name:<28} {:>12}", elapsed(time));
    }
    println!("  {:<28} {:>12}", "all", elapsed(began.elapsed()));
    ended
}

fn clippy() -> Command {
    let mut cargo = command("cargo");
    cargo.args(["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]);
    cargo
}
