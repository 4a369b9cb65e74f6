// Made by `make sync` from autograd_lab/viz/js/; do not edit.

const exp = Math.exp;
const tanh = Math.tanh;
const abs = Math.abs;
const sqrt = Math.sqrt;
const sin = Math.sin;
const cos = Math.cos;

function log(x) {
return x === 0 ? NaN : Math.log(x);
}

function over(a, b) {
return b === 0 ? NaN : a / b;
}

function sign(x) {
return Number(x > 0) - Number(x < 0);
}

function max(a, b) {
return b > a ? b : a;
}

function min(a, b) {
return b < a ? b : a;
}

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
return a === 0 && b < 0 ? NaN : Math.pow(a, b);
}

function slope_of_power(a, b) {
return b ? b * power(a, b - 1) : 0;
}

function slope_of_exponent(a, b) {
return a ? power(a, b) * Math.log(a) : 0;
}

function above(a, b) {
return a > b ? 1 : a === b ? 0.5 : 0;
}


const OPS = {
add: { "symbol": "+", "folded": false, "arity": 2, "text": "{a} + {b}", "partials": ["1", "1"], forward: (a, b) => a + b, slopes: [(a, b, out) => 1, (a, b, out) => 1] },
sub: { "symbol": "−", "folded": false, "arity": 2, "text": "{a} − {b}", "partials": ["1", "−1"], forward: (a, b) => a - b, slopes: [(a, b, out) => 1, (a, b, out) => -1] },
mul: { "symbol": "×", "folded": false, "arity": 2, "text": "{a} × {b}", "partials": ["{b}", "{a}"], forward: (a, b) => a * b, slopes: [(a, b, out) => b, (a, b, out) => a] },
div: { "symbol": "÷", "folded": false, "arity": 2, "text": "{a} ÷ {b}", "partials": ["1 ÷ {b}", "−{out} ÷ {b}"], forward: (a, b) => over(a, b), slopes: [(a, b, out) => over(1, b), (a, b, out) => over(-out, b)] },
neg: { "symbol": "−", "folded": false, "arity": 1, "text": "−{a}", "partials": ["−1"], forward: (a) => -a, slopes: [(a, _, out) => -1] },
pow: { "symbol": "^", "folded": false, "arity": 2, "text": "{a} ^ {b}", "partials": ["{b} × {a} ^ ({b} − 1)", "{a} ^ {b} × ln({a})"], forward: (a, b) => power(a, b), slopes: [(a, b, out) => slope_of_power(a, b), (a, b, out) => slope_of_exponent(a, b)] },
exp: { "symbol": "exp", "folded": false, "arity": 1, "text": "exp({a})", "partials": ["{out}"], forward: (a) => exp(a), slopes: [(a, _, out) => out] },
log: { "symbol": "ln", "folded": false, "arity": 1, "text": "ln({a})", "partials": ["1 ÷ {a}"], forward: (a) => log(a), slopes: [(a, _, out) => over(1, a)] },
sqrt: { "symbol": "√", "folded": false, "arity": 1, "text": "√({a})", "partials": ["0.5 ÷ {out}"], forward: (a) => sqrt(a), slopes: [(a, _, out) => over(0.5, out)] },
tanh: { "symbol": "tanh", "folded": false, "arity": 1, "text": "tanh({a})", "partials": ["1 − {out}²"], forward: (a) => tanh(a), slopes: [(a, _, out) => 1 - out * out] },
sigmoid: { "symbol": "σ", "folded": false, "arity": 1, "text": "σ({a})", "partials": ["{out} × (1 − {out})"], forward: (a) => sigmoid(a), slopes: [(a, _, out) => out * (1 - out)] },
log_sigmoid: { "symbol": "ln σ", "folded": false, "arity": 1, "text": "ln σ({a})", "partials": ["σ(−{a})"], forward: (a) => log_sigmoid(a), slopes: [(a, _, out) => sigmoid(-a)] },
relu: { "symbol": "relu", "folded": false, "arity": 1, "text": "relu({a})", "partials": ["[1 if {a} > 0, else 0]"], forward: (a) => relu(a), slopes: [(a, _, out) => step(a)] },
abs: { "symbol": "|·|", "folded": false, "arity": 1, "text": "|{a}|", "partials": ["sign({a})"], forward: (a) => abs(a), slopes: [(a, _, out) => sign(a)] },
sin: { "symbol": "sin", "folded": false, "arity": 1, "text": "sin({a})", "partials": ["cos({a})"], forward: (a) => sin(a), slopes: [(a, _, out) => cos(a)] },
cos: { "symbol": "cos", "folded": false, "arity": 1, "text": "cos({a})", "partials": ["−sin({a})"], forward: (a) => cos(a), slopes: [(a, _, out) => -sin(a)] },
max: { "symbol": "max", "folded": false, "arity": 2, "text": "max({a}, {b})", "partials": ["[1 if {a} > {b}, ½ if equal, else 0]", "[1 if {b} > {a}, ½ if equal, else 0]"], forward: (a, b) => max(a, b), slopes: [(a, b, out) => above(a, b), (a, b, out) => above(b, a)] },
min: { "symbol": "min", "folded": false, "arity": 2, "text": "min({a}, {b})", "partials": ["[1 if {b} > {a}, ½ if equal, else 0]", "[1 if {a} > {b}, ½ if equal, else 0]"], forward: (a, b) => min(a, b), slopes: [(a, b, out) => above(b, a), (a, b, out) => above(a, b)] },
total: { "symbol": "Σ", "folded": true, "arity": 1, "text": "{a}", "partials": ["1"], forward: (a) => a, slopes: [(a, _, out) => 1] },
dot: { "symbol": "w·x", "folded": true, "arity": 2, "text": "{a} × {b}", "partials": ["{b}", "{a}"], forward: (a, b) => a * b, slopes: [(a, b, out) => b, (a, b, out) => a] },
};



