// @ts-check
// The forward and backward pass as steps. Pure: no page, no clock. A pass can go to any step from any other, and
// what it holds there is, to the last bit, what a replay from the start would hold.
import { OPS } from "./ops.js";

/** @typedef {{id: number, name: string, kind: string, op: string, named: boolean, parents: number[]}} Node */
/** @typedef {{kind: "given" | "forward" | "seed" | "backward", node: number, parent: number, slot: number}} Step */
/** @typedef {{from: number, slot: number, upstream: number, local: number, amount: number, before: number | null,
 *   seen?: import("./recorded.js").Handed}} Arrival */
/** @typedef {ReturnType<typeof createPass>} Pass */
/** The statements that made the nodes, the number of each one's line, and for each node its statement, or −1.
 * @typedef {{texts: string[], numbers: number[], of: number[]}} Lines */
/** A trace as it travels, in columns: `Trace.to_json` in trace.py says what they hold.
 * @typedef {{ops: string[], names: string[], made: number[], named: string, parents: number[][], values: string,
 *   groups: {labels: string[], kinds: string[], parents: number[], inside: number[]}, notices: string[],
 *   layout: {box: number[], size: number[], centres: number[], curves: number[][][]} | null,
 *   lines?: Lines, recorded?: import("./recorded.js").RawRecorded, foreign?: Record<number, number[]>,
 *   own?: Record<number, string>, steps?: import("./along.js").Steps, marks?: Record<number, [kind: string, note: string, bent?: number]>}} RawTrace */
/** A trace made ready. `box` is the size of a box where arrays are shown.
 * @typedef {{nodes: Node[], groups: import("./view.js").Group[], values: number[], notices: string[], layout: RawTrace["layout"],
 *   lines?: Lines, recorded: import("./recorded.js").Recorded | null, box?: number[], foreign?: Record<number, number[]>,
 *   own?: Record<number, string>, steps?: import("./along.js").Steps, marks?: Record<number, [kind: string, note: string, bent?: number]>}} Trace */

const KINDS = /** @type {Record<number, string>} */ ({ [-1]: "leaf", [-2]: "const" });

/** A trace as it travels (`Trace.to_json` in trace.py), made ready for the page: only this function knows how it is written.
 * @param {RawTrace} raw @param {typeof import("./recorded.js").decodeRecorded} [decodeRecorded] where there may be arrays
 * @returns {Trace} */
export function decodeTrace(raw, decodeRecorded) {
  const nodes = raw.names.map((name, id) => {
    const made = raw.made[id];
    return { id, name, kind: KINDS[made] ?? "op", op: raw.ops[made] ?? "", named: raw.named[id] === "1", parents: raw.parents[id] };
  });
  const groups = raw.groups.labels.map((label, at) => {
    return { label, kind: raw.groups.kinds[at], parent: raw.groups.parents[at], members: /** @type {number[]} */ ([]) };
  });
  raw.groups.inside.forEach((at, id) => at >= 0 && groups[at].members.push(id));
  const recorded = (raw.recorded && decodeRecorded?.(raw.recorded, decode)) ?? null;
  return { ...raw, nodes, groups, recorded, box: recorded?.box, values: decode(raw.values) };
}

/** The float64 numbers that a trace carries as base64. @param {string} text @returns {number[]} */
export function decode(text) {
  return floats(new DataView(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer));
}

/** @param {DataView} view @returns {number[]} */
export function floats(view) {
  return Array.from({ length: view.byteLength / 8 }, (_, i) => view.getFloat64(8 * i, true));
}

// How a folded operation's operands are laid out: first all a, then all b, then the one that is left over, if any.
// These functions say so, as `Op` in scalar/ops.py does; for an operation that is not folded they see one term.

/** @typedef {{arity: number}} Columns */

/** The operands of term `i`. @template T @param {Columns} op @param {T[]} operands @param {number} i @returns {T[]} */
export function termAt({ arity }, operands, i) {
  const n = Math.floor(operands.length / arity);
  return Array.from({ length: arity }, (_, k) => operands[k * n + i]);
}

/** The operands of each term. @template T @param {Columns} op @param {T[]} operands @returns {T[][]} */
export function termsOf(op, operands) {
  return Array.from({ length: Math.floor(operands.length / op.arity) }, (_, i) => termAt(op, operands, i));
}

/** The operand that belongs to no term, in a list. @template T @param {Columns} op @param {T[]} operands @returns {T[]} */
export function leftOver({ arity }, operands) {
  return operands.slice(operands.length - (operands.length % arity));
}

/** Which letter of which term operand `slot` of `count` is; null for the one left over.
 * @param {Columns} op @param {number} slot @param {number} count */
export function placeOf({ arity }, slot, count) {
  const n = Math.floor(count / arity);
  return slot < arity * n ? { letter: Math.floor(slot / n), term: slot % n } : null;
}

