//! What stands in the address of « Mon rendez-vous »: 128 random bits, of which only the SHA-256 is kept.

use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use identity::{NoRandomness, random_bytes};
use sha2::{Digest as _, Sha256};

/// The secret itself, 22 characters. It is in its page's address and in one mail, never in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkToken([u8; 16]);

impl LinkToken {
    /// A new secret.
    pub fn random() -> Result<Self, NoRandomness> {
        Ok(Self(random_bytes()?))
    }

    /// Reads what an address or a form carries.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// For the address.
    pub fn reveal(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What is kept.
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0).to_vec()
    }
}

impl fmt::Debug for LinkToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkToken(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_has_128_bits_and_reads_back() {
        let token = LinkToken::random().unwrap();
        assert_eq!(token.reveal().len(), 22);
        assert_eq!(LinkToken::parse(&token.reveal()), Some(token.clone()));
        assert_ne!(LinkToken::random().unwrap(), token);
        assert_eq!(format!("{token:?}"), "LinkToken(***)");
    }

    #[test]
    fn what_is_no_link_is_not_read() {
        for wrong in ["", "a", "../../etc/passwd", "AAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAA", "é"] {
            assert_eq!(LinkToken::parse(wrong), None, "{wrong}");
        }
    }
}
