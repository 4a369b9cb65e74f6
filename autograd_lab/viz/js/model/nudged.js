// @ts-check
// Why a measured slope is not the gradient: the root computed anew at several steps, with and without the corners that
// lie on the way, and how far rounding reaches. Where numbers leave it open, no reason is given. Pure.
import { OPS } from "./ops.js";
import { evaluate, local, termsOf, leftOver } from "./sweep.js";
import { format } from "./numbers.js";

/** @typedef {import("./sweep.js").Pass} Pass */
/** Which reason: the same on a straight line, the same else, a corner at the number itself, a corner where only the rule
 * of one operation differs, a corner within the step, rounding, a step too small to be taken, a bend; "" for none.
 * @typedef {"line" | "same" | "corner" | "rule" | "within" | "rounding" | "lost" | "bend" | ""} Reason */
/** `at` is the node where the corner is, `right` and `left` are the slopes beside it, `floor` how well the root is known.
 * @typedef {{reason: Reason, at?: number, right?: number, left?: number, floor?: number}} Why */

export const NUDGES = ["1", "0.1", "0.01", "0.001", "1e-5", "1e-8", "1e-12", "1e-15"];
export const NUDGE_DIGITS = 6;
const CORNERED = ["relu", "abs", "max", "min"];
const LINEAR = ["add", "sub", "neg", "total", ...CORNERED];
const PLAIN = ["add", "sub", "mul", "div", "sqrt"]; // rounded to the nearest number; the others may be a little off
const ALIKE = 1e-9;
const SEEN = 20; // times the rounding, and a bend is measured
const CLEAR = 2; // how many times larger what is to blame must be than what is not

/** The root as a function of how far node `id` is raised. @param {Pass} pass @param {number} id */
function raising({ nodes, values }, id) {
  const root = nodes.length - 1;
  const reached = nodes.map((node) => node.id === id);
  const above = nodes.filter((node) => node.id > id && (reached[node.id] = node.parents.some((p) => reached[p])));

  /** Every number with the node raised by `t`; `sides` holds operations at their corner on the side where they were.
   * @param {number} t @param {Map<number, number>} [sides] */
  function at(t, sides) {
    const fresh = values.slice();
    fresh[id] += t;
    for (const node of above) {
      const side = sides?.get(node.id);
      const [a, b] = node.parents.map((p) => fresh[p]);
      fresh[node.id] = !OPS[node.op] ? NaN : side === undefined ? evaluate(node, fresh) : chosen(node.op, side, a, b);
    }
    return fresh;
  }

  /** How the root moves with the node, on the side where the operations stand. @param {Map<number, number>} sides */
  function slope(sides) {
    const d = nodes.map((node) => Number(node.id === id));
    for (const node of above) {
      const side = sides.get(node.id);
      const [a, b] = node.parents.map((p) => d[p]);
      const moved = (/** @type {number} */ p, /** @type {number} */ slot) => (d[p] ? d[p] * local(node, slot, values[node.id], values) : 0);
      d[node.id] = !OPS[node.op] ? NaN : side === undefined ? node.parents.map(moved).reduce((x, y) => x + y, 0) : chosen(node.op, side, a, b);
    }
    return d[root];
  }

  /** On which side of its corner each operation stands just beyond the node's number. @param {number} way 1 above, −1 below */
  function sidesOf(way) {
    const sides = /** @type {Map<number, number>} */ (new Map());
    const d = nodes.map((node) => (node.id === id ? way : 0));
    const little = way * 2 ** -20 * Math.max(Math.abs(values[id]), 2 ** -20);
    const near = at(little);
    for (const node of above) {
      const { op, parents } = node;
      const [a, b] = parents.map((p) => d[p]);
      if (CORNERED.includes(op)) {
        const side = sideOf(node, values) || Math.sign(b === undefined ? a : a - b) || sideOf(node, near);
        sides.set(node.id, side);
        d[node.id] = chosen(op, side, a, b);
      } else if (OPS[op]) d[node.id] = parents.reduce((sum, p, slot) => sum + (d[p] ? d[p] * local(node, slot, values[node.id], values) : 0), 0);
    }
    return sides;
  }

  /** How far from the truth rounding may have carried the root. @param {number[]} fresh */
  function floorAt(fresh) {
    const weight = nodes.map((node) => Number(node.id === root));
    let sum = 0;
    for (const node of above.slice().reverse()) {
      const w = weight[node.id];
      if (!w) continue;
      sum += w * roundingOf(node, fresh);
      node.parents.forEach((p, slot) => (weight[p] += w * Math.abs(local(node, slot, fresh[node.id], fresh))));
    }
    return sum + (weight[id] * Math.abs(fresh[id]) * Number.EPSILON) / 2;
  }

  /** Whether the root is a straight line as far as its corners, all of them being where they are. */
  function isStraight() {
    return above.every(({ op, parents }) => {
      const [a, b] = parents.map((p) => reached[p]);
      if (op === "mul") return !(a && b);
      if (op === "div") return !b;
      if (op === "dot") return termsOf(OPS.dot, parents).every(([w, x]) => !(reached[w] && reached[x]));
      return LINEAR.includes(op);
    });
  }

  /** Whether a denominator passes 0 on the way. @param {number[]} fresh */
  function jumps(fresh) {
    return above.some(({ op, parents: [a, b] }) => {
      if (op === "div") return Math.sign(values[b]) !== Math.sign(fresh[b]);
      return op === "pow" && fresh[b] < 0 && Math.sign(values[a]) !== Math.sign(fresh[a]);
    });
  }

  return { above, at, slope, sidesOf, floorAt, isStraight, jumps, root };
}

