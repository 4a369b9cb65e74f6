// @ts-check
// Arrays of three and more axes as small images: a row for each image, a column for each channel. In a box as many as can be
// told apart; on the card all that were sent, and the chosen one large.
import { coarser, heatLegend, heatMap } from "./heat.js";
import { html, svg } from "./dom.js";
import { firstNumbers } from "./arrays.js";
import { chooser } from "./choose.js";

/** @typedef {import("../model/recorded.js").Picture} Picture */
/** @typedef {{grid: [number, number], cells: any[], tiles: [number, number]}} Sheet images side by side */

const LARGE = 13; // pixels of a cell of the chosen image
const ALL_WIDE = 200; // pixels that all images together may be wide
export const BETWEEN = 3; // pixels between images, as heatMap has them

/** The cells of one image. @param {Sheet} sheet @param {number} k @returns {import("./heat.js").Cells} */
export function imageAt({ grid: [rows, cols], cells, tiles: [down, across] }, k) {
  const [h, w] = [rows / down, cols / across];
  const [top, left] = [Math.floor(k / across) * h, (k % across) * w];
  return { grid: [h, w], cells: Array.from({ length: h * w }, (_, i) => cells[(top + Math.floor(i / w)) * cols + left + (i % w)]) };
}

/** As many images, from the first on, as can be told apart in a box of w × h pixels, each made coarser to fit.
 * @param {Sheet} sheet @param {{w: number, h: number}} room @returns {Sheet} */
export function fitting(sheet, { w, h }) {
  const { grid, tiles } = sheet;
  const [th, tw] = [grid[0] / tiles[0], grid[1] / tiles[1]];
  let [size, rows, n] = [0, 1, tiles[0] * tiles[1] + 1];
  while (size * Math.min(th, tw) < 9 && n > 1) {
    n -= 1;
    size = 0;
    for (const r of [1, 2, 3]) {
      const c = Math.ceil(n / r);
      const px = Math.min((h - BETWEEN * (r - 1)) / r / th, (w - BETWEEN * (c - 1)) / c / tw);
      if (px > size) [size, rows] = [px, r];
    }
  }
  const cols = Math.ceil(n / rows);
  const small = Array.from({ length: n }, (_, k) => coarser(imageAt(sheet, k), Math.max(1, Math.floor((size * th) / 2)), Math.max(1, Math.floor((size * tw) / 2))));
  const [ch, cw] = small[0].grid;
  const cells = Array.from({ length: rows * ch * cols * cw }, (_, i) => {
    const [y, x] = [Math.floor(i / (cols * cw)), i % (cols * cw)];
    return small[Math.floor(y / ch) * cols + Math.floor(x / cw)]?.cells[(y % ch) * cw + (x % cw)];
  });
  return { grid: [rows * ch, cols * cw], cells, tiles: [rows, cols] };
}

/** Images as a picture of their own, with cells of `px` pixels; where the cell at a place in it is, from 0 to 1, and where a
 * cell stands. @param {Sheet} sheet @param {number} px */
export function sheetPicture(sheet, px) {
  const { grid: [rows, cols], tiles: [down, across] } = sheet;
  const spot = (/** @type {number} */ i, /** @type {number} */ each) => i * px + BETWEEN * Math.floor(i / each);
  const size = [cols * px + BETWEEN * (across - 1), rows * px + BETWEEN * (down - 1)];
  const map = svg("svg", { viewBox: `-2 -2 ${size[0] + 4} ${size[1] + 4}`, width: size[0] + 4, height: size[1] + 4 });
  heatMap(map, sheet, { x: 0, y: 0, w: size[0], h: size[1] }, px, sheet.tiles);
  const near = (/** @type {number} */ at, /** @type {number} */ count, /** @type {number} */ each) => {
    let i = 0;
    while (i < count - 1 && spot(i + 1, each) <= at) i += 1;
    return i;
  };
  return {
    map,
    /** @param {number} x @param {number} y */
    cellAt: (x, y) => near(y * (size[1] + 4) - 2, rows, rows / down) * cols + near(x * (size[0] + 4) - 2, cols, cols / across),
    /** Left and top of a cell. @param {number} i */
    place: (i) => [spot(i % cols, cols / across), spot(Math.floor(i / cols), rows / down)],
  };
}

/** How many images of an array there are, and how many channels each has. @param {number[]} shape */
function counted(shape) {
  return [shape.slice(0, -3).reduce((n, length) => n * length, 1), shape[shape.length - 3]];
}

