// Boxes, frames and lanes: where they stand, and what is seen with which groups open.
import assert from "node:assert/strict";
import { test } from "node:test";
import { layered } from "../../autograd_lab/viz/js/model/layout.js";
import { arrange } from "../../autograd_lab/viz/js/model/frames.js";
import { createView } from "../../autograd_lab/viz/js/model/view.js";
import { freeSpot } from "../../autograd_lab/viz/js/page/draw.js";

const BOX = { w: 122, h: 58 };
const node = (/** @type {number[]} */ ...parents) => ({ parents });

/** w, x -> product; product, b -> sum; sum -> out; the product and its leaves are one group, with the sum another around it. */
const NODES = [node(), node(), node(), node(0, 1), node(3, 2), node(4)];
const GROUPS = [
  { label: "outer", kind: "block", parent: -1, members: [2, 4] },
  { label: "inner", kind: "neuron", parent: 0, members: [0, 1, 3] },
];

test("what is computed stands right of what it reads, and a long edge has a lane of its own", () => {
  const links = [[0, 1], [1, 2], [0, 2]].map(([from, to]) => ({ from, to, key: from }));
  const { x, y, curves } = layered([BOX, BOX, BOX], links);
  assert.ok(x[0] < x[1] && x[1] < x[2]);
  const lane = curves[2].filter((_, i) => i % 2).filter((_, i) => curves[2][2 * i] > x[1] && curves[2][2 * i] < x[1] + BOX.w);
  assert.ok(lane.every((at) => at < y[1] || at > y[1] + BOX.h));
});

test("a leaf stands next to what reads it", () => {
  const links = [[0, 1], [1, 2], [3, 2]].map(([from, to]) => ({ from, to, key: from }));
  const { x } = layered([BOX, BOX, BOX, BOX], links);
  assert.equal(x[3], x[1]);
});

test("a closed group is one box, and the edges into it are drawn as one", () => {
  const view = createView(NODES, GROUPS);
  const seen = view.see();
  assert.deepEqual(seen.boxes.map((box) => [box.group, box.node, box.exits]), [[0, 4, [4]], [-1, 5, undefined]]);
  assert.deepEqual(seen.links, [{ from: 0, to: 1, edges: [[5, 0]] }]);
  assert.equal(seen.linkAt(4, 0), -1);
});

test("groups open one inside the other, and are closed with what is around them", () => {
  const view = createView(NODES, GROUPS);
  view.open.add(1);
  assert.equal(view.see().boxes.length, 2); // its frame is not seen while the outer one is closed
  view.open.add(0);
  const seen = view.see();
  assert.deepEqual(seen.frames, [0, 1]);
  assert.equal(seen.boxes.length, NODES.length);
  assert.deepEqual(seen.boxes.find((box) => box.node === 3)?.inside, 1);
});

test("a frame holds its boxes, and an edge that leaves it goes through its side", () => {
  const view = createView(NODES, GROUPS);
  assert.ok(view.openAll());
  const seen = view.see();
  const { boxes, frames, curves } = arrange(seen, GROUPS, () => BOX);
  for (const [b, box] of seen.boxes.entries()) {
    for (let g = box.inside; g >= 0; g = GROUPS[g].parent) {
      const frame = frames.get(g);
      assert.ok(frame && boxes[b].x >= frame.x && boxes[b].x + BOX.w <= frame.x + frame.w);
      assert.ok(frame && boxes[b].y >= frame.y && boxes[b].y + BOX.h <= frame.y + frame.h);
    }
  }
  const out = curves[seen.linkAt(4, 0)]; // from the inner group to the outer one's sum
  const inner = frames.get(1);
  assert.ok(inner && out.some((at, i) => i % 2 === 0 && Math.abs(at - inner.x - inner.w) < 0.01));
});

test("flat means every node and no frames", () => {
  const seen = createView(NODES, GROUPS).see(true);
  assert.equal(seen.boxes.length, NODES.length);
  assert.ok(seen.frames.length === 0 && seen.boxes.every((box) => box.inside === -1));
});

test("a label goes beside its edge where boxes stand in the way", () => {
  const level = [0, 50, 33, 50, 66, 50, 100, 50];
  const [x, y] = freeSpot(level, 40, 18, []);
  assert.ok(Math.abs(x - 50) < 1 && y === 50);
  const wall = { x: 0, y: 30, w: 100, h: 40 };
  const [, aside] = freeSpot(level, 40, 18, [wall]);
  assert.ok(aside + 9 <= wall.y || aside - 9 >= wall.y + wall.h);
  const [, within] = freeSpot(level, 40, 18, [wall], 78); // as high as the wall reaches, and a little
  assert.ok(within >= 9 && within <= wall.y - 9);
});
