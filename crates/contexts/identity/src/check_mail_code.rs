//! Checks the six digits that somebody read in their mail.

use db::{Actor, Db, DbError};
use kernel::AccountId;
use web::Problem;

use crate::model::{MailCode, Token};

#[derive(Debug, thiserror::Error)]
pub enum CheckMailCodeError {
    #[error("check what is not six digits")]
    Malformed,
    #[error("check a code that is wrong, with {tries_left} tries left")]
    Wrong { tries_left: i32 },
    #[error("check a code that is used, expired, unknown or tried out")]
    Gone,
    #[error(transparent)]
    Database(#[from] DbError),
}

impl From<CheckMailCodeError> for Problem {
    fn from(error: CheckMailCodeError) -> Self {
        let wrong = |code, says: &'static str, advice: String| {
            Self::new(http::StatusCode::UNPROCESSABLE_ENTITY, code, says, advice)
        };
        match error {
            CheckMailCodeError::Malformed => wrong(
                "identity/mail-code-malformed",
                "Un code a six chiffres.",
                "Recopiez les six chiffres du courriel.".to_owned(),
            ),
            CheckMailCodeError::Wrong { tries_left } => {
                let says = "Ce code n’est pas le bon.";
                wrong(
                    "identity/mail-code-wrong",
                    says,
                    match tries_left {
                        0 => "Demandez un nouveau code.".to_owned(),
                        1 => "Relisez le dernier courriel\u{a0}: il reste un essai.".to_owned(),
                        left => format!("Relisez le dernier courriel\u{a0}: il reste {left} essais."),
                    },
                )
            }
            CheckMailCodeError::Gone => wrong(
                "identity/mail-code-gone",
                "Ce code ne sert plus.",
                "Il a expiré, a déjà servi ou a été essayé cinq fois. Demandez un nouveau code.".to_owned(),
            ),
            CheckMailCodeError::Database(error) => error.into(),
        }
    }
}

/// Tells whose mailbox it is, and spends the code. Five tries, then the code is worth nothing.
///
/// It commits by itself: a caller who fails later must not give tries back. What follows is
/// [`crate::start_session`] with `Method::MailCode`.
pub async fn check_mail_code(db: &Db, ticket: &Token, typed: &str) -> Result<AccountId, CheckMailCodeError> {
    // costs no try: nothing can be learnt from it
    let code = MailCode::parse(typed).ok_or(CheckMailCodeError::Malformed)?;
    let mut tx = db.begin_outside(Actor::Nobody).await?;
    let (key, hash) = (tx.derived_key("identity.mail_code"), ticket.hash());
    let tried = sqlx::query!(
        r#"select account_id, tries_left as "tries_left!" from identity.try_mail_code($1, $2)"#,
        hash.0,
        code.hash(&key, "identity.mail_code", &hex::encode(&hash.0)),
    )
    .fetch_optional(tx.conn())
    .await
    .map_err(DbError::from)?;
    tx.commit().await?;
    let tried = tried.ok_or(CheckMailCodeError::Gone)?;
    tried.account_id.map(Into::into).ok_or(CheckMailCodeError::Wrong { tries_left: tried.tries_left })
}
