// @ts-check
// The network as layers of neurons: drawn once, then only what has changed is touched.
import { html, svg, write } from "../../js/page/dom.js";
import { compact, format } from "../../js/model/numbers.js";
import { gathered, numberOf } from "./net.js";
import { knows, nameOf, stateOf } from "./stages.js";

/** @typedef {import("./network.js").View} View */

const FULL = { wide: 118, high: 78, pitch: 96, lines: [18, 35, 52, 69] };
const SMALL = { wide: 190, high: 40, pitch: 46, lines: [16, 16, 33, 33] };
const GAP = 150; // between layers
const NARROW = 104; // between four layers or more, so that a page of text has room for four
const ASIDE = 108; // for the targets and the loss
const MOST_DRAWN = 16; // neurons of a layer that are drawn
const KEPT = 7; // of a wider layer: the first and the last ones
const THICK = 6; // the widest stroke
const DENSE = 100; // edges, from which on they are drawn thin and pale

/** The places of a row of `width` that are shown, −1 for what is left out between the first and the last ones.
 * @param {number} width @param {number} [most] @param {number} [kept] on each side */
export function shownOf(width, most = MOST_DRAWN, kept = KEPT) {
  if (width <= most) return Array.from({ length: width }, (_, j) => j);
  return [...Array(kept).keys(), -1, ...Array.from({ length: kept }, (_, j) => width - kept + j)];
}

/** Draw the network; `update()` shows the present step and numbers. @param {View} view */
export function drawNetwork(view) {
  const { net } = view;
  const { widths } = net;
  const shown = widths.map((width) => shownOf(width));
  const rows = Math.max(...shown.map((list) => list.length));
  const box = rows <= 5 ? FULL : SMALL;
  const high = Math.max(rows * box.pitch + 16, 120);
  const gap = widths.length > 3 ? NARROW : GAP;
  const wide = widths.length * box.wide + (widths.length - 1) * gap + ASIDE;
  const picture = svg("svg", { viewBox: `0 0 ${wide} ${high + 24}`, class: "al-net", role: "group", "aria-label": `Network ${widths.join("-")}` });
  picture.style.maxWidth = `${Math.round(wide * 1.15)}px`;
  picture.style.minWidth = `${Math.round(wide * 0.7)}px`;
  const X = (/** @type {number} */ l) => 8 + l * (box.wide + gap);
  const Y = (/** @type {number} */ l, /** @type {number} */ at) => 24 + (high - shown[l].length * box.pitch) / 2 + at * box.pitch + (box.pitch - box.high) / 2;
  const under = svg("g", {}, picture);
  const label = text(picture, 0, 0, "", "al-net-product", "middle");
  const edges = drawEdges(view, under, shown, (l, at) => [X(l), Y(l, at) + box.high / 2], box.wide);
  const neurons = /** @type {ReturnType<typeof drawNeuron>[]} */ ([]);
  const titles = /** @type {SVGTextElement[]} */ ([]);
  widths.forEach((width, l) => {
    titles.push(text(picture, X(l) + box.wide / 2, 14, "", "al-net-layer", "middle"));
    shown[l].forEach((j, at) => {
      if (j < 0) {
        text(picture, X(l) + box.wide / 2, Y(l, at) + box.high / 2 + 4, `⋮ ${width - 2 * KEPT} more`, "al-net-more", "middle");
      } else neurons.push(drawNeuron(view, picture, l, j, X(l), Y(l, at), box));
    });
  });
  const last = widths.length - 1;
  const targets = shown[last].flatMap((j, at) => (j < 0 ? [] : [{ j, element: text(picture, X(last) + box.wide + 12, Y(last, at) + box.high / 2 + 4, "", "al-net-target") }]));
  targets.forEach(({ j, element }) => element.setAttribute("data-q", `y:${last}:${j}`));
  const loss = text(picture, X(last) + box.wide + 12, 14, "", "al-net-loss");
  loss.setAttribute("data-q", "L");

  return {
    picture,
    /** Show the present step. @param {boolean} [all] numbers changed too */
    update(all) {
      for (const neuron of neurons) neuron.update(all);
      edges.update(all);
      const { kind, l, j, k } = view.stage;
      const [from, to] = kind === "gather" ? [shown[l].indexOf(j), shown[l + 1].indexOf(k)] : [-1, -1];
      label.textContent = "";
      if (from >= 0 && to >= 0) {
        const [w, d] = [`w:${l + 1}:${j}:${k}`, `d:${l + 1}:${k}`].map((key) => numberOf(net, view.pass, key, view.row));
        label.textContent = `${compact(w, 7)} × ${compact(d, 7)}`;
        label.setAttribute("x", String(X(l) + box.wide + gap / 2));
        label.setAttribute("y", String((Y(l, from) + Y(l + 1, to)) / 2 + box.high / 2 - 5));
        picture.append(label); // above all edges
      }
      const { stage, row, pass } = view;
      if (all) titles.forEach((title, l) => write(title, titleOfLayer(net, l))); // another run may have other activations
      if (all) targets.forEach(({ j, element }) => (element.textContent = `y ${format(numberOf(net, pass, `y:${last}:${j}`, row))}`));
      const part = row >= 0 && net.rows > 1 && knows(stage, "L"); // two words too many for one line
      loss.textContent = part ? "part of L " : "L ";
      const number = svg("tspan", part ? { x: String(loss.getAttribute("x")), dy: 15 } : {}, loss);
      number.textContent = knows(stage, "L") ? format(numberOf(net, pass, "L", row)) : "·";
    },
    /** Where the picture is wider than its place, bring a layer into it. @param {HTMLElement} stage @param {number} l */
    follow(stage, l) {
      const scale = picture.clientWidth / wide;
      const [left, right] = [X(l) * scale - 20, (X(l) + box.wide) * scale + 60];
      if (left < stage.scrollLeft) stage.scrollLeft = left;
      else if (right > stage.scrollLeft + stage.clientWidth) stage.scrollLeft = right - stage.clientWidth;
    },
    /** @param {number} l @param {number} j */
    element: (l, j) => /** @type {SVGGElement | null} */ (picture.querySelector(`[data-n="${l}:${j}"]`)),
  };
}

