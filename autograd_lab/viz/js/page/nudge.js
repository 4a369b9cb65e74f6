// @ts-check
// A nudge: raise one number by h, compute everything anew, and see how far the root moves. No derivative is used.
import { format } from "../model/numbers.js";
import { html, write } from "./dom.js";

/** @typedef {import("./player.js").Player} Player */

const NUDGES = ["1", "0.1", "0.01", "0.001", "1e-5", "1e-8", "1e-12", "1e-15"];
const NUDGE_DIGITS = 6;

/** What a reader is told of two slopes. @param {number} measured @param {number} grad @param {number} h */
export function nudgeVerdict(measured, grad, h) {
  if (!Number.isFinite(measured) || !Number.isFinite(grad)) return "";
  if (format(measured, NUDGE_DIGITS) === format(grad, NUDGE_DIGITS)) return "The same, in the digits shown.";
  const off = Math.abs(measured - grad);
  const far = grad === 0 ? format(off, 2) : `${format((100 * off) / Math.abs(grad), 2)} %`;
  const why = h < 1e-7 ? "so small a step drowns in rounding: try a larger one." : "the curve bends within the step: try a smaller one.";
  return `${far} apart: ${why}`;
}

/** A section of the card. @param {Player} player @param {number} id */
export function nudgeSection(player, id) {
  const { nodes, pass } = player;
  const { name, kind } = nodes[id];
  const root = nodes[nodes.length - 1].name;
  if (kind === "const" || id === nodes.length - 1) return null;
  const select = html("select", { "aria-label": `Size of the nudge to ${name}` });
  select.append(...NUDGES.map((h) => html("option", { value: h }, h)));
  select.value = "0.01";
  const cells = ["now", "then", "slope", "grad"].map(() => html("td", { class: "al-num" }));
  const titles = [`${root} now`, "", `Δ${root} / h, measured`, "grad, from the backward pass"].map((t) => html("th", { scope: "row" }, t));
  const body = titles.map((title, i) => html("tr", {}, title, cells[i]));
  const comment = html("p", { role: "status" });
  const element = html(
    "section",
    { class: "al-nudge" },
    html("h4", {}, "Nudge it"),
    html("label", {}, `Raise ${name} by h = `, select),
    html("table", {}, html("tbody", {}, ...body)),
    comment,
  );

  function update() {
    const h = Number(select.value);
    const before = pass.values[nodes.length - 1];
    const after = pass.nudge(id, h);
    const measured = (after - before) / h;
    const hidden = player.veiled(id);
    const whole = pass.completes[id] <= pass.k;
    write(titles[1], `${root} with ${name} + ${select.value}`);
    const grad = whole ? pass.grads[id] : null;
    const texts = [before, after, measured].map((x, i) => (i && hidden ? "?" : format(x, i < 2 ? 8 : NUDGE_DIGITS)));
    [...texts, grad === null ? "·" : hidden ? "?" : format(grad, NUDGE_DIGITS)].forEach((text, i) => write(cells[i], text));
    write(comment, grad === null || hidden ? "" : nudgeVerdict(measured, grad, h));
  }
  select.addEventListener("change", update);
  update();
  return { element, update };
}
