//! What ties a caller to an agenda, gathered for the engine `access`.

use ::access::{Action, Basis, Relation};
use db::Tx;
use kernel::ProfessionalId;
use web::{Caller, Problem};

/// Whether the caller may keep time of `professional`: their own, or delegated to them.
pub async fn may_block(tx: &mut Tx, caller: &Caller, professional: ProfessionalId) -> Result<Basis, Problem> {
    let own = caller.professional == Some(professional);
    let account = directory::professional(tx, professional).await?.and_then(|row| row.account);
    let delegated = match account {
        Some(account) if !own => {
            territory::delegated_to(tx, caller.account).await?.iter().any(|member| member.account == account)
        }
        _ => false,
    };
    Ok(::access::decide(Action::BlockTime, &Relation { own, delegated, ..caller.relation() })?)
}
