//! The floor, tried on a real server: signed contexts, roles, keys.

mod context;
mod rights;
