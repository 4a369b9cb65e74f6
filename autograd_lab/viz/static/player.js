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



const HEAT_STEPS = 127;
const NOT_FINITE = -128;

function decodeRecorded(raw, decode) {
const pictures = decodePictures(raw.pictures, decode);
const handed = (new Map());
raw.arrivals.forEach(([node, slot, own, sum], i) => {
const [rule, note] = raw.backward[i];
handed.set(`${node} ${slot}`, { own: pictures[own], sum: pictures[sum], rule, note });
});
return {
...raw,
values: raw.values.map((at) => pictures[at] ?? null),
handed: (node, slot) => handed.get(`${node} ${slot}`),
};
}

function decodePictures(raw, decode) {
const figures = decode(raw.figures);
const tables = decode(raw.tables);
const heats = Int8Array.from(atob(raw.heats), (c) => c.charCodeAt(0));
const odd = new Map(raw.odd.map(([at, count, place]) => [at, { odd: count, oddPlace: place }]));
let t = 0;
let h = 0;
return raw.sizes.map(([rows, cols, down, across], i) => {
const [norm, low, high, peak, scale] = figures.slice(5 * i, 5 * i + 5);
const table = tables.slice(t, (t += rows * cols));
const steps = [...heats.slice(h, (h += down * across))];
const cells = down
? steps.map((s) => (s === NOT_FINITE ? null : s / HEAT_STEPS))
: table.map((x) => (Number.isFinite(x) ? x / (scale || 1) : null));
const common = { shape: raw.shapes[i], dtype: raw.kinds[raw.dtypes[i]], norm, low, high, peak, place: raw.places[i] };
return { ...common, odd: 0, oddPlace: [], ...odd.get(i), rows, cols, table, scale, grid: down ? [down, across] : [rows, cols], cells };
});
}



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
const recorded = raw.recorded ? decodeRecorded(raw.recorded, decode) : null;
return { ...raw, nodes, groups, recorded, box: recorded?.box, values: decode(raw.values) };
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
if (!(letter < op.arity)) return 1;
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

function createPass({ nodes, foreign = {}, recorded = null }, numbers) {
const steps = stepsOf(nodes);
const expected = new Array(nodes.length).fill(0);
const completes = new Array(nodes.length).fill(-1);
steps.forEach(({ kind, node, parent }, k) => {
if (kind === "backward") expected[parent] += 1;
if (kind === "backward") completes[parent] = k;
if (kind === "seed") completes[node] = k;
});
let told = { values: numbers.slice(), foreign };
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
lost: nodes.map(() => false),
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
const before = grads[to];
const seen = recorded?.handed(from, slot);
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



const MOST_TERMS = 6;

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
const button = html("button", { type: "button", "data-action": name, title: says, "aria-label": says });
text ? button.append(text) : setIcon(button, (name));
button.addEventListener("click", act);
return button;
}



function order(rows) {
const count = rows.reduce((sum, row) => sum + row.length, 0);
const runs = count <= 300 ? 12 : count <= 900 ? 4 : 1;
const sweeps = count <= 3000 ? 24 : count <= 9000 ? 10 : 4;
const chance = randomly(count);
let best = rows.map((row) => row.slice());
let least = Infinity;
for (let run = 0; run < runs; run++) {
for (const row of rows) {
if (run === 1) row.reverse();
else if (run > 1) row.sort(() => chance() - 0.5);
number(row);
}
for (let sweep = 0, idle = 0; sweep < sweeps && idle < 5 && least > 0; sweep++) {
const fromLeft = sweep % 2 === 0;
for (const row of fromLeft ? rows : rows.slice().reverse()) sortBy(row, fromLeft ? "left" : "right");
if (count <= 2500) for (const row of rows) while (swap(row));
const crossed = crossings(rows);
idle += 1;
if (crossed >= least) continue;
[least, idle] = [crossed, 0];
best = rows.map((row) => row.slice());
}
}
rows.forEach((row, c) => row.splice(0, row.length, ...best[c]));
}

