// @ts-check
// A node's card: what it is, and the sections that say more of it.
import { OPS } from "../model/ops.js";
import { format } from "../model/numbers.js";
import { html } from "./dom.js";
import { iconButton } from "./icons.js";

/** @typedef {import("./player.js").Player} Player */

/** A section of a card; null where there is nothing to say. @typedef {{element: HTMLElement, update?: () => void} | null} Section */

/** The sections of a card, from top to bottom: those of numbers (sections.js), where a player has numbers; a part may add
 * to `player.sections`, or put others in their place. */
export const SECTIONS = /** @type {((player: Player, id: number) => Section)[]} */ ([]);

/** A part of the player: the card of the selected node, under the picture. @param {Player} player */
export function card(player) {
  const { side } = player.slots;
  let sections = /** @type {NonNullable<Section>[]} */ ([]);
  side.hidden = true;
  side.setAttribute("role", "region");
  side.setAttribute("tabindex", "-1");

  function open() {
    const id = player.selected;
    side.hidden = id === null;
    player.graph.mark([], "is-path");
    sections = id === null ? [] : player.sections.map((make) => make(player, id)).filter((section) => section !== null);
    if (id === null) return side.replaceChildren();
    const { name, kind, op } = player.nodes[id];
    const symbol = op && OPS[op]?.symbol !== op ? ` ${OPS[op]?.symbol ?? ""}` : "";
    const what = kind === "op" ? `${op}${symbol}` : kind === "leaf" ? "leaf" : "number";
    const head = html("h3", {}, name, " ", html("span", { class: "al-what" }, what));
    side.setAttribute("aria-label", `Card of ${name}`);
    side.replaceChildren(
      html("div", { class: "al-card-head" }, head, iconButton("close", "Close the card (Escape)", () => side.dispatchEvent(new Event("close")))),
      html("div", { class: "al-card" }, ...sections.map((section) => section.element)),
    );
  }
  const update = () => sections.forEach((section) => section.update?.());
  player.on("select", open);
  player.on("step", update);
  player.on("values", update);
}

/** A number of the pass in text, or "?" where only Python knows it. @param {Player} player @param {number} x
 * @param {(x: number) => string} how */
export function knownText({ pass }, x, how) {
  return Number.isNaN(x) && pass.lost.includes(true) ? "?" : how(x);
}

/** The local derivative in one operand, as far as it may be told. @param {Player} player @param {number} id @param {number} slot */
export function slopeText({ pass, hidden, nodes }, id, slot) {
  if (!pass.known[id]) return "·";
  const slope = pass.slope(id, slot);
  return hidden(nodes[id].parents[slot]) || (Number.isNaN(slope) && pass.lost[id]) ? "?" : format(slope, 6);
}
