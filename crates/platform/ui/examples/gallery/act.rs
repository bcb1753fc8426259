//! An act by telephone: the call, the thread, the record beside the report, the deliveries.

use askama::Template;
use jiff::civil::date;
use ui::{
    Action, Axis, Badge, Cell, Choice, Column, DeliveryLine, Dialog, Field, Figure, Form, Icon, Identity,
    Knot, Line, Lines, List, Pick, Series, Shell, Theme, Thread, Tone,
};

struct Measure {
    what: &'static str,
    value: &'static str,
    low: bool,
    when: &'static str,
}

const MEASURES: [Column<Measure>; 3] = [
    Column::new("mesure", "Mesure", |m| m.what.into()),
    Column::new("valeur", "Valeur", |m| {
        if m.low { Badge::wait(m.value).icon(Icon::Alert).into() } else { m.value.into() }
    }),
    Column::new("date", "Quand", |m| Cell::from(m.when)),
];

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% extends "ui/shell.html" %}
{% block title %}Acte par téléphone{% endblock %}
{% block identity %}{{ identity }}{% endblock %}
{% block main %}
{{ call }}
<section class="card" aria-labelledby="fil"><div class="card-head"><h2 id="fil">Le fil de cet acte</h2>{{ convert }}</div>{{ thread }}</section>
<div class="desk">
  <div class="grid min-20">
    <section class="card" aria-labelledby="besoin"><div class="card-head"><h2 id="besoin">Ce qu’il a écrit</h2><span class="meta">hier, 18:40</span></div><blockquote>« J’ai la tête qui tourne quand je me lève, depuis le changement de dose. Je n’ai pas mal. »</blockquote></section>
    {{ pressure }}
    {{ measures }}
    {{ reports }}
  </div>
  <div class="stack stack-wide">{{ report }}</div>
</div>
{{ deliveries }}
{{ dialog }}
{% endblock %}"#
)]
struct Act<'a> {
    shell: Shell<'a>,
    identity: Identity<'a>,
    call: ui::Call<'a>,
    convert: Action<'a>,
    thread: Thread<'a>,
    pressure: Figure<'a>,
    measures: List<'a, Measure>,
    reports: Lines<'a>,
    report: Form<'a>,
    deliveries: Lines<'a>,
    dialog: Dialog<'a>,
}

pub(crate) fn page(theme: Theme) -> askama::Result<String> {
    let measure = |what, value, low, when| Measure { what, value, low, when };
    let rows = [
        measure("Tension debout", "121/72", false, "auj. 14:28"),
        measure("Tension debout", "101/62", true, "auj. 14:15"),
        measure("Poids", "81 kg", false, "19 nov."),
        measure("Filtration rénale", "68 ml/min", false, "28 oct."),
    ];
    Act {
        shell: crate::shell(theme, "/journee", crate::doctor()).skip("cr", "Aller au compte rendu"),
        identity: Identity::new("GITTON Raymond", "Homme, 7 juin 1951 (75 ans) · Léré")
            .ins(ui::french::ins("151061830001475"), Badge::ok("qualifiée").icon(Icon::Shield))
            .allergy("Sulfamides")
            .fact("Médecin traitant", "Dr P. Verdier"),
        call: call(),
        convert: Action::link("#presentiel", "Convertir en présentiel").icon(Icon::Map),
        thread: Thread::professional([
            Knot::done("hier, 18:40"),
            Knot::done("téléphone, son choix"),
            Knot::done("14:09, 14 min"),
            Knot::current("version 2 en cours"),
            Knot::ahead("4 destinataires"),
            Knot::ahead("dans 7 jours"),
        ]),
        pressure: pressure(),
        measures: List::new("Dernières mesures", "/patients/1", &MEASURES, &rows),
        reports: Lines::new("Derniers comptes rendus").tight().lines([
            Line::new("Consultation au cabinet")
                .href("/documents/1")
                .meta("19 nov. · vous · tension 156/88, dose doublée"),
            Line::new("Bilan sanguin").href("/documents/2").meta("28 oct. · laboratoire de Sancerre"),
            Line::new("Avis de cardiologie").href("/documents/3").meta("2 sept. · Dr N. Ferrand, Bourges"),
        ]),
        report: report(),
        deliveries: deliveries(),
        dialog: Dialog::new(
            "presentiel",
            "Convertir en présentiel ?",
            "L’acte au téléphone s’arrête ici, sans compte rendu. Un rendez-vous au cabinet le remplace.",
            "Garder le téléphone",
        )
        .form(
            Form::new("/actes/1/presentiel", "Convertir")
                .id("conv")
                .with(Field::line("pourquoi", "Pourquoi").optional()),
        ),
    }
    .render()
}

fn call() -> ui::Call<'static> {
    ui::Call::new("Acte par téléphone", "0261911861", "Fixe, à Léré. Sa fille Claire : 06 39 98 00 61")
        .action(Action::post("/actes/1/fin", "Terminer"))
        .stamps(
            "Les heures, 14 min en tout",
            [
                ("14:05", "Pas de réponse"),
                ("14:09", "Il répond"),
                ("14:20", "Fin, 11 min"),
                ("14:27", "Il rappelle"),
                ("14:30", "Fin, 3 min"),
            ],
        )
        .stamps(
            "Dit et noté",
            [
                ("14:09", "Nom et naissance redits"),
                ("14:10", "Informé : lecteurs, droit de refus"),
                ("14:10", "Accord pour l’acte au téléphone"),
            ],
        )
}

