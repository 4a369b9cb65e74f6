// @ts-check
// Weights as lines and their gradients as rows of beads: the wider the larger, on one scale for all that a view can show.
import { html, svg, write } from "../../js/page/dom.js";
import { format } from "../../js/model/numbers.js";
import { largest, largestPart, numberOf } from "./net.js";
import { knows } from "./stages.js";

/** @typedef {import("./network.js").View} View */
/** The sizes of a weight and of a ∂L/∂w. @typedef {{w: number, g: number}} Sizes */
/** Those of a recording; cut where it blows up and has larger ones.
 * @typedef {Sizes & {cut: boolean}} Peaks */

const THICK = 6; // the widest stroke
const DENSE = 100; // edges, from which on they are drawn thin and pale
const HAIR = 0.8; // the thinnest of what is not 0

/** The largest weight and gradient of the present moment. @param {View} view @returns {Sizes} */
function sizesNow({ net, pass, row }) {
  return { w: largest(net.W), g: row < 0 ? largest(pass.dW) : largestPart(net, pass, net.rows === 1 ? 0 : null) };
}

/** What the widest strokes stand for. A recording brings its largest numbers; a network alone has one scale for all its
 * rows, which grows when a step of the reader's makes its numbers larger, and never shrinks. @param {View} view */
function scaleOf(view) {
  let kept = /** @type {Record<string, Sizes>} */ ({});
  return () => {
    if (view.peaks) return view.peaks;
    const now = sizesNow(view);
    const kind = view.row < 0 ? "batch" : "row";
    const { w, g } = kept[kind] ?? { w: 0, g: 0 };
    return (kept[kind] = { w: Math.max(w, now.w), g: Math.max(g, now.g) });
  };
}

/** The edges of all layers: a line for w, beads beside it for ∂L/∂w. @param {View} view @param {Element} under
 * @param {number[][]} shown @param {(l: number, at: number) => number[]} place @param {number} wide */
export function drawEdges(view, under, shown, place, wide) {
  const { net } = view;
  const drawn = /** @type {{l: number, i: number, j: number, w: SVGPathElement, g: SVGPathElement, group: SVGGElement, state: string}[]} */ ([]);
  for (let l = 1; l < net.widths.length; l++) {
    shown[l - 1].forEach((i, from) => {
      shown[l].forEach((j, to) => {
        if (i < 0 || j < 0) return;
        const [[x1, y1], [x2, y2]] = [place(l - 1, from), place(l, to)];
        const bend = Math.min(60, (x2 - x1 - wide) * 0.5);
        const d = `M${x1 + wide} ${y1}C${x1 + wide + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
        const group = svg("g", { class: "al-net-edge", "data-e": `${l}:${i}:${j}` }, under);
        const w = svg("path", { d, class: "al-net-w" }, group);
        const g = svg("path", { d, class: "al-net-g", transform: "translate(0 5)" }, group);
        svg("path", { d, class: "al-net-hit", "data-q": `w:${l}:${i}:${j}` }, group);
        drawn.push({ l, i, j, w, g, group, state: "" });
      });
    });
  }
  const thick = drawn.length > DENSE ? THICK / 2 : THICK;
  under.classList.toggle("is-dense", drawn.length > DENSE);
  const scale = scaleOf(view);
  return {
    /** @param {boolean} [all] */
    update(all) {
      const { stage, pass, row } = view;
      if (all) view.scale = scale();
      for (const edge of drawn) {
        const { l, i, j } = edge;
        const key = `g:${l}:${i}:${j}`;
        const known = knows(stage, key);
        const lit =
          (stage.kind === "gather" && l === stage.l + 1 && i === stage.j && (j === stage.k ? "now" : j < stage.k && "done")) ||
          (stage.kind === "delta" && stage.j >= 0 && l === stage.l + 1 && i === stage.j && "done") ||
          (stage.kind === "forward" && l === stage.l && "flow") ||
          (stage.kind === "grads" && l === stage.l && "new");
        const state = `${known}${lit}`;
        if (state === edge.state && !all) continue;
        edge.state = state;
        edge.group.setAttribute("class", `al-net-edge${lit ? ` is-${lit}` : ""}`);
        if (all) stroke(edge.w, net.W[l][i * net.widths[l] + j], view.scale.w, thick, HAIR); // a weight of 0 is an edge all the same
        stroke(edge.g, known ? numberOf(net, pass, key, row) : 0, view.scale.g, thick, 0);
      }
    },
  };
}

/** Width by size, dashes by sign; what is 0, or no number, has neither. @param {Element} path @param {number} x
 * @param {number} most @param {number} thick @param {number} none the width of 0 */
function stroke(path, x, most, thick, none) {
  const real = x !== 0 && Number.isFinite(x) && most > 0;
  path.setAttribute("stroke-width", real ? Math.max(HAIR, thick * Math.min(1, Math.abs(x) / most)).toFixed(2) : String(none));
  path.classList.toggle("is-negative", x < 0);
  path.classList.toggle("is-zero", !real);
}

/** A part: what the strokes and marks mean, and how large the widest are. @param {View} view */
export function legend(view) {
  const { legend: key } = view.slots;
  const icon = (/** @type {number} */ wide, /** @type {number} */ high, /** @type {string} */ path) =>
    `<svg width="${wide}" height="${high}" aria-hidden="true"><path ${path}/></svg>`;
  const line = (/** @type {string} */ kind, /** @type {number} */ wide) => icon(40, 10, `class="${kind}" d="M4 5h32" stroke-width="${wide}"`);
  const mark = (/** @type {string} */ kind, /** @type {string} */ d) => icon(9, 11, `class="al-net-mark-${kind}" d="${d}"`);
  const said = [
    `${line("al-net-w", 3)} w above 0`,
    `${line("al-net-w is-negative", 3)} below 0`,
    `${line("al-net-g", 5)} ∂L/∂w above 0`,
    `${line("al-net-g is-negative", 5)} below 0`,
    `${mark("a", "M1 1l7 4.5l-7 4.5z")} a, forward`,
    `${mark("d", "M8 1l-7 4.5l7 4.5z")} δ = ∂L/∂z, backward`,
  ];
  key.innerHTML = said.map((text) => `<span>${text}</span>`).join("");
  const widest = html("span", { class: "al-net-widest" });
  key.append(widest);
  view.on("numbers", () => {
    const now = sizesNow(view);
    const { w, g } = view.scale;
    const size = (/** @type {number} */ most, /** @type {number} */ x) => `${format(most, 2)}${x > most * 1.001 ? " and more" : ""}`;
    const where = !view.peaks ? "" : view.peaks.cut ? ", until L is ten times that of the start; what is larger later is no wider" : ", at any step of training";
    write(widest, `The widest: |w| = ${size(w, now.w)}, |∂L/∂w| = ${size(g, now.g)}${where}`);
  });
}
