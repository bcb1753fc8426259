//! Secrets handed to one browser or one mailbox: 256 random bits, of which only the SHA-256 is kept.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// The secret itself. It is shown once, in a cookie or a link, and never logged.
#[derive(Clone)]
pub struct Token(String);

/// What is kept of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenHash(pub Vec<u8>);

#[derive(Debug, thiserror::Error)]
#[error("get randomness from the system")]
pub struct NoRandomness;

impl Token {
    /// A new secret.
    pub fn random() -> Result<Self, NoRandomness> {
        Ok(Self(BASE64_URL_SAFE_NO_PAD.encode(random_bytes::<32>()?)))
    }

    /// What somebody sends back, to be looked up by its hash.
    pub fn presented(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// For the cookie or the link.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0.as_bytes()).to_vec())
    }
}

/// Bytes that nobody can guess.
pub fn random_bytes<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0_u8; N];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(***)")
    }
}
