// @ts-check
// What a notebook keeps of a player, a network or a figure for when its kernel is gone: hidden by a live one, and
// standing in where none comes.
import { html } from "./dom.js";

const WAIT = 250; // milliseconds between looks
const SETTLES = 2000; // in which a notebook puts a widget above, or says that it cannot
const LOADS = 10000; // for which a notebook may say that it loads one: with a slow kernel, or with none at all

/** A style that hides what is kept of a widget for when it is not alive, as long as the style is on the page.
 * @param {string} key */
export function hideKept(key) {
  const kept = `[data-al-kept="${key}"]`;
  // the second rule takes the room around it too; a browser that knows no :has() drops that rule alone
  return html("style", {}, `${kept}{display:none}`, `.jp-OutputArea-child:has(${kept}){display:none}`);
}

/** Start what a page has in this element. In a notebook application it stands below the widget, which hides it while it
 * is alive; a second one that nobody sees would only cost time, so there it waits to see whether the first one comes.
 * @param {HTMLElement} host @param {string} what it is called @param {() => void} start */
export function startKept(host, what, start) {
  if (!host.closest("[data-al-kept]") || !document.getElementById("jupyter-config-data")) return start();
  standIn(host, what, start);
}

/** A button that starts what is kept; and where the widget above it does not come to life, it starts by itself.
 * @param {HTMLElement} host @param {string} what @param {() => void} start */
function standIn(host, what, start) {
  const button = html("button", { type: "button", class: "al-wake" }, `Show the ${what} without a kernel`);
  button.addEventListener("click", () => {
    start();
    const first = host.querySelector("[tabindex='0']") ?? host.querySelector("button, input, select");
    /** @type {HTMLElement | null} */ (first)?.focus();
  });
  host.prepend(button);
  const above = /** @type {HTMLElement | null} */ (host.closest(".jp-OutputArea-child")?.previousElementSibling ?? null);
  const says = (/** @type {RegExp} */ what) => what.test(above?.querySelector(".jp-OutputArea-output")?.textContent ?? "");
  let waited = 0;
  const timer = setInterval(() => {
    const kept = host.closest("[data-al-kept]");
    const hidden = kept && getComputedStyle(kept).display === "none"; // by a live one
    if (!hidden && !host.getClientRects().length) return; // in another tab, or scrolled out of a long notebook
    const settled = says(/^Error displaying widget/);
    waited += WAIT;
    if (!hidden && host.contains(button) && !settled && waited < (says(/^Loading widget/) ? LOADS : SETTLES)) return;
    clearInterval(timer);
    if (hidden) return;
    if (host.contains(button)) start();
    if (above) hideWhile(above, () => says(/^(Error displaying|Loading) widget/));
  }, WAIT);
}

/** Hide an output as long as it has nothing to show. @param {HTMLElement} output @param {() => boolean} isEmpty */
function hideWhile(output, isEmpty) {
  const look = () => (output.style.display = isEmpty() ? "none" : "");
  new MutationObserver(look).observe(output, { childList: true, characterData: true, subtree: true });
  look();
}
