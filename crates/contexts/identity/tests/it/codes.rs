//! Ten codes on paper.

use anyhow::Result;
use futures_util::future::join_all;
use http::StatusCode;
use testing::{TestApp, World};

use crate::machine::Machine;

/// The codes on a printed page.
pub(crate) fn printed(page: &str) -> Vec<String> {
    let is_code = |text: &&str| {
        text.len() == 14
            && text.split('-').count() == 3
            && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit() || byte.is_ascii_uppercase())
    };
    page.split(['<', '>']).filter(is_code).map(str::to_owned).collect()
}

async fn secretary(app: &TestApp) -> Result<Machine> {
    let member = World::found(app).await?.secretary("Nadège Courtin").await?;
    Machine::of(app, member.account).await
}

#[tokio::test]
async fn ten_codes_are_printed_and_each_enters_once() -> Result<()> {
    let app = TestApp::shared().await?;
    let mut machine = secretary(&app).await?;
    assert!(machine.get("/mes-cles").await.says("Vous n’avez pas de code de secours."));
    let codes = printed(&machine.form("/mes-cles/codes", &[]).await.text());
    assert_eq!(codes.len(), 10);
    for code in &codes {
        let typed = code.to_lowercase().replace('-', " ");
        let mut elsewhere = Machine::new(&app.app);
        let answer = elsewhere.form("/connexion/code", &[("code", &typed)]).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, Some("/mes-cles")));
        assert!(elsewhere.is_inside().await);
        let again = Machine::new(&app.app).form("/connexion/code", &[("code", &typed)]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert!(machine.get("/mes-cles").await.says("Vous n’avez pas de code de secours."));
    Ok(())
}

#[tokio::test]
async fn of_64_who_enter_with_one_code_one_does() -> Result<()> {
    let app = TestApp::shared().await?;
    let codes = printed(&secretary(&app).await?.form("/mes-cles/codes", &[]).await.text());
    let tasks = (0..64).map(|_| {
        let (mut machine, code) = (Machine::new(&app.app), codes[0].clone());
        tokio::spawn(async move { machine.form("/connexion/code", &[("code", &code)]).await.status })
    });
    let statuses: Vec<StatusCode> = join_all(tasks).await.into_iter().collect::<Result<_, _>>()?;
    assert_eq!(statuses.iter().filter(|status| **status == StatusCode::SEE_OTHER).count(), 1);
    assert_eq!(statuses.iter().filter(|status| **status == StatusCode::UNPROCESSABLE_ENTITY).count(), 63);
    Ok(())
}

#[tokio::test]
async fn new_codes_replace_the_old_and_of_two_sheets_one_is_whole() -> Result<()> {
    let app = TestApp::shared().await?;
    let mut machine = secretary(&app).await?;
    let old = printed(&machine.form("/mes-cles/codes", &[]).await.text());
    let sheets = join_all((0..4).map(|_| {
        let mut machine = machine.clone();
        async move { printed(&machine.form("/mes-cles/codes", &[]).await.text()) }
    }))
    .await;
    let mut living = Vec::new();
    for sheet in std::iter::once(&old).chain(&sheets) {
        let mut entered = 0;
        for code in sheet {
            let answer = Machine::new(&app.app).form("/connexion/code", &[("code", code)]).await;
            entered += usize::from(answer.status == StatusCode::SEE_OTHER);
        }
        living.push(entered);
    }
    assert_eq!(living[0], 0);
    living.sort_unstable();
    assert_eq!(living, [0, 0, 0, 0, 10]);
    Ok(())
}

#[tokio::test]
async fn a_code_that_is_none_is_said_beside_the_field() -> Result<()> {
    let app = TestApp::shared().await?;
    for typed in ["", "motdepasse", "0000-0000-0000", "'; drop table identity.account; --", "é\u{202f}😀"]
    {
        let answer = Machine::new(&app.app).form("/connexion/code", &[("code", typed)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(answer.says("Ce code n’est pas sur votre liste") && answer.says("aria-invalid"), "{typed}");
    }
    Ok(())
}

#[tokio::test]
async fn printed_codes_are_nowhere_in_the_database() -> Result<()> {
    let app = TestApp::shared().await?;
    let codes = printed(&secretary(&app).await?.form("/mes-cles/codes", &[]).await.text());
    let mut owner = app.database.behind(db::Role::Owner).await?;
    let kept: Vec<String> =
        sqlx::query_scalar("select encode(code_hash, 'escape') from identity.recovery_code")
            .fetch_all(&mut owner)
            .await?;
    for code in &codes {
        let bare = code.replace('-', "");
        assert!(!kept.iter().any(|row| row.contains(&bare) || row.contains(code)));
    }
    Ok(())
}
