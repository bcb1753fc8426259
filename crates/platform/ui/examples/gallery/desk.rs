//! The desk of a secretary on the phone.

use askama::Template;
use jiff::civil::{Time, date, time};
use ui::{
    Action, Badge, Choice, DayColumn, DayEntry, DayGrid, Empty, Field, Form, Icon, Keys, Line, Lines, Paper,
    Problems, Rich, Shell, Tabs, Theme, Tone, Typed,
};

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% extends "ui/shell.html" %}
{% block title %}Au téléphone{% endblock %}
{% block head %}<div class="head no-print"><div><p class="soft">Mardi 24 novembre 2026 · maison de santé de Nérondes</p><h1>Qui appelle ?</h1></div><div class="row">{{ colleague }}{{ newcomer }}</div></div>{% endblock %}
{% block main %}
<div class="desk">
  <div class="stack stack-wide">
    <section class="card card-flush no-print" aria-label="Trouver la personne">
      <div class="card-head">{{ search.open() }}{{ search.field("q") }}<span class="sr">{{ search.close() }}</span></div>
      {{ found }}
    </section>
    <section class="card no-print" aria-labelledby="qui">
      <div class="stack gap-0"><h2 id="qui">MARTIN Simone <span class="soft">née AUGENDRE</span></h2><p class="meta">82 ans · 3 rue du Lavoir, Nérondes · <span class="nowrap">02 61 91 18 44</span></p></div>
      <p class="row">{{ verified }}{{ unreachable }}</p>
      {{ booking }}
      <p class="meta">À donner sous trois jours : son médecin tient ce délai. Aucun autre rendez-vous à venir.</p>
    </section>
    <section class="stack" aria-labelledby="feuille"><div class="row row-apart no-print"><h2 id="feuille">La feuille qu’elle emporte</h2>{{ print }}</div>{{ paper }}</section>
  </div>
  <div class="stack stack-wide no-print">
    <section class="card card-flush" aria-labelledby="jour"><div class="card-head"><h2 id="jour">La journée du cabinet</h2>{{ moments }}</div>{{ day }}
    <p class="card-foot meta row wide-only"><span><kbd>A</kbd> est arrivé</span><span><kbd>D</kbd> déplacer</span><span><kbd>X</kbd> annuler</span><span><kbd>/</kbd> revenir à la recherche</span></p></section>
    {{ waiting }}
    {{ recalls }}
  </div>
</div>
{% endblock %}"#
)]
struct Desk<'a> {
    shell: Shell<'a>,
    colleague: Action<'a>,
    newcomer: Action<'a>,
    search: Form<'a>,
    found: Lines<'a>,
    verified: Badge<'a>,
    unreachable: Badge<'a>,
    booking: Form<'a>,
    print: Action<'a>,
    paper: Paper<'a>,
    moments: Tabs<'a>,
    day: DayGrid<'a>,
    waiting: Lines<'a>,
    recalls: Lines<'a>,
}

pub(crate) fn page(theme: Theme) -> askama::Result<String> {
    let shell = crate::shell(theme, "/appels", crate::secretary()).skip("q", "Aller à la recherche").keys(
        Keys::new([
            ("/", "chercher quelqu’un"),
            ("1", "prendre la première place ; 2 et 3 pour les suivantes"),
            ("Enter", "confirmer"),
            ("a", "sur un rendez-vous : est arrivé"),
            ("d", "sur un rendez-vous : déplacer"),
            ("x", "sur un rendez-vous : annuler"),
        ]),
    );
    Desk {
        shell,
        colleague: Action::link("/annuaire", "Joindre un confrère").icon(Icon::Users),
        newcomer: Action::link("/patients/nouveau", "Personne nouvelle").key("n"),
        search: search(),
        found: found(),
        verified: Badge::ok("Identité vérifiée").icon(Icon::Shield),
        unreachable: Badge::wait("Ni mail, ni mobile").icon(Icon::Mail),
        booking: booking(),
        print: Action::print("Imprimer").small(),
        paper: paper(),
        moments: Tabs::new("Moment").link("/agenda?moment=matin", "Matin").current("/agenda", "Après-midi"),
        day: day(),
        waiting: waiting(),
        recalls: Lines::new("À rappeler demain").empty(
            Empty::new("Personne à rappeler", "La veille, ceux qui n’ont ni mail ni mobile s’affichent ici.")
                .action(Action::link("/agenda", "Ouvrir l’agenda").icon(Icon::Calendar)),
        ),
    }
    .render()
}

