// Made by `make sync` from autograd_lab/viz/js/; do not edit.

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

function sigmoid(x) {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

function log_sigmoid(x) {
  return Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x)));
}

function relu(x) {
  return x > 0 ? x : 0;
}

function step(x) {
  return x > 0 ? 1 : 0;
}

function power(a, b) {
  return Math.pow(a, b);
}

function slope_of_power(a, b) {
  return b ? b * Math.pow(a, b - 1) : 0;
}

function slope_of_exponent(a, b) {
  return a ? Math.pow(a, b) * Math.log(a) : 0;
}

function above(a, b) {
  return a > b ? 1 : a === b ? 0.5 : 0;
}


const OPS = {
  add: { "symbol": "+", "folded": false, "arity": 2, "text": "a + b", "partials": ["1", "1"], forward: (a, b) => a + b, slopes: [(a, b, out) => 1, (a, b, out) => 1] },
  sub: { "symbol": "−", "folded": false, "arity": 2, "text": "a - b", "partials": ["1", "-1"], forward: (a, b) => a - b, slopes: [(a, b, out) => 1, (a, b, out) => -1] },
  mul: { "symbol": "×", "folded": false, "arity": 2, "text": "a * b", "partials": ["b", "a"], forward: (a, b) => a * b, slopes: [(a, b, out) => b, (a, b, out) => a] },
  div: { "symbol": "÷", "folded": false, "arity": 2, "text": "a / b", "partials": ["1 / b", "-out / b"], forward: (a, b) => a / b, slopes: [(a, b, out) => 1 / b, (a, b, out) => -out / b] },
  neg: { "symbol": "−", "folded": false, "arity": 1, "text": "-a", "partials": ["-1"], forward: (a) => -a, slopes: [(a, _, out) => -1] },
  pow: { "symbol": "^", "folded": false, "arity": 2, "text": "power(a, b)", "partials": ["slope_of_power(a, b)", "slope_of_exponent(a, b)"], forward: (a, b) => power(a, b), slopes: [(a, b, out) => slope_of_power(a, b), (a, b, out) => slope_of_exponent(a, b)] },
  exp: { "symbol": "exp", "folded": false, "arity": 1, "text": "exp(a)", "partials": ["out"], forward: (a) => exp(a), slopes: [(a, _, out) => out] },
  log: { "symbol": "ln", "folded": false, "arity": 1, "text": "log(a)", "partials": ["1 / a"], forward: (a) => log(a), slopes: [(a, _, out) => 1 / a] },
  sqrt: { "symbol": "√", "folded": false, "arity": 1, "text": "sqrt(a)", "partials": ["0.5 / out"], forward: (a) => sqrt(a), slopes: [(a, _, out) => 0.5 / out] },
  tanh: { "symbol": "tanh", "folded": false, "arity": 1, "text": "tanh(a)", "partials": ["1 - out * out"], forward: (a) => tanh(a), slopes: [(a, _, out) => 1 - out * out] },
  sigmoid: { "symbol": "σ", "folded": false, "arity": 1, "text": "sigmoid(a)", "partials": ["out * (1 - out)"], forward: (a) => sigmoid(a), slopes: [(a, _, out) => out * (1 - out)] },
  log_sigmoid: { "symbol": "ln σ", "folded": false, "arity": 1, "text": "log_sigmoid(a)", "partials": ["sigmoid(-a)"], forward: (a) => log_sigmoid(a), slopes: [(a, _, out) => sigmoid(-a)] },
  relu: { "symbol": "relu", "folded": false, "arity": 1, "text": "relu(a)", "partials": ["step(a)"], forward: (a) => relu(a), slopes: [(a, _, out) => step(a)] },
  abs: { "symbol": "|·|", "folded": false, "arity": 1, "text": "abs(a)", "partials": ["sign(a)"], forward: (a) => abs(a), slopes: [(a, _, out) => sign(a)] },
  sin: { "symbol": "sin", "folded": false, "arity": 1, "text": "sin(a)", "partials": ["cos(a)"], forward: (a) => sin(a), slopes: [(a, _, out) => cos(a)] },
  cos: { "symbol": "cos", "folded": false, "arity": 1, "text": "cos(a)", "partials": ["-sin(a)"], forward: (a) => cos(a), slopes: [(a, _, out) => -sin(a)] },
  max: { "symbol": "max", "folded": false, "arity": 2, "text": "max(a, b)", "partials": ["above(a, b)", "above(b, a)"], forward: (a, b) => max(a, b), slopes: [(a, b, out) => above(a, b), (a, b, out) => above(b, a)] },
  min: { "symbol": "min", "folded": false, "arity": 2, "text": "min(a, b)", "partials": ["above(b, a)", "above(a, b)"], forward: (a, b) => min(a, b), slopes: [(a, b, out) => above(b, a), (a, b, out) => above(a, b)] },
  total: { "symbol": "Σ", "folded": true, "arity": 1, "text": "a", "partials": ["1"], forward: (a) => a, slopes: [(a, _, out) => 1] },
  dot: { "symbol": "w·x", "folded": true, "arity": 2, "text": "a * b", "partials": ["b", "a"], forward: (a, b) => a * b, slopes: [(a, b, out) => b, (a, b, out) => a] },
};



