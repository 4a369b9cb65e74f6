// @ts-check
// What to do first, said under the first sentence until it has been done.
import { html } from "./dom.js";

/** @typedef {import("./player.js").Player} Player */

/** A part of the player: names the first move, for keys and a mouse or for a finger. @param {Player} player */
export function firstMove(player) {
  const { options, slots, host } = player;
  const [leaf] = options.sliders ?? [];
  const name = leaf ? player.nodes[leaf[0]].name : "";
  const until = options.quiz ? ", until a gradient is asked for" : "";
  /** @param {string} press @param {string} key */
  const move = (press, key) => {
    if (options.compare && !options.compare.agree) return `${press} Go there, below, to see where yours first differs. Or ${press.toLowerCase()} Next.`;
    if (options.start !== "end") return `${press} Next${key}${until}.${name ? ` Or drag ${name}: everything is computed anew.` : ""}`;
    const again = `${press} Start again to see it step by step.`;
    return name ? `Drag ${name}: everything is computed anew. Or ${again[0].toLowerCase()}${again.slice(1)}` : again;
  };
  const hint = html("p", { class: "al-first" }, html("span", { class: "al-by-key" }, move("Press", ", or →")), html("span", { class: "al-by-touch" }, move("Tap", "")));
  slots.say.append(hint);
  let begun = false; // the first step that is told is where the player opens
  const gone = () => (begun ? hint.remove() : (begun = true));
  player.on("step", gone);
  host.addEventListener("input", gone);
}
