// Why a measured slope is not the gradient: thirty cases whose reason is known, and no wrong one given.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createPass, decodeTrace, evaluate } from "../../autograd_lab/viz/js/model/sweep.js";
import { nudgeVerdict, whyApart } from "../../autograd_lab/viz/js/model/nudged.js";
import { raw } from "./graphs.mjs";

/** A pass over a graph: leaves as [name, number], results as [name, operation, operands by name or number]. */
function graph(leaves, ...results) {
  const rows = leaves.map(([name, number]) => [name, "leaf", [], number]);
  const at = (what) => {
    if (typeof what === "number") return rows.push([String(what), "const", [], what]) - 1;
    return rows.findIndex(([name]) => name === what);
  };
  for (const [name, op, ...operands] of results) {
    const parents = operands.map(at);
    const values = rows.map(([, , , value]) => value);
    rows.push([name, op, parents, evaluate({ op, parents }, values)]);
  }
  const trace = decodeTrace(raw(rows));
  return createPass(trace, trace.values);
}

/** What a nudge of the first leaf shows. */
function nudged(pass, h) {
  const root = pass.nodes.length - 1;
  const measured = (pass.nudge(0, Number(h)) - pass.values[root]) / Number(h);
  const grad = pass.final().grads[0];
  return { ...whyApart(pass, 0, Number(h), measured, grad), text: nudgeVerdict(pass, 0, String(h), measured, grad) };
}

const relu = (x) => graph([["x", x]], ["r", "relu", "x"], ["s", "mul", "r", 3], ["L", "add", "s", 1]);
const abs = (x) => graph([["x", x]], ["L", "abs", "x"]);
const square = (w, b) => graph([["w", w], ["b", b]], ["s", "mul", "w", "w"], ["L", "add", "s", "b"]);
const above = (b, w) => graph([["b", b], ["w", w]], ["s", "mul", "w", "w"], ["L", "add", "s", "b"]);
const bigger = (x, y) => graph([["x", x], ["y", y]], ["m", "max", "x", "y"], ["L", "mul", "m", "m"]);
const power = (x, n) => graph([["x", x]], ["L", "pow", "x", n]);
const of = (op, x) => graph([["x", x]], ["L", op, "x"]);

const PLANTED = [
  // corners at the number itself: no step helps
  ["corner", relu(0), 0.01], ["corner", relu(0), 1e-8], ["corner", abs(0), 1], ["corner", abs(0), 1e-12],
  ["corner", bigger(2, 2), 0.001],
  ["corner", graph([["x", 1]], ["d", "sub", "x", 1], ["r", "relu", "d"], ["e", "exp", "x"], ["L", "add", "r", "e"]), 1e-5],
  ["corner", graph([["x", 0.5]], ["d", "sub", 0.5, "x"], ["r", "relu", "d"], ["m", "min", "r", "d"], ["L", "abs", "d"]), 0.1],
  // corners that the step turns
  ["within", relu(-0.004), 0.01], ["within", relu(-1e-9), 1e-8], ["within", abs(-0.0003), 0.001], ["within", bigger(1.9, 2), 1],
  ["within", graph([["x", 0.95]], ["m", "min", "x", 1], ["L", "mul", "m", 7]), 0.1],
  // rounding: of large values, of tiny steps, of what cancels
  ["rounding", above(1, 1e7), 0.01], ["rounding", above(1, 1e9), 1], ["rounding", square(2, 1), 1e-12],
  ["rounding", of("sin", 1), 1e-12], ["lost", square(1e7, 1), 1e-12], ["lost", of("exp", 3), 1e-18],
  ["rounding", graph([["x", 0.3]], ["u", "add", "x", 1e12], ["d", "sub", "u", 1e12], ["L", "mul", "d", 2]), 1e-5],
  ["rounding", of("sigmoid", 0.4), 1e-15], ["rounding", relu(0.7), 1e-15],
  // bends, of first, second and higher order
  ["bend", square(2, 1), 0.01], ["bend", of("exp", 1), 1e-5], ["bend", of("tanh", 0.3), 1], ["bend", power(1.5, 9), 0.001],
  ["bend", graph([["x", 0]], ["s", "sin", "x"], ["L", "mul", "s", 4]), 0.1], ["bend", power(0, 4), 0.1],
  ["bend", graph([["x", 0.2]], ["r", "relu", "x"], ["L", "exp", "r"]), 0.1],
  // none: a straight line, or a curve that looks alike in the digits shown
  ["line", above(1, 3), 1], ["line", relu(2), 1], ["same", square(2, 1), 1e-8], ["same", of("exp", 1), 1e-8],
];

test("of thirty planted cases each gets its own reason, and none a wrong one", () => {
  assert.ok(PLANTED.length >= 30);
  const found = PLANTED.map(([, pass, h]) => nudged(pass, h));
  const wrong = found.flatMap(({ reason, text }, i) => (reason === PLANTED[i][0] ? [] : [[i, PLANTED[i][0], reason, text]]));
  assert.deepEqual(wrong, []);
});

test("a measured slope and a gradient that look alike are never called different", () => {
  const pass = square(6, 1);
  assert.equal(nudgeVerdict(pass, 0, "0.01", 12.0000004, 12), "The same, in the digits shown.");
  assert.equal(nudgeVerdict(pass, 0, "0.01", NaN, 12), "");
});

test("the reason comes with its numbers, and with a step that was measured to be nearer", () => {
  const told = (pass, h) => nudged(pass, h).text;
  assert.equal(told(square(2, 1), 0.01), "0.25 % apart: the curve bends within the step. Try h = 1e-8.");
  assert.equal(told(relu(-0.004), 0.01), "1.8 apart: within the step relu at r turns its corner. Try h = 0.001.");
  assert.match(told(above(1, 1e7), 0.01), /^56 % apart: rounding may move L by up to 0\.022 here, and divided by h that is 2\.2\. Try h = 1\.$/);
  assert.equal(
    told(abs(0), 0.01),
    "1 apart: L has a corner exactly here, where abs at L turns. Its slope is 1 to the right and −1 to the left, and no h makes one of two.",
  );
  assert.equal(told(above(1, 3), 1), "The same, in the digits shown: along b, L is a straight line here.");
});

test("where the numbers leave it open, no reason is given", () => {
  const pole = graph([["x", -0.005]], ["L", "div", 1, "x"]);
  assert.match(nudged(pole, 0.01).text, /apart\.$/); // 1 / x, across 0
  const both = graph([["x", -0.25]], ["r", "relu", "x"], ["s", "mul", "x", "x"], ["L", "add", "r", "s"]);
  assert.match(nudged(both, 1).text, /apart\.$/); // a corner and a bend, each with its share
  const other = graph([["x", 0]], ["r", "relu", "x"], ["n", "neg", "x"], ["q", "relu", "n"], ["L", "sub", "r", "q"]);
  assert.match(nudged(other, 0.1).text, /stands at its corner, where the backward pass takes a slope by rule\. Measured to both sides L has the slope 1\./);
});
