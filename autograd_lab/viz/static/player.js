// Made by `make sync` from autograd_lab/viz/js/; do not edit.

// The functions that the table of operations may name, in JavaScript. Mirror of FUNCTIONS in ops.py.

const exp = Math.exp;
const log = Math.log;
const tanh = Math.tanh;
const abs = Math.abs;
const sign = Math.sign;
const sqrt = Math.sqrt;
const sin = Math.sin;
const cos = Math.cos;
const max = Math.max;
const min = Math.min;

/** 1 / (1 + e^-x), without ever raising e to a large positive power. @param {number} x */
function sigmoid(x) {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** ln σ(x): nothing overflows, no digit is lost. @param {number} x */
function log_sigmoid(x) {
  return Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x)));
}

/** @param {number} x */
function relu(x) {
  return x > 0 ? x : 0;
}

/** The slope of relu, 0 at 0. @param {number} x */
function step(x) {
  return x > 0 ? 1 : 0;
}

/** @param {number} a @param {number} b */
function power(a, b) {
  return Math.pow(a, b);
}

/** ∂(a^b)/∂a. @param {number} a @param {number} b */
function slope_of_power(a, b) {
  return b ? b * Math.pow(a, b - 1) : 0;
}

/** ∂(a^b)/∂b, 0 for a = 0. @param {number} a @param {number} b */
function slope_of_exponent(a, b) {
  return a ? Math.pow(a, b) * Math.log(a) : 0;
}

/** The slope of max(a, b) in a: one half in a tie. @param {number} a @param {number} b */
function above(a, b) {
  return a > b ? 1 : a === b ? 0.5 : 0;
}

// Derived from autograd_lab/ops.py by `make sync`; do not edit.

/** @type {Record<string, {symbol: string, folded: boolean, arity: number, text: string, 
 *   forward: (...x: number[]) => number, slopes: ((...x: number[]) => number)[]}>} */
const OPS = {
  add: { ...{"symbol": "+", "folded": false, "arity": 2, "text": "a + b"}, forward: (a, b) => a + b, slopes: [(a, b, out) => 1, (a, b, out) => 1] },
  sub: { ...{"symbol": "−", "folded": false, "arity": 2, "text": "a - b"}, forward: (a, b) => a - b, slopes: [(a, b, out) => 1, (a, b, out) => -1] },
  mul: { ...{"symbol": "×", "folded": false, "arity": 2, "text": "a * b"}, forward: (a, b) => a * b, slopes: [(a, b, out) => b, (a, b, out) => a] },
  div: { ...{"symbol": "÷", "folded": false, "arity": 2, "text": "a / b"}, forward: (a, b) => a / b, slopes: [(a, b, out) => 1 / b, (a, b, out) => -out / b] },
  neg: { ...{"symbol": "−", "folded": false, "arity": 1, "text": "-a"}, forward: (a) => -a, slopes: [(a, _, out) => -1] },
  pow: { ...{"symbol": "^", "folded": false, "arity": 2, "text": "power(a, b)"}, forward: (a, b) => power(a, b), slopes: [(a, b, out) => slope_of_power(a, b), (a, b, out) => slope_of_exponent(a, b)] },
  exp: { ...{"symbol": "exp", "folded": false, "arity": 1, "text": "exp(a)"}, forward: (a) => exp(a), slopes: [(a, _, out) => out] },
  log: { ...{"symbol": "ln", "folded": false, "arity": 1, "text": "log(a)"}, forward: (a) => log(a), slopes: [(a, _, out) => 1 / a] },
  sqrt: { ...{"symbol": "√", "folded": false, "arity": 1, "text": "sqrt(a)"}, forward: (a) => sqrt(a), slopes: [(a, _, out) => 0.5 / out] },
  tanh: { ...{"symbol": "tanh", "folded": false, "arity": 1, "text": "tanh(a)"}, forward: (a) => tanh(a), slopes: [(a, _, out) => 1 - out * out] },
  sigmoid: { ...{"symbol": "σ", "folded": false, "arity": 1, "text": "sigmoid(a)"}, forward: (a) => sigmoid(a), slopes: [(a, _, out) => out * (1 - out)] },
  log_sigmoid: { ...{"symbol": "ln σ", "folded": false, "arity": 1, "text": "log_sigmoid(a)"}, forward: (a) => log_sigmoid(a), slopes: [(a, _, out) => sigmoid(-a)] },
  relu: { ...{"symbol": "relu", "folded": false, "arity": 1, "text": "relu(a)"}, forward: (a) => relu(a), slopes: [(a, _, out) => step(a)] },
  abs: { ...{"symbol": "|·|", "folded": false, "arity": 1, "text": "abs(a)"}, forward: (a) => abs(a), slopes: [(a, _, out) => sign(a)] },
  sin: { ...{"symbol": "sin", "folded": false, "arity": 1, "text": "sin(a)"}, forward: (a) => sin(a), slopes: [(a, _, out) => cos(a)] },
  cos: { ...{"symbol": "cos", "folded": false, "arity": 1, "text": "cos(a)"}, forward: (a) => cos(a), slopes: [(a, _, out) => -sin(a)] },
  max: { ...{"symbol": "max", "folded": false, "arity": 2, "text": "max(a, b)"}, forward: (a, b) => max(a, b), slopes: [(a, b, out) => above(a, b), (a, b, out) => above(b, a)] },
  min: { ...{"symbol": "min", "folded": false, "arity": 2, "text": "min(a, b)"}, forward: (a, b) => min(a, b), slopes: [(a, b, out) => above(b, a), (a, b, out) => above(a, b)] },
  total: { ...{"symbol": "Σ", "folded": true, "arity": 1, "text": "a"}, forward: (a) => a, slopes: [(a, _, out) => 1] },
  dot: { ...{"symbol": "w·x", "folded": true, "arity": 2, "text": "a * b"}, forward: (a, b) => a * b, slopes: [(a, b, out) => b, (a, b, out) => a] },
};

