//! The floor under every query: the private PostgreSQL cluster, its roles, the signed transaction and the keys.
//!
//! No pool leaves this crate. A query runs in a [`Tx`], which carries one territory, one actor and the moment,
//! signed so that row-level security can trust them. No business word lives here.

mod binaries;
mod clock;
mod cluster;
mod context;
mod keys;
mod overreach;
mod provision;
mod seal;
mod tx;

pub use binaries::{Binaries, BinariesError};
pub use clock::Clock;
pub use cluster::{Cluster, ClusterError, Purpose};
pub use context::Actor;
pub use keys::{KeyError, MasterKey};
pub use overreach::overreach;
pub use provision::{Address, DATABASE, MIGRATIONS, ProvisionError, Role, migrate, provision};
pub use seal::{Key, SealError};
pub use tx::{Db, DbError, Tx};
