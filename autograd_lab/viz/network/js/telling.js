// @ts-check
// The sentence under the picture, and the rule below it.
import { html, write } from "../../js/page/dom.js";
import { format } from "../../js/model/numbers.js";
import { tell } from "./say.js";

/** @typedef {import("./network.js").View} View */

/** A part: what this step does, in words. @param {View} view */
export function sentence(view) {
  const text = html("p", { class: "al-sentence al-net-said", "aria-live": "polite" });
  const rule = html("p", { class: "al-rule" });
  view.slots.say.append(text, rule);
  const update = () => {
    const said = tell(view);
    write(text, said.text);
    write(rule, said.rule);
    view.host.dataset.loss = format(view.pass.L, 6);
  };
  for (const event of /** @type {const} */ (["step", "look", "numbers"])) view.on(event, update);
  view.on("travel", () => text.setAttribute("aria-live", "off")); // who travels hears of the moment, once the slider rests
  for (const event of /** @type {const} */ (["step", "select"])) view.on(event, () => text.setAttribute("aria-live", "polite"));
}