// The forward and backward pass as steps. Pure: no page, no clock. A state follows from a step's number alone,
// so that going to a step from anywhere is the same as replaying from the start.

/** @typedef {{id: number, name: string, kind: string, op: string, named: boolean, parents: number[]}} Node */
/** @typedef {{kind: "given" | "forward" | "seed" | "backward", node: number, parent: number, slot: number}} Step */
/** @typedef {{from: number, upstream: number, local: number, amount: number}} Arrival */
/** @typedef {{step: Step, known: boolean[], grads: (number | null)[], arrivals: Arrival[][], arrival: Arrival | null}} State */

const KINDS = /** @type {Record<number, string>} */ ({ [-1]: "leaf", [-2]: "const" });

/** A trace as it travels (`Trace.to_json` in trace.py), made ready for the page: only this function knows how it is written.
 * @param {any} raw */
function decodeTrace(raw) {
  const nodes = raw.names.map((/** @type {string} */ name, /** @type {number} */ id) => {
    const made = raw.made[id];
    const op = raw.ops[made] ?? "";
    return { id, name, kind: KINDS[made] ?? "op", op, named: raw.named[id] === "1", parents: raw.parents[id] };
  });
  return { ...raw, nodes, values: decode(raw.values) };
}

/** The float64 numbers that a trace carries as base64. @param {string} text @returns {number[]} */
function decode(text) {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(8 * i, true));
}

/** The result of node `i`. @param {Node} node @param {number[]} values */
function evaluate(node, values) {
  const op = OPS[node.op];
  const operands = node.parents.map((p) => values[p]);
  if (!op.folded) return op.forward(...operands);
  const n = Math.floor(operands.length / op.arity);
  let sum = operands.length > n * op.arity ? operands[n * op.arity] : 0;
  for (let i = 0; i < n; i++) sum += op.forward(operands[i], operands[n + i]);
  return sum;
}

