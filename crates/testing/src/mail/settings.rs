//! The settings of the three servers, written as whole files: what a reader sees here is what runs.

use std::path::Path;

use super::programs::Postfix;
use super::{INTAKE, PASSWORD, recipient};

/// The ports of one set of servers, all on 127.0.0.1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ports {
    /// Our operator: what arrives from the other one.
    pub(super) ours: u16,
    pub(super) submission: u16,
    /// Our operator again, without notifications.
    pub(super) bare_submission: u16,
    pub(super) theirs: u16,
    /// Their operator again, without notifications.
    pub(super) bare_theirs: u16,
    pub(super) imap: u16,
    pub(super) lmtp: u16,
}

impl Ports {
    pub(super) fn all(self) -> [u16; 7] {
        let Self { ours, submission, bare_submission, theirs, bare_theirs, imap, lmtp } = self;
        [ours, submission, bare_submission, theirs, bare_theirs, imap, lmtp]
    }
}

/// One file of an operator's settings: name and content.
pub(super) type File = (&'static str, String);

/// Our operator: takes messages from the product, holds the application mailbox.
pub(super) fn ours(root: &Path, postfix: &Postfix, ports: Ports, client: &str) -> Vec<File> {
    let own = root.join("ours");
    let here = own.display();
    let submission = |port: u16, more: &str| {
        format!(
            "127.0.0.1:{port} inet n - n - - smtpd\n\
             \x20 -o smtpd_tls_security_level=encrypt -o smtpd_tls_auth_only=yes\n\
             \x20 -o smtpd_sasl_auth_enable=yes -o smtpd_sasl_type=dovecot -o smtpd_sasl_path={}/dovecot/auth-smtp\n\
             \x20 -o smtpd_tls_ask_ccert=yes -o relay_clientcerts=texthash:{here}/clientcerts -o smtpd_tls_fingerprint_digest=sha256\n\
             \x20 -o smtpd_recipient_restrictions=check_recipient_access,texthash:{here}/answers,permit_sasl_authenticated,permit_tls_clientcerts,reject\n{more}",
            root.display()
        )
    };
    let listeners = [
        format!("127.0.0.1:{} inet n - n - - smtpd\n", ports.ours),
        submission(ports.submission, ""),
        submission(ports.bare_submission, "  -o smtpd_discard_ehlo_keywords=dsn\n"),
    ];
    vec![
        ("main.cf", main_cf(root, &own, postfix, "mx.ours.test") + "virtual_mailbox_domains = ours.test\n"),
        ("master.cf", listeners.concat() + SERVICES),
        ("mailboxes", format!("{INTAKE} ours.test/intake/\n")),
        ("aliases", String::new()),
        (
            "answers",
            format!(
                "{} 550 5.1.1 Unknown here\n{} 450 4.7.1 Greylisted\n",
                recipient::REFUSED,
                recipient::GREYLISTED
            ),
        ),
        (
            "transport",
            format!(
                "theirs.test smtp:[127.0.0.1]:{theirs}\nlmtp.test smtp:[127.0.0.1]:{theirs}\nnodsn.test smtp:[127.0.0.1]:{bare}\n",
                theirs = ports.theirs,
                bare = ports.bare_theirs
            ),
        ),
        ("clientcerts", format!("{client} intake\n")),
    ]
}

/// The recipients' operator.
pub(super) fn theirs(root: &Path, postfix: &Postfix, ports: Ports) -> Vec<File> {
    let own = root.join("theirs");
    let main = main_cf(root, &own, postfix, "mx.theirs.test")
        + "virtual_mailbox_domains = theirs.test nodsn.test\nrelay_domains = lmtp.test\nrelay_recipient_maps =\n";
    let listeners = format!(
        "127.0.0.1:{} inet n - n - - smtpd\n127.0.0.1:{} inet n - n - - smtpd\n  -o smtpd_discard_ehlo_keywords=dsn\n",
        ports.theirs, ports.bare_theirs
    );
    vec![
        ("main.cf", main),
        ("master.cf", listeners + SERVICES),
        (
            "mailboxes",
            format!(
                "{} theirs.test/dr.delivered/\ndr.other@theirs.test theirs.test/dr.other/\n{} nodsn.test/dr.relayed/\n",
                recipient::DELIVERED,
                recipient::RELAYED
            ),
        ),
        ("aliases", format!("{} {}, dr.other@theirs.test\n", recipient::GROUP, recipient::DELIVERED)),
        (
            "answers",
            format!(
                "{} 552 5.2.2 Mailbox full\n{} 450 4.7.1 Come back later\n",
                recipient::FULL,
                recipient::SLOW
            ),
        ),
        (
            "transport",
            format!(
                "ours.test smtp:[127.0.0.1]:{}\nlmtp.test lmtp:inet:127.0.0.1:{}\n",
                ports.ours, ports.lmtp
            ),
        ),
    ]
}

/// What both operators share. Maps are `texthash`: read at start, no database to build.
fn main_cf(root: &Path, own: &Path, postfix: &Postfix, host: &str) -> String {
    let (root, own, places) = (root.display(), own.display(), postfix.places());
    format!(
        "compatibility_level = 3.6
queue_directory = {own}/queue
data_directory = {own}/data
{places}maillog_file = {own}/mail.log
maillog_file_prefixes = {own}
multi_instance_name = postfix-{host}
myhostname = {host}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mydestination =
alias_maps =
alias_database =
mynetworks = 127.0.0.0/8
smtp_host_lookup = native
disable_dns_lookups = yes
smtpd_peername_lookup = no
default_process_limit = 10
transport_maps = texthash:{own}/transport
virtual_alias_maps = texthash:{own}/aliases
virtual_mailbox_base = {root}/mail
virtual_mailbox_maps = texthash:{own}/mailboxes
virtual_transport = virtual
virtual_uid_maps = static:20000
virtual_gid_maps = static:20000
virtual_mailbox_limit = 0
mailbox_size_limit = 0
message_size_limit = 30000000
smtpd_tls_cert_file = {root}/server.pem
smtpd_tls_key_file = {root}/server.key
smtpd_tls_CAfile = {root}/authority.pem
smtpd_tls_security_level = may
smtp_tls_security_level = may
smtpd_recipient_restrictions = check_recipient_access texthash:{own}/answers, reject_unauth_destination
smtpd_relay_restrictions =
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
maximal_queue_lifetime = 4s
bounce_queue_lifetime = 4s
delay_warning_time = 1s
"
    )
}

/// Debian's services, none in a chroot; `postlog` is what writes the log file.
const SERVICES: &str = "\
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
tlsmgr    unix  - - n 1000? 1 tlsmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
verify    unix  - - n - 1 verify
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp      unix  - - n - - smtp
relay     unix  - - n - - smtp
showq     unix  n - n - - showq
error     unix  - - n - - error
retry     unix  - - n - - error
discard   unix  - - n - - discard
virtual   unix  - n n - - virtual
lmtp      unix  - - n - - lmtp
anvil     unix  - - n - 1 anvil
scache    unix  - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
";

/// Dovecot: the application mailbox over IMAP, sign-in for Postfix, mailboxes of `lmtp.test`.
pub(super) fn dovecot(root: &Path, ports: Ports) -> Vec<File> {
    let (root, imap, lmtp) = (root.display(), ports.imap, ports.lmtp);
    let conf = format!(
        "base_dir = {root}/dovecot/run
state_dir = {root}/dovecot/state
log_path = {root}/dovecot/dovecot.log
listen = 127.0.0.1
protocols = imap lmtp
ssl = required
ssl_cert = <{root}/server.pem
ssl_key = <{root}/server.key
ssl_ca = <{root}/authority.pem
ssl_verify_client_cert = yes
auth_ssl_username_from_cert = yes
ssl_require_crl = no
mail_location = maildir:{root}/mail/%d/%n
mail_uid = 20000
mail_gid = 20000
first_valid_uid = 20000
auth_mechanisms = plain external
auth_failure_delay = 0
passdb {{
  driver = passwd-file
  mechanisms = plain
  args = scheme=PLAIN {root}/dovecot/users
}}
passdb {{
  driver = passwd-file
  mechanisms = external
  args = {root}/dovecot/users-cert
}}
# without allow_all_users LMTP answers 451 4.3.0
userdb {{
  driver = static
  args = allow_all_users=yes uid=20000 gid=20000 home={root}/mail/%d/%n
}}
service auth {{
  unix_listener {root}/dovecot/auth-smtp {{
    mode = 0666
  }}
}}
# else each refused sign-in from 127.0.0.1 makes the next one wait
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
"
    );
    vec![
        ("dovecot.conf", conf),
        ("users", format!("{INTAKE}:{{PLAIN}}{PASSWORD}::::::\n")),
        ("users-cert", format!("{INTAKE}:::::::nopassword=y\n")),
    ]
}
