// @ts-check
// What a step does, in a sentence. Pure: numbers and names in, text out.
import { OPS } from "./ops.js";

/** A number with as many digits as a reader can use. @param {number} x @param {number} [digits] */
export function format(x, digits = 4) {
  if (Number.isNaN(x)) return "nan";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  if (x === 0) return "0";
  const size = Math.abs(x);
  const text =
    size >= 1e6 || size < 1e-4
      ? x.toExponential(digits - 2).replace(/\.?0+e/, "e").replace("e+", "e")
      : String(Number(x.toPrecision(size >= 10 ** digits ? Math.ceil(Math.log10(size)) : digits)));
  return text.replace(/-/g, "−");
}

/** A number in at most so many characters, for a box of fixed size. @param {number} x @param {number} most */
export function compact(x, most) {
  const texts = [4, 3, 2].map((digits) => format(x, digits));
  return texts.find((text) => text.length <= most) ?? texts[2];
}

/** A number as a factor: in brackets where it is negative. @param {number} x */
function factor(x) {
  return x < 0 ? `(${format(x)})` : format(x);
}

/** The operation with its operands put in. @param {import("./sweep.js").Node} node @param {string[]} operands */
export function expression(node, operands) {
  const op = OPS[node.op];
  if (node.op === "dot") {
    const n = Math.floor(operands.length / 2);
    const terms = operands.slice(0, n).map((w, i) => `${w} × ${operands[n + i]}`);
    return [...terms, ...operands.slice(2 * n)].join(" + ");
  }
  if (op.folded) return operands.join(" + ");
  if (op.arity === 2) return `${operands[0]} ${op.symbol} ${operands[1]}`;
  if (node.op === "abs") return `|${operands[0]}|`;
  return node.op === "neg" ? `−${operands[0]}` : `${op.symbol}(${operands[0]})`;
}

/** What is seen at a pass's step: `text` in numbers, `rule` in symbols, `plain` in everyday words (or "").
 * @param {import("./sweep.js").Pass} pass @param {(id: number) => boolean} [hidden] gradients that are not told yet */
export function narrate(pass, hidden = () => false) {
  const { nodes, values, expected, step, grads, arrivals, arrival } = pass;
  const root = nodes[nodes.length - 1].name;
  if (step.kind === "given") {
    const ready = nodes.some((node) => node.kind === "op");
    return {
      text: ready ? "The leaves have their numbers. Nothing has been computed yet." : "One number, and nothing computed from it.",
      rule: "",
      plain: "",
    };
  }
  const node = nodes[step.node];
  if (step.kind === "forward") {
    const names = node.parents.map((p) => nodes[p].name);
    const numbers = node.parents.map((p) => factor(values[p]));
    return {
      text: `Forward: ${node.name} = ${expression(node, numbers)} = ${format(values[step.node])}`,
      rule: `${node.name} = ${expression(node, names)}`,
      plain: "",
    };
  }
  if (step.kind === "seed") {
    return {
      text: `The backward pass starts at ${root}: its gradient is 1`,
      rule: `∂${root}/∂${root} = 1`,
      plain: `${root} moves exactly as far as itself.`,
    };
  }
  const target = nodes[step.parent];
  const { upstream, local, amount } = /** @type {import("./sweep.js").Arrival} */ (arrival);
  const came = arrivals[step.parent].length;
  const sum = /** @type {number} */ (grads[step.parent]);
  const partial = expected[step.parent] > 1;
  let text = `Backward, ${node.name} to ${target.name}: upstream ${format(upstream)} × local ${factor(local)} = ${format(amount)}`;
  if (partial) {
    const so = came < expected[step.parent] ? "so far" : "in all";
    const terms = arrivals[step.parent].map((a) => factor(a.amount)).join(" + ");
    text += `. ${target.name} adds up ${came} of ${expected[step.parent]}: ${came > 1 ? `${terms} = ` : ""}${format(sum)} ${so}`;
  }
  return {
    text,
    // With several uses, ∂b/∂a would stand for the whole gradient and for one local factor: so the words, not the symbol.
    rule: partial
      ? `grad of ${target.name} += grad of ${node.name} × local ∂${node.name}/∂${target.name}`
      : `∂${root}/∂${target.name} = ∂${root}/∂${node.name} · ∂${node.name}/∂${target.name}`,
    plain: came === expected[step.parent] ? everyday(target.name, root, sum) : "",
  };
}

/** What a gradient means. @param {string} name @param {string} root @param {number} grad */
function everyday(name, root, grad) {
  if (!Number.isFinite(grad)) return "";
  if (grad === 0) return `Nudge ${name} a little and ${root} does not move.`;
  const move = grad > 0 ? "rises" : "falls";
  return `Raise ${name} by 0.01 and ${root} ${move} by about ${format(Math.abs(grad) * 0.01)}.`;
}
