//! The binary `maillage`.

fn main() {}
