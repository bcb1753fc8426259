//! What closed answers say and how far it may be believed: proportions with their intervals, cross tables with their
//! tests, ordinal scales, multiple answers, weights, and the rules that keep a published table from naming someone.
//!
//! It is pure: no file, no clock, no randomness but a seed that the caller gives, and the same bits on every machine
//! (logarithms and exponentials come from `libm`, never from the platform). It must never print a percentage
//! without the number it is a percentage of.

pub mod adjust;
pub mod agreement;
pub mod crosstab;
pub mod disclosure;
pub mod exact;
pub mod law;
pub mod multiple;
pub mod proportion;
pub mod random;
pub mod scale;
pub mod survey;
pub mod weights;
