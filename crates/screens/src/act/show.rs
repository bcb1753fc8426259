//! Gathers the page of an act, whole: the same after a refused form, with what was typed kept.

use access::{Action as Asked, Basis};
use acts::model::Sending;
use acts::{Act, Consent, Draft, Notice, Outcome, Report, Stamp, UnpaidModality};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use db::Tx;
use http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use patients::{Person, Sex};
use ui::{
    Action, Badge, Call, Dialog, Field, Figure, Form, Icon, Identity, Lines, Note, Problems, Shell, Thread,
    Typed, french,
};
use web::{App, Caller, Frame, Problem, page};

use super::parts::{self, Consenting};
use super::seen::seen;
use super::{
    CorrectReport, DetachFile, Interrupt, ShowAct, ShowFile, ShowInformation, ShowSheet, ShowText, form,
    invite, steps,
};
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
    /// Who takes part beside the holder.
    there: Vec<Badge<'static>>,
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
    let tx = &mut owned;
    let facts = Facts::of(tx, caller, act).await?;
    audit::view(tx, audit::View { page: "act", patients: &[act.patient], basis: basis.name() }).await?;
    let writing = facts.writing(tx, caller, act, again).await?;
    let (thread_actions, dialogs) = facts.other_ways(tx, caller, act, again).await?;
    let mut at_day = frame.clone();
    "/journee".clone_into(&mut at_day.here);
    let on_its_way = exchange::fragments::deliveries(tx, caller, act.id).await?;
    let (known, today) = (&facts.known, facts.today);
    let holds = facts.holds;
    let act_page = ActPage {
        shell: app.shell(tx, caller, &at_day).await?.skip("cr", "Aller au compte rendu"),
        identity: banner(tx, &facts.person, known, today).await?,
        title: format!("{} {}", act.kind.words(), act.modality.words()),
        call: parts::call(caller, act, &facts.person, &facts.stamps, &facts.consents, facts.now),
        notes: parts::notes(caller, act, holds, facts.why.as_deref()),
        consenting: parts::consenting(act, &facts.consents, facts.notice.as_ref()).filter(|_| holds),
        thread: facts.thread(caller, act, on_its_way.as_ref().map(|way| way.sending)),
        thread_actions,
        there: invite::there(tx, act).await?,
        paid: parts::paid_words(act, facts.unpaid.as_ref()),
        words: facts.words(caller, act),
        allergies: known.allergy_badges(),
        pressure: known.pressure(caller, today),
        reports: known.reports(caller, today),
        known,
        signed: if writing.is_none() {
            signed_card(caller, act, &facts.reports, facts.signs, today)
        } else {
            None
        },
        writing,
        deliveries: on_its_way.map(|way| way.lines),
        dialogs,
    };
    let html = page(&act_page)?;
    owned.commit().await?;
    Ok((again.status(), html).into_response())
}

/// What the page is made of, read once.
struct Facts {
    now: Timestamp,
    today: Date,
    person: Person,
    /// Whether the caller holds the act, and may sign its report.
    holds: bool,
    signs: bool,
    known: Known,
    reports: Vec<Report>,
    draft: Option<Draft>,
    stamps: Vec<Stamp>,
    consents: Vec<Consent>,
    notice: Option<Notice>,
    why: Option<String>,
    unpaid: Option<UnpaidModality>,
    evaluated: bool,
    said: Option<String>,
}

impl Facts {
    async fn of(tx: &mut Tx, caller: &Caller, act: &Act) -> Result<Self, Problem> {
        let now = tx.now();
        let today = caller.local(now).date();
        Ok(Self {
            now,
            today,
            person: patients::person(tx, act.patient).await?.ok_or_else(Problem::not_found)?,
            holds: acts::decide_on(tx, caller, act, Asked::HoldAct).await?.is_ok(),
            signs: acts::decide_on(tx, caller, act, Asked::SignReport).await?.is_ok(),
            known: Known::of(tx, caller, act.patient, Some(act.id)).await?,
            reports: acts::reports_of_act(tx, act).await?,
            draft: acts::draft(tx, act).await?,
            stamps: acts::stamps(tx, act.id).await?,
            consents: acts::consents(tx, act.id).await?,
            notice: acts::notice(tx, today).await?,
            why: acts::outcome_why(tx, act).await?,
            unpaid: acts::unpaid(tx, act.kind, act.modality, today).await?,
            evaluated: acts::is_evaluated(tx, act.id).await?,
            said: acts::words_of(tx, act).await?,
        })
    }

