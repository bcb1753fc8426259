//! Two private Postfix operators and a Dovecot, real ones, for one test program and as long as it lives.
//!
//! *Ours* takes messages from the product and holds its application mailbox; *theirs* serves the recipients, once with
//! and once without notifications. Nothing of the machine's own mail is read, used or changed; everything listens on
//! 127.0.0.1, in one folder that goes away with the servers.

mod authority;
mod programs;
mod settings;

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio, id};
use std::sync::atomic::{AtomicU16, Ordering};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};

pub use authority::Identity;
pub use programs::missing;

use authority::Authority;
use programs::Postfix;
use settings::Ports;

/// The application mailbox: sends, and receives the reports.
pub const INTAKE: &str = "intake@ours.test";

/// Its password.
pub const PASSWORD: &str = "a password of the tests";

/// Recipients, by what becomes of a message for them.
pub mod recipient {
    /// In the mailbox, reported as delivered.
    pub const DELIVERED: &str = "dr.delivered@theirs.test";
    /// In the mailbox of an operator without notifications: reported as relayed by ours.
    pub const RELAYED: &str = "dr.relayed@nodsn.test";
    /// Handed to Dovecot by LMTP: in the mailbox, reported as relayed by theirs.
    pub const BY_LMTP: &str = "dr.lmtp@lmtp.test";
    /// An alias of two: reported as expanded.
    pub const GROUP: &str = "group@theirs.test";
    /// Refused by our operator: 550 5.1.1.
    pub const REFUSED: &str = "dr.refused@theirs.test";
    /// Put off by our operator: 450 4.7.1.
    pub const GREYLISTED: &str = "dr.grey@theirs.test";
    /// Refused by theirs after our 250: 552 5.2.2, reported as failed.
    pub const FULL: &str = "dr.full@theirs.test";
    /// Unknown to theirs: reported as failed, 5.1.1.
    pub const UNKNOWN: &str = "dr.unknown@theirs.test";
    /// Put off by theirs: reported as delayed after a second, as failed after four.
    pub const SLOW: &str = "dr.slow@theirs.test";
}

/// The uid that owns the mailboxes; it needs no name.
const MAILBOXES: u32 = 20_000;

/// The servers, running. They stop when this is dropped and when the test program dies, however it dies.
pub struct MailServers {
    root: PathBuf,
    ports: Ports,
    authority_pem: String,
    client: Identity,
    supervisor: Child,
}

impl MailServers {
    /// Starts the servers and waits until each has greeted.
    ///
    /// Fails with the exact commands when something is not there.
    pub fn start() -> Result<Self> {
        let commands = missing();
        ensure!(
            commands.is_empty(),
            "the mail servers of the tests are brought by `cargo xtask test`, or as root by:\n{}",
            commands.join("\n")
        );
        let postfix = Postfix::find().context("find Postfix")?;
        let ports = free_ports()?;
        let root = PathBuf::from(format!("/tmp/maillage-mail-{}-{}", id(), ports.ours));
        let authority = Authority::new()?;
        let client = authority.client(INTAKE)?;
        write_all(&root, &postfix, ports, &authority, &client)?;
        let supervisor = supervise(&root, &postfix)?;
        let servers = Self { root, ports, authority_pem: authority.pem, client, supervisor };
        servers.await_greetings()?;
        Ok(servers)
    }

    /// Where all of them listen.
    pub fn host(&self) -> &'static str {
        "127.0.0.1"
    }

    /// Our operator, STARTTLS and sign-in required, notifications offered.
    pub fn submission(&self) -> u16 {
        self.ports.submission
    }

    /// Our operator without notifications.
    pub fn submission_without_notifications(&self) -> u16 {
        self.ports.bare_submission
    }

    /// The application mailbox, STARTTLS required.
    pub fn imap(&self) -> u16 {
        self.ports.imap
    }

    /// Where our operator takes mail from other operators, as anybody can write to it.
    pub fn from_outside(&self) -> u16 {
        self.ports.ours
    }

    /// The authority that signed the servers' certificate.
    pub fn authority_pem(&self) -> &str {
        &self.authority_pem
    }

    /// The certificate that opens the application mailbox without a password.
    pub fn client(&self) -> &Identity {
        &self.client
    }

    /// The messages in a mailbox, as files of its server.
    pub fn mailbox(&self, address: &str) -> Result<Vec<Vec<u8>>> {
        let (local, domain) = address.split_once('@').context("an address has an @")?;
        let folder = self.root.join("mail").join(domain).join(local);
        let mut messages = Vec::new();
        for place in ["new", "cur"] {
            let Ok(entries) = fs::read_dir(folder.join(place)) else { continue };
            for entry in entries {
                messages.push(fs::read(entry?.path())?);
            }
        }
        Ok(messages)
    }

    /// What the servers wrote in their logs.
    pub fn logs(&self) -> String {
        let files = ["ours/mail.log", "theirs/mail.log", "dovecot/dovecot.log", "supervisor.log"];
        files.map(|file| fs::read_to_string(self.root.join(file)).unwrap_or_default()).concat()
    }

    fn await_greetings(&self) -> Result<()> {
        for port in self.ports.all() {
            let greeted = (0..500).any(|_| {
                greets(port) || {
                    sleep(Duration::from_millis(20));
                    false
                }
            });
            if !greeted {
                bail!("no mail server answers on port {port}:\n{}", self.logs());
            }
        }
        Ok(())
    }
}

