// Made by `make sync` from autograd_lab/viz/js/; do not edit.

function tuple(shape) {
return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
}

function size(picture) {
return picture.shape.reduce((n, length) => n * length, 1);
}

function figure(picture, most) {
if (size(picture) === 1) return most ? compact(picture.norm, most) : format(picture.norm, 6);
return `‖${most ? compact(picture.norm, most - 2) : format(picture.norm, 6)}‖`;
}

function inWords(picture) {
if (size(picture) === 0) return `shape ${tuple(picture.shape)}, empty`;
if (!picture.shape.length) return format(picture.norm);
const ends = Number.isFinite(picture.low) ? `, entries from ${format(picture.low)} to ${format(picture.high)}` : "";
return `shape ${tuple(picture.shape)}, norm ${format(picture.norm)}${ends}${warning(picture)}`;
}

function warning(picture) {
if (!picture.odd) return "";
const where = picture.oddPlace.length ? `, the first at [${picture.oddPlace.join(", ")}]` : "";
return `; ⚠ ${picture.odd} of ${size(picture)} not finite${where}`;
}

function narrateArrays(pass, recorded, hide) {
const { nodes, step, arrival, expected, arrivals } = pass;
const root = nodes[nodes.length - 1].name;
if (step.kind === "given") return { text: "The leaves and the data are given. Nothing has been computed yet.", rule: "", plain: "" };
if (step.kind === "seed") {
return { text: `The backward pass starts at ${root}: its gradient is 1`, rule: `∂${root}/∂${root} = 1`, plain: "" };
}
const { name } = nodes[step.node];
if (step.kind === "forward") {
const seen = recorded.values[step.node];
const told = seen ? inWords(seen) : "a value that PyTorch has not kept";
return { text: `Forward: ${name} is computed: ${told}`, rule: recorded.forward[step.node], plain: "" };
}
const target = nodes[step.parent].name;
const { own, sum, rule, note } = arrival.seen;
const hidden = hide(step.parent);
let text = `Backward, ${name} to ${target}: ${hidden ? `a gradient of shape ${tuple(own.shape)}` : inWords(own)}`;
const came = arrivals[step.parent].length;
const all = expected[step.parent];
if (all > 1) text += `. ${target} adds up ${came} of ${all}${hidden ? "" : `: ${came < all ? "so far" : "in all"} ${inWords(sum)}`}`;
if (note) text += `. ${note}`;
return { text, rule, plain: came === all && !hidden ? everydayPeak(target, root, sum) : "" };
}

function everydayPeak(name, root, picture) {
const { peak, place, odd } = picture;
if (odd || !size(picture)) return "";
if (peak === 0) return `No entry of ${name} moves ${root}.`;
const which = place.length ? `${name}[${place.join(", ")}]` : name;
const why = size(picture) > 1 ? ", where the gradient is largest," : "";
return `Raise ${which}${why} by 0.01 and ${root} ${peak > 0 ? "rises" : "falls"} by about ${format(Math.abs(peak) * 0.01)}.`;
}


const SHADES = [0.04, 0.35, 0.7];


function shade(x) {
if (x === null) return "odd";
const level = SHADES.filter((least) => Math.abs(x) >= least).length;
return level ? `${x > 0 ? "plus" : "minus"}${level}` : "zero";
}

function coarser({ grid: [down, across], cells }, rows, cols) {
if (down <= rows && across <= cols) return { grid: [down, across], cells };
const [r, c] = [Math.min(rows, down), Math.min(cols, across)];
const ends = (n, count) => Array.from({ length: count + 1 }, (_, i) => Math.round((i * n) / count));
const [tops, lefts] = [ends(down, r), ends(across, c)];
const found = [];
for (let i = 0; i < r; i++) {
for (let j = 0; j < c; j++) {
const block = [];
for (let y = tops[i]; y < tops[i + 1]; y++) block.push(...cells.slice(y * across + lefts[j], y * across + lefts[j + 1]));
found.push(block.includes(null) ? null : block.reduce((s, x) => s + Number(x), 0) / block.length);
}
}
return { grid: [r, c], cells: found };
}

function heatMap(parent, { grid: [rows, cols], cells }, { x, y, w, h }, most) {
const [cw, ch] = [Math.min(most, w / cols), Math.min(most, h / rows)];
const g = svg("g", { class: "al-heat", transform: `translate(${x} ${y + (h - ch * rows) / 2})` }, parent);
const areas = ({});
const strokes = { light: "", deep: "" };
const r = (z) => Math.round(z * 100) / 100;
cells.forEach((value, i) => {
const [left, top] = [r((i % cols) * cw), r(Math.floor(i / cols) * ch)];
const look = shade(value);
areas[look] = `${areas[look] ?? ""}M${left} ${top}h${r(cw)}v${r(ch)}h${-r(cw)}z`;
if (look.startsWith("minus")) strokes[look === "minus3" ? "deep" : "light"] += `M${r(left + cw / 4)} ${r(top + ch / 2)}h${r(cw / 2)}`;
if (look === "odd") strokes.light += `M${r(left + cw / 4)} ${r(top + ch / 4)}l${r(cw / 2)} ${r(ch / 2)}m0 ${-r(ch / 2)}l${-r(cw / 2)} ${r(ch / 2)}`;
});
for (const [look, d] of Object.entries(areas)) svg("path", { class: `al-${look}`, d }, g);
for (const [ground, d] of Object.entries(strokes)) {
if (d) svg("path", { class: `al-heat-sign al-on-${ground}`, d, "stroke-width": r(Math.min(1.6, ch / 4)) }, g);
}
svg("rect", { class: "al-heat-edge", width: r(cw * cols), height: r(ch * rows) }, g);
return g;
}

