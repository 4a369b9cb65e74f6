// @ts-check
// The graph as SVG. It is drawn when groups open or close; a step changes only what it touches.
import { arrange } from "../model/frames.js";
import { createView } from "../model/view.js";
import { GROUP, countAt, frameAround, groupBox, nodeBox } from "./boxes.js";
import { compact } from "../model/numbers.js";
import { newId, svg, write } from "./dom.js";

/** @typedef {import("./player.js").Player} Player */

const FLAT = 60; // nodes that fit a page without folding
const FLAT_NETWORK = 40; // and where there are neurons to fold
const MOST_COUNTS = 60; // edges whose count is written on them
const MOST_TABS = 8; // frames, whose buttons the Tab key reaches
const FEW = 60; // boxes, whose colours fade: each frame of that paints the picture
const MANY = 200; // boxes, with which nothing travels any more
const BOX = [122, 58];
const MOST_TURNED = 80; // boxes that are worth being laid out a second time, from top to bottom
/** The arrow keys in a picture that goes down: along an edge is down and up there. */
const TURNED = /** @type {Record<string, string>} */ ({ down: "right", up: "left", right: "down", left: "up" });

/** @typedef {import("../model/frames.js").Rect} Rect */

/** How many Bézier pieces a curve has (a start, then triples). @param {number[]} c */
export function piecesOf(c) {
  return (c.length - 2) / 6;
}

