//! Embeds what `web/build.mjs` made, so that the server is one file and never serves a sheet of another version.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo names the crate's folder"));
    let dist = root.join("../../../web/dist");
    let manifest = dist.join("manifest.json");
    println!("cargo::rerun-if-changed={}", manifest.display());
    let Ok(text) = fs::read_to_string(&manifest) else {
        println!(
            "cargo::error=web/dist is missing: run `cargo xtask web` once (it is `npm ci && node build.mjs` in web/)"
        );
        return;
    };
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo names the output folder"));
    fs::write(out.join("assets.rs"), table(&dist, &text)).expect("the output folder can be written");
}

/// The source of a static table, one line a file.
fn table(dist: &Path, manifest: &str) -> String {
    let mut source = String::from("static FILES: &[File] = &[\n");
    for (name, file) in pairs(manifest) {
        let bytes = dist.join(file).canonicalize().expect("the manifest names files that exist");
        let brotli = format!("{}.br", bytes.display());
        writeln!(
            source,
            "    File {{ name: {name:?}, url: {url:?}, etag: {etag:?}, content_type: {kind:?}, bytes: include_bytes!({bytes:?}), brotli: include_bytes!({brotli:?}) }},",
            url = format!("/static/{file}"),
            etag = format!("\"{file}\""),
            kind = content_type(file),
            bytes = bytes.display().to_string(),
        )
        .expect("a string can be written");
    }
    source.push_str("];\n");
    source
}

/// The pairs of a flat JSON object of strings, which is all that the manifest is.
fn pairs(manifest: &str) -> Vec<(&str, &str)> {
    let words: Vec<&str> = manifest.split('"').skip(1).step_by(2).collect();
    words.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
}

fn content_type(file: &str) -> &'static str {
    match Path::new(file).extension().and_then(|extension| extension.to_str()) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        other => panic!("no content type is known for {other:?}"),
    }
}
