//! Finding somebody at the desk, over HTTP: what is found, what is refused, what is noted.

use anyhow::Result;
use http::StatusCode;
use jiff::civil::date;
use sqlx::Row as _;
use testing::{TestApp, World, world::identity};

#[tokio::test]
async fn three_letters_and_a_birth_date_find_one_person() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let desk = world.secretary("Nadège Courtin").await?;
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    world.patient("Jeanne", "Martin", date(1944, 3, 13)).await?;
    let answer = desk.browser.post("/appels", &[("q", "mar 12/03/44")]).await;
    assert_eq!(answer.location(), Some(format!("/appels/{simone}").as_str()), "{}", answer.text());
    Ok(())
}

#[tokio::test]
async fn two_people_of_the_same_name_born_the_same_day_are_told_apart() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let desk = world.secretary("Nadège Courtin").await?;
    for address in ["3 rue du Lavoir, 18350 Nérondes", "8 place Notre-Dame, 18300 Sancerre"] {
        let mut simone = identity("Simone", "Martin", date(1944, 3, 12))?;
        simone.address = Some(address.into());
        world.register(simone, None).await?;
    }
    let answer = desk.browser.post("/appels", &[("q", "martin 12/03/1944")]).await;
    assert_eq!(answer.status, StatusCode::OK);
    for words in ["deux personnes", "3 rue du Lavoir", "8 place Notre-Dame"] {
        assert!(answer.says(words), "{words}");
    }
    Ok(())
}

#[tokio::test]
async fn a_name_written_as_it_sounds_is_found() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let desk = world.secretary("Nadège Courtin").await?;
    let found = world.patient("Renée", "Thévenin", date(1950, 2, 1)).await?;
    let answer = desk.browser.post("/appels", &[("q", "tevenin 01/02/1950")]).await;
    assert_eq!(answer.location(), Some(format!("/appels/{found}").as_str()), "{}", answer.text());
    Ok(())
}

#[tokio::test]
async fn the_number_that_calls_finds_the_whole_family() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let desk = world.secretary("Nadège Courtin").await?;
    for name in ["Odile", "Claire"] {
        let mut one = identity(name, "Perrin", date(1980, 1, 1))?;
        one.phones = vec!["02 61 91 18 44".parse()?];
        world.register(one, None).await?;
    }
    let answer = desk.browser.post("/appels", &[("q", "02 61 91 18 44")]).await;
    assert!(answer.says("PERRIN Odile") && answer.says("PERRIN Claire"), "{}", answer.text());
    Ok(())
}

#[tokio::test]
async fn a_fragment_of_a_name_alone_is_refused_with_what_to_do_and_stays_typed() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let desk = world.secretary("Nadège Courtin").await?;
    world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    for (typed, advice) in [
        ("martin", "Un nom seul ne suffit pas"),
        ("", "Tapez trois lettres"),
        ("mar 31/02/44", "n’existe pas"),
    ] {
        let answer = desk.browser.post("/appels", &[("q", typed)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(answer.says(advice) && !answer.says("MARTIN Simone"), "{typed}: {}", answer.text());
        assert!(typed.is_empty() || answer.says(&format!("value=\"{typed}\"")), "{typed} is kept");
    }
    Ok(())
}

#[tokio::test]
async fn each_person_shown_is_noted_before_the_answer_leaves() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let desk = world.secretary("Nadège Courtin").await?;
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    desk.browser.post("/appels", &[("q", "mar 12/03/44")]).await;
    let mut behind = app.database.behind(db::Role::Owner).await?;
    let seen: i64 =
        sqlx::query("select count(*) from audit.access where page = 'desk/find' and $1 = any(patients)")
            .bind(simone.uuid())
            .fetch_one(&mut behind)
            .await?
            .get(0);
    assert_eq!(seen, 1);
    Ok(())
}

#[tokio::test]
async fn those_who_steer_find_nobody() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let coordinator = world.coordinator("Émilie Perrault").await?;
    world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let answer = coordinator.browser.post("/appels", &[("q", "mar 12/03/44")]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    Ok(())
}
