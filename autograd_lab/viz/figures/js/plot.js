// @ts-check
// A plot with axes: scales, ticks, and layers to draw in. Lines are moved, never drawn anew.
import { svg } from "../../js/page/dom.js";
import { format } from "../../js/model/numbers.js";

/** @typedef {{low: number, high: number, label: string, log?: boolean, ticks?: number}} Axis */
/** @typedef {{root: SVGSVGElement, X: (v: number) => number, Y: (v: number) => number, atX: (px: number) => number,
 *   atY: (px: number) => number, layer: () => SVGGElement, point: (event: PointerEvent) => [number, number],
 *   box: {left: number, right: number, top: number, bottom: number}}} Plot */

const [UNITS, READABLE, NARROWEST] = [14, 0.925, 240]; // px of a letter's height; a text's share of its size below which it is too small

let clips = 0;

/** How wide an element is, in units of a picture: 14 of them are as wide as the page's letters are high. 0 where it is not
 * laid out. @param {Element} element */
export function widthOf(element) {
  return (UNITS * element.clientWidth) / (parseFloat(getComputedStyle(element).fontSize) || UNITS);
}

/** Let a picture be as wide as its units, and grow with the page's letters; where it would have to shrink below what can be
 * read, it takes a line of its own. @param {SVGSVGElement} root @param {number} width */
export function sized(root, width) {
  root.style.maxWidth = `${width / UNITS}em`;
  root.style.flex = `1 1 ${(READABLE * width) / UNITS}em`;
}

/** Numbers at which an axis is ruled: 1, 2 or 5 times a power of ten apart. @param {Axis} axis @returns {number[]} */
export function ticksOf({ low, high, log, ticks = 6 }) {
  if (log) {
    const [from, to] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
    const apart = Math.max(1, Math.ceil((to - from) / ticks));
    return Array.from({ length: Math.floor((to - from) / apart) + 1 }, (_, i) => 10 ** (from + i * apart));
  }
  const rough = (high - low) / ticks;
  const power = 10 ** Math.floor(Math.log10(rough));
  const apart = [1, 2, 5, 10].map((m) => m * power).find((step) => step >= rough * 0.999) ?? rough;
  const first = Math.ceil(low / apart - 1e-9);
  const count = Math.floor(high / apart + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, i) => Number(((first + i) * apart).toPrecision(12)));
}

/** A power of ten as it is written: 10⁻⁸. @param {number} x */
export function tenTo(x) {
  const digits = String(Math.round(Math.log10(x)));
  return "10" + digits.replace(/./g, (d) => (d === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(d)]));
}

/** @param {Axis} axis @param {number} from @param {number} to */
function scale({ low, high, log }, from, to) {
  const of = log ? Math.log10 : (/** @type {number} */ v) => v;
  const [start, end] = [of(low), of(high)];
  return {
    to: (/** @type {number} */ v) => from + ((of(v) - start) / (end - start)) * (to - from),
    back: (/** @type {number} */ px) => {
      const u = start + ((px - from) / (to - from)) * (end - start);
      return log ? 10 ** u : u;
    },
  };
}

/** Draw the axes into `stage`. @param {HTMLElement} stage
 * @param {{width?: number, height?: number, room?: number, x: Axis, y: Axis, label: string}} options
 *   `room` is kept free to the right of the plot @returns {Plot} */
export function plot(stage, { width: wished = 340, height = 300, room = 0, x, y, label }) {
  const width = Math.min(wished, Math.max(NARROWEST + room, Math.floor(widthOf(stage)) || wished));
  const box = { left: 52, right: width - 12 - room, top: 12, bottom: height - 44 };
  const [across, up] = [scale(x, box.left, box.right), scale(y, box.bottom, box.top)];
  const root = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label });
  sized(root, width);
  const grid = svg("g", { class: "al-fig-grid", "aria-hidden": "true" }, root);
  const line = (/** @type {number[]} */ [x1, y1, x2, y2], /** @type {number} */ value) =>
    svg("line", { x1, y1, x2, y2, class: value === 0 ? "al-fig-zero" : "al-fig-rule-line" }, grid);
  const text = (/** @type {Record<string, string | number>} */ attributes, /** @type {string} */ content) => {
    svg("text", attributes, grid).textContent = content;
  };
  for (const v of ticksOf(x)) {
    const px = across.to(v);
    line([px, box.top, px, box.bottom], x.log ? 1 : v);
    text({ x: px, y: box.bottom + 16, "text-anchor": "middle" }, x.log ? tenTo(v) : format(v));
  }
  for (const v of ticksOf(y)) {
    const py = up.to(v);
    line([box.left, py, box.right, py], y.log ? 1 : v);
    text({ x: box.left - 6, y: py + 4, "text-anchor": "end" }, y.log ? tenTo(v) : format(v));
  }
  const middle = (box.top + box.bottom) / 2;
  text({ x: (box.left + box.right) / 2, y: height - 8, "text-anchor": "middle", class: "al-fig-axis" }, x.label);
  text({ x: 13, y: middle, "text-anchor": "middle", class: "al-fig-axis", transform: `rotate(-90 13 ${middle})` }, y.label);
  const clip = `al-clip-${(clips += 1)}-${Math.random().toString(36).slice(2, 8)}`;
  const shape = { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top };
  svg("rect", shape, svg("clipPath", { id: clip }, root));
  stage.append(root);
  return {
    root,
    box,
    X: across.to,
    Y: up.to,
    atX: across.back,
    atY: up.back,
    layer: () => svg("g", { "clip-path": `url(#${clip})`, "aria-hidden": "true" }, root),
    point: (event) => {
      const frame = root.getBoundingClientRect();
      const px = ((event.clientX - frame.left) / frame.width) * width;
      const py = ((event.clientY - frame.top) / frame.height) * height;
      return [across.back(px), up.back(py)];
    },
  };
}

/** The path through points; a number that is none lifts the pen, one far outside is kept near. @param {Plot} on
 * @param {[number, number][]} points */
export function pathOf(on, points) {
  let pen = "M";
  let path = "";
  for (const [x, y] of points) {
    const [px, py] = [on.X(x), on.Y(y)].map((v) => Math.max(-5000, Math.min(5000, v)));
    if (Number.isNaN(px) || Number.isNaN(py)) {
      pen = "M";
      continue;
    }
    path += `${pen}${px.toFixed(2)} ${py.toFixed(2)}`;
    pen = "L";
  }
  return path;
}

/** The points of a function's graph. @param {(x: number) => number} f @param {number} low @param {number} high
 * @param {number} [pieces] @returns {[number, number][]} */
export function graphOf(f, low, high, pieces = 120) {
  return Array.from({ length: pieces + 1 }, (_, i) => {
    const x = low + ((high - low) * i) / pieces;
    return [x, f(x)];
  });
}

/** Set several attributes. @param {Element} element @param {Record<string, string | number>} attributes */
export function move(element, attributes) {
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
}
