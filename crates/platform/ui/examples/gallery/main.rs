//! Renders every component and both shells with sample data into a folder, to be looked at:
//! `cargo run -p ui --example gallery -- target/gallery`. People and figures are fictitious.

mod act;
mod board;
mod day;
mod desk;
mod parts;
mod patient;

use std::path::Path;
use std::{env, fs, io};

use ui::{Action, Door, Icon, Me, Shell, Status, StatusItem, Theme, Tone, assets};

fn main() -> io::Result<()> {
    let folder = env::args().nth(1).unwrap_or_else(|| "target/gallery".to_owned());
    let folder = Path::new(&folder);
    fs::create_dir_all(folder.join("static"))?;
    for url in assets::urls() {
        let asset = assets::find(url).ok_or_else(|| io::Error::other(format!("{url} is not served")))?;
        fs::write(folder.join(url.trim_start_matches('/')), asset.bytes)?;
    }
    for theme in [Theme::Light, Theme::Dark] {
        let pages = [
            ("secretariat", desk::page(theme)),
            ("acte", act::page(theme)),
            ("journee", day::page(theme)),
            ("tableau", board::page(theme)),
            ("composants", parts::page(theme)),
            ("portail", patient::portal(theme)),
            ("suivi", patient::appointment(theme)),
            ("connexion", patient::sign_in(theme)),
            ("probleme", patient::problem(theme)),
        ];
        for (name, html) in pages {
            let html = html.map_err(io::Error::other)?.replace("\"/static/", "\"static/");
            fs::write(folder.join(format!("{name}-{}.html", theme.name())), html)?;
        }
    }
    println!("{}", folder.display());
    Ok(())
}

/// The shell of every professional page of the gallery.
fn shell(theme: Theme, here: &'static str, me: Me<'static>) -> Shell<'static> {
    Shell::new("bm9uY2U", "CPTS Est du Cher", me)
        .theme(theme)
        .here(here)
        .doors([
            Door::new(Icon::Sun, "Ma journée", "/journee").count(3, "à voir"),
            Door::new(Icon::Phone, "Appels", "/appels"),
            Door::new(Icon::Calendar, "Agenda", "/agenda"),
            Door::new(Icon::Clock, "Attente", "/attente").count(4, "à placer"),
            Door::new(Icon::Users, "Patients", "/patients"),
            Door::new(Icon::Send, "Envois", "/envois").count(1, "à reprendre"),
            Door::new(Icon::Chart, "Indicateurs", "/indicateurs"),
        ])
        .status(
            Status::new("Tout est enregistré · 14:32")
                .item(StatusItem::new(Tone::Wait, "2 envois en attente"))
                .item(StatusItem::new(Tone::Ok, "31 envoyés aujourd’hui"))
                .item(StatusItem::new(Tone::Fail, "1 échec, à reprendre").href("/envois?etat=echec"))
                .refresh("/etat"),
        )
}

fn doctor() -> Me<'static> {
    Me::new("HM", "Dr Hélène Marchais", "Nérondes · médecin")
        .action(Action::link("/cles", "Mes clés").icon(Icon::Key))
        .action(Action::post("/deconnexion", "Quitter"))
}

fn secretary() -> Me<'static> {
    Me::new("NC", "Nadège Courtin", "Nérondes · secrétaire").action(Action::post("/deconnexion", "Quitter"))
}

fn coordinator() -> Me<'static> {
    Me::new("ÉP", "Émilie Perrault", "Coordinatrice").action(Action::post("/deconnexion", "Quitter"))
}
