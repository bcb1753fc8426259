//! The page itself: the leaf of the day, what will happen, what can be changed, where the request is.

use agenda::{AskedBy, Modality};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use axum_extra::extract::CookieJar;
use jiff::{SignedDuration, Timestamp};
use orientation::{MyAppointment, Portal, patient_shell};
use patients::Person;
use serde::Deserialize;
use ui::{
    Action, Badge, Form, Icon, Knot, Leaf, Line, Lines, Note, PlainShell, Problems, RedFlags, Thread, Tone,
    Typed, UrgentLine, french,
};
use web::{App, Frame, Problem, page};

use super::after::{After, ReportCard, after};
use super::{Holder, calendar, change, code, words};

#[derive(Template)]
#[template(path = "my_appointment.html")]
pub(super) struct AppointmentPage {
    shell: PlainShell<'static>,
    urgent: UrgentLine,
    of_whom: Option<String>,
    state: Badge<'static>,
    headline: String,
    leaf: Leaf,
    facts: Vec<(Icon, String)>,
    ics: Option<Action<'static>>,
    print: Action<'static>,
    notes: Vec<Note<'static>>,
    prepare: Vec<(Icon, &'static str)>,
    change: Option<Change>,
    thread: Thread<'static>,
    details: Option<Details>,
    report: Option<ReportCard>,
    questions: Option<Form<'static>>,
    thanks: Option<Note<'static>>,
    code: Option<Form<'static>>,
    seen: Option<Lines<'static>>,
    flags: RedFlags<'static>,
}

/// What was typed wrong on the forms of the page.
#[derive(Default)]
pub(super) struct Wrong {
    pub(super) code: Problems,
    pub(super) opinion: (Typed, Problems),
}

/// What can be changed, and until when.
struct Change {
    until: String,
    shift: Action<'static>,
    cancel: Action<'static>,
}

/// What only the code opens.
struct Details {
    reason: String,
    asked_by: Option<&'static str>,
    phone: Option<String>,
}

/// What the page was led to from; only codes.
#[derive(Debug, Default, Deserialize)]
pub(super) struct LedBy {
    /// `envoye`: a code has just been sent.
    #[serde(default)]
    code: Option<String>,
}

pub(super) async fn show(
    MyAppointment { token }: MyAppointment,
    State(app): State<App>,
    Query(led): Query<LedBy>,
    cookies: CookieJar,
    frame: Frame,
) -> Result<impl IntoResponse, Problem> {
    let mut holder = Holder::come(&app, &token, &cookies).await?;
    let sent = led.code.as_deref() == Some("envoye");
    let shown = render(&mut holder, &frame, sent, &Wrong::default()).await?;
    holder.tx.commit().await?;
    page(&shown)
}

/// The page as it stands; the view is recorded when it shows who the patient is.
pub(super) async fn render(
    holder: &mut Holder,
    frame: &Frame,
    sent: bool,
    wrong: &Wrong,
) -> Result<AppointmentPage, Problem> {
    let person = if holder.opened {
        patients::person(&mut holder.tx, holder.known.appointment.patient).await?
    } else {
        None
    };
    let doctor = directory::professional(&mut holder.tx, holder.known.appointment.professional).await?;
    let doctor = doctor.filter(|_| holder.opened).map(|doctor| doctor.with_article());
    let seen = match &person {
        Some(person) => Some(who_looked(holder, person).await?),
        None => None,
    };
    let held = after(holder).await?;
    let mailbox = orientation::mailbox_of(&mut holder.tx, holder.link.id).await?;
    let zone = holder.zone();
    let now = holder.tx.now();
    let today = now.to_zoned(zone.clone()).date();
    let known = &holder.known;
    let appointment = &known.appointment;
    let stands = appointment.cancelled_at.is_none();
    let ahead = stands && now < appointment.ends_at && !held.as_ref().is_some_and(After::is_over);
    let mut notes = Vec::new();
    if mailbox.is_none() && stands {
        notes.push(Note::new(
            Tone::Info,
            "Gardez cette page",
            "Vous n’avez pas donné de courriel\u{a0}: notez le jour et l’heure, ou imprimez.",
        ));
    }
    if let Some((_, false)) = mailbox {
        notes.push(Note::new(
            Tone::Wait,
            "Votre courriel n’a pas pu être remis",
            "Gardez l’adresse de cette page, ou imprimez-la.",
        ));
    }
    if ahead && appointment.modality == Modality::Telephone {
        let (title, sentence) = words::call(appointment, &known.site, doctor.as_deref());
        notes.push(Note::new(Tone::Info, title, sentence).icon(Icon::Phone));
    }
    if !stands {
        let portal = Portal { territory: known.territory.slug.clone() };
        notes.push(
            Note::new(Tone::Info, "Besoin d’un autre rendez-vous\u{202f}?", "Une minute suffit.")
                .action(Action::link(portal.to_string(), "Prendre un autre rendez-vous")),
        );
    }
    Ok(AppointmentPage {
        shell: patient_shell(&known.territory, frame),
        urgent: RedFlags::line(),
        of_whom: person.as_ref().map(|person| person.identity.addressed()),
        state: state(holder, held.as_ref()),
        headline: words::headline(appointment, today),
        leaf: Leaf::new(appointment.start.date()),
        facts: facts(holder, doctor.as_deref()),
        ics: (ahead || !stands).then(|| {
            let file = calendar::File { token: holder.token.reveal() }.to_string();
            let action = Action::link(file, ics_label(stands)).icon(Icon::Calendar);
            if stands { action.main() } else { action }
        }),
        print: Action::print("Imprimer"),
        notes,
        prepare: if ahead { prepare(appointment.modality) } else { Vec::new() },
        change: if ahead { change_until(holder, now) } else { None },
        thread: thread(holder, held.as_ref(), now),
        details: person.as_ref().map(|person| details(holder, person)),
        report: held.as_ref().and_then(|held| held.card(holder)),
        questions: held.as_ref().and_then(|held| held.questions(holder, &wrong.opinion.0, &wrong.opinion.1)),
        thanks: held.as_ref().filter(|held| held.is_answered()).map(|_| {
            let text = "Vos deux réponses sont enregistrées. Elles comptent sans votre nom.";
            Note::new(Tone::Ok, "Merci", text)
        }),
        code: (!holder.opened && mailbox.is_some())
            .then(|| code::form(holder, sent, &Typed::default(), &wrong.code)),
        seen,
        flags: orientation::danger_signs(),
    })
}

fn ics_label(stands: bool) -> &'static str {
    if stands { "Mettre dans mon agenda" } else { "Retirer de mon agenda" }
}

