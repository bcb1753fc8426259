//! Kills the server at random points of a journey, and compares what it holds with what it had acknowledged.
//!
//! The ledger is kept here, outside: a line is written when the answer has come back, and at no other moment. After each
//! kill nothing acknowledged is lost, nothing is there twice, and the journey goes on. `MAILLAGE_KILL_ROUNDS` sets the
//! rounds, `MAILLAGE_KILL_SEED` the moments.

use std::collections::BTreeMap;
use std::env;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use db::Role;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use sqlx::PgConnection;

use crate::page::{Form, forms, held};
use crate::running::{Answer, Browser, Running, maillage};

/// How many rounds a test run makes; the bench makes more.
const ROUNDS: usize = 3;

/// How long a round may live before it is killed.
const LONGEST_LIFE: Duration = Duration::from_secs(4);

/// Who reads the reports, beside their author.
const READER: &str = "n.ferrand@medecin.mssante.example";

/// What was tried, and what was acknowledged.
#[derive(Debug, Default, Clone)]
struct Ledger {
    tried: BTreeMap<&'static str, usize>,
    people: Vec<String>,
    appointments: Vec<String>,
    acts: Vec<String>,
    /// The last text that was said to be saved, by act.
    drafts: BTreeMap<String, String>,
    signed: Vec<String>,
}

/// The counts of the tables that the journey writes.
#[derive(Debug, PartialEq, Eq, Clone, Copy, sqlx::FromRow)]
struct Counts {
    people: i64,
    appointments: i64,
    acts: i64,
    reports: i64,
}

#[tokio::test]
async fn a_server_that_is_killed_loses_nothing_acknowledged_and_doubles_nothing() -> Result<()> {
    let rounds = env::var("MAILLAGE_KILL_ROUNDS").map_or(Ok(ROUNDS), |rounds| rounds.parse())?;
    let seed =
        env::var("MAILLAGE_KILL_SEED").map_or(Ok(u64::from(std::process::id())), |seed| seed.parse())?;
    println!("seed {seed}");
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let scratch = tempfile::tempdir()?;
    let folder = scratch.path().join("demo");
    let ledger = Arc::new(Mutex::new(Ledger::default()));
    let mut running = Running::start(&folder)?;
    let before = counts(&mut running.address(Role::Owner)?.connect().await?).await?;
    for round in 0..rounds {
        let walker = Walker { ledger: Arc::clone(&ledger), round, running: running.people()? };
        let journey = thread::spawn(move || walker.walk());
        let life = chance.random_range(Duration::ZERO..LONGEST_LIFE);
        thread::sleep(life);
        running.kill()?;
        let ended = journey.join().map_err(|_| anyhow::anyhow!("the journey broke"))?;
        let Err(ended) = ended else { bail!("the journey ended before the kill") };
        ensure!(!format!("{ended:#}").contains("unexpected"), "{ended:#}");
        running = Running::start(&folder)?;
        check(&running, &known(&ledger), before).await?;
    }
    // the journey goes on
    let calm = Walker { ledger: Arc::clone(&ledger), round: rounds, running: running.people()? };
    calm.once()?;
    let ledger = known(&ledger);
    check(&running, &ledger, before).await?;
    // what a killed worker had claimed waits for its lease; what is signed now leaves now
    leaves(&running, ledger.signed.last().context("the calm act is signed")?).await?;
    running.kill()?;
    let verified = maillage(&["audit", "verify", "--data"]).arg(&folder).output()?;
    ensure!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    println!(
        "{rounds} rounds: {} people, {} appointments, {} acts, {} drafts, {} signed reports acknowledged; 0 lost, 0 doubled",
        ledger.people.len(),
        ledger.appointments.len(),
        ledger.acts.len(),
        ledger.drafts.len(),
        ledger.signed.len()
    );
    Ok(())
}

/// The ledger as it stands.
fn known(ledger: &Mutex<Ledger>) -> Ledger {
    ledger.lock().expect("nobody breaks in it").clone()
}

/// The people of the journey, signed in.
pub(crate) struct People {
    secretary: Browser,
    gp: Browser,
}

impl Running {
    fn people(&self) -> Result<People> {
        Ok(People { secretary: self.enter("secretary")?, gp: self.enter("gp")? })
    }
}

