// @ts-check
// What is seen from close by: arrays of three and more axes as images, and a place on the card for the views of operations.
// The bundle "closeups", sent only with graphs that have something to show in it; its views are bundles that join it.
import { PARTS } from "./player.js";
import { arrays } from "./arrays.js";
import { imagesOf } from "./images.js";
import { html } from "./dom.js";
import { KEY_HELP, SIGN_HELP } from "./help.js";
import { decode } from "../model/sweep.js";
import { decodeCloseups } from "../model/closeups.js";

/** @typedef {import("./player.js").Player} Player */

const MOST_WAYS = 5;

/** How a kind of closeup is shown on a card. @type {Record<string, (player: Player, closeup: import("../model/closeups.js").Closeup) =>
 * import("./card.js").Section>} */
export const VIEWS = {};

/** A part of the player, behind that of arrays and before the picture. @param {Player} player */
export function closeups(player) {
  const raw = player.trace.recorded?.closeups;
  if (!raw) return;
  player.images = imagesOf(player);
  const all = decodeCloseups(raw, decode);
  const into = [...all.values()].filter(({ kind, settings }) => settings && (VIEWS[kind] || kind === "shared")).map(({ node }) => node);
  if (into.length) player.slots.below.prepend(waysInto(player, into));
  player.sections.splice(1, 0, (_, id) => {
    const closeup = all.get(id);
    if (!closeup) return null;
    if (closeup.settings) return VIEWS[closeup.kind]?.(player, closeup) ?? null;
    const text = `${closeup.count} numbers are too many to be gone through one by one: show the loss of fewer images or words.`;
    return { element: html("section", { class: "al-wide" }, html("p", { class: "al-legend" }, text)) };
  });
}

/** Buttons that open the card of a node with such a view: who does not know that there is one finds it.
 * @param {Player} player @param {number[]} into */
function waysInto(player, into) {
  const shown = into.slice(0, MOST_WAYS).map((id) => {
    const { name, op } = player.nodes[id];
    const symbol = player.trace.recorded?.symbols[op] ?? op;
    const button = html("button", { type: "button", "data-into": id }, symbol ? `${name} (${symbol})` : name);
    button.addEventListener("click", () => {
      player.graph.reveal(id);
      player.select(id);
      player.slots.side.focus();
    });
    return button;
  });
  const left = into.length - shown.length;
  return html("p", { class: "al-ways" }, "Entry by entry: ", ...shown, left > 0 ? ` and ${left} more: click their boxes.` : "");
}

KEY_HELP.push(["→ ← ↑ ↓, Home, End on small images or on an array", "choose an image, an entry"]);
SIGN_HELP.push(["blue lines, dashed orange lines on an array", "what goes into the chosen entry; what its gradient comes from"], ["hatched", "hidden by a mask"]);
PARTS.splice(PARTS.indexOf(arrays) + 1, 0, closeups);
