// @ts-check
// The forward and backward pass as steps. Pure: no page, no clock. A state follows from a step's number alone,
// so that going to a step from anywhere is the same as replaying from the start.
import { OPS } from "./ops.js";

/** @typedef {{id: number, name: string, kind: string, op: string, named: boolean, parents: number[]}} Node */
/** @typedef {{kind: "given" | "forward" | "seed" | "backward", node: number, parent: number, slot: number}} Step */
/** @typedef {{from: number, upstream: number, local: number, amount: number}} Arrival */
/** @typedef {{step: Step, known: boolean[], grads: (number | null)[], arrivals: Arrival[][], arrival: Arrival | null}} State */

const KINDS = /** @type {Record<number, string>} */ ({ [-1]: "leaf", [-2]: "const" });

/** A trace as it travels (`Trace.to_json` in trace.py), made ready for the page: only this function knows how it is written.
 * @param {any} raw */
export function decodeTrace(raw) {
  const nodes = raw.names.map((/** @type {string} */ name, /** @type {number} */ id) => {
    const made = raw.made[id];
    const op = raw.ops[made] ?? "";
    return { id, name, kind: KINDS[made] ?? "op", op, named: raw.named[id] === "1", parents: raw.parents[id] };
  });
  return { ...raw, nodes, values: decode(raw.values) };
}

/** The float64 numbers that a trace carries as base64. @param {string} text @returns {number[]} */
export function decode(text) {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(8 * i, true));
}

/** The result of node `i`. @param {Node} node @param {number[]} values */
export function evaluate(node, values) {
  const op = OPS[node.op];
  const operands = node.parents.map((p) => values[p]);
  if (!op.folded) return op.forward(...operands);
  const n = Math.floor(operands.length / op.arity);
  let sum = operands.length > n * op.arity ? operands[n * op.arity] : 0;
  for (let i = 0; i < n; i++) sum += op.forward(operands[i], operands[n + i]);
  return sum;
}

/** ∂node/∂operand in one slot. @param {Node} node @param {number} slot @param {number} out @param {number[]} values */
export function local(node, slot, out, values) {
  const op = OPS[node.op];
  const operands = node.parents.map((p) => values[p]);
  if (!op.folded) return op.slopes[slot](operands[0], operands[1], out);
  const n = Math.floor(operands.length / op.arity);
  const letter = Math.floor(slot / n);
  if (letter >= op.arity) return 1;
  const i = slot % n;
  return op.slopes[letter](operands[i], operands[n + i], out);
}

/** Every value anew from the leaves. @param {Node[]} nodes @param {number[]} values */
export function recompute(nodes, values) {
  const fresh = values.slice();
  nodes.forEach((node, i) => {
    if (node.kind === "op") fresh[i] = evaluate(node, fresh);
  });
  return fresh;
}

/** The steps of one pass: the leaves are given; each operation; the seed; each edge of the backward pass.
 * @param {Node[]} nodes @returns {Step[]} */
export function stepsOf(nodes) {
  const inner = nodes.flatMap((node, i) => (node.kind === "op" ? [i] : []));
  /** @type {Step[]} */
  const steps = [{ kind: "given", node: -1, parent: -1, slot: -1 }];
  for (const i of inner) steps.push({ kind: "forward", node: i, parent: -1, slot: -1 });
  steps.push({ kind: "seed", node: nodes.length - 1, parent: -1, slot: -1 });
  for (const i of inner.slice().reverse()) {
    nodes[i].parents.forEach((p, slot) => {
      if (nodes[p].kind !== "const") steps.push({ kind: "backward", node: i, parent: p, slot });
    });
  }
  return steps;
}

/** How many contributions the gradient of each node adds up. @param {Step[]} steps @param {number} count */
export function arrivalsExpected(steps, count) {
  const expected = new Array(count).fill(0);
  for (const step of steps) if (step.kind === "backward") expected[step.parent] += 1;
  return expected;
}

/** What is known after step `k`. @param {Node[]} nodes @param {Step[]} steps @param {number[]} values @param {number} k
 * @returns {State} */
export function stateAt(nodes, steps, values, k) {
  const known = nodes.map((node) => node.kind !== "op");
  /** @type {(number | null)[]} */
  const grads = nodes.map(() => null);
  /** @type {Arrival[][]} */
  const arrivals = nodes.map(() => []);
  let arrival = null;
  for (const step of steps.slice(0, k + 1)) {
    arrival = null;
    if (step.kind === "forward") known[step.node] = true;
    if (step.kind === "seed") grads[step.node] = 1;
    if (step.kind === "backward") {
      const upstream = /** @type {number} */ (grads[step.node]);
      const slope = local(nodes[step.node], step.slot, values[step.node], values);
      arrival = { from: step.node, upstream, local: slope, amount: upstream * slope };
      arrivals[step.parent].push(arrival);
      grads[step.parent] = (grads[step.parent] ?? 0) + arrival.amount;
    }
  }
  return { step: steps[k], known, grads, arrivals, arrival };
}
