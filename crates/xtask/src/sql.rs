//! `cargo xtask sql`: checks every `query!` against a scratch database and rewrites `.sqlx`.
//!
//! The scratch cluster has the product's roles and migrations, no password and no socket but its own; queries are
//! checked under a role that has the server's rights and not the owner's, so that a missing grant shows at build.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Command};

use anyhow::{Context as _, Result, bail};

use crate::place;
use crate::postgres;
use crate::process::{command, find, is_program, output, run, step};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Fails when .sqlx is not what git has
    #[arg(long)]
    check: bool,
}

/// The server's roles, as `db::provision` makes them, and one that may do what they all may.
const ROLES: &str = "
    create role maillage_own login;
    create role maillage_app login;
    create role maillage_seq login;
    create role maillage_ind login;
    create role maillage_sql login in role maillage_app, maillage_seq, maillage_ind;
    create database maillage owner maillage_own;";

/// Checks every query and rewrites `.sqlx`.
pub(crate) fn refresh(options: &Options) -> Result<()> {
    let cluster = step("start a scratch cluster", Scratch::start)?;
    step("run the migrations", || cluster.migrate())?;
    let fresh = place::scratch().join("sqlx");
    empty(&fresh)?;
    step("check every query", || {
        // the macros speak to the database only when their crate is compiled
        run(command("touch").args(crate_roots()?))?;
        let mut cargo = command("cargo");
        cargo.args(["check", "--workspace", "--all-targets", "--keep-going"]);
        cargo.env("SQLX_OFFLINE", "false").env("SQLX_OFFLINE_DIR", &fresh);
        run(cargo.env("DATABASE_URL", cluster.url("maillage_sql")))
    })?;
    drop(cluster);
    // what was there stays until every query is known to be good
    let folder = place::root().join(".sqlx");
    empty(&folder)?;
    for entry in fs::read_dir(&fresh)? {
        let file = entry?;
        fs::copy(file.path(), folder.join(file.file_name()))?;
    }
    println!("{} queries in .sqlx", fs::read_dir(&folder)?.count());
    let changed = output(command("git").args(["status", "--porcelain", "--", ".sqlx"]))?;
    if options.check && !changed.is_empty() {
        print!("{changed}");
        bail!(".sqlx is not fresh: run `cargo xtask sql` and commit .sqlx");
    }
    Ok(())
}

fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("failed to empty {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("failed to make {}", folder.display()))
}

/// The first file of each crate that asks the database at build.
fn crate_roots() -> Result<Vec<PathBuf>> {
    let list = output(command("git").args(["ls-files", "crates/*/src/lib.rs", "crates/*/src/main.rs"]))?;
    Ok(list.lines().map(|line| place::root().join(line)).collect())
}

/// A cluster that lives as long as this value.
struct Scratch {
    folder: PathBuf,
    programs: PathBuf,
    psql: PathBuf,
    user: Option<&'static str>,
}

impl Scratch {
    fn start() -> Result<Self> {
        let programs = postgres::find_or_bring()?;
        let psql = Some(programs.join("psql")).filter(|file| is_program(file)).or_else(|| find("psql"));
        let psql = psql.context("psql is missing: run `sudo apt-get install postgresql-client`")?;
        let memory = Path::new("/dev/shm");
        let base = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let user = if place::is_root() { Some(unprivileged_user()?) } else { None };
        let scratch =
            Self { folder: base.join(format!("maillage-sql-{}", process::id())), programs, psql, user };
        fs::create_dir(&scratch.folder)?;
        if let Some(user) = user {
            run(command("chown").arg(user).arg(&scratch.folder))?;
        }
        let data = scratch.folder.join("data");
        let mut initdb = scratch.program("initdb");
        initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        output(initdb.arg("--pgdata").arg(&data))?;
        let options = format!(
            "-c fsync=off -c listen_addresses='' -c unix_socket_directories={}",
            scratch.folder.display()
        );
        let mut server = scratch.program("pg_ctl");
        server.args(["start", "--silent", "--wait", "--options", &options]).arg("--log");
        run(server.arg(scratch.folder.join("log")).arg("--pgdata").arg(&data))?;
        Ok(scratch)
    }

    /// Makes roles and database, then runs every migration as the owner of the tables.
    fn migrate(&self) -> Result<()> {
        let mut roles = self.client("postgres", "postgres");
        for statement in ROLES.split(';').map(str::trim).filter(|statement| !statement.is_empty()) {
            roles.args(["--command", statement]);
        }
        run(&mut roles)?;
        let folder = place::root().join("migrations");
        let entries =
            fs::read_dir(&folder).with_context(|| format!("failed to read {}", folder.display()))?;
        let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "sql"));
        files.sort();
        for file in files {
            run(self.client("maillage_own", "maillage").arg("--single-transaction").arg("--file").arg(file))?;
        }
        Ok(())
    }

    fn url(&self, role: &str) -> String {
        format!("postgres:///maillage?host={}&user={role}", self.folder.display())
    }

    fn client(&self, role: &str, database: &str) -> Command {
        let mut psql = command(&self.psql);
        psql.args(["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--host"]).arg(&self.folder);
        psql.args(["--username", role, "--dbname", database]);
        psql
    }

    /// One of `PostgreSQL`'s programs, which refuse to run as root.
    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let Some(user) = self.user else { return command(program) };
        let mut wrapped = command("setpriv");
        wrapped.args(["--reuid", user, "--clear-groups", "--regid", "nogroup"]).arg(program);
        wrapped.current_dir(&self.folder);
        wrapped
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let mut server = self.program("pg_ctl");
        let stopped = run(server
            .args(["stop", "--silent", "--mode=immediate", "--pgdata"])
            .arg(self.folder.join("data")));
        let removed = fs::remove_dir_all(&self.folder);
        if let Err(error) = stopped.and(removed.map_err(Into::into)) {
            eprintln!("    failed to remove {}: {error:#}", self.folder.display());
        }
    }
}

fn unprivileged_user() -> Result<&'static str> {
    let known = |user: &&str| command("id").arg(user).output().is_ok_and(|output| output.status.success());
    let user = ["maillage", "postgres", "nobody"].into_iter().find(known);
    user.context("PostgreSQL refuses to run as root and there is no user maillage, postgres or nobody")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_migration_runs_and_the_checking_role_owns_nothing() {
        let cluster = Scratch::start().unwrap();
        cluster.migrate().unwrap();
        let ask = |question: &str| {
            let mut psql = cluster.client("maillage_sql", "maillage");
            output(psql.args(["--tuples-only", "--no-align", "--command", question])).unwrap()
        };
        let allowed = "select has_table_privilege('agenda.appointment', 'select')";
        assert_eq!(ask(allowed).trim(), "t", "the server's rights are inherited");
        assert_eq!(ask("select count(*) from pg_class where relowner = current_user::regrole").trim(), "0");
        let folder = cluster.folder.clone();
        drop(cluster);
        assert!(!folder.exists());
    }
}
