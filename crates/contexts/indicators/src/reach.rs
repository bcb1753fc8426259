//! How far the report of a closed act went, and whose turn it is.

use serde::{Deserialize, Serialize};

/// How far the report of a closed act went toward readers other than its author. Of several readers, the word that
/// comes first here is that of the act: what waits for somebody of ours hides what waits for others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// The act is closed, its report is not signed.
    Unsigned,
    /// Signed, for nobody but its author.
    WithoutReader,
    /// Refused, or given up.
    Failed,
    /// In our queue, or the line broke while our operator took it.
    Waiting,
    /// Our operator has it; a notice was asked for and has not come.
    Sent,
    /// Handed to the reader's operator, which will prove nothing more.
    Relayed,
    /// Sent without notice: our operator offers none.
    Mute,
    /// Printed, for the post.
    Posted,
    /// In the mailbox of a reader.
    Acknowledged,
}

impl Reach {
    pub const ALL: [Self; 9] = [
        Self::Unsigned,
        Self::WithoutReader,
        Self::Failed,
        Self::Waiting,
        Self::Sent,
        Self::Relayed,
        Self::Mute,
        Self::Posted,
        Self::Acknowledged,
    ];

    /// The name that tables and addresses use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unsigned => "unsigned",
            Self::WithoutReader => "without_reader",
            Self::Failed => "failed",
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Relayed => "relayed",
            Self::Mute => "mute",
            Self::Posted => "posted",
            Self::Acknowledged => "acknowledged",
        }
    }

    /// Reads the name back.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reach| reach.name() == name)
    }

    /// « Refusé »
    pub fn words(self) -> &'static str {
        match self {
            Self::Unsigned => "Compte rendu non signé",
            Self::WithoutReader => "Sans destinataire",
            Self::Failed => "Refusé",
            Self::Waiting => "En attente d’envoi",
            Self::Sent => "Envoyé, sans réponse",
            Self::Relayed => "Remis à l’opérateur du destinataire",
            Self::Mute => "Envoyé sans avis possible",
            Self::Posted => "Imprimé pour la poste",
            Self::Acknowledged => "Accusé",
        }
    }

    /// Whose turn it is, in a sentence; nothing when it arrived.
    pub fn turn(self) -> &'static str {
        match self {
            Self::Unsigned => "Son auteur\u{a0}: signer le compte rendu",
            Self::WithoutReader => "Son auteur\u{a0}: nommer un destinataire, s’il y en a un",
            Self::Failed => "Son auteur ou son secrétariat\u{a0}: corriger l’adresse, ou imprimer",
            Self::Waiting => "Notre serveur\u{a0}: l’envoi est en file",
            Self::Sent => "L’opérateur du destinataire\u{a0}: répondre",
            Self::Relayed => "Personne\u{a0}: l’opérateur du destinataire n’accuse jamais réception",
            Self::Mute => "Personne\u{a0}: notre opérateur ne rend pas d’avis",
            Self::Posted => "Personne\u{a0}: la poste ne rend pas d’avis",
            Self::Acknowledged => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reach_reads_back_and_says_whose_turn_it_is() {
        for reach in Reach::ALL {
            assert_eq!(Reach::from_name(reach.name()), Some(reach));
            assert_eq!(reach.turn().is_empty(), reach == Reach::Acknowledged);
        }
    }
}
