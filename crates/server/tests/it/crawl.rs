//! Walks through every page that somebody can reach, finds every form, and posts each field wrong in each way.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use db::Role;

use crate::page::{Field, Form, all_said, forms, held, links, of_keys, said_beside};
use crate::running::{Browser, Running};

/// How many pages of the same kind are opened for one person: forms differ with what a page shows.
const OF_A_KIND: usize = 12;

/// Longer than anything that any field takes.
const TOO_LONG: usize = 25_000;

/// Text that must stay text.
const HOSTILE: &str = "<script>alert('x')</script>\" onload=\"x' ; drop table acts.act; -- \u{202e}é";

/// What a page must never hold of it.
const RAW: &str = "<script>alert('x')";

/// Who walks; the first has no session.
const WALKERS: [&str; 7] = ["", "gp", "specialist", "nurse", "secretary", "coordinator", "evaluator"];

/// Fewer forms than this, and the walk has lost its way.
const FORMS: usize = 20;

/// Routes that no page of the demonstration leads to in its state of today, with the tests that go there.
const ELSEWHERE: [(&str, &str); 16] = [
    ("/actes/{act}/absence", "acts::it close"),
    ("/actes/{act}/accord", "acts::it call"),
    ("/actes/{act}/ouverture", "acts::it, at the start of each scene"),
    ("/actes/{act}/pieces/{document}", "acts::it attach"),
    ("/actes/{act}/pieces/{document}/retrait", "acts::it attach"),
    ("/confirmer/cle", "identity::it confirm"),
    ("/confirmer/defi", "identity::it confirm"),
    ("/envois/{delivery}/adresse", "exchange::it looking_after"),
    ("/invitation/{token}", "identity::it invitation"),
    ("/invitation/{token}/cle", "identity::it invitation"),
    ("/invitation/{token}/defi", "identity::it invitation"),
    ("/journee/sans-rendez-vous/{patient}", "screens::it my_day"),
    ("/m/{token}/avis", "orientation::it after"),
    ("/m/{token}/compte-rendu.pdf", "orientation::it after"),
    ("/mes-cles/retirer", "identity::it passkeys"),
    ("/mes-cles/sessions/fermer", "identity::it sessions"),
];

/// What stands for the parts of an address: rows in states that differ, of the general practitioner who walks.
const SAMPLES: [(&str, &str); 8] = [
    ("territory", "select slug from territory.territory order by slug limit 1"),
    ("reason", "select id::text from territory.reason order by id limit 2"),
    (
        "appointment",
        "(select a.id::text from agenda.appointment a, walker
           where a.professional_id = walker.id and a.starts_at > now and a.cancelled_at is null and a.arrived_at is null
           order by a.starts_at, a.id limit 1)
         union all
         (select a.id::text from agenda.appointment a, walker
           where a.professional_id = walker.id and a.arrived_at is not null order by a.starts_at desc, a.id limit 1)
         union all
         (select a.id::text from agenda.appointment a, walker
           where a.professional_id = walker.id and a.absent_at is not null order by a.starts_at desc, a.id limit 1)",
    ),
    (
        "patient",
        "select a.patient_id::text from agenda.appointment a, walker
          where a.professional_id = walker.id and a.starts_at > now and a.cancelled_at is null
          order by a.starts_at, a.id limit 2",
    ),
    (
        "act",
        "select distinct on (a.outcome, a.opened_at is null, a.modality) a.id::text from acts.act a, walker
          where a.professional_id = walker.id order by a.outcome, a.opened_at is null, a.modality, a.requested_at desc, a.id",
    ),
    (
        "report",
        "select r.id::text from acts.report r join acts.act a on a.id = r.act_id, walker
          where a.professional_id = walker.id order by r.signed_at desc, r.id limit 1",
    ),
    (
        "delivery",
        "select distinct on (d.state) d.id::text
           from exchange.delivery d join acts.report r on r.id = d.report_id join acts.act a on a.id = r.act_id, walker
          where a.professional_id = walker.id order by d.state, d.queued_at desc, d.id",
    ),
    (
        "document",
        "select d.document_id::text from acts.attachment d join acts.act a on a.id = d.act_id, walker
          where a.professional_id = walker.id limit 1",
    ),
];

/// Buttons of a form that read none of its fields.
const READS_NOTHING: [&str; 1] = ["/m/{token}/code"];

/// A form with who found it.
struct Found {
    persona: &'static str,
    form: Form,
}

/// What one walk saw.
struct Walk {
    /// Every route of the product, with the names of its parts.
    routes: Vec<String>,
    forms: BTreeMap<String, Found>,
    /// The routes that were met.
    met: BTreeSet<String>,
}

