//! Writes the example survey: 168 generated answers with the questions and proportions of a regional survey of doctors.
//!
//! `cargo run -p lexico --example founding_corpus > docs/examples/lexico/enquete-168.csv`. The text is ours (CC0), drawn
//! from a fixed seed; nobody wrote these answers.

use stats::random::SplitMix64;

const PEOPLE: usize = 168;

fn main() {
    let mut random = SplitMix64::named("enquete-168");
    let mut columns: Vec<(String, Vec<String>)> = Vec::new();
    let specialities = shares(
        &mut random,
        &[
            ("médecine générale", 121),
            ("pédiatrie", 7),
            ("gynécologie", 6),
            ("rhumatologie", 5),
            ("cardiologie", 5),
            ("dermatologie", 5),
            ("ophtalmologie", 4),
            ("psychiatrie", 4),
            ("neurologie", 3),
            ("radiologie", 3),
            ("gériatrie", 3),
            ("chirurgie orthopédique", 2),
        ],
    );
    columns.push(("id".into(), (1..=PEOPLE).map(|i| i.to_string()).collect()));
    columns.push(("Spécialité".into(), specialities.clone()));
    for (name, list) in CLOSED {
        columns.push(((*name).to_owned(), shares(&mut random, list)));
    }
    for (group, answers, rows) in MATRICES {
        for (row, counts) in *rows {
            let list: Vec<(&str, usize)> = answers.iter().copied().zip(counts.iter().copied()).collect();
            columns.push((format!("{group} : {row}"), shares(&mut random, &list)));
        }
    }
    columns.push((
        "Logiciels de téléconsultation".into(),
        several(
            &mut random,
            66,
            &[
                ("Doctolib", 25),
                ("Maiia", 11),
                ("Medaviz", 7),
                ("Madeformed", 6),
                ("Logiciel métier", 5),
                ("Qare", 3),
                ("Clickdoc", 2),
                ("Parsys", 2),
                ("Hellocare", 1),
                ("Omnidoc", 1),
                ("Weda", 1),
            ],
        ),
    ));
    columns.push((
        "Logiciels de télé-expertise".into(),
        several(
            &mut random,
            80,
            &[("Omnidoc", 77), ("Doctolib", 2), ("Apicrypt", 1), ("MSSanté", 1), ("Weda", 1)],
        ),
    ));
    for (question, themes) in OPEN {
        let answers =
            specialities.iter().map(|s| answer(&mut random, themes, s == "médecine générale")).collect();
        columns.push(((*question).to_owned(), answers));
    }
    let header: Vec<String> = columns.iter().map(|c| quoted(&c.0)).collect();
    println!("{}", header.join(";"));
    for person in 0..PEOPLE {
        let line: Vec<String> = columns.iter().map(|c| quoted(&c.1[person])).collect();
        println!("{}", line.join(";"));
    }
}

