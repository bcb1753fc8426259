//! Composes what is signed from what is known at this moment: the sheet will show this and nothing else.

use db::{DbError, Tx};
use jiff::Timestamp;
use kernel::{IdentityStatus, ReportId, SecureAddress};
use patients::{Person, Sex};
use ui::french;
use web::{Caller, Method};

use super::SignError;
use crate::model::{
    Author, ConsentAnswer, Held, JoinedFile, Letterhead, NamedReader, PatientTraits, ReaderChoice, Signature,
    SignedContent, StampKind,
};
use crate::read::{Act, Draft, attachments_of, consents, reports_of_act, stamps};

/// The content of the report `report`, written in `draft`.
pub(super) async fn content(
    tx: &mut Tx,
    caller: &Caller,
    known: &Act,
    draft: &Draft,
    report: ReportId,
) -> Result<SignedContent, SignError> {
    let person = patients::person(tx, known.patient).await?.ok_or(SignError::NotFound)?;
    let author = directory::professional(tx, known.professional).await?.ok_or(SignError::NotFound)?;
    let replaces = reports_of_act(tx, known)
        .await?
        .last()
        .map(|last| format!("la version {}, signée le {}", last.version, moment(caller, last.signed_at)));
    let now = tx.now();
    Ok(SignedContent {
        form: SignedContent::FORM.to_owned(),
        report,
        act: known.id,
        structure: letterhead(tx, caller, known).await?,
        patient: traits(&person, caller, now),
        author: Author {
            professional: author.id,
            name: author.full_name(),
            role: (!author.speciality.is_empty()).then(|| capitalised(&author.speciality)),
            rpps: author.rpps.clone(),
        },
        held: held(tx, caller, known).await?,
        motif: trimmed(&draft.content.motif),
        constat: trimmed(&draft.content.constat),
        conclusion: trimmed(&draft.content.conclusion),
        conduite: trimmed(&draft.content.conduite),
        attachments: files(tx, known).await?,
        readers: readers(tx, &draft.content.readers).await?,
        version: draft.for_version,
        replaces,
        signature: Signature {
            by: author.full_name(),
            at: moment(caller, now),
            signed_at: now,
            sign_in: format!(
                "{}, vérifiée à {}",
                method_words(caller.method),
                french::clock_words(caller.local(caller.signed_in_at).time())
            ),
        },
    })
}

async fn letterhead(tx: &mut Tx, caller: &Caller, known: &Act) -> Result<Letterhead, DbError> {
    let site = match known.site {
        Some(site) => territory::site(tx, site).await?,
        None => None,
    };
    Ok(match site {
        Some(site) => Letterhead {
            name: site.structure.clone(),
            lines: vec![site.address.clone(), french::phone(&site.phone)],
        },
        None => Letterhead { name: caller.territory_name.clone(), lines: Vec::new() },
    })
}

fn traits(person: &Person, caller: &Caller, now: Timestamp) -> PatientTraits {
    let identity = &person.identity;
    let names = &identity.names;
    let birth_name = names.birth_name.to_string().replace('\'', "’");
    let family = names.used_name.as_ref().map_or_else(|| birth_name.clone(), ToString::to_string);
    let given =
        names.used_given.as_ref().map_or_else(|| names.first_given.capitalised(), ToString::to_string);
    let differs =
        names.used_name.as_ref().and_then(|name| name.to_trait().ok()) != Some(names.birth_name.clone());
    let age = french::age(identity.born_on, caller.local(now).date());
    let qualified = person.status == IdentityStatus::Qual;
    PatientTraits {
        name: french::listed(&family, &given, None),
        birth_name: (names.used_name.is_some() && differs).then_some(birth_name),
        birth_date: format!("{} ({age}\u{a0}ans)", french::birth(identity.born_on)),
        sex: match identity.sex {
            Sex::Female => "Femme",
            Sex::Male => "Homme",
            Sex::Unknown => "Sexe non précisé",
        }
        .to_owned(),
        ins: identity.ins.as_ref().filter(|_| qualified).map(|ins| {
            format!("{} ({})", ins.matricule().spaced(), ins.root().fhir_type().trim_start_matches("INS-"))
        }),
        caution: (!qualified).then(|| format!("{}, à vérifier", person.status.label())),
    }
}

