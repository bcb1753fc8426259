//! What others may ask of a territory.

use access::Role;
use db::{DbError, Tx};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, SiteId, TerritoryId};

/// A territory, as everyone may know it.
#[derive(Debug, Clone)]
pub struct TerritoryRow {
    pub id: TerritoryId,
    pub slug: String,
    pub name: String,
    pub zone: String,
    pub phone: String,
}

/// One of a person's active memberships.
#[derive(Debug, Clone)]
pub struct MyMembership {
    pub territory: TerritoryRow,
    pub role: Role,
    pub title: String,
    pub site: Option<SiteId>,
}

/// A place where people are received.
#[derive(Debug, Clone)]
pub struct Site {
    pub id: SiteId,
    pub name: String,
    pub structure: String,
    pub address: String,
    pub commune_cog: String,
    pub phone: String,
}

/// A commune of the perimeter on a day.
#[derive(Debug, Clone)]
pub struct Commune {
    pub cog: String,
    pub name: String,
}

/// A member of this territory.
#[derive(Debug, Clone)]
pub struct Member {
    pub account: AccountId,
}

/// The memberships of `account` that are active at the moment of `tx`, oldest first. Works outside any territory,
/// for the actor's own account.
pub async fn memberships_of(tx: &mut Tx, account: AccountId) -> Result<Vec<MyMembership>, DbError> {
    let now = tx.now_sql();
    let rows = sqlx::query!(
        r#"select m.role, m.title, m.site_id, t.id as territory_id, t.slug, t.name, t.zone, t.phone
             from territory.membership m
             join territory.territory t on t.id = m.territory_id
            where m.account_id = $1 and m.since <= $2 and (m.until is null or m.until > $2)
            order by m.since, m.id"#,
        account.uuid(),
        now as _,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(MyMembership {
                territory: TerritoryRow {
                    id: row.territory_id.into(),
                    slug: row.slug,
                    name: row.name,
                    zone: row.zone,
                    phone: row.phone,
                },
                role: Role::from_name(&row.role)?,
                title: row.title,
                site: row.site_id.map(Into::into),
            })
        })
        .collect())
}

/// A territory by its id.
pub async fn territory(tx: &mut Tx, id: TerritoryId) -> Result<Option<TerritoryRow>, DbError> {
    Ok(sqlx::query_as!(
        TerritoryRow,
        r#"select id as "id: TerritoryId", slug, name, zone, phone from territory.territory where id = $1"#,
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// The sites of this territory, by name.
pub async fn sites(tx: &mut Tx) -> Result<Vec<Site>, DbError> {
    let territory = tx.territory();
    Ok(sqlx::query_as!(
        Site,
        r#"select s.id as "id: SiteId", s.name, t.name as structure, s.address, s.commune_cog, s.phone
             from territory.site s
             join territory.structure t on t.territory_id = s.territory_id and t.id = s.structure_id
            where s.territory_id = $1
            order by s.name"#,
        territory.uuid(),
    )
    .fetch_all(tx.conn())
    .await?)
}

/// One site of this territory.
pub async fn site(tx: &mut Tx, id: SiteId) -> Result<Option<Site>, DbError> {
    let territory = tx.territory();
    Ok(sqlx::query_as!(
        Site,
        r#"select s.id as "id: SiteId", s.name, t.name as structure, s.address, s.commune_cog, s.phone
             from territory.site s
             join territory.structure t on t.territory_id = s.territory_id and t.id = s.structure_id
            where s.territory_id = $1 and s.id = $2"#,
        territory.uuid(),
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// The accounts for whom `delegate` acts here, now.
pub async fn delegated_to(tx: &mut Tx, delegate: AccountId) -> Result<Vec<Member>, DbError> {
    let (territory, now) = (tx.territory(), tx.now_sql());
    Ok(sqlx::query_as!(
        Member,
        r#"select for_id as "account: AccountId" from territory.delegation
            where territory_id = $1 and delegate_id = $2 and since <= $3 and (until is null or until > $3)"#,
        territory.uuid(),
        delegate.uuid(),
        now as _,
    )
    .fetch_all(tx.conn())
    .await?)
}

/// The communes of the territory on a day, by name.
pub async fn perimeter_on(tx: &mut Tx, day: Date) -> Result<Vec<Commune>, DbError> {
    let territory = tx.territory();
    Ok(sqlx::query_as!(
        Commune,
        "select cog, name from territory.commune
          where territory_id = $1 and since <= $2 and (until is null or until > $2)
          order by name",
        territory.uuid(),
        day.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?)
}
