//! The log: structured lines without identity.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

/// Lines for people at a terminal, JSON elsewhere; `RUST_LOG` chooses, else warnings and what `default` says.
pub(crate) fn begin(default: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // a second call, in tests, changes nothing
    let _ = if std::io::stderr().is_terminal() { log.compact().try_init() } else { log.json().try_init() };
}
