// @ts-check
// Training in time: a step of one's own from any moment, and a slider over recorded runs that moves everything.
import { html, svg, write } from "../../js/page/dom.js";
import { format } from "../../js/model/numbers.js";
import { iconButton, setIcon } from "../../js/page/icons.js";
import { move, pathOf, plot } from "../../figures/js/plot.js";
import { descend, floats64, setLeaves } from "./net.js";
import { choose } from "./cells.js";
import { drawBoundary } from "./boundary.js";

/** @typedef {import("./network.js").View} View */

const FRAME = 60; // milliseconds between two moments while playing
const REST = 400; // milliseconds of rest before a moment is spoken

/** @typedef {{label: string, steps: number[], acts: string[], loss: string, biased: boolean[], leaves: Float32Array, losses: Float64Array,
 *   norms: Float64Array, diverged: number | null}} Trained */
/** A run as it travels (`_run_json` in travel.py): numbers are base64, the leaves of float32.
 * @typedef {Omit<Trained, "leaves" | "losses" | "norms"> & {leaves: string, losses: string, norms: string}} RawRun */

/** A part: what belongs to time. @param {View} view */
export function time(view) {
  const runs = (view.net.runs ?? []).map(unpackRun);
  if (runs.length > 1) runs.forEach((run, r) => (run.label = `${"AB"[r]}: ${run.label}`));
  const travel = runs.length ? travelling(view, runs) : null;
  ownSteps(view, travel);
}

/** @param {RawRun} raw @returns {Trained} */
function unpackRun(raw) {
  const bytes = Uint8Array.from(atob(raw.leaves), (c) => c.charCodeAt(0));
  return { ...raw, leaves: new Float32Array(bytes.buffer), losses: floats64(raw.losses), norms: floats64(raw.norms) };
}

