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

/** Draw cells into a rectangle, none larger than `most`. @param {Element} parent @param {Cells} cells
 * @param {{x: number, y: number, w: number, h: number}} at @param {number} most */
export function heatMap(parent, { grid: [rows, cols], cells }, { x, y, w, h }, most) {
  const [cw, ch] = [Math.min(most, w / cols), Math.min(most, h / rows)];
  const g = svg("g", { class: "al-heat", transform: `translate(${x} ${y + (h - ch * rows) / 2})` }, parent);
  const areas = /** @type {Record<string, string>} */ ({});
  const strokes = { light: "", deep: "" }; // on a deep colour the stroke is light
  const r = (/** @type {number} */ z) => Math.round(z * 100) / 100;
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