const KINDS = ({ [-1]: "leaf", [-2]: "const" });

function decodeTrace(raw) {
const nodes = raw.names.map((name, id) => {
const made = raw.made[id];
return { id, name, kind: KINDS[made] ?? "op", op: raw.ops[made] ?? "", named: raw.named[id] === "1", parents: raw.parents[id] };
});
const groups = raw.groups.labels.map((label, at) => {
return { label, kind: raw.groups.kinds[at], parent: raw.groups.parents[at], members: ([]) };
});
raw.groups.inside.forEach((at, id) => at >= 0 && groups[at].members.push(id));
return { ...raw, nodes, groups, values: decode(raw.values) };
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
const at = (i) => values[node.parents[i]];
if (!op.folded) return op.slopes[slot](at(0), at(1), out);
const n = Math.floor(node.parents.length / op.arity);
const letter = Math.floor(slot / n);
if (letter >= op.arity) return 1;
const i = slot % n;
return op.slopes[letter](at(i), at(n + i), out);
}

function same(x, y) {
return Object.is(x, y) || Math.abs(x - y) <= 1e-12 * Math.abs(y);
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

function createPass({ nodes, foreign = {} }, numbers) {
const steps = stepsOf(nodes);
const expected = new Array(nodes.length).fill(0); // contributions that a gradient adds up in all
const completes = new Array(nodes.length).fill(-1); // the step after which a node's gradient is whole
steps.forEach(({ kind, node, parent }, k) => {
if (kind === "backward") expected[parent] += 1;
if (kind === "backward") completes[parent] = k;
if (kind === "seed") completes[node] = k;
});
let told = { values: numbers.slice(), foreign }; // what came from Python last
let whole = null;
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
lost: nodes.map(() => false), // values that cannot be known on this page
known: nodes.map((node) => node.kind !== "op"),
grads: (nodes.map(() => null)),
arrivals: (nodes.map(() => [])),
arrival: (null),
seek,
setLeaf,
setValues,
final,
nudge,
slope,
};

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
if (kind === "backward") pass.grads[parent] = (pass.arrivals[parent].pop()).before;
}

function receive(grads, arrivals, from, to, slot) {
const upstream = (grads[from]);
const factor = slope(from, slot);
const before = grads[to];
const amount = upstream * factor;
arrivals[to].push({ from, slot, upstream, local: factor, amount, before });
grads[to] = before === null ? amount : before + amount;
}

function slope(id, slot) {
const node = nodes[id];
if (pass.lost[id] || node.parents.some((p) => pass.lost[p])) return NaN;
return OPS[node.op] ? local(node, slot, pass.values[id], pass.values) : (told.foreign[id]?.[slot] ?? NaN);
}

