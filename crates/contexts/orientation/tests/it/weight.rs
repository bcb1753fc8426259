//! A patient's page weighs at most 25 kB at first view, sheet and script included, and needs no script.

use anyhow::Result;
use testing::{Answer, TestApp};

use super::{Asking, JEANNE, booked, open_portal};

/// Page, sheet and script as they travel: static files by brotli 11, the page as it is.
fn weight(page: &Answer) -> usize {
    let text = page.text();
    let mut total = page.bytes.len();
    for attribute in ["href=\"/static/", "src=\"/static/"] {
        for part in text.split(attribute).skip(1) {
            let name = part.split('"').next().unwrap_or_default();
            let asset = ui::assets::find(&format!("/static/{name}"));
            total += asset.map_or(0, |asset| asset.brotli.len());
        }
    }
    total
}

#[tokio::test]
async fn every_page_of_a_patient_weighs_at_most_25_kb() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, _) = open_portal(&app).await?;
    let browser = app.anonymous();
    let asking = Asking::new(&world);
    let person = Asking::new(&world).up_to_person("telephone").await?;
    let link = booked(&world, "telephone").await?;
    let pages = [
        browser.get(&format!("/rdv/{}", world.slug())).await,
        browser.get(&asking.path).await,
        asking.clone().with("signes", "signes", "oui").post().await,
        asking.clone().with("signes", "signes", "non").post().await,
        asking.with("signes", "signes", "non").with("facon", "facon", "telephone").post().await,
        person.clone().post().await,
        person.typing(&JEANNE[..2]).post().await,
        browser.get(&link).await,
    ];
    for page in pages {
        let weighs = weight(&page);
        let title =
            page.text().split("<h1>").nth(1).and_then(|part| part.split('<').next().map(ToOwned::to_owned));
        assert!(weighs <= 25_000, "{title:?} weighs {weighs} bytes");
        let text = page.text();
        let scripts: Vec<_> = text.split("<script").skip(1).collect();
        assert!(
            scripts.len() == 1 && scripts[0].contains("src=\"/static/patient-"),
            "{title:?}: {scripts:?}"
        );
    }
    let script = ui::assets::find(ui::assets::url("patient.js")).expect("the script of patients");
    assert!(script.brotli.len() <= 2_000, "{} bytes of script", script.brotli.len());
    Ok(())
}
