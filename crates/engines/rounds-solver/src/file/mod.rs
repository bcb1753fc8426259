//! The two documents of the engine: an instance (what is asked) and a solution (what is planned).
//!
//! Both read the JSON published with the home-care benchmark of the University of Udine, plain or gzip, and a
//! superset of it with doctors, breaks and locks (`docs/reference/rounds-*.schema.json`). This module only reads
//! and writes: what the words mean is decided by [`crate::compile`].

mod instance;
mod read;
mod solution;

pub use instance::{
    Break, CareKind, Caregiver, Consultation, Doctor, Instance, Lock, LockState, ObjectiveFile, Office,
    Patient, Priority, Promise, RequiredCaregiver, SyncKind, Synchronization, WeightsFile, Window,
};
pub use read::{ReadError, SIZE_LIMIT, read_instance, read_solution, write_json};
pub use solution::{Consult, Costs, Pause, Refusal, Route, Solution, StopTime};
