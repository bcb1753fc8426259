//! The IMAP side (RFC 3501, 2177): what the intake asks of a mailbox, and nothing more.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::wire::Wire;
use super::{SILENCE, State, key};

/// Serves one connection: in clear only as far as STARTTLS.
pub(super) async fn serve(stream: TcpStream, tls: TlsAcceptor, state: Arc<State>) -> io::Result<()> {
    let mut wire = Wire::new(stream);
    wire.say("* OK Bonjour\r\n").await?;
    while let Some(line) = wire.line().await? {
        let Some((tag, command, _)) = split(&line) else { return wire.say("* BAD Not understood\r\n").await };
        match command.as_str() {
            "CAPABILITY" => {
                wire.say(format!("* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\n{tag} OK Done\r\n"))
                    .await?;
            }
            "STARTTLS" => {
                wire.say(format!("{tag} OK Go on\r\n")).await?;
                let secure = timeout(SILENCE, tls.accept(wire.into_stream())).await??;
                return Session::new(secure, &state).serve().await;
            }
            "LOGOUT" => return wire.say(format!("* BYE\r\n{tag} OK Done\r\n")).await,
            "NOOP" => wire.say(format!("{tag} OK Done\r\n")).await?,
            _ => wire.say(format!("{tag} NO STARTTLS first\r\n")).await?,
        }
    }
    Ok(())
}

struct Session<'a, S> {
    wire: Wire<S>,
    state: &'a State,
    changes: watch::Receiver<u64>,
    /// The mailbox that the sign-in opened.
    user: Option<String>,
    /// The numbers of the messages as the client knows them, once a mailbox is selected.
    view: Vec<u32>,
}

impl<'a, S: AsyncRead + AsyncWrite + Unpin> Session<'a, S> {
    fn new(stream: S, state: &'a State) -> Self {
        Self {
            wire: Wire::new(stream),
            state,
            changes: state.changes.subscribe(),
            user: None,
            view: Vec::new(),
        }
    }

    async fn serve(mut self) -> io::Result<()> {
        while let Some(line) = self.wire.line().await? {
            let Some((tag, command, rest)) = split(&line) else {
                return self.wire.say("* BAD Not understood\r\n").await;
            };
            match (command.as_str(), self.user.is_some()) {
                ("CAPABILITY", _) => {
                    self.wire.say(format!("* CAPABILITY IMAP4rev1 IDLE\r\n{tag} OK Done\r\n")).await?;
                }
                ("LOGIN", _) => {
                    let answer = if self.signs_in(&rest) { "OK Welcome" } else { "NO Sign-in refused" };
                    self.wire.say(format!("{tag} {answer}\r\n")).await?;
                }
                ("SELECT" | "EXAMINE", true) => self.select(&tag).await?,
                ("UID", true) => self.fetch(&tag, &rest).await?,
                ("NOOP", _) => {
                    let news = self.news();
                    self.wire.say(format!("{news}{tag} OK Done\r\n")).await?;
                }
                ("IDLE", true) => self.idle(&tag).await?,
                ("LOGOUT", _) => return self.wire.say(format!("* BYE\r\n{tag} OK Done\r\n")).await,
                _ => self.wire.say(format!("{tag} BAD Not understood\r\n")).await?,
            }
        }
        Ok(())
    }

    fn signs_in(&mut self, arguments: &str) -> bool {
        let words = words(arguments);
        let [user, password] = &words[..] else { return false };
        if *password == self.state.password {
            self.user = Some(key(user));
        }
        self.user.is_some()
    }

    async fn select(&mut self, tag: &str) -> io::Result<()> {
        self.view = self.numbers();
        let (exists, validity) = (self.view.len(), self.state.validity);
        let next = self.view.last().map_or(1, |last| last + 1);
        self.wire
            .say(format!(
                "* FLAGS ()\r\n* {exists} EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY {validity}] Valid\r\n\
                 * OK [UIDNEXT {next}] Next\r\n{tag} OK [READ-ONLY] Done\r\n"
            ))
            .await
    }

    /// `UID FETCH set items`: sizes, and whole messages without a flag being set.
    async fn fetch(&mut self, tag: &str, rest: &str) -> io::Result<()> {
        let mut parts = rest.splitn(3, ' ');
        let (Some("FETCH" | "fetch"), Some(set), Some(items)) = (parts.next(), parts.next(), parts.next())
        else {
            return self.wire.say(format!("{tag} BAD Not understood\r\n")).await;
        };
        let greatest = self.view.last().copied().unwrap_or(0);
        let wanted: Vec<(usize, u32)> =
            (1..).zip(self.view.iter().copied()).filter(|(_, uid)| selects(set, *uid, greatest)).collect();
        for (place, uid) in wanted {
            let Some(message) = self.message(uid) else { continue };
            let mut answer = format!("* {place} FETCH (UID {uid}").into_bytes();
            if items.contains("RFC822.SIZE") {
                answer.extend_from_slice(format!(" RFC822.SIZE {}", message.len()).as_bytes());
            }
            if items.contains("BODY.PEEK[]") {
                answer.extend_from_slice(format!(" BODY[] {{{}}}\r\n", message.len()).as_bytes());
                answer.extend_from_slice(&message);
            }
            answer.extend_from_slice(b")\r\n");
            self.wire.say(answer).await?;
        }
        self.wire.say(format!("{tag} OK Done\r\n")).await
    }

