// Watches over the reader's work from outside the kernel: a cell that never ends, Python that has died or never started,
// a notebook that cannot be saved, a newer edition of one. It saves first, then says so, and offers what helps.

import { asks, download, freshBeside, keepAddress, kernelOf, lab, panels, pathOf, ranBefore, saved, takeFocus } from "./notebooks.js";
import { Pace } from "./pace.js";
import { Panel } from "./panel.js";
import { facts, keeps, lacking, refused, remembered, ROOT, runsPython } from "./pieces.js";
import * as says from "./says.js";
import { health, watchWorkers } from "./workers.js";

const TICK = 1000; // ms
const ASK = 20; // seconds of a start until the site is asked whether its pieces may be had
const STARTING = 3; // seconds of a start until a word about it
const LOADING = 60; // seconds until a start is slow
const NO_LAB = 60; // seconds
const SAVE_AFTER = 1; // seconds that a cell has run

watchWorkers();

/** @type {Panel} */
let panel;
/** @type {Promise<import("./pieces.js").Facts>} */
const known = facts();
known.catch(() => {}); // whoever needs them says so

/** What is known of an open notebook. @typedef {{ pace: Pace, born: number, saved: boolean, greeted: boolean, told: Set<unknown> }} Watch */
/** @type {WeakMap<object, Watch>} */
const watches = new WeakMap();
/** @type {WeakSet<object>} */
const kernels = new WeakSet();
/** @type {WeakMap<object, number>} */
const waiting = new WeakMap();

/** @param {any} notebook @returns {Watch} */
function watchOf(notebook) {
  let watch = watches.get(notebook);
  if (!watch) {
    watch = { pace: new Pace(), born: Date.now(), saved: false, greeted: false, told: new Set() };
    watches.set(notebook, watch);
    notebook.context.saveState.connect((/** @type {any} */ _, /** @type {string} */ state) => onSave(notebook, state));
    notebook.disposed.connect(() => ["slow", "dead", "start", "fresh", "full", "edition"].forEach((key) => panel.close(keyOf(key, notebook))));
    notebook.context.ready.then(() => {
      edition(notebook);
      takeFocus(notebook);
    });
  }
  return watch;
}

/** @param {string} key @param {any} notebook */
const keyOf = (key, notebook) => `${key} ${notebook.id}`;

/** @param {any} notebook @param {Watch} watch */
function follow(notebook, { pace }) {
  const kernel = kernelOf(notebook);
  if (!kernel || kernels.has(kernel)) return;
  kernels.add(kernel);
  pace.reset();
  pace.status(kernel.status, Date.now());
  kernel.statusChanged.connect((/** @type {any} */ _, /** @type {string} */ status) => pace.status(status, Date.now()));
  kernel.iopubMessage.connect((/** @type {any} */ _, /** @type {any} */ message) => {
    if (message.header.msg_type !== "status") pace.output(Date.now());
    if (message.header.msg_type === "execute_input") panel.close(keyOf("fresh", notebook));
    if (message.header.msg_type === "error" && /(Import|ModuleNotFound)Error/.test(message.content.ename)) isAllThere(notebook);
  });
}

/** @param {any} notebook */
async function restart(notebook) {
  const watch = watchOf(notebook);
  try {
    await notebook.sessionContext.restartKernel();
    panel.say(keyOf("dead", notebook), says.RESTARTED);
  } catch {
    panel.say(keyOf("dead", notebook), says.NO_RESTART, [
      { label: "Reload the page", act: () => location.reload() },
      { label: "Close", act: () => {} },
    ]);
  }
  watch.told.clear();
  watch.pace.reset();
}

/** @param {any} notebook */
async function look(notebook) {
  const watch = watchOf(notebook);
  follow(notebook, watch);
  const { pace } = watch;
  const now = Date.now();
  const again = { label: "Restart Python", act: () => restart(notebook) };
  const file = { label: "Download the notebook", act: () => download(notebook), stays: true };
  const of = [...health].filter((one) => one.kernel === kernelOf(notebook)?.id || !one.kernel);
  const mine = of.at(-1);
  if (mine?.fatal && !watch.told.has(mine)) {
    watch.told.add(mine);
    panel.close(keyOf("slow", notebook));
    const done = await saved(notebook);
    panel.say(keyOf("dead", notebook), says.dead(mine.fatal, done), [again, ...(done ? [] : [file]), { label: "Close", act: () => {} }]);
    return;
  }
  if (mine && (mine.failed || mine.missed) && !watch.told.has(mine)) {
    watch.told.add(mine);
    await notStarted(notebook, mine);
    return;
  }
  if (mine ? !mine.ready : !kernelOf(notebook) && !notebook.sessionContext.isReady) {
    await starting(notebook, watch, mine);
    return;
  }
  if (mine?.ready && !mine.missed && waiting.has(mine)) panel.close(keyOf("start", notebook));
  if (mine?.ready && !watch.greeted) {
    watch.greeted = true;
    if (ranBefore(notebook)) panel.say(keyOf("fresh", notebook), says.FRESH, [{ label: "Close", act: () => {} }]);
  }
  if (mine?.fatal) return;
  if (pace.since === null || asks(notebook)) {
    watch.saved = false;
    panel.close(keyOf("slow", notebook));
    return;
  }
  if (pace.seconds(now) >= SAVE_AFTER && !watch.saved) {
    watch.saved = true; // once a cell: a tab that dies of it has all that was typed
    await saved(notebook);
  }
  if (pace.due(now)) {
    const done = await saved(notebook);
    pace.wait(now);
    panel.say(keyOf("slow", notebook), says.slow(pace.seconds(now), done), [
      again,
      ...(done ? [] : [file]),
      { label: "Go on waiting", act: () => {} },
    ]);
  }
}

