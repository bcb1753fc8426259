//! One question a page, nothing stored before the booking, nothing typed lost.

use anyhow::Result;
use http::StatusCode;
use jiff::civil::date;
use testing::world::identity;
use testing::{TestApp, World};

use super::{Asking, JEANNE, all_rows, booked, hidden, offered, open_portal};

#[tokio::test]
async fn a_patient_without_account_books_by_telephone_in_five_answers() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, _) = open_portal(&app).await?;
    let home = app.anonymous().get(&format!("/rdv/{}", world.slug())).await;
    assert_eq!(home.status, StatusCode::OK);
    assert!(
        home.says("De quoi avez-vous besoin ?") && home.says("Renouveler mon traitement"),
        "{}",
        home.text()
    );
    let asking = Asking::new(&world);
    let signs = asking.browser.get(&asking.path).await;
    assert!(signs.says("Avez-vous un de ces signes ?") && signs.says("J’ai mal dans la poitrine."));
    let asking = asking.with("signes", "signes", "non");
    let how = asking.post().await;
    assert!(
        how.says("Comment voulez-vous consulter ?") && how.says("Un examen au cabinet"),
        "{}",
        how.text()
    );
    let asking = asking.with("facon", "facon", "telephone");
    let times = asking.post().await;
    assert!(times.says("Les premiers rendez-vous possibles") && times.says("Dr Hélène Marchais"));
    let asking = asking.with("temps", "temps", &offered(&times.text())[0]);
    assert!(asking.post().await.says("Pour qui est ce rendez-vous ?"));
    let asking = asking.with("demande", "demande", "self");
    let person = asking.post().await;
    assert!(person.says("Qui êtes-vous ?") && person.says("Mardi 24 novembre 2026 à 9 h 20, par téléphone"));
    let token = hidden(&person.text(), "lien").expect("the link to come");
    let done = asking.with("personne", "lien", &token).typing(&JEANNE).post().await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    assert_eq!(done.location(), Some(format!("/m/{token}").as_str()));
    let page = app.anonymous().get(&format!("/m/{token}")).await;
    assert!(page.says("Aujourd’hui à 9 h 20, par téléphone") && page.says("Confirmé"), "{}", page.text());
    Ok(())
}

#[tokio::test]
async fn a_red_flag_stops_with_the_15_and_stores_nothing() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, _) = open_portal(&app).await?;
    let before = all_rows(&app).await?;
    let asking = Asking::new(&world).with("signes", "signes", "oui");
    let stop = asking.post().await;
    assert_eq!(stop.status, StatusCode::OK);
    assert!(stop.says("Appelez le 15") && stop.says("Rien n’a été enregistré"), "{}", stop.text());
    assert!(stop.text().contains("href=\"tel:15\"") && offered(&stop.text()).is_empty());
    // even with all the rest answered
    let whole = Asking::new(&world).up_to_person("on_site").await?.typing(&JEANNE);
    let stop = whole.with("personne", "signes", "oui").post().await;
    assert!(stop.says("Rien n’a été enregistré"), "{}", stop.text());
    assert_eq!(all_rows(&app).await?, before);
    Ok(())
}

#[tokio::test]
async fn nothing_is_stored_before_the_last_answer() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, _) = open_portal(&app).await?;
    let before = all_rows(&app).await?;
    let asking = Asking::new(&world).up_to_person("telephone").await?.typing(&JEANNE[..4]);
    assert_eq!(asking.post().await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(all_rows(&app).await?, before);
    Ok(())
}

#[tokio::test]
async fn every_wrong_field_says_what_to_do_and_the_others_stay() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, _) = open_portal(&app).await?;
    let right = Asking::new(&world).up_to_person("telephone").await?.typing(&JEANNE);
    let before = all_rows(&app).await?;
    let long = "a".repeat(5_000);
    for (field, wrong, advice) in [
        ("nom", "", "nom"),
        ("nom", long.as_str(), "nom"),
        ("nom", "<script>alert(1)</script>", "nom"),
        ("prenom", "", "prénom"),
        ("naissance", "32/13/1951", "jour, mois, année"),
        ("naissance", "12/03/2090", "année"),
        ("sexe", "X", "trois réponses"),
        ("telephone", "", "Donnez un numéro"),
        ("telephone", "06 39", "10 chiffres"),
        ("courriel", "jeanne", "@"),
        ("courriel", long.as_str(), "adresse"),
    ] {
        let answer = right.clone().with("personne", field, wrong).post().await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {wrong:.20}");
        assert!(answer.says(advice), "{field}: {wrong:.20}: {}", answer.text());
        let kept = if field == "telephone" { "Vautrincourt" } else { "06 39 98 00 61" };
        assert!(answer.text().contains(&format!("value=\"{kept}\"")), "{field}: the others stay");
        assert!(!answer.text().contains("<script>alert"), "{field}: what is typed is never markup");
    }
    assert_eq!(all_rows(&app).await?, before);
    assert_eq!(right.post().await.status, StatusCode::SEE_OTHER);
    Ok(())
}

