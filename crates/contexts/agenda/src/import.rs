//! Brings in appointments that were booked elsewhere, past ones included, with what happened to them.

use db::{DbError, Tx};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, AppointmentId, Plan};

use crate::book::{BookAppointment, BookError, note_place};
use crate::cancel::CancelledBy;
use crate::events::AgendaEvent;

/// An appointment as another agenda tells it.
#[derive(Debug, Clone)]
pub struct ImportAppointment {
    pub id: AppointmentId,
    pub plan: BookAppointment,
    pub booked_at: Timestamp,
    pub booked_by: Option<AccountId>,
    pub arrived_at: Option<Timestamp>,
    pub absent_at: Option<Timestamp>,
    pub cancelled: Option<(Timestamp, CancelledBy)>,
    /// The appointment that it replaces: one of the same import, before it.
    pub replaces: Option<AppointmentId>,
    /// How many times it was moved before.
    pub sequence: i32,
}

/// Writes appointments as [`crate::book()`] and its fellows would have, each at its moment. Times that are taken
/// already are refused whole: an import never overbooks by itself.
pub async fn import(tx: &mut Tx, appointments: &[ImportAppointment]) -> Result<(), BookError> {
    let mut rows = Rows::default();
    let mut facts = Vec::new();
    let key = tx.territory_key().await?;
    for one in appointments {
        let (starts_at, ends_at) = Plan::new(one.plan.start, &one.plan.zone, one.plan.minutes)?.instants()?;
        let note = one.plan.note.as_deref().map(|note| key.seal(&note_place(one.id), note.as_bytes()));
        rows.add(one, (starts_at, ends_at), note.transpose().map_err(DbError::from)?);
        told(one, starts_at, &mut facts);
    }
    rows.insert(tx).await?;
    rows.take_time(tx).await?;
    facts.sort_by_key(|fact: &audit::Past<AgendaEvent>| fact.at);
    audit::record_past(tx, &facts).await?;
    Ok(())
}

/// What happened to one appointment, in order.
fn told(one: &ImportAppointment, starts_at: Timestamp, facts: &mut Vec<audit::Past<AgendaEvent>>) {
    let (appointment, subject) = (one.id, Some(one.plan.patient));
    let mut say = |at, event| facts.push(audit::Past { at, subject, event });
    let booked = AgendaEvent::Booked {
        appointment,
        patient: one.plan.patient,
        professional: one.plan.professional,
        site: one.plan.site,
        modality: one.plan.modality,
        starts_at,
        minutes: one.plan.minutes,
        overbooked: one.plan.overbook_reason.is_some(),
        replaces: one.replaces,
    };
    say(one.booked_at, booked);
    if let Some(at) = one.arrived_at {
        say(at, AgendaEvent::Arrived { appointment });
    }
    if let Some(at) = one.absent_at {
        say(at, AgendaEvent::Absent { appointment });
    }
    if let Some((at, by)) = one.cancelled {
        say(at, AgendaEvent::Cancelled { appointment, by: by.name().to_owned() });
    }
}

/// The columns of one insert.
#[derive(Default)]
struct Rows {
    ids: Vec<uuid::Uuid>,
    patients: Vec<uuid::Uuid>,
    professionals: Vec<uuid::Uuid>,
    sites: Vec<uuid::Uuid>,
    modalities: Vec<String>,
    starts_local: Vec<jiff_sqlx::DateTime>,
    zones: Vec<String>,
    minutes: Vec<i16>,
    starts_at: Vec<jiff_sqlx::Timestamp>,
    ends_at: Vec<jiff_sqlx::Timestamp>,
    booked_at: Vec<jiff_sqlx::Timestamp>,
    booked_by: Vec<Option<uuid::Uuid>>,
    asked_by: Vec<String>,
    notes: Vec<Option<Vec<u8>>>,
    overbook_reasons: Vec<Option<String>>,
    walked_in_at: Vec<Option<jiff_sqlx::Timestamp>>,
    arrived_at: Vec<Option<jiff_sqlx::Timestamp>>,
    absent_at: Vec<Option<jiff_sqlx::Timestamp>>,
    cancelled_at: Vec<Option<jiff_sqlx::Timestamp>>,
    cancelled_by: Vec<Option<String>>,
    replaces: Vec<Option<uuid::Uuid>>,
    sequences: Vec<i32>,
    firm: Vec<bool>,
}

