//! The questions after the reason: signs, way, time, for whom, who. Each page is the answer to the form before it.

use agenda::{BookError, Modality};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum_extra::routing::TypedPath;
use http::StatusCode;
use serde::Deserialize;
use territory::Reason;
use ui::{
    Action, Badge, Form, Icon, Note, PlainShell, Problems, Progress, RedFlags, Rich, SlotChoice, Tone, Typed,
    UrgentLine, french,
};
use web::{App, Frame, Posted, Problem, page, see_other};

use super::answers::{Answers, CARRIED, RELATIONS, Step, ways};
use super::place::{Place, example};
use super::{danger_signs, emergency_shell, patient_shell, person, reasons, times};
use crate::book_on_portal::{BookOnPortal, PortalError, book_on_portal};
use crate::link::MyAppointment;
use crate::model::LinkToken;

#[derive(TypedPath, Deserialize)]
#[typed_path("/rdv/{territory}/{reason}")]
pub(super) struct Steps {
    pub(super) territory: String,
    pub(super) reason: String,
}

#[derive(Template)]
#[template(path = "portal_step.html")]
struct StepPage {
    shell: PlainShell<'static>,
    urgent: Option<UrgentLine>,
    progress: Option<Progress<'static>>,
    title: String,
    lead: Vec<String>,
    example: Option<Badge<'static>>,
    notes: Vec<Note<'static>>,
    signs: Vec<String>,
    to: String,
    carried: Vec<(&'static str, String)>,
    taps: Vec<Tap>,
    slots: Option<SlotChoice<'static>>,
    others: Vec<Action<'static>>,
    form: Option<Form<'static>>,
    /// The telephone of the cabinet; absent where only the 15 helps.
    talk: Option<Note<'static>>,
    flags: RedFlags<'static>,
}

/// One answer as a large button.
struct Tap {
    name: &'static str,
    value: &'static str,
    icon: Option<Icon>,
    words: String,
    detail: Option<&'static str>,
}

pub(super) async fn show(path: Steps, State(app): State<App>, frame: Frame) -> Result<Response, Problem> {
    let mut guest = Guest::come(&app, &frame, path).await?;
    guest.show(Step::Signs, &Typed::default(), &Problems::none(), StatusCode::OK).await
}

pub(super) async fn answer(
    path: Steps,
    State(app): State<App>,
    frame: Frame,
    Posted(typed): Posted,
) -> Result<Response, Problem> {
    let mut guest = Guest::come(&app, &frame, path).await?;
    if typed.get("signes") == Some("oui") {
        return guest.stop();
    }
    let back = typed.get("retour").and_then(Step::from_name);
    let today = guest.place.tx.now().to_zoned(times::zone(&guest.place.territory)).date();
    let mut asked = Answers::read(&typed, &guest.reason, today, back);
    if let Some(slot) = &asked.slot
        && !times::suits(&mut guest.place.tx, slot, &guest.reason).await?
    {
        asked.slot = None;
    }
    let Some(gap) = asked.first_gap() else { return guest.book(&app, &typed, asked).await };
    // a step that was answered and is still open was answered wrongly
    let answered = typed.get("etape").and_then(Step::from_name);
    let is_wrong = back.is_none()
        && !(gap == Step::Time && typed.get("apres").is_some())
        && answered.is_none_or(|step| step >= gap);
    let (problems, status) = if is_wrong {
        (wrong(gap, asked.identity.err()), StatusCode::UNPROCESSABLE_ENTITY)
    } else {
        (Problems::none(), StatusCode::OK)
    };
    guest.show(gap, &typed, &problems, status).await
}

/// What to do about a step that was not answered as it must be.
fn wrong(step: Step, identity: Option<Problems>) -> Problems {
    match step {
        Step::Signs => Problems::none().and("Dites d’abord si vous avez un de ces signes."),
        Step::How => Problems::none().and("Choisissez une des façons proposées."),
        Step::Time => Problems::none().and("Choisissez une des heures proposées."),
        Step::Relation => Problems::none().and("Dites pour qui est ce rendez-vous."),
        Step::Person => identity.unwrap_or_default(),
    }
}

/// Somebody on the portal, at a reason.
struct Guest {
    place: Place,
    reason: Reason,
    path: Steps,
    frame: Frame,
}

impl Guest {
    async fn come(app: &App, frame: &Frame, path: Steps) -> Result<Self, Problem> {
        let place = Place::find(app, &path.territory).await?;
        let reason = place.reason(&path.reason)?;
        Ok(Self { place, reason, path, frame: frame.clone() })
    }

