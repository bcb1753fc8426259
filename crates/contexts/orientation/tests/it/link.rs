//! « Mon rendez-vous »: what the link shows, moves and cancels, and the calendar file, read back by a parser not ours.

use anyhow::{Context as _, Result};
use http::StatusCode;
use icalendar::{Calendar, CalendarComponent, CalendarDateTime, Component as _, DatePerhapsTime};
use jiff::SignedDuration;
use testing::{Browser, TestApp};

use super::{JEANNE, all_rows, booked, letters, offered, open_portal};

/// What a calendar program reads: identifier, sequence, civil start with its zone, method, status.
struct Read {
    uid: String,
    sequence: u32,
    start: String,
    zone: String,
    method: String,
    status: String,
}

async fn read_file(browser: &Browser, page: &str) -> Result<Read> {
    let file = browser.get(&format!("{page}/rendez-vous.ics")).await;
    assert_eq!(file.status, StatusCode::OK);
    let kind = file.headers["content-type"].to_str()?.to_owned();
    assert!(kind.starts_with("text/calendar"), "{kind}");
    let text = file.text();
    for secret in ["Vautrincourt", "Renouveler", "Marchais"] {
        assert!(!text.contains(secret), "calendars are shared: {secret}");
    }
    let calendar: Calendar = text.parse().map_err(anyhow::Error::msg)?;
    let method = calendar.property_value("METHOD").context("a method")?.to_owned();
    let event = calendar
        .components
        .iter()
        .find_map(|one| if let CalendarComponent::Event(event) = one { Some(event) } else { None })
        .context("an event")?;
    let (start, zone) = match event.get_start() {
        Some(DatePerhapsTime::DateTime(CalendarDateTime::WithTimezone { date_time, tzid })) => {
            (date_time.to_string(), tzid)
        }
        other => anyhow::bail!("not a civil time with its zone: {other:?}"),
    };
    Ok(Read {
        uid: event.get_uid().context("an identifier")?.to_owned(),
        sequence: event.get_sequence().unwrap_or(0),
        start,
        zone,
        method,
        status: event.property_value("STATUS").unwrap_or_default().to_owned(),
    })
}

#[tokio::test]
async fn the_link_says_who_calls_from_which_number_in_which_half_hour_and_what_to_do_after() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, _) = open_portal(&app).await?;
    let page = app.anonymous().get(&booked(&world, "telephone").await?).await;
    for words in [
        "Aujourd’hui à 9 h 20, par téléphone",
        "Le médecin vous appelle",
        "Entre 9 h et 9 h 30, du <b>02 61 91 18 00</b>",
        "Pas d’appel à 9 h 40 ? Appelez le <a href=\"tel:+33261911800\">02 61 91 18 00</a>",
        "Votre carte Vitale",
    ] {
        assert!(page.says(words), "{words}: {}", page.text());
    }
    assert_eq!(page.headers["cache-control"], "no-store");
    Ok(())
}

#[tokio::test]
async fn moved_across_25_october_the_file_keeps_its_identifier_and_its_civil_hour() -> Result<()> {
    let app = TestApp::own().await?;
    app.clock.set("2026-10-22T04:00:00Z".parse()?);
    let (world, _) = open_portal(&app).await?;
    let page = booked(&world, "on_site").await?;
    let browser = app.anonymous();
    let before = read_file(&browser, &page).await?;
    assert_eq!((before.sequence, before.method.as_str()), (0, "PUBLISH"));
    let place = format!("{page}/deplacement");
    let later = browser.post(&place, &[("apres", "2026-10-26")]).await;
    let monday = offered(&later.text())
        .into_iter()
        .find(|time| time.contains("2026-10-26T10:20"))
        .context("Monday")?;
    let moved = browser.post(&place, &[("temps", &monday)]).await;
    assert_eq!(
        (moved.status, moved.location()),
        (StatusCode::SEE_OTHER, Some(page.as_str())),
        "{}",
        moved.text()
    );
    let after = read_file(&browser, &page).await?;
    assert_eq!((after.uid.as_str(), after.sequence), (before.uid.as_str(), 1));
    assert_eq!((after.start.as_str(), after.zone.as_str()), ("2026-10-26 10:20:00", "Europe/Paris"));
    assert!(before.start.starts_with("2026-10-22"), "{}", before.start);
    let shown = browser.get(&page).await;
    assert!(shown.says("Confirmé, déplacé") && shown.says("10 h 20"), "{}", shown.text());
    let said = letters(&app).await?;
    assert!(said.iter().any(|mail| mail.subject.contains("déplacé au lundi 26 octobre 2026")));
    let free = offered(&browser.get(&place).await.text());
    assert!(free[0].contains(&before.start.replace(' ', "T")), "the old hour is free again: {free:?}");
    Ok(())
}

