//! One generic identifier, one marker a kind: mixing a patient's id with an act's does not compile.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// An identifier of a `T`: a UUID of version 7, made from the moment of the request.
///
/// Ids are made by the server only; one that comes from a form or a URL names a row that must already exist.
pub struct Id<T>(Uuid, PhantomData<fn() -> T>);

/// The markers of [`Id`], in alphabetical order.
pub mod kind {
    /// A person who can sign in, across territories.
    pub enum Account {}
    /// The thread from a need to its evaluation.
    pub enum Act {}
    /// A rendez-vous: a planned meeting.
    pub enum Appointment {}
    /// One report on its way to one reader.
    pub enum Delivery {}
    /// Anything kept in a patient's record.
    pub enum Document {}
    /// A person who receives care in one territory.
    pub enum Patient {}
    /// A row of the directory shared by all territories.
    pub enum Professional {}
    /// Why care is asked for, at one version.
    pub enum Reason {}
    /// One version of an act's report.
    pub enum Report {}
    /// An opening rule of somebody's agenda.
    pub enum Rule {}
    /// One signed-in browser.
    pub enum Session {}
    /// A place where people are received.
    pub enum Site {}
    /// A cabinet, a maison de santé, an EHPAD, a pharmacy.
    pub enum Structure {}
    /// A CPTS: the tenant.
    pub enum Territory {}
}

pub type AccountId = Id<kind::Account>;
pub type ActId = Id<kind::Act>;
pub type AppointmentId = Id<kind::Appointment>;
pub type DeliveryId = Id<kind::Delivery>;
pub type DocumentId = Id<kind::Document>;
pub type PatientId = Id<kind::Patient>;
pub type ProfessionalId = Id<kind::Professional>;
pub type ReasonId = Id<kind::Reason>;
pub type ReportId = Id<kind::Report>;
pub type RuleId = Id<kind::Rule>;
pub type SessionId = Id<kind::Session>;
pub type SiteId = Id<kind::Site>;
pub type StructureId = Id<kind::Structure>;
pub type TerritoryId = Id<kind::Territory>;

impl<T> Id<T> {
    /// Makes a new identifier at the moment `now`; two calls never give the same one.
    pub fn at(now: Timestamp) -> Self {
        let seconds = u64::try_from(now.as_second()).unwrap_or(0);
        let nanoseconds = u32::try_from(now.subsec_nanosecond()).unwrap_or(0);
        Self(Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanoseconds)), PhantomData)
    }

    /// Names a row that already exists.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }

    /// The bare UUID, for SQL parameters.
    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

// Written by hand: a derive would ask `T` for what only the UUID needs.
impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
impl<T> FromStr for Id<T> {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::try_parse(text).map(Self::from_uuid)
    }
}
impl<T> From<Uuid> for Id<T> {
    fn from(uuid: Uuid) -> Self {
        Self::from_uuid(uuid)
    }
}
impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Self::from_uuid)
    }
}

#[cfg(feature = "sqlx")]
mod in_sql {
    use super::{Id, Uuid};
    use sqlx::encode::IsNull;
    use sqlx::error::BoxDynError;
    use sqlx::postgres::{PgArgumentBuffer, PgHasArrayType, PgTypeInfo, PgValueRef};
    use sqlx::{Decode, Encode, Postgres, Type};

    impl<T> Type<Postgres> for Id<T> {
        fn type_info() -> PgTypeInfo {
            <Uuid as Type<Postgres>>::type_info()
        }
    }
    impl<T> PgHasArrayType for Id<T> {
        fn array_type_info() -> PgTypeInfo {
            <Uuid as PgHasArrayType>::array_type_info()
        }
    }
    impl<'q, T> Encode<'q, Postgres> for Id<T> {
        fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
            <Uuid as Encode<'q, Postgres>>::encode_by_ref(&self.0, buffer)
        }
    }
    impl<'r, T> Decode<'r, Postgres> for Id<T> {
        fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
            <Uuid as Decode<'r, Postgres>>::decode(value).map(Self::from_uuid)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_made_later_sort_later() {
        let morning: Timestamp = "2026-11-25T07:00:00Z".parse().unwrap();
        let noon: Timestamp = "2026-11-25T12:00:00Z".parse().unwrap();
        assert!(PatientId::at(morning) < PatientId::at(noon));
    }

    #[test]
    fn two_ids_of_the_same_moment_differ() {
        let now: Timestamp = "2026-11-25T07:00:00Z".parse().unwrap();
        assert_ne!(ActId::at(now), ActId::at(now));
    }

    #[test]
    fn an_id_reads_back_what_it_wrote() {
        let id = ActId::at("2026-11-25T07:00:00Z".parse().unwrap());
        assert_eq!(id.to_string().parse::<ActId>().unwrap(), id);
        assert!("not-an-id".parse::<ActId>().is_err());
    }
}