/** What a function with a corner makes of its operands, or of their moves, on one side of it.
 * @param {string} op @param {number} side @param {number} a @param {number} b */
function chosen(op, side, a, b) {
  if (op === "relu") return side > 0 ? a : 0;
  if (op === "abs") return side < 0 ? -a : a;
  return (op === "max" ? side < 0 : side > 0) ? b : a;
}

/** On which side of its corner an operation stands: −1, 1, or 0 at the corner. @param {import("./sweep.js").Node} node
 * @param {number[]} values */
function sideOf({ parents: [a, b] }, values) {
  return Math.sign(b === undefined ? values[a] : values[a] - values[b]);
}

/** How far a node's own result may be from that of its operands. @param {import("./sweep.js").Node} node @param {number[]} values */
function roundingOf(node, values) {
  const op = OPS[node.op];
  if (node.op === "neg" || CORNERED.includes(node.op)) return 0;
  const numbers = node.parents.map((p) => values[p]);
  if (!op.folded) return (PLAIN.includes(node.op) ? 0.5 : 4) * Number.EPSILON * Math.abs(values[node.id]);
  const terms = [...termsOf(op, numbers).map((term) => op.forward(...term)), ...leftOver(op, numbers)];
  return (terms.length / 2 + 0.5) * Number.EPSILON * terms.reduce((sum, x) => sum + Math.abs(x), 0);
}

/** Why a nudge of node `id` by `h` measures `measured` and not `grad`. @param {Pass} pass @param {number} id @param {number} h
 * @param {number} measured @param {number} grad @returns {Why} */
