// @ts-check
// All steps as a list: read it from top to bottom, or go to one of them.
import { html, write } from "./dom.js";
import { reading } from "./reading.js";

/** @typedef {import("./player.js").Player} Player */

const MOST_STEPS = 400; // that anyone would read

/** A part of the player: the folded list of steps, written when it is opened. @param {Player} player */
export function stepList(player) {
  const { pass } = player;
  const say = reading(player);
  const list = html("ol", { class: "al-steps", start: 0 });
  const details = html("details", { class: "al-fold" }, html("summary", {}, `All steps (${pass.last})`), list);
  const buttons = /** @type {HTMLElement[]} */ ([]);

  function fill() {
    const shown = Math.min(pass.last, MOST_STEPS);
    for (let k = 0; k <= shown; k++) {
      const button = html("button", { type: "button", class: "al-path" });
      button.addEventListener("click", () => player.seek(k));
      buttons.push(button);
      list.append(html("li", {}, button));
    }
    if (shown < pass.last) list.after(html("p", {}, `… ${pass.last - shown} more steps.`));
  }

  function tell() {
    if (!details.open) return;
    if (!buttons.length) fill();
    buttons.forEach((button, k) => write(button, say(k)));
    here();
  }

  function here() {
    list.querySelector("[aria-current]")?.removeAttribute("aria-current");
    buttons[pass.k]?.setAttribute("aria-current", "step");
  }
  details.addEventListener("toggle", tell);
  player.on("values", tell);
  player.on("step", here);
  player.slots.below.append(details);
}
