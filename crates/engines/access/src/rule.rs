//! The rules, as a table: for an action and a role, what the relation must be.

use crate::{Action, Basis, Circle, Decision, Membership, Refusal, Relation, Role};

/// What a rule asks of the relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// Nothing more than an active membership.
    Membership,
    /// That it is the actor's own.
    Own,
    /// That it is the actor's own, or delegated by its owner.
    OwnOrDelegated,
    /// That the actor is in the circle.
    Circle,
    /// That the actor is in the circle, or takes part in the act (from any territory).
    CircleOrPart,
    /// That the actor holds the act.
    Part,
    /// That the actor is the patient or a carer.
    Patient,
}

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub action: Action,
    pub roles: &'static [Role],
    needs: Needs,
}

const DESK: &[Role] = &[Role::Doctor, Role::Nurse, Role::Pharmacist, Role::Secretary];
const CARE: &[Role] = &[Role::Doctor, Role::Nurse, Role::Pharmacist];
const DOCTOR: &[Role] = &[Role::Doctor];
const SECRETARY: &[Role] = &[Role::Secretary];
const PATIENT: &[Role] = &[Role::Patient];
const STEERING: &[Role] = &[Role::Coordinator, Role::Evaluator];
const COORDINATOR: &[Role] = &[Role::Coordinator];

const fn rule(action: Action, roles: &'static [Role], needs: Needs) -> Rule {
    Rule { action, roles, needs }
}

/// The whole of what is allowed; what no line allows is refused.
pub const ALL_RULES: &[Rule] = &[
    rule(Action::FindPatient, DESK, Needs::Membership),
    rule(Action::RegisterPatient, DESK, Needs::Membership),
    rule(Action::JoinIdentity, DESK, Needs::Membership),
    rule(Action::SeeAgenda, DESK, Needs::Membership),
    rule(Action::Book, DESK, Needs::Membership),
    rule(Action::Book, PATIENT, Needs::Patient),
    rule(Action::MarkArrival, DESK, Needs::Membership),
    rule(Action::BlockTime, CARE, Needs::Own),
    rule(Action::BlockTime, SECRETARY, Needs::OwnOrDelegated),
    rule(Action::SetOpening, CARE, Needs::Own),
    rule(Action::SetOpening, SECRETARY, Needs::OwnOrDelegated),
    rule(Action::SeeCare, CARE, Needs::Circle),
    rule(Action::SeeCare, PATIENT, Needs::Patient),
    rule(Action::BreakGlass, CARE, Needs::Membership),
    rule(Action::SeeAct, CARE, Needs::CircleOrPart),
    rule(Action::SeeAct, PATIENT, Needs::Patient),
    rule(Action::HoldAct, CARE, Needs::Part),
    rule(Action::SignReport, DOCTOR, Needs::Own),
    rule(Action::SeeDeliveries, CARE, Needs::CircleOrPart),
    rule(Action::SeeDeliveries, SECRETARY, Needs::OwnOrDelegated),
    rule(Action::ResumeDelivery, CARE, Needs::Own),
    rule(Action::ResumeDelivery, SECRETARY, Needs::OwnOrDelegated),
    rule(Action::PrintForPost, SECRETARY, Needs::OwnOrDelegated),
    rule(Action::PrintForPost, CARE, Needs::Circle),
    rule(Action::Evaluate, PATIENT, Needs::Patient),
    rule(Action::SeeWhoLooked, PATIENT, Needs::Patient),
    rule(Action::SeeIndicators, STEERING, Needs::Membership),
    rule(Action::SeeIndicators, DOCTOR, Needs::Membership),
    rule(Action::SeeActList, COORDINATOR, Needs::Membership),
    rule(Action::ChangePerimeter, COORDINATOR, Needs::Membership),
    rule(Action::ManageMembers, COORDINATOR, Needs::Membership),
];

/// Decides whether an actor with this relation may do `action`, on what ground, or why not.
///
/// A role may appear on several lines of an action: the first that allows wins; else the last refusal is said.
pub fn decide(action: Action, relation: &Relation) -> Decision {
    let mut refusal = match relation.membership {
        Membership::Active(_) => Refusal::Role,
        Membership::None | Membership::Ended => Refusal::NotHere,
    };
    for rule in ALL_RULES.iter().filter(|rule| rule.action == action) {
        match rule.needs.of(rule.roles, *relation) {
            Some(Ok(basis)) => return Ok(basis),
            Some(Err(why)) => refusal = why,
            None => {}
        }
    }
    Err(refusal)
}

impl Needs {
    /// `None` when the line does not speak of this actor.
    fn of(self, roles: &[Role], relation: Relation) -> Option<Decision> {
        if self == Self::Patient {
            return Some(match relation.circle {
                Circle::Own | Circle::Carer => Ok(Basis::Patient),
                _ => return None,
            });
        }
        // an intervenant has no membership here: part in the act is the whole of the ground
        if matches!(self, Self::CircleOrPart | Self::Part) && relation.participant {
            return Some(Ok(Basis::Participant));
        }
        let Membership::Active(role) = relation.membership else { return None };
        if !roles.contains(&role) {
            return None;
        }
        Some(match self {
            Self::Membership => Ok(Basis::Role),
            Self::Own | Self::OwnOrDelegated if relation.own => Ok(Basis::Own),
            Self::OwnOrDelegated if relation.delegated => Ok(Basis::Delegation),
            Self::Circle | Self::CircleOrPart => in_circle(relation.circle),
            Self::OwnOrDelegated => Err(Refusal::NotDelegated),
            Self::Own | Self::Part | Self::Patient => Err(Refusal::NotYours),
        })
    }
}

