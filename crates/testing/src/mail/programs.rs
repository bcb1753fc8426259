//! Finds the mail servers of the machine, or says which command brings them.
//!
//! Dovecot is installed: it displaces no mail server. Postfix is used where it is installed and otherwise unpacked
//! beside the system, never installed, since Debian would remove the machine's own mail server for it. No service is
//! started by an installation.

use std::env;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

/// Where `cargo xtask test` says that Postfix is.
const VARIABLE: &str = "MAILLAGE_POSTFIX_ROOT";

/// Where it unpacks Postfix when it is not installed.
const UNPACKED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/mail/postfix");

/// Libraries that Debian's Postfix wants and `dpkg -x` does not bring.
const LIBRARIES: &str = "libdb5.3 libicu72 libnsl2 libsasl2-2 libssl3";

/// Where the parts of Postfix are, and as whom it runs.
pub(super) struct Postfix {
    /// `/`, or the folder it was unpacked to.
    root: PathBuf,
    owner: &'static str,
    group: &'static str,
}

/// The commands to run, as root, before mail servers can start here; empty when nothing is missing.
///
/// Each is one line for `sh -c`. What no command brings is said in a line that begins with `#`.
pub fn missing() -> Vec<String> {
    let mut commands = Vec::new();
    if fs::metadata("/proc/self").map_or(0, |this| this.uid()) != 0 {
        commands.push("# the mail servers of the tests run as root: sudo -E cargo xtask test".to_owned());
    }
    let dovecot = ["/usr/sbin/dovecot", "/usr/lib/dovecot/imap", "/usr/lib/dovecot/lmtp"];
    if !dovecot.iter().all(|program| Path::new(program).exists()) {
        commands
            .push(without_starting("apt-get install -y --no-install-recommends dovecot-imapd dovecot-lmtpd"));
    }
    match Postfix::find() {
        None => commands.push(unpack()),
        Some(postfix) if !postfix.has_its_libraries() => {
            commands.push(format!("apt-get install -y --no-install-recommends {LIBRARIES}"));
        }
        Some(_) => {}
    }
    commands
}

impl Postfix {
    /// The Postfix that the environment names, else the installed one, else the one unpacked before.
    pub(super) fn find() -> Option<Self> {
        let named = env::var_os(VARIABLE).map(PathBuf::from);
        let roots = named.into_iter().chain(["/".into(), UNPACKED.into()]);
        let roots = roots.filter_map(|root| fs::canonicalize(root).ok());
        // The packages that make `postfix` and `postdrop` are not installed: these exist on every Debian.
        let owners =
            |root: &Path| if root == Path::new("/") { ("postfix", "postdrop") } else { ("mail", "uucp") };
        roots
            .map(|root| {
                let (owner, group) = owners(&root);
                Self { root, owner, group }
            })
            .find(|postfix| postfix.master().exists())
    }

    pub(super) fn master(&self) -> PathBuf {
        self.root.join("usr/lib/postfix/sbin/master")
    }

    /// Lines of main.cf that say where its parts are.
    pub(super) fn places(&self) -> String {
        let at = |path: &str| self.root.join(path).display().to_string();
        let (meta, owner, group) = (at("etc/postfix"), self.owner, self.group);
        let mut lines =
            vec![format!("meta_directory = {meta}\nmail_owner = {owner}\nsetgid_group = {group}\n")];
        if self.is_unpacked() {
            let (daemons, commands, libraries) =
                (at("usr/lib/postfix/sbin"), at("usr/sbin"), at("usr/lib/postfix"));
            lines.push(format!(
                "daemon_directory = {daemons}\ncommand_directory = {commands}\nshlib_directory = {libraries}\n\
                 import_environment = MAIL_CONFIG MAIL_DEBUG MAIL_LOGTAG TZ LANG=C POSTLOG_SERVICE POSTLOG_HOSTNAME LD_LIBRARY_PATH\n"
            ));
        }
        lines.concat()
    }

    /// Makes the queue and data folders of one operator, with the owners and modes that Postfix checks (postfix-files);
    /// `postfix check` would do it too, in seconds on a busy machine.
    pub(super) fn make_folders(&self, own: &Path) -> Result<()> {
        let private = [
            "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private",
            "saved", "trace",
        ];
        let queue = own.join("queue");
        install_folders("root", "root", "755", &[queue.clone(), queue.join("pid")])?;
        install_folders(self.owner, "root", "700", &private.map(|folder| queue.join(folder)))?;
        install_folders(self.owner, self.group, "730", &[queue.join("maildrop")])?;
        install_folders(self.owner, self.group, "710", &[queue.join("public")])?;
        install_folders(self.owner, "root", "700", &[own.join("data")])
    }

    /// An unpacked Postfix finds its libraries by this variable.
    pub(super) fn environment(&self) -> Option<(&'static str, PathBuf)> {
        self.is_unpacked().then(|| ("LD_LIBRARY_PATH", self.root.join("usr/lib/postfix")))
    }

    fn is_unpacked(&self) -> bool {
        self.root != Path::new("/")
    }

    fn has_its_libraries(&self) -> bool {
        let listing = Command::new("ldd").arg(self.master()).envs(self.environment()).output();
        listing.is_ok_and(|output| !String::from_utf8_lossy(&output.stdout).contains("not found"))
    }
}

fn install_folders(owner: &str, group: &str, mode: &str, folders: &[PathBuf]) -> Result<()> {
    let mut install = Command::new("install");
    let status = install.args(["-d", "-o", owner, "-g", group, "-m", mode]).args(folders).status();
    ensure!(status.context("run install")?.success(), "the folders of Postfix cannot be made");
    Ok(())
}

/// Unpacks into a folder of its own and moves it into place, so that two tests may do it at once.
fn unpack() -> String {
    format!(
        "set -e; work=$(mktemp -d); cd \"$work\"; apt-get download -q postfix; dpkg -x postfix_*.deb tree; chmod 755 tree; \
         mkdir -p \"$(dirname '{UNPACKED}')\"; mv -T tree '{UNPACKED}' 2>/dev/null || test -e '{UNPACKED}'; rm -rf \"$work\""
    )
}

/// Wraps an installation so that no service is started by it.
fn without_starting(install: &str) -> String {
    format!(
        "policy=/usr/sbin/policy-rc.d; test -e $policy || {{ ours=1; printf '#!/bin/sh\\nexit 101\\n' > $policy; chmod 755 $policy; }}; \
         DEBIAN_FRONTEND=noninteractive {install}; code=$?; test -z \"$ours\" || rm -f $policy; exit $code"
    )
}
