//! Writes what the registers say: professionals, secure addresses, secure domains.

use db::{DbError, Tx};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, ProfessionalId};

/// One professional with their secure addresses.
#[derive(Debug, Clone)]
pub struct ImportProfessional {
    pub rpps: Option<String>,
    pub account: Option<AccountId>,
    /// « Dr », or empty.
    pub title: String,
    pub first_name: String,
    pub last_name: String,
    /// One of `professional_profession_is_known`.
    pub profession: String,
    /// « médecine générale »
    pub speciality: String,
    pub secure_addresses: Vec<String>,
}

/// Imports one professional and returns the identifier of their row.
pub async fn import_professional(
    tx: &mut Tx,
    command: &ImportProfessional,
) -> Result<ProfessionalId, DbError> {
    let (id, now) = (ProfessionalId::at(tx.now()), tx.now_sql());
    sqlx::query!(
        "insert into directory.professional
             (id, rpps, account_id, title, first_name, last_name, profession, speciality, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id.uuid(),
        command.rpps,
        command.account.map(AccountId::uuid),
        command.title,
        command.first_name,
        command.last_name,
        command.profession,
        command.speciality,
        now as _,
    )
    .execute(tx.conn())
    .await?;
    for address in &command.secure_addresses {
        let operator = address.rsplit('@').next().unwrap_or_default();
        sqlx::query!(
            "insert into directory.secure_address (address, professional_id, operator) values ($1, $2, $3)",
            address,
            id.uuid(),
            operator,
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(id)
}

/// Adds a domain to the secure list from a date, with the source that says so.
pub async fn import_domain(tx: &mut Tx, domain: &str, since: Date, source: &str) -> Result<(), DbError> {
    sqlx::query!(
        "insert into directory.secure_domain (domain, since, source) values ($1, $2, $3) on conflict do nothing",
        domain,
        since.to_sqlx() as _,
        source,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