fn quoted(cell: &str) -> String {
    if cell.contains([';', '"', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// Each answer as many times as asked, shuffled; blanks for those who did not answer.
fn shares(random: &mut SplitMix64, list: &[(&str, usize)]) -> Vec<String> {
    let mut answers: Vec<String> =
        list.iter().flat_map(|(a, n)| vec![(*a).to_owned(); *n]).take(PEOPLE).collect();
    answers.resize(PEOPLE, String::new());
    random.shuffle(&mut answers);
    answers
}

/// Citations spread over `people` respondents, several a person joined by « ; ».
fn several(random: &mut SplitMix64, people: usize, list: &[(&str, usize)]) -> Vec<String> {
    let mut order: Vec<usize> = (0..PEOPLE).collect();
    random.shuffle(&mut order);
    let mut ticked: Vec<Vec<&str>> = vec![Vec::new(); PEOPLE];
    for (rank, name) in list.iter().flat_map(|(name, n)| vec![*name; *n]).enumerate() {
        ticked[order[rank % people]].push(name);
    }
    ticked.into_iter().map(|t| t.join(" ; ")).collect()
}

/// A few sentences of one theme, sometimes one of another; a few people say nothing.
fn answer(random: &mut SplitMix64, themes: &[&[&str]], general: bool) -> String {
    if random.unit() < 0.06 {
        return ["RAS", "", "rien à signaler"][random.below(3)].to_owned();
    }
    // General practitioners speak more of the first themes: this is what profiles of respondents must find.
    let lean = if general {
        random.below(themes.len()).min(random.below(themes.len()))
    } else {
        random.below(themes.len()).max(random.below(themes.len()))
    };
    let mut sentences: Vec<&str> = themes[lean].to_vec();
    random.shuffle(&mut sentences);
    sentences.truncate(2 + random.below(2));
    if random.unit() < 0.25 {
        let other = themes[random.below(themes.len())];
        sentences.push(other[random.below(other.len())]);
    }
    sentences.join(" ")
}

type Shares = &'static [(&'static str, usize)];

const CLOSED: &[(&str, Shares)] = &[
    (
        "Département",
        &[
            ("Cher", 30),
            ("Eure-et-Loir", 39),
            ("Indre", 25),
            ("Indre-et-Loire", 27),
            ("Loir-et-Cher", 15),
            ("Loiret", 32),
        ],
    ),
    ("Statut", &[("libéral exclusif", 131), ("exercice mixte", 37)]),
    (
        "Lieu d’exercice",
        &[
            ("isolé", 49),
            ("maison de santé", 49),
            ("cabinet de groupe", 47),
            ("clinique", 11),
            ("centre de santé", 5),
            ("autre structure", 3),
        ],
    ),
    (
        "Moyen de contacter un autre médecin",
        &[
            ("téléphone", 66),
            ("télé-expertise", 28),
            ("messagerie sécurisée", 25),
            ("mail non sécurisé", 22),
            ("courrier", 16),
            ("patient", 11),
        ],
    ),
    ("Qui gère la technique", &[("moi-même", 122), ("prestataire externe", 21), ("collaborateur", 17)]),
    (
        "État d’esprit",
        &[
            ("s’y mettre malgré des freins", 70),
            ("leader auprès de ses pairs", 60),
            ("aucun intérêt", 17),
            ("découragé", 11),
            ("sans avis", 10),
        ],
    ),
];

type Rows = &'static [(&'static str, [usize; 5])];

const MATRICES: &[(&str, [&str; 5], Rows)] = &[
    (
        "Outils",
        ["jamais", "parfois", "régulièrement", "quotidiennement", "en projet"],
        &[
            ("DMP", [46, 41, 38, 40, 3]),
            ("MCS", [126, 20, 12, 6, 4]),
            ("MSS", [22, 14, 21, 108, 3]),
            ("ROR", [159, 4, 2, 1, 2]),
            ("Via Trajectoire", [80, 52, 24, 10, 2]),
            ("RésoPro", [130, 20, 10, 4, 4]),
            ("INS", [34, 0, 0, 130, 4]),
            ("Rendez-vous en ligne", [58, 6, 12, 89, 3]),
        ],
    ),
    (
        "Télémédecine",
        ["jamais", "parfois", "régulièrement", "quotidiennement", "en projet"],
        &[
            ("Téléconsultation", [79, 45, 24, 13, 7]),
            ("Téléconsultation assistée", [151, 8, 2, 1, 6]),
            ("Télé-expertise", [73, 37, 46, 7, 5]),
            ("Télésurveillance", [140, 12, 7, 3, 6]),
            ("Régulation", [128, 22, 12, 4, 2]),
        ],
    ),
    (
        "Coordination",
        [
            "pas de coordination",
            "difficile ou inadéquate",
            "perfectible et insuffisante",
            "fluide et adaptée",
            "sans avis",
        ],
        &[
            ("entre professionnels de ville", [17, 19, 89, 42, 0]),
            ("entre ville et établissements", [20, 58, 79, 10, 0]),
        ],
    ),
    (
        "Impact",
        ["non", "peut-être un jour", "oui, prochainement", "oui, déjà", "sans avis"],
        &[
            ("organisation des soins", [16, 62, 37, 43, 10]),
            ("coopération", [14, 62, 45, 40, 7]),
            ("efficacité et pertinence", [12, 67, 43, 39, 7]),
            ("santé publique", [17, 64, 34, 17, 36]),
        ],
    ),
];

