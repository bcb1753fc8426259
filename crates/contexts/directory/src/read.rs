//! What others may ask of the directory.

use db::{DbError, Tx};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, ProfessionalId};

/// A professional, as the registers know them.
#[derive(Debug, Clone)]
pub struct Professional {
    pub id: ProfessionalId,
    pub account: Option<AccountId>,
    pub rpps: Option<String>,
    pub title: String,
    pub first_name: String,
    pub last_name: String,
    pub profession: String,
    pub speciality: String,
}

impl Professional {
    /// « Dr Hélène Marchais »
    pub fn full_name(&self) -> String {
        format!("{} {} {}", self.title, self.first_name, self.last_name).trim().to_owned()
    }

    /// « Dr Marchais »
    pub fn short_name(&self) -> String {
        if self.title.is_empty() { self.full_name() } else { format!("{} {}", self.title, self.last_name) }
    }
}

/// One professional.
pub async fn professional(tx: &mut Tx, id: ProfessionalId) -> Result<Option<Professional>, DbError> {
    Ok(professionals(tx, &[id]).await?.pop())
}

/// Several professionals, by last name.
pub async fn professionals(tx: &mut Tx, ids: &[ProfessionalId]) -> Result<Vec<Professional>, DbError> {
    let ids: Vec<uuid::Uuid> = ids.iter().map(|id| id.uuid()).collect();
    Ok(sqlx::query_as!(
        Professional,
        r#"select id as "id: ProfessionalId", account_id as "account: AccountId", rpps, title, first_name, last_name,
                  profession, speciality
             from directory.professional where id = any($1)
            order by last_name, first_name, id"#,
        &ids,
    )
    .fetch_all(tx.conn())
    .await?)
}

/// The row that an account is, if it is one.
pub async fn of_account(tx: &mut Tx, account: AccountId) -> Result<Option<Professional>, DbError> {
    Ok(sqlx::query_as!(
        Professional,
        r#"select id as "id: ProfessionalId", account_id as "account: AccountId", rpps, title, first_name, last_name,
                  profession, speciality
             from directory.professional where account_id = $1"#,
        account.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// The secure addresses of a professional.
pub async fn secure_addresses(tx: &mut Tx, id: ProfessionalId) -> Result<Vec<String>, DbError> {
    Ok(sqlx::query_scalar!(
        "select address from directory.secure_address where professional_id = $1 order by address",
        id.uuid(),
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Whether mail may leave for this domain on this day.
pub async fn is_secure_domain(tx: &mut Tx, domain: &str, day: Date) -> Result<bool, DbError> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from directory.secure_domain
                           where domain = lower($1) and since <= $2 and (until is null or until > $2)) as "found!""#,
        domain,
        day.to_sqlx() as _,
    )
    .fetch_one(tx.conn())
    .await?)
}
