//! The day of a doctor: who waits, what comes, what must be taken up again.

use askama::Template;
use jiff::civil::{Time, time};
use ui::{Action, Badge, Icon, Line, Lines, Note, Shell, Tabs, Theme, Tone};

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% extends "ui/shell.html" %}
{% block title %}Ma journée{% endblock %}
{% block head %}<div class="head"><div><p class="soft">Mardi 24 novembre 2026 · semaine 48</p><h1>Trois personnes vous attendent</h1></div><div class="row">{{ find }}{{ ask }}</div></div>{% endblock %}
{% block main %}{{ waiting }}{{ agenda }}{% endblock %}
{% block aside %}<aside class="stack stack-wide" aria-label="À faire">{{ advice }}<section class="card" aria-labelledby="reprendre"><h2 id="reprendre">Un envoi à reprendre</h2>{{ failed }}</section></aside>{% endblock %}"#
)]
struct Day<'a> {
    shell: Shell<'a>,
    find: Action<'a>,
    ask: Action<'a>,
    waiting: Lines<'a>,
    agenda: Lines<'a>,
    advice: Lines<'a>,
    failed: Note<'a>,
}

pub(crate) fn page(theme: Theme) -> askama::Result<String> {
    Day {
        shell: crate::shell(theme, "/journee", crate::doctor()),
        find: Action::link("/patients", "Chercher un patient").icon(Icon::Search).key("/"),
        ask: Action::link("/avis/nouveau", "Demander un avis").icon(Icon::Skin).main(),
        waiting: waiting(),
        agenda: agenda(),
        advice: advice(),
        failed: Note::new(
            Tone::Fail,
            "Boîte du destinataire pleine",
            "Compte rendu de M. Aufrère vers le Dr Naudin, refusé à 14:21.",
        )
        .action(Action::post("/envois/1/reprise", "Réessayer").icon(Icon::Send)),
    }
    .render()
}

fn waiting() -> Lines<'static> {
    let call = || Action::link("/actes/1", "Appeler").icon(Icon::Phone).main();
    Lines::new("Salle d’attente").meta("Attente médiane cette semaine : 9 min").lines([
        Line::new("DUPUIS Jeanne")
            .href("/patients/1")
            .initials("JD")
            .beside("85 ans")
            .meta("Plaie du pied droit, suivi · à domicile, Sancergues")
            .action(call())
            .badge(Badge::wait("attend depuis 18 min"))
            .badge(Badge::ok("Identité vérifiée").icon(Icon::Shield))
            .badge(Badge::brand("avec C. Rousset, infirmière").icon(Icon::Users)),
        Line::new("VACHER Étienne")
            .href("/patients/2")
            .initials("ÉV")
            .beside("62 ans")
            .meta("Tension : bilan des mesures du mois · de chez lui, Baugy")
            .action(call())
            .badge(Badge::brand("attend depuis 6 min").icon(Icon::Clock))
            .badge(Badge::ok("Identité vérifiée").icon(Icon::Shield)),
        Line::new("LAMBERT Sonia")
            .href("/patients/3")
            .initials("SL")
            .beside("34 ans")
            .meta("Toux depuis trois jours, envoyée par le SAS")
            .action(Action::link("/patients/3/identite", "Vérifier l’identité"))
            .badge(Badge::info("arrive dans 8 min").icon(Icon::Clock))
            .badge(Badge::wait("Identité à vérifier").icon(Icon::Alert)),
    ])
}

fn agenda() -> Lines<'static> {
    Lines::new("Agenda de l’après-midi")
        .ordered()
        .tabs(Tabs::new("Affichage").current("/journee", "Liste").link("/agenda", "Jour"))
        .lines([
            Line::new("BERTHOMIER Lucienne")
                .hour(at(13, 30))
                .href("/actes/2")
                .meta("Renouvellement · vidéo")
                .past()
                .state(Badge::ok("Compte rendu reçu")),
            Line::new("AUFRÈRE Marcel")
                .hour(at(14, 0))
                .href("/actes/3")
                .meta("Diabète, suivi · EHPAD Les Tilleuls")
                .past()
                .state(Badge::fail("Envoi refusé")),
            Line::new("DUPUIS Jeanne")
                .hour(at(14, 30))
                .href("/actes/4")
                .meta("Plaie du pied · Sancergues")
                .state(Badge::wait("Attend"))
                .after_now(at(14, 32)),
            Line::new("LAMBERT Sonia").hour(at(15, 10)).href("/actes/5").meta("Toux · pharmacie"),
            Line::new("Créneau libre")
                .hour(at(15, 30))
                .meta("Ouvert au SAS et aux patients sans médecin")
                .action(Action::post("/agenda/blocage", "Bloquer").small()),
        ])
}

fn advice() -> Lines<'static> {
    Lines::new("Avis à rendre").counted().action(Action::link("/avis", "Tout voir").quiet()).lines([
        Line::new("Avis urgent : ulcère de jambe")
            .href("/avis/1")
            .ring(Tone::Fail, 92)
            .unread()
            .meta("Dr P. Thibault, Sancoins · 2 photos")
            .meta("reste 1 h 20 · à rendre 17:00 aujourd’hui"),
        Line::new("ECG avant reprise du sport")
            .href("/avis/2")
            .ring(Tone::Ok, 40)
            .meta("Dr A. Lemoine, Avord · 1 tracé")
            .meta("reste 1 jour · à rendre demain"),
    ])
}

fn at(hour: i8, minute: i8) -> Time {
    time(hour, minute, 0, 0)
}
