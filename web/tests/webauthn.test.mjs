import { test } from "node:test";
import assert from "node:assert/strict";
import { island } from "./load.mjs";

const { bytes, creationOptions, plainAnswer, requestOptions, sentenceFor, text } = await island("webauthn");
const buffer = (...values) => Uint8Array.from(values).buffer;

test("base64url comes back as it left, for every length", () => {
  for (let length = 0; length < 70; length += 1) {
    const value = Uint8Array.from({ length }, (_, index) => (index * 37 + length) % 256);
    assert.deepEqual(new Uint8Array(bytes(text(value.buffer))), value);
  }
  assert.equal(text(buffer(251, 255)), "-_8");
});

test("an older telephone receives bytes where the server wrote text", () => {
  const options = creationOptions({
    challenge: "-_8",
    rp: { id: "localhost", name: "Maillage" },
    user: { id: "AQ", name: "h.marchais", displayName: "Dr Marchais" },
    excludeCredentials: [{ type: "public-key", id: "Ag" }],
  });
  assert.deepEqual(new Uint8Array(options.challenge), Uint8Array.of(251, 255));
  assert.deepEqual(new Uint8Array(options.user.id), Uint8Array.of(1));
  assert.deepEqual(new Uint8Array(options.excludeCredentials[0].id), Uint8Array.of(2));
  assert.equal(options.rp.name, "Maillage");
  assert.deepEqual(requestOptions({ challenge: "AQ" }).allowCredentials, []);
});

test("its answer becomes the JSON that the server reads", () => {
  const answer = plainAnswer({
    id: "AQ", rawId: buffer(1), type: "public-key", authenticatorAttachment: "platform",
    response: { clientDataJSON: buffer(2), authenticatorData: buffer(3), signature: buffer(4), userHandle: null },
  });
  assert.deepEqual(answer.response, { clientDataJSON: "Ag", authenticatorData: "Aw", signature: "BA" });
  assert.equal(answer.rawId, "AQ");
});

test("a refusal is a sentence that says what to do", () => {
  assert.match(sentenceFor(new DOMException("x", "NotAllowedError")), /Réessayez/);
  assert.match(sentenceFor(new DOMException("x", "InvalidStateError")), /déjà enregistrée/);
  assert.equal(sentenceFor(new Error("Ce code a expiré.")), "Ce code a expiré.");
});
