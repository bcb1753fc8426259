//! The addresses of deliveries: shown by this context's fragments, answered here or by `screens`.

use axum_extra::routing::TypedPath;
use kernel::DeliveryId;
use serde::Deserialize;

/// « Envois », everything of the caller's.
#[derive(TypedPath)]
#[typed_path("/envois")]
pub struct ShowDeliveries;

/// « Avis sans envoi ».
#[derive(TypedPath)]
#[typed_path("/envois/avis")]
pub struct ShowStrays;

/// One delivery and all that happened to it.
#[derive(TypedPath, Deserialize)]
#[typed_path("/envois/{delivery}")]
pub struct ShowDelivery {
    pub delivery: DeliveryId,
}

/// Sends again to the same address.
#[derive(TypedPath, Deserialize)]
#[typed_path("/envois/{delivery}/reprise")]
pub struct SendAgain {
    pub delivery: DeliveryId,
}

/// Sends to another address.
#[derive(TypedPath, Deserialize)]
#[typed_path("/envois/{delivery}/adresse")]
pub struct SendElsewhere {
    pub delivery: DeliveryId,
}

/// Prints for the post.
#[derive(TypedPath, Deserialize)]
#[typed_path("/envois/{delivery}/impression")]
pub struct Print {
    pub delivery: DeliveryId,
}
