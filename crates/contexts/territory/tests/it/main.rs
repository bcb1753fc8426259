//! The tenant and its dates.

mod perimeter;
