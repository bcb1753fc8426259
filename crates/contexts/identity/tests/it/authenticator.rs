//! A key as an authenticator holds it (CTAP 2, ES256, attestation « none »), with the browser around it: enough to run
//! the ceremonies for real, and to lie in each way that the server must notice.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ATTESTED: u8 = 0x40;

/// One resident key and its browser.
#[derive(Clone)]
pub(crate) struct Authenticator {
    id: Vec<u8>,
    key: SigningKey,
    /// What the browser says of the page that asked.
    pub origin: String,
    /// Whether it recognises its owner.
    pub verifies: bool,
    pub counter: u32,
    /// The account it was made for: 16 bytes.
    pub user: Vec<u8>,
}

impl Authenticator {
    pub(crate) fn new() -> Self {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).expect("randomness");
        Self {
            id: secret[..16].iter().map(|byte| byte ^ 0x5a).collect(),
            key: SigningKey::from_slice(&secret).expect("nearly every 32 bytes are a key"),
            origin: "http://localhost:8080".to_owned(),
            verifies: true,
            counter: 0,
            user: Vec::new(),
        }
    }

    /// The same key id, as another key: what somebody forges who knows the id only.
    pub(crate) fn forged(&self) -> Self {
        Self { key: Self::new().key, ..self.clone() }
    }

    /// Its id, as pages write it.
    pub(crate) fn id(&self) -> String {
        BASE64.encode(&self.id)
    }

    /// Answers `navigator.credentials.create`.
    pub(crate) fn create(&mut self, options: &Value) -> Value {
        let options = &options["publicKey"];
        self.user = BASE64.decode(text(&options["user"]["id"])).expect("base64url");
        self.counter += 1;
        let mut data = self.data(text(&options["rp"]["id"]), ATTESTED);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).expect("a short id").to_be_bytes());
        data.extend(&self.id);
        data.extend(self.cose());
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let mut attestation = vec![0xa3, 0x63, b'f', b'm', b't', 0x64, b'n', b'o', b'n', b'e', 0x67];
        attestation.extend(b"attStmt\xa0\x68authData\x58");
        attestation.push(u8::try_from(data.len()).expect("under 256 bytes"));
        attestation.extend(data);
        self.answer(&json!({
            "attestationObject": BASE64.encode(attestation),
            "clientDataJSON": BASE64.encode(self.client("webauthn.create", &options["challenge"])),
        }))
    }

    /// Answers `navigator.credentials.get`.
    pub(crate) fn get(&mut self, options: &Value) -> Value {
        let options = &options["publicKey"];
        self.counter += 1;
        let data = self.data(text(&options["rpId"]), 0);
        let client = self.client("webauthn.get", &options["challenge"]);
        let signed = [data.as_slice(), &Sha256::digest(&client)].concat();
        let signature: Signature = self.key.sign(&signed);
        self.answer(&json!({
            "authenticatorData": BASE64.encode(data),
            "clientDataJSON": BASE64.encode(client),
            "signature": BASE64.encode(signature.to_der()),
            "userHandle": BASE64.encode(&self.user),
        }))
    }

    fn answer(&self, response: &Value) -> Value {
        json!({
            "id": self.id(), "rawId": self.id(), "type": "public-key", "response": response,
            "clientExtensionResults": {}, "authenticatorAttachment": "platform",
        })
    }

    fn data(&self, party: &str, flags: u8) -> Vec<u8> {
        let verified = if self.verifies { VERIFIED } else { 0 };
        let mut data = Sha256::digest(party.as_bytes()).to_vec();
        data.push(PRESENT | verified | flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn client(&self, kind: &str, challenge: &Value) -> Vec<u8> {
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    /// {1: 2, 3: -7, -1: 1, -2: x, -3: y}: an ES256 key on P-256.
    fn cose(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let mut key = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
        key.extend_from_slice(point.x().expect("an affine point"));
        key.extend([0x22, 0x58, 0x20]);
        key.extend_from_slice(point.y().expect("an affine point"));
        key
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}
