// @ts-check
// Arrays in the picture, on the card and in the table: shapes, norms and heat maps. Nothing is computed here: the pass
// was recorded by Python.
import { coarser, heatLegend, heatMap, heatScale } from "./heat.js";
import { html, svg, write } from "./dom.js";
import { format } from "../model/numbers.js";
import { PARTS, READERS } from "./player.js";
import { decodeRecorded } from "../model/recorded.js";
import { figure, inWords, narrateArrays, tuple, warning } from "../model/narrate_arrays.js";

/** @typedef {import("./player.js").Player} Player */

/** @typedef {import("../model/recorded.js").Picture} Picture */

const IN_BOX = [8, 16]; // rows and columns of a heat map in a box
const CELL = 13; // pixels, on a card

/** The recorded pass, which every trace of arrays has. @param {import("../model/sweep.js").Trace} trace */
function recordedOf({ recorded }) {
  return /** @type {import("../model/recorded.js").Recorded} */ (recorded);
}

/** A part of the player, for traces of arrays; it comes before the picture, which asks it what a box shows.
 * @param {Player} player */
export function arrays(player) {
  const { pass, nodes, trace, slots } = player;
  const { recorded } = trace;
  if (!recorded) return;

  /** The gradient that has arrived so far; null before, and for the root, whose gradient is the number 1.
   * @param {number} id @returns {Picture | null} */
  const gradient = (id) => pass.arrivals[id].at(-1)?.seen?.sum ?? null;

  player.narrate = (reader = pass) => narrateArrays(reader, recorded, player.hidden);
  player.rows = (g, id) => arrayRows(player, g, id, gradient);
  player.sections = [arrayMade, (p, id) => arrayPictures(p, id, gradient), arrayArrivals];
  let keyed = false;
  player.on("step", () => {
    const key = keyed ? null : slots.top.querySelector(".al-key"); // the picture puts it there
    keyed = true;
    key?.append(" · ‖·‖ norm √Σx² · ", heatScale(), " from − (a stroke) over 0 to +");
  });
  Object.assign(player.texts, {
    /** @param {number} id @param {number} [most] */
    value: (id, most) => {
      const seen = recorded.values[id];
      return !pass.known[id] ? "·" : seen ? figure(seen, most) : "not kept";
    },
    /** @param {number} id @param {number} [most] */
    grad: (id, most) => {
      if (pass.grads[id] === null) return "·";
      const seen = gradient(id);
      return player.hidden(id) ? "?" : seen ? figure(seen, most) : "1";
    },
    /** @param {import("../model/sweep.js").Arrival} arrival */
    factor: (arrival) => (arrival.seen ? figure(arrival.seen.own, 8) : ""),
    /** @param {number} id */
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

/** What a box shows of an array: its shape, and value and gradient each as norm and heat map.
 * @param {Player} player @param {Element} g @param {number} id @param {(id: number) => Picture | null} gradient */
function arrayRows({ pass, nodes, trace, hidden, images }, g, id, gradient) {
  const recorded = recordedOf(trace);
  const { name, kind, op } = nodes[id];
  const seen = /** @type {Picture | null} */ (recorded.values[id]);
  const w = Number(g.querySelector("rect")?.getAttribute("width"));
  if (kind !== "op") g.querySelector("rect")?.setAttribute("rx", "14"); // a name needs its corner
  const title = /** @type {Element} */ (g.querySelector(".al-name"));
  const symbol = op ? (recorded.symbols[op] ?? op) : kind === "leaf" ? "○" : "";
  title.textContent = ending(name, (w < recorded.box[0] ? 17 : 19) - symbol.length);
  /** @type {Element} */ (g.querySelector(".al-op")).textContent = symbol;
  const odd = !seen?.odd ? "" : op === "masked_fill" && seen.norm === Infinity ? " ∞ where masked" : " ⚠ not finite";
  svg("text", { class: "al-shape", x: 8, y: 32 }, g).textContent = `${seen ? tuple(seen.shape) : "not kept"}${odd}`;
  svg("path", { class: "al-mark-forward", d: "M8 48l7 4.5l-7 4.5z" }, g);
  const value = svg("text", { class: "al-value", x: 108, y: 57 }, g);
  svg("path", { class: "al-mark-backward", d: "M15 77l-7 4.5l7 4.5z" }, g);
  svg("text", { class: "al-word", x: 18, y: 86 }, g).textContent = "grad";
  const grad = svg("text", { class: "al-grad", x: 108, y: 86 }, g);
  // a single number has no heat map: there it stands at the right, since with a minus it would touch the word
  if (seen && seen.cells.length < 2) for (const text of [value, grad]) text.setAttribute("x", String(w - 8));
  const maps = /** @type {(Element | null)[]} */ ([null, null]);
  const shown = /** @type {(Picture | null)[]} */ ([null, null]);

  /** @param {number} row @param {Picture | null} picture */
  function map(row, picture) {
    if (shown[row] === picture) return;
    shown[row] = picture;
    maps[row]?.remove();
    const at = { x: 115, y: 40 + 29 * row, w: w - 123, h: 24 };
    const small = picture?.tiles ? images?.small(picture, at) : null;
    maps[row] = !picture || picture.cells.length < 2 ? null : heatMap(g, small ?? coarser(picture, IN_BOX[0], IN_BOX[1]), at, 10, small?.tiles);
  }
  function renew() {
    map(0, pass.known[id] ? seen : null);
    map(1, kind === "const" || hidden(id) ? null : gradient(id));
  }
  return { value, grad, renew };
}

/** Text that fits a box. @param {string} text @param {number} most */
function ending(text, most) {
  return text.length > most ? `…${text.slice(1 - most)}` : text; // the end of a parameter's name tells more
}

/** A section of the card: how the array came to be. @param {Player} player @param {number} id */
function arrayMade({ nodes, trace }, id) {
  const given = nodes[id].kind === "leaf" ? "A leaf: it was given, and has a gradient. Arrays have no sliders: change it in Python, and show() again." : "Data: it was given, and needs no gradient.";
  return { element: html("section", { class: "al-wide" }, html("p", { class: "al-formula" }, recordedOf(trace).forward[id] || given)) };
}

/** A section of the card: value and gradient, as heat maps and as numbers.
 * @param {Player} player @param {number} id @param {(id: number) => Picture | null} gradient */
function arrayPictures({ pass, nodes, trace, hidden, images }, id, gradient) {
  const element = html("section", { class: "al-pictures" });
  const value = recordedOf(trace).values[id];
  let before = /** @type {unknown[]} */ ([]);
  function update() {
    const [known, sum, shut] = [pass.known[id], gradient(id), hidden(id)];
    if (before.length && before[0] === known && before[1] === sum && before[2] === shut) return;
    before = [known, sum, shut];
    const came = pass.arrivals[id].length;
    const so = came < pass.expected[id] ? `Gradient so far (${came} of ${pass.expected[id]})` : "Gradient";
    element.replaceChildren(
      known ? (value ? figureOf("Value", value, images) : html("p", {}, "Value: not kept by PyTorch.")) : html("p", {}, "Value: not computed yet."),
      nodes[id].kind === "const" ? "" : shut ? html("p", {}, "Gradient: ?") : sum ? figureOf(so, sum, images) : html("p", {}, pass.grads[id] === null ? "Gradient: nothing has arrived yet." : "Gradient: 1, the seed."),
    );
  }
  update();
  return { element, update };
}

/** One array: figures of the whole, heat map with legend, and the first numbers. @param {string} title @param {Picture} picture
 * @param {Player["images"]} images */
function figureOf(title, picture, images) {
  const { grid, shape, dtype, cells, scale, place, peak } = picture;
  const caption = html("figcaption", {}, html("strong", {}, title), ` ${dtype}, ${inWords(picture)}`);
  if (cells.length < 2) return html("figure", {}, caption);
  if (peak && !picture.odd) caption.append(`, the largest in size ${format(peak)} at [${place.join(", ")}]`);
  if (images && picture.tiles) return html("figure", {}, caption, ...images.large(picture));
  const [rows, cols] = grid;
  const map = svg("svg", { viewBox: `0 0 ${cols * CELL} ${rows * CELL}`, width: cols * CELL, height: rows * CELL, role: "img" });
  map.setAttribute("aria-label", `Heat map of ${tuple(shape)}; the numbers are in the table`);
  heatMap(map, picture, { x: 0, y: 0, w: cols * CELL, h: rows * CELL }, CELL);
  const [down, across] = asMatrix(shape);
  const mean = rows < down || cols < across ? html("p", { class: "al-legend" }, `${down} × ${across} entries in ${rows} × ${cols} cells: each is the mean of a block.`) : "";
  return html("figure", {}, caption, html("div", {}, map, heatLegend(scale), mean), firstNumbers(picture));
}

/** An array as rows and columns, as Python saw it. @param {number[]} shape */
function asMatrix(shape) {
  if (shape.length < 2) return [1, shape[0] ?? 1];
  return [shape[0], shape.slice(1).reduce((n, length) => n * length, 1)];
}

/** The first rows and columns as a table; what is left out is said. @param {Picture} picture */
export function firstNumbers({ shape, rows, cols, table }) {
  const [down, across] = asMatrix(shape);
  const dots = (/** @type {boolean} */ more) => (more ? [html("td", {}, "…")] : []);
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

/** A section of the card: what has arrived at the gradient, edge by edge. @param {Player} player @param {number} id */
function arrayArrivals({ pass, nodes, trace, hidden }, id) {
  const steps = pass.steps.filter((step) => step.kind === "backward" && step.parent === id);
  if (!steps.length) return null;
  const items = steps.map(() => html("li"));
  function update() {
    steps.forEach(({ node, slot }, i) => {
      const { own, rule, note } = /** @type {import("../model/recorded.js").Handed} */ (recordedOf(trace).handed(node, slot));
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
READERS.recorded = decodeRecorded;
