//! The form of a report: what it holds, how it is read back, what it begins with.

use acts::model::DraftContent as Draft;
use acts::{Act, DraftContent, PreviousReport, ReaderChoice, Transport, Why, WithoutIt};
use db::Tx;
use directory::Professional;
use jiff::civil::Date;
use kernel::{ProfessionalId, SecureAddress};
use patients::Person;
use ui::{Action, Badge, Choice, Field, Form, Icon, Pick, Problems, Typed};
use web::{Caller, Problem};

use super::{AddReader, AttachFile, CloseAct, SaveDraft, SignAct};

/// The most characters of the field that names a reader.
const LONGEST_READER: usize = 200;

/// A reader that the form offers.
#[derive(Clone)]
pub(super) struct Offered {
    pub(super) choice: ReaderChoice,
    pub(super) name: String,
    pub(super) detail: String,
    pub(super) secure: bool,
}

/// What the page knows of the draft.
pub(super) struct Writing<'w> {
    pub(super) act: &'w Act,
    pub(super) content: &'w DraftContent,
    /// 0 when nothing is saved yet.
    pub(super) version: u32,
    /// Which version of the report it becomes.
    pub(super) for_version: u16,
    pub(super) said: String,
    pub(super) offered: &'w [Offered],
    pub(super) unreachable: &'w [String],
}

/// The form, with what is saved, or with what was typed and what is wrong with it.
pub(super) fn form(writing: &Writing<'_>, typed: &Typed, problems: &Problems) -> Form<'static> {
    let Writing { act, content, version, for_version, .. } = writing;
    let text = |value: &str| value.to_owned();
    let open = act.outcome.is_none();
    let title =
        if *for_version > 1 { format!("Compte rendu, version {for_version}") } else { "Compte rendu".into() };
    let label = if open { "Terminer et signer" } else { "Signer" };
    let mut form = Form::new(SignAct { act: act.id }.to_string(), label)
        .id("cr")
        .title(title)
        .icon(Icon::Check)
        .autosave(SaveDraft { act: act.id }.to_string(), u64::from(*version), writing.said.clone())
        .with(Field::hidden("writer", ""))
        .with(Field::area("motif", "Motif", 1).value(text(&content.motif)).longest(Draft::LONGEST))
        .with(Field::area("constat", "Constat", 5).value(text(&content.constat)).longest(Draft::LONGEST))
        .with(
            Field::area("conclusion", "Conclusion", 3)
                .value(text(&content.conclusion))
                .longest(Draft::LONGEST),
        )
        .with(
            Field::area("conduite", "Conduite à tenir", 4)
                .value(text(&content.conduite))
                .longest(Draft::LONGEST),
        )
        .with(
            Field::file("ordonnance", "Joindre une ordonnance", "application/pdf,image/jpeg,image/png")
                .hint("Faite par votre logiciel, ou sa photo\u{a0}: PDF, JPEG ou PNG, 10\u{a0}Mo au plus.")
                .optional(),
        )
        .with(Field::picks("destinataires", "Destinataires", picks(writing)))
        .with(
            Field::line("autre", "Autre destinataire")
                .hint("Le début de son nom, ou son adresse sécurisée.")
                .optional()
                .longest(LONGEST_READER),
        );
    if asks_without_it(act) {
        form = without_it(form, content);
    }
    form = form.aside(aside(writing));
    if open {
        form =
            form.other(Action::submit_to(CloseAct { act: act.id }.to_string(), "Terminer, signer plus tard"));
    }
    form.other(Action::submit_to(SaveDraft { act: act.id }.to_string(), "Enregistrer").quiet())
        .filled(typed, problems)
}

/// Asked once, of a remote act, as it closes: before the outcome is known.
pub(super) fn asks_without_it(act: &Act) -> bool {
    act.modality.is_remote() && act.outcome.is_none()
}

/// Buttons inside the form, beside the fields that they serve.
pub(super) fn add_reader(act: &Act) -> Action<'static> {
    Action::submit_to(AddReader { act: act.id }.to_string(), "Ajouter").small().icon(Icon::Plus)
}

pub(super) fn attach(act: &Act) -> Action<'static> {
    Action::submit_to(AttachFile { act: act.id }.to_string(), "Joindre").small().icon(Icon::Plus)
}

