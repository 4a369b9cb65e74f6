// @ts-check
// The graph as SVG: drawn once from the trace, then only its texts and classes change.
import { OPS } from "./ops.js";
import { compact } from "./numbers.js";
import { svg, write } from "./dom.js";

const PAD = 8;
const LONGEST = 8; // characters of a number in a box
const STAGE_SHRINKS_TO = 0.75; // a wide graph gets this much smaller to fit, then it scrolls

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

/** The next box in a direction: along an edge for left and right, else the nearest in the picture.
 * @param {any} trace @param {number} id @param {string} way */
function near(trace, id, way) {
  const { nodes, layout } = trace;
  if (way === "left") return nodes[id].parents[0] ?? null;
  if (way === "right") return nodes.find((/** @type {any} */ n) => n.parents.includes(id))?.id ?? null;
  const at = (/** @type {number} */ i) => [layout.centres[2 * i], layout.centres[2 * i + 1]];
  const [x, y] = at(id);
  let best = null;
  let least = Infinity;
  for (const node of nodes) {
    const [u, v] = at(node.id);
    const far = 3 * Math.abs(u - x) + Math.abs(v - y);
    if ((way === "up" ? v < y - 1 : v > y + 1) && far < least) [best, least] = [node.id, far];
  }
  return best;
}

/** Draw the graph of a player's trace; returns the picture and how to bring it up to date. @param {any} player */
export function drawGraph(player) {
  const { trace, pass } = player;
  const id = `al${Math.random().toString(36).slice(2)}`; // unique on the page
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
  const edges = trace.nodes.map((/** @type {any} */ node, /** @type {number} */ i) =>
    node.parents.map((/** @type {number} */ p, /** @type {number} */ slot) => {
      const c = curves[i][slot];
      const d = `M${c[0]} ${c[1]}C${c.slice(2).join(" ")}`;
      return { c, path: svg("path", { class: "al-edge", d, "data-from": p, "data-to": i, "data-slot": slot }, picture) };
    }),
  );
  const nodes = trace.nodes.map((/** @type {any} */ node, /** @type {number} */ i) => {
    const x = centres[2 * i] - width / 2;
    const y = centres[2 * i + 1] - height / 2;
    const g = svg("g", { class: `al-node al-kind-${node.kind}`, "data-id": i, role: "button", transform: `translate(${x} ${y})` }, picture);
    g.setAttribute("data-name", node.name);
    svg("title", {}, g).textContent = node.name;
    svg("rect", { width, height, rx: node.kind === "op" ? 6 : height / 4 }, g);
    const name = svg("text", { class: "al-name", x: PAD, y: 17 }, g);
    name.textContent = node.kind === "const" ? "number" : short(node.name, 10);
    svg("text", { class: "al-op", x: width - PAD, y: 17 }, g).textContent = node.op ? (OPS[node.op]?.symbol ?? node.op) : "";
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
  let lit = /** @type {Element[]} */ ([]); // what the step before this one lit

  /** Bring nodes up to date; all of them when none are named. @param {number[]} [touched] */
  function update(touched) {
    for (const element of lit) unlight(element);
    lit = [];
    for (const i of touched ?? trace.nodes.keys()) renew(i);
    const { step, arrival } = pass;
    label.setAttribute("visibility", "hidden");
    if (step.kind === "forward") {
      light(nodes[step.node].g, "forward");
      for (const { path } of edges[step.node]) light(path, "forward");
    }
    if (step.kind === "seed") light(nodes[step.node].g, "backward");
    if (step.kind !== "backward" || !arrival) return;
    light(nodes[step.node].g, "source");
    light(nodes[step.parent].g, "backward");
    const { c, path } = edges[step.node][step.slot];
    light(path, "backward");
    write(factor, `× ${player.hidden(step.parent) ? "?" : compact(arrival.local, 6)}`);
    const wide = factor.textContent.length * 6.4 + 6;
    back.setAttribute("width", String(wide));
    back.setAttribute("x", String(-wide / 2));
    const [x, y] = middle(c);
    label.setAttribute("transform", `translate(${x} ${y})`);
    label.setAttribute("visibility", "visible");
  }

  /** @param {Element} element @param {"forward" | "backward" | "source"} how */
  function light(element, how) {
    element.classList.add(`is-${how}`);
    lit.push(element);
    if (element.tagName !== "path") return;
    if (how === "forward") element.setAttribute("marker-end", `url(#${id}-forward)`);
    else element.setAttribute("marker-start", `url(#${id}-backward)`);
  }

  /** @param {Element} element */
  function unlight(element) {
    element.classList.remove("is-forward", "is-backward", "is-source");
    element.removeAttribute("marker-start");
    element.removeAttribute("marker-end");
  }

  /** The texts of one box. @param {number} i */
  function renew(i) {
    const { g, value, grad } = nodes[i];
    const known = pass.known[i];
    const hidden = player.hidden(i);
    const sum = hidden ? null : pass.grads[i];
    write(value, player.told.value(i, LONGEST));
    write(grad, player.told.grad(i, LONGEST));
    known ? g.setAttribute("data-value", String(pass.values[i])) : g.removeAttribute("data-value");
    sum === null ? g.removeAttribute("data-grad") : g.setAttribute("data-grad", String(sum));
    g.classList.toggle("is-known", known);
    g.classList.toggle("has-grad", sum !== null);
    g.setAttribute("aria-label", player.told.label(i));
  }

  /** Put a class on some nodes and edges (`[node, slot]`), and on no others.
   * @param {(number | [number, number])[]} things @param {string} name */
  function mark(things, name) {
    for (const marked of picture.querySelectorAll(`.${name}`)) marked.classList.remove(name);
    for (const thing of things) {
      const element = typeof thing === "number" ? nodes[thing].g : edges[thing[0]][thing[1]].path;
      element.classList.add(name);
    }
  }

  return {
    picture,
    update,
    mark,
    element: (/** @type {number} */ i) => nodes[i].g,
    focus: (/** @type {number} */ i) => nodes[i].g.focus({ preventScroll: true }),
    open: (/** @type {number} */ _group) => {},
    close: (/** @type {number} */ _group) => {},
    reveal: (/** @type {number} */ _id) => {},
    /** The next box from `id` in a direction: along an edge for left and right, else in the picture's rows.
     * @param {number} id @param {string} way */
    near: (id, way) => near(trace, id, way),
  };
}
