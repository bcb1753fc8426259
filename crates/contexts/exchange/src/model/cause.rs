//! Reads a cause from the codes of mail servers (RFC 3463, RFC 5321).

use super::Cause;
use crate::mail::report::Status;
use crate::mail::smtp::Reply;

impl Cause {
    /// The cause that an enhanced status tells. A 4.x is told when a server gave up: nobody answered for days.
    pub fn of_status(Status(class, subject, detail): Status) -> Self {
        match (class, subject, detail) {
            (_, 2, 2) => Self::Full,
            (4, _, _) => Self::NoAnswer,
            (_, 1, _) | (_, 2, 1) => Self::Address,
            (_, 2, 3) | (_, 3, 4) => Self::TooLarge,
            (_, 7, _) => Self::Policy,
            _ => Self::Other,
        }
    }

    /// The cause that an answer tells: by its enhanced status, else by its code.
    pub fn of_reply(reply: &Reply) -> Self {
        match reply.enhanced.as_deref().and_then(|text| text.parse().ok()) {
            Some(status) => Self::of_status(status),
            None => match reply.code {
                550 | 551 | 553 => Self::Address,
                552 => Self::Full,
                _ => Self::Other,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_tell_what_can_be_done() {
        let told = |text: &str| Cause::of_status(text.parse().unwrap());
        assert_eq!(told("5.1.1"), Cause::Address);
        assert_eq!(told("5.2.1"), Cause::Address);
        assert_eq!(told("5.2.2"), Cause::Full);
        assert_eq!(told("4.2.2"), Cause::Full);
        assert_eq!(told("5.3.4"), Cause::TooLarge);
        assert_eq!(told("4.4.1"), Cause::NoAnswer);
        assert_eq!(told("5.7.1"), Cause::Policy);
        assert_eq!(told("5.0.0"), Cause::Other);
        let bare = |code| Cause::of_reply(&Reply { code, enhanced: None, text: String::new() });
        assert_eq!((bare(550), bare(552), bare(554)), (Cause::Address, Cause::Full, Cause::Other));
    }
}
