// The pass: steps in order, undone as they were done, and numbers that can be moved under it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createPass, decodeTrace } from "../../autograd_lab/viz/js/model/sweep.js";
import { FORKS, LOSS, raw } from "./graphs.mjs";

const passOver = (trace) => {
  const decoded = decodeTrace(trace);
  return createPass(decoded, decoded.values);
};

test("a trace is read as it was written", () => {
  const { nodes, values } = decodeTrace(LOSS);
  assert.deepEqual(nodes[7], { id: 7, name: "e", kind: "op", op: "sub", named: true, parents: [6, 3] });
  assert.deepEqual([nodes[0].kind, nodes[4].kind], ["leaf", "const"]);
  assert.deepEqual(values, [2, 3, 1, 5, 2, 6, 7, 2, 4]);
});

test("a gradient is null before anything has arrived, never 0", () => {
  const pass = passOver(LOSS);
  pass.seek(pass.seed);
  assert.deepEqual(pass.grads, [null, null, null, null, null, null, null, null, 1]);
  pass.seek(pass.last);
  assert.deepEqual(pass.grads, [12, 8, 4, -4, null, 4, 4, 4, 1]);
});

test("each arrival remembers upstream, local, amount and the sum before it", () => {
  const pass = passOver(FORKS);
  pass.seek(pass.last);
  assert.deepEqual(pass.arrivals[1], [
    { from: 2, slot: 0, upstream: 1, local: 6, amount: 6, before: null },
    { from: 2, slot: 1, upstream: 1, local: 6, amount: 6, before: 6 },
  ]);
  pass.seek(pass.last - 1);
  assert.equal(pass.grads[0], 12);
  assert.equal(pass.arrivals[0].length, 1);
});

test("seek tells which nodes changed, and stops at both ends", () => {
  const pass = passOver(FORKS);
  assert.deepEqual(pass.seek(1), [1]);
  assert.deepEqual(new Set(pass.seek(99)), new Set([0, 1, 2]));
  assert.equal(pass.k, pass.last);
  assert.deepEqual(pass.seek(pass.last), []);
  pass.seek(-5);
  assert.deepEqual([pass.k, pass.step.kind], [0, "given"]);
  assert.deepEqual(pass.grads, [null, null, null]);
});

test("completes names the step after which a gradient is whole", () => {
  const pass = passOver(FORKS);
  assert.deepEqual(pass.completes, [7, 5, 3]);
  pass.seek(pass.completes[1]);
  assert.equal(pass.grads[1], 12);
});

test("final is the whole backward pass, wherever the pass stands", () => {
  const pass = passOver(LOSS);
  for (const k of [0, 5, pass.last]) {
    pass.seek(k);
    assert.equal(pass.final().grads[0], 12);
  }
  pass.seek(0);
  pass.setLeaf(0, 3);
  assert.equal(pass.final().grads[0], 30);
});

test("a moved leaf changes everything above it and leaves the step where it was", () => {
  const pass = passOver(LOSS);
  pass.seek(7);
  pass.setLeaf(0, -1);
  assert.deepEqual([pass.k, pass.values[8], pass.grads[8]], [7, 49, 1]);
  pass.seek(pass.last);
  assert.equal(pass.grads[0], -42);
});

test("a nudge measures without moving anything", () => {
  const pass = passOver(LOSS);
  assert.equal(pass.nudge(0, 1), 25);
  assert.equal(pass.nudge(7, 1), 9); // an inner node: what it was made from stays
  assert.deepEqual(pass.values, [2, 3, 1, 5, 2, 6, 7, 2, 4]);
});

test("one number alone is a graph with a seed", () => {
  const pass = passOver(raw([["a", "leaf", [], 7]]));
  pass.seek(pass.last);
  assert.deepEqual([pass.last, pass.grads[0]], [1, 1]);
});

test("a constant gets no arrival, even where the slope in it does not exist", () => {
  const pass = passOver(raw([["x", "leaf", [], -2], ["2", "const", [], 2], ["L", "pow", [0, 1], 4]]));
  pass.seek(pass.last);
  assert.deepEqual(pass.grads, [-4, null, 1]);
});

test("a dot of nothing but its bias hands the gradient on", () => {
  const pass = passOver(raw([["b", "leaf", [], 5], ["L", "dot", [0], 5]]));
  pass.seek(pass.last);
  assert.equal(pass.grads[0], 1);
});
