//! The signed reports of an import: composed, hashed and sealed as `sign` does.

use std::collections::HashMap;

use db::{DbError, Tx};
use directory::Professional;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, ProfessionalId, SiteId};
use sha2::{Digest as _, Sha256};
use territory::Site;
use uuid::Uuid;

use super::{Ground, ImportAct, ImportError, ImportReport};
use crate::events::ActEvent;
use crate::model::{ConsentAnswer, NamedReader, SignedContent};
use crate::read::{Act, Consent};
use crate::request::relation;
use crate::sign::compose::{Signing, reader};
use crate::sign::content_place;

/// Writes every report and gives what happened.
pub(super) async fn write(
    tx: &mut Tx,
    acts: &[ImportAct],
    ground: &Ground,
    zone: &TimeZone,
) -> Result<Vec<audit::Past<ActEvent>>, ImportError> {
    let names = Names::of(tx, acts).await?;
    let mut rows = Rows::default();
    let mut facts = Vec::new();
    for one in acts.iter().filter(|one| !one.reports.is_empty()) {
        let act = known(one, ground)?;
        let author = names.professional(one.asked.professional)?;
        let signed_by = author.account.ok_or(ImportError::NoAuthor)?;
        let consent = consent(one);
        let mut before: Option<Timestamp> = None;
        for (version, report) in (1_u16..).zip(&one.reports) {
            let signing = Signing {
                report: report.id,
                act: &act,
                person: ground.person(one.asked.patient)?,
                author,
                site: one.asked.site.and_then(|site| names.sites.get(&site)),
                territory_name: &names.territory,
                zone,
                texts: &report.texts,
                version,
                replaces: before.replace(report.signed_at),
                stamps: &one.stamps,
                consent: consent.as_ref(),
                attachments: Vec::new(),
                readers: readers(&names, report),
                signed_at: report.signed_at,
                method: report.method,
                proved_at: report.proved_at,
            };
            let written = signing.content();
            let bytes = audit::canonical(&written)?;
            let sha256 = Sha256::digest(&bytes).to_vec();
            let key = ground.key(one.asked.patient)?;
            let sealed = key.seal(&content_place(report.id), &bytes).map_err(DbError::from)?;
            told(one, report, &written, &sha256, &mut facts);
            rows.add(one, report, &written, (sealed, sha256), signed_by);
        }
    }
    rows.insert(tx).await?;
    Ok(facts)
}

fn consent(one: &ImportAct) -> Option<Consent> {
    let (collected_at, how, given_by) = one.consent?;
    Some(Consent { answer: ConsentAnswer::Given, how, given_by, notice: super::rows::NOTICE, collected_at })
}

fn told(
    one: &ImportAct,
    report: &ImportReport,
    content: &SignedContent,
    sha256: &[u8],
    facts: &mut Vec<audit::Past<ActEvent>>,
) {
    let (act, version) = (one.id, content.version);
    let mut say = |at, event| facts.push(audit::Past { at, subject: Some(one.asked.patient), event });
    if version > 1 {
        say(report.signed_at, ActEvent::CorrectionBegun { act, version });
    }
    let author = content.author.professional;
    let others = content.readers.iter().filter(|reader| reader.professional != Some(author)).count();
    let signed = ActEvent::Signed {
        act,
        report: report.id,
        version,
        replaces: (version > 1).then(|| version - 1),
        content_sha256: hex::encode(sha256),
        author,
        method: report.method.name().to_owned(),
        proved_at: report.proved_at,
        readers: u16::try_from(others).unwrap_or(u16::MAX),
        attachments: 0,
    };
    say(report.signed_at, signed);
}

/// The names of professionals and places, read once.
struct Names {
    professionals: HashMap<ProfessionalId, Professional>,
    sites: HashMap<SiteId, Site>,
    territory: String,
}

impl Names {
    async fn of(tx: &mut Tx, acts: &[ImportAct]) -> Result<Self, ImportError> {
        let mut ids: Vec<ProfessionalId> = acts.iter().map(|one| one.asked.professional).collect();
        let readers = acts.iter().flat_map(|one| &one.reports).flat_map(|report| &report.texts.readers);
        ids.extend(readers.filter_map(|choice| choice.professional));
        ids.sort_unstable();
        ids.dedup();
        let here = tx.territory();
        Ok(Self {
            professionals: directory::professionals(tx, &ids)
                .await?
                .into_iter()
                .map(|row| (row.id, row))
                .collect(),
            sites: territory::sites(tx).await?.into_iter().map(|site| (site.id, site)).collect(),
            territory: territory::territory(tx, here).await?.map(|row| row.name).unwrap_or_default(),
        })
    }

    fn professional(&self, id: ProfessionalId) -> Result<&Professional, ImportError> {
        self.professionals.get(&id).ok_or(ImportError::NoAuthor)
    }
}

