import { afterEach, beforeEach, mock, test } from "node:test";
import assert from "node:assert/strict";
import { island } from "./load.mjs";

const { Draft, PATIENCE } = await island("draft");

/** A server and a page around a draft; `answer` decides what each send hears. */
function around(answer) {
  const seen = { sent: [], said: [], version: "1" };
  const draft = new Draft({
    send: (leaving) => {
      seen.sent.push({ version: seen.version, leaving });
      return Promise.resolve().then(() => answer(seen.sent.length));
    },
    say: (sentence, tone) => seen.said.push([sentence, tone]),
    adopt: (version) => (seen.version = version),
  });
  return { draft, seen };
}

const settle = async () => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};
const pass = async (milliseconds) => {
  mock.timers.tick(milliseconds);
  await settle();
};

beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
afterEach(() => mock.timers.reset());

test("a keystroke is sent within a second", async () => {
  const { draft, seen } = around(() => ({ status: 200, version: "2", said: "Enregistré à 14:32:08" }));
  draft.changed();
  await pass(PATIENCE);
  assert.ok(PATIENCE <= 1000);
  assert.deepEqual(seen.sent, [{ version: "1", leaving: false }]);
  assert.deepEqual(seen.said, [["Enregistré à 14:32:08", "ok"]]);
});

test("someone who never stops typing is saved all the same", async () => {
  const { draft, seen } = around((turn) => ({ status: 200, version: String(turn + 1) }));
  for (let tenth = 0; tenth < 50; tenth += 1) {
    draft.changed();
    await pass(100);
  }
  assert.ok(seen.sent.length >= 5, `${seen.sent.length} sends in five seconds`);
});

test("each save is written on the version that the last one gave", async () => {
  const { draft, seen } = around((turn) => ({ status: 200, version: String(turn + 1) }));
  for (let turn = 0; turn < 3; turn += 1) {
    draft.changed();
    await pass(PATIENCE);
  }
  assert.deepEqual(seen.sent.map((sent) => sent.version), ["1", "2", "3"]);
});

test("two sends never overlap, and what was typed meanwhile follows", async () => {
  let release;
  const { draft, seen } = around(() => new Promise((resolve) => (release = () => resolve({ status: 200 }))));
  draft.changed();
  await pass(PATIENCE);
  draft.changed();
  await pass(10 * PATIENCE);
  assert.equal(seen.sent.length, 1);
  release();
  await settle();
  await pass(PATIENCE);
  assert.equal(seen.sent.length, 2);
});

test("another page's draft is never overwritten", async () => {
  const { draft, seen } = around(() => ({ status: 409, said: "Modifié dans un autre onglet à 14:31." }));
  draft.changed();
  await pass(PATIENCE);
  draft.changed();
  draft.leave();
  await pass(60_000);
  assert.equal(seen.sent.length, 1);
  assert.deepEqual(seen.said, [["Modifié dans un autre onglet à 14:31.", "fail"]]);
});

test("without network it says so and tries again", async () => {
  const { draft, seen } = around((turn) => {
    if (turn < 3) throw new TypeError("failed to fetch");
    return { status: 200, said: "Enregistré" };
  });
  draft.changed();
  await pass(PATIENCE);
  assert.equal(seen.said[0][1], "fail");
  await pass(2_000);
  await pass(5_000);
  assert.deepEqual(seen.said.at(-1), ["Enregistré", "ok"]);
  await pass(60_000);
  assert.equal(seen.sent.length, 3);
});

test("a page that goes away sends what is pending, once", async () => {
  const { draft, seen } = around(() => ({ status: 200 }));
  draft.changed();
  draft.leave();
  draft.leave();
  await pass(60_000);
  assert.deepEqual(seen.sent, [{ version: "1", leaving: true }]);
});

test("a page where nothing was typed sends nothing", async () => {
  const { draft, seen } = around(() => ({ status: 200 }));
  draft.leave();
  await pass(60_000);
  assert.equal(seen.sent.length, 0);
});
