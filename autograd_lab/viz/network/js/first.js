// @ts-check
// The first move: what the next step computes, and a line that says how to begin, until something is used.
import { html, write } from "../../js/page/dom.js";
import { nameOf } from "./stages.js";

/** @typedef {import("./network.js").View} View */

/** What the step after the present one computes; null at the end. @param {View} view */
export function nextOf({ stages, k, net: { widths } }) {
  const stage = stages[k + 1];
  if (!stage) return null;
  const { kind, l, j } = stage;
  if (kind === "forward") return `forward, layer ${l}`;
  if (kind === "loss") return "the loss";
  if (kind === "gather") return `${nameOf(widths, l, j)} gathers`;
  if (kind === "delta") return `δ of ${j < 0 ? `layer ${l}` : nameOf(widths, l, j)}`;
  return `∂L/∂w into layer ${l}`;
}

/** A word beside a button's icon. @param {HTMLElement} button @param {string} word */
export function setWord(button, word) {
  const there = button.querySelector("span") ?? button.appendChild(html("span"));
  write(there, word);
  button.classList.add("al-net-wide");
  button.removeAttribute("aria-label"); // the word is its name
}

/** A part: one button is filled, and a line says what to press or to drag; gone when anything has been used. @param {View} view */
export function firstMove(view) {
  view.slots.bar.querySelector("[data-action=next]")?.classList.add("al-net-wide", ...(view.net.runs ? [] : ["is-first"]));
  const press = matchMedia("(pointer: coarse)").matches ? "Tap" : "Press";
  const word = nextOf(view);
  const keys = press === "Tap" ? "" : " or the key →";
  const text = view.net.runs
    ? `Drag the slider to go through training, or ${press.toLowerCase()} “Play the training”.`
    : word ? `${press} “Next”${keys} to see ${word.replace("forward, ", "the numbers of ")}.`
      : `${press} “Start again” to go through the pass step by step.`;
  const line = html("p", { class: "al-net-begin" }, text);
  if (view.net.runs) view.slots.time.querySelector(".al-net-moment")?.after(line);
  else view.slots.say.querySelector(".al-sentence")?.after(line);
  for (const event of /** @type {const} */ (["step", "travel", "play", "select", "own"])) view.on(event, () => line.remove());
}
