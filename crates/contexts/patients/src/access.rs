//! What ties a caller to a patient, gathered for the engine `access`.

use ::access::{Circle, Membership, Relation};
use db::{DbError, Tx};
use kernel::PatientId;
use web::Caller;

/// The caller's relation to `patient`, at the moment of `tx`.
pub async fn relation_to(tx: &mut Tx, caller: &Caller, patient: PatientId) -> Result<Relation, DbError> {
    let bases = sqlx::query_scalar!(
        r#"select basis as "basis!" from patients.my_circle where patient_id = $1"#,
        patient.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    let membership = caller.relation().membership;
    let works_here = matches!(membership, Membership::Active(_));
    Ok(Relation { circle: strongest(&bases, works_here), ..caller.relation() })
}

/// Of several bases, the one that opens most for who they are: care for a member, their own record for a patient.
fn strongest(bases: &[String], works_here: bool) -> Circle {
    let order: &[(&str, Circle)] = if works_here {
        &[
            ("gp", Circle::Gp),
            ("care", Circle::Care),
            ("break_glass", Circle::BreakGlass),
            ("self", Circle::Own),
            ("carer", Circle::Carer),
        ]
    } else {
        &[("self", Circle::Own), ("carer", Circle::Carer)]
    };
    order
        .iter()
        .find(|(name, _)| bases.iter().any(|basis| basis == name))
        .map_or(Circle::Outside, |(_, circle)| *circle)
}