    /// A danger sign: nothing more is asked, nothing is stored.
    fn stop(&self) -> Result<Response, Problem> {
        let mut sheet = self.sheet("Appelez le 15".to_owned());
        sheet.shell = emergency_shell(&self.place.territory, &self.frame);
        sheet.urgent = None;
        sheet.example = None;
        sheet.talk = None;
        sheet.lead = vec![
            "Ce que vous décrivez ne peut pas attendre un rendez-vous. Le 15 répond jour et nuit, gratuitement."
                .to_owned(),
            "Rien n’a été enregistré ici.".to_owned(),
        ];
        sheet.flags = RedFlags::new(self.reason.red_flags.iter().map(|sign| Rich::from(sentence(sign))));
        sheet.notes = vec![
            Note::new(Tone::Info, "Vous vous êtes trompé de bouton\u{202f}?", "Revenez à la question.")
                .icon(Icon::Info)
                .action(Action::link(self.path.to_string(), "Revenir aux signes")),
        ];
        Ok(page(&sheet)?.into_response())
    }

    async fn show(
        &mut self,
        step: Step,
        typed: &Typed,
        problems: &Problems,
        status: StatusCode,
    ) -> Result<Response, Problem> {
        let mut sheet = match step {
            Step::Signs => self.signs(),
            Step::How => self.how(),
            Step::Time => self.time(typed).await?,
            Step::Relation => self.relation(),
            Step::Person => self.person(typed, problems).await?,
        };
        sheet.progress = Some(self.progress(step));
        if step != Step::Person {
            sheet.carried = carried(typed, step);
            if let Some(sentence) = problems.general() {
                sheet.notes.insert(0, Note::new(Tone::Fail, sentence.to_owned(), "").alert());
            }
        }
        Ok((status, page(&sheet)?).into_response())
    }

    /// Books, or says that the time is gone and proposes others; what was typed stays.
    async fn book(&mut self, app: &App, typed: &Typed, asked: Answers) -> Result<Response, Problem> {
        let (Some(slot), Some(asked_by), Some(token), Ok(identity)) =
            (asked.slot, asked.asked_by, asked.token, asked.identity)
        else {
            return Err(Problem::malformed("Recommencez depuis le premier choix."));
        };
        let (territory, reason) = (&self.place.territory, &self.reason);
        let origin = &app.house.origin;
        let command =
            BookOnPortal { territory, reason, slot, asked_by, identity, token: token.clone(), origin };
        match book_on_portal(&app.db, &command).await {
            Ok(()) => Ok(see_other(&MyAppointment::of(&token)).into_response()),
            Err(PortalError::Time(
                BookError::Taken | BookError::TakenElsewhere | BookError::NotOpen | BookError::Past,
            )) => {
                let gone = Problems::none()
                    .and("Cette heure vient d’être prise. Choisissez-en une autre\u{a0}: vos réponses sont gardées.");
                self.show(Step::Time, typed, &gone, StatusCode::CONFLICT).await
            }
            Err(error) => Err(error.into()),
        }
    }

    fn signs(&self) -> StepPage {
        let mut sheet = self.sheet(french::typo("Avez-vous un de ces signes ?").into_owned());
        sheet.lead = vec!["Vous, ou la personne pour qui vous demandez.".to_owned()];
        sheet.signs = self.reason.red_flags.iter().map(|sign| sentence(sign)).collect();
        sheet.taps = vec![
            Tap::new("signes", "non", "Non, aucun").icon(Icon::Check),
            Tap::new("signes", "oui", "Oui, au moins un").icon(Icon::Alert),
        ];
        sheet
    }

    fn how(&self) -> StepPage {
        let mut sheet = self.sheet(french::typo("Comment voulez-vous consulter ?").into_owned());
        sheet.taps = ways(&self.reason)
            .into_iter()
            .map(|way| match way {
                Modality::OnSite => Tap::new("facon", "on_site", "Sur place")
                    .icon(Icon::Map)
                    .detail("Le médecin vous reçoit."),
                Modality::Telephone => Tap::new("facon", "telephone", "Par téléphone")
                    .icon(Icon::Phone)
                    .detail("Le médecin vous appelle, chez vous."),
                Modality::Video => Tap::new("facon", "video", "En vidéo").icon(Icon::Video),
            })
            .collect();
        sheet.notes.push(
            Note::new(Tone::Info, "Plutôt sur place\u{a0}:", self.reason.unsuitable.clone()).icon(Icon::Map),
        );
        sheet
    }

