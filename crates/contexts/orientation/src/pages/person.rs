//! The last question: who comes, and how to reach them.

use agenda::AskedBy;
use ui::{Action, Choice, Field, Form, Problems, Typed};

/// The form of traits and means of contact; `carried` travels hidden.
pub(super) fn form(
    to: String,
    asked_by: AskedBy,
    typed: &Typed,
    problems: &Problems,
    carried: Vec<(&'static str, String)>,
) -> Form<'static> {
    let themself = asked_by == AskedBy::Themself;
    // a browser fills in its owner's traits: never for somebody else
    let own = |field: Field<'static>, token| if themself { field.complete(token) } else { field };
    let whose = |own: &'static str, other: &'static str| if themself { own } else { other };
    let sexes = [Choice::new("F", "Femme"), Choice::new("M", "Homme"), Choice::new("I", "Non précisé")];
    let form = Form::new(to, "Confirmer ce rendez-vous")
        .with(own(
            Field::line("prenom", whose("Votre prénom", "Son prénom")).required().longest(100),
            "given-name",
        ))
        .with(own(
            Field::line("nom", whose("Votre nom de naissance", "Son nom de naissance"))
                .required()
                .longest(100),
            "family-name",
        ))
        .with(own(
            Field::date("naissance", whose("Votre date de naissance", "Sa date de naissance"))
                .hint("Par exemple 12/03/1944")
                .required(),
            "bday",
        ))
        .with(Field::radios("sexe", "Sexe", sexes).hint("Comme sur la carte d’identité").required())
        .with(
            Field::phone("telephone", whose("Votre téléphone", "Le téléphone où appeler"))
                .hint("C’est ce numéro que nous appelons.")
                .required()
                .complete("tel"),
        )
        .with(
            Field::mail("courriel", "Votre courriel")
                .hint("Pour recevoir la page du rendez-vous et le code qui l’ouvre.")
                .optional()
                .complete("email"),
        )
        .filled(typed, problems);
    carried
        .into_iter()
        .fold(form, |form, (name, value)| form.with(Field::hidden(name, value)))
        .other(Action::submit("Changer d’heure").quiet().field("retour", "temps"))
}
