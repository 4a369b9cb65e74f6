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

/** A colour of the styles as three numbers; of a host that is on no page yet, three that are none.
 * @param {Element} host @param {string} name @returns {number[]} */
export function colour(host, name) {
  const text = getComputedStyle(host).getPropertyValue(name).trim();
  return [1, 3, 5].map((i) => parseInt(text.slice(i, i + 2), 16));
}

/** The colours that a host has where it stands; "" where it stands on no page. @param {Element} host */
function themeOf(host) {
  const style = getComputedStyle(host);
  return host.isConnected ? ["--al-paper", "--al-ink"].map((name) => style.getPropertyValue(name)).join("") : "";
}

/** Call `show` when its colours are no longer those of the last time: the page turned dark or light, or the host came onto
 * it only now, as under a cell that JupyterLab draws before it shows it. A canvas does not follow by itself. A host that was
 * taken off the page is not held by it; it has a size again when it comes back.
 * @param {() => void} show @param {Element} host */
export function onTheme(show, host) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const watch = new MutationObserver(look);
  let seen = themeOf(host);
  look();
  new ResizeObserver(look).observe(host);

  function look() {
    if (!host.isConnected) {
      dark.removeEventListener("change", look);
      return watch.disconnect();
    }
    dark.addEventListener("change", look); // once, however often it is said
    for (const element of [document.documentElement, document.body]) {
      watch.observe(element, { attributeFilter: ["data-theme", "data-jp-theme-light"] });
    }
    const now = themeOf(host);
    if (!now || now === seen) return;
    seen = now;
    show();
  }
}

const [FAINT, STRONG] = [0.2, 0.42]; // of a class's colour: beside the line, and what is added where the network is sure

/** Colour a canvas of PIECES × PIECES, all at once: each side of the cut in its colour, the deeper the surer. Without colours it
 * stays clear. @param {CanvasRenderingContext2D} pen @param {ArrayLike<number>} plane
 * the outputs, `outs` for each square, of which the first counts @param {number} outs @param {number} cut
 * @param {number[][]} colours of the paper, below the cut, above it */
export function paint(pen, plane, outs, cut, [paper, low, high]) {
  if ([...paper, ...low, ...high].some(Number.isNaN)) return pen.clearRect(0, 0, PIECES, PIECES);
  const image = pen.createImageData(PIECES, PIECES);
  for (let i = 0; i < PIECES * PIECES; i++) {
    const off = plane[i * outs] - cut; // nan is neither high nor low: the paper's colour
    const far = Number.isNaN(off) ? 0 : FAINT + STRONG * Math.min(1, Math.abs(off) * 2);
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
