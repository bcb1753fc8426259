//! The columns of an import, one insert a table.

use db::{DbError, Key, Tx};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::ActId;
use patients::Person;
use uuid::Uuid;

use super::{ImportAct, ImportError};
use crate::close::why_place;
use crate::model::{RelationWhy, Stamp, Transport, WithoutIt};
use crate::request::{relation, words_place};
use crate::save_draft::draft_place;

/// The version of the notice that imported consents were given to: the first.
pub(super) const NOTICE: u16 = 1;

#[derive(Default)]
pub(super) struct Rows {
    acts: Acts,
    participants: Participants,
    stamps: Stamps,
    consents: Consents,
    drafts: Drafts,
    evaluations: Evaluations,
}

impl Rows {
    pub(super) fn add(&mut self, one: &ImportAct, person: &Person, key: &Key) -> Result<(), ImportError> {
        self.acts.add(one, person, key)?;
        for (account, role) in &one.participants {
            self.participants.acts.push(one.id.uuid());
            self.participants.accounts.push(account.uuid());
            self.participants.roles.push((*role).to_owned());
            self.participants.since.push(one.requested_at.to_sqlx());
        }
        for stamp in &one.stamps {
            self.stamps.ids.push(kernel::Id::<Stamp>::at(stamp.at).uuid());
            self.stamps.acts.push(one.id.uuid());
            self.stamps.what.push(stamp.what.name().to_owned());
            self.stamps.at.push(stamp.at.to_sqlx());
        }
        if let Some((at, how, given_by)) = one.consent {
            self.consents.ids.push(kernel::Id::<Consents>::at(at).uuid());
            self.consents.acts.push(one.id.uuid());
            self.consents.how.push(how.name().to_owned());
            self.consents.given_by.push(given_by.name().to_owned());
            self.consents.at.push(at.to_sqlx());
        }
        if let Some((at, content)) = &one.draft {
            let bytes = serde_json::to_vec(content)?;
            self.drafts.acts.push(one.id.uuid());
            self.drafts.contents.push(key.seal(&draft_place(one.id), &bytes).map_err(DbError::from)?);
            self.drafts.saved_at.push(at.to_sqlx());
        }
        if let Some((at, solved, again, answered_by)) = one.evaluation {
            self.evaluations.acts.push(one.id.uuid());
            self.evaluations.solved.push(solved.name().to_owned());
            self.evaluations.again.push(again.into());
            self.evaluations.answered_by.push(answered_by.name().to_owned());
            self.evaluations.at.push(at.to_sqlx());
        }
        Ok(())
    }

    pub(super) async fn insert(&self, tx: &mut Tx) -> Result<(), ImportError> {
        self.acts.insert(tx).await?;
        self.participants.insert(tx).await?;
        self.stamps.insert(tx).await?;
        self.consents.insert(tx).await?;
        self.drafts.insert(tx).await?;
        self.evaluations.insert(tx).await
    }
}

#[derive(Default)]
struct Acts {
    ids: Vec<Uuid>,
    patients: Vec<Uuid>,
    kinds: Vec<String>,
    modalities: Vec<String>,
    reasons: Vec<Option<Uuid>>,
    words: Vec<Option<Vec<u8>>>,
    requested_at: Vec<jiff_sqlx::Timestamp>,
    requested_by: Vec<Option<Uuid>>,
    requested_from: Vec<String>,
    asked_by: Vec<String>,
    requesters: Vec<Option<Uuid>>,
    relations: Vec<String>,
    relation_whys: Vec<Option<String>>,
    professionals: Vec<Uuid>,
    sites: Vec<Option<Uuid>>,
    appointments: Vec<Option<Uuid>>,
    replaces: Vec<Option<Uuid>>,
    opened_at: Vec<Option<jiff_sqlx::Timestamp>>,
    closed_at: Vec<Option<jiff_sqlx::Timestamp>>,
    outcomes: Vec<Option<String>>,
    outcome_whys: Vec<Option<Vec<u8>>>,
    without_it: Vec<Option<String>>,
    transports: Vec<Option<String>>,
    minutes: Vec<Option<i32>>,
    km: Vec<Option<i32>>,
}