fn in_circle(circle: Circle) -> Decision {
    match circle {
        Circle::Gp | Circle::Care => Ok(Basis::Circle),
        Circle::BreakGlass => Ok(Basis::BreakGlass),
        // a carer or the patient, who also works here, sees as such and not as a professional
        Circle::Outside | Circle::Own | Circle::Carer => Err(Refusal::OutsideTheCircle),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(role: Role) -> Relation {
        Relation { membership: Membership::Active(role), ..Relation::default() }
    }

    #[test]
    fn a_stranger_may_do_nothing() {
        for action in Action::ALL {
            assert_eq!(decide(action, &Relation::default()), Err(Refusal::NotHere), "{action:?}");
        }
    }

    #[test]
    fn an_ended_membership_is_worth_no_more_than_none() {
        let ended =
            Relation { membership: Membership::Ended, circle: Circle::Gp, own: true, ..Relation::default() };
        for action in Action::ALL {
            assert_eq!(decide(action, &ended), Err(Refusal::NotHere), "{action:?}");
        }
    }

    #[test]
    fn a_secretary_finds_and_books_anyone_and_reads_no_care() {
        let nadege = member(Role::Secretary);
        assert_eq!(decide(Action::FindPatient, &nadege), Ok(Basis::Role));
        assert_eq!(decide(Action::Book, &nadege), Ok(Basis::Role));
        for circle in [Circle::Outside, Circle::Gp, Circle::Care, Circle::BreakGlass] {
            let relation = Relation { circle, own: true, delegated: true, ..nadege };
            assert!(decide(Action::SeeCare, &relation).is_err(), "{circle:?}");
            assert!(decide(Action::SeeAct, &relation).is_err(), "{circle:?}");
        }
    }

    #[test]
    fn a_secretary_acts_for_the_professionals_who_delegated() {
        let nadege = member(Role::Secretary);
        assert_eq!(decide(Action::BlockTime, &nadege), Err(Refusal::NotDelegated));
        let delegated = Relation { delegated: true, ..nadege };
        assert_eq!(decide(Action::BlockTime, &delegated), Ok(Basis::Delegation));
        assert_eq!(decide(Action::ResumeDelivery, &delegated), Ok(Basis::Delegation));
    }

    #[test]
    fn a_doctor_sees_the_care_of_his_circle_or_breaks_the_glass() {
        let doctor = member(Role::Doctor);
        assert_eq!(decide(Action::SeeCare, &doctor), Err(Refusal::OutsideTheCircle));
        assert_eq!(decide(Action::SeeCare, &Relation { circle: Circle::Care, ..doctor }), Ok(Basis::Circle));
        assert_eq!(
            decide(Action::SeeCare, &Relation { circle: Circle::BreakGlass, ..doctor }),
            Ok(Basis::BreakGlass)
        );
        assert_eq!(decide(Action::BreakGlass, &doctor), Ok(Basis::Role));
    }

    #[test]
    fn an_intervenant_from_elsewhere_sees_his_act_and_nothing_else() {
        let elsewhere = Relation { participant: true, ..Relation::default() };
        assert_eq!(decide(Action::SeeAct, &elsewhere), Ok(Basis::Participant));
        assert_eq!(decide(Action::HoldAct, &elsewhere), Ok(Basis::Participant));
        for action in [Action::SeeCare, Action::FindPatient, Action::SeeAgenda, Action::Book] {
            assert_eq!(decide(action, &elsewhere), Err(Refusal::NotHere), "{action:?}");
        }
    }

    #[test]
    fn only_its_author_signs_a_report() {
        assert_eq!(decide(Action::SignReport, &member(Role::Doctor)), Err(Refusal::NotYours));
        assert_eq!(
            decide(Action::SignReport, &Relation { own: true, ..member(Role::Doctor) }),
            Ok(Basis::Own)
        );
        assert!(decide(Action::SignReport, &Relation { own: true, ..member(Role::Nurse) }).is_err());
    }

    #[test]
    fn those_who_steer_see_figures_and_no_patient() {
        for role in [Role::Coordinator, Role::Evaluator] {
            assert_eq!(decide(Action::SeeIndicators, &member(role)), Ok(Basis::Role));
            for action in
                [Action::FindPatient, Action::SeeCare, Action::SeeAct, Action::SeeAgenda, Action::BreakGlass]
            {
                let relation = Relation { circle: Circle::Gp, own: true, delegated: true, ..member(role) };
                assert!(decide(action, &relation).is_err(), "{role:?} {action:?}");
            }
        }
    }

    #[test]
    fn the_patient_sees_their_own_and_who_looked() {
        let own = Relation { circle: Circle::Own, ..Relation::default() };
        for action in [Action::SeeCare, Action::SeeAct, Action::Evaluate, Action::SeeWhoLooked, Action::Book]
        {
            assert_eq!(decide(action, &own), Ok(Basis::Patient), "{action:?}");
        }
        assert!(decide(Action::FindPatient, &own).is_err());
    }

    #[test]
    fn every_action_is_allowed_to_someone() {
        for action in Action::ALL {
            assert!(ALL_RULES.iter().any(|rule| rule.action == action), "{action:?}");
        }
    }
}
