//! A doctor who holds acts and reports to readers, an operator that behaves as told, and who steers the territory.

use acts::{
    CloseAct, ConsentAnswer, ConsentHow, DraftContent, Evaluate, GivenBy, Modality, ReaderChoice,
    RecordConsent, RequestAct, RequestedFrom, SaveDraft, Why, WithoutIt,
};
use agenda::AskedBy;
use anyhow::{Context as _, Result, anyhow};
use audit::{Sequencer, Signer, Step};
use db::Role;
use exchange::Post;
use exchange::double::{Behaviour, Double};
use exchange::mail::Address;
use indicators::Fold;
use jiff::SignedDuration;
use jiff::civil::date;
use jobs::Worker;
use kernel::{ActId, PatientId};
use testing::{Answer, Member, TestApp, World};

/// The application mailbox of these tests.
const SENDER: &str = "maillage@cabinet.example";

pub(crate) struct Scene<'a> {
    pub(crate) app: &'a TestApp,
    pub(crate) world: World<'a>,
    pub(crate) doctor: Member,
    pub(crate) coordinator: Member,
    operator: Double,
    post: Post,
}

impl<'a> Scene<'a> {
    pub(crate) async fn new(app: &'a TestApp) -> Result<Self> {
        let world = World::found(app).await?;
        let doctor = world.doctor("Hélène", "Marchais").await?;
        let coordinator = world.coordinator("Émilie Perrault").await?;
        let mut tx = world.system().await?;
        directory::import_domain(&mut tx, "medecin.mssante.example", date(2020, 1, 1), "essai").await?;
        tx.commit().await?;
        let clock = app.clock.clone();
        let operator = Double::start(move || clock.now()).await?;
        let sender: Address = SENDER.parse()?;
        let post = Post {
            route: operator.route(&sender)?,
            mailbox: operator.mailbox(&sender)?,
            sender,
            host: "maillage.cabinet.example".into(),
        };
        Ok(Self { app, world, doctor, coordinator, operator, post })
    }

    pub(crate) async fn patient(&self, commune: Option<&str>) -> Result<PatientId> {
        let mut identity = testing::world::identity("Simone", "Martin", date(1944, 3, 12))?;
        identity.commune = commune.map(str::parse).transpose()?;
        self.world.register(identity, None).await
    }

    /// An act that was held and closed now; its report is not written.
    pub(crate) async fn held(&self, patient: PatientId, modality: Modality) -> Result<ActId> {
        let act = self.asked(patient, modality).await?;
        let caller = self.world.caller(&self.doctor).await?;
        let mut tx = self.world.tx(&self.doctor).await?;
        acts::open_act(&mut tx, &caller, act).await?;
        let without_it = modality.is_remote().then_some(WithoutIt::Unknown);
        if modality.is_remote() {
            let (answer, how, given_by) = (ConsentAnswer::Given, ConsentHow::Oral, GivenBy::Patient);
            acts::record_consent(&mut tx, &caller, RecordConsent { act, answer, how, given_by }).await?;
        }
        acts::close(&mut tx, &caller, CloseAct { act, without_it, transport: None, km: None }).await?;
        tx.commit().await?;
        Ok(act)
    }

    /// An act that was asked for and not held yet.
    pub(crate) async fn asked(&self, patient: PatientId, modality: Modality) -> Result<ActId> {
        let mut tx = self.world.system().await?;
        let need = RequestAct {
            patient,
            kind: modality.kind(),
            modality,
            professional: self.doctor.professional.context("a doctor is in the directory")?,
            site: Some(self.world.site),
            appointment: None,
            reason: None,
            words: None,
            from: RequestedFrom::Desk,
            asked_by: AskedBy::Themself,
            requester: None,
            why: None,
            replaces: None,
        };
        let act = acts::request(&mut tx, &need).await?;
        let until = tx.now() + SignedDuration::from_hours(24 * 30);
        patients::join_circle(&mut tx, patient, self.doctor.account, "care", until).await?;
        tx.commit().await?;
        Ok(act)
    }

