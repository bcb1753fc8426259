//! What a start says when the machine is not as it should be: one sentence that tells what to do.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

use anyhow::{Context as _, Result, ensure};

use crate::running::{Running, TODAY, demonstration, free_port};

/// What a command that must fail says; nothing of it is a stack of calls.
fn refused(output: &Output) -> Result<String> {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(!output.status.success(), "it started: {said}");
    ensure!(!said.contains("panicked") && said.lines().count() <= 6, "{said}");
    Ok(said)
}

#[test]
fn a_second_start_on_the_same_folder_says_who_has_it() -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let folder = scratch.path().join("demo");
    let running = Running::start(&folder)?;
    let said = refused(&demonstration(&folder, free_port()?).output()?)?;
    assert!(
        said.contains("another Maillage already runs on") && said.contains("choose another --data"),
        "{said}"
    );
    assert_eq!(running.browser().get("/demonstration")?.status, 200, "the first goes on");
    Ok(())
}

#[test]
fn a_port_in_use_is_named_with_the_way_to_another() -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let taken = TcpListener::bind(("127.0.0.1", 0))?;
    let port = taken.local_addr()?.port();
    let said = refused(&demonstration(&scratch.path().join("demo"), port).output()?)?;
    assert!(said.contains(&format!("port {port}")) && said.contains("--port"), "{said}");
    assert!(!scratch.path().join("demo").exists(), "nothing was made");
    Ok(())
}

#[test]
fn without_postgresql_it_says_how_to_get_one() -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let said = in_a_changed_machine(scratch.path(), "mount -t tmpfs none /usr/lib/postgresql")?;
    assert!(said.contains("apt-get install postgresql") && said.contains("MAILLAGE_PG_BIN"), "{said}");
    Ok(())
}

#[test]
fn a_full_disk_is_said_to_be_full() -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let small = format!("mount -t tmpfs -o size=12m,mode=755 none {}", scratch.path().display());
    let said = in_a_changed_machine(scratch.path(), &small)?;
    assert!(said.contains("is full") && said.contains("free some space"), "{said}");
    Ok(())
}

/// Starts the demonstration where `change` holds for it alone. A mount needs root, or a user's own namespace.
fn in_a_changed_machine(scratch: &Path, change: &str) -> Result<String> {
    let mut shell = Command::new("unshare");
    if !rustix::process::geteuid().is_root() {
        shell.arg("--map-root-user");
    }
    let port = free_port()?;
    let script = format!(
        "{change} && exec env -u MAILLAGE_PG_BIN \"$0\" demo --today {TODAY} --port {port} --data {}/demo",
        scratch.display()
    );
    shell.args(["--mount", "sh", "-c", &script, env!("CARGO_BIN_EXE_maillage")]);
    refused(&shell.output().context("run unshare")?)
}
