// When the watch over a browser tab speaks of a running cell.

import assert from "node:assert/strict";
import test from "node:test";

import { FIRST, Pace, SILENT } from "../../lite/tab/pace.js";

const second = 1000;

test("a cell that has been running for long, and is silent, is worth a word", () => {
  const pace = new Pace();
  pace.status("busy", 0);
  assert.equal(pace.due((FIRST - 1) * second), false);
  assert.equal(pace.due(FIRST * second), true);
  pace.output(FIRST * second);
  assert.equal(pace.due((FIRST + SILENT - 1) * second), false);
  assert.equal(pace.due((FIRST + SILENT) * second), true);
});

test("many short cells one after the other are worth none", () => {
  const pace = new Pace();
  for (let at = 0; at < 200; at += 10) {
    pace.status("busy", at * second);
    assert.equal(pace.due((at + 9) * second), false);
    pace.status("idle", (at + 10) * second);
  }
});

test("who wants to wait is asked again when the cell has run twice as long", () => {
  const pace = new Pace();
  pace.status("busy", 0);
  pace.wait(40 * second);
  assert.equal(pace.due(79 * second), false);
  assert.equal(pace.due(80 * second), true);
  pace.status("idle", 81 * second);
  pace.status("busy", 82 * second);
  assert.equal(pace.due(113 * second), true, "the next cell is a new matter");
});
