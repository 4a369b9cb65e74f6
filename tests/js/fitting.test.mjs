// How a picture takes its room, from top to bottom too; and what the next step is called.
import assert from "node:assert/strict";
import { test } from "node:test";
import { LEAST, filled, fitted } from "../../autograd_lab/viz/js/model/fitting.js";
import { arrange } from "../../autograd_lab/viz/js/model/frames.js";
import { nextMove } from "../../autograd_lab/viz/js/model/moves.js";
import { createPass, decodeTrace } from "../../autograd_lab/viz/js/model/sweep.js";
import { createView } from "../../autograd_lab/viz/js/model/view.js";
import { FORKS, LOSS } from "./graphs.mjs";

/** Sizes of a picture by how many boxes stand beside one another. */
const sizes = (/** @type {Record<number, number[]>} */ known) => (/** @type {number} */ down) => known[down] ?? null;
const LAPTOP = { column: 700, widest: 1000, high: 700 };
const PHONE = { column: 340, widest: 340, high: 500 };

test("a picture takes its column, then what it may break out to, then goes down", () => {
  assert.deepEqual(fitted(sizes({ 0: [500, 300] }), LAPTOP), { down: 0, scale: 1, wide: 700 });
  assert.deepEqual(fitted(sizes({ 0: [900, 300] }), LAPTOP), { down: 0, scale: 1, wide: 900 });
  assert.deepEqual(fitted(sizes({ 0: [1300, 300], 99: [600, 650] }), LAPTOP), { down: 99, scale: 1, wide: 700 });
});

test("text is never made smaller than it can be read", () => {
  const { scale, wide } = fitted(sizes({ 0: [720, 300] }), LAPTOP);
  assert.ok(scale > LEAST && scale < 1 && wide === 700);
  for (const room of [LAPTOP, PHONE]) assert.ok(fitted(sizes({ 0: [5000, 900], 99: [3000, 2000] }), room).scale >= LEAST);
});

test("on a telephone it may be higher than the screen, and the first number of boxes that fits is taken", () => {
  assert.deepEqual(fitted(sizes({ 0: [900, 300], 99: [600, 700], 3: [330, 900], 2: [230, 1200] }), PHONE), { down: 3, scale: 1, wide: 340 });
  assert.equal(fitted(sizes({ 0: [1300, 300], 99: [600, 900] }), LAPTOP).down, 0); // and on a laptop it may not
});

test("a whole screen is filled, up to twice the size", () => {
  assert.equal(filled(sizes({ 0: [500, 300] }), { wide: 800, high: 600 }).scale, 1.6);
  assert.equal(filled(sizes({ 0: [100, 100] }), { wide: 800, high: 600 }).scale, 2);
  assert.ok(filled(sizes({ 0: [9000, 100] }), { wide: 800, high: 600 }).scale >= 0.7);
});

const NODES = decodeTrace(LOSS).nodes;
const GROUPS = [{ label: "p", kind: "block", parent: -1, members: [0, 1, 2, 5, 6] }];

test("from top to bottom each box stands below what it reads, and none on another", () => {
  const view = createView(NODES, GROUPS);
  view.open.add(0);
  for (const most of [99, 3, 2]) {
    const seen = view.see();
    const { boxes, frames, curves, size } = arrange(seen, GROUPS, () => ({ w: 104, h: 58 }), most);
    seen.links.forEach(({ from, to }, k) => {
      assert.ok(boxes[from].y + 58 < boxes[to].y);
      const [x, y] = curves[k].slice(-2);
      assert.ok(x > boxes[to].x && x < boxes[to].x + 104 && Math.abs(y - boxes[to].y) < 0.01); // it arrives at the top
    });
    const frame = frames.get(0);
    boxes.forEach((a, i) => {
      assert.ok(a.x >= 0 && a.x + a.w <= size[0] && a.y + a.h <= size[1]);
      for (const b of boxes.slice(0, i)) assert.ok(a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y);
      if (seen.boxes[i].inside === 0) assert.ok(frame && a.x > frame.x && a.x + a.w < frame.x + frame.w && a.y >= frame.y + 24);
    });
    for (const { y } of boxes) assert.ok(boxes.filter((box) => Math.abs(box.y - y) < 1).length <= most);
  }
});

test("the next step is named by what it does", () => {
  const pass = createPass(decodeTrace(FORKS), decodeTrace(FORKS).values);
  const said = Array.from({ length: pass.last + 1 }, (_, k) => (pass.seek(k), nextMove(pass, () => false)));
  assert.deepEqual(said, ["compute b", "compute c", "seed, grad of c = 1", "grad of b, 1 of 2", "grad of b, 2 of 2", "grad of a, 1 of 2", "grad of a, 2 of 2", ""]);
});

test("where a quiz hides the gradient that has just come, the answer comes first", () => {
  const pass = createPass(decodeTrace(FORKS), decodeTrace(FORKS).values);
  pass.seek(5); // the second of two contributions to b
  assert.equal(nextMove(pass, (id) => id === 1), "predict grad of b");
  pass.seek(4);
  assert.equal(nextMove(pass, (id) => id === 1), "grad of b, 2 of 2");
});
