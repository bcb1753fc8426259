//! Interrupts an act that was begun: an incident, said in a few words.

use db::Tx;
use kernel::ActId;
use web::Caller;

use crate::close::{CloseError, Ending, end, held_by};
use crate::model::Outcome;

/// Ends the act without a report; why is sealed.
pub async fn interrupt(
    tx: &mut Tx,
    caller: &Caller,
    id: ActId,
    why: Option<String>,
) -> Result<(), CloseError> {
    let known = held_by(tx, caller, id).await?;
    if known.opened_at.is_none() {
        return Err(CloseError::NotOpen);
    }
    end(tx, &known, &Ending::bare(Outcome::Interrupted, why)).await
}