fn pressure() -> Figure<'static> {
    let days = ["12", "13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24 nov."];
    let values = [154.0, 158.0, 152.0, 155.0, 157.0, 151.0, 156.0, 156.0, 141.0, 133.0, 128.0, 126.0, 124.0];
    Figure::lines(
        "156 le jour du changement, 124 ce matin",
        "Tension du matin, en mm de mercure.",
        Axis::Words(days.into_iter().map(Into::into).collect()),
        [Series::new("systolique", values)],
    )
    .band(110.0, 140.0, "vos seuils : de 110 à 140")
    .mark(8, "dose doublée")
    .rows_are("Novembre")
    .narrow()
}

fn report() -> Form<'static> {
    Form::new("/actes/1/compte-rendu", "Signer et envoyer")
        .id("cr")
        .title("Compte rendu")
        .icon(Icon::Send)
        .autosave("/actes/1/brouillon", 12, "Enregistré à 14:32:08")
        .aside("à 4 destinataires, remplace la version 1")
        .with(Field::area("motif", "Motif", 1).value("Vertiges au lever depuis la hausse d’amlodipine"))
        .with(Field::area("constat", "Constat", 4).value("Vertiges brefs au lever depuis cinq jours, sans chute ni malaise. Pas de douleur, pas d’essoufflement, parle sans gêne. Tension prise par lui : 124/72 assis, 101/62 debout. Au rappel de 14:27, après un verre d’eau : 121/72 debout, ne tourne plus."))
        .with(Field::area("conclusion", "Conclusion", 2).value("Baisse de tension au lever, sans signe de gravité, sans doute liée à l’amlodipine passée de 5 à 10 mg le 19 novembre."))
        .with(Field::area("conduite", "Conduite à tenir", 3).value("Amlodipine 5 mg dès demain. Se lever en deux temps, boire. Tension matin et soir trois jours, relevée par le cabinet infirmier."))
        .with(Field::file("ordonnance", "Ordonnance jointe", "application/pdf,image/*").hint("Faite par votre logiciel, ou sa photo.").optional())
        .with(Field::picks("destinataires", "Destinataires", [
            Pick::new("1", "M. Gitton").meta("Mon espace santé").badge(Badge::ok("espace ouvert")).ticked(true),
            Pick::new("2", "Cabinet infirmier de Léré").meta("soins.lere@infirmier.mssante.example").badge(Badge::ok("vérifiée ce matin")).ticked(true),
            Pick::new("3", "Dr Nadia Ferrand, cardiologue").meta("n.ferrand@medecin.mssante.example").badge(Badge::fail("boîte pleine")).ticked(true),
            Pick::new("4", "Pharmacie de Léré").meta("sans adresse sécurisée").badge(Badge::plain("papier seulement").icon(Icon::Print)),
        ]))
        .with(Field::choice("sans", "Sans cet acte, le patient aurait…", [
            Choice::new("cabinet", "consulté au cabinet").icon(Icon::Map),
            Choice::new("urgences", "été aux urgences").icon(Icon::Alert),
            Choice::new("attente", "attendu").icon(Icon::Clock),
            Choice::new("rien", "renoncé aux soins").icon(Icon::Cross),
        ]))
        .with(Field::radios("trajet", "Pour s’y rendre, 40 km aller et retour", [
            Choice::new("voiture", "sa voiture"), Choice::new("proche", "un proche"), Choice::new("taxi", "taxi ou VSL"), Choice::new("ambulance", "ambulance"),
        ]).value("proche"))
}

fn deliveries() -> Lines<'static> {
    Lines::new("Remise de la version 1").meta("signée à 14:24").lines([
        DeliveryLine::new(
            Tone::Fail,
            "Dr Nadia Ferrand, cardiologue",
            "n.ferrand@medecin.mssante.example",
            "Échec à 14:26",
        )
        .reason("Sa boîte est pleine, deux essais ont échoué. Rien d’autre ne partira sans vous.")
        .action(Action::link("/envois/1/adresse", "Autre adresse").icon(Icon::Swap))
        .action(Action::post("/envois/1/reprise", "Réessayer").icon(Icon::Send))
        .action(Action::link("/envois/1/papier", "Imprimer").icon(Icon::Print)),
        DeliveryLine::new(
            Tone::Wait,
            "Dossier médical partagé",
            "Le service ne répond pas depuis 14:19. Rien à faire.",
            "En file, essai à 14:40",
        ),
        DeliveryLine::new(Tone::Info, "M. Gitton", "Mon espace santé, pas encore d’accusé", "Envoyé à 14:24"),
        DeliveryLine::new(
            Tone::Ok,
            "Cabinet infirmier de Léré",
            "soins.lere@infirmier.mssante.example",
            "Accusé reçu, 14:25",
        ),
    ])
}

pub(crate) fn months() -> Axis<'static> {
    Axis::months_to(date(2026, 11, 24), 13)
}
