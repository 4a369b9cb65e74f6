// @ts-check
// The network view: one network, one batch, one pass; a picture, and the views linked to it.
import { stepAfter } from "../../js/model/moves.js";
import { html, write } from "../../js/page/dom.js";
import { toolbar } from "../../js/page/controls.js";
import { keys } from "../../js/page/keys.js";
import { printing } from "../../js/page/print.js";
import { decodeNet, numberOf, run } from "./net.js";
import { knows, nameOf, stagesOf } from "./stages.js";
import { meaning } from "./say.js";
import { drawNetwork } from "./picture.js";
import { legend } from "./strokes.js";
import { slotsOf } from "./slots.js";
import { grainChoice, rowChoice } from "./choices.js";
import { sentence } from "./telling.js";
import { firstMove } from "./first.js";
import { reach } from "./reach.js";
import { detail } from "./detail.js";
import { shellOf } from "./shell.js";
import { panels } from "./panels.js";
import { time } from "./time.js";
import { unzoom } from "./zoom.js";

const BEAT = 1100; // milliseconds between steps while playing
const FEW = 40; // edges that one goes through one by one

/** @typedef {import("./net.js").Net} Net */
/** @typedef {import("./stages.js").Stage} Stage */
/** What happens in a view, and what its parts are told with it.
 * @typedef {{step: number[], numbers: undefined, select: string | null, play: boolean, view: undefined, start: undefined,
 *   travel: undefined, look: undefined, own: undefined, paper: boolean}} Events own is a step of the reader's, paper is printing */
/** What NetworkView() asked for, and the code of the player, packed.
 * @typedef {{title: string, row?: number, views?: string[], notation?: string, start?: string, notices?: string[], grain?: string,
 *   moment?: number, rate?: number, playerCode: () => string}} Options */
/** One view of a network, as its parts see it.
 * @typedef {object} View
 * @property {HTMLElement} host
 * @property {ReturnType<typeof slotsOf>} slots the places where parts put what they show
 * @property {Net} net
 * @property {Options} options
 * @property {import("./net.js").Run} pass
 * @property {number} row that is shown; -1 for the batch
 * @property {Stage} stage the present step
 * @property {Stage[]} stages all steps
 * @property {number} k the number of the present step
 * @property {string} grain what a step of the way back is: a "layer", a "neuron" or an "edge"
 * @property {string} notation "indices", "rows" or "columns"
 * @property {string | null} selected the key of the number that is selected
 * @property {number} beat milliseconds between steps while playing
 * @property {(() => void)[]} dispose what to undo when the view goes
 * @property {() => void} [zoomed] what to undo when the scalar graph goes that is open
 * @property {import("./strokes.js").Peaks | null} peaks the largest numbers of a recording, over its moments
 * @property {import("./strokes.js").Sizes} scale what the widest strokes stand for
 * @property {ReturnType<typeof drawNetwork>} picture
 * @property {<E extends keyof Events>(event: E, hear: (what: Events[E]) => void) => void} on
 * @property {<E extends keyof Events>(event: E, ...what: Events[E] extends undefined ? [] : [Events[E]]) => void} emit
 * @property {(to: number) => void} seek
 * @property {(key: string | null) => void} select
 * @property {() => void} renew numbers have changed: compute, and show all anew
 * @property {(row: number) => void} setRow
 * @property {(grain: string) => void} setGrain
 * @property {(l: number) => number} focusOf the neuron of a layer that is looked at: the selected one, else that of this
 *   step, else the first
 * @property {() => number} layer the layer that is looked at, from 1
 * @property {() => string} subject the key of what this step computes
 * @property {(key: string) => string} meaningOf what a δ means, or nothing yet
 * @property {(text: string) => void} say a text that is read out, and not shown
 */

/** Build a view inside `host`. @param {HTMLElement} host @param {import("./net.js").RawNet} data the network as it travelled
 * @param {Options} options @returns {View} */
