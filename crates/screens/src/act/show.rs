//! Gathers the page of an act, whole: the same after a refused form, with what was typed kept.

use access::{Action as Asked, Basis};
use acts::model::Sending;
use acts::{Act, Outcome, Report};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use db::Tx;
use http::StatusCode;
use jiff::Timestamp;
use patients::{Person, Sex};
use ui::{
    Action, Badge, Call, Dialog, Field, Figure, Form, Icon, Identity, Lines, Note, Problems, Shell, Thread,
    Typed, french,
};
use web::{App, Caller, Frame, Problem, page};

use super::parts::{self, Consenting};
use super::seen::seen;
use super::{CorrectReport, DetachFile, Interrupt, ShowAct, ShowFile, ShowSheet, ShowText, form, steps};
use crate::care::Known;

#[derive(Template)]
#[template(path = "act.html")]
struct ActPage<'a> {
    shell: Shell<'static>,
    identity: Identity<'static>,
    title: String,
    call: Option<Call<'static>>,
    notes: Vec<Note<'static>>,
    consenting: Option<Consenting>,
    thread: Thread<'static>,
    thread_actions: Vec<Action<'static>>,
    paid: Option<String>,
    words: Option<Words>,
    allergies: Vec<Badge<'static>>,
    known: &'a Known,
    pressure: Option<Figure<'static>>,
    reports: Lines<'static>,
    writing: Option<WritingCard>,
    signed: Option<SignedCard>,
    /// Where the signed report is on its way: what `exchange` tells.
    deliveries: Option<Lines<'static>>,
    dialogs: Vec<Dialog<'static>>,
}

/// What the patient wrote or said.
struct Words {
    title: &'static str,
    when: String,
    text: String,
}

/// The report being written, with the buttons that stand beside its fields.
struct WritingCard {
    form: Form<'static>,
    without_it: bool,
    readers: bool,
    /// Those who have a right to it and no secure address.
    unreachable: Vec<String>,
    attached: Vec<AttachedLine>,
    attach: Action<'static>,
    add_reader: Action<'static>,
}

struct AttachedLine {
    title: String,
    href: String,
    remove: Action<'static>,
}

