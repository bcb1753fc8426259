//! Numbers and names as French readers write them: decimal comma, narrow no-break spaces, file names without accents.

/// A number with `decimals` digits after the comma.
pub fn number(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 && whole.len() > 4 {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    let zero = text.chars().all(|c| c == '0' || c == '.');
    let sign = if value < 0.0 && !zero { "−" } else { "" };
    if fraction.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped},{fraction}") }
}

/// A count.
pub fn count(value: usize) -> String {
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    number(value as f64, 0)
}

/// Tenths of a percent as a percentage: whole when nothing is lost.
pub fn tenths(value: u64) -> String {
    let (whole, tenth) = (value / 10, value % 10);
    if tenth == 0 { format!("{whole}\u{202f}%") } else { format!("{whole},{tenth}\u{202f}%") }
}

/// A share in percent, without decimals.
pub fn percent(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    format!("{}\u{202f}%", (part * 200 + whole) / (whole * 2))
}

/// A p-value as it is read.
pub fn p_value(p: f64) -> String {
    if p < 0.001 { "p\u{a0}<\u{a0}0,001".to_owned() } else { format!("p\u{a0}=\u{a0}{}", number(p, 3)) }
}

/// « un mot », « 3 mots ».
pub fn some(n: usize, singular: &str, plural: &str) -> String {
    if n <= 1 { format!("{n} {singular}") } else { format!("{} {plural}", count(n)) }
}

/// A name for a file: lower case, ASCII, words joined by hyphens, at most forty letters.
pub fn slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.to_lowercase().chars() {
        match letter {
            'a'..='z' | '0'..='9' => slug.push(letter),
            'à' | 'â' | 'ä' => slug.push('a'),
            'é' | 'è' | 'ê' | 'ë' => slug.push('e'),
            'î' | 'ï' => slug.push('i'),
            'ô' | 'ö' => slug.push('o'),
            'ù' | 'û' | 'ü' => slug.push('u'),
            'ç' => slug.push('c'),
            'œ' => slug.push_str("oe"),
            _ if !slug.ends_with('-') && !slug.is_empty() => slug.push('-'),
            _ => {}
        }
    }
    let short: String = slug.chars().take(40).collect();
    let trimmed = short.trim_end_matches('-');
    if trimmed.is_empty() { "question".to_owned() } else { trimmed.to_owned() }
}

/// Names of files that never meet: a second question with the same forty letters gets a number.
#[derive(Debug, Clone, Default)]
pub struct Slugs {
    taken: std::collections::BTreeSet<String>,
}

impl Slugs {
    /// The name of one more file: a question and what is drawn of it.
    pub fn take(&mut self, name: &str, suffix: &str) -> String {
        let base = format!("{}{suffix}", slug(name));
        let numbered = (2..).map(|number: u32| format!("{base}-{number}"));
        let free = std::iter::once(base.clone()).chain(numbered).find(|name| !self.taken.contains(name));
        let free = free.unwrap_or(base);
        self.taken.insert(free.clone());
        free
    }
}
