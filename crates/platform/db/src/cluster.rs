//! A PostgreSQL cluster of our own: made, started, waited for and stopped by this process.
//!
//! It listens on a unix socket only. As root it runs under an unprivileged user that already exists (`maillage`,
//! `postgres`, else `nobody`); no user is ever created. It dies with us (`setpriv --pdeathsig`).

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, geteuid, kill_process};

use sha2::{Digest as _, Sha256};

use crate::binaries::{Binaries, BinariesError};
use crate::keys::MasterKey;
use crate::provision::{Address, Role, password};

/// What a cluster is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Anything that somebody typed: fsync on, and the server stops with us.
    Records,
    /// Tests: fsync off, and the server stays for the next test.
    Tests,
}

/// A running cluster; dropping it stops the server, unless it is for tests.
#[derive(Debug)]
pub struct Cluster {
    child: Child,
    purpose: Purpose,
    socket: PathBuf,
    /// Where the files are; not where they were asked for when the server's user cannot go there.
    pub folder: PathBuf,
}

#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    #[error(transparent)]
    Binaries(#[from] BinariesError),
    #[error("use {path}: {source}")]
    Folder { path: String, source: io::Error },
    #[error("run {program}: {source}")]
    Run { program: String, source: io::Error },
    #[error("make the database files: {0}")]
    Init(String),
    #[error("start PostgreSQL: another Maillage already runs on {0}; stop it, or choose another --data")]
    Taken(String),
    #[error("start PostgreSQL: the disk of {0} is full; free some space and start again")]
    DiskFull(String),
    #[error("start PostgreSQL: {0}")]
    Start(String),
    #[error(
        "find an unprivileged user (maillage, postgres or nobody) to run PostgreSQL: it refuses to run as root"
    )]
    User,
}

/// Where a cluster goes when the unprivileged user cannot traverse the folder asked for.
const FALLBACK: &str = "/var/lib/maillage-demo";

/// How long the database of a server that was killed may take to close.
const LONGEST_LEAVE: Duration = Duration::from_secs(30);