#[tokio::test]
async fn every_form_says_beside_the_field_what_is_wrong_keeps_the_rest_and_writes_nothing() -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let running = Running::start(&scratch.path().join("demo"))?;
    let mut owner = running.address(Role::Owner)?.connect().await?;
    let mut walk = Walk { routes: routes()?, forms: BTreeMap::new(), met: BTreeSet::new() };
    let mut places = places(&mut owner, &walk.routes).await?;
    let link = running.link()?;
    let of_link = walk.routes.iter().filter_map(|route| route.strip_prefix("/m/{token}"));
    places.extend(of_link.map(|rest| format!("{link}{rest}")));
    for persona in WALKERS {
        walk.follow(persona, &browser_of(&running, persona)?, &places)?;
    }
    let (mut asked, mut findings) = (0, Vec::new());
    // what might be taken comes last: it changes what other forms act on
    for taken in [false, true] {
        for found in walk.forms.values() {
            // a fresh session for each form: some of them end sessions
            let browser = browser_of(&running, found.persona)?;
            let before = rows(&mut owner).await?;
            for (field, wrong) in
                wrongs(&found.form).into_iter().filter(|(_, wrong)| wrong.is_refused != taken)
            {
                asked += 1;
                findings.extend(found.post(&browser, &field, &wrong)?);
            }
            let after = rows(&mut owner).await?;
            let written: Vec<_> = after.iter().filter(|row| !before.contains(row)).collect();
            if !taken && !written.is_empty() {
                findings.push(format!("{} {} wrote rows: {written:?}", found.persona, found.form.action));
            }
        }
    }
    println!("{} forms with fields to fill, {asked} posts", walk.forms.len());
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    assert!(walk.forms.len() >= FORMS, "only {} forms", walk.forms.len());
    let elsewhere = |route: &String| ELSEWHERE.iter().any(|(known, _)| known == route);
    let lost = walk.routes.iter().filter(|route| !walk.met.contains(*route) && !elsewhere(route));
    let lost: Vec<_> = lost.collect();
    assert!(lost.is_empty(), "no page leads to {lost:?}");
    let said = running.said();
    assert!(!said.contains("Essai") && !said.contains(RAW), "the log holds what was typed: {said}");
    Ok(())
}

fn browser_of(running: &Running, persona: &str) -> Result<Browser> {
    if persona.is_empty() { Ok(running.browser()) } else { running.enter(persona) }
}

/// Every address that the routes and the samples make.
async fn places(owner: &mut sqlx::PgConnection, routes: &[String]) -> Result<Vec<String>> {
    let walker = "with walker as (select id, timestamptz '2026-11-24 14:00 Europe/Paris' as now
                    from directory.professional where last_name = 'Marchais' limit 1) ";
    let mut places = routes.to_vec();
    for (part, sql) in SAMPLES {
        let sql = sqlx::AssertSqlSafe(format!("{walker}{sql}"));
        let samples: Vec<String> = sqlx::query_scalar(sql).fetch_all(&mut *owner).await.context(part)?;
        let name = format!("{{{part}}}");
        places = places
            .iter()
            .flat_map(|place| {
                if place.contains(&name) {
                    samples.iter().map(|sample| place.replace(&name, sample)).collect()
                } else {
                    vec![place.clone()]
                }
            })
            .collect();
    }
    places.retain(|place| !place.contains('{'));
    Ok(places)
}

/// One wrong value.
struct Wrong {
    what: &'static str,
    value: String,
    /// Nobody could mean it: it must be refused.
    is_refused: bool,
}

/// Each field in each way that is wrong for it.
fn wrongs(form: &Form) -> Vec<(Field, Wrong)> {
    let fields = || form.fields.iter().filter(|field| field.kind != "file");
    let wrong = |what, value: &str| Wrong { what, value: value.to_owned(), is_refused: true };
    let empty = fields().filter(|field| field.required).map(|field| (field.clone(), wrong("empty", "")));
    let long = fields()
        .filter(|field| field.is_free())
        .map(|field| (field.clone(), wrong("too long", &"long ".repeat(TOO_LONG / 5))));
    let unknown = fields().filter_map(|field| {
        let value = match field.kind.as_str() {
            "date" => "2026-13-45",
            "email" => "pas une adresse",
            "number" | "tel" => "douze",
            "select" | "radio" => "autre-chose",
            _ => return None,
        };
        Some((field.clone(), wrong("wrong", value)))
    });
    let hostile = fields().map(|field| {
        let value = Wrong { what: "hostile", value: HOSTILE.to_owned(), is_refused: false };
        (field.clone(), value)
    });
    empty.chain(long).chain(unknown).chain(hostile).collect()
}