/// Who walks, again and again, until the server is gone.
struct Walker {
    ledger: Arc<Mutex<Ledger>>,
    round: usize,
    running: People,
}

impl Walker {
    fn walk(&self) -> Result<()> {
        loop {
            self.once()?;
        }
    }

    /// A new person, an appointment, then at once an act: written, saved several times, signed.
    fn once(&self) -> Result<()> {
        let People { secretary, gp } = &self.running;
        let rank = self.tries("people");
        let name = format!("Essai{}{}", letters(self.round), letters(rank));
        let form = form_of(secretary, "/personnes/nouvelle", "/personnes/nouvelle")?;
        let birth = format!("12/03/19{:02}", 40 + rank % 50);
        let traits = [
            ("nom", name.as_str()),
            ("prenom", "Ida"),
            ("naissance", &birth),
            ("courriel", ""),
            ("telephone2", ""),
        ];
        let person = led(&fill(secretary, &form, &traits)?, "/appels/")?;
        self.note(|ledger| ledger.people.push(person.clone()));

        let place = format!("/appels/{person}");
        let form = form_of(secretary, &place, &place)?;
        self.tries("appointments");
        let appointment = led(&fill(secretary, &form, &[])?, "/rendez-vous/")?;
        self.note(|ledger| ledger.appointments.push(appointment));

        self.tries("appointments");
        self.tries("acts");
        let walk_in = format!("/journee/sans-rendez-vous/{person}");
        let act = led(&gp.post(&walk_in, &[("comment", "telephone")])?, "/actes/")?;
        self.note(|ledger| ledger.acts.push(act.clone()));

        let place = format!("/actes/{act}");
        let consent = [("reponse", "given"), ("comment", "oral"), ("par", "patient")];
        expect(&gp.post(&format!("{place}/accord"), &consent)?, 303)?;
        let mut text = String::new();
        for part in ["Fatigue", " depuis trois jours", ", sans fièvre."] {
            text.push_str(part);
            let form = form_of(gp, &place, &format!("{place}/brouillon"))?;
            expect(&fill(gp, &form, &[("constat", &text), ("km", ""), ("autre", "")])?, 303)?;
            self.note(|ledger| drop(ledger.drafts.insert(act.clone(), text.clone())));
        }
        let form = form_of(gp, &place, &format!("{place}/destinataires"))?;
        expect(&fill(gp, &form, &[("autre", READER), ("constat", &text), ("km", "")])?, 303)?;

        let form = form_of(gp, &place, &format!("{place}/signature"))?;
        self.tries("signed");
        let words = [
            ("constat", text.as_str()),
            ("conclusion", "Rien de grave."),
            ("conduite", "Repos."),
            ("km", ""),
            ("autre", ""),
        ];
        led(&fill(gp, &form, &words)?, "/actes/")?;
        self.note(|ledger| {
            ledger.drafts.remove(&act);
            ledger.signed.push(act);
        });
        Ok(())
    }

    /// Counts a try, and gives its rank.
    fn tries(&self, what: &'static str) -> usize {
        let mut ledger = self.ledger.lock().expect("nobody breaks in it");
        let tried = ledger.tried.entry(what).or_default();
        *tried += 1;
        *tried
    }

    fn note(&self, write: impl FnOnce(&mut Ledger)) {
        write(&mut self.ledger.lock().expect("nobody breaks in it"));
    }
}

/// The form of a page that posts there.
fn form_of(browser: &Browser, page: &str, action: &str) -> Result<Form> {
    let answer = expect(&browser.get(page)?, 200)?.text();
    let found = forms(&answer).into_iter().find(|form| form.action.split('#').next() == Some(action));
    found.with_context(|| format!("unexpected: {page} has no form to {action}"))
}

/// Posts a form as it stands, some fields told.
fn fill(browser: &Browser, form: &Form, told: &[(&str, &str)]) -> Result<Answer> {
    let mut sent: Vec<(String, String)> = Vec::new();
    for field in form.fields.iter().filter(|field| !matches!(field.kind.as_str(), "file" | "checkbox")) {
        let value = match told.iter().find(|(name, _)| *name == field.name) {
            Some((_, value)) => (*value).to_owned(),
            None => field.honest(),
        };
        sent.push((field.name.clone(), value));
    }
    // readers that are ticked stay ticked
    for field in form.fields.iter().filter(|field| field.kind == "checkbox") {
        sent.extend(field.ticked.iter().map(|value| (field.name.clone(), value.clone())));
    }
    let pairs: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(&form.action, &pairs)
}

