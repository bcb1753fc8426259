//! The product's mail against two real Postfix operators and Dovecot.

use std::time::Duration;

use exchange::mail::SignIn;
use exchange::mail::intake::{Content, Intake, IntakeError, Mailbox, Place, Woken};
use exchange::mail::report::{Action, Progress, Status, Stranger, Verdict, judge};
use exchange::mail::smtp::{Obstacle, Outcome, Patience, Route};
use exchange::mail::tls::{OurCertificate, trusting};
use testing::mail::{INTAKE, MailServers, PASSWORD, recipient};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use crate::cutting::{Cut, line};
use crate::world::{Structure, believed, message, new_attempt, reports};

fn structure(servers: &MailServers) -> Structure {
    let tls = trusting(servers.authority_pem(), None).unwrap();
    let sign_in = SignIn::Password { user: INTAKE.into(), password: PASSWORD.into() };
    let route = Route {
        host: servers.host().into(),
        port: servers.submission(),
        tls: tls.clone(),
        sign_in: sign_in.clone(),
        hello: "maillage.ours.test".into(),
        patience: Patience::default(),
    };
    let patience = Duration::from_secs(30);
    let mailbox = Mailbox { host: servers.host().into(), port: servers.imap(), tls, sign_in, patience };
    Structure { address: INTAKE.into(), route, mailbox }
}

fn sent(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Sent { notification_requested: true, reply } if reply.code == 250)
}

#[tokio::test]
async fn one_connection_carries_every_kind_of_answer_and_each_report_finds_its_delivery() {
    let servers = MailServers::start().unwrap();
    let structure = structure(&servers);
    let mut sender = structure.sender();
    let kinds = [
        ("delivered", recipient::DELIVERED),
        ("relayed", recipient::RELAYED),
        ("lmtp", recipient::BY_LMTP),
        ("group", recipient::GROUP),
        ("full", recipient::FULL),
        ("unknown", recipient::UNKNOWN),
    ];
    let mut attempts = Vec::new();
    for (name, address) in kinds {
        let mut attempt = new_attempt(name, address);
        let bytes = message(&attempt, 3);
        assert!(sent(&structure.send(&mut sender, &mut attempt, &bytes).await), "{name}");
        attempts.push(attempt);
    }
    let mut refused = new_attempt("refused", recipient::REFUSED);
    let bytes = message(&refused, 3);
    let Outcome::Refused(reply) = structure.send(&mut sender, &mut refused, &bytes).await else {
        panic!("not refused")
    };
    assert_eq!((reply.code, reply.enhanced.as_deref()), (550, Some("5.1.1")));
    let mut grey = new_attempt("grey", recipient::GREYLISTED);
    let bytes = message(&grey, 3);
    let Outcome::Later(Obstacle::Answered(reply)) = structure.send(&mut sender, &mut grey, &bytes).await
    else {
        panic!("not put off")
    };
    assert_eq!((reply.code, reply.enhanced.as_deref()), (450, Some("4.7.1")));
    sender.close().await;

    let reports = reports(&structure.mailbox, kinds.len()).await;
    let ok = Some(Status(2, 0, 0));
    let expected = [
        (Progress::Acknowledged, Action::Delivered, ok),
        (Progress::Sent, Action::Relayed, ok),
        (Progress::Sent, Action::Relayed, ok),
        (Progress::Sent, Action::Expanded, ok),
        (Progress::Failed, Action::Failed, Some(Status(5, 2, 2))),
        (Progress::Failed, Action::Failed, Some(Status(5, 1, 1))),
    ];
    for (attempt, expected) in attempts.iter().zip(expected) {
        assert_eq!(believed(attempt, &reports), [expected], "{:?}", attempt.message_id);
    }
    for attempt in [&refused, &grey] {
        assert_eq!(believed(attempt, &reports), []);
    }
    // The reader's server holds the stored bytes, after the lines that servers add.
    let arrived = servers.mailbox(recipient::DELIVERED).unwrap();
    let written = String::from_utf8(message(&attempts[0], 3)).unwrap().replace("\r\n", "\n");
    assert!(arrived.iter().any(|mail| String::from_utf8_lossy(mail).ends_with(&written)));
}

#[tokio::test]
async fn a_message_put_off_by_the_recipients_operator_is_reported_as_delayed_and_stays_sent() {
    let servers = MailServers::start().unwrap();
    let structure = structure(&servers);
    let mut attempt = new_attempt("slow", recipient::SLOW);
    let bytes = message(&attempt, 3);
    assert!(sent(&structure.send(&mut structure.sender(), &mut attempt, &bytes).await));
    let reports = reports(&structure.mailbox, 2).await;
    let later = Some(Status(4, 7, 1));
    let expected = [(Progress::Sent, Action::Delayed, later), (Progress::Failed, Action::Failed, later)];
    assert_eq!(believed(&attempt, &reports), expected);
}

