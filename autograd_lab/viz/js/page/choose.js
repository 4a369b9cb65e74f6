// @ts-check
// One of many cells, chosen by a click, by a finger, or by arrow keys. To a screen reader it is a slider: each choice is read
// out by its text.
import { html } from "./dom.js";

const MOVES = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [0, -1], ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowRight: [0, 1] });
const ARROWS = /** @type {Record<string, string>} */ ({ ArrowLeft: "←", ArrowUp: "↑", ArrowDown: "↓", ArrowRight: "→" });

/** Make a picture of cells a place to choose in; returns what to call when another cell is chosen from elsewhere.
 * @param {Element} picture @param {{rows: number, cols: number, label: string, at: number, choose: (at: number) => string | void,
 *   cellAt: (x: number, y: number) => number}} asked `choose` may return what the choice says; `cellAt`: the cell at a place in
 *   the picture, from 0 to 1 */
export function chooser(picture, { rows, cols, label, at, choose, cellAt }) {
  const tell = (/** @type {string} */ name, /** @type {unknown} */ value) => picture.setAttribute(name, String(value));
  tell("role", "slider");
  tell("tabindex", 0);
  tell("aria-label", `${label}: arrow keys choose`);
  tell("aria-valuemin", 0);
  tell("aria-valuemax", rows * cols - 1);
  picture.classList.add("al-choose");

  /** @param {number} to @param {string | void} says */
  function stand(to, says) {
    at = to;
    tell("aria-valuenow", Math.max(0, to));
    if (says) tell("aria-valuetext", says);
  }
  /** @param {string} key */
  function move(key) {
    const step = MOVES[key];
    const [row, col] = at < 0 ? [0, 0] : [Math.floor(at / cols), at % cols];
    const clip = (/** @type {number} */ i, /** @type {number} */ n) => Math.max(0, Math.min(n - 1, i));
    const to = at < 0 || key === "Home" ? 0 : key === "End" ? rows * cols - 1 : step ? clip(row + step[0], rows) * cols + clip(col + step[1], cols) : -1;
    if (to >= 0) stand(to, choose(to));
  }
  picture.addEventListener("keydown", (event) => {
    const { key, ctrlKey, altKey, metaKey } = /** @type {KeyboardEvent} */ (event);
    if (ctrlKey || altKey || metaKey || !(MOVES[key] || key === "Home" || key === "End")) return;
    event.preventDefault();
    event.stopPropagation(); // elsewhere in the player these keys step
    move(key);
  });
  picture.addEventListener("click", (event) => {
    const { clientX, clientY } = /** @type {MouseEvent} */ (event);
    const box = picture.getBoundingClientRect();
    const to = cellAt((clientX - box.left) / box.width, (clientY - box.top) / box.height);
    event.stopPropagation(); // the player would take the focus
    /** @type {HTMLElement} */ (picture).focus({ preventScroll: true });
    if (to >= 0) stand(to, choose(to));
  });
  stand(at);
  const buttons = Object.entries(ARROWS).map(([key, sign]) => {
    const button = html("button", { type: "button", "aria-label": `${label}: ${key.slice(5).toLowerCase()}`, tabindex: -1 }, sign);
    button.addEventListener("click", () => move(key));
    return button;
  });
  return { stand, buttons: html("div", { class: "al-arrows" }, ...buttons) };
}