function seek(k) {
const to = Math.max(0, Math.min(pass.last, Math.round(k) || 0));
const touched = (new Set());
const touch = (step) => [step.node, step.parent].forEach((i) => i >= 0 && touched.add(i));
for (; pass.k < to; touch(steps[pass.k])) advance((pass.k += 1));
for (; pass.k > to; pass.k -= 1) {
retreat(pass.k);
touch(steps[pass.k]);
}
pass.step = steps[to];
pass.arrival = pass.step.kind === "backward" ? (pass.arrivals[pass.step.parent].at(-1) ?? null) : null;
return [...touched];
}

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

function become(fresh, lost) {
const at = pass.k;
seek(0);
pass.values = fresh;
pass.lost = lost;
whole = null;
seek(at);
}

function setValues(fresh, slopes = told.foreign) {
told = { values: fresh.slice(), foreign: slopes };
become(
fresh.slice(),
nodes.map(() => false),
);
}

function setLeaf(id, x) {
const fresh = pass.values.slice();
const lost = nodes.map(() => false);
fresh[id] = x;
compute(fresh, lost);
become(fresh, lost);
}

function nudge(id, h) {
const fresh = pass.values.slice();
fresh[id] += h;
compute(fresh, nodes.map(() => false), id);
return fresh[nodes.length - 1];
}

