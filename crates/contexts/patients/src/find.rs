//! Finds people by exact traits: the only way in, and each person shown is an access leaf.

use ::access::{Action, Basis};
use db::{DbError, Tx};
use kernel::PatientId;
use web::{Caller, Problem};

use crate::model::{Search, searched};
use crate::read::{Person, persons};

/// How many people one search may show.
const MOST: usize = 20;

/// What a search gave.
#[derive(Debug, Clone)]
pub struct Found {
    pub people: Vec<Person>,
    /// There are more than can be shown: precise the search.
    pub too_many: bool,
    /// Found by sound, because no spelling matched.
    pub by_sound: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum FindError {
    #[error("find people: {0:?}")]
    Refused(::access::Refusal),
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    View(#[from] audit::ViewError),
}

impl From<FindError> for Problem {
    fn from(error: FindError) -> Self {
        match error {
            FindError::Refused(why) => why.into(),
            FindError::Database(error) => error.into(),
            FindError::View(error) => Self::internal(&error),
        }
    }
}

/// Finds at most twenty people of this territory; the view is recorded in the same transaction.
pub async fn find(tx: &mut Tx, caller: &Caller, search: &Search) -> Result<Found, FindError> {
    let basis: Basis =
        ::access::decide(Action::FindPatient, &caller.relation()).map_err(FindError::Refused)?;
    let key = tx.territory_key().await?;
    let mut found = Found { people: Vec::new(), too_many: false, by_sound: false };
    for (rank, token) in searched(&key, search).into_iter().enumerate() {
        let ids =
            sqlx::query_scalar!(r#"select patients.find($1) as "id!: PatientId""#, &[token] as &[Vec<u8>])
                .fetch_all(tx.conn())
                .await
                .map_err(DbError::Sql)?;
        if ids.is_empty() {
            continue;
        }
        found.too_many = ids.len() > MOST;
        found.by_sound = rank > 0 && matches!(search, Search::BirthAndName { .. });
        found.people = persons(tx, &ids[..ids.len().min(MOST)]).await?;
        break;
    }
    let shown: Vec<PatientId> = found.people.iter().map(|person| person.id).collect();
    audit::view(tx, audit::View { page: "desk/find", patients: &shown, basis: basis.name() }).await?;
    Ok(found)
}
