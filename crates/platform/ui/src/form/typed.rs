//! What was typed, as it was typed, and what is wrong with it.

/// The pairs of a posted form, unparsed: what does not parse must be shown again all the same.
#[derive(Clone, Default)]
pub struct Typed(Vec<(String, String)>);

impl Typed {
    /// Reads a body of `application/x-www-form-urlencoded`. Broken UTF-8 becomes replacement characters.
    pub fn parse(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// From pairs, for multipart bodies and tests.
    pub fn from_pairs<N: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (N, V)>) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }

    /// The first value of a name, trimmed; `None` when the name was not posted or nothing was typed.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.raw(name).map(str::trim).filter(|value| !value.is_empty())
    }

    /// Every value of a name, as typed.
    pub fn all<'t>(&'t self, name: &'t str) -> impl Iterator<Item = &'t str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether nothing was posted: the form is shown for the first time.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn raw(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Values may be names and numbers of patients: only the names of fields are printed.
impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

/// What is wrong, in sentences that say how to repair it: `Problems::none().on("naissance", "Ce jour n’existe pas.")`.
#[derive(Debug, Clone, Default)]
pub struct Problems {
    fields: Vec<(String, String)>,
    general: Option<String>,
}

impl Problems {
    /// Nothing is wrong.
    pub fn none() -> Self {
        Self::default()
    }

    /// A sentence beside a field; the first one said about a field stays.
    #[must_use]
    pub fn on(mut self, field: impl Into<String>, sentence: impl Into<String>) -> Self {
        self.add(field, sentence);
        self
    }

    /// A sentence above the form: what no single field can repair.
    #[must_use]
    pub fn and(mut self, sentence: impl Into<String>) -> Self {
        self.general = Some(sentence.into());
        self
    }

    /// As [`Problems::on`], while checking one field after the other.
    pub fn add(&mut self, field: impl Into<String>, sentence: impl Into<String>) {
        let field = field.into();
        if self.of(&field).is_none() {
            self.fields.push((field, sentence.into()));
        }
    }

    /// The sentence about a field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.fields.iter().find(|(name, _)| name == field).map(|(_, sentence)| sentence.as_str())
    }

    /// The sentence above the form.
    pub fn general(&self) -> Option<&str> {
        self.general.as_deref()
    }

    /// Whether the form can be accepted.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.general.is_none()
    }
}
