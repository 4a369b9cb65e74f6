// @ts-check
// What a step over a network does, in a sentence with its numbers. Pure.
import { format } from "../../js/model/numbers.js";
import { factor, sum } from "../../js/model/terms.js";
import { gathered, numberOf } from "./net.js";
import { applied, ruleOf } from "./rules.js";
import { nameOf } from "./stages.js";

/** @typedef {import("./network.js").View} View */

const MOST_SAID = 5; // numbers of a row that a sentence can hold
const LOSSES = /** @type {Record<string, string>} */ ({
  squares: "L = (1/N) Σ rows Σ outputs (a − y)²",
  "cross-entropy": "L = −(1/N) Σ rows Σ outputs (y ln a + (1 − y) ln(1 − a))",
});

/** Numbers in brackets; of many the first ones. @param {number[]} numbers */
function tuple(numbers) {
  return `(${numbers.slice(0, MOST_SAID).map((x) => format(x)).join(", ")}${numbers.length > MOST_SAID ? `, … ${numbers.length} in all` : ""})`;
}

/** The sentence of a step, and its rule. @param {View} view @returns {{text: string, rule: string}} */
export function tell(view) {
  const { net, pass, row, stage } = view;
  const { widths, acts, loss } = net;
  const { kind, l, k } = stage;
  const last = widths.length - 1;
  const batch = row < 0;
  const several = net.rows > 1;
  const rows = net.rows.toLocaleString("en");
  const who = net.rows === 2 ? "both rows" : `all ${rows} rows`;
  const this_ = `row ${(row + 1).toLocaleString("en")}`;
  const j = stage.j < 0 ? view.focusOf(l) : stage.j;
  const value = (/** @type {string} */ key) => numberOf(net, pass, key, row);
  const own = nameOf(widths, l, j);
  const list = (/** @type {string} */ what, /** @type {number} */ level) => tuple(Array.from({ length: widths[level] }, (_, at) => value(`${what}:${level}:${at}`)));
  const rule = (/** @type {import("./rules.js").Rule} */ which) => ruleOf(net, view.notation, which, l).join(" = ");
  if (kind === "given") {
    const [x, y] = [list("a", 0), list("y", last)];
    const what = batch ? `${rows} rows; their means are x ${x} and y ${y}` : `${several ? `${this_} of ${rows}: ` : ""}x = ${x}, target y = ${y}`;
    return { text: `Given: ${what}.`, rule: "" };
  }
  if (kind === "forward") {
    const [z, a] = [format(value(`z:${l}:${j}`)), format(value(`a:${l}:${j}`))];
    const terms = Array.from({ length: widths[l - 1] }, (_, i) => `${factor(value(`a:${l - 1}:${i}`))} × ${factor(value(`w:${l}:${i}:${j}`))}`);
    const made = acts[l] === "linear" ? "a = z" : `a = ${applied(acts[l], z)} = ${a}`;
    const how = batch ? `in the mean over ${who} z is ${z} and a is ${a}` : `z = ${sum([...terms, factor(value(`b:${l}:${j}`))])} = ${z}, ${made}`;
    return { text: `Forward, layer ${l} of ${last}${among(widths[l], own)}: ${how}.`, rule: rule("forward") };
  }
  if (kind === "loss") {
    const share = batch || !several ? "" : `; ${this_} brings ${format(pass.share[row])} of it`;
    return { text: `The loss ${several ? `over ${who}` : "of this row"} is ${format(pass.L)}${share}. ${Number.isFinite(pass.L) ? "Now backward: how does L answer to each z?" : "No gradient can be made from that."}`, rule: LOSSES[loss] };
  }
  if (kind === "grads") {
    const i = view.focusOf(l - 1);
    const g = format(value(`g:${l}:${i}:${j}`));
    const product = `${factor(value(`a:${l - 1}:${i}`))} × ${factor(value(`d:${l}:${j}`))} = ${g}`;
    const on = `On ${nameOf(widths, l - 1, i)} → ${own}`;
    const told = batch
      ? `${on} the products of ${who} add up to ${g}. ∂L/∂b is the sum of δ`
      : `${on}: ${product}. ∂L/∂b is δ itself${several ? `. These are the parts of ${this_}; ∂L/∂w and ∂L/∂b are sums over ${who}` : ""}`;
    return { text: `Weights into layer ${l}: ∂L/∂w is the a where the edge begins times the δ where it ends. ${told}.`, rule: `${rule("bp4")}; ${rule("bp3")}` };
  }
  if (kind === "gather") {
    const [w, d, all] = [value(`w:${l + 1}:${j}:${k}`), value(`d:${l + 1}:${k}`), widths[l + 1]];
    const so = `${format(gathered(net, pass, l, j, k - 1, row))} + ${factor(w * d)} = ${format(gathered(net, pass, l, j, k, row))}`;
    const far = all === 1 ? `No other neuron uses ${own}` : `${k + 1} of ${all}${k ? `: ${so}` : ""}`;
    return {
      text: `Backward, ${own} gathers from ${nameOf(widths, l + 1, k)}: w × δ ${batch ? `summed over ${who} is` : "="} ${factor(w)} × ${factor(d)} = ${format(w * d)}. ${far}.`,
      rule: `${rule("bp2")}: each neuron of the next layer sends its δ back along the weight by which it was reached`,
    };
  }
  const outer = l === last;
  const crossed = outer && loss !== "squares";
  const d = format(value(`d:${l}:${j}`));
  const [a, y] = outer ? [format(value(`a:${l}:${j}`)), factor(value(`y:${l}:${j}`))] : ["", ""];
  const slope = factor(value(`s:${l}:${j}`));
  const each = outer ? "has a δ of its own" : "scales what it gathered by its own f′(z)";
  const how = batch
    ? `each row ${each}; the sum over ${who} is ${d}`
    : crossed ? `δ = (${a} − ${y}) / ${net.rows} = ${d}`
      : outer ? `δ = 2/${net.rows} × (${a} − ${y}) × ${slope} = ${d}`
        : `what it gathered, ${format(gathered(net, pass, l, j, widths[l + 1] - 1, row))}, is scaled by f′(z) = ${slope}: δ = ${d}`;
  const means = meaning(value(`d:${l}:${j}`), own, batch);
  return {
    text: `Backward, ${stage.j < 0 ? `layer ${l}${among(widths[l], own)}` : own}: ${how}.${means && ` ${means}`}`,
    rule: rule(outer ? "bp1" : "bp2") + (crossed ? "; with cross-entropy the slope of σ has gone" : `; here f is ${acts[l]}`),
  };
}

/** Of a layer that is taken in one step, the neuron that is spoken of. @param {number} width @param {string} own */
function among(width, own) {
  return width > 1 ? `, for example ${own}` : `, ${own}`;
}

/** What a δ means. @param {number} d @param {string} name @param {boolean} [batch] */
export function meaning(d, name, batch) {
  if (!Number.isFinite(d)) return "";
  const all = batch ? " in every row" : "";
  if (d === 0) return `Nudge z of ${name} a little${all} and L does not move.`;
  return `Raise z of ${name} by 0.01${all} and L ${d > 0 ? "rises" : "falls"} by about ${format(Math.abs(d) * 0.01)}.`;
}
