// @ts-check
// Training in time: a step of one's own from any moment, and a slider over recorded runs that moves everything.
import { html, write } from "../../js/page/dom.js";
import { format } from "../../js/model/numbers.js";
import { iconButton, setIcon } from "../../js/page/icons.js";
import { curves } from "./curves.js";
import { descend, floats64, largest, setLeaves } from "./net.js";
import { setWord } from "./first.js";
import { choose } from "./cells.js";
import { drawBoundary } from "./boundary.js";

/** @typedef {import("./network.js").View} View */

const FRAME = 60; // milliseconds between two moments while playing
const REST = 400; // milliseconds of rest before a moment is spoken
const BLOWN = 10; // a run blows up where its loss is so many times that of its start, and its numbers so many times those of before

/** @typedef {{label: string, steps: number[], acts: string[], loss: string, biased: boolean[], leaves: Float32Array, losses: Float64Array,
 *   norms: Float64Array, peaks: Float64Array, diverged: number | null, rate: number | null}} Trained peaks are the largest ∂L/∂w of each moment */
/** A run as it travels (`_run_json` in training_run.py): numbers are base64, the leaves of float32.
 * @typedef {Omit<Trained, "leaves" | "losses" | "norms" | "peaks"> & {leaves: string, losses: string, norms: string, peaks: string}} RawRun */

/** A part: what belongs to time. @param {View} view */
export function time(view) {
  const runs = (view.net.runs ?? []).map(unpackRun);
  if (runs.length > 1) runs.forEach((run, r) => (run.label = `${"AB"[r]}: ${run.label}`));
  if (runs.length) view.peaks = peaksOf(view.net.widths, runs);
  const travel = runs.length ? travelling(view, runs) : null;
  ownSteps(view, travel);
}

/** @param {RawRun} raw @returns {Trained} */
function unpackRun(raw) {
  const bytes = Uint8Array.from(atob(raw.leaves), (c) => c.charCodeAt(0));
  return { ...raw, leaves: new Float32Array(bytes.buffer), losses: floats64(raw.losses), norms: floats64(raw.norms), peaks: floats64(raw.peaks) };
}

/** The largest weight and the largest gradient of all runs, so that a width means the same at each moment; where a run blows
 * up, those of before: beside 1e74 all else would be as thin as a hair. @param {number[]} widths @param {Trained[]} runs
 * @returns {import("./strokes.js").Peaks} */
function peaksOf(widths, runs) {
  const [all, before] = [{ w: 0, g: 0 }, { w: 0, g: 0 }];
  for (const { leaves, steps, losses, peaks } of runs) {
    const size = leaves.length / steps.length;
    for (let k = 0; k < steps.length; k++) {
      const weights = [];
      let from = k * size;
      for (let l = 1; l < widths.length; l++) {
        weights.push(leaves.subarray(from, from + widths[l - 1] * widths[l]));
        from += (widths[l - 1] + 1) * widths[l];
      }
      const [w, g] = [largest(weights), largest([peaks.subarray(k, k + 1)])];
      for (const most of losses[k] > BLOWN * losses[0] ? [all] : [all, before]) {
        Object.assign(most, { w: Math.max(most.w, w), g: Math.max(most.g, g) });
      }
    }
  }
  const cut = { w: before.w > 0 && all.w > BLOWN * before.w, g: before.g > 0 && all.g > BLOWN * before.g };
  return { w: (cut.w ? before : all).w, g: (cut.g ? before : all).g, cut: cut.w || cut.g };
}

/** A learning rate in as few characters as it takes: 1e+6 and not 1000000. @param {number} rate */
function shortest(rate) {
  const texts = [String(rate), rate.toExponential()];
  return texts[1].length < texts[0].length ? texts[1] : texts[0];
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
  const rate = html("input", { type: "number", class: "al-number al-net-field", min: 0, step: "any", "aria-label": "Learning rate of a step" });
  const told = html("span", { class: "al-net-of" });
  const take = html("button", { type: "button", class: "al-net-text", "data-action": "descend", title: "All weights and biases move against their gradients, over all rows" }, "take one step");
  const undo = html("button", { type: "button", class: "al-net-text", "data-action": "undo", hidden: "" }, "undo");
  const fit = () => (rate.style.width = `calc(${Math.max(4, rate.value.length)}ch + 3em)`); // the number whole, beside the field's own arrows
  const setRate = (/** @type {number} */ to) => {
    rate.value = shortest(to);
    fit();
  };
  setRate(travel?.rate() ?? view.options.rate ?? 1);
  rate.addEventListener("input", fit);
  travel?.onRun(() => setRate(travel.rate() ?? 1));
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
    view.say(`Each weight and bias moved by ${format(-by)} times its gradient. ${text}.`);
    undo.hidden = false;
    view.emit("own");
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
  const label = html("label", { class: "al-net-choice" }, html("span", {}, "rate"), rate);
  view.slots.own.append(take, label, undo, told);
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
  const range = html("input", { type: "range", class: "al-seek", min: 0, max: moments.length - 1, step: 1, value: 0, "data-name": "time", "aria-label": "Step of training", title: "Drag to go through training" });
  const play = iconButton("travel", "Play the training", toggle, " ");
  play.classList.add("is-first");
  const show = (/** @type {"play" | "pause"} */ icon) => {
    setIcon(play, icon);
    setWord(play, (play.title = icon === "play" ? "Play the training" : "Pause the training"));
  };
  show("play");
  let changed = () => {};
  const said = html("p", { class: "al-net-moment" });
  const row = html("div", { class: "al-bar al-net-travel", role: "group", "aria-label": "Training" }, play, range);
  const plots = html("div", { class: "al-net-plots" });
  place.append(row, said, plots);
  if (runs.length > 1) {
    row.append(choose("Network of", runs.map((run, r) => [String(r), run.label]), "0", (value) => {
      chosen = Number(value);
      changed();
      go(at);
    }).element);
  }
  const losses = curves(plots, runs, "loss L", "The loss over the steps of training", "value", (run) => [run.losses]);
  const norms = curves(plots, runs, "size of ∂L/∂W", "The size of each layer's gradient over the steps of training", "gradient", (run) => layersOf(run));
  const patterns = ["solid", "dashed", "dotted", "dash and dot"];
  const layers = Array.from({ length: net.widths.length - 1 }, (_, l) => `layer ${l + 1} ${patterns[l % 4]}`).join(", ");
  const key = `${runs.length > 1 ? `${runs.map((run, r) => `${run.label}, the ${r ? "wide magenta" : "thin"} line`).join("; ")}. ` : ""}Size of ∂L/∂W: ${layers}.`;
  plots.after(html("p", { class: "al-net-hint" }, key));
  const planes = html("div", { class: "al-net-planes" });
  plots.append(planes);
  const boundaries = net.widths[0] === 2 ? runs.map((run) => drawBoundary(view, planes, run.label)) : [];
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
    show("pause");
    const stride = Math.max(1, Math.round(moments.length / 200)); // a long run plays in some twelve seconds
    timer = window.setInterval(() => {
      if (!view.host.isConnected || at >= moments.length - 1) return stop();
      go(at + stride);
    }, FRAME);
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
    show("play");
  }
  view.on("start", () => go(view.options.moment === undefined ? moments.length - 1 : placeOf(moments, view.options.moment)));
  return {
    stop,
    /** The learning rate of the run that is looked at. */
    rate: () => runs[chosen].rate,
    /** Call `f` when another run is looked at. @param {() => void} f */
    onRun: (f) => void (changed = f),
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
