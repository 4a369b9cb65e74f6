// @ts-check
// The player: one pass over one graph, and the parts that show it. Each part is a function of the player; parts talk
// through its events only, so that one can be added or left out without the others noticing.
import { createPass, decodeTrace } from "../model/sweep.js";
import { narrate } from "../model/narrate.js";
import { compact, format } from "../model/numbers.js";
import { drawGraph } from "./draw.js";
import { pan } from "./pan.js";
import { html, write } from "./dom.js";
import { sliders, toolbar } from "./controls.js";
import { table } from "./table.js";
import { SECTIONS, card } from "./card.js";
import { stepList } from "./steps.js";
import { help } from "./help.js";
import { keys } from "./keys.js";
import { printing } from "./print.js";

const BEAT = 1100;

/** The parts of every player, in the order in which they are told of an event; further bundles add theirs. */
export const PARTS = /** @type {((player: any) => void)[]} */ ([picture, pan, toolbar, sentence, sliders, table, stepList, help, card, keys, printing]);

/** Whether two results of one computation are further apart than rounding explains; no number is near no number.
 * @param {number} x @param {number} y */
function differ(x, y) {
  return Number.isFinite(x) && Number.isFinite(y) && Math.abs(x - y) > 1e-9 * Math.max(1, Math.abs(x));
}

/** Build a player inside `host`. `link.moved(id, value)` is called when the reader moves a leaf,
 * `link.keep(state)` with what should outlive this view, and `link.kept` is what an earlier one kept.
 * @param {HTMLElement} host @param {any} raw the trace as it travelled @param {number[] | null} values
 * @param {any} options @param {{moved?: (id: number, value: number) => void, kept?: any, keep?: (state: any) => void}} [link] @returns {any} */
export function mount(host, raw, values, options, link = {}) {
  const trace = decodeTrace(raw);
  const pass = createPass(trace, values ?? trace.values);
  const { nodes } = trace;
  const hear = /** @type {Record<string, ((what?: any) => void)[]>} */ ({ step: [], values: [], select: [], view: [], play: [], kernel: [] });
  let timer = 0;

  const player = {
    host,
    trace,
    nodes,
    pass,
    options,
    graph: /** @type {any} */ (null), // the part "picture" draws it
    slots: slotsIn(host, options.title || `${nodes[nodes.length - 1].name}, step by step`),
    selected: /** @type {number | null} */ (null),
    sections: SECTIONS.slice(), // of a node's card: functions (player, id) => {element, update} or null
    beat: BEAT, // milliseconds between steps while playing
    dispose: /** @type {(() => void)[]} */ ([]), // what to undo when the player goes
    help: () => {}, // the part "help" shows it
    /** @param {string} event @param {(what?: any) => void} f */
    on: (event, f) => hear[event].push(f),
    /** Whether the gradient of a node must not be shown yet. @param {number} _id */
    hidden: (_id) => false,
    /** Where going to step `to` ends: a quiz asks before it lets one pass. @param {number} to */
    bound: (to) => to,
    link,
    /** The present step in words, of this pass or of another over the same graph. */
    narrate: (reader = pass, hidden = (/** @type {number} */ id) => player.hidden(id)) => narrate(reader, hidden),
    /** Node `id` in text, as far as it is known at this step; `most` is the number of characters there is room for. */
    told: {
      /** @param {number} id @param {number} [most] */
      value: (id, most) => (!pass.known[id] ? "·" : pass.lost[id] ? "?" : digits(pass.values[id], most)),
      /** @param {number} id @param {number} [most] */
      grad: (id, most) => {
        const grad = pass.grads[id];
        return grad === null ? "·" : player.hidden(id) || unknown(grad) ? "?" : digits(grad, most);
      },
      /** What an edge multiplies by. @param {import("../model/sweep.js").Arrival} arrival */
      factor: (arrival) => `× ${compact(arrival.local, 6)}`,
      /** @param {number} id */
      label: (id) => label(player, id),
    },
    /** @param {string} text read out, and not shown */
    say: (text) => write(player.slots.live, text),
    emit,
    seek,
    act,
    select,
    setLeaf,
    refresh,
    pause,
    tempo,
    confirm,
    /** No kernel, or one that could not do it. @param {string} [why] */
    alone: (why) => kernel("none", why),
  };

  /** Whether a gradient rests on a number that this page does not know. @param {number} grad */
  function unknown(grad) {
    return Number.isNaN(grad) && pass.lost.includes(true);
  }

  /** @param {string} event @param {any} [what] */
  function emit(event, what) {
    for (const f of hear[event]) f(what);
  }

  /** @param {number} to */
  function seek(to) {
    const touched = pass.seek(player.bound(to));
    host.dataset.step = String(pass.k);
    host.dataset.phase = pass.step.kind;
    emit("step", touched);
    if (pass.k === pass.last) pause();
  }

  function pause() {
    if (!timer) return;
    clearInterval(timer);
    timer = 0;
    emit("play", false);
  }

  function play() {
    if (pass.k === pass.last) seek(0);
    tempo(true);
    emit("play", true);
  }

  /** Go on at the present speed. @param {boolean} [start] */
  function tempo(start = timer > 0) {
    clearInterval(timer);
    if (start) timer = window.setInterval(() => (host.isConnected ? seek(pass.k + 1) : pause()), player.beat);
  }

  /** @param {string} action */
  function act(action) {
    if (action === "play") return timer ? pause() : play();
    pause();
    seek({ start: 0, back: pass.k - 1, next: pass.k + 1, seed: pass.seed, end: pass.last }[action] ?? pass.k);
  }

  /** Open a node's card, or close it. @param {number | null} id */
  function select(id) {
    player.selected = id;
    emit("select", id);
  }

  /** @param {number} id @param {number} x */
  function setLeaf(id, x) {
    pass.setLeaf(id, x);
    refresh();
    link.moved?.(id, x);
  }

  /** Everything that is shown, anew. */
  function refresh() {
    emit("values");
  }

  /** @param {"live" | "none"} state @param {string} [text] */
  function kernel(state, text) {
    host.dataset.kernel = state;
    emit("kernel", text ?? trace.recorded?.by ?? (state === "live" ? "live: Python agrees" : "computed on this page"));
  }

  /** Python's values and gradients of all nodes. @param {number[]} numbers
   * @param {Record<number, number[]>} [foreign] slopes of the operations that only Python knows */
  function confirm(numbers, foreign) {
    const fresh = numbers.slice(0, nodes.length);
    const mine = pass.values;
    pass.setValues(fresh, foreign);
    const { grads } = pass.final();
    const far = fresh.some((x, i) => differ(x, mine[i]) || differ(numbers[nodes.length + i], grads[i] ?? NaN));
    refresh();
    kernel("live", far ? "live: Python's numbers" : undefined);
  }

  host.classList.add("al-player");
  host.dataset.steps = String(pass.last);
  for (const part of PARTS) part(player);
  kernel("none");
  seek(options.start === "end" ? pass.last : 0);
  refresh();
  return player;
}

