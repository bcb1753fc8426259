//! Pages over several contexts, tried over HTTP.

mod desk;
mod home;
