//! A dashboard: filters in the address, tiles, figures with their tables.

use askama::Template;
use ui::{
    Action, Badge, Cell, Choice, Column, Field, Figure, Form, Icon, List, Paging, Series, Shell, Sort, Theme,
    Tile, Unit, Value,
};

struct Commune {
    name: &'static str,
    home: u32,
    pharmacy: Option<u32>,
    total: Option<u32>,
}

const COLUMNS: [Column<Commune>; 4] = [
    Column::sorted("commune", "Commune", |c| Cell::link("/indicateurs/communes", c.name)),
    Column::sorted("domicile", "À domicile", |c| c.home.into()),
    Column::sorted("pharmacie", "En pharmacie", |c| {
        c.pharmacy.map_or(Cell::Masked("< 11".into()), Cell::from)
    }),
    Column::sorted("total", "Total", |c| c.total.map_or(Cell::Masked("masqué".into()), Cell::from)),
];

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% extends "ui/shell.html" %}
{% block title %}Indicateurs{% endblock %}
{% block head %}<div class="head"><div><p class="soft">Indicateurs · arrêtés au 23 novembre 2026, données fictives</p><h1>Le soin arrive-t-il plus vite ?</h1></div><div class="row">{{ print }}</div></div>{% endblock %}
{% block main %}
<section class="card" aria-label="Période et territoire">{{ filters.open() }}<div class="row row-bottom gap-4">{{ filters.field("question") }}{{ filters.field("periode") }}{{ filters.field("territoire") }}{{ filters.close() }}</div></section>
<section class="grid min-18" aria-label="Indicateurs clés">{% for tile in tiles %}{{ tile }}{% endfor %}</section>
{{ volumes }}<div class="grid min-24">{{ delays }}{{ missing }}{{ places }}</div>
{{ communes }}
{% endblock %}"#
)]
struct Board<'a> {
    shell: Shell<'a>,
    print: Action<'a>,
    filters: Form<'a>,
    tiles: Vec<Tile<'a>>,
    volumes: Figure<'a>,
    delays: Figure<'a>,
    places: Figure<'a>,
    missing: Figure<'a>,
    communes: List<'a, Commune>,
}

pub(crate) fn page(theme: Theme) -> askama::Result<String> {
    let commune = |name, home, pharmacy, total| Commune { name, home, pharmacy, total };
    let rows = [
        commune("Baugy", 142, Some(31), Some(231)),
        commune("La Guerche-sur-l’Aubois", 1_168, None, None),
        commune("Nérondes", 211, Some(46), Some(351)),
        commune("Sancoins", 133, None, Some(182)),
    ];
    Board {
        shell: crate::shell(theme, "/indicateurs", crate::coordinator()),
        print: Action::print("Imprimer"),
        filters: Form::new("/indicateurs", "Afficher")
            .get()
            .with(Field::select(
                "question",
                "Question",
                [
                    Choice::new("delais", "Accès et délais"),
                    Choice::new("remise", "Remise des comptes rendus"),
                ],
            ))
            .with(Field::select("periode", "Période", [Choice::new("13", "Treize derniers mois")]))
            .with(Field::select("territoire", "Territoire", [Choice::new("1", "CPTS Est du Cher")])),
        tiles: tiles(),
        volumes: volumes(),
        delays: delays(),
        places: places(),
        missing: missing(),
        communes: List::new(
            "Actes assistés par commune, troisième trimestre",
            "/indicateurs?trimestre=3",
            &COLUMNS,
            &rows,
        )
        .sort(Sort::parse("commune", &COLUMNS))
        .paging(Paging { page: 2, per_page: 4, total: 69 })
        .csv("/indicateurs.csv?trimestre=3")
        .note("« < 11 » : trop peu d’actes pour être montrés. « masqué » : se déduirait d’un total."),
    }
    .render()
}

