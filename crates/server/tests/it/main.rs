//! The whole binary, as people run it.

mod crawl;
mod page;
mod running;
mod start;
