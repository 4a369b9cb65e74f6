// @ts-check
// The player: one pass over one graph, and the parts that show it. Each part is a function of the player; parts talk
// through its events only, so that one can be added or left out without the others noticing.
import { createPass, decodeTrace } from "../model/sweep.js";
import { nextMove, stepAfter } from "../model/moves.js";
import { narrate } from "../model/narrate.js";
import { compact, format } from "../model/numbers.js";
import { drawGraph } from "./draw.js";
import { pan } from "./pan.js";
import { travel } from "./travel.js";
import { html, write } from "./dom.js";
import { toolbar } from "./controls.js";
import { timeline } from "./timeline.js";
import { table } from "./table.js";
import { SECTIONS, card } from "./card.js";
import { jump, preview } from "./preview.js";
import { stepList } from "./steps.js";
import { help } from "./help.js";
import { keys } from "./keys.js";
import { printing } from "./print.js";
import { firstMove } from "./first.js";
import { lecture } from "./lecture.js";

const BEAT = 1100;

/** @typedef {import("../model/sweep.js").Arrival} Arrival */
/** What happens in a player, and what its parts are told with it: nodes that a step touched, the selected node, whether
 * it plays, a word on the kernel.
 * @typedef {{step: number[], values: undefined, select: number | null, view: undefined, play: boolean, kernel: string}} Events */
/** A node's numbers in text, as far as they are known at this step; `most` is how many characters there is room for.
 * @typedef {{value: (id: number, most?: number) => string, grad: (id: number, most?: number) => string,
 *   factor: (arrival: Arrival) => string, label: (id: number) => string}} Texts factor: what an edge multiplies by */
/** What show() asked for; `at` and `card`: the step and the open card of a player that was embedded.
 * @typedef {{title: string, start?: "start" | "end", at?: number, card?: number, notices?: string[],
 *   sliders?: [id: number, bounds: [number, number] | null][], compare?: import("./compare.js").Compared | null,
 *   quiz?: import("../model/guess.js").Settings | null}} Options */
/** What outlives a view. @typedef {{quiz?: ReturnType<import("../model/guess.js").Quiz["dump"]>}} Kept */
/** How a player reaches its host: `moved` is called when the reader moves a leaf, `keep` with what should outlive this
 * view, `kept` is what an earlier one kept, and `share` what sharing needs.
 * @typedef {{moved?: (id: number, value: number) => void, kept?: Kept, keep?: (state: Kept) => void, share?: import("./share.js").Shared}} Link */
/** One player, as its parts see it.
 * @typedef {object} Player
 * @property {HTMLElement} host
 * @property {ReturnType<typeof slotsIn>} slots the places where parts put what they show
 * @property {import("../model/sweep.js").Trace} trace
 * @property {import("../model/sweep.js").Node[]} nodes those of the trace
 * @property {import("../model/sweep.js").Pass} pass
 * @property {Options} options
 * @property {Link} link
 * @property {ReturnType<typeof drawGraph>} graph the part "picture" draws it
 * @property {number | null} selected the node whose card is open
 * @property {number} [lookedAt] the operand whose gradient a card is opened for
 * @property {((player: Player, id: number) => import("./card.js").Section)[]} sections of a node's card
 * @property {(g: Element, id: number) => import("./boxes.js").Rows} [rows] what a box shows, where it is not two numbers
 * @property {ReturnType<typeof import("./images.js").imagesOf>} [images] how arrays of three and more axes are drawn
 * @property {number} beat milliseconds between steps while playing
 * @property {(() => void)[]} dispose what to undo when the player goes
 * @property {() => void} help the part "help" shows it
 * @property {() => string} upcoming what the next step does, in words
 * @property {<E extends keyof Events>(event: E, hear: (what: Events[E]) => void) => void} on
 * @property {<E extends keyof Events>(event: E, ...what: Events[E] extends undefined ? [] : [Events[E]]) => void} emit
 * @property {(id: number) => boolean} hidden whether a node's gradient must not be shown yet, nor the slopes that lead to it
 * @property {(to: number) => number} bound where going to step `to` ends: a quiz asks before it lets one pass
 * @property {(id: number) => boolean} veiled whether its whole gradient, told before its time, would give a hidden one away
 * @property {(reader?: import("../model/sweep.js").Pass) => import("../model/narrate.js").Sentence} narrate
 *   the present step in words, of this pass or of another over the same graph
 * @property {Texts} texts
 * @property {(text: string) => void} say a text that is read out, and not shown
 * @property {(to: number) => void} seek
 * @property {(action: string) => void} act
 * @property {(id: number | null) => void} select open a node's card, or close it
 * @property {(id: number, x: number) => void} setLeaf
 * @property {() => void} refresh show everything anew
 * @property {() => void} pause
 * @property {(start?: boolean) => void} tempo go on at the present speed
 * @property {(numbers: number[], foreign?: Record<number, number[]>) => void} confirm
 * @property {(why?: string) => void} alone no kernel, or one that could not do it
 */

