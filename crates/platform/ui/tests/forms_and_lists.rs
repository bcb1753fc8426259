//! What forms keep and say, what lists link to and write into files.

use askama::Template;
use ui::{Badge, Cell, Choice, Column, Field, Form, List, Paging, Pick, Problems, Sort, Typed};

fn booking() -> Form<'static> {
    Form::new("/agenda", "Réserver")
        .with(Field::line("patient", "Patient").hint("Trois lettres suffisent").required())
        .with(Field::area("motif", "Motif", 4).value("ancien"))
        .with(
            Field::choice("quand", "Quand", [Choice::new("1", "jeudi"), Choice::new("2", "vendredi")])
                .value("1"),
        )
        .with(Field::check("rappel", "Rappeler").ticked(true))
        .with(Field::picks("lecteurs", "Lecteurs", [Pick::new("a", "A").ticked(true), Pick::new("b", "B")]))
}

fn shown(form: &Form<'_>) -> String {
    form.render().expect("a form renders")
}

#[test]
fn the_first_wrong_field_takes_the_focus_and_no_other() {
    let typed = Typed::parse(b"patient=x&motif=");
    let problems = Problems::none().on("quand", "Choisissez un jour.").on("motif", "Dites pourquoi.");
    let html = shown(&booking().filled(&typed, &problems));
    assert_eq!(html.matches(" autofocus").count(), 1);
    let focused =
        html.split(" autofocus").next().and_then(|before| before.rsplit('<').next()).unwrap_or_default();
    assert!(focused.starts_with("textarea") && focused.contains("name=\"motif\""), "{focused}");
}

#[test]
fn a_wrong_choice_takes_the_focus_on_its_first_answer() {
    let problems = Problems::none().on("quand", "Choisissez un jour.");
    let html = shown(&booking().filled(&Typed::parse(b"patient=x"), &problems));
    assert!(html.contains("value=\"1\" checked autofocus"), "{html}");
}

#[test]
fn an_error_says_what_to_do_beside_its_field_after_the_hint() {
    let html = shown(
        &booking()
            .filled(&Typed::parse(b"patient="), &Problems::none().on("patient", "Tapez trois lettres.")),
    );
    assert!(html.contains("aria-describedby=\"f-patient-n f-patient-e\" aria-invalid=\"true\""), "{html}");
    let (label, hint) =
        (html.find("<label for=\"f-patient\"").unwrap(), html.find("id=\"f-patient-n\"").unwrap());
    let (input, error) =
        (html.find("<input id=\"f-patient\"").unwrap(), html.find("id=\"f-patient-e\"").unwrap());
    assert!(label < hint && hint < input && input < error);
}

#[test]
fn what_was_typed_stays_even_when_it_means_nothing() {
    let html = shown(
        &booking()
            .filled(&Typed::parse("patient=31%2F02%2F1950+%C3%A9&quand=9".as_bytes()), &Problems::none()),
    );
    assert!(html.contains("value=\"31/02/1950 é\""), "{html}");
    assert!(html.contains("\nancien</textarea>"), "a field that was not posted keeps its value");
}

#[test]
fn a_box_that_came_back_unticked_stays_unticked() {
    let first = shown(&booking().filled(&Typed::default(), &Problems::none()));
    assert_eq!(first.matches("checked").count(), 3);
    let again = shown(&booking().filled(&Typed::parse(b"patient=x&quand=2&lecteurs=b"), &Problems::none()));
    assert!(again.contains("value=\"b\" checked") && !again.contains("value=\"a\" checked"), "{again}");
    assert!(again.contains("value=\"2\" checked") && !again.contains("value=\"oui\" checked"), "{again}");
}

#[test]
fn a_text_that_begins_with_an_empty_line_keeps_it() {
    let html = shown(&booking().filled(&Typed::parse(b"motif=%0Adeux"), &Problems::none()));
    assert!(html.contains(">\n\ndeux</textarea>"), "{html}");
}

#[test]
fn a_free_layout_shows_each_field_where_it_is_put() {
    let form = booking().with(Field::hidden("jeton", "j")).id("r");
    let html = format!("{}{}{}", form.open(), form.field("motif"), form.close());
    assert!(html.starts_with("<form method=\"post\" action=\"/agenda\" id=\"r\""), "{html}");
    assert!(html.contains("name=\"jeton\" value=\"j\"") && html.contains("id=\"r-motif\""), "{html}");
    assert!(!html.contains("name=\"patient\""), "{html}");
    assert!(html.trim_end().ends_with("</form>"), "{html}");
}

