// @ts-check
// Where a player comes to life: under a notebook's cell, with a kernel to talk to, or on a page without one.
import { floats } from "../model/sweep.js";
import { html } from "./dom.js";
import { mount } from "./player.js";
import { sharedByKernel, sharedByPage } from "./share.js";

/** The widget's model, as anywidget hands it over.
 * @typedef {{get: (name: string) => any, set: (name: string, value: unknown) => void, save_changes: () => void,
 *   send: (message: object) => void, on: (event: string, f: (...what: any[]) => void) => void,
 *   off: (event: string, f: (...what: any[]) => void) => void,
 *   widget_manager?: {get_model: (id: string) => Promise<{get: (name: string) => any}>}}} Model */
/** What the kernel answers: to which view's question, why it failed, slopes that only Python knows.
 * @typedef {{view?: string, turn?: number, failed?: string, foreign?: Record<number, number[]>}} Answer */

const PATIENCE = 3000; // milliseconds until a kernel that does not answer counts as absent

/** On a page without a kernel: the player in the element with this id. @param {string} id @param {string} styles */
export function mountStatic(id, styles) {
  const host = document.getElementById(id);
  const data = host?.querySelector("script[type='application/json']")?.textContent;
  if (!host || !data) return;
  const { trace, options } = JSON.parse(data);
  dress(host, styles);
  const start = () => mount(host, trace, null, options, { share: sharedByPage(host, trace) });
  // In a notebook application this stands below the widget, which hides it while it is alive; a second player that
  // nobody sees would only cost time, so there it waits to be asked.
  if (!options.asleep || !document.getElementById("jupyter-config-data")) return start();
  const button = html("button", { type: "button", class: "al-wake" }, "Show the player without a kernel");
  button.addEventListener("click", () => {
    start();
    /** @type {HTMLElement | null} */ (host.querySelector(".al-stage"))?.focus();
  });
  host.prepend(button);
}

/** Put the styles on the page, once. @param {HTMLElement} host @param {string} styles */
function dress(host, styles) {
  const root = host.getRootNode();
  const place = root instanceof ShadowRoot ? root : document.head;
  const there = [...place.querySelectorAll("style.al-styles")].some((style) => style.textContent === styles);
  if (!there) place.append(html("style", { class: "al-styles" }, styles));
}

/** A style that hides what is kept of a player for when it is not alive, as long as the style is on the page.
 * @param {string} key */
function hideKept(key) {
  const kept = `[data-al-kept="${key}"]`;
  // the second rule takes the room around it too; a browser that knows no :has() drops that rule alone
  return html("style", {}, `${kept}{display:none}`, `.jp-OutputArea-child:has(${kept}){display:none}`);
}

/** For anywidget. One question at a time goes to the kernel, so that a slow or busy kernel is never flooded;
 * what the reader moves meanwhile goes with the next one. @param {{model: Model, el: HTMLElement}} context
 * @param {string} [styles] */
function render({ model, el }, styles = "") {
  const host = html("div");
  el.append(host);
  dress(host, styles);
  if (model.get("_options").key) el.append(hideKept(model.get("_options").key));
  const view = Math.random().toString(36).slice(2); // a player may be shown twice; each view knows its own answers
  const moved = /** @type {Map<number, number>} */ (new Map());
  let turn = 0;
  let patience = 0;
  const player = mount(host, model.get("_trace"), floats(model.get("_numbers")), model.get("_options"), {
    moved: (id, value) => {
      moved.set(id, value);
      if (!patience) ask();
    },
    share: sharedByKernel(model),
    kept: model.get("_kept"),
    keep: (state) => {
      model.set("_kept", state);
      model.save_changes();
    },
  });

  function ask() {
    const moves = [...moved];
    moved.clear();
    try {
      model.send({ moves, turn: (turn += 1), view });
    } catch {
      return player.alone(); // the kernel was shut down
    }
    patience = window.setTimeout(() => {
      patience = 0;
      player.alone();
    }, PATIENCE);
  }

  /** @param {Answer} message @param {DataView[]} buffers */
  const receive = (message, buffers) => {
    if (message.view === view) {
      if (message.turn !== turn) return; // late: a newer question is out
      clearTimeout(patience);
      patience = 0;
      if (moved.size) return ask();
    } else if (patience || moved.size || message.failed) return; // another view's move; our own answer will hold it
    if (message.failed) return player.alone(`computed on this page. Python says ${message.failed}`);
    player.confirm(floats(buffers[0]), message.foreign);
  };
  model.on("msg:custom", receive);
  ask();
  return () => {
    clearTimeout(patience);
    player.pause();
    for (const undo of player.dispose) undo();
    model.off("msg:custom", receive);
  };
}

export default { render };
