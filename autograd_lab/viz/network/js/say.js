// @ts-check
// What a step over a network does, in a sentence with its numbers. Pure.
import { format } from "../../js/numbers.js";
import { factor, sum } from "../../js/terms.js";
import { gathered, numberOf } from "./net.js";
import { nameOf } from "./stages.js";

const MOST_SAID = 5; // numbers of a row that a sentence can hold
const SIGNS = /** @type {Record<string, string>} */ ({ sigmoid: "σ", tanh: "tanh", relu: "relu", linear: "" });

/** The activation put to a text: σ(z), or the text alone for none. @param {string} act @param {string} text */
export function applied(act, text) {
  return act === "linear" ? text : `${SIGNS[act]}(${text})`;
}

/** Numbers in brackets; of many the first ones. @param {number[]} numbers */
function tuple(numbers) {
  return `(${numbers.slice(0, MOST_SAID).map((x) => format(x)).join(", ")}${numbers.length > MOST_SAID ? `, … ${numbers.length} in all` : ""})`;
}

/** The sentence of a step, and its rule. @param {any} view @returns {{text: string, rule: string}} */
export function tell(view) {
  const { net, pass, row, stage } = view;
  const { widths, acts, rows, loss } = net;
  const { l } = stage;
  const last = widths.length - 1;
  const batch = row < 0;
  const value = (/** @type {string} */ key) => numberOf(net, pass, key, row);
  const name = (/** @type {number} */ level, /** @type {number} */ j) => nameOf(widths, level, j);
  const who = batch ? (rows === 1 ? "the one row" : `all ${rows} rows`) : `row ${row + 1} of ${rows}`;
  const list = (/** @type {string} */ kind, /** @type {number} */ level) => tuple(Array.from({ length: widths[level] }, (_, j) => value(`${kind}:${level}:${j}`)));
  if (stage.kind === "given") {
    const what = batch ? `${rows} rows. Shown are means over them, of x ${list("a", 0)}` : `${who}: x = ${list("a", 0)}, target y = ${list("y", last)}`;
    return { text: `Given: ${what}. Nothing has been computed yet.`, rule: "" };
  }
  if (stage.kind === "forward") {
    const j = view.focusOf(l);
    const [own, z, a] = [name(l, j), value(`z:${l}:${j}`), value(`a:${l}:${j}`)];
    const terms = Array.from({ length: widths[l - 1] }, (_, i) => `${factor(value(`a:${l - 1}:${i}`))} × ${factor(value(`w:${l}:${i}:${j}`))}`);
    const how = `z = ${sum([...terms, factor(value(`b:${l}:${j}`))])} = ${format(z)}, a = ${applied(acts[l], format(z))} = ${format(a)}`;
    const means = `over ${who}, z is ${format(z)} and a is ${format(a)} in the mean`;
    const rule = `z${sub(l)} = ${l > 1 ? `a${sub(l - 1)}` : "x"} W${sub(l)} + b${sub(l)}, a${sub(l)} = ${applied(acts[l], `z${sub(l)}`)}`;
    return { text: `Forward, layer ${l} of ${last}: ${own}: ${batch ? means : how}.`, rule };
  }
  if (stage.kind === "loss") {
    const share = batch ? "" : `; this row brings ${format(pass.share[row])} of it`;
    const what = loss === "squares" ? "L = (1/N) Σ rows Σ outputs (a − y)²" : "L = −(1/N) Σ rows Σ outputs (y ln a + (1 − y) ln(1 − a))";
    return { text: `The loss over ${rows === 1 ? "the one row" : `${rows} rows`} is ${format(pass.L)}${share}. Now backward: how does L answer to each z?`, rule: what };
  }
  if (stage.kind === "grads") {
    const [i, j] = [view.focusOf(l - 1), view.focusOf(l)];
    const [from, to] = [name(l - 1, i), name(l, j)];
    const product = batch
      ? `summed over ${who} it is ${format(value(`g:${l}:${i}:${j}`))}`
      : `${factor(value(`a:${l - 1}:${i}`))} × ${factor(value(`d:${l}:${j}`))} = ${format(value(`g:${l}:${i}:${j}`))}${rows > 1 ? "; all rows add up" : ""}`;
    return {
      text: `Weights into layer ${l}: on each edge ∂L/∂w is a before it times δ behind it. On ${from} → ${to}: ${product}. ∂L/∂b is δ itself.`,
      rule: `∂L/∂W${sub(l)} = ${l > 1 ? `a${sub(l - 1)}` : "x"}ᵀ δ${sub(l)}, ∂L/∂b${sub(l)} = Σ rows δ${sub(l)}`,
    };
  }
  return stage.kind === "gather" ? gathering(view, name, value, who) : delta(view, name, value, who);
}

