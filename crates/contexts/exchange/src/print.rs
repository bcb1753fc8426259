//! Prints what leaves by post: the last resort when no mailbox takes it. Who prints is written before anything is read.

use ::access::{Action, Refusal};
use db::{DbError, Tx};
use kernel::DeliveryId;
use mail_parser::{MessageParser, MimeHeaders as _};
use web::{Caller, Problem};

use crate::access::decide_on;
use crate::events::ExchangeEvent;
use crate::model::Resumed;
use crate::read::{Delivery, delivery};
use crate::resume::{ResumeError, mark};
use crate::send::{Row, bytes_place};

/// One file on paper.
pub struct Printed {
    pub media_type: String,
    pub bytes: Vec<u8>,
}

#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    #[error("print a delivery that is not here")]
    NotFound,
    #[error("print a delivery: {0:?}")]
    Refused(Refusal),
    #[error("print a message that is not made yet")]
    NotReady,
    #[error(transparent)]
    Resume(#[from] ResumeError),
    #[error(transparent)]
    Sheet(#[from] acts::SheetError),
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    View(#[from] audit::ViewError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<sqlx::Error> for PrintError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

impl From<PrintError> for Problem {
    fn from(error: PrintError) -> Self {
        match error {
            PrintError::NotFound => Self::not_found(),
            PrintError::Refused(why) => why.into(),
            PrintError::NotReady => Self::new(
                http::StatusCode::CONFLICT,
                "exchange/not-ready",
                "Il n’y a rien à imprimer pour le moment.",
                "Le message n’est pas encore prêt\u{a0}: réessayez dans un instant, ou demandez à l’auteur d’imprimer.",
            ),
            PrintError::Resume(error) => error.into(),
            PrintError::Sheet(error) => error.into(),
            PrintError::Database(error) => error.into(),
            PrintError::View(error) => error.into(),
            PrintError::Record(error) => Self::internal(&error),
        }
    }
}

/// The file `rank` of a message (0 is the report), for paper. A delivery that waited for somebody waits no more.
pub async fn print(tx: &mut Tx, caller: &Caller, id: DeliveryId, rank: usize) -> Result<Printed, PrintError> {
    let known = delivery(tx, id).await?.ok_or(PrintError::NotFound)?;
    let basis = decide_on(tx, caller, &known, Action::PrintForPost).await?.map_err(PrintError::Refused)?;
    write(tx, caller, &known).await?;
    let shown = [known.patient];
    audit::view(tx, audit::View { page: "exchange/print", patients: &shown, basis: basis.name() }).await?;
    let file = match kept(tx, &known, rank).await? {
        Some(file) => file,
        None if rank == 0 => sheet(tx, &known).await?,
        None => return Err(PrintError::NotFound),
    };
    if known.waits_for_somebody() {
        mark(tx, &known, Resumed::Printed).await?;
    }
    Ok(file)
}

async fn write(tx: &mut Tx, caller: &Caller, known: &Delivery) -> Result<(), PrintError> {
    let (territory, now, row) = (tx.territory(), tx.now_sql(), kernel::Id::<Row>::at(tx.now()).uuid());
    sqlx::query!(
        "insert into exchange.printing (territory_id, id, delivery_id, printed_by, printed_at) values ($1, $2, $3, $4, $5)",
        territory.uuid(),
        row,
        known.id.uuid(),
        caller.account.uuid(),
        now as _,
    )
    .execute(tx.conn())
    .await?;
    audit::record(tx, Some(known.patient), &ExchangeEvent::Printed { delivery: known.id, act: known.act })
        .await?;
    Ok(())
}

/// The file as it left, or was to leave.
async fn kept(tx: &mut Tx, known: &Delivery, rank: usize) -> Result<Option<Printed>, PrintError> {
    let sealed =
        sqlx::query_scalar!("select bytes from exchange.message where delivery_id = $1", known.id.uuid())
            .fetch_optional(tx.conn())
            .await?;
    let Some(sealed) = sealed else { return Ok(None) };
    let key = tx.key_of(known.patient.uuid()).await?;
    let bytes = key.open(&bytes_place(known.id), &sealed).map_err(DbError::from)?;
    let Some(message) = MessageParser::default().parse(&bytes) else { return Ok(None) };
    let part = u32::try_from(rank).ok().and_then(|rank| message.attachment(rank));
    Ok(part.map(|part| {
        let kind = part
            .content_type()
            .map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("octet-stream")));
        Printed {
            media_type: kind.unwrap_or_else(|| "application/octet-stream".to_owned()),
            bytes: part.contents().to_vec(),
        }
    }))
}

/// The sheet, for who may read the report itself, when no message was made of it.
async fn sheet(tx: &mut Tx, known: &Delivery) -> Result<Printed, PrintError> {
    let sheet = acts::pdf_of(tx, known.report).await?.ok_or(PrintError::NotReady)?;
    Ok(Printed { media_type: "application/pdf".to_owned(), bytes: sheet.bytes })
}
