// @ts-check
// What a network of two inputs says of each place in the plane, with the rows of the batch in it.
import { html } from "../../js/page/dom.js";
import { PIECES, colour, edgeOf, onTheme, paint, placesIn } from "../../figures/js/plane.js";
import { forward, setLeaves } from "./net.js";

/** @typedef {import("./network.js").View} View */

const SIDE = 190; // pixels
const MOST_POINTS = 400;

/** Draw the plane; `show(acts, leaves)` paints it for a network, and returns which part of the rows it has right.
 * @param {View} view @param {HTMLElement} into @param {string} label */
export function drawBoundary(view, into, label) {
  const { net } = view;
  const { X, Y, rows, widths } = net;
  const outs = widths[widths.length - 1];
  const own = /** @type {import("./net.js").Net} */ ({ ...net, W: [], b: [] });
  const ends = [0, 1].map((axis) => {
    let [low, high] = [Infinity, -Infinity];
    for (let r = 0; r < rows; r++) [low, high] = [Math.min(low, X[2 * r + axis]), Math.max(high, X[2 * r + axis])];
    const room = 0.15 * (high - low) || 1;
    return [low - room, high + room];
  });
  const places = placesIn(ends);
  const canvas = html("canvas", { width: 2 * SIDE, height: 2 * SIDE, class: "al-net-plane", role: "img" });
  const small = html("canvas", { width: PIECES, height: PIECES });
  into.append(html("figure", { class: "al-net-boundary" }, canvas, html("figcaption", {}, `${label}: output ${outs > 1 ? "1 " : ""}over x1, x2`)));
  const [pen, dots] = [canvas, small].map((made) => /** @type {CanvasRenderingContext2D} */ (made.getContext("2d")));
  const middle = (/** @type {string[]} */ acts) => (acts[acts.length - 1] === "sigmoid" ? 0.5 : Y.some((/** @type {number} */ y) => y < 0) ? 0 : 0.5);

  /** @param {string[]} acts @param {ArrayLike<number> | null} leaves null: those of the view, as they are */
  function show(acts, leaves) {
    own.acts = acts;
    if (leaves) setLeaves(own, leaves);
    else Object.assign(own, { W: net.W.slice(), b: net.b.slice() }); // its own lists: setLeaves writes into them
    return draw();
  }

  function draw() {
    const { acts } = own;
    const last = widths.length - 1;
    const cut = middle(acts);
    const plane = forward(own, places, PIECES * PIECES).a[last];
    const colours = ["--al-paper", "--al-weight-below", "--al-weight"].map((name) => colour(view.host, name));
    paint(dots, plane, outs, cut, colours);
    pen.imageSmoothingEnabled = true;
    pen.drawImage(small, 0, 0, 2 * SIDE, 2 * SIDE);
    pen.strokeStyle = getComputedStyle(view.host).getPropertyValue("--al-ink");
    pen.lineWidth = 3;
    pen.stroke(new Path2D(edgeOf(plane, outs, cut, { left: 0, right: 2 * SIDE, top: 0, bottom: 2 * SIDE })));
    points(colours.map((parts) => `rgb(${parts.join(",")})`));
    const found = forward(own, X, rows).a[last];
    let right = 0;
    for (let r = 0; r < rows; r++) right += Number(!Number.isNaN(found[r * outs]) && found[r * outs] >= cut === Y[r * outs] >= cut);
    canvas.setAttribute("aria-label", `${label}: the plane of x1 and x2, cut where the output is ${cut}; ${Math.round((100 * right) / rows)} % of ${rows} rows on the right side`);
    canvas.dataset.right = String(right / rows);
    return right / rows;
  }

  /** The rows in the colours of their classes, which are those of the ground, and edged so that they stand out from it: a
   * disc for a high target, a cross for a low one. @param {string[]} colours */
  function points([paper, low, high]) {
    const cut = middle(own.acts);
    const size = rows > 40 ? 5 : 9;
    const edge = (/** @type {string} */ colour, /** @type {number} */ width) => {
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.stroke();
    };
    for (let r = 0; r < Math.min(rows, MOST_POINTS); r++) {
      const [px, py] = [0, 1].map((axis) => ((X[2 * r + axis] - ends[axis][0]) / (ends[axis][1] - ends[axis][0])) * 2 * SIDE);
      const y = 2 * SIDE - py;
      pen.beginPath();
      if (Y[r * outs] >= cut) {
        pen.arc(px, y, size + 1, 0, 7);
        pen.fillStyle = high;
        pen.fill();
        edge(paper, 2);
      } else {
        pen.moveTo(px - size, y - size);
        pen.lineTo(px + size, y + size);
        pen.moveTo(px + size, y - size);
        pen.lineTo(px - size, y + size);
        edge(paper, 7);
        edge(low, 3);
      }
    }
  }
  onTheme(draw, view.host);
  return { show };
}
