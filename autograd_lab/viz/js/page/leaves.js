// @ts-check
// What moves a leaf: a slider with a number field.
import { format } from "../model/numbers.js";
import { focusedBy, html } from "./dom.js";
import { PARTS } from "./player.js";

/** @typedef {import("./player.js").Player} Player */

/** The range of a slider: its leaf's number in the middle. @param {number} x @returns {[number, number]} */
function around(x) {
  const reach = Math.max(2, 2 * Math.abs(x));
  return [x - reach, x + reach];
}

/** The next 1, 2 or 5 times a power of ten at or below x, so that a slider stops at numbers one can say. @param {number} x */
function tidy(x) {
  const power = 10 ** Math.floor(Math.log10(x));
  return Number(((x / power >= 5 ? 5 : x / power >= 2 ? 2 : 1) * power).toPrecision(1)) || 1e-6;
}

/** A slider and a number field for one leaf. @param {Player} player @param {number} id @param {[number, number] | null} bounds */
export function leafControl(player, id, bounds) {
  const { name } = player.nodes[id];
  const now = player.pass.values[id];
  const [min, max] = bounds ?? around(Number.isFinite(now) ? now : 0);
  const step = tidy((max - min) / 200);
  const slider = html("input", { type: "range", class: "al-slider", "data-name": name, min, max, step, "aria-label": `${name}, slider` });
  const number = html("input", { type: "number", class: "al-number", "data-name": name, step: "any", "aria-label": `${name}, number` });
  function update() {
    const x = player.pass.values[id];
    if (x < Number(slider.min)) slider.min = String(x); // a number typed beyond the slider's end
    if (x > Number(slider.max)) slider.max = String(x);
    slider.value = String(x);
    if (focusedBy(number) !== number) number.value = String(Number(x.toPrecision(6)));
    slider.setAttribute("aria-valuetext", format(x));
  }
  /** @param {boolean} bad */
  function judge(bad) {
    number.setAttribute("aria-invalid", String(bad));
    number.title = bad ? `Not a number: ${name} keeps the one it had.` : "";
    if (bad) player.say(number.title);
  }
  slider.addEventListener("input", () => {
    judge(false);
    player.setLeaf(id, Number(slider.value));
  });
  number.addEventListener("input", () => {
    const typed = number.value.trim();
    const bad = typed === "" || !Number.isFinite(Number(typed));
    judge(bad);
    if (!bad) player.setLeaf(id, Number(typed));
  });
  update();
  return { row: html("div", { class: "al-leaf" }, html("span", { class: "al-leaf-name" }, name), slider, number), update };
}

/** A part of the player: the sliders that show() asked for. @param {Player} player */
export function sliders(player) {
  const wanted = player.options.sliders ?? [];
  if (!wanted.length) return;
  const row = html("div", { class: "al-leaves" });
  for (const [id, bounds] of wanted) {
    const leaf = leafControl(player, id, bounds);
    row.append(leaf.row);
    player.on("values", leaf.update);
  }
  // one slider alone is what there is to drag, so it stands under the picture; several would push the buttons away
  (wanted.length === 1 ? player.slots.view : player.slots.say).after(row);
}

PARTS.push(sliders);
