//! How far an identity can be trusted, in the words of the national reference on identity vigilance (RNIV 1, v2.0,
//! December 2024). It never mixes trust (four exclusive statuses) with annotations, and never lets a doubtful identity
//! be qualified.

use std::collections::BTreeSet;
use std::str::FromStr;

/// The four exclusive statuses (EXI SI 07): was the identity retrieved from `INSi`, was it checked against a document of
/// high assurance?
///
/// Older FHIR guides write `VALI` for « INS validated » (system `fr-core-cs-v2-0445`): translate by system and version
/// before reading a code here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "UPPERCASE"))]
pub enum IdentityStatus {
    /// Provisional: neither retrieved nor checked.
    Prov,
    /// Retrieved from `INSi`, not checked.
    Recup,
    /// Checked, not retrieved.
    Vali,
    /// Retrieved and checked: the only one whose matricule may be sent to others.
    Qual,
}

/// What is worth knowing about an identity beside its status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "UPPERCASE"))]
pub enum IdentityAnnotation {
    /// Someone else may be mistaken for this person.
    Homd,
    /// Someone else has the same traits for certain.
    Homa,
    /// The traits are in doubt.
    Dout,
    /// The traits are invented (an anonymous delivery, an exercise).
    Fict,
}

/// A status with its annotations, such that EXI SI 09 always holds: a doubtful or fictitious identity is provisional,
/// and none is both.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct IdentityReliability {
    status: IdentityStatus,
    annotations: BTreeSet<IdentityAnnotation>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentityStatusError {
    #[error("read an identity status: it is PROV, RECUP, VALI or QUAL")]
    Status,
    #[error("read an identity annotation: it is HOMD, HOMA, DOUT or FICT")]
    Annotation,
    #[error("annotate the identity: it cannot be both doubtful and fictitious, remove one of them first")]
    DoubtfulAndFictitious,
    #[error(
        "change the identity status: a doubtful or fictitious identity stays provisional, remove the annotation first"
    )]
    StaysProvisional,
}

impl IdentityStatusError {
    /// The sentence shown beside the field.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Status => {
                "Choisissez un statut d’identité\u{a0}: provisoire, récupérée, validée ou qualifiée."
            }
            Self::Annotation => {
                "Choisissez une mention\u{a0}: homonyme détecté, homonyme avéré, douteuse ou fictive."
            }
            Self::DoubtfulAndFictitious => {
                "Une identité ne peut être à la fois douteuse et fictive. Retirez d’abord l’une des deux mentions."
            }
            Self::StaysProvisional => {
                "Une identité douteuse ou fictive reste provisoire. Retirez d’abord cette mention."
            }
        }
    }
}

impl IdentityStatus {
    pub const ALL: [Self; 4] = [Self::Prov, Self::Recup, Self::Vali, Self::Qual];

    /// The status that follows from the two questions of EXI SI 07.
    pub fn from_checks(retrieved_from_insi: bool, document_checked: bool) -> Self {
        match (retrieved_from_insi, document_checked) {
            (false, false) => Self::Prov,
            (true, false) => Self::Recup,
            (false, true) => Self::Vali,
            (true, true) => Self::Qual,
        }
    }

    /// The national code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Prov => "PROV",
            Self::Recup => "RECUP",
            Self::Vali => "VALI",
            Self::Qual => "QUAL",
        }
    }

    /// What a reader sees.
    pub fn label(self) -> &'static str {
        match self {
            Self::Prov => "Identité provisoire",
            Self::Recup => "Identité récupérée",
            Self::Vali => "Identité validée",
            Self::Qual => "Identité qualifiée",
        }
    }
}

impl IdentityAnnotation {
    pub const ALL: [Self; 4] = [Self::Homd, Self::Homa, Self::Dout, Self::Fict];

    /// The national code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Homd => "HOMD",
            Self::Homa => "HOMA",
            Self::Dout => "DOUT",
            Self::Fict => "FICT",
        }
    }

    /// What a reader sees.
    pub fn label(self) -> &'static str {
        match self {
            Self::Homd => "Homonyme détecté",
            Self::Homa => "Homonyme avéré",
            Self::Dout => "Identité douteuse",
            Self::Fict => "Identité fictive",
        }
    }

    fn forces_provisional(self) -> bool {
        matches!(self, Self::Dout | Self::Fict)
    }
}

impl IdentityReliability {
    /// An identity with this status and no annotation.
    pub fn new(status: IdentityStatus) -> Self {
        Self { status, annotations: BTreeSet::new() }
    }

    pub fn status(&self) -> IdentityStatus {
        self.status
    }

    pub fn annotations(&self) -> &BTreeSet<IdentityAnnotation> {
        &self.annotations
    }

    /// Adds an annotation; doubtful and fictitious bring the status back to provisional (EXI SI 09).
    pub fn annotate(&mut self, annotation: IdentityAnnotation) -> Result<(), IdentityStatusError> {
        use IdentityAnnotation::{Dout, Fict};
        let opposite = match annotation {
            Dout => Some(Fict),
            Fict => Some(Dout),
            _ => None,
        };
        if opposite.is_some_and(|other| self.annotations.contains(&other)) {
            return Err(IdentityStatusError::DoubtfulAndFictitious);
        }
        self.annotations.insert(annotation);
        if annotation.forces_provisional() {
            self.status = IdentityStatus::Prov;
        }
        Ok(())
    }

    /// Removes an annotation; the status does not come back by itself: it is earned again.
    pub fn remove(&mut self, annotation: IdentityAnnotation) {
        self.annotations.remove(&annotation);
    }

