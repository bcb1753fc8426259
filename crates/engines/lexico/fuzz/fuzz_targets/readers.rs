//! No file makes a reader panic, and every row it returns is as wide as the header.
#![no_main]

use lexico::survey::{FileKind, propose, read};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for kind in [FileKind::Text, FileKind::Delimited, FileKind::Spreadsheet] {
        if let Ok(table) = read(bytes, kind) {
            assert!(table.rows.iter().all(|row| row.cells.len() == table.headers.len()));
            let _ = propose(&table);
        }
    }
});
