//! Keys of the demonstration's things: the rank in their list, one type each.
//! They never leave the generator and its loader: stored rows have ids of their own.

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The rank of the thing in the world's list.
            pub fn rank(self) -> usize {
                self.0 as usize
            }

            pub(super) fn from_rank(rank: usize) -> Self {
                Self(u32::try_from(rank).expect("a list of the demonstration is short"))
            }
        }
    )*};
}

keys! {
    /// A territory in [`super::World::territories`].
    TerritoryKey;
    /// A commune in [`super::World::communes`].
    CommuneKey;
    /// A structure in [`super::World::structures`].
    StructureKey;
    /// A site in [`super::World::sites`].
    SiteKey;
    /// A professional in [`super::World::professionals`].
    ProfessionalKey;
    /// A reason in [`super::World::reasons`].
    ReasonKey;
    /// A patient in [`super::World::patients`].
    PatientKey;
    /// An act in [`super::World::acts`].
    ActKey;
}