/** The result of node `i`. @param {Node} node @param {number[]} values */
export function evaluate(node, values) {
  const op = OPS[node.op];
  const operands = node.parents.map((p) => values[p]);
  if (!op.folded) return op.forward(...operands);
  const [bias = 0] = leftOver(op, operands);
  return termsOf(op, operands).reduce((sum, term) => sum + op.forward(...term), bias);
}

/** ∂node/∂operand in one slot. @param {Node} node @param {number} slot @param {number} out @param {number[]} values */
export function local(node, slot, out, values) {
  const op = OPS[node.op];
  const place = placeOf(op, slot, node.parents.length);
  if (!place) return 1;
  const [a, b] = termAt(op, node.parents, place.term).map((p) => values[p]);
  return op.slopes[place.letter](a, b, out);
}

/** Whether two computations of one number agree. @param {number} x @param {number} y */
function same(x, y) {
  return Object.is(x, y) || Math.abs(x - y) <= 1e-12 * Math.abs(y);
}

/** The steps of one pass: the leaves are given; each operation; the seed; each edge of the backward pass.
 * @param {Node[]} nodes @returns {Step[]} */
export function stepsOf(nodes) {
  const inner = nodes.flatMap((node, i) => (node.kind === "op" ? [i] : []));
  /** @type {Step[]} */
  const steps = [{ kind: "given", node: -1, parent: -1, slot: -1 }];
  for (const i of inner) steps.push({ kind: "forward", node: i, parent: -1, slot: -1 });
  steps.push({ kind: "seed", node: nodes.length - 1, parent: -1, slot: -1 });
  for (const i of inner.reverse()) {
    nodes[i].parents.forEach((p, slot) => {
      if (nodes[p].kind !== "const") steps.push({ kind: "backward", node: i, parent: p, slot });
    });
  }
  return steps;
}

/** For each node, whether a gradient comes to it by another rule than the slope, so that it does not say how far the
 * root moves. @param {Node[]} nodes @param {Record<number, [kind: string, note: string, bent?: number]>} marks */
function astrayIn(nodes, marks) {
  const astray = nodes.map(() => false);
  for (let i = nodes.length - 1; i >= 0; i--) {
    if (astray[i] || marks[i]?.[2]) for (const p of nodes[i].parents) astray[p] = true;
  }
  return astray;
}

/** One pass over a graph, standing at a step; `seek` goes to another, `setLeaf` and `setValues` change numbers.
 *
 * An operation that is not in the table cannot be computed here. Its numbers hold as long as its operands are those
 * that they came with (`foreign`: the slopes of each such node); else it is lost, and so is what is computed from it.
 * @param {{nodes: Node[], foreign?: Record<number, number[]>, recorded?: import("./recorded.js").Recorded | null,
 *   own?: Record<number, string>, marks?: Record<number, [kind: string, note: string, bent?: number]>}} trace `own`: what
 *   the user says of a node that a rule of their own made
 * @param {number[]} numbers every node's value */