fn search() -> Form<'static> {
    let typed = Typed::parse(b"q=mar+12%2F03%2F44");
    Form::new("/appels", "Chercher")
        .id("recherche")
        .with(
            Field::search("q", "Trois lettres du nom, date de naissance")
                .hint("Trois personnes nées le 12 mars 1944 · recherche notée")
                .key("/")
                .arrows_to("trouvees")
                .large(),
        )
        .filled(&typed, &Problems::none())
}

fn found() -> Lines<'static> {
    Lines::new("Personnes trouvées").bare().tight().id("trouvees").lines([
        Line::new("MARTIN Simone")
            .href("/appels/1")
            .beside("née AUGENDRE")
            .meta("Nérondes · Dr H. Marchais")
            .current(),
        Line::new("MARTIN Simone").href("/appels/2").beside("née PICARD").meta("Sancerre · Dr P. Verdier"),
        Line::new("MARÉCHAL Jacques").href("/appels/3").meta("Baugy · sans médecin traitant"),
    ])
}

fn booking() -> Form<'static> {
    Form::new("/rendez-vous", "Confirmer et imprimer")
        .id("placer")
        .icon(Icon::Print)
        .key("Enter")
        .with(
            Field::choice(
                "temps",
                "Au plus tôt",
                [
                    Choice::new("1", "Jeudi 26 nov., 11:00")
                        .key('1')
                        .aside("son médecin")
                        .example("Sur place, Nérondes · Dr Hélène Marchais"),
                    Choice::new("2", "Demain, 9:20")
                        .key('2')
                        .aside("territoire")
                        .example("Au téléphone, sur son fixe · Dr Paul Verdier"),
                    Choice::new("3", "Aujourd’hui, 16:40")
                        .key('3')
                        .aside("pool régional")
                        .example("À distance, à la pharmacie · Dr Inès Delage"),
                ],
            )
            .value("1"),
        )
        .with(
            Field::line("savoir", "À savoir")
                .hint("Jamais de soins : un taxi, une marche, un chien.")
                .optional(),
        )
}

fn paper() -> Paper<'static> {
    Paper::new(
        "Maison de santé de Nérondes",
        "4 place de l’Église, 18350 Nérondes",
        Rich::from("Rendez-vous de ").strong("Mme Simone Martin"),
    )
    .appointment(date(2026, 11, 26), at(11, 0), "Au cabinet de Nérondes", "Dr Hélène Marchais, votre médecin")
    .paragraph("À apporter :", "votre carte Vitale, vos ordonnances, cette feuille.")
    .paragraph(
        "Pour déplacer ou annuler :",
        Rich::from("appelez le ").strong("02 61 91 18 00").text(", du lundi au samedi, de 8 h à 19 h."),
    )
    .foot(Rich::from("C’est grave ? Appelez le ").strong("15").text("."), "Feuille du 24 novembre 2026")
}