fn state(holder: &Holder, after: Option<&After>) -> Badge<'static> {
    let known = &holder.known.appointment;
    if known.cancelled_at.is_some() {
        Badge::fail("Annulé")
    } else if known.absent_at.is_some() {
        Badge::wait("Manqué")
    } else if known.ends_at <= holder.tx.now() || after.is_some_and(After::is_over) {
        Badge::info("Passé")
    } else if known.sequence > 0 {
        Badge::ok("Confirmé, déplacé")
    } else {
        Badge::ok("Confirmé")
    }
}

fn facts(holder: &Holder, doctor: Option<&str>) -> Vec<(Icon, String)> {
    let (known, site) = (&holder.known.appointment, &holder.known.site);
    let icon = if known.modality == Modality::OnSite { Icon::Map } else { Icon::Home };
    let mut facts = vec![
        (Icon::Clock, format!("{}, {} minutes", french::clock_words(known.start.time()), known.minutes)),
        (icon, words::place(known, site)),
    ];
    if let Some(doctor) = doctor {
        facts.push((Icon::Users, format!("Avec {doctor}")));
    }
    facts
}

fn prepare(modality: Modality) -> Vec<(Icon, &'static str)> {
    let mut things =
        vec![(Icon::Card, "Votre carte Vitale"), (Icon::Pill, "Vos ordonnances, vos boîtes de médicaments")];
    if modality == Modality::Telephone {
        things.push((Icon::Sun, "Une pièce calme, où l’on vous entend bien"));
    }
    things
}