#[tokio::test]
async fn an_operator_without_notifications_takes_the_message_and_no_parameter() {
    let servers = MailServers::start().unwrap();
    let structure = structure(&servers);
    let mut sender = structure.sender_to(servers.submission_without_notifications());
    let mut attempt = new_attempt("bare", recipient::FULL);
    let bytes = message(&attempt, 3);
    let outcome = structure.send(&mut sender, &mut attempt, &bytes).await;
    assert!(matches!(outcome, Outcome::Sent { notification_requested: false, .. }), "{outcome:?}");
    // Its bounce cannot return the envelope identifier, which never left; the failure is believed all the same.
    let reports = reports(&structure.mailbox, 1).await;
    assert_eq!(reports[0].envelope, None);
    assert_eq!(believed(&attempt, &reports), [(Progress::Failed, Action::Failed, Some(Status(5, 2, 2)))]);
}

#[tokio::test]
async fn a_line_cut_in_the_middle_of_the_message_leaves_its_fate_unknown_and_the_same_bytes_leave_again() {
    let servers = MailServers::start().unwrap();
    let structure = structure(&servers);
    let mut first = new_attempt("cut", recipient::DELIVERED);
    let bytes = message(&first, 200);
    let (port, line) = line(servers.submission(), [Cut::After(50_000)]).await;
    assert_eq!(structure.send(&mut structure.sender_to(port), &mut first, &bytes).await, Outcome::Unknown);
    line.await.unwrap();

    let mut second = new_attempt("cut", recipient::DELIVERED);
    assert_ne!(first.envelope, second.envelope);
    assert!(sent(&structure.send(&mut structure.sender(), &mut second, &bytes).await));
    let reports = reports(&structure.mailbox, 1).await;
    assert_eq!(believed(&second, &reports)[0].0, Progress::Acknowledged);
    assert_eq!(judge(&reports[0], &first), Verdict::Apart(Stranger::OtherEnvelope));
    assert_eq!(reports[0].message_id.as_deref(), Some("cut@maillage.ours.test"));
    assert_eq!(servers.mailbox(recipient::DELIVERED).unwrap().len(), 1);
}

#[tokio::test]
async fn an_answer_lost_after_the_final_dot_is_unknown_until_its_report_comes() {
    let servers = MailServers::start().unwrap();
    let structure = structure(&servers);
    let mut attempt = new_attempt("dot", recipient::DELIVERED);
    let bytes = message(&attempt, 200);
    let (port, line) = line(servers.submission(), [Cut::BeforeTheAnswerAfter(50_000)]).await;
    assert_eq!(structure.send(&mut structure.sender_to(port), &mut attempt, &bytes).await, Outcome::Unknown);
    line.await.unwrap();
    attempt.progress = Progress::Unknown;
    attempt.notification_requested = true;
    let reports = reports(&structure.mailbox, 1).await;
    assert_eq!(believed(&attempt, &reports)[0].0, Progress::Acknowledged);
}

#[tokio::test]
async fn a_report_forged_by_a_reader_changes_nothing() {
    let servers = MailServers::start().unwrap();
    let structure = structure(&servers);
    let mut attempt = new_attempt("relayed", recipient::RELAYED);
    let bytes = message(&attempt, 3);
    assert!(sent(&structure.send(&mut structure.sender(), &mut attempt, &bytes).await));
    // He has read the mail, so he knows the Message-ID and the address; the envelope identifier he must invent.
    let forged = format!(
        "From: Mail Delivery System <MAILER-DAEMON@mx.theirs.test>\r\nTo: {INTAKE}\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"f\"\r\n\r\n\
         --f\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.theirs.test\r\n\
         Original-Envelope-Id: 00000000000000000000000000000000\r\n\r\n\
         Final-Recipient: rfc822; {to}\r\nOriginal-Recipient: rfc822;{to}\r\nAction: delivered\r\nStatus: 2.0.0\r\n\r\n\
         --f\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{id}>\r\n\r\n--f--\r\n",
        to = recipient::RELAYED,
        id = attempt.message_id.as_str()
    );
    write_from_outside(servers.from_outside(), &forged).await;
    write_from_outside(servers.from_outside(), &forged.replace("Original-Envelope-Id", "X-Nothing")).await;
    let reports = reports(&structure.mailbox, 3).await;
    assert_eq!(believed(&attempt, &reports), [(Progress::Sent, Action::Relayed, Some(Status(2, 0, 0)))]);
    let apart = reports.iter().filter(|report| matches!(judge(report, &attempt), Verdict::Apart(_))).count();
    assert_eq!(apart, 2);
}

#[tokio::test]
async fn the_certificate_of_the_structure_opens_its_mailbox_and_its_operator() {
    let servers = MailServers::start().unwrap();
    let mut structure = structure(&servers);
    let ours =
        OurCertificate { chain_pem: &servers.client().certificate_pem, key_pem: &servers.client().key_pem };
    let tls = trusting(servers.authority_pem(), Some(ours)).unwrap();
    let sign_in = SignIn::Certificate { user: INTAKE.into() };
    structure.route = Route { tls: tls.clone(), sign_in: sign_in.clone(), ..structure.route };
    structure.mailbox = Mailbox { tls, sign_in, ..structure.mailbox };

    let mut attempt = new_attempt("certificate", recipient::DELIVERED);
    let bytes = message(&attempt, 3);
    let mut sender = structure.sender();
    assert!(sent(&structure.send(&mut sender, &mut attempt, &bytes).await));
    let reports = reports(&structure.mailbox, 1).await;
    assert_eq!(believed(&attempt, &reports)[0].0, Progress::Acknowledged);
}