    async fn time(&mut self, typed: &Typed) -> Result<StepPage, Problem> {
        let how = match ways(&self.reason).as_slice() {
            [only] => Some(*only),
            _ => typed.get("facon").and_then(Modality::from_name),
        };
        let from = typed.get("apres").and_then(|day| day.parse().ok());
        let how = how.unwrap_or(Modality::OnSite);
        let found = times::find(&mut self.place.tx, &self.place.territory, &self.reason, how, from).await?;
        let mut sheet = self.sheet(french::typo("Quand voulez-vous venir ?").into_owned());
        if how == Modality::Telephone {
            sheet.title = french::typo("Quand vous appelons-nous ?").into_owned();
        }
        let phone = &self.place.territory.phone;
        let call = Rich::from("Appelez le ").link(french::tel(phone), french::phone(phone));
        if found.choice.is_none() {
            let advice = call.text("\u{a0}: le cabinet cherche avec vous.");
            sheet.notes.push(Note::new(Tone::Wait, "Aucune heure libre dans les 45 jours", advice));
        } else if found.is_late {
            let advice = call.text("\u{a0}: le cabinet peut trouver plus tôt.");
            sheet.notes.push(Note::new(Tone::Wait, "Rien d’aussi tôt que nous le voudrions", advice));
        }
        sheet.slots = found.choice;
        if let Some(next) = found.next {
            sheet.others.push(
                Action::submit("Voir d’autres dates").icon(Icon::Calendar).field("apres", next.to_string()),
            );
        }
        if ways(&self.reason).len() > 1 {
            sheet.others.push(Action::submit("Consulter autrement").quiet().field("retour", "facon"));
        }
        Ok(sheet)
    }

    fn relation(&self) -> StepPage {
        let mut sheet = self.sheet(french::typo("Pour qui est ce rendez-vous ?").into_owned());
        sheet.taps = RELATIONS
            .iter()
            .map(|(asked, words)| Tap::new("demande", asked.name(), words).icon(Icon::Users))
            .collect();
        sheet
    }

    async fn person(&mut self, typed: &Typed, problems: &Problems) -> Result<StepPage, Problem> {
        let today = self.place.tx.now().to_zoned(times::zone(&self.place.territory)).date();
        let asked = Answers::read(typed, &self.reason, today, None);
        let (Some(slot), Some(asked_by)) = (asked.slot, asked.asked_by) else {
            return Err(Problem::malformed("Recommencez depuis le premier choix."));
        };
        let doctor = directory::professional(&mut self.place.tx, slot.professional).await?;
        let title = if asked_by == agenda::AskedBy::Themself { "Qui êtes-vous ?" } else { "Qui consulte ?" };
        let mut sheet = self.sheet(french::typo(title).into_owned());
        sheet.lead = vec![format!(
            "{} à {}, {}, avec {}.",
            capitalised(&french::day_long(slot.start.date())),
            french::clock_words(slot.start.time()),
            slot.modality.words(),
            doctor.map(|doctor| doctor.with_article()).unwrap_or_default(),
        )];
        let token = match asked.token {
            Some(token) => token,
            None => LinkToken::random().map_err(|error| Problem::internal(&error))?,
        };
        let mut hidden: Vec<_> =
            carried(typed, Step::Person).into_iter().filter(|(name, _)| *name != "lien").collect();
        hidden.push(("lien", token.reveal()));
        hidden.push(("etape", Step::Person.name().to_owned()));
        sheet.form = Some(person::form(self.path.to_string(), asked_by, typed, problems, hidden));
        Ok(sheet)
    }

    fn progress(&self, step: Step) -> Progress<'static> {
        let skips = u32::from(ways(&self.reason).len() < 2);
        let rank = match step {
            Step::Signs => 2,
            Step::How => 3,
            Step::Time => 4 - skips,
            Step::Relation => 5 - skips,
            Step::Person => 6 - skips,
        };
        Progress::steps(rank, 6 - skips, self.reason.words.clone())
    }

    fn sheet(&self, title: String) -> StepPage {
        StepPage {
            shell: patient_shell(&self.place.territory, &self.frame),
            urgent: Some(RedFlags::line()),
            progress: None,
            title,
            lead: Vec::new(),
            example: example(&self.reason),
            notes: Vec::new(),
            signs: Vec::new(),
            to: self.path.to_string(),
            carried: Vec::new(),
            taps: Vec::new(),
            slots: None,
            others: Vec::new(),
            form: None,
            talk: Some(reasons::talk(&self.place.territory.phone)),
            flags: danger_signs(),
        }
    }
}

impl Tap {
    fn new(name: &'static str, value: &'static str, words: &str) -> Self {
        Self { name, value, icon: None, words: words.to_owned(), detail: None }
    }

    fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    fn detail(mut self, text: &'static str) -> Self {
        self.detail = Some(text);
        self
    }
}

/// What travels hidden on the page of `step`: what was answered before it, and what was typed after it.
fn carried(typed: &Typed, step: Step) -> Vec<(&'static str, String)> {
    let visible: &[&str] = match step {
        Step::Person => &["nom", "prenom", "naissance", "sexe", "telephone", "courriel"],
        other => &[other.name()],
    };
    let mut fields: Vec<_> = CARRIED
        .into_iter()
        .filter(|name| !visible.contains(name))
        .filter_map(|name| Some((name, typed.get(name)?.to_owned())))
        .collect();
    if step != Step::Person {
        fields.push(("etape", step.name().to_owned()));
    }
    fields
}

/// A sign as a sentence.
fn sentence(sign: &str) -> String {
    if sign.ends_with(['.', '!', '?']) { sign.to_owned() } else { format!("{sign}.") }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