function final() {
if (pass.k === pass.last) return { grads: pass.grads, arrivals: pass.arrivals };
if (whole) return whole;
const grads = (nodes.map(() => null));
const arrivals = (nodes.map(() => []));
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



const MOST_TERMS = 6; // of a long sum, that a sentence can hold

function factor(x) {
return x < 0 ? `(${format(x)})` : format(x);
}

function sum(terms) {
const left = terms.length - MOST_TERMS;
if (left > 1) terms = [...terms.slice(0, 3), `… ${left} more …`, ...terms.slice(left + 3)];
return terms.join(" + ");
}

function expression(node, operands) {
const op = OPS[node.op];
if (!op) return `${node.op}(${operands.join(", ")})`;
if (node.op === "dot") {
const n = Math.floor(operands.length / 2);
const terms = operands.slice(0, n).map((w, i) => `${w} × ${operands[n + i]}`);
return sum([...terms, ...operands.slice(2 * n)]);
}
if (op.folded) return sum(operands);
return fill(op.text, { a: operands[0], b: operands[1] });
}

function fill(text, names) {
return text.replace(/\{(\w+)\}/g, (_, letter) => names[letter]);
}

function localSymbol({ nodes }, id, slot) {
const { op: name, parents, name: out } = nodes[id];
const op = OPS[name];
if (!op) return "";
const at = (i) => nodes[parents[i]]?.name ?? "";
const n = op.folded ? Math.floor(parents.length / op.arity) : 1;
const letter = op.folded ? Math.floor(slot / n) : slot;
const i = op.folded ? slot % n : 0;
const text = fill(op.partials[letter] ?? "1", { a: at(i), b: at(n + i), out });
return text.replace(/ \^ \(([\d.]+) − 1\)/, (_, power) => (power === "2" ? "" : ` ^ ${format(power - 1)}`));
}

function slopeSymbol(above, below) {
return `∂${above}/∂${below}`;
}

function narrate(pass, hidden = () => false) {
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
if (step.kind === "backward") return backward(pass, hidden);
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

function backward(pass, hidden) {
const { nodes, expected, step, grads, arrivals, arrival } = pass;
const [from, to] = [nodes[step.node].name, nodes[step.parent].name];
const root = nodes[nodes.length - 1].name;
const { upstream, local, amount, before } = (arrival);
const came = arrivals[step.parent].length;
const whole = (grads[step.parent]);
const several = expected[step.parent] > 1;
const secret = hidden(step.parent);
const tell = (x, how = format) => (secret ? "?" : Number.isNaN(x) && pass.lost[step.node] ? "?" : how(x));
const up = hidden(step.node) ? "?" : format(upstream);
let text = `Backward, ${from} to ${to}: upstream ${up} × local ${tell(local, factor)} = ${tell(amount)}`;
if (several) {
const so = came < expected[step.parent] ? "so far" : "in all";
const earlier = arrivals[step.parent].slice(0, -1).map((a) => tell(a.amount, factor));
const terms = came > MOST_TERMS ? [`${tell((before))} so far`] : earlier;
const told = came > 1 ? `${[...terms, tell(amount, factor)].join(" + ")} = ` : "";
text += `. ${to} adds up ${came} of ${expected[step.parent]}: ${told}${tell(whole)} ${so}`;
}
const symbols = several
? [`grad of ${to}`, `grad of ${from}`, `local ${slopeSymbol(from, to)}`]
: [slopeSymbol(root, to), slopeSymbol(root, from), slopeSymbol(from, to)];
const [down, above, slope] = symbols;
return {
text,
rule: several ? `${down} += ${above} × ${slope}` : `${down} = ${above} · ${slope}`,
plain: came < expected[step.parent] || secret ? "" : everyday(to, root, whole),
terms: [
{ symbol: down, number: tell(amount), word: several ? "this edge adds" : "downstream" },
{ symbol: above, number: up, word: "upstream" },
{ symbol: slope, number: tell(local, factor), word: "local" },
],
};
}

function everyday(name, root, grad) {
if (!Number.isFinite(grad)) return "";
if (grad === 0) return `Nudge ${name} a little and ${root} does not move.`;
const move = grad > 0 ? "rises" : "falls";
return `Raise ${name} by 0.01 and ${root} ${move} by about ${format(Math.abs(grad) * 0.01)}.`;
}

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
text ? button.append(text) : setIcon(button, (name));
button.addEventListener("click", act);
return button;
}


const PAD = 8;
const LONGEST = 8; // characters of a number in a box
const STAGE_SHRINKS_TO = 0.75; // a wide graph gets this much smaller to fit, then it scrolls

function middle(c) {
const segments = (c.length - 2) / 6;
const at = 6 * Math.floor((segments - 1) / 2);
const mix = (i) => (c[at + i] + 3 * c[at + i + 2] + 3 * c[at + i + 4] + c[at + i + 6]) / 8;
return segments % 2 ? [mix(0), mix(1)] : [c[at + 6], c[at + 7]];
}

function short(text, most) {
return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function near(trace, id, way) {
const { nodes, layout } = trace;
if (way === "left") return nodes[id].parents[0] ?? null;
if (way === "right") return nodes.find((n) => n.parents.includes(id))?.id ?? null;
const at = (i) => [layout.centres[2 * i], layout.centres[2 * i + 1]];
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
const edges = trace.nodes.map((node, i) =>
node.parents.map((p, slot) => {
const c = curves[i][slot];
const d = `M${c[0]} ${c[1]}C${c.slice(2).join(" ")}`;
return { c, path: svg("path", { class: "al-edge", d, "data-from": p, "data-to": i, "data-slot": slot }, picture) };
}),
);
const nodes = trace.nodes.map((node, i) => {
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
let lit = ([]); // what the step before this one lit

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
element: (i) => nodes[i].g,
focus: (i) => nodes[i].g.focus({ preventScroll: true }),
open: (_group) => {},
close: (_group) => {},
reveal: (_id) => {},
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
player.on("play", (playing) => {
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
const operands = parents.map((p) => nodes[p].name).join(", ");
return kind === "op" ? `${op}(${operands})` : kind === "leaf" ? "leaf" : "constant";
}

function table(player) {
const { trace } = player;
const body = html("tbody");
const head = html("tr", {}, ...HEAD.map((t) => html("th", { scope: "col" }, t)));
const details = html("details", { class: "al-table" }, html("summary", {}, "Table of values"));
details.append(html("table", {}, html("thead", {}, head), body));
const cells = ([]);

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


const MOST_STEPS = 400; // that anyone would read

function stepList(player) {
const { trace, pass } = player;
if (trace.arrays) return; // a recorded pass tells one step at a time
const list = html("ol", { class: "al-steps", start: 0 });
const details = html("details", { class: "al-fold" }, html("summary", {}, `All steps (${pass.last})`), list);
const buttons = ([]);

function fill() {
const shown = Math.min(pass.last, MOST_STEPS);
for (let k = 0; k <= shown; k++) {
const button = html("button", { type: "button", class: "al-path" });
button.addEventListener("click", () => player.seek(k));
buttons.push(button);
list.append(html("li", {}, button));
}
if (shown < pass.last) list.after(html("p", {}, `… ${pass.last - shown} more steps.`));
}

function tell() {
if (!details.open) return;
if (!buttons.length) fill();
const reader = createPass(trace, pass.values);
reader.lost = pass.lost;
buttons.forEach((button, k) => {
reader.seek(k);
const { text, plain } = narrate(reader, player.hidden);
write(button, plain ? `${text}. ${plain}` : text);
});
here();
}

function here() {
list.querySelector("[aria-current]")?.removeAttribute("aria-current");
buttons[pass.k]?.setAttribute("aria-current", "step");
}
details.addEventListener("toggle", tell);
player.on("values", tell);
player.on("step", here);
player.slots.below.append(details);
}


const KEY_HELP = [
["→ ← or N B", "next step, one step back"],
["Home, S, End", "start, seed (where the backward pass starts), end"],
["Space or P", "play and pause"],
["Enter", "from the graph into the picture; on a box: open its card"],
["→ ← on a box", "along an edge: to what uses it, to what it was made from"],
["↑ ↓ on a box", "to the box above or below"],
["Escape", "close the card; leave the picture"],
["?", "this list"],
];
const SIGN_HELP = [
["▶ blue, solid edges", "forward: a value"],
["◀ orange, dashed edges", "backward: a gradient"],
["thick border", "the box that this step writes to"],
["dashed border", "the box that a gradient comes from; grey: a plain number"],
["·", "not there yet; this is not 0"],
["?", "hidden by the quiz, or not known on this page"],
];

function help(player) {
const table = (title, rows) =>
html("table", {}, html("caption", {}, title), html("tbody", {}, ...rows.map(([what, does]) => html("tr", {}, html("th", { scope: "row" }, what), html("td", {}, does)))));
const summary = html("summary", {}, "Keys and signs (?)");
const details = html("details", { class: "al-fold al-help" }, summary, html("div", { class: "al-columns" }, table("Keys", KEY_HELP), table("Signs", SIGN_HELP)));
player.help = () => {
details.open = !details.open;
if (details.open) summary.focus();
};
player.slots.below.append(details);
}


const NUDGES = ["1", "0.1", "0.01", "0.001", "1e-5", "1e-8", "1e-12", "1e-15"];
const NUDGE_DIGITS = 6;

function nudgeVerdict(measured, grad, h) {
if (!Number.isFinite(measured) || !Number.isFinite(grad)) return "";
if (format(measured, NUDGE_DIGITS) === format(grad, NUDGE_DIGITS)) return "The same, in the digits shown.";
const off = Math.abs(measured - grad);
const far = grad === 0 ? format(off, 2) : `${format((100 * off) / Math.abs(grad), 2)} %`;
const why = h < 1e-7 ? "so small a step drowns in rounding: try a larger one." : "the curve bends within the step: try a smaller one.";
return `${far} apart: ${why}`;
}

function nudgeSection(player, id) {
const { nodes, pass } = player;
const { name, kind } = nodes[id];
const root = nodes[nodes.length - 1].name;
if (kind === "const" || id === nodes.length - 1) return null;
const select = html("select", { "aria-label": `Size of the nudge to ${name}` });
select.append(...NUDGES.map((h) => html("option", { value: h }, h)));
select.value = "0.01";
const cells = ["now", "then", "slope", "grad"].map(() => html("td", { class: "al-num" }));
const titles = [`${root} now`, "", `Δ${root} / h, measured`, "grad, from the backward pass"].map((t) => html("th", { scope: "row" }, t));
const body = titles.map((title, i) => html("tr", {}, title, cells[i]));
const comment = html("p", { role: "status" });
const element = html(
"section",
{ class: "al-nudge" },
html("h4", {}, "Nudge it"),
html("label", {}, `Raise ${name} by h = `, select),
html("table", {}, html("tbody", {}, ...body)),
comment,
);

function update() {
const h = Number(select.value);
const before = pass.values[nodes.length - 1];
const after = pass.nudge(id, h);
const measured = (after - before) / h;
const hidden = player.hidden(id);
const whole = pass.completes[id] <= pass.k;
write(titles[1], `${root} with ${name} + ${select.value}`);
const grad = whole ? pass.grads[id] : null;
const texts = [before, after, measured].map((x, i) => (i && hidden ? "?" : format(x, i < 2 ? 8 : NUDGE_DIGITS)));
[...texts, grad === null ? "·" : hidden ? "?" : format(grad, NUDGE_DIGITS)].forEach((text, i) => write(cells[i], text));
write(comment, grad === null || hidden ? "" : nudgeVerdict(measured, grad, h));
}
select.addEventListener("change", update);
update();
return { element, update };
}



const MOST_PATHS = 6; // that a card lists
const MOST_STOPS = 7; // names of one path

function usesOf(nodes) {
const uses = (nodes.map(() => []));
for (const { id, parents } of nodes) parents.forEach((p, slot) => uses[p].push([id, slot]));
return uses;
}

function pathsFrom(uses, id, most) {
const root = uses.length - 1;
const count = uses.map(() => 0);
count[root] = 1;
for (let i = root - 1; i >= id; i--) for (const [to] of uses[i]) count[i] += count[to];
const paths = ([]);
const way = ([]);
const turns = [0]; // at each stop of the way, which edge comes next
while (turns.length && paths.length < most) {
const at = way.length ? way[way.length - 1][0] : id;
const turn = turns[turns.length - 1]++;
if (at === root) paths.push(way.slice());
if (at !== root && turn < uses[at].length) {
way.push(uses[at][turn]);
turns.push(0);
} else {
way.pop();
turns.pop();
}
}
return { paths, count: count[id] };
}

function pathsSection(player, id) {
const { nodes, pass } = player;
const root = nodes.length - 1;
if (id === root || nodes[id].kind === "const") return null;
const { paths, count } = pathsFrom((player.uses ??= usesOf(nodes)), id, MOST_PATHS);
const light = () => player.graph.mark(paths.flat(), "is-path");
const rows = paths.map((path) => {
const names = [nodes[id].name, ...path.map(([to]) => nodes[to].name)];
const stops = names.length > MOST_STOPS ? [...names.slice(0, 3), "…", ...names.slice(-3)] : names;
const product = html("span", { class: "al-num" });
const button = html("button", { type: "button", class: "al-path", title: "Light this path alone" }, stops.join(" → "), " ", product);
const alone = () => player.graph.mark(path, "is-path");
for (const event of ["mouseenter", "focus", "click"]) button.addEventListener(event, alone);
for (const event of ["mouseleave", "blur"]) button.addEventListener(event, light);
return { path, product, item: html("li", {}, button) };
});
const total = html("p", { class: "al-num" });
const many = count > paths.length ? `, ${paths.length} of them here` : "";
const title = `${count === 1 ? "The path" : `${format(count, 6)} paths`} to ${nodes[root].name}${many}`;
const element = html("section", {}, html("h4", {}, title), html("ul", { class: "al-paths" }, ...rows.map((r) => r.item)), total);

function update() {
const ready = pass.k >= pass.seed && !player.hidden(id);
const products = rows.map(({ path, product }) => {
const slopes = path.map(([to, slot]) => pass.slope(to, slot));
const amount = slopes.reduceRight((x, y) => x * y, 1);
const factors = slopes.length > MOST_STOPS || slopes.length < 2 ? "" : `${slopes.map((x) => factor(x)).join(" × ")} = `;
write(product, ready ? factors + format(amount) : player.hidden(id) ? "?" : "·");
return factor(amount);
});
if (count === 1) return;
const rest = count > paths.length ? [`… ${format(count - paths.length, 6)} more`] : [];
const grad = format(pass.final().grads[id]);
write(total, ready ? `${sum(products.concat(rest))} = ${grad}, the gradient` : "");
}
update();
light();
return { element, update };
}



const MOST_ROWS = 8; // of a node with many operands or many uses

const SECTIONS = [formula, locals, contributions, nudgeSection, pathsSection];

function card(player) {
const { side } = player.slots;
let sections = ([]);
side.hidden = true;

function open() {
const id = player.selected;
side.hidden = id === null;
player.graph.mark([], "is-path");
sections = id === null ? [] : player.sections.map((make) => make(player, id)).filter(Boolean);
if (id === null) return side.replaceChildren();
const { name, kind, op } = player.nodes[id];
const symbol = op && OPS[op]?.symbol !== op ? ` ${OPS[op]?.symbol ?? ""}` : "";
const what = kind === "op" ? `${op}${symbol}` : kind === "leaf" ? "leaf" : "number";
const head = html("h3", {}, name, " ", html("span", { class: "al-what" }, what));
side.setAttribute("aria-label", `Card of ${name}`);
side.replaceChildren(
html("div", { class: "al-card-head" }, head, iconButton("close", "Close the card (Escape)", () => player.select(null))),
html("div", { class: "al-card" }, ...sections.map((section) => section.element)),
);
}
const update = () => sections.forEach((section) => section.update?.());
player.on("select", open);
player.on("step", update);
player.on("values", update);
}

function formula(player, id) {
const { nodes, pass } = player;
const node = nodes[id];
const root = nodes[nodes.length - 1].name;
const text = html("p", { class: "al-formula" });
const meaning = html("p");
const bounds = (player.options.sliders ?? []).find(([leaf]) => leaf === id)?.[1] ?? null;
const leaf = node.kind === "leaf" ? leafControl(player, id, bounds) : null;
function update() {
leaf?.update();
const operands = node.parents.map((p) => nodes[p].name);
const numbers = node.parents.map((p) => (pass.lost[p] || !pass.known[p] ? "·" : factor(pass.values[p])));
const value = player.told.value(id);
if (node.kind === "op") write(text, `${node.name} = ${expression(node, operands)} = ${expression(node, numbers)} = ${value}`);
else write(text, `${node.name} = ${value}`);
const whole = pass.completes[id] >= 0 && pass.completes[id] <= pass.k;
if (node.kind === "const") write(meaning, "A number written into the expression: nothing moves it, so it needs no gradient.");
else write(meaning, whole && !player.hidden(id) ? everyday(node.name, root, pass.grads[id]) : "");
}
update();
return { element: html("section", {}, text, ...(leaf ? [leaf.row] : []), meaning), update };
}

function grid(title, head, rows) {
const cells = head.map((text) => html("th", { scope: "col" }, text));
return html("section", {}, html("h4", {}, title), html("table", {}, html("thead", {}, html("tr", {}, ...cells)), html("tbody", {}, ...rows)));
}

function locals(player, id) {
const { nodes, pass } = player;
const node = nodes[id];
const shown = node.parents.slice(0, MOST_ROWS);
if (!shown.length) return null;
const cells = shown.map(() => html("td", { class: "al-num" }));
const rows = shown.map((p, slot) => {
const symbol = localSymbol(pass, id, slot);
return html("tr", {}, html("th", { scope: "row" }, slopeSymbol(node.name, nodes[p].name)), html("td", {}, symbol), cells[slot]);
});
const more = node.parents.length - shown.length;
if (more > 0) rows.push(html("tr", {}, html("td", { colspan: 3 }, `… ${more} more`)));
const update = () => shown.forEach((_, slot) => write(cells[slot], slopeText(player, id, slot)));
update();
return { element: grid("Local derivatives", ["", "is", "here"], rows), update };
}

function slopeText({ pass, hidden, nodes }, id, slot) {
if (!pass.known[id]) return "·";
const slope = pass.slope(id, slot);
return hidden(nodes[id].parents[slot]) || (Number.isNaN(slope) && pass.lost[id]) ? "?" : format(slope, 6);
}

function contributions(player, id) {
const { nodes, pass } = player;
if (nodes[id].kind === "const") return null;
const root = nodes.length - 1;
const all = pass.steps.filter((step) => step.kind === "backward" && step.parent === id);
const shown = all.slice(0, MOST_ROWS);
const cells = shown.map(() => ["up", "local", "amount"].map(() => html("td", { class: "al-num" })));
const rows = shown.map((step, i) =>
html("tr", {}, html("th", { scope: "row" }, nodes[step.node].name), ...cells[i]),
);
if (id === root) rows.push(html("tr", {}, html("th", { scope: "row" }, "seed"), html("td"), html("td"), html("td", { class: "al-num" }, "1")));
const rest = html("td", { class: "al-num" });
if (all.length > shown.length) rows.push(html("tr", {}, html("td", { colspan: 3 }, `… ${all.length - shown.length} more`), rest));
const total = html("td", { class: "al-num" });
rows.push(html("tr", { class: "al-sum" }, html("th", { scope: "row", colspan: 3 }, `sum: ${slopeSymbol(nodes[root].name, nodes[id].name)}`), total));
function update() {
const came = pass.arrivals[id];
const tell = (x) => (player.hidden(id) ? "?" : format(x, 6));
cells.forEach(([up, local, amount], i) => {
const arrival = came[i];
write(up, arrival ? (player.hidden(arrival.from) ? "?" : format(arrival.upstream, 6)) : "·");
write(local, arrival ? `× ${player.hidden(id) ? "?" : factor(arrival.local)}` : "·");
write(amount, arrival ? tell(arrival.amount) : "·");
});
const others = came.slice(shown.length).reduce((s, a) => s + a.amount, 0);
write(rest, came.length > shown.length ? tell(others) : "·");
write(total, player.told.grad(id));
}
update();
return { element: grid("What arrives", ["from", "upstream", "local", "adds"], rows), update };
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
const box = (event.target).closest("[data-id]");
if (!box || !stage.contains(box)) return false;
const id = Number(box.getAttribute("data-id"));
const way = (WAYS)[event.key];
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
const action = (STEPS)[key];
if (action) player.act(action);
else if (key === "?") player.help();
else if (key === "Escape" && player.selected !== null) player.select(null);
else if (key === "Enter" && event.target === stage) {
const { step } = pass;
roam(step.parent >= 0 ? step.parent : step.node >= 0 ? step.node : here);
player.graph.focus(here);
} else return false;
return true;
}

host.addEventListener("keydown", (event) => {
if (event.ctrlKey || event.metaKey || event.altKey) return; // the host's own: Ctrl+S saves the notebook
if (event.key !== "Tab") event.stopPropagation(); // a notebook has shortcuts of its own for plain keys
const target = (event.target);
const own = target.matches("input, textarea, select, summary") || (target.tagName === "BUTTON" && " Enter".includes(event.key));
if (!own && (onBox(event) || onPlayer(event))) event.preventDefault();
});
host.addEventListener("click", (event) => {
const target = (event.target);
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

const PARTS = ([picture, toolbar, sentence, sliders, table, stepList, help, card, keys]);

function differ(x, y) {
return Number.isFinite(x) && Number.isFinite(y) && Math.abs(x - y) > 1e-9 * Math.max(1, Math.abs(x));
}

function mount(host, raw, values, options, link = {}) {
const trace = decodeTrace(raw);
const pass = createPass(trace, values ?? trace.values);
const { nodes } = trace;
const hear = ({ step: [], values: [], select: [], view: [], play: [], kernel: [] });
let timer = 0;

const player = {
host,
trace,
nodes,
pass,
options,
graph: (null), // the part "picture" draws it
slots: slotsIn(host, options.title || `${nodes[nodes.length - 1].name}, step by step`),
selected: (null),
sections: SECTIONS.slice(), // of a node's card: functions (player, id) => {element, update} or null
beat: BEAT,
on: (event, f) => hear[event].push(f),
hidden: (_id) => false,
bound: (to) => to,
link,
narrate: () => narrate(pass, (id) => player.hidden(id)),
told: {
value: (id, most) => (!pass.known[id] ? "·" : pass.lost[id] ? "?" : digits(pass.values[id], most)),
grad: (id, most) => {
const grad = pass.grads[id];
return grad === null ? "·" : player.hidden(id) || unknown(grad) ? "?" : digits(grad, most);
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

function unknown(grad) {
return Number.isNaN(grad) && pass.lost.includes(true);
}

function emit(event, what) {
for (const f of hear[event]) f(what);
}

function seek(to) {
const touched = pass.seek(player.bound(to));
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

function confirm(numbers, foreign) {
const fresh = numbers.slice(0, nodes.length);
const mine = pass.values;
pass.setValues(fresh, foreign);
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

function digits(x, most) {
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
host.replaceChildren(slots.top, slots.stage, slots.bar, slots.say, slots.side, slots.below, slots.live);
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
below.append(...trace.notices.map((text) => html("p", { class: "al-notice" }, text)));
player.on("kernel", (text) => write(state, text));
player.on("values", () => player.graph.update());
player.on("select", (id) => player.graph.mark(id === null ? [] : [id], "is-selected"));
player.on("step", (touched) => {
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
if (!said.terms?.length) return write(rule, said.rule);
const columns = said.terms.flatMap(({ symbol, number, word }, i) => [
html("span", { class: `al-term al-term-${i}` }, html("b", {}, symbol), html("span", {}, number), html("i", {}, word)),
...(i < 2 ? [html("span", { class: "al-sign" }, i ? " · " : said.rule.includes("+=") ? " += " : " = ")] : []),
]);
rule.replaceChildren(...columns);
rule.setAttribute("data-rule", said.rule);
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
host.querySelector((".al-stage"))?.focus();
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
const moved = (new Map());
let turn = 0;
let patience = 0;
const player = mount(host, model.get("_trace"), floats(model.get("_numbers")), model.get("_options"), {
moved: (id, value) => {
moved.set(id, value);
if (!patience) ask();
},
kept: model.get("_kept"),
keep: (state) => {
model.set("_kept", state);
model.save_changes();
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