impl Cluster {
    /// Starts the cluster of `folder`, making it first when it is new.
    ///
    /// Call it from the main thread: the server is told to stop when the thread that started it ends.
    pub fn start(folder: &Path, master: &MasterKey, purpose: Purpose) -> Result<Self, ClusterError> {
        let binaries = Binaries::find()?;
        let user =
            if geteuid().is_root() { Some(unprivileged_user().ok_or(ClusterError::User)?) } else { None };
        let folder = reachable(folder, user.as_ref())?;
        let data = folder.join("pgdata").join(binaries.major.to_string());
        if !data.join("PG_VERSION").exists() {
            make(&binaries, user.as_ref(), &data, master, purpose)?;
        }
        let socket = Self::socket_folder(&folder);
        make_folder(&socket, user.as_ref())?;
        let log = folder.join("postgres.log");
        let began = Instant::now();
        loop {
            let output = File::create(&log).map_err(|source| in_folder(&log, source))?;
            let errors = output.try_clone().map_err(|source| in_folder(&log, source))?;
            let child = server(&binaries, user.as_ref(), &data, &socket, purpose)
                .stdout(output)
                .stderr(errors)
                .spawn()
                .map_err(|source| ClusterError::Run { program: "postgres".into(), source })?;
            let mut cluster = Self { child, purpose, socket: socket.clone(), folder: folder.clone() };
            match cluster.wait_until_ready(&data, &log) {
                Ok(()) => return Ok(cluster),
                // ours was killed a moment ago, and its database is still closing
                Err(ClusterError::Taken(_)) if is_leaving(&data, began.elapsed()) => {
                    thread::sleep(Duration::from_millis(100));
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// How `role` reaches `database` in this cluster.
    pub fn address(&self, master: &MasterKey, role: Role, database: &str) -> Address {
        Self::address_in(&self.socket, master, role, database)
    }

    /// How `role` reaches a cluster of ours that listens in `socket`.
    pub fn address_in(socket: &Path, master: &MasterKey, role: Role, database: &str) -> Address {
        Address::socket(socket, role, &password(master, role), database)
    }

    /// Where the cluster of `folder` listens: a unix socket's path is at most 107 bytes.
    pub fn socket_folder(folder: &Path) -> PathBuf {
        let wanted = folder.join("run");
        if wanted.as_os_str().len() < 80 {
            return wanted;
        }
        let digest = Sha256::digest(wanted.as_os_str().as_encoded_bytes());
        PathBuf::from(format!("/tmp/maillage-{}", hex::encode(&digest[..8])))
    }

    /// `postmaster.pid` names our child and says `ready`; a stale file also says ready, hence the pid.
    fn wait_until_ready(&mut self, data: &Path, log: &Path) -> Result<(), ClusterError> {
        let ours = self.child.id().to_string();
        for _ in 0..1_500 {
            if let Ok(text) = fs::read_to_string(data.join("postmaster.pid")) {
                let mut lines = text.lines();
                if lines.next() == Some(ours.as_str()) && lines.last().is_some_and(|l| l.trim() == "ready") {
                    return Ok(());
                }
            }
            if let Ok(Some(_)) = self.child.try_wait() {
                return Err(explain(log, &self.folder));
            }
            thread::sleep(Duration::from_millis(20));
        }
        Err(ClusterError::Start(format!("no answer after 30 s; read {}", log.display())))
    }
}

impl Drop for Cluster {
    /// Fast shutdown: open transactions roll back, committed ones are kept.
    fn drop(&mut self) {
        if self.purpose == Purpose::Tests {
            return;
        }
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process(pid, Signal::INT);
        }
        let _ = self.child.wait();
    }
}

struct User {
    uid: u32,
    gid: u32,
}

/// The first of our candidates in /etc/passwd.
fn unprivileged_user() -> Option<User> {
    let passwd = fs::read_to_string("/etc/passwd").ok()?;
    ["maillage", "postgres", "nobody"].into_iter().find_map(|name| {
        let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some(User { uid: fields.next()?.parse().ok()?, gid: fields.next()?.parse().ok()? })
    })
}

/// The folder asked for, or the fallback when the server's user cannot walk to it.
fn reachable(folder: &Path, user: Option<&User>) -> Result<PathBuf, ClusterError> {
    let absolute = std::path::absolute(folder).map_err(|source| in_folder(folder, source))?;
    make_folder(&absolute, user)?;
    let Some(user) = user else { return Ok(absolute) };
    let walks = as_user(Some(user), Path::new("test"), Purpose::Records)
        .arg("-x")
        .arg(&absolute)
        .status()
        .map_err(|source| ClusterError::Run { program: "setpriv".into(), source })?;
    if walks.success() {
        return Ok(absolute);
    }
    let name = absolute.to_string_lossy().trim_matches('/').replace('/', "-");
    let fallback = Path::new(FALLBACK).join(name);
    tracing::warn!(asked = %absolute.display(), used = %fallback.display(),
        "the unprivileged user of PostgreSQL cannot reach the data folder: its files go elsewhere");
    fs::create_dir_all(FALLBACK).map_err(|source| in_folder(Path::new(FALLBACK), source))?;
    make_folder(&fallback, Some(user))?;
    Ok(fallback)
}

fn make_folder(folder: &Path, user: Option<&User>) -> Result<(), ClusterError> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|source| in_folder(folder, source))?;
    if let Some(user) = user {
        chown(folder, Some(user.uid), Some(user.gid)).map_err(|source| in_folder(folder, source))?;
    }
    Ok(())
}

/// `initdb` with the superuser's password handed by a file that is removed at once.
fn make(
    binaries: &Binaries,
    user: Option<&User>,
    data: &Path,
    master: &MasterKey,
    purpose: Purpose,
) -> Result<(), ClusterError> {
    let parent = data.parent().unwrap_or(data);
    make_folder(parent, user)?;
    make_folder(data, user)?;
    let secret = parent.join("superuser");
    fs::write(&secret, password(master, Role::Superuser)).map_err(|source| in_folder(&secret, source))?;
    if let Some(user) = user {
        chown(&secret, Some(user.uid), Some(user.gid)).map_err(|source| in_folder(&secret, source))?;
    }
    let mut initdb = as_user(user, &binaries.program("initdb"), purpose);
    initdb.args(["--no-sync", "--encoding=UTF8", "--locale=C", "--auth=scram-sha-256"]);
    initdb
        .arg(format!("--username={}", Role::Superuser.name()))
        .arg("--pwfile")
        .arg(&secret)
        .arg("-D")
        .arg(data);
    let output = initdb.output();
    fs::remove_file(&secret).map_err(|source| in_folder(&secret, source))?;
    let output = output.map_err(|source| ClusterError::Run { program: "initdb".into(), source })?;
    if !output.status.success() {
        return Err(init_failed(&output.stderr, data));
    }
    if purpose == Purpose::Records {
        let synced = as_user(user, &binaries.program("initdb"), purpose)
            .arg("--sync-only")
            .arg("-D")
            .arg(data)
            .output();
        let synced = synced.map_err(|source| ClusterError::Run { program: "initdb".into(), source })?;
        if !synced.status.success() {
            return Err(init_failed(&synced.stderr, data));
        }
    }
    Ok(())
}

fn init_failed(stderr: &[u8], data: &Path) -> ClusterError {
    let text = String::from_utf8_lossy(stderr);
    if text.contains("No space left on device") {
        return ClusterError::DiskFull(data.display().to_string());
    }
    ClusterError::Init(text.lines().find(|line| line.contains("error")).unwrap_or(&text).trim().to_owned())
}

fn server(binaries: &Binaries, user: Option<&User>, data: &Path, socket: &Path, purpose: Purpose) -> Command {
    let mut command = as_user(user, &binaries.program("postgres"), purpose);
    command.arg("-D").arg(data);
    let socket = format!("unix_socket_directories={}", socket.display());
    let settings = [
        "listen_addresses=",
        socket.as_str(),
        "unix_socket_permissions=0700",
        "timezone=UTC",
        "jit=off",
        "max_connections=200",
        "shared_buffers=256MB",
        // parameters and values never reach the log
        "log_parameter_max_length=0",
        "log_parameter_max_length_on_error=0",
        "log_error_verbosity=terse",
        "log_min_error_statement=panic",
    ];
    for setting in settings {
        command.arg("-c").arg(setting);
    }
    if purpose == Purpose::Tests {
        for setting in ["fsync=off", "synchronous_commit=off", "full_page_writes=off"] {
            command.arg("-c").arg(setting);
        }
    }
    command.stdin(Stdio::null());
    command
}

/// A command under the unprivileged user; for records it is told to stop (SIGINT: fast shutdown) when we die.
fn as_user(user: Option<&User>, program: &Path, purpose: Purpose) -> Command {
    let mut command = Command::new("setpriv");
    match purpose {
        Purpose::Records => command.args(["--pdeathsig", "INT"]),
        Purpose::Tests => command.process_group(0),
    };
    if let Some(user) = user {
        command
            .arg(format!("--reuid={}", user.uid))
            .arg(format!("--regid={}", user.gid))
            .arg("--clear-groups");
    }
    command.arg("--").arg(program).current_dir("/");
    command
}

/// Whether the server that holds the files is on its way out: it says so, is gone by now, or has not had the time to say.
fn is_leaving(data: &Path, waited: Duration) -> bool {
    if waited > LONGEST_LEAVE {
        return false;
    }
    let said = fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
    waited < Duration::from_millis(500)
        || said.is_empty()
        || said.lines().last().is_some_and(|last| last.trim() == "stopping")
}

fn explain(log: &Path, folder: &Path) -> ClusterError {
    let text = fs::read_to_string(log).unwrap_or_default();
    if text.contains("lock file \"postmaster.pid\" already exists") || text.contains("already in use") {
        return ClusterError::Taken(folder.display().to_string());
    }
    if text.contains("No space left on device") {
        return ClusterError::DiskFull(folder.display().to_string());
    }
    let fatal = text.lines().rev().find(|line| line.contains("FATAL")).unwrap_or("it stopped at once");
    ClusterError::Start(format!("{fatal}; read {}", log.display()))
}

fn in_folder(folder: &Path, source: io::Error) -> ClusterError {
    match source.kind() {
        io::ErrorKind::StorageFull => ClusterError::DiskFull(folder.display().to_string()),
        _ => ClusterError::Folder { path: folder.display().to_string(), source },
    }
}
