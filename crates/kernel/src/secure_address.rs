//! Addresses of the secure health mail space (`MSSanté`) and the list of domains that belong to it. An address is only as
//! secure as the list on the day of sending: it never remembers that it was once admitted.

use std::collections::BTreeSet;
use std::str::FromStr;

use crate::ins::Matricule;
use crate::mail_address::{MailAddress, MailAddressError, is_domain};

/// The domain of citizens' mailboxes: what stands before the `@` is their INS.
const PATIENT_DOMAIN: &str = "patient.mssante.fr";

/// An address written for the secure space, in lower case.
///
/// A professional's address carries a name and a citizen's one carries the INS matricule, so `Debug` hides it and it
/// is handled like the identity that it tells. Whether its domain is secure today is asked of [`SecureDomains`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent))]
pub struct SecureAddress(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecureAddressError {
    #[error(transparent)]
    Mail(#[from] MailAddressError),
    #[error("read a citizen's secure address: it begins with the 15 characters of the INS matricule")]
    Patient,
}

impl SecureAddressError {
    /// The sentence shown beside the field.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Mail(error) => error.advice(),
            Self::Patient => "Une adresse Mon espace santé commence par les 15 caractères du matricule INS.",
        }
    }
}

impl SecureAddress {
    pub fn domain(&self) -> &str {
        self.0.split_once('@').map_or("", |(_, domain)| domain)
    }

    /// The matricule inside a citizen's address; none for a professional or an organisation. Its key may be wrong.
    pub fn patient(&self) -> Option<Matricule> {
        let (local, domain) = self.0.split_once('@')?;
        (domain == PATIENT_DOMAIN)
            .then(|| Matricule::parse_flagged(local).ok())
            .flatten()
            .map(|(found, _)| found)
    }

    /// The same text as an address for the mail software.
    pub fn to_mail_address(&self) -> Result<MailAddress, MailAddressError> {
        self.0.parse()
    }
}

impl FromStr for SecureAddress {
    type Err = SecureAddressError;
    fn from_str(input: &str) -> Result<Self, Self::Err> {
        let address = Self(input.parse::<MailAddress>()?.folded());
        if address.domain() == PATIENT_DOMAIN && address.patient().is_none() {
            return Err(SecureAddressError::Patient);
        }
        Ok(address)
    }
}

text_value!(SecureAddress, SecureAddressError, str::parse::<SecureAddress>);
display_text!(SecureAddress);
masked_debug!(SecureAddress);

/// The domains of the secure space: each is listed by name, a sub-domain of a listed one is not in it.
///
/// As text: one domain a line, `#` begins a comment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SecureDomains(BTreeSet<String>);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("read the secure domains: line {line} is not a domain name, write one like medecin.mssante.fr")]
pub struct SecureDomainsError {
    /// Counted from 1.
    pub line: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("send to {domain}: this domain is not on the secure list, ask the recipient for a secure address")]
pub struct NotSecure {
    /// The domain alone: it tells no person.
    pub domain: String,
}

impl SecureDomains {
    /// Refuses an address whose domain is not on the list.
    pub fn admit(&self, address: &SecureAddress) -> Result<(), NotSecure> {
        if self.0.contains(address.domain()) {
            Ok(())
        } else {
            Err(NotSecure { domain: address.domain().to_owned() })
        }
    }

    /// The domains in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromStr for SecureDomains {
    type Err = SecureDomainsError;
    fn from_str(input: &str) -> Result<Self, Self::Err> {
        let mut domains = BTreeSet::new();
        for (rank, line) in input.lines().enumerate() {
            let domain = line.split('#').next().unwrap_or_default().trim().to_ascii_lowercase();
            if domain.is_empty() {
                continue;
            }
            if !is_domain(&domain) {
                return Err(SecureDomainsError { line: rank + 1 });
            }
            domains.insert(domain);
        }
        Ok(Self(domains))
    }
}

impl std::fmt::Display for SecureDomains {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.iter().try_for_each(|domain| writeln!(f, "{domain}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn list() -> SecureDomains {
        "# exemple\nmedecin.mssante.fr\nInfirmier.mssante.fr # IDE\n\npatient.mssante.fr\n".parse().unwrap()
    }

    #[test]
    fn a_listed_domain_is_admitted_and_its_lookalikes_are_not() {
        let admit = |text: &str| list().admit(&text.parse().unwrap()).is_ok();
        assert!(admit("Jeanne.MARTIN@Medecin.MSSante.fr"));
        assert!(admit("jeanne.martin@infirmier.mssante.fr"));
        for text in [
            "a@mssante.fr",
            "a@x.medecin.mssante.fr",
            "a@medecin.mssante.fr.example",
            "a@medecinmssante.fr",
            "a@b.fr",
        ] {
            assert!(!admit(text), "{text}");
        }
        assert!(!"".parse::<SecureDomains>().unwrap().iter().any(|_| true));
    }

    #[test]
    fn a_refusal_names_the_domain_and_nobody() {
        let refusal = list().admit(&"jeanne.martin@orange.example".parse().unwrap()).unwrap_err();
        assert!(refusal.to_string().contains("orange.example"));
        assert!(!refusal.to_string().contains("jeanne"));
    }

    #[test]
    fn the_address_of_a_citizen_tells_the_ins_and_debug_hides_it() {
        let address: SecureAddress = "279035121518989@patient.mssante.fr".parse().unwrap();
        assert_eq!(address.patient(), Some("279035121518989".parse().unwrap()));
        assert_eq!(format!("{address:?}"), "SecureAddress(***)");
        let corsican: SecureAddress = "285072a00412338@patient.mssante.fr".parse().unwrap();
        assert_eq!(corsican.patient().unwrap().as_str(), "285072A00412338");
        assert_eq!("jeanne@patient.mssante.fr".parse::<SecureAddress>(), Err(SecureAddressError::Patient));
        let doctor: SecureAddress = "279035121518989@medecin.mssante.fr".parse().unwrap();
        assert_eq!(doctor.patient(), None);
    }

    #[test]
    fn a_wrong_line_of_the_list_is_named() {
        let wrong = "medecin.mssante.fr\n*.mssante.fr\n".parse::<SecureDomains>();
        assert_eq!(wrong, Err(SecureDomainsError { line: 2 }));
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(text in "[a-zA-Z]{1,9}\\.[a-z]{1,9}@[a-z]{1,9}\\.mssante\\.fr") {
            let address: SecureAddress = text.parse().unwrap();
            prop_assert_eq!(address.to_string().parse::<SecureAddress>().unwrap(), address.clone());
            prop_assert_eq!(address.to_mail_address().unwrap().to_string(), address.to_string());
        }

        #[test]
        fn a_list_is_read_back(domains in proptest::collection::vec("[a-z]{1,8}\\.[a-z]{2,3}", 0..5)) {
            let list: SecureDomains = domains.join("\n").parse().unwrap();
            prop_assert_eq!(list.to_string().parse::<SecureDomains>().unwrap(), list);
        }

        #[test]
        fn no_text_makes_the_parsers_panic(text in any::<String>()) {
            let _ = text.parse::<SecureAddress>().map(|address| address.patient());
            let _ = text.parse::<SecureDomains>();
        }
    }
}