type Themes = &'static [&'static [&'static str]];

const OPEN: &[(&str, Themes)] = &[
    (
        "Freins à la coordination",
        &[
            &[
                "Les courriers des spécialistes arrivent trop tard.",
                "Je reçois le courrier après le patient.",
                "Le compte rendu d’hospitalisation manque à la consultation.",
                "Les courriers papier doivent être numérisés au cabinet.",
                "Le courrier de sortie se perd.",
            ],
            &[
                "Impossible de joindre un spécialiste au téléphone.",
                "Le numéro direct du service est introuvable.",
                "La ligne de l’hôpital ne répond pas.",
                "On attend longtemps au téléphone pour joindre un confrère.",
                "Trouver le bon interlocuteur prend du temps.",
            ],
            &[
                "Les délais de rendez-vous avec les spécialistes sont trop longs.",
                "Le patient attend six mois un rendez-vous.",
                "La demande d’avis reste sans réponse.",
                "Le délai de réponse décourage.",
                "Obtenir un rendez-vous urgent est difficile.",
            ],
            &[
                "La messagerie sécurisée des établissements n’est pas relevée.",
                "Chaque hôpital a sa messagerie et son mot de passe.",
                "Les outils de l’hôpital ne communiquent pas avec mon logiciel métier.",
                "Il faut ressaisir les données dans chaque outil.",
                "La messagerie sécurisée est chronophage.",
            ],
        ],
    ),
    (
        "Freins au développement des outils",
        &[
            &[
                "Le manque de temps est le premier frein.",
                "Il manque du temps pour apprendre les outils.",
                "Le temps médical manque et rien n’est rémunéré.",
                "Aucune rémunération du temps passé.",
                "La cotation ne couvre pas le temps d’écran.",
            ],
            &[
                "Les logiciels sont trop complexes et plantent.",
                "Les pannes de connexion sont fréquentes.",
                "Le débit internet est faible en zone rurale.",
                "Trop de bugs dans le logiciel.",
                "Trop de mots de passe et de clics.",
            ],
            &[
                "La formation est insuffisante.",
                "Il manque un accompagnement au cabinet.",
                "Personne ne forme les secrétaires.",
                "Je voudrais une formation courte.",
                "Les tutoriels ne remplacent pas un accompagnement.",
            ],
            &[
                "La sécurité des données n’est pas garantie.",
                "Je n’ai pas confiance dans les hébergeurs privés.",
                "Le secret médical est menacé par les plateformes.",
                "La protection des données inquiète mes patients.",
                "Les fuites de données font peur.",
            ],
            &[
                "Aucune stratégie claire des autorités.",
                "La politique change tous les ans.",
                "Les institutions imposent sans dialogue.",
                "Un cap stable manque aux autorités de santé.",
                "Les priorités nationales ne sont pas claires.",
            ],
        ],
    ),
    (
        "Aides attendues",
        &[
            &[
                "Des outils simples et moins de clics.",
                "Une interface simple et ergonomique.",
                "Un seul mot de passe pour tous les outils.",
                "Simplifier l’authentification.",
                "Un outil intuitif et simple.",
            ],
            &[
                "Une formation sur place au cabinet.",
                "Former aussi les secrétaires.",
                "Un accompagnement régulier par un formateur.",
                "Des tutoriels courts et une formation pratique.",
                "Former les médecins entre pairs.",
            ],
            &[
                "Que les outils communiquent avec le logiciel métier.",
                "L’interopérabilité entre la ville et l’hôpital.",
                "Une intégration dans mon logiciel métier.",
                "Ne plus ressaisir les comptes rendus.",
                "Un logiciel compatible avec la messagerie sécurisée.",
            ],
        ],
    ),
];