/** One edge of the sum that a hidden neuron gathers. @param {any} view @param {(l: number, j: number) => string} name
 * @param {(key: string) => number} value @param {string} who */
function gathering({ net, pass, row, stage }, name, value, who) {
  const { l, j, k } = stage;
  const [w, d] = [value(`w:${l + 1}:${j}:${k}`), value(`d:${l + 1}:${k}`)];
  const [before, after] = [gathered(net, pass, l, j, k - 1, row), gathered(net, pass, l, j, k, row)];
  const all = net.widths[l + 1];
  const so = k === all - 1 ? "That is all of them" : `${k + 1} of ${all}`;
  const told = k ? `. So far ${format(before)} + ${factor(w * d)} = ${format(after)}` : "";
  const rows = row < 0 ? ` (sums over ${who})` : "";
  return {
    text: `Backward, ${name(l, j)} gathers from ${name(l + 1, k)}${rows}: w × δ = ${factor(w)} × ${factor(d)} = ${format(w * d)}${told}. ${so}.`,
    rule: "Σₖ wⱼₖ δₖ: each neuron of the next layer sends its δ back along the weight by which it was reached",
  };
}

/** The δ of one neuron, or of a layer. @param {any} view @param {(l: number, j: number) => string} name
 * @param {(key: string) => number} value @param {string} who */
function delta(view, name, value, who) {
  const { net, pass, row, stage } = view;
  const { widths, acts, rows, loss } = net;
  const { l } = stage;
  const j = stage.j < 0 ? view.focusOf(l) : stage.j;
  const own = `${name(l, j)}${stage.j < 0 && widths[l] > 1 ? `, one of ${widths[l]}` : ""}`;
  const d = format(value(`d:${l}:${j}`));
  const slope = factor(value(`s:${l}:${j}`));
  const outer = l === widths.length - 1;
  const rule = !outer
    ? `δⱼ = f′(zⱼ) Σₖ wⱼₖ δₖ, here f is ${acts[l]}`
    : loss === "squares" ? `δ = ∂L/∂z = (2/N) (a − y) f′(z), here f is ${acts[l]}` : "δ = ∂L/∂z = (a − y)/N: with cross-entropy the slope of σ has gone";
  if (row < 0) {
    const how = outer ? "computed from its own a − y" : "scaled by its own f′(z)";
    return { text: `Backward, ${own}: each row's δ is ${how}; summed over ${who}, δ is ${d}.`, rule };
  }
  if (outer) {
    const [a, y] = [format(value(`a:${l}:${j}`)), factor(value(`y:${l}:${j}`))];
    const made = loss === "squares" ? `2/${rows} × (${a} − ${y}) × ${slope}` : `(${a} − ${y}) / ${rows}`;
    return { text: `Backward, ${own}: δ = ${made} = ${d}. ${meaning(value(`d:${l}:${j}`), name(l, j))}`, rule };
  }
  const all = gathered(net, pass, l, j, widths[l + 1] - 1, row);
  return { text: `Backward, ${own}: what it gathered, ${format(all)}, is scaled by f′(z) = ${slope}: δ = ${d}. ${meaning(value(`d:${l}:${j}`), name(l, j))}`, rule };
}

/** What a δ means. @param {number} d @param {string} name */
export function meaning(d, name) {
  if (!Number.isFinite(d)) return "";
  if (d === 0) return `Nudge z of ${name} a little and L does not move.`;
  return `Raise z of ${name} by 0.01 and L ${d > 0 ? "rises" : "falls"} by about ${format(Math.abs(d) * 0.01)}.`;
}

/** A number as a subscript. @param {number} l */
export function sub(l) {
  return String(l).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]);
}
