//! Acts, from the need to the evaluation, tried as their people would.

mod attach;
mod call;
mod close;
mod convert;
mod correct;
mod draft;
mod events;
mod floor;
mod glass;
mod import;
mod request;
mod sign;
mod trail;

use acts::{Kind, Modality, RequestAct, RequestedFrom};
use agenda::AskedBy;
use anyhow::Result;
use jiff::civil::date;
use kernel::{ActId, PatientId, SiteId};
use testing::{Answer, Member, TestApp, World};

/// A need by telephone, in the patient's words.
fn by_telephone(patient: PatientId, doctor: &Member, site: SiteId) -> RequestAct {
    RequestAct {
        patient,
        kind: Kind::Consultation,
        modality: Modality::Telephone,
        professional: doctor.professional.expect("a doctor is in the directory"),
        site: Some(site),
        appointment: None,
        reason: None,
        words: Some("J’ai la tête qui tourne quand je me lève.".into()),
        from: RequestedFrom::Desk,
        asked_by: AskedBy::Themself,
        requester: None,
        why: None,
        replaces: None,
    }
}

/// The same, on site.
fn on_site(patient: PatientId, doctor: &Member, site: SiteId) -> RequestAct {
    RequestAct { modality: Modality::OnSite, ..by_telephone(patient, doctor, site) }
}

/// One doctor, one patient, one act that is open.
struct Scene<'a> {
    world: World<'a>,
    doctor: Member,
    patient: PatientId,
    act: ActId,
}

impl<'a> Scene<'a> {
    /// An act by telephone, opened by its doctor; the patient agreed.
    async fn remote(app: &'a TestApp) -> Result<Self> {
        let scene = Self::begun(app, by_telephone).await?;
        let fields = [("reponse", "given"), ("comment", "oral"), ("par", "patient")];
        scene.post("accord", &fields).await;
        Ok(scene)
    }

    /// An act on site, opened by its doctor.
    async fn on_site(app: &'a TestApp) -> Result<Self> {
        Self::begun(app, on_site).await
    }

    async fn begun(app: &'a TestApp, need: fn(PatientId, &Member, SiteId) -> RequestAct) -> Result<Self> {
        let world = World::found(app).await?;
        let doctor = world.doctor("Hélène", "Marchais").await?;
        let mut identity = testing::world::identity("Simone", "Martin", date(1944, 3, 12))?;
        identity.phones.push("02 61 91 18 61".parse()?);
        let patient = world.register(identity, None).await?;
        let mut tx = world.system().await?;
        let act = acts::request(&mut tx, &need(patient, &doctor, world.site)).await?;
        let circle = tx.now() + jiff::SignedDuration::from_hours(24);
        patients::join_circle(&mut tx, patient, doctor.account, "care", circle).await?;
        tx.commit().await?;
        let scene = Self { world, doctor, patient, act };
        let answer = scene.post("ouverture", &[]).await;
        assert_eq!(answer.location(), Some(&*scene.path("")), "{}", answer.text());
        Ok(scene)
    }

    /// The address of the act's page, or of what is done on it.
    fn path(&self, what: &str) -> String {
        if what.is_empty() { format!("/actes/{}", self.act) } else { format!("/actes/{}/{what}", self.act) }
    }

    async fn post(&self, what: &str, fields: &[(&str, &str)]) -> Answer {
        self.doctor.browser.post(&self.path(what), fields).await
    }

    async fn page(&self) -> Answer {
        self.doctor.browser.get(&self.path("")).await
    }

    /// How many rows a query about this act counts, behind the server's back.
    async fn count(&self, query: &'static str) -> Result<i64> {
        let mut connection = self.world.app.database.behind(db::Role::Superuser).await?;
        Ok(sqlx::query_scalar(query).bind(self.act.uuid()).fetch_one(&mut connection).await?)
    }
}

/// A whole report as the form sends it.
const WRITTEN: [(&str, &str); 6] = [
    ("version", "0"),
    ("writer", "a"),
    ("motif", "Vertiges au lever"),
    ("constat", "Tension 101/62 debout."),
    ("conclusion", "Baisse de tension au lever."),
    ("conduite", "Se lever en deux temps."),
];

/// The same, with more fields.
fn written<'f>(more: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    WRITTEN.iter().chain(more).copied().collect()
}
