//! Acts held again through the use cases, by the people who held them, at the moments at which they did.

use std::collections::HashMap;

use acts::{
    CloseAct, ConsentAnswer, ConvertOnSite, Evaluate, Happened, ImportReport, Outcome, RecordConsent,
    RequestAct, SaveDraft, Stamp,
};
use agenda::{CancelledBy, ImportAppointment};
use anyhow::{Context as _, Result};
use db::{Actor, Db, Tx};
use exchange::double::{Behaviour, Double};
use exchange::mail::Address;
use exchange::model::{Cause, Said};
use exchange::{Became, ImportDelivery, ImportDispatch, Post};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use jobs::Worker;
use kernel::{AccountId, ActId, AppointmentId, ProfessionalId, ReportId, SessionId, TerritoryId};
use server::demo_load::Told;
use tokio::sync::OnceCell;
use web::{Caller, Method};

/// The application mailbox.
const SENDER: &str = "maillage@cabinet.example";

/// Holds acts again. What is told names appointments and acts by the identifiers of an import: here they get others.
pub(crate) struct Replay {
    db: Db,
    territory: TerritoryId,
    double: Double,
    post: Post,
    worker: Worker,
    accounts: HashMap<ProfessionalId, AccountId>,
    appointments: HashMap<AppointmentId, AppointmentId>,
    acts: HashMap<ActId, ActId>,
    zone: OnceCell<(String, TimeZone)>,
}

impl Replay {
    pub(crate) async fn new(
        db: &Db,
        territory: TerritoryId,
        accounts: HashMap<ProfessionalId, AccountId>,
    ) -> Result<Self> {
        let clock = db.clock().clone();
        let double = Double::start(move || clock.now()).await?;
        let sender: Address = SENDER.parse()?;
        let post = Post {
            route: double.route(&sender)?,
            mailbox: double.mailbox(&sender)?,
            sender,
            host: "maillage.cabinet.example".into(),
        };
        let worker = exchange::jobs(post.clone())
            .into_iter()
            .fold(Worker::new(db.clone()), |worker, (kind, handler)| worker.on(kind, handler));
        let (appointments, acts, zone) = (HashMap::new(), HashMap::new(), OnceCell::new());
        Ok(Self { db: db.clone(), territory, double, post, worker, accounts, appointments, acts, zone })
    }