fn change_until(holder: &Holder, now: Timestamp) -> Option<Change> {
    let until = orientation::changeable_until(&holder.known, now)?.to_zoned(holder.zone());
    let today = now.to_zoned(holder.zone()).date();
    let token = holder.token.reveal();
    let near = french::relative_day(until.date(), today);
    let day = if near.starts_with(char::is_alphabetic) { near } else { format!("au {near}") };
    Some(Change {
        until: format!("{day}, {}", french::clock_words(until.time())),
        shift: Action::link(change::Move { token: token.clone() }.to_string(), "Déplacer").icon(Icon::Swap),
        cancel: Action::link(change::Cancel { token }.to_string(), "Annuler").icon(Icon::Cross).danger(),
    })
}

/// Where the request is; what follows the act is told to whoever gave the code.
fn thread(holder: &Holder, after: Option<&After>, now: Timestamp) -> Thread<'static> {
    let known = &holder.known.appointment;
    let day = |at: Timestamp| french::day_month(at.to_zoned(holder.zone()).date());
    let held = if known.cancelled_at.is_some() {
        Knot::lost("annulée")
    } else if known.absent_at.is_some() {
        Knot::lost("manquée")
    } else if known.ends_at <= now || after.is_some_and(After::is_over) {
        Knot::done(day(known.starts_at))
    } else {
        Knot::current(format!("{}, {}", day(known.starts_at), french::clock(known.start.time())))
    };
    Thread::patient([
        Knot::done(day(holder.link.made_at)),
        Knot::done(day(known.booked_at)),
        held,
        after.and_then(After::signed).map_or_else(|| Knot::ahead("écrit et signé"), |at| Knot::done(day(at))),
        Knot::ahead("à vos soignants"),
        if after.is_some_and(After::is_answered) {
            Knot::done("merci")
        } else {
            Knot::ahead("si vous voulez")
        },
    ])
}

fn details(holder: &Holder, person: &Person) -> Details {
    let known = &holder.known.appointment;
    Details {
        reason: holder.known.reason.words.clone(),
        asked_by: (known.asked_by != AskedBy::Themself).then(|| known.asked_by.words()),
        phone: person.identity.first_phone().map(|phone| french::phone(&phone.to_string())),
    }
}

/// « Qui a regardé », since the link was made. Showing it is a view of its own.
async fn who_looked(holder: &mut Holder, person: &Person) -> Result<Lines<'static>, Problem> {
    let tx = &mut holder.tx;
    audit::view(
        tx,
        audit::View { page: "suivi", patients: &[person.id], basis: access::Basis::Patient.name() },
    )
    .await?;
    let since = holder.link.made_at;
    let until = tx.now() + SignedDuration::from_secs(1);
    let looks = audit::who_looked(tx, person.id, since, until).await?;
    let zone = TimeZoneOf(holder.known.territory.zone.clone());
    let mut lines = Vec::new();
    for look in looks {
        let Some(account) = look.actor else { continue };
        let name = identity::name_of(&mut holder.tx, account).await?.unwrap_or_default();
        lines.push(Line::new(name).glyph(Tone::Brand, Icon::Eye).meta(format!(
            "{} · {}",
            page_words(&look.page),
            zone.said(look.at)
        )));
    }
    let empty =
        ui::Empty::new("Personne encore", "Chaque soignant qui ouvre votre rendez-vous s’affiche ici.");
    Ok(Lines::new("Qui a regardé").lines(lines).empty(empty))
}

struct TimeZoneOf(String);

impl TimeZoneOf {
    fn said(&self, at: Timestamp) -> String {
        let zone = jiff::tz::TimeZone::get(&self.0).unwrap_or(jiff::tz::TimeZone::UTC);
        let local = at.to_zoned(zone);
        format!("{} à {}", french::day_month(local.date()), french::clock_words(local.time()))
    }
}

/// What a page was for, in the patient's words.
fn page_words(page: &str) -> &'static str {
    match page.split('/').next().unwrap_or_default() {
        "desk" => "pour votre rendez-vous",
        "my-day" | "day" => "dans sa journée",
        "act" | "acts" => "pour votre consultation",
        _ => "dans votre dossier",
    }
}
