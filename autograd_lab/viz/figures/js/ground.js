// @ts-check
// The ground that a path walks on: heights as shades, lines of equal height with their numbers, arrows down, and the bottoms.
import { svg } from "../../js/page/dom.js";
import { format } from "../../js/model/numbers.js";
import { contours, cornersOf, cut, sampled } from "./contours.js";
import { pathOf } from "./plot.js";

const [ARROWS, CLEAR, LETTER, MARGIN] = [5, 26, 6.5, 4]; // arrows along each side; pixels around a bottom without any

/** What is said of a shaded ground, below it. */
export const KEY = "The bluer, the higher. The small arrows show the way down.";
/** What is said of the losses over w and b where all inputs are one. */
export const KEY_WITH_LINE = `${KEY} The bottom is a line: many a w has its b.`;

/** @typedef {{at: [number, number], says: string}} Bottom where it is, and its name with its height */

/** Draw the ground of a plot. @param {Element} layer @param {import("./plot.js").Plot} on
 * @param {import("./contours.js").Height} f @param {number[]} levels from low to high @param {Bottom[]} bottoms
 * @param {Element} [over] a layer above the paths, for the bottoms @param {number} [away] how far from them, towards the nearer
 * edge, their names stand, with a line to them; else beside them */
export function drawHeights(layer, on, f, levels, bottoms, over = layer, away = 0) {
  const lines = contours(on, f, levels);
  for (const d of shades(on, f, levels)) svg("path", { class: "al-fig-shade", d }, layer);
  for (const d of lines) svg("path", { class: "al-fig-contour", d }, layer);
  const feet = bottoms.map(({ at: [x, y] }) => [on.X(x), on.Y(y)]);
  svg("path", { class: "al-fig-down", d: arrows(on, f, feet) }, layer);
  for (const k of [0.35, 0.65, 0.95].map((part) => Math.floor(part * levels.length))) heightNumber(layer, on, lines[k], levels[k]);
  bottoms.forEach(({ says }, i) => {
    const [x, y] = feet[i];
    const long = says.length * LETTER + 12;
    const way = x + (away ? long / 2 : long) > on.box.right ? -1 : 1;
    const up = y < (on.box.top + on.box.bottom) / 2 - 1;
    const far = Math.min(away, (up ? y - on.box.top : on.box.bottom - y) - 20) * (up ? -1 : 1);
    const place = away ? { x: x + 6 * way, y: y + far + (up ? -4 : 14) } : { x: x + 10 * way, y: y + 4 };
    const cross = `M${x - 5} ${y - 5}l10 10m-10 0l10 -10`;
    if (away) svg("path", { class: "al-fig-walk", d: `M${x} ${y}v${far}` }, over);
    for (const name of ["al-fig-class-0-under", "al-fig-goal"]) svg("path", { class: name, d: cross }, over);
    svg("text", { class: "al-fig-height", ...place, "text-anchor": away ? "middle" : way > 0 ? "start" : "end" }, over).textContent = says;
  });
}

/** Losses that lines of equal loss stand for, closer near the bottom. @param {import("./contours.js").Height} f the loss over w and b
 * @param {number} low the lowest loss @param {{w: number[], b: number[]}} ranges of the plot */
export function equalLosses(f, low, ranges) {
  const high = Math.max(...ranges.w.flatMap((w) => ranges.b.map((b) => f(w, b))));
  return Array.from({ length: 12 }, (_, k) => low + (high - low) * ((k + 0.5) / 12) ** 2);
}

/** The line on which the loss is lowest where all inputs are one, with its name near its upper left end. @param {Element} layer
 * @param {import("./plot.js").Plot} on @param {{w: number[], b: number[]}} ranges of the plot @param {number} x the input
 * @param {number} y the mean of the targets @param {string} says */
