//! What a document is, told by its bytes and never by its name.

use serde::{Deserialize, Serialize};

/// The largest document, in bytes: a photo of a sheet by a good telephone.
pub const LARGEST: usize = 10 * 1024 * 1024;

/// What a document is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    Prescription,
    Photo,
    Report,
    Result,
    Letter,
}

impl DocumentKind {
    pub const ALL: [Self; 5] = [Self::Prescription, Self::Photo, Self::Report, Self::Result, Self::Letter];

    /// The name that tables use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Prescription => "prescription",
            Self::Photo => "photo",
            Self::Report => "report",
            Self::Result => "result",
            Self::Letter => "letter",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// « Ordonnance »
    pub fn words(self) -> &'static str {
        match self {
            Self::Prescription => "Ordonnance",
            Self::Photo => "Photo",
            Self::Report => "Compte rendu",
            Self::Result => "Résultat",
            Self::Letter => "Courrier",
        }
    }
}

/// The kinds of files that are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MediaType {
    #[serde(rename = "application/pdf")]
    Pdf,
    #[serde(rename = "image/jpeg")]
    Jpeg,
    #[serde(rename = "image/png")]
    Png,
}

/// Why bytes are not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAFile {
    #[error("keep a file that is empty")]
    Empty,
    #[error("keep a file beyond ten megabytes")]
    TooLarge,
    #[error("keep a file that is neither a PDF nor a JPEG nor a PNG picture")]
    Unknown,
    #[error("keep a file that stops before its end")]
    Cut,
}

impl NotAFile {
    /// The sentence shown beside the field.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Empty => "Ce fichier est vide\u{a0}: choisissez-en un autre.",
            Self::TooLarge => {
                "Ce fichier dépasse 10\u{a0}Mo\u{a0}: reprenez la photo en plus petit, ou joignez le PDF."
            }
            Self::Unknown => {
                "Ce fichier n’est ni un PDF, ni une photo JPEG ou PNG\u{a0}: enregistrez-le dans un de ces formats."
            }
            Self::Cut => "Ce fichier est incomplet\u{a0}: joignez-le de nouveau.",
        }
    }
}

impl MediaType {
    /// What these bytes are: by their first bytes, and whole by their last.
    pub fn of(bytes: &[u8]) -> Result<Self, NotAFile> {
        if bytes.is_empty() {
            return Err(NotAFile::Empty);
        }
        if bytes.len() > LARGEST {
            return Err(NotAFile::TooLarge);
        }
        let tail = &bytes[bytes.len().saturating_sub(1024)..];
        let ends_with = |mark: &[u8]| tail.windows(mark.len()).any(|window| window == mark);
        let (kind, whole) = if bytes.starts_with(b"%PDF-") {
            (Self::Pdf, ends_with(b"%%EOF"))
        } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            (Self::Jpeg, ends_with(&[0xff, 0xd9]))
        } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            (Self::Png, ends_with(b"IEND"))
        } else {
            return Err(NotAFile::Unknown);
        };
        if whole { Ok(kind) } else { Err(NotAFile::Cut) }
    }

    /// As HTTP and mail write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Pdf, Self::Jpeg, Self::Png].into_iter().find(|kind| kind.name() == name)
    }

    /// The end of a file's name: `pdf`.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }

    /// « PDF », « photo »
    pub fn words(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Jpeg | Self::Png => "photo",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_say() {
        assert_eq!(MediaType::of(b"%PDF-1.7\n...\n%%EOF\n"), Ok(MediaType::Pdf));
        assert_eq!(MediaType::of(&[0xff, 0xd8, 0xff, 0xe0, 1, 2, 0xff, 0xd9]), Ok(MediaType::Jpeg));
        assert_eq!(MediaType::of(b"\x89PNG\r\n\x1a\n....IEND\xaeB`\x82"), Ok(MediaType::Png));
    }

    #[test]
    fn what_only_pretends_is_refused() {
        assert_eq!(MediaType::of(b""), Err(NotAFile::Empty));
        assert_eq!(MediaType::of(b"<html>ordonnance.pdf</html>"), Err(NotAFile::Unknown));
        assert_eq!(MediaType::of(b"MZ\x90\0"), Err(NotAFile::Unknown));
        assert_eq!(MediaType::of(b"%PDF-1.7\nhalf of it"), Err(NotAFile::Cut));
        assert_eq!(MediaType::of(&vec![0; LARGEST + 1]), Err(NotAFile::TooLarge));
    }
}
