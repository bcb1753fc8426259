//! The draft as it is typed: saved by itself, with a reader more, with a file joined. Each keeps all that was typed.

use access::Action as Asked;
use acts::{Act, AttachError, ReaderChoice, SaveError, Why};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use db::Tx;
use http::{HeaderMap, StatusCode, header};
use jiff::Timestamp;
use kernel::{ActId, SecureAddress};
use record::{AddDocumentError, DocumentKind, NotAFile};
use serde::Serialize;
use ui::{Problems, Typed, french};
use web::{App, Caller, Frame, Problem};

use super::form::{self, Sent};
use super::posted::WithFile;
use super::seen::seen;
use super::show::{Again, page_of};
use super::{AddReader, AttachFile, DetachFile, SaveDraft, ShowAct};

/// What the page hears after a save.
#[derive(Serialize)]
struct Heard {
    version: u32,
    said: String,
}

/// Saves what was typed; a page hears the new version, a browser without script comes back to the page.
pub(super) async fn save(
    SaveDraft { act }: SaveDraft,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    WithFile { typed, .. }: WithFile,
) -> Result<Response, Problem> {
    let by_script = headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("application/json"));
    if by_script {
        let (mut tx, act, _) = seen(&app, &caller, act, Asked::HoldAct).await?;
        let sent = form::read(&typed);
        return match acts::save_draft(&mut tx, &caller, &command(act.id, &sent)).await {
            Ok(saved) => {
                tx.commit().await?;
                let said = saved_at(&caller, saved.at);
                Ok(Json(Heard { version: saved.version, said }).into_response())
            }
            Err(error @ (SaveError::Behind | SaveError::Signed)) => {
                let heard = Heard { version: sent.version, said: sentence(error) };
                Ok((StatusCode::CONFLICT, Json(heard)).into_response())
            }
            Err(error) => Err(error.into()),
        };
    }
    match kept(&app, &caller, &frame, act, &typed).await? {
        Ok((_, known, _)) => Ok(back(known.id, "cr")),
        Err(refused) => Ok(refused),
    }
}

/// Adds a reader by the beginning of their name, or by their secure address.
pub(super) async fn add_reader(
    AddReader { act }: AddReader,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    WithFile { typed, .. }: WithFile,
) -> Result<Response, Problem> {
    let (mut tx, known, mut sent) = match kept(&app, &caller, &frame, act, &typed).await? {
        Ok(kept) => kept,
        Err(refused) => return Ok(refused),
    };
    match named(&mut tx, &caller, typed.get("autre").unwrap_or_default()).await? {
        Ok(choice) => {
            if sent.content.readers.iter().all(|reader| reader.address != choice.address) {
                sent.content.readers.push(choice);
            }
            // in no page's name: what the page that leaves may still send is behind
            sent.writer = String::new();
            acts::save_draft(&mut tx, &caller, &command(known.id, &sent)).await?;
            tx.commit().await?;
            Ok(back(known.id, "cr-destinataires-1"))
        }
        Err(sentence) => {
            let problems = Problems::none().on("autre", sentence);
            refused(&app, tx, &caller, &frame, &known, &typed, problems).await
        }
    }
}

