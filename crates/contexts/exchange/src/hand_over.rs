//! Hands a report over to its readers in the transaction that signs it: a signed report without its deliveries never exists.

use db::{DbError, Tx};
use jiff_sqlx::ToSqlx as _;
use kernel::{ProfessionalId, ReportId};
use web::Problem;

use crate::events::ExchangeEvent;
use crate::model::Carries;
use crate::queue::{NewDelivery, QueueError, queue};

#[derive(Debug, thiserror::Error)]
pub enum HandOverError {
    #[error("hand over a report that is not here")]
    NotFound,
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Queue(#[from] QueueError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<sqlx::Error> for HandOverError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

impl From<HandOverError> for Problem {
    fn from(error: HandOverError) -> Self {
        match error {
            HandOverError::NotFound => Self::not_found(),
            HandOverError::Database(error) => error.into(),
            HandOverError::Queue(error) => error.into(),
            HandOverError::Record(error) => Self::internal(&error),
        }
    }
}

/// Queues one delivery for each reader of a report that was signed in this transaction, and tells the readers of the versions
/// before that they are replaced; twice is refused whole.
pub async fn hand_over(tx: &mut Tx, id: ReportId) -> Result<(), HandOverError> {
    let report = acts::report(tx, id).await?.ok_or(HandOverError::NotFound)?;
    let act = acts::act(tx, report.act).await?.ok_or(HandOverError::NotFound)?;
    let readers = &report.content.readers;
    let others = readers.iter().filter(|reader| reader.professional != Some(report.author)).count();
    let others = u16::try_from(others).unwrap_or(u16::MAX);
    let territory = tx.territory();
    sqlx::query!(
        "insert into exchange.dispatch
             (territory_id, report_id, act_id, patient_id, version, author_id, signed_by, signed_at, readers)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        territory.uuid(),
        id.uuid(),
        act.id.uuid(),
        act.patient.uuid(),
        report.version.cast_signed(),
        report.author.uuid(),
        report.signed_by.uuid(),
        report.signed_at.to_sqlx() as _,
        others.cast_signed(),
    )
    .execute(tx.conn())
    .await?;
    let event =
        ExchangeEvent::Dispatched { act: act.id, report: id, version: report.version, readers: others };
    audit::record(tx, Some(act.patient), &event).await?;
    for reader in readers {
        let delivery = NewDelivery {
            report: id,
            carries: Carries::Report,
            professional: reader.professional,
            recipient: reader.name.clone(),
            address: reader.address.to_string(),
            why: reader.why.name(),
            to_author: reader.professional == Some(report.author),
            resumes: None,
        };
        queue(tx, act.id, act.patient, &delivery).await?;
    }
    if report.version > 1 {
        replace(tx, &act, &report).await?;
    }
    Ok(())
}

/// Keeps back what has not left of the versions before, and writes to the readers who do not get this one: they must
/// know that what they hold is no longer true.
async fn replace(tx: &mut Tx, act: &acts::Act, report: &acts::Report) -> Result<(), HandOverError> {
    sqlx::query!("select exchange.replace_before($1)", report.id.uuid()).execute(tx.conn()).await?;
    let event = ExchangeEvent::Replaced { act: act.id, by: report.id, version: report.version };
    audit::record(tx, Some(act.patient), &event).await?;
    let reached: Vec<String> =
        report.content.readers.iter().map(|reader| reader.address.to_string()).collect();
    let left_out = sqlx::query!(
        r#"select distinct on (d.address) d.address, d.recipient, d.why, d.to_author,
                  d.professional_id as "professional: ProfessionalId"
             from exchange.delivery d join exchange.dispatch s on s.report_id = d.report_id
            where s.act_id = $1 and s.version < $2 and d.state not in ('replaced', 'failed') and d.address <> all($3)
            order by d.address, s.version desc"#,
        act.id.uuid(),
        report.version.cast_signed(),
        &reached,
    )
    .fetch_all(tx.conn())
    .await?;
    for reader in left_out {
        let delivery = NewDelivery {
            report: report.id,
            carries: Carries::Replacement,
            professional: reader.professional,
            recipient: reader.recipient,
            address: reader.address,
            why: acts::Why::from_name(&reader.why).unwrap_or(acts::Why::Other).name(),
            to_author: reader.to_author,
            resumes: None,
        };
        queue(tx, act.id, act.patient, &delivery).await?;
    }
    Ok(())
}