impl Drop for MailServers {
    fn drop(&mut self) {
        // The end of its input tells the supervisor to stop the servers and to remove the folder.
        drop(self.supervisor.stdin.take());
        let _ = self.supervisor.wait();
    }
}

fn greets(port: u16) -> bool {
    let Ok(stream) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    let mut line = String::new();
    stream.set_read_timeout(Some(Duration::from_secs(2))).is_ok()
        && BufReader::new(stream).read_line(&mut line).is_ok()
        && (line.starts_with("220") || line.starts_with("* OK"))
}

fn write_all(
    root: &Path,
    postfix: &Postfix,
    ports: Ports,
    authority: &Authority,
    client: &Identity,
) -> Result<()> {
    let server = authority.server(&["mx.ours.test", "mx.theirs.test", "localhost", "127.0.0.1"])?;
    for folder in ["", "mail", "ours", "theirs", "dovecot"] {
        let folder = root.join(folder);
        fs::create_dir_all(&folder)?;
        // The servers give up root and must still reach their folders.
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755))?;
    }
    chown(root.join("mail"), Some(MAILBOXES), Some(MAILBOXES))?;
    fs::write(root.join("authority.pem"), &authority.pem)?;
    fs::write(root.join("server.pem"), format!("{}{}", server.certificate_pem, authority.pem))?;
    fs::write(root.join("server.key"), &server.key_pem)?;
    fs::set_permissions(root.join("server.key"), fs::Permissions::from_mode(0o600))?;
    let files = [
        ("ours", settings::ours(root, postfix, ports, &client.fingerprint)),
        ("theirs", settings::theirs(root, postfix, ports)),
        ("dovecot", settings::dovecot(root, ports)),
    ];
    for (folder, files) in files {
        for (name, content) in files {
            fs::write(root.join(folder).join(name), content)?;
        }
    }
    postfix.make_folders(&root.join("ours"))?;
    postfix.make_folders(&root.join("theirs"))
}

/// One shell starts the three servers, each in a session of its own, and waits for the end of its input: it comes
/// when the test program drops it or dies. (A parent-death signal does not hold for Postfix: it changes credentials.)
fn supervise(root: &Path, postfix: &Postfix) -> Result<Child> {
    let script = r#"
root=$1; master=$2
setsid "$master" -c "$root/ours" -d </dev/null & first=$!
setsid "$master" -c "$root/theirs" -d </dev/null & second=$!
setsid /usr/sbin/dovecot -F -c "$root/dovecot/dovecot.conf" </dev/null & third=$!
read -r _
# whole groups, at once: nothing is worth keeping, and Dovecot takes seconds to leave politely
kill -s KILL -- -$first -$second -$third
wait
rm -rf "$root"
"#;
    let log = File::create(root.join("supervisor.log"))?;
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", script, "sh"]).arg(root).arg(postfix.master()).envs(postfix.environment());
    shell.stdin(Stdio::piped()).stdout(log.try_clone()?).stderr(log);
    // In a group of its own: what ends the test's group must not end the one that cleans up.
    shell.process_group(0).spawn().context("start the mail servers")
}

/// Seven ports that nobody listens on, below those that the kernel gives to outgoing connections.
fn free_ports() -> Result<Ports> {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = u16::try_from(id() % 700)? * 16;
    let free = || -> Result<u16> {
        for _ in 0..12_000 {
            let port = 20_000 + (start + NEXT.fetch_add(1, Ordering::Relaxed)) % 12_000;
            if TcpListener::bind(("127.0.0.1", port)).is_ok() {
                return Ok(port);
            }
        }
        bail!("no free port between 20000 and 32000")
    };
    Ok(Ports {
        ours: free()?,
        submission: free()?,
        bare_submission: free()?,
        theirs: free()?,
        bare_theirs: free()?,
        imap: free()?,
        lmtp: free()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_greet_and_leave_nothing_behind() {
        let servers = MailServers::start().unwrap();
        let (root, port) = (servers.root.clone(), servers.submission());
        assert!(greets(port));
        drop(servers);
        assert!(!root.exists());
        assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
    }
}
