//! A plain electronic mail address. It never lets a line break, a space or a control character through, so it can be
//! put in a header or an SMTP command as it is; it never says that the mail space is a secure one.

use std::str::FromStr;

/// An address `local@domain` in its everyday form (RFC 5321: dot-atom local part of at most 64 bytes, a domain name
/// with a dot, 254 bytes in all). The domain is in lower case; the local part is kept as written.
///
/// Quoted local parts, comments, address literals and letters outside ASCII are refused.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MailAddress(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailAddressError {
    #[error("read a mail address: write name@domain, with one @")]
    At,
    #[error(
        "read a mail address: before the @ use letters without accent, digits, dots and hyphens, no space"
    )]
    Local,
    #[error("read a mail address: after the @ write a domain like example.fr")]
    Domain,
    #[error("read a mail address: it is longer than 254 characters")]
    TooLong,
}

impl MailAddressError {
    /// The sentence shown beside the field.
    pub fn advice(self) -> &'static str {
        match self {
            Self::At => "Écrivez l’adresse sous la forme nom@domaine.fr, avec un seul « @ ».",
            Self::Local => {
                "Avant le « @ », utilisez des lettres sans accent, des chiffres, des points, sans espace."
            }
            Self::Domain => "Après le « @ », écrivez un domaine comme exemple.fr.",
            Self::TooLong => "Cette adresse dépasse 254 caractères. Vérifiez-la avec son titulaire.",
        }
    }
}

impl MailAddress {
    /// What stands before the `@`.
    pub fn local(&self) -> &str {
        self.0.split_once('@').map_or("", |(local, _)| local)
    }

    /// The domain, in lower case.
    pub fn domain(&self) -> &str {
        self.0.split_once('@').map_or("", |(_, domain)| domain)
    }

    /// The form to compare and to search by: no operator in use tells upper and lower case apart.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

impl FromStr for MailAddress {
    type Err = MailAddressError;
    fn from_str(input: &str) -> Result<Self, Self::Err> {
        // Spaces around a pasted address are harmless; a line break inside a value is an attack and stays an error.
        let text = input.trim_matches([' ', '\u{a0}', '\u{202f}', '\t']);
        let (local, domain) = text.split_once('@').ok_or(MailAddressError::At)?;
        if domain.contains('@') {
            return Err(MailAddressError::At);
        }
        if text.len() > 254 {
            return Err(MailAddressError::TooLong);
        }
        if local.len() > 64 || !local.split('.').all(is_atom) {
            return Err(MailAddressError::Local);
        }
        let domain = domain.to_ascii_lowercase();
        if is_domain(&domain) { Ok(Self(format!("{local}@{domain}"))) } else { Err(MailAddressError::Domain) }
    }
}

/// `atext` of RFC 5322, at least one.
fn is_atom(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
}

/// A lower-case name of two labels or more, letters, digits and inner hyphens, the last label not a number.
pub(crate) fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last_is_a_name =
        text.rsplit('.').next().is_some_and(|label| label.bytes().any(|b| b.is_ascii_lowercase()));
    text.len() <= 253 && text.contains('.') && last_is_a_name && text.split('.').all(is_label)
}

text_value!(MailAddress, MailAddressError, str::parse::<MailAddress>);
display_text!(MailAddress);
masked_debug!(MailAddress);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_everyday_address_is_read() {
        let address: MailAddress = " Jeanne.D'Arc+rdv@Exemple-Sante.FR ".parse().unwrap();
        assert_eq!(address.as_str(), "Jeanne.D'Arc+rdv@exemple-sante.fr");
        assert_eq!((address.local(), address.domain()), ("Jeanne.D'Arc+rdv", "exemple-sante.fr"));
        assert_eq!(address.folded(), "jeanne.d'arc+rdv@exemple-sante.fr");
        assert_eq!(format!("{address:?}"), "MailAddress(***)");
    }

    #[test]
    fn a_line_break_never_reaches_a_header() {
        for text in [
            "a@b.fr\r\nBcc: x@y.fr",
            "a@b.fr\r\n",
            "\na@b.fr",
            "a\r@b.fr",
            "a@b.fr\0",
            "a@b\n.fr",
            "a@b.fr\u{2028}",
        ] {
            assert!(text.parse::<MailAddress>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn each_mistake_says_where_it_is() {
        let error = |text: &str| text.parse::<MailAddress>().unwrap_err();
        assert_eq!(error("jeanne"), MailAddressError::At);
        assert_eq!(error("a@b@c.fr"), MailAddressError::At);
        for local in ["", ".a", "a.", "a..b", "hélène", "a b", "\"a b\"", "<a", &"a".repeat(65)] {
            assert_eq!(error(&format!("{local}@b.fr")), MailAddressError::Local, "{local}");
        }
        for domain in
            ["", "localhost", "b..fr", "-b.fr", "b-.fr", ".fr", "b.fr.", "[192.0.2.1]", "192.0.2.1", "é.fr"]
        {
            assert_eq!(error(&format!("a@{domain}")), MailAddressError::Domain, "{domain}");
        }
        assert_eq!(error(&format!("a@{}.fr", "b".repeat(260))), MailAddressError::TooLong);
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(text in "[a-zA-Z0-9+_-]{1,20}(\\.[a-z0-9]{1,8})?@([a-z0-9]{1,10}\\.){1,3}[a-z]{2,6}") {
            let address: MailAddress = text.parse().unwrap();
            prop_assert_eq!(address.to_string().parse::<MailAddress>().unwrap(), address);
        }

        #[test]
        fn whatever_is_accepted_is_one_visible_word(text in any::<String>(), near in "\\PC{0,3}[a-z]@[a-z]\\.\\PC{2,5}") {
            for candidate in [text, near] {
                if let Ok(address) = candidate.parse::<MailAddress>() {
                    prop_assert!(address.as_str().bytes().all(|b| b.is_ascii_graphic()));
                    prop_assert_eq!(address.as_str().matches('@').count(), 1);
                }
            }
        }
    }
}
