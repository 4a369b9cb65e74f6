// @ts-check
// Ways into cards that show more than a card does: a line of buttons under the picture, so that who does not know of such a
// view finds it. The bundle "ways".
import { html } from "./dom.js";

const MOST_WAYS = 5;

/** A button that opens the card of a node; keys then choose in its view. @param {import("./player.js").Player} player
 * @param {number} id @param {string} text @param {number} [operand] of it, whose gradient is looked at */
export function wayTo(player, id, text, operand) {
  const button = html("button", { type: "button", "data-into": id }, text);
  button.addEventListener("click", () => {
    const { graph, slots } = player;
    graph.reveal(id);
    player.lookedAt = operand;
    player.select(id);
    delete player.lookedAt;
    graph.element(id).scrollIntoView({ block: "nearest", inline: "center" });
    const view = /** @type {HTMLElement} */ (slots.side.querySelector(".al-close .al-choose[aria-valuetext]") ?? slots.side);
    view.focus();
    view.scrollIntoView({ block: "nearest" });
  });
  return button;
}

/** Add buttons that open the cards of some nodes. @param {import("./player.js").Player} player @param {string} what is seen there
 * @param {[id: number, text: string][]} into */
export function addWays(player, what, into) {
  const { slots } = player;
  const buttons = into.slice(0, MOST_WAYS).map(([id, text]) => wayTo(player, id, text));
  const left = into.length - buttons.length;
  const line = slots.below.querySelector(".al-ways") ?? html("p", { class: "al-ways" });
  line.append(html("span", {}, `${what}:`), ...buttons, left > 0 ? `and ${left} more` : "");
  slots.below.prepend(line);
}
