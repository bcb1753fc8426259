//! Sealing: encryption of one value, bound to its place so that it cannot be moved to another row or column.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::ZeroizeOnDrop;

/// The key of a territory or of a patient.
#[derive(Clone, ZeroizeOnDrop)]
pub struct Key([u8; 32]);

#[derive(Debug, thiserror::Error)]
pub enum SealError {
    #[error("open a sealed value: it was altered, moved or sealed with another key")]
    Altered,
    #[error("get randomness from the system")]
    Randomness,
}

const NONCE: usize = 24;

impl Key {
    pub(crate) fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(crate) fn random() -> Result<Self, SealError> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(|_| SealError::Randomness)?;
        Ok(Self(bytes))
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Seals `plain` for `place` (say `patients.patient.identity|<row id>`): random nonce, then ciphertext and tag.
    pub fn seal(&self, place: &str, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0_u8; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| SealError::Randomness)?;
        let cipher = XChaCha20Poly1305::new(&self.0.into());
        let sealed = cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: place.as_bytes() })
            .map_err(|_| SealError::Altered)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`Key::seal`] made for the same `place`.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE>().ok_or(SealError::Altered)?;
        let cipher = XChaCha20Poly1305::new(&self.0.into());
        cipher
            .decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: place.as_bytes() })
            .map_err(|_| SealError::Altered)
    }

    /// A keyed hash of `parts`, for search by equality: 32 bytes, the same for the same parts and key.
    ///
    /// Parts are length-prefixed, so that `("ab", "c")` and `("a", "bc")` differ.
    pub fn token(&self, purpose: &str, parts: &[&str]) -> Vec<u8> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        for part in std::iter::once(&purpose).chain(parts) {
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac.finalize().into_bytes().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_value_opens_at_its_place_only() {
        let key = Key::random().unwrap();
        let sealed = key.seal("patients.patient.identity|1", b"DURAND").unwrap();
        assert_eq!(key.open("patients.patient.identity|1", &sealed).unwrap(), b"DURAND");
        assert!(key.open("patients.patient.identity|2", &sealed).is_err());
        assert!(Key::random().unwrap().open("patients.patient.identity|1", &sealed).is_err());
    }

    #[test]
    fn an_altered_byte_is_noticed() {
        let key = Key::random().unwrap();
        let sealed = key.seal("place", b"text").unwrap();
        for index in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[index] ^= 1;
            assert!(key.open("place", &altered).is_err(), "byte {index}");
        }
    }

    #[test]
    fn tokens_keep_their_parts_apart() {
        let key = Key::from_bytes([7; 32]);
        assert_ne!(key.token("name", &["ab", "c"]), key.token("name", &["a", "bc"]));
        assert_ne!(key.token("name", &["ab"]), key.token("phone", &["ab"]));
    }
}
