//! The binary as people run it: a process, its folder, its port, and somebody's browser over the socket.

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use db::{Address, Cluster, DATABASE, MasterKey, Role};
use ureq::Agent;
use ureq::http::Response;

/// The day of every world made here, a Tuesday.
pub(crate) const TODAY: &str = "2026-11-24";

/// How long a start may take on a machine that does other things.
const PATIENCE: Duration = Duration::from_mins(3);

/// The binary with these arguments.
pub(crate) fn maillage(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_maillage"));
    command.args(arguments).stdin(Stdio::null());
    command
}

/// The command that starts the demonstration on `folder`.
pub(crate) fn demonstration(folder: &Path, port: u16) -> Command {
    let mut command = maillage(&["demo", "--today", TODAY, "--port", &port.to_string(), "--data"]);
    command.arg(folder);
    command
}

/// A port that nothing listens on.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// A running `maillage demo`; killed when dropped.
pub(crate) struct Running {
    child: Child,
    port: u16,
    folder: PathBuf,
}

impl Running {
    /// Starts on a folder, new or left by another run, and waits for the first page.
    pub(crate) fn start(folder: &Path) -> Result<Self> {
        let port = free_port()?;
        let said = File::create(folder.with_extension("log"))?;
        let child = demonstration(folder, port).stdout(said.try_clone()?).stderr(said).spawn()?;
        let mut running = Self { child, port, folder: folder.to_owned() };
        let (began, browser) = (Instant::now(), running.browser());
        while began.elapsed() < PATIENCE {
            if browser.get("/demonstration").is_ok_and(|answer| answer.status == 200) {
                return Ok(running);
            }
            if let Some(status) = running.child.try_wait()? {
                bail!("the server ended with {status}: {}", running.said());
            }
            thread::sleep(Duration::from_millis(50));
        }
        bail!("no page after {PATIENCE:?}: {}", running.said())
    }

    /// Everything it printed.
    pub(crate) fn said(&self) -> String {
        std::fs::read_to_string(self.folder.with_extension("log")).unwrap_or_default()
    }

    /// SIGKILL: nothing is flushed, nothing is said.
    pub(crate) fn kill(mut self) -> Result<ExitStatus> {
        self.child.kill()?;
        Ok(self.child.wait()?)
    }

    /// A browser in which nobody is signed in.
    pub(crate) fn browser(&self) -> Browser {
        Browser::at(self.port)
    }

    /// A browser in which somebody entered with one click; without a session for a patient, who has a link.
    pub(crate) fn enter(&self, persona: &str) -> Result<Browser> {
        let browser = self.browser();
        let answer = browser.post("/demonstration", &[("as", persona)])?;
        let session = answer.header("set-cookie").and_then(|cookie| cookie.split(';').next());
        Ok(Browser { cookie: session.map(ToOwned::to_owned), ..browser })
    }

    /// The link of the patient who enters with one click.
    pub(crate) fn link(&self) -> Result<String> {
        let answer = self.browser().post("/demonstration", &[("as", "patient")])?;
        Ok(answer.header("location").context("a link for the patient")?.to_owned())
    }

    /// How a role reaches the database beneath.
    pub(crate) fn address(&self, role: Role) -> Result<Address> {
        let master = MasterKey::read(&self.folder.join("key/master.key"))?;
        let socket = Cluster::socket_folder(&self.folder.join("data"));
        Ok(Cluster::address_in(&socket, &master, role, DATABASE))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Somebody's browser. It follows no redirect by itself.
#[derive(Clone)]
pub(crate) struct Browser {
    agent: Agent,
    origin: String,
    cookie: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) bytes: Vec<u8>,
}

impl Browser {
    /// Somebody's browser, in which nobody is signed in, on a server of this machine.
    pub(crate) fn at(port: u16) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(Duration::from_mins(1)))
            .build();
        Self { agent: config.into(), origin: format!("http://localhost:{port}"), cookie: None }
    }

    pub(crate) fn get(&self, path: &str) -> Result<Answer> {
        let mut request = self.agent.get(format!("{}{path}", self.origin)).header("accept", "text/html");
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        Answer::of(request.call()?)
    }

    /// Posts a form as a page of ours does.
    pub(crate) fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<Answer> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send(path, "application/x-www-form-urlencoded", body.as_bytes())
    }

    /// Posts any bytes, said to be of this type.
    pub(crate) fn send(&self, path: &str, content_type: &str, body: &[u8]) -> Result<Answer> {
        let mut request = self
            .agent
            .post(format!("{}{path}", self.origin))
            .header("accept", "text/html")
            .header("content-type", content_type)
            .header("sec-fetch-site", "same-origin")
            .header("origin", &self.origin);
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        Answer::of(request.send(body)?)
    }
}

impl Answer {
    fn of(mut response: Response<ureq::Body>) -> Result<Self> {
        let headers = response.headers().iter();
        let headers = headers
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        let status = response.status().as_u16();
        let bytes = response.body_mut().with_config().limit(50_000_000).read_to_vec()?;
        Ok(Self { status, headers, bytes })
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}
