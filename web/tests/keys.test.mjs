import { test } from "node:test";
import assert from "node:assert/strict";
import { island } from "./load.mjs";

const { answersTo, isSingle, nextBox, spoken, writes } = await island("keys");
const press = (key, held = {}) => ({ key, ctrlKey: false, altKey: false, metaKey: false, ...held });
const box = (left, top) => ({ left, top, width: 100, height: 40 });

test("a key is named as aria-keyshortcuts names it", () => {
  assert.equal(spoken(press("/")), "/");
  assert.equal(spoken(press("A")), "a");
  assert.equal(spoken(press("F1")), "F1");
  assert.equal(spoken(press("Enter", { ctrlKey: true })), "Control+Enter");
});

test("an element may answer to several keys, in any case", () => {
  assert.ok(answersTo("F1 ?", "?"));
  assert.ok(answersTo("A", "a"));
  assert.ok(!answersTo("F10", "F1"));
  assert.ok(!answersTo("", "a"));
});

test("inside a text field, letters, digits and Enter belong to the text; F1 and Control do not", () => {
  for (const key of ["/", "1", "é", "Enter", "ArrowLeft"]) assert.ok(writes(key), key);
  for (const key of ["F1", "Escape", "ArrowDown", "Control+Enter"]) assert.ok(!writes(key), key);
});

test("only keys of one character can be switched off", () => {
  assert.ok(isSingle("a"));
  assert.ok(!isSingle("F1"));
  assert.ok(!isSingle("Control+a"));
});

test("arrows walk a day grid by sight: down the same doctor, across to the other", () => {
  const day = [box(0, 0), box(110, 4), box(0, 50), box(110, 90)];
  assert.equal(nextBox(day, 0, "ArrowDown"), 2);
  assert.equal(nextBox(day, 0, "ArrowRight"), 1);
  assert.equal(nextBox(day, 2, "ArrowUp"), 0);
  assert.equal(nextBox(day, 3, "ArrowLeft"), 2);
  assert.equal(nextBox(day, 0, "ArrowLeft"), undefined);
  assert.equal(nextBox(day, 0, "Enter"), undefined);
  assert.equal(nextBox(day, -1, "ArrowDown"), undefined);
});
