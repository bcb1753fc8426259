//! Where each role is led, and that no link of the shell leads nowhere.

use anyhow::Result;
use http::StatusCode;
use testing::{Browser, TestApp, World};

/// Follows the redirection of `/`, then every link within the site that the page shows; gives how many.
async fn follow_all(browser: &Browser) -> usize {
    let first = browser.get("/").await;
    let page = match first.location() {
        Some(place) => browser.get(place).await,
        None => first,
    };
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let text = page.text();
    let links: Vec<&str> = text.split("href=\"/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    for link in &links {
        let answer = browser.get(&format!("/{link}")).await;
        assert!(!answer.status.is_client_error(), "/{link} answers {}", answer.status);
    }
    links.len()
}

#[tokio::test]
async fn every_role_is_led_to_a_page_whose_links_all_lead_somewhere() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let members = [
        world.secretary("Nadège Courtin").await?,
        world.doctor("Hélène", "Marchais").await?,
        world.coordinator("Émilie Perrault").await?,
        world.member("Agathe Vernet", access::Role::Evaluator, "évaluatrice").await?,
    ];
    for member in members {
        assert!(follow_all(&member.browser).await > 0, "the shell shows at least its brand and its sheet");
    }
    Ok(())
}

#[tokio::test]
async fn somebody_who_is_not_signed_in_is_led_to_sign_in() -> Result<()> {
    let app = TestApp::own().await?;
    let nobody = app.anonymous();
    let first = nobody.get("/").await;
    assert_eq!(first.location(), Some("/connexion"));
    assert_eq!(nobody.get("/connexion").await.status, StatusCode::OK);
    Ok(())
}
