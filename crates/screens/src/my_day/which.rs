//! Which day, and whose: what the address says, what every form of the page carries, and who may look.

use access::Refusal;
use db::Tx;
use directory::Professional;
use jiff::civil::Date;
use kernel::ProfessionalId;
use serde::Deserialize;
use ui::{Action, Typed};
use web::{Caller, Problem};

use super::ShowDay;

/// As the address says it.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    jour: Option<String>,
    pour: Option<String>,
}

/// A day of somebody: today and the caller's own when nothing is said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Which {
    pub(super) day: Option<Date>,
    pub(super) of: Option<ProfessionalId>,
}

impl Which {
    pub(super) fn of_address(asked: &Asked) -> Result<Self, Problem> {
        Self::read(asked.jour.as_deref(), asked.pour.as_deref())
    }

    /// From the fields that [`Which::carried_by`] put into a form.
    pub(super) fn of_form(typed: &Typed) -> Result<Self, Problem> {
        Self::read(typed.get("jour"), typed.get("pour"))
    }

    fn read(day: Option<&str>, of: Option<&str>) -> Result<Self, Problem> {
        let unreadable = || Problem::malformed("Écrivez un jour comme 2026-11-24, ou revenez à aujourd’hui.");
        Ok(Self {
            day: day.map(str::parse).transpose().map_err(|_| unreadable())?,
            of: of.map(str::parse).transpose().map_err(|_| Problem::not_found())?,
        })
    }

    /// The address of the page.
    pub(super) fn href(self) -> String {
        let day = self.day.map(|day| format!("jour={day}"));
        let of = self.of.map(|of| format!("pour={of}"));
        let said: Vec<String> = day.into_iter().chain(of).collect();
        if said.is_empty() { ShowDay.to_string() } else { format!("{ShowDay}?{}", said.join("&")) }
    }

    /// The same person on another day; today is left unsaid.
    pub(super) fn on(self, day: Date, today: Date) -> Self {
        Self { day: (day != today).then_some(day), ..self }
    }

    /// A button of the page comes back to it.
    pub(super) fn carried_by(self, mut action: Action<'static>) -> Action<'static> {
        if let Some(day) = self.day {
            action = action.field("jour", day.to_string());
        }
        if let Some(of) = self.of {
            action = action.field("pour", of.to_string());
        }
        action
    }
}

/// Whose day it is.
#[derive(Clone)]
pub(crate) struct Whose {
    pub(crate) professional: Professional,
    /// The caller's own: with its acts. Else hours and names alone.
    pub(super) own: bool,
    /// Whether the caller may keep its time.
    pub(super) may_block: bool,
    /// Every day that the caller may open, their own first.
    pub(super) open: Vec<Professional>,
}

impl Whose {
    /// `None` for somebody who has no day of their own and to whom none was delegated.
    pub(crate) async fn of(
        tx: &mut Tx,
        caller: &Caller,
        wanted: Option<ProfessionalId>,
    ) -> Result<Option<Self>, Problem> {
        let open = Self::open_to(tx, caller).await?;
        let chosen = match wanted {
            None => open.first(),
            Some(id) => match open.iter().find(|known| known.id == id) {
                Some(known) => Some(known),
                None if directory::professional(tx, id).await?.is_some() => {
                    return Err(Problem::refused(Refusal::NotDelegated));
                }
                None => return Err(Problem::not_found()),
            },
        };
        let Some(professional) = chosen.cloned() else { return Ok(None) };
        let own = caller.professional == Some(professional.id);
        let may_block = agenda::may_block(tx, caller, professional.id).await.is_ok();
        Ok(Some(Self { professional, own, may_block, open }))
    }

    /// The days that the caller may open: their own, and those delegated to them.
    pub(crate) async fn open_to(tx: &mut Tx, caller: &Caller) -> Result<Vec<Professional>, Problem> {
        let mut open = Vec::new();
        if let Some(own) = caller.professional {
            open.extend(directory::professional(tx, own).await?);
        }
        let delegated: Vec<_> = territory::delegated_to(tx, caller.account)
            .await?
            .into_iter()
            .map(|member| member.account)
            .collect();
        let delegated = directory::of_accounts(tx, &delegated).await?;
        open.extend(delegated.into_iter().filter(|one| Some(one.id) != caller.professional));
        Ok(open)
    }
}
