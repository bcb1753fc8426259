//! Composes what is signed from what is known at this moment: the sheet will show this and nothing else.

use agenda::AskedBy;
use db::{DbError, Tx};
use directory::Professional;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use kernel::{IdentityStatus, ReportId, SecureAddress};
use patients::{Person, Sex};
use territory::Site;
use ui::french;
use web::{Caller, Method};

use super::SignError;
use crate::model::{
    Author, ConsentAnswer, DraftContent, Held, JoinedFile, Letterhead, NamedReader, PatientTraits,
    ReaderChoice, Signature, SignedContent, Stamp, StampKind,
};
use crate::read::{Act, Consent, Draft, attachments_of, consents, reports_of_act, stamps};

/// What a report is composed of, read beforehand.
pub(crate) struct Signing<'s> {
    pub(crate) report: ReportId,
    pub(crate) act: &'s Act,
    pub(crate) person: &'s Person,
    pub(crate) author: &'s Professional,
    pub(crate) site: Option<&'s Site>,
    /// Heads the sheet of an act that was held nowhere.
    pub(crate) territory_name: &'s str,
    pub(crate) zone: &'s TimeZone,
    pub(crate) texts: &'s DraftContent,
    pub(crate) version: u16,
    /// When the version before was signed.
    pub(crate) replaces: Option<Timestamp>,
    pub(crate) stamps: &'s [Stamp],
    pub(crate) consent: Option<&'s Consent>,
    pub(crate) attachments: Vec<JoinedFile>,
    pub(crate) readers: Vec<NamedReader>,
    pub(crate) signed_at: Timestamp,
    pub(crate) method: Method,
    pub(crate) proved_at: Timestamp,
}

impl Signing<'_> {
    /// The content: the same for the same facts.
    pub(crate) fn content(self) -> SignedContent {
        let author = self.author;
        let replaces = self.replaces.map(|at| {
            format!("la version {}, signée le {}", self.version.saturating_sub(1), self.moment(at))
        });
        SignedContent {
            form: SignedContent::FORM.to_owned(),
            report: self.report,
            act: self.act.id,
            structure: self.letterhead(),
            patient: traits(self.person, self.local(self.signed_at).date()),
            author: Author {
                professional: author.id,
                name: author.full_name(),
                role: (!author.speciality.is_empty()).then(|| capitalised(&author.speciality)),
                rpps: author.rpps.clone(),
            },
            held: self.held(),
            motif: trimmed(&self.texts.motif),
            constat: trimmed(&self.texts.constat),
            conclusion: trimmed(&self.texts.conclusion),
            conduite: trimmed(&self.texts.conduite),
            signature: Signature {
                by: author.full_name(),
                at: self.moment(self.signed_at),
                signed_at: self.signed_at,
                sign_in: format!(
                    "{}, vérifiée à {}",
                    method_words(self.method),
                    french::clock_words(self.local(self.proved_at).time())
                ),
            },
            attachments: self.attachments,
            readers: self.readers,
            version: self.version,
            replaces,
        }
    }

    fn local(&self, at: Timestamp) -> Zoned {
        at.to_zoned(self.zone.clone())
    }

    /// « 24 novembre 2026 à 14 h 24 »
    fn moment(&self, at: Timestamp) -> String {
        let local = self.local(at);
        format!("{} à {}", french::birth(local.date()), french::clock_words(local.time()))
    }

    fn letterhead(&self) -> Letterhead {
        match self.site {
            Some(site) => Letterhead {
                name: site.structure.clone(),
                lines: vec![site.address.clone(), french::phone(&site.phone)],
            },
            None => Letterhead { name: self.territory_name.to_owned(), lines: Vec::new() },
        }
    }

    fn held(&self) -> Held {
        let act = self.act;
        let answered =
            self.stamps.iter().find(|stamp| stamp.what == StampKind::Answers).map(|stamp| stamp.at);
        let local = self.local(answered.or(act.opened_at).unwrap_or(act.requested_at));
        let mut facts = Vec::new();
        if let Some(minutes) = act.minutes.filter(|minutes| *minutes > 0) {
            facts.push(("Durée".to_owned(), format!("{minutes}\u{a0}min")));
        }
        let asked_by = match (act.asked_by, self.person.identity.sex) {
            (AskedBy::Themself, Sex::Female) => "la patiente",
            (AskedBy::Themself, _) => "le patient",
            (other, _) => other.words(),
        };
        facts.push(("Demandé par".to_owned(), asked_by.to_owned()));
        let relation = match act.relation_why {
            Some(why) => format!("{}, {}", act.relation.words(), why.words()),
            None => act.relation.words().to_owned(),
        };
        facts.push(("Lien".to_owned(), relation));
        if let Some(consent) = self.consent.filter(|consent| consent.answer == ConsentAnswer::Given) {
            let hour = french::clock_words(self.local(consent.collected_at).time());
            let words = format!("{}, {}, à {hour}", consent.given_by.words(), consent.how.words());
            facts.push(("Information et accord".to_owned(), words));
        }
        Held {
            kind: act.kind.words().to_owned(),
            on: french::day_long(local.date()),
            how: format!("{}, à {}", act.modality.words(), french::clock_words(local.time())),
            facts,
        }
    }
}

