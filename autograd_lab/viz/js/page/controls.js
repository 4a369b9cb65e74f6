// @ts-check
// What the reader touches: the buttons, the seek bar, and a slider with a number field for a leaf.
import { format } from "../model/numbers.js";
import { html } from "./dom.js";
import { iconButton, setIcon } from "./icons.js";

/** @typedef {import("./player.js").Player} Player */
/** @typedef {import("./keys.js").Steered} Steered */

const SAYS = {
  start: "To the start (Home)",
  back: "One step back (left arrow)",
  play: "Play (space)",
  next: "Next step (right arrow)",
  seed: "To the seed, where the backward pass starts (S)",
  end: "To the end (End)",
};

const SPEEDS = [0.5, 1, 2, 4];

/** A part of the player: the row of buttons with the seek bar. @param {Steered} player */
export function toolbar(player) {
  const { pass } = player;
  const { bar } = player.slots;
  for (const [action, says] of Object.entries(SAYS)) bar.append(iconButton(action, says, () => player.act(action)));
  const range = html("input", { type: "range", class: "al-seek", min: 0, max: pass.last, step: 1, "aria-label": "Step" });
  range.addEventListener("input", () => player.seek(Number(range.value)));
  const count = html("span", { class: "al-count" });
  bar.append(range, count, speed(player));
  player.on("step", () => {
    range.value = String(pass.k);
    range.setAttribute("aria-valuetext", `${pass.k} of ${pass.last}`);
    count.textContent = `${pass.k} / ${pass.last}`;
  });
  const play = /** @type {HTMLButtonElement} */ (bar.querySelector("[data-action=play]"));
  player.on("play", (playing) => {
    setIcon(play, playing ? "pause" : "play");
    play.title = playing ? "Pause (space)" : "Play (space)";
    play.setAttribute("aria-label", play.title);
  });
}

/** A button that goes through the speeds of playing. @param {Steered} player */
function speed(player) {
  const { beat } = player;
  let at = 1;
  const button = iconButton("speed", "Speed of playing", next, " ");
  function next() {
    at = (at + 1) % SPEEDS.length;
    show();
  }
  function show() {
    player.beat = beat / SPEEDS[at];
    button.textContent = `${SPEEDS[at]}×`;
    button.setAttribute("aria-label", `Speed of playing: ${SPEEDS[at]} times`);
    player.tempo?.();
  }
  show();
  return button;
}

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
    if (document.activeElement !== number) number.value = String(Number(x.toPrecision(6)));
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
  (wanted.length === 1 ? player.slots.stage : player.slots.say).after(row);
}