    /// Writes the report of a closed act for these readers, signs it and hands it over.
    pub(crate) async fn sign(&self, act: ActId, readers: &[&str]) -> Result<()> {
        let readers = readers.iter().map(|address| {
            Ok(ReaderChoice { professional: None, address: address.parse()?, why: Why::Other })
        });
        let content = DraftContent {
            motif: "Vertiges au lever".into(),
            constat: "Tension 101/62 debout.".into(),
            conclusion: "Baisse de tension au lever.".into(),
            conduite: "Se lever en deux temps.".into(),
            readers: readers.collect::<Result<_>>()?,
            ..DraftContent::default()
        };
        let caller = self.world.caller(&self.doctor).await?;
        let mut tx = self.world.tx(&self.doctor).await?;
        let save = SaveDraft { act, version: 0, writer: "a".into(), content };
        acts::save_draft(&mut tx, &caller, &save).await?;
        let report = acts::sign(&mut tx, &caller, act).await?;
        exchange::hand_over(&mut tx, report).await?;
        tx.commit().await?;
        Ok(())
    }

    /// An act by telephone, signed for one reader toward whom the operator behaves so. The name is that of the mailbox.
    pub(crate) async fn sent(&self, name: &str, behaviour: Behaviour) -> Result<ActId> {
        let address = format!("{name}@medecin.mssante.example");
        self.operator.behave(&address.parse()?, behaviour);
        let act = self.held(self.patient(None).await?, Modality::Telephone).await?;
        self.sign(act, &[&address]).await?;
        Ok(act)
    }

    pub(crate) async fn evaluate(&self, act: ActId, solved: acts::Solved, again: u8) -> Result<()> {
        let mut tx = self.world.system().await?;
        let answered_by = acts::AnsweredBy::Patient;
        acts::evaluate(&mut tx, Evaluate { act, solved, again, answered_by }).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Sends what waits, and reads what came back.
    pub(crate) async fn exchange_mail(&self) -> Result<()> {
        let worker = Worker::new(self.app.db().clone());
        let worker = exchange::jobs(self.post.clone())
            .into_iter()
            .fold(worker, |worker, (kind, handler)| worker.on(kind, handler));
        while worker.step().await? {}
        while exchange::take_in(self.app.db(), &self.post).await? {}
        Ok(())
    }

    /// Goes to a moment, and lets somebody sign in there: figures stand at the last fact.
    pub(crate) async fn at(&self, moment: jiff::Timestamp) -> Result<()> {
        self.app.clock.set(moment);
        self.world.secretary("Nadège Courtin").await?;
        Ok(())
    }

    /// What the coordinator reads, once what happened is numbered and folded.
    pub(crate) async fn board(&self, query: &str) -> Result<Answer> {
        count(self.app).await?;
        Ok(self.coordinator.browser.get(&format!("/tableau{query}")).await)
    }

    /// The lines of a file, without its titles.
    pub(crate) async fn file(&self, path: &str) -> Result<Vec<String>> {
        let answer = self.coordinator.browser.get(path).await;
        if !answer.status.is_success() {
            return Err(anyhow!("{path}: {} {}", answer.status, answer.text()));
        }
        let text = answer.text().replace(['\u{202f}', '\u{a0}', '\u{feff}'], " ");
        Ok(text.lines().skip(1).map(|line| line.trim_end().to_owned()).collect())
    }

    /// The numbers of the acts of a list.
    pub(crate) async fn acts(&self, part: &str) -> Result<Vec<String>> {
        let lines = self.file(&format!("/tableau/actes.csv?actes={part}")).await?;
        let number = |line: &String| line.split(';').next().unwrap_or_default().trim_matches('"').to_owned();
        let mut numbers: Vec<String> = lines.iter().map(number).collect();
        numbers.sort();
        Ok(numbers)
    }
}

/// Numbers what was committed, and folds it.
pub(crate) async fn count(app: &TestApp) -> Result<()> {
    number(app).await?;
    fold(app).await
}

/// Numbers what was committed.
pub(crate) async fn number(app: &TestApp) -> Result<()> {
    let signer = Signer::from_seed("essai/journal", &[7; 32])?;
    let mut sequencer = Sequencer::new(app.database.address(Role::Sequencer), signer, &[]);
    while sequencer.step().await? != Step::Idle {}
    sequencer.stop().await?;
    Ok(())
}

/// Folds what was numbered, three events at a time.
pub(crate) async fn fold(app: &TestApp) -> Result<()> {
    let mut fold = Fold::new(app.database.address(Role::Indicators)).with_batch(3);
    while fold.step().await? > 0 {}
    Ok(())
}

/// The numbers of these acts, as a list shows them.
pub(crate) fn numbers(known: &[ActId]) -> Vec<String> {
    let mut numbers: Vec<String> = known.iter().map(|act| acts::number(*act)).collect();
    numbers.sort();
    numbers
}
