// @ts-check
// Which slip gives this number? A gradient that is wrong, held against what each slip of slips.js would have given.
// Mirror of explain.py, which does the same for a comparison; pure.
import { OPS } from "./ops.js";
import { local, placeOf, termAt } from "./sweep.js";
import { SLIPS } from "./slips.js";

/** @typedef {{id: string, from: number, other: number, words: string, vague?: boolean}} Found */
/** @typedef {Found & {beats: string, number: number}} Suspect */

// that are said; where more give one number it shows none of them
const MOST_SLIPS = 3;
const NEARLY = 0.03;

/** Whether two numbers are the same within a relative tolerance. @param {number} x @param {number} y
 * @param {number} tolerance @param {number} [floor] */
export function alike(x, y, tolerance, floor = 1e-12) {
  const most = Math.max(floor, tolerance * Math.max(Math.abs(x), Math.abs(y)));
  return x === y || (Math.abs(x - y) <= most && most < Infinity);
}

/** @param {number[]} numbers */
export const sumOf = (numbers) => numbers.reduce((sum, x) => sum + x, 0);

/** What `got`, which is not the gradient of node `id`, shows: one hint, at most three.
 * @param {import("./sweep.js").Pass} pass @param {number} id @param {number} got @param {number} tolerance @returns {Found[]} */
export function explain(pass, id, got, tolerance) {
  const truth = /** @type {number} */ (pass.final().grads[id]);
  const fits = /** @type {Map<string, Found>} */ (new Map());
  let beaten = " ";
  for (const s of suspects(pass, id)) {
    if (!Number.isFinite(s.number) || !alike(got, s.number, tolerance) || alike(s.number, truth, tolerance)) continue;
    if (!fits.has(s.id)) fits.set(s.id, s);
    beaten += `${s.beats} `;
  }
  const left = [...fits.values()].filter((s) => !beaten.includes(` ${s.id} `));
  if (left.length && left.length <= MOST_SLIPS) return left;
  const key = left.length ? "several"
    : truth === 0 ? "blocked"
    : alike(got, truth, NEARLY) ? "nearly"
    : got * truth < 0 ? "turned" : "unknown";
  return [{ ...found(key), vague: true }];
}

/** @param {string} id @param {number} [from] @param {number} [other] @returns {Found} */
export const found = (id, from = -1, other = -1) => ({ id, from, other, words: "" });

/** What was found as one text. @param {import("./sweep.js").Pass} pass @param {Record<string, string>} hints
 * @param {number} node @param {Found[]} all */
export function saidOf({ nodes, expected }, hints, node, all) {
  const name = (/** @type {number} */ i) => nodes[i]?.name ?? "";
  const texts = all.map(({ id, from, other, words }) => {
    const names = /** @type {Record<string, string>} */ ({
      n: name(node), m: name(from), op: nodes[from]?.op, other: name(other), L: name(nodes.length - 1),
      count: `${expected[node]}`, uses: `${expected[from]}`,
    });
    return words + hints[id].replace(/\{(\w+)\}/g, (_, key) => names[key]);
  });
  if (texts.length === 1) return texts[0];
  return `${texts.length === 2 ? "Two" : "Three"} slips give this number. ${texts.map((text, k) => `(${k + 1}) ${text}`).join(" ")}`;
}

/** Every slip with the number that it would give, the most particular first.
 * @param {import("./sweep.js").Pass} pass @param {number} id @returns {Suspect[]} */
function suspects(pass, id) {
  return [
    ...slippedTerms(pass, id, SLIPS.filter(([, ops]) => ops)),
    ...slippedSums(pass, id),
    ...slippedTerms(pass, id, SLIPS.filter(([, ops]) => !ops)),
    ...slippedWholes(pass, id),
  ];
}

/** The numbers that a slip's text may name, in its order, and the other operand (-1 where there is none).
 * @param {import("./sweep.js").Pass} pass @param {number} id @param {import("./sweep.js").Arrival} arrival */
function slipInputs({ nodes, values }, id, { from, slot, upstream, local: l }) {
  const node = nodes[from];
  const op = OPS[node.op]; // none for an operation that is not in the table
  const out = values[from];
  const place = op ? placeOf(op, slot, node.parents.length) : null;
  let [o, a, b, r, i] = new Array(5).fill(NaN);
  let other = -1;
  if (place) {
    const slots = termAt(op, [...node.parents.keys()], place.term);
    [a, b = NaN] = slots.map((at) => values[node.parents[at]]);
    if (op.arity === 2) {
      const beside = slots[1 - place.letter];
      other = node.parents[beside];
      o = local(node, beside, out, values);
    } else if (!op.folded) {
      r = op.slopes[0](out, NaN, op.forward(out));
      i = op.slopes[0](a, NaN, a);
    }
  }
  return { numbers: [upstream, l, o, values[id], a, b, out, r, i], other, bias: !place };
}