fn tiles() -> Vec<Tile<'static>> {
    let months = [38.0, 41.0, 37.0, 44.0, 47.0, 49.0, 48.0, 52.0, 55.0, 54.0, 58.0, 57.0, 61.0];
    vec![
        Tile::new("Comptes rendus reçus sous 24 h", "61", "%")
            .meta("+9 points en un an")
            .meta("n = 1 284 · complet à 92 %")
            .months(months.map(Some), Some((60.0, 70.0)))
            .verdict(Badge::ok("Dans la cible : 60 % au moins"))
            .definition("/indicateurs/definitions/i11")
            .href("/indicateurs/i11/liste"),
        Tile::new("Délai médian d’un avis", "7 h 40", "")
            .meta("−3 h 10 en un an")
            .meta("n = 412 · complet à 96 %")
            .months(months.map(|m| Some(70.0 - m)), Some((0.0, 24.0)))
            .verdict(Badge::wait("Sous la cible : 95 % au moins").icon(Icon::Alert))
            .definition("/indicateurs/definitions/i02"),
        Tile::new("Actes à distance", "14,2", "%")
            .meta("+2,1 points en un an")
            .meta("n = 6 733 · complet à 88 %")
            .months(months.into_iter().enumerate().map(|(i, m)| (i != 4 && i != 5).then_some(m)), None)
            .verdict(Badge::plain("Pas de cible fixée").icon(Icon::Info))
            .definition("/indicateurs/definitions/i07"),
    ]
}

fn volumes() -> Figure<'static> {
    let href = |kind: &'static str| {
        (0..13).map(move |month| format!("/indicateurs/i07/liste?genre={kind}&mois={month}"))
    };
    Figure::bars(
        "Un acte sur six se fait désormais à distance",
        "Actes clos par mois et par genre. n = 6 733, complet à 88 %.",
        crate::act::months(),
        [
            Series::new("Sur place", [410_u32, 388, 455, 430, 470, 462, 431, 480, 390, 350, 471, 498, 402])
                .hrefs(href("place")),
            Series::new("Téléphone", [42_u32, 40, 51, 55, 61, 58, 63, 70, 64, 52, 77, 84, 71])
                .hrefs(href("telephone")),
            Series::new(
                "Vidéo assistée",
                [
                    Value::Masked,
                    Value::Masked,
                    Value::Known(14.0),
                    Value::Known(18.0),
                    Value::Known(22.0),
                    Value::Known(25.0),
                    Value::Known(27.0),
                    Value::Known(31.0),
                    Value::Known(24.0),
                    Value::Masked,
                    Value::Known(36.0),
                    Value::Known(41.0),
                    Value::Known(33.0),
                ],
            )
            .hrefs(href("video")),
        ],
    )
    .wide()
}

fn delays() -> Figure<'static> {
    let half = [10.8, 11.2, f64::NAN, 14.1, 12.6, 11.4, 10.2, 9.6, 9.9, 9.1, 8.4, 8.1, 7.7];
    let tenth = [52.0, 55.0, f64::NAN, 66.0, 58.0, 49.0, 44.0, 41.0, 43.0, 38.0, 33.0, 30.0, 9.0];
    let known = |values: [f64; 13]| values.map(|v| (!v.is_nan()).then_some(v));
    Figure::lines(
        "Un avis sur deux arrive en moins de huit heures, deux fois plus vite qu’en janvier",
        "Délai entre l’envoi de la demande et l’avis signé, en heures. n = 412 sur treize mois.",
        crate::act::months(),
        [
            Series::new("neuf avis sur dix", known(tenth)),
            Series::new("un avis sur deux", known(half)),
            Series::new("médiane de la région", [9.0; 13]),
        ],
    )
    .unit(Unit::HOURS)
    .band(0.0, 24.0, "cible : 24 h au plus")
    .mark(3, "définition v2")
    .mark(4, "nouveau logiciel à Bourges")
}

fn places() -> Figure<'static> {
    let names = [
        "Nérondes",
        "Baugy",
        "Saint-Hilaire-de-Gondilly",
        "Établissement d’hébergement Les Tilleuls, La Guerche",
        "Sancoins",
    ];
    Figure::ranked(
        "Nérondes et Baugy font la moitié des actes assistés",
        "Actes assistés au troisième trimestre.",
        "Lieu",
        names.map(Into::into),
        Series::new(
            "Actes",
            [Value::Known(351.0), Value::Known(231.0), Value::Known(66.0), Value::Known(12.0), Value::Masked],
        ),
    )
}

fn missing() -> Figure<'static> {
    Figure::bars(
        "Onze accusés manquent encore en novembre",
        "Actes à distance dont aucun lecteur n’a accusé réception, par mois.",
        crate::act::months(),
        [Series::new("Sans accusé", [3_u32, 2, 4, 1, 0, 2, 5, 3, 2, 1, 4, 6, 11])],
    )
}
