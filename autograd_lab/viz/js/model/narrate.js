// @ts-check
// What a step does, in a sentence. Pure: numbers and names in, text out.
import { OPS } from "./ops.js";
import { leftOver, placeOf, termAt, termsOf } from "./sweep.js";
import { format } from "./numbers.js";
import { MOST_TERMS, factor, sum } from "./terms.js";

/** @typedef {import("./sweep.js").Pass} Pass */
/** @typedef {{symbol: string, number: string, word: string}} Term one factor of an equation */
/** @typedef {{text: string, rule: string, plain: string, terms?: Term[]}} Sentence */

/** The operation with its operands put in. @param {import("./sweep.js").Node} node @param {string[]} operands */
export function expression(node, operands) {
  const op = OPS[node.op];
  if (!op) return `${node.op}(${operands.join(", ")})`;
  const terms = termsOf(op, operands).map(([a, b]) => fill(op.text, { a, b }));
  return op.folded ? sum([...terms, ...leftOver(op, operands)]) : terms[0];
}

/** A text of the table with names in place of its letters. @param {string} text @param {Record<string, string>} names */
function fill(text, names) {
  return text.replace(/\{(\w+)\}/g, (_, letter) => names[letter]);
}

/** The local derivative of a node in one slot, in symbols: ∂v1/∂w is "x". @param {Pass} pass @param {number} id
 * @param {number} slot */
export function localSymbol({ nodes }, id, slot) {
  const { op: name, parents, name: out } = nodes[id];
  const op = OPS[name];
  if (!op) return "";
  const place = placeOf(op, slot, parents.length);
  if (!place) return "1";
  const [a, b = ""] = termAt(op, parents, place.term).map((p) => nodes[p].name);
  const text = fill(op.partials[place.letter], { a, b, out });
  return text.replace(/ \^ \(([\d.]+) − 1\)/, (_, power) => (power === "2" ? "" : ` ^ ${format(power - 1)}`));
}

/** ∂above/∂below, as it is written. @param {string} above @param {string} below */
export function slopeSymbol(above, below) {
  return `∂${above}/∂${below}`;
}

/** What is seen at a pass's step: `text` in numbers, `rule` in symbols, `plain` in everyday words (or ""), and for a
 * step backward the equation's `terms`. @param {Pass} pass @param {(id: number) => boolean} [hidden] gradients that are
 * not told yet, nor the slopes that lead to them @param {(id: number) => boolean} [veiled] whole gradients made from these
 * @returns {Sentence} */
export function narrate(pass, hidden = () => false, veiled = hidden) {
  const { nodes, step, values, lost } = pass;
  const root = nodes[nodes.length - 1].name;
  if (step.kind === "given") {
    const ready = nodes.some((node) => node.kind === "op");
    const text = ready ? "The leaves have their numbers. Nothing has been computed yet." : "One number, and nothing computed from it.";
    return { text, rule: "", plain: "", terms: [] };
  }
  if (step.kind === "seed") {
    return {
      text: `The backward pass starts at ${root}: its gradient is 1`,
      rule: `${slopeSymbol(root, root)} = 1`,
      plain: `${root} moves exactly as far as itself.`,
      terms: [],
    };
  }
  if (step.kind === "backward") return backward(pass, hidden, veiled);
  const node = nodes[step.node];
  const names = node.parents.map((p) => nodes[p].name);
  const numbers = node.parents.map((p) => (lost[p] ? "?" : factor(values[p])));
  return {
    text: `Forward: ${node.name} = ${expression(node, numbers)} = ${lost[node.id] ? "?" : format(values[node.id])}`,
    rule: `${node.name} = ${expression(node, names)}`,
    plain: trouble(pass, node.id),
    terms: [],
  };
}

/** One edge of the backward pass. @param {Pass} pass @param {(id: number) => boolean} hidden
 * @param {(id: number) => boolean} veiled @returns {Sentence} */