function heatScale() {
const map = svg("svg", { class: "al-heat-scale", viewBox: "0 0 98 14", width: 98, height: 14, "aria-hidden": "true" });
heatMap(map, { grid: [1, 7], cells: [-1, -0.5, -0.2, 0, 0.2, 0.5, 1] }, { x: 0, y: 0, w: 98, h: 14 }, 14);
return map;
}

function heatLegend(scale) {
return html("p", { class: "al-legend" }, `−${format(scale, 3)} `, heatScale(), ` +${format(scale, 3)}; a stroke is a minus, × is nan or infinite`);
}



const IN_BOX = [8, 16];
const CELL = 13;

function arrays(player) {
const { pass, nodes, trace, slots } = player;
const { recorded } = trace;
if (!recorded) return;

const gradient = (id) => pass.arrivals[id].at(-1)?.seen.sum ?? null;

player.narrate = (reader = pass) => narrateArrays(reader, recorded, (id) => player.hidden(id));
player.rows = (g, id) => arrayRows(player, g, id, gradient);
player.sections = [arrayMade, (p, id) => arrayPictures(p, id, gradient), arrayArrivals];
let keyed = false;
player.on("step", () => {
const key = keyed ? null : slots.top.querySelector(".al-key");
keyed = true;
key?.append(" · ‖·‖ norm √Σx² · ", heatScale(), " from − (a stroke) over 0 to +");
});
Object.assign(player.told, {
value: (id, most) => {
const seen = recorded.values[id];
return !pass.known[id] ? "·" : seen ? figure(seen, most) : "not kept";
},
grad: (id, most) => {
if (pass.grads[id] === null) return "·";
const seen = gradient(id);
return player.hidden(id) ? "?" : seen ? figure(seen, most) : "1";
},
factor: (arrival) => figure((arrival).seen.own, 8),
label: (id) => {
const { name, kind, op } = nodes[id];
const seen = recorded.values[id];
const what = kind === "op" ? `operation ${op}` : kind === "leaf" ? "leaf" : "data, needs no grad";
const told = !pass.known[id] ? "not computed yet" : seen ? inWords(seen) : "value not kept by PyTorch";
const sum = gradient(id);
const slope = pass.grads[id] === null ? "no grad yet" : player.hidden(id) ? "grad hidden" : sum ? `grad of ${inWords(sum)}` : "grad 1";
return `${name}, ${what}, ${told}${kind === "const" ? "" : `; ${slope}`}`;
},
});
}

function arrayRows({ pass, nodes, trace, hidden }, g, id, gradient) {
const { recorded } = trace;
const { name, kind, op } = nodes[id];
const seen = (recorded.values[id]);
const [w] = trace.recorded.box;
if (kind !== "op") g.querySelector("rect")?.setAttribute("rx", "14");
const title = (g.querySelector(".al-name"));
const symbol = op ? (recorded.symbols[op] ?? op) : "";
title.textContent = ending(name, 19 - symbol.length);
(g.querySelector(".al-op")).textContent = symbol;
svg("text", { class: "al-shape", x: 8, y: 32 }, g).textContent = `${seen ? tuple(seen.shape) : "not kept"}${seen?.odd ? " ⚠ not finite" : ""}`;
svg("path", { class: "al-mark-forward", d: "M8 48l7 4.5l-7 4.5z" }, g);
const value = svg("text", { class: "al-value", x: 108, y: 57 }, g);
svg("path", { class: "al-mark-backward", d: "M15 77l-7 4.5l7 4.5z" }, g);
svg("text", { class: "al-word", x: 18, y: 86 }, g).textContent = "grad";
const grad = svg("text", { class: "al-grad", x: 108, y: 86 }, g);
const maps = ([null, null]);
const shown = ([null, null]);

function map(row, picture) {
if (shown[row] === picture) return;
shown[row] = picture;
maps[row]?.remove();
maps[row] = !picture || picture.cells.length < 2 ? null : heatMap(g, coarser(picture, IN_BOX[0], IN_BOX[1]), { x: 115, y: 40 + 29 * row, w: w - 123, h: 24 }, 10);
}
function renew() {
map(0, pass.known[id] ? seen : null);
map(1, kind === "const" || hidden(id) ? null : gradient(id));
}
return { value, grad, renew };
}

function ending(text, most) {
return text.length > most ? `…${text.slice(1 - most)}` : text;
}

