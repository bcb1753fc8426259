//! Figures on a real server: the truth is what people and mail servers did, the page is what a coordinator reads.

mod access_to;
mod continuity;
mod fold;
mod perimeter;
mod scene;
mod volumes;
