//! A demonstration server started for a test run or a bench, stopped when it is dropped.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::process::{command, elapsed, shown};

/// How long a server may take to stop by itself.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running `maillage demo`.
pub(crate) struct Served {
    child: Child,
    port: u16,
    log: PathBuf,
}

impl Served {
    /// Starts a server; what it prints goes to `log`.
    pub(crate) fn start(command: &mut Command, port: u16, log: &Path) -> Result<Self> {
        if let Some(folder) = log.parent() {
            fs::create_dir_all(folder)?;
        }
        let file = File::create(log).with_context(|| format!("failed to write {}", log.display()))?;
        let child = command
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()
            .with_context(|| format!("failed to run `{}`", shown(command)))?;
        Ok(Self { child, port, log: log.to_owned() })
    }

    /// The server's address; a name, since passkeys refuse an IP.
    pub(crate) fn url(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Waits until a page answers, itself or by leading elsewhere; gives up when the server ends or `limit` passes.
    pub(crate) fn wait_for(&mut self, page: &str, limit: Duration) -> Result<()> {
        let began = Instant::now();
        while began.elapsed() < limit {
            if get(self.port, page).is_ok_and(|status| (200..400).contains(&status)) {
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended with {status}:\n{}", self.last_words());
            }
            thread::sleep(Duration::from_millis(20));
        }
        bail!("no page after {}; the server said:\n{}", elapsed(limit), self.last_words())
    }

    fn last_words(&self) -> String {
        let text = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }
}

impl Drop for Served {
    /// Asks the server to stop, so that its cluster stops too, and insists after a while.
    fn drop(&mut self) {
        let asked = command("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let began = Instant::now();
        while asked.is_ok() && began.elapsed() < PATIENCE {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
        eprintln!("    the server did not stop in {}: killed", elapsed(PATIENCE));
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that nobody listens on.
pub(crate) fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("failed to find a free port")?;
    Ok(listener.local_addr()?.port())
}

/// Reads a page whole and returns its status.
fn get(port: u16, page: &str) -> Result<u16> {
    let mut stream = TcpStream::connect(("localhost", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    write!(stream, "GET {page} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let line = answer.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let status = String::from_utf8_lossy(line).split(' ').nth(1).map(str::to_owned);
    status.context("no status line")?.parse().context("no status")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_waited_for_until_it_answers() {
        let port = free_port().unwrap();
        let log = std::env::temp_dir().join(format!("xtask-served-{port}.log"));
        let program = format!(
            "const http = require('node:http'); let asked = 0;
             http.createServer((q, a) => {{ a.statusCode = ++asked < 3 ? 503 : 200; a.end(q.url) }})
                 .listen({port}, 'localhost'); process.on('SIGTERM', () => process.exit())"
        );
        let mut served = Served::start(command("node").args(["-e", &program]), port, &log).unwrap();
        served.wait_for("/readyz", Duration::from_mins(1)).unwrap();
        assert_eq!(get(port, "/").unwrap(), 200);
        drop(served);
        assert!(get(port, "/").is_err(), "the server is still there");
        fs::remove_file(log).unwrap();
    }

    #[test]
    fn a_server_that_ends_is_not_waited_for() {
        let port = free_port().unwrap();
        let log = std::env::temp_dir().join(format!("xtask-ended-{port}.log"));
        let mut ended = command("sh");
        ended.args(["-c", "echo the port is taken >&2; exit 1"]);
        let mut served = Served::start(&mut ended, port, &log).unwrap();
        let error = served.wait_for("/", Duration::from_mins(1)).unwrap_err().to_string();
        assert!(error.ends_with("the port is taken"), "{error}");
        drop(served);
        fs::remove_file(log).unwrap();
    }
}