/** @param {import("./net.js").Net} net @param {number} l */
function titleOfLayer({ widths, acts }, l) {
  const what = l === 0 ? "inputs" : `${l === widths.length - 1 ? "outputs" : `layer ${l}`}, ${acts[l]}`;
  return `${what} (${widths[l]})`;
}

/** @param {Element} parent @param {number} x @param {number} y @param {string} content @param {string} name
 * @param {string} [anchor] */
function text(parent, x, y, content, name, anchor = "start") {
  const made = svg("text", { x, y, class: name, "text-anchor": anchor }, parent);
  made.textContent = content;
  return made;
}

/** One neuron's box. @param {View} view @param {Element} picture @param {number} l @param {number} j @param {number} x
 * @param {number} y @param {typeof FULL} box */
function drawNeuron(view, picture, l, j, x, y, box) {
  const { net } = view;
  const g = svg("g", { class: `al-neuron${l ? "" : " is-input"}`, "data-n": `${l}:${j}`, role: "button", tabindex: -1, transform: `translate(${x} ${y})` }, picture);
  svg("rect", { width: box.wide, height: box.high, rx: 7 }, g);
  const small = box === SMALL;
  const half = small ? box.wide / 2 : 0;
  text(g, 9, box.lines[0], nameOf(net.widths, l, j), "al-net-name");
  const kinds = l ? ["z", "a", "d"] : ["a"];
  const places = { z: [half, box.lines[1]], a: [0, box.lines[2]], d: [half, box.lines[3]] };
  const numbers = kinds.map((kind) => {
    const [left, line] = places[/** @type {"z"} */ (kind)];
    const right = left + (small ? box.wide / 2 : box.wide) - 8;
    const mark = kind === "a" ? `M${left + 8} ${line - 9}l7 4.5l-7 4.5z` : kind === "d" ? `M${left + 15} ${line - 9}l-7 4.5l7 4.5z` : "";
    if (mark) svg("path", { d: mark, class: `al-net-mark-${kind}`, "aria-hidden": "true" }, g);
    const word = small && kind !== "z" ? "" : kind === "d" ? "δ" : l ? kind : ""; // the mark says it where there is no room
    text(g, left + (mark ? 19 : 9), line, word, `al-net-kind is-${kind}`);
    return { kind, key: `${kind}:${l}:${j}`, element: text(g, right, line, "", `al-net-number is-${kind}`, "end") };
  });
  numbers.forEach(({ key, element }) => element.setAttribute("data-q", key));
  let state = "";
  return {
    /** @param {boolean} [all] */
    update(all) {
      const { stage, row, pass } = view;
      const now = stateOf(stage, l, j) + (stage.kind === "gather" && stage.l === l && stage.j === j ? ` k${stage.k}` : "");
      if (now === state && !all) return;
      state = now;
      const said = numbers.map(({ kind, key, element }) => {
        const x0 = knows(stage, key) ? numberOf(net, pass, key, row) : null;
        const soFar = kind === "d" && now.includes("gather") ? `Σ ${compact(gathered(net, pass, l, j, stage.k, row), 7)}` : "·";
        element.textContent = x0 === null ? soFar : compact(x0, 8);
        if (x0 === null) element.removeAttribute("data-x");
        else element.setAttribute("data-x", String(x0));
        return `${kind === "d" ? "delta" : kind} ${x0 === null ? "not computed yet" : format(x0)}`;
      });
      g.setAttribute("class", `al-neuron${l ? "" : " is-input"} ${now.replace(/^\d\d/, "is-at-")}${now[1] === "1" && l ? " has-delta" : ""}`);
      g.setAttribute("aria-label", `${nameOf(net.widths, l, j)}, ${row < 0 ? "over the batch, " : ""}${said.join(", ")}`);
    },
  };
}