const KINDS = /** @type {Record<number, string>} */ ({ [-1]: "leaf", [-2]: "const" });

function decodeTrace(raw) {
  const nodes = raw.names.map((/** @type {string} */ name, /** @type {number} */ id) => {
    const made = raw.made[id];
    return { id, name, kind: KINDS[made] ?? "op", op: raw.ops[made] ?? "", named: raw.named[id] === "1", parents: raw.parents[id] };
  });
  return { ...raw, nodes, values: decode(raw.values) };
}

function decode(text) {
  return floats(new DataView(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer));
}

function floats(view) {
  return Array.from({ length: view.byteLength / 8 }, (_, i) => view.getFloat64(8 * i, true));
}

function evaluate(node, values) {
  const op = OPS[node.op];
  const operands = node.parents.map((p) => values[p]);
  if (!op.folded) return op.forward(...operands);
  const n = Math.floor(operands.length / op.arity);
  let sum = operands.length > n * op.arity ? operands[n * op.arity] : 0;
  for (let i = 0; i < n; i++) sum += op.forward(operands[i], operands[n + i]);
  return sum;
}

function local(node, slot, out, values) {
  const op = OPS[node.op];
  const at = (/** @type {number} */ i) => values[node.parents[i]];
  if (!op.folded) return op.slopes[slot](at(0), at(1), out);
  const n = Math.floor(node.parents.length / op.arity);
  const letter = Math.floor(slot / n);
  if (letter >= op.arity) return 1;
  const i = slot % n;
  return op.slopes[letter](at(i), at(n + i), out);
}

function recompute(nodes, values) {
  const fresh = values.slice();
  nodes.forEach((node, i) => {
    if (node.kind === "op") fresh[i] = evaluate(node, fresh);
  });
  return fresh;
}