/// Joins the file that was chosen.
pub(super) async fn attach(
    AttachFile { act }: AttachFile,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    WithFile { typed, file }: WithFile,
) -> Result<Response, Problem> {
    let (mut tx, known, _) = match kept(&app, &caller, &frame, act, &typed).await? {
        Ok(kept) => kept,
        Err(refused) => return Ok(refused),
    };
    let Some(bytes) = file else {
        let problems = Problems::none().on("ordonnance", "Choisissez d’abord un fichier.");
        return refused(&app, tx, &caller, &frame, &known, &typed, problems).await;
    };
    let kind = DocumentKind::Prescription;
    match acts::attach(&mut tx, &caller, acts::Attach { act: known.id, kind, bytes }).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(back(known.id, "cr-ordonnance"))
        }
        Err(AttachError::Document(AddDocumentError::NotAFile(why))) if why != NotAFile::TooLarge => {
            let problems = Problems::none().on("ordonnance", why.advice());
            refused(&app, tx, &caller, &frame, &known, &typed, problems).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Takes a joined file away.
pub(super) async fn detach(
    DetachFile { act, document }: DetachFile,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    WithFile { typed, .. }: WithFile,
) -> Result<Response, Problem> {
    let (mut tx, known, _) = match kept(&app, &caller, &frame, act, &typed).await? {
        Ok(kept) => kept,
        Err(refused) => return Ok(refused),
    };
    acts::detach(&mut tx, &caller, known.id, document).await?;
    tx.commit().await?;
    Ok(back(known.id, "cr-ordonnance"))
}

/// Saves the whole form first, committed, so that nothing typed is lost whatever follows. Gives a new transaction, the act,
/// and what was sent, on the version just saved; or the page again, with what is wrong.
pub(super) async fn kept(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    id: ActId,
    typed: &Typed,
) -> Result<Result<(Tx, Act, Sent), Response>, Problem> {
    let (mut tx, act, basis) = seen(app, caller, id, Asked::HoldAct).await?;
    let mut sent = form::read(typed);
    if !sent.problems.is_empty() {
        let again = Again::refused(typed, sent.problems);
        return Ok(Err(page_of(app, tx, caller, frame, &act, basis, &again).await?));
    }
    match acts::save_draft(&mut tx, caller, &command(id, &sent)).await {
        Ok(saved) => {
            tx.commit().await?;
            sent.version = saved.version;
            let (tx, act, _) = seen(app, caller, id, Asked::HoldAct).await?;
            Ok(Ok((tx, act, sent)))
        }
        Err(error @ (SaveError::TooLong | SaveError::Behind)) => {
            let behind = matches!(error, SaveError::Behind).then_some(sent.version);
            let again = Again { behind, ..Again::refused(typed, Problems::none().and(sentence(error))) };
            Ok(Err(page_of(app, tx, caller, frame, &act, basis, &again).await?))
        }
        Err(error) => Err(error.into()),
    }
}

/// The page again, with what is wrong.
pub(super) async fn refused(
    app: &App,
    tx: Tx,
    caller: &Caller,
    frame: &Frame,
    act: &Act,
    typed: &Typed,
    problems: Problems,
) -> Result<Response, Problem> {
    drop(tx);
    let (tx, act, basis) = seen(app, caller, act.id, Asked::HoldAct).await?;
    page_of(app, tx, caller, frame, &act, basis, &Again::refused(typed, problems)).await
}

/// One reader, or the sentence that says why there is none.
async fn named(tx: &mut Tx, caller: &Caller, text: &str) -> Result<Result<ReaderChoice, String>, Problem> {
    if text.is_empty() {
        return Ok(Err("Écrivez le début d’un nom, ou une adresse sécurisée.".to_owned()));
    }
    if text.contains('@') {
        return by_address(tx, caller, text).await;
    }
    let mut found = directory::reachable(tx, text, 6).await?;
    let names = || found.iter().map(|(row, _)| row.full_name()).collect::<Vec<_>>().join(", ");
    match found.len() {
        0 => Ok(Err("Personne de ce nom n’a d’adresse sécurisée dans l’annuaire.".to_owned())),
        1 => {
            let (row, address) = found.remove(0);
            let Ok(address) = address.parse::<SecureAddress>() else {
                return Ok(Err("Son adresse dans l’annuaire n’est pas lisible.".to_owned()));
            };
            Ok(Ok(ReaderChoice { professional: Some(row.id), address, why: Why::Other }))
        }
        _ => Ok(Err(format!(
            "Plusieurs personnes portent ce nom\u{a0}: {}. Écrivez la suite, ou l’adresse.",
            names()
        ))),
    }
}

async fn by_address(
    tx: &mut Tx,
    caller: &Caller,
    text: &str,
) -> Result<Result<ReaderChoice, String>, Problem> {
    let address = match text.parse::<SecureAddress>() {
        Ok(address) if address.patient().is_none() => address,
        Ok(_) => return Ok(Err("Le patient lit son compte rendu sur son lien, pas ici.".to_owned())),
        Err(error) => return Ok(Err(error.advice().to_owned())),
    };
    let today = caller.local(tx.now()).date();
    if !directory::is_secure_domain(tx, address.domain(), today).await? {
        return Ok(Err(format!(
            "«\u{a0}{}\u{a0}» n’est pas dans l’espace de confiance\u{a0}: rien ne partira vers cette adresse.",
            address.domain()
        )));
    }
    Ok(Ok(ReaderChoice { professional: None, address, why: Why::Other }))
}

/// What happened and what to do, in one breath.
fn sentence(error: SaveError) -> String {
    let problem = Problem::from(error);
    format!("{} {}", problem.says, problem.advice)
}

fn command(act: ActId, sent: &Sent) -> acts::SaveDraft {
    acts::SaveDraft { act, version: sent.version, writer: sent.writer.clone(), content: sent.content.clone() }
}

/// « Enregistré à 14:32:08 »
pub(super) fn saved_at(caller: &Caller, at: Timestamp) -> String {
    let time = caller.local(at).time();
    format!("Enregistré à {}:{:02}", french::clock(time), time.second())
}

fn back(act: ActId, place: &str) -> Response {
    Redirect::to(&format!("{}#{place}", ShowAct { act })).into_response()
}
