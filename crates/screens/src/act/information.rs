//! « Ce que le patient doit savoir »: the notice of an act at a distance, in large letters, to print and to give.

use access::Action as Asked;
use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse;
use ui::{Action, Paper, Rich, Shell, french};
use web::{App, Caller, Frame, Problem, page};

use super::seen::seen;
use super::{ShowAct, ShowInformation};

#[derive(Template)]
#[template(path = "act_information.html")]
struct InformationPage {
    shell: Shell<'static>,
    back: String,
    print: Action<'static>,
    paper: Paper<'static>,
}

pub(super) async fn show(
    ShowInformation { act }: ShowInformation,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<impl IntoResponse, Problem> {
    let (mut tx, act, basis) = seen(&app, &caller, act, Asked::SeeAct).await?;
    let today = caller.local(tx.now()).date();
    let notice = acts::notice(&mut tx, today).await?.filter(|_| act.modality.is_remote());
    let notice = notice.ok_or_else(Problem::not_found)?;
    let person = patients::person(&mut tx, act.patient).await?.ok_or_else(Problem::not_found)?;
    let doctor = directory::professional(&mut tx, act.professional).await?.ok_or_else(Problem::not_found)?;
    let site = match act.site {
        Some(site) => territory::site(&mut tx, site).await?,
        None => None,
    };
    let view = audit::View { page: "act/information", patients: &[act.patient], basis: basis.name() };
    audit::view(&mut tx, view).await?;
    let mut at_day = frame.clone();
    "/journee".clone_into(&mut at_day.here);
    let shell = app.shell(&mut tx, &caller, &at_day).await?;
    tx.commit().await?;
    let (sender, address, phone) = match site {
        Some(site) => (site.structure, site.address, Some(site.phone)),
        None => (doctor.full_name(), String::new(), None),
    };
    let opening = Rich::from("Pour ")
        .strong(person.identity.addressed())
        .text(format!(". Acte avec {}.", doctor.with_article()));
    let mut paper = Paper::new(sender, address, opening)
        .paragraph("Un acte à distance.", french::typo(&notice.words).into_owned());
    if let Some(phone) = phone {
        let call = Rich::from("appelez le ").strong(french::phone(&phone)).text(".");
        paper = paper.paragraph("Une question, ou vous changez d’avis\u{a0}:", call);
    }
    page(&InformationPage {
        shell,
        back: ShowAct { act: act.id }.to_string(),
        print: Action::print("Imprimer").main(),
        paper: paper.foot(
            Rich::from("C’est grave\u{202f}? Appelez le ").strong("15").text("."),
            format!(
                "Information, version {}, en usage depuis le {}",
                notice.version,
                french::birth(notice.since)
            ),
        ),
    })
}