/** The edges of all layers: a stroke for w, beside it one for ∂L/∂w. @param {View} view @param {Element} under
 * @param {number[][]} shown @param {(l: number, at: number) => number[]} place @param {number} wide */
function drawEdges(view, under, shown, place, wide) {
  const { net } = view;
  const drawn = /** @type {{l: number, i: number, j: number, w: SVGPathElement, g: SVGPathElement, group: SVGGElement, state: string}[]} */ ([]);
  let scales = /** @type {{w: number, g: number} | null} */ (null); // the largest weight and gradient
  for (let l = 1; l < net.widths.length; l++) {
    shown[l - 1].forEach((i, from) => {
      shown[l].forEach((j, to) => {
        if (i < 0 || j < 0) return;
        const [[x1, y1], [x2, y2]] = [place(l - 1, from), place(l, to)];
        const d = `M${x1 + wide} ${y1}C${x1 + wide + 60} ${y1} ${x2 - 60} ${y2} ${x2} ${y2}`;
        const group = svg("g", { class: "al-net-edge", "data-e": `${l}:${i}:${j}` }, under);
        const w = svg("path", { d, class: "al-net-w" }, group);
        const g = svg("path", { d, class: "al-net-g", transform: "translate(0 4)" }, group);
        svg("path", { d, class: "al-net-hit", "data-q": `w:${l}:${i}:${j}` }, group);
        drawn.push({ l, i, j, w, g, group, state: "" });
      });
    });
  }
  const thick = drawn.length > DENSE ? THICK / 2 : THICK;
  under.classList.toggle("is-dense", drawn.length > DENSE);
  return {
    /** @param {boolean} [all] */
    update(all) {
      const { stage, pass, row } = view;
      if (all || !scales) scales = { w: largest(net.W), g: largest(pass.dW) };
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
        if (all) stroke(edge.w, net.W[l][i * net.widths[l] + j], scales.w, thick);
        if (known) stroke(edge.g, numberOf(net, pass, key, row), scales.g, thick);
        else edge.g.setAttribute("stroke-width", "0");
      }
    },
  };
}

/** Width by size, dashes by sign. @param {Element} path @param {number} x @param {number} most @param {number} thick */
function stroke(path, x, most, thick) {
  const size = most > 0 && Number.isFinite(x) ? Math.min(1, Math.abs(x) / most) : 0;
  path.setAttribute("stroke-width", (0.6 + (thick - 0.6) * size).toFixed(2));
  path.classList.toggle("is-negative", x < 0);
}

/** The largest size of any number in these lists. @param {ArrayLike<number>[]} lists */
export function largest(lists) {
  let most = 0;
  for (const list of lists) for (const x of Array.from(list ?? [])) if (Number.isFinite(x)) most = Math.max(most, Math.abs(x));
  return most;
}

/** What the strokes and marks mean. */
export function legend() {
  const key = html("p", { class: "al-net-legend" });
  key.innerHTML =
    '<span><svg width="30" height="10" aria-hidden="true"><path class="al-net-w" d="M1 5h28" stroke-width="3"/></svg> w above 0</span>' +
    '<span><svg width="30" height="10" aria-hidden="true"><path class="al-net-w is-negative" d="M1 5h28" stroke-width="3"/></svg> below 0</span>' +
    '<span><svg width="30" height="10" aria-hidden="true"><path class="al-net-g" d="M1 5h28" stroke-width="3"/></svg> beside it ∂L/∂w; the wider, the larger</span>' +
    '<span><svg width="9" height="11" aria-hidden="true"><path class="al-net-mark-a" d="M1 1l7 4.5l-7 4.5z"/></svg> a, forward</span>' +
    '<span><svg width="9" height="11" aria-hidden="true"><path class="al-net-mark-d" d="M8 1l-7 4.5l7 4.5z"/></svg> δ = ∂L/∂z, backward</span>';
  return key;
}