function arrayMade({ nodes, trace }, id) {
const given = nodes[id].kind === "leaf" ? "A leaf: it was given, and has a gradient." : "Data: it was given, and needs no gradient.";
return { element: html("section", { class: "al-wide" }, html("p", { class: "al-formula" }, trace.recorded.forward[id] || given)) };
}

function arrayPictures({ pass, nodes, trace, hidden }, id, gradient) {
const element = html("section", { class: "al-pictures" });
const value = trace.recorded.values[id];
let before = ([]);
function update() {
const [known, sum, shut] = [pass.known[id], gradient(id), hidden(id)];
if (before.length && before[0] === known && before[1] === sum && before[2] === shut) return;
before = [known, sum, shut];
const came = pass.arrivals[id].length;
const so = came < pass.expected[id] ? `Gradient so far (${came} of ${pass.expected[id]})` : "Gradient";
element.replaceChildren(
known ? (value ? figureOf("Value", value) : html("p", {}, "Value: not kept by PyTorch.")) : html("p", {}, "Value: not computed yet."),
nodes[id].kind === "const" ? "" : shut ? html("p", {}, "Gradient: ?") : sum ? figureOf(so, sum) : html("p", {}, pass.grads[id] === null ? "Gradient: nothing has arrived yet." : "Gradient: 1, the seed."),
);
}
update();
return { element, update };
}

function figureOf(title, picture) {
const { grid, shape, dtype, cells, scale, place, peak } = picture;
const caption = html("figcaption", {}, html("strong", {}, title), ` ${dtype}, ${inWords(picture)}`);
if (cells.length < 2) return html("figure", {}, caption);
if (peak && !picture.odd) caption.append(`, largest size ${format(peak)} at [${place.join(", ")}]`);
const [rows, cols] = grid;
const map = svg("svg", { viewBox: `0 0 ${cols * CELL} ${rows * CELL}`, width: cols * CELL, height: rows * CELL, role: "img" });
map.setAttribute("aria-label", `Heat map of ${tuple(shape)}; the numbers are in the table`);
heatMap(map, picture, { x: 0, y: 0, w: cols * CELL, h: rows * CELL }, CELL);
const [down, across] = asMatrix(shape);
const mean = rows < down || cols < across ? html("p", { class: "al-legend" }, `Each cell is the mean of about ${Math.round(down / rows)} × ${Math.round(across / cols)} entries.`) : "";
return html("figure", {}, caption, html("div", {}, map, heatLegend(scale), mean), firstNumbers(picture));
}

function asMatrix(shape) {
if (shape.length < 2) return [1, shape[0] ?? 1];
return [shape[0], shape.slice(1).reduce((n, length) => n * length, 1)];
}

function firstNumbers({ shape, rows, cols, table }) {
const [down, across] = asMatrix(shape);
const dots = (more) => (more ? [html("td", {}, "…")] : []);
const columns = Array.from({ length: cols }, (_, j) => html("th", { scope: "col" }, String(j)));
const body = Array.from({ length: rows }, (_, i) => {
const cells = table.slice(i * cols, (i + 1) * cols).map((x) => html("td", { class: "al-num", title: x }, Number.isFinite(x) ? format(x, 3) : `⚠ ${format(x)}`));
return html("tr", {}, html("th", { scope: "row" }, shape.length < 2 ? "" : String(i)), ...cells, ...dots(across > cols));
});
if (down > rows) body.push(html("tr", {}, html("th", {}, "…")));
const left = [down > rows ? `${rows} of ${down} rows` : "", across > cols ? `${cols} of ${across} columns` : ""].filter(Boolean).join(", ");
const flat = shape.length > 2 ? `Rows go along axis 0, columns through all other axes. ` : "";
const note = left || flat ? html("p", { class: "al-legend" }, `${flat}${left ? `Shown: the first ${left}.` : ""}`) : "";
return html("div", { class: "al-scroll" }, html("table", {}, html("thead", {}, html("tr", {}, html("td"), ...columns, ...dots(across > cols))), html("tbody", {}, ...body)), note);
}

function arrayArrivals({ pass, nodes, trace, hidden }, id) {
const steps = pass.steps.filter((step) => step.kind === "backward" && step.parent === id);
if (!steps.length) return null;
const items = steps.map(() => html("li"));
function update() {
steps.forEach(({ node, slot }, i) => {
const { own, rule, note } = trace.recorded.handed(node, slot);
const came = i < pass.arrivals[id].length;
const what = !came ? "·" : hidden(id) ? "?" : `${inWords(own)}${note ? `. ${note}` : ""}`;
const text = `from ${nodes[node].name}: ${rule}`;
if (items[i].firstChild?.textContent === text && items[i].lastChild?.textContent === what) return;
items[i].replaceChildren(html("span", { class: "al-formula" }, text), html("br"), html("span", {}, what));
});
}
update();
return { element: html("section", {}, html("h4", {}, "What arrives"), html("ol", {}, ...items)), update };
}

PARTS.unshift(arrays);
