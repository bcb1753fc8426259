//! Heads of the log: how many leaves it has and what their root is, signed. A head is a C2SP tlog-checkpoint without
//! extension lines, whose origin is the name of the key. A head kept elsewhere (an *anchor*) is what shows that the
//! end of the log was cut or an old state brought back.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::note::{self, NoteError, Signer, Verifier};
use crate::tree::NodeHash;

/// The size of the log, in leaves, and the root of its tree at that size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub size: u64,
    pub root: NodeHash,
}

/// Why a head is not believed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeadError {
    #[error(transparent)]
    Note(#[from] NoteError),
    #[error("the head belongs to another log")]
    OtherLog,
    #[error("the note is not a head: origin, size and root, one a line")]
    Form,
}

impl Head {
    /// Signs the head; the result is the whole note.
    pub fn sign(&self, signer: &Signer) -> Result<String, NoteError> {
        signer.sign(&format!("{}\n{}\n{}\n", signer.name(), self.size, STANDARD.encode(self.root.0)))
    }

    /// Checks a note against the keys of one log (the present one and those before it) and reads its head.
    pub fn open(note: &str, keys: &[Verifier]) -> Result<Self, HeadError> {
        let (origin, head) = Self::read(note::open(note, keys)?).ok_or(HeadError::Form)?;
        if keys.iter().any(|key| key.name() == origin) { Ok(head) } else { Err(HeadError::OtherLog) }
    }

    fn read(text: &str) -> Option<(&str, Self)> {
        let mut lines = text.lines();
        let (origin, digits, root) = (lines.next()?, lines.next()?, lines.next()?);
        let size: u64 = digits.parse().ok()?;
        let root = NodeHash::from_slice(&STANDARD.decode(root).ok()?)?;
        let exact = lines.next().is_none() && !origin.is_empty() && size.to_string() == digits;
        exact.then_some((origin, Self { size, root }))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn signer() -> Signer {
        Signer::from_seed("cpts.example/journal", &[7; 32]).unwrap()
    }

    #[test]
    fn the_published_checkpoint_is_read() {
        let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
        let (origin, head) = Head::read(text).unwrap();
        assert_eq!((origin, head.size), ("example.com/behind-the-sofa", 20_852_163));
        assert_eq!(head.root.to_string(), "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62");
    }

    #[test]
    fn a_head_is_written_in_the_published_form() {
        let head = Head { size: 0, root: NodeHash::empty() };
        let note = head.sign(&signer()).unwrap();
        assert!(note.starts_with(
            "cpts.example/journal\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— cpts.example/journal "
        ));
        assert_eq!(Head::open(&note, &[signer().verifier()]), Ok(head));
    }

    #[test]
    fn a_head_of_another_log_or_another_form_is_refused() {
        let keys = [signer().verifier()];
        let root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
        let signed = |text: String| Head::open(&signer().sign(&text).unwrap(), &keys);
        assert_eq!(signed(format!("other.example/journal\n1\n{root}\n")), Err(HeadError::OtherLog));
        for wrong in [
            format!("cpts.example/journal\n01\n{root}\n"),
            format!("cpts.example/journal\n+1\n{root}\n"),
            format!("cpts.example/journal\n-1\n{root}\n"),
            format!("cpts.example/journal\n1\n{root}\nextension\n"),
            "cpts.example/journal\n1\nAAAA\n".to_owned(),
            "cpts.example/journal\n1\n".to_owned(),
        ] {
            assert_eq!(signed(wrong.clone()), Err(HeadError::Form), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_head_with_one_character_changed_is_never_another_head(
            size in any::<u64>(), root in any::<[u8; 32]>(), at: prop::sample::Index, other in any::<char>()
        ) {
            let head = Head { size, root: NodeHash(root) };
            let mut note: Vec<char> = head.sign(&signer()).unwrap().chars().collect();
            let at = at.index(note.len());
            prop_assume!(note[at] != other);
            note[at] = other;
            let changed: String = note.into_iter().collect();
            prop_assert!(Head::open(&changed, &[signer().verifier()]).is_err());
        }

        #[test]
        fn what_is_no_note_is_refused_quietly(text in any::<String>(), tail in "(— [a-z]{0,3} [A-Za-z0-9+/=]{0,90}\n){0,3}") {
            let keys = [signer().verifier()];
            prop_assert!(Head::open(&text, &keys).is_err());
            let signed = format!("{text}\n\n{tail}");
            prop_assert!(Head::open(&signed, &keys).is_err());
            prop_assert!(text.parse::<Verifier>().is_err());
            prop_assert!(text.parse::<Signer>().is_err());
        }
    }
}
