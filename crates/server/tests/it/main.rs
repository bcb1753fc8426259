//! The whole binary, as people run it; and the world that its demonstration loads.

mod crawl;
mod kill;
mod page;
mod running;
mod serve;
mod start;
mod world;
