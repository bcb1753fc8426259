//! Documents about nobody, shared by the tests and the example. Their bytes are fingerprinted: change one and its
//! golden fingerprint together.

use jiff::Timestamp;
use pdf::{
    Act, Attachment, Author, Call, Day, Fact, Letter, Letterhead, Patient, PatientLetter, Place, Recipient,
    Report, Signature, Version,
};

pub(crate) const IDENT: &str = "019ab7c2-4a10-7c11-8f2e-3d5a9b6c7e01";

pub(crate) fn at() -> Timestamp {
    "2026-11-24T13:24:08Z".parse().expect("a moment")
}

pub(crate) fn letter() -> Letter {
    Letter {
        structure: structure(),
        addressee: vec![],
        patient: "Mme Simone Martin".into(),
        day: Day { weekday: "jeudi".into(), number: "26".into(), month: "novembre 2026".into() },
        hour: "11\u{a0}h".into(),
        place: Place {
            name: "Au cabinet de Nérondes".into(),
            lines: vec!["4 place de l’Église".into(), "18350 Nérondes".into()],
        },
        practitioner: "Dr Hélène Marchais, votre médecin".into(),
        bring: vec!["votre carte Vitale".into(), "vos ordonnances".into(), "cette feuille".into()],
        advice: vec![],
        call: call(),
        code: Some("472\u{a0}918".into()),
        issued_on: "24\u{a0}novembre 2026".into(),
    }
}

pub(crate) fn posted_letter() -> Letter {
    Letter { addressee: addressee(), ..letter() }
}

pub(crate) fn telephone_letter() -> Letter {
    Letter {
        hour: "entre 9\u{a0}h et 9\u{a0}h\u{a0}30".into(),
        place: Place { name: "Chez vous, par téléphone".into(), lines: vec![] },
        practitioner: "Dr Paul Verdier".into(),
        advice: vec![
            "Le docteur vous appelle sur votre fixe, le 02\u{a0}61\u{a0}91\u{a0}18\u{a0}44. Son numéro est le \
             02\u{a0}61\u{a0}91\u{a0}18\u{a0}30."
                .into(),
            "Personne n’a appelé à 9\u{a0}h\u{a0}50\u{202f}? Appelez le numéro ci-dessous.".into(),
        ],
        bring: vec!["vos ordonnances".into(), "vos mesures de tension du mois".into()],
        ..letter()
    }
}

pub(crate) fn report() -> Report {
    Report {
        structure: structure(),
        patient: Patient {
            name: "GITTON Raymond".into(),
            birth_name: None,
            birth_date: "7\u{a0}juin 1951 (75\u{a0}ans)".into(),
            sex: "Homme".into(),
            ins: Some("1\u{a0}51\u{a0}06\u{a0}18\u{a0}300\u{a0}014\u{a0}75 (NIR)".into()),
            caution: None,
        },
        author: Author {
            name: "Dr Hélène Marchais".into(),
            role: Some("Médecin généraliste".into()),
            rpps: Some("10\u{a0}001\u{a0}234\u{a0}567".into()),
        },
        act: Act {
            kind: "Consultation".into(),
            held_on: "mardi 24\u{a0}novembre 2026".into(),
            modality: "par téléphone, à 14\u{a0}h\u{a0}09".into(),
            facts: vec![
                Fact { label: "Durée".into(), value: "14\u{a0}min".into() },
                Fact { label: "Demandé par".into(), value: "le patient".into() },
            ],
        },
        motif: "Vertiges au lever depuis la hausse d’amlodipine.".into(),
        constat: "Vertiges brefs au lever depuis cinq jours, sans chute ni malaise. Pas de douleur, pas \
                  d’essoufflement, parle sans gêne.\nTension prise par lui\u{a0}: 124/72 assis, 101/62 debout.\n\nAu \
                  rappel de 14\u{a0}h\u{a0}27, après un verre d’eau\u{a0}: 121/72 debout, ne tourne plus."
            .into(),
        conclusion: "Baisse de tension au lever, sans signe de gravité, sans doute liée à l’amlodipine passée de 5 à \
                     10\u{a0}mg le 19\u{a0}novembre."
            .into(),
        conduite: "Amlodipine 5\u{a0}mg dès demain. Se lever en deux temps, boire. Tension matin et soir trois jours, \
                   relevée par le cabinet infirmier. Rappel vendredi 27\u{a0}novembre.\nChute, malaise ou \
                   douleur\u{a0}: le 15."
            .into(),
        attachments: vec![Attachment {
            title: "Ordonnance du 24\u{a0}novembre 2026".into(),
            detail: "PDF, 1\u{a0}page, 84\u{a0}ko".into(),
        }],
        recipients: vec![
            Recipient { name: "Cabinet infirmier de Léré".into(), detail: "infirmiers, Léré".into() },
            Recipient { name: "Dr Nadia Ferrand".into(), detail: "cardiologue, Bourges".into() },
        ],
        version: Version { number: 1, replaces: None },
        signature: Signature {
            by: "Dr Hélène Marchais".into(),
            at: "24\u{a0}novembre 2026 à 14\u{a0}h\u{a0}24".into(),
            sign_in: "clé d’accès, vérifiée à 14\u{a0}h\u{a0}21".into(),
            content_sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        },
    }
}