    /// Holds one act. `all` are those of the replay: a converted one needs the one that takes it over.
    pub(crate) async fn hold(&mut self, told: &Told, all: &[Told]) -> Result<()> {
        let known = told.act.id;
        if !self.acts.contains_key(&known) {
            self.ask(told).await?;
        }
        self.keep_the_appointment(told).await?;
        if let Some(at) = told.act.opened_at {
            let (mut tx, caller) = self.holder(told, at).await?;
            acts::open_act(&mut tx, &caller, self.acts[&known]).await?;
            tx.commit().await?;
        }
        self.talk(told).await?;
        self.measure(told).await?;
        self.end(told, all).await?;
        if let Some((at, content)) = &told.act.draft {
            self.write(told, *at, 0, content.clone()).await?;
        }
        for (rank, report) in told.act.reports.iter().enumerate() {
            self.report(told, rank == 0, report, &told.dispatches[rank]).await?;
        }
        if let Some((at, solved, again, answered_by)) = told.act.evaluation {
            let mut tx = self.begin(at, None).await?;
            acts::evaluate(&mut tx, Evaluate { act: self.acts[&known], solved, again, answered_by }).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// The need, with its first appointment when there is one, in one transaction.
    async fn ask(&mut self, told: &Told) -> Result<()> {
        let mut tx = self.begin(told.act.requested_at, told.act.requested_by).await?;
        let appointment = match told.appointments.first() {
            Some(first) => {
                let booked = agenda::book(&mut tx, &first.plan)
                    .await
                    .with_context(|| {
                        format!(
                            "book {:?} {:?} {} {:?} from {:?}",
                            first.plan.modality,
                            first.plan.start,
                            first.plan.minutes,
                            first.plan.overbook_reason,
                            told.act.asked.from
                        )
                    })?
                    .id;
                self.appointments.insert(first.id, booked);
                Some(booked)
            }
            None => None,
        };
        let asked = RequestAct { appointment, ..told.act.asked.clone() };
        let act = acts::request(&mut tx, &asked).await.context("ask for an act")?;
        self.acts.insert(told.act.id, act);
        tx.commit().await?;
        Ok(())
    }

    /// Moved, cancelled, missed or kept.
    async fn keep_the_appointment(&mut self, told: &Told) -> Result<()> {
        for pair in told.appointments.windows(2) {
            let (old, new) = (self.appointments[&pair[0].id], &pair[1]);
            let mut tx = self.begin(new.booked_at, new.booked_by).await?;
            let moved = agenda::move_appointment(&mut tx, old, &new.plan).await.context("move")?.id;
            acts::follow_appointment(&mut tx, moved, new.plan.patient, Happened::Planned).await?;
            tx.commit().await?;
            self.appointments.insert(new.id, moved);
        }
        let Some(last) = told.appointments.last() else { return Ok(()) };
        self.receive(last, self.appointments[&last.id]).await
    }

    async fn receive(&self, planned: &ImportAppointment, id: AppointmentId) -> Result<()> {
        let patient = planned.plan.patient;
        if let Some((at, by)) = planned.cancelled {
            let mut tx = self.begin(at, None).await?;
            agenda::cancel(&mut tx, id, by).await?;
            acts::follow_appointment(&mut tx, id, patient, Happened::Cancelled(by)).await?;
            tx.commit().await?;
            assert_ne!(by, CancelledBy::Moved, "the last one is not moved");
        }
        if let Some(at) = planned.arrived_at.filter(|_| !planned.plan.walks_in) {
            let mut tx = self.begin(at, None).await?;
            agenda::mark_arrived(&mut tx, id).await?;
            tx.commit().await?;
        }
        if let Some(at) = planned.absent_at {
            let mut tx = self.begin(at, None).await?;
            agenda::mark_absent(&mut tx, id).await?;
            acts::follow_appointment(&mut tx, id, patient, Happened::Absent).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// The hours of the call and the agreement, as they came.
    async fn talk(&self, told: &Told) -> Result<()> {
        let act = self.acts[&told.act.id];
        let consent_at = told.act.consent.map(|(at, ..)| at);
        let (before, after): (Vec<Stamp>, Vec<Stamp>) =
            told.act.stamps.iter().copied().partition(|stamp| consent_at.is_none_or(|at| stamp.at <= at));
        for stamp in before {
            let (mut tx, caller) = self.holder(told, stamp.at).await?;
            acts::stamp_call(&mut tx, &caller, act, stamp.what).await?;
            tx.commit().await?;
        }
        if let Some((at, how, given_by)) = told.act.consent {
            let (mut tx, caller) = self.holder(told, at).await?;
            let answer = ConsentAnswer::Given;
            acts::record_consent(&mut tx, &caller, RecordConsent { act, answer, how, given_by }).await?;
            tx.commit().await?;
        }
        for stamp in after {
            let (mut tx, caller) = self.holder(told, stamp.at).await?;
            acts::stamp_call(&mut tx, &caller, act, stamp.what).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    async fn measure(&self, told: &Told) -> Result<()> {
        for one in &told.measures {
            let mut tx = self.begin(one.measured_at, None).await?;
            record::note_measure(&mut tx, one).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    async fn end(&mut self, told: &Told, all: &[Told]) -> Result<()> {
        let Some(end) = &told.act.ended else { return Ok(()) };
        let act = self.acts[&told.act.id];
        let (mut tx, caller) = match end.outcome {
            // the agenda said it, and the act followed
            Outcome::Absent | Outcome::CancelledByPatient | Outcome::CancelledByUs => return Ok(()),
            Outcome::Closed | Outcome::Converted | Outcome::Interrupted => self.holder(told, end.at).await?,
        };
        match end.outcome {
            Outcome::Interrupted => acts::interrupt(&mut tx, &caller, act, end.why.clone()).await?,
            Outcome::Converted => {
                let next = all.iter().find(|next| next.act.asked.replaces == Some(told.act.id));
                let next = next.context("a converted act is taken over")?;
                let first = next.appointments.first().context("it has an appointment")?;
                let booked = agenda::book(&mut tx, &first.plan).await.context("book on site")?.id;
                self.appointments.insert(first.id, booked);
                let command = ConvertOnSite { act, appointment: Some(booked), why: end.why.clone() };
                let on_site = acts::convert_on_site(&mut tx, &caller, &command).await?;
                self.acts.insert(next.act.id, on_site);
            }
            _ => {
                let close =
                    CloseAct { act, without_it: end.without_it, transport: end.transport, km: end.km };
                acts::close(&mut tx, &caller, close).await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }

    async fn write(
        &self,
        told: &Told,
        at: Timestamp,
        version: u32,
        content: acts::DraftContent,
    ) -> Result<()> {
        let (mut tx, caller) = self.holder(told, at).await?;
        let save = SaveDraft { act: self.acts[&told.act.id], version, writer: String::new(), content };
        acts::save_draft(&mut tx, &caller, &save).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Writes a version, signs it, hands it over, and lets mail servers answer.
    async fn report(
        &self,
        told: &Told,
        first: bool,
        report: &ImportReport,
        dispatch: &ImportDispatch,
    ) -> Result<()> {
        let act = self.acts[&told.act.id];
        if !first {
            let (mut tx, caller) = self.holder(told, report.signed_at).await?;
            acts::correct(&mut tx, &caller, act).await?;
            tx.commit().await?;
        }
        self.write(told, report.signed_at, u32::from(!first), report.texts.clone()).await?;
        let (mut tx, caller) = self.holder(told, report.signed_at).await?;
        let caller = Caller { method: report.method, signed_in_at: report.proved_at, ..caller };
        let signed = acts::sign(&mut tx, &caller, act).await?;
        exchange::hand_over(&mut tx, signed).await?;
        tx.commit().await?;
        self.carry(signed, dispatch).await
    }

    /// The operator does with each message what it did.
    async fn carry(&self, report: ReportId, dispatch: &ImportDispatch) -> Result<()> {
        for one in &dispatch.deliveries {
            self.double.behave(&one.address.parse()?, behaviour(one)?);
        }
        while self.worker.step().await? {}
        while exchange::take_in(&self.db, &self.post).await? {}
        for one in &dispatch.deliveries {
            if let Some((at, by)) = one.printed {
                let mut tx = self.begin(at, Some(by)).await?;
                let caller = self.caller(&mut tx, by, None).await?;
                let all = exchange::deliveries_of_act(&mut tx, self.acts[&dispatch.act]).await?;
                let here = all.iter().find(|known| known.report == report && known.address.0 == one.address);
                exchange::print(&mut tx, &caller, here.context("the delivery")?.id, 0).await?;
                tx.commit().await?;
            }
        }
        Ok(())
    }

    /// A transaction at a moment, of a person or of the server.
    async fn begin(&self, at: Timestamp, account: Option<AccountId>) -> Result<Tx> {
        self.db.clock().stop_at(at);
        Ok(self.db.begin(self.territory, account.map_or(Actor::System, Actor::Account)).await?)
    }

    async fn holder(&self, told: &Told, at: Timestamp) -> Result<(Tx, Caller)> {
        let professional = told.act.asked.professional;
        let account = self.accounts[&professional];
        let mut tx = self.begin(at, Some(account)).await?;
        let caller = self.caller(&mut tx, account, Some(professional)).await?;
        Ok((tx, caller))
    }

    async fn caller(
        &self,
        tx: &mut Tx,
        account: AccountId,
        professional: Option<ProfessionalId>,
    ) -> Result<Caller> {
        let memberships = territory::memberships_of(tx, account).await?;
        let here = memberships.iter().find(|one| one.territory.id == self.territory);
        let here = here.context("they work here")?;
        let place =
            || async { anyhow::Ok((here.territory.name.clone(), TimeZone::get(&here.territory.zone)?)) };
        let (name, zone) = self.zone.get_or_try_init(place).await?;
        Ok(Caller {
            session: SessionId::at(tx.now()),
            account,
            territory: self.territory,
            territory_name: name.clone(),
            zone: zone.clone(),
            role: here.role,
            name: identity::name_of(tx, account).await?.unwrap_or_default(),
            title: here.title.clone(),
            site: here.site,
            professional,
            method: Method::Passkey,
            signed_in_at: tx.now(),
        })
    }
}

/// What the operator did with a message, from what became of it.
fn behaviour(one: &ImportDelivery) -> Result<Behaviour> {
    let steps: Vec<Became> = one.steps.iter().map(|(_, became)| *became).collect();
    Ok(match steps[..] {
        [Became::Sent { .. }] => Behaviour::Withhold,
        [Became::Sent { .. }, Became::Acknowledged] => Behaviour::Deliver,
        [Became::Sent { .. }, Became::Said(Said::Delayed)] => Behaviour::Hold,
        [Became::Sent { .. }, Became::Said(Said::Relayed)] => Behaviour::Relay,
        [Became::Sent { .. }, Became::Failed(Cause::Full)] => Behaviour::FailLater,
        [Became::Refused(Cause::Full)] => Behaviour::Full,
        [Became::Refused(Cause::Address)] => Behaviour::Refuse,
        _ => anyhow::bail!("the double does nothing like {steps:?}"),
    })
}
