// What a card works out: paths to the root.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createPass, decodeTrace } from "../../autograd_lab/viz/js/model/sweep.js";
import { pathsFrom } from "../../autograd_lab/viz/js/page/paths.js";
import { usesOf } from "../../autograd_lab/viz/js/page/uses.js";
import { FORKS, LOSS, raw } from "./graphs.mjs";

test("the products of all paths add up to the gradient", () => {
  for (const trace of [FORKS, LOSS]) {
    const decoded = decodeTrace(trace);
    const pass = createPass(decoded, decoded.values);
    const uses = usesOf(decoded.nodes);
    pass.final().grads.forEach((grad, id) => {
      const { paths, count } = pathsFrom(uses, id, 100);
      assert.equal(paths.length, count);
      const products = paths.map((path) => path.reduce((x, [to, slot]) => x * pass.slope(to, slot), 1));
      if (grad !== null) assert.equal(products.reduce((x, y) => x + y, 0), grad);
    });
  }
});

test("each path is listed once: four of a, two of b, an empty one of the root", () => {
  const uses = usesOf(decodeTrace(FORKS).nodes);
  assert.deepEqual(pathsFrom(uses, 0, 9).paths, [
    [[1, 0], [2, 0]],
    [[1, 0], [2, 1]],
    [[1, 1], [2, 0]],
    [[1, 1], [2, 1]],
  ]);
  assert.deepEqual(pathsFrom(uses, 2, 9), { paths: [[]], count: 1 });
});

test("of very many paths a few are listed at once, and all are counted", () => {
  const doublings = raw([["v0", "leaf", [], 1], ...Array.from({ length: 40 }, (_, i) => [`v${i + 1}`, "add", [i, i], 2 ** (i + 1)])]);
  const { paths, count } = pathsFrom(usesOf(decodeTrace(doublings).nodes), 0, 6);
  assert.equal(count, 2 ** 40);
  assert.equal(paths.length, 6);
  assert.equal(new Set(paths.map(String)).size, 6);
});