/// The report as it was signed.
struct SignedCard {
    title: String,
    badge: Badge<'static>,
    meta: String,
    parts: Vec<(&'static str, Vec<String>)>,
    files: Vec<(String, String)>,
    readers: Vec<String>,
    actions: Vec<Action<'static>>,
    text: String,
    older: Vec<(String, String)>,
}

pub(super) async fn show(
    ShowAct { act }: ShowAct,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<Response, Problem> {
    let (tx, act, basis) = seen(&app, &caller, act, Asked::SeeAct).await?;
    page_of(&app, tx, &caller, &frame, &act, basis, &Again::none()).await
}

/// What was sent and refused: shown again as it was typed, with what is wrong.
#[derive(Default)]
pub(super) struct Again {
    pub(super) typed: Typed,
    pub(super) problems: Problems,
    /// The text was written on a version of the draft that is behind: it is shown and must not be saved over the other.
    pub(super) behind: Option<u32>,
}

impl Again {
    /// The page is opened, nothing was sent.
    pub(super) fn none() -> Self {
        Self::default()
    }

    pub(super) fn refused(typed: &Typed, problems: Problems) -> Self {
        Self { typed: typed.clone(), problems, behind: None }
    }

    fn status(&self) -> StatusCode {
        match (self.behind, self.problems.is_empty()) {
            (Some(_), _) => StatusCode::CONFLICT,
            (None, true) => StatusCode::OK,
            (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

/// The page; with problems it is the answer to a refused form.
pub(super) async fn page_of(
    app: &App,
    mut owned: Tx,
    caller: &Caller,
    frame: &Frame,
    act: &Act,
    basis: Basis,
    again: &Again,
) -> Result<Response, Problem> {
    let (typed, problems) = (&again.typed, &again.problems);
    let tx = &mut owned;
    let person = patients::person(tx, act.patient).await?.ok_or_else(Problem::not_found)?;
    audit::view(tx, audit::View { page: "act", patients: &[act.patient], basis: basis.name() }).await?;
    let now = tx.now();
    let today = caller.local(now).date();
    let holds = acts::decide_on(tx, caller, act, Asked::HoldAct).await?.is_ok();
    let signs = acts::decide_on(tx, caller, act, Asked::SignReport).await?.is_ok();
    let known = Known::of(tx, caller, act.patient, Some(act.id)).await?;
    let reports = acts::reports_of_act(tx, act).await?;
    let draft = acts::draft(tx, act).await?;
    let stamps = acts::stamps(tx, act.id).await?;
    let consents = acts::consents(tx, act.id).await?;
    let notice = acts::notice(tx, today).await?;
    let why = acts::outcome_why(tx, act).await?;
    let unpaid = acts::unpaid(tx, act.kind, act.modality, today).await?;
    let evaluated = acts::is_evaluated(tx, act.id).await?;
    let words = acts::words_of(tx, act).await?;
    let sending = reports.last().filter(|last| last.content.readers.is_empty()).map(|_| Sending::NoReader);
    let open = act.opened_at.is_some() && act.outcome.is_none_or(|outcome| outcome == Outcome::Closed);
    let for_version = draft.as_ref().map_or(1, |draft| draft.for_version);
    let correcting =
        draft.as_ref().map(|draft| draft.for_version).or((open && reports.is_empty()).then_some(1));
    let writes = holds && open && (reports.is_empty() || draft.is_some());
    let writing = if writes {
        let offered_to = draft.as_ref().map(|draft| draft.content.readers.clone()).unwrap_or_default();
        let offered = form::offered(tx, caller, act, &person, &offered_to).await?;
        let begun;
        let (content, version, said) = match &draft {
            Some(draft) => (
                &draft.content,
                again.behind.unwrap_or(draft.version),
                saved_words(caller, draft.saved_at, now),
            ),
            None => {
                begun = form::begins_with(
                    words.as_deref(),
                    known.said_today(caller, today),
                    known.last_report(),
                    &offered,
                );
                (&begun, 0, "S’enregistre tout seul".to_owned())
            }
        };
        let unreachable = form::unreachable(tx, act, &person).await?;
        let writing = form::Writing {
            act,
            content,
            version,
            for_version,
            said,
            offered: &offered,
            unreachable: &unreachable,
        };
        Some(writing_card(tx, act, &writing, typed, problems).await?)
    } else {
        None
    };
    let signed = if writes { None } else { signed_card(caller, act, &reports, signs, today) };
    let mut thread_actions = Vec::new();
    let mut dialogs = Vec::new();
    if holds && act.outcome.is_none() && act.modality.is_remote() {
        thread_actions.push(Action::link("#presentiel", "Convertir en présentiel").icon(Icon::Map));
        dialogs.push(steps::convert_dialog(tx, caller, act, typed, problems).await?);
    }
    if holds && act.outcome.is_none() && act.opened_at.is_some() {
        thread_actions.push(Action::link("#interruption", "Interrompre").quiet());
        dialogs.push(interrupt_dialog(act));
    }
    let mut at_day = frame.clone();
    "/journee".clone_into(&mut at_day.here);
    let act_page = ActPage {
        shell: app.shell(tx, caller, &at_day).await?.skip("cr", "Aller au compte rendu"),
        identity: banner(tx, &person, &known, today).await?,
        title: format!("{} {}", act.kind.words(), act.modality.words()),
        call: parts::call(caller, act, &person, &stamps, &consents, now),
        notes: parts::notes(caller, act, holds, why.as_deref()),
        consenting: parts::consenting(act, &consents, notice.as_ref()).filter(|_| holds),
        thread: parts::thread(caller, act, &reports, correcting, sending, evaluated, today),
        thread_actions,
        paid: parts::paid_words(act, unpaid.as_ref()),
        words: words.map(|text| Words {
            title: words_title(act, &person),
            when: moment(caller, act.requested_at, now),
            text,
        }),
        allergies: known.allergy_badges(),
        pressure: known.pressure(caller, today),
        reports: known.reports(caller, today),
        known: &known,
        writing,
        signed,
        deliveries: None,
        dialogs,
    };
    let html = page(&act_page)?;
    owned.commit().await?;
    Ok((again.status(), html).into_response())
}

async fn banner(
    tx: &mut Tx,
    person: &Person,
    known: &Known,
    today: jiff::civil::Date,
) -> Result<Identity<'static>, Problem> {
    let banner = parts::identity(person, &known.allergies, today);
    let own_gp = match person.own_gp {
        Some(id) => directory::professional(tx, id).await?,
        None => None,
    };
    Ok(match own_gp {
        Some(gp) => banner.fact("Médecin traitant", gp.short_name()),
        None => banner,
    })
}

async fn writing_card(
    tx: &mut Tx,
    act: &Act,
    writing: &form::Writing<'_>,
    typed: &Typed,
    problems: &Problems,
) -> Result<WritingCard, Problem> {
    let attached = acts::attachments_of(tx, act.id).await?;
    let line = |file: acts::Attached| {
        let document = file.document.id;
        AttachedLine {
            title: file.document.title,
            href: ShowFile { act: act.id, document }.to_string(),
            remove: Action::submit_to(DetachFile { act: act.id, document }.to_string(), "Retirer")
                .small()
                .quiet(),
        }
    };
    Ok(WritingCard {
        form: form::form(writing, typed, problems),
        without_it: form::asks_without_it(act),
        readers: !writing.offered.is_empty(),
        unreachable: writing.unreachable.to_vec(),
        attached: attached.into_iter().map(line).collect(),
        attach: form::attach(act),
        add_reader: form::add_reader(act),
    })
}

fn signed_card(
    caller: &Caller,
    act: &Act,
    reports: &[Report],
    signs: bool,
    today: jiff::civil::Date,
) -> Option<SignedCard> {
    let last = reports.last()?;
    let content = &last.content;
    let part = |title, text: &str| (title, text.split("\n").map(str::to_owned).collect::<Vec<_>>());
    let parts = [
        ("Motif", &content.motif),
        ("Constat", &content.constat),
        ("Conclusion", &content.conclusion),
        ("Conduite à tenir", &content.conduite),
    ];
    let mut actions = vec![
        Action::link(ShowSheet { report: last.id }.to_string(), "Ouvrir le PDF").icon(Icon::Doc),
        Action::copy("texte-a-copier", "Copier le texte"),
        Action::link(ShowText { report: last.id }.to_string(), "Texte seul").quiet(),
    ];
    if signs {
        actions.push(Action::post(CorrectReport { act: act.id }.to_string(), "Corriger").icon(Icon::Edit));
    }
    let day = |at: Timestamp| {
        let local = caller.local(at);
        format!("{} à {}", french::relative_day(local.date(), today), french::clock(local.time()))
    };
    Some(SignedCard {
        title: "Compte rendu".to_owned(),
        badge: if last.version > 1 {
            Badge::info(format!("version {}", last.version)).icon(Icon::Doc)
        } else {
            Badge::ok("signé")
        },
        meta: format!("{}, {}", content.signature.by, day(last.signed_at)),
        parts: parts
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(title, text)| part(title, text))
            .collect(),
        files: content
            .attachments
            .iter()
            .map(|file| {
                let href = ShowFile { act: act.id, document: file.document }.to_string();
                (href, format!("{} ({})", file.title, file.detail))
            })
            .collect(),
        readers: content.readers.iter().map(|reader| format!("{}, {}", reader.name, reader.detail)).collect(),
        actions,
        text: content.to_draft().plain_text(),
        older: reports
            .iter()
            .rev()
            .skip(1)
            .map(|old| {
                let words = format!("version {}, {}, remplacée", old.version, day(old.signed_at));
                (ShowSheet { report: old.id }.to_string(), words)
            })
            .collect(),
    })
}

fn interrupt_dialog(act: &Act) -> Dialog<'static> {
    Dialog::new(
        "interruption",
        "Interrompre cet acte\u{202f}?",
        "Il s’arrête ici, sans compte rendu\u{a0}: un incident, une ligne coupée.",
        "Continuer l’acte",
    )
    .form(
        Form::new(Interrupt { act: act.id }.to_string(), "Interrompre")
            .id("int")
            .with(Field::line("pourquoi", "Que s’est-il passé\u{202f}?").optional().longest(300)),
    )
}

fn words_title(act: &Act, person: &Person) -> &'static str {
    use acts::RequestedFrom::{Desk, Portal, Professional, Sas};
    match (act.requested_from, act.asked_by, person.identity.sex) {
        (Portal, agenda::AskedBy::Themself, Sex::Female) => "Ce qu’elle a écrit",
        (Portal, agenda::AskedBy::Themself, _) => "Ce qu’il a écrit",
        (Portal, _, _) => "Ce que son proche a écrit",
        (Desk, _, _) => "Ce qui a été dit au téléphone",
        (Professional | Sas, _, _) => "Ce qui est demandé",
        _ => "Le besoin",
    }
}

fn saved_words(caller: &Caller, at: Timestamp, now: Timestamp) -> String {
    let local = caller.local(at);
    if local.date() == caller.local(now).date() {
        return super::draft::saved_at(caller, at);
    }
    format!("Enregistré le {} à {}", french::day_month(local.date()), french::clock(local.time()))
}

/// « hier, 18:40 »
fn moment(caller: &Caller, at: Timestamp, now: Timestamp) -> String {
    let (local, today) = (caller.local(at), caller.local(now).date());
    format!("{}, {}", french::relative_day(local.date(), today), french::clock(local.time()))
}