/** The parts of every player, in the order in which they are told of an event; further bundles add theirs. */
export const PARTS = /** @type {((player: Player) => void)[]} */ ([picture, pan, travel, toolbar, timeline, sentence, firstMove, table, stepList, help, card, jump, preview, lecture, keys, printing]);

/** What reads the parts of a trace that not every player has: the bundle "arrays" adds that of recorded passes.
 * @type {{recorded?: typeof import("../model/recorded.js").decodeRecorded}} */
export const READERS = {};

/** Whether two results of one computation are further apart than rounding explains; no number is near no number.
 * @param {number} x @param {number} y */
function differ(x, y) {
  return Number.isFinite(x) && Number.isFinite(y) && Math.abs(x - y) > 1e-9 * Math.max(1, Math.abs(x));
}

/** Build a player inside `host`. @param {HTMLElement} host @param {import("../model/sweep.js").RawTrace} raw the trace as it travelled
 * @param {number[] | null} values @param {Options} options @param {Link} [link] @returns {Player} */
export function mount(host, raw, values, options, link = {}) {
  const trace = decodeTrace(raw, READERS.recorded);
  const pass = createPass(trace, values ?? trace.values);
  const { nodes } = trace;
  const hear = /** @type {{[E in keyof Events]: ((what: Events[E]) => void)[]}} */ ({ step: [], values: [], select: [], view: [], play: [], kernel: [] });
  let timer = 0;

  /** @type {Player} */
  const player = {
    host,
    trace,
    nodes,
    pass,
    options,
    link,
    graph: /** @type {Player["graph"]} */ (/** @type {unknown} */ (null)), // until the part "picture" has drawn it
    slots: slotsIn(host, options.title),
    selected: null,
    sections: SECTIONS.slice(),
    beat: BEAT,
    dispose: [],
    help: () => {},
    upcoming: () => nextMove(pass, player.hidden),
    on: (event, f) => void hear[event].push(f),
    hidden: () => false,
    bound: (to) => to,
    veiled: (id) => player.hidden(id),
    narrate: (reader = pass) => narrate(reader, player.hidden, player.veiled),
    texts: {
      value: (id, most) => (!pass.known[id] ? "·" : pass.lost[id] ? "?" : digits(pass.values[id], most)),
      grad: (id, most) => {
        const grad = pass.grads[id];
        return grad === null ? "·" : player.hidden(id) || unknown(grad) ? "?" : digits(grad, most);
      },
      factor: (arrival) => `× ${unknown(arrival.local) ? "?" : compact(arrival.local, 6)}`,
      label: (id) => label(player, id),
    },
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
    alone: (why) => kernel("none", why),
  };

  /** Whether a gradient rests on a number that this page does not know. @param {number} grad */
  function unknown(grad) {
    return Number.isNaN(grad) && pass.lost.includes(true);
  }

  /** @template {keyof Events} E @param {E} event @param {Events[E][]} what */
  function emit(event, ...what) {
    for (const f of hear[event]) f(what[0]);
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
    if (!player.upcoming()) seek(0);
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
    seek(stepAfter(action, pass));
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
  seek(options.at ?? (options.start === "end" ? pass.last : 0));
  refresh();
  if (options.card !== undefined) {
    player.graph.reveal(options.card);
    select(options.card);
  }
  return player;
}

/** A number in so many characters, or with six digits where there is room. @param {number} x @param {number} [most] */
function digits(x, most) {
  return most ? compact(x, most) : format(x, 6);
}

/** A node in one line, for who cannot see it. @param {Player} player @param {number} id */
function label({ nodes, pass, hidden, texts }, id) {
  const { name, kind, op, parents } = nodes[id];
  const from = parents.length <= 4 ? ` of ${parents.map((/** @type {number} */ p) => nodes[p].name).join(" and ")}` : "";
  const what = kind === "op" ? `operation ${op}${from}` : kind === "leaf" ? "leaf" : "constant";
  const grad = pass.grads[id];
  const told = !pass.known[id] ? "not computed yet" : pass.lost[id] ? "value not known here" : `value ${format(pass.values[id])}`;
  const slope = grad === null ? "no grad yet" : hidden(id) ? "grad hidden" : texts.grad(id) === "?" ? "grad not known here" : `grad ${format(grad)}`;
  return `${name}, ${what}, ${told}, ${kind === "const" ? "needs no grad" : slope}`;
}

/** The places where parts put what they show. @param {HTMLElement} host @param {string} title */
function slotsIn(host, title) {
  host.setAttribute("role", "group");
  host.setAttribute("aria-label", `Player: ${title}`);
  const stage = html("div", { class: "al-stage", tabindex: 0, role: "group" });
  const slots = {
    top: html("div", { class: "al-top" }, html("span", { class: "al-title" }, title)),
    stage,
    view: html("div", { class: "al-view" }, stage),
    side: html("div", { class: "al-side" }),
    bar: html("div", { class: "al-bar", role: "group", "aria-label": "Steps" }),
    say: html("div", { class: "al-say" }),
    below: html("div", { class: "al-below" }),
    live: html("p", { class: "al-live", "aria-live": "polite" }),
  };
  stage.setAttribute("aria-label", "Graph: left and right arrow keys go from step to step, Enter goes into the picture");
  host.replaceChildren(slots.top, slots.view, slots.bar, slots.say, slots.side, slots.below, slots.live);
  return slots;
}

/** A part: the graph, and what belongs beside its title. @param {Player} player */
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
  below.append(...[...trace.notices, ...(player.options.notices ?? [])].map((text) => html("p", { class: "al-notice" }, text)));
  player.on("kernel", (text) => write(state, text));
  player.on("values", () => player.graph.update());
  player.on("select", (id) => player.graph.mark(id === null ? [] : [id], "is-selected"));
  player.on("step", (touched) => player.graph.update(touched));
}

/** A part: the step in numbers, in everyday words and in symbols. @param {Player} player */
function sentence(player) {
  const text = html("p", { class: "al-sentence", "aria-live": "polite" });
  const rule = html("p", { class: "al-rule" });
  player.slots.say.append(text, rule);
  const update = () => {
    const said = player.narrate();
    write(text, said.plain ? `${said.text}. ${said.plain}` : said.text);
    if (!said.terms?.length) return write(rule, said.rule);
    // symbols over numbers over words, one column for each factor; read as a whole, it is the rule
    const columns = said.terms.flatMap(({ symbol, number, word }, i) => [
      html("span", { class: `al-term al-term-${i}` }, html("b", {}, symbol), html("span", {}, number), html("i", {}, word)),
      ...(i < 2 ? [html("span", { class: "al-sign" }, i ? " · " : said.rule.includes("+=") ? " += " : " = ")] : []),
    ]);
    rule.replaceChildren(...columns);
    rule.setAttribute("data-rule", said.rule);
  };
  player.on("step", update);
  player.on("values", update);
}
