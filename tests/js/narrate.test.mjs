// Sentences: numbers and symbols of each step, in words that say no more than is known.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createPass, decodeTrace } from "../../autograd_lab/viz/js/model/sweep.js";
import { expression, localSymbol, narrate } from "../../autograd_lab/viz/js/model/narrate.js";
import { veilOver } from "../../autograd_lab/viz/js/model/guess.js";
import { sum } from "../../autograd_lab/viz/js/model/terms.js";
import { FORKS, LOSS, raw } from "./graphs.mjs";

const at = (trace, k, hidden, veiled) => {
  const decoded = decodeTrace(trace);
  const pass = createPass(decoded, decoded.values);
  pass.seek(k < 0 ? pass.last + 1 + k : k);
  return { pass, ...narrate(pass, hidden, veiled) };
};

test("an edge is told as upstream × local = downstream, in numbers and in symbols", () => {
  const { text, rule, terms } = at(LOSS, 7);
  assert.equal(text, "Backward, e to p: upstream 4 × local 1 = 4");
  assert.equal(rule, "∂L/∂p = ∂L/∂e · ∂e/∂p");
  assert.deepEqual(terms.map((t) => [t.symbol, t.number, t.word]), [
    ["∂L/∂p", "4", "downstream"],
    ["∂L/∂e", "4", "upstream"],
    ["∂e/∂p", "1", "local"],
  ]);
});

test("a running sum shows what this edge added", () => {
  assert.match(at(FORKS, -1).text, /a adds up 2 of 2: 12 \+ 12 = 24 in all$/);
  assert.equal(at(FORKS, -1).terms[0].word, "this edge adds");
});

test("a long running sum tells the sum before instead of every term", () => {
  const rows = [["a", "leaf", [], 1], ...Array.from({ length: 9 }, (_, i) => [`u${i}`, "neg", [0], -1])];
  const { text } = at(raw([...rows, ["L", "total", [1, 2, 3, 4, 5, 6, 7, 8, 9], -9]]), -1);
  assert.match(text, /a adds up 9 of 9: −8 so far \+ \(−1\) = −9 in all$/);
});

test("everyday words come with a whole gradient only", () => {
  assert.equal(at(FORKS, -1).plain, "Raise a by 0.01 and c rises by about 0.24.");
  assert.equal(at(FORKS, -2).plain, "");
  assert.equal(at(LOSS, 8).plain, "Raise y by 0.01 and L falls by about 0.04.");
});

test("what is hidden is told nowhere in a sentence", () => {
  const { text, plain, terms } = at(LOSS, 7, (id) => id === 6);
  assert.equal(text, "Backward, e to p: upstream 4 × local ? = ?");
  assert.equal(plain, "");
  assert.deepEqual(terms.map((t) => t.number), ["?", "4", "?"]);
});

test("what is made from a hidden gradient is not told either, but the slopes that lead on from it are", () => {
  const hidden = (id) => id === 1; // b of a = 3, b = a + a, c = b · b
  const over = veilOver(decodeTrace(FORKS).nodes, hidden);
  assert.deepEqual(over, [true, true, false]);
  const { text, plain } = at(FORKS, -1, hidden, (id) => over[id]);
  assert.equal(text, "Backward, b to a: upstream ? × local 1 = ?. a adds up 2 of 2: ? + ? = ? in all");
  assert.equal(plain, "");
});

test("of several contributions only those are hidden that are made from a hidden gradient", () => {
  const trace = raw([["a", "leaf", [], 3], ["b", "exp", [0], 20], ["L", "mul", [0, 1], 60]]);
  const veiled = (id) => id < 2; // b is asked, and a is made from it
  const { text } = at(trace, -1, (id) => id === 1, veiled);
  assert.equal(text, "Backward, b to a: upstream ? × local 20 = ?. a adds up 2 of 2: 20 + ? = ? in all");
});

test("where a number stops being one, the step says so, and only where it begins", () => {
  const trace = raw([["x", "leaf", [], 0], ["v", "log", [0], NaN], ["L", "exp", [1], NaN]]);
  assert.equal(at(trace, 1).plain, "There is no such number: nan. What is computed from v is nan too.");
  assert.equal(at(trace, 2).plain, "");
  assert.match(at(raw([["x", "leaf", [], 1e3], ["L", "exp", [0], Infinity]]), 1).plain, /more than the largest float can hold: ∞/);
});

test("local derivatives are written with the names of the graph", () => {
  const symbol = (trace, id, slot) => localSymbol({ nodes: decodeTrace(trace).nodes }, id, slot);
  assert.equal(symbol(LOSS, 5, 0), "x");
  assert.equal(symbol(LOSS, 7, 1), "−1");
  assert.equal(symbol(LOSS, 8, 0), "2 × e");
  const cube = raw([["x", "leaf", [], 2], ["3", "const", [], 3], ["L", "pow", [0, 1], 8]]);
  assert.equal(symbol(cube, 2, 0), "3 × x ^ 2");
  const dot = raw([["w", "leaf", [], 1], ["x", "leaf", [], 2], ["b", "leaf", [], 3], ["L", "dot", [0, 1, 2], 5]]);
  assert.deepEqual([0, 1, 2].map((slot) => symbol(dot, 3, slot)), ["x", "w", "1"]);
  assert.equal(symbol(raw([["x", "leaf", [], 0], ["t", "tanh", [0], 0]]), 1, 0), "1 − t²");
});

test("a long dot is cut in the middle, and says how much is left out", () => {
  const names = Array.from({ length: 40 }, (_, i) => `v${i}`);
  assert.equal(
    expression({ op: "dot", parents: names.map((_, i) => i) }, names),
    "v0 × v20 + v1 × v21 + v2 × v22 + … 14 more … + v17 × v37 + v18 × v38 + v19 × v39",
  );
  assert.equal(sum(["1", "2", "3", "4", "5", "6", "7"]), "1 + 2 + 3 + 4 + 5 + 6 + 7");
});