export function mountNetwork(host, data, options) {
  const net = decodeNet(data);
  const { widths } = net;
  const hear = /** @type {{[E in keyof Events]: ((what: Events[E]) => void)[]}} */ ({ step: [], numbers: [], select: [], play: [], view: [], start: [], travel: [], look: [], own: [], paper: [] });
  const edges = widths.slice(1).reduce((sum, n, l) => sum + n * widths[l], 0);
  const grain = options.grain ?? (edges <= FEW ? "edge" : Math.max(...widths) <= 16 ? "neuron" : "layer");
  let timer = 0;
  let stages = stagesOf(widths, grain);

  /** @type {View} */
  const view = {
    host,
    net,
    options,
    pass: run(net),
    row: net.rows > 1 ? (options.row ?? 0) : 0, // −1: the batch
    stage: stages[0],
    stages,
    k: 0,
    grain,
    notation: options.notation ?? "indices",
    selected: null,
    slots: slotsOf(host, options.title),
    beat: BEAT,
    dispose: [pause, () => unzoom(view)],
    peaks: null,
    scale: { w: 0, g: 0 },
    picture: /** @type {View["picture"]} */ (/** @type {unknown} */ (null)), // until it is drawn
    on: (event, f) => void hear[event].push(f),
    emit,
    seek,
    select,
    renew,
    setRow,
    setGrain,
    focusOf(l) {
      const chosen = neuronOf(view.selected);
      for (const [level, j] of chosen) if (level === l) return j;
      const { stage } = view;
      if (stage.l === l && stage.j >= 0) return stage.j;
      if (stage.l + 1 === l && stage.k >= 0) return stage.k;
      return 0;
    },
    layer() {
      const chosen = neuronOf(view.selected).at(-1);
      return Math.max(1, chosen ? chosen[0] : view.stage.l);
    },
    subject() {
      const { kind, l } = view.stage;
      if (kind === "forward") return `z:${l}:${view.focusOf(l)}`;
      if (kind === "grads") return `g:${l}:${view.focusOf(l - 1)}:${view.focusOf(l)}`;
      return kind === "given" || kind === "loss" ? "L" : `d:${l}:${view.stage.j < 0 ? view.focusOf(l) : view.stage.j}`;
    },
    meaningOf(key) {
      const [, l, j] = key.split(":").map(Number);
      return knows(view.stage, key) ? meaning(numberOf(net, view.pass, key, view.row), nameOf(widths, l, j), view.row < 0) : "";
    },
    say: (text) => write(view.slots.live, text),
  };

  /** @template {keyof Events} E @param {E} event @param {Events[E][]} what */
  function emit(event, ...what) {
    for (const f of hear[event]) f(what[0]);
    relight();
  }

  /** Go to a step. @param {number} to */
  function seek(to) {
    view.k = Math.max(0, Math.min(stages.length - 1, to));
    view.stage = stages[view.k];
    show();
    emit("step", []);
    if (view.k === stages.length - 1) pause();
  }

  function show() {
    const { kind } = view.stage;
    host.dataset.step = String(view.k);
    host.dataset.steps = String(stages.length - 1);
    host.dataset.phase = kind === "given" || kind === "forward" ? "forward" : "backward";
    host.dataset.stage = kind;
  }

  function pause() {
    if (!timer) return;
    clearInterval(timer);
    timer = 0;
    emit("play", false);
  }

  /** Go on at the present speed. @param {boolean} [start] */
  function tempo(start = timer > 0) {
    clearInterval(timer);
    if (start) timer = window.setInterval(() => (host.isConnected ? seek(view.k + 1) : pause()), clock.beat);
  }

  /** @param {string} action */
  function act(action) {
    if (action === "play") {
      if (timer) return pause();
      if (view.k === stages.length - 1) seek(0);
      tempo(true);
      return emit("play", true);
    }
    pause();
    const seed = stages.findIndex(({ kind }) => kind === "loss");
    seek(stepAfter(action, { k: view.k, seed, last: stages.length - 1 }));
  }

  /** Select a number, by its key, or nothing. @param {string | null} key */
  function select(key) {
    view.selected = key;
    emit("select", key);
    emit("look"); // sentences and equations speak of what is selected
  }

  /** Numbers have changed: compute, and show all anew. */
  function renew() {
    view.pass = run(net);
    emit("numbers");
  }

  /** @param {number} row */
  function setRow(row) {
    view.row = row;
    emit("numbers");
  }

  /** @param {string} to */
  function setGrain(to) {
    const { kind, l } = view.stage;
    view.grain = to;
    view.stages = stages = stagesOf(widths, to);
    seek(Math.max(0, stages.findIndex((s) => s.l === l && (s.kind === kind || (kind === "gather" && s.kind === "delta")))));
  }

  /** What is selected is marked wherever it stands. */
  function relight() {
    for (const old of host.querySelectorAll(".is-lit")) old.classList.remove("is-lit");
    if (view.selected === null) return;
    const key = view.selected;
    const base = key.split("@")[0];
    const others = key === base ? `, [data-q^="${key}@"]` : "";
    for (const one of host.querySelectorAll(`[data-q="${key}"], [data-q="${base}"]${others}`)) one.classList.add("is-lit");
    for (const [l, j] of neuronOf(key)) view.picture.element(l, j)?.classList.add("is-lit");
    const edge = /^[wg]:(.*)$/.exec(base);
    if (edge) host.querySelector(`[data-e="${edge[1]}"]`)?.classList.add("is-lit");
  }

  const clock = shellOf(view, { act, pause, tempo, total: () => stages.length - 1 });
  host.classList.add("al-player", "al-network");
  view.picture = drawNetwork(view);
  view.slots.stage.append(view.picture.picture);
  view.on("step", () => view.picture.update());
  view.on("numbers", () => view.picture.update(true));
  view.on("numbers", () => unzoom(view)); // its numbers are no longer
  toolbar(clock);
  const star = /** @type {HTMLElement} */ (view.slots.bar.querySelector("[data-action=seed]"));
  star.title = "The loss: here the backward pass starts (S)";
  star.setAttribute("aria-label", star.title);
  star.lastChild?.replaceWith("loss");
  legend(view);
  rowChoice(view);
  sentence(view);
  detail(view);
  panels(view);
  grainChoice(view);
  time(view);
  keys(clock);
  reach(view);
  printing({ host, pause, seek, dispose: view.dispose, pass: clock.pass, paper: (on) => emit("paper", on) });
  host.addEventListener("click", (event) => {
    const number = /** @type {HTMLElement} */ (event.target).closest("[data-q]");
    if (!number || !host.contains(number) || number.closest(".al-net-zoom-place")) return;
    const key = number.getAttribute("data-q");
    select(key === view.selected && !number.closest(".al-net-stage") ? null : key);
  });
  for (const text of options.notices ?? []) view.slots.below.append(html("p", { class: "al-notice" }, text));
  seek(options.start === "end" ? stages.length - 1 : 0);
  emit("numbers");
  emit("start");
  firstMove(view);
  return view;
}

/** The neurons that a key speaks of: one, or the two ends of a weight. @param {string | null} key @returns {number[][]} */
function neuronOf(key) {
  const [kind, ...at] = (key ?? "L").split("@")[0].split(":");
  const [l, i, j] = at.map(Number);
  if (kind === "L") return [];
  return kind === "w" || kind === "g" ? [[l - 1, i], [l, j]] : [[l, i]];
}