fn without_it(form: Form<'static>, content: &DraftContent) -> Form<'static> {
    let icon = |answer: WithoutIt| match answer {
        WithoutIt::Office => Icon::Map,
        WithoutIt::Emergency => Icon::Alert,
        WithoutIt::Transport => Icon::Car,
        WithoutIt::NoCare => Icon::Cross,
        WithoutIt::Unknown => Icon::Question,
        WithoutIt::Skipped => Icon::Arrow,
    };
    let answers =
        WithoutIt::ALL.iter().map(|answer| Choice::new(answer.name(), answer.words()).icon(icon(*answer)));
    let transports = Transport::ALL.iter().map(|transport| Choice::new(transport.name(), transport.words()));
    let chosen = content.without_it.map(WithoutIt::name).unwrap_or_default();
    let transport = content.transport.map(Transport::name).unwrap_or_default();
    form.with(Field::choice("sans", "Sans cet acte, le patient aurait…", answers).value(chosen))
        .with(Field::radios("trajet", "Pour s’y rendre", transports).optional().value(transport))
        .with(
            Field::number("km", "Kilomètres, aller et retour")
                .optional()
                .longest(4)
                .value(content.km.map(|km| km.to_string()).unwrap_or_default()),
        )
}

fn picks(writing: &Writing<'_>) -> Vec<Pick<'static>> {
    writing
        .offered
        .iter()
        .map(|offered| {
            let badge = if offered.secure {
                Badge::ok("adresse sécurisée").icon(Icon::Lock)
            } else {
                Badge::plain("papier seulement").icon(Icon::Print)
            };
            let ticked =
                writing.content.readers.iter().any(|chosen| chosen.address == offered.choice.address);
            Pick::new(value_of(&offered.choice), offered.name.clone())
                .meta(format!("{} · {}", offered.detail, offered.choice.address))
                .badge(badge)
                .ticked(ticked)
        })
        .collect()
}

fn aside(writing: &Writing<'_>) -> String {
    let readers = match writing.content.readers.len() {
        0 => "sans destinataire".to_owned(),
        1 => "pour 1 destinataire".to_owned(),
        many => format!("pour {many} destinataires"),
    };
    if writing.for_version > 1 {
        return format!("{readers}, remplace la version {}", writing.for_version - 1);
    }
    readers
}

/// `own_gp|<id>|<address>`: checked again when it comes back.
fn value_of(choice: &ReaderChoice) -> String {
    let professional = choice.professional.map(|id| id.to_string()).unwrap_or_default();
    format!("{}|{professional}|{}", choice.why.name(), choice.address)
}

fn choice_of(value: &str) -> Option<ReaderChoice> {
    let mut parts = value.splitn(3, '|');
    let why = Why::from_name(parts.next()?)?;
    let professional = parts.next()?.parse().ok();
    let address = parts.next()?.parse().ok()?;
    Some(ReaderChoice { professional, address, why })
}

/// What was sent.
pub(super) struct Sent {
    pub(super) content: DraftContent,
    pub(super) version: u32,
    pub(super) writer: String,
    pub(super) problems: Problems,
}

/// Reads the form back. What cannot be read is said beside its field; the rest is kept.
pub(super) fn read(typed: &Typed) -> Sent {
    let mut problems = Problems::none();
    let mut text = |name: &'static str| {
        let text = typed.get(name).unwrap_or_default().to_owned();
        if text.chars().count() > Draft::LONGEST {
            problems
                .add(name, "Ce texte dépasse 20\u{202f}000 caractères\u{a0}: joignez le reste en document.");
        }
        text
    };
    let (motif, constat, conclusion, conduite) =
        (text("motif"), text("constat"), text("conclusion"), text("conduite"));
    let known = |name: &'static str, read: bool, problems: &mut Problems| {
        if !read && typed.get(name).is_some() {
            problems.add(name, "Choisissez une des réponses proposées.");
        }
    };
    let without_it = typed.get("sans").and_then(WithoutIt::from_name);
    known("sans", without_it.is_some(), &mut problems);
    let transport = typed.get("trajet").and_then(Transport::from_name);
    known("trajet", transport.is_some(), &mut problems);
    let km = typed.get("km").and_then(|km| km.parse::<u16>().ok()).filter(|km| *km <= 2000);
    if km.is_none() && typed.get("km").is_some() {
        problems.add("km", "Écrivez un nombre entier de kilomètres, de 0 à 2\u{202f}000.");
    }
    if typed.get("autre").is_some_and(|reader| reader.chars().count() > LONGEST_READER) {
        problems.add("autre", "Écrivez le début de son nom, ou son adresse sécurisée.");
    }
    let readers: Vec<ReaderChoice> = typed.all("destinataires").filter_map(choice_of).collect();
    if readers.len() < typed.all("destinataires").count() {
        problems.add(
            "destinataires",
            "Une adresse n’est pas lisible\u{a0}: rechargez la page et choisissez de nouveau.",
        );
    }
    let writer: String = typed.all("writer").last().unwrap_or_default().chars().take(40).collect();
    Sent {
        content: DraftContent { motif, constat, conclusion, conduite, readers, without_it, transport, km },
        version: typed.get("version").and_then(|version| version.parse().ok()).unwrap_or(0),
        writer,
        problems,
    }
}