#[tokio::test]
async fn an_answer_that_no_page_offered_brings_back_its_question() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, _) = open_portal(&app).await?;
    let right = Asking::new(&world).up_to_person("telephone").await?.typing(&JEANNE);
    let before = all_rows(&app).await?;
    for (field, wrong, question) in [
        ("signes", "peut-être", "Avez-vous un de ces signes ?"),
        ("facon", "video", "Comment voulez-vous consulter ?"),
        ("facon", "pigeon", "Comment voulez-vous consulter ?"),
        ("temps", "demain matin", "Quand vous appelons-nous ?"),
        ("temps", &right.value("temps").replace("telephone", "on_site"), "Quand vous appelons-nous ?"),
        ("demande", "professional", "Pour qui est ce rendez-vous ?"),
        ("demande", "le facteur", "Pour qui est ce rendez-vous ?"),
        ("lien", "court", "Qui êtes-vous ?"),
    ] {
        let answer = right.clone().with("personne", field, wrong).post().await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {wrong}");
        assert!(answer.says(question), "{field}: {wrong}: {}", answer.text());
    }
    let nothing = right.browser.post(&right.path, &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(all_rows(&app).await?, before);
    Ok(())
}

#[tokio::test]
async fn a_time_taken_meanwhile_is_said_others_are_proposed_and_what_was_typed_stays() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, _) = open_portal(&app).await?;
    let slow = Asking::new(&world).up_to_person("telephone").await?.typing(&JEANNE);
    let fast = Asking::new(&world).up_to_person("telephone").await?.typing(&JEANNE);
    assert_eq!(fast.post().await.status, StatusCode::SEE_OTHER);
    let before = all_rows(&app).await?;
    let late = slow.post().await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.says("Cette heure vient d’être prise"), "{}", late.text());
    assert_eq!(hidden(&late.text(), "nom").as_deref(), Some("Vautrincourt"));
    assert_eq!(all_rows(&app).await?, before);
    let others = offered(&late.text());
    assert!(!others.is_empty() && !others.contains(&slow.value("temps")));
    let again = slow.with("temps", "temps", &others[0]);
    assert_eq!(again.post().await.status, StatusCode::SEE_OTHER, "all was known: nothing is asked twice");
    Ok(())
}

#[tokio::test]
async fn sent_twice_the_last_page_books_once() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, _) = open_portal(&app).await?;
    let asking = Asking::new(&world).up_to_person("telephone").await?.typing(&JEANNE);
    let first = asking.post().await;
    let before = all_rows(&app).await?;
    let second = asking.post().await;
    assert_eq!((second.status, second.location()), (StatusCode::SEE_OTHER, first.location()));
    assert_eq!(all_rows(&app).await?, before);
    Ok(())
}

#[tokio::test]
async fn one_goes_back_to_another_hour_and_further_dates_are_a_tap_away() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, _) = open_portal(&app).await?;
    let asking = Asking::new(&world).up_to_person("telephone").await?.typing(&JEANNE);
    let back = asking.clone().with("personne", "retour", "temps").post().await;
    assert_eq!(back.status, StatusCode::OK);
    assert!(back.says("Quand vous appelons-nous ?"));
    assert_eq!(hidden(&back.text(), "prenom").as_deref(), Some("Jeanne"));
    let next = back
        .text()
        .split("name=\"apres\" value=\"")
        .nth(1)
        .and_then(|part| part.split('"').next().map(ToOwned::to_owned));
    let asking = Asking::new(&world).with("signes", "signes", "non").with("facon", "facon", "on_site");
    let further = asking.with("temps", "apres", &next.expect("other dates")).post().await;
    assert_eq!(further.status, StatusCode::OK);
    assert!(offered(&further.text())[0].contains("2026-11-25T09:00:00"), "{:?}", offered(&further.text()));
    Ok(())
}

#[tokio::test]
async fn a_daughter_books_for_her_father_and_it_is_written_so() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, doctor) = open_portal(&app).await?;
    let asking = Asking::new(&world).up_to_person("on_site").await?;
    let asking = asking.with("demande", "demande", "daughter_or_son");
    let page = asking.post().await;
    assert!(page.says("Son nom de naissance") && page.says("Votre courriel"), "{}", page.text());
    assert!(!page.text().contains("autocomplete=\"family-name\""), "the browser knows her, not him");
    assert_eq!(asking.typing(&JEANNE).post().await.status, StatusCode::SEE_OTHER);
    let mut tx = world.tx(&doctor).await?;
    let (from, to) = ("2026-11-24T00:00:00Z".parse()?, "2026-11-25T00:00:00Z".parse()?);
    let day = agenda::appointments_between(&mut tx, None, from, to).await?;
    assert_eq!(day[0].asked_by, agenda::AskedBy::DaughterOrSon);
    Ok(())
}

