//! Signed notes (c2sp.org/signed-note): a text that anyone can keep, print or mail, and check later with a key that
//! fits on one line. Heads of the log are such notes. It must never print a secret key, nor tell anything about a
//! text whose signature it has not checked.

use std::fmt;
use std::str::FromStr;

use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// The signature type of Ed25519 in key ids and in the text of keys.
const ED25519: u8 = 1;
/// Where Go's note package begins the text of a secret key; kept, so that its tools read ours.
const SECRET_PREFIX: &str = "PRIVATE+KEY+";
const MAX_NOTE_BYTES: usize = 64 * 1024;
const MAX_SIGNATURES: usize = 32;

/// Why the text of a key is not one.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("the name of a key is not empty and has no space and no `+`")]
    Name,
    #[error("the text of a key is name+id+base64")]
    Form,
    #[error("the id of the key does not match its name and bytes")]
    Id,
    #[error("the random source of the system does not answer: {0}")]
    Random(getrandom::Error),
}

/// Why a note is not believed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    #[error("the note is malformed")]
    Form,
    #[error("the note carries no signature of a known key")]
    NoKnownSignature,
    #[error("the signature of `{0}` does not match the note")]
    Forged(String),
}

/// A public key and its name: `name+id+base64`, as Go's note tools write it.
#[derive(Clone, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    id: [u8; 4],
    key: VerifyingKey,
}

impl Verifier {
    fn new(name: &str, key: VerifyingKey) -> Self {
        Self { name: name.to_owned(), id: key_id(name, key.as_bytes()), key }
    }

    /// The name of the key; for the key of a log, its origin.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![ED25519];
        bytes.extend_from_slice(self.key.as_bytes());
        write!(f, "{}+{:08x}+{}", self.name, u32::from_be_bytes(self.id), STANDARD.encode(bytes))
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Verifier {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let KeyText { name, id, bytes } = KeyText::read(text)?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| KeyError::Form)?;
        let verifier = Self::new(name, key);
        if verifier.id == id { Ok(verifier) } else { Err(KeyError::Id) }
    }
}

/// A secret key and its name. Its bytes are erased when dropped, and its `Debug` never shows them.
pub struct Signer {
    name: String,
    key: SigningKey,
}

impl Signer {
    /// Makes a new key from the system's random source. `name` is a schema-less URL such as `cpts.example/journal`.
    pub fn generate(name: &str) -> Result<Self, KeyError> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *seed).map_err(KeyError::Random)?;
        Self::from_seed(name, &seed)
    }

    /// The key of these 32 secret bytes.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        check_name(name)?;
        Ok(Self { name: name.to_owned(), key: SigningKey::from_bytes(seed) })
    }

    /// The text to keep in a file that only the server reads: `PRIVATE+KEY+name+id+base64`.
    pub fn secret_text(&self) -> Zeroizing<String> {
        let mut bytes = Zeroizing::new([0; 33]);
        bytes[0] = ED25519;
        bytes[1..].copy_from_slice(self.key.as_bytes());
        let encoded = Zeroizing::new(STANDARD.encode(bytes.as_slice()));
        let id = u32::from_be_bytes(self.verifier().id);
        Zeroizing::new(format!("{SECRET_PREFIX}{}+{id:08x}+{}", self.name, *encoded))
    }

    /// The public half.
    pub fn verifier(&self) -> Verifier {
        Verifier::new(&self.name, self.key.verifying_key())
    }

    /// The name of the key.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Signs a text that ends in a newline and holds no other control character; the result is the whole note.
    pub fn sign(&self, text: &str) -> Result<String, NoteError> {
        if !is_note_text(text) {
            return Err(NoteError::Form);
        }
        let mut signature = self.verifier().id.to_vec();
        signature.extend_from_slice(&self.key.sign(text.as_bytes()).to_bytes());
        Ok(format!("{text}\n— {} {}\n", self.name, STANDARD.encode(signature)))
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({}, ***)", self.name)
    }
}