function stepsOf(nodes) {
  const inner = nodes.flatMap((node, i) => (node.kind === "op" ? [i] : []));
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

function createPass({ nodes }, numbers) {
  const steps = stepsOf(nodes);
  const expected = new Array(nodes.length).fill(0); // contributions that a gradient adds up in all
  const completes = new Array(nodes.length).fill(-1); // the step after which a node's gradient is whole
  steps.forEach(({ kind, node, parent }, k) => {
    if (kind === "backward") expected[parent] += 1;
    if (kind === "backward") completes[parent] = k;
    if (kind === "seed") completes[node] = k;
  });
  const pass = {
    nodes,
    steps,
    expected,
    completes,
    last: steps.length - 1,
    seed: steps.findIndex((step) => step.kind === "seed"),
    k: 0,
    step: steps[0],
    values: numbers.slice(),
    known: nodes.map((node) => node.kind !== "op"),
    grads: /** @type {(number | null)[]} */ (nodes.map(() => null)),
    arrivals: /** @type {Arrival[][]} */ (nodes.map(() => [])),
    arrival: /** @type {Arrival | null} */ (null),
    seek,
    setLeaf,
    setValues,
    final,
  };
  let whole = null;

  function advance(k) {
    const { kind, node, parent, slot } = steps[k];
    if (kind === "forward") pass.known[node] = true;
    if (kind === "seed") pass.grads[node] = 1;
    if (kind === "backward") receive(pass.grads, pass.arrivals, node, parent, slot);
  }

  function retreat(k) {
    const { kind, node, parent } = steps[k];
    if (kind === "forward") pass.known[node] = false;
    if (kind === "seed") pass.grads[node] = null;
    if (kind === "backward") pass.grads[parent] = /** @type {Arrival} */ (pass.arrivals[parent].pop()).before;
  }

  function receive(grads, arrivals, from, to, slot) {
    const upstream = /** @type {number} */ (grads[from]);
    const slope = local(nodes[from], slot, pass.values[from], pass.values);
    const before = grads[to];
    const amount = upstream * slope;
    arrivals[to].push({ from, slot, upstream, local: slope, amount, before });
    grads[to] = before === null ? amount : before + amount;
  }

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

  function setValues(fresh) {
    const at = pass.k;
    seek(0);
    pass.values = fresh.slice();
    whole = null;
    seek(at);
  }

  function setLeaf(id, x) {
    const fresh = pass.values.slice();
    fresh[id] = x;
    setValues(recompute(nodes, fresh));
  }

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

function compact(x, most) {
  const texts = [4, 3, 2].map((digits) => format(x, digits));
  return texts.find((text) => text.length <= most) ?? texts[2];
}

function factor(x) {
  return x < 0 ? `(${format(x)})` : format(x);
}

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

function narrate(pass, hidden = () => false) {
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
    rule: partial
      ? `grad of ${target.name} += grad of ${node.name} × local ∂${node.name}/∂${target.name}`
      : `∂${root}/∂${target.name} = ∂${root}/∂${node.name} · ∂${node.name}/∂${target.name}`,
    plain: came === expected[step.parent] ? everyday(target.name, root, sum) : "",
  };
}

function everyday(name, root, grad) {
  if (!Number.isFinite(grad)) return "";
  if (grad === 0) return `Nudge ${name} a little and ${root} does not move.`;
  const move = grad > 0 ? "rises" : "falls";
  return `Raise ${name} by 0.01 and ${root} ${move} by about ${format(Math.abs(grad) * 0.01)}.`;
}


function html(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

function svg(tag, attributes, parent) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  parent?.append(element);
  return element;
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}


const ICONS = {
  start: "M4 3h2v10H4zM13 3v10L6.5 8z",
  back: "M11 3v10L4 8z",
  play: "M4 3l9 5l-9 5z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  next: "M5 3v10l7-5z",
  seed: "M8 1.5l1.8 4.1l4.4.5l-3.3 3l.9 4.4L8 11.3l-3.8 2.2l.9-4.4l-3.3-3l4.4-.5z",
  end: "M3 3v10l6.5-5zM10 3h2v10h-2z",
  close: "M4 3l4 4l4-4l1 1l-4 4l4 4l-1 1l-4-4l-4 4l-1-1l4-4l-4-4z",
};

function setIcon(button, name) {
  button.innerHTML = `<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;
}

function iconButton(name, says, act, text) {
  const button = html("button", { type: "button", "data-action": name, title: says, "aria-label": text ? "" : says });
  if (text) button.removeAttribute("aria-label");
  text ? button.append(text) : setIcon(button, /** @type {keyof typeof ICONS} */ (name));
  button.addEventListener("click", act);
  return button;
}


const PAD = 8;
const LONGEST = 8; // characters of a number in a box
const STAGE_SHRINKS_TO = 0.75; // a wide graph gets this much smaller to fit, then it scrolls

function middle(c) {
  const segments = (c.length - 2) / 6;
  const at = 6 * Math.floor((segments - 1) / 2);
  const mix = (/** @type {number} */ i) => (c[at + i] + 3 * c[at + i + 2] + 3 * c[at + i + 4] + c[at + i + 6]) / 8;
  return segments % 2 ? [mix(0), mix(1)] : [c[at + 6], c[at + 7]];
}

function short(text, most) {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function near(trace, id, way) {
  const { nodes, layout } = trace;
  if (way === "left") return nodes[id].parents[0] ?? null;
  if (way === "right") return nodes.find((/** @type {any} */ n) => n.parents.includes(id))?.id ?? null;
  const at = (/** @type {number} */ i) => [layout.centres[2 * i], layout.centres[2 * i + 1]];
  const [x, y] = at(id);
  let best = null;
  let least = Infinity;
  for (const node of nodes) {
    const [u, v] = at(node.id);
    const far = 3 * Math.abs(u - x) + Math.abs(v - y);
    if ((way === "up" ? v < y - 1 : v > y + 1) && far < least) [best, least] = [node.id, far];
  }
  return best;
}

function drawGraph(player) {
  const { trace, pass } = player;
  const id = `al${Math.random().toString(36).slice(2)}`; // unique on the page
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
  const edges = trace.nodes.map((/** @type {any} */ node, /** @type {number} */ i) =>
    node.parents.map((/** @type {number} */ p, /** @type {number} */ slot) => {
      const c = curves[i][slot];
      const d = `M${c[0]} ${c[1]}C${c.slice(2).join(" ")}`;
      return { c, path: svg("path", { class: "al-edge", d, "data-from": p, "data-to": i, "data-slot": slot }, picture) };
    }),
  );
  const nodes = trace.nodes.map((/** @type {any} */ node, /** @type {number} */ i) => {
    const x = centres[2 * i] - width / 2;
    const y = centres[2 * i + 1] - height / 2;
    const g = svg("g", { class: `al-node al-kind-${node.kind}`, "data-id": i, role: "button", transform: `translate(${x} ${y})` }, picture);
    g.setAttribute("data-name", node.name);
    svg("title", {}, g).textContent = node.name;
    svg("rect", { width, height, rx: node.kind === "op" ? 6 : height / 4 }, g);
    const name = svg("text", { class: "al-name", x: PAD, y: 17 }, g);
    name.textContent = node.kind === "const" ? "number" : short(node.name, 10);
    svg("text", { class: "al-op", x: width - PAD, y: 17 }, g).textContent = node.op ? (OPS[node.op]?.symbol ?? node.op) : "";
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
  let lit = /** @type {Element[]} */ ([]); // what the step before this one lit

  function update(touched) {
    for (const element of lit) unlight(element);
    lit = [];
    for (const i of touched ?? trace.nodes.keys()) renew(i);
    const { step, arrival } = pass;
    label.setAttribute("visibility", "hidden");
    if (step.kind === "forward") {
      light(nodes[step.node].g, "forward");
      for (const { path } of edges[step.node]) light(path, "forward");
    }
    if (step.kind === "seed") light(nodes[step.node].g, "backward");
    if (step.kind !== "backward" || !arrival) return;
    light(nodes[step.node].g, "source");
    light(nodes[step.parent].g, "backward");
    const { c, path } = edges[step.node][step.slot];
    light(path, "backward");
    write(factor, `× ${player.hidden(step.parent) ? "?" : compact(arrival.local, 6)}`);
    const wide = factor.textContent.length * 6.4 + 6;
    back.setAttribute("width", String(wide));
    back.setAttribute("x", String(-wide / 2));
    const [x, y] = middle(c);
    label.setAttribute("transform", `translate(${x} ${y})`);
    label.setAttribute("visibility", "visible");
  }

  function light(element, how) {
    element.classList.add(`is-${how}`);
    lit.push(element);
    if (element.tagName !== "path") return;
    if (how === "forward") element.setAttribute("marker-end", `url(#${id}-forward)`);
    else element.setAttribute("marker-start", `url(#${id}-backward)`);
  }

  function unlight(element) {
    element.classList.remove("is-forward", "is-backward", "is-source");
    element.removeAttribute("marker-start");
    element.removeAttribute("marker-end");
  }

  function renew(i) {
    const { g, value, grad } = nodes[i];
    const known = pass.known[i];
    const hidden = player.hidden(i);
    const sum = hidden ? null : pass.grads[i];
    write(value, player.told.value(i, LONGEST));
    write(grad, player.told.grad(i, LONGEST));
    known ? g.setAttribute("data-value", String(pass.values[i])) : g.removeAttribute("data-value");
    sum === null ? g.removeAttribute("data-grad") : g.setAttribute("data-grad", String(sum));
    g.classList.toggle("is-known", known);
    g.classList.toggle("has-grad", sum !== null);
    g.setAttribute("aria-label", player.told.label(i));
  }

  function mark(things, name) {
    for (const marked of picture.querySelectorAll(`.${name}`)) marked.classList.remove(name);
    for (const thing of things) {
      const element = typeof thing === "number" ? nodes[thing].g : edges[thing[0]][thing[1]].path;
      element.classList.add(name);
    }
  }

  return {
    picture,
    update,
    mark,
    element: (/** @type {number} */ i) => nodes[i].g,
    focus: (/** @type {number} */ i) => nodes[i].g.focus({ preventScroll: true }),
    open: (/** @type {number} */ _group) => {},
    close: (/** @type {number} */ _group) => {},
    reveal: (/** @type {number} */ _id) => {},
    near: (id, way) => near(trace, id, way),
  };
}


const SAYS = {
  start: "To the start (Home)",
  back: "One step back (left arrow)",
  play: "Play (space)",
  next: "Next step (right arrow)",
  seed: "To the seed, where the backward pass starts (S)",
  end: "To the end (End)",
};

function toolbar(player) {
  const { pass } = player;
  const { bar } = player.slots;
  for (const [action, says] of Object.entries(SAYS)) bar.append(iconButton(action, says, () => player.act(action)));
  const range = html("input", { type: "range", class: "al-seek", min: 0, max: pass.last, step: 1, "aria-label": "Step" });
  range.addEventListener("input", () => player.seek(Number(range.value)));
  const count = html("span", { class: "al-count" });
  bar.append(range, count);
  player.on("step", () => {
    range.value = String(pass.k);
    range.setAttribute("aria-valuetext", `${pass.k} of ${pass.last}`);
    count.textContent = `${pass.k} / ${pass.last}`;
  });
  const play = bar.querySelector("[data-action=play]");
  player.on("play", (/** @type {boolean} */ playing) => {
    setIcon(play, playing ? "pause" : "play");
    play.title = playing ? "Pause (space)" : "Play (space)";
    play.setAttribute("aria-label", play.title);
  });
}

function around(x) {
  const reach = Math.max(2, 2 * Math.abs(x));
  return [x - reach, x + reach];
}

function tidy(x) {
  const power = 10 ** Math.floor(Math.log10(x));
  return Number(((x / power >= 5 ? 5 : x / power >= 2 ? 2 : 1) * power).toPrecision(1)) || 1e-6;
}

function leafControl(player, id, bounds) {
  const { name } = player.nodes[id];
  const [min, max] = bounds ?? around(player.pass.values[id]);
  const step = tidy((max - min) / 200);
  const slider = html("input", { type: "range", class: "al-slider", "data-name": name, min, max, step, "aria-label": `${name}, slider` });
  const number = html("input", { type: "number", class: "al-number", "data-name": name, step: "any", "aria-label": `${name}, number` });
  function update() {
    const x = player.pass.values[id];
    slider.value = String(x);
    if (document.activeElement !== number) number.value = String(Number(x.toPrecision(6)));
    slider.setAttribute("aria-valuetext", format(x));
  }
  function judge(bad) {
    number.setAttribute("aria-invalid", String(bad));
    number.title = bad ? "Not a number: the leaf keeps the one it had." : "";
  }
  slider.addEventListener("input", () => {
    judge(false);
    player.setLeaf(id, Number(slider.value));
  });
  number.addEventListener("input", () => {
    const typed = number.value.trim();
    const bad = typed === "" || !Number.isFinite(Number(typed));
    judge(bad);
    if (!bad) player.setLeaf(id, Number(typed));
  });
  update();
  return { row: html("div", { class: "al-leaf" }, html("span", { class: "al-leaf-name" }, name), slider, number), update };
}

function sliders(player) {
  const wanted = player.options.sliders ?? [];
  if (!wanted.length) return;
  const row = html("div", { class: "al-leaves" });
  for (const [id, bounds] of wanted) {
    const leaf = leafControl(player, id, bounds);
    row.append(leaf.row);
    player.on("values", leaf.update);
  }
  player.slots.say.after(row);
}


const HEAD = ["node", "operation", "value", "grad"];

function made(nodes, id) {
  const { kind, op, parents } = nodes[id];
  const operands = parents.map((/** @type {number} */ p) => nodes[p].name).join(", ");
  return kind === "op" ? `${op}(${operands})` : kind === "leaf" ? "leaf" : "constant";
}

function table(player) {
  const { trace } = player;
  const body = html("tbody");
  const head = html("tr", {}, ...HEAD.map((t) => html("th", { scope: "col" }, t)));
  const details = html("details", { class: "al-table" }, html("summary", {}, "Table of values"));
  details.append(html("table", {}, html("thead", {}, head), body));
  const cells = /** @type {HTMLElement[][]} */ ([]);

  function fill() {
    for (const { id, name } of trace.nodes) {
      const row = [html("td", {}, made(trace.nodes, id)), html("td"), html("td")];
      cells.push(row);
      body.append(html("tr", {}, html("th", { scope: "row" }, name), ...row));
    }
  }

  function update(touched) {
    if (!details.open) return;
    if (!cells.length) fill();
    for (const id of touched ?? trace.nodes.keys()) {
      write(cells[id][1], player.told.value(id));
      write(cells[id][2], player.told.grad(id));
    }
  }
  details.addEventListener("toggle", () => update());
  player.on("step", update);
  player.on("values", () => update());
  player.slots.below.append(details);
}


function card(player) {
  const { side } = player.slots;
  side.hidden = true;
  function update() {
    const id = player.selected;
    side.hidden = id === null;
    if (id === null) return side.replaceChildren();
    const close = iconButton("close", "Close the card (Escape)", () => player.select(null));
    side.replaceChildren(
      html("div", { class: "al-card-head" }, html("strong", {}, player.nodes[id].name), close),
      html("p", {}, made(player.nodes, id)),
      html("p", {}, player.told.label(id)),
      ...player.sections.map((/** @type {any} */ section) => section(id) ?? ""),
    );
  }
  player.on("select", update);
  player.on("step", update);
  player.on("values", update);
}


const STEPS = {
  ArrowRight: "next", ArrowLeft: "back", Home: "start", End: "end", " ": "play", n: "next", b: "back", p: "play", s: "seed",
};
const WAYS = { ArrowRight: "right", ArrowLeft: "left", ArrowUp: "up", ArrowDown: "down" };

function keys(player) {
  const { host, pass, slots } = player;
  const { stage } = slots;
  let here = player.nodes.length - 1; // the box that Tab reaches
  roam(here);

  function roam(id) {
    player.graph.element(here).setAttribute("tabindex", "-1");
    here = id;
    player.graph.element(here).setAttribute("tabindex", "0");
  }

  function onBox(event) {
    const box = /** @type {Element} */ (event.target).closest("[data-id]");
    if (!box || !stage.contains(box)) return false;
    const id = Number(box.getAttribute("data-id"));
    const way = /** @type {Record<string, string>} */ (WAYS)[event.key];
    if (way) {
      const to = player.graph.near(id, way);
      if (to !== null) {
        roam(to);
        player.graph.focus(to);
      }
    } else if (event.key === "Enter" || event.key === " ") player.select(id);
    else if (event.key === "Escape") stage.focus({ preventScroll: true });
    else return false;
    return true;
  }

  function onPlayer(event) {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const action = /** @type {Record<string, string>} */ (STEPS)[key];
    if (action) player.act(action);
    else if (key === "Escape" && player.selected !== null) player.select(null);
    else if (key === "Enter" && event.target === stage) {
      const { step } = pass;
      roam(step.parent >= 0 ? step.parent : step.node >= 0 ? step.node : here);
      player.graph.focus(here);
    } else return false;
    return true;
  }

  host.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return; // the host's own: Ctrl+S saves the notebook
    if (event.key !== "Tab") event.stopPropagation(); // a notebook has shortcuts of its own for plain keys
    const target = /** @type {HTMLElement} */ (event.target);
    const own = target.matches("input, textarea, select, summary") || (target.tagName === "BUTTON" && " Enter".includes(event.key));
    if (!own && (onBox(event) || onPlayer(event))) event.preventDefault();
  });
  host.addEventListener("click", (/** @type {MouseEvent} */ event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const box = target.closest(".al-node");
    if (box && stage.contains(box)) {
      const id = Number(box.getAttribute("data-id"));
      roam(id);
      player.select(id);
      if (pass.completes[id] >= 0) player.seek(pass.completes[id]);
    }
    if (!target.closest("input, button, details, select, a")) stage.focus({ preventScroll: true }); // keys work after a click anywhere
  });
}