fn readers(names: &Names, report: &ImportReport) -> Vec<NamedReader> {
    let known = |id: Option<ProfessionalId>| id.and_then(|id| names.professionals.get(&id));
    report.texts.readers.iter().map(|choice| reader(choice, known(choice.professional))).collect()
}

/// The act as it will be read back.
fn known(one: &ImportAct, ground: &Ground) -> Result<Act, ImportError> {
    let asked = &one.asked;
    let (relation, relation_why) = relation(asked, ground.person(asked.patient)?.own_gp);
    let end = one.ended.as_ref();
    Ok(Act {
        id: one.id,
        patient: asked.patient,
        kind: asked.kind,
        modality: asked.modality,
        reason: asked.reason,
        requested_at: one.requested_at,
        requested_by: one.requested_by,
        requested_from: asked.from,
        asked_by: asked.asked_by,
        requester: asked.requester,
        relation,
        relation_why,
        professional: asked.professional,
        site: asked.site,
        appointment: one.appointment(),
        replaces: asked.replaces,
        opened_at: one.opened_at,
        closed_at: end.map(|end| end.at),
        outcome: end.map(|end| end.outcome),
        without_it: end.and_then(|end| end.without_it),
        transport: end.and_then(|end| end.transport),
        minutes: end.and_then(|end| end.minutes),
        km: end.and_then(|end| end.km),
    })
}

#[derive(Default)]
struct Rows {
    ids: Vec<Uuid>,
    acts: Vec<Uuid>,
    versions: Vec<i16>,
    replaces: Vec<Option<i16>>,
    contents: Vec<Vec<u8>>,
    hashes: Vec<Vec<u8>>,
    authors: Vec<Uuid>,
    signed_at: Vec<jiff_sqlx::Timestamp>,
    signed_by: Vec<Uuid>,
    methods: Vec<String>,
    proved_at: Vec<jiff_sqlx::Timestamp>,
    reader_reports: Vec<Uuid>,
    reader_ranks: Vec<i16>,
    reader_ids: Vec<Option<Uuid>>,
    reader_addresses: Vec<String>,
    reader_whys: Vec<String>,
}

impl Rows {
    fn add(
        &mut self,
        one: &ImportAct,
        report: &ImportReport,
        content: &SignedContent,
        (sealed, sha256): (Vec<u8>, Vec<u8>),
        signed_by: AccountId,
    ) {
        self.ids.push(report.id.uuid());
        self.acts.push(one.id.uuid());
        self.versions.push(content.version.cast_signed());
        self.replaces.push((content.version > 1).then(|| content.version.cast_signed() - 1));
        self.contents.push(sealed);
        self.hashes.push(sha256);
        self.authors.push(content.author.professional.uuid());
        self.signed_at.push(report.signed_at.to_sqlx());
        self.signed_by.push(signed_by.uuid());
        self.methods.push(report.method.name().to_owned());
        self.proved_at.push(report.proved_at.to_sqlx());
        for (rank, reader) in (1_i16..).zip(&content.readers) {
            self.reader_reports.push(report.id.uuid());
            self.reader_ranks.push(rank);
            self.reader_ids.push(reader.professional.map(ProfessionalId::uuid));
            self.reader_addresses.push(reader.address.to_string());
            self.reader_whys.push(reader.why.name().to_owned());
        }
    }

    async fn insert(&self, tx: &mut Tx) -> Result<(), ImportError> {
        let territory = tx.territory();
        sqlx::query!(
            "insert into acts.report
                 (territory_id, id, act_id, version, replaces, content, content_sha256, author_id, signed_at, signed_by,
                  signed_with, proved_at)
             select $1, id, act, version, replaces, content, hash, author, signed_at, signed_by, method, proved_at
               from unnest($2::uuid[], $3::uuid[], $4::smallint[], $5::smallint[], $6::bytea[], $7::bytea[], $8::uuid[],
                           $9::timestamptz[], $10::uuid[], $11::text[], $12::timestamptz[])
                    as one (id, act, version, replaces, content, hash, author, signed_at, signed_by, method, proved_at)
              order by version",
            territory.uuid(),
            &self.ids,
            &self.acts,
            &self.versions,
            &self.replaces as _,
            &self.contents,
            &self.hashes,
            &self.authors,
            &self.signed_at as _,
            &self.signed_by,
            &self.methods,
            &self.proved_at as _,
        )
        .execute(tx.conn())
        .await?;
        sqlx::query!(
            "insert into acts.reader (territory_id, report_id, rank, professional_id, address, why)
             select $1, report, rank, professional, address, why
               from unnest($2::uuid[], $3::smallint[], $4::uuid[], $5::text[], $6::text[])
                    as one (report, rank, professional, address, why)",
            territory.uuid(),
            &self.reader_reports,
            &self.reader_ranks,
            &self.reader_ids as _,
            &self.reader_addresses,
            &self.reader_whys,
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}
