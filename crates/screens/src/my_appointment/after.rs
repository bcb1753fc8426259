//! After the act: the report in the doctor's words, its sheet, and two questions.

use acts::{Act, AnsweredBy, Evaluate, EvaluateError, Outcome, Report, Solved};
use agenda::AskedBy;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::routing::TypedPath;
use http::StatusCode;
use serde::Deserialize;
use ui::{Action, Choice, Field, Form, Icon, Problems, Typed, french};
use web::{App, Frame, Posted, Problem, page, pdf};

use super::show::{self, Wrong};
use super::{Holder, words};

#[derive(TypedPath, Deserialize)]
#[typed_path("/m/{token}/avis")]
pub(super) struct Opinion {
    token: String,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/m/{token}/compte-rendu.pdf")]
pub(super) struct Sheet {
    token: String,
}

/// How the act of the appointment ended, for whoever opened the link.
pub(super) struct After {
    act: Act,
    /// The last version that was signed.
    report: Option<Report>,
    answered: bool,
}

/// The report as the page shows it.
pub(super) struct ReportCard {
    /// « Dr Hélène Marchais, mardi 24 novembre 2026 »
    pub(super) signed: String,
    /// Title and lines of each part that was written.
    pub(super) parts: Vec<(&'static str, Vec<String>)>,
    pub(super) sheet: Action<'static>,
}

/// The act of the appointment, when there is one and the code was given.
pub(super) async fn after(holder: &mut Holder) -> Result<Option<After>, Problem> {
    if !holder.opened {
        return Ok(None);
    }
    let appointment = holder.known.appointment.id;
    let Some(act) = acts::acts_of_appointments(&mut holder.tx, &[appointment]).await?.pop() else {
        return Ok(None);
    };
    let report = acts::reports_of_act(&mut holder.tx, &act).await?.pop();
    let answered = acts::is_evaluated(&mut holder.tx, act.id).await?;
    Ok(Some(After { act, report, answered }))
}

impl After {
    /// When the last version was signed.
    pub(super) fn signed(&self) -> Option<jiff::Timestamp> {
        self.report.as_ref().map(|report| report.signed_at)
    }

    /// The doctor has closed it, whatever the hour.
    pub(super) fn is_over(&self) -> bool {
        self.act.closed_at.is_some()
    }

    pub(super) fn is_answered(&self) -> bool {
        self.answered
    }

    /// The report in the doctor's words.
    pub(super) fn card(&self, holder: &Holder) -> Option<ReportCard> {
        let content = &self.report.as_ref()?.content;
        let parts = [
            ("Pourquoi", &content.motif),
            ("Ce que nous avons vu", &content.constat),
            ("Ce que nous en pensons", &content.conclusion),
            ("Ce qui est prévu", &content.conduite),
        ];
        let token = holder.token.reveal();
        let day = self.signed()?.to_zoned(holder.zone()).date();
        Some(ReportCard {
            signed: format!("{}, {}", content.author.name, french::day_long(day)),
            parts: parts
                .into_iter()
                .filter(|(_, text)| !text.trim().is_empty())
                .map(|(title, text)| (title, text.lines().map(ToOwned::to_owned).collect()))
                .collect(),
            sheet: Action::link(Sheet { token }.to_string(), "Ouvrir la feuille, à imprimer").icon(Icon::Doc),
        })
    }

    /// The two questions, while they wait for an answer.
    pub(super) fn questions(
        &self,
        holder: &Holder,
        typed: &Typed,
        problems: &Problems,
    ) -> Option<Form<'static>> {
        if self.act.outcome != Some(Outcome::Closed) || self.answered {
            return None;
        }
        let found =
            Solved::ALL.iter().map(|answer| Choice::new(answer.name(), words::first_upper(answer.words())));
        let again = (0..=10).map(|note: u8| Choice::new(note.to_string(), note.to_string()));
        let to = Opinion { token: holder.token.reveal() }.to_string();
        Some(
            Form::new(to, "Envoyer mes réponses")
                .id("avis")
                .title("Deux questions, si vous voulez")
                .with(Field::radios(
                    "trouve",
                    french::typo("Votre demande a-t-elle trouvé sa réponse ?").into_owned(),
                    found,
                ))
                .with(
                    Field::radios("encore", french::typo("Referiez-vous de même ?").into_owned(), again)
                        .hint("De 0, sûrement pas, à 10, sûrement."),
                )
                .filled(typed, problems),
        )
    }
}

pub(super) async fn answer(
    Opinion { token }: Opinion,
    State(app): State<App>,
    cookies: CookieJar,
    frame: Frame,
    Posted(typed): Posted,
) -> Result<Response, Problem> {
    let mut holder = Holder::come(&app, &token, &cookies).await?;
    let place = holder.path().to_string();
    // closed again meanwhile: the code is asked for, and nothing is said of the act
    let Some(after) = after(&mut holder).await? else { return Ok(Redirect::to(&place).into_response()) };
    let (solved, again) = match read(&typed) {
        Ok(answers) => answers,
        Err(problems) => {
            let wrong = Wrong { opinion: (typed, problems), ..Wrong::default() };
            let shown = show::render(&mut holder, &frame, false, &wrong).await?;
            holder.tx.commit().await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&shown)?).into_response());
        }
    };
    let themself = holder.known.appointment.asked_by == AskedBy::Themself;
    let answered_by = if themself { AnsweredBy::Patient } else { AnsweredBy::Carer };
    match acts::evaluate(&mut holder.tx, Evaluate { act: after.act.id, solved, again, answered_by }).await {
        Ok(()) => holder.tx.commit().await?,
        // sent twice: the first stands, and the page says thank you
        Err(EvaluateError::Answered) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(Redirect::to(&place).into_response())
}

fn read(typed: &Typed) -> Result<(Solved, u8), Problems> {
    let solved = typed.get("trouve").and_then(Solved::from_name);
    let again = typed.get("encore").and_then(|note| note.parse().ok()).filter(|note| *note <= 10);
    match (solved, again) {
        (Some(solved), Some(again)) => Ok((solved, again)),
        (solved, again) => {
            let mut problems = Problems::none();
            if solved.is_none() {
                problems.add("trouve", "Choisissez une des trois réponses.");
            }
            if again.is_none() {
                problems.add("encore", "Choisissez une note de 0 à 10.");
            }
            Err(problems)
        }
    }
}

pub(super) async fn sheet(
    Sheet { token }: Sheet,
    State(app): State<App>,
    cookies: CookieJar,
) -> Result<Response, Problem> {
    let mut holder = Holder::come(&app, &token, &cookies).await?;
    let report = after(&mut holder).await?.and_then(|after| after.report).ok_or_else(Problem::not_found)?;
    let sheet = acts::pdf_of(&mut holder.tx, report.id).await?.ok_or_else(Problem::not_found)?;
    let patients = [holder.known.appointment.patient];
    let view =
        audit::View { page: "suivi/report", patients: &patients, basis: access::Basis::Patient.name() };
    audit::view(&mut holder.tx, view).await?;
    holder.tx.commit().await?;
    Ok(pdf(sheet.bytes, "compte-rendu.pdf"))
}
