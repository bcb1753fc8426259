//! What the server may write, and that it may do nothing else.

use anyhow::Result;
use audit::{Past, RecordError, View};
use db::{Actor, Role};
use jiff::SignedDuration;
use kernel::PatientId;

use crate::{Told, World};

fn refused<T: std::fmt::Debug>(result: Result<T, sqlx::Error>) -> String {
    result.expect_err("this should be refused").to_string()
}

#[tokio::test]
async fn what_happened_is_kept_only_if_the_transaction_is() -> Result<()> {
    let world = World::new().await?;
    world.book(1).await?;
    let mut tx = world.tx().await?;
    audit::record(&mut tx, None, &Told::Booked { rank: 2 }).await?;
    drop(tx);
    let kept: i64 =
        sqlx::query_scalar("select count(*) from audit.event").fetch_one(&mut world.owner().await?).await?;
    assert_eq!(kept, 1);
    world.drop().await
}

#[tokio::test]
async fn an_event_says_the_same_in_its_columns_and_its_body() -> Result<()> {
    let world = World::new().await?;
    let id = world.book(3).await?;
    let (kind, body): (String, Vec<u8>) =
        sqlx::query_as("select kind, body from audit.event").fetch_one(&mut world.owner().await?).await?;
    assert_eq!(kind, "agenda/booked");
    let expected = format!(r#"{{"actor":"{}","at":"2026-10-25T00:30:"#, world.doctor);
    let body = String::from_utf8(body)?;
    assert!(body.starts_with(&expected), "{body}");
    let rest = format!(
        r#","event":{{"kind":"booked","rank":3}},"id":"{id}","kind":"agenda/booked","subject":"{}","territory":"{}"}}"#,
        world.patient, world.territory
    );
    assert!(body.ends_with(&rest), "{body}");
    world.drop().await
}

#[tokio::test]
async fn facts_of_the_past_keep_their_moment_and_their_order() -> Result<()> {
    let world = World::new().await?;
    let past = |rank: u32| -> Result<Past<Told>> {
        Ok(Past {
            at: format!("2026-0{}-15T08:00:00Z", 6 + rank).parse()?,
            subject: None,
            event: Told::Booked { rank },
        })
    };
    let facts = [past(2)?, past(0)?, past(1)?];
    let mut tx = world.tx().await?;
    audit::record_past(&mut tx, &facts).await?;
    tx.commit().await?;
    world.number_all().await?;
    let read = audit::consume(&mut world.database.behind(Role::Indicators).await?, 0, 10).await?;
    let told: Vec<_> = read.iter().map(|consumed| (consumed.at, consumed.territory)).collect();
    assert_eq!(told, facts.map(|fact| (fact.at, Some(world.territory))));
    assert!(world.verify().await?.is_intact());
    world.drop().await
}

#[tokio::test]
async fn free_text_is_refused_in_an_event() -> Result<()> {
    let world = World::new().await?;
    let mut tx = world.tx().await?;
    let told = Told::Noted { text: "Mme Durand a mal".to_owned() };
    let error = audit::record(&mut tx, None, &told).await.expect_err("free text");
    assert!(matches!(error, RecordError::FreeText(ref path) if path == "/text"), "{error}");
    assert!(!error.to_string().contains("Durand"));
    world.drop().await
}

#[tokio::test]
async fn an_event_outside_any_territory_is_recorded() -> Result<()> {
    let world = World::new().await?;
    let mut tx = world.db.begin_outside(Actor::System).await?;
    audit::record(&mut tx, None, &Told::Booked { rank: 1 }).await?;
    tx.commit().await?;
    world.number_all().await?;
    assert!(world.verify().await?.is_intact());
    world.drop().await
}

#[tokio::test]
async fn the_server_reads_changes_and_removes_nothing() -> Result<()> {
    let world = World::new().await?;
    world.book(1).await?;
    world.look().await?;
    world.number_all().await?;
    for table in
        ["event", "access", "log", "mark", "tile", "head", "event_2026_10", "access_2026_10", "log_2026_10"]
    {
        for statement in [
            format!("select * from audit.{table}"),
            format!("delete from audit.{table}"),
            format!("truncate audit.{table}"),
        ] {
            let mut tx = world.tx().await?;
            let error =
                refused(sqlx::raw_sql(sqlx::AssertSqlSafe(statement.clone())).execute(tx.conn()).await);
            assert!(error.contains("permission denied"), "{statement}: {error}");
        }
    }
    for statement in ["update audit.event set kind = 'a/b'", "update audit.access set page = 'a'"] {
        let mut tx = world.tx().await?;
        let error = refused(sqlx::query(statement).execute(tx.conn()).await);
        assert!(error.contains("permission denied"), "{statement}: {error}");
    }
    world.drop().await
}

#[tokio::test]
async fn no_partition_and_no_function_is_open_to_the_server_by_accident() -> Result<()> {
    let world = World::new().await?;
    let mut owner = world.owner().await?;
    assert_eq!(audit::exposed_partitions(&mut owner).await?, Vec::<String>::new());
    let public: Vec<String> = sqlx::query_scalar(
        "select p.proname::text from pg_proc p
          where p.pronamespace = 'audit'::regnamespace
            and (not has_function_privilege('maillage_own', p.oid, 'execute')
                 or has_function_privilege('maillage_ind', p.oid, 'execute'))",
    )
    .fetch_all(&mut owner)
    .await?;
    assert_eq!(public, Vec::<String>::new());
    world.tamper("grant select (kind) on audit.event_2026_10 to maillage_app").await?;
    world.tamper("alter table audit.log_2026_11 no force row level security").await?;
    assert_eq!(audit::exposed_partitions(&mut owner).await?, ["event_2026_10", "log_2026_11"]);
    world.drop().await
}

#[tokio::test]
async fn a_row_in_the_name_of_another_or_elsewhere_is_refused() -> Result<()> {
    let world = World::new().await?;
    let insert = "insert into audit.event (at, id, territory_id, actor, kind, body, salt, leaf)
         values (db.clock(), gen_random_uuid(), coalesce($1, db.territory()), coalesce($2, db.actor()), 'a/b', 'x',
                 'sixteen bytes  .', sha256('\\x00'::bytea || 'sixteen bytes  .' || 'x'))";
    let other = Some(uuid::Uuid::nil());
    for (territory, actor) in [(other, None), (None, other)] {
        let mut tx = world.tx().await?;
        let error = refused(sqlx::query(insert).bind(territory).bind(actor).execute(tx.conn()).await);
        assert!(error.contains("row-level security"), "{error}");
    }
    let mut tx = world.tx().await?;
    sqlx::query(insert).bind(None::<uuid::Uuid>).bind(None::<uuid::Uuid>).execute(tx.conn()).await?;
    world.drop().await
}

#[tokio::test]
async fn a_leaf_that_is_not_its_bodys_is_refused() -> Result<()> {
    let world = World::new().await?;
    let mut tx = world.tx().await?;
    let error = sqlx::query(
        "insert into audit.event (at, id, territory_id, actor, kind, body, salt, leaf)
         values (db.clock(), gen_random_uuid(), db.territory(), db.actor(), 'a/b', 'x', 'sixteen bytes  .',
                 sha256('y'))",
    )
    .execute(tx.conn())
    .await
    .expect_err("a wrong leaf");
    let constraint = error.as_database_error().and_then(|error| error.constraint().map(str::to_owned));
    assert_eq!(constraint.as_deref(), Some("event_leaf_matches_its_body"));
    world.drop().await
}

#[tokio::test]
async fn the_server_cannot_choose_the_transaction_of_a_row() -> Result<()> {
    let world = World::new().await?;
    let mut tx = world.tx().await?;
    let error = refused(
        sqlx::query(
            "insert into audit.event (at, id, territory_id, actor, kind, body, salt, leaf, xid)
             values (db.clock(), gen_random_uuid(), db.territory(), db.actor(), 'a/b', 'x', 'sixteen bytes  .',
                     sha256('\\x00'::bytea || 'sixteen bytes  .' || 'x'), '1')",
        )
        .execute(tx.conn())
        .await,
    );
    assert!(error.contains("permission denied"), "{error}");
    world.drop().await
}

#[tokio::test]
async fn the_sequencer_sees_no_body_and_the_indicators_see_no_view() -> Result<()> {
    let world = World::new().await?;
    for (role, statement) in [
        (Role::Sequencer, "select body from audit.event"),
        (Role::Sequencer, "select patients from audit.access"),
        (Role::Sequencer, "delete from audit.log"),
        (Role::Sequencer, "update audit.head set note = ''"),
        (Role::Sequencer, "update audit.mark set cluster = 1"),
        (Role::Indicators, "select * from audit.access"),
        (
            Role::Indicators,
            "insert into audit.log (seq, at, id, stream) values (1, now(), gen_random_uuid(), 'event')",
        ),
    ] {
        let mut connection = world.database.behind(role).await?;
        let error = refused(sqlx::query(statement).execute(&mut connection).await);
        assert!(error.contains("permission denied"), "{statement}: {error}");
    }
    world.drop().await
}

#[tokio::test]
async fn a_refresh_within_a_quarter_of_an_hour_writes_no_leaf() -> Result<()> {
    let world = World::new().await?;
    assert!(world.look().await?.is_some());
    assert_eq!(world.look().await?, None);
    world.clock.set(world.clock.now() + SignedDuration::from_mins(14));
    assert_eq!(world.look().await?, None);
    world.clock.set(world.clock.now() + SignedDuration::from_mins(2));
    assert!(world.look().await?.is_some(), "sixteen minutes after the leaf");
    world.drop().await
}

#[tokio::test]
async fn somebody_new_another_page_ground_or_person_writes_a_leaf() -> Result<()> {
    let world = World::new().await?;
    world.look().await?;
    let neighbour = PatientId::at(world.clock.now());
    let both = [neighbour, world.patient, neighbour];
    for (page, patients, basis, written) in [
        ("record/timeline", &both[..], "care", true),
        ("record/timeline", &both[..1], "care", false),
        ("acts/act", &both[..1], "care", true),
        ("record/timeline", &both[..1], "break-glass", true),
        ("record/timeline", &[], "care", false),
    ] {
        let mut tx = world.tx().await?;
        let leaf = audit::view(&mut tx, View { page, patients, basis }).await?;
        tx.commit().await?;
        assert_eq!(leaf.is_some(), written, "{page} {basis} {}", patients.len());
    }
    let mut nobody = world.db.begin(world.territory, Actor::Nobody).await?;
    let view = View { page: "record/timeline", patients: &both, basis: "link" };
    assert!(audit::view(&mut nobody, view).await?.is_some());
    assert!(audit::view(&mut nobody, view).await?.is_some(), "nobody is not one person");
    world.drop().await
}

#[tokio::test]
async fn a_patient_reads_who_looked_in_the_territory_only() -> Result<()> {
    let world = World::new().await?;
    world.look().await?;
    world.clock.set(world.clock.now() + SignedDuration::from_mins(30));
    let mut tx = world.db.begin(world.territory, Actor::Nobody).await?;
    audit::view(&mut tx, View { page: "acts/act", patients: &[world.patient], basis: "link" }).await?;
    tx.commit().await?;

    let (from, to) =
        (world.clock.now() - SignedDuration::from_hours(1), world.clock.now() + SignedDuration::from_mins(1));
    let mut tx = world.tx().await?;
    let looks = audit::who_looked(&mut tx, world.patient, from, to).await?;
    let told: Vec<_> =
        looks.iter().map(|look| (look.page.as_str(), look.basis.as_str(), look.actor)).collect();
    assert_eq!(told, [("acts/act", "link", None), ("record/timeline", "care", Some(world.doctor))]);
    assert!(audit::who_looked(&mut tx, world.patient, from, from).await?.is_empty());

    let elsewhere = kernel::TerritoryId::at(world.clock.now());
    let mut tx = world.db.begin(elsewhere, Actor::Account(world.doctor)).await?;
    assert!(audit::who_looked(&mut tx, world.patient, from, to).await?.is_empty());
    world.drop().await
}

#[tokio::test]
async fn without_a_partition_nothing_is_written_and_making_them_twice_changes_nothing() -> Result<()> {
    let world = World::new().await?;
    world.clock.set("2031-03-01T12:00:00Z".parse()?);
    let error = world.book(1).await.expect_err("no partition");
    assert!(error.to_string().contains("no partition"), "{error}");

    let mut app = world.database.behind(Role::App).await?;
    sqlx::query("set time zone 'Europe/Paris'").execute(&mut app).await?;
    let now = world.clock.now();
    assert_eq!(audit::months_ahead(&mut app, now).await?, 0);
    assert_eq!(audit::ensure_partitions(&mut app, now, now).await?, 4, "March to June");
    assert_eq!(audit::months_ahead(&mut app, now).await?, 3);
    assert_eq!(audit::ensure_partitions(&mut app, now, now).await?, 0);
    let before = "2030-12-31T23:59:59Z".parse()?;
    assert_eq!(audit::ensure_partitions(&mut app, before, now).await?, 3, "December to February");
    world.book(1).await?;
    world.drop().await
}

#[tokio::test]
async fn partitions_are_made_beside_an_open_insert() -> Result<()> {
    let world = World::new().await?;
    let mut writing = world.tx().await?;
    audit::record(&mut writing, None, &Told::Booked { rank: 1 }).await?;
    let mut app = world.database.behind(Role::App).await?;
    let later: jiff::Timestamp = "2031-03-15T00:00:00Z".parse()?;
    assert_eq!(audit::ensure_partitions(&mut app, later, later).await?, 4);
    writing.commit().await?;
    world.drop().await
}
