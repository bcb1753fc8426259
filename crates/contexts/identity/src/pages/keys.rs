//! « Mes clés »: one's keys, ten codes to print, and where one is signed in.

use askama::Template;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::response::{IntoResponse, Redirect};
use axum::{Json, Router};
use axum_extra::extract::CookieJar;
use axum_extra::routing::{RouterExt as _, TypedPath};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use db::Tx;
use http::HeaderMap;
use jiff::Timestamp;
use serde_json::json;
use ui::{Action, Badge, Empty, Icon, Line, Lines, Note, Paper, PasskeyButton, Rich, Shell, Tone, french};
use web::{App, Caller, Frame, Method, Posted, Problem, page, see_other};
use webauthn_rs::prelude::RegisterPublicKeyCredential;

use super::confirm::{confirm_first, is_fresh};
use super::sign_in::{SignIn, outside};
use super::{answered, challenge, device_of, opened_by_number, ticket};
use crate::make_recovery_codes::make_recovery_codes;
use crate::read::{OwnPasskey, OwnSession, own_passkeys, own_sessions};
use crate::remove_passkey::{codes_left, remove_passkey};
use crate::{ceremony, end_all_sessions, end_session, register_passkey};

#[derive(TypedPath)]
#[typed_path("/mes-cles")]
pub(super) struct Keys;

#[derive(TypedPath)]
#[typed_path("/mes-cles/defi")]
struct StartKey;

#[derive(TypedPath)]
#[typed_path("/mes-cles/cle")]
struct FinishKey;

#[derive(TypedPath)]
#[typed_path("/mes-cles/retirer")]
struct RemoveKey;

#[derive(TypedPath)]
#[typed_path("/mes-cles/codes")]
struct MakeCodes;

#[derive(TypedPath)]
#[typed_path("/mes-cles/sessions/fermer")]
struct EndSession;

#[derive(TypedPath)]
#[typed_path("/mes-cles/sessions/fermer-partout")]
struct EndAllSessions;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .typed_get(show)
        .typed_post(start_key)
        .typed_post(finish_key)
        .typed_post(remove_key)
        .typed_post(make_codes)
        .typed_post(end_one)
        .typed_post(end_all)
}

#[derive(Template)]
#[template(path = "keys.html")]
struct KeysPage {
    shell: Shell<'static>,
    nonce: String,
    /// What comes first: confirming, or printing codes.
    first: Vec<Note<'static>>,
    keys: Lines<'static>,
    by_number: Option<Note<'static>>,
    create: Option<PasskeyButton<'static>>,
    codes_left: String,
    make_codes: Option<Action<'static>>,
    sessions: Lines<'static>,
}

async fn show(
    _: Keys,
    State(app): State<App>,
    frame: Frame,
    caller: Caller,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Problem> {
    let mut tx = app.begin(&caller).await?;
    let fresh = is_fresh(&mut tx, &caller).await?;
    let keys = own_passkeys(&mut tx).await?;
    let left = codes_left(&mut tx).await?;
    let sessions = own_sessions(&mut tx).await?;
    let by_number = opened_by_number(&app, &headers, &Keys.to_string());
    let create = PasskeyButton::register(StartKey.to_string(), FinishKey.to_string(), "Créer ma clé");
    page(&KeysPage {
        shell: app.shell(&mut tx, &caller, &frame).await?,
        nonce: frame.nonce,
        first: what_comes_first(fresh, keys.is_empty(), left),
        create: (fresh && by_number.is_none()).then_some(create),
        by_number,
        keys: key_lines(&keys, &caller, tx.now(), fresh),
        codes_left: how_many(left),
        make_codes: fresh.then(|| codes_action(left)),
        sessions: session_lines(&sessions, &caller, tx.now()),
    })
}

fn what_comes_first(fresh: bool, no_key: bool, codes: i64) -> Vec<Note<'static>> {
    let mut notes = Vec::new();
    if !fresh {
        let text = "Pour changer vos clés ou imprimer des codes, votre dernière preuve doit avoir moins de cinq minutes.";
        let confirm = confirm_first(&Keys.to_string()).instead.unwrap_or_default();
        let action = Action::link(confirm, "Confirmer");
        notes.push(Note::new(Tone::Wait, "Confirmez que c’est vous", text).icon(Icon::Key).action(action));
    }
    if no_key {
        let text = "Une clé remplace le mot de passe\u{a0}: votre doigt, votre visage ou le code de l’appareil la débloque.";
        notes.push(Note::new(Tone::Wait, "Créez votre clé", text).icon(Icon::Key));
    }
    if codes == 0 {
        let text = "Le jour où votre appareil est perdu ou en panne, un de ces codes ouvre la porte. Rangez la feuille \
                    loin de l’appareil.";
        notes.push(Note::new(Tone::Wait, "Imprimez vos dix codes de secours", text).icon(Icon::Print));
    }
    notes
}

