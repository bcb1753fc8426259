// The JSON of webauthn and back. Browsers since 2025 do this themselves; telephones older than that do not.

type Json = Record<string, unknown>;

export function creationOptions(json: unknown): PublicKeyCredentialCreationOptions {
  if (typeof PublicKeyCredential !== "undefined" && "parseCreationOptionsFromJSON" in PublicKeyCredential) {
    return PublicKeyCredential.parseCreationOptionsFromJSON(json as PublicKeyCredentialCreationOptionsJSON);
  }
  const options = json as Json & { user: Json; excludeCredentials?: Json[] };
  return {
    ...options,
    challenge: bytes(options["challenge"]),
    user: { ...options.user, id: bytes(options.user["id"]) },
    excludeCredentials: (options.excludeCredentials ?? []).map((key) => ({ ...key, id: bytes(key["id"]) })),
  } as unknown as PublicKeyCredentialCreationOptions;
}

export function requestOptions(json: unknown): PublicKeyCredentialRequestOptions {
  if (typeof PublicKeyCredential !== "undefined" && "parseRequestOptionsFromJSON" in PublicKeyCredential) {
    return PublicKeyCredential.parseRequestOptionsFromJSON(json as PublicKeyCredentialRequestOptionsJSON);
  }
  const options = json as Json & { allowCredentials?: Json[] };
  return {
    ...options,
    challenge: bytes(options["challenge"]),
    allowCredentials: (options.allowCredentials ?? []).map((key) => ({ ...key, id: bytes(key["id"]) })),
  } as unknown as PublicKeyCredentialRequestOptions;
}

/** The key's answer as plain JSON. */
export function plainAnswer(key: PublicKeyCredential): unknown {
  if ("toJSON" in key) return key.toJSON();
  const { id, rawId, type, authenticatorAttachment, response } = key as PublicKeyCredential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"] as const;
  const answered = response as unknown as Record<string, ArrayBuffer | null | undefined>;
  const plain = Object.fromEntries(parts.flatMap((part) => (answered[part] ? [[part, text(answered[part])]] : [])));
  return { id, rawId: text(rawId), type, authenticatorAttachment, clientExtensionResults: {}, response: plain };
}

/** What went wrong, and what to do, for someone who has never heard of webauthn. */
export function sentenceFor(error: unknown): string {
  const { name, message } = error as Error;
  switch (name) {
    case "NotAllowedError":
      return "La clé n’a pas répondu, ou vous avez annulé. Réessayez, ou entrez avec un code.";
    case "InvalidStateError":
      return "Cette clé est déjà enregistrée sur votre compte.";
    case "SecurityError":
      return "Cette adresse ne permet pas les clés\u00a0: ouvrez la page par son nom, pas par son numéro.";
    case "TypeError":
      return "Le serveur ne répond pas. Vérifiez le réseau, puis réessayez.";
    default:
      return message;
  }
}

export function bytes(base64url: unknown): ArrayBuffer {
  const raw = atob(String(base64url).replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(raw, (character) => character.charCodeAt(0)).buffer;
}

export function text(buffer: ArrayBuffer): string {
  const raw = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
