// @ts-check
// A node's card: what it is, and what it has to do with the gradient.
import { html } from "./dom.js";
import { iconButton } from "./icons.js";
import { made } from "./table.js";

/** A part of the player: the card of the selected node, beside the picture. @param {any} player */
export function card(player) {
  const { side } = player.slots;
  side.hidden = true;
  function update() {
    const id = player.selected;
    side.hidden = id === null;
    if (id === null) return side.replaceChildren();
    const close = iconButton("close", "Close the card (Escape)", () => player.select(null));
    side.replaceChildren(
      html("div", { class: "al-card-head" }, html("strong", {}, player.nodes[id].name), close),
      html("p", {}, made(player.nodes, id)),
      html("p", {}, player.told.label(id)),
      ...player.sections.map((/** @type {any} */ section) => section(id) ?? ""),
    );
  }
  player.on("select", update);
  player.on("step", update);
  player.on("values", update);
}
