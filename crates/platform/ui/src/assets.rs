//! The stylesheets, scripts and pictures, embedded in the binary with their brotli twins.
//!
//! Names contain the content's hash, so answers may be cached for ever. Nothing here reads a disk.

/// One static file as the server answers it.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    pub bytes: &'static [u8],
    /// The same bytes, compressed with brotli at quality 11.
    pub brotli: &'static [u8],
    pub content_type: &'static str,
    /// A strong validator, quotes included.
    pub etag: &'static str,
}

struct File {
    name: &'static str,
    url: &'static str,
    etag: &'static str,
    content_type: &'static str,
    bytes: &'static [u8],
    brotli: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Finds the file of a request path such as `/static/maillage-CAYROWK2.css`; `None` means not found.
pub fn find(path: &str) -> Option<Asset> {
    let file = FILES.iter().find(|file| file.url == path)?;
    Some(Asset { bytes: file.bytes, brotli: file.brotli, content_type: file.content_type, etag: file.etag })
}

/// The address of a file by its plain name: `url("maillage.css")`.
///
/// # Panics
/// When no such file was built: the name is a literal, so the first page shown tells.
pub fn url(name: &str) -> &'static str {
    let file = FILES.iter().find(|file| file.name == name);
    file.unwrap_or_else(|| panic!("no static file is called {name}")).url
}

/// Every address that [`find`] answers.
pub fn urls() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|file| file.url)
}
