// @ts-check
// A picture larger than its place: it follows the step, and a button leads to what is out of sight.
import { html } from "../../js/page/dom.js";

/** @typedef {import("./network.js").View} View */

const HIDDEN = 24; // pixels out of sight that are worth a button

/** A part: following, and the buttons. Sizes are asked for when they change, not at each step: to ask is to lay out.
 * @param {View} view */
export function reach(view) {
  const { stage, place } = view.slots;
  let larger = false;
  const chips = /** @type {[string, string, string, number, number][]} */ ([
    ["right", "→ loss", "Scroll the picture to the loss", 1, 0],
    ["left", "← inputs", "Scroll the picture to the inputs", -1, 0],
    ["down", "↓ more", "Scroll the picture down", 0, 1],
    ["up", "↑ more", "Scroll the picture up", 0, -1],
  ]).map(([side, word, says, x, y]) => {
    const chip = html("button", { type: "button", class: `al-net-chip al-net-chip-${side}`, title: says, hidden: "" }, word);
    chip.addEventListener("click", () => stage.scrollBy(x * stage.scrollWidth, y * stage.clientHeight * 0.8));
    place.append(chip);
    return { chip, x, y };
  });

  function look() {
    const { scrollLeft, scrollTop, scrollWidth, scrollHeight, clientWidth, clientHeight } = stage;
    const [across, down] = [scrollWidth - clientWidth, scrollHeight - clientHeight];
    larger = across > 1 || down > 1;
    for (const { chip, x, y } of chips) {
      const out = x > 0 ? across - scrollLeft : x < 0 ? scrollLeft : y > 0 ? down - scrollTop : scrollTop;
      const hidden = out < HIDDEN;
      if (hidden && chip === document.activeElement) stage.focus({ preventScroll: true });
      chip.toggleAttribute("hidden", hidden);
    }
  }
  stage.addEventListener("scroll", look);
  const watch = new ResizeObserver(look);
  watch.observe(stage);
  watch.observe(view.picture.picture);
  view.on("step", () => {
    const { kind, l, j, k } = view.stage;
    if (!larger) return;
    if (kind === "gather") view.picture.follow(stage, l + 1, k);
    else view.picture.follow(stage, kind === "forward" || kind === "grads" ? l - 1 : l, -1);
    view.picture.follow(stage, l, j);
  });
}
