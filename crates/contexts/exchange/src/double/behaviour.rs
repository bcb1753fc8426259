//! What the operator can be told to do with messages.

use std::fmt;
use std::str::FromStr;

/// What happens to a message for a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Behaviour {
    /// Accepted, reported as delivered.
    #[default]
    Deliver,
    /// Refused at once: no such mailbox, 550 5.1.1.
    Refuse,
    /// Refused at once: mailbox full, 552 5.2.2.
    Full,
    /// Put off with 451 the next `times` times, then delivered.
    Delay { times: u32 },
    /// Accepted, then reported as failed: mailbox full.
    FailLater,
    /// Accepted, then reported as delayed; nothing else comes.
    Hold,
    /// Delivered, and no report comes.
    Withhold,
    /// Handed on to a server that sends no report: *relayed*.
    Relay,
    /// Spread to the members of an alias: *expanded*.
    Expand,
    /// Delivered, and the report comes twice.
    Twice,
    /// The connection drops in the middle of the message; it is lost.
    CutDuringData,
    /// The connection drops after the whole message, before the answer; it is delivered all the same.
    CutAfterData,
}

/// No behaviour has this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no behaviour has this name")]
pub struct UnknownBehaviour;

impl Behaviour {
    /// All of them, in the order of a list to choose from; a delay puts off twice.
    pub const ALL: [Self; 12] = [
        Self::Deliver,
        Self::Refuse,
        Self::Full,
        Self::Delay { times: 2 },
        Self::FailLater,
        Self::Hold,
        Self::Withhold,
        Self::Relay,
        Self::Expand,
        Self::Twice,
        Self::CutDuringData,
        Self::CutAfterData,
    ];

    /// Its name in a form or an address.
    pub fn name(self) -> &'static str {
        match self {
            Self::Deliver => "deliver",
            Self::Refuse => "refuse",
            Self::Full => "full",
            Self::Delay { .. } => "delay",
            Self::FailLater => "fail-later",
            Self::Hold => "hold",
            Self::Withhold => "withhold",
            Self::Relay => "relay",
            Self::Expand => "expand",
            Self::Twice => "twice",
            Self::CutDuringData => "cut-during-data",
            Self::CutAfterData => "cut-after-data",
        }
    }

    /// What it does, in plain French.
    pub fn label(self) -> &'static str {
        match self {
            Self::Deliver => "Remet le message et l’annonce",
            Self::Refuse => "Refuse tout de suite\u{a0}: adresse inconnue",
            Self::Full => "Refuse tout de suite\u{a0}: boîte pleine",
            Self::Delay { .. } => "Fait attendre, puis remet",
            Self::FailLater => "Accepte, puis annonce un échec",
            Self::Hold => "Accepte, puis annonce un retard",
            Self::Withhold => "Remet le message et n’annonce rien",
            Self::Relay => "Confie le message à un opérateur qui n’annonce rien",
            Self::Expand => "Répartit le message entre les membres d’une liste",
            Self::Twice => "Remet le message et l’annonce deux fois",
            Self::CutDuringData => "Coupe la ligne au milieu du message",
            Self::CutAfterData => "Reçoit le message et coupe la ligne sans répondre",
        }
    }
}

impl FromStr for Behaviour {
    type Err = UnknownBehaviour;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|behaviour| behaviour.name() == text).ok_or(UnknownBehaviour)
    }
}

impl fmt::Display for Behaviour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_behaviour_is_found_by_its_name() {
        for behaviour in Behaviour::ALL {
            assert_eq!(behaviour.name().parse(), Ok(behaviour));
        }
        assert_eq!("".parse::<Behaviour>(), Err(UnknownBehaviour));
    }
}