    /// The form, while the act is open or closed without a signature, or while a correction is being written.
    async fn writing(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        act: &Act,
        again: &Again,
    ) -> Result<Option<WritingCard>, Problem> {
        if !self.holds || !is_written(act) || (!self.reports.is_empty() && self.draft.is_none()) {
            return Ok(None);
        }
        let chosen = self.draft.as_ref().map(|draft| draft.content.readers.clone()).unwrap_or_default();
        let offered = form::offered(tx, caller, act, &self.person, &chosen).await?;
        let unreachable = form::unreachable(tx, act, &self.person).await?;
        let begun;
        let (content, version, said) = if let Some(draft) = &self.draft {
            let said = saved_words(caller, draft.saved_at, self.now);
            (&draft.content, again.behind.unwrap_or(draft.version), said)
        } else {
            let measured = self.known.said_today(caller, self.today);
            begun = form::begins_with(self.said.as_deref(), measured, self.known.last_report(), &offered);
            (&begun, 0, "S’enregistre tout seul".to_owned())
        };
        let writing = form::Writing {
            act,
            content,
            version,
            for_version: self.draft.as_ref().map_or(1, |draft| draft.for_version),
            said,
            offered: &offered,
            unreachable: &unreachable,
        };
        Ok(Some(writing_card(tx, act, &writing, again).await?))
    }

    /// Converting and interrupting, for who holds the act while it lasts: the buttons and their questions.
    async fn other_ways(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        act: &Act,
        again: &Again,
    ) -> Result<(Vec<Action<'static>>, Vec<Dialog<'static>>), Problem> {
        let (mut actions, mut dialogs) = (Vec::new(), Vec::new());
        if act.modality.is_remote() && self.notice.is_some() {
            let sheet = ShowInformation { act: act.id }.to_string();
            actions.push(Action::link(sheet, "Ce que le patient doit savoir").icon(Icon::Print).quiet());
        }
        if !self.holds || act.outcome.is_some() {
            return Ok((actions, dialogs));
        }
        if act.modality.is_remote() {
            actions.push(Action::link("#presentiel", "Convertir en présentiel").icon(Icon::Map));
            dialogs.push(steps::convert_dialog(tx, caller, act, &again.typed, &again.problems).await?);
        }
        if caller.professional == Some(act.professional)
            && let Some(dialog) = invite::dialog(tx, act, &again.typed, &again.problems).await?
        {
            actions.push(Action::link("#inviter", "Inviter").icon(Icon::Users));
            dialogs.push(dialog);
        }
        if act.opened_at.is_some() {
            actions.push(Action::link("#interruption", "Interrompre").quiet());
            dialogs.push(interrupt_dialog(act, again));
        }
        Ok((actions, dialogs))
    }

    fn thread(&self, caller: &Caller, act: &Act, sending: Option<Sending>) -> Thread<'static> {
        let first = (is_written(act) && self.reports.is_empty()).then_some(1);
        let correcting = self.draft.as_ref().map(|draft| draft.for_version).or(first);
        parts::thread(caller, act, &self.reports, correcting, sending, self.evaluated, self.today)
    }

    fn words(&self, caller: &Caller, act: &Act) -> Option<Words> {
        let text = self.said.clone()?;
        let title = words_title(act, &self.person);
        Some(Words { title, when: moment(caller, act.requested_at, self.now), text })
    }
}

/// Whether a report can be written of it: it is open, or was held.
fn is_written(act: &Act) -> bool {
    act.opened_at.is_some() && act.outcome.is_none_or(|outcome| outcome == Outcome::Closed)
}

async fn banner(
    tx: &mut Tx,
    person: &Person,
    known: &Known,
    today: Date,
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
    again: &Again,
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
        form: form::form(writing, &again.typed, &again.problems),
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
    today: Date,
) -> Option<SignedCard> {
    let last = reports.last()?;
    let content = &last.content;
    let part = |title, text: &str| (title, text.split('\n').map(str::to_owned).collect::<Vec<_>>());
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

fn interrupt_dialog(act: &Act, again: &Again) -> Dialog<'static> {
    Dialog::new(
        "interruption",
        "Interrompre cet acte\u{202f}?",
        "Il s’arrête ici, sans compte rendu\u{a0}: un incident, une ligne coupée.",
        "Continuer l’acte",
    )
    .form(
        Form::new(Interrupt { act: act.id }.to_string(), "Interrompre")
            .id("int")
            .with(
                Field::line("incident", "Que s’est-il passé\u{202f}?")
                    .optional()
                    .longest(steps::LONGEST_REASON),
            )
            .filled(&again.typed, &again.problems),
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
