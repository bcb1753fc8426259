//! What patients see, sign-in and problems.

use askama::Template;
use jiff::civil::{date, time};
use ui::{
    Action, Badge, Choice, Field, Form, Icon, Knot, Leaf, Lines, Note, PasskeyButton, PlainShell,
    ProblemPage, Progress, RedFlags, Rich, Slot, SlotChoice, Theme, Thread, Tone, UrgentLine,
};

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% extends "ui/plain.html" %}
{% block title %}Prendre rendez-vous{% endblock %}
{% block main %}
<div class="hero"><div class="stack gap-3">{{ urgent }}{{ progress }}<h1>De quoi avez-vous besoin ?</h1><p>Choisissez la phrase la plus proche. Nous cherchons ensuite le premier rendez-vous possible.</p></div></div>
{{ reasons }}
<form class="stack stack-wide" method="post" action="/rendez-vous/heure">{{ slots }}<div class="row">{{ others }}</div></form>
{{ talk }}
{{ flags }}
{% endblock %}"#
)]
struct Portal<'a> {
    shell: PlainShell<'a>,
    urgent: UrgentLine,
    progress: Progress<'a>,
    reasons: Form<'a>,
    slots: SlotChoice<'a>,
    others: Action<'a>,
    talk: Note<'a>,
    flags: RedFlags<'a>,
}

fn shell(theme: Theme) -> PlainShell<'static> {
    PlainShell::patient(
        "bm9uY2U",
        "Votre santé, près de chez vous · Est du Cher",
        "0261911800",
        "du lundi au samedi, de 8 h à 19 h",
    )
    .theme(theme)
    .link(Action::link("/simple", "Version simple"))
    .foot("Vos réponses restent entre vous et vos soignants.")
    .foot_link("/qui", "Qui a vu mon dossier")
    .foot_link("/accessibilite", "Accessibilité : partiellement conforme")
}

fn flags() -> RedFlags<'static> {
    RedFlags::new([
        Rich::from("Vous avez mal dans la poitrine."),
        Rich::from("Vous respirez très mal."),
        Rich::from("Un côté du visage ou un bras ne bouge plus."),
        Rich::from("La personne ne répond pas."),
        Rich::from("Vous perdez beaucoup de sang."),
        Rich::from("Vous pensez à mourir : appelez le ").link("tel:3114", "31 14").text("."),
    ])
}

pub(crate) fn portal(theme: Theme) -> askama::Result<String> {
    let today = date(2026, 11, 24);
    Portal {
        shell: shell(theme),
        urgent: RedFlags::line(),
        progress: Progress::steps(2, 5, "demande pour Jeanne Dupuis"),
        reasons: Form::new("/rendez-vous", "Continuer").with(
            Field::choice(
                "motif",
                "Votre besoin",
                [
                    Choice::new("0", "Renouveler mon traitement")
                        .icon(Icon::Pill)
                        .example("Même traitement, ordonnance finie"),
                    Choice::new("1", "Un problème de peau")
                        .icon(Icon::Skin)
                        .example("Bouton, tache, plaie qui ne guérit pas"),
                    Choice::new("2", "Je suis malade depuis peu")
                        .icon(Icon::Pulse)
                        .example("Fièvre, toux, mal de gorge, douleur"),
                    Choice::new("3", "Suivre ma maladie")
                        .icon(Icon::Heart)
                        .example("Diabète, cœur, tension, souffle"),
                    Choice::new("4", "Un soin à la maison")
                        .icon(Icon::Syringe)
                        .example("Pansement, piqûre, prise de sang"),
                    Choice::new("5", "Autre chose").icon(Icon::Question).example("Écrivez-le avec vos mots"),
                ],
            )
            .value("0"),
        ),
        slots: SlotChoice::new("Les premiers rendez-vous possibles", "creneau", today).slots([
            Slot::new("a", today, time(17, 40, 0, 0))
                .how(Icon::Phone, "Par téléphone")
                .who("Dr Hélène Marchais, votre médecin"),
            Slot::new("b", date(2026, 11, 25), time(9, 15, 0, 0))
                .how(Icon::Car, "Chez vous, avec une infirmière")
                .who("Camille Rousset et le Dr Marchais"),
            Slot::new("c", date(2026, 11, 26), time(11, 0, 0, 0))
                .how(Icon::Map, "Au cabinet de Nérondes")
                .who("Dr Hélène Marchais, à 6 km"),
        ]),
        others: Action::submit("Voir d’autres dates").icon(Icon::Calendar).field("autres", "oui"),
        talk: Note::new(
            Tone::Info,
            "Vous préférez parler à quelqu’un ?",
            Rich::from("Appelez le ")
                .link("tel:+33261911800", "02 61 91 18 00")
                .text(", du lundi au samedi, de 8 h à 19 h."),
        )
        .icon(Icon::Phone),
        flags: flags(),
    }
    .render()
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% extends "ui/plain.html" %}
{% block title %}Votre rendez-vous{% endblock %}
{% block main %}
<div class="hero"><div class="stack gap-3">{{ urgent }}<p class="row"><span class="soft">Rendez-vous d’<strong>Étienne Vacher</strong></span>{{ confirmed }}</p><h1>Demain à 14 h 50, par téléphone</h1>
<div class="row row-fixed row-top gap-4">{{ leaf }}<ul class="stack gap-1"><li class="row row-fixed">{{ Icon::Clock }}<span><b>14 h 50</b>, 20 minutes</span></li><li class="row row-fixed">{{ Icon::Home }}<span><b>De chez vous</b>, à Baugy</span></li><li class="row row-fixed row-top">{{ Icon::Users }}<span>Avec le <b>Dr Hélène Marchais</b>, votre médecin</span></li></ul></div>
<div class="row">{{ ics }}{{ print }}</div></div></div>
{{ note }}
<div class="grid min-22">
<section class="card"><h2>À préparer</h2><ul class="stack gap-3"><li class="row row-fixed"><span class="glyph" data-tone="brand">{{ Icon::Card }}</span><span>Votre carte Vitale</span></li><li class="row row-fixed"><span class="glyph" data-tone="brand">{{ Icon::Pill }}</span><span>Vos boîtes de médicaments</span></li></ul></section>
<section class="card"><h2>Un empêchement ?</h2><p>Vous pouvez changer ici jusqu’à demain, 12 h 50. Après, appelez-nous.</p><div class="row">{{ shift }}{{ cancel }}</div></section>
</div>
<section class="card"><h2>Où en est votre demande</h2>{{ thread }}</section>
{{ seen }}
{{ flags }}
{% endblock %}"#
)]
struct Appointment<'a> {
    shell: PlainShell<'a>,
    urgent: UrgentLine,
    confirmed: Badge<'a>,
    leaf: Leaf,
    ics: Action<'a>,
    print: Action<'a>,
    note: Note<'a>,
    shift: Action<'a>,
    cancel: Action<'a>,
    thread: Thread<'a>,
    seen: Lines<'a>,
    flags: RedFlags<'a>,
}

