//! The things that a verification may find, each a French sentence for the person who must act on it.

use std::fmt;

use jiff::Timestamp;

pub(super) const NNBSP: char = '\u{202f}';
pub(super) const NBSP: char = '\u{a0}';

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub seq: u64,
    pub at: Timestamp,
    pub stream: Stream,
}

/// Which of the two tables a row belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    Event,
    Access,
}

/// One thing that is not as it was sealed. `Display` is a French sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The log names a row that is no longer there.
    RowDeleted(Place),
    /// The body is not the one that was hashed.
    BodyChanged(Place),
    /// The body is not one that this program writes.
    BodyUnreadable(Place),
    /// A column does not say what the body says.
    ColumnChanged(Place, &'static str),
    /// The leaf of the row is not the one in the tree.
    LeafChanged(Place),
    /// Numbers are missing in the log, both ends included.
    NumbersMissing(u64, u64),
    /// A number is given to more than one row.
    NumberTwice(u64),
    /// So many rows, the first of this moment, were written behind the mark: no step of the sequencer saw them.
    NeverNumbered(u64, Timestamp),
    /// The mark is not at the last number.
    MarkDiffers { mark: u64, last: u64 },
    /// Rows beyond the last signed head, both ends included.
    NotCovered(u64, u64),
    /// From this row on the tree cannot be computed again.
    NotComputable(u64),
    /// A stored tile is not the one computed.
    TileChanged { level: u8, index: u64 },
    /// A full tile is not stored.
    TileMissing { level: u8, index: u64 },
    /// A head that no known key signed.
    HeadForged(u64),
    /// The columns of a head do not say what its note says.
    HeadChanged(u64),
    /// The root computed is not the one that was signed.
    RootDiffers(u64),
    /// A head was signed for more rows than there are.
    HeadBeyond { size: u64, rows: u64 },
    /// An anchor that no known key signed.
    AnchorForged(String),
    /// The root computed is not the one that the anchor holds.
    AnchorDiffers { name: String, size: u64 },
    /// The anchor knows more rows than there are.
    AnchorBeyond { name: String, size: u64, rows: u64 },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{NBSP}: {}.", self.about(), self.trouble())
    }
}

impl Finding {
    /// What it is about.
    fn about(&self) -> String {
        match self {
            Self::RowDeleted(place)
            | Self::BodyChanged(place)
            | Self::BodyUnreadable(place)
            | Self::ColumnChanged(place, _)
            | Self::LeafChanged(place) => place.to_string(),
            Self::NumbersMissing(from, to) if from == to => format!("Numéro {}", number(*from)),
            Self::NumbersMissing(from, to) => format!("Numéros {} à {}", number(*from), number(*to)),
            Self::NumberTwice(seq) => format!("Numéro {}", number(*seq)),
            Self::NeverNumbered(count, first) => {
                format!("{} sans numéro, dès le {}", counted(*count, "ligne", ""), moment(*first))
            }
            Self::MarkDiffers { mark, last } => format!(
                "Le repère du séquenceur est à {}, le dernier numéro du journal est {}",
                number(*mark),
                number(*last)
            ),
            Self::NotCovered(from, to) => format!("Lignes {} à {}", number(*from), number(*to)),
            Self::NotComputable(seq) => format!("À partir de la ligne {}", number(*seq)),
            Self::TileChanged { level, index } | Self::TileMissing { level, index } => {
                format!("Tuile {} du niveau {level}", number(*index))
            }
            Self::HeadForged(size)
            | Self::HeadChanged(size)
            | Self::RootDiffers(size)
            | Self::HeadBeyond { size, .. } => format!("Tête à {}", counted(*size, "ligne", "")),
            Self::AnchorForged(name) | Self::AnchorDiffers { name, .. } | Self::AnchorBeyond { name, .. } => {
                format!("Ancre {name}")
            }
        }
    }

