// @ts-check
// Icons are drawn, not written: many machines have no font with ⏮ and ⏭.
import { html } from "./dom.js";

const ICONS = {
  start: "M4 3h2v10H4zM13 3v10L6.5 8z",
  back: "M11 3v10L4 8z",
  play: "M4 3l9 5l-9 5z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  next: "M5 3v10l7-5z",
  seed: "M8 1.5l1.8 4.1l4.4.5l-3.3 3l.9 4.4L8 11.3l-3.8 2.2l.9-4.4l-3.3-3l4.4-.5z",
  end: "M3 3v10l6.5-5zM10 3h2v10h-2z",
  lecture: "M2 2h5v2H4v3H2zM9 2h5v5h-2V4H9zM2 9h2v3h3v2H2zM12 9h2v5H9v-2h3z",
  close: "M4 3l4 4l4-4l1 1l-4 4l4 4l-1 1l-4-4l-4 4l-1-1l4-4l-4-4z",
};

/** @param {HTMLElement} button @param {keyof typeof ICONS} name */
export function setIcon(button, name) {
  button.innerHTML = `<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;
}

/** A button with an icon, or with a text where there is no such icon. @param {string} name the action, and the icon
 * @param {string} says what it does @param {() => void} act @param {string} [text] @returns {HTMLButtonElement} */
export function iconButton(name, says, act, text) {
  const button = html("button", { type: "button", "data-action": name, title: says, "aria-label": says });
  text ? button.append(text) : setIcon(button, /** @type {keyof typeof ICONS} */ (name));
  button.addEventListener("click", act);
  return button;
}
