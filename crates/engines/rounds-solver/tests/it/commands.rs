//! The command line on real files: solve, check and draw.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use rounds_solver::cli::RoundsCommand;
use rounds_solver::file::{read_solution, write_json};

use crate::tiny;

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: RoundsCommand,
}

fn run(words: &[&str]) -> anyhow::Result<ExitCode> {
    let words = std::iter::once("rounds").chain(words.iter().copied());
    Arguments::try_parse_from(words).expect("the words parse").command.run()
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("rounds-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

#[test]
fn a_day_is_solved_checked_and_drawn() {
    let folder = folder("day");
    let [asked, planned, drawn] = ["day.json.gz", "plan.json.gz", "plan.svg"].map(|name| folder.join(name));
    let [asked, planned, drawn] = [&asked, &planned, &drawn].map(|path| path.to_str().expect("a plain path"));
    std::fs::write(asked, write_json(&tiny::day(9, 8), true).expect("it writes")).expect("it is written");
    let code =
        run(&["solve", asked, "--iterations", "3000", "--seed", "4", "--threads", "2", "--out", planned]);
    assert_eq!(code.expect("it solves"), ExitCode::SUCCESS);
    assert_eq!(run(&["check", asked, planned]).expect("it checks"), ExitCode::SUCCESS);
    assert_eq!(run(&["draw", planned, "--out", drawn]).expect("it draws"), ExitCode::SUCCESS);
    let svg = std::fs::read_to_string(drawn).expect("a drawing");
    assert!(svg.starts_with("<svg") && svg.contains(">n1<") && svg.ends_with("</svg>\n"));
    assert!(!svg.contains("style=") && !svg.contains("<script"));
    let mut plan = read_solution(&std::fs::read(planned).expect("a plan")).expect("it reads");
    assert_eq!((plan.seed, plan.iterations, plan.threads), (Some(4), Some(3000), Some(2)));
    let route = plan.routes.iter_mut().find(|route| route.locations.len() > 1).expect("somebody works");
    route.locations.swap(0, 1);
    std::fs::write(planned, write_json(&plan, false).expect("it writes")).expect("it is written");
    assert_eq!(run(&["check", asked, planned]).expect("it checks"), ExitCode::FAILURE);
    std::fs::remove_dir_all(folder).expect("it is removed");
}

#[test]
fn ctrl_c_ends_the_search_and_keeps_the_best_plan() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let folder = folder("interrupted");
    let [asked, planned] = ["day.json", "plan.json"].map(|name| folder.join(name));
    std::fs::write(&asked, write_json(&tiny::day(9, 8), false).expect("it writes")).expect("it is written");
    let [asked, planned] = [&asked, &planned].map(|path| path.to_str().expect("a plain path"));
    let solve =
        |iterations| run(&["solve", asked, "--iterations", iterations, "--out", planned]).expect("it solves");
    // the first run listens; from then on an interrupt does not end this process
    solve("10");
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                let interrupt = ["-INT".to_owned(), std::process::id().to_string()];
                std::process::Command::new("kill").args(interrupt).status().expect("kill runs");
            }
        });
        assert_eq!(solve("1000000000000000"), ExitCode::SUCCESS);
        is_over.store(true, Ordering::Relaxed);
    });
    let plan = read_solution(&std::fs::read(planned).expect("a plan")).expect("it reads");
    assert!(plan.iterations.is_some_and(|done| done < 1_000_000_000_000_000));
    assert_eq!(run(&["check", asked, planned]).expect("it checks"), ExitCode::SUCCESS);
    std::fs::remove_dir_all(folder).expect("it is removed");
}

#[test]
fn a_file_that_does_not_read_is_named() {
    let folder = folder("bad");
    let path = folder.join("vide.json");
    std::fs::write(&path, "{").expect("it is written");
    let error = run(&["solve", path.to_str().expect("a plain path")]).expect_err("it is refused");
    assert!(format!("{error:#}").contains("vide.json"), "{error:#}");
    assert!(run(&["check", "/nulle/part.json", "x"]).is_err());
    std::fs::remove_dir_all(folder).expect("it is removed");
}
