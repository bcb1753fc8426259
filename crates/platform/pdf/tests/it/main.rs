//! Sheets made by the public interface and read back from their bytes.

mod bytes;
mod letter;
mod reader;
mod report;
mod samples;
mod words;
