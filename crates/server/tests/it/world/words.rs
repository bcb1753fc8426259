//! The sealed words of acts, opened: what was asked, why it ended, drafts and signed reports.

use anyhow::Result;
use db::{Actor, Db};
use kernel::{ActId, TerritoryId};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::rows::{Mask, Rows};

/// Adds the words of every act to the rows.
pub(crate) async fn open(db: &Db, behind: &mut PgConnection, rows: &mut Rows, mask: Mask) -> Result<()> {
    let acts: Vec<(Uuid, Uuid)> =
        sqlx::query_as("select territory_id, id from acts.act").fetch_all(behind).await?;
    for (territory, act) in acts {
        let mut tx = db.begin(TerritoryId::from_uuid(territory), Actor::System).await?;
        let Some(act) = acts::act(&mut tx, ActId::from_uuid(act)).await? else { continue };
        let draft = acts::draft(&mut tx, &act).await?;
        let mut reports = Vec::new();
        for report in acts::reports_of_act(&mut tx, &act).await? {
            reports.push(serde_json::to_value(&report.content)?);
        }
        let words = json!({
            "act": act.id,
            "words": acts::words_of(&mut tx, &act).await?,
            "why": acts::outcome_why(&mut tx, &act).await?,
            "draft": draft.map(|draft| serde_json::to_value(&draft.content)).transpose()?,
            "reports": reports,
        });
        rows.add("words", words, mask);
    }
    Ok(())
}
