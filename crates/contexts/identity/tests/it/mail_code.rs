//! Six digits by mail.

use anyhow::Result;
use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt as _};
use identity::{
    AccountKind, CheckMailCodeError, MailCode, RequestMailCode, RequestMailCodeError, Token, check_mail_code,
    register_account, request_mail_code,
};
use jiff::SignedDuration;
use kernel::AccountId;
use testing::TestApp;

/// A patient's account and an address that no other test has.
async fn patient(app: &TestApp) -> Result<(AccountId, String)> {
    let mut tx = app.db().begin_outside(db::Actor::System).await?;
    let account = register_account(&mut tx, AccountKind::Patient).await?;
    tx.commit().await?;
    Ok((account, format!("{account}@essai.example")))
}

/// Another code than this one.
fn wrong(digits: &str, nth: usize) -> String {
    let right: usize = digits.parse().expect("six digits");
    format!("{:06}", (right + 1 + nth) % 1_000_000)
}

#[tokio::test]
async fn the_right_code_tells_whose_mailbox_it_is_and_serves_once() -> Result<()> {
    let app = TestApp::shared().await?;
    let (account, address) = patient(&app).await?;
    let asked =
        request_mail_code(app.db(), RequestMailCode { account: Some(account), address: &address }).await?;
    let digits = asked.code.expect("a code").digits().to_owned();
    let spaced = format!("{} {}", &digits[..3], &digits[3..]);
    assert_eq!(check_mail_code(app.db(), &asked.ticket, &spaced).await?, account);
    assert!(matches!(check_mail_code(app.db(), &asked.ticket, &digits).await, Err(CheckMailCodeError::Gone)));
    Ok(())
}

