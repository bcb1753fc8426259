//! A delivery in words: to whom, how far, why, and what can be done. The words never promise more than was proved.

use jiff::Timestamp;
use ui::{Action, Badge, DeliveryLine, Icon, Tone, french};
use web::Caller;

use crate::model::{Carries, Cause, Proves, Resumed, Said, State};
use crate::paths::{Print, SendAgain, ShowDelivery};
use crate::read::Delivery;
use crate::send::WAIT_FOR_A_REPORT;

/// The state of a delivery: its tone, its words, and what they mean.
pub struct Told {
    pub tone: Tone,
    pub state: String,
    pub reason: Option<String>,
}

/// One delivery, as its card on the act's page and the list « à reprendre » show it.
pub fn line(caller: &Caller, now: Timestamp, known: &Delivery, may_act: bool) -> DeliveryLine<'static> {
    let told = tell(caller, now, known);
    let mut line = DeliveryLine::new(told.tone, known.recipient.0.clone(), by(known), told.state);
    if known.state == State::Replaced {
        line = line.icon(Icon::Swap);
    }
    if let Some(reason) = told.reason {
        line = line.reason(reason);
    }
    if may_act && known.waits_for_somebody() && known.replaced_at.is_none() {
        for action in actions(known) {
            line = line.action(action);
        }
    }
    line
}

/// The address, and what goes there when it is not the report.
fn by(known: &Delivery) -> String {
    // a reader whom the directory does not name is called by his address
    let address =
        if known.recipient == known.address { "Sans nom dans l’annuaire" } else { &known.address.0 };
    match known.carries {
        Carries::Report => address.to_owned(),
        Carries::Replacement => format!("{address} · seulement l’avis de remplacement"),
    }
}

/// The state alone, for a list.
pub fn badge(caller: &Caller, now: Timestamp, known: &Delivery) -> Badge<'static> {
    let told = tell(caller, now, known);
    let badge = Badge::new(told.tone, told.state);
    match told.tone {
        Tone::Info => badge.icon(Icon::Send),
        _ => badge,
    }
}

/// What can be done about a delivery that waits for somebody, the best first.
pub fn actions(known: &Delivery) -> Vec<Action<'static>> {
    let delivery = known.id;
    let again = Action::post(SendAgain { delivery }.to_string(), "Réessayer").icon(Icon::Send);
    let elsewhere = Action::link(format!("{}#autre-adresse", ShowDelivery { delivery }), "Autre adresse")
        .icon(Icon::Swap);
    let print = Action::post(Print { delivery }.to_string(), "Imprimer").icon(Icon::Print);
    let mut actions = match known.cause {
        // the same bytes would be refused for the same reason
        Some(Cause::Address | Cause::TooLarge | Cause::NotSecure) => vec![elsewhere],
        _ => vec![again, elsewhere],
    };
    if known.carries == Carries::Report {
        actions.push(print);
    }
    actions
}

/// How far it is, in words.
pub fn tell(caller: &Caller, now: Timestamp, known: &Delivery) -> Told {
    let at = |moment| hour(caller, now, moment);
    let told = |tone, state: String, reason: Option<String>| Told { tone, state, reason };
    match known.state {
        State::Queued => {
            let since = french::since(now.duration_since(known.queued_at));
            let reason = known.last_try.map(|_| "Notre opérateur fait attendre. Rien à faire.".to_owned());
            told(Tone::Wait, format!("En file {since}"), reason)
        }
        State::Unknown => unknown(caller, now, known),
        State::Sent => sent(caller, now, known),
        State::Acknowledged => {
            told(Tone::Ok, format!("Accusé reçu, {}", at(known.state_at)), replaced(known))
        }
        State::Replaced => told(
            Tone::Plain,
            "Pas parti\u{a0}: remplacé".to_owned(),
            Some("Une nouvelle version a été signée avant l’envoi.".to_owned()),
        ),
        State::Failed => {
            let said = advice(known.cause.unwrap_or(Cause::Other));
            let state = format!("Échec, {}", at(known.state_at));
            match known.resumed {
                None => told(Tone::Fail, state, Some(format!("{said} Rien d’autre ne partira sans vous."))),
                Some(how) => told(Tone::Plain, state, Some(format!("{said} {}", done(how)))),
            }
        }
    }
}