impl FromStr for Signer {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let text = text.trim_end().strip_prefix(SECRET_PREFIX).ok_or(KeyError::Form)?;
        let KeyText { name, id, bytes } = KeyText::read(text)?;
        let signer = Self::from_seed(name, &bytes)?;
        if signer.verifier().id == id { Ok(signer) } else { Err(KeyError::Id) }
    }
}

/// Checks a note against known keys and returns its text. Signatures of unknown keys are ignored; one wrong
/// signature of a known key spoils the note.
pub fn open<'a>(note: &'a str, known: &[Verifier]) -> Result<&'a str, NoteError> {
    let split = note.rfind("\n\n").filter(|_| note.len() <= MAX_NOTE_BYTES).ok_or(NoteError::Form)? + 1;
    let (text, signatures) = (&note[..split], &note[split + 1..]);
    if !is_note_text(text) || !signatures.ends_with('\n') || signatures.lines().count() > MAX_SIGNATURES {
        return Err(NoteError::Form);
    }
    let mut believed = false;
    for line in signatures.lines() {
        let (name, id, signature) = signature_line(line).ok_or(NoteError::Form)?;
        let Some(verifier) = known.iter().find(|key| key.name == name && key.id == id) else { continue };
        let genuine = Signature::from_slice(&signature)
            .and_then(|signature| verifier.key.verify_strict(text.as_bytes(), &signature));
        genuine.map_err(|_| NoteError::Forged(name.to_owned()))?;
        believed = true;
    }
    if believed { Ok(text) } else { Err(NoteError::NoKnownSignature) }
}

fn signature_line(line: &str) -> Option<(&str, [u8; 4], Vec<u8>)> {
    let (name, encoded) = line.strip_prefix("— ")?.split_once(' ')?;
    check_name(name).ok()?;
    let bytes = STANDARD.decode(encoded).ok()?;
    let (id, signature) = bytes.split_first_chunk::<4>()?;
    Some((name, *id, signature.to_vec()))
}

fn is_note_text(text: &str) -> bool {
    text.len() > 1 && text.ends_with('\n') && !text.chars().any(|c| c < ' ' && c != '\n')
}

fn check_name(name: &str) -> Result<(), KeyError> {
    let wrong = name.is_empty() || name.chars().any(|c| c.is_whitespace() || c == '+' || c < ' ');
    if wrong { Err(KeyError::Name) } else { Ok(()) }
}

/// SHA-256(name ‖ newline ‖ type ‖ public key), first four bytes.
fn key_id(name: &str, key: &[u8; 32]) -> [u8; 4] {
    let hash = Sha256::new().chain_update(name).chain_update([b'\n', ED25519]).chain_update(key).finalize();
    [hash[0], hash[1], hash[2], hash[3]]
}

/// The text of a key taken apart; the bytes may be secret.
struct KeyText<'a> {
    name: &'a str,
    id: [u8; 4],
    bytes: Zeroizing<[u8; 32]>,
}