function backward(pass, hidden, veiled) {
  const { nodes, expected, step, grads, arrivals, arrival } = pass;
  const [from, to] = [nodes[step.node].name, nodes[step.parent].name];
  const root = nodes[nodes.length - 1].name;
  const { upstream, local, amount, before } = /** @type {import("./sweep.js").Arrival} */ (arrival);
  const came = arrivals[step.parent].length;
  const whole = /** @type {number} */ (grads[step.parent]);
  const several = expected[step.parent] > 1;
  const open = hidden(step.parent);
  const secret = (/** @type {number} */ i) => open || veiled(arrivals[step.parent][i].from);
  const made = arrivals[step.parent].some((_, i) => secret(i));
  /** @param {number} x @param {boolean} shut @param {(x: number) => string} [how] */
  const tell = (x, shut, how = format) => (shut || (Number.isNaN(x) && pass.lost[step.node]) ? "?" : how(x));
  const up = tell(upstream, veiled(step.node));
  const own = secret(came - 1);
  let text = `Backward, ${from} to ${to}: upstream ${up} × local ${tell(local, open, factor)} = ${tell(amount, own)}`;
  if (several) {
    const so = came < expected[step.parent] ? "so far" : "in all";
    const earlier = arrivals[step.parent].slice(0, -1).map((a, i) => tell(a.amount, secret(i), factor));
    const terms = came > MOST_TERMS ? [`${tell(/** @type {number} */ (before), made)} so far`] : earlier;
    const told = came > 1 ? `${[...terms, tell(amount, own, factor)].join(" + ")} = ` : "";
    text += `. ${to} adds up ${came} of ${expected[step.parent]}: ${told}${tell(whole, made)} ${so}`;
  }
  // With several uses, ∂b/∂a would stand for the whole gradient and for one local factor: so the words, not the symbol.
  const symbols = several
    ? [`grad of ${to}`, `grad of ${from}`, `local ${slopeSymbol(from, to)}`]
    : [slopeSymbol(root, to), slopeSymbol(root, from), slopeSymbol(from, to)];
  const [down, above, slope] = symbols;
  return {
    text,
    rule: several ? `${down} += ${above} × ${slope}` : `${down} = ${above} · ${slope}`,
    plain: [authorsWords(pass, step.node), came < expected[step.parent] || made ? "" : everyday(pass, step.parent, whole)].join(" ").trim(),
    terms: [
      { symbol: down, number: tell(amount, own), word: several ? "this edge adds" : "downstream" },
      { symbol: above, number: up, word: "upstream" },
      { symbol: slope, number: tell(local, open, factor), word: "local" },
    ],
  };
}

/** What its author says of a rule of their own, or "". @param {Pass} pass @param {number} id */
function authorsWords({ own: said, nodes }, id) {
  return said[id] ? `${nodes[id].op}: ${said[id]}${/[.!?…]$/.test(said[id]) ? "" : "."}` : "";
}

/** What the gradient of a node means. @param {Pass} pass @param {number} id @param {number} grad */
export function everyday({ nodes, astray }, id, grad) {
  const [name, root] = [nodes[id].name, nodes[nodes.length - 1].name];
  if (astray[id]) return noSlope(name, root);
  if (!Number.isFinite(grad)) return "";
  if (grad === 0) return `Nudge ${name} a little and ${root} does not move.`;
  const move = grad > 0 ? "rises" : "falls";
  return `Raise ${name} by 0.01 and ${root} ${move} by about ${format(Math.abs(grad) * 0.01)}.`;
}

/** What is said of a gradient that came by another rule than the slope. @param {string} name @param {string} root */
export function noSlope(name, root) {
  return `This is not how far ${root} moves with ${name}: on its way a rule handed on another gradient than its slope.`;
}

/** Why a result is no ordinary number, where that begins. @param {Pass} pass @param {number} id */
function trouble({ nodes, values, lost }, id) {
  const { name, op, parents } = nodes[id];
  if (lost[id]) {
    const why = OPS[op] ? "It rests on a number that this page does not know." : `This page does not know ${op}: only Python can compute it.`;
    return `${why} With a running kernel it is there.`;
  }
  const x = values[id];
  if (Number.isFinite(x) || !parents.every((p) => Number.isFinite(values[p]))) return "";
  return Number.isNaN(x)
    ? `There is no such number: nan. What is computed from ${name} is nan too.`
    : `That is more than the largest float can hold: ${format(x)}.`;
}
