//! The circle of care: who may see what is known of a patient, on what basis, until when.

use db::{DbError, Tx};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, PatientId};

/// One person in a patient's circle.
#[derive(Debug, Clone)]
pub struct CircleLine {
    pub account: AccountId,
    /// `gp`, `care`, `self`, `carer` or `break_glass`.
    pub basis: String,
    pub reason: Option<String>,
    pub since: Timestamp,
    pub until: Timestamp,
}

/// Puts `account` in the circle on `basis` until a moment; being put in again never shortens it.
pub async fn join_circle(
    tx: &mut Tx,
    patient: PatientId,
    account: AccountId,
    basis: &str,
    until: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        "select patients.extend_circle($1, $2, $3, $4)",
        patient.uuid(),
        account.uuid(),
        basis,
        until.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The whole circle, for the patient and whoever is in it; empty for anybody else.
pub async fn circle_of(tx: &mut Tx, patient: PatientId) -> Result<Vec<CircleLine>, DbError> {
    let rows = sqlx::query!(
        r#"select account_id as "account!: AccountId", basis as "basis!", reason, since as "since!", until as "until!"
             from patients.circle_of($1) order by since"#,
        patient.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| CircleLine {
            account: row.account,
            basis: row.basis,
            reason: row.reason,
            since: row.since.to_jiff(),
            until: row.until.to_jiff(),
        })
        .collect())
}
