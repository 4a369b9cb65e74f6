// @ts-check
// Looking does not move: a box under the mouse or with the focus shows its rule, its factors and its paths, and the pass
// stays where it is. On the card, a button goes to the box's own step, and another one back.
import { expression, localSymbol, slopeSymbol } from "../model/narrate.js";
import { factor } from "../model/terms.js";
import { slopeText } from "./card.js";
import { html, newId, write } from "./dom.js";
import { iconButton } from "./icons.js";
import { usesOf } from "./uses.js";

/** @typedef {import("./player.js").Player} Player */
/** @typedef {import("./uses.js").Edge} Edge */

const REST = 90; // milliseconds of the mouse on a box: who only crosses it is not told
const MOST_FACTORS = 4;
const MOST_LIT = 400; // edges
const BESIDE = 6; // pixels between box and text

/** A part of the player: what a box says before it is clicked. @param {Player} player */
export function preview(player) {
  const { host, graph, slots } = player;
  const { stage } = slots;
  const rule = html("span", { class: "al-preview-rule" });
  const factors = html("span", {});
  const tip = html("div", { class: "al-tip al-preview", role: "tooltip", id: newId(), hidden: "" }, rule, factors);
  let shown = -1;
  let timer = 0;
  host.append(tip);

  /** The node whose box is there, or -1. @param {EventTarget | null} target */
  function nodeAt(target) {
    return Number(/** @type {Element | null} */ (target)?.closest?.("g.al-node")?.getAttribute("data-id") ?? -1);
  }

  function tell() {
    if (shown < 0) return;
    write(rule, ruleOf(player, shown));
    write(factors, factorsOf(player, shown));
  }

  /** @param {number} id */
  function show(id) {
    if (id === shown) return;
    hide();
    if (id < 0 || id === player.selected) return;
    shown = id;
    tell();
    graph.mark([id, ...edgesAbove(player, id)], "is-preview");
    const box = graph.element(id);
    box.querySelector("title")?.remove(); // its name is in the rule: one text is enough
    box.setAttribute("aria-describedby", tip.id);
    tip.hidden = false;
    const [at, frame] = [box.getBoundingClientRect(), host.getBoundingClientRect()];
    const below = at.bottom + BESIDE + tip.offsetHeight < innerHeight;
    const left = (at.left + at.right - tip.offsetWidth) / 2 - frame.left;
    tip.style.left = `${Math.max(BESIDE, Math.min(left, frame.width - tip.offsetWidth - BESIDE))}px`;
    tip.style.top = `${below ? at.bottom - frame.top + BESIDE : at.top - frame.top - tip.offsetHeight - BESIDE}px`;
  }

  function hide() {
    clearTimeout(timer);
    if (shown < 0) return;
    stage.querySelector(`[aria-describedby=${tip.id}]`)?.removeAttribute("aria-describedby");
    shown = -1;
    tip.hidden = true;
    graph.mark([], "is-preview");
  }

  stage.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch" || event.buttons) return;
    const id = nodeAt(event.target);
    if (id === shown) return;
    hide();
    if (id >= 0) timer = window.setTimeout(() => show(id), REST);
  });
  stage.addEventListener("focusin", (event) => {
    if (/** @type {Element} */ (event.target).matches(":focus-visible")) show(nodeAt(event.target));
  });
  for (const event of ["pointerleave", "pointerdown", "focusout", "scroll"]) stage.addEventListener(event, hide);
  host.addEventListener("keydown", (event) => event.key === "Escape" && hide(), true);
  for (const event of /** @type {const} */ (["step", "values"])) player.on(event, tell);
  for (const event of /** @type {const} */ (["view", "select"])) player.on(event, hide);
  player.dispose.push(hide);
}

/** How a node comes to be, in names and in numbers. @param {Player} player @param {number} id */
export function ruleOf({ nodes, pass, texts, trace }, id) {
  const node = nodes[id];
  const { name, kind, parents } = node;
  if (trace.recorded) return trace.recorded.forward[id] || `${name}: given`;
  if (kind !== "op") return kind === "leaf" ? `${name} = ${texts.value(id)}, a leaf` : `${texts.value(id)}, a plain number`;
  const operands = parents.map((p) => nodes[p].name);
  const numbers = parents.map((p) => (pass.lost[p] || !pass.known[p] ? "·" : factor(pass.values[p])));
  return `${name} = ${expression(node, operands)} = ${expression(node, numbers)} = ${texts.value(id)}`;
}

/** What a node multiplies a gradient by on the way to each operand; of a leaf, what those multiply by that use it.
 * @param {Player} player @param {number} id */
function factorsOf(player, id) {
  const { nodes, pass, trace } = player;
  if (trace.recorded) return "";
  const slots = nodes[id].parents.map((_, slot) => /** @type {Edge} */ ([id, slot]));
  const edges = (slots.length ? slots : usesOf(nodes)[id]).filter(([to, slot]) => nodes[nodes[to].parents[slot]].kind !== "const");
  const told = edges.slice(0, MOST_FACTORS).map(([to, slot]) => {
    const [symbol, number] = [localSymbol(pass, to, slot), slopeText(player, to, slot)];
    const from = nodes[nodes[to].parents[slot]].name;
    const terms = number === "?" ? [number] : [symbol, number].filter((text, i, all) => text && text !== all[i - 1]); // a symbol may be a number
    return [slopeSymbol(nodes[to].name, from), ...terms].join(" = ");
  });
  return told.concat(edges.length > told.length ? `… ${edges.length - told.length} more` : []).join(" · ");
}

/** The edges on all paths from a node to the root; none where they are too many to see. @param {Player} player @param {number} id */
function edgesAbove({ nodes }, id) {
  const uses = usesOf(nodes);
  const met = new Set([id]);
  const edges = /** @type {Edge[]} */ ([]);
  for (const at of met) {
    for (const edge of uses[at]) {
      if (edges.push(edge) > MOST_LIT) return [];
      met.add(edge[0]);
    }
  }
  return edges;
}

/** A part of the player: on the card, to the step at which its gradient is whole, and back. @param {Player} player */
export function jump(player) {
  const { pass, slots } = player;
  const go = iconButton("go-to-step", "", () => leap(target(), pass.k), "Go to its step");
  const back = iconButton("back-to-step", "", () => leap(from, -1), " ");
  let from = -1; // the step to come back to
  for (const button of [go, back]) button.classList.add("al-jump");

  /** The step that completes the gradient of the card's node, or -1. */
  function target() {
    return player.selected === null ? -1 : pass.completes[player.selected];
  }

  /** @param {number} to @param {number} left the step to come back to, or -1 */
  function leap(to, left) {
    player.pause();
    player.seek(to);
    from = pass.k === left ? -1 : left;
    update();
    if (pass.k === to) (go.hidden ? back : go).focus({ preventScroll: true }); // else a quiz asks first, and has the focus
  }

  function update() {
    if (player.selected === null) return;
    const k = target();
    go.hidden = k < 0 || k === pass.k;
    go.title = `Step ${k}: its gradient is whole`;
    go.setAttribute("aria-label", `Go to its step: ${k}, where its gradient is whole`);
    back.hidden = from < 0 || from === pass.k;
    back.title = "Where you were before the jump";
    back.setAttribute("aria-label", (back.textContent = `Back to step ${from}`));
  }
  player.on("select", () => {
    slots.side.querySelector(".al-card-head > h3")?.after(go, back);
    update();
  });
  player.on("step", update);
}
