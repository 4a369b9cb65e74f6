// @ts-check
// A nudge: raise one number by h, compute everything anew, and see how far the root moves. No derivative is used.
import { NUDGES, NUDGE_DIGITS, nudgeVerdict } from "../model/nudged.js";
import { format } from "../model/numbers.js";
import { SECTIONS, knownText } from "./card.js";
import { html, write } from "./dom.js";

/** @typedef {import("./player.js").Player} Player */

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
  let of = /** @type {unknown[]} */ ([]); // what the comment was worked out for: steps do not change that
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
    const tell = (/** @type {number} */ x, /** @type {number} */ digits) => knownText(player, x, (known) => format(known, digits));
    const texts = [before, after, measured].map((x, i) => (i && hidden ? "?" : tell(x, i < 2 ? 8 : NUDGE_DIGITS)));
    [...texts, grad === null ? "·" : hidden ? "?" : tell(grad, NUDGE_DIGITS)].forEach((text, i) => write(cells[i], text));
    const silent = grad === null || hidden;
    if (of[0] === pass.values && of[1] === h && of[2] === silent) return;
    of = [pass.values, h, silent];
    write(comment, silent ? "" : nudgeVerdict(pass, id, select.value, measured, grad));
  }
  select.addEventListener("change", update);
  update();
  return { element, update };
}

SECTIONS.splice(-1, 0, nudgeSection); // before the paths