impl Found {
    /// Posts the form with one field wrong, and tells what the answer does badly.
    fn post(&self, browser: &Browser, field: &Field, wrong: &Wrong) -> Result<Option<String>> {
        let honest: Vec<(String, String)> =
            self.form.fields.iter().filter(|other| other.name != field.name).map(answered).collect();
        let mut sent: Vec<(&str, &str)> =
            honest.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        sent.push((&field.name, &wrong.value));
        let answer = browser.post(&self.form.action, &sent)?;
        let text = answer.text();
        let told = |what: &str| {
            Some(format!(
                "{} {}: {} {}: {} {what}",
                self.persona, self.form.action, field.name, wrong.what, answer.status
            ))
        };
        if answer.status >= 500 {
            return Ok(told("is our fault"));
        }
        if text.contains(RAW) {
            return Ok(told("shows it raw"));
        }
        if !wrong.is_refused {
            return Ok(None);
        }
        if answer.status != 422 {
            return Ok(told("instead of 422"));
        }
        if said_beside(&text, &field.name).is_none_or(|sentence| sentence.len() < 8) {
            return Ok(told(&format!("without a sentence beside the field, but {:?}", all_said(&text))));
        }
        let lost = self
            .form
            .fields
            .iter()
            .filter(|other| other.is_free() && other.name != field.name)
            .find(|other| held(&text, &other.name).is_some_and(|now| now != answered(other).1));
        Ok(lost.and_then(|other| told(&format!("and loses {}", other.name))))
    }
}

fn answered(field: &Field) -> (String, String) {
    (field.name.clone(), field.honest())
}

impl Walk {
    /// Opens these places and those they link to, and keeps what is posted.
    fn follow(&mut self, persona: &'static str, browser: &Browser, places: &[String]) -> Result<()> {
        let mut ahead: VecDeque<String> = places.iter().cloned().collect();
        let mut opened: BTreeMap<String, usize> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        while let Some(place) = ahead.pop_front() {
            let route = self.route_of(&place);
            let times = opened.entry(route.clone()).or_default();
            if *times >= OF_A_KIND || !seen.insert(place.clone()) {
                continue;
            }
            let answer = browser.get(&place).with_context(|| place.clone())?;
            anyhow::ensure!(answer.status < 500, "{persona} {place}: {}", answer.status);
            if answer.status >= 400 {
                continue;
            }
            *times += 1;
            self.met.insert(route);
            if let Some(next) = answer.header("location") {
                ahead.push_back(next.split('#').next().unwrap_or_default().to_owned());
            }
            if answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
                let text = answer.text();
                ahead.extend(links(&text));
                let of_keys: Vec<_> = of_keys(&text).iter().map(|place| self.route_of(place)).collect();
                self.met.extend(of_keys);
                for form in forms(&text) {
                    self.keep(persona, form);
                }
            }
        }
        Ok(())
    }

    /// Keeps a form once, for the first who can post it.
    fn keep(&mut self, persona: &'static str, form: Form) {
        let route = self.route_of(&form.action);
        self.met.insert(route.clone());
        let is_read = !READS_NOTHING.contains(&route.as_str());
        if is_read && form.fields.iter().any(|field| field.kind != "hidden") {
            let names: Vec<&str> = form.fields.iter().map(|field| field.name.as_str()).collect();
            self.forms.entry(format!("{route} {}", names.join(" "))).or_insert(Found { persona, form });
        }
    }

    /// The route that answers a place: the one with most words in common.
    fn route_of(&self, place: &str) -> String {
        let path = place.split('?').next().unwrap_or_default();
        let parts: Vec<&str> = path.split('/').collect();
        let answers = |route: &&String| {
            let route: Vec<&str> = route.split('/').collect();
            let mut both = route.iter().zip(&parts);
            route.len() == parts.len() && both.all(|(known, part)| known.starts_with('{') || known == part)
        };
        let nearest = self.routes.iter().filter(answers).min_by_key(|route| route.matches('{').count());
        nearest.cloned().unwrap_or_else(|| path.to_owned())
    }
}

/// How many rows each table holds. The log grows with each page, and work moves by itself: both are left out.
async fn rows(owner: &mut sqlx::PgConnection) -> Result<Vec<(String, i64)>> {
    let sql = "select schemaname || '.' || relname,
                      (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %I.%I', schemaname, relname),
                                                           false, true, '')))[1]::text::bigint
                 from pg_stat_user_tables
                where schemaname not in ('audit', 'jobs', 'public') order by 1";
    Ok(sqlx::query_as(sql).fetch_all(owner).await?)
}

/// Every route of the product, as the sources say it.
fn routes() -> Result<Vec<String>> {
    let mut routes = BTreeSet::new();
    read_routes(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."), &mut routes)?;
    Ok(routes.into_iter().collect())
}

fn read_routes(folder: &Path, routes: &mut BTreeSet<String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() && !path.ends_with("examples") {
            read_routes(&path, routes)?;
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let text = fs::read_to_string(&path)?;
            let said = text.split("#[typed_path(\"").skip(1).filter_map(|rest| rest.split('"').next());
            routes.extend(said.map(ToOwned::to_owned));
        }
    }
    Ok(())
}