const BEAT = 1100; // milliseconds between steps while playing

const PARTS = /** @type {((player: any) => void)[]} */ ([picture, toolbar, sentence, sliders, table, card, keys]);

function differ(x, y) {
  return Number.isFinite(x) && Number.isFinite(y) && Math.abs(x - y) > 1e-9 * Math.max(1, Math.abs(x));
}

function mount(host, raw, values, options, link = {}) {
  const trace = decodeTrace(raw);
  const pass = createPass(trace, values ?? trace.values);
  const { nodes } = trace;
  const hear = /** @type {Record<string, ((what?: any) => void)[]>} */ ({ step: [], values: [], select: [], view: [], play: [], kernel: [] });
  let timer = 0;

  const player = {
    host,
    trace,
    nodes,
    pass,
    options,
    graph: /** @type {any} */ (null), // the part "picture" draws it
    slots: slotsIn(host, options.title || `${nodes[nodes.length - 1].name}, step by step`),
    selected: /** @type {number | null} */ (null),
    sections: /** @type {((id: number) => Element | null)[]} */ ([]), // more to say on a node's card
    beat: BEAT,
    on: (event, f) => hear[event].push(f),
    hidden: (_id) => false,
    narrate: () => narrate(pass, (id) => player.hidden(id)),
    told: {
      value: (id, most) => (pass.known[id] ? number(pass.values[id], most) : "·"),
      grad: (id, most) => {
        const grad = pass.grads[id];
        return grad === null ? "·" : player.hidden(id) ? "?" : number(grad, most);
      },
      label: (id) => label(player, id),
    },
    say: (text) => write(player.slots.live, text),
    seek,
    act,
    select,
    setLeaf,
    refresh,
    pause,
    confirm,
    alone: () => kernel("none"),
  };

  function emit(event, what) {
    for (const f of hear[event]) f(what);
  }

  function seek(to) {
    const touched = pass.seek(to);
    host.dataset.step = String(pass.k);
    host.dataset.phase = pass.step.kind;
    emit("step", touched);
    if (pass.k === pass.last) pause();
  }

  function pause() {
    clearInterval(timer);
    timer = 0;
    emit("play", false);
  }

  function play() {
    if (pass.k === pass.last) seek(0);
    timer = window.setInterval(() => (host.isConnected ? seek(pass.k + 1) : pause()), player.beat);
    emit("play", true);
  }

  function act(action) {
    if (action === "play") return timer ? pause() : play();
    pause();
    seek({ start: 0, back: pass.k - 1, next: pass.k + 1, seed: pass.seed, end: pass.last }[action] ?? pass.k);
  }

  function select(id) {
    player.selected = id;
    emit("select", id);
  }

  function setLeaf(id, x) {
    pass.setLeaf(id, x);
    refresh();
    link.moved?.(id, x);
  }

  function refresh() {
    emit("values");
  }

  function kernel(state, text) {
    host.dataset.kernel = state;
    emit("kernel", text ?? (state === "live" ? "live: Python agrees" : "computed on this page"));
  }

  function confirm(numbers) {
    const fresh = numbers.slice(0, nodes.length);
    const mine = pass.values;
    pass.setValues(fresh);
    const { grads } = pass.final();
    const far = fresh.some((x, i) => differ(x, mine[i]) || differ(numbers[nodes.length + i], grads[i] ?? NaN));
    refresh();
    kernel("live", far ? "live: Python's numbers" : undefined);
  }

  host.classList.add("al-player");
  host.dataset.steps = String(pass.last);
  for (const part of PARTS) part(player);
  kernel("none");
  seek(options.start === "end" ? pass.last : 0);
  refresh();
  return player;
}

