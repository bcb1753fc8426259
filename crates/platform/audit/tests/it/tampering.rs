//! Whoever owns the tables can change anything; nothing that they change goes unseen. Each test does what such a
//! person would do, constraints and all, and reads the sentence that gives them away.

use anyhow::{Context as _, Result};
use audit::{Anchor, Finding, Place, Report, Signer, Step};
use db::Role;
use sqlx::{AssertSqlSafe, Connection as _};

use crate::{Told, World, keys};

/// The owner's way around the check that a leaf is its body's.
const WITHOUT_CHECKS: &str = "alter table audit.event drop constraint event_leaf_matches_its_body;
     alter table audit.access drop constraint access_leaf_matches_its_body;";

impl World {
    /// A log of `count` rows under several heads; every third row is a view.
    async fn with_log(count: u32) -> Result<Self> {
        let world = Self::new().await?;
        let mut sequencer = world.sequencer().with_batch(100);
        let mut tx = world.tx().await?;
        for rank in 0..count {
            if rank % 3 == 2 {
                let patients = [kernel::PatientId::at(world.clock.now())];
                let view = audit::View { page: "record/timeline", patients: &patients, basis: "care" };
                audit::view(&mut tx, view).await?;
            } else {
                audit::record(&mut tx, Some(world.patient), &Told::Booked { rank }).await?;
            }
        }
        tx.commit().await?;
        while sequencer.step().await? != Step::Idle {}
        sequencer.stop().await?;
        assert!(world.verify().await?.is_intact());
        Ok(world)
    }

    async fn anchor(&self) -> Result<Anchor> {
        let note = audit::last_head(&mut self.owner().await?).await?.context("a head was signed")?;
        Ok(Anchor { name: "2026-10.txt".to_owned(), note })
    }

    async fn verify_with(&self, anchor: &Anchor) -> Result<Report> {
        Ok(audit::verify(&mut self.owner().await?, &keys(), std::slice::from_ref(anchor)).await?)
    }
}

/// Checks that a report holds a finding of this form, and that its text has the sentence.
macro_rules! told {
    ($report:expr, $pattern:pat, $sentence:literal) => {{
        let report = $report;
        let text = report.to_string();
        assert!(report.findings().iter().any(|finding| matches!(finding, $pattern)), "{text}");
        assert!(text.contains($sentence), "{text}");
        assert!(!report.is_intact());
        report
    }};
}

const OF_ROW_12: &str = "(select id from audit.log where seq = 12)";
const OF_ROW_10: &str = "(select id from audit.log where seq = 10)";