/** The index of an image in its array, as Python writes it. @param {number[]} shape @param {number} image @param {number} channel */
export function named(shape, image, channel) {
  const at = [channel];
  for (const length of shape.slice(0, -3).reverse()) {
    at.unshift(image % length);
    image = Math.floor(image / length);
  }
  return `[${at.join(", ")}]`;
}

/** How the arrays of a player are drawn: in its boxes, and on its card, where value and gradient have the same image chosen.
 * @param {import("./player.js").Player} player @param {(id: number, axes: number) => string} axesOf what the axes in front of an
 * image's rows are, of a node's array */
export function imagesOf(player, axesOf) {
  let chosen = [0, 0];
  let follow = /** @type {(() => void)[]} */ ([]);
  player.on("select", () => ([chosen, follow] = [[0, 0], []]));
  return {
    /** @param {Picture} picture @param {{w: number, h: number}} room */
    small: (picture, room) => fitting(/** @type {Sheet} */ (picture), room),
    /** What the card shows: all images, and the chosen one large with its numbers. @param {Picture} picture @returns {Node[]} */
    large: (picture) => {
      const sheet = /** @type {Sheet} */ (picture);
      const [down, across] = sheet.tiles;
      const [count, channels] = counted(picture.shape);
      const [h, w] = [sheet.grid[0] / down, sheet.grid[1] / across];
      const px = Math.max(1, Math.min(6, Math.floor(ALL_WIDE / sheet.grid[1])));
      const { map, cellAt, place } = sheetPicture(sheet, px);
      const frame = svg("rect", { class: "al-chosen", width: w * px, height: h * px }, map);
      const zoomed = html("div", { class: "al-zoom" });
      const [nr, nc] = [picture.rows / down, picture.cols / across];

      /** Show the chosen image, or the nearest that there is. */
      function show() {
        const [i, c] = [Math.min(chosen[0], down - 1), Math.min(chosen[1], across - 1)];
        const k = i * across + c;
        const one = imageAt(sheet, k);
        const name = named(picture.shape, i, c);
        const [x, y] = place(i * h * sheet.grid[1] + c * w);
        frame.setAttribute("x", String(x));
        frame.setAttribute("y", String(y));
        const large = svg("svg", { viewBox: `0 0 ${w * LARGE} ${h * LARGE}`, width: w * LARGE, height: h * LARGE, role: "img", "aria-label": `Heat map of ${name}; the numbers are in the table` });
        heatMap(large, one, { x: 0, y: 0, w: w * LARGE, h: h * LARGE }, LARGE);
        const shape = picture.shape.slice(-2);
        const table = imageAt({ grid: [picture.rows, picture.cols], cells: picture.table, tiles: sheet.tiles }, k).cells;
        const part = /** @type {Picture} */ ({ ...picture, shape, rows: nr, cols: nc, table });
        const mean = h < shape[0] || w < shape[1] ? html("p", { class: "al-legend" }, `${shape[0]} × ${shape[1]} entries in ${h} × ${w} cells: each is the mean of a block.`) : "";
        zoomed.replaceChildren(html("p", { class: "al-what" }, `${name}, ${shape[0]} × ${shape[1]}`), large, mean, firstNumbers(part));
        return `image ${name}`;
      }
      follow.push(show);
      const left = [down < count ? `${down} of ${count} along axis 0` : "", across < channels ? `${across} of ${channels} channels` : ""].filter(Boolean).join(", ");
      const note = html("p", { class: "al-legend" }, `Each is one [${axesOf(Number(player.selected), picture.shape.length)}]${left ? `; shown: the first ${left}` : ""}.`);
      const small = html("div", {}, map);
      if (down * across > 1) {
        const pick = chooser(map, {
          rows: down, cols: across, label: "Small images", at: 0,
          cellAt: (fx, fy) => {
            const cell = cellAt(fx, fy);
            return Math.floor(cell / sheet.grid[1] / h) * across + Math.floor((cell % sheet.grid[1]) / w);
          },
          choose: (at) => {
            chosen = [Math.floor(at / across), at % across];
            for (const again of follow) again();
            return show();
          },
        });
        pick.stand(Math.min(chosen[0], down - 1) * across + Math.min(chosen[1], across - 1), show());
        small.append(pick.buttons);
      } else show();
      small.append(note, heatLegend(picture.scale));
      return [small, zoomed];
    },
  };
}