impl Rows {
    fn add(
        &mut self,
        one: &ImportAppointment,
        (starts_at, ends_at): (Timestamp, Timestamp),
        note: Option<Vec<u8>>,
    ) {
        let moment = |at: Option<Timestamp>| at.map(jiff_sqlx::ToSqlx::to_sqlx);
        self.ids.push(one.id.uuid());
        self.patients.push(one.plan.patient.uuid());
        self.professionals.push(one.plan.professional.uuid());
        self.sites.push(one.plan.site.uuid());
        self.modalities.push(one.plan.modality.name().to_owned());
        self.starts_local.push(one.plan.start.to_sqlx());
        self.zones.push(one.plan.zone.clone());
        self.minutes.push(i16::try_from(one.plan.minutes).unwrap_or(i16::MAX));
        self.starts_at.push(starts_at.to_sqlx());
        self.ends_at.push(ends_at.to_sqlx());
        self.booked_at.push(one.booked_at.to_sqlx());
        self.booked_by.push(one.booked_by.map(AccountId::uuid));
        self.asked_by.push(one.plan.asked_by.name().to_owned());
        self.notes.push(note);
        self.overbook_reasons.push(one.plan.overbook_reason.clone());
        self.walked_in_at.push(one.plan.walks_in.then(|| one.booked_at.to_sqlx()));
        self.arrived_at.push(moment(one.arrived_at));
        self.absent_at.push(moment(one.absent_at));
        self.cancelled_at.push(moment(one.cancelled.map(|(at, _)| at)));
        self.cancelled_by.push(one.cancelled.map(|(_, by)| by.name().to_owned()));
        self.replaces.push(one.replaces.map(AppointmentId::uuid));
        self.sequences.push(one.sequence);
        self.firm.push(one.plan.overbook_reason.is_none() && !one.plan.walks_in);
    }

    async fn insert(&self, tx: &mut Tx) -> Result<(), BookError> {
        let territory = tx.territory();
        sqlx::query!(
            "insert into agenda.appointment
                 (territory_id, id, patient_id, professional_id, site_id, modality, starts_local, zone, minutes,
                  starts_at, ends_at, booked_at, booked_by, asked_by, note, overbook_reason, walked_in_at, arrived_at,
                  absent_at, cancelled_at, cancelled_by, replaces, sequence, calendar_uid)
             select $1, id, patient, professional, site, modality, starts_local, zone, minutes, starts_at, ends_at,
                    booked_at, booked_by, asked_by, note, overbook, walked_in, arrived, absent, cancelled, cancelled_by,
                    replaces, sequence, id
               from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::timestamp[], $8::text[],
                           $9::smallint[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[], $13::uuid[],
                           $14::text[], $15::bytea[], $16::text[], $17::timestamptz[], $18::timestamptz[],
                           $19::timestamptz[], $20::timestamptz[], $21::text[], $22::uuid[], $23::integer[])
                    as one (id, patient, professional, site, modality, starts_local, zone, minutes, starts_at, ends_at,
                            booked_at, booked_by, asked_by, note, overbook, walked_in, arrived, absent, cancelled,
                            cancelled_by, replaces, sequence)",
            territory.uuid(),
            &self.ids,
            &self.patients,
            &self.professionals,
            &self.sites,
            &self.modalities,
            &self.starts_local as _,
            &self.zones,
            &self.minutes,
            &self.starts_at as _,
            &self.ends_at as _,
            &self.booked_at as _,
            &self.booked_by as _,
            &self.asked_by,
            &self.notes as _,
            &self.overbook_reasons as _,
            &self.walked_in_at as _,
            &self.arrived_at as _,
            &self.absent_at as _,
            &self.cancelled_at as _,
            &self.cancelled_by as _,
            &self.replaces as _,
            &self.sequences,
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }

    /// One insert sorted by resource; fewer rows than asked is a clash. Cancelled appointments take no time.
    async fn take_time(&self, tx: &mut Tx) -> Result<(), BookError> {
        let standing: Vec<usize> =
            (0..self.ids.len()).filter(|&index| self.cancelled_at[index].is_none()).collect();
        let pick = |values: &[uuid::Uuid]| standing.iter().map(|&index| values[index]).collect::<Vec<_>>();
        let moments =
            |values: &[jiff_sqlx::Timestamp]| standing.iter().map(|&index| values[index]).collect::<Vec<_>>();
        let firm: Vec<bool> = standing.iter().map(|&index| self.firm[index]).collect();
        let taken = sqlx::query!(
            "insert into agenda.busy (appointment_id, resource_id, starts_at, during, firm)
             select id, resource, starts_at, tstzrange(starts_at, ends_at), firm
               from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::boolean[])
                    as one (id, resource, starts_at, ends_at, firm)
              order by resource
             on conflict on constraint busy_no_overlap do nothing",
            &pick(&self.ids),
            &pick(&self.professionals) as &[uuid::Uuid],
            &moments(&self.starts_at) as _,
            &moments(&self.ends_at) as _,
            &firm,
        )
        .execute(tx.conn())
        .await?;
        let asked = u64::try_from(standing.len()).unwrap_or(u64::MAX);
        if taken.rows_affected() == asked { Ok(()) } else { Err(BookError::Taken) }
    }
}