export function drawBottomLine(layer, on, ranges, x, y, says) {
  const heightAt = (/** @type {number} */ w) => y - x * w;
  const [left, right] = ranges.w;
  const seen = Array.from({ length: 61 }, (_, i) => left + ((right - left) * i) / 60).filter((w) => heightAt(w) > ranges.b[0] && heightAt(w) < ranges.b[1]);
  if (!seen.length) return;
  svg("path", { class: "al-fig-goal", d: pathOf(on, [[left, heightAt(left)], [right, heightAt(right)]]) }, layer);
  const w = seen[Math.floor(seen.length * 0.15)];
  svg("text", { class: "al-fig-height", x: on.X(w) + 10, y: on.Y(heightAt(w)) + 4 }, layer).textContent = says;
}

/** For each level the path around what lies above it. @param {import("./contours.js").Scales} on
 * @param {import("./contours.js").Height} f @param {number[]} levels @param {number} [pieces] @returns {string[]} */
function shades(on, f, levels, pieces = 60) {
  const { rows, written } = sampled(on, f, pieces);
  const outline = (/** @type {[number, number][]} */ points) => (points.length ? `M${points.map(written).join("L")}z` : "");
  return levels.map((level) => {
    const high = (/** @type {[number, number]} */ [i, j]) => rows[j][i] >= level;
    let path = "";
    for (let j = 0; j < pieces; j++) {
      let from = 0; // the first of the squares in a row that lie above as a whole: they are one piece
      for (let i = 0; i <= pieces; i++) {
        const corners = i < pieces ? cornersOf(i, j) : [];
        if (corners.length && corners.every(high)) continue;
        if (i > from) path += outline([[from, j], [i, j], [i, j + 1], [from, j + 1]]);
        from = i + 1;
        path += outline(corners.flatMap((at, side) => [...(high(at) ? [at] : []), ...cut(rows, level, at, corners[(side + 1) % 4])]));
      }
    }
    return path;
  });
}

/** The path of small arrows that point where the ground falls most, as it looks in the picture; none where it is flat.
 * @param {import("./plot.js").Plot} on @param {import("./contours.js").Height} f @param {number[][]} feet the bottoms, in pixels */
function arrows(on, f, feet) {
  const { left, right, top, bottom } = on.box;
  const at = (/** @type {number} */ px, /** @type {number} */ py) => f(on.atX(px), on.atY(py));
  let path = "";
  for (let k = 0; k < ARROWS * ARROWS; k++) {
    const [x, y] = [left + ((right - left) * ((k % ARROWS) + 0.5)) / ARROWS, top + ((bottom - top) * (Math.floor(k / ARROWS) + 0.5)) / ARROWS];
    const [dx, dy] = [at(x - 1, y) - at(x + 1, y), at(x, y - 1) - at(x, y + 1)];
    const steep = Math.hypot(dx, dy);
    if (!(steep > 0) || feet.some(([p, q]) => Math.hypot(p - x, q - y) < CLEAR)) continue;
    const [u, v] = [(5 * dx) / steep, (5 * dy) / steep];
    const tip = `${(x + u).toFixed(1)} ${(y + v).toFixed(1)}`;
    const back = (/** @type {number} */ turn) => `${(x - turn * v).toFixed(1)} ${(y + turn * u).toFixed(1)}`;
    path += `M${(x - 1.4 * u).toFixed(1)} ${(y - 1.4 * v).toFixed(1)}L${tip}M${back(0.7)}L${tip}L${back(-0.7)}`;
  }
  return path;
}

/** The number of a line, at the place on it that is highest in the picture and well inside. @param {Element} layer
 * @param {import("./plot.js").Plot} on @param {string} line @param {number} level */
function heightNumber(layer, on, line, level) {
  const says = format(level, 2);
  const half = (says.length * LETTER) / 2 + MARGIN;
  const { left, right, top, bottom } = on.box;
  const points = [...line.matchAll(/M([-\d.]+) ([-\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
  const inside = points.filter(([x, y]) => x > left + half && x < right - half && y > top + 14 && y < bottom - 10);
  if (!inside.length) return;
  const [x, y] = inside.reduce((best, one) => (one[1] < best[1] ? one : best));
  svg("text", { class: "al-fig-height", x, y: y + 4, "text-anchor": "middle" }, layer).textContent = says;
}
