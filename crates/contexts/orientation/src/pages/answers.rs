//! What the forms of the portal carry so far, read step by step; a step is answered or it is not.

use agenda::{AskedBy, Modality, SlotValue};
use jiff::civil::Date;
use patients::Identity;
use territory::Reason;
use ui::{Problems, Typed};

use crate::model::LinkToken;

/// The questions, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Signs,
    How,
    Time,
    Relation,
    Person,
}

impl Step {
    const ALL: [Self; 5] = [Self::Signs, Self::How, Self::Time, Self::Relation, Self::Person];

    /// The field that answers it, and its name in forms.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Signs => "signes",
            Self::How => "facon",
            Self::Time => "temps",
            Self::Relation => "demande",
            Self::Person => "personne",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }
}

/// Every field that travels from page to page.
pub(super) const CARRIED: [&str; 11] = [
    "signes",
    "facon",
    "temps",
    "demande",
    "nom",
    "prenom",
    "naissance",
    "sexe",
    "telephone",
    "courriel",
    "lien",
];

/// How the portal books: a video room is no appointment yet.
const OFFERED: [Modality; 2] = [Modality::OnSite, Modality::Telephone];

/// For whom people ask here.
pub(super) const RELATIONS: [(AskedBy, &str); 6] = [
    (AskedBy::Themself, "Pour moi"),
    (AskedBy::DaughterOrSon, "Pour mon père ou ma mère"),
    (AskedBy::Parent, "Pour mon enfant"),
    (AskedBy::Spouse, "Pour la personne avec qui je vis"),
    (AskedBy::Relative, "Pour quelqu’un de ma famille"),
    (AskedBy::Neighbour, "Pour une voisine ou un voisin"),
];

/// The answers that can be read.
pub(super) struct Answers {
    /// None of the signs; « yes » never comes this far.
    pub(super) no_sign: bool,
    pub(super) how: Option<Modality>,
    pub(super) slot: Option<SlotValue>,
    pub(super) asked_by: Option<AskedBy>,
    /// The secret of the link to come, drawn when the last page was first shown.
    pub(super) token: Option<LinkToken>,
    pub(super) identity: Result<Identity, Problems>,
}

impl Answers {
    /// Reads what was posted. `back` is the step that the person wants to answer again.
    pub(super) fn read(typed: &Typed, reason: &Reason, today: Date, back: Option<Step>) -> Self {
        let asks_again = |step| back.is_some_and(|back| back <= step);
        let ways = ways(reason);
        let how = match ways.as_slice() {
            [only] => Some(*only),
            several => typed
                .get("facon")
                .and_then(Modality::from_name)
                .filter(|how| several.contains(how) && !asks_again(Step::How)),
        };
        let slot = typed.get("temps").and_then(SlotValue::parse);
        Self {
            no_sign: typed.get("signes") == Some("non") && !asks_again(Step::Signs),
            how,
            slot: slot.filter(|slot| Some(slot.modality) == how && !asks_again(Step::Time)),
            asked_by: typed
                .get("demande")
                .and_then(AskedBy::from_name)
                .filter(|asked| RELATIONS.iter().any(|(known, _)| known == asked)),
            token: typed.get("lien").and_then(LinkToken::parse),
            identity: identity(typed, today),
        }
    }

    /// The first question without an answer; `None` when all is said.
    pub(super) fn first_gap(&self) -> Option<Step> {
        if !self.no_sign {
            Some(Step::Signs)
        } else if self.how.is_none() {
            Some(Step::How)
        } else if self.slot.is_none() {
            Some(Step::Time)
        } else if self.asked_by.is_none() {
            Some(Step::Relation)
        } else if self.identity.is_err() || self.token.is_none() {
            Some(Step::Person)
        } else {
            None
        }
    }
}

/// The ways to consult that the reason allows and the portal books.
pub(super) fn ways(reason: &Reason) -> Vec<Modality> {
    OFFERED.into_iter().filter(|way| reason.modalities.iter().any(|name| name == way.name())).collect()
}

/// Traits and means of contact; on the portal a telephone is needed.
fn identity(typed: &Typed, today: Date) -> Result<Identity, Problems> {
    let mut read = patients::read_form(typed, today, None).map(|command| command.identity);
    if typed.get("telephone").is_none() {
        let mut problems = read.err().unwrap_or_default();
        problems.add(
            "telephone",
            "Donnez un numéro\u{a0}: c’est lui qu’on appelle, même pour prévenir d’un retard.",
        );
        read = Err(problems);
    }
    read
}