fn key_lines(keys: &[OwnPasskey], caller: &Caller, now: Timestamp, fresh: bool) -> Lines<'static> {
    let lines = keys.iter().map(|key| {
        let made = french::day_numeric(caller.local(key.created_at).date());
        let used = match key.used_at {
            Some(at) => format!("utilisée {}", moment(caller, at, now)),
            None => "pas encore utilisée".to_owned(),
        };
        let line = Line::new(key.label.clone())
            .glyph(Tone::Brand, Icon::Key)
            .meta(format!("Créée le {made} · {used}"));
        let remove = Action::post(RemoveKey.to_string(), "Retirer")
            .field("cle", BASE64_URL_SAFE_NO_PAD.encode(&key.credential));
        if fresh { line.action(remove.danger().small()) } else { line }
    });
    Lines::new("Vos clés").lines(lines.collect::<Vec<_>>()).empty(Empty::new("Aucune clé", ""))
}

fn codes_action(left: i64) -> Action<'static> {
    let label = if left == 0 { "Imprimer dix codes" } else { "Imprimer dix nouveaux codes" };
    let action = Action::post(MakeCodes.to_string(), label).icon(Icon::Print);
    if left == 0 { action.main() } else { action }
}

fn how_many(left: i64) -> String {
    match left {
        0 => "Vous n’avez pas de code de secours.".to_owned(),
        1 => "Il vous reste 1 code de secours.".to_owned(),
        left => format!("Il vous reste {left} codes de secours."),
    }
}

fn session_lines(sessions: &[OwnSession], caller: &Caller, now: Timestamp) -> Lines<'static> {
    let lines = sessions.iter().map(|session| {
        let how = match session.method {
            Some(Method::Passkey) => "avec une clé",
            Some(Method::Recovery) => "avec un code de secours",
            Some(Method::MailCode) => "avec un code reçu par courriel",
            Some(Method::Demo) | None => "par la démonstration",
        };
        let here = session.id == caller.session;
        let unknown = if here { "Cet appareil" } else { "Appareil inconnu" };
        let line = Line::new(session.device.clone().unwrap_or_else(|| unknown.to_owned()))
            .glyph(Tone::Plain, Icon::Lock)
            .meta(format!("Ouverte {}, {how}", moment(caller, session.signed_in_at, now)));
        if here {
            line.state(Badge::ok("cette session"))
        } else {
            let close =
                Action::post(EndSession.to_string(), "Fermer").field("session", session.id.to_string());
            line.action(close.small())
        }
    });
    let everywhere = Action::post(EndAllSessions.to_string(), "Fermer partout");
    Lines::new("Vos sessions ouvertes")
        .lines(lines.collect::<Vec<_>>())
        .action(everywhere)
        .foot("«\u{a0}Fermer partout\u{a0}» ferme aussi cette session. Une session se ferme d’elle-même après douze heures.")
}

/// « aujourd’hui à 9 h 02 ».
fn moment(caller: &Caller, at: Timestamp, now: Timestamp) -> String {
    let (at, today) = (caller.local(at), caller.local(now).date());
    format!("{} à {}", french::relative_day(at.date(), today), french::clock_words(at.time()))
}

/// Refuses what a stolen, unlocked computer could do to the account.
async fn ensure_fresh(tx: &mut Tx, caller: &Caller) -> Result<(), Problem> {
    if is_fresh(tx, caller).await? { Ok(()) } else { Err(confirm_first(&Keys.to_string())) }
}

