//! Takes up what did not arrive: the same reader again, or another address of his. A new delivery is made; what happened to
//! the first stays told.

use ::access::{Action, Refusal};
use db::{DbError, Tx};
use kernel::{DeliveryId, SecureAddress};
use web::{Caller, Problem};

use crate::access::decide_on;
use crate::events::ExchangeEvent;
use crate::model::Resumed;
use crate::queue::{NewDelivery, QueueError, queue};
use crate::read::{Delivery, delivery};

/// How.
#[derive(Debug, Clone)]
pub enum Resume {
    /// To the same address.
    Again,
    To(SecureAddress),
}

#[derive(Debug, thiserror::Error)]
pub enum ResumeError {
    #[error("resume a delivery that is not here")]
    NotFound,
    #[error("resume a delivery: {0:?}")]
    Refused(Refusal),
    #[error("resume a delivery that waits for nobody")]
    NotWaiting,
    #[error("resume a version that is replaced")]
    Replaced,
    #[error("resume at {0}, which is not secure")]
    NotSecure(String),
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<QueueError> for ResumeError {
    fn from(error: QueueError) -> Self {
        match error {
            // two who resume at once: the first one did
            QueueError::Database(DbError::Sql(error)) => error.into(),
            QueueError::Database(error) => Self::Database(error),
            QueueError::Record(error) => Self::Record(error),
        }
    }
}

impl From<sqlx::Error> for ResumeError {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error().and_then(|known| known.constraint()) {
            Some("delivery_is_resumed_once") => Self::NotWaiting,
            _ => Self::Database(error.into()),
        }
    }
}

impl From<ResumeError> for Problem {
    fn from(error: ResumeError) -> Self {
        let conflict = |code, says: &'static str, advice: &'static str| {
            Self::new(http::StatusCode::CONFLICT, code, says, advice)
        };
        match error {
            ResumeError::NotFound => Self::not_found(),
            ResumeError::Refused(why) => why.into(),
            ResumeError::NotWaiting => conflict(
                "exchange/not-waiting",
                "Cet envoi n’est plus à reprendre.",
                "Quelqu’un l’a repris, ou il est arrivé entre-temps\u{a0}: rechargez la page.",
            ),
            ResumeError::Replaced => conflict(
                "exchange/replaced",
                "Cette version est remplacée.",
                "C’est la nouvelle version qui part\u{a0}: rien n’est à reprendre ici.",
            ),
            ResumeError::NotSecure(domain) => not_secure(&domain),
            ResumeError::Database(error) => error.into(),
            ResumeError::Record(error) => Self::internal(&error),
        }
    }
}

/// What is said of an address off the list; the domain alone tells no person.
pub fn not_secure(domain: &str) -> Problem {
    Problem::new(
        http::StatusCode::UNPROCESSABLE_ENTITY,
        "exchange/not-secure",
        "Cette adresse n’est pas sécurisée.",
        format!(
            "«\u{a0}{domain}\u{a0}» n’est pas dans l’espace de confiance\u{a0}: demandez une adresse MSSanté, ou imprimez."
        ),
    )
}

/// Queues a new delivery in place of one that waits for somebody.
pub async fn resume(
    tx: &mut Tx,
    caller: &Caller,
    id: DeliveryId,
    how: &Resume,
) -> Result<DeliveryId, ResumeError> {
    let known = delivery(tx, id).await?.ok_or(ResumeError::NotFound)?;
    decide_on(tx, caller, &known, Action::ResumeDelivery).await?.map_err(ResumeError::Refused)?;
    if known.replaced_at.is_some() {
        return Err(ResumeError::Replaced);
    }
    if !known.waits_for_somebody() {
        return Err(ResumeError::NotWaiting);
    }
    let address = match how {
        Resume::Again => known.address.0.clone(),
        Resume::To(address) => address.to_string(),
    };
    let domain = address.rsplit('@').next().unwrap_or_default().to_owned();
    if !directory::is_secure_domain(tx, &domain, caller.local(tx.now()).date()).await? {
        return Err(ResumeError::NotSecure(domain));
    }
    let done = if address == known.address.0 { Resumed::Again } else { Resumed::OtherAddress };
    mark(tx, &known, done).await?;
    let (why, to_author) = reader(tx, id).await?;
    let new = NewDelivery {
        report: known.report,
        carries: known.carries,
        professional: known.professional,
        recipient: known.recipient.0.clone(),
        address,
        why: acts::Why::from_name(&why).unwrap_or(acts::Why::Other).name(),
        to_author,
        resumes: Some(id),
    };
    Ok(queue(tx, known.act, known.patient, &new).await?)
}

async fn reader(tx: &mut Tx, id: DeliveryId) -> Result<(String, bool), ResumeError> {
    let row = sqlx::query!("select why, to_author from exchange.delivery where id = $1", id.uuid())
        .fetch_one(tx.conn())
        .await?;
    Ok((row.why, row.to_author))
}

/// Writes what was done about a delivery, once.
pub(crate) async fn mark(tx: &mut Tx, known: &Delivery, how: Resumed) -> Result<(), ResumeError> {
    let now = tx.now_sql();
    let marked = sqlx::query!(
        "update exchange.delivery set resumed = $2, resumed_at = $3 where id = $1 and resumed is null",
        known.id.uuid(),
        how.name(),
        now as _,
    )
    .execute(tx.conn())
    .await?;
    if marked.rows_affected() == 0 {
        return Err(ResumeError::NotWaiting);
    }
    let event = ExchangeEvent::Resumed { delivery: known.id, act: known.act, how };
    audit::record(tx, Some(known.patient), &event).await?;
    Ok(())
}
