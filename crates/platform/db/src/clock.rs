//! The one place that reads the real clock. Tests and the demo move it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// Where moments come from: the real time, shifted by an offset that tests and `demo --today` set.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    shift_seconds: Arc<AtomicI64>,
}

impl Clock {
    /// A clock that tells the real time.
    pub fn real() -> Self {
        Self::default()
    }

    /// A clock that reads `moment` now and runs on from there.
    pub fn starting_at(moment: Timestamp) -> Self {
        let clock = Self::default();
        clock.set(moment);
        clock
    }

    /// Moves the clock so that it reads `moment` now.
    pub fn set(&self, moment: Timestamp) {
        let shift = moment.duration_since(real_now()).as_secs();
        self.shift_seconds.store(shift, Ordering::Relaxed);
    }

    /// The business moment, to the microsecond as the database keeps it: what is written compares equal when read.
    pub fn now(&self) -> Timestamp {
        let shift = SignedDuration::from_secs(self.shift_seconds.load(Ordering::Relaxed));
        let now = real_now().checked_add(shift).unwrap_or_else(|_| real_now());
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }
}

/// The real moment: signs contexts, whatever the business clock says.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the real clock")]
pub(crate) fn real_now() -> Timestamp {
    Timestamp::now()
}
