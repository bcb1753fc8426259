//! The mails that a patient receives: where and when, never why nor with whom.

use agenda::{Appointment, Modality};
use identity::MailCode;
use jiff::Timestamp;
use kernel::MailAddress;
use serde::{Deserialize, Serialize};
use territory::{Site, TerritoryRow};
use ui::french;

/// One mail, ready to leave.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Letter {
    pub to: MailAddress,
    pub subject: String,
    /// Plain text, lines separated by `\n`.
    pub text: String,
    pub written_at: Timestamp,
}

/// What every mail about an appointment says of it.
pub(crate) struct About<'a> {
    pub(crate) appointment: &'a Appointment,
    pub(crate) site: &'a Site,
    pub(crate) territory: &'a TerritoryRow,
    /// The whole address of the page.
    pub(crate) page: &'a str,
}

impl About<'_> {
    /// The appointment is booked: its page, and the code that opens it.
    pub(crate) fn booked(&self, code: &MailCode) -> (String, String) {
        let subject = format!("Votre rendez-vous du {}", self.day());
        let text = format!(
            "Bonjour,\n\nVotre rendez-vous est noté :\n{}.\n\nVotre page, pour déplacer, annuler ou mettre dans votre \
             agenda :\n{}\n\nLe code qui ouvre toute la page : {}\nIl sert dix minutes. La page peut en envoyer un autre.\n",
            self.when_and_where(),
            self.page,
            spaced(code),
        );
        (subject, text)
    }

    /// Somebody asked for a code on the page.
    pub(crate) fn code(code: &MailCode) -> (String, String) {
        let text = format!(
            "Bonjour,\n\nLe code qui ouvre votre page : {}\nIl sert dix minutes. Ne le donnez à personne : nous ne le \
             demandons jamais.\n\nVous n’avez rien demandé ? Ne faites rien : sans le code, la page reste fermée.\n",
            spaced(code),
        );
        ("Votre code".to_owned(), text)
    }

    /// The appointment was moved from its page.
    pub(crate) fn moved(&self) -> (String, String) {
        let subject = format!("Rendez-vous déplacé au {}", self.day());
        let text = format!(
            "Bonjour,\n\nVotre rendez-vous est déplacé :\n{}.\n\nVotre page :\n{}\n",
            self.when_and_where(),
            self.page,
        );
        (subject, text)
    }

    /// The appointment was cancelled from its page.
    pub(crate) fn cancelled(&self) -> (String, String) {
        let subject = format!("Rendez-vous du {} annulé", self.day());
        let text = format!(
            "Bonjour,\n\nVotre rendez-vous du {} à {} est annulé. La place est rendue à quelqu’un d’autre : merci.\n",
            self.day(),
            french::clock_words(self.appointment.start.time()),
        );
        (subject, text)
    }

    /// What ends every mail.
    pub(crate) fn foot(&self) -> String {
        format!(
            "\nUne question ? Appelez le {}.\nC’est grave, ou urgent ? Appelez le 15.\n\n{}\n",
            french::phone(&self.site.phone),
            self.territory.name,
        )
    }

    fn day(&self) -> String {
        french::day_long(self.appointment.start.date())
    }

    fn when_and_where(&self) -> String {
        let place = match self.appointment.modality {
            Modality::OnSite => format!("{}, {}", self.site.name, self.site.address),
            Modality::Telephone => {
                format!("par téléphone : le {} vous appelle", french::phone(&self.site.phone))
            }
            Modality::Video => "en vidéo".to_owned(),
        };
        format!("{} à {},\n{place}", self.day(), french::clock_words(self.appointment.start.time()))
    }
}

/// « 123 456 », as people read digits.
fn spaced(code: &MailCode) -> String {
    let (left, right) = code.digits().split_at(3);
    format!("{left}\u{a0}{right}")
}