    /// Announces changes until the client says DONE.
    async fn idle(&mut self, tag: &str) -> io::Result<()> {
        self.wire.say("+ idling\r\n").await?;
        loop {
            self.changes.mark_unchanged();
            let news = self.news();
            if !news.is_empty() {
                self.wire.say(news).await?;
            }
            tokio::select! {
                line = self.wire.line() => {
                    let done = line?.is_some_and(|line| line.trim_ascii().eq_ignore_ascii_case(b"DONE"));
                    let answer = if done { "OK Done" } else { "BAD Not understood" };
                    return self.wire.say(format!("{tag} {answer}\r\n")).await;
                }
                changed = self.changes.changed() => changed.map_err(|_| io::ErrorKind::UnexpectedEof)?,
            }
        }
    }

    /// What has changed since the client last heard: messages gone, the last first, then how many there are.
    fn news(&mut self) -> String {
        if self.user.is_none() {
            return String::new();
        }
        let numbers = self.numbers();
        let gone = self.view.iter().enumerate().rev().filter(|(_, uid)| numbers.binary_search(uid).is_err());
        let mut news: Vec<String> = gone.map(|(index, _)| format!("* {} EXPUNGE\r\n", index + 1)).collect();
        if numbers.last() != self.view.last() {
            news.push(format!("* {} EXISTS\r\n", numbers.len()));
        }
        self.view = numbers;
        news.concat()
    }

    fn numbers(&self) -> Vec<u32> {
        let inner = self.state.lock();
        let held = self.user.as_ref().and_then(|user| inner.mailboxes.get(user));
        held.map(|held| held.messages.iter().map(|(uid, _)| *uid).collect()).unwrap_or_default()
    }

    fn message(&self, uid: u32) -> Option<Arc<[u8]>> {
        let inner = self.state.lock();
        let held = inner.mailboxes.get(self.user.as_ref()?)?;
        let (_, message) = held.messages.iter().find(|(number, _)| *number == uid)?;
        Some(Arc::clone(message))
    }
}

/// Tag, command in capitals, arguments.
fn split(line: &[u8]) -> Option<(String, String, String)> {
    let text = std::str::from_utf8(line).ok()?.trim_end();
    let (tag, rest) = text.split_once(' ')?;
    let (command, arguments) = rest.split_once(' ').unwrap_or((rest, ""));
    Some((tag.to_owned(), command.to_ascii_uppercase(), arguments.to_owned()))
}

/// Words, quoted or not (RFC 3501, `astring` without literals).
fn words(text: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut escaped) = (Vec::new(), None::<String>, false, false);
    for character in text.chars() {
        match character {
            _ if escaped => {
                word.get_or_insert_default().push(character);
                escaped = false;
            }
            '\\' if quoted => escaped = true,
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' if !quoted => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    words
}

/// Whether a set (`3`, `2:5`, `7:*`, `1,4`) names a message; `*` is the greatest number.
fn selects(set: &str, uid: u32, greatest: u32) -> bool {
    let number = |text: &str| if text == "*" { Some(greatest) } else { text.parse().ok() };
    set.split(',').any(|part| match part.split_once(':') {
        None => number(part) == Some(uid),
        Some((first, last)) => {
            let (Some(first), Some(last)) = (number(first), number(last)) else { return false };
            (first.min(last)..=first.max(last)).contains(&uid)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_names_the_messages_it_should() {
        assert!(selects("3", 3, 9) && !selects("3", 4, 9));
        assert!(selects("2:5,8", 8, 9) && selects("2:5,8", 4, 9) && !selects("2:5,8", 6, 9));
        assert!(selects("20:*", 9, 9), "the last message, though its number is below: RFC 3501, 6.4.8");
        assert!(!selects("x:*", 9, 9));
    }

    #[test]
    fn a_quoted_password_is_read_whole() {
        assert_eq!(words(r#""intake@ours.test" "a \"b\" \\c""#), ["intake@ours.test", r#"a "b" \c"#]);
        assert_eq!(words("user secret"), ["user", "secret"]);
    }
}
