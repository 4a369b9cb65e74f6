// @ts-check
// The graph as SVG: drawn once from the trace, then only its texts and classes change.
import { OPS } from "./ops.js";
import { compact, format } from "./narrate.js";

const SVG = "http://www.w3.org/2000/svg";
const PAD = 8;
const LONGEST = 8; // characters of a number in a box
const STAGE_SHRINKS_TO = 0.75; // a wide graph gets this much smaller to fit, then it scrolls

/** @param {string} tag @param {Record<string, string | number>} attributes @param {Element} [parent] */
export function svg(tag, attributes, parent) {
  const element = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  parent?.append(element);
  return element;
}

/** The point at the middle of a curve given as start point and Bézier triples. @param {number[]} c */
function middle(c) {
  const segments = (c.length - 2) / 6;
  const at = 6 * Math.floor((segments - 1) / 2);
  const mix = (/** @type {number} */ i) => (c[at + i] + 3 * c[at + i + 2] + 3 * c[at + i + 4] + c[at + i + 6]) / 8;
  return segments % 2 ? [mix(0), mix(1)] : [c[at + 6], c[at + 7]];
}

/** Text that fits a width, the whole of it in a tooltip. @param {string} text @param {number} most */
function short(text, most) {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** Draw the graph of a trace; returns the picture and how to bring it up to date.
 * @param {any} trace @param {string} id unique on the page */
export function drawGraph(trace, id) {
  const { box, size, centres, curves } = trace.layout;
  const [width, height] = box;
  const picture = svg("svg", { class: "al-graph", viewBox: `0 0 ${size[0]} ${size[1]}`, role: "group" });
  picture.setAttribute("aria-label", `Graph of ${trace.nodes[trace.nodes.length - 1].name}, ${trace.nodes.length} nodes`);
  picture.setAttribute("style", `width:${size[0]}px;min-width:${Math.round(STAGE_SHRINKS_TO * size[0])}px`);
  const heads = svg("defs", {}, picture);
  for (const way of ["forward", "backward"]) {
    const head = svg("marker", { id: `${id}-${way}`, viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: 9, markerHeight: 9 }, heads);
    head.setAttribute("orient", "auto-start-reverse");
    head.setAttribute("markerUnits", "userSpaceOnUse");
    svg("path", { d: "M0 0L10 5L0 10z", class: `al-head-${way}` }, head);
  }
  const edges = trace.nodes.flatMap((/** @type {any} */ node, /** @type {number} */ i) =>
    node.parents.map((/** @type {number} */ p, /** @type {number} */ slot) => {
      const c = curves[i][slot];
      const d = `M${c[0]} ${c[1]}C${c.slice(2).join(" ")}`;
      return { from: p, to: i, slot, c, path: svg("path", { class: "al-edge", d, "data-from": p, "data-to": i }, picture) };
    }),
  );
  const nodes = trace.nodes.map((/** @type {any} */ node, /** @type {number} */ i) => {
    const x = centres[2 * i] - width / 2;
    const y = centres[2 * i + 1] - height / 2;
    const g = svg("g", { class: `al-node al-kind-${node.kind}`, "data-id": i, role: "img", transform: `translate(${x} ${y})` }, picture);
    g.setAttribute("data-name", node.name);
    svg("title", {}, g).textContent = node.name;
    svg("rect", { width, height, rx: node.kind === "op" ? 6 : height / 4 }, g);
    const name = svg("text", { class: "al-name", x: PAD, y: 17 }, g);
    name.textContent = node.kind === "const" ? "number" : short(node.name, 10);
    svg("text", { class: "al-op", x: width - PAD, y: 17 }, g).textContent = node.op ? OPS[node.op].symbol : "";
    svg("path", { class: "al-mark-forward", d: `M${PAD} 28l7 4.5l-7 4.5z` }, g);
    const value = svg("text", { class: "al-value", x: width - PAD, y: 37 }, g);
    svg("path", { class: "al-mark-backward", d: `M${PAD + 7} 44l-7 4.5l7 4.5z` }, g);
    svg("text", { class: "al-word", x: PAD + 10, y: 53 }, g).textContent = "grad";
    const grad = svg("text", { class: "al-grad", x: width - PAD, y: 53 }, g);
    return { g, value, grad };
  });
  const label = svg("g", { class: "al-label", "aria-hidden": "true" }, picture);
  const back = svg("rect", { rx: 4, height: 18, y: -9 }, label);
  const factor = svg("text", { y: 4 }, label);

  const looks = /** @type {string[]} */ ([]);

  /** @param {import("./sweep.js").State} state @param {number[]} values */
  function update(state, values) {
    const { step, known, grads, arrival } = state;
    nodes.forEach((/** @type {any} */ { g, value, grad }, /** @type {number} */ i) => {
      const node = trace.nodes[i];
      const sum = grads[i];
      const forward = step.kind === "forward" && step.node === i;
      const backward = (step.kind === "seed" && step.node === i) || step.parent === i;
      const source = step.kind === "backward" && step.node === i;
      const look = `${known[i] && values[i]} ${sum} ${forward} ${backward} ${source}`;
      if (looks[i] === look) return; // a step changes two boxes of perhaps a thousand
      looks[i] = look;
      value.textContent = known[i] ? compact(values[i], LONGEST) : "·";
      grad.textContent = sum === null ? "·" : compact(sum, LONGEST);
      known[i] ? g.setAttribute("data-value", String(values[i])) : g.removeAttribute("data-value");
      sum === null ? g.removeAttribute("data-grad") : g.setAttribute("data-grad", String(sum));
      g.classList.toggle("is-known", known[i]);
      g.classList.toggle("has-grad", sum !== null);
      g.classList.toggle("is-forward", forward);
      g.classList.toggle("is-backward", backward);
      g.classList.toggle("is-source", source);
      const what = node.kind === "op" ? `operation ${node.op}` : node.kind === "leaf" ? "leaf" : "constant";
      const told = known[i] ? `value ${format(values[i])}` : "not computed yet";
      const slope = node.kind === "const" ? "needs no grad" : sum === null ? "no grad yet" : `grad ${format(sum)}`;
      g.setAttribute("aria-label", `${node.name}, ${what}, ${told}, ${slope}`);
    });
    let shown = false;
    for (const { from, to, slot, c, path } of edges) {
      const forward = step.kind === "forward" && step.node === to;
      const backward = step.kind === "backward" && step.node === to && step.slot === slot && step.parent === from;
      const look = `al-edge${forward ? " is-forward" : ""}${backward ? " is-backward" : ""}`;
      if (path.getAttribute("class") !== look) {
        path.setAttribute("class", look);
        path.setAttribute("marker-end", forward ? `url(#${id}-forward)` : "none");
        path.setAttribute("marker-start", backward ? `url(#${id}-backward)` : "none");
      }
      if (!backward || !arrival) continue;
      const text = `× ${compact(arrival.local, 6)}`;
      const wide = text.length * 6.4 + 6;
      factor.textContent = text;
      back.setAttribute("width", String(wide));
      back.setAttribute("x", String(-wide / 2));
      const [x, y] = middle(c);
      label.setAttribute("transform", `translate(${x} ${y})`);
      shown = true;
    }
    label.setAttribute("visibility", shown ? "visible" : "hidden");
  }
  return { picture, update, elements: nodes.map((/** @type {any} */ n) => n.g) };
}
