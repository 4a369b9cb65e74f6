// @ts-check
// What keys do. In the player, arrows go from step to step; on a box of the picture, they go from box to box.
import { focusedBy } from "./dom.js";
import { guard } from "./guard.js";

/** @typedef {import("./player.js").Player} Player */
/** What keys and the row of buttons ask of a player. A network view answers them too (network/js/shell.js).
 * @typedef {Pick<Player, "host" | "act" | "seek" | "pause" | "tempo" | "on" | "help" | "beat"> & {
 *   slots: Pick<Player["slots"], "stage" | "side" | "bar">, nodes: {length: number}, selected: unknown,
 *   pass: {k: number, last: number, step: {node: number, parent: number}},
 *   graph: {element: (id: number) => Element | null, focus: (id: number) => void, near: (id: number, way: string) => number | null},
 *   select: (id: number | null) => void, upcoming?: () => string}} Steered upcoming: what the next step does, in words */

const STEPS = {
  ArrowRight: "next", ArrowLeft: "back", Home: "start", End: "end", " ": "play", n: "next", b: "back", p: "play", s: "seed",
};
const WAYS = { ArrowRight: "right", ArrowLeft: "left", ArrowUp: "up", ArrowDown: "down" };

/** A part of the player: the keyboard, and clicks into the picture. @param {Steered} player */
export function keys(player) {
  const { host, pass, slots } = player;
  const { stage, side } = slots;
  let here = player.nodes.length - 1; // the box that Tab reaches
  guard(host);
  roam(here);
  player.on("view", () => roam(here)); // boxes were drawn anew
  stage.addEventListener("focusin", (/** @type {FocusEvent} */ event) => {
    const box = /** @type {Element} */ (event.target).closest("[data-id]");
    if (box) roam(Number(box.getAttribute("data-id")));
  });

  /** The one box that Tab reaches is this one. @param {number} id */
  function roam(id) {
    player.graph.element(here)?.setAttribute("tabindex", "-1");
    here = id;
    player.graph.element(here)?.setAttribute("tabindex", "0");
  }

  /** Go to a box, along an edge or a row. @param {number} id */
  function walk(id) {
    roam(id);
    player.graph.focus(id);
  }

  /** Open a box's card, at the present step: looking does not move. @param {number} id */
  function visit(id) {
    player.pause();
    player.select(id);
  }

  /** What a key does on a box of the picture. @param {KeyboardEvent} event */
  function onBox(event) {
    const box = /** @type {Element} */ (event.target).closest("[data-id]");
    if (!box || !stage.contains(box)) return false;
    const id = Number(box.getAttribute("data-id"));
    const way = /** @type {Record<string, string>} */ (WAYS)[event.key];
    if (way) {
      const to = player.graph.near(id, way);
      if (to !== null) walk(to);
    } else if (event.key === "Enter" || event.key === " ") {
      roam(id);
      visit(id);
      side.focus({ preventScroll: true });
    } else if (event.key === "Escape") stage.focus({ preventScroll: true });
    else return false;
    return true;
  }

  /** What a key does anywhere else in the player. @param {KeyboardEvent} event */
  function onPlayer(event) {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const action = /** @type {Record<string, string>} */ (STEPS)[key];
    if (action) player.act(action);
    else if (key === "?") player.help();
    else if (key === "Escape" && player.selected !== null) close();
    else if (key === "Enter" && event.target === stage) {
      const { step } = pass;
      walk(step.parent >= 0 ? step.parent : step.node >= 0 ? step.node : here);
    } else return false;
    return true;
  }

  /** Close the card; who was in it goes back to its box. */
  function close() {
    const inside = side.contains(focusedBy(side));
    if (typeof player.selected === "number") roam(player.selected); // it may have been opened elsewhere
    player.select(null);
    if (inside) player.graph.focus(here);
  }

  host.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return; // the host's own: Ctrl+S saves the notebook
    if (event.key === "Tab") return;
    event.stopPropagation(); // a notebook has shortcuts of its own for plain keys
    const target = /** @type {HTMLElement} */ (event.target);
    const typing = target.matches("input, textarea, select");
    const pressing = target.matches("button, summary, a") && [" ", "Enter"].includes(event.key);
    if (event.key === "Escape" && side.contains(target)) close();
    else if (typing || pressing || !(onBox(event) || onPlayer(event))) return;
    event.preventDefault();
  });
  side.addEventListener("close", close);
  host.addEventListener("click", (/** @type {MouseEvent} */ event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const box = target.closest("[data-id]");
    if (box && stage.contains(box)) {
      const id = Number(box.getAttribute("data-id"));
      roam(id);
      visit(id);
      side.children[0].scrollIntoView({ block: "nearest" }); // it opens under the picture, perhaps out of sight
    }
    if (!target.closest("input, button, details, select, a, label")) stage.focus({ preventScroll: true }); // keys work after a click anywhere
  });
}