/** A slip with each contribution by itself, and with all of them. @param {import("./sweep.js").Pass} pass
 * @param {number} id @param {import("./slips.js").Slip[]} slips @returns {Suspect[]} */
function slippedTerms(pass, id, slips) {
  const { grads, arrivals: every } = pass.final();
  const arrivals = every[id];
  const many = arrivals.length > 1;
  const given = arrivals.map((arrival) => slipInputs(pass, id, arrival));
  const all = /** @type {Suspect[]} */ ([]);
  for (const [slip, ops, slot, beats, term] of slips) {
    const terms = arrivals.map((arrival, k) => {
      const apt = !ops || (ops.split(" ").includes(pass.nodes[arrival.from].op) && !given[k].bias && (slot < 0 || slot === arrival.slot));
      const number = apt ? term(...given[k].numbers) : NaN;
      return Number.isNaN(number) ? null : number;
    });
    /** @param {number} k @param {number} number @param {string} words */
    const add = (k, number, words) =>
      all.push({ id: slip, beats, number, from: arrivals[k].from, other: given[k].other, words });
    if (many && !terms.includes(null)) add(0, sumOf(terms.map(Number)), "On each edge: ");
    terms.forEach((term, k) => {
      if (term === null) return;
      const words = many ? `On the edge from ${pass.nodes[arrivals[k].from].name}: ` : "";
      add(k, many ? Number(grads[id]) - arrivals[k].amount + term : term, words);
    });
  }
  return all;
}

/** Slips with the sum of several contributions, and with a gradient handed on at the wrong time.
 * @param {import("./sweep.js").Pass} pass @param {number} id @returns {Suspect[]} */
function slippedSums(pass, id) {
  const { arrivals: every } = pass.final();
  const arrivals = every[id];
  const amounts = arrivals.map((arrival) => arrival.amount);
  const count = amounts.length;
  const total = sumOf(amounts);
  const all = /** @type {Suspect[]} */ ([]);
  /** @param {string} key @param {number} k @param {number} number @param {string} [beats] */
  const add = (key, k, number, beats = "") => all.push({ ...found(key, arrivals[k].from), beats, number });
  if (count === 2 && amounts[0] === amounts[1]) {
    add("one-of-two", 0, amounts[0], "half averaged replaced first-only");
  }
  if (count > 1) {
    add("replaced", count - 1, amounts[count - 1]);
    add("first-only", 0, amounts[0]);
    amounts.forEach((amount, k) => {
      if (k && k < count - 1) add("one-path", k, amount);
      if (count > 2) add("path-missing", k, total - amount);
      add("path-twice", k, total + amount);
    });
    add("averaged", 0, total / count, "half");
    add("multiplied", 0, amounts.reduce((product, x) => product * x, 1));
  }
  if (count === 2) for (const sign of [1, -1]) add("subtracted", 0, sign * (amounts[0] - amounts[1]));
  arrivals.forEach(({ from }, k) => {
    const parts = every[from].map((part) => part.amount);
    if (parts.length < 2) return;
    const mine = arrivals.filter((arrival) => arrival.from === from);
    const slope = sumOf(mine.map((arrival) => arrival.local));
    const rest = total - sumOf(mine.map((arrival) => arrival.amount));
    const partial = parts.map((_, j) => sumOf(parts.slice(0, j + 1)));
    for (const early of [...partial.slice(0, -1), ...parts]) add("too-early", k, rest + early * slope);
    add("too-often", k, rest + sumOf(partial) * slope);
  });
  return all;
}

/** Slips with the number as a whole. @param {import("./sweep.js").Pass} pass @param {number} id @returns {Suspect[]} */
function slippedWholes(pass, id) {
  const grad = /** @type {number} */ (pass.final().grads[id]);
  const root = pass.values[pass.values.length - 1];
  const numbers = /** @type {[string, number][]} */ ([
    ["zero", 0], ["own-value", pass.values[id]], ["root-value", grad * root], ["double", 2 * grad], ["half", grad / 2],
    ["nudge", grad / 100], ["inverse", grad ? 1 / grad : NaN],
    ...[-3, -1, 1, 2, 3].map((k) => ["point", grad * 10 ** k]), ["one", 1],
  ]);
  return numbers.map(([key, number]) => ({ ...found(key), beats: "", number }));
}
