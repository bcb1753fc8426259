//! Thirty refusals as a nurse would say them, word for word.

use rounds_solver::{Explanation, Place, Rule, compile};

use crate::tiny;

/// A day where patient 0 needs two services and equipment, patient 1 a cardiologist, patient 2 any doctor.
fn day() -> rounds_solver::Day {
    let mut day = tiny::day(1, 4);
    let base = day.patients[0].clone();
    day.objective = None;
    for (row, patient) in day.patients.iter_mut().enumerate() {
        let id = format!("p{row}");
        *patient = rounds_solver::file::Patient {
            id,
            lock: None,
            consultation: None,
            synchronization: None,
            ..base.clone()
        };
        patient.required_caregivers.truncate(1);
        "pansement".clone_into(&mut patient.required_caregivers[0].service);
        patient.equipment.clear();
    }
    let call = |speciality: Option<&str>, doctor: Option<&str>, count| rounds_solver::file::Consultation {
        duration: 15.0,
        after: 5.0,
        count,
        speciality: speciality.map(str::to_owned),
        doctor: doctor.map(str::to_owned),
        ..Default::default()
    };
    let second =
        rounds_solver::file::RequiredCaregiver { service: "toilette".to_owned(), duration: Some(20.0) };
    day.patients[0].required_caregivers.push(second);
    day.patients[0].equipment = vec!["doppler".to_owned(), "lève-personne".to_owned()];
    day.patients[1].consultation = Some(call(Some("cardiologie"), None, None));
    day.patients[2].consultation = Some(call(None, None, None));
    day.patients[3].consultation = Some(call(None, Some("Dr Roy"), Some(2)));
    "Claire".clone_into(&mut day.caregivers[0].id);
    "Nadia".clone_into(&mut day.caregivers[1].id);
    day.doctors = vec![rounds_solver::file::Doctor {
        id: "Dr Roy".to_owned(),
        free: vec![[0.0, 700.0]],
        ..Default::default()
    }];
    for patient in &mut day.patients {
        patient.usual_caregivers.clear();
        patient.promise = None;
    }
    day.patients[3].windows[0].open = 900.0;
    day.patients[3].windows[0].due = Some(800.0);
    compile(day).expect("it compiles")
}

/// Start, nurses, limit, what is needed (in minutes, or stops), whom it concerns.
type Told<'a> = (i64, &'a [usize], i64, i64, Option<usize>);

fn said(patient: usize, rule: Rule, place: Option<Told>) -> String {
    let place = place.map(|(start, nurses, limit, needed, who)| Place {
        start: start * 1000,
        nurses: nurses.to_vec(),
        limit: if rule == Rule::MaxStops { limit } else { limit * 1000 },
        needed: if rule == Rule::MaxStops { needed } else { needed * 1000 },
        who,
    });
    day().sentence(&Explanation { patient, rule, amount: 0, place })
}