function number(x, most) {
  return most ? compact(x, most) : format(x, 6);
}

function label({ nodes, pass, hidden }, id) {
  const { name, kind, op } = nodes[id];
  const what = kind === "op" ? `operation ${op}` : kind === "leaf" ? "leaf" : "constant";
  const grad = pass.grads[id];
  const told = pass.known[id] ? `value ${format(pass.values[id])}` : "not computed yet";
  const slope = grad === null ? "no grad yet" : hidden(id) ? "grad hidden" : `grad ${format(grad)}`;
  return `${name}, ${what}, ${told}, ${kind === "const" ? "needs no grad" : slope}`;
}

function slotsIn(host, title) {
  host.dataset.lmSuppressShortcuts = "true";
  host.setAttribute("role", "group");
  host.setAttribute("aria-label", `Player: ${title}`);
  const slots = {
    top: html("div", { class: "al-top" }, html("span", { class: "al-title" }, title)),
    stage: html("div", { class: "al-stage", tabindex: 0, role: "group" }),
    side: html("div", { class: "al-side" }),
    bar: html("div", { class: "al-bar", role: "toolbar", "aria-label": "Steps" }),
    say: html("div", { class: "al-say" }),
    below: html("div", { class: "al-below" }),
    live: html("p", { class: "al-live", "aria-live": "polite" }),
  };
  slots.stage.setAttribute("aria-label", "Graph: left and right arrow keys go from step to step, Enter goes into the picture");
  const main = html("div", { class: "al-main" }, slots.stage, slots.side);
  host.replaceChildren(slots.top, main, slots.bar, slots.say, slots.below, slots.live);
  return slots;
}

