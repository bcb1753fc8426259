//! Any bytes as a message of the intake: reading them never panics, and none acknowledges a delivery whose envelope
//! identifier it does not return.
//!
//! `cargo +nightly fuzz run report crates/contexts/exchange/tests/fixtures --fuzz-dir crates/contexts/exchange/fuzz`
#![no_main]

use std::collections::BTreeSet;

use exchange::mail::report::{Attempt, Notice, Progress, Verdict, judge, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Notice::Delivery(report) = read(bytes) else { return };
    let attempt = Attempt {
        envelope: "8f14e45fceea167a5a36dedd4bea2543".parse().expect("an identifier"),
        message_id: "lmtp@maillage.ours.test".parse().expect("an identifier"),
        recipient: "dr.l@lmtp.test".parse().expect("an address"),
        notification_requested: true,
        progress: Progress::Sent,
        reported: BTreeSet::new(),
    };
    let named = report.envelope.as_deref() == Some(attempt.envelope.as_str());
    assert!(named || !matches!(judge(&report, &attempt), Verdict::Believed(_)));
});
