//! The list of keys that F1 shows. The keys themselves are `aria-keyshortcuts` on what they press.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::Text;

/// What each key of a page does: `Keys::new([("/", "chercher quelqu’un"), ("a", "est arrivé")])`.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/keys.html")]
pub struct Keys<'a> {
    keys: Vec<(Text<'a>, Text<'a>)>,
}

impl<'a> Keys<'a> {
    /// The keys as `aria-keyshortcuts` writes them, each with what it does, in the order of use.
    pub fn new<K: Into<Text<'a>>, M: Into<Text<'a>>>(keys: impl IntoIterator<Item = (K, M)>) -> Self {
        Self { keys: keys.into_iter().map(|(key, meaning)| (key.into(), meaning.into())).collect() }
    }
}

impl HtmlSafe for Keys<'_> {}

/// A key as it is engraved on a French keyboard.
pub(crate) fn shown(key: &str) -> String {
    let first = key.split(' ').next().unwrap_or(key);
    let engraved = |part: &str| match part {
        "Enter" => "Entrée".to_owned(),
        "Control" => "Ctrl".to_owned(),
        "Escape" => "Échap".to_owned(),
        "Space" => "Espace".to_owned(),
        "ArrowUp" => "↑".to_owned(),
        "ArrowDown" => "↓".to_owned(),
        "ArrowLeft" => "←".to_owned(),
        "ArrowRight" => "→".to_owned(),
        other if other.chars().count() == 1 => other.to_uppercase(),
        other => other.to_owned(),
    };
    first.split('+').map(engraved).collect::<Vec<_>>().join(" + ")
}
