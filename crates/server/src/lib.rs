//! The only crate that knows every context: it composes routes, doors, status lines and jobs into the binary `maillage`.

mod house;
mod router;
mod sessions;

pub use house::house;
pub use router::router;