/** The point of a curve at `t` from 0 to 1 of its piece `s`. @param {number[]} c @param {number} s @param {number} t */
export function pointOn(c, s, t) {
  const [a, b, d, e] = [(1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t ** 2, t ** 3];
  return [0, 1].map((i) => a * c[6 * s + i] + b * c[6 * s + i + 2] + d * c[6 * s + i + 4] + e * c[6 * s + i + 6]);
}

/** Places along a curve, from its middle outwards. @param {number[]} c */
function along(c) {
  const points = [];
  const pieces = piecesOf(c);
  for (let s = 0; s < pieces; s++) {
    for (const t of [0.5, 0.3, 0.7, 0.15, 0.85]) points.push([...pointOn(c, s, t), Math.abs(s + t - pieces / 2)]);
  }
  return points.sort((p, q) => p[2] - q[2]);
}

/** Where a label of this size covers no box: near the middle of its curve, else just beside it; across the upper or the lower
 * edge of the picture only where there is no other place. @param {number[]} c @param {number} wide @param {number} high
 * @param {Rect[]} boxes @param {number} [tall] height of the picture */
export function freeSpot(c, wide, high, boxes, tall = Infinity) {
  const covers = (/** @type {number} */ x, /** @type {number} */ y) =>
    boxes.some((box) => Math.abs(x - box.x - box.w / 2) < (wide + box.w) / 2 && Math.abs(y - box.y - box.h / 2) < (high + box.h) / 2);
  const points = along(c);
  for (const room of [tall, Infinity]) {
    for (const aside of [0, high, -high, 2 * high, -2 * high, 4 * high, -4 * high]) {
      const cut = (/** @type {number} */ y) => room < Infinity && (y < high / 2 || y > room - high / 2);
      const free = points.find(([x, y]) => !cut(y + aside) && !covers(x, y + aside));
      if (free) return [free[0], free[1] + aside];
    }
  }
  return points[0].slice(0, 2);
}

/** Draw the graph of a player's trace; returns the picture and how to bring it up to date. @param {Player} player */
export function drawGraph(player) {
  const { trace, pass, nodes } = player;
  const { groups } = trace;
  const view = createView(nodes, groups);
  const id = newId();
  const [w, h] = trace.layout?.box ?? trace.box ?? BOX;
  const picture = svg("svg", { class: "al-graph", role: "group" });
  picture.setAttribute("aria-label", `Graph of ${nodes[nodes.length - 1].name}, ${nodes.length} nodes`);
  const heads = svg("defs", {});
  for (const way of ["forward", "backward"]) {
    const head = svg("marker", { id: `${id}-${way}`, viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: 9, markerHeight: 9 }, heads);
    head.setAttribute("orient", "auto-start-reverse");
    head.setAttribute("markerUnits", "userSpaceOnUse");
    svg("path", { d: "M0 0L10 5L0 10z", class: `al-head-${way}` }, head);
  }
  const label = svg("g", { class: "al-label", "aria-hidden": "true" });
  const back = svg("rect", { rx: 4, height: 18, y: -9 }, label);
  const factor = svg("text", { y: 4 }, label);
  const marks = /** @type {Map<string, (number | [number, number])[]>} */ (new Map());
  const small = !groups.length || (nodes.length <= FLAT && !(nodes.length > FLAT_NETWORK && groups.some((g) => g.kind !== "block")));
  let flat = small;
  let seen = view.see();
  let placed = /** @type {import("../model/frames.js").Placed} */ (/** @type {unknown} */ (null));
  let places = /** @type {Map<number, typeof placed>} */ (new Map()); // by what arrange() is told of the direction
  let boxes = /** @type {{g: SVGGElement, renew: () => void}[]} */ ([]);
  let paths = /** @type {SVGPathElement[]} */ ([]);
  let lit = /** @type {Element[]} */ ([]); // what the step before this one lit
  let was = ""; // the text that this step changed, as it stood before
  let spot = [0, 0]; // where the label stands

  /** Draw all of it anew: groups were opened or closed. */
  function draw() {
    seen = view.see(flat);
    places = new Map();
    if (seen.boxes.length > MOST_TURNED) graph.down = 0;
    show();
  }

  /** Where everything stands, from left to right or from top to bottom. @param {number} down */
  function placesOf(down) {
    const known = places.get(down);
    if (known) return known;
    const less = down ? (w === BOX[0] ? 10 : 12) : 0; // slimmer, since the page is narrow; heat maps need their room
    const sizeOf = (/** @type {import("../model/view.js").Box} */ box) => (box.group < 0 ? { w: w - less, h } : { w: GROUP.w - less, h: GROUP.h });
    const made = flat && trace.layout && !down ? placesGiven(trace.layout) : arrange(seen, groups, sizeOf, down);
    places.set(down, made);
    return made;
  }

  /** Draw what is seen. */
  function show() {
    placed = placesOf(graph.down);
    const [wide, high] = placed.size;
    graph.size = [wide, high];
    picture.dataset.way = graph.down ? "down" : "right";
    picture.setAttribute("viewBox", `0 0 ${wide} ${high}`);
    const under = svg("g", {});
    const over = svg("g", {});
    const reached = placed.frames.size <= MOST_TABS ? 0 : -1;
    for (const [g, rect] of placed.frames) frameAround(under, rect, g, groups[g], reached);
    const counted = seen.links.filter((link) => link.edges.length > 1).length <= MOST_COUNTS;
    paths = seen.links.map(({ edges }, k) => {
      const c = placed.curves[k];
      const [node, slot] = edges[0];
      const look = edges.length > 1 ? "al-edge al-bundle" : "al-edge";
      const path = svg("path", { class: look, d: `M${c[0]} ${c[1]}C${c.slice(2).join(" ")}`, "data-from": nodes[node].parents[slot], "data-to": node, "data-slot": slot }, under);
      if (edges.length === 1) return path;
      path.style.strokeWidth = String(Math.min(6, 1.4 + Math.log2(edges.length) / 2));
      svg("title", {}, path).textContent = `${edges.length} edges`;
      if (counted) countAt(over, freeSpot(c.slice(-14), 24, 14, placed.boxes), edges.length);
      return path;
    });
    boxes = seen.boxes.map((box, b) => {
      const at = placed.boxes[b];
      return box.group < 0 ? nodeBox(player, over, at, box.node) : groupBox(player, over, at, box, groups[box.group], view.within(box.group));
    });
    lit = [];
    picture.classList.toggle("is-small", boxes.length <= FEW);
    picture.classList.toggle("is-large", boxes.length > MANY);
    picture.replaceChildren(heads, under, over, label);
    for (const [name, things] of marks) mark(things, name);
    update();
    player.emit("view");
  }

  /** The layout that came with the trace. @param {NonNullable<typeof trace.layout>} layout
   * @returns {import("../model/frames.js").Placed} */
  function placesGiven({ size, centres, curves }) {
    const rects = nodes.map((_, i) => ({ x: centres[2 * i] - w / 2, y: centres[2 * i + 1] - h / 2, w, h }));
    return { size, boxes: seen.boxes.map((box) => rects[box.node]), frames: new Map(), curves: seen.links.map(({ edges: [[i, slot]] }) => curves[i][slot]) };
  }

  /** Bring nodes up to date; all of them when none are named. @param {number[]} [touched] */
  function update(touched) {
    for (const element of lit) unlight(element);
    lit = [];
    was = changing()?.textContent ?? "";
    const stale = touched ? new Set(touched.map((i) => seen.at[i])) : boxes.keys();
    for (const b of stale) boxes[b].renew();
    const { step, arrival } = pass;
    label.setAttribute("visibility", "hidden");
    if (step.kind === "forward") {
      light(element(step.node), "forward");
      nodes[step.node].parents.forEach((/** @type {number} */ _, /** @type {number} */ slot) => light(pathOf(step.node, slot), "forward"));
    }
    if (step.kind === "seed") light(element(step.node), "backward");
    if (step.kind !== "backward" || !arrival) return;
    light(element(step.node), "source");
    light(element(step.parent), "backward");
    const k = seen.linkAt(step.node, step.slot);
    if (k < 0) return; // within a closed group
    light(paths[k], "backward");
    write(factor, seen.links[k].edges.length > 1 ? bundled(seen.links[k]) : player.hidden(step.parent) ? "× ?" : player.texts.factor(arrival));
    const wide = factor.textContent.length * 7.4 + 8;
    back.setAttribute("width", String(wide));
    back.setAttribute("x", String(-wide / 2));
    spot = freeSpot(placed.curves[k], wide, 20, placed.boxes, placed.size[1]);
    label.setAttribute("transform", `translate(${spot.join(" ")})`);
    label.setAttribute("visibility", "visible");
  }

  /** What has flowed back through edges that are drawn as one: their contributions added up, and how many came.
   * @param {import("../model/view.js").Link} link */
  function bundled({ to, edges }) {
    const targets = new Set(edges.map(([i, slot]) => nodes[i].parents[slot]));
    let [sum, came, hidden] = [0, 0, false];
    for (const target of targets) {
      hidden ||= player.hidden(target);
      for (const { from, amount } of pass.arrivals[target]) {
        if (seen.at[from] !== to) continue;
        sum += amount;
        came += 1;
      }
    }
    const total = trace.recorded ? "" : `Σ ${hidden ? "?" : compact(sum, 7)} · `; // arrays of different shapes have no sum
    return `${total}${came} of ${edges.length}`;
  }

  /** @param {Element | null} element @param {"forward" | "backward" | "source"} how */
  function light(element, how) {
    if (!element) return;
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

  /** A node's box, or that of the closed group around it. @param {number} i */
  function element(i) {
    return boxes[seen.at[i]].g;
  }

  /** @param {number} node @param {number} slot */
  function pathOf(node, slot) {
    return paths[seen.linkAt(node, slot)] ?? null;
  }

  /** The text in the picture that the present step changes: a value, or a gradient. */
  function changing() {
    const { kind, node, parent } = pass.step;
    if (kind === "forward") return element(node).querySelector(".al-value");
    return kind === "backward" ? element(parent).querySelector(".al-grad") : null;
  }

  /** What the present step moves, for who shows it on its way: `runs`, the curves of its edges with the operands at their
   * starts; `spot`, where the label stands; the `text` that changes, and what it said before. Null where nothing is seen to move. */
  function motion() {
    const { kind, node, slot } = pass.step;
    const text = changing();
    if (!text) return null;
    const operands = /** @type {Map<number, number[]>} */ (new Map());
    const edges = kind === "forward" ? [...nodes[node].parents.keys()] : [slot];
    for (const s of edges) {
      const k = seen.linkAt(node, s);
      if (k >= 0) operands.set(k, [...(operands.get(k) ?? []), nodes[node].parents[s]]);
    }
    const runs = [...operands].map(([k, ids]) => ({ curve: placed.curves[k], ids }));
    return runs.length ? { runs, spot, text, was } : null;
  }

  /** Put a class on some nodes and edges (`[node, slot]`), and on no others.
   * @param {(number | [number, number])[]} things @param {string} name */
  function mark(things, name) {
    things.length ? marks.set(name, things) : marks.delete(name);
    for (const marked of picture.querySelectorAll(`.${name}`)) marked.classList.remove(name);
    for (const thing of things) (typeof thing === "number" ? element(thing) : pathOf(...thing))?.classList.add(name);
  }

  /** Open or close groups. @param {() => void} which */
  function change(which) {
    which();
    draw();
  }

  /** The next box from that of node `from` in a direction, as the node that stands for it: along an edge for left and
   * right, else the nearest in the picture. @param {number} from @param {string} way */
  function near(from, way) {
    if (graph.down) way = TURNED[way];
    const b = seen.at[from];
    const [here, there] = way === "left" ? /** @type {const} */ (["to", "from"]) : /** @type {const} */ (["from", "to"]);
    if (way === "left" || way === "right") {
      const link = seen.links.find((l) => l[here] === b);
      return link ? seen.boxes[link[there]].node : null;
    }
    const [main, across] = graph.down ? /** @type {const} */ (["y", "x"]) : /** @type {const} */ (["x", "y"]);
    const at = placed.boxes[b];
    let best = null;
    let least = Infinity;
    placed.boxes.forEach((box, i) => {
      const far = 3 * Math.abs(box[main] - at[main]) + Math.abs(box[across] - at[across]);
      const ahead = way === "up" ? box[across] < at[across] - 1 : box[across] > at[across] + 1;
      if (ahead && far < least) [best, least] = [seen.boxes[i].node, far];
    });
    return best;
  }

  const graph = {
    picture,
    groups,
    size: [0, 0],
    down: 0, // from top to bottom: how many boxes stand beside one another at most; 0: from left to right
    draw,
    /** Draw it in another direction. @param {number} down */
    turn: (down) => {
      graph.down = down;
      show();
    },
    /** The size that it would have, or null where it has too many boxes to be laid out for that. @param {number} down */
    sizeOf: (down) => (places.has(down) || seen.boxes.length <= MOST_TURNED ? placesOf(down).size : null),
    /** Where a node's box stands, or that of the closed group around it. @param {number} i */
    place: (i) => placed.boxes[seen.at[i]],
    update,
    motion,
    mark,
    element,
    near,
    focus: (/** @type {number} */ i) => element(i).focus({ preventScroll: true }),
    isFolded: () => !flat && seen.frames.length < groups.length,
    open: (/** @type {number} */ g) => change(() => view.open.add(g)),
    close: (/** @type {number} */ g) => change(() => view.open.delete(g)),
    /** Everything as boxes of nodes, or as much as a page can draw; whether that was all. */
    openAll: () => {
      const all = view.openAll();
      flat = all && small;
      draw();
      return all;
    },
    closeAll: () => change(() => ((flat = false), view.open.clear())),
    /** Open whatever hides a node. @param {number} i */
    reveal: (i) => {
      const closed = flat ? [] : view.around(i).filter((g) => !view.open.has(g));
      if (closed.length) change(() => closed.forEach((g) => view.open.add(g)));
    },
    /** The innermost open group around a node's box, or -1. @param {number} i */
    frameOf: (i) => seen.boxes[seen.at[i]].inside,
    /** The node that stands for a group. @param {number} g */
    insideOf: (g) => view.within(g)[view.within(g).length - 1],
  };
  return graph;
}
