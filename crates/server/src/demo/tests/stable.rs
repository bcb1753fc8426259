//! The same seed and the same day give the same world, today and tomorrow.

use super::super::World;
use super::{TUESDAY, world};

/// Changes whenever anything in the generator or its data does: then look at the example's summary and
/// reports, and write the new one here.
const CHECKSUM: &str = "43c96ef3b83270af";

#[test]
fn the_same_seed_and_day_give_the_same_world() {
    let (first, second) = (world(), world());
    assert_eq!(first.checksum(), second.checksum());
    assert_eq!(first.acts, second.acts);
}

#[test]
fn the_world_of_the_first_seed_is_the_one_that_was_read() {
    assert_eq!(world().checksum(), CHECKSUM);
}

#[test]
fn another_seed_or_another_day_gives_another_world() {
    let world = world();
    assert_ne!(world.checksum(), World::generate(2, TUESDAY).checksum());
    assert_ne!(world.checksum(), World::generate(1, TUESDAY.tomorrow().expect("a day follows")).checksum());
}

#[test]
fn nothing_that_identifies_someone_is_printed() {
    let world = world();
    let patient = &world.patients[0];
    let printed = format!("{patient:?}");
    assert!(printed.contains("Private(***)"));
    for secret in [patient.family_name(), &patient.birth_name, &patient.given_names[0], &patient.street] {
        assert!(!printed.contains(secret), "a trait is printed");
    }
}
