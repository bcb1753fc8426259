//! Files that are almost not tables: read whole, or refused with a message that names the line.

use crate::reference::bytes;
use lexico::survey::{FileKind, ReadError, Role, propose, read};
use proptest::prelude::*;
use std::fmt::Write as _;

#[test]
fn a_delimited_file_is_read_whatever_its_encoding_and_its_quotes() {
    let text = "id;Freins\r\n1;\"Un courrier ; deux\r\nlignes, \"\"citées\"\"\"\r\n\r\n2;été\r\n";
    let windows: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let with_mark = format!("\u{feff}{text}").into_bytes();
    for bytes in [text.as_bytes(), &windows, &with_mark] {
        let table = read(bytes, FileKind::Delimited).unwrap();
        assert_eq!(table.headers, ["id", "Freins"]);
        assert_eq!(table.rows[0].cells[1], "Un courrier ; deux\r\nlignes, \"citées\"");
        assert_eq!((table.rows[1].line, table.rows[1].cells[1].as_str()), (5, "été"));
    }
}

#[test]
fn a_line_too_long_or_too_short_is_named_and_nothing_is_lost() {
    let table = read(b"a,b\n1\n2,x,y\n", FileKind::Delimited).unwrap();
    assert_eq!(table.rows[0].cells, ["1", ""]);
    assert_eq!(table.rows[1].cells, ["2", "x,y"]);
    assert!(table.notices[0].starts_with("Ligne 2") && table.notices[1].starts_with("Ligne 3"));
}

#[test]
fn a_quote_never_closed_is_named_with_its_line() {
    let text = format!("id;réponse\n1;\"jamais refermé\n{}", "2;x\n".repeat(400));
    let Err(ReadError::Line { line, .. }) = read(text.as_bytes(), FileKind::Delimited) else {
        panic!("refused")
    };
    assert_eq!(line, 2);
}

#[test]
fn a_line_of_digits_and_accents_is_text_and_no_star() {
    let table = read("123ê *rien\nune réponse".as_bytes(), FileKind::Text).unwrap();
    assert_eq!(table.rows.len(), 2);
}

#[test]
fn empty_files_and_false_workbooks_are_refused_in_words() {
    assert_eq!(read(b" \n", FileKind::Delimited), Err(ReadError::Empty));
    assert_eq!(read(b"a;b\n", FileKind::Delimited), Err(ReadError::NoRow));
    assert!(matches!(read(b"not a zip", FileKind::Spreadsheet), Err(ReadError::Workbook(_))));
}

#[test]
fn a_workbook_with_a_title_merged_cells_and_formulas_is_read_whole() {
    let table = read(&bytes("suivi.xlsx"), FileKind::Spreadsheet).unwrap();
    assert_eq!(table.headers, ["N°", "Structure", "Date", "Délai en jours", "Motif"]);
    assert_eq!(table.rows.len(), 12);
    let structures: Vec<&str> = table.column(1).collect();
    assert_eq!(
        structures[..4],
        ["Structure 1", "Structure 1", "Structure 1", "Structure 2"],
        "merged cells repeat"
    );
    assert_eq!(table.rows[0].cells[3], "10", "the value of a formula, not its text");
    assert_eq!(table.rows[0].cells[2], "2025-12-09");
    assert_eq!(table.rows[0].line, 4);
    let notices = table.notices.join("\n");
    for told in ["l’en-tête est lu à la ligne 3", "5 cellules fusionnées", "Ligne 11"] {
        assert!(notices.contains(told), "{told} is not in {notices}");
    }
}

#[test]
fn a_file_of_a_hundred_megabytes_is_read_whole() {
    let mut text = "id;réponse\n".to_owned();
    let answer =
        "le courrier du spécialiste ; arrive « trop tard » \"\"souvent\"\"\n et se perd. ".repeat(120);
    let mut rows: u64 = 0;
    while text.len() < 100_000_000 {
        rows += 1;
        let _ = writeln!(text, "{rows};\"{answer}\"");
    }
    let table = read(text.as_bytes(), FileKind::Delimited).unwrap();
    assert_eq!(table.rows.len() as u64, rows);
    assert_eq!(table.rows.last().unwrap().line, 2 + (rows - 1) * 121);
    assert!(table.notices.is_empty());
}

#[test]
fn a_tracking_sheet_proposes_roles_and_drops_who_people_are() {
    let sheet = "N°;Nom;Date de demande;État;Motif\n".to_owned()
        + &(1..=12)
            .map(|i| {
                format!("{i};Dupont{i};{i:02}/03/2026;{};avis\n", if i % 2 == 0 { "fait" } else { "à faire" })
            })
            .collect::<Vec<_>>()
            .concat();
    let roles: Vec<Role> = propose(&read(sheet.as_bytes(), FileKind::Delimited).unwrap())
        .columns
        .iter()
        .map(|c| c.role)
        .collect();
    assert_eq!(roles, [Role::Identifiant, Role::Personnel, Role::Date, Role::Choix, Role::Choix]);
}

#[test]
fn a_question_about_an_identifier_is_a_question_and_a_column_of_identifiers_is_personal() {
    let rows: String =
        (0..20).map(|i| if i % 2 == 0 { "jamais;2\n" } else { "quotidiennement;1\n" }).collect();
    let roles = |headers: &str| {
        let table = read(format!("{headers}\n{rows}").as_bytes(), FileKind::Delimited).unwrap();
        propose(&table).columns.iter().map(|c| c.role).collect::<Vec<_>>()
    };
    assert_eq!(roles("Outils : INS;INS")[..], [Role::Echelle, Role::Personnel]);
}

proptest! {
    #[test]
    fn no_file_makes_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for kind in [FileKind::Text, FileKind::Delimited, FileKind::Spreadsheet] {
            if let Ok(table) = read(&bytes, kind) {
                prop_assert!(table.rows.iter().all(|row| row.cells.len() == table.headers.len()));
                let _ = propose(&table);
            }
        }
    }

    /// A table written by any program and cut anywhere is read or refused, never lost in silence.
    #[test]
    fn no_row_is_lost(rows in prop::collection::vec(prop::collection::vec("[a-zé;\"\n ]{1,12}", 3), 1..20)) {
        let quoted = |cell: &String| format!("\"x{}\"", cell.replace('"', "\"\""));
        let mut text = "\"a\";\"b\";\"c\"\n".to_owned();
        for row in &rows {
            text.push_str(&(row.iter().map(quoted).collect::<Vec<_>>().join(";") + "\n"));
        }
        let table = read(text.as_bytes(), FileKind::Delimited).unwrap();
        prop_assert_eq!(table.rows.len(), rows.len());
        for (read, written) in table.rows.iter().zip(&rows) {
            let written: Vec<String> = written.iter().map(|cell| format!("x{cell}")).collect();
            prop_assert_eq!(&read.cells, &written);
        }
    }
}