function randomly(seed) {
let state = seed + 1;
return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

function number(row) {
for (let r = 0; r < row.length; r++) row[r].r = r;
}

const rowOf = (near, n) => near[n].r + near[n + 1] / near[n].h;

function sortBy(row, side) {
const free = row.filter((stop) => stop[side].length);
for (const stop of free) {
const near = stop[side];
let sum = 0;
let edges = 0;
for (let n = 0; n < near.length; n += 4) {
sum += near[n + 3] * (rowOf(near, n) - near[n + 2] / stop.h);
edges += near[n + 3];
}
stop.wish = sum / edges;
}
free.sort((a, b) => a.wish - b.wish);
let next = 0;
row.forEach((stop, r) => stop[side].length && (row[r] = free[next++]));
number(row);
}

function swap(row) {
let better = false;
for (let r = 1; r < row.length; r++) {
const [a, b] = [row[r - 1], row[r]];
if (saved(a.left, b.left) + saved(a.right, b.right) <= 0) continue;
[row[r - 1], row[r]] = [b, a];
[b.r, a.r] = [r - 1, r];
better = true;
}
return better;
}

function saved(a, b) {
let sum = 0;
for (let m = 0; m < a.length; m += 4) {
const above = rowOf(a, m);
for (let n = 0; n < b.length; n += 4) sum += a[m + 3] * b[n + 3] * Math.sign(above - rowOf(b, n));
}
return sum;
}

function crossings(rows) {
let count = 0;
for (const row of rows) {
const edges = ([]);
for (const { right } of row) {
const mine = [];
for (let n = 0; n < right.length; n += 4) mine.push([rowOf(right, n), right[n + 3], right[n + 2]]);
if (mine.length > 1) mine.sort((a, b) => a[2] - b[2] || a[0] - b[0]);
edges.push(...mine);
}
count += turned(edges, edges.slice(), 0, edges.length);
}
return count;
}

function turned(edges, spare, from, to) {
if (to - from < 2) return 0;
const middle = (from + to) >> 1;
let count = turned(spare, edges, from, middle) + turned(spare, edges, middle, to);
let waiting = 0;
for (let i = from; i < middle; i++) waiting += spare[i][1];
for (let i = from, j = middle, k = from; k < to; k++) {
if (j >= to || (i < middle && spare[i][0] <= spare[j][0])) {
waiting -= spare[i][1];
edges[k] = spare[i++];
} else {
count += waiting * spare[j][1];
edges[k] = spare[j++];
}
}
return count;
}



const GAP = 64;
const WIDER = 0.12;
const WIDEST = 150;
const SIDE = 26;
const LANE = 8;
const PASSES = 6;

const apart = (a, b) => (a.h + b.h) / 2 + (a.item < 0 && b.item < 0 ? 4 : a.item < 0 || b.item < 0 ? 12 : 22);

function layered(items, links) {
const { rows, chains } = stopsOf(items, links, columnsOf(items, links));
order(rows);
return route(items, links, rows, chains, place(rows));
}

function columnsOf(items, links) {
const reads = (items.map(() => new Set()));
const readBy = (items.map(() => new Set()));
for (const { from, to } of links) {
if (from < 0 || to < 0 || from === to) continue;
reads[to].add(from);
readBy[from].add(to);
}
const column = new Array(items.length).fill(0);
const waiting = reads.map((r) => r.size);
const done = items.map((_, i) => i).filter((i) => !waiting[i]);
const seen = new Set(done);
for (let k = 0; k < items.length; k++) {
if (k === done.length) done.push(items.findIndex((_, i) => !seen.has(i)));
const i = done[k];
seen.add(i);
for (const to of readBy[i]) {
if (seen.has(to)) continue;
column[to] = Math.max(column[to], column[i] + 1);
if (--waiting[to] > 0) continue;
seen.add(to);
done.push(to);
}
}
const most = (them, sign, none) =>
them.size ? sign * Math.max(...Array.from(them, (other) => sign * column[other])) : none;
for (let pass = 0; pass < PASSES; pass++) {
for (const i of done.reverse()) {
const less = reads[i].size - readBy[i].size;
const [first, latest] = [most(reads[i], 1, -1) + 1, most(readBy[i], -1, column[i] + 1) - 1];
if (less < 0) column[i] = Math.max(column[i], latest);
else if (less > 0) column[i] = Math.min(column[i], first);
else if (first <= latest && pass < PASSES - 2) column[i] = pass % 2 ? first : latest;
}
}
return column;
}

function stopsOf(items, links, column) {
const first = links.some((l) => l.from < 0) ? 1 : 0;
const last = first + Math.max(-1, ...column) + (links.some((l) => l.to < 0) ? 1 : 0);
const rows = (Array.from({ length: last + 1 }, () => []));
const add = (at, item) => {
const { w, h } = items[item] ?? { w: 0, h: LANE };
rows[at].push({ item, w, h, at, r: 0, y: 0, wish: 0, left: [], right: [] });
return rows[at][rows[at].length - 1];
};
const stops = items.map((_, i) => add(first + column[i], i));
const shared = (new Map());
const lane = (from, at) => {
const name = `${from},${at}`;
const stop = shared.get(name) ?? add(at, -1);
shared.set(name, stop);
return stop;
};
const chains = links.map(({ from, to, key }) => {
const name = from < 0 ? `,${key}` : `${from},${key}`;
const start = from < 0 ? lane(name, 0) : stops[from];
const chain = [start];
const end = to < 0 ? last : stops[to].at;
for (let at = start.at + 1; at < end; at++) chain.push(lane(name, at));
chain.push(to < 0 ? lane(name, last) : stops[to]);
for (let s = 1; s < chain.length; s++) join(chain[s - 1], chain[s], items, key);
return chain;
});
return { rows, chains };
}

function join(a, b, items, key) {
if (a.at >= b.at) return;
const leaves = (items[a.item]?.out?.get(key) ?? a.h / 2) - a.h / 2;
const arrives = (items[b.item]?.inn?.get(key) ?? b.h / 2) - b.h / 2;
if (b.item < 0 && b.left.length) {
b.left[3] += 1;
a.right[a.right.indexOf(b) + 3] += 1;
return;
}
b.left.push(a, leaves, arrives, 1);
a.right.push(b, arrives, leaves, 1);
}

function place(rows) {
for (const row of rows) {
row.forEach((stop, r) => (stop.y = r ? row[r - 1].y + apart(row[r - 1], stop) : 0));
const middle = row.length ? row[row.length - 1].y / 2 : 0;
for (const stop of row) stop.y -= middle;
}
const ways = [["left"], ["right"], ["left"], ["right"], ["left"], ["right"], ["left", "right"], ["right", "left"], ["left", "right"]];
for (const sides of ways) {
const inOrder = sides[0] === "left" ? rows : rows.slice().reverse();
for (const row of inOrder) settle(row, (sides));
}
const top = Math.min(...rows.map((row) => (row.length ? row[0].y - row[0].h / 2 : Infinity)));
let low = 0;
for (const stop of rows.flat()) {
stop.y -= top;
low = Math.max(low, stop.y + stop.h / 2);
}
return low;
}

function settle(row, sides) {
const blocks = ([]);
const shifts = ([]);
let shift = 0;
row.forEach((stop, r) => {
if (r) shift += apart(row[r - 1], stop);
shifts.push(shift);
let sum = 0;
let weight = 0;
for (const side of sides) {
const near = stop[side];
for (let n = 0; n < near.length; n += 4) {
const pull = near[n].item < 0 && stop.item < 0 ? 8 : near[n].item < 0 || stop.item < 0 ? 2 : 1;
sum += pull * (near[n].y + near[n + 1] - near[n + 2]);
weight += pull;
}
}
const wish = weight ? sum / weight : stop.y;
const block = { sum: (wish - shift) * (weight || 0.1), weight: weight || 0.1, count: 1 };
blocks.push(block);
for (let b = blocks.length - 1; b > 0 && blocks[b - 1].sum / blocks[b - 1].weight > blocks[b].sum / blocks[b].weight; b--) {
blocks[b - 1].sum += blocks[b].sum;
blocks[b - 1].weight += blocks[b].weight;
blocks[b - 1].count += blocks[b].count;
blocks.pop();
}
});
let r = 0;
for (const { sum, weight, count } of blocks) for (let n = 0; n < count; n++, r++) row[r].y = sum / weight + shifts[r];
}

function drops(items, links, chains) {
const arriving = (new Map());
const found = links.map((_, i) => {
const end = chains[i][chains[i].length - 1];
if (end.item >= 0 && !items[end.item].inn) arriving.set(end, [...(arriving.get(end) ?? []), i]);
return 0;
});
for (const [{ h }, into] of arriving) {
const from = (i) => chains[i][chains[i].length - 2].y;
into.sort((a, b) => from(a) - from(b) || a - b);
into.forEach((i, r) => (found[i] = (r - (into.length - 1) / 2) * Math.min(20, h / (into.length + 1))));
}
return found;
}

function route(items, links, rows, chains, h) {
const drop = drops(items, links, chains);
const inn = (new Map());
const out = (new Map());
const ends = chains.map((chain, i) => {
const { key, from, to } = links[i];
const a = chain[0];
const b = chain[chain.length - 1];
const start = a.y + (items[a.item]?.out ? (items[a.item].out).get(key) - a.h / 2 : 0);
const end = b.y + (items[b.item]?.inn ? (items[b.item].inn).get(key) - b.h / 2 : drop[i]);
if (from < 0) inn.set(key, start);
if (to < 0) out.set(key, end);
return [start, end];
});
const climbs = rows.map(() => 0);
chains.forEach((chain, i) => {
for (let s = 1; s < chain.length; s++) {
const y0 = s === 1 ? ends[i][0] : chain[s - 1].y;
const y1 = s === chain.length - 1 ? ends[i][1] : chain[s].y;
climbs[chain[s - 1].at] = Math.max(climbs[chain[s - 1].at], Math.abs(y1 - y0));
}
});
const lefts = ([]);
const widths = rows.map((row) => Math.max(0, ...row.map((stop) => stop.w)));
let x = 0;
rows.forEach((_, c) => {
lefts.push(x);
const side = !widths[c] || !(widths[c + 1] ?? 1);
x += widths[c] + (c === rows.length - 1 ? 0 : Math.min(WIDEST, (side ? SIDE : GAP) + WIDER * climbs[c]));
});
const corners = items.map(() => [0, 0]);
for (const stop of rows.flat()) {
if (stop.item >= 0) corners[stop.item] = [lefts[stop.at] + (widths[stop.at] - stop.w) / 2, stop.y - stop.h / 2];
}
const curves = chains.map((chain, i) => {
const [start, end] = ends[i];
const from = chain[0];
const curve = [lefts[from.at] + (widths[from.at] + from.w) / 2, start];
const level = (to) => to - curve[curve.length - 2] > 0.5 && curve.push(...flat(curve, to));
for (let s = 1; s < chain.length; s++) {
const { at, w, y } = chain[s];
const goal = s === chain.length - 1 ? end : y;
if (from.at < at) level(lefts[chain[s - 1].at] + widths[chain[s - 1].at]);
curve.push(...bend(curve, lefts[at], goal));
level(s === chain.length - 1 ? lefts[at] + (widths[at] - w) / 2 : lefts[at] + widths[at]);
}
return curve;
});
return { w: x, h, x: corners.map((c) => c[0]), y: corners.map((c) => c[1]), curves, inn, out };
}

function flat(curve, x) {
const [x0, y0] = curve.slice(-2);
return [x0, y0, x, y0, x, y0];
}

function bend(curve, x, y) {
const [x0, y0] = curve.slice(-2);
const middle = (x0 + x) / 2;
return [middle, y0, middle, y, x, y];
}



const MOST_BOXES = 1200;
const HUGE = 20000;
const MOST_OF_HUGE = 150;

function createView(nodes, groups) {
const innermost = new Int32Array(nodes.length).fill(-1);
const children = (groups.map(() => []));
groups.forEach(({ members, parent }, g) => {
for (const id of members) innermost[id] = g;
if (parent >= 0) children[parent].push(g);
});
const open = (new Set());
const all = ([]);

function within(g) {
return (all[g] ??= [...groups[g].members, ...children[g].flatMap(within)].sort((a, b) => a - b));
}

function around(id) {
const found = [];
for (let g = innermost[id]; g >= 0; g = groups[g].parent) found.push(g);
return found;
}

function see(flat = false) {
const boxes = ([]);
const frames = ([]);
const boxOf = new Int32Array(groups.length).fill(-1);
(flat ? [] : groups).forEach(({ parent }, g) => {
const hidden = parent >= 0 && boxOf[parent] >= 0;
if (hidden) boxOf[g] = boxOf[parent];
else if (open.has(g)) frames.push(g);
else boxOf[g] = boxes.push({ node: exit(g), group: g, inside: parent }) - 1;
});
const at = innermost.map((g, id) => (g >= 0 && boxOf[g] >= 0 ? boxOf[g] : boxes.push({ node: id, group: -1, inside: flat ? -1 : g }) - 1));
for (const box of boxes) if (box.group >= 0) box.exits = [];
const readBy = new Uint8Array(nodes.length);
const links = ([]);
const place = (new Map());
const name = (node, slot) => {
const [from, to] = [at[nodes[node].parents[slot]], at[node]];
return boxes[from].group < 0 && boxes[to].group < 0 ? `${node},${slot}` : from * boxes.length + to;
};
nodes.forEach(({ parents }, id) =>
parents.forEach((p, slot) => {
readBy[p] |= at[p] === at[id] ? 1 : 2;
if (at[p] === at[id]) return;
const key = name(id, slot);
const link = place.get(key) ?? links.push({ from: at[p], to: at[id], edges: [] }) - 1;
place.set(key, link);
links[link].edges.push([id, slot]);
}),
);
at.forEach((b, id) => readBy[id] !== 1 && boxes[b].exits?.push(id));
return { boxes, frames, links, at, linkAt: (node, slot) => place.get(name(node, slot)) ?? -1 };
}

function exit(g) {
const inside = within(g);
return inside[inside.length - 1];
}

function openAll() {
open.clear();
let boxes = groups.filter((group) => group.parent < 0).length + innermost.filter((g) => g < 0).length;
const waiting = groups.flatMap(({ parent }, g) => (parent < 0 ? [g] : []));
for (const g of waiting) {
const more = groups[g].members.length + children[g].length - 1;
if (boxes + more > (nodes.length > HUGE ? MOST_OF_HUGE : MOST_BOXES)) continue;
boxes += more;
open.add(g);
waiting.push(...children[g]);
}
return open.size === groups.length;
}

return { open, groups, within, around, see, openAll };
}


const MARGIN = 12;
const FRAME_PAD = 14;
const FRAME_HEAD = 28;


function arrange(seen, groups, sizeOf) {
const pictures = new Map(
[-1, ...seen.frames].map((g) => [g, { items: ([]), links: ([]), shared: new Map(), layout: (null), left: 0 }]),
);
const picture = (g) => (pictures.get(g));
const placeOf = seen.boxes.map((box) => picture(box.inside).items.push(sizeOf(box)) - 1);
const placeOfFrame = new Map(seen.frames.map((g) => [g, picture(groups[g].parent).items.push({ w: 0, h: 0 }) - 1]));

function piece(g, from, to, key, whole) {
const { links, shared } = picture(g);
const name = `${from},${to},${key}`;
const at = (whole ? undefined : shared.get(name)) ?? links.push({ from, to, key }) - 1;
shared.set(name, at);
return [g, at];
}

const pieces = seen.links.map(({ from, to }) => {
const up = [];
for (let g = seen.boxes[from].inside; g >= 0; g = groups[g].parent) up.push(g);
const down = [];
for (let g = seen.boxes[to].inside; g >= 0; g = groups[g].parent) down.unshift(g);
const common = down.filter((g) => up.includes(g)).pop() ?? -1;
const way = [];
let item = placeOf[from];
for (const g of up.slice(0, common < 0 ? up.length : up.indexOf(common))) {
way.push(piece(g, item, -1, from, false));
item = (placeOfFrame.get(g));
}
const into = down.slice(down.indexOf(common) + 1);
let level = common;
for (const g of into) {
way.push(piece(level, item, (placeOfFrame.get(g)), from, false));
[level, item] = [g, -1];
}
way.push(piece(level, item, placeOf[to], from, true));
return way;
});

for (const g of seen.frames.slice().reverse()) {
const inner = picture(g);
const { w, h, inn, out } = (inner.layout = layered(inner.items, inner.links));
inner.left = inn.size ? 0 : FRAME_PAD;
const below = (sides) => new Map([...sides].map(([key, y]) => [key, y + FRAME_HEAD]));
const item = picture(groups[g].parent).items[(placeOfFrame.get(g))];
Object.assign(item, { w: inner.left + w + (out.size ? 0 : FRAME_PAD), h: h + FRAME_HEAD + FRAME_PAD, inn: below(inn), out: below(out) });
}
const whole = picture(-1);
const { w, h } = (whole.layout = layered(whole.items, whole.links));

const corners = new Map([[-1, [MARGIN, MARGIN]]]);
const corner = (g) => (corners.get(g));
const rect = (g, place) => {
const { layout, items } = picture(g);
return { x: corner(g)[0] + layout.x[place], y: corner(g)[1] + layout.y[place], w: items[place].w, h: items[place].h };
};
const frames = new Map();
for (const g of seen.frames) {
const frame = rect(groups[g].parent, (placeOfFrame.get(g)));
frames.set(g, frame);
corners.set(g, [frame.x + picture(g).left, frame.y + FRAME_HEAD]);
}
const curves = pieces.map((way) =>
way.flatMap(([g, at], k) => {
const moved = picture(g).layout.curves[at].map((v, i) => v + corner(g)[i % 2]);
return k ? moved.slice(2) : moved;
}),
);
return { size: [w + 2 * MARGIN, h + 2 * MARGIN], boxes: seen.boxes.map((box, b) => rect(box.inside, placeOf[b])), frames, curves };
}


const PAD = 8;
const GROUP = { w: 176, h: 62 };
const LONGEST = 8;

function short(text, most) {
return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function numberRows(g, width) {
svg("path", { class: "al-mark-forward", d: `M${PAD} 28l7 4.5l-7 4.5z` }, g);
const value = svg("text", { class: "al-value", x: width - PAD, y: 37 }, g);
svg("path", { class: "al-mark-backward", d: `M${PAD + 7} 44l-7 4.5l7 4.5z` }, g);
svg("text", { class: "al-word", x: PAD + 10, y: 53 }, g).textContent = "grad";
return { value, grad: svg("text", { class: "al-grad", x: width - PAD, y: 53 }, g) };
}

function boxAt(parent, at, look, id, name) {
const g = svg("g", { class: look, "data-id": id, role: "button", tabindex: -1, transform: `translate(${at.x} ${at.y})` }, parent);
g.setAttribute("data-name", name);
svg("title", {}, g).textContent = name;
return g;
}

function tell(g, name, value) {
value === null ? g.removeAttribute(name) : g.setAttribute(name, String(value));
}

function nodeBox(player, parent, at, id) {
const { pass } = player;
const { name, kind, op } = player.nodes[id];
const { w, h } = at;
const g = boxAt(parent, at, `al-node al-kind-${kind}`, id, name);
svg("rect", { width: w, height: h, rx: kind === "op" ? 6 : h / 4 }, g);
svg("text", { class: "al-name", x: PAD, y: 17 }, g).textContent = kind === "const" ? "number" : short(name, 10);
svg("text", { class: "al-op", x: w - PAD, y: 17 }, g).textContent = op ? (OPS[op]?.symbol ?? op) : "";
const { value, grad, ...more } = player.rows?.(g, id) ?? numberRows(g, w);

function renew() {
more.renew?.();
const known = pass.known[id];
const sum = player.hidden(id) ? null : pass.grads[id];
write(value, player.told.value(id, LONGEST));
write(grad, player.told.grad(id, LONGEST));
tell(g, "data-value", known ? pass.values[id] : null);
tell(g, "data-grad", sum);
g.classList.toggle("is-known", known);
g.classList.toggle("has-grad", sum !== null);
g.setAttribute("aria-label", player.told.label(id));
}
return { g, renew };
}

function groupBox(player, parent, at, box, group, within) {
const { nodes, pass } = player;
const { w, h } = at;
const g = boxAt(parent, at, `al-group al-group-${group.kind}`, box.node, group.label);
g.setAttribute("data-group", String(box.group));
g.setAttribute("aria-expanded", "false");
for (const back of [6, 3]) svg("rect", { class: "al-stack", x: back, y: -back, width: w, height: h, rx: 6 }, g);
svg("rect", { width: w, height: h, rx: 6 }, g);
svg("text", { class: "al-name", x: PAD, y: 17 }, g).textContent = short(group.label, 23);
svg("path", { class: "al-plus", d: `M${w - 17} 12.5h9M${w - 12.5} 8v9` }, g);
const { value, grad } = numberRows(g, w);
const computed = within.filter((id) => nodes[id].kind === "op");
const moving = within.filter((id) => nodes[id].kind !== "const");
const [exit] = box.exits?.length === 1 ? box.exits : [null];

function renew() {
const done = computed.filter((id) => pass.known[id]).length;
const arrived = moving.filter((id) => pass.grads[id] !== null).length;
const all = done === computed.length;
write(value, exit !== null && all ? player.told.value(exit, LONGEST) : computed.length ? `${done} of ${computed.length}` : `${within.length} given`);
const whole = exit !== null && arrived > 0 && nodes[exit].kind !== "const";
write(grad, whole ? player.told.grad(exit, LONGEST) : arrived ? `${arrived} of ${moving.length}` : "·");
g.classList.toggle("is-known", all);
g.classList.toggle("has-grad", arrived > 0);
const [values, grads] = [`${done} of ${computed.length} computed`, `${arrived} of ${moving.length} with a grad`];
const out = exit === null ? "" : `, hands on ${player.told.label(exit)}`;
g.setAttribute("aria-label", `${group.label}, group of ${within.length} nodes, ${values}, ${grads}${out}. Enter opens it.`);
}
return { g, renew };
}

function frameAround(parent, { x, y, w, h }, index, { label }, reached) {
const g = svg("g", { class: "al-frame", transform: `translate(${x} ${y})` }, parent);
svg("rect", { width: w, height: h, rx: 8 }, g);
const button = svg("g", { class: "al-fold-one", "data-group": index, role: "button", tabindex: reached, "aria-expanded": "true" }, g);
button.setAttribute("aria-label", `fold ${label}`);
svg("title", {}, button).textContent = `fold ${label}`;
const text = short(label, Math.floor((w - 34) / 6.8));
svg("rect", { class: "al-fold-back", x: 4, y: 4, width: Math.min(w - 8, 30 + text.length * 6.8), height: 20, rx: 5 }, button);
svg("path", { class: "al-plus", d: "M10 14h9" }, button);
svg("text", { class: "al-name", x: 25, y: 18.5 }, button).textContent = text;
return g;
}

function countAt(parent, [x, y], count) {
svg("text", { class: "al-count-of", x, y: y + 4 }, parent).textContent = compact(count, 6);
}


const FLAT = 60;
const FLAT_NETWORK = 40;
const MOST_COUNTS = 60;
const MOST_TABS = 8;
const MANY = 200;
const BOX = [122, 58];


function along(c) {
const points = [];
const pieces = (c.length - 2) / 6;
for (let s = 0; s < pieces; s++) {
for (const t of [0.5, 0.3, 0.7, 0.15, 0.85]) {
const [a, b, d, e] = [(1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t ** 2, t ** 3];
const at = (i) => a * c[6 * s + i] + b * c[6 * s + i + 2] + d * c[6 * s + i + 4] + e * c[6 * s + i + 6];
points.push([at(0), at(1), Math.abs(s + t - pieces / 2)]);
}
}
return points.sort((p, q) => p[2] - q[2]);
}

function freeSpot(c, wide, high, boxes) {
const covers = (x, y) =>
boxes.some((box) => Math.abs(x - box.x - box.w / 2) < (wide + box.w) / 2 && Math.abs(y - box.y - box.h / 2) < (high + box.h) / 2);
const points = along(c);
for (const aside of [0, high, -high, 2 * high, -2 * high, 4 * high, -4 * high]) {
const free = points.find(([x, y]) => !covers(x, y + aside));
if (free) return [free[0], free[1] + aside];
}
return points[0];
}

function drawGraph(player) {
const { trace, pass, nodes } = player;
const groups = (trace.groups ?? []);
const view = createView(nodes, groups);
const id = `al${Math.random().toString(36).slice(2)}`;
const [w, h] = trace.layout?.box ?? trace.box ?? BOX;
const picture = svg("svg", { class: "al-graph", role: "group" });
picture.setAttribute("aria-label", `Graph of ${nodes[nodes.length - 1].name}, ${nodes.length} nodes`);
const heads = svg("defs", {});
for (const way of ["forward", "backward"]) {
const head = svg("marker", { id: `${id}-${way}`, viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: 9, markerHeight: 9 }, heads);
head.setAttribute("orient", "auto-start-reverse");
head.setAttribute("markerUnits", "userSpaceOnUse");
svg("path", { d: "M0 0L10 5L0 10z", class: `al-head-${way}` }, head);
}
const label = svg("g", { class: "al-label", "aria-hidden": "true" });
const back = svg("rect", { rx: 4, height: 18, y: -9 }, label);
const factor = svg("text", { y: 4 }, label);
const marks = (new Map());
const small = !groups.length || (nodes.length <= FLAT && !(nodes.length > FLAT_NETWORK && groups.some((g) => g.kind !== "block")));
let flat = small;
let seen = view.see();
let placed = ((null));
let boxes = ([]);
let paths = ([]);
let lit = ([]);

function draw() {
seen = view.see(flat);
placed = flat && trace.layout ? given() : arrange(seen, groups, (box) => (box.group < 0 ? { w, h } : GROUP));
const [wide, high] = placed.size;
graph.size = [wide, high];
picture.setAttribute("viewBox", `0 0 ${wide} ${high}`);
const under = svg("g", {});
const over = svg("g", {});
const reached = placed.frames.size <= MOST_TABS ? 0 : -1;
for (const [g, rect] of placed.frames) frameAround(under, rect, g, groups[g], reached);
const counted = seen.links.filter((link) => link.edges.length > 1).length <= MOST_COUNTS;
paths = seen.links.map(({ edges }, k) => {
const c = placed.curves[k];
const [node, slot] = edges[0];
const look = edges.length > 1 ? "al-edge al-bundle" : "al-edge";
const path = svg("path", { class: look, d: `M${c[0]} ${c[1]}C${c.slice(2).join(" ")}`, "data-from": nodes[node].parents[slot], "data-to": node, "data-slot": slot }, under);
if (edges.length === 1) return path;
path.style.strokeWidth = String(Math.min(6, 1.4 + Math.log2(edges.length) / 2));
svg("title", {}, path).textContent = `${edges.length} edges`;
if (counted) countAt(over, freeSpot(c.slice(-14), 24, 14, placed.boxes), edges.length);
return path;
});
boxes = seen.boxes.map((box, b) => {
const at = placed.boxes[b];
return box.group < 0 ? nodeBox(player, over, at, box.node) : groupBox(player, over, at, box, groups[box.group], view.within(box.group));
});
lit = [];
picture.classList.toggle("is-large", boxes.length > MANY);
picture.replaceChildren(heads, under, over, label);
for (const [name, things] of marks) mark(things, name);
update();
player.emit("view");
}

function given() {
const { size, centres, curves } = trace.layout;
const rects = nodes.map((_, i) => ({ x: centres[2 * i] - w / 2, y: centres[2 * i + 1] - h / 2, w, h }));
return { size, boxes: seen.boxes.map((box) => rects[box.node]), frames: new Map(), curves: seen.links.map(({ edges: [[i, slot]] }) => curves[i][slot]) };
}

function update(touched) {
for (const element of lit) unlight(element);
lit = [];
const stale = touched ? new Set(touched.map((i) => seen.at[i])) : boxes.keys();
for (const b of stale) boxes[b].renew();
const { step, arrival } = pass;
label.setAttribute("visibility", "hidden");
if (step.kind === "forward") {
light(element(step.node), "forward");
nodes[step.node].parents.forEach((_, slot) => light(pathOf(step.node, slot), "forward"));
}
if (step.kind === "seed") light(element(step.node), "backward");
if (step.kind !== "backward" || !arrival) return;
light(element(step.node), "source");
light(element(step.parent), "backward");
const k = seen.linkAt(step.node, step.slot);
if (k < 0) return;
light(paths[k], "backward");
write(factor, seen.links[k].edges.length > 1 ? bundled(seen.links[k]) : player.hidden(step.parent) ? "× ?" : player.told.factor(arrival));
const wide = factor.textContent.length * 6.4 + 8;
back.setAttribute("width", String(wide));
back.setAttribute("x", String(-wide / 2));
label.setAttribute("transform", `translate(${freeSpot(placed.curves[k], wide, 20, placed.boxes).join(" ")})`);
label.setAttribute("visibility", "visible");
}

function bundled({ to, edges }) {
const targets = new Set(edges.map(([i, slot]) => nodes[i].parents[slot]));
let [sum, came, hidden] = [0, 0, false];
for (const target of targets) {
hidden ||= player.hidden(target);
for (const { from, amount } of pass.arrivals[target]) {
if (seen.at[from] !== to) continue;
sum += amount;
came += 1;
}
}
const total = trace.recorded ? "" : `Σ ${hidden ? "?" : compact(sum, 7)} · `;
return `${total}${came} of ${edges.length}`;
}

function light(element, how) {
if (!element) return;
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

function element(i) {
return boxes[seen.at[i]].g;
}

function pathOf(node, slot) {
return paths[seen.linkAt(node, slot)] ?? null;
}

function mark(things, name) {
things.length ? marks.set(name, things) : marks.delete(name);
for (const marked of picture.querySelectorAll(`.${name}`)) marked.classList.remove(name);
for (const thing of things) (typeof thing === "number" ? element(thing) : pathOf(...thing))?.classList.add(name);
}

function change(which) {
which();
draw();
}

function near(from, way) {
const b = seen.at[from];
const [here, there] = way === "left" ? ["to", "from"] : ["from", "to"];
if (way === "left" || way === "right") {
const link = (seen.links).find((l) => l[here] === b);
return link ? seen.boxes[link[there]].node : null;
}
const { x, y } = placed.boxes[b];
let best = null;
let least = Infinity;
placed.boxes.forEach((box, i) => {
const far = 3 * Math.abs(box.x - x) + Math.abs(box.y - y);
if ((way === "up" ? box.y < y - 1 : box.y > y + 1) && far < least) [best, least] = [seen.boxes[i].node, far];
});
return best;
}

const graph = {
picture,
groups,
size: [0, 0],
draw,
update,
mark,
element,
near,
focus: (i) => element(i).focus({ preventScroll: true }),
isFolded: () => !flat && seen.frames.length < groups.length,
open: (g) => change(() => view.open.add(g)),
close: (g) => change(() => view.open.delete(g)),
openAll: () => {
const all = view.openAll();
flat = all && small;
draw();
return all;
},
closeAll: () => change(() => ((flat = false), view.open.clear())),
reveal: (i) => {
const closed = flat ? [] : view.around(i).filter((g) => !view.open.has(g));
if (closed.length) change(() => closed.forEach((g) => view.open.add(g)));
},
frameOf: (i) => seen.boxes[seen.at[i]].inside,
insideOf: (g) => view.within(g)[view.within(g).length - 1],
};
return graph;
}


const SHRINKS_TO = 0.75;
const ZOOM_STEP = 1.25;
const ZOOMS = [0.05, 4];
const STRIDE = 80;
const SMALL = [700, 520];
const CLICK = 4;

function pan(player) {
const { graph, pass } = player;
const { stage, top } = player.slots;
const { picture } = graph;
let zoom = 0;

const button = (name, says, text, act) => {
const made = iconButton(name, says, act, text);
made.classList.add("al-tool");
return made;
};
const fold = button("fold-all", "Fold all groups", "fold all", () => graph.closeAll());
const unfold = button("unfold-all", "Unfold all groups", "unfold all", () => {
if (!graph.openAll()) player.say(`That is as much as a page can draw: ${picture.querySelectorAll("[data-id]").length} boxes.`);
});
const zooms = [
button("zoom-out", "Smaller (−)", "−", () => scale(1 / ZOOM_STEP)),
button("zoom-in", "Larger (+)", "+", () => scale(ZOOM_STEP)),
button("fit", "Fit to width (0)", "fit", fit),
];
const tools = html("div", { class: "al-tools", role: "group", "aria-label": "Picture" }, ...(graph.groups.length ? [fold, unfold] : []), ...zooms);
top.append(tools);
const folded = html("p", { class: "al-notice al-folded" });

function resize() {
const [wide, high] = graph.size;
picture.style.width = `${wide * (zoom || 1)}px`;
picture.style.minWidth = zoom ? "0" : `${Math.round(SHRINKS_TO * wide)}px`;
picture.style.maxWidth = zoom ? "none" : "100%";
const needed = graph.groups.length || zoom || wide > SMALL[0] || high > SMALL[1];
tools.hidden = !needed;
fold.disabled = !picture.querySelector(".al-frame") && Boolean(picture.querySelector(".al-group"));
unfold.disabled = !graph.isFolded();
folded.hidden = !graph.isFolded();
const boxes = picture.querySelectorAll("[data-id]").length;
write(folded, `${player.nodes.length} nodes, seen as ${boxes} boxes. Click a group, or press Enter on it, to open it.`);
}

function scale(by, at) {
const before = picture.getBoundingClientRect();
const frame = stage.getBoundingClientRect();
const x = at ? at.clientX : frame.left + frame.width / 2;
const y = at ? at.clientY : frame.top + frame.height / 2;
zoom = Math.min(ZOOMS[1], Math.max(ZOOMS[0], (by * before.width) / graph.size[0]));
resize();
const after = picture.getBoundingClientRect();
stage.scrollLeft += after.left + ((x - before.left) * after.width) / before.width - x;
stage.scrollTop += after.top + ((y - before.top) * after.height) / before.height - y;
}

function fit() {
zoom = Math.min(1, stage.clientWidth / graph.size[0]) || 0;
resize();
}

function follow(elements) {
const frame = stage.getBoundingClientRect();
if (!elements.length || (stage.scrollWidth <= stage.clientWidth && stage.scrollHeight <= stage.clientHeight)) return;
let boxes = elements.map((element) => element.getBoundingClientRect());
const span = Math.max(...boxes.map((b) => b.right)) - Math.min(...boxes.map((b) => b.left));
if (span > stage.clientWidth) boxes = boxes.slice(-1);
const left = Math.min(...boxes.map((b) => b.left)) - frame.left;
const right = Math.max(...boxes.map((b) => b.right)) - frame.left;
const above = Math.min(...boxes.map((b) => b.top)) - frame.top;
const below = Math.max(...boxes.map((b) => b.bottom)) - frame.top;
if (left < 0 || right > stage.clientWidth) stage.scrollLeft += (left + right - stage.clientWidth) / 2;
if (above < 0 || below > stage.clientHeight) stage.scrollTop += (above + below - stage.clientHeight) / 2;
}

function followStep() {
const { node, parent } = pass.step;
follow([node, parent].filter((i) => i >= 0).map(graph.element));
}

function open(group, byKey) {
const inside = graph.insideOf(group);
graph.open(group);
after(inside, byKey, `opened ${graph.groups[group].label}`);
}

function close(group, byKey) {
graph.close(group);
after(graph.insideOf(group), byKey, `folded ${graph.groups[group].label}`);
}

function after(id, byKey, said) {
follow([graph.element(id)]);
if (byKey) graph.focus(id);
player.say(said);
}

function toggle(event, byKey) {
const target = (event.target).closest(".al-group, .al-fold-one");
if (!target) return false;
const group = Number(target.getAttribute("data-group"));
target.classList.contains("al-group") ? open(group, byKey) : close(group, byKey);
return true;
}

function onKey(event) {
if (event.ctrlKey || event.metaKey || event.altKey) return false;
if ((event.target).closest("input, textarea, select, summary")) return false;
const { key } = event;
if (key === "+" || key === "=") scale(ZOOM_STEP);
else if (key === "-") scale(1 / ZOOM_STEP);
else if (key === "0") fit();
else if (event.shiftKey && key.startsWith("Arrow")) {
stage.scrollLeft += STRIDE * (Number(key === "ArrowRight") - Number(key === "ArrowLeft"));
stage.scrollTop += STRIDE * (Number(key === "ArrowDown") - Number(key === "ArrowUp"));
} else if (key === "Enter" || key === " ") return toggle(event, true);
else if (key === "Backspace") {
const box = (event.target).closest("[data-id]");
const frame = box && stage.contains(box) ? graph.frameOf(Number(box.getAttribute("data-id"))) : -1;
if (frame < 0) return false;
close(frame, true);
} else return false;
return true;
}

player.host.addEventListener(
"keydown",
(event) => {
if (!onKey(event)) return;
event.preventDefault();
event.stopPropagation();
},
true,
);
stage.addEventListener("focusin", (event) => event.target !== stage && follow([(event.target)]));
stage.addEventListener(
"wheel",
(event) => {
if (!event.ctrlKey) return;
event.preventDefault();
scale(Math.exp(-event.deltaY / 300), event);
},
{ passive: false },
);

let grip = (null);
stage.addEventListener("pointerdown", (event) => {
if (event.button || event.pointerType === "touch") return;
grip = { x: event.clientX, y: event.clientY, left: stage.scrollLeft, top: stage.scrollTop, moved: false };
});
stage.addEventListener("pointermove", (event) => {
if (!grip) return;
const [dx, dy] = [event.clientX - grip.x, event.clientY - grip.y];
if (!grip.moved && Math.hypot(dx, dy) < CLICK) return;
if (!grip.moved) stage.setPointerCapture(event.pointerId);
grip.moved = true;
stage.classList.add("is-dragged");
stage.scrollLeft = grip.left - dx;
stage.scrollTop = grip.top - dy;
});
for (const end of ["pointerup", "pointercancel"]) {
stage.addEventListener(end, () => {
stage.classList.remove("is-dragged");
if (!grip?.moved) grip = null;
});
}
stage.addEventListener(
"click",
(event) => {
if (grip?.moved) event.stopPropagation();
else toggle(event, false);
grip = null;
},
true,
);

player.slots.below.prepend(folded);
player.on("view", resize);
player.on("step", followStep);
resize();
}


const SAYS = {
start: "To the start (Home)",
back: "One step back (left arrow)",
play: "Play (space)",
next: "Next step (right arrow)",
seed: "To the seed, where the backward pass starts (S)",
end: "To the end (End)",
};

const SPEEDS = [0.5, 1, 2, 4];

function toolbar(player) {
const { pass } = player;
const { bar } = player.slots;
for (const [action, says] of Object.entries(SAYS)) bar.append(iconButton(action, says, () => player.act(action)));
const range = html("input", { type: "range", class: "al-seek", min: 0, max: pass.last, step: 1, "aria-label": "Step" });
range.addEventListener("input", () => player.seek(Number(range.value)));
const count = html("span", { class: "al-count" });
bar.append(range, count, speed(player));
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

function speed(player) {
const { beat } = player;
let at = 1;
const button = iconButton("speed", "Speed of playing", next, " ");
function next() {
at = (at + 1) % SPEEDS.length;
show();
}
function show() {
player.beat = beat / SPEEDS[at];
button.textContent = `${SPEEDS[at]}×`;
button.setAttribute("aria-label", `Speed of playing: ${SPEEDS[at]} times`);
player.tempo?.();
}
show();
return button;
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
const now = player.pass.values[id];
const [min, max] = bounds ?? around(Number.isFinite(now) ? now : 0);
const step = tidy((max - min) / 200);
const slider = html("input", { type: "range", class: "al-slider", "data-name": name, min, max, step, "aria-label": `${name}, slider` });
const number = html("input", { type: "number", class: "al-number", "data-name": name, step: "any", "aria-label": `${name}, number` });
function update() {
const x = player.pass.values[id];
if (x < Number(slider.min)) slider.min = String(x);
if (x > Number(slider.max)) slider.max = String(x);
slider.value = String(x);
if (document.activeElement !== number) number.value = String(Number(x.toPrecision(6)));
slider.setAttribute("aria-valuetext", format(x));
}
function judge(bad) {
number.setAttribute("aria-invalid", String(bad));
number.title = bad ? `Not a number: ${name} keeps the one it had.` : "";
if (bad) player.say(number.title);
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


const MOST_LINES = 1000;
const MOST_OPERANDS = 6;
const HEAD = ["node", "operation", "value", "grad"];

function made(nodes, id) {
const { kind, op, parents } = nodes[id];
const names = parents.slice(0, MOST_OPERANDS).map((p) => nodes[p].name);
const operands = names.concat(parents.length > MOST_OPERANDS ? `… ${parents.length} in all` : []).join(", ");
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
for (const { id, name, kind } of trace.nodes.slice(0, MOST_LINES)) {
const row = [html("td", {}, made(trace.nodes, id)), html("td"), html("td")];
const link = html("button", { type: "button", class: "al-path" }, name);
link.addEventListener("click", () => player.select(player.selected === id ? null : id));
cells.push(row);
body.append(html("tr", {}, html("th", { scope: "row" }, kind === "const" ? name : link), ...row));
}
const left = trace.nodes.length - MOST_LINES;
if (left > 0) details.append(html("p", {}, `… ${left} more nodes: open the card of one to see its numbers.`));
light();
}

function light() {
[...body.children].forEach((row, id) => {
row.querySelector("button")?.setAttribute("aria-pressed", String(id === player.selected));
});
}

function update(touched) {
if (!details.open) return;
if (!cells.length) fill();
for (const id of touched ?? cells.keys()) {
if (!cells[id]) continue;
write(cells[id][1], player.told.value(id));
write(cells[id][2], player.told.grad(id));
}
}
details.addEventListener("toggle", () => update());
player.on("step", update);
player.on("values", () => update());
player.on("select", light);
player.slots.below.append(details);
}


const MOST_STEPS = 400;

function stepList(player) {
const { trace, pass } = player;
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
const { text, plain } = player.narrate(reader);
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
["Enter, Backspace", "on a group: open it; on a box in a frame: fold the frame"],
["+ − 0", "larger, smaller, fit to width; Ctrl and wheel"],
["Shift and arrows", "move the picture; or drag it"],
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



const MOST_PATHS = 6;
const MOST_WEIGHED = 500;
const MOST_STOPS = 7;

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
const turns = [0];
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
const { paths: found, count } = pathsFrom((player.uses ??= usesOf(nodes)), id, MOST_WEIGHED);
const productOf = (path) => path.map(([to, slot]) => pass.slope(to, slot)).reduceRight((x, y) => x * y, 1);
const weight = new Map(found.map((path) => [path, Math.abs(productOf(path)) || 0]));
const ranked = found.length > MOST_PATHS && !player.hidden(id) && count === found.length;
if (ranked) found.sort((p, q) => Number(weight.get(q)) - Number(weight.get(p)));
const paths = found.slice(0, MOST_PATHS);
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
const many = ranked ? `; these ${paths.length} carry most` : count > paths.length ? `, ${paths.length} of them here` : "";
const title = `${count === 1 ? "The path" : `${format(count, 6)} paths`} to ${nodes[root].name}${many}`;
const element = html("section", {}, html("h4", {}, title), html("ul", { class: "al-paths" }, ...rows.map((r) => r.item)), total);

function update() {
const ready = pass.k >= pass.seed && !player.hidden(id);
let left = (pass.final().grads[id]);
const products = rows.map(({ path, product }) => {
const slopes = path.map(([to, slot]) => pass.slope(to, slot));
const amount = productOf(path);
left -= amount;
const factors = slopes.length > MOST_STOPS || slopes.length < 2 ? "" : `${slopes.map((x) => factor(x)).join(" × ")} = `;
write(product, ready ? factors + format(amount) : player.hidden(id) ? "?" : "·");
return factor(amount);
});
if (count === 1) return;
const grad = pass.final().grads[id];
const tiny = Math.abs(left) < 1e-12 * Math.max(1, Math.abs(grad ?? 0)) ? 0 : left;
const rest = count > paths.length ? [`${factor(tiny)} from ${format(count - paths.length, 6)} more`] : [];
write(total, ready ? `${sum(products.concat(rest))} = ${format(grad)}, the gradient` : "");
}
update();
light();
return { element, update };
}



const MOST_ROWS = 8;

const SECTIONS = [formula, locals, contributions, nudgeSection, pathsSection];

function card(player) {
const { side } = player.slots;
let sections = ([]);
side.hidden = true;
side.setAttribute("role", "region");
side.setAttribute("tabindex", "-1");

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
html("div", { class: "al-card-head" }, head, iconButton("close", "Close the card (Escape)", () => side.dispatchEvent(new Event("close")))),
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
const title = slopeSymbol(node.name, nodes[p].name) + which(node, slot);
return html("tr", {}, html("th", { scope: "row" }, title), html("td", {}, symbol), cells[slot]);
});
const more = node.parents.length - shown.length;
if (more > 0) rows.push(html("tr", {}, html("td", { colspan: 3 }, `… ${more} more`)));
const update = () => shown.forEach((_, slot) => write(cells[slot], slopeText(player, id, slot)));
update();
return { element: grid("Local derivatives", ["", "is", "here"], rows), update };
}

function which({ parents }, slot) {
const same = parents.flatMap((p, i) => (p === parents[slot] ? [i] : []));
return same.length > 1 ? `, use ${same.indexOf(slot) + 1}` : "";
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
html("tr", {}, html("th", { scope: "row" }, nodes[step.node].name + which(nodes[step.node], step.slot)), ...cells[i]),
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

function guard(host) {
const keep = (on) => host.toggleAttribute("data-lm-suppress-shortcuts", on);
const held = (event) => keep(!(event.ctrlKey || event.metaKey || event.altKey));
for (const event of ["keydown", "keyup"]) host.addEventListener(event, (e) => held((e)), true);
host.addEventListener("focusin", () => keep(true));
keep(true);
}

function keys(player) {
const { host, pass, slots } = player;
const { stage, side } = slots;
let here = player.nodes.length - 1;
guard(host);
roam(here);
player.on("view", () => roam(here));
stage.addEventListener("focusin", (event) => {
const box = (event.target).closest("[data-id]");
if (box) roam(Number(box.getAttribute("data-id")));
});

function roam(id) {
player.graph.element(here)?.setAttribute("tabindex", "-1");
here = id;
player.graph.element(here)?.setAttribute("tabindex", "0");
}

function walk(id) {
roam(id);
player.graph.focus(id);
}

function visit(id) {
player.pause();
if (pass.completes[id] >= 0) player.seek(pass.completes[id]);
player.select(id);
}

function onBox(event) {
const box = (event.target).closest("[data-id]");
if (!box || !stage.contains(box)) return false;
const id = Number(box.getAttribute("data-id"));
const way = (WAYS)[event.key];
if (way) {
const to = player.graph.near(id, way);
if (to !== null) walk(to);
} else if (event.key === "Enter" || event.key === " ") {
roam(id);
visit(id);
side.focus({ preventScroll: true });
} else if (event.key === "Escape") stage.focus({ preventScroll: true });
else return false;
return true;
}

function onPlayer(event) {
const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
const action = (STEPS)[key];
if (action) player.act(action);
else if (key === "?") player.help();
else if (key === "Escape" && player.selected !== null) close();
else if (key === "Enter" && event.target === stage) {
const { step } = pass;
walk(step.parent >= 0 ? step.parent : step.node >= 0 ? step.node : here);
} else return false;
return true;
}

function close() {
const inside = side.contains(document.activeElement);
player.select(null);
if (inside) player.graph.focus(here);
}

host.addEventListener("keydown", (event) => {
if (event.ctrlKey || event.metaKey || event.altKey) return;
if (event.key === "Tab") return;
event.stopPropagation();
const target = (event.target);
const typing = target.matches("input, textarea, select");
const pressing = target.matches("button, summary, a") && [" ", "Enter"].includes(event.key);
if (event.key === "Escape" && side.contains(target)) close();
else if (typing || pressing || !(onBox(event) || onPlayer(event))) return;
event.preventDefault();
});
side.addEventListener("close", close);
host.addEventListener("click", (event) => {
const target = (event.target);
const box = target.closest("[data-id]");
if (box && stage.contains(box)) {
const id = Number(box.getAttribute("data-id"));
roam(id);
visit(id);
}
if (!target.closest("input, button, details, select, a, label")) stage.focus({ preventScroll: true });
});
}


function printing(player) {
const { host, pass } = player;
let back = (null);
const before = () => {
if (!host.isConnected) return;
const at = pass.k;
const folds = ([...host.querySelectorAll("details:not(.al-help):not([open])")]);
player.pause();
player.seek(pass.last);
for (const fold of folds) fold.open = true;
back = () => {
for (const fold of folds) fold.open = false;
player.seek(at);
back = null;
};
};
const after = () => back?.();
addEventListener("beforeprint", before);
addEventListener("afterprint", after);
player.dispose.push(() => {
removeEventListener("beforeprint", before);
removeEventListener("afterprint", after);
});
}


const BEAT = 1100;

const PARTS = ([picture, pan, toolbar, sentence, sliders, table, stepList, help, card, keys, printing]);

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
graph: (null),
slots: slotsIn(host, options.title || `${nodes[nodes.length - 1].name}, step by step`),
selected: (null),
sections: SECTIONS.slice(),
beat: BEAT,
dispose: ([]),
help: () => {},
on: (event, f) => hear[event].push(f),
hidden: (_id) => false,
bound: (to) => to,
link,
narrate: (reader = pass) => narrate(reader, (id) => player.hidden(id)),
told: {
value: (id, most) => (!pass.known[id] ? "·" : pass.lost[id] ? "?" : digits(pass.values[id], most)),
grad: (id, most) => {
const grad = pass.grads[id];
return grad === null ? "·" : player.hidden(id) || unknown(grad) ? "?" : digits(grad, most);
},
factor: (arrival) => `× ${compact(arrival.local, 6)}`,
label: (id) => label(player, id),
},
say: (text) => write(player.slots.live, text),
emit,
seek,
act,
select,
setLeaf,
refresh,
pause,
tempo,
confirm,
alone: (why) => kernel("none", why),
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
if (!timer) return;
clearInterval(timer);
timer = 0;
emit("play", false);
}

function play() {
if (pass.k === pass.last) seek(0);
tempo(true);
emit("play", true);
}

function tempo(start = timer > 0) {
clearInterval(timer);
if (start) timer = window.setInterval(() => (host.isConnected ? seek(pass.k + 1) : pause()), player.beat);
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
emit("kernel", text ?? trace.recorded?.by ?? (state === "live" ? "live: Python agrees" : "computed on this page"));
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
const { name, kind, op, parents } = nodes[id];
const from = parents.length <= 4 ? ` of ${parents.map((p) => nodes[p].name).join(" and ")}` : "";
const what = kind === "op" ? `operation ${op}${from}` : kind === "leaf" ? "leaf" : "constant";
const grad = pass.grads[id];
const told = !pass.known[id] ? "not computed yet" : pass.lost[id] ? "value not known here" : `value ${format(pass.values[id])}`;
const slope = grad === null ? "no grad yet" : hidden(id) ? "grad hidden" : `grad ${format(grad)}`;
return `${name}, ${what}, ${told}, ${kind === "const" ? "needs no grad" : slope}`;
}

function slotsIn(host, title) {
host.setAttribute("role", "group");
host.setAttribute("aria-label", `Player: ${title}`);
const slots = {
top: html("div", { class: "al-top" }, html("span", { class: "al-title" }, title)),
stage: html("div", { class: "al-stage", tabindex: 0, role: "group" }),
side: html("div", { class: "al-side" }),
bar: html("div", { class: "al-bar", role: "group", "aria-label": "Steps" }),
say: html("div", { class: "al-say" }),
below: html("div", { class: "al-below" }),
live: html("p", { class: "al-live", "aria-live": "polite" }),
};
slots.stage.setAttribute("aria-label", "Graph: left and right arrow keys go from step to step, Enter goes into the picture");
host.replaceChildren(slots.top, slots.stage, slots.bar, slots.say, slots.side, slots.below, slots.live);
return slots;
}

function picture(player) {
const { slots, trace } = player;
const { stage, top, below } = slots;
const key = html("p", { class: "al-key", "aria-hidden": "true" });
key.innerHTML =
'<svg viewBox="0 0 9 11" width="9" height="11"><path class="al-mark-forward" d="M1 1l7 4.5l-7 4.5z"/></svg> value, forward' +
' <svg viewBox="0 0 9 11" width="9" height="11"><path class="al-mark-backward" d="M8 1l-7 4.5l7 4.5z"/></svg> grad, backward';
const state = html("span", { class: "al-state" });
top.append(key, state);
player.graph = drawGraph(player);
player.graph.draw();
stage.append(player.graph.picture);
below.append(...[...trace.notices, ...(player.options.notices ?? [])].map((text) => html("p", { class: "al-notice" }, text)));
player.on("kernel", (text) => write(state, text));
player.on("values", () => player.graph.update());
player.on("select", (id) => player.graph.mark(id === null ? [] : [id], "is-selected"));
player.on("step", (touched) => player.graph.update(touched));
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


const PATIENCE = 3000;

function mountStatic(id, styles) {
const host = document.getElementById(id);
const data = host?.querySelector("script[type='application/json']")?.textContent;
if (!host || !data) return;
const { trace, options } = JSON.parse(data);
host.before(html("style", {}, styles));
const start = () => mount(host, trace, null, options);
if (!options.asleep || !document.getElementById("jupyter-config-data")) return start();
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
const view = Math.random().toString(36).slice(2);
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
const moves = [...moved];
moved.clear();
try {
model.send({ moves, turn: (turn += 1), view });
} catch {
return player.alone();
}
patience = window.setTimeout(() => {
patience = 0;
player.alone();
}, PATIENCE);
}

const receive = (message, buffers) => {
if (message.view === view) {
if (message.turn !== turn) return;
clearTimeout(patience);
patience = 0;
if (moved.size) return ask();
} else if (patience || moved.size || message.failed) return;
if (message.failed) return player.alone(`computed on this page. Python says ${message.failed}`);
player.confirm(floats(buffers[0]), message.foreign);
};
model.on("msg:custom", receive);
ask();
return () => {
clearTimeout(patience);
player.pause();
for (const undo of player.dispose) undo();
model.off("msg:custom", receive);
};
}

export default { render };
