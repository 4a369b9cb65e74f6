// @ts-check
// Where a player comes to life: under a notebook's cell, with a kernel to talk to, or on a page without one.
import { floats } from "../model/sweep.js";
import { html } from "./dom.js";
import { hideKept, startKept } from "./kept.js";
import { mount } from "./player.js";
import { sharedByKernel, sharedByPage } from "./share.js";

/** The widget's model, as anywidget hands it over.
 * @typedef {{get: (name: string) => any, set: (name: string, value: unknown) => void, save_changes: () => void,
 *   send: (message: object) => void, on: (event: string, f: (...what: any[]) => void) => void,
 *   off: (event: string, f: (...what: any[]) => void) => void,
 *   widget_manager?: {get_model: (id: string) => Promise<Shown>, kernel?: Kernel | null}}} Model */
/** What the manager has of a model. @typedef {{get: (name: string) => any, comm?: import("./listen.js").Line}} Shown */
/** A kernel as JupyterLab knows it. @typedef {{statusChanged?: {connect: (f: Heard) => void, disconnect: (f: Heard) => void}}} Kernel */
/** @typedef {(kernel: unknown, status: string) => void} Heard */
/** What the kernel answers: to which view's question, why it failed, slopes that only Python knows.
 * @typedef {{view?: string, turn?: number, failed?: string, foreign?: Record<number, number[]>}} Answer */

const PATIENCE = 3000; // milliseconds until a kernel that does not answer counts as absent
const FRESH = 5000; // for which an answer is taken to hold
const GONE = "kernel gone: computed on this page";
const LOST = ["restarting", "autorestarting", "terminating", "dead", "unknown"]; // what JupyterLab says of a kernel that may know nothing more

/** On a page without a kernel: the player in the element with this id. @param {string} id @param {string} styles */
export function mountStatic(id, styles) {
  const host = document.getElementById(id);
  const data = host?.querySelector("script[type='application/json']")?.textContent;
  if (!host || !data) return;
  const { trace, options } = JSON.parse(data);
  dress(host, styles);
  startKept(host, "player", () => mount(host, trace, null, options, { share: sharedByPage(host, trace) }));
}

/** Put the styles on the page, once. @param {HTMLElement} host @param {string} styles */
function dress(host, styles) {
  const root = host.getRootNode();
  const place = root instanceof ShadowRoot ? root : document.head;
  const there = [...place.querySelectorAll("style.al-styles")].some((style) => style.textContent === styles);
  if (!there) place.append(html("style", { class: "al-styles" }, styles));
}

/** For anywidget. One question at a time goes to the kernel, so that a slow or busy kernel is never flooded;
 * what the reader moves meanwhile goes with the next one. @param {{model: Model, el: HTMLElement}} context
 * @param {string} [styles] */
function render({ model, el }, styles = "") {
  const host = html("div");
  el.append(host);
  dress(host, styles);
  el.append(hideKept(model.get("_key")));
  const view = Math.random().toString(36).slice(2); // a player may be shown twice; each view knows its own answers
  const moved = /** @type {Map<number, number>} */ (new Map());
  let turn = 0;
  let patience = 0;
  let asked = 0; // when that was last
  let gone = false; // what it knew, as far as was heard
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

  /** @param {boolean} [ping] whether it is there is all that is asked: its numbers are not */
  function ask(ping = false) {
    const moves = [...moved];
    moved.clear();
    asked = Date.now();
    try {
      model.send({ moves, turn: (turn += 1), view, ...(ping && !moves.length ? { ping } : {}) });
    } catch {
      return lose(); // it was shut down
    }
    patience = window.setTimeout(() => {
      patience = 0;
      player.alone(gone ? GONE : undefined);
    }, PATIENCE);
  }

  /** @param {Answer} message @param {DataView[]} buffers */
  const receive = (message, buffers) => {
    if (message.view === view) {
      if (message.turn !== turn) return; // late: a newer question is out
      clearTimeout(patience);
      patience = 0;
      gone = false;
      if (moved.size) return ask();
      if (!buffers?.length && !message.failed) return host.dataset.kernel === "live" ? undefined : ask(); // it is there again
    } else if (patience || moved.size || message.failed || !buffers?.length) return; // another view's move; our own answer will hold it
    if (message.failed) return player.alone(`computed on this page. Python says ${message.failed}`);
    player.confirm(floats(buffers[0]), message.foreign);
  };
  /** The reader comes back: is the kernel that agreed still there? */
  const look = () => !patience && host.isConnected && !document.hidden && Date.now() - asked > FRESH && ask(true);
  function lose() {
    gone = true;
    player.alone(GONE);
  }
  /** The line to the kernel was cut, or is there again. */
  const cut = () => {
    lose();
    if (!patience) ask(true);
  };
  const heard = /** @type {Heard} */ ((_, status) => LOST.includes(status) && cut());
  const signal = model.widget_manager?.kernel?.statusChanged;
  const places = /** @type {[EventTarget, string][]} */ ([[host, "pointerenter"], [host, "focusin"], [window, "focus"], [document, "visibilitychange"]]);
  for (const [place, event] of places) place.addEventListener(event, look);
  signal?.connect(heard);
  model.on("comm_live_update", cut);
  model.on("msg:custom", receive);
  ask();
  return () => {
    clearTimeout(patience);
    for (const [place, event] of places) place.removeEventListener(event, look);
    signal?.disconnect(heard);
    model.off("comm_live_update", cut);
    player.pause();
    for (const undo of player.dispose) undo();
    model.off("msg:custom", receive);
  };
}

export default { render };
