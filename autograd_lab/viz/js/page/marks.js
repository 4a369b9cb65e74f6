// @ts-check
// Where a path of gradients ends, or goes on by another rule than the slope: at a draw, a jump, a rule of one's own. Its box has
// a border and a sign of its own, and it is said in words. The bundle "marks".
import { html, svg } from "./dom.js";
import { SIGN_HELP } from "./help.js";
import { PARTS } from "./player.js";

/** @typedef {import("./player.js").Player} Player */

/** What is special about a node, in words and as a drawing: a die; a line that ends at a bar, goes through it, or begins at it. */
const MARKS = /** @type {Record<string, [says: string, draws: string]>} */ ({
  choice: ["a choice", "M0 0h11v11h-11zM3 3h.1M5.5 5.5h.1M8 8h.1"],
  cut: ["its path ends here", "M0 5.5h8M9 0v11"],
  straight: ["a straight-through path begins here", "M0 5.5h12M6 0v11"],
  score: ["a score-function path begins here", "M1 0v11M1 5.5h11"],
});

/** A part of the player. @param {Player} player */
function marks(player) {
  const { trace, texts, graph } = player;
  const found = trace.marks;
  if (!found) return;
  const { label } = texts;
  texts.label = (id) => label(id) + (found[id] ? `; ${MARKS[found[id][0]][0]}` : "");
  if (!trace.recorded) { // of arrays it is said already where the rule is
    const told = player.narrate;
    player.narrate = (reader = player.pass) => {
      const [said, { step }] = [told(reader), reader];
      const note = step.kind === "backward" ? found[step.node]?.[1] : "";
      return note ? { ...said, plain: `${note}. ${said.plain}`.trim() } : said;
    };
  }
  player.sections.splice(1, 0, (_, id) => (found[id] ? { element: html("section", { class: "al-wide" }, html("p", {}, `${found[id][1]}.`)) } : null));
  const draw = () => {
    for (const id of Object.keys(found)) {
      const g = graph.element(Number(id));
      if (g.dataset.id !== id || !g.classList.contains("al-node") || g.classList.contains("al-special")) continue; // it is in a closed group
      g.classList.add("al-special");
      const wide = Number(g.querySelector("rect")?.getAttribute("width"));
      svg("path", { class: "al-sign-of", d: MARKS[found[Number(id)][0]][1], transform: `translate(${trace.recorded ? `${wide - 21} 23` : "22 26"})` }, g);
    }
  };
  player.on("view", draw);
  draw();
}

SIGN_HELP.push(["a border of dashes and dots", "a choice or a jump: a path of gradients ends or begins there; its card says how"]);
PARTS.push(marks);
