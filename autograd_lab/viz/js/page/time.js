// @ts-check
// A weight that the steps of a recurrent net read, on its card: its gradient as contributions, one a step. The bundle "time",
// which comes with "along".
import { html, svg, write } from "./dom.js";
import { heatMap } from "./heat.js";
import { format } from "../model/numbers.js";
import { decode } from "../model/sweep.js";
import { decodeCloseups, indexOf } from "../model/closeups.js";
import { readIn, stepName } from "../model/along.js";
import { addedUp, broughtTo, tellAdded } from "../model/time.js";
import { PARTS } from "./player.js";
import { cellNumber, entries } from "./entries.js";

/** @typedef {import("./player.js").Player} Player */
/** @typedef {import("../model/along.js").Steps} Steps */

const WIDE_OF_MAP = 96; // pixels that the map of one step may be wide

/** A part of the player. @param {Player} player */
function time(player) {
  const { recorded, steps } = player.trace;
  if (!recorded || !steps) return;
  const whole = recorded.closeups ? decodeCloseups(recorded.closeups, decode) : new Map();
  player.sections.splice(1, 0, (_, id) => addsUp(player, steps, id, whole.get(id)));
}

/** The section of a weight that several steps read. @param {Player} player @param {Steps} steps @param {number} id
 * @param {import("../model/closeups.js").Closeup | undefined} closeup */
function addsUp(player, steps, id, closeup) {
  const { pass, nodes } = player;
  const first = broughtTo(pass, steps, id, closeup);
  if (nodes[id].kind !== "leaf" || readIn(pass.steps, steps, id).length < 2) return null;
  const arrays = closeup?.arrays;
  const shape = arrays?.g.shape ?? [];
  const name = `∂${nodes[nodes.length - 1].name}/∂${nodes[id].name}`;
  const most = arrays ? first.reduce((far, { numbers }) => (numbers ?? []).reduce((a, x) => Math.max(a, Math.abs(x) || 0), far), 0) : 0;
  const row = html("div", { class: "al-row", role: "group", "aria-label": "One contribution a step" });
  const total = html("div");
  const said = html("p", { class: "al-told" }); // read out as the text of what is chosen
  const list = html("div", { class: "al-scroll al-terms", tabindex: 0, role: "group", "aria-label": "Terms" });
  let chosen = 0;
  let drawn = -1;
  let sheets = /** @type {ReturnType<typeof entries>[]} */ ([]);

  function look() {
    const brought = broughtTo(pass, steps, id, closeup);
    const came = brought.filter((each) => each.came);
    const added = addedUp(brought, chosen);
    const all = came.length === brought.length;
    const held = all && arrays ? arrays.g.numbers[chosen] : null;
    const index = shape.length ? `[${indexOf(shape, chosen).join(", ")}]` : "";
    const text = arrays ? tellAdded(name + index, added, brought.length, held) : `${came.length} of ${brought.length} contributions have come. ${name} is too large to be sent: norms stand here.`;
    for (const sheet of sheets) sheet.choose(chosen, text);
    const rows = came.map(({ step, norm, node, slot, numbers }) => {
      const key = `${node} ${slot}`;
      return html("tr", {}, html("th", { scope: "row" }, stepName(step)), cellNumber(`norm:${key}`, norm), ...(numbers ? [cellNumber(`term:${key}:${chosen}`, numbers[chosen])] : []));
    });
    const sum = (/** @type {string} */ what, /** @type {string} */ key, /** @type {number} */ x) => html("tr", { class: "al-sum" }, html("th", { scope: "row" }, what), html("td"), cellNumber(`${key}:${chosen}`, x));
    const sums = arrays && came.length ? [sum("Σ", "total", added.total)] : [];
    if (held !== null) sums.push(sum("the array holds", "held", held));
    const head = ["", "‖·‖", ...(arrays ? [index] : [])].map((title) => html("th", { scope: "col" }, title));
    list.replaceChildren(html("table", {}, html("thead", {}, html("tr", {}, ...head)), html("tbody", {}, ...rows), html("tfoot", {}, ...sums)));
    write(said, text);
    return text;
  }

  function update() {
    const came = player.hidden(id) ? 0 : pass.arrivals[id].length;
    if (came === drawn) return;
    drawn = came;
    const brought = broughtTo(pass, steps, id, closeup);
    sheets = [];
    const figures = brought.map(({ step, node, slot, numbers, came: here }) => {
      const handed = player.trace.recorded?.handed(node, slot);
      if (!here || !handed || player.hidden(id)) return html("figure", { class: "al-sheet" }, html("figcaption", {}, stepName(step)), html("p", { class: "al-not-yet" }, "·"));
      if (numbers && arrays) {
        const px = Math.max(3, Math.min(8, Math.floor(WIDE_OF_MAP / (shape[shape.length - 1] || 1))));
        const sheet = entries({ shape, numbers }, stepName(step), px, (at) => ((chosen = at), look()), most, 3, false);
        sheets.push(sheet);
        return sheet.figure;
      }
      const [rows, cols] = handed.own.grid;
      const map = svg("svg", { viewBox: `0 0 ${cols * 5} ${rows * 5}`, width: cols * 5, height: rows * 5, role: "img", "aria-label": `${stepName(step)}, norm ${format(handed.own.norm)}` });
      heatMap(map, handed.own, { x: 0, y: 0, w: cols * 5, h: rows * 5 }, 5);
      return html("figure", { class: "al-sheet" }, html("figcaption", {}, stepName(step)), map, html("p", { class: "al-legend" }, `‖${format(handed.own.norm, 3)}‖`));
    });
    if (arrays && came) {
      const numbers = arrays.g.numbers.map((_, at) => addedUp(brought, at).total);
      const sheet = entries({ shape, numbers }, came < brought.length ? `Σ so far (${came} of ${brought.length})` : "Σ", 14, (at) => ((chosen = at), look()));
      sheets.push(sheet);
      total.replaceChildren(sheet.figure);
    } else total.replaceChildren();
    row.replaceChildren(...figures);
    if (!player.hidden(id)) look();
  }
  update();
  const says = arrays ? "Choose an entry of Σ (arrow keys too) or of a step: what each step adds to it stands below. All steps have one scale." : "Each map has its own scale.";
  return { element: html("section", { class: "al-wide al-close" }, html("h4", {}, `One contribution a step: they add up to ${name}`), html("p", { class: "al-legend" }, says), html("div", { class: "al-sum-of" }, total, row), said, list), update };
}

PARTS.push(time);
