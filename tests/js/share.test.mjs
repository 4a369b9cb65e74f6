// A player's state in an address: written and read back, and refused whole where anything in it is not as it should be.
import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeTrace } from "../../autograd_lab/viz/js/model/sweep.js";
import { LONGEST, fragmentOf, graphKey, misfit, readFragment } from "../../autograd_lab/viz/js/share/fragment.js";
import { FORKS, LOSS } from "./graphs.mjs";

const { nodes } = decodeTrace(LOSS);
const TARGET = { graph: graphKey(nodes), last: 12, nodes, movable: true };
const LEAVES = nodes.filter(({ kind }) => kind === "leaf").map(({ id }) => id);
const GOOD = `#al=1&player=2&graph=${TARGET.graph}&step=7&card=3&set=${LEAVES[0]}:1.5`;

/** Why a fragment has no effect on a page with three players; empty where it has one. */
function refusal(hash) {
  const read = readFragment(hash, 3);
  return "refused" in read ? read.refused : misfit(read.state, TARGET);
}

test("a state comes back to the last bit", () => {
  const numbers = [0, -0, 1.5, -2.5e-5, 1e21, -1e300, 5e-324, Number.MAX_VALUE, 0.1 + 0.2, 1 / 3];
  for (const x of numbers) {
    const state = { player: 2, graph: TARGET.graph, step: 7, card: 3, leaves: [[LEAVES[0], x], [LEAVES[1], -x]] };
    const read = readFragment(`#${fragmentOf(state)}`, 3);
    assert.deepEqual(read, { state }, `#${fragmentOf(state)}`);
    assert.equal(misfit(read.state, TARGET), "");
  }
  const plain = { player: 1, graph: TARGET.graph, step: 0, card: null, leaves: [] };
  assert.deepEqual(readFragment(`#${fragmentOf(plain)}`, 1), { state: plain });
});

test("signs that a mail program has escaped are read", () => {
  assert.equal(refusal(GOOD.replaceAll(":", "%3A").replaceAll("=", "%3D")), "");
});

test("another graph has another key", () => {
  const others = [decodeTrace(FORKS).nodes, nodes.slice(1), nodes.map((node) => ({ ...node, name: `${node.name}'` }))];
  for (const other of others) assert.notEqual(graphKey(other), TARGET.graph);
});

test("each hostile or stale fragment is refused in one plain sentence", () => {
  assert.equal(refusal(GOOD), "");
  const leaf = LEAVES[0];
  const inner = nodes.find(({ kind }) => kind === "op").id;
  const set = (text) => GOOD.replace(/set=.*/, `set=${text}`);
  const bad = {
    damaged: [
      "#al=", "#al=1", "#al=one&player=1", `${GOOD}&`, `${GOOD}&step=8`, `${GOOD}&onload=1`, GOOD.replace("step=7", "step=13"), GOOD.replace("step=7", "step=-1"),
      GOOD.replace("step=7", "step=7.5"), GOOD.replace("step=7", "step=1e1"), GOOD.replace("step=7", "step="), GOOD.replace("step=7", "step=007"),
      GOOD.replace("&step=7", ""), GOOD.replace("card=3", "card=99"), GOOD.replace("card=3", "card=__proto__"), GOOD.replace("player=2", "player=two"),
      set(`${leaf}:NaN`), set(`${leaf}:Infinity`), set(`${leaf}:1e999`), set(`${leaf}:0x10`), set(`${leaf}:1,${leaf}:2`), set(`${inner}:1`), set("99:1"),
      set(`${leaf}`), set(`${leaf}:1:2`), set(""), set(`w:1`), set(`${leaf}:<img/src=x/onerror=alert(1)>`), set(`${leaf}:%`), set(`${leaf}:1%00`),
      `#al=1&player=1&graph=<script>&step=1`, GOOD.replace(TARGET.graph, "constructor"), `${GOOD}${",1:1".repeat(LONGEST)}`, `#al=1${"&".repeat(100_000)}`,
    ],
    "another version": [GOOD.replace("al=1", "al=2"), GOOD.replace("al=1", "al=0")],
    "does not have": [GOOD.replace("player=2", "player=4"), GOOD.replace("player=2", "player=0"), GOOD.replace("player=2", "player=999999")],
    "another graph": [GOOD.replace(TARGET.graph, "00000000"), GOOD.replace(TARGET.graph, graphKey(decodeTrace(FORKS).nodes))],
  };
  for (const [why, fragments] of Object.entries(bad)) {
    for (const fragment of fragments) {
      const said = refusal(fragment);
      assert.ok(said.includes(why), `${fragment.slice(0, 120)}: ${said}`);
      assert.match(said, /^The link in this page's address [^.<]*\.$/);
    }
  }
  assert.ok(Object.values(bad).flat().length >= 30);
});

test("arrays cannot be moved, by a link neither", () => {
  const { state } = readFragment(GOOD, 3);
  assert.ok(misfit(state, { ...TARGET, movable: false }).includes("damaged"));
  assert.equal(misfit({ ...state, leaves: [] }, { ...TARGET, movable: false }), "");
});
