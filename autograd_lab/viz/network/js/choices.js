// @ts-check
// What is looked at: one row or the batch, above the picture; and how fine the steps are, beside the views.
import { html, write } from "../../js/page/dom.js";
import { choose } from "./cells.js";
import { GRAINS } from "./stages.js";

/** @typedef {import("./network.js").View} View */

/** A part: the choice of a row. @param {View} view */
export function rowChoice(view) {
  const { rows } = view.net;
  if (rows === 1) return;
  const range = { min: 1, max: rows, step: 1, value: Math.max(view.row, 0) + 1, "aria-label": `Row, 1 to ${rows}` };
  const number = html("input", { type: "number", class: "al-number al-net-field", ...range });
  const of = html("span", { class: "al-net-of" }, `of ${rows.toLocaleString("en")}`);
  const scope = choose("Show", [["row", "one row"], ["batch", "the batch"]], view.row < 0 ? "batch" : "row", (value) => {
    number.disabled = value === "batch";
    view.setRow(value === "batch" ? -1 : Number(number.value) - 1);
  });
  number.disabled = view.row < 0;
  number.addEventListener("input", () => {
    const row = Number(number.value);
    const bad = !Number.isInteger(row) || row < 1 || row > rows;
    number.setAttribute("aria-invalid", String(bad));
    bad ? view.say(`There are rows 1 to ${rows}.`) : view.setRow(row - 1);
  });
  const printed = html("span", { class: "al-net-on-paper" });
  view.on("numbers", () => write(printed, view.row < 0 ? `all ${rows.toLocaleString("en")} rows` : `row ${view.row + 1} of ${rows.toLocaleString("en")}`));
  view.slots.top.append(html("span", { class: "al-net-scope" }, scope.element, number, of), printed);
}

/** A part: the choice of what a step is. @param {View} view */
export function grainChoice(view) {
  view.slots.tabs.append(choose("A step is", GRAINS.map((g) => [g, g === "edge" ? "an edge" : `a ${g}`]), view.grain, view.setGrain).element);
}