impl<'a> KeyText<'a> {
    /// Reads `name+id+base64(type ‖ 32 bytes)`.
    fn read(text: &'a str) -> Result<Self, KeyError> {
        let mut fields = text.splitn(3, '+');
        let (Some(name), Some(id), Some(encoded)) = (fields.next(), fields.next(), fields.next()) else {
            return Err(KeyError::Form);
        };
        check_name(name)?;
        let id = (id.len() == 8).then(|| u32::from_str_radix(id, 16).ok()).flatten().ok_or(KeyError::Form)?;
        let decoded = Zeroizing::new(STANDARD.decode(encoded).map_err(|_| KeyError::Form)?);
        let Some((&ED25519, key)) = decoded.split_first() else { return Err(KeyError::Form) };
        let bytes = Zeroizing::new(key.try_into().map_err(|_| KeyError::Form)?);
        Ok(Self { name, id: id.to_be_bytes(), bytes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A note and key published with the signed-note format.
    const FOREIGN_KEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    const FOREIGN_NOTE: &str = "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    /// The pair of keys and the note of the documentation of Go's golang.org/x/mod/sumdb/note (BSD-3-Clause).
    const GO_SECRET: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    const GO_KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const GO_TEXT: &str = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    const GO_NOTE: &str = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    fn signer() -> Signer {
        Signer::from_seed("cpts.example/journal", &[7; 32]).unwrap()
    }

    #[test]
    fn a_note_signed_elsewhere_is_believed() {
        let known = [FOREIGN_KEY.parse().unwrap(), GO_KEY.parse().unwrap()];
        assert_eq!(open(FOREIGN_NOTE, &known), Ok("This is an example message.\n"));
        assert_eq!(open(GO_NOTE, &known), Ok(GO_TEXT));
    }

    #[test]
    fn a_secret_key_made_elsewhere_signs_the_same_bytes() {
        let signer: Signer = GO_SECRET.parse().unwrap();
        assert_eq!(signer.sign(GO_TEXT).unwrap(), GO_NOTE);
        assert_eq!(signer.verifier().to_string(), GO_KEY);
        assert_eq!(*signer.secret_text(), GO_SECRET);
    }

    #[test]
    fn a_key_never_shows_its_secret() {
        assert_eq!(format!("{:?}", signer()), "Signer(cpts.example/journal, ***)");
    }

    #[test]
    fn a_new_key_is_like_no_other() {
        let [first, second] = [(); 2].map(|()| Signer::generate("cpts.example/journal").unwrap());
        assert_ne!(*first.secret_text(), *second.secret_text());
        let note = first.sign("a\n").unwrap();
        assert_eq!(open(&note, &[second.verifier()]), Err(NoteError::NoKnownSignature));
        assert_eq!(open(&note, &[second.verifier(), first.verifier()]), Ok("a\n"));
    }

    #[test]
    fn a_changed_text_is_forged() {
        let note = signer().sign("one\ntwo\n").unwrap();
        let forged = note.replace("two", "six");
        assert_eq!(
            open(&forged, &[signer().verifier()]),
            Err(NoteError::Forged("cpts.example/journal".to_owned()))
        );
    }

    #[test]
    fn one_wrong_signature_of_a_known_key_spoils_the_note() {
        let other = Signer::from_seed("cpts.example/journal", &[8; 32]).unwrap();
        let note = signer().sign("one\n").unwrap();
        let wrong = other.sign("two\n").unwrap().split_once("\n\n").unwrap().1.to_owned();
        let both = format!("{note}{wrong}");
        assert_eq!(open(&both, &[signer().verifier()]), Ok("one\n"), "an unknown key is ignored");
        assert!(matches!(open(&both, &[signer().verifier(), other.verifier()]), Err(NoteError::Forged(_))));
    }

    #[test]
    fn a_malformed_note_is_refused() {
        let verifier = [signer().verifier()];
        let note = signer().sign("one\n").unwrap();
        for malformed in [
            "",
            "\n\n",
            "one\n",
            "one\n\n",
            note.trim_end(),
            &note.replace("— ", "- "),
            &note.replace('=', ""),
            &note.replace("one", "o\tne"),
            &format!("{note}trailing\n"),
            &format!("{}{note}", "x".repeat(MAX_NOTE_BYTES)),
        ] {
            assert!(open(malformed, &verifier).is_err(), "{malformed:?}");
        }
        assert_eq!(signer().sign("no newline"), Err(NoteError::Form));
        assert_eq!(signer().sign("a\rb\n"), Err(NoteError::Form));
    }

    #[test]
    fn a_text_that_is_no_key_is_refused() {
        for text in
            ["", "a", "a+b", "a+530d903a", "a b+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"]
        {
            assert!(text.parse::<Verifier>().is_err(), "{text}");
        }
        assert_eq!(FOREIGN_KEY.replace("foo", "bar").parse::<Verifier>(), Err(KeyError::Id));
        assert!(Signer::from_seed("with space", &[0; 32]).is_err());
        assert!(Signer::from_seed("with+plus", &[0; 32]).is_err());
        assert!(GO_KEY.parse::<Signer>().is_err());
    }
}