pub(crate) fn appointment(theme: Theme) -> askama::Result<String> {
    Appointment {
        shell: shell(theme),
        urgent: RedFlags::line(),
        confirmed: Badge::ok("Confirmé"),
        leaf: Leaf::new(date(2026, 11, 24)),
        ics: Action::link("rendez-vous.ics", "Mettre dans mon agenda").icon(Icon::Calendar).main(),
        print: Action::print("Imprimer"),
        note: Note::new(
            Tone::Info,
            "Demain, le docteur vous appelle",
            "Entre 14 h 30 et 15 h, du 02 61 91 18 00. Pas d’appel à 15 h 10 ? Appelez-nous.",
        )
        .icon(Icon::Phone),
        shift: Action::link("/deplacer", "Déplacer").icon(Icon::Swap),
        cancel: Action::link("/annuler", "Annuler").icon(Icon::Cross).danger(),
        thread: Thread::patient([
            Knot::done("jeudi 19 nov."),
            Knot::done("vendredi 20 nov."),
            Knot::current("demain, 14 h 50"),
            Knot::ahead("écrit et signé"),
            Knot::ahead("à vous d’abord"),
            Knot::ahead("si vous voulez"),
        ]),
        seen: Lines::new("Qui a regardé").lines([
            ui::Line::new("Nadège Courtin, secrétaire")
                .glyph(Tone::Brand, Icon::Eye)
                .meta("pour prendre le rendez-vous · vendredi à 9 h 12"),
            ui::Line::new("Dr Hélène Marchais")
                .glyph(Tone::Brand, Icon::Eye)
                .meta("votre médecin · hier à 18 h 40"),
        ]),
        flags: flags(),
    }
    .render()
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% extends "ui/plain.html" %}
{% block title %}Entrer{% endblock %}
{% block main %}<div class="stack stack-wide narrow"><h1>Entrer</h1><section class="card"><h2>Avec votre clé</h2><p>Votre téléphone, votre ordinateur ou une clé USB. Aucun mot de passe.</p>{{ key }}</section>{{ code }}</div>{% endblock %}"#
)]
struct SignIn<'a> {
    shell: PlainShell<'a>,
    key: PasskeyButton<'a>,
    code: Form<'a>,
}

pub(crate) fn sign_in(theme: Theme) -> askama::Result<String> {
    SignIn {
        shell: PlainShell::professional("bm9uY2U", "CPTS Est du Cher").theme(theme),
        key: PasskeyButton::sign_in("/connexion/cle/debut", "/connexion/cle/fin", "Entrer avec ma clé"),
        code: Form::new("/connexion/code", "Entrer avec un code").title("Avec un code de secours").with(
            Field::code("code", "Code").hint("Un des dix codes imprimés à la création de votre compte."),
        ),
    }
    .render()
}

pub(crate) fn problem(theme: Theme) -> askama::Result<String> {
    ProblemPage::new(
        shell(theme),
        409,
        "Cette place vient d’être prise",
        "Quelqu’un l’a choisie une seconde avant vous. D’autres heures sont libres le même jour.",
        "01939f2c-5b7e",
    )
    .action(Action::link("/rendez-vous", "Voir les autres heures").main())
    .render()
}
