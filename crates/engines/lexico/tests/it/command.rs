//! The command line, run as the server runs it, on files in the folder of the tests.

use crate::reference::{lines, same_partition};
use clap::Parser;
use lexico::cli::LexicoCommand;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Parser)]
struct Program {
    #[command(subcommand)]
    command: LexicoCommand,
}

/// Runs `lexico …`; the message of the error when it fails.
fn lexico(arguments: &[&str]) -> Result<(), String> {
    let program = Program::try_parse_from([&["lexico"], arguments].concat()).map_err(|e| e.to_string())?;
    program.command.run().map(|_| ()).map_err(|e| format!("{e:#}"))
}

/// A new empty folder.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lexico-command").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn data(path: &str) -> String {
    format!("{}/tests/data/{path}", env!("CARGO_MANIFEST_DIR"))
}

fn header(path: &Path) -> String {
    fs::read_to_string(path).unwrap().lines().next().unwrap().to_owned()
}

#[test]
fn analyse_writes_every_table_every_figure_and_a_report_without_script() {
    let out = folder("analyse");
    let example = crate::survey::path();
    lexico(&["analyse", text(&example), "--out", text(&out), "--seuil", "5", "--sans-png"]).unwrap();
    let report = fs::read_to_string(out.join("rapport.html")).unwrap();
    assert!(!report.contains("<script") && !report.contains("src=\"http") && !report.contains("<link"));
    for said in [
        "Noto Sans",
        "Méthode et limites",
        "Wilson",
        "Figure 14.",
        "Croisements",
        "Ce que les classes demandent",
    ] {
        assert!(report.contains(said), "{said} is not in the report");
    }
    let question = out.join("freins-a-la-coordination");
    for name in [
        "mots",
        "profils",
        "profils-modalites",
        "afc-axes",
        "afc-points",
        "specificites",
        "similitude",
        "divisions",
    ] {
        assert!(question.join(format!("{name}.csv")).is_file(), "{name}.csv");
    }
    assert!(question.join("a-ne-pas-publier/concordance.csv").is_file());
    assert!(out.join("freins-a-la-coordination-afc.svg").is_file());
    assert!(out.join("telemedecine-teleconsultation-selon-specialite.csv").is_file());
    check_documentation(&out);
    // The analyst's two files come back in and change nothing.
    let again = folder("analyse-again");
    let (columns, forms) = (out.join("colonnes.toml"), out.join("formes.toml"));
    let files = ["--colonnes", text(&columns), "--formes", text(&forms)];
    lexico(
        &[&["analyse", text(&example), "--out", text(&again), "--seuil", "5", "--sans-png"], &files[..]]
            .concat(),
    )
    .unwrap();
    assert_eq!(report, fs::read_to_string(again.join("rapport.html")).unwrap());
}

/// What the documentation shows of the example is what the command makes; `LEXICO_GOLDEN=1` rewrites it after a wanted change.
fn check_documentation(made: &Path) {
    let shown = crate::survey::path();
    for entry in fs::read_dir(shown.parent().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "svg" || e == "html" || e == "toml") {
            let made = fs::read(made.join(path.file_name().unwrap())).unwrap();
            if std::env::var_os("LEXICO_GOLDEN").is_some() {
                fs::write(&path, &made).unwrap();
            }
            assert!(made == fs::read(&path).unwrap(), "{} is not what the command makes", path.display());
        }
    }
}

#[test]
fn a_figure_becomes_the_same_png_twice() {
    let (file, out) = (folder("png").join("une.csv"), folder("png-out"));
    fs::write(&file, "Avis\n".to_owned() + &"oui\nnon\noui\n".repeat(10)).unwrap();
    let run = || {
        lexico(&["analyse", text(&file), "--out", text(&out), "--seuil", "5"]).unwrap();
        fs::read_dir(&out)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| path.extension().is_some_and(|e| e == "png"))
            .map(|path| fs::read(path).unwrap())
            .unwrap()
    };
    let image = run();
    assert!(
        image.starts_with(b"\x89PNG\r\n\x1a\n") && image.len() > 2_000,
        "letters of the embedded font are drawn"
    );
    assert_eq!(image, run());
}

#[test]
fn a_filter_and_a_base_are_told_in_the_report() {
    let folder = folder("filtre");
    let base = folder.join("base.csv");
    fs::write(&base, "colonne;modalité;effectif\nStatut;libéral exclusif;2000\nStatut;exercice mixte;1055\n")
        .unwrap();
    let (example, out) = (crate::survey::path(), folder.join("out"));
    let options =
        ["--seuil", "5", "--sans-png", "--filtre", "Département=Cher", "--filtre", "Département=Loiret"];
    let calibration = ["--calage", text(&base)];
    lexico(&[&["analyse", text(&example), "--out", text(&out)], &options[..], &calibration[..]].concat())
        .unwrap();
    let report = fs::read_to_string(out.join("rapport.html")).unwrap();
    assert!(report.contains("Filtre\u{a0}: Département\u{a0}: Cher, Département\u{a0}: Loiret."));
    assert!(report.contains("62 répondants") && report.contains("Résultats pondérés"));
    assert!(header(&out.join("ponderation.csv")).contains("Part pondérée"));
    let refused =
        lexico(&["analyse", text(&example), "--out", text(&out), "--filtre", "Spécialité=neurologie"]);
    assert!(refused.unwrap_err().contains("moins de 11 répondants"));
}

