// @ts-check
// The learner's gradients beside the right ones. Python has compared them (compare.py); here the verdict is shown:
// on the boxes with a sign and a word, and as a list from which one can go to each place.
import { html, svg, write } from "./dom.js";
import { PARTS } from "./player.js";
import { decode } from "../model/sweep.js";
import { textButton } from "./quiz.js";

/** @typedef {import("./player.js").Player} Player */

/** What Python found (`Comparison.to_json` in comparison.py): rows are [node, status], and where they differ the two
 * numbers and a remark; `at` holds the numbers for which it is so.
 * @typedef {{agree: boolean, summary: string, rows: [id: number, status: string, ...texts: string[]][], notes: string[], at: string}} Compared */

const BADGES = /** @type {Record<string, string>} */ ({
  first: "≠ starts here", own: "≠ by itself", follows: "≠ follows", behind: "≠ too", agrees: "=",
});
// where one box stands for several nodes, the first of these
const SERIOUS = ["first", "own", "behind", "follows", "agrees"];

/** A part of the player: marks where the learner's gradients part from the right ones. @param {Player} player */
export function comparePart(player) {
  const { pass, options, slots, nodes } = player;
  if (!options.compare) return;
  const { agree, summary, rows, notes } = options.compare;
  const before = decode(options.compare.at); // leaves may have moved since Python compared

  /** The rows with these statuses as a table; "" when there are none. @param {string[]} statuses */
  function list(statuses) {
    const titles = ["node", "", "yours", "right", "what it shows", ""];
    const head = titles.map((text) => html(text ? "th" : "td", text ? { scope: "col" } : {}, text));
    const body = rows.filter(([, status]) => statuses.includes(status)).map(([id, status, ...texts]) => {
      const go = textButton("Go there", () => visit(id), "compare-go");
      go.setAttribute("aria-label", `Go there: ${nodes[id].name}`);
      const cells = [BADGES[status], ...texts, go].map((what) => html("td", {}, what));
      return html("tr", { class: `al-is-${status}` }, html("th", { scope: "row" }, nodes[id].name), ...cells);
    });
    return body.length ? html("div", { class: "al-wide" }, html("table", {}, html("thead", {}, html("tr", {}, ...head)), html("tbody", {}, ...body))) : "";
  }
  const back = textButton("Put the numbers back", () => {
    for (const { id, kind } of nodes) if (kind === "leaf" && pass.values[id] !== before[id]) player.setLeaf(id, before[id]);
  }, "compare-back");
  const stale = html("p", { class: "al-notice", hidden: "" }, "Your gradients belong to the numbers that the leaves had before. ", back);
  const panel = html("section", { class: "al-panel al-compare", "aria-label": "Comparison", "data-agree": agree });
  panel.append(html("p", { class: "al-compare-summary" }, html("strong", {}, summary)));
  const following = list(["follows"]);
  panel.append(list(["first", "own", "behind"]));
  if (following) panel.append(html("details", {}, html("summary", {}, `${following.querySelectorAll("tr").length - 1} more follow from what came in`), following));
  panel.append(...notes.map((text) => html("p", {}, text)), stale);
  slots.say.after(panel);

  /** @param {number} id */
  function visit(id) {
    player.pause();
    player.graph.reveal(id);
    if (pass.completes[id] >= 0) player.seek(pass.completes[id]);
    player.select(id);
    const box = player.graph.element(id);
    if (!box.hasAttribute("tabindex")) box.setAttribute("tabindex", "-1");
    player.graph.focus(id);
  }

  /** The badges, on boxes that may have been drawn anew. */
  function badges() {
    const most = /** @type {Map<Element, string>} */ (new Map());
    for (const [id, status] of rows) {
      const box = player.graph.element(id);
      const had = most.get(box) ?? "agrees";
      most.set(box, SERIOUS[Math.min(SERIOUS.indexOf(had), SERIOUS.indexOf(status))]);
    }
    for (const old of slots.stage.querySelectorAll(".al-badge")) if (!old.parentElement || !most.has(old.parentElement)) old.remove();
    for (const [box, status] of most) badge(box, status);
  }

  /** @param {Element} box @param {string} status */
  function badge(box, status) {
    const g = [...box.children].find((child) => child.classList.contains("al-badge")) ?? newBadge(box);
    const text = BADGES[status];
    g.setAttribute("class", `al-badge al-is-${status}`);
    g.children[0].setAttribute("width", String(11 + 7 * text.length));
    write(g.children[1], text);
  }

  /** @param {Element} box @returns {Element} */
  function newBadge(box) {
    const g = svg("g", { transform: "translate(4 -10)" }, box);
    svg("rect", { height: 15, rx: 7 }, g);
    svg("text", { x: 6, y: 11 }, g);
    return g;
  }

  player.on("view", badges);
  player.on("values", () => {
    stale.hidden = nodes.every(({ id, kind }) => kind !== "leaf" || Object.is(pass.values[id], before[id]));
    badges();
  });
}

PARTS.push(comparePart);
