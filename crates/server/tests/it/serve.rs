//! `serve`, `migrate` and `doctor` on settings, as an operator runs them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Output};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};

use crate::running::{Browser, free_port, maillage};

/// A folder with settings of a server on a private cluster, behind a proxy.
struct Place {
    settings: PathBuf,
    port: u16,
}

impl Place {
    fn make(folder: &Path) -> Result<Self> {
        let port = free_port()?;
        let key = folder.join("key/master.key");
        fs::create_dir(folder.join("key"))?;
        fs::write(&key, [7_u8; 32])?;
        let settings = folder.join("settings.toml");
        let text = format!(
            "url = \"https://essai.example\"\nlisten = \"127.0.0.1:{port}\"\ndata = \"{}\"\nmaster_key = \"{}\"\n\n\
             [tls]\ntrusted_proxy = \"127.0.0.1\"\n",
            folder.join("data").display(),
            key.display()
        );
        fs::write(&settings, text)?;
        Ok(Self { settings, port })
    }

    fn run(&self, arguments: &[&str]) -> Result<Output> {
        Ok(maillage(arguments).arg("--config").arg(&self.settings).output()?)
    }

    /// Serves, and waits until it is ready.
    fn serve(&self) -> Result<Serving> {
        let child = maillage(&["serve"]).arg("--config").arg(&self.settings).spawn()?;
        let mut serving = Serving(child);
        let (browser, began) = (Browser::at(self.port), Instant::now());
        while began.elapsed() < Duration::from_mins(2) {
            if browser.get("/readyz").is_ok_and(|answer| answer.status == 200) {
                return Ok(serving);
            }
            if let Some(status) = serving.0.try_wait()? {
                bail!("the server ended with {status}");
            }
            thread::sleep(Duration::from_millis(50));
        }
        bail!("the server is not ready after two minutes")
    }
}

/// A server that is killed when a test gives up.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_server_migrates_serves_says_how_it_is_and_stops_when_it_is_told() -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let place = Place::make(scratch.path())?;
    let migrated = place.run(&["migrate"])?;
    ensure!(migrated.status.success(), "{}", String::from_utf8_lossy(&migrated.stderr));
    assert!(String::from_utf8_lossy(&migrated.stdout).contains("up to date"));

    let mut serving = place.serve()?;
    let browser = Browser::at(place.port);
    assert_eq!(browser.get("/healthz")?.text(), "ok");
    let first = browser.get("/")?;
    assert_eq!((first.status, first.header("location")), (303, Some("/connexion")));
    assert_eq!(browser.get("/demonstration")?.status, 404, "nobody enters with one click");

    let pid = rustix::process::Pid::from_child(&serving.0);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM)?;
    let began = Instant::now();
    let ended = loop {
        if let Some(status) = serving.0.try_wait()? {
            break status;
        }
        ensure!(began.elapsed() < Duration::from_secs(30), "it does not stop");
        thread::sleep(Duration::from_millis(50));
    };
    assert!(ended.success(), "{ended}");
    place.serve().context("a second start on the same data")?;
    Ok(())
}

#[test]
fn doctor_says_in_plain_words_what_is_there_and_what_is_missing() -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let place = Place::make(scratch.path())?;
    let before = place.run(&["doctor"])?;
    let said = String::from_utf8_lossy(&before.stdout).into_owned();
    assert!(!before.status.success());
    assert!(said.contains("✗ database") && said.contains("run `maillage migrate` first"), "{said}");
    assert!(said.contains("✗ mail: no [mail] in the settings: reports wait"), "{said}");

    ensure!(place.run(&["migrate"])?.status.success());
    let after = place.run(&["doctor", "--json"])?;
    let findings: Vec<serde_json::Value> = serde_json::from_slice(&after.stdout)?;
    let good = |subject: &str| {
        findings.iter().find(|finding| finding["subject"] == subject).map(|finding| finding["good"].clone())
    };
    assert_eq!(good("database"), Some(true.into()), "{findings:?}");
    assert_eq!(good("role"), Some(true.into()), "{findings:?}");
    assert_eq!(good("mail"), Some(false.into()), "{findings:?}");
    Ok(())
}

#[test]
fn settings_that_are_wrong_are_named_with_what_to_do() -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let place = Place::make(scratch.path())?;
    let good = fs::read_to_string(&place.settings)?;
    let inside = format!("{}/data/master.key", scratch.path().display());
    let key = format!("{}/key/master.key", scratch.path().display());
    for (wrong, told) in [
        (good.replace("https://", "http://"), "url should begin with https://"),
        (good.replace("trusted_proxy = \"127.0.0.1\"", ""), "[tls] should name either"),
        (good.replace(&key, &inside), "master_key should be apart from the data"),
        (good.replace("listen", "lisen"), "unknown field `lisen`"),
        (good.replace("data =", "database_url = \"postgres://x@y/z\"\ndata ="), "name `owner_url`"),
    ] {
        fs::write(&place.settings, wrong)?;
        let output = place.run(&["serve"])?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(told), "{told}: {said}");
    }
    Ok(())
}