/** A number in so many characters, or with six digits where there is room. @param {number} x @param {number} [most] */
function digits(x, most) {
  return most ? compact(x, most) : format(x, 6);
}

/** A node in one line, for who cannot see it. @param {any} player @param {number} id */
function label({ nodes, pass, hidden }, id) {
  const { name, kind, op, parents } = nodes[id];
  const from = parents.length <= 4 ? ` of ${parents.map((/** @type {number} */ p) => nodes[p].name).join(" and ")}` : "";
  const what = kind === "op" ? `operation ${op}${from}` : kind === "leaf" ? "leaf" : "constant";
  const grad = pass.grads[id];
  const told = !pass.known[id] ? "not computed yet" : pass.lost[id] ? "value not known here" : `value ${format(pass.values[id])}`;
  const slope = grad === null ? "no grad yet" : hidden(id) ? "grad hidden" : `grad ${format(grad)}`;
  return `${name}, ${what}, ${told}, ${kind === "const" ? "needs no grad" : slope}`;
}

/** The places where parts put what they show. @param {HTMLElement} host @param {string} title */
function slotsIn(host, title) {
  host.setAttribute("role", "group");
  host.setAttribute("aria-label", `Player: ${title}`);
  const slots = {
    top: html("div", { class: "al-top" }, html("span", { class: "al-title" }, title)),
    stage: html("div", { class: "al-stage", tabindex: 0, role: "group" }),
    side: html("div", { class: "al-side" }),
    bar: html("div", { class: "al-bar", role: "group", "aria-label": "Steps" }),
    say: html("div", { class: "al-say" }),
    below: html("div", { class: "al-below" }),
    live: html("p", { class: "al-live", "aria-live": "polite" }),
  };
  slots.stage.setAttribute("aria-label", "Graph: left and right arrow keys go from step to step, Enter goes into the picture");
  host.replaceChildren(slots.top, slots.stage, slots.bar, slots.say, slots.side, slots.below, slots.live);
  return slots;
}

/** A part: the graph, and what belongs beside its title. @param {any} player */
function picture(player) {
  const { slots, trace } = player;
  const { stage, top, below } = slots;
  const key = html("p", { class: "al-key", "aria-hidden": "true" });
  key.innerHTML =
    '<svg viewBox="0 0 9 11" width="9" height="11"><path class="al-mark-forward" d="M1 1l7 4.5l-7 4.5z"/></svg> value, forward' +
    ' <svg viewBox="0 0 9 11" width="9" height="11"><path class="al-mark-backward" d="M8 1l-7 4.5l7 4.5z"/></svg> grad, backward';
  const state = html("span", { class: "al-state" });
  top.append(key, state);
  player.graph = drawGraph(player);
  player.graph.draw();
  stage.append(player.graph.picture);
  below.append(...[...trace.notices, ...(player.options.notices ?? [])].map((/** @type {string} */ text) => html("p", { class: "al-notice" }, text)));
  player.on("kernel", (/** @type {string} */ text) => write(state, text));
  player.on("values", () => player.graph.update());
  player.on("select", (/** @type {number | null} */ id) => player.graph.mark(id === null ? [] : [id], "is-selected"));
  player.on("step", (/** @type {number[]} */ touched) => player.graph.update(touched));
}

/** A part: the step in numbers, in everyday words and in symbols. @param {any} player */
function sentence(player) {
  const text = html("p", { class: "al-sentence", "aria-live": "polite" });
  const rule = html("p", { class: "al-rule" });
  player.slots.say.append(text, rule);
  const update = () => {
    const said = player.narrate();
    write(text, said.plain ? `${said.text}. ${said.plain}` : said.text);
    if (!said.terms?.length) return write(rule, said.rule);
    // symbols over numbers over words, one column for each factor; read as a whole, it is the rule
    const columns = said.terms.flatMap((/** @type {any} */ { symbol, number, word }, /** @type {number} */ i) => [
      html("span", { class: `al-term al-term-${i}` }, html("b", {}, symbol), html("span", {}, number), html("i", {}, word)),
      ...(i < 2 ? [html("span", { class: "al-sign" }, i ? " · " : said.rule.includes("+=") ? " += " : " = ")] : []),
    ]);
    rule.replaceChildren(...columns);
    rule.setAttribute("data-rule", said.rule);
  };
  player.on("step", update);
  player.on("values", update);
}