async fn held(tx: &mut Tx, caller: &Caller, known: &Act) -> Result<Held, DbError> {
    let hours = stamps(tx, known.id).await?;
    let answered = hours.iter().find(|stamp| stamp.what == StampKind::Answers).map(|stamp| stamp.at);
    let began = answered.or(known.opened_at).unwrap_or(known.requested_at);
    let local = caller.local(began);
    let mut facts = Vec::new();
    if let Some(minutes) = known.minutes.filter(|minutes| *minutes > 0) {
        facts.push(("Durée".to_owned(), format!("{minutes}\u{a0}min")));
    }
    facts.push(("Demandé par".to_owned(), known.asked_by.words().to_owned()));
    facts.push((
        "Lien".to_owned(),
        match known.relation_why {
            Some(why) => format!("{}, {}", known.relation.words(), why.words()),
            None => known.relation.words().to_owned(),
        },
    ));
    if let Some(consent) = consents(tx, known.id).await?.last()
        && consent.answer == ConsentAnswer::Given
    {
        facts.push((
            "Information et accord".to_owned(),
            format!(
                "{}, {}, à {}",
                consent.given_by.words(),
                consent.how.words(),
                french::clock_words(caller.local(consent.collected_at).time())
            ),
        ));
    }
    Ok(Held {
        kind: known.kind.words().to_owned(),
        on: french::day_long(local.date()),
        how: format!("{}, à {}", known.modality.words(), french::clock_words(local.time())),
        facts,
    })
}

async fn files(tx: &mut Tx, known: &Act) -> Result<Vec<JoinedFile>, DbError> {
    let attached = attachments_of(tx, known.id).await?;
    Ok(attached
        .into_iter()
        .map(|file| JoinedFile {
            document: file.document.id,
            detail: format!("{}, {}", file.document.media_type.words(), size(file.document.bytes)),
            title: file.document.title,
            sha256: hex::encode(&file.document.sha256),
        })
        .collect())
}

/// Names come from the directory, and only when the address is theirs there.
async fn readers(tx: &mut Tx, chosen: &[ReaderChoice]) -> Result<Vec<NamedReader>, DbError> {
    let mut named: Vec<NamedReader> = Vec::with_capacity(chosen.len());
    for choice in chosen {
        if named.iter().any(|reader| reader.address == choice.address) {
            continue;
        }
        let known = match choice.professional {
            Some(id) if owns(tx, id, &choice.address).await? => directory::professional(tx, id).await?,
            _ => None,
        };
        named.push(NamedReader {
            professional: known.as_ref().map(|row| row.id),
            name: known
                .as_ref()
                .map_or_else(|| choice.address.to_string(), directory::Professional::full_name),
            detail: match &known {
                Some(row) => format!("{}, {}", row.speciality, choice.why.words()),
                None => choice.why.words().to_owned(),
            },
            address: choice.address.clone(),
            why: choice.why,
        });
    }
    Ok(named)
}

async fn owns(
    tx: &mut Tx,
    professional: kernel::ProfessionalId,
    address: &SecureAddress,
) -> Result<bool, DbError> {
    let known = directory::secure_addresses(tx, professional).await?;
    Ok(known.iter().any(|theirs| theirs.eq_ignore_ascii_case(&address.to_string())))
}

/// « 24 novembre 2026 à 14 h 24 »
fn moment(caller: &Caller, at: Timestamp) -> String {
    let local = caller.local(at);
    format!("{} à {}", french::birth(local.date()), french::clock_words(local.time()))
}

fn method_words(method: Method) -> &'static str {
    match method {
        Method::Passkey => "clé d’accès",
        Method::Recovery => "code de secours",
        Method::MailCode => "code reçu par courriel",
        Method::Demo => "connexion de démonstration",
    }
}

/// « 84 ko », « 1,2 Mo »
fn size(bytes: u32) -> String {
    if bytes < 1_000_000 {
        format!("{}\u{a0}ko", bytes.div_ceil(1000))
    } else {
        format!("{}\u{a0}Mo", french::decimal(f64::from(bytes) / 1_000_000.0, 1))
    }
}

fn trimmed(text: &str) -> String {
    text.trim().replace("\r\n", "\n")
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
