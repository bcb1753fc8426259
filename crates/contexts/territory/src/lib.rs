//! The tenant: its communes with dates, structures, sites, members and their roles, delegations.
//!
//! Tables: `territory.territory`, `commune`, `structure`, `site`, `membership`, `delegation`. No page of its own yet.
//! It says who works where and since when; what they may do is decided by the engine `access`.

mod add_member;
mod add_site;
mod delegate;
mod found;
mod perimeter;
mod read;

pub use add_member::{AddMember, add_member};
pub use add_site::{AddSite, AddStructure, add_site, add_structure};
pub use delegate::delegate;
pub use found::{FoundTerritory, found_territory};
pub use perimeter::{PerimeterError, add_commune, remove_commune};
pub use read::{
    Commune, Member, MyMembership, Site, TerritoryRow, delegated_to, memberships_of, perimeter_on, site,
    sites, territory,
};
