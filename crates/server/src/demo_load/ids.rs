//! Identifiers of what the world names: of the seventh version as all others, but the same whenever the same world is made.

use jiff::Timestamp;
use kernel::Id;
use sha2::{Digest as _, Sha256};
use uuid::{Builder, Uuid};

/// The identifier of the thing `rank` of a kind, known since `at`: the moment first, then what a hash of the world's
/// seed and of the name gives in place of chance.
pub(super) fn id<T>(seed: u64, at: Timestamp, kind: &str, rank: &[usize]) -> Id<T> {
    let mut named = Sha256::new();
    named.update(seed.to_be_bytes());
    named.update(kind.as_bytes());
    for number in rank {
        named.update(number.to_be_bytes());
    }
    let hash = named.finalize();
    let mut tail = [0; 10];
    tail.copy_from_slice(&hash[..10]);
    let milliseconds = u64::try_from(at.as_millisecond()).unwrap_or(0);
    Id::from_uuid(made(milliseconds, tail))
}

fn made(milliseconds: u64, tail: [u8; 10]) -> Uuid {
    Builder::from_unix_timestamp_millis(milliseconds, &tail).into_uuid()
}

#[cfg(test)]
mod tests {
    use kernel::ActId;

    use super::*;

    #[test]
    fn the_same_thing_of_the_same_world_has_the_same_identifier() {
        let at: Timestamp = "2026-11-24T13:32:00Z".parse().unwrap();
        let act = |seed, rank| -> ActId { id(seed, at, "act", &[rank]) };
        assert_eq!(act(1, 7), act(1, 7));
        assert_ne!(act(1, 7), act(1, 8));
        assert_ne!(act(1, 7), act(2, 7));
        assert_eq!(act(1, 7).uuid().get_version_num(), 7);
        assert!(act(1, 7) > id(1, at - jiff::SignedDuration::from_secs(1), "act", &[7]), "in order of time");
    }
}