#[tokio::test]
async fn nobody_learns_whether_somebody_exists() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, _) = open_portal(&app).await?;
    let mut known = identity("Jeanne", "Vautrincourt", date(1951, 6, 7))?;
    known.phones = vec!["06 39 98 00 61".parse()?];
    let jeanne = world.register(known, None).await?;
    let stranger: Vec<(&str, &str)> = JEANNE
        .iter()
        .map(|&(name, value)| match name {
            "nom" => (name, "Xaintrailles"),
            "telephone" => (name, "06 39 98 00 62"),
            "courriel" => (name, "autre@courriel.example"),
            _ => (name, value),
        })
        .collect();
    let mut written = Vec::new();
    for traits in [JEANNE.as_slice(), stranger.as_slice()] {
        let before = all_rows(&app).await?;
        let answer = Asking::new(&world).up_to_person("telephone").await?.typing(traits).post().await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        written.push(all_rows(&app).await? - before);
        let page = app.anonymous().get(answer.location().expect("the page")).await;
        assert!(!page.says("Vautrincourt") && !page.says("Xaintrailles"), "the link alone names nobody");
    }
    // more letters in a name make more tokens; nothing else differs
    assert!((written[0] - written[1]).abs() <= 4, "{written:?}");
    let mut tx = world.system().await?;
    assert!(
        agenda::next_appointments_of(&mut tx, jeanne).await?.is_empty(),
        "the known person is not touched"
    );
    Ok(())
}

#[tokio::test]
async fn what_is_typed_never_stands_in_an_address() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, _) = open_portal(&app).await?;
    let asking = Asking::new(&world).up_to_person("telephone").await?.typing(&JEANNE);
    let answers = [
        asking.clone().with("personne", "telephone", "").post().await,
        asking.clone().with("personne", "retour", "temps").post().await,
        asking.post().await,
    ];
    for answer in answers {
        for canary in ["Vautrincourt", "Jeanne", "0639980061", "jeanne.v"] {
            for value in answer.headers.values() {
                assert!(!String::from_utf8_lossy(value.as_bytes()).contains(canary), "{canary} in a header");
            }
            for attribute in ["href=\"", "action=\"", "formaction=\""] {
                let page = answer.text();
                let addresses = page.split(attribute).skip(1).filter_map(|part| part.split('"').next());
                assert!(
                    addresses.into_iter().all(|address| !address.contains(canary)),
                    "{canary} in an address"
                );
            }
        }
        assert_eq!(answer.headers["referrer-policy"], "same-origin");
    }
    Ok(())
}

#[tokio::test]
async fn one_telephone_books_five_times_a_day_then_is_told_to_call() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, _) = open_portal(&app).await?;
    for _ in 0..5 {
        booked(&world, "on_site").await?;
    }
    let before = all_rows(&app).await?;
    let sixth = Asking::new(&world).up_to_person("on_site").await?.typing(&JEANNE).post().await;
    assert_eq!(sixth.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(sixth.says("Appelez le cabinet"), "{}", sixth.text());
    assert_eq!(all_rows(&app).await?, before);
    app.clock.set("2026-11-25T09:00:00Z".parse()?);
    booked(&world, "on_site").await?;
    Ok(())
}

#[tokio::test]
async fn hours_kept_for_own_patients_or_for_another_speciality_are_not_offered() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let doctor = world.doctor_for("Hélène", "Marchais", agenda::Audience::OwnPatients).await?;
    world.reason(&doctor).await?;
    let asking = Asking::new(&world).with("signes", "signes", "non").with("facon", "facon", "on_site");
    let page = asking.post().await;
    assert!(offered(&page.text()).is_empty() && page.says("Aucune heure libre"), "{}", page.text());
    Ok(())
}

#[tokio::test]
async fn an_unknown_territory_or_reason_is_nowhere() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, _) = open_portal(&app).await?;
    let browser = app.anonymous();
    for place in
        ["/rdv/nulle-part".to_owned(), format!("/rdv/{}/chagrin", world.slug()), "/rdv/%FF/%00".to_owned()]
    {
        let status = browser.get(&place).await.status;
        assert!(status.is_client_error(), "{place}: {status}");
    }
    let posted = browser.post(&format!("/rdv/{}/chagrin", world.slug()), &[("signes", "non")]).await;
    assert_eq!(posted.status, StatusCode::NOT_FOUND);
    Ok(())
}
