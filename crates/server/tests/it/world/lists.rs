//! Every list of the loaded world has more than it shows at once, and what goes wrong: a failure, somebody late or
//! absent, something cancelled.

use anyhow::{Context as _, Result, anyhow};
use db::Role;
use identity::StartSession;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use server::demo::{World, ZONE};
use server::demo_load;
use server::demo_pages::{Door, Persona};
use sqlx::PgConnection;
use testing::{Browser, TestApp};
use web::Method;

use super::TUESDAY;

#[tokio::test]
async fn every_list_of_the_demonstration_has_what_a_list_must_show() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::generate(1, TUESDAY);
    let now = world.now.to_zoned(TimeZone::get(ZONE)?)?.timestamp();
    let mut owner = app.database.behind(Role::Owner).await?;
    audit::ensure_partitions(&mut owner, now - SignedDuration::from_hours(24 * 400), now).await?;
    let loaded = demo_load::load(app.db(), &world).await?;
    let keys: Vec<&str> = loaded.personas.iter().map(|persona| &*persona.key).collect();
    assert_eq!(
        keys,
        ["secretary", "gp", "specialist", "nurse", "coordinator", "evaluator", "patient"],
        "everybody enters with one click"
    );

    let secretary = enter(&app, &loaded.personas, "secretary").await?;
    the_desk(&secretary).await;
    sendings(&secretary).await;
    let doctor = enter(&app, &loaded.personas, "gp").await?;
    sendings(&doctor).await;
    let mut behind = app.database.behind(Role::Superuser).await?;
    acts(&doctor, &mut behind).await?;
    agendas(&mut behind).await?;
    the_link(&app, &loaded.personas).await?;
    app.database.drop().await
}

async fn enter(app: &TestApp, personas: &[Persona], key: &str) -> Result<Browser> {
    let persona = personas.iter().find(|persona| persona.key == key).context("a persona")?;
    let Door::Session { account, territory } = persona.door else {
        return Err(anyhow!("{key} has no account"));
    };
    let start = StartSession { account, method: Method::Demo, territory: Some(territory) };
    let token = identity::start_session(app.db(), start).await.map_err(|problem| anyhow!("{problem:?}"))?;
    Ok(app.with_token(token.reveal()))
}

/// Today's half-day: somebody who waits, somebody absent, people of tomorrow to call.
async fn the_desk(secretary: &Browser) {
    let desk = secretary.get("/appels").await;
    for words in ["attend ", "est là, ", "pas venu", "À rappeler pour mercredi", "Rappelé"] {
        assert!(desk.says(words), "the desk does not say « {words} »");
    }
}

/// More than a page of deliveries, one that failed, one that is late, one that only the other operator has.
async fn sendings(browser: &Browser) {
    let all = browser.get("/envois?vue=tous").await;
    for words in ["1 à 25 sur ", "Suivants", "Échec", "Accusé reçu", "Remis à l’opérateur"] {
        assert!(all.says(words), "no « {words} » among the deliveries");
    }
    let later = [all, browser.get("/envois?vue=tous&page=2").await];
    assert!(later.iter().any(|page| page.says("Retardé")), "no delivery is late");
    let failed = browser.get("/envois?vue=a-reprendre").await;
    assert!(failed.says("Sa boîte est pleine") && failed.says("Imprimer"), "nothing is to be taken up");
    let bare = browser.get("/envois?vue=sans-destinataire").await;
    assert!(bare.says("1 à 25 sur "), "less than a page without reader");
}

/// An act in progress with what was begun, and one whose report failed to reach somebody.
async fn acts(doctor: &Browser, behind: &mut PgConnection) -> Result<()> {
    let of = |when: &str| {
        format!(
            "select a.id from acts.act a join directory.professional p on p.id = a.professional_id
              where p.last_name = 'Marchais' and {when} order by a.requested_at desc limit 1"
        )
    };
    let open = of("a.opened_at is not null and a.outcome is null");
    let page = doctor.get(&format!("/actes/{}", one(behind, open).await?)).await;
    assert!(page.says("en cours") && page.says("Terminer et signer"), "no act is in progress");
    let failed = of("exists (select from exchange.dispatch s join exchange.delivery d using (report_id)
                              where s.act_id = a.id and d.state = 'failed' and d.resumed is null)");
    let page = doctor.get(&format!("/actes/{}", one(behind, failed).await?)).await;
    assert!(page.says("signé") && page.says("Échec"), "a failure is not on its act's page");
    Ok(())
}

/// In each territory and over the months: kept, moved, cancelled by both sides, missed, to come.
async fn agendas(behind: &mut PgConnection) -> Result<()> {
    for sort in [
        "cancelled_by = 'patient'",
        "cancelled_by = 'us'",
        "cancelled_by = 'moved'",
        "absent_at is not null",
        "arrived_at > starts_at",
        "walked_in_at is not null",
        "cancelled_at is null and starts_at > '2026-11-25'",
    ] {
        let query = format!("select count(distinct territory_id) from agenda.appointment where {sort}");
        let territories: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(query)).fetch_one(&mut *behind).await?;
        assert!(territories >= 1, "no appointment has {sort}");
    }
    let both: i64 = sqlx::query_scalar("select count(distinct territory_id) from exchange.delivery")
        .fetch_one(&mut *behind)
        .await?;
    assert_eq!(both, 2, "reports leave from both territories");
    let waiting: i64 =
        sqlx::query_scalar("select count(*) from patients.patient where provisional_for is not null")
            .fetch_one(behind)
            .await?;
    assert!(waiting > 5, "{waiting} identities wait for the desk");
    Ok(())
}

async fn one(behind: &mut PgConnection, query: String) -> Result<uuid::Uuid> {
    Ok(sqlx::query_scalar(sqlx::AssertSqlSafe(query)).fetch_one(behind).await?)
}

/// The patient of the welcome page has an appointment to come, and may cancel it.
async fn the_link(app: &TestApp, personas: &[Persona]) -> Result<()> {
    let patient = personas.last().context("a patient")?;
    let Door::Link(token) = &patient.door else { return Err(anyhow!("a patient comes by a link")) };
    let page = app.anonymous().get(&format!("/m/{token}")).await;
    assert!(page.says("Votre rendez-vous") && page.says("Annuler"), "{}", page.text());
    Ok(())
}