#[test]
#[should_panic(expected = "the form has no field called motf")]
fn a_misspelt_field_is_told_at_once() {
    let _ = booking().field("motf");
}

#[test]
fn what_was_typed_never_reaches_a_log() {
    let typed = Typed::parse(b"nom=MARTIN&ins=151061830001475");
    assert_eq!(format!("{typed:?}"), r#"["nom", "ins"]"#);
    assert_eq!(typed.get("nom"), Some("MARTIN"));
    assert_eq!(Typed::parse(b"nom=++").get("nom"), None);
}

struct Row {
    name: &'static str,
    minutes: Option<u32>,
    rate: f64,
}

const COLUMNS: [Column<Row>; 4] = [
    Column::sorted("nom", "Nom", |row| Cell::link("/patients/1", row.name)),
    Column::sorted("minutes", "Minutes", |row| row.minutes.into()),
    Column::new("part", "Part", |row| Cell::Number(row.rate, 1)),
    Column::new("etat", "État", |_| Badge::ok("Reçu").into()),
];

fn file(names: &[&'static str]) -> String {
    let rows: Vec<Row> = names.iter().map(|&name| Row { name, minutes: Some(1_284), rate: -2.5 }).collect();
    List::new("Liste", "/liste", &COLUMNS, &rows).to_csv()
}

#[test]
fn a_file_never_runs_a_formula() {
    let file = file(&["=1+1", "+33", "-1", "@x", " =1", "\t=1", "＝1", "Anne"]);
    let names: Vec<&str> = file.lines().skip(1).filter_map(|line| line.split(';').next()).collect();
    assert_eq!(names, ["'=1+1", "'+33", "'-1", "'@x", "' =1", "'\t=1", "'＝1", "Anne"]);
}

#[test]
fn a_file_opens_in_a_french_spreadsheet() {
    let file = file(&["LÉGER; dit \"Paul\"", "1\u{202f}284\u{a0}: x"]);
    assert!(file.starts_with("\u{feff}Nom;Minutes;Part;État\r\n"), "{file}");
    assert!(file.contains("\"LÉGER; dit \"\"Paul\"\"\";1284;-2,5;Reçu\r\n"), "{file}");
    assert!(file.contains("1 284 : x;1284"), "{file}");
}

#[test]
fn a_sorted_column_turns_and_pages_keep_the_order_and_the_filters() {
    let rows = [Row { name: "A", minutes: None, rate: 0.0 }];
    let list = List::new("Liste", "/liste?etat=echec", &COLUMNS, &rows)
        .sort(Sort::parse("nom", &COLUMNS))
        .paging(Paging { page: 2, per_page: 25, total: 312 });
    let html = list.render().unwrap();
    assert!(html.contains("href=\"/liste?etat=echec&#38;tri=-nom\""), "{html}");
    assert!(html.contains("href=\"/liste?etat=echec&#38;tri=minutes\""), "{html}");
    assert!(html.contains("href=\"/liste?etat=echec&#38;tri=nom&#38;page=3\""), "{html}");
    assert!(html.contains("26 à 50 sur 312"), "{html}");
    assert_eq!(html.matches("aria-sort=\"ascending\"").count(), 1);
}

#[test]
fn only_columns_that_can_be_sorted_sort() {
    assert_eq!(Sort::parse("-minutes", &COLUMNS), Some(Sort { key: "minutes".to_owned(), descending: true }));
    assert_eq!(Sort::parse("etat", &COLUMNS), None);
    assert_eq!(Sort::parse("nom; drop table", &COLUMNS), None);
}

#[test]
fn a_list_on_a_telephone_repeats_each_title_beside_its_value() {
    let rows = [Row { name: "A", minutes: Some(3), rate: 0.0 }];
    let html = List::new("Liste", "/liste", &COLUMNS, &rows).render().unwrap();
    for label in ["Minutes", "Part", "État"] {
        assert!(html.contains(&format!("data-label=\"{label}\"")), "{html}");
    }
}

#[test]
fn a_list_of_one_page_has_no_pages_and_an_empty_one_says_so() {
    let html = List::new("Liste", "/liste", &COLUMNS, &[])
        .paging(Paging { page: 1, per_page: 25, total: 0 })
        .render()
        .unwrap();
    assert!(!html.contains("<nav") && html.contains("Rien à montrer"), "{html}");
}