    /// Changes the status, refused while the identity is doubtful or fictitious (EXI SI 09).
    pub fn set_status(&mut self, status: IdentityStatus) -> Result<(), IdentityStatusError> {
        if status != IdentityStatus::Prov && self.is_forced_provisional() {
            return Err(IdentityStatusError::StaysProvisional);
        }
        self.status = status;
        Ok(())
    }

    /// Whether the `INSi` teleservice may be called: never for a doubtful or fictitious identity (EXI SI 09).
    pub fn may_call_insi(&self) -> bool {
        !self.is_forced_provisional()
    }

    /// Whether the matricule may be sent to others: only a qualified identity's; otherwise traits and a local number go.
    pub fn may_send_matricule(&self) -> bool {
        self.status == IdentityStatus::Qual
    }

    fn is_forced_provisional(&self) -> bool {
        self.annotations.iter().any(|annotation| annotation.forces_provisional())
    }
}

/// The written form, read back through the rules.
#[derive(serde::Serialize, serde::Deserialize)]
struct Written {
    status: IdentityStatus,
    #[serde(default)]
    annotations: Vec<IdentityAnnotation>,
}

impl From<IdentityReliability> for Written {
    fn from(value: IdentityReliability) -> Self {
        Self { status: value.status, annotations: value.annotations.into_iter().collect() }
    }
}

impl TryFrom<Written> for IdentityReliability {
    type Error = IdentityStatusError;
    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let mut reliability = Self::new(IdentityStatus::Prov);
        for annotation in written.annotations {
            reliability.annotate(annotation)?;
        }
        reliability.set_status(written.status)?;
        Ok(reliability)
    }
}

impl FromStr for IdentityStatus {
    type Err = IdentityStatusError;
    fn from_str(input: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|status| status.code() == input).ok_or(IdentityStatusError::Status)
    }
}

impl FromStr for IdentityAnnotation {
    type Err = IdentityStatusError;
    fn from_str(input: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|annotation| annotation.code() == input)
            .ok_or(IdentityStatusError::Annotation)
    }
}

/// `Display` and serde speak the national code.
macro_rules! coded {
    ($name:ident) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdentityStatusError;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.code().to_owned()
            }
        }
    };
}

coded!(IdentityStatus);
coded!(IdentityAnnotation);

#[cfg(test)]
mod tests {
    use super::IdentityAnnotation::{Dout, Fict, Homa, Homd};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_questions_give_four_statuses() {
        let status = IdentityStatus::from_checks;
        let all = [status(false, false), status(true, false), status(false, true), status(true, true)];
        assert_eq!(all, IdentityStatus::ALL);
        for one in IdentityStatus::ALL {
            assert_eq!(one.to_string().parse(), Ok(one));
        }
        assert_eq!("vali".parse::<IdentityStatus>(), Err(IdentityStatusError::Status));
    }

    #[test]
    fn a_doubt_brings_a_qualified_identity_back_to_provisional() {
        let mut identity = IdentityReliability::new(IdentityStatus::Qual);
        assert!(identity.may_send_matricule() && identity.may_call_insi());
        identity.annotate(Dout).unwrap();
        assert_eq!(identity.status(), IdentityStatus::Prov);
        assert!(!identity.may_send_matricule() && !identity.may_call_insi());
        assert_eq!(identity.set_status(IdentityStatus::Qual), Err(IdentityStatusError::StaysProvisional));
        identity.remove(Dout);
        assert_eq!(identity.status(), IdentityStatus::Prov);
        assert!(identity.may_call_insi());
        identity.set_status(IdentityStatus::Recup).unwrap();
    }

    #[test]
    fn doubtful_goes_with_homonym_but_not_with_fictitious() {
        let mut identity = IdentityReliability::new(IdentityStatus::Vali);
        identity.annotate(Homd).unwrap();
        assert_eq!(identity.status(), IdentityStatus::Vali);
        identity.annotate(Dout).unwrap();
        assert_eq!(identity.annotate(Fict), Err(IdentityStatusError::DoubtfulAndFictitious));
        assert_eq!(identity.annotations().iter().copied().collect::<Vec<_>>(), [Homd, Dout]);
    }

    #[test]
    fn a_written_identity_that_breaks_the_rule_is_refused() {
        let read = |text: &str| serde_json::from_str::<IdentityReliability>(text);
        assert!(read(r#"{"status":"QUAL","annotations":["HOMA"]}"#).is_ok());
        assert!(read(r#"{"status":"QUAL","annotations":["DOUT"]}"#).is_err());
        assert!(read(r#"{"status":"PROV","annotations":["DOUT","FICT"]}"#).is_err());
    }

    proptest! {
        #[test]
        fn no_sequence_of_changes_breaks_the_rule(
            start in prop::sample::select(IdentityStatus::ALL.to_vec()),
            steps in proptest::collection::vec((0_u8..3, 0_usize..4), 0..12),
        ) {
            let mut identity = IdentityReliability::new(start);
            for (kind, which) in steps {
                let _ = match kind {
                    0 => identity.annotate([Homd, Homa, Dout, Fict][which]),
                    1 => identity.set_status(IdentityStatus::ALL[which]),
                    _ => { identity.remove(IdentityAnnotation::ALL[which]); Ok(()) }
                };
                let (doubtful, fictitious) =
                    (identity.annotations().contains(&Dout), identity.annotations().contains(&Fict));
                prop_assert!(!(doubtful && fictitious));
                prop_assert!(!(doubtful || fictitious) || identity.status() == IdentityStatus::Prov);
                prop_assert_eq!(identity.may_call_insi(), !(doubtful || fictitious));
                let written = serde_json::to_string(&identity).unwrap();
                prop_assert_eq!(&serde_json::from_str::<IdentityReliability>(&written).unwrap(), &identity);
            }
        }
    }
}
