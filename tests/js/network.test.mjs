// The network view's pure modules: the steps of a pass, what is known at each, and the pass itself.
import assert from "node:assert/strict";
import { test } from "node:test";
import { descend, gathered, numberOf, run, setLeaves } from "../../autograd_lab/viz/network/js/net.js";
import { knows, nameOf, stagesOf, titleOf } from "../../autograd_lab/viz/network/js/stages.js";
import { ruleOf } from "../../autograd_lab/viz/network/js/rules.js";
import { tell } from "../../autograd_lab/viz/network/js/say.js";
import { placeOf } from "../../autograd_lab/viz/network/js/time.js";

/** The 2-2-1 network that one can do by hand. */
function byHand() {
  const net = {
    widths: [2, 2, 1], acts: ["", "sigmoid", "sigmoid"], biased: [true, true, true], loss: "squares", rows: 1,
    X: Float64Array.of(1, 2), Y: Float64Array.of(1), W: [], b: [],
  };
  setLeaves(net, [2, 1, -1, 0, 0, Math.log(3) - 1, 2, -4, 2]);
  return net;
}

test("the way back goes by layer, by neuron, or by edge", () => {
  const count = (grain) => stagesOf([2, 3, 2], grain).length;
  assert.equal(count("layer"), 1 + 2 + 1 + 4);
  assert.equal(count("neuron"), 1 + 2 + 1 + (2 + 1) + (3 + 1));
  assert.equal(count("edge"), count("neuron") + 3 * 2);
  const kinds = stagesOf([1, 1, 1], "edge").map(({ kind, l }) => `${kind}${l}`);
  assert.deepEqual(kinds, ["given0", "forward1", "forward2", "loss2", "delta2", "grads2", "gather1", "delta1", "grads1"]);
});

test("a number, once known, stays known, and at the end all are", () => {
  const widths = [2, 3, 2];
  const keys = ["a:0:1", "z:1:2", "a:2:0", "L", "d:2:1", "g:2:2:1", "h:2:0", "d:1:0", "d:1:2", "g:1:1:2", "h:1:2"];
  for (const grain of ["layer", "neuron", "edge"]) {
    const stages = stagesOf(widths, grain);
    for (const key of keys) {
      const seen = stages.map((stage) => knows(stage, key));
      assert.equal(seen.lastIndexOf(false) < (seen.indexOf(true) === -1 ? Infinity : seen.indexOf(true)), true, `${grain} ${key}`);
      assert.equal(seen.at(-1), true, key);
    }
    assert.equal(knows(stages[0], "z:1:0"), false);
  }
});

test("the pass is the one done by hand", () => {
  const net = byHand();
  const pass = run(net);
  const at = (key) => numberOf(net, pass, key, 0);
  for (const [key, right] of Object.entries({
    "z:1:0": 0, "a:1:1": 0.75, "z:2:0": 0, L: 0.25, "d:2:0": -0.25, "d:1:0": -0.125, "d:1:1": 0.1875,
    "g:2:0:0": -0.125, "g:2:1:0": -0.1875, "g:1:1:0": -0.25, "g:1:1:1": 0.375,
  })) assert.ok(Math.abs(at(key) - right) < 1e-12, `${key}: ${at(key)}`);
  assert.ok(Math.abs(gathered(net, pass, 1, 1, 0, 0) - 1) < 1e-12);
});

test("a step of descent moves each number by its gradient", () => {
  const net = byHand();
  const pass = run(net);
  descend(net, pass, 1);
  assert.ok(Math.abs(net.W[1][2] - (-1 + 0.25)) < 1e-12);
  assert.ok(Math.abs(net.b[2][0] - 2.25) < 1e-12);
  net.biased[2] = false; // what the network does not have cannot move
  descend(net, run(net), 1);
  assert.ok(Math.abs(net.b[2][0] - 2.25) < 1e-12);
});

test("names, and the last kept step that is not after another", () => {
  assert.equal(nameOf([2, 3, 1], 1, 0), "h1");
  assert.equal(nameOf([2, 3, 3, 1], 2, 1), "h2.2");
  assert.equal(nameOf([2, 3, 2], 2, 1), "o2");
  assert.equal(titleOf([2, 3, 1], "g:1:0:2@3"), "∂L/∂w x1 → h3 in row 4");
  assert.deepEqual([0, 1, 4, 5, 99].map((t) => placeOf([0, 2, 4, 8], t)), [0, 0, 2, 2, 3]);
});

