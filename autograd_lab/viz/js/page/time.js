// @ts-check
// The steps of a recurrent net on cards: a weight's gradient as a row of contributions, one a step, and norms along time. The
// bundle "time".
import { html, svg, write } from "./dom.js";
import { heatMap } from "./heat.js";
import { format } from "../model/numbers.js";
import { decode } from "../model/sweep.js";
import { decodeCloseups, indexOf } from "../model/closeups.js";
import { addedUp, broughtTo, heights, stepName, tellAdded, tellNorms } from "../model/time.js";
import { PARTS } from "./player.js";
import { cellNumber, entries } from "./entries.js";
import { closeups } from "./closeups.js";

/** @typedef {import("./player.js").Player} Player */
/** @typedef {import("../model/time.js").Steps} Steps */

const [WIDE_OF_STEP, TALLEST] = [13, 64]; // pixels: a step's width, the highest bar

/** A part of the player, behind that of closeups. @param {Player} player */
function time(player) {
  const raw = player.trace.recorded?.closeups;
  if (!raw?.steps) return;
  const { steps } = raw;
  const whole = decodeCloseups(raw, decode);
  player.sections.splice(1, 0, (_, id) => addsUp(player, steps, id, whole.get(id)), (_, id) => alongTime(player, steps, id));
}

/** The section of a weight that several steps read. @param {Player} player @param {Steps} steps @param {number} id
 * @param {import("../model/closeups.js").Closeup | undefined} closeup */
function addsUp(player, steps, id, closeup) {
  const { pass, nodes } = player;
  const first = broughtTo(pass, steps, id, closeup);
  if (nodes[id].kind !== "leaf" || new Set(first.map(({ step }) => step)).size < 2) return null;
  const arrays = closeup?.arrays;
  const shape = arrays?.g.shape ?? [];
  const name = `∂${nodes[nodes.length - 1].name}/∂${nodes[id].name}`;
  const most = arrays ? first.reduce((far, { numbers }) => (numbers ?? []).reduce((a, x) => Math.max(a, Math.abs(x) || 0), far), 0) : 0;
  const row = html("div", { class: "al-scroll al-row", tabindex: 0, role: "group", "aria-label": "One contribution a step" });
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
    const text = arrays ? tellAdded(name + index, added, brought.length, held) : `${came.length} of ${brought.length} contributions have come. ${name} is too large to be sent whole: norms stand here.`;
    for (const sheet of sheets) sheet.choose(chosen, text);
    const rows = came.map(({ step, norm, node, slot, numbers }) => {
      const key = `${node} ${slot}`;
      return html("tr", {}, html("th", { scope: "row" }, stepName(step)), cellNumber(`norm:${key}`, norm), ...(numbers ? [cellNumber(`term:${key}:${chosen}`, numbers[chosen])] : []));
    });
    const sum = (/** @type {string} */ what, /** @type {string} */ key, /** @type {number} */ x) => html("tr", { class: "al-sum" }, html("th", { scope: "row" }, what), html("td"), cellNumber(`${key}:${chosen}`, x));
    if (arrays && came.length) rows.push(sum("Σ", "total", added.total));
    if (held !== null) rows.push(sum("the array holds", "held", held));
    const head = ["", "‖·‖", ...(arrays ? [index] : [])].map((title) => html("th", { scope: "col" }, title));
    list.replaceChildren(html("table", {}, html("thead", {}, html("tr", {}, ...head)), html("tbody", {}, ...rows)));
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
        const sheet = entries({ shape, numbers }, stepName(step), 8, null, most);
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
    requestAnimationFrame(() => (row.scrollLeft = row.scrollWidth)); // what comes first comes from the last step
    if (!player.hidden(id)) look();
  }
  update();
  const says = `${arrays ? "One scale for all but the sum. Choose an entry of Σ (a click, or arrow keys): its terms stand below, step by step." : "Each map has its own scale."}`;
  return { element: html("section", { class: "al-wide al-close" }, html("h4", {}, `One contribution a step: they add up to ${name}`), html("p", { class: "al-legend" }, says), html("div", { class: "al-sum-of" }, total, row), said, list), update };
}

/** The section of what is handed on from step to step, and of weights that steps read: norms of its gradient along time.
 * @param {Player} player @param {Steps} steps @param {number} id */
function alongTime(player, steps, id) {
  const { pass, nodes } = player;
  const about = steps.states.filter(([, ids]) => ids.includes(id));
  const read = nodes[id].kind === "leaf" && new Set(pass.steps.filter(({ kind, parent }) => kind === "backward" && parent === id).map(({ node }) => steps.of[node])).size > 1;
  const shown = read ? steps.states : about;
  if (!shown.length) return null;
  const root = nodes[nodes.length - 1].name;
  const element = html("section", { class: "al-wide al-along" });
  let before = "";

  function update() {
    const all = shown.map(([, ids]) => ids.map((i) => (player.hidden(i) || pass.arrivals[i].length < pass.expected[i] ? null : pass.grads[i])));
    if (String(all) === before) return;
    before = String(all);
    element.replaceChildren(...shown.map(([name, ids], k) => normsOf(`‖∂${root}/∂${name}‖ along time`, name, all[k], ids.indexOf(id))));
  }
  update();
  return { element, update };
}

/** Norms as bars, and as a table. @param {string} title @param {string} name @param {(number | null)[]} norms
 * @param {number} own the step whose card this is, or −1 */
function normsOf(title, name, norms, own) {
  const { powers, heights: tall } = heights(norms);
  const wide = norms.length * WIDE_OF_STEP;
  const picture = svg("svg", { viewBox: `0 -4 ${wide} ${TALLEST + 18}`, width: wide, height: TALLEST + 22, role: "img", "aria-label": `${title}; the numbers are in the table` });
  norms.forEach((norm, i) => {
    const h = Math.max(norm === null ? 0 : 1, tall[i] * TALLEST);
    svg("rect", { class: `al-norm${i === own ? " al-own" : ""}`, x: i * WIDE_OF_STEP + 2, y: TALLEST - h, width: WIDE_OF_STEP - 4, height: h }, picture);
    if (norm === null) svg("text", { x: i * WIDE_OF_STEP + WIDE_OF_STEP / 2, y: TALLEST - 2, "text-anchor": "middle" }, picture).textContent = "·";
    if (i === 0 || i === norms.length - 1 || (norms.length < 16 ? true : (i + 1) % 5 === 0)) svg("text", { x: i * WIDE_OF_STEP + WIDE_OF_STEP / 2, y: TALLEST + 12, "text-anchor": "middle" }, picture).textContent = String(i + 1);
  });
  const scale = powers ? " The bars are on a scale of powers of ten." : "";
  const rows = norms.map((norm, i) => html("tr", i === own ? { class: "al-sum" } : {}, html("th", { scope: "row" }, `step ${i + 1}`), norm === null ? html("td", {}, "·") : cellNumber(`along:${name}:${i + 1}`, norm)));
  const table = html("details", { class: "al-fold" }, html("summary", {}, "Numbers"), html("div", { class: "al-scroll al-terms", tabindex: 0, role: "group", "aria-label": title }, html("table", {}, html("tbody", {}, ...rows))));
  return html("div", {}, html("h4", {}, title), html("p", { class: "al-legend" }, tellNorms(`‖∂…/∂${name}‖`, norms).replace("∂…", title.slice(1).split("/")[0]) + scale), html("div", { class: "al-scroll" }, picture), table);
}

PARTS.splice(PARTS.indexOf(closeups) + 1, 0, time);
