// @ts-check
// What to do first, said under the first sentence until it has been done.
import { html } from "./dom.js";

/** @typedef {import("./player.js").Player} Player */

/** A part of the player: names the first move, for keys and a mouse or for a finger. @param {Player} player */
export function firstMove(player) {
  const { pass, options, slots, host } = player;
  if (!pass.last) return;
  const [leaf] = options.sliders ?? [];
  const drag = leaf ? ` Or drag ${player.nodes[leaf[0]].name}: everything is computed anew.` : "";
  const until = options.quiz ? ", until a gradient is asked for" : "";
  const [key, touch] = options.start === "end" ? ["Press Start again, or ←.", "Tap Start again."] : [`Press Next, or →${until}.`, `Tap Next${until}.`];
  const hint = html("p", { class: "al-first" }, html("span", { class: "al-by-key" }, key), html("span", { class: "al-by-touch" }, touch), drag);
  slots.say.append(hint);
  let begun = false; // the first step that is told is where the player opens
  const gone = () => (begun ? hint.remove() : (begun = true));
  player.on("step", gone);
  host.addEventListener("input", gone);
}