/// The id to which the answer leads, beneath `place`.
fn led(answer: &Answer, place: &str) -> Result<String> {
    expect(answer, 303)?;
    let to = answer.header("location").unwrap_or_default();
    let Some(rest) = to.strip_prefix(place) else { bail!("unexpected: led to {to}") };
    Ok(rest.split(['#', '?', '/']).next().unwrap_or_default().to_owned())
}

fn expect(answer: &Answer, status: u16) -> Result<&Answer> {
    ensure!(answer.status == status, "unexpected {}: {}", answer.status, answer.text());
    Ok(answer)
}

/// A number in letters: names hold no digit.
fn letters(number: usize) -> String {
    number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect()
}

async fn counts(owner: &mut PgConnection) -> Result<Counts> {
    Ok(sqlx::query_as(
        "select (select count(*) from patients.patient) as people, (select count(*) from agenda.appointment) as appointments,
                (select count(*) from acts.act) as acts, (select count(*) from acts.report) as reports",
    )
    .fetch_one(owner)
    .await?)
}

/// Everything acknowledged is there, once; what was not is there at most once.
async fn check(running: &Running, ledger: &Ledger, before: Counts) -> Result<()> {
    let mut owner = running.address(Role::Owner)?.connect().await?;
    let now = counts(&mut owner).await?;
    let tried = |what| i64::try_from(ledger.tried.get(what).copied().unwrap_or_default());
    let told = |known: usize| i64::try_from(known);
    for (what, new, acknowledged) in [
        ("people", now.people - before.people, ledger.people.len()),
        // whoever is expected within the hour is not booked again: their appointment and its act serve
        ("appointments", now.appointments - before.appointments, ledger.appointments.len()),
        ("acts", now.acts - before.acts, ledger.appointments.len()),
        ("signed", now.reports - before.reports, ledger.signed.len()),
    ] {
        let most = if what == "acts" { tried("appointments")? } else { tried(what)? };
        ensure!(
            (told(acknowledged)?..=most).contains(&new),
            "{what}: {new} for {acknowledged} acknowledged, {most} tried"
        );
    }
    for (sql, ids) in [
        ("select count(*) from patients.patient where id::text = any($1)", &ledger.people),
        ("select count(*) from agenda.appointment where id::text = any($1)", &ledger.appointments),
        ("select count(*) from acts.act where id::text = any($1)", &ledger.acts),
        (
            "select count(*) from exchange.delivery d join acts.report r on r.id = d.report_id where r.act_id::text = any($1)",
            &ledger.signed,
        ),
    ] {
        let known: i64 = sqlx::query_scalar(sql).bind(ids).fetch_one(&mut owner).await?;
        ensure!(known == told(ids.len())?, "{sql}: {known} of {}", ids.len());
    }
    let gp = running.enter("gp")?;
    for (act, text) in &ledger.drafts {
        let page = gp.get(&format!("/actes/{act}"))?.text();
        // it was signed without our hearing of it, or the draft has what was said to be saved
        let now = held(&page, "constat").unwrap_or_else(|| page.clone());
        ensure!(now.contains(text), "the draft of {act} lost « {text} »: {now}");
    }
    Ok(())
}

/// The report of an act that was signed a moment ago goes to its reader.
async fn leaves(running: &Running, act: &str) -> Result<()> {
    let mut owner = running.address(Role::Owner)?.connect().await?;
    for _ in 0..300 {
        let state: String = sqlx::query_scalar(
            "select d.state from exchange.delivery d join acts.report r on r.id = d.report_id
              where r.act_id::text = $1",
        )
        .bind(act)
        .fetch_one(&mut owner)
        .await?;
        match state.as_str() {
            "queued" => thread::sleep(Duration::from_millis(200)),
            "sent" | "acknowledged" => return Ok(()),
            other => bail!("the report of {act} is {other}"),
        }
    }
    bail!("the report of {act} still waits after a minute")
}
