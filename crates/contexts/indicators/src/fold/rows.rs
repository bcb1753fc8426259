//! The rows that a batch of events touches: read once, changed in memory, written back whole.

use std::collections::BTreeMap;

use kernel::{ActId, DeliveryId, TerritoryId};
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

use super::FoldError;
use super::act::Act;
use super::delivery::Delivery;
use super::told::{Told, What};

/// Acts with all their deliveries.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Rows {
    acts: BTreeMap<ActId, Act>,
    deliveries: BTreeMap<DeliveryId, Delivery>,
}

impl Rows {
    /// The rows, as they stand, of the acts that these facts are about.
    pub(super) async fn touched_by(connection: &mut PgConnection, facts: &[Told]) -> Result<Self, FoldError> {
        let mut ids: Vec<Uuid> = facts.iter().map(|told| told.act.uuid()).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut rows = Self::default();
        let acts = "select to_jsonb(a)::text from indicators.act a where act_id = any($1)";
        for json in stored(connection, acts, &ids).await? {
            let act: Act = serde_json::from_str(&json)?;
            rows.acts.insert(act.act_id, act);
        }
        let deliveries = "select to_jsonb(d)::text from indicators.delivery d where act_id = any($1)";
        for json in stored(connection, deliveries, &ids).await? {
            let delivery: Delivery = serde_json::from_str(&json)?;
            rows.deliveries.insert(delivery.delivery_id, delivery);
        }
        Ok(rows)
    }

    /// Takes in one fact.
    pub(super) fn apply(&mut self, told: &Told) {
        let act = self.act(told.act, told.territory);
        match &told.what {
            What::Act(event) => act.apply(told.at, event),
            What::Delivery(id, event) => {
                let known = self.deliveries.entry(*id);
                let delivery = known.or_insert_with(|| Delivery::new(*id, told.act, told.territory));
                delivery.apply(told.at, event);
            }
        }
    }

    /// Tells how far each report went, from the deliveries as they stand.
    pub(super) fn settle(&mut self) {
        let mut of_act: BTreeMap<ActId, Vec<&Delivery>> = BTreeMap::new();
        for delivery in self.deliveries.values() {
            of_act.entry(delivery.act_id).or_default().push(delivery);
        }
        for act in self.acts.values_mut() {
            act.settle(of_act.remove(&act.act_id).unwrap_or_default().into_iter());
        }
    }

    /// Writes every row in place of what stood there.
    pub(super) async fn write(&self, connection: &mut PgConnection) -> Result<(), FoldError> {
        let ids: Vec<Uuid> = self.acts.keys().map(|act| act.uuid()).collect();
        for forget in [
            "delete from indicators.act where act_id = any($1)",
            "delete from indicators.delivery where act_id = any($1)",
        ] {
            sqlx::query(forget).bind(&ids).execute(&mut *connection).await?;
        }
        let acts = "insert into indicators.act
                    select * from jsonb_populate_recordset(null::indicators.act, $1::text::jsonb)";
        insert(connection, acts, &self.acts.values().collect::<Vec<_>>()).await?;
        let deliveries = "insert into indicators.delivery
                          select * from jsonb_populate_recordset(null::indicators.delivery, $1::text::jsonb)";
        insert(connection, deliveries, &self.deliveries.values().collect::<Vec<_>>()).await
    }

    #[cfg(test)]
    pub(super) fn acts(&self) -> impl Iterator<Item = &Act> {
        self.acts.values()
    }

    fn act(&mut self, id: ActId, territory: TerritoryId) -> &mut Act {
        self.acts.entry(id).or_insert_with(|| Act::new(id, territory))
    }
}

async fn stored(
    connection: &mut PgConnection,
    statement: &'static str,
    ids: &[Uuid],
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(statement).bind(ids).fetch_all(connection).await
}

async fn insert<R: Serialize>(
    connection: &mut PgConnection,
    statement: &'static str,
    rows: &[R],
) -> Result<(), FoldError> {
    let rows = serde_json::to_string(rows)?;
    sqlx::query(statement).bind(rows).execute(connection).await?;
    Ok(())
}