#[tokio::test]
async fn a_time_taken_meanwhile_leaves_the_appointment_where_it_was() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, _) = open_portal(&app).await?;
    app.clock.set("2026-11-24T04:00:00Z".parse()?);
    let (mine, browser) = (booked(&world, "on_site").await?, app.anonymous());
    let place = format!("{mine}/deplacement");
    let wanted = offered(&browser.get(&place).await.text()).remove(0);
    booked(&world, "on_site").await?;
    let before = (read_file(&browser, &mine).await?.start, all_rows(&app).await?);
    let refused = browser.post(&place, &[("temps", &wanted)]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.says("n’a pas bougé") && !offered(&refused.text()).is_empty(), "{}", refused.text());
    assert_eq!((read_file(&browser, &mine).await?.start, all_rows(&app).await?), before);
    for wrong in ["", "demain", &wanted.replace("on_site", "telephone")] {
        let answer = browser.post(&place, &[("temps", wrong)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    assert_eq!(all_rows(&app).await?, before.1);
    Ok(())
}

#[tokio::test]
async fn cancelled_it_is_taken_away_from_calendars_and_its_hour_goes_to_others() -> Result<()> {
    let app = TestApp::own().await?;
    app.clock.set("2026-11-23T08:00:00Z".parse()?);
    let (world, _) = open_portal(&app).await?;
    app.clock.set("2026-11-22T08:00:00Z".parse()?);
    let (page, browser) = (booked(&world, "telephone").await?, app.anonymous());
    let before = read_file(&browser, &page).await?;
    let place = format!("{page}/annulation");
    assert!(browser.get(&place).await.says("Annuler ce rendez-vous ?"));
    let cancelled = browser.post(&place, &[]).await;
    assert_eq!(cancelled.location(), Some(page.as_str()), "{}", cancelled.text());
    let after = read_file(&browser, &page).await?;
    assert_eq!((after.uid, after.sequence), (before.uid, 1));
    assert_eq!((after.method.as_str(), after.status.as_str()), ("CANCEL", "CANCELLED"));
    let shown = browser.get(&page).await;
    assert!(shown.says("Annulé") && shown.says("Prendre un autre rendez-vous"), "{}", shown.text());
    assert_eq!(browser.post(&place, &[]).await.status, StatusCode::CONFLICT);
    let again = read_file(&browser, &booked(&world, "telephone").await?).await?;
    assert_eq!(again.start, before.start, "somebody else has the hour");
    Ok(())
}

#[tokio::test]
async fn less_than_two_hours_before_people_call() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, _) = open_portal(&app).await?;
    let (page, browser) = (booked(&world, "on_site").await?, app.anonymous());
    let shown = browser.get(&page).await;
    assert!(!shown.says("Un empêchement"), "it begins in twenty minutes");
    for step in ["deplacement", "annulation"] {
        assert_eq!(browser.get(&format!("{page}/{step}")).await.status, StatusCode::CONFLICT);
        let answer = browser.post(&format!("{page}/{step}"), &[("temps", "x")]).await;
        assert!(answer.status.is_client_error(), "{step}");
    }
    Ok(())
}

#[tokio::test]
async fn an_unknown_or_old_link_is_nowhere_and_tells_nothing() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, _) = open_portal(&app).await?;
    let (page, browser) = (booked(&world, "on_site").await?, app.anonymous());
    let unknown = browser.get("/m/AAAAAAAAAAAAAAAAAAAAAA").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    for wrong in ["/m/a", "/m/..%2F..", "/m/AAAAAAAAAAAAAAAAAAAAAA/rendez-vous.ics", "/m/%FF"] {
        assert!(browser.get(wrong).await.status.is_client_error(), "{wrong}");
    }
    for step in ["ouverture", "code", "deplacement", "annulation"] {
        let answer = browser.post(&format!("/m/AAAAAAAAAAAAAAAAAAAAAA/{step}"), &[]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{step}");
    }
    app.clock.set(app.clock.now() + SignedDuration::from_hours(24 * 89));
    assert_eq!(browser.get(&page).await.status, StatusCode::OK);
    app.clock.set(app.clock.now() + SignedDuration::from_hours(24 * 2));
    assert_eq!(browser.get(&page).await.status, StatusCode::NOT_FOUND);
    Ok(())
}

#[tokio::test]
async fn mails_say_where_and_when_never_why_nor_with_whom() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, _) = open_portal(&app).await?;
    let page = booked(&world, "telephone").await?;
    app.anonymous().post(&format!("{page}/code"), &[]).await;
    let mails = letters(&app).await?;
    assert_eq!(mails.len(), 2);
    for mail in &mails {
        let whole = format!("{} {}", mail.subject, mail.text).to_lowercase();
        for secret in ["renouvel", "traitement", "marchais", "médecine", "vautrincourt", "jeanne"] {
            assert!(!whole.contains(secret), "{secret}: {whole}");
        }
        assert_eq!(mail.to.as_str(), JEANNE[5].1);
    }
    assert!(mails[0].text.contains(&format!("http://localhost:8080{page}")));
    assert!(!mails[1].text.contains(&page), "a code travels without its link");
    Ok(())
}