/** The place of the last kept step that is not after `t`. @param {number[]} steps @param {number} t */
export function placeOf(steps, t) {
  let [low, high] = [0, steps.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (steps[middle] <= t) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A button that takes one step of gradient descent, and one that undoes them all. @param {View} view 
 * @param {ReturnType<typeof travelling> | null} travel */
function ownSteps(view, travel) {
  let kept = /** @type {Pick<import("./net.js").Net, "W" | "b"> | null} */ (null);
  let taken = 0;
  const rate = html("input", { type: "number", class: "al-number", min: 0, step: "any", value: view.options.rate ?? 1, "aria-label": "Learning rate of a step" });
  const told = html("span", { class: "al-of" });
  const take = html("button", { type: "button", class: "al-text", "data-action": "descend" }, "take one step");
  const undo = html("button", { type: "button", class: "al-text", "data-action": "undo", hidden: "" }, "undo");
  take.addEventListener("click", () => {
    const by = Number(rate.value);
    const bad = rate.value.trim() === "" || !Number.isFinite(by);
    rate.setAttribute("aria-invalid", String(bad));
    if (bad) return view.say("The learning rate is not a number.");
    travel?.stop();
    kept ??= { W: view.net.W.slice(), b: view.net.b.slice() };
    const before = view.pass.L;
    descend(view.net, view.pass, by);
    taken += 1;
    view.renew();
    const text = `${taken} step${taken > 1 ? "s" : ""} of your own: L ${format(before)} → ${format(view.pass.L)}`;
    write(told, text);
    view.say(`Each weight and bias moved by −${format(by)} times its gradient. ${text}.`);
    undo.hidden = false;
    travel?.elsewhere();
  });
  const forget = () => {
    kept = null;
    taken = 0;
    write(told, "");
    undo.hidden = true;
  };
  undo.addEventListener("click", () => {
    if (kept) Object.assign(view.net, kept);
    forget();
    view.renew();
    travel?.elsewhere();
    take.focus();
  });
  view.on("travel", forget);
  const label = html("label", { class: "al-choice" }, html("span", {}, "rate"), rate);
  view.slots.time.append(html("div", { class: "al-own" }, take, label, undo, told));
}

/** The slider over the recorded steps, and the plots that it moves. @param {View} view @param {Trained[]} runs */
function travelling(view, runs) {
  const { net } = view;
  const { time: place } = view.slots;
  const moments = [...new Set(runs.flatMap((run) => run.steps))].sort((p, q) => p - q);
  const last = moments[moments.length - 1];
  const size = runs[0].leaves.length / runs[0].steps.length;
  let at = 0;
  let chosen = 0;
  let timer = 0;
  let rest = 0;
  const range = html("input", { type: "range", class: "al-seek", min: 0, max: moments.length - 1, step: 1, value: 0, "data-name": "time", "aria-label": "Step of training" });
  const play = iconButton("travel", "Play the training", toggle, " ");
  setIcon(play, "play");
  const said = html("p", { class: "al-moment" });
  const row = html("div", { class: "al-bar al-travel", role: "group", "aria-label": "Training" }, play, range);
  const plots = html("div", { class: "al-plots" });
  place.append(row, said, plots);
  if (runs.length > 1) {
    row.append(choose("Network of", runs.map((run, r) => [String(r), run.label]), "0", (value) => {
      chosen = Number(value);
      go(at);
    }).element);
  }
  const losses = curves(plots, runs, "loss L", "The loss over the steps of training", (run) => [run.losses]);
  const norms = curves(plots, runs, "size of ∂L/∂W", "The size of each layer's gradient over the steps of training", (run) => layersOf(run));
  const patterns = ["solid", "dashed", "dotted", "dash and dot"];
  const layers = Array.from({ length: net.widths.length - 1 }, (_, l) => `layer ${l + 1} ${patterns[l % 4]}`).join(", ");
  const key = `${runs.length > 1 ? `${runs.map((run, r) => `${run.label}, ${r ? "orange" : "blue"}`).join("; ")}. ` : ""}Size of ∂L/∂W: ${layers}.`;
  plots.after(html("p", { class: "al-hint" }, key));
  const boundaries = net.widths[0] === 2 ? runs.map((run) => drawBoundary(view, plots, run.label)) : [];
  range.addEventListener("input", () => {
    stop();
    go(Number(range.value));
  });

  /** The numbers of a run at a moment. @param {Trained} run @param {number} k */
  const leavesAt = (run, k) => run.leaves.subarray(k * size, (k + 1) * size);

  /** Go to a moment. @param {number} to */
  function go(to) {
    at = Math.max(0, Math.min(moments.length - 1, to));
    const t = moments[at];
    const run = runs[chosen];
    Object.assign(net, { acts: run.acts, loss: run.loss, biased: run.biased });
    setLeaves(net, leavesAt(run, placeOf(run.steps, t)));
    view.emit("travel");
    view.renew();
    range.value = String(at);
    losses.mark(t);
    norms.mark(t);
    const rights = boundaries.map((boundary, r) => boundary.show(runs[r].acts, leavesAt(runs[r], placeOf(runs[r].steps, t))));
    const told = runs.map((one, r) => tellRun(one, t, rights[r], runs.length > 1)).join(" ");
    write(said, `Step ${t.toLocaleString("en")} of ${last.toLocaleString("en")}. ${told}`);
    range.setAttribute("aria-valuetext", `step ${t} of ${last}, L ${format(run.losses[placeOf(run.steps, t)])}`);
    view.host.dataset.moment = String(t);
    clearTimeout(rest);
    rest = window.setTimeout(() => view.say(said.textContent ?? ""), REST);
  }

  function toggle() {
    if (timer) return stop();
    if (at === moments.length - 1) go(0);
    setIcon(play, "pause");
    const stride = Math.max(1, Math.round(moments.length / 200)); // a long run plays in some twelve seconds
    timer = window.setInterval(() => {
      if (!view.host.isConnected || at >= moments.length - 1) return stop();
      go(at + stride);
    }, FRAME);
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
    setIcon(play, "play");
  }
  view.on("start", () => go(view.options.moment === undefined ? moments.length - 1 : placeOf(moments, view.options.moment)));
  return {
    stop,
    /** The weights are no longer those of a kept step. */
    elsewhere() {
      boundaries[chosen]?.show(net.acts, null);
    },
  };
}

/** One run at a step, in words. @param {Trained} run @param {number} t @param {number | undefined} right
 * @param {boolean} named */
function tellRun(run, t, right, named) {
  const k = placeOf(run.steps, t);
  const gone = run.diverged !== null && t >= run.diverged - 1 ? `; no finite numbers from step ${run.diverged.toLocaleString("en")} on` : "";
  const side = right === undefined ? "" : `, ${format(100 * right, 3)} % of the rows on the right side`;
  const text = `L = ${format(run.losses[k])}${side}${gone}.`;
  return named ? `${run.label.replace(":", ",")}: ${text}` : text;
}

/** The norms of a run, layer by layer. @param {Trained} run */
function layersOf({ norms, steps }) {
  const layers = norms.length / steps.length;
  return Array.from({ length: layers }, (_, l) => norms.filter((_x, i) => i % layers === l));
}

/** Curves over the steps, on a scale of powers of ten, with a line at the present one. @param {HTMLElement} stage
 * @param {Trained[]} runs @param {string} label @param {string} says @param {(run: Trained) => Float64Array[]} of */
function curves(stage, runs, label, says, of) {
  const all = runs.flatMap((run) => of(run).flatMap((list) => [...list])).filter((x) => x > 0 && Number.isFinite(x));
  const first = all[0] ?? 1; // of a run that blows up, the part that one can still compare with its start
  const high = Math.min(all.reduce((p, q) => Math.max(p, q), first), first * 1e12);
  const low = Math.max(all.reduce((p, q) => Math.min(p, q), first), first * 1e-12);
  const most = Math.max(1, ...runs.map(({ steps }) => steps[steps.length - 1]));
  const on = plot(stage, {
    width: 300, height: 190, room: 30,
    x: { low: 0, high: most, label: "step", ticks: 4 },
    y: { low: 10 ** Math.floor(Math.log10(low)), high: 10 ** Math.ceil(Math.log10(high) + 1e-9), label, log: true, ticks: 4 },
    label: says,
  });
  const layer = on.layer();
  let above = Infinity; // where the name of the other run stands
  runs.forEach((run, r) => of(run).forEach((list, l) => {
    const points = run.steps.map((step, k) => /** @type {[number, number]} */ ([step, list[k]]));
    svg("path", { class: `al-run al-run-${r} al-line-${l % 4}`, d: pathOf(on, points) }, layer);
    const end = points[points.length - 1];
    const name = runs.length > 1 && l === 0 ? "AB"[r] : "";
    if (!name) return;
    const y = on.Y(Math.min(high, Math.max(end[1] || low, low))) + 4;
    const x = on.X(end[0]) + (Math.abs(y - above) < 11 ? 15 : 4); // curves that end together: side by side
    svg("text", { class: "al-run-name", x, y }, on.root).textContent = name;
    above = y;
  }));
  const line = svg("line", { class: "al-now", y1: on.box.top, y2: on.box.bottom }, layer);
  return { mark: (/** @type {number} */ t) => move(line, { x1: on.X(t), x2: on.X(t) }) };
}
