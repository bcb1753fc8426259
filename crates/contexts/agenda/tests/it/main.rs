//! Agendas, tried as two secretaries and two territories would.

mod book;
mod change;
mod first_times;

use agenda::{AskedBy, BookAppointment, Modality};
use jiff::civil::DateTime;
use kernel::{PatientId, SiteId};
use testing::Member;

/// Twenty minutes on site with a doctor.
fn on_site(patient: PatientId, doctor: &Member, site: SiteId, start: DateTime) -> BookAppointment {
    BookAppointment {
        patient,
        professional: doctor.professional.expect("a doctor is in the directory"),
        site,
        modality: Modality::OnSite,
        start,
        zone: "Europe/Paris".into(),
        minutes: 20,
        asked_by: AskedBy::Themself,
        note: None,
        overbook_reason: None,
        walks_in: false,
    }
}
