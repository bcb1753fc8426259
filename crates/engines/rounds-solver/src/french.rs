//! The sentences a nurse would say: why a patient is left out and what would make room.
//!
//! Typography is French: no-break spaces inside guillemets, before a colon and before units. Hours are written « 14 h 10 », durations « 25 min »; a relaxation is rounded up to the minute so that what is
//! said is enough.

use crate::compile::Day;
use crate::explain::{Explanation, Place, Rule};
use crate::file::Refusal;

impl Day {
    /// An explanation as written in a solution document.
    pub fn refusal(&self, explanation: &Explanation) -> Refusal {
        Refusal {
            patient: self.instance.patients[explanation.patient].id.clone(),
            rule: explanation.rule.code().to_owned(),
            sentence: self.sentence(explanation),
        }
    }

    /// An explanation in French.
    pub fn sentence(&self, explanation: &Explanation) -> String {
        let patient = &self.instance.patients[explanation.patient];
        let services: Vec<String> =
            patient.required_caregivers.iter().map(|need| format!("« {} »", need.service)).collect();
        let services = services.join(" et ");
        if let Some(place) = &explanation.place {
            return self.sentence_of_place(explanation, place);
        }
        match explanation.rule {
            Rule::BadRow => {
                let flaw = self.flaws.iter().find(|flaw| flaw.patient == Some(explanation.patient));
                flaw.map_or_else(|| "Cette demande ne se lit pas.".to_owned(), |flaw| flaw.sentence.clone())
            }
            Rule::Skill => format!("Personne ne sait faire {services} aujourd’hui : il faut quelqu’un de formé."),
            Rule::Equipment => {
                let kits: Vec<String> = patient.equipment.iter().map(|kit| format!("« {kit} »")).collect();
                format!("Ceux qui savent faire {services} n’ont pas {} : il faut leur prêter.", kits.join(" ni "))
            }
            Rule::ForbiddenCaregiver => {
                format!("Ceux qui savent faire {services} ne peuvent pas aller chez ce patient : il faut quelqu’un d’autre.")
            }
            Rule::SecondCaregiver => {
                format!("Il faut être deux pour {services} et une seule personne sait le faire : il manque un renfort.")
            }
            Rule::DeadZone => {
                "Pas de réseau chez ce patient, la vidéo ne passera pas : proposer le téléphone ou un autre lieu.".to_owned()
            }
            Rule::Speciality => {
                let call = patient.consultation.as_ref();
                match call.and_then(|call| call.speciality.as_ref()) {
                    Some(speciality) => format!("Aucun médecin de « {speciality} » aujourd’hui : il faut en trouver un."),
                    None => "Aucun médecin aujourd’hui : il faut en trouver un.".to_owned(),
                }
            }
            _ => "Pas de place, même en cédant sur une règle : il faut en céder deux, ou changer de jour.".to_owned(),
        }
    }

    fn sentence_of_place(&self, explanation: &Explanation, place: &Place) -> String {
        let names: Vec<&str> =
            place.nurses.iter().map(|&nurse| self.instance.caregivers[nurse].id.as_str()).collect();
        let start = self.clock(place.start);
        let possible = format!("Possible à {start} avec {}", names.join(" et "));
        let nurse =
            place.who.and_then(|who| self.instance.caregivers.get(who)).map_or("", |nurse| nurse.id.as_str());
        let (limit, needed) = (place.limit, place.needed);
        let condition = match explanation.rule {
            Rule::Fits => {
                return format!(
                    "Une place existe à {start} avec {} : relancer le calcul.",
                    names.join(" et ")
                );
            }
            Rule::Window => {
                format!(
                    "si le patient accepte jusqu’à {} au lieu de {}",
                    self.clock(needed),
                    self.clock(limit)
                )
            }
            Rule::Doctor => {
                return format!("{possible}, {}.", self.doctor_needed(explanation.patient, place.start));
            }
            Rule::DoctorWait => {
                let (needed, limit) = (self.length(needed), self.length(limit));
                format!("si l’on peut attendre le médecin {needed} au lieu de {limit}")
            }
            Rule::ShiftEnd => {
                format!("si {nurse} rentre à {} au lieu de {}", self.clock(needed), self.clock(limit))
            }
            Rule::Pause => format!("si {nurse} renonce à sa pause ou la déplace"),
            Rule::MaxWork => {
                format!(
                    "si la journée de {nurse} dure {} au lieu de {}",
                    self.length(needed),
                    self.length(limit)
                )
            }
            Rule::MaxDriving => {
                format!("si {nurse} conduit {} au lieu de {}", self.length(needed), self.length(limit))
            }
            Rule::MaxStops => format!("si {nurse} fait {needed} passages au lieu de {limit}"),
            Rule::Locked => {
                let locked = place.who.map_or("", |row| self.instance.patients[row].id.as_str());
                format!("si « {locked} », déjà confirmé, attend jusqu’à {}", self.clock(needed))
            }
            _ => String::new(),
        };
        format!("{possible}, {condition}.")
    }

    fn doctor_needed(&self, patient: usize, start: i64) -> String {
        let Some(call) = &self.instance.patients[patient].consultation else { return String::new() };
        let minute = self.problem.minute;
        let begin = start + (minute - start.rem_euclid(minute)) % minute + crate::compile::ticks(call.after);
        let end = begin + crate::compile::ticks(call.duration) * i64::from(call.count.unwrap_or(1));
        let kind = match (&call.doctor, &call.speciality) {
            (Some(name), _) => format!("{name} se libère"),
            (None, Some(speciality)) => format!("un médecin de « {speciality} » se libère"),
            (None, None) => "un médecin se libère".to_owned(),
        };
        format!("si {kind} de {} à {}", self.clock(begin), self.clock(end))
    }

    /// A moment of the day, rounded up to the minute.
    pub(crate) fn clock(&self, moment: i64) -> String {
        let minutes = self.minutes_up(moment);
        let (hour, minute) = (minutes / 60, minutes % 60);
        if minute == 0 { format!("{hour} h") } else { format!("{hour} h {minute:02}") }
    }

    /// A duration, rounded up to the minute.
    fn length(&self, duration: i64) -> String {
        let minutes = self.minutes_up(duration);
        match (minutes / 60, minutes % 60) {
            (0, minutes) => format!("{minutes} min"),
            (hours, 0) => format!("{hours} h"),
            (hours, minutes) => format!("{hours} h {minutes:02}"),
        }
    }

    fn minutes_up(&self, ticks: i64) -> i64 {
        (ticks + self.problem.minute - 1).div_euclid(self.problem.minute)
    }
}