/// What a new report begins with: the reason in the patient's words, what was measured today, the last report's conduct to
/// be checked, the readers that have a right to it. Nothing of it is saved before somebody types.
pub(super) fn begins_with(
    words: Option<&str>,
    measured: Option<String>,
    last: Option<&PreviousReport>,
    offered: &[Offered],
) -> DraftContent {
    let motif = match (words, last) {
        (Some(words), _) => words.lines().next().unwrap_or_default().to_owned(),
        (None, Some(last)) => {
            format!("Suite de\u{a0}: {}", last.content.motif.lines().next().unwrap_or_default())
        }
        (None, None) => String::new(),
    };
    let readers = offered
        .iter()
        .filter(|offered| offered.secure && offered.choice.why != Why::Other)
        .map(|offered| offered.choice.clone())
        .collect();
    DraftContent { motif, constat: measured.unwrap_or_default(), readers, ..DraftContent::default() }
}

/// Who may be offered the report: the own GP, who asked, and those already chosen.
pub(super) async fn offered(
    tx: &mut Tx,
    caller: &Caller,
    act: &Act,
    person: &Person,
    chosen: &[ReaderChoice],
) -> Result<Vec<Offered>, Problem> {
    let today = caller.local(tx.now()).date();
    let mut found: Vec<Offered> = Vec::new();
    let known = [(person.own_gp, Why::OwnGp), (act.requester, Why::Requester)];
    for (professional, why) in known {
        let Some(professional) = professional.filter(|id| *id != act.professional) else { continue };
        let Some(row) = directory::professional(tx, professional).await? else { continue };
        for address in directory::secure_addresses(tx, professional).await? {
            let Ok(address) = address.parse::<SecureAddress>() else { continue };
            push(tx, &mut found, Some(&row), address, why, today).await?;
        }
    }
    for choice in chosen {
        let row = match choice.professional {
            Some(id) => directory::professional(tx, id).await?,
            None => None,
        };
        push(tx, &mut found, row.as_ref(), choice.address.clone(), choice.why, today).await?;
    }
    Ok(found)
}

/// « Dr Hélène Marchais, médecin traitant »: who has a right to the report and no secure address in the directory.
pub(super) async fn unreachable(tx: &mut Tx, act: &Act, person: &Person) -> Result<Vec<String>, Problem> {
    let mut found = Vec::new();
    for (professional, why) in [(person.own_gp, Why::OwnGp), (act.requester, Why::Requester)] {
        let Some(professional) = professional.filter(|id| *id != act.professional) else { continue };
        if directory::secure_addresses(tx, professional).await?.is_empty()
            && let Some(row) = directory::professional(tx, professional).await?
        {
            found.push(format!("{}, {}", row.full_name(), why.words()));
        }
    }
    Ok(found)
}

async fn push(
    tx: &mut Tx,
    found: &mut Vec<Offered>,
    row: Option<&Professional>,
    address: SecureAddress,
    why: Why,
    today: Date,
) -> Result<(), Problem> {
    if found.iter().any(|offered| offered.choice.address == address) {
        return Ok(());
    }
    let secure = directory::is_secure_domain(tx, address.domain(), today).await?;
    let professional: Option<ProfessionalId> = row.map(|row| row.id);
    found.push(Offered {
        name: row.map_or_else(|| address.to_string(), Professional::full_name),
        detail: match row {
            Some(row) if why == Why::Other => row.speciality.clone(),
            Some(row) => format!("{}, {}", row.speciality, why.words()),
            None => why.words().to_owned(),
        },
        secure,
        choice: ReaderChoice { professional, address, why },
    });
    Ok(())
}