#[tokio::test]
async fn nothing_leaves_to_a_server_that_is_not_the_operator() {
    let servers = MailServers::start().unwrap();
    let mut structure = structure(&servers);
    let other = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let real = structure.clone();
    structure.route.tls = trusting(&other.cert.pem(), None).unwrap();
    structure.mailbox.tls = structure.route.tls.clone();
    let mut attempt = new_attempt("stranger", recipient::DELIVERED);
    let bytes = message(&attempt, 3);
    let outcome = structure.send(&mut structure.sender(), &mut attempt, &bytes).await;
    assert!(matches!(outcome, Outcome::Later(Obstacle::Unreachable(_))), "{outcome:?}");
    assert!(matches!(Intake::open(&structure.mailbox).await, Err(IntakeError::Unreachable(_))));

    // A wrong password is a matter of settings: the message stays ours.
    let mut structure = real;
    structure.route.sign_in = SignIn::Password { user: INTAKE.into(), password: "wrong".into() };
    structure.mailbox.sign_in = structure.route.sign_in.clone();
    let outcome = structure.send(&mut structure.sender(), &mut attempt, &bytes).await;
    assert!(
        matches!(&outcome, Outcome::Later(Obstacle::Answered(reply)) if reply.code == 535),
        "{outcome:?}"
    );
    assert!(matches!(Intake::open(&structure.mailbox).await, Err(IntakeError::SignIn)));

    let outcome = structure.send(&mut structure.sender_to(1), &mut attempt, &bytes).await;
    assert!(matches!(outcome, Outcome::Later(Obstacle::Unreachable(_))), "{outcome:?}");
    assert_eq!(servers.mailbox(recipient::DELIVERED).unwrap().len(), 0);
}

#[tokio::test]
async fn reading_goes_on_where_it_stopped_and_starts_again_when_the_numbering_does() {
    let servers = MailServers::start().unwrap();
    let structure = structure(&servers);
    write_from_outside(servers.from_outside(), "Subject: one\r\n\r\none\r\n").await;
    let mut intake = Intake::open(&structure.mailbox).await.unwrap();
    let mut place = None;
    let mut seen = 0;
    while seen == 0 {
        let reading = intake.read(place).await.unwrap();
        (place, seen) = (Some(reading.place), reading.messages.len());
        if seen == 0 {
            (intake, _) = intake.wait(Duration::from_secs(20)).await.unwrap();
        }
    }
    assert_eq!(intake.read(place).await.unwrap().messages.len(), 0);

    // Nothing comes: waiting ends by itself. Something comes: it ends by the announcement.
    let woken;
    (intake, woken) = intake.wait(Duration::from_millis(1)).await.unwrap();
    assert_eq!(woken, Woken::TimeOver);
    let (waiting, ()) = tokio::join!(
        intake.wait(Duration::from_secs(20)),
        write_from_outside(servers.from_outside(), "Subject: two\r\n\r\ntwo\r\n")
    );
    let (mut intake, woken) = waiting.unwrap();
    assert_eq!(woken, Woken::Announced);
    let reading = intake.read(place).await.unwrap();
    let [second] = &reading.messages[..] else { panic!("{} messages", reading.messages.len()) };
    assert!(matches!(&second.content, Content::Raw(bytes) if bytes.ends_with(b"two\r\n\r\n")));

    let before = place.map(|place| Place { validity: place.validity - 1, ..place });
    assert_eq!(intake.read(before).await.unwrap().messages.len(), 2);
}

#[tokio::test]
async fn a_mailbox_whose_server_dies_while_we_wait_is_lost_and_not_silent() {
    let servers = MailServers::start().unwrap();
    let intake = Intake::open(&structure(&servers).mailbox).await.unwrap();
    let (ended, ()) = tokio::join!(intake.wait(Duration::from_mins(1)), async {
        tokio::task::spawn_blocking(move || drop(servers)).await.unwrap();
    });
    assert!(matches!(ended, Err(IntakeError::Lost)));
}

/// Writes to the application mailbox as anybody can, without sign-in.
async fn write_from_outside(port: u16, message: &str) {
    let mut stream = BufReader::new(TcpStream::connect(("127.0.0.1", port)).await.unwrap());
    let mut line = String::new();
    stream.read_line(&mut line).await.unwrap();
    let recipient = format!("RCPT TO:<{INTAKE}>\r\n");
    let end = format!("{message}\r\n.\r\n");
    for command in ["HELO elsewhere.test\r\n", "MAIL FROM:<>\r\n", &recipient, "DATA\r\n", &end, "QUIT\r\n"] {
        stream.write_all(command.as_bytes()).await.unwrap();
        line.clear();
        stream.read_line(&mut line).await.unwrap();
        assert!(line.starts_with(['2', '3']), "{line}");
    }
}