export function createPass({ nodes, foreign = {}, recorded = null, own = {}, marks = {} }, numbers) {
  const steps = stepsOf(nodes);
  const expected = new Array(nodes.length).fill(0); // contributions that a gradient adds up in all
  const completes = new Array(nodes.length).fill(-1); // the step after which a node's gradient is whole
  steps.forEach(({ kind, node, parent }, k) => {
    if (kind === "backward") expected[parent] += 1;
    if (kind === "backward") completes[parent] = k;
    if (kind === "seed") completes[node] = k;
  });
  let told = { values: numbers.slice(), foreign }; // what came from Python last
  /** @type {{grads: (number | null)[], arrivals: Arrival[][]} | null} */
  let whole = null;
  const pass = {
    nodes,
    own,
    astray: astrayIn(nodes, marks),
    steps,
    expected,
    completes,
    last: steps.length - 1,
    seed: steps.findIndex((step) => step.kind === "seed"),
    k: 0,
    step: steps[0],
    values: numbers.slice(),
    lost: nodes.map(() => false), // values that cannot be known on this page
    known: nodes.map((node) => node.kind !== "op"),
    grads: /** @type {(number | null)[]} */ (nodes.map(() => null)),
    arrivals: /** @type {Arrival[][]} */ (nodes.map(() => [])),
    arrival: /** @type {Arrival | null} */ (null),
    seek,
    setLeaf,
    setValues,
    final,
    nudge,
    slope,
    foreign: () => told.foreign, // the slopes that came with the latest of Python's numbers
  };

  /** Do step `k`. @param {number} k */
  function advance(k) {
    const { kind, node, parent, slot } = steps[k];
    if (kind === "forward") pass.known[node] = true;
    if (kind === "seed") pass.grads[node] = 1;
    if (kind === "backward") receive(pass.grads, pass.arrivals, node, parent, slot);
  }

  /** Undo step `k`, the latest one done. @param {number} k */
  function retreat(k) {
    const { kind, node, parent } = steps[k];
    if (kind === "forward") pass.known[node] = false;
    if (kind === "seed") pass.grads[node] = null;
    if (kind === "backward") pass.grads[parent] = /** @type {Arrival} */ (pass.arrivals[parent].pop()).before;
  }

  /** One edge of the backward pass: upstream × local arrives at the operand and is added there.
   * @param {(number | null)[]} grads @param {Arrival[][]} arrivals
   * @param {number} from @param {number} to @param {number} slot */
  function receive(grads, arrivals, from, to, slot) {
    const upstream = /** @type {number} */ (grads[from]);
    const before = grads[to];
    const seen = recorded?.handed(from, slot); // arrays: as Python computed it, in norms
    if (seen) {
      arrivals[to].push({ from, slot, upstream, local: NaN, amount: seen.own.norm, before, seen });
      grads[to] = seen.sum.norm;
      return;
    }
    const factor = slope(from, slot);
    const amount = upstream * factor;
    arrivals[to].push({ from, slot, upstream, local: factor, amount, before });
    grads[to] = before === null ? amount : before + amount;
  }

  /** ∂node/∂operand in one slot, for the present values; nan where a number that it needs is lost.
   * @param {number} id @param {number} slot */
  function slope(id, slot) {
    const node = nodes[id];
    if (pass.lost[id] || node.parents.some((p) => pass.lost[p])) return NaN;
    return OPS[node.op] ? local(node, slot, pass.values[id], pass.values) : (told.foreign[id]?.[slot] ?? NaN);
  }

  /** Go to step `k`; returns the nodes that changed on the way. @param {number} k @returns {number[]} */
  function seek(k) {
    const to = Math.max(0, Math.min(pass.last, Math.round(k) || 0));
    const touched = /** @type {Set<number>} */ (new Set());
    const touch = (/** @type {Step} */ step) => [step.node, step.parent].forEach((i) => i >= 0 && touched.add(i));
    for (; pass.k < to; touch(steps[pass.k])) advance((pass.k += 1));
    for (; pass.k > to; pass.k -= 1) {
      retreat(pass.k);
      touch(steps[pass.k]);
    }
    pass.step = steps[to];
    pass.arrival = pass.step.kind === "backward" ? (pass.arrivals[pass.step.parent].at(-1) ?? null) : null;
    return [...touched];
  }

  /** Every value anew, from the leaves of `fresh`; `held` is a node that keeps the number it has.
   * @param {number[]} fresh @param {boolean[]} lost @param {number} [held] */
  function compute(fresh, lost, held) {
    for (const node of nodes) {
      const { id, parents } = node;
      if (node.kind !== "op" || id === held) continue;
      const blind = parents.some((p) => lost[p]);
      if (OPS[node.op]) fresh[id] = blind ? NaN : evaluate(node, fresh);
      else {
        lost[id] = blind || parents.some((p) => !same(fresh[p], told.values[p]));
        fresh[id] = lost[id] ? NaN : told.values[id];
      }
      lost[id] ||= blind;
    }
  }

  /** @param {number[]} fresh @param {boolean[]} lost */
  function become(fresh, lost) {
    const at = pass.k;
    seek(0);
    pass.values = fresh;
    pass.lost = lost;
    whole = null;
    seek(at);
  }

  /** Python's values for all nodes; the pass stays at its step. @param {number[]} fresh
   * @param {Record<number, number[]>} [slopes] those of the operations that are not in the table */
  function setValues(fresh, slopes = told.foreign) {
    told = { values: fresh.slice(), foreign: slopes };
    become(
      fresh.slice(),
      nodes.map(() => false),
    );
  }

  /** Another number for a leaf: everything that was computed from it is computed anew. @param {number} id @param {number} x */
  function setLeaf(id, x) {
    const fresh = pass.values.slice();
    const lost = nodes.map(() => false);
    fresh[id] = x;
    compute(fresh, lost);
    become(fresh, lost);
  }

  /** The root's value if node `id` were larger by `h`: measured, without any derivative. @param {number} id @param {number} h */
  function nudge(id, h) {
    const fresh = pass.values.slice();
    fresh[id] += h;
    compute(fresh, nodes.map(() => false), id);
    return fresh[nodes.length - 1];
  }

  /** The gradients and contributions at the end of the pass, whatever step it stands at. */
  function final() {
    if (pass.k === pass.last) return { grads: pass.grads, arrivals: pass.arrivals };
    if (whole) return whole;
    const grads = /** @type {(number | null)[]} */ (nodes.map(() => null));
    const arrivals = /** @type {Arrival[][]} */ (nodes.map(() => []));
    for (const { kind, node, parent, slot } of steps) {
      if (kind === "seed") grads[node] = 1;
      if (kind === "backward") receive(grads, arrivals, node, parent, slot);
    }
    return (whole = { grads, arrivals });
  }

  return pass;
}