impl Acts {
    fn add(&mut self, one: &ImportAct, person: &Person, key: &Key) -> Result<(), ImportError> {
        let asked = &one.asked;
        let (relation, why) = relation(asked, person.own_gp);
        let end = one.ended.as_ref();
        let moment = |at: Option<Timestamp>| at.map(jiff_sqlx::ToSqlx::to_sqlx);
        self.ids.push(one.id.uuid());
        self.patients.push(asked.patient.uuid());
        self.kinds.push(asked.kind.name().to_owned());
        self.modalities.push(asked.modality.name().to_owned());
        self.reasons.push(asked.reason.map(kernel::Id::uuid));
        self.words.push(sealed(key, &words_place(one.id), asked.words.as_deref())?);
        self.requested_at.push(one.requested_at.to_sqlx());
        self.requested_by.push(one.requested_by.map(kernel::Id::uuid));
        self.requested_from.push(asked.from.name().to_owned());
        self.asked_by.push(asked.asked_by.name().to_owned());
        self.requesters.push(asked.requester.map(kernel::Id::uuid));
        self.relations.push(relation.name().to_owned());
        self.relation_whys.push(why.map(|why: RelationWhy| why.name().to_owned()));
        self.professionals.push(asked.professional.uuid());
        self.sites.push(asked.site.map(kernel::Id::uuid));
        self.appointments.push(one.appointment().map(kernel::Id::uuid));
        self.replaces.push(asked.replaces.map(ActId::uuid));
        self.opened_at.push(moment(one.opened_at));
        self.closed_at.push(moment(end.map(|end| end.at)));
        self.outcomes.push(end.map(|end| end.outcome.name().to_owned()));
        self.outcome_whys.push(sealed(key, &why_place(one.id), end.and_then(|end| end.why.as_deref()))?);
        self.without_it.push(end.and_then(|end| end.without_it).map(|it: WithoutIt| it.name().to_owned()));
        let transport = end.and_then(|end| end.transport);
        self.transports.push(transport.map(|transport: Transport| transport.name().to_owned()));
        self.minutes.push(end.and_then(|end| end.minutes).map(i32::from));
        self.km.push(end.and_then(|end| end.km).map(i32::from));
        Ok(())
    }

