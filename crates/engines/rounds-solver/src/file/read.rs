//! Reads the documents from bytes, plain or gzip, and refuses what would exhaust the machine.
//!
//! A refusal is a sentence that names the row; nothing here panics on any input.

use std::io::Read as _;

use serde::{Serialize, de::DeserializeOwned};

use super::{Instance, Solution};

/// The largest document read, once unpacked: an instance of 3,000 patients takes half of it.
pub const SIZE_LIMIT: usize = 96 * 1024 * 1024;

/// Why a document cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("le document dépasse {} Mo une fois décompressé", SIZE_LIMIT / 1024 / 1024)]
    TooLarge,
    #[error("le fichier gzip est abîmé ({0})")]
    Packed(std::io::Error),
    #[error("le JSON est imbriqué sur plus de 128 niveaux (ligne {line}, colonne {column})")]
    TooDeep { line: usize, column: usize },
    #[error("le JSON ne se lit pas à la ligne {line}, colonne {column} : {message}")]
    Json { line: usize, column: usize, message: String },
}

/// Reads an instance document.
pub fn read_instance(bytes: &[u8]) -> Result<Instance, ReadError> {
    read(bytes)
}

/// Reads a solution document.
pub fn read_solution(bytes: &[u8]) -> Result<Solution, ReadError> {
    read(bytes)
}

/// Writes a document as indented JSON, or gzip when `packed`.
pub fn write_json(document: &impl Serialize, packed: bool) -> std::io::Result<Vec<u8>> {
    if !packed {
        let mut bytes = serde_json::to_vec_pretty(document)?;
        bytes.push(b'\n');
        return Ok(bytes);
    }
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    serde_json::to_writer(&mut gzip, document)?;
    gzip.finish()
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ReadError> {
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut plain = Vec::new();
        let mut unpacked = flate2::read::MultiGzDecoder::new(bytes).take(SIZE_LIMIT as u64 + 1);
        unpacked.read_to_end(&mut plain).map_err(ReadError::Packed)?;
        return parse(&plain);
    }
    parse(bytes)
}

fn parse<T: DeserializeOwned>(plain: &[u8]) -> Result<T, ReadError> {
    if plain.len() > SIZE_LIMIT {
        return Err(ReadError::TooLarge);
    }
    serde_json::from_slice(plain).map_err(|error| {
        let (line, column, message) = (error.line(), error.column(), error.to_string());
        if message.contains("recursion limit") {
            return ReadError::TooDeep { line, column };
        }
        let message = message.split(" at line ").next().unwrap_or_default().to_owned();
        ReadError::Json { line, column, message }
    })
}
