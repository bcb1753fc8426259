//! `maillage doctor`: what is configured and what is missing, in plain words.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use db::{Binaries, Role};
use serde::Serialize;

use crate::ground::Ground;
use crate::settings::Settings;

/// One thing looked at.
#[derive(Debug, Serialize)]
struct Finding {
    subject: &'static str,
    good: bool,
    says: String,
}

fn good(subject: &'static str, says: impl Into<String>) -> Finding {
    Finding { subject, good: true, says: says.into() }
}

fn bad(subject: &'static str, says: impl Into<String>) -> Finding {
    Finding { subject, good: false, says: says.into() }
}

/// Looks at everything; the exit code is 1 when something is missing.
pub(crate) fn doctor(file: &Path, json: bool) -> Result<ExitCode> {
    let mut findings = Vec::new();
    match Binaries::find() {
        Ok(found) => findings
            .push(good("postgresql", format!("version {} in {}", found.major, found.folder.display()))),
        Err(error) => findings.push(bad("postgresql", error.to_string())),
    }
    match Settings::read(file) {
        Ok(settings) => look(&settings, &mut findings)?,
        Err(error) => findings.push(bad("settings", format!("{error:#}"))),
    }
    if json {
        println!("{}", serde_json::to_string_pretty(&findings)?);
    } else {
        for finding in &findings {
            println!("{} {}: {}", if finding.good { "✓" } else { "✗" }, finding.subject, finding.says);
        }
    }
    let all = findings.iter().all(|finding| finding.good);
    Ok(if all { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn look(settings: &Settings, findings: &mut Vec<Finding>) -> Result<()> {
    findings.push(good("settings", format!("people type {}", settings.url)));
    findings.push(match &settings.tls.trusted_proxy {
        Some(proxy) => good("tls", format!("the proxy at {proxy} protects the wire")),
        None => good("tls", "certificate files, read again when they change"),
    });
    let ground = match Ground::of_settings(settings) {
        Ok(ground) => ground,
        Err(error) => {
            findings.push(bad("database", format!("{error:#}")));
            return Ok(());
        }
    };
    findings.push(good("master key", format!("read in {}", settings.master_key().display())));
    let runtime = tokio::runtime::Runtime::new().context("start the runtime")?;
    runtime.block_on(look_at_database(&ground, findings));
    Ok(())
}

async fn look_at_database(ground: &Ground, findings: &mut Vec<Finding>) {
    match ground.address(Role::App).connect().await {
        Ok(mut app) => {
            findings.push(good("database", "it answers to the server's role"));
            match db::overreach(&mut app).await {
                Ok(rights) if rights.is_empty() => {
                    findings.push(good(
                        "role",
                        "the server's role owns nothing, bypasses nothing, makes no temporary table",
                    ));
                }
                Ok(rights) => findings
                    .push(bad("role", format!("the server's role may too much: {}", rights.join(", ")))),
                Err(error) => findings.push(bad("role", format!("its rights cannot be read: {error}"))),
            }
        }
        Err(error) => findings.push(bad("database", format!("{error}: run `maillage migrate` first"))),
    }
}