    async fn insert(&self, tx: &mut Tx) -> Result<(), ImportError> {
        let territory = tx.territory();
        sqlx::query!(
            "insert into acts.act
                 (territory_id, id, patient_id, kind, modality, reason_id, reason_words, requested_at, requested_by,
                  requested_from, asked_by, requester_id, relation, relation_why, professional_id, site_id,
                  appointment_id, replaces, opened_at, closed_at, outcome, outcome_why, without_it, without_transport,
                  minutes, km)
             select $1, id, patient, kind, modality, reason, words, requested_at, requested_by, requested_from, asked_by,
                    requester, relation, relation_why, professional, site, appointment, replaces, opened_at, closed_at,
                    outcome, outcome_why, without_it, transport, minutes, km
               from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::bytea[], $8::timestamptz[],
                           $9::uuid[], $10::text[], $11::text[], $12::uuid[], $13::text[], $14::text[], $15::uuid[],
                           $16::uuid[], $17::uuid[], $18::uuid[], $19::timestamptz[], $20::timestamptz[], $21::text[],
                           $22::bytea[], $23::text[], $24::text[], $25::integer[], $26::integer[])
                    as one (id, patient, kind, modality, reason, words, requested_at, requested_by, requested_from,
                            asked_by, requester, relation, relation_why, professional, site, appointment, replaces,
                            opened_at, closed_at, outcome, outcome_why, without_it, transport, minutes, km)",
            territory.uuid(),
            &self.ids,
            &self.patients,
            &self.kinds,
            &self.modalities,
            &self.reasons as _,
            &self.words as _,
            &self.requested_at as _,
            &self.requested_by as _,
            &self.requested_from,
            &self.asked_by,
            &self.requesters as _,
            &self.relations,
            &self.relation_whys as _,
            &self.professionals,
            &self.sites as _,
            &self.appointments as _,
            &self.replaces as _,
            &self.opened_at as _,
            &self.closed_at as _,
            &self.outcomes as _,
            &self.outcome_whys as _,
            &self.without_it as _,
            &self.transports as _,
            &self.minutes as _,
            &self.km as _,
        )
        .execute(tx.conn())
        .await?;
        // those who hold them, as `seat_holder` does
        sqlx::query!(
            "insert into acts.participant (territory_id, act_id, account_id, role, since)
             select a.territory_id, a.id, p.account_id, 'holder', a.requested_at
               from acts.act a join directory.professional p on p.id = a.professional_id
              where a.id = any($1) and p.account_id is not null",
            &self.ids,
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}

#[derive(Default)]
struct Participants {
    acts: Vec<Uuid>,
    accounts: Vec<Uuid>,
    roles: Vec<String>,
    since: Vec<jiff_sqlx::Timestamp>,
}

impl Participants {
    async fn insert(&self, tx: &mut Tx) -> Result<(), ImportError> {
        let territory = tx.territory();
        sqlx::query!(
            "insert into acts.participant (territory_id, act_id, account_id, role, since)
             select $1, act, account, role, since
               from unnest($2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[]) as one (act, account, role, since)",
            territory.uuid(),
            &self.acts,
            &self.accounts,
            &self.roles,
            &self.since as _,
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}

#[derive(Default)]
struct Stamps {
    ids: Vec<Uuid>,
    acts: Vec<Uuid>,
    what: Vec<String>,
    at: Vec<jiff_sqlx::Timestamp>,
}

impl Stamps {
    async fn insert(&self, tx: &mut Tx) -> Result<(), ImportError> {
        let territory = tx.territory();
        sqlx::query!(
            "insert into acts.stamp (territory_id, id, act_id, what, at)
             select $1, id, act, what, at
               from unnest($2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[]) as one (id, act, what, at)",
            territory.uuid(),
            &self.ids,
            &self.acts,
            &self.what,
            &self.at as _,
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}

#[derive(Default)]
struct Consents {
    ids: Vec<Uuid>,
    acts: Vec<Uuid>,
    how: Vec<String>,
    given_by: Vec<String>,
    at: Vec<jiff_sqlx::Timestamp>,
}

impl Consents {
    /// Collected by whoever held the act.
    async fn insert(&self, tx: &mut Tx) -> Result<(), ImportError> {
        let territory = tx.territory();
        sqlx::query!(
            "insert into acts.consent
                 (territory_id, id, act_id, answer, how, given_by, notice_version, collected_at, collected_by)
             select $1, one.id, one.act, 'given', one.how, one.given_by, $7, one.at, p.account_id
               from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[])
                    as one (id, act, how, given_by, at)
               join acts.act a on a.id = one.act
               join directory.professional p on p.id = a.professional_id",
            territory.uuid(),
            &self.ids,
            &self.acts,
            &self.how,
            &self.given_by,
            &self.at as _,
            NOTICE.cast_signed(),
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}

#[derive(Default)]
struct Drafts {
    acts: Vec<Uuid>,
    contents: Vec<Vec<u8>>,
    saved_at: Vec<jiff_sqlx::Timestamp>,
}

impl Drafts {
    /// The next version after those that are signed, written by whoever holds the act.
    async fn insert(&self, tx: &mut Tx) -> Result<(), ImportError> {
        let territory = tx.territory();
        sqlx::query!(
            "insert into acts.draft (territory_id, act_id, for_version, version, writer, content, saved_at, saved_by)
             select $1, one.act, 1, 1, '', one.content, one.saved_at, p.account_id
               from unnest($2::uuid[], $3::bytea[], $4::timestamptz[]) as one (act, content, saved_at)
               join acts.act a on a.id = one.act
               join directory.professional p on p.id = a.professional_id",
            territory.uuid(),
            &self.acts,
            &self.contents,
            &self.saved_at as _,
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}

#[derive(Default)]
struct Evaluations {
    acts: Vec<Uuid>,
    solved: Vec<String>,
    again: Vec<i16>,
    answered_by: Vec<String>,
    at: Vec<jiff_sqlx::Timestamp>,
}

impl Evaluations {
    async fn insert(&self, tx: &mut Tx) -> Result<(), ImportError> {
        let territory = tx.territory();
        sqlx::query!(
            "insert into acts.evaluation (territory_id, act_id, solved, again, answered_by, answered_at)
             select $1, act, solved, again, answered_by, at
               from unnest($2::uuid[], $3::text[], $4::smallint[], $5::text[], $6::timestamptz[])
                    as one (act, solved, again, answered_by, at)",
            territory.uuid(),
            &self.acts,
            &self.solved,
            &self.again,
            &self.answered_by,
            &self.at as _,
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}

fn sealed(key: &Key, place: &str, words: Option<&str>) -> Result<Option<Vec<u8>>, ImportError> {
    let words = words.map(str::trim).filter(|words| !words.is_empty());
    Ok(words.map(|words| key.seal(place, words.as_bytes())).transpose().map_err(DbError::from)?)
}