function picture(player) {
  const { pass, slots, trace } = player;
  const { stage, top, below } = slots;
  const key = html("p", { class: "al-key", "aria-hidden": "true" });
  key.innerHTML =
    '<svg viewBox="0 0 9 11" width="9" height="11"><path class="al-mark-forward" d="M1 1l7 4.5l-7 4.5z"/></svg> value, forward' +
    ' <svg viewBox="0 0 9 11" width="9" height="11"><path class="al-mark-backward" d="M8 1l-7 4.5l7 4.5z"/></svg> grad, backward';
  const state = html("span", { class: "al-state" });
  top.append(key, state);
  player.graph = drawGraph(player);
  stage.append(player.graph.picture);
  below.append(...trace.notices.map((/** @type {string} */ text) => html("p", { class: "al-notice" }, text)));
  player.on("kernel", (/** @type {string} */ text) => write(state, text));
  player.on("values", () => player.graph.update());
  player.on("select", (/** @type {number | null} */ id) => player.graph.mark(id === null ? [] : [id], "is-selected"));
  player.on("step", (/** @type {number[]} */ touched) => {
    player.graph.update(touched);
    const { node, parent } = pass.step;
    if (node < 0 || stage.scrollWidth <= stage.clientWidth) return;
    const boxes = (parent < 0 ? [node] : [node, parent]).map((i) => player.graph.element(i).getBoundingClientRect());
    const frame = stage.getBoundingClientRect();
    const left = Math.min(...boxes.map((b) => b.left)) - frame.left;
    const right = Math.max(...boxes.map((b) => b.right)) - frame.left;
    if (left < 0 || right > stage.clientWidth) stage.scrollLeft += (left + right - stage.clientWidth) / 2;
  });
}

