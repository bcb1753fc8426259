//! Writes the message of a delivery: a few lines that name no patient, the sheet of the report, and what goes with it.
//!
//! Subjects and texts are read on locked screens and travel in reports: they hold the act's number, never a name.

use kernel::DeliveryId;
use record::MediaType;

use crate::mail::compose::{Attachment, ComposeError, Letter, Media, compose};
use crate::mail::{Address, AddressError, MessageId, NameError};
use crate::model::Carries;
use crate::post::Post;

/// Why the message of a delivery cannot be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LetterError {
    #[error("write to an address that no mail server takes: {0}")]
    Address(#[from] AddressError),
    #[error("name a message: {0}")]
    Name(#[from] NameError),
    #[error(transparent)]
    Compose(#[from] ComposeError),
}

/// The Message-ID of a delivery: the same for every attempt.
pub(crate) fn message_id(delivery: DeliveryId, host: &str) -> Result<MessageId, NameError> {
    format!("{delivery}@{host}").parse()
}

/// The bytes of the message, made once.
pub(crate) fn write(
    post: &Post,
    delivery: DeliveryId,
    to: &str,
    carries: Carries,
    signed: &acts::SignedReport,
) -> Result<Vec<u8>, LetterError> {
    let to: Address = to.parse()?;
    let message_id = message_id(delivery, &post.host)?;
    let number = acts::number(signed.act.id);
    let content = &signed.report.content;
    let mut attachments = Vec::new();
    if carries == Carries::Report {
        attachments.push(Attachment { name: "compte-rendu.pdf", media: Media::Pdf, content: &signed.pdf });
        attachments.extend(signed.attachments.iter().map(|file| Attachment {
            name: &file.name,
            media: match file.media_type {
                MediaType::Pdf => Media::Pdf,
                MediaType::Jpeg => Media::Jpeg,
                MediaType::Png => Media::Png,
            },
            content: &file.bytes,
        }));
    }
    Ok(compose(&Letter {
        from: &post.sender,
        from_name: &content.structure.name,
        to: &to,
        message_id: &message_id,
        written_at: signed.report.signed_at,
        subject: &subject(carries, &number, content.version),
        text: &text(carries, &number, content),
        attachments: &attachments,
    })?)
}

fn subject(carries: Carries, number: &str, version: u16) -> String {
    match (carries, version) {
        (Carries::Replacement, _) => format!("Compte rendu de l’acte {number}\u{a0}: remplacé"),
        (Carries::Report, 1) => format!("Compte rendu de l’acte {number}"),
        (Carries::Report, version) => {
            format!(
                "Compte rendu de l’acte {number}, version {version}\u{a0}: remplace la version {}",
                version - 1
            )
        }
    }
}

fn text(carries: Carries, number: &str, content: &acts::SignedContent) -> String {
    let (author, at) = (&content.author.name, &content.signature.at);
    let mut lines = vec!["Bonjour,".to_owned(), String::new()];
    match carries {
        Carries::Replacement => {
            lines.push(format!(
                "Le compte rendu de l’acte {number} que vous avez reçu n’est plus à jour\u{a0}: {author} l’a remplacé le {at}."
            ));
            lines
                .push("Ne vous fondez plus sur lui. Pour lire la nouvelle version, appelez-nous.".to_owned());
        }
        Carries::Report => {
            lines.push(format!("Voici le compte rendu de l’acte {number}, signé par {author} le {at}."));
            if let Some(replaced) = &content.replaces {
                lines.push(format!("Il remplace {replaced}\u{a0}: ne vous fondez plus sur elle."));
            }
            let joined: Vec<&str> = content.attachments.iter().map(|file| file.title.as_str()).collect();
            if !joined.is_empty() {
                lines.push(format!("Avec lui\u{a0}: {}.", joined.join(", ")));
            }
        }
    }
    lines.push(String::new());
    lines.push(content.structure.name.clone());
    lines.extend(content.structure.lines.iter().cloned());
    lines.push("Message d’une boîte applicative\u{a0}: personne n’y lit les réponses.".to_owned());
    lines.join("\n")
}
