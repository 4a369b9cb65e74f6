// @ts-check
// The reader's own code beside the graph: the line that made the node of the present step, and on request all of them.
import { html, write } from "./dom.js";
import { PARTS } from "./player.js";

/** A part of the player: the lines of code that made its nodes, where they are known. @param {import("./player.js").Player} player */
export function codeLines(player) {
  const { pass, slots, trace } = player;
  const { lines } = trace;
  if (!lines) return;
  const now = html("code");
  const items = lines.texts.map((text) => html("li", {}, html("code", {}, text)));
  items.forEach((item, i) => item.setAttribute("value", String(lines.numbers[i])));
  const list = html("ol", { tabindex: 0, "aria-label": "The lines that made this graph" }, ...items);
  const details = html("details", { class: "al-fold al-code" }, html("summary", {}, "Code ", now), list);
  slots.say.before(details);

  player.on("step", () => {
    const at = pass.step.node < 0 ? -1 : lines.of[pass.step.node];
    items.forEach((item, i) => (i === at ? item.setAttribute("aria-current", "true") : item.removeAttribute("aria-current")));
    write(now, at < 0 ? "" : `${lines.numbers[at]}  ${lines.texts[at].split("\n")[0]}`);
  });
}

PARTS.push(codeLines);