export function whyApart(pass, id, h, measured, grad) {
  if (!Number.isFinite(measured) || !Number.isFinite(grad)) return { reason: "" };
  const { above, at, slope, sidesOf, floorAt, isStraight, jumps, root } = raising(pass, id);
  const before = pass.values[root];
  const sides = sidesOf(1);
  const after = at(h);
  const crossed = above.find((node) => sides.has(node.id) && sideOf(node, after) * Number(sides.get(node.id)) < 0)?.id;
  const straight = isStraight();
  if (format(measured, NUDGE_DIGITS) === format(grad, NUDGE_DIGITS)) return { reason: straight && crossed === undefined ? "line" : "same" };
  if (pass.values[id] + h === pass.values[id]) return { reason: "lost" };
  const [right, left] = [slope(sides), slope(sidesOf(-1))];
  const floor = floorAt(pass.values) + floorAt(after);
  const torn = above.some((node) => sides.has(node.id) && Number.isNaN(sideOf(node, pass.values)));
  if (torn || ![floor, right, left].every(Number.isFinite) || jumps(after)) return { reason: "" };
  const quotient = (/** @type {number} */ t) => (at(t, sides)[root] - before) / t; // no corner is turned in it
  const noise = (/** @type {number} */ t) => (floorAt(pass.values) + floorAt(at(t, sides))) / t;
  const gap = Math.abs(measured - grad);
  const corner = above.find((node) => sides.has(node.id) && !sideOf(node, pass.values))?.id;
  const aside = Math.abs(right - grad); // the one slope beside a corner, and what the backward pass takes there
  if (corner !== undefined && aside > ALIKE * Math.max(Math.abs(right), Math.abs(grad))) {
    if (Math.abs(measured - right) * CLEAR > aside || aside < CLEAR * noise(h)) return { reason: "" };
    return { reason: Math.abs(right - left) > ALIKE * Math.abs(right) ? "corner" : "rule", at: corner, right, left };
  }
  const smooth = quotient(h);
  const [turned, rest] = [Math.abs(measured - smooth), Math.abs(smooth - grad)];
  if (crossed !== undefined && turned > CLEAR * rest && turned > (CLEAR * floor) / h) return { reason: "within", at: crossed };
  if (rest < CLEAR * turned) return { reason: "" }; // both have their share
  const floored = gap <= (CLEAR * floor) / h;
  if (straight) return floored ? { reason: "rounding", floor } : { reason: "" };
  const off = (/** @type {number} */ t) => Math.abs(quotient(t) - grad);
  if (!floored) return [0.5, 0.1, 0.01, 1e-4].some((part) => off(part * h) * CLEAR < gap + noise(part * h)) ? { reason: "bend" } : { reason: "" };
  // Rounding could do this. What the bend does at h is told from larger steps, where rounding is too small to matter.
  for (let t = 4 * h; t < 1e6 * Math.max(1, Math.abs(pass.values[id])); t *= 4) {
    const [bent, least] = [off(t), SEEN * noise(t)];
    if (!Number.isFinite(bent + least) || jumps(at(t, sides))) return { reason: "" };
    if (bent < least && least * (h / t) * 3 < gap) return { reason: "rounding", floor };
    if (bent < least) continue;
    const order = Math.log2(bent / off(t / 2));
    const there = bent * (h / t) ** order;
    if (!(order > 0.2)) return { reason: "" };
    if (there * 3 < gap) return { reason: "rounding", floor };
    return Math.abs(there - gap) < 0.2 * gap ? { reason: "bend" } : { reason: "" };
  }
  return { reason: "" };
}

/** What a reader is told of a measured slope and a gradient. @param {Pass} pass @param {number} id @param {string} step how
 * far it was raised @param {number} measured @param {number} grad */
export function nudgeVerdict(pass, id, step, measured, grad) {
  if (!Number.isFinite(measured) || !Number.isFinite(grad)) return "";
  const { nodes, values } = pass;
  const [h, root, { name }] = [Number(step), nodes[nodes.length - 1].name, nodes[id]];
  const { reason, at = id, right = 0, left = 0, floor = 0 } = whyApart(pass, id, h, measured, grad);
  const there = `${nodes[at].op} at ${nodes[at].name}`;
  if (reason === "line") return `The same, in the digits shown: along ${name}, ${root} is a straight line here.`;
  if (reason === "same") return "The same, in the digits shown.";
  const gap = Math.abs(measured - grad);
  const far = grad === 0 ? format(gap, 2) : `${format((100 * gap) / Math.abs(grad), 2)} %`;
  const why = {
    "": "",
    corner: `: ${root} has a corner exactly here, where ${there} turns. ` +
      `Its slope is ${format(right)} to the right and ${format(left)} to the left, and no h makes one of two.`,
    rule: `: ${there} stands at its corner, where the backward pass takes a slope by rule. Measured to both sides ${root} has the slope ${format(right)}.`,
    within: `: within the step ${there} turns its corner.`,
    rounding: `: rounding may move ${root} by up to ${format(floor, 2)} here, and divided by h that is ${format(floor / h, 2)}.`,
    lost: `: the step is lost in rounding, ${format(values[id])} + ${step} is the same number again.`,
    bend: ": the curve bends within the step.",
  }[reason];
  return `${far} apart${why || "."}${["within", "rounding", "lost", "bend"].includes(reason) ? nearer(pass, id, grad, gap) : ""}`;
}

/** Advice on a step that was measured to be nearer. @param {Pass} pass @param {number} id @param {number} grad @param {number} gap */
function nearer({ nodes, values, nudge }, id, grad, gap) {
  const root = nodes.length - 1;
  const gaps = NUDGES.map((h) => Math.abs((nudge(id, Number(h)) - values[root]) / Number(h) - grad));
  const best = gaps.reduce((least, x, i) => (x < gaps[least] ? i : least), 0);
  return gaps[best] * CLEAR < gap ? ` Try h = ${NUDGES[best]}.` : "";
}