fn day() -> DayGrid<'static> {
    DayGrid::new("Après-midi du mardi 24 novembre, trois médecins, par demi-heure", at(13, 30), at(18, 0))
        .now(at(14, 32))
        .column(DayColumn::new("Dr Marchais").meta("18 min de retard").entries([
            booked(13, 30, "BERTHOMIER Lucienne", "vidéo · terminé").past(),
            booked(14, 0, "AUFRÈRE Marcel", "vidéo · terminé").past(),
            booked(14, 30, "DUPUIS Jeanne", "vidéo · attend 18 min").tone(Tone::Wait),
            booked(14, 50, "VACHER Étienne", "vidéo · est là, 14:26").tone(Tone::Brand),
            booked(15, 10, "LAMBERT Sonia", "vidéo, pharmacie"),
            DayEntry::free(at(15, 30), "gardé pour le SAS").href("/agenda/1530"),
            booked(15, 50, "PERRIN Odile", "sur place"),
            DayEntry::shut(at(16, 15), at(17, 30), "bloqué : visites à Nérondes et Cornusse"),
            DayEntry::free(at(17, 40), "vidéo seulement").href("/agenda/1740"),
        ]))
        .column(DayColumn::new("Dr Raffestin").meta("à l’heure").entries([
            booked(13, 40, "COURTOIS Paul", "terminé").past(),
            booked(14, 0, "THÉVENIN Chloé", "pas venue, à rappeler").tone(Tone::Fail),
            booked(14, 40, "GUILLOT Marc", "est là, 14:21").tone(Tone::Brand),
            DayEntry::shut(at(15, 0), at(16, 0), "occupé (autre territoire)"),
            booked(16, 0, "Proposé", "à L. Godard, jusqu’à 15:00").tone(Tone::Info),
            booked(16, 40, "ROUER Maurice", "vidéo, mairie de Couy"),
            DayEntry::free(at(17, 0), "").href("/agenda/1700"),
            booked(17, 30, "CHAMBON Rose", "sur place"),
        ]))
        .column(
            DayColumn::new("Dr Charpentier").meta("5 min de retard").entries([
                DayEntry::shut(at(13, 30), at(14, 30), "bloqué : EHPAD Les Tilleuls"),
                booked(14, 30, "FOURNIER Denis", "est là, 14:25").tone(Tone::Brand),
                booked(15, 10, "MILLET Josette", "sur place"),
                DayEntry::extra(at(15, 20), "NAVARRE Gilbert", "en plus : son taxi repart à 16:00")
                    .href("/rendez-vous/10"),
                booked(15, 40, "DESABRES Yvon", "téléphone"),
                booked(16, 10, "PINSON Élodie", "sur place"),
                DayEntry::free(at(16, 40), "").href("/agenda/1640"),
                booked(17, 10, "BOUGRAT Alain", "sur place"),
                DayEntry::shut(at(17, 30), at(18, 0), "fini"),
            ]),
        )
}

fn waiting() -> Lines<'static> {
    Lines::new("Liste d’attente")
        .counted()
        .ordered()
        .action(Action::link("/attente/ajout", "Ajouter").quiet())
        .lines([
            Line::new("ROBLIN Yvette")
                .rank(1)
                .href("/attente/1")
                .beside("Blet")
                .meta("Avant le 30 nov., sur place · depuis 9 jours")
                .action(Action::post("/attente/1/proposition", "Proposer 17:00").small()),
            Line::new("GODARD Luc")
                .rank(2)
                .href("/attente/2")
                .beside("Cornusse")
                .meta("Message parti à 14:05, reçu · répond avant 15:00")
                .state(Badge::info("16:00 proposé").icon(Icon::Clock)),
            Line::new("MOREUX Odette")
                .rank(3)
                .href("/attente/3")
                .beside("Ourouer-les-Bourdelins")
                .meta("Sans mobile : appeler le fixe après 17:00")
                .action(
                    Action::link("tel:+33261911871", "Appeler Mme Moreux").icon(Icon::Phone).bare().small(),
                ),
            Line::new("LÉGER Paul")
                .rank(4)
                .href("/attente/4")
                .beside("Jouet-sur-l’Aubois")
                .meta("16:40 libre chez le Dr Charpentier")
                .state(Badge::fail("Message refusé"))
                .action(Action::link("/attente/4", "Corriger").small()),
        ])
}

fn booked(hour: i8, minute: i8, name: &'static str, detail: &'static str) -> DayEntry<'static> {
    DayEntry::booked(at(hour, minute), name, detail)
        .href(format!("/rendez-vous/{hour}{minute:02}"))
        .key('a', format!("/rendez-vous/{hour}{minute:02}/arrivee"))
}

fn at(hour: i8, minute: i8) -> Time {
    time(hour, minute, 0, 0)
}
