//! Everything that can be asked for, in the order of the trail.

/// One thing that a person does on a page. A new one gets its rules in `rule.rs`, or nobody may do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Search someone by exact traits; see who they are and how to reach them.
    FindPatient,
    /// Write a new person, or correct their traits and means of contact.
    RegisterPatient,
    /// Join a provisional identity to a known person.
    JoinIdentity,
    /// See the hours and names of an agenda.
    SeeAgenda,
    /// Book, move or cancel an appointment.
    Book,
    /// Say who has arrived, who has not come.
    MarkArrival,
    /// Keep time for something else.
    BlockTime,
    /// Change one's opening rules.
    SetOpening,
    /// See documents, measures and reports of a patient.
    SeeCare,
    /// Enter a patient's circle with a reason.
    BreakGlass,
    /// Open an act and see what it holds.
    SeeAct,
    /// Hold an act: times, consent, report draft.
    HoldAct,
    /// Sign a report, or correct it.
    SignReport,
    /// See where a report is on its way.
    SeeDeliveries,
    /// Send again, or to another address.
    ResumeDelivery,
    /// Print what leaves by post.
    PrintForPost,
    /// Answer the two questions after an act.
    Evaluate,
    /// See who looked at one's record.
    SeeWhoLooked,
    /// See figures of the territory.
    SeeIndicators,
    /// See the list behind a figure: number, month, place, kind, author, state; no patient.
    SeeActList,
    /// Add or remove a commune from a date.
    ChangePerimeter,
    /// Invite a member, or end a membership.
    ManageMembers,
}

impl Action {
    pub const ALL: [Self; 22] = [
        Self::FindPatient,
        Self::RegisterPatient,
        Self::JoinIdentity,
        Self::SeeAgenda,
        Self::Book,
        Self::MarkArrival,
        Self::BlockTime,
        Self::SetOpening,
        Self::SeeCare,
        Self::BreakGlass,
        Self::SeeAct,
        Self::HoldAct,
        Self::SignReport,
        Self::SeeDeliveries,
        Self::ResumeDelivery,
        Self::PrintForPost,
        Self::Evaluate,
        Self::SeeWhoLooked,
        Self::SeeIndicators,
        Self::SeeActList,
        Self::ChangePerimeter,
        Self::ManageMembers,
    ];
}
