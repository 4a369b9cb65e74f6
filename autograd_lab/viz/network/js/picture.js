// @ts-check
// The network as layers of neurons: drawn once, then only what has changed is touched.
import { svg, write } from "../../js/page/dom.js";
import { compact, format } from "../../js/model/numbers.js";
import { gathered, numberOf } from "./net.js";
import { drawEdges } from "./strokes.js";
import { knows, nameOf, stateOf } from "./stages.js";

/** @typedef {import("./network.js").View} View */

/** A neuron's box: its sizes, and where its lines stand. @typedef {{wide: number, high: number, pitch: number, lines: number[]}} Box */
// The texts are of 13 units, and a picture is never drawn so small that they fall below 11 pixels.
const FULL = { wide: 104, high: 80, pitch: 96, lines: [18, 36, 54, 72] };
const SMALL = { wide: 122, high: 36, pitch: 42, lines: [15, 0, 15, 31] }; // has no room for z
const TIGHT = { wide: 122, high: 34, pitch: 38, lines: [14, 0, 14, 29] };
const TOUCH = { wide: 122, high: 46, pitch: 52, lines: [19, 0, 19, 39] }; // for fingers
const MOST_CHARACTERS = 7; // of a number in a box
const ROOMY = 5; // neurons of a layer that have room for all their numbers
const SHRUNK = 0.85; // of its size, to which a picture is made smaller
const LETTERS = 14; // pixels: a picture's size follows that of the text around it
const GAP = 150; // between layers
const NARROW = 72; // between four layers or more, so that a page of text has room for four
const ASIDE = 100; // for the targets and the loss
const MOST_DRAWN = 16; // neurons of a layer that are drawn
const KEPT = 7; // of a wider layer: the first and the last ones

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
  const fingers = matchMedia("(pointer: coarse)").matches;
  const box = rows <= ROOMY ? FULL : fingers ? TOUCH : rows > 2 * ROOMY ? TIGHT : SMALL;
  const least = fingers ? 0.96 : SHRUNK;
  const high = Math.max(rows * box.pitch + 16, 120);
  const gap = widths.length > 3 ? NARROW : GAP;
  const wide = widths.length * box.wide + (widths.length - 1) * gap + ASIDE;
  const picture = svg("svg", { viewBox: `0 0 ${wide} ${high + 24}`, class: "al-net", role: "group", "aria-label": `Network ${widths.join("-")}` });
  const em = (/** @type {number} */ units) => `${(units / LETTERS).toFixed(2)}em`;
  Object.assign(picture.style, { maxWidth: em(wide * 1.15), minWidth: em(wide * least), minHeight: em((high + 24) * least) });
  const X = (/** @type {number} */ l) => 8 + l * (box.wide + gap);
  const Y = (/** @type {number} */ l, /** @type {number} */ at) => 24 + (high - shown[l].length * box.pitch) / 2 + at * box.pitch + (box.pitch - box.high) / 2;
  const under = svg("g", {}, picture);
  const label = text(picture, 0, 0, "", "al-net-product", "middle");
  const edges = drawEdges(view, under, shown, (l, at) => [X(l), Y(l, at) + box.high / 2], box.wide);
  const neurons = /** @type {ReturnType<typeof drawNeuron>[]} */ ([]);
  const titles = /** @type {SVGTextElement[]} */ ([]);
  widths.forEach((width, l) => {
    const right = l && l === widths.length - 1; // the loss stands beside the last one
    titles.push(text(picture, X(l) + (right ? box.wide : box.wide / 2), 14, "", "al-net-layer", right ? "end" : "middle"));
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
    /** Where the picture is larger than its place, bring a layer into it, or one neuron. @param {HTMLElement} stage
     * @param {number} l @param {number} j −1 for the whole layer */
    follow(stage, l, j) {
      const at = picture.getScreenCTM();
      if (!at) return;
      const frame = stage.getBoundingClientRect();
      const [left, right] = [at.a * X(l) + at.e - frame.left - 8, at.a * (X(l) + box.wide + (l === last ? ASIDE : 0)) + at.e - frame.left + 8];
      if (left < 0) stage.scrollLeft += left;
      else if (right > stage.clientWidth) stage.scrollLeft += right - stage.clientWidth;
      const place = shown[l].indexOf(j);
      if (place < 0) return;
      const [top, bottom] = [at.d * Y(l, place) + at.f - frame.top - 30, at.d * (Y(l, place) + box.high) + at.f - frame.top + 30];
      if (top < 0) stage.scrollTop += top;
      else if (bottom > stage.clientHeight) stage.scrollTop += bottom - stage.clientHeight;
    },
    /** @param {number} l @param {number} j */
    element: (l, j) => /** @type {SVGGElement | null} */ (picture.querySelector(`[data-n="${l}:${j}"]`)),
  };
}

/** A number in seven characters, as much as a box has room for: −0.00057 is −5.7e−4. @param {number} x */
function brief(x) {
  const text = compact(x, MOST_CHARACTERS);
  return text.length <= MOST_CHARACTERS ? text : x.toExponential(1).replace("e+", "e").replace(/-/g, "−");
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
 * @param {number} y @param {Box} box */
function drawNeuron(view, picture, l, j, x, y, box) {
  const { net } = view;
  const g = svg("g", { class: `al-net-neuron${l ? "" : " is-input"}`, "data-n": `${l}:${j}`, role: "button", tabindex: -1, transform: `translate(${x} ${y})` }, picture);
  svg("rect", { width: box.wide, height: box.high, rx: 7 }, g);
  const full = box === FULL;
  text(g, full ? 8 : 5, box.lines[0], nameOf(net.widths, l, j), "al-net-name");
  const kinds = l ? (full ? ["z", "a", "d"] : ["a", "d"]) : ["a"];
  const numbers = kinds.map((kind) => {
    const line = box.lines[["z", "a", "d"].indexOf(kind) + 1];
    const left = full ? 0 : 40; // the name stands beside them
    const mark = kind === "a" ? `M${left + 8} ${line - 9}l7 4.5l-7 4.5z` : kind === "d" ? `M${left + 15} ${line - 9}l-7 4.5l7 4.5z` : "";
    if (mark) svg("path", { d: mark, class: `al-net-mark-${kind}`, "aria-hidden": "true" }, g);
    const word = !full ? "" : kind === "d" ? "δ" : l ? kind : ""; // the mark says it where there is no room
    text(g, left + (mark ? 19 : 9), line, word, `al-net-kind is-${kind}`);
    return { kind, key: `${kind}:${l}:${j}`, element: text(g, box.wide - (full ? 7 : 5), line, "", `al-net-number is-${kind}`, "end") };
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
        const soFar = kind === "d" && now.includes("gather") ? `Σ ${compact(gathered(net, pass, l, j, stage.k, row), 6)}` : "·";
        element.textContent = x0 === null ? soFar : brief(x0);
        if (x0 === null) element.removeAttribute("data-x");
        else element.setAttribute("data-x", String(x0));
        return `${kind === "d" ? "delta" : kind} ${x0 === null ? "not computed yet" : format(x0)}`;
      });
      g.setAttribute("class", `al-net-neuron${l ? "" : " is-input"} ${now.replace(/^\d\d/, "is-at-")}${now[1] === "1" && l ? " has-delta" : ""}`);
      g.setAttribute("aria-label", `${nameOf(net.widths, l, j)}, ${row < 0 ? "over the batch, " : ""}${said.join(", ")}`);
    },
  };
}
