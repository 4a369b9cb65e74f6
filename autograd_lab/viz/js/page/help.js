// @ts-check
// What the keys do and what the signs mean.
import { html } from "./dom.js";

/** @typedef {import("./player.js").Player} Player */

export const KEY_HELP = [
  ["→ ← or N B", "next step, one step back"],
  ["Home, S, End", "start, seed (where the backward pass starts), end"],
  ["Space or P", "play and pause"],
  ["Enter", "from the graph into the picture; on a box: open its card"],
  ["→ ← on a box", "along an edge: to what uses it, to what it was made from"],
  ["↑ ↓ on a box", "to the box above or below; along an edge where the picture goes down"],
  ["Enter, Backspace", "on a group: open it; on a box in a frame: fold the frame"],
  ["+ − 0", "larger, smaller, fit to width; Ctrl and wheel"],
  ["Shift and arrows", "move the picture; or drag it"],
  ["F", "lecture view: full screen; F or Escape leaves"],
  ["Escape", "close the card; leave the picture"],
  ["?", "this list"],
];
export const SIGN_HELP = [
  ["▶ blue, solid edges", "forward: a value"],
  ["◀ orange, dashed edges", "backward: a gradient"],
  ["thick border", "the box that this step writes to"],
  ["dashed border", "the box that a gradient comes from; grey: a plain number"],
  ["○", "a leaf: it was given, and has a gradient"],
  ["·", "not there yet; this is not 0"],
  ["?", "hidden by the quiz, or not known on this page"],
];

/** A part of the player: the folded list of keys and signs. @param {Player} player */
export function help(player) {
  const table = (/** @type {string} */ title, /** @type {string[][]} */ rows) =>
    html("table", {}, html("caption", {}, title), html("tbody", {}, ...rows.map(([what, does]) => html("tr", {}, html("th", { scope: "row" }, what), html("td", {}, does)))));
  const summary = html("summary", {}, "Keys and signs (?)");
  const details = html("details", { class: "al-fold al-help" }, summary, html("div", { class: "al-columns" }, table("Keys", KEY_HELP), table("Signs", SIGN_HELP)));
  player.help = () => {
    if (!details.offsetParent) return; // a lecture view shows no list
    details.open = !details.open;
    if (details.open) summary.focus();
  };
  player.slots.below.append(details);
}