async fn start_key(
    _: StartKey,
    State(app): State<App>,
    caller: Caller,
    cookies: CookieJar,
) -> Result<impl IntoResponse, Problem> {
    let mut tx = app.db.begin_outside(caller.actor()).await?;
    ensure_fresh(&mut tx, &caller).await?;
    drop(tx);
    let party = ceremony::relying_party(&app.house)?;
    let asked = register_passkey::start(&app.db, &party, caller.account).await?;
    Ok(challenge(&app, cookies, asked))
}

async fn finish_key(
    _: FinishKey,
    State(app): State<App>,
    caller: Caller,
    cookies: CookieJar,
    headers: HeaderMap,
    answer: Result<Json<RegisterPublicKeyCredential>, JsonRejection>,
) -> Result<impl IntoResponse, Problem> {
    let (ticket, answer) = (ticket(&cookies)?, answered(answer)?);
    let party = ceremony::relying_party(&app.house)?;
    let key = register_passkey::check(&app.db, &party, caller.account, &ticket, &answer).await?;
    let mut tx = app.db.begin_outside(caller.actor()).await?;
    register_passkey::keep(&mut tx, caller.account, &key, device_of(&headers).as_deref()).await?;
    tx.commit().await?;
    Ok(Json(json!({ "next": Keys.to_string() })))
}

async fn remove_key(
    _: RemoveKey,
    State(app): State<App>,
    caller: Caller,
    Posted(typed): Posted,
) -> Result<impl IntoResponse, Problem> {
    let mut tx = app.db.begin_outside(caller.actor()).await?;
    ensure_fresh(&mut tx, &caller).await?;
    let credential = typed.get("cle").and_then(|text| BASE64_URL_SAFE_NO_PAD.decode(text).ok());
    remove_passkey(&mut tx, &credential.ok_or_else(Problem::not_found)?).await?;
    tx.commit().await?;
    Ok(see_other(&Keys))
}

#[derive(Template)]
#[template(path = "recovery_codes.html")]
struct CodesPage {
    shell: Shell<'static>,
    print: Action<'static>,
    back: Action<'static>,
    paper: Paper<'static>,
}

/// The answer is the page itself: the codes are in no address and are shown once.
async fn make_codes(
    _: MakeCodes,
    State(app): State<App>,
    frame: Frame,
    caller: Caller,
) -> Result<impl IntoResponse, Problem> {
    let mut tx = app.begin(&caller).await?;
    ensure_fresh(&mut tx, &caller).await?;
    let codes = make_recovery_codes(&mut tx).await?;
    let shell = app.shell(&mut tx, &caller, &Frame { here: Keys.to_string(), ..frame }).await?;
    let day = french::day(caller.local(tx.now()).date());
    tx.commit().await?;
    let opening = Rich::from("Codes de secours de ").strong(caller.name.clone());
    let paper =
        codes.iter().fold(Paper::new("Maillage", app.house.origin.clone(), opening), |paper, code| {
            paper.paragraph(code.printed(), "")
        });
    let paper = paper
        .paragraph("Pour entrer\u{a0}:", "ouvrez Maillage, choisissez «\u{a0}Code de secours\u{a0}», recopiez un code. Chacun sert une fois.")
        .foot("À garder loin de votre appareil.", day);
    page(&CodesPage {
        shell,
        print: Action::print("Imprimer").main(),
        back: Action::link(Keys.to_string(), "C’est rangé"),
        paper,
    })
}

async fn end_one(
    _: EndSession,
    State(app): State<App>,
    caller: Caller,
    Posted(typed): Posted,
) -> Result<impl IntoResponse, Problem> {
    let session = typed.get("session").and_then(|text| text.parse().ok()).ok_or_else(Problem::not_found)?;
    let mut tx = app.db.begin_outside(caller.actor()).await?;
    end_session(&mut tx, session).await?;
    tx.commit().await?;
    Ok(see_other(&Keys))
}

async fn end_all(
    _: EndAllSessions,
    State(app): State<App>,
    caller: Caller,
    cookies: CookieJar,
) -> Result<impl IntoResponse, Problem> {
    let mut tx = app.db.begin_outside(caller.actor()).await?;
    end_all_sessions(&mut tx).await.map_err(|error| Problem::internal(&error))?;
    tx.commit().await?;
    Ok((outside(cookies), Redirect::to(&SignIn.to_string())))
}