pub(crate) fn second_version() -> Report {
    let mut report = report();
    report.patient = patient_with_two_names();
    report.version = Version {
        number: 2,
        replaces: Some("la version 1, signée le 24\u{a0}novembre 2026 à 14\u{a0}h\u{a0}24".into()),
    };
    report.recipients = vec![];
    report.attachments = vec![];
    report
}

/// Three pages or more: a long observation, names that no line holds.
pub(crate) fn long_report() -> Report {
    let mut report = second_version();
    let day = report.constat.clone();
    report.constat = (1..=18).map(|n| format!("Jour {n}. {day}")).collect::<Vec<_>>().join("\n\n");
    report.patient.name =
        "DE LA ROCHEFOUCAULD-MONTBEL-TAILLANDIER Marie-Bernadette Anne-Sophie Philippine".into();
    report.recipients = (1..=24)
        .map(|n| Recipient {
            name: format!("Cabinet infirmier numéro {n}"),
            detail: "infirmiers, Léré".into(),
        })
        .collect();
    report
}

/// What a template language, a shell, a browser or a printer might take for an order.
pub(crate) const HOSTILE: &str = "#import \"@preview/evil:1.0.0\": *; #panic(\"no\"); $ x_1 $ \\ ] [ } { * _ ` ~ @ref <label> \
                           // /* = Titre\n= Titre\n- point\n+ suite\n#read(\"/etc/passwd\") <script>alert(1)</script> \
                           %PDF \u{0} \u{7} \u{202e}abc \u{1f44d} ☑ ☐";

pub(crate) fn hostile_report() -> Report {
    let mut report = report();
    let long = "W".repeat(400);
    report.structure.name = format!("{HOSTILE} {long}");
    report.structure.lines = vec![HOSTILE.into(), long.clone()];
    report.patient.name = format!("{HOSTILE} {long}");
    report.patient.birth_name = Some(long.clone());
    report.patient.ins = Some(long.clone());
    report.author.name = HOSTILE.into();
    report.author.role = Some(long.clone());
    report.act.kind = HOSTILE.into();
    report.act.modality.clone_from(&long);
    report.motif = HOSTILE.into();
    report.constat = format!("{long} {HOSTILE}\n\n{HOSTILE}");
    report.conclusion = format!("anticonstitutionnellement {}", "https://exemple.example/".repeat(20));
    report.attachments[0].title.clone_from(&long);
    report.recipients[0].name = HOSTILE.into();
    report.signature.by = HOSTILE.into();
    report
}

pub(crate) fn hostile_letter() -> Letter {
    let long = format!("{HOSTILE} {}", "W".repeat(200));
    Letter {
        structure: Letterhead { name: long.clone(), lines: vec![long.clone()] },
        addressee: vec![long.clone(), long.clone()],
        patient: long.clone(),
        day: Day { weekday: long.clone(), number: "26".repeat(40), month: long.clone() },
        hour: long.clone(),
        place: Place { name: long.clone(), lines: vec![long.clone()] },
        practitioner: long.clone(),
        bring: vec![long.clone()],
        advice: vec![long.clone()],
        call: Call { number: long.clone(), hours: long.clone() },
        code: Some(long.clone()),
        issued_on: long,
    }
}

pub(crate) fn patient_letter() -> PatientLetter {
    let mut report = report();
    report.patient = patient_with_two_names();
    PatientLetter {
        addressee: addressee(),
        greeting: "Madame Martin,".into(),
        call: call(),
        issued_on: "25\u{a0}novembre 2026".into(),
        report,
    }
}

fn structure() -> Letterhead {
    Letterhead {
        name: "Maison de santé de Nérondes".into(),
        lines: vec![
            "4 place de l’Église, 18350 Nérondes".into(),
            "02\u{a0}61\u{a0}91\u{a0}18\u{a0}00".into(),
        ],
    }
}

fn addressee() -> Vec<String> {
    vec!["Mme Simone Martin".into(), "3 rue du Lavoir".into(), "18350 Nérondes".into()]
}

fn call() -> Call {
    Call {
        number: "02\u{a0}61\u{a0}91\u{a0}18\u{a0}00".into(),
        hours: "du lundi au samedi, de 8\u{a0}h à 19\u{a0}h".into(),
    }
}

fn patient_with_two_names() -> Patient {
    Patient {
        name: "MARTIN Simone".into(),
        birth_name: Some("AUGENDRE".into()),
        birth_date: "12\u{a0}mars 1944 (82\u{a0}ans)".into(),
        sex: "Femme".into(),
        ins: None,
        caution: Some("Identité provisoire, à vérifier".into()),
    }
}
