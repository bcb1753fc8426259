//! TLS settings toward one operator: its own trust space and, where it asks, our certificate.
//!
//! The roots of the public web are never used: in a secure mail space only its own authority vouches for a server.

use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};

/// Our certificate with its chain, and its key, as PEM.
#[derive(Clone, Copy)]
pub struct OurCertificate<'a> {
    pub chain_pem: &'a str,
    pub key_pem: &'a str,
}

/// Why TLS settings cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("no certificate of an authority can be read")]
    Authority,
    #[error("our certificate or its key cannot be read")]
    OurCertificate,
    #[error("the certificate, its key and the protocol do not go together: {0}")]
    Settings(#[from] rustls::Error),
}

/// Trusts the authorities of `authority_pem` alone, from TLS 1.2 on, and presents our certificate when asked.
pub fn trusting(
    authority_pem: &str,
    ours: Option<OurCertificate<'_>>,
) -> Result<Arc<ClientConfig>, TlsError> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(authority_pem.as_bytes()) {
        roots.add(certificate.map_err(|_| TlsError::Authority)?)?;
    }
    if roots.is_empty() {
        return Err(TlsError::Authority);
    }
    let settings = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots);
    let settings = match ours {
        None => settings.with_no_client_auth(),
        Some(ours) => {
            let chain: Result<Vec<_>, _> =
                CertificateDer::pem_slice_iter(ours.chain_pem.as_bytes()).collect();
            let chain = chain.map_err(|_| TlsError::OurCertificate)?;
            let key = PrivateKeyDer::from_pem_slice(ours.key_pem.as_bytes())
                .map_err(|_| TlsError::OurCertificate)?;
            settings.with_client_auth_cert(chain, key)?
        }
    };
    Ok(Arc::new(settings))
}