    /// What is wrong with it.
    fn trouble(&self) -> String {
        let said = match self {
            Self::RowDeleted(_) => "elle a été supprimée",
            Self::BodyChanged(_) => "son contenu a été modifié après l’enregistrement",
            Self::BodyUnreadable(_) => "son contenu n’est pas de ceux que Maillage écrit",
            Self::ColumnChanged(_, column) => {
                return format!("la colonne «{NBSP}{column}{NBSP}» ne dit plus ce que dit le contenu");
            }
            Self::LeafChanged(_) => {
                "ce n’est pas la ligne qui a été scellée à cette place, elle a été remplacée, déplacée ou insérée"
            }
            Self::NumbersMissing(from, to) if from == to => "il a été retiré du journal",
            Self::NumbersMissing(..) => "ils ont été retirés du journal",
            Self::NumberTwice(_) => "il est donné à plusieurs lignes, dont une insérée",
            Self::NeverNumbered(..) => {
                "derrière le repère du séquenceur, elles ont été insérées, ou leur numéro retiré, hors de l’application"
            }
            Self::MarkDiffers { .. } => "l’un des deux a été changé",
            Self::NotCovered(..) => {
                "aucune tête signée ne les couvre, elles ont été ajoutées au journal ou la tête a été retirée"
            }
            Self::NotComputable(_) => {
                "l’arbre ne peut plus être recalculé, la suite n’a pas pu être vérifiée"
            }
            Self::TileChanged { .. } => "elle a été modifiée",
            Self::TileMissing { .. } => "elle a été retirée",
            Self::HeadForged(_) | Self::AnchorForged(_) => "sa signature n’est pas celle d’une clé connue",
            Self::HeadChanged(_) => "ses colonnes ne disent plus ce que dit le texte signé",
            Self::RootDiffers(_) => {
                "la racine recalculée n’est pas la racine signée, une ligne d’avant a été modifiée, ajoutée, retirée ou déplacée"
            }
            Self::HeadBeyond { rows, .. } => {
                return format!("le journal n’en a que {}, sa fin a été coupée", number(*rows));
            }
            Self::AnchorDiffers { size, .. } => {
                let attested = counted(*size, "ligne", "");
                return format!("le journal n’est pas la suite de celui dont elle atteste {attested}");
            }
            Self::AnchorBeyond { size, rows, .. } => {
                let attested = counted(*size, "ligne", "");
                return format!(
                    "elle atteste {attested}, le journal n’en a que {}, sa fin a été coupée ou un ancien état a été remis",
                    number(*rows)
                );
            }
        };
        said.to_owned()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stream = match self.stream {
            Stream::Event => "événement",
            Stream::Access => "consultation",
        };
        write!(f, "Ligne {} ({stream} du {})", number(self.seq), moment(self.at))
    }
}

/// `25/11/2026 à 10 h 09 UTC`: an operator compares it with other journals, which are in UTC.
fn moment(at: Timestamp) -> String {
    at.strftime("%d/%m/%Y à %H\u{a0}h\u{a0}%M UTC").to_string()
}

/// `1 ligne`, `12 345 lignes`.
pub(super) fn counted(count: u64, noun: &str, adjective: &str) -> String {
    let plural = if count < 2 { "" } else { "s" };
    let adjective = if adjective.is_empty() { String::new() } else { format!(" {adjective}{plural}") };
    format!("{}{NBSP}{noun}{plural}{adjective}", number(count))
}

/// Groups of three, a narrow no-break space between them.
fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3 * NNBSP.len_utf8());
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(NNBSP);
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_tells_what_and_when() {
        let at = "2026-10-25T01:30:00Z".parse().unwrap();
        let place = Place { seq: 1_012, at, stream: Stream::Access };
        assert_eq!(
            Finding::RowDeleted(place).to_string(),
            "Ligne 1\u{202f}012 (consultation du 25/10/2026 à 01\u{a0}h\u{a0}30 UTC)\u{a0}: elle a été supprimée."
        );
    }
}
