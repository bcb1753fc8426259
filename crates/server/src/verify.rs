//! `maillage audit verify`: reads the whole log again and says, in plain words, whether anything was changed.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use audit::Anchor;
use db::Role;

use crate::cli::Source;
use crate::ground::Ground;
use crate::log;
use crate::settings::Settings;

/// Verifies; the exit code is 1 when something was changed.
pub(crate) fn verify(source: &Source, anchors: &[PathBuf]) -> Result<ExitCode> {
    log::begin("warn");
    let ground = match (&source.data, &source.config) {
        (Some(folder), _) => Ground::of_demo(folder)?,
        (None, Some(file)) => Ground::of_settings(&Settings::read(file)?)?,
        (None, None) => anyhow::bail!("find a log: name --data or --config"),
    };
    let anchors = anchors.iter().map(read_anchor).collect::<Result<Vec<_>>>()?;
    let runtime = tokio::runtime::Runtime::new().context("start the runtime")?;
    let report = runtime.block_on(async {
        let mut owner =
            ground.address(Role::Owner).connect().await.context("reach the database as its owner")?;
        let keys = [ground.signer()?.verifier()];
        audit::verify(&mut owner, &keys, &anchors).await.context("read the log")
    })?;
    println!("{report}");
    Ok(if report.is_intact() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn read_anchor(file: &PathBuf) -> Result<Anchor> {
    let note = fs::read_to_string(file).with_context(|| format!("read the anchor in {}", file.display()))?;
    Ok(Anchor { name: file.display().to_string(), note })
}
