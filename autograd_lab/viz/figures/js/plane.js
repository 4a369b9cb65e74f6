// @ts-check
// What a network of two inputs says of each place in the plane: colours, and the line where its output is in the middle.
import { contours } from "./contours.js";

export const PIECES = 48; // squares along each side

/** The middles of all squares, row by row from the top: x, y, x, y … @param {number[][]} ends of x and of y */
export function placesIn(ends) {
  const at = (/** @type {number} */ axis, /** @type {number} */ u) => ends[axis][0] + u * (ends[axis][1] - ends[axis][0]);
  const places = new Float64Array(2 * PIECES * PIECES);
  for (let i = 0; i < PIECES * PIECES; i++) {
    places[2 * i] = at(0, ((i % PIECES) + 0.5) / PIECES);
    places[2 * i + 1] = at(1, 1 - (Math.floor(i / PIECES) + 0.5) / PIECES);
  }
  return places;
}

/** A colour of the styles as three numbers. @param {Element} host @param {string} name @returns {number[]} */
export function colour(host, name) {
  const text = getComputedStyle(host).getPropertyValue(name).trim();
  return [1, 3, 5].map((i) => parseInt(text.slice(i, i + 2), 16));
}

/** Call `show` when the page turns dark or light: what is painted on a canvas does not follow by itself.
 * @param {() => void} show */
export function onTheme(show) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  const watch = new MutationObserver(show);
  for (const element of [document.documentElement, document.body]) {
    watch.observe(element, { attributeFilter: ["data-theme", "data-jp-theme-light"] });
  }
}

/** Colour a canvas of PIECES × PIECES, all at once. @param {CanvasRenderingContext2D} pen @param {ArrayLike<number>} plane
 * the outputs, `outs` for each square, of which the first counts @param {number} outs @param {number} cut
 * @param {number[][]} colours of the paper, below the cut, above it */
export function paint(pen, plane, outs, cut, [paper, low, high]) {
  const image = pen.createImageData(PIECES, PIECES);
  for (let i = 0; i < PIECES * PIECES; i++) {
    const off = plane[i * outs] - cut || 0; // nan is neither high nor low: the paper's colour
    const far = Math.min(1, Math.abs(off) * 2) * 0.75;
    const ink = off < 0 ? low : high;
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = paper[c] + far * (ink[c] - paper[c]);
    image.data[4 * i + 3] = 255;
  }
  pen.putImageData(image, 0, 0);
}

/** The path of the line where the output is `cut`. @param {ArrayLike<number>} plane @param {number} outs
 * @param {number} cut @param {{left: number, right: number, top: number, bottom: number}} box in pixels */
export function edgeOf(plane, outs, cut, { left, right, top, bottom }) {
  const [wide, high] = [(right - left) / PIECES, (bottom - top) / PIECES];
  const on = {
    box: { left: left + wide / 2, right: right - wide / 2, top: top + high / 2, bottom: bottom - high / 2 },
    atX: (/** @type {number} */ px) => Math.round((px - left) / wide - 0.5),
    atY: (/** @type {number} */ py) => Math.round((py - top) / high - 0.5),
  };
  return contours(on, (x, y) => plane[(y * PIECES + x) * outs], [cut], PIECES - 1)[0];
}