#[test]
fn filters_are_said_with_what_is_missing() {
    let golden = [
        (1, Rule::Skill, "Personne ne sait faire « pansement » aujourd’hui : il faut quelqu’un de formé."),
        (
            0,
            Rule::Skill,
            "Personne ne sait faire « pansement » et « toilette » aujourd’hui : il faut quelqu’un de formé.",
        ),
        (
            0,
            Rule::Equipment,
            "Ceux qui savent faire « pansement » et « toilette » n’ont pas « doppler » ni « lève-personne » : il faut leur prêter.",
        ),
        (
            1,
            Rule::ForbiddenCaregiver,
            "Ceux qui savent faire « pansement » ne peuvent pas aller chez ce patient : il faut quelqu’un d’autre.",
        ),
        (
            0,
            Rule::SecondCaregiver,
            "Il faut être deux pour « pansement » et « toilette » et une seule personne sait le faire : il manque un renfort.",
        ),
        (
            1,
            Rule::DeadZone,
            "Pas de réseau chez ce patient, la vidéo ne passera pas : proposer le téléphone ou un autre lieu.",
        ),
        (1, Rule::Speciality, "Aucun médecin de « cardiologie » aujourd’hui : il faut en trouver un."),
        (2, Rule::Speciality, "Aucun médecin aujourd’hui : il faut en trouver un."),
        (3, Rule::BadRow, "Patient « p3 » (ligne 4) : la fenêtre est à l’envers, de 900 à 800."),
        (
            1,
            Rule::Several,
            "Pas de place, même en cédant sur une règle : il faut en céder deux, ou changer de jour.",
        ),
    ];
    for (patient, rule, sentence) in golden {
        assert_eq!(said(patient, rule, None), sentence);
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "twenty sentences, word for word")]
fn relaxations_are_said_with_their_hour_and_their_people() {
    let claire: &[usize] = &[0];
    let both: &[usize] = &[0, 1];
    let golden: [(usize, Rule, Told, &str); 20] = [
        (
            1,
            Rule::Fits,
            (620, claire, 0, 0, None),
            "Une place existe à 10 h 20 avec Claire : relancer le calcul.",
        ),
        (
            0,
            Rule::Fits,
            (600, both, 0, 0, None),
            "Une place existe à 10 h avec Claire et Nadia : relancer le calcul.",
        ),
        (
            1,
            Rule::Window,
            (1000, claire, 960, 1000, None),
            "Possible à 16 h 40 avec Claire, si le patient accepte jusqu’à 16 h 40 au lieu de 16 h.",
        ),
        (
            0,
            Rule::Window,
            (725, both, 720, 745, None),
            "Possible à 12 h 05 avec Claire et Nadia, si le patient accepte jusqu’à 12 h 25 au lieu de 12 h.",
        ),
        (
            2,
            Rule::Window,
            (481, &[1], 480, 481, None),
            "Possible à 8 h 01 avec Nadia, si le patient accepte jusqu’à 8 h 01 au lieu de 8 h.",
        ),
        (
            1,
            Rule::Doctor,
            (845, claire, 0, 15, None),
            "Possible à 14 h 05 avec Claire, si un médecin de « cardiologie » se libère de 14 h 10 à 14 h 25.",
        ),
        (
            2,
            Rule::Doctor,
            (540, &[1], 0, 15, None),
            "Possible à 9 h avec Nadia, si un médecin se libère de 9 h 05 à 9 h 20.",
        ),
        (
            3,
            Rule::Doctor,
            (600, claire, 0, 30, None),
            "Possible à 10 h avec Claire, si Dr Roy se libère de 10 h 05 à 10 h 35.",
        ),
        (
            1,
            Rule::DoctorWait,
            (660, claire, 10, 25, None),
            "Possible à 11 h avec Claire, si l’on peut attendre le médecin 25 min au lieu de 10 min.",
        ),
        (
            1,
            Rule::DoctorWait,
            (660, claire, 30, 75, None),
            "Possible à 11 h avec Claire, si l’on peut attendre le médecin 1 h 15 au lieu de 30 min.",
        ),
        (
            1,
            Rule::ShiftEnd,
            (1030, claire, 1080, 1105, Some(0)),
            "Possible à 17 h 10 avec Claire, si Claire rentre à 18 h 25 au lieu de 18 h.",
        ),
        (
            0,
            Rule::ShiftEnd,
            (1030, both, 1080, 1140, Some(1)),
            "Possible à 17 h 10 avec Claire et Nadia, si Nadia rentre à 19 h au lieu de 18 h.",
        ),
        (
            1,
            Rule::Pause,
            (735, claire, 0, 30, Some(0)),
            "Possible à 12 h 15 avec Claire, si Claire renonce à sa pause ou la déplace.",
        ),
        (
            1,
            Rule::MaxWork,
            (980, claire, 600, 620, Some(0)),
            "Possible à 16 h 20 avec Claire, si la journée de Claire dure 10 h 20 au lieu de 10 h.",
        ),
        (
            1,
            Rule::MaxWork,
            (980, claire, 45, 50, Some(0)),
            "Possible à 16 h 20 avec Claire, si la journée de Claire dure 50 min au lieu de 45 min.",
        ),
        (
            1,
            Rule::MaxDriving,
            (980, claire, 180, 197, Some(0)),
            "Possible à 16 h 20 avec Claire, si Claire conduit 3 h 17 au lieu de 3 h.",
        ),
        (
            1,
            Rule::MaxStops,
            (980, claire, 12, 13, Some(0)),
            "Possible à 16 h 20 avec Claire, si Claire fait 13 passages au lieu de 12.",
        ),
        (
            2,
            Rule::MaxStops,
            (980, &[1], 8, 9, Some(1)),
            "Possible à 16 h 20 avec Nadia, si Nadia fait 9 passages au lieu de 8.",
        ),
        (
            1,
            Rule::Locked,
            (600, claire, 615, 640, Some(2)),
            "Possible à 10 h avec Claire, si « p2 », déjà confirmé, attend jusqu’à 10 h 40.",
        ),
        (
            2,
            Rule::Locked,
            (480, &[1], 500, 545, Some(1)),
            "Possible à 8 h avec Nadia, si « p1 », déjà confirmé, attend jusqu’à 9 h 05.",
        ),
    ];
    for (patient, rule, place, sentence) in golden {
        assert_eq!(said(patient, rule, Some(place)), sentence);
    }
}