/**
 * Python is on its way, or hangs: a piece that is refused or cut is reported by nobody else.
 * @param {any} notebook
 * @param {Watch} watch
 * @param {import("./workers.js").Health} [mine]
 */
async function starting(notebook, watch, mine) {
  if (!runsPython()) return; // that has been said
  const seconds = (Date.now() - (mine?.born ?? watch.born)) / 1000;
  const about = mine ?? notebook;
  if (seconds >= ASK && !watch.told.has(seconds >= LOADING ? LOADING : about)) {
    watch.told.add(seconds >= LOADING ? LOADING : about);
    const wrong = seconds >= LOADING ? lacking : refused;
    const pieces = await known.then((all) => wrong(all.pieces), () => ["facts.json (no answer)"]);
    if (pieces.length && !mine?.ready) {
      await saved(notebook);
      waiting.set(about, Infinity);
      tellOfStart(notebook, says.notStarted(pieces, ""));
      return;
    }
  }
  if (seconds < (waiting.get(about) ?? (mine ? STARTING : LOADING))) return;
  waiting.set(about, Math.max(2 * seconds, LOADING));
  const megabytes = await known.then(({ first }) => first / 1e6, () => 20);
  if (mine) panel.say(keyOf("start", notebook), says.loading(seconds, megabytes.toFixed(0)));
  else tellOfStart(notebook, says.NO_KERNEL);
}

/** @param {any} notebook @param {import("./workers.js").Health} mine */
async function notStarted(notebook, mine) {
  await saved(notebook);
  const pieces = await known.then((all) => lacking(all.pieces), () => ["facts.json (no answer)"]);
  if (!runsPython()) return; // that has been said
  if (!mine.failed && !pieces.length) return;
  tellOfStart(notebook, mine.failed ? says.notStarted(pieces, mine.failed) : says.partly(pieces));
}

/** A cell found a package missing: is it one of the site's? @param {any} notebook */
async function isAllThere(notebook) {
  const pieces = await known.then((all) => lacking(all.pieces), () => /** @type {string[]} */ ([]));
  if (pieces.length) tellOfStart(notebook, says.partly(pieces));
}

/** @param {any} notebook @param {string} text */
function tellOfStart(notebook, text) {
  panel.say(keyOf("start", notebook), text, [
    { label: "Reload the page", act: () => location.reload() },
    { label: "Close", act: () => {} },
  ]);
}

/** @param {any} notebook @param {string} state */
function onSave(notebook, state) {
  if (state.startsWith("completed")) panel.close(keyOf("full", notebook));
  if (state !== "failed") return;
  panel.say(keyOf("full", notebook), says.FULL, [
    { label: "Download the notebook", act: () => download(notebook), stays: true },
    { label: "Close", act: () => {} },
  ]);
}

/** Tell of a newer edition of a notebook that the reader saved. @param {any} notebook */
async function edition(notebook) {
  const path = pathOf(notebook);
  const editions = await known.then((all) => all.editions, () => /** @type {Record<string, string>} */ ({}));
  const now = editions[path];
  const theirs = notebook.context.model.getMetadata("autograd_lab")?.edition;
  const key = `edition ${path} ${now}`;
  if (!now || !theirs || now === theirs || remembered.has(key)) return;
  const name = path.split("/").at(-1) ?? path;
  const note = keyOf("edition", notebook);
  panel.say(note, says.newer(name), [
    {
      label: "Put the new one beside it",
      act: async () => {
        try {
          const target = await freshBeside(path, now, ROOT);
          remembered.add(key);
          panel.say(note, says.beside(target.split("/").at(-1) ?? target));
        } catch {
          panel.say(note, says.noFresh(name));
        }
      },
    },
    { label: "Keep mine", act: () => remembered.add(key) },
  ]);
}

async function begin() {
  panel = new Panel();
  if (!runsPython()) panel.say("wasm", says.NO_WEBASSEMBLY);
  if (!(await keeps())) panel.say("storage", says.NO_STORAGE);
  const began = Date.now();
  let told = false;
  setInterval(() => {
    if (lab()?.shell) {
      if (told) panel.close("lab");
      told = false;
      keepAddress();
      for (const notebook of panels()) look(notebook);
    } else if (!told && Date.now() - began > NO_LAB * 1000) {
      told = true;
      panel.say("lab", says.NO_LAB, [
        { label: "Reload", act: () => location.reload() },
        { label: "Close", act: () => {} },
      ]);
    }
  }, TICK);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") for (const notebook of panels()) saved(notebook);
  });
}

if (document.body) begin();
else document.addEventListener("DOMContentLoaded", begin);
