//! The whole binary, as people run it.

mod crawl;
mod kill;
mod page;
mod running;
mod serve;
mod start;