function sentence(player) {
  const text = html("p", { class: "al-sentence", "aria-live": "polite" });
  const rule = html("p", { class: "al-rule" });
  player.slots.say.append(text, rule);
  const update = () => {
    const said = player.narrate();
    write(text, said.plain ? `${said.text}. ${said.plain}` : said.text);
    write(rule, said.rule);
  };
  player.on("step", update);
  player.on("values", update);
}


const PATIENCE = 3000; // milliseconds until a kernel that does not answer counts as absent

function mountStatic(id) {
  const host = document.getElementById(id);
  const data = host?.querySelector("script[type='application/json']")?.textContent;
  if (!host || !data) return;
  const { trace, options } = JSON.parse(data);
  const start = () => mount(host, trace, null, options);
  if (!options.kept || !document.getElementById("jupyter-config-data")) return start();
  const button = html("button", { type: "button", class: "al-wake" }, "Show the player without a kernel");
  button.addEventListener("click", () => {
    start();
    host.querySelector(/** @type {any} */ (".al-stage"))?.focus();
  });
  host.prepend(button);
}

function hideKept(key) {
  const kept = `[data-al-kept="${key}"]`;
  return html("style", {}, `${kept}{display:none}`, `.jp-OutputArea-child:has(${kept}){display:none}`);
}

function render({ model, el }) {
  const host = html("div");
  el.append(host);
  if (model.get("_options").key) el.append(hideKept(model.get("_options").key));
  const view = Math.random().toString(36).slice(2); // a player may be shown twice; each view knows its own answers
  const moved = /** @type {Map<number, number>} */ (new Map());
  let turn = 0;
  let patience = 0;
  const player = mount(host, model.get("_trace"), floats(model.get("_numbers")), model.get("_options"), {
    moved: (id, value) => {
      moved.set(id, value);
      if (!patience) ask();
    },
  });

  function ask() {
    model.send({ moves: [...moved], turn: (turn += 1), view });
    moved.clear();
    patience = window.setTimeout(() => {
      patience = 0;
      player.alone();
    }, PATIENCE);
  }

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