#[tokio::test]
async fn an_edited_body_is_seen() -> Result<()> {
    for rows in [20, 700] {
        let world = World::with_log(rows).await?;
        world
            .tamper(&format!(
                "{WITHOUT_CHECKS} update audit.event
                    set body = convert_to(replace(convert_from(body, 'UTF8'), '\"rank\":9', '\"rank\":8'), 'UTF8')
                  where id = {OF_ROW_10}"
            ))
            .await?;
        let report = told!(
            world.verify().await?,
            Finding::BodyChanged(Place { seq: 10, .. }),
            "Ligne 10 (événement du 25/10/2026"
        );
        assert!(report.to_string().contains("son contenu a été modifié après l’enregistrement"), "{report}");
        assert_eq!(report.findings().len(), 1, "one edit is one finding: {report}");
        world.drop().await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_edited_column_is_seen() -> Result<()> {
    let events = [
        (1, "kind", "update audit.event set kind = 'agenda/closed' where id = "),
        (2, "actor", "update audit.event set actor = null where id = "),
        (4, "subject", "update audit.event set subject = null where id = "),
        (5, "territory_id", "update audit.event set territory_id = gen_random_uuid() where id = "),
    ];
    let views = [
        (3, "page", "update audit.access set page = 'acts/act' where id = "),
        (6, "patients", "update audit.access set patients = array[gen_random_uuid()] where id = "),
        (9, "basis", "update audit.access set basis = 'self' where id = "),
    ];
    for edits in [&events[..], &views[..]] {
        let world = World::with_log(12).await?;
        for (seq, _, statement) in edits {
            world.tamper(&format!("{statement}(select id from audit.log where seq = {seq})")).await?;
        }
        let report = world.verify().await?;
        let seen: Vec<_> = report
            .findings()
            .iter()
            .filter_map(|finding| match finding {
                Finding::ColumnChanged(place, column) => Some((place.seq, *column)),
                _ => None,
            })
            .collect();
        assert_eq!(seen, edits.iter().map(|(seq, column, _)| (*seq, *column)).collect::<Vec<_>>());
        assert_eq!(seen.len(), report.findings().len(), "{report}");
        let sentence = format!("la colonne «\u{a0}{}\u{a0}» ne dit plus", edits[0].1);
        assert!(report.to_string().contains(&sentence), "{report}");
        world.drop().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_deleted_row_is_seen_and_the_others_are_still_proved() -> Result<()> {
    let world = World::with_log(700).await?;
    world.tamper(&format!("delete from audit.access where id = {OF_ROW_12}")).await?;
    let report = told!(
        world.verify().await?,
        Finding::RowDeleted(Place { seq: 12, .. }),
        "Ligne 12 (consultation du 25/10/2026"
    );
    assert!(report.to_string().contains("elle a été supprimée"), "{report}");
    assert_eq!(report.findings().len(), 1, "its leaf is in a tile, so the heads still hold: {report}");
    world.drop().await
}

#[tokio::test]
async fn a_row_deleted_with_its_number_is_seen() -> Result<()> {
    let world = World::with_log(700).await?;
    world
        .tamper(
            "with gone as (delete from audit.log where seq in (12, 13) returning at, id)
                 delete from audit.event e using gone where e.id = gone.id;
                 delete from audit.access where not exists (select from audit.log l where l.id = access.id)",
        )
        .await?;
    let report = told!(
        world.verify().await?,
        Finding::NumbersMissing(12, 13),
        "Numéros 12 à 13\u{a0}: ils ont été retirés"
    );
    assert_eq!(report.findings().len(), 1, "{report}");
    world.drop().await
}

#[tokio::test]
async fn a_row_deleted_before_its_tile_is_full_stops_the_proof_there() -> Result<()> {
    let world = World::with_log(20).await?;
    world.tamper(&format!("delete from audit.access where id = {OF_ROW_12}")).await?;
    told!(world.verify().await?, Finding::RowDeleted(_), "elle a été supprimée");
    told!(
        world.verify().await?,
        Finding::NotComputable(12),
        "À partir de la ligne 12\u{a0}: l’arbre ne peut plus"
    );
    world.drop().await
}

#[tokio::test]
async fn a_leap_in_the_numbers_is_seen_however_long() -> Result<()> {
    let world = World::with_log(20).await?;
    world.tamper("update audit.log set seq = seq + 10000 where seq >= 10").await?;
    let report = told!(
        world.verify().await?,
        Finding::NumbersMissing(10, 10_009),
        "Numéros 10 à 10\u{202f}009\u{a0}: ils ont été retirés du journal"
    );
    assert!(report.to_string().contains("À partir de la ligne 10\u{a0}:"), "{report}");
    world.drop().await
}

#[tokio::test]
async fn a_cut_tail_is_seen_by_the_heads_it_left() -> Result<()> {
    let world = World::with_log(250).await?;
    world.tamper("delete from audit.log where seq > 240; update audit.mark set seq = 240").await?;
    told!(
        world.verify().await?,
        Finding::HeadBeyond { size: 250, rows: 240 },
        "Tête à 250\u{a0}lignes\u{a0}: le journal n’en a que 240, sa fin a été coupée"
    );
    told!(world.verify().await?, Finding::NeverNumbered(..), "sans numéro");
    world.drop().await
}

#[tokio::test]
async fn a_tail_cut_with_its_heads_is_seen_by_an_anchor_only() -> Result<()> {
    let world = World::with_log(250).await?;
    let anchor = world.anchor().await?;
    assert!(world.verify_with(&anchor).await?.is_intact());
    world
        .tamper(
            "delete from audit.event e using audit.log l where l.id = e.id and l.seq > 200;
             delete from audit.access a using audit.log l where l.id = a.id and l.seq > 200;
             delete from audit.log where seq > 200; delete from audit.head where size > 200;
             update audit.mark set seq = 200",
        )
        .await?;
    assert!(world.verify().await?.is_intact(), "nothing inside the database tells");
    told!(
        world.verify_with(&anchor).await?,
        Finding::AnchorBeyond { size: 250, rows: 200, .. },
        "Ancre 2026-10.txt\u{a0}: elle atteste 250\u{a0}lignes, le journal n’en a que 200"
    );
    world.drop().await
}

#[tokio::test]
async fn an_old_state_brought_back_is_seen_by_an_anchor() -> Result<()> {
    let world = World::with_log(30).await?;
    world.db.close().await;
    let old = format!("old_{}", std::process::id());
    let superuser = world.database.address(Role::Superuser);
    let mut admin = superuser.database("postgres").connect().await?;
    let name: String = sqlx::query_scalar("select current_database()::text")
        .fetch_one(&mut world.database.behind(Role::Superuser).await?)
        .await?;
    let cut = "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1";
    sqlx::query(cut).bind(&name).execute(&mut admin).await?;
    let copy = format!("create database {old} template {name} owner maillage_own strategy file_copy");
    sqlx::raw_sql(AssertSqlSafe(copy)).execute(&mut admin).await?;

    // life goes on, then the old state goes on differently: as long, numbered and signed by the same key
    let today = World { db: world.database.db(world.clock.clone()), ..world };
    for rank in 0..3 {
        today.book(rank).await?;
    }
    today.number_all().await?;
    let anchor = today.anchor().await?;
    let mut restored = superuser.database(&old).connect().await?;
    let report = audit::verify(&mut restored, &keys(), std::slice::from_ref(&anchor)).await?;
    told!(&report, Finding::AnchorBeyond { size: 33, rows: 30, .. }, "un ancien état a été remis");

    let address = today.database.address(Role::Sequencer).database(&old);
    let again = db::Db::connect(
        &today.database.address(Role::App).database(&old),
        &testing::database::master(),
        today.clock.clone(),
        2,
    );
    for rank in 10..14 {
        let mut tx = again.begin(today.territory, db::Actor::Account(today.doctor)).await?;
        audit::record(&mut tx, None, &Told::Booked { rank }).await?;
        tx.commit().await?;
    }
    let mut sequencer = audit::Sequencer::new(address, crate::signer(), &[]);
    while sequencer.step().await? != Step::Idle {}
    sequencer.stop().await?;
    let report = audit::verify(&mut restored, &keys(), &[]).await?;
    assert!(report.is_intact(), "only the anchor tells: {report}");
    let report = audit::verify(&mut restored, &keys(), std::slice::from_ref(&anchor)).await?;
    told!(
        &report,
        Finding::AnchorDiffers { size: 33, .. },
        "le journal n’est pas la suite de celui dont elle atteste 33\u{a0}lignes"
    );
    restored.close().await?;
    sqlx::raw_sql(AssertSqlSafe(format!("drop database {old} with (force)"))).execute(&mut admin).await?;
    today.drop().await
}

#[tokio::test]
async fn an_inserted_row_is_seen_wherever_it_is_put() -> Result<()> {
    let copy = "insert into audit.event (at, id, territory_id, actor, kind, subject, body, salt, leaf)
         select at + interval '1 hour', gen_random_uuid(), territory_id, actor, kind, subject, body, salt, leaf
           from audit.event order by nth limit 1;";
    let newest = "(select at, id from audit.event order by nth desc limit 1)";
    // at a number that exists
    let world = World::with_log(20).await?;
    world.tamper(&format!("{copy} insert into audit.log select 7, at, id, 'event' from {newest} n")).await?;
    told!(world.verify().await?, Finding::NumberTwice(7), "Numéro 7\u{a0}: il est donné à plusieurs lignes");
    world.drop().await?;
    // in the middle, the others moved up
    let world = World::with_log(20).await?;
    world
        .tamper(&format!(
            "{copy} update audit.log set seq = seq + 1 where seq >= 7;
             insert into audit.log select 7, at, id, 'event' from {newest} n; update audit.mark set seq = 21"
        ))
        .await?;
    told!(world.verify().await?, Finding::RootDiffers(20), "la racine recalculée n’est pas la racine signée");
    told!(world.verify().await?, Finding::NotCovered(21, 21), "aucune tête signée ne les couvre");
    world.drop().await?;
    // at the end
    let world = World::with_log(20).await?;
    world
        .tamper(&format!(
            "{copy} insert into audit.log select 21, at, id, 'event' from {newest} n; update audit.mark set seq = 21"
        ))
        .await?;
    told!(world.verify().await?, Finding::NotCovered(21, 21), "Lignes 21 à 21\u{a0}: aucune tête signée");
    world.drop().await?;
    // behind the mark, hoping that nobody numbers it
    let world = World::with_log(20).await?;
    world
        .tamper(&format!("{copy} update audit.event set xid = '3' where id = (select id from {newest} n)"))
        .await?;
    told!(world.verify().await?, Finding::NeverNumbered(1, _), "1\u{a0}ligne sans numéro, dès le 25/10/2026");
    world.drop().await
}

#[tokio::test]
async fn two_rows_that_changed_places_are_seen() -> Result<()> {
    for rows in [20, 700] {
        let world = World::with_log(rows).await?;
        world.tamper("update audit.log set seq = 17 - seq where seq in (7, 10)").await?;
        let report = world.verify().await?;
        let moved = report.findings().iter().any(|finding| match finding {
            Finding::LeafChanged(place) => rows > 256 && place.seq == 7,
            Finding::RootDiffers(size) => rows < 256 && *size == 20,
            _ => false,
        });
        assert!(moved, "{report}");
        world.drop().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_rewritten_row_with_its_leaf_tile_and_roots_made_anew_is_seen() -> Result<()> {
    let world = World::with_log(700).await?;
    let rewrite = format!(
        "{WITHOUT_CHECKS}
         update audit.event set body = convert_to(replace(convert_from(body, 'UTF8'), '\"rank\":9', '\"rank\":8'), 'UTF8')
          where id = {OF_ROW_10};
         update audit.event set leaf = sha256('\\x00'::bytea || salt || body);
         update audit.tile set hashes = overlay(hashes placing (select leaf from audit.event where id = {OF_ROW_10})
                from 9 * 32 + 1 for 32) where level = 0 and index = 0;"
    );
    world.tamper(&rewrite).await?;
    told!(
        world.verify().await?,
        Finding::RootDiffers(100),
        "Tête à 100\u{a0}lignes\u{a0}: la racine recalculée n’est pas"
    );
    told!(world.verify().await?, Finding::TileChanged { level: 0, index: 0 }, "Tuile 0 du niveau 0");

    // and with heads signed by a key of the forger's own
    let forger = Signer::from_seed("cpts.example/journal", &[9; 32])?;
    let mut owner = world.owner().await?;
    let sizes: Vec<i64> = sqlx::query_scalar("select size from audit.head").fetch_all(&mut owner).await?;
    for size in sizes {
        let head = audit::Head { size: u64::try_from(size)?, root: audit::tree::NodeHash([1; 32]) };
        sqlx::query("update audit.head set root = $1, note = $2 where size = $3")
            .bind(head.root.0.as_slice())
            .bind(head.sign(&forger)?)
            .bind(size)
            .execute(&mut owner)
            .await?;
    }
    let report = told!(
        world.verify().await?,
        Finding::HeadForged(100),
        "sa signature n’est pas celle d’une clé connue"
    );
    assert_eq!(report.last, None);
    world.drop().await
}

#[tokio::test]
async fn a_forged_head_is_seen() -> Result<()> {
    let world = World::with_log(20).await?;
    world.tamper("update audit.head set note = replace(note, '20', '21')").await?;
    told!(
        world.verify().await?,
        Finding::HeadForged(20),
        "Tête à 20\u{a0}lignes\u{a0}: sa signature n’est pas"
    );
    world.drop().await?;

    let world = World::with_log(20).await?;
    world.tamper("update audit.head set root = sha256('x')").await?;
    told!(world.verify().await?, Finding::HeadChanged(20), "ses colonnes ne disent plus");
    world.drop().await?;

    let world = World::with_log(20).await?;
    world.tamper("delete from audit.head").await?;
    told!(world.verify().await?, Finding::NotCovered(1, 20), "Lignes 1 à 20\u{a0}: aucune tête signée");
    world.drop().await?;

    let world = World::with_log(20).await?;
    let anchor = world.anchor().await?;
    let forged = Anchor { note: anchor.note.replace("20", "19"), ..anchor };
    told!(
        world.verify_with(&forged).await?,
        Finding::AnchorForged(_),
        "Ancre 2026-10.txt\u{a0}: sa signature"
    );
    world.drop().await
}

#[tokio::test]
async fn a_changed_or_missing_tile_and_a_moved_mark_are_seen() -> Result<()> {
    let world = World::with_log(300).await?;
    world.tamper("update audit.tile set root = sha256('x')").await?;
    told!(
        world.verify().await?,
        Finding::TileChanged { level: 0, index: 0 },
        "Tuile 0 du niveau 0\u{a0}: elle a été modifiée"
    );
    world.tamper("delete from audit.tile").await?;
    told!(world.verify().await?, Finding::TileMissing { level: 0, index: 0 }, "elle a été retirée");
    world.drop().await?;

    let world = World::with_log(20).await?;
    world.tamper("update audit.mark set seq = 25").await?;
    told!(
        world.verify().await?,
        Finding::MarkDiffers { mark: 25, last: 20 },
        "Le repère du séquenceur est à 25, le dernier numéro du journal est 20"
    );
    world.drop().await
}

#[tokio::test]
async fn no_place_in_the_log_is_less_well_kept_than_another() -> Result<()> {
    let world = World::with_log(300).await?;
    world.tamper(WITHOUT_CHECKS).await?;
    // what is done to the row numbered N, and undone: the ends of the log, the ends of a tile, those under no tile
    let deeds = [
        ("update audit.log set seq = 2 * N + 1 - seq where seq in (N, N + 1)", 299),
        ("update audit.TABLE set salt = substr(sha256(salt), 1, 16) where id = ROW", 0),
        ("update audit.TABLE set leaf = sha256(leaf) where id = ROW", 0),
        ("update audit.TABLE set body = body || ' ' where id = ROW", 0),
        ("update audit.TABLE set actor = gen_random_uuid() where id = ROW", 0),
        ("update audit.TABLE set territory_id = gen_random_uuid() where id = ROW", 0),
        ("delete from audit.TABLE where id = ROW", 0),
        ("delete from audit.log where seq = N", 0),
    ];
    let mut owner = world.owner().await?;
    sqlx::raw_sql(
        "create schema kept; create table kept.event as table audit.event;
         create table kept.access as table audit.access; create table kept.log as table audit.log",
    )
    .execute(&mut owner)
    .await?;
    for place in [1, 2, 255, 256, 257, 299, 300] {
        for (deed, last) in deeds {
            if last != 0 && place > last {
                continue;
            }
            let table: String = sqlx::query_scalar("select stream from kept.log where seq = $1")
                .bind(i64::from(place))
                .fetch_one(&mut owner)
                .await?;
            let deed = deed
                .replace("TABLE", &table)
                .replace("ROW", &format!("(select id from kept.log where seq = {place})"))
                .replace('N', &place.to_string());
            sqlx::raw_sql(AssertSqlSafe(deed.clone())).execute(&mut owner).await?;
            let report = audit::verify(&mut owner, &keys(), &[]).await?;
            assert!(!report.is_intact(), "not seen at {place}: {deed}");
            let undo = format!(
                "delete from audit.log; insert into audit.log table kept.log;
                 delete from audit.{table}; insert into audit.{table} table kept.{table}"
            );
            sqlx::raw_sql(AssertSqlSafe(undo)).execute(&mut owner).await?;
        }
    }
    let report = audit::verify(&mut owner, &keys(), &[]).await?;
    assert!(report.is_intact(), "{report}");
    world.drop().await
}
