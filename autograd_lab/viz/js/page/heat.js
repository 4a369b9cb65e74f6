// @ts-check
// Heat maps: a colour for the sign and the size of each cell, and a stroke in each negative one, so that the sign can be
// seen without colour. One path for each colour, however many cells there are.
import { html, svg } from "./dom.js";
import { format } from "../model/numbers.js";

const SHADES = [0.04, 0.35, 0.7]; // from which size on, as a part of the largest, a cell takes the next shade

/** @typedef {{grid: [number, number], cells: (number | null)[]}} Cells numbers from −1 to 1, null where not finite */

/** The class of a cell: `zero`, `plus1` … `minus3`, or `odd`. @param {number | null} x */
export function shade(x) {
  if (x === null) return "odd";
  const level = SHADES.filter((least) => Math.abs(x) >= least).length;
  return level ? `${x > 0 ? "plus" : "minus"}${level}` : "zero";
}

/** Fewer cells: the means of blocks. @param {Cells} cells @param {number} rows at most @param {number} cols at most
 * @returns {Cells} */
export function coarser({ grid: [down, across], cells }, rows, cols) {
  if (down <= rows && across <= cols) return { grid: [down, across], cells };
  const [r, c] = [Math.min(rows, down), Math.min(cols, across)];
  const ends = (/** @type {number} */ n, /** @type {number} */ count) => Array.from({ length: count + 1 }, (_, i) => Math.round((i * n) / count));
  const [tops, lefts] = [ends(down, r), ends(across, c)];
  const found = [];
  for (let i = 0; i < r; i++) {
    for (let j = 0; j < c; j++) {
      const block = [];
      for (let y = tops[i]; y < tops[i + 1]; y++) block.push(...cells.slice(y * across + lefts[j], y * across + lefts[j + 1]));
      found.push(block.includes(null) ? null : block.reduce((/** @type {number} */ s, x) => s + Number(x), 0) / block.length);
    }
  }
  return { grid: [r, c], cells: found };
}

const GAP = 3; // pixels between small images

/** Draw cells into a rectangle, none larger than `most`; of small images each has its own edge. A cell of undefined is left out.
 * @param {Element} parent @param {Cells} cells @param {{x: number, y: number, w: number, h: number}} at @param {number} most
 * @param {number[] | 0} [tiles] how many images stand under and beside one another */
export function heatMap(parent, { grid: [rows, cols], cells }, { x, y, w, h }, most, tiles) {
  const [down, across] = tiles || [1, 1];
  const [th, tw] = [rows / down, cols / across];
  let [cw, ch] = [Math.min(most, (w - GAP * (across - 1)) / cols), Math.min(most, (h - GAP * (down - 1)) / rows)];
  if (tiles) cw = ch = Math.min(cw, ch); // an image keeps its shape
  const g = svg("g", { class: "al-heat", transform: `translate(${x} ${y + (h - ch * rows - GAP * (down - 1)) / 2})` }, parent);
  const areas = /** @type {Record<string, string>} */ ({});
  const strokes = { light: "", deep: "" }; // on a deep colour the stroke is light
  let edges = "";
  const r = (/** @type {number} */ z) => Math.round(z * 100) / 100;
  cells.forEach((value, i) => {
    if (value === undefined) return;
    const [row, col] = [Math.floor(i / cols), i % cols];
    const [left, top] = [r(col * cw + GAP * Math.floor(col / tw)), r(row * ch + GAP * Math.floor(row / th))];
    const look = shade(value);
    areas[look] = `${areas[look] ?? ""}M${left} ${top}h${r(cw)}v${r(ch)}h${-r(cw)}z`;
    if (look.startsWith("minus")) strokes[look === "minus3" ? "deep" : "light"] += `M${r(left + cw / 4)} ${r(top + ch / 2)}h${r(cw / 2)}`;
    if (look === "odd") strokes.light += `M${r(left + cw / 4)} ${r(top + ch / 4)}l${r(cw / 2)} ${r(ch / 2)}m0 ${-r(ch / 2)}l${-r(cw / 2)} ${r(ch / 2)}`;
    if (!(col % tw || row % th)) edges += `M${left} ${top}h${r(cw * tw)}v${r(ch * th)}h${-r(cw * tw)}z`;
  });
  for (const [look, d] of Object.entries(areas)) svg("path", { class: `al-${look}`, d }, g);
  for (const [ground, d] of Object.entries(strokes)) {
    if (d) svg("path", { class: `al-heat-sign al-on-${ground}`, d, "stroke-width": r(Math.min(1.6, ch / 4)) }, g);
  }
  svg("path", { class: "al-heat-edge", d: edges }, g);
  return g;
}

/** All colours in a row. */
export function heatScale() {
  const map = svg("svg", { class: "al-heat-scale", viewBox: "0 0 98 14", width: 98, height: 14, "aria-hidden": "true" });
  heatMap(map, { grid: [1, 7], cells: [-1, -0.5, -0.2, 0, 0.2, 0.5, 1] }, { x: 0, y: 0, w: 98, h: 14 }, 14);
  return map;
}

/** What the colours mean, for a map whose largest size is `scale`. @param {number} scale */
export function heatLegend(scale) {
  return html("p", { class: "al-legend" }, `−${format(scale, 3)} `, heatScale(), ` +${format(scale, 3)}; a stroke is a minus, × is nan or infinite`);
}
