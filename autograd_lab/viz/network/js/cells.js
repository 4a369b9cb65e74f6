// @ts-check
// A number of the pass in text: one element, which knows its key, so that it can be found, lit and selected anywhere.
import { html, write } from "../../js/page/dom.js";
import { format } from "../../js/model/numbers.js";
import { numberOf } from "./net.js";
import { knows } from "./stages.js";

/** @typedef {import("./network.js").View} View */
/** An element that shows a number; it remembers its key, and the text that it shows.
 * @typedef {HTMLElement & {key?: string, shows?: string}} Shown */

/** Show the number of an element's key, or · while it is not there. @param {View} view @param {Shown} element */
export function refresh(view, element) {
  const key = (element.key ??= element.dataset.q ?? "");
  const there = knows(view.stage, key);
  const x = there ? numberOf(view.net, view.pass, key, view.row) : NaN;
  const now = there ? String(x) : "·";
  if (element.shows === now) return x; // to format a number costs more than to compute it
  element.shows = now;
  write(element, there ? format(x) : now);
  if (there) element.dataset.x = now;
  else delete element.dataset.x;
  return x;
}

/** A number among words. @param {View} view @param {string} key @param {"span" | "td" | "dd"} [tag] */
export function cell(view, key, tag = "span") {
  const made = html(tag, { class: "al-net-q", "data-q": key });
  refresh(view, made);
  return made;
}

/** A number as a factor: in brackets where it is below 0. @param {View} view @param {string} key @returns {(Node | string)[]} */
export function factorCell(view, key) {
  const made = cell(view, key);
  return Number(made.dataset.x) < 0 ? ["(", made, ")"] : [made];
}

/** Parts with a sign between them; of many the first and the last ones, and only those are made. @param {number} count
 * @param {(at: number) => (Node | string)[]} part @param {string} sign @param {number} most @returns {(Node | string)[]} */
export function between(count, part, sign, most) {
  const left = count - most;
  const kept = Array.from({ length: left > 1 ? most + 1 : count }, (_, at) => {
    if (left <= 1 || at < most - 2) return part(at);
    return at === most - 2 ? [`… ${left.toLocaleString("en")} more …`] : part(at + left - 1);
  });
  return kept.flatMap((one, i) => (i ? [sign, ...one] : one));
}

/** A choice of one among a few, as a list. @param {string} label @param {[string, string][]} options value and text
 * @param {string} value @param {(value: string) => void} change */
export function choose(label, options, value, change) {
  const list = html("select", { "aria-label": label }, ...options.map(([v, text]) => html("option", { value: v }, text)));
  list.value = value;
  list.addEventListener("change", () => change(list.value));
  return { element: html("label", { class: "al-net-choice" }, html("span", {}, label), list), list };
}