/// The content of the report `report`, written in `draft`, at this moment.
pub(super) async fn content(
    tx: &mut Tx,
    caller: &Caller,
    known: &Act,
    draft: &Draft,
    report: ReportId,
) -> Result<SignedContent, SignError> {
    let person = patients::person(tx, known.patient).await?.ok_or(SignError::NotFound)?;
    let author = directory::professional(tx, known.professional).await?.ok_or(SignError::NotFound)?;
    let site = match known.site {
        Some(site) => territory::site(tx, site).await?,
        None => None,
    };
    let stamps = stamps(tx, known.id).await?;
    let consents = consents(tx, known.id).await?;
    let signing = Signing {
        report,
        act: known,
        person: &person,
        author: &author,
        site: site.as_ref(),
        territory_name: &caller.territory_name,
        zone: &caller.zone,
        texts: &draft.content,
        version: draft.for_version,
        replaces: reports_of_act(tx, known).await?.last().map(|last| last.signed_at),
        stamps: &stamps,
        consent: consents.last(),
        attachments: files(tx, known).await?,
        readers: readers(tx, &draft.content.readers).await?,
        signed_at: tx.now(),
        method: caller.method,
        proved_at: caller.signed_in_at,
    };
    Ok(signing.content())
}

fn traits(person: &Person, today: Date) -> PatientTraits {
    let identity = &person.identity;
    let names = &identity.names;
    let birth_name = names.birth_name.to_string().replace('\'', "’");
    let family = names.used_name.as_ref().map_or_else(|| birth_name.clone(), ToString::to_string);
    let given =
        names.used_given.as_ref().map_or_else(|| names.first_given.capitalised(), ToString::to_string);
    let differs =
        names.used_name.as_ref().and_then(|name| name.to_trait().ok()) != Some(names.birth_name.clone());
    let age = french::age(identity.born_on, today);
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
        named.push(reader(choice, known.as_ref()));
    }
    Ok(named)
}

/// A reader as the report names them: by the directory, else by the address alone.
pub(crate) fn reader(choice: &ReaderChoice, known: Option<&Professional>) -> NamedReader {
    NamedReader {
        professional: known.map(|row| row.id),
        name: known.map_or_else(|| choice.address.to_string(), Professional::full_name),
        detail: match known {
            Some(row) => format!("{}, {}", row.speciality, choice.why.words()),
            None => choice.why.words().to_owned(),
        },
        address: choice.address.clone(),
        why: choice.why,
    }
}

async fn owns(
    tx: &mut Tx,
    professional: kernel::ProfessionalId,
    address: &SecureAddress,
) -> Result<bool, DbError> {
    let known = directory::secure_addresses(tx, professional).await?;
    Ok(known.iter().any(|theirs| theirs.eq_ignore_ascii_case(&address.to_string())))
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
