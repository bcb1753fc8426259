//! Another professional joins the act: the holder asks, one select and one tap; who is there is shown.

use access::Action as Asked;
use acts::{Act, Invite, InviteError};
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use db::Tx;
use kernel::ProfessionalId;
use ui::{Badge, Choice, Dialog, Field, Form, Icon, Problems, Typed};
use web::{App, Caller, Frame, Posted, Problem};

use super::seen::seen;
use super::show::{Again, page_of};
use super::{InviteInto, ShowAct};

pub(super) async fn invite(
    InviteInto { act }: InviteInto,
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(typed): Posted,
) -> Result<Response, Problem> {
    let (mut tx, act, basis) = seen(&app, &caller, act, Asked::HoldAct).await?;
    let chosen = typed.get("qui").and_then(|id| id.parse::<ProfessionalId>().ok());
    let invited = match chosen {
        Some(professional) => acts::invite(&mut tx, &caller, Invite { act: act.id, professional }).await,
        None => Err(InviteError::WithoutAccount),
    };
    match invited {
        Ok(()) => {
            tx.commit().await?;
            Ok(Redirect::to(&ShowAct { act: act.id }.to_string()).into_response())
        }
        Err(InviteError::WithoutAccount) => {
            drop(tx);
            let (tx, act, _) = seen(&app, &caller, act.id, Asked::HoldAct).await?;
            let problems = Problems::none().on("qui", "Choisissez une personne de la liste.");
            page_of(&app, tx, &caller, &frame, &act, basis, &Again::refused(&typed, problems)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Who can be asked in: those who care in this territory and are not in the act. `None` when there is nobody.
pub(super) async fn dialog(
    tx: &mut Tx,
    act: &Act,
    typed: &Typed,
    problems: &Problems,
) -> Result<Option<Dialog<'static>>, Problem> {
    let mut accounts: Vec<_> =
        territory::caring(tx).await?.into_iter().map(|member| member.account).collect();
    let there = acts::participants(tx, act).await?;
    accounts.retain(|account| !there.iter().any(|one| one.account == *account));
    let people = directory::of_accounts(tx, &accounts).await?;
    let choices: Vec<_> = people
        .into_iter()
        .filter(|one| one.id != act.professional)
        .map(|one| Choice::new(one.id.to_string(), format!("{}, {}", one.full_name(), one.speciality)))
        .collect();
    if choices.is_empty() {
        return Ok(None);
    }
    let nobody = std::iter::once(Choice::new("", "Choisir"));
    let form = Form::new(InviteInto { act: act.id }.to_string(), "Inviter")
        .id("inv")
        .with(Field::select("qui", "Qui\u{202f}?", nobody.chain(choices)))
        .filled(typed, problems);
    Ok(Some(
        Dialog::new(
            "inviter",
            "Inviter un professionnel dans cet acte\u{202f}?",
            "Il verra cet acte et pourra y écrire, sans entrer dans le reste du dossier. Ce qu’il regarde est noté.",
            "N’inviter personne",
        )
        .form(form),
    ))
}

/// « avec M. Fradin, infirmier »
pub(super) async fn there(tx: &mut Tx, act: &Act) -> Result<Vec<Badge<'static>>, Problem> {
    let accounts: Vec<_> = acts::participants(tx, act).await?.into_iter().map(|one| one.account).collect();
    let people = directory::of_accounts(tx, &accounts).await?;
    let words = |one: &directory::Professional| {
        format!("avec {}, {}", one.short_name(), one.speciality.to_lowercase())
    };
    Ok(people.iter().map(|one| Badge::brand(words(one)).icon(Icon::Users)).collect())
}
