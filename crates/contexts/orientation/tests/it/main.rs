//! The portal and what it hands out, tried over HTTP as people without an account would.

mod after;
mod code;
mod join;
mod link;
mod mail;
mod portal;
mod reasons;
mod weight;

use std::sync::{Arc, Mutex};

use anyhow::{Context as _, Result};
use db::Role;
use futures_util::future::BoxFuture;
use jobs::Worker;
use orientation::{Letter, MailError, Mailer};
use sqlx::AssertSqlSafe;
use testing::{Answer, Browser, TestApp, World};
use uuid::Uuid;

/// Jeanne, as she types herself on the last page.
const JEANNE: [(&str, &str); 6] = [
    ("prenom", "Jeanne"),
    ("nom", "Vautrincourt"),
    ("naissance", "07/06/1951"),
    ("sexe", "F"),
    ("telephone", "06 39 98 00 61"),
    ("courriel", "jeanne.v@courriel.example"),
];

/// What a browser carries through the questions.
#[derive(Clone)]
struct Asking {
    browser: Browser,
    path: String,
    fields: Vec<(String, String)>,
}

impl Asking {
    fn new(world: &World<'_>) -> Self {
        let path = format!("/rdv/{}/renouvellement", world.slug());
        Self { browser: world.app.anonymous(), path, fields: Vec::new() }
    }

    /// Answers one question, as its page would: everything before it travels hidden.
    fn with(mut self, step: &str, name: &str, value: &str) -> Self {
        self.fields.retain(|(known, _)| known != name && known != "etape");
        self.fields.push((name.to_owned(), value.to_owned()));
        self.fields.push(("etape".to_owned(), step.to_owned()));
        self
    }

    async fn post(&self) -> Answer {
        let fields: Vec<(&str, &str)> =
            self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.browser.post(&self.path, &fields).await
    }

    /// No sign, this way, the first time offered, for oneself.
    async fn up_to_person(self, how: &str) -> Result<Self> {
        let asking = self.with("signes", "signes", "non").with("facon", "facon", how);
        let times = offered(&asking.post().await.text());
        let first = times.first().context("a time is offered")?;
        let asking = asking.with("temps", "temps", first).with("demande", "demande", "self");
        let page = asking.post().await.text();
        let token = hidden(&page, "lien").context("the page of the person carries the link to come")?;
        Ok(asking.with("personne", "lien", &token))
    }

    /// The same, with traits typed.
    fn typing(self, traits: &[(&str, &str)]) -> Self {
        traits.iter().fold(self, |asking, (name, value)| asking.with("personne", name, value))
    }

    fn value(&self, name: &str) -> String {
        let found = self.fields.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    }
}

/// A territory with one doctor and one validated reason.
async fn open_portal(app: &TestApp) -> Result<(World<'_>, testing::Member)> {
    let world = World::found(app).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    world.reason(&doctor).await?;
    Ok((world, doctor))
}

/// Jeanne books for herself; the address of her page.
async fn booked(world: &World<'_>, how: &str) -> Result<String> {
    let answer = Asking::new(world).up_to_person(how).await?.typing(&JEANNE).post().await;
    Ok(answer.location().with_context(|| answer.text())?.to_owned())
}

/// The times that a page offers, in order.
fn offered(page: &str) -> Vec<String> {
    page.split("name=\"temps\" value=\"")
        .skip(1)
        .filter_map(|part| part.split('"').next())
        .filter(|value| value.contains(','))
        .map(ToOwned::to_owned)
        .collect()
}

/// The value of a hidden field.
fn hidden(page: &str, name: &str) -> Option<String> {
    let part = page.split(&format!("name=\"{name}\" value=\"")).nth(1)?;
    Some(part.split('"').next()?.to_owned())
}

/// Every row of every table, partitions once.
async fn all_rows(app: &TestApp) -> Result<i64> {
    let mut owner = app.database.behind(Role::Owner).await?;
    let tables: Vec<String> = sqlx::query_scalar(
        "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.relkind = 'r' and n.nspname in
                ('acts', 'agenda', 'audit', 'directory', 'identity', 'jobs', 'orientation', 'patients', 'record', 'territory')",
    )
    .fetch_all(&mut owner)
    .await?;
    let mut rows = 0_i64;
    for table in tables {
        let count: i64 = sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {table}")))
            .fetch_one(&mut owner)
            .await?;
        rows += count;
    }
    Ok(rows)
}

/// An outside world that keeps what it is handed.
#[derive(Default)]
struct Pigeonhole(Mutex<Vec<Letter>>);

impl Mailer for Pigeonhole {
    fn send<'a>(&'a self, _: Uuid, letter: &'a Letter) -> BoxFuture<'a, Result<(), MailError>> {
        Box::pin(async move {
            self.0.lock().expect("no test panics under it").push(letter.clone());
            Ok(())
        })
    }
}

/// Sends everything that waits and hands it over.
async fn letters(app: &TestApp) -> Result<Vec<Letter>> {
    let pigeonhole = Arc::new(Pigeonhole::default());
    work(app, pigeonhole.clone()).await?;
    let letters = pigeonhole.0.lock().expect("no test panics under it").drain(..).collect();
    Ok(letters)
}

async fn work(app: &TestApp, mailer: Arc<dyn Mailer>) -> Result<()> {
    let worker = orientation::jobs(mailer)
        .into_iter()
        .fold(Worker::new(app.db().clone()), |worker, (kind, handler)| worker.on(kind, handler));
    while worker.step().await? {}
    Ok(())
}

/// The six digits of a mail.
fn digits(letter: &Letter) -> Option<String> {
    let text: String = letter.text.chars().filter(|c| *c != '\u{a0}').collect();
    text.split("page : ").find_map(|part| {
        let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
        (digits.len() == 6).then_some(digits)
    })
}