/** All sentences of a pass, by kind. */
function said(net, { row = 0, grain = "edge", notation = "indices" } = {}) {
  const pass = run(net);
  return stagesOf(net.widths, grain).map((stage) => {
    const focusOf = (l) => (stage.l === l && stage.j >= 0 ? stage.j : stage.l + 1 === l && stage.k >= 0 ? stage.k : 0);
    return { kind: stage.kind, ...tell({ net, pass, row, stage, notation, focusOf }) };
  });
}

/** The same network with a second row. */
function twoRows() {
  return { ...byHand(), rows: 2, X: Float64Array.of(1, 2, 0, 1), Y: Float64Array.of(1, 0) };
}

test("with one row nobody speaks of rows that are not there", () => {
  const all = said(byHand());
  for (const { kind, text } of all) assert.doesNotMatch(text, /rows|row \d/, kind);
  const text = (kind) => all.find((one) => one.kind === kind).text;
  assert.match(text("given"), /^Given: x = \(1, 2\), target y = \(1\)\./);
  assert.match(text("loss"), /^The loss of this row is 0\.25\. Now backward/);
  assert.match(text("gather"), /w × δ = 2 × \(−0\.25\) = −0\.5\. No other neuron uses h1\.$/);
  assert.match(text("grads"), /On h1 → o: 0\.5 × \(−0\.25\) = −0\.125\. ∂L\/∂b is δ itself\.$/);
});

test("one row of several says that its parts are summed; the batch says sums and means", () => {
  const one = said(twoRows(), { row: 1 });
  assert.match(one.find(({ kind }) => kind === "loss").text, /over both rows is .*; row 2 brings /);
  assert.match(one.at(-1).text, /These are the parts of row 2; ∂L\/∂w and ∂L\/∂b are sums over both rows\.$/);
  const batch = said(twoRows(), { row: -1 });
  const text = (kind) => batch.find((sentence) => sentence.kind === kind).text;
  assert.match(text("given"), /^Given: 2 rows; their means are x \(0\.5, 1\.5\) and y \(0\.5\)\./);
  assert.match(text("forward"), /in the mean over both rows z is /);
  assert.match(text("delta"), /each row has a δ of its own; the sum over both rows is .* by 0\.01 in every row and L /);
  assert.match(text("grads"), /the products of both rows add up to .* ∂L\/∂b is the sum of δ\.$/);
  for (const { kind, text: told } of batch) assert.doesNotMatch(told, /row \d| {2}|undefined|NaN/, kind);
});

test("the rule under a sentence is written as the reader has chosen", () => {
  const net = twoRows();
  const rules = (notation) => said(net, { row: -1, notation }).map(({ rule }) => rule);
  assert.ok(rules("indices").some((rule) => rule.startsWith("δⱼ = f′(zⱼ) Σₖ wⱼₖ δₖ")));
  assert.ok(rules("rows").some((rule) => rule.startsWith("δ₁ = (δ₂ W₂ᵀ) ⊙ f′(z₁)")));
  assert.ok(rules("columns").some((rule) => rule.startsWith("δ₁ = (W₂ᵀ δ₂) ⊙ f′(z₁)")));
  assert.deepEqual(ruleOf(net, "rows", "bp4", 1), ["∂L/∂W₁", "xᵀ δ₁"]);
  assert.deepEqual(ruleOf(net, "columns", "bp4", 2), ["∂L/∂W₂", "δ₂ a₁ᵀ"]);
  assert.deepEqual(ruleOf(net, "indices", "bp4", 1), ["∂L/∂wᵢⱼ", "Σₙ xᵢ δⱼ"]);
  const linear = { ...byHand(), acts: ["", "linear", "linear"] };
  assert.match(said(linear)[1].text, /= 0, a = z\.$/);
});

test("what is no number passes through relu, as in NumPy, and is said", () => {
  const net = { ...byHand(), acts: ["", "relu", "linear"], W: [], b: [] };
  setLeaves(net, [NaN, 1, -1, 0, 0, 0, 2, -4, 2]);
  assert.ok(Number.isNaN(run(net).L));
  assert.match(said(net).find(({ kind }) => kind === "loss").text, /is nan\. No gradient can be made from that\.$/);
});