#[tokio::test]
async fn of_10_000_guesses_at_most_five_are_tried() -> Result<()> {
    let app = TestApp::shared().await?;
    let (account, address) = patient(&app).await?;
    let asked =
        request_mail_code(app.db(), RequestMailCode { account: Some(account), address: &address }).await?;
    let digits = asked.code.expect("a code").digits().to_owned();
    let (db, ticket) = (app.db(), &asked.ticket);
    let mut tried = 0;
    let mut guesses = stream::iter((0..10_000).map(|nth| wrong(&digits, nth)))
        .map(|guess| async move { check_mail_code(db, ticket, &guess).await })
        .buffer_unordered(4);
    while let Some(guess) = guesses.next().await {
        match guess {
            Err(CheckMailCodeError::Wrong { .. }) => tried += 1,
            Err(CheckMailCodeError::Gone) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(tried, 5);
    // and the right one is worth nothing any more
    assert!(matches!(check_mail_code(app.db(), &asked.ticket, &digits).await, Err(CheckMailCodeError::Gone)));
    Ok(())
}

#[tokio::test]
async fn of_64_who_enter_the_right_code_one_does() -> Result<()> {
    let app = TestApp::shared().await?;
    let (account, address) = patient(&app).await?;
    let asked =
        request_mail_code(app.db(), RequestMailCode { account: Some(account), address: &address }).await?;
    let digits = asked.code.expect("a code").digits().to_owned();
    let tasks = (0..64).map(|_| {
        let (db, ticket, digits) = (app.db().clone(), asked.ticket.clone(), digits.clone());
        tokio::spawn(async move { check_mail_code(&db, &ticket, &digits).await.is_ok() })
    });
    let entered: Vec<bool> = join_all(tasks).await.into_iter().collect::<Result<_, _>>()?;
    assert_eq!(entered.iter().filter(|entered| **entered).count(), 1);
    Ok(())
}

#[tokio::test]
async fn a_code_lives_ten_minutes_in_the_browser_that_asked() -> Result<()> {
    let app = TestApp::shared().await?;
    let (account, address) = patient(&app).await?;
    let asked =
        request_mail_code(app.db(), RequestMailCode { account: Some(account), address: &address }).await?;
    let digits = asked.code.expect("a code").digits().to_owned();
    let elsewhere = check_mail_code(app.db(), &Token::random()?, &digits).await;
    assert!(matches!(elsewhere, Err(CheckMailCodeError::Gone)));
    app.clock.set(app.clock.now() + SignedDuration::from_mins(11));
    assert!(matches!(check_mail_code(app.db(), &asked.ticket, &digits).await, Err(CheckMailCodeError::Gone)));
    Ok(())
}

#[tokio::test]
async fn an_address_that_nobody_has_is_told_from_no_other() -> Result<()> {
    let app = TestApp::shared().await?;
    let (account, address) = patient(&app).await?;
    let unknown = format!("personne-{address}");
    let mut said = Vec::new();
    for (account, address) in [(Some(account), &address), (None, &unknown)] {
        let mut steps = Vec::new();
        for _ in 0..6 {
            match request_mail_code(app.db(), RequestMailCode { account, address }).await {
                Ok(asked) => {
                    assert_eq!(asked.code.is_some(), account.is_some());
                    let right =
                        asked.code.map_or_else(|| "000000".to_owned(), |code| code.digits().to_owned());
                    for nth in 0..6 {
                        let guess = check_mail_code(app.db(), &asked.ticket, &wrong(&right, nth)).await;
                        steps.push(guess.expect_err("a wrong code").to_string());
                    }
                }
                Err(error) => steps.push(error.to_string()),
            }
        }
        said.push(steps);
    }
    assert_eq!(said[0], said[1]);
    assert_eq!(said[0].len(), 31);
    Ok(())
}

#[tokio::test]
async fn an_address_gets_five_codes_an_hour_even_asked_for_at_once_and_ten_a_day() -> Result<()> {
    let app = TestApp::shared().await?;
    let (account, address) = patient(&app).await?;
    let ask = || {
        let (db, address) = (app.db().clone(), address.clone());
        tokio::spawn(async move {
            match request_mail_code(&db, RequestMailCode { account: Some(account), address: &address }).await
            {
                Ok(_) => true,
                Err(RequestMailCodeError::TooMany) => false,
                Err(error) => panic!("{error}"),
            }
        })
    };
    for (hours, expected) in [(0, 5), (2, 5), (2, 0), (18, 0), (3, 5)] {
        app.clock.set(app.clock.now() + SignedDuration::from_hours(hours));
        let sent: Vec<bool> = join_all((0..64).map(|_| ask())).await.into_iter().collect::<Result<_, _>>()?;
        assert_eq!(sent.iter().filter(|sent| **sent).count(), expected, "{hours} hours later");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_not_six_digits_costs_no_try() -> Result<()> {
    let app = TestApp::shared().await?;
    let (account, address) = patient(&app).await?;
    let asked =
        request_mail_code(app.db(), RequestMailCode { account: Some(account), address: &address }).await?;
    for typed in ["", "12345", "abcdef", "1234567", "' or 1=1"] {
        let answer = check_mail_code(app.db(), &asked.ticket, typed).await;
        assert!(matches!(answer, Err(CheckMailCodeError::Malformed)), "{typed}");
    }
    let digits = asked.code.expect("a code").digits().to_owned();
    let guess = check_mail_code(app.db(), &asked.ticket, &wrong(&digits, 0)).await;
    assert!(matches!(guess, Err(CheckMailCodeError::Wrong { tries_left: 4 })));
    Ok(())
}

#[tokio::test]
async fn what_is_kept_of_a_code_opens_one_thing() -> Result<()> {
    let app = TestApp::shared().await?;
    let tx = app.db().begin_outside(db::Actor::Nobody).await?;
    let key = tx.derived_key("orientation.code");
    let kept = |digits: &str, purpose: &str, bound_to: &str| {
        MailCode::parse(digits).map(|code| code.hash(&key, purpose, bound_to))
    };
    let one = kept("123456", "orientation.code", "one link");
    assert_eq!(one, kept("123 456", "orientation.code", "one link"));
    assert_ne!(one, kept("123456", "orientation.code", "another link"));
    assert_ne!(one, kept("123456", "identity.mail_code", "one link"));
    assert_ne!(one, kept("123457", "orientation.code", "one link"));
    Ok(())
}
