//! A running server: HTTP, the worker, the sequencer and the daily chores, until it is told to stop.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use audit::Sequencer;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use db::{Db, Role};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use web::{App, House};

use crate::ground::Ground;
use crate::router::router;

/// How long requests under way may still run once the server is told to stop.
const DRAIN: Duration = Duration::from_secs(10);

/// Which connection brings requests.
pub(crate) enum Wire {
    /// Plain HTTP: on loopback, or behind a proxy that protects it.
    Plain,
    /// TLS, with certificate files that may be replaced.
    Tls(RustlsConfig),
}

/// Serves until SIGTERM or Ctrl-C, then drains. `extra` routes stand beside the product's (the demo's).
pub(crate) async fn run(
    ground: &Ground,
    db: Db,
    house: House,
    listener: TcpListener,
    wire: Wire,
    extra: axum::Router<App>,
) -> Result<()> {
    let app = App { db: db.clone(), house: Arc::new(house) };
    let (stop, stopped) = watch::channel(false);
    let chores = tokio::spawn(crate::house::worker(db.clone()).run(until(stopped.clone())));
    let sequencer = Sequencer::new(ground.address(Role::Sequencer), ground.signer()?, &[]);
    let order = tokio::spawn(sequencer.run(Duration::from_secs(1), until(stopped)));
    let handle = Handle::new();
    tokio::spawn(drain_on_signal(handle.clone()));
    let service = router(app, extra).into_make_service_with_connect_info::<SocketAddr>();
    listener.set_nonblocking(true).context("listen")?;
    match wire {
        Wire::Plain => axum_server::from_tcp(listener)?.handle(handle).serve(service).await,
        Wire::Tls(config) => {
            axum_server::tls_rustls::from_tcp_rustls(listener, config)?.handle(handle).serve(service).await
        }
    }
    .context("serve")?;
    let _ = stop.send(true);
    let _ = tokio::join!(chores, order);
    db.close().await;
    Ok(())
}

async fn until(mut stopped: watch::Receiver<bool>) {
    let _ = stopped.wait_for(|&stop| stop).await;
}

async fn drain_on_signal(handle: Handle<SocketAddr>) {
    let (Ok(mut terminate), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("told to stop: requests under way are finished first");
    handle.graceful_shutdown(Some(DRAIN));
}
