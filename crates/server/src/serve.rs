//! `maillage serve` and `maillage migrate`: real use.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result};
use axum_server::tls_rustls::RustlsConfig;
use db::{Clock, Db, Role};
use web::Mode;

use crate::ground::Ground;
use crate::run::{Wire, run};
use crate::settings::Settings;
use crate::{house, log};

/// How many connections to the database one server keeps at most.
const CONNECTIONS: u32 = 16;

/// Serves a territory until told to stop.
pub(crate) fn serve(file: &Path) -> Result<ExitCode> {
    log::begin("info");
    let settings = Settings::read(file)?;
    let listener = TcpListener::bind(settings.listen).with_context(|| {
        format!("listen on {}: is another server there, or is the port reserved to root?", settings.listen)
    })?;
    let ground = Ground::of_settings(&settings)?;
    let runtime = tokio::runtime::Runtime::new().context("start the runtime")?;
    runtime.block_on(async {
        ground.prepare().await?;
        let db = Db::connect(&ground.address(Role::App), &ground.master, Clock::real(), CONNECTIONS);
        let now = db.clock().now();
        ground.make_room(now, now).await?;
        let wire = wire(&settings).await?;
        let house = house::house(&settings.url, Mode::Serve);
        run(&ground, db, house, listener, wire, axum::Router::new()).await
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Brings the database up to date, and stops.
pub(crate) fn migrate(file: &Path) -> Result<ExitCode> {
    log::begin("info");
    let settings = Settings::read(file)?;
    let ground = Ground::of_settings(&settings)?;
    let runtime = tokio::runtime::Runtime::new().context("start the runtime")?;
    runtime.block_on(ground.prepare())?;
    println!("The database is up to date.");
    Ok(ExitCode::SUCCESS)
}

async fn wire(settings: &Settings) -> Result<Wire> {
    let (Some(certificate), Some(key)) = (&settings.tls.certificate, &settings.tls.key) else {
        return Ok(Wire::Plain);
    };
    let _ = rustls::crypto::ring::default_provider().install_default();
    let config = RustlsConfig::from_pem_file(certificate, key)
        .await
        .with_context(|| format!("read the certificate in {} and its key", certificate.display()))?;
    tokio::spawn(reload(config.clone(), certificate.clone(), key.clone()));
    Ok(Wire::Tls(config))
}

/// Reads the certificate again when its file changes; one that cannot be read leaves the old one in use.
async fn reload(config: RustlsConfig, certificate: PathBuf, key: PathBuf) {
    let changed = |file: &Path| {
        std::fs::metadata(file).and_then(|meta| meta.modified()).unwrap_or(SystemTime::UNIX_EPOCH)
    };
    let mut known = changed(&certificate);
    loop {
        tokio::time::sleep(Duration::from_secs(30)).await;
        let now = changed(&certificate);
        if now == known {
            continue;
        }
        known = now;
        match config.reload_from_pem_file(&certificate, &key).await {
            Ok(()) => tracing::info!("the certificate was replaced"),
            Err(error) => {
                tracing::error!(%error, "the new certificate cannot be read: the old one still serves");
            }
        }
    }
}
