// @ts-check
// The time line under the slider of steps: blue and whole forward, a star at the seed, orange and dashed backward. It
// says what each step does before one goes there, to the mouse and to the keyboard.
import { html, newId, write } from "./dom.js";
import { setIcon } from "./icons.js";
import { reading } from "./reading.js";

/** @typedef {import("./player.js").Player} Player */

const MOST_TICKS = 60;
const MOST_SAID = 20000; // steps, of which any can be read out without a pause
const THUMB = 16; // pixels: its middle goes from half of it to half of it before the end

/** A part of the player: the line behind its slider, and what it says. @param {Player} player */
export function timeline(player) {
  const { pass, slots } = player;
  const { last, seed } = pass;
  const range = /** @type {HTMLInputElement} */ (slots.bar.querySelector(".al-seek"));
  const say = reading(player);
  const star = html("span", { class: "al-timeline-seed" });
  setIcon(star, "seed");
  const track = html("span", { class: "al-timeline-track", "aria-hidden": "true" }, html("i"), star, html("i"));
  track.style.setProperty("--al-seed", String(seed / last));
  track.style.setProperty("--al-steps", String(last));
  track.classList.toggle("has-ticks", last <= MOST_TICKS);
  const tip = html("span", { class: "al-tip", role: "tooltip", id: newId(), hidden: "" });
  const frame = html("span", { class: "al-timeline" });
  range.replaceWith(frame);
  frame.append(track, range, tip);
  range.setAttribute("aria-describedby", tip.id);

  /** The step at a place of the page. @param {number} x */
  function stepAt(x) {
    const { left, width } = range.getBoundingClientRect();
    return Math.round(Math.min(1, Math.max(0, (x - left - THUMB / 2) / (width - THUMB))) * last);
  }

  /** Say a step above its place on the line. @param {number} k */
  function show(k) {
    if (tip.dataset.step !== String(k) || tip.hidden) write(tip, last > MOST_SAID ? `Step ${k} of ${last}` : `Step ${k}: ${say(k)}`);
    tip.dataset.step = String(k);
    tip.hidden = false;
    const { width } = frame.getBoundingClientRect();
    const at = THUMB / 2 + (k / last) * (width - THUMB);
    tip.style.left = `${Math.min(Math.max(at - tip.offsetWidth / 2, 0), Math.max(0, width - tip.offsetWidth))}px`;
  }
  const hide = () => void (tip.hidden = true);
  let over = false; // the mouse is there
  const followed = () => !over && range.matches(":focus-visible");

  frame.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    over = true;
    if (!tip.contains(/** @type {Element} */ (event.target))) show(stepAt(event.clientX)); // who reads it keeps it
  });
  frame.addEventListener("pointerleave", () => {
    over = false;
    followed() && !tip.hidden ? show(pass.k) : hide();
  });
  range.addEventListener("focus", () => followed() && show(pass.k));
  range.addEventListener("blur", () => over || hide());
  frame.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  player.on("step", () => followed() && show(pass.k));
  player.on("values", () => {
    const k = Number(tip.dataset.step);
    delete tip.dataset.step;
    if (!tip.hidden) show(k);
  });
}
