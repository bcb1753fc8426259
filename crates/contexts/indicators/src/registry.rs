//! Every figure that is shown, with what it means: a figure without an entry here has no place on a page.

use jiff::civil::{Date, date};

/// A figure and its definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Indicator {
    /// « I11 »
    pub id: &'static str,
    pub name: &'static str,
    /// One sentence, as a reader needs it.
    pub definition: &'static str,
    pub formula: &'static str,
    pub unit: &'static str,
    /// Raised when the same acts would give another figure.
    pub version: u16,
    /// From which day on this version holds.
    pub since: Date,
}

const FIRST: Date = date(2026, 11, 1);

/// All of them, in the order of the page.
pub const REGISTRY: [Indicator; 7] = [
    Indicator {
        id: "I07",
        name: "Volumes d’actes",
        definition: "Les actes terminés dans la période, par genre, par mois et par lieu. Un acte annulé, interrompu, converti \
                     ou dont le patient était absent n’y est pas.",
        formula: "nombre d’actes dont la fin, « terminé », tombe dans la période",
        unit: "actes",
        version: 1,
        since: FIRST,
    },
    Indicator {
        id: "I01",
        name: "Taux d’actes à distance",
        definition: "Parmi les actes terminés, ceux qui ne se sont pas faits sur place\u{a0}: par téléphone, en vidéo ou par écrit.",
        formula: "actes à distance ÷ actes",
        unit: "%",
        version: 1,
        since: FIRST,
    },
    Indicator {
        id: "I11",
        name: "Continuité des données",
        definition: "Parmi les actes à distance terminés dont le compte rendu a au moins un lecteur autre que son auteur, ceux dont \
                     un tel lecteur l’a dans sa boîte sécurisée, prouvé par son serveur, moins de 24 heures (ou 7 jours) après \
                     la fin de l’acte. Un acte compte dès son accusé\u{202f}; tant que son délai court, il n’est pas compté comme \
                     manquant. Un compte rendu sans destinataire est montré à part.",
        formula: "accusés dans le délai ÷ (accusés dans le délai + délai passé sans accusé)",
        unit: "%",
        version: 1,
        since: FIRST,
    },
    Indicator {
        id: "N2",
        name: "Chaîne du compte rendu",
        definition: "Ce que devient chaque acte à distance terminé\u{a0}: signé, adressé à un autre que son auteur, envoyé, accusé. \
                     L’ouverture par le lecteur n’est pas mesurée\u{a0}: aucun opérateur ne la prouve.",
        formula: "actes à distance terminés, à chaque maillon",
        unit: "actes",
        version: 1,
        since: FIRST,
    },
    Indicator {
        id: "A22",
        name: "Sans cet acte",
        definition: "Ce que le professionnel a répondu en terminant un acte à distance, avant d’en connaître la suite. «\u{a0}Je ne \
                     sais pas\u{a0}» et «\u{a0}Passer\u{a0}» sont des réponses et sont comptées.",
        formula: "actes à distance terminés, par réponse",
        unit: "actes",
        version: 1,
        since: FIRST,
    },
    Indicator {
        id: "I03",
        name: "Deux questions au patient",
        definition: "Après l’acte\u{a0}: «\u{a0}Votre demande a-t-elle trouvé sa réponse\u{202f}?\u{a0}» et, de 0 à 10, «\u{a0}Le referiez-vous \
                     ainsi\u{202f}?\u{a0}». Qui n’a pas répondu n’est pas compté\u{a0}; la couverture dit combien ont répondu.",
        formula: "réponses ÷ actes terminés\u{202f}; moyenne des notes",
        unit: "réponses",
        version: 1,
        since: FIRST,
    },
    Indicator {
        id: "R08",
        name: "Habitants du territoire",
        definition: "Parmi les actes terminés, ceux dont le patient habite une commune du territoire le jour de l’acte. Un changement \
                     de périmètre ne déplace aucun chiffre d’avant sa date.",
        formula: "actes pour des habitants ÷ actes dont la commune est connue",
        unit: "%",
        version: 1,
        since: FIRST,
    },
];

/// One of them, by its id.
pub fn indicator(id: &str) -> Option<&'static Indicator> {
    REGISTRY.iter().find(|known| known.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_figure_is_defined_once_and_whole() {
        for known in &REGISTRY {
            assert_eq!(indicator(known.id), Some(known), "{}", known.id);
            assert!(known.definition.ends_with('.') && known.version > 0, "{}", known.id);
        }
    }
}
