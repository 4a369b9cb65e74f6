// @ts-check
// One box of the picture: a node's, or a closed group's; and the frame around an open group.
import { OPS } from "../model/ops.js";
import { compact } from "../model/numbers.js";
import { svg, write } from "./dom.js";

/** @typedef {import("./player.js").Player} Player */

/** The texts of a box that show value and gradient, and how to bring up to date what stands beside them.
 * @typedef {{value: Element, grad: Element, renew?: () => void}} Rows */

export const PAD = 8;
export const GROUP = { w: 176, h: 62 };
const ROOMY = 120; // pixels of a box that has room for a number of 8 characters; in others it has 7

/** About how many pixels a character of a name has, in the widest of the fonts. @param {string} c */
const widthOf = (c) => (/[ijl.,'|]/.test(c) ? 4.3 : /[frt_ -]/.test(c) ? 6 : /[mwMW…@]/.test(c) ? 12.5 : /[\u0300-\u036f]/.test(c) ? 0 : /[A-Z]/.test(c) ? 9.4 : 8.5);

/** Text that fits a width, cut at its end if need be; the whole of it is in a tooltip. @param {string} text
 * @param {number} room in pixels of the picture */
function short(text, room) {
  const letters = [...text];
  const wide = (/** @type {string[]} */ some) => some.reduce((sum, c) => sum + widthOf(c), 0);
  let most = letters.length;
  while (most > 1 && wide(letters.slice(0, most)) > room - (most < letters.length ? 12.5 : 0)) most -= 1;
  return most < letters.length ? `${letters.slice(0, most).join("")}…` : text;
}

/** The two rows of numbers: a value behind a triangle that points right, a grad behind one that points left.
 * @param {Element} g @param {number} width @returns {Rows} */
function numberRows(g, width) {
  svg("path", { class: "al-mark-forward", d: `M${PAD} 28l7 4.5l-7 4.5z` }, g);
  const value = svg("text", { class: "al-value", x: width - PAD, y: 37 }, g);
  svg("path", { class: "al-mark-backward", d: `M${PAD + 7} 44l-7 4.5l7 4.5z` }, g);
  svg("text", { class: "al-word", x: PAD + 8, y: 53 }, g).textContent = "grad";
  return { value, grad: svg("text", { class: "al-grad", x: width - PAD, y: 53 }, g) };
}

/** @param {Element} parent @param {import("../model/frames.js").Rect} at @param {string} look @param {number} id
 * @param {string} name */
function boxAt(parent, at, look, id, name) {
  const g = svg("g", { class: look, "data-id": id, role: "button", tabindex: -1, transform: `translate(${at.x} ${at.y})` }, parent);
  g.setAttribute("data-name", name);
  svg("title", {}, g).textContent = name;
  return g;
}

/** Whether an attribute is there, and what it holds. @param {Element} g @param {string} name @param {unknown} value */
function tell(g, name, value) {
  value === null ? g.removeAttribute(name) : g.setAttribute(name, String(value));
}

/** The box of a node. @param {Player} player @param {Element} parent @param {import("../model/frames.js").Rect} at @param {number} id */
export function nodeBox(player, parent, at, id) {
  const { pass } = player;
  const { name, kind, op } = player.nodes[id];
  const { w, h } = at;
  const g = boxAt(parent, at, `al-node al-kind-${kind}`, id, name);
  svg("rect", { width: w, height: h, rx: kind === "op" ? 6 : h / 4 }, g);
  const symbol = op ? (OPS[op]?.symbol ?? short(op, w / 2)) : kind === "leaf" ? "○" : "";
  svg("text", { class: "al-name", x: PAD, y: 17 }, g).textContent = kind === "const" ? "number" : short(name, w - 2 * PAD - (symbol ? 5 + 9.5 * symbol.length : 0));
  svg("text", { class: "al-op", x: w - PAD, y: 17 }, g).textContent = symbol;
  const most = w < ROOMY ? 7 : 8;
  const { value, grad, ...more } = player.rows?.(g, id) ?? numberRows(g, w); // arrays show more than numbers

  function renew() {
    more.renew?.();
    const known = pass.known[id];
    const sum = player.hidden(id) ? null : pass.grads[id];
    write(value, player.texts.value(id, most));
    write(grad, player.texts.grad(id, most));
    tell(g, "data-value", known ? pass.values[id] : null);
    tell(g, "data-grad", sum);
    g.classList.toggle("is-known", known);
    g.classList.toggle("has-grad", sum !== null);
    g.setAttribute("aria-label", player.texts.label(id));
  }
  return { g, renew };
}

/** The box of a closed group. With one node that others read it shows that node's numbers, else how far the pass is.
 * @param {Player} player @param {Element} parent @param {import("../model/frames.js").Rect} at
 * @param {import("../model/view.js").Box} box @param {{label: string, kind: string}} group @param {number[]} within */
export function groupBox(player, parent, at, box, group, within) {
  const { nodes, pass } = player;
  const { w, h } = at;
  const g = boxAt(parent, at, `al-group al-group-${group.kind}`, box.node, group.label);
  g.setAttribute("data-group", String(box.group));
  g.setAttribute("aria-expanded", "false");
  for (const back of [6, 3]) svg("rect", { class: "al-stack", x: back, y: -back, width: w, height: h, rx: 6 }, g);
  svg("rect", { width: w, height: h, rx: 6 }, g);
  svg("text", { class: "al-name", x: PAD, y: 17 }, g).textContent = short(group.label, w - 2 * PAD - 14);
  svg("path", { class: "al-plus", d: `M${w - 17} 12.5h9M${w - 12.5} 8v9` }, g);
  const { value, grad } = numberRows(g, w);
  const computed = within.filter((id) => nodes[id].kind === "op");
  const moving = within.filter((id) => nodes[id].kind !== "const");
  const state = player.trace.steps?.states[0]?.[1].filter((units) => units.length < 2 && within.includes(units[0])) ?? [];
  const [exit] = state.length === 1 ? state[0] : box.exits?.length === 1 ? box.exits : [null];

  function renew() {
    const done = computed.filter((id) => pass.known[id]).length;
    const arrived = moving.filter((id) => pass.grads[id] !== null).length;
    const all = done === computed.length;
    write(value, exit !== null && all ? player.texts.value(exit, 8) : computed.length ? `${done} of ${computed.length}` : `${within.length} given`);
    const whole = exit !== null && arrived > 0 && nodes[exit].kind !== "const";
    write(grad, whole ? player.texts.grad(exit, 8) : arrived ? `${arrived} of ${moving.length}` : "·");
    g.classList.toggle("is-known", all);
    g.classList.toggle("has-grad", arrived > 0);
    const [values, grads] = [`${done} of ${computed.length} computed`, `${arrived} of ${moving.length} with a grad`];
    const out = exit === null ? "" : `, hands on ${player.texts.label(exit)}`;
    g.setAttribute("aria-label", `${group.label}, group of ${within.length} nodes, ${values}, ${grads}${out}. Enter opens it.`);
  }
  return { g, renew };
}

/** The frame around an open group, with the button that folds it. @param {Element} parent
 * @param {import("../model/frames.js").Rect} at @param {number} index @param {{label: string}} group
 * @param {number} reached by the Tab key (0) or not (-1) */
export function frameAround(parent, { x, y, w, h }, index, { label }, reached) {
  const g = svg("g", { class: "al-frame", transform: `translate(${x} ${y})` }, parent);
  svg("rect", { width: w, height: h, rx: 8 }, g);
  const button = svg("g", { class: "al-fold-one", "data-group": index, role: "button", tabindex: reached, "aria-expanded": "true" }, g);
  button.setAttribute("aria-label", `fold ${label}`);
  svg("title", {}, button).textContent = `fold ${label}`;
  const text = short(label, w - 34);
  svg("rect", { class: "al-fold-back", x: 4, y: 4, width: Math.min(w - 8, 30 + text.length * 6.8), height: 20, rx: 5 }, button);
  svg("path", { class: "al-plus", d: "M10 14h9" }, button);
  svg("text", { class: "al-name", x: 25, y: 18.5 }, button).textContent = text;
  return g;
}

/** A count of edges that are drawn as one. @param {Element} parent @param {number[]} at @param {number} count */
export function countAt(parent, [x, y], count) {
  svg("text", { class: "al-count-of", x, y: y + 4 }, parent).textContent = compact(count, 6);
}
