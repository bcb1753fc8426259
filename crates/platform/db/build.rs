//! A new migration rebuilds the crate that embeds them.

fn main() {
    println!("cargo:rerun-if-changed=../../../migrations");
}
