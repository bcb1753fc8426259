//! The sheet that somebody takes along, and the sentence that the desk reads aloud.

use agenda::{Appointment, Modality};
use directory::Professional;
use jiff::civil::Date;
use patients::Person;
use territory::Site;
use ui::{Paper, Rich, french};

/// « Jeudi 26 novembre à 11 h, au cabinet de Nérondes, avec le Dr Hélène Marchais. »
pub(super) fn aloud(known: &Appointment, doctor: &Professional, site: &Site) -> String {
    let day = super::capitalised(&french::day_long(known.start.date()));
    let hour = french::clock_words(known.start.time());
    format!("{day} à {hour}, {}, avec {}.", place(known.modality, site), with_article(doctor))
}

pub(super) fn paper(
    known: &Appointment,
    person: &Person,
    doctor: &Professional,
    site: &Site,
    today: Date,
) -> Paper<'static> {
    let own = if person.own_gp == Some(doctor.id) { ", votre médecin" } else { "" };
    let opening = Rich::from("Rendez-vous de ").strong(person.identity.addressed());
    let mut paper = Paper::new(site.structure.clone(), site.address.clone(), opening).appointment(
        known.start.date(),
        known.start.time(),
        super::capitalised(&place(known.modality, site)),
        format!("{}{own}", doctor.full_name()),
    );
    paper = match known.modality {
        Modality::OnSite => {
            paper.paragraph("À apporter\u{a0}:", "votre carte Vitale, vos ordonnances, cette feuille.")
        }
        Modality::Telephone | Modality::Video => {
            paper.paragraph("À préparer\u{a0}:", "votre carte Vitale et vos ordonnances, près du téléphone.")
        }
    };
    paper
        .paragraph(
            "Pour déplacer ou annuler\u{a0}:",
            Rich::from("appelez le ").strong(french::phone(&site.phone)).text("."),
        )
        .foot(
            Rich::from("C’est grave\u{202f}? Appelez le ").strong("15").text("."),
            format!("Feuille du {}", french::day_long(today)),
        )
}

fn place(modality: Modality, site: &Site) -> String {
    match modality {
        Modality::OnSite => format!("sur place, {}", site.structure),
        Modality::Telephone => "par téléphone : on vous appelle".to_owned(),
        Modality::Video => "en vidéo".to_owned(),
    }
}

fn with_article(doctor: &Professional) -> String {
    if doctor.title == "Dr" { format!("le {}", doctor.full_name()) } else { doctor.full_name() }
}