/** ∂node/∂operand in one slot. @param {Node} node @param {number} slot @param {number} out @param {number[]} values */
function local(node, slot, out, values) {
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
function recompute(nodes, values) {
  const fresh = values.slice();
  nodes.forEach((node, i) => {
    if (node.kind === "op") fresh[i] = evaluate(node, fresh);
  });
  return fresh;
}

/** The steps of one pass: the leaves are given; each operation; the seed; each edge of the backward pass.
 * @param {Node[]} nodes @returns {Step[]} */
function stepsOf(nodes) {
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
function arrivalsExpected(steps, count) {
  const expected = new Array(count).fill(0);
  for (const step of steps) if (step.kind === "backward") expected[step.parent] += 1;
  return expected;
}

/** What is known after step `k`. @param {Node[]} nodes @param {Step[]} steps @param {number[]} values @param {number} k
 * @returns {State} */
function stateAt(nodes, steps, values, k) {
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

// What a step does, in a sentence. Pure: numbers and names in, text out.

/** A number with as many digits as a reader can use. @param {number} x @param {number} [digits] */
function format(x, digits = 4) {
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
function compact(x, most) {
  const texts = [4, 3, 2].map((digits) => format(x, digits));
  return texts.find((text) => text.length <= most) ?? texts[2];
}

/** A number as a factor: in brackets where it is negative. @param {number} x */
function factor(x) {
  return x < 0 ? `(${format(x)})` : format(x);
}

/** The operation with its operands put in. @param {import("./sweep.js").Node} node @param {string[]} operands */
function expression(node, operands) {
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

/** What is seen at a state: `text` in numbers, `rule` in symbols, `plain` in everyday words (or "").
 * @param {import("./sweep.js").Node[]} nodes @param {number[]} values
 * @param {import("./sweep.js").State} state @param {number[]} expected */
function narrate(nodes, values, state, expected) {
  const { step, grads, arrivals, arrival } = state;
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

// The graph as SVG: drawn once from the trace, then only its texts and classes change.

const SVG = "http://www.w3.org/2000/svg";
const PAD = 8;
const LONGEST = 8; // characters of a number in a box
const STAGE_SHRINKS_TO = 0.75; // a wide graph gets this much smaller to fit, then it scrolls

/** @param {string} tag @param {Record<string, string | number>} attributes @param {Element} [parent] */
function svg(tag, attributes, parent) {
  const element = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  parent?.append(element);
  return element;
}

/** The point at the middle of a curve given as start point and Bézier triples. @param {number[]} c */
function middle(c) {
  const segments = (c.length - 2) / 6;
  const at = 6 * Math.floor((segments - 1) / 2);
  const mix = (/** @type {number} */ i) => (c[at + i] + 3 * c[at + i + 2] + 3 * c[at + i + 4] + c[at + i + 6]) / 8;
  return segments % 2 ? [mix(0), mix(1)] : [c[at + 6], c[at + 7]];
}

/** Text that fits a width, the whole of it in a tooltip. @param {string} text @param {number} most */
function short(text, most) {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** Draw the graph of a trace; returns the picture and how to bring it up to date.
 * @param {any} trace @param {string} id unique on the page */
function drawGraph(trace, id) {
  const { box, size, centres, curves } = trace.layout;
  const [width, height] = box;
  const picture = svg("svg", { class: "al-graph", viewBox: `0 0 ${size[0]} ${size[1]}`, role: "group" });
  picture.setAttribute("aria-label", `Graph of ${trace.nodes[trace.nodes.length - 1].name}, ${trace.nodes.length} nodes`);
  picture.setAttribute("style", `width:${size[0]}px;min-width:${Math.round(STAGE_SHRINKS_TO * size[0])}px`);
  const heads = svg("defs", {}, picture);
  for (const way of ["forward", "backward"]) {
    const head = svg("marker", { id: `${id}-${way}`, viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: 9, markerHeight: 9 }, heads);
    head.setAttribute("orient", "auto-start-reverse");
    head.setAttribute("markerUnits", "userSpaceOnUse");
    svg("path", { d: "M0 0L10 5L0 10z", class: `al-head-${way}` }, head);
  }
  const edges = trace.nodes.flatMap((/** @type {any} */ node, /** @type {number} */ i) =>
    node.parents.map((/** @type {number} */ p, /** @type {number} */ slot) => {
      const c = curves[i][slot];
      const d = `M${c[0]} ${c[1]}C${c.slice(2).join(" ")}`;
      return { from: p, to: i, slot, c, path: svg("path", { class: "al-edge", d, "data-from": p, "data-to": i }, picture) };
    }),
  );
  const nodes = trace.nodes.map((/** @type {any} */ node, /** @type {number} */ i) => {
    const x = centres[2 * i] - width / 2;
    const y = centres[2 * i + 1] - height / 2;
    const g = svg("g", { class: `al-node al-kind-${node.kind}`, "data-id": i, role: "img", transform: `translate(${x} ${y})` }, picture);
    g.setAttribute("data-name", node.name);
    svg("title", {}, g).textContent = node.name;
    svg("rect", { width, height, rx: node.kind === "op" ? 6 : height / 4 }, g);
    const name = svg("text", { class: "al-name", x: PAD, y: 17 }, g);
    name.textContent = node.kind === "const" ? "number" : short(node.name, 10);
    svg("text", { class: "al-op", x: width - PAD, y: 17 }, g).textContent = node.op ? OPS[node.op].symbol : "";
    svg("path", { class: "al-mark-forward", d: `M${PAD} 28l7 4.5l-7 4.5z` }, g);
    const value = svg("text", { class: "al-value", x: width - PAD, y: 37 }, g);
    svg("path", { class: "al-mark-backward", d: `M${PAD + 7} 44l-7 4.5l7 4.5z` }, g);
    svg("text", { class: "al-word", x: PAD + 10, y: 53 }, g).textContent = "grad";
    const grad = svg("text", { class: "al-grad", x: width - PAD, y: 53 }, g);
    return { g, value, grad };
  });
  const label = svg("g", { class: "al-label", "aria-hidden": "true" }, picture);
  const back = svg("rect", { rx: 4, height: 18, y: -9 }, label);
  const factor = svg("text", { y: 4 }, label);

  const looks = /** @type {string[]} */ ([]);

  /** @param {import("./sweep.js").State} state @param {number[]} values */
  function update(state, values) {
    const { step, known, grads, arrival } = state;
    nodes.forEach((/** @type {any} */ { g, value, grad }, /** @type {number} */ i) => {
      const node = trace.nodes[i];
      const sum = grads[i];
      const forward = step.kind === "forward" && step.node === i;
      const backward = (step.kind === "seed" && step.node === i) || step.parent === i;
      const source = step.kind === "backward" && step.node === i;
      const look = `${known[i] && values[i]} ${sum} ${forward} ${backward} ${source}`;
      if (looks[i] === look) return; // a step changes two boxes of perhaps a thousand
      looks[i] = look;
      value.textContent = known[i] ? compact(values[i], LONGEST) : "·";
      grad.textContent = sum === null ? "·" : compact(sum, LONGEST);
      known[i] ? g.setAttribute("data-value", String(values[i])) : g.removeAttribute("data-value");
      sum === null ? g.removeAttribute("data-grad") : g.setAttribute("data-grad", String(sum));
      g.classList.toggle("is-known", known[i]);
      g.classList.toggle("has-grad", sum !== null);
      g.classList.toggle("is-forward", forward);
      g.classList.toggle("is-backward", backward);
      g.classList.toggle("is-source", source);
      const what = node.kind === "op" ? `operation ${node.op}` : node.kind === "leaf" ? "leaf" : "constant";
      const told = known[i] ? `value ${format(values[i])}` : "not computed yet";
      const slope = node.kind === "const" ? "needs no grad" : sum === null ? "no grad yet" : `grad ${format(sum)}`;
      g.setAttribute("aria-label", `${node.name}, ${what}, ${told}, ${slope}`);
    });
    let shown = false;
    for (const { from, to, slot, c, path } of edges) {
      const forward = step.kind === "forward" && step.node === to;
      const backward = step.kind === "backward" && step.node === to && step.slot === slot && step.parent === from;
      const look = `al-edge${forward ? " is-forward" : ""}${backward ? " is-backward" : ""}`;
      if (path.getAttribute("class") !== look) {
        path.setAttribute("class", look);
        path.setAttribute("marker-end", forward ? `url(#${id}-forward)` : "none");
        path.setAttribute("marker-start", backward ? `url(#${id}-backward)` : "none");
      }
      if (!backward || !arrival) continue;
      const text = `× ${compact(arrival.local, 6)}`;
      const wide = text.length * 6.4 + 6;
      factor.textContent = text;
      back.setAttribute("width", String(wide));
      back.setAttribute("x", String(-wide / 2));
      const [x, y] = middle(c);
      label.setAttribute("transform", `translate(${x} ${y})`);
      shown = true;
    }
    label.setAttribute("visibility", shown ? "visible" : "hidden");
  }
  return { picture, update, elements: nodes.map((/** @type {any} */ n) => n.g) };
}

// What the reader touches: the buttons, the seek bar, a slider for each leaf, and the table of values.

/** @param {string} tag @param {Record<string, string | number | boolean>} attributes @param {(Node | string)[]} children
 * @returns {any} */
function html(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

// Icons are drawn, not written: many machines have no font with ⏮ and ⏭.
const ICONS = {
  start: "M4 3h2v10H4zM13 3v10L6.5 8z",
  back: "M11 3v10L4 8z",
  play: "M4 3l9 5l-9 5z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  next: "M5 3v10l7-5z",
  seed: "M8 1.5l1.8 4.1l4.4.5l-3.3 3l.9 4.4L8 11.3l-3.8 2.2l.9-4.4l-3.3-3l4.4-.5z",
  end: "M3 3v10l6.5-5zM10 3h2v10h-2z",
};
const SAYS = {
  start: "To the start (Home)",
  back: "One step back (left arrow)",
  play: "Play (space)",
  next: "Next step (right arrow)",
  seed: "To the seed, where the backward pass starts (S)",
  end: "To the end (End)",
};

/** @param {HTMLElement} button @param {keyof typeof ICONS} name */
function setIcon(button, name) {
  button.innerHTML = `<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;
}

/** The row of buttons with the seek bar. @param {number} last @param {(action: string) => void} act
 * @param {(k: number) => void} seek */
function toolbar(last, act, seek) {
  const buttons = /** @type {Record<string, HTMLElement>} */ ({});
  const bar = html("div", { class: "al-bar", role: "toolbar", "aria-label": "Steps" });
  for (const action of /** @type {(keyof typeof SAYS)[]} */ (Object.keys(SAYS))) {
    const button = html("button", { type: "button", "data-action": action, title: SAYS[action], "aria-label": SAYS[action] });
    setIcon(button, action);
    button.addEventListener("click", () => act(action));
    buttons[action] = button;
    bar.append(button);
  }
  const range = html("input", { type: "range", class: "al-seek", min: 0, max: last, step: 1, "aria-label": "Step" });
  range.addEventListener("input", () => seek(Number(range.value)));
  const count = html("span", { class: "al-count" });
  bar.append(range, count);
  return { bar, buttons, range, count };
}

/** The next 1, 2 or 5 times a power of ten at or below x, so that a slider stops at numbers one can say. @param {number} x */
function tidy(x) {
  const power = 10 ** Math.floor(Math.log10(x));
  return Number(((x / power >= 5 ? 5 : x / power >= 2 ? 2 : 1) * power).toPrecision(1)) || 1e-6;
}

/** A slider and a number field for one leaf. @param {string} name @param {number} value @param {[number, number]} bounds
 * @param {(value: number) => void} change */
function leafControl(name, value, bounds, change) {
  const [min, max] = bounds;
  const step = tidy((max - min) / 200);
  const slider = html("input", { type: "range", class: "al-slider", "data-name": name, min, max, step, "aria-label": `${name}, slider` });
  const number = html("input", { type: "number", class: "al-number", "data-name": name, step: "any", "aria-label": `${name}, number` });
  /** @param {number} x */
  const set = (x) => {
    slider.value = String(x);
    if (document.activeElement !== number) number.value = String(Number(x.toPrecision(6)));
    slider.setAttribute("aria-valuetext", format(x));
  };
  /** @param {boolean} bad */
  function judge(bad) {
    number.setAttribute("aria-invalid", String(bad));
    number.title = bad ? "Not a number: the leaf keeps the one it had." : "";
  }
  slider.addEventListener("input", () => {
    judge(false);
    change(Number(slider.value));
  });
  number.addEventListener("input", () => {
    const typed = number.value.trim();
    const bad = typed === "" || !Number.isFinite(Number(typed));
    judge(bad);
    if (!bad) change(Number(typed));
  });
  set(value);
  return { row: html("div", { class: "al-leaf" }, html("span", { class: "al-leaf-name" }, name), slider, number), set };
}

/** @param {HTMLElement} element @param {string} text */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A table of all nodes, which is also what a screen reader reads. @param {any[]} nodes */
function valueTable(nodes) {
  const head = html("tr", {}, ...["node", "operation", "value", "grad"].map((t) => html("th", { scope: "col" }, t)));
  const rows = nodes.map((node) => {
    const operands = node.parents.map((/** @type {number} */ p) => nodes[p].name).join(", ");
    const made = node.kind === "op" ? `${node.op}(${operands})` : node.kind === "leaf" ? "leaf" : "constant";
    const cells = [html("th", { scope: "row" }, node.name), html("td", {}, made), html("td"), html("td")];
    return { row: html("tr", {}, ...cells), value: cells[2], grad: cells[3] };
  });
  const table = html("table", {}, html("thead", {}, head), html("tbody", {}, ...rows.map((r) => r.row)));
  /** @param {import("./sweep.js").State} state @param {number[]} values */
  const update = (state, values) =>
    rows.forEach(({ value, grad }, i) => {
      const sum = state.grads[i];
      write(value, state.known[i] ? format(values[i], 6) : "·");
      write(grad, sum === null ? "·" : format(sum, 6));
    });
  return { details: html("details", { class: "al-table" }, html("summary", {}, "Table of values"), table), update };
}

// The player: joins steps, picture, sentence and controls, under a notebook's cell or on a page without a kernel.

const BEAT = 1100; // milliseconds between steps while playing
const PATIENCE = 3000; // milliseconds until a kernel that does not answer counts as absent
const KEYS = { ArrowRight: "next", ArrowLeft: "back", Home: "start", End: "end", " ": "play", s: "seed", S: "seed" };

/** The range of a slider: its leaf's number in the middle. @param {number} x @returns {[number, number]} */
function around(x) {
  const reach = Math.max(2, 2 * Math.abs(x));
  return [x - reach, x + reach];
}

/** Whether two results of one computation are further apart than rounding explains; no number is near no number.
 * @param {number} x @param {number} y */
function differ(x, y) {
  return Number.isFinite(x) && Number.isFinite(y) && Math.abs(x - y) > 1e-9 * Math.max(1, Math.abs(x));
}

/** Build a player inside `host`. `changed(id, value)` is called when the reader moves a leaf.
 * @param {HTMLElement} host @param {any} trace @param {number[]} values @param {any} options
 * @param {(id: number, value: number) => void} [changed] */
function mount(host, trace, values, options, changed) {
  const nodes = trace.nodes;
  const steps = stepsOf(nodes);
  const last = steps.length - 1;
  const expected = arrivalsExpected(steps, nodes.length);
  const seed = steps.findIndex((step) => step.kind === "seed");
  const graph = drawGraph(trace, `al${Math.random().toString(36).slice(2)}`);
  const table = valueTable(nodes);
  let k = options.start === "end" ? last : 0;
  let timer = 0;

  const { bar, buttons, range, count } = toolbar(last, act, seek);
  const stage = html("div", { class: "al-stage", tabindex: 0, role: "group" }, graph.picture);
  stage.setAttribute("aria-label", "Graph: left and right arrow keys go from step to step");
  const sentence = html("p", { class: "al-sentence", "aria-live": "polite" });
  const rule = html("p", { class: "al-rule" });
  const state = html("span", { class: "al-state" });
  const title = html("span", { class: "al-title" }, options.title || `${nodes[nodes.length - 1].name}, step by step`);
  const leaves = options.sliders.map((/** @type {any} */ [id, bounds]) => ({
    id,
    ...leafControl(nodes[id].name, values[id], bounds ?? around(values[id]), (x) => setLeaf(id, x)),
  }));
  const key = html("p", { class: "al-key", "aria-hidden": "true" });
  key.innerHTML =
    '<svg viewBox="0 0 9 11" width="9" height="11"><path class="al-mark-forward" d="M1 1l7 4.5l-7 4.5z"/></svg> value, forward' +
    ' <svg viewBox="0 0 9 11" width="9" height="11"><path class="al-mark-backward" d="M8 1l-7 4.5l7 4.5z"/></svg> grad, backward';
  host.classList.add("al-player");
  host.dataset.steps = String(last);
  host.dataset.lmSuppressShortcuts = "true";
  host.setAttribute("role", "group");
  host.setAttribute("aria-label", `Player: ${title.textContent}`);
  setKernel("none");
  host.replaceChildren(
    html("div", { class: "al-top" }, title, key, state),
    stage,
    bar,
    html("div", { class: "al-say" }, sentence, rule),
    ...(leaves.length ? [html("div", { class: "al-leaves" }, ...leaves.map((/** @type {any} */ l) => l.row))] : []),
    table.details,
    ...trace.notices.map((/** @type {string} */ text) => html("p", { class: "al-notice" }, text)),
  );
  host.addEventListener("keydown", onKey);
  host.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (!target.closest("input, button, details")) stage.focus({ preventScroll: true }); // keys work after a click anywhere
  });
  render();

  function render() {
    const now = stateAt(nodes, steps, values, k);
    graph.update(now, values);
    table.update(now, values);
    const said = narrate(nodes, values, now, expected);
    const text = said.plain ? `${said.text}. ${said.plain}` : said.text;
    if (sentence.textContent !== text) sentence.textContent = text;
    rule.textContent = said.rule;
    host.dataset.step = range.value = String(k);
    range.setAttribute("aria-valuetext", `${k} of ${last}`);
    count.textContent = `${k} / ${last}`;
    host.dataset.phase = now.step.kind;
    follow(now.step);
  }

  /** In a graph too wide for the page, bring the step's boxes into view; the page itself stays where it is.
   * @param {import("./sweep.js").Step} step */
  function follow(step) {
    if (step.node < 0 || stage.scrollWidth <= stage.clientWidth) return;
    const boxes = (step.parent < 0 ? [step.node] : [step.node, step.parent]).map((i) => graph.elements[i].getBoundingClientRect());
    const frame = stage.getBoundingClientRect();
    const left = Math.min(...boxes.map((b) => b.left)) - frame.left;
    const right = Math.max(...boxes.map((b) => b.right)) - frame.left;
    if (left < 0 || right > stage.clientWidth) stage.scrollLeft += (left + right - stage.clientWidth) / 2;
  }

  /** @param {number} to */
  function seek(to) {
    k = Math.max(0, Math.min(last, to));
    render();
    if (k === last) pause();
  }

  function pause() {
    clearInterval(timer);
    timer = 0;
    showPlaying(false);
  }

  /** @param {boolean} playing */
  function showPlaying(playing) {
    setIcon(buttons.play, playing ? "pause" : "play");
    buttons.play.title = playing ? "Pause (space)" : "Play (space)";
    buttons.play.setAttribute("aria-label", buttons.play.title);
  }

  function play() {
    if (k === last) seek(0);
    timer = window.setInterval(() => (host.isConnected ? seek(k + 1) : pause()), BEAT);
    showPlaying(true);
  }

  /** @param {string} action */
  function act(action) {
    if (action === "play") return timer ? pause() : play();
    pause();
    seek({ start: 0, back: k - 1, next: k + 1, seed, end: last }[action] ?? k);
  }

  /** Keys work wherever the focus is in the player, except where a field has its own use for them.
   * @param {KeyboardEvent} event */
  function onKey(event) {
    event.stopPropagation(); // a notebook has shortcuts of its own for the same keys
    const target = /** @type {HTMLElement} */ (event.target);
    const action = /** @type {Record<string, string>} */ (KEYS)[event.key];
    const busy = target.tagName === "INPUT" || target.tagName === "SUMMARY" || (target.tagName === "BUTTON" && event.key === " ");
    if (!action || busy || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act(action);
  }

  /** @param {number} id @param {number} x */
  function setLeaf(id, x) {
    values = recompute(nodes, values.map((old, i) => (i === id ? x : old)));
    leaves.find((/** @type {any} */ leaf) => leaf.id === id)?.set(x);
    render();
    changed?.(id, x);
  }

  /** @param {"live" | "none"} kernel */
  function setKernel(kernel) {
    host.dataset.kernel = kernel;
    state.textContent = kernel === "live" ? "live: Python agrees" : "computed on this page";
  }

  /** Python's values and gradients of all nodes. @param {number[]} numbers */
  function confirm(numbers) {
    const fresh = numbers.slice(0, nodes.length);
    const grads = stateAt(nodes, steps, fresh, last).grads;
    const far = fresh.some((x, i) => differ(x, values[i]) || differ(numbers[nodes.length + i], grads[i] ?? NaN));
    values = fresh;
    for (const leaf of leaves) leaf.set(values[leaf.id]);
    render();
    setKernel("live");
    if (far) state.textContent = "live: Python's numbers";
  }

  return { confirm, pause, alone: () => setKernel("none") };
}

/** On a page without a kernel: the player in the element with this id. @param {string} id */
function mountStatic(id) {
  const host = document.getElementById(id);
  const data = host?.querySelector("script[type='application/json']")?.textContent;
  if (!host || !data) return;
  const { trace: raw, options } = JSON.parse(data);
  const trace = decodeTrace(raw);
  mount(host, trace, trace.values, options);
}

/** @param {DataView} view @returns {number[]} */
function floats(view) {
  return Array.from({ length: view.byteLength / 8 }, (_, i) => view.getFloat64(8 * i, true));
}

/** For anywidget. One question at a time goes to the kernel, so that a slow or busy kernel is never flooded;
 * what the reader moves meanwhile goes with the next one. @param {{model: any, el: HTMLElement}} context */
function render({ model, el }) {
  const host = html("div");
  el.append(host);
  const view = Math.random().toString(36).slice(2); // a player may be shown twice; each view knows its own answers
  const moved = /** @type {Map<number, number>} */ (new Map());
  let turn = 0;
  let patience = 0;
  const player = mount(host, decodeTrace(model.get("_trace")), floats(model.get("_numbers")), model.get("_options"), (id, value) => {
    moved.set(id, value);
    if (!patience) ask();
  });

  function ask() {
    model.send({ moves: [...moved], turn: (turn += 1), view });
    moved.clear();
    patience = window.setTimeout(() => {
      patience = 0;
      player.alone();
    }, PATIENCE);
  }

  /** @param {any} message @param {DataView[]} buffers */
  const receive = (message, buffers) => {
    if (message.view === view) {
      if (message.turn !== turn) return; // late: a newer question is out
      clearTimeout(patience);
      patience = 0;
      if (moved.size) return ask();
    } else if (patience || moved.size) return; // another view's move; our own answer will hold it
    player.confirm(floats(buffers[0]));
  };
  model.on("msg:custom", receive);
  ask();
  return () => {
    clearTimeout(patience);
    player.pause();
    model.off("msg:custom", receive);
  };
}

export default { render };
