// @ts-check
// The steps of a recurrent net, of numbers or of arrays: what a step of the pass has to do with them, on cards the norm of a
// gradient along time, and of a number that all steps read what each of them adds. The bundle "along".
import { html, svg } from "./dom.js";
import { format } from "../model/numbers.js";
import { heights, normsAt, readIn, stepName, stepSaid, tellNorms } from "../model/along.js";
import { PARTS } from "./player.js";
import { addWays } from "./ways.js";

/** @typedef {import("./player.js").Player} Player */
/** @typedef {import("../model/along.js").Steps} Steps */

const [WIDE_OF_STEP, TALLEST, WIDE_OF_ENDS] = [13, 64, 52]; // pixels: a step's width, the highest bar, the scale's ends

/** A part of the player. @param {Player} player */
function alongSteps(player) {
  const { steps } = player.trace;
  if (!steps) return;
  const told = player.narrate;
  player.narrate = (reader = player.pass) => {
    const said = told(reader);
    return { ...said, plain: [stepSaid(reader, steps), said.plain].join(" ").trim() };
  };
  if (steps.states.length) addWays(player, "Gradients along time", steps.states.map(([name, at]) => [at[at.length - 1][0], name]));
  player.sections.splice(1, 0, (_, id) => stepByStep(player, steps, id), (_, id) => alongTime(player, steps, id));
}

/** A number on the page with its full value and its key. @param {string} key @param {number} x */
const numberAt = (key, x) => html("td", { class: "al-num", "data-q": key, "data-x": x }, format(x));

/** The section of a number that several steps read: what each adds to its gradient, in the order of time.
 * @param {Player} player @param {Steps} steps @param {number} id */
function stepByStep(player, steps, id) {
  const { pass, nodes, trace } = player;
  if (trace.recorded || nodes[id].kind !== "leaf" || readIn(pass.steps, steps, id).length < 2) return null;
  const edges = pass.steps.filter(({ kind, parent }) => kind === "backward" && parent === id);
  const name = `∂${nodes[nodes.length - 1].name}/∂${nodes[id].name}`;
  const list = html("div", { class: "al-scroll al-terms", tabindex: 0, role: "group", "aria-label": "Terms" });
  function update() {
    const came = player.hidden(id) ? [] : pass.arrivals[id];
    const order = edges.map((_, i) => i).sort((a, b) => steps.of[edges[a].node] - steps.of[edges[b].node] || b - a);
    const rows = order.map((i) => {
      const { node, slot } = edges[i];
      return html("tr", {}, html("th", { scope: "row" }, stepName(steps.of[node])), came[i] ? numberAt(`term:${node} ${slot}`, came[i].amount) : html("td", {}, "·"));
    });
    const sum = came.length && pass.grads[id] !== null ? numberAt("total", Number(pass.grads[id])) : html("td", {}, "·");
    const total = html("tr", { class: "al-sum" }, html("th", { scope: "row" }, came.length < edges.length ? `Σ so far (${came.length} of ${edges.length})` : "Σ"), sum);
    list.replaceChildren(html("table", {}, html("tbody", {}, ...rows), html("tfoot", {}, total)));
  }
  update();
  return { element: html("section", { class: "al-by-step" }, html("h4", {}, `One contribution a step: they add up to ${name}`), list), update };
}

/** The section of what is handed on from step to step, and of what steps read: norms of its gradient along time.
 * @param {Player} player @param {Steps} steps @param {number} id */
function alongTime(player, steps, id) {
  const { pass, nodes } = player;
  const about = steps.states.filter(([, all]) => all.flat().includes(id));
  const read = nodes[id].kind === "leaf" && readIn(pass.steps, steps, id).length > 1;
  const shown = read ? steps.states : about;
  if (!shown.length) return null;
  const root = nodes[nodes.length - 1].name;
  const element = html("section", { class: "al-wide al-along" });
  let before = "";

  function update() {
    const gradOf = (/** @type {number} */ i) => (player.hidden(i) || pass.arrivals[i].length < pass.expected[i] ? null : pass.grads[i]);
    const all = shown.map(([, at]) => normsAt(at, gradOf));
    if (String(all) === before) return;
    before = String(all);
    element.replaceChildren(...shown.map(([name, at], k) => {
      const size = player.trace.recorded || at[0].length > 1 ? "‖" : "|";
      return normsOf(`${size}∂${root}/∂${name}${size}`, name, all[k], all.flat(), at.findIndex((units) => units.includes(id)));
    }));
  }
  update();
  return { element, update };
}

/** Norms as bars, and as a table. @param {string} symbol @param {string} name @param {(number | null)[]} norms
 * @param {(number | null)[]} among all norms on the card: one scale, so that bars can be compared
 * @param {number} own the step whose card this is, or −1 */
function normsOf(symbol, name, norms, among, own) {
  const title = `${symbol} along time`;
  const { powers, ends, heights: tall } = heights(norms, among);
  const wide = norms.length * WIDE_OF_STEP;
  const picture = svg("svg", { viewBox: `${-WIDE_OF_ENDS} -4 ${wide + WIDE_OF_ENDS} ${TALLEST + 18}`, width: wide + WIDE_OF_ENDS, height: TALLEST + 22, role: "img", "aria-label": `${title}; the numbers are in the table` });
  ends.forEach((end, i) => {
    svg("text", { x: -6, y: i ? 6 : TALLEST, "text-anchor": "end" }, picture).textContent = format(end, 3);
    svg("path", { class: "al-end", d: `M-3 ${i ? 0 : TALLEST}h${wide + 3}` }, picture);
  });
  norms.forEach((norm, i) => {
    const h = Math.max(norm === null ? 0 : 1, tall[i] * TALLEST);
    svg("rect", { class: `al-norm${i === own ? " al-own" : ""}`, x: i * WIDE_OF_STEP + 2, y: TALLEST - h, width: WIDE_OF_STEP - 4, height: h }, picture);
    if (norm === null) svg("text", { x: i * WIDE_OF_STEP + WIDE_OF_STEP / 2, y: TALLEST - 2, "text-anchor": "middle" }, picture).textContent = "·";
    if (i === 0 || i === norms.length - 1 || norms.length < 16 || (i + 1) % 5 === 0) svg("text", { x: i * WIDE_OF_STEP + WIDE_OF_STEP / 2, y: TALLEST + 12, "text-anchor": "middle" }, picture).textContent = String(i + 1);
  });
  const scale = powers ? " The scale is of powers of ten." : "";
  const rows = norms.map((norm, i) => html("tr", i === own ? { class: "al-sum" } : {}, html("th", { scope: "row" }, `step ${i + 1}`), norm === null ? html("td", {}, "·") : numberAt(`along:${name}:${i + 1}`, norm)));
  const table = html("details", { class: "al-fold" }, html("summary", {}, "Numbers"), html("div", { class: "al-scroll al-terms", tabindex: 0, role: "group", "aria-label": title }, html("table", {}, html("tbody", {}, ...rows))));
  return html("div", {}, html("h4", {}, title), html("p", { class: "al-legend" }, tellNorms(symbol, norms) + scale), html("div", { class: "al-scroll" }, picture), table);
}

PARTS.push(alongSteps);
