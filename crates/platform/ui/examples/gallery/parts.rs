//! The small parts, each once, wrong fields included.

use askama::Template;
use ui::{
    Action, Badge, Choice, Empty, Field, Form, Icon, Knot, Note, Problems, Progress, Shell, Theme, Thread,
    Toast, Tone, Typed,
};

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% extends "ui/shell.html" %}
{% block title %}Composants{% endblock %}
{% block head %}<div class="head"><div><p class="soft">Pour les développeurs</p><h1>Composants</h1></div></div>{% endblock %}
{% block main %}
<div class="grid min-24">
<section class="card"><h2>Boutons</h2><div class="row">{% for action in actions %}{{ action }}{% endfor %}</div></section>
<section class="card"><h2>États : une icône et un mot</h2><p class="row">{% for badge in badges %}{{ badge }}{% endfor %}</p>{% for note in notes %}{{ note }}{% endfor %}</section>
{{ form }}
<section class="card"><h2>Le fil, avec un échec</h2>{{ thread }}{{ progress }}</section>
<section class="card"><h2>Rien à montrer</h2>{{ empty }}</section>
</div>
{% endblock %}"#
)]
struct Parts<'a> {
    shell: Shell<'a>,
    actions: Vec<Action<'a>>,
    badges: Vec<Badge<'a>>,
    notes: Vec<Note<'a>>,
    form: Form<'a>,
    thread: Thread<'a>,
    progress: Progress<'a>,
    empty: Empty<'a>,
}

pub(crate) fn page(theme: Theme) -> askama::Result<String> {
    Parts {
        shell: crate::shell(theme, "/composants", crate::doctor()).toast(
            Toast::new("Rendez-vous déplacé à 15:30.").undo(Action::post("/rendez-vous/1/retour", "Annuler")),
        ),
        actions: vec![
            Action::submit("Signer et envoyer").icon(Icon::Send).main(),
            Action::link("#", "Enregistrer"),
            Action::link("#", "Annuler").quiet(),
            Action::post("/acces", "Retirer l’accès").icon(Icon::Cross).danger(),
            Action::link("#", "Petit").small(),
            Action::link("#", "Imprimer").icon(Icon::Print).bare(),
            Action::link("#", "Signer").refused("Votre clé a plus de cinq minutes."),
        ],
        badges: vec![
            Badge::ok("Reçu"),
            Badge::wait("En attente"),
            Badge::fail("Refusé"),
            Badge::info("MSSanté").icon(Icon::Mail),
            Badge::new(Tone::Expert, "Avis"),
            Badge::brand("ici"),
            Badge::plain("importé"),
        ],
        notes: vec![
            Note::new(
                Tone::Wait,
                "Hors ligne depuis 14:20",
                "Vous pouvez continuer. Trois éléments partiront au retour du réseau.",
            ),
            Note::new(Tone::Info, "Vous préférez parler à quelqu’un ?", "Appelez-nous, du lundi au samedi."),
        ],
        form: wrong_form(),
        thread: Thread::professional([
            Knot::done(""),
            Knot::done(""),
            Knot::done(""),
            Knot::done(""),
            Knot::lost("refusée"),
            Knot::ahead(""),
        ]),
        progress: Progress::new(
            "Import des adresses",
            412,
            1_150,
            "Encore deux minutes environ. Vous pouvez quitter la page.",
        ),
        empty: Empty::new("Personne n’attend", "Les arrivées s’affichent ici, sans recharger la page.")
            .action(Action::link("/agenda", "Ouvrir un créneau").icon(Icon::Calendar)),
    }
    .render()
}

fn wrong_form() -> Form<'static> {
    let typed = Typed::parse("tel=06+39+98+00&naissance=31%2F02%2F1950&motif=&aidante=oui".as_bytes());
    let problems = Problems::none()
        .on("naissance", "Ce jour n’existe pas. Vérifiez le jour et le mois.")
        .on("motif", "Choisissez un motif.")
        .and("Rien n’est encore enregistré : deux réponses sont à revoir.");
    Form::new("/patients", "Enregistrer")
        .title("Champs")
        .other(Action::link("/patients", "Annuler").quiet())
        .with(
            Field::phone("tel", "Téléphone")
                .hint("Dix chiffres, comme 06 39 98 00 10")
                .complete("tel")
                .optional(),
        )
        .with(
            Field::date("naissance", "Date de naissance")
                .hint("Jour, mois, année : 12/03/1944")
                .complete("bday")
                .required(),
        )
        .with(Field::radios(
            "motif",
            "Motif",
            [Choice::new("suivi", "suivi"), Choice::new("nouveau", "nouveau")],
        ))
        .with(Field::day("jour", "Jour").value("2026-11-26"))
        .with(Field::time("heure", "Heure").value("14:30"))
        .with(Field::check("aidante", "Prévenir aussi l’aidante"))
        .filled(&typed, &problems)
}