fn sent(caller: &Caller, now: Timestamp, known: &Delivery) -> Told {
    let at = |moment| hour(caller, now, moment);
    let (tone, state, reason) = match known.said {
        Some((Said::Relayed, moment)) => {
            (Tone::Info, format!("Remis à l’opérateur du destinataire, {}", at(moment)), Some(relayed(known)))
        }
        Some((Said::Expanded, moment)) => (
            Tone::Info,
            format!("Réparti par une liste, {}", at(moment)),
            Some("L’adresse est celle d’une liste\u{a0}: rien ne dira qui l’a reçu.".to_owned()),
        ),
        Some((Said::Delayed, moment)) => (
            Tone::Wait,
            format!("Retardé, {}", at(moment)),
            Some(
                "L’opérateur du destinataire ne répond pas encore, le nôtre essaie toujours. Rien à faire."
                    .to_owned(),
            ),
        ),
        None if known.notified == Some(false) => (
            Tone::Info,
            format!("Envoyé, {}", at(known.state_at)),
            Some("Notre opérateur n’offre pas d’accusé\u{a0}: aucun ne viendra.".to_owned()),
        ),
        None => {
            let nothing = (known.proves == Some(Proves::Nothing))
                .then(|| "L’opérateur du destinataire n’envoie pas d’accusé.".to_owned());
            (Tone::Info, format!("Envoyé, {}", at(known.state_at)), nothing)
        }
    };
    Told { tone, state, reason: replaced(known).or(reason) }
}

fn relayed(known: &Delivery) -> String {
    match known.proves {
        Some(Proves::Handover) => {
            "Cet opérateur ne prouve rien de plus\u{a0}: il n’annonce pas la remise en boîte.".to_owned()
        }
        _ => "Il l’a, sans dire qu’il l’a mis dans la boîte. Ce n’est pas un accusé.".to_owned(),
    }
}

fn unknown(caller: &Caller, now: Timestamp, known: &Delivery) -> Told {
    if known.waits_for_somebody() {
        return Told {
            tone: Tone::Fail,
            state: "Incertain".to_owned(),
            reason: Some(
                "La ligne a été coupée à chaque essai\u{a0}: il est peut-être arrivé. Appelez avant de renvoyer.".to_owned(),
            ),
        };
    }
    if let Some(how) = known.resumed {
        return Told { tone: Tone::Plain, state: "Incertain".to_owned(), reason: Some(done(how).to_owned()) };
    }
    let again = known.last_try.map(|at| hour(caller, now, at + WAIT_FOR_A_REPORT)).unwrap_or_default();
    let reason = match known.replaced_at {
        Some(_) => "La ligne a été coupée pendant l’envoi\u{a0}: il est peut-être arrivé. Cette version est remplacée.".to_owned(),
        None => format!(
            "La ligne a été coupée pendant l’envoi\u{a0}: il est peut-être arrivé. Sans accusé, le même message repart ({again})."
        ),
    };
    Told {
        tone: Tone::Wait,
        state: format!("Incertain, {}", hour(caller, now, known.state_at)),
        reason: Some(reason),
    }
}

fn replaced(known: &Delivery) -> Option<String> {
    known.replaced_at.map(|_| "Version remplacée\u{a0}: ce lecteur en est averti.".to_owned())
}

/// Why it failed and what to do, in two short sentences.
pub fn advice(cause: Cause) -> &'static str {
    match cause {
        Cause::Address => "Cette boîte n’existe pas ou n’existe plus. Demandez une autre adresse.",
        Cause::Full => "Sa boîte est pleine. Appelez son secrétariat, puis réessayez.",
        Cause::TooLarge => {
            "Le message est trop lourd pour son opérateur. Retirez des pièces jointes, ou imprimez."
        }
        Cause::NotSecure => {
            "Ce domaine n’est plus dans l’espace de confiance. Demandez une adresse MSSanté, ou imprimez."
        }
        Cause::NoAnswer => "Son opérateur n’a pas répondu. Réessayez, ou imprimez si c’est pressé.",
        Cause::Policy => {
            "Un opérateur refuse ce message. Réessayez\u{a0}; si cela se répète, prévenez votre coordinateur."
        }
        Cause::Other => "L’opérateur refuse ce message sans dire pourquoi. Réessayez, ou imprimez.",
    }
}

fn done(how: Resumed) -> &'static str {
    match how {
        Resumed::Again => "Il a été renvoyé.",
        Resumed::OtherAddress => "Il a été envoyé à une autre adresse.",
        Resumed::Printed => "Il a été imprimé.",
    }
}

/// « 14:24 » today, « 23 nov., 14:24 » before.
pub fn hour(caller: &Caller, now: Timestamp, at: Timestamp) -> String {
    let (local, today) = (caller.local(at), caller.local(now).date());
    let clock = french::clock(local.time());
    if local.date() == today { clock } else { format!("{}, {clock}", french::day_month(local.date())) }
}