#[test]
fn a_tracking_sheet_comes_in_with_a_proposed_mapping() {
    let out = folder("suivi");
    lexico(&["analyse", &data("suivi.xlsx"), "--out", text(&out), "--seuil", "3", "--sans-png"]).unwrap();
    let columns = fs::read_to_string(out.join("colonnes.toml")).unwrap();
    for (name, role) in
        [("N°", "identifiant"), ("Date", "date"), ("Délai en jours", "nombre"), ("Motif", "libre")]
    {
        assert!(columns.contains(&format!("nom = \"{name}\"\nrole = \"{role}\"")), "{name}: {columns}");
    }
    assert!(fs::read_to_string(out.join("rapport.html")).unwrap().contains("l’en-tête est lu à la ligne 3"));
}

#[test]
fn one_respondent_makes_a_report_that_publishes_nothing() {
    let (file, out) = (folder("seul").join("seul.csv"), folder("seul-out"));
    fs::write(&file, "Ville;Freins\nBourges;Le courrier arrive toujours trop tard au cabinet médical\n")
        .unwrap();
    lexico(&["analyse", text(&file), "--out", text(&out)]).unwrap();
    let report = fs::read_to_string(out.join("rapport.html")).unwrap();
    assert!(!report.contains("Bourges") && !report.contains("courrier"));
}

#[test]
fn the_classification_alone_writes_the_four_files_of_the_bench() {
    let out = folder("chd");
    lexico(&["chd", &data("c168/dtm_triplets.csv"), "--out", text(&out), "--rainette", "6"]).unwrap();
    let columns: Vec<String> = (1..=9).map(|s| format!("split{s}")).collect();
    assert_eq!(header(&out.join("nodes.csv")), format!("seg,{}", columns.join(",")));
    assert_eq!(
        header(&out.join("splits.csv")),
        "split,mother,child1,child2,inertia_cut,inertia_final,total,threshold"
    );
    assert_eq!(header(&out.join("classes.csv")), "seg,class");
    assert!(header(&out.join("profiles.csv")).starts_with("class,term"));
    let column = |content: &str, column: usize| -> Vec<u32> {
        content.lines().skip(1).map(|l| l.split(',').nth(column).unwrap().parse().unwrap()).collect()
    };
    let nodes = fs::read_to_string(out.join("nodes.csv")).unwrap();
    for split in 1..=9 {
        let theirs: Vec<u32> =
            lines("c168/iramuteq_n1.csv", ',').iter().map(|l| l[split].parse().unwrap()).collect();
        assert!(same_partition(&column(&nodes, split), &theirs));
    }
    assert_eq!(header(&out.join("groups.csv")), "seg,k2,k3,k4,k5,k6");
}

#[test]
fn the_factor_analysis_alone_writes_its_three_files() {
    let out = folder("afc");
    lexico(&["afc", &data("c168/words_by_class.csv"), "--out", text(&out)]).unwrap();
    assert_eq!(header(&out.join("eigen.csv")), "axis,eigen,pct");
    let eigen = fs::read_to_string(out.join("eigen.csv")).unwrap();
    for (ours, theirs) in eigen.lines().skip(1).zip(lines("c168/afc_eigen.csv", ',')) {
        let ours: f64 = ours.split(',').nth(1).unwrap().parse().unwrap();
        assert!((ours / theirs[1].parse::<f64>().unwrap() - 1.0).abs() < 1e-10);
    }
    assert!(header(&out.join("rows.csv")).starts_with("name,std1"));
    assert!(header(&out.join("cols.csv")).starts_with("name,std1"));
}

#[test]
fn a_step_refuses_a_wrong_line_by_its_number() {
    let folder = folder("faux");
    let wrong = |content: &str, step: &str| {
        let file = folder.join("table.csv");
        fs::write(&file, content).unwrap();
        lexico(&[step, text(&file), "--out", text(&folder.join("out"))]).unwrap_err()
    };
    assert!(wrong("seg,term\n1,2\n0,4\n", "chd").contains("ligne 3"));
    assert!(wrong("seg,term\n1;2\n", "chd").contains("ligne 2"));
    assert!(wrong("seg,term\n", "chd").contains("aucune présence"));
    assert!(wrong("mot,a,b\nx,1,2\ny,trois,4\n", "afc").contains("ligne 3"));
    assert!(
        wrong("mot,a,b\nx,1,2\ny,3\n", "afc").contains("ligne 3")
            || wrong("mot,a,b\nx,1,2\ny,3\n", "afc").contains("line: 3")
    );
}
