//! Who calls: the person behind the cookie, in one territory with one role.

use access::{Circle, Membership, Relation, Role};
use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use db::Actor;
use http::request::Parts;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};
use kernel::{AccountId, ProfessionalId, SessionId, SiteId, TerritoryId};

use crate::Problem;

/// How somebody signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Passkey,
    Recovery,
    MailCode,
    /// One click, in the demo only.
    Demo,
}

impl Method {
    /// The name that tables use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Passkey => "passkey",
            Self::Recovery => "recovery",
            Self::MailCode => "mail_code",
            Self::Demo => "demo",
        }
    }

    /// Reads the name back.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Passkey, Self::Recovery, Self::MailCode, Self::Demo]
            .into_iter()
            .find(|method| method.name() == name)
    }
}

/// A signed-in person. Put into the request by the session layer of `identity`; a handler takes it as an argument.
#[derive(Debug, Clone)]
pub struct Caller {
    pub session: SessionId,
    pub account: AccountId,
    pub territory: TerritoryId,
    pub territory_name: String,
    pub zone: TimeZone,
    pub role: Role,
    /// As said: « Dr Hélène Marchais ». Empty for a patient: their name is sealed.
    pub name: String,
    /// « Nérondes · secrétaire »
    pub title: String,
    /// Where they work, when they work at one place.
    pub site: Option<SiteId>,
    /// The row of the directory that this person is, if any.
    pub professional: Option<ProfessionalId>,
    pub method: Method,
    pub signed_in_at: Timestamp,
}

impl Caller {
    pub fn actor(&self) -> Actor {
        Actor::Account(self.account)
    }

    /// What the rules know of this person before any patient or act is named.
    pub fn relation(&self) -> Relation {
        let membership =
            if self.role == Role::Patient { Membership::None } else { Membership::Active(self.role) };
        Relation { membership, circle: Circle::Outside, ..Relation::default() }
    }

    /// The wall-clock moment of `at`, where this person works.
    pub fn local(&self, at: Timestamp) -> Zoned {
        at.to_zoned(self.zone.clone())
    }

    /// Decides an action that needs no more than the role.
    pub fn may(&self, action: access::Action) -> Result<access::Basis, Problem> {
        Ok(access::decide(action, &self.relation())?)
    }

    /// Whether the person proved who they are within five minutes before `now`: for signing, exporting, granting.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        now.duration_since(self.signed_in_at) <= SignedDuration::from_mins(5)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(Problem::sign_in)
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for Caller {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Self::Rejection> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}

/// For pages that greet whoever comes.
pub type MaybeCaller = Option<Caller>;
