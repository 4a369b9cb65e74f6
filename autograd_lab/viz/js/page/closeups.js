// @ts-check
// What is seen from close by: arrays of three and more axes as images, and a place on the card for the views of operations.
// The bundle "closeups", sent only with graphs that have something to show in it; its views are bundles that join it.
import { PARTS } from "./player.js";
import { arrays } from "./arrays.js";
import { imagesOf } from "./images.js";
import { html } from "./dom.js";
import { addWays, wayTo } from "./ways.js";
import { KEY_HELP, SIGN_HELP } from "./help.js";
import { decode } from "../model/sweep.js";
import { decodeCloseups } from "../model/closeups.js";

/** @typedef {import("./player.js").Player} Player */

/** How a kind of closeup is shown on a card. @type {Record<string, (player: Player, closeup: import("../model/closeups.js").Closeup) =>
 * import("./card.js").Section>} */
export const VIEWS = {};

/** A part of the player, behind that of arrays and before the picture. @param {Player} player */
export function closeups(player) {
  const raw = player.trace.recorded?.closeups;
  if (!raw) return;
  const all = decodeCloseups(raw, decode);
  player.images = imagesOf(player, (id, axes) => {
    const read = [...all.values()].find(({ kind, node }) => kind === "conv" && player.nodes[node].parents.slice(0, 2).includes(id));
    const first = read && player.nodes[read.node].parents.indexOf(id) === 1 ? "filter" : "image";
    return axes > 3 ? `${first}, channel` : read ? first : "channel"; // one along one axis has its channels as rows
  });
  const into = [...all.values()].filter(({ kind, settings }) => settings && (VIEWS[kind] || kind === "shared")).map(({ node }) => {
    const { name, op } = player.nodes[node];
    const place = /^v\d+$/.test(name) ? pathTo(player, node) : ""; // v13 alone tells little
    const what = `${player.trace.recorded?.symbols[op] ?? op}${place && ` in ${place}`}`;
    return /** @type {[number, string]} */ ([node, op ? `${name} (${what})` : name]);
  });
  if (into.length) addWays(player, "Entry by entry", into);
  player.sections.splice(1, 0, (_, id) => {
    const above = [...all.values()].filter(({ node, kind, settings }) => settings && VIEWS[kind] && player.nodes[node].parents.includes(id));
    if (!above.length || player.nodes[id].kind === "const") return null;
    const ways = above.map(({ node }) => wayTo(player, node, player.nodes[node].name, id));
    return { element: html("section", { class: "al-wide" }, html("p", { class: "al-ways" }, html("span", {}, "Its gradient, term by term:"), ...ways)) };
  }, (_, id) => {
    const closeup = all.get(id);
    if (!closeup) return null;
    if (closeup.settings) return VIEWS[closeup.kind]?.(player, closeup) ?? null;
    const text = `${closeup.count} numbers are too many to be gone through one by one: show the loss of fewer images or words.`;
    return { element: html("section", { class: "al-wide" }, html("p", { class: "al-legend" }, text)) };
  });
}

/** The groups around a node, from outside in. @param {Player} player @param {number} node */
function pathTo({ trace: { groups } }, node) {
  const path = [];
  for (let at = groups.findIndex(({ members }) => members.includes(node)); at >= 0; at = groups[at].parent) path.unshift(groups[at].label);
  return path.join(" › ");
}

KEY_HELP.push(["→ ← ↑ ↓, Home, End on small images or on an array", "choose an image, an entry"]);
SIGN_HELP.push(["blue lines, dashed orange lines on an array", "what goes into the chosen entry; what its gradient comes from"], ["hatched", "hidden by a mask"]);
PARTS.splice(PARTS.indexOf(arrays) + 1, 0, closeups);
