//! Who may do what: one pure function, [`decide`], over the actor's role, the action and the relation.
//!
//! It knows no database and no page. A context gathers the [`Relation`] from SQL and asks; row-level security is
//! the floor under the answer, never a substitute for it. The table of rules is the source of `docs/reference/access.md`
//! and of the golden file that names every route for every role.

mod action;
mod rule;

pub use action::Action;
pub use rule::{ALL_RULES, Rule, decide};

use serde::{Deserialize, Serialize};

/// What a person does in a territory (or that they are its patient).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Doctor,
    Nurse,
    Pharmacist,
    Secretary,
    Coordinator,
    Evaluator,
    Patient,
}

impl Role {
    pub const ALL: [Self; 7] = [
        Self::Doctor,
        Self::Nurse,
        Self::Pharmacist,
        Self::Secretary,
        Self::Coordinator,
        Self::Evaluator,
        Self::Patient,
    ];

    /// The name that tables and files use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Doctor => "doctor",
            Self::Nurse => "nurse",
            Self::Pharmacist => "pharmacist",
            Self::Secretary => "secretary",
            Self::Coordinator => "coordinator",
            Self::Evaluator => "evaluator",
            Self::Patient => "patient",
        }
    }

    /// Reads the name back.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// Whether the actor's membership of the territory is worth anything now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Membership {
    /// From somewhere else, or from nowhere.
    None,
    /// It has not begun, or it is over.
    Ended,
    /// Now, with this role.
    Active(Role),
}

/// Why the actor is in a patient's circle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Circle {
    /// Not in it, or no longer.
    Outside,
    /// The own GP.
    Gp,
    /// Cares now: a booking opened it.
    Care,
    /// The patient.
    Own,
    /// A carer whom the patient named.
    Carer,
    /// Somebody on duty who gave a reason; the patient sees it.
    BreakGlass,
}

/// What ties the actor to the thing they ask for. The default is a stranger's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Relation {
    pub membership: Membership,
    pub circle: Circle,
    /// The thing is the actor's own: their agenda, the act that they hold, the report that they wrote.
    pub own: bool,
    /// The thing belongs to a professional who delegated it to the actor, now.
    pub delegated: bool,
    /// The actor takes part in this act, from this territory or another.
    pub participant: bool,
}

impl Default for Relation {
    fn default() -> Self {
        Self {
            membership: Membership::None,
            circle: Circle::Outside,
            own: false,
            delegated: false,
            participant: false,
        }
    }
}

/// On what ground something is allowed; it goes into the access leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The role alone.
    Role,
    /// It is the actor's own.
    Own,
    /// On behalf of a named professional.
    Delegation,
    /// The circle of care.
    Circle,
    /// The circle, by breaking glass.
    BreakGlass,
    /// Part in this act only.
    Participant,
    /// The patient themself, or a carer.
    Patient,
}

impl Basis {
    /// The name that leaves and tables use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::Own => "own",
            Self::Delegation => "delegation",
            Self::Circle => "circle",
            Self::BreakGlass => "break_glass",
            Self::Participant => "participant",
            Self::Patient => "patient",
        }
    }
}

/// Why something is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// Not a member of this territory, or no longer.
    NotHere,
    /// This role never does this.
    Role,
    /// This role does, for people in whose circle they are.
    OutsideTheCircle,
    /// This role does, for the professionals who delegated it.
    NotDelegated,
    /// Only its author or holder does.
    NotYours,
}

/// The answer.
pub type Decision = Result<Basis, Refusal>;
