//! A page read back as a browser would: where it leads, and what its forms ask.

use scraper::{ElementRef, Html, Selector};

/// A form and what it asks, its hidden fields included.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    /// Where it posts.
    pub(crate) action: String,
    pub(crate) fields: Vec<Field>,
}

/// One name of a form.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) name: String,
    /// `text`, `date`, `hidden`, `radio`, `select`, `textarea`…
    pub(crate) kind: String,
    /// What it holds, or what may be chosen, the first first.
    pub(crate) values: Vec<String>,
    /// What is chosen among them.
    pub(crate) ticked: Vec<String>,
    pub(crate) required: bool,
}

impl Field {
    /// Whether a person writes in it what they want.
    pub(crate) fn is_free(&self) -> bool {
        !matches!(self.kind.as_str(), "hidden" | "radio" | "checkbox" | "select" | "file")
    }

    /// Something that somebody would honestly answer.
    pub(crate) fn honest(&self) -> String {
        if self.kind == "select" {
            return self.ticked.first().cloned().unwrap_or_default();
        }
        let held = self.ticked.iter().chain(&self.values).find(|value| !value.is_empty()).cloned();
        let typed = match self.kind.as_str() {
            "date" => "1944-03-12",
            "tel" => "0639987654",
            "email" => "essai@courriel.example",
            "number" => "3",
            "time" => "10:30",
            _ if self.name.contains("date") || self.name.contains("naissance") => "12/03/1944",
            _ => "Essai",
        };
        held.unwrap_or_else(|| typed.to_owned())
    }
}

/// The forms of a page that are posted, in their order.
pub(crate) fn forms(html: &str) -> Vec<Form> {
    let page = Html::parse_document(html);
    let any_form = selector("form");
    let is_posted = |form: &ElementRef| {
        form.value().attr("method").is_some_and(|method| method.eq_ignore_ascii_case("post"))
    };
    let posted = page.select(&any_form).filter(is_posted);
    let forms: Vec<Form> = posted
        .map(|form| Form {
            action: form.value().attr("action").unwrap_or_default().to_owned(),
            fields: fields(&page, form),
        })
        .collect();
    // a button may send what stands in a form elsewhere: to another place
    let elsewhere: Vec<Form> = page
        .select(&selector("button[formaction]"))
        .filter_map(|button| {
            let (action, owner) = (button.value().attr("formaction")?, owner_of(&page, button)?);
            Some(Form { action: action.to_owned(), fields: fields(&page, owner) })
        })
        .collect();
    forms.into_iter().chain(elsewhere).collect()
}

/// The form that a control belongs to, by its `form` attribute or by standing in it.
fn owner_of<'p>(page: &'p Html, control: ElementRef<'p>) -> Option<ElementRef<'p>> {
    match control.value().attr("form") {
        Some(id) => page.select(&selector(&format!("form[id=\"{id}\"]"))).next(),
        None => control.ancestors().filter_map(ElementRef::wrap).find(|up| up.value().name() == "form"),
    }
}

fn fields(page: &Html, form: ElementRef) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for control in page.select(&selector("input[name], select[name], textarea[name]")) {
        if owner_of(page, control).is_none_or(|owner| owner.id() != form.id()) {
            continue;
        }
        let attr = |name| control.value().attr(name);
        let name = attr("name").unwrap_or_default().to_owned();
        let kind = match control.value().name() {
            "input" => attr("type").unwrap_or("text"),
            other => other,
        };
        let values = match kind {
            "select" => control
                .select(&selector("option"))
                .map(|option| option.value().attr("value").unwrap_or_default().to_owned())
                .collect(),
            "textarea" => vec![control.text().collect::<String>().trim_start_matches('\n').to_owned()],
            _ => vec![attr("value").unwrap_or_default().to_owned()],
        };
        let ticked = match kind {
            "select" => chosen(control).into_iter().collect(),
            _ if attr("checked").is_some() => values.clone(),
            _ => Vec::new(),
        };
        match fields.iter_mut().find(|known| known.name == name && known.kind == kind) {
            Some(known) => {
                known.values.extend(values);
                known.ticked.extend(ticked);
            }
            None => fields.push(Field {
                name,
                kind: kind.to_owned(),
                values,
                ticked,
                required: attr("required").is_some(),
            }),
        }
    }
    fields
}

/// What a list of choices holds when nobody touches it: the option that is selected, else its first.
fn chosen(list: ElementRef) -> Option<String> {
    let option = selector("option");
    let mut options = list.select(&option);
    let first = list.select(&option).next();
    let selected = options.find(|option| option.value().attr("selected").is_some()).or(first)?;
    Some(selected.value().attr("value").unwrap_or_default().to_owned())
}

/// The places of ours that a page leads to by a link.
pub(crate) fn links(html: &str) -> Vec<String> {
    let page = Html::parse_document(html);
    page.select(&selector("a[href]"))
        .filter_map(|link| link.value().attr("href"))
        .filter(|href| href.starts_with('/') && !href.starts_with("//"))
        .map(|href| href.split('#').next().unwrap_or_default().to_owned())
        .collect()
}

/// The places that a key's button asks and answers.
pub(crate) fn of_keys(html: &str) -> Vec<String> {
    let page = Html::parse_document(html);
    let buttons = selector("passkey-button");
    let places = page
        .select(&buttons)
        .flat_map(|button| ["start", "finish"].into_iter().filter_map(move |part| button.value().attr(part)));
    places.map(ToOwned::to_owned).collect()
}

/// What stands beside a field as wrong, if anything does.
pub(crate) fn said_beside(html: &str, name: &str) -> Option<String> {
    let page = Html::parse_document(html);
    let (invalid, group, error, input) =
        (selector("[aria-invalid=\"true\"]"), selector("fieldset"), selector(".error"), selector("input"));
    let named = |control: &ElementRef| control.value().attr("name") == Some(name);
    let wrong_group = |group: &ElementRef| {
        group.select(&error).next().is_some() && group.select(&input).any(|input| named(&input))
    };
    let field = page.select(&invalid).find(named).or_else(|| page.select(&group).find(wrong_group))?;
    let described = field.value().attr("aria-describedby")?;
    let sentence = described
        .split(' ')
        .find_map(|id| page.select(&selector(".error")).find(|error| error.value().attr("id") == Some(id)))?;
    Some(sentence.text().collect::<String>().trim().to_owned())
}

/// Everything that the page says is wrong.
pub(crate) fn all_said(html: &str) -> Vec<String> {
    let page = Html::parse_document(html);
    let errors = selector(".error, [role=\"alert\"]");
    page.select(&errors).map(|error| error.text().collect::<String>().trim().to_owned()).collect()
}

/// What the page now holds in a field.
pub(crate) fn held(html: &str, name: &str) -> Option<String> {
    let page = Html::parse_document(html);
    let control = page
        .select(&selector("input[name], textarea[name]"))
        .find(|control| control.value().attr("name") == Some(name))?;
    match control.value().name() {
        "textarea" => Some(control.text().collect::<String>().trim_start_matches('\n').to_owned()),
        _ => Some(control.value().attr("value").unwrap_or_default().to_owned()),
    }
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).expect("a selector of ours")
}
