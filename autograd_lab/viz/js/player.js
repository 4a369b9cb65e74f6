// @ts-check
// The player: joins steps, picture, sentence and controls, under a notebook's cell or on a page without a kernel.
import { arrivalsExpected, decodeTrace, recompute, stateAt, stepsOf } from "./sweep.js";
import { narrate } from "./narrate.js";
import { drawGraph } from "./draw.js";
import { html, leafControl, setIcon, toolbar, valueTable } from "./controls.js";

const BEAT = 1100; // milliseconds between steps while playing
const PATIENCE = 3000; // milliseconds until a kernel that does not answer counts as absent
const KEYS = { ArrowRight: "next", ArrowLeft: "back", Home: "start", End: "end", " ": "play", s: "seed", S: "seed" };

/** The range of a slider: its leaf's number in the middle. @param {number} x @returns {[number, number]} */
function around(x) {
  const reach = Math.max(2, 2 * Math.abs(x));
  return [x - reach, x + reach];
}

/** Whether two results of one computation are further apart than rounding explains; no number is near no number.
 * @param {number} x @param {number} y */
function differ(x, y) {
  return Number.isFinite(x) && Number.isFinite(y) && Math.abs(x - y) > 1e-9 * Math.max(1, Math.abs(x));
}

/** Build a player inside `host`. `changed(id, value)` is called when the reader moves a leaf.
 * @param {HTMLElement} host @param {any} trace @param {number[]} values @param {any} options
 * @param {(id: number, value: number) => void} [changed] */
export function mount(host, trace, values, options, changed) {
  const nodes = trace.nodes;
  const steps = stepsOf(nodes);
  const last = steps.length - 1;
  const expected = arrivalsExpected(steps, nodes.length);
  const seed = steps.findIndex((step) => step.kind === "seed");
  const graph = drawGraph(trace, `al${Math.random().toString(36).slice(2)}`);
  const table = valueTable(nodes);
  let k = options.start === "end" ? last : 0;
  let timer = 0;

  const { bar, buttons, range, count } = toolbar(last, act, seek);
  const stage = html("div", { class: "al-stage", tabindex: 0, role: "group" }, graph.picture);
  stage.setAttribute("aria-label", "Graph: left and right arrow keys go from step to step");
  const sentence = html("p", { class: "al-sentence", "aria-live": "polite" });
  const rule = html("p", { class: "al-rule" });
  const state = html("span", { class: "al-state" });
  const title = html("span", { class: "al-title" }, options.title || `${nodes[nodes.length - 1].name}, step by step`);
  const leaves = options.sliders.map((/** @type {any} */ [id, bounds]) => ({
    id,
    ...leafControl(nodes[id].name, values[id], bounds ?? around(values[id]), (x) => setLeaf(id, x)),
  }));
  const key = html("p", { class: "al-key", "aria-hidden": "true" });
  key.innerHTML =
    '<svg viewBox="0 0 9 11" width="9" height="11"><path class="al-mark-forward" d="M1 1l7 4.5l-7 4.5z"/></svg> value, forward' +
    ' <svg viewBox="0 0 9 11" width="9" height="11"><path class="al-mark-backward" d="M8 1l-7 4.5l7 4.5z"/></svg> grad, backward';
  host.classList.add("al-player");
  host.dataset.steps = String(last);
  host.dataset.lmSuppressShortcuts = "true";
  host.setAttribute("role", "group");
  host.setAttribute("aria-label", `Player: ${title.textContent}`);
  setKernel("none");
  host.replaceChildren(
    html("div", { class: "al-top" }, title, key, state),
    stage,
    bar,
    html("div", { class: "al-say" }, sentence, rule),
    ...(leaves.length ? [html("div", { class: "al-leaves" }, ...leaves.map((/** @type {any} */ l) => l.row))] : []),
    table.details,
    ...trace.notices.map((/** @type {string} */ text) => html("p", { class: "al-notice" }, text)),
  );
  host.addEventListener("keydown", onKey);
  host.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (!target.closest("input, button, details")) stage.focus({ preventScroll: true }); // keys work after a click anywhere
  });
  render();

  function render() {
    const now = stateAt(nodes, steps, values, k);
    graph.update(now, values);
    table.update(now, values);
    const said = narrate(nodes, values, now, expected);
    const text = said.plain ? `${said.text}. ${said.plain}` : said.text;
    if (sentence.textContent !== text) sentence.textContent = text;
    rule.textContent = said.rule;
    host.dataset.step = range.value = String(k);
    range.setAttribute("aria-valuetext", `${k} of ${last}`);
    count.textContent = `${k} / ${last}`;
    host.dataset.phase = now.step.kind;
    follow(now.step);
  }

  /** In a graph too wide for the page, bring the step's boxes into view; the page itself stays where it is.
   * @param {import("./sweep.js").Step} step */
  function follow(step) {
    if (step.node < 0 || stage.scrollWidth <= stage.clientWidth) return;
    const boxes = (step.parent < 0 ? [step.node] : [step.node, step.parent]).map((i) => graph.elements[i].getBoundingClientRect());
    const frame = stage.getBoundingClientRect();
    const left = Math.min(...boxes.map((b) => b.left)) - frame.left;
    const right = Math.max(...boxes.map((b) => b.right)) - frame.left;
    if (left < 0 || right > stage.clientWidth) stage.scrollLeft += (left + right - stage.clientWidth) / 2;
  }

  /** @param {number} to */
  function seek(to) {
    k = Math.max(0, Math.min(last, to));
    render();
    if (k === last) pause();
  }

  function pause() {
    clearInterval(timer);
    timer = 0;
    showPlaying(false);
  }

  /** @param {boolean} playing */
  function showPlaying(playing) {
    setIcon(buttons.play, playing ? "pause" : "play");
    buttons.play.title = playing ? "Pause (space)" : "Play (space)";
    buttons.play.setAttribute("aria-label", buttons.play.title);
  }

  function play() {
    if (k === last) seek(0);
    timer = window.setInterval(() => (host.isConnected ? seek(k + 1) : pause()), BEAT);
    showPlaying(true);
  }

  /** @param {string} action */
  function act(action) {
    if (action === "play") return timer ? pause() : play();
    pause();
    seek({ start: 0, back: k - 1, next: k + 1, seed, end: last }[action] ?? k);
  }

  /** Keys work wherever the focus is in the player, except where a field has its own use for them.
   * @param {KeyboardEvent} event */
  function onKey(event) {
    event.stopPropagation(); // a notebook has shortcuts of its own for the same keys
    const target = /** @type {HTMLElement} */ (event.target);
    const action = /** @type {Record<string, string>} */ (KEYS)[event.key];
    const busy = target.tagName === "INPUT" || target.tagName === "SUMMARY" || (target.tagName === "BUTTON" && event.key === " ");
    if (!action || busy || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act(action);
  }

  /** @param {number} id @param {number} x */
  function setLeaf(id, x) {
    values = recompute(nodes, values.map((old, i) => (i === id ? x : old)));
    leaves.find((/** @type {any} */ leaf) => leaf.id === id)?.set(x);
    render();
    changed?.(id, x);
  }

  /** @param {"live" | "none"} kernel */
  function setKernel(kernel) {
    host.dataset.kernel = kernel;
    state.textContent = kernel === "live" ? "live: Python agrees" : "computed on this page";
  }

  /** Python's values and gradients of all nodes. @param {number[]} numbers */
  function confirm(numbers) {
    const fresh = numbers.slice(0, nodes.length);
    const grads = stateAt(nodes, steps, fresh, last).grads;
    const far = fresh.some((x, i) => differ(x, values[i]) || differ(numbers[nodes.length + i], grads[i] ?? NaN));
    values = fresh;
    for (const leaf of leaves) leaf.set(values[leaf.id]);
    render();
    setKernel("live");
    if (far) state.textContent = "live: Python's numbers";
  }

  return { confirm, pause, alone: () => setKernel("none") };
}

/** On a page without a kernel: the player in the element with this id. @param {string} id */
export function mountStatic(id) {
  const host = document.getElementById(id);
  const data = host?.querySelector("script[type='application/json']")?.textContent;
  if (!host || !data) return;
  const { trace: raw, options } = JSON.parse(data);
  const trace = decodeTrace(raw);
  mount(host, trace, trace.values, options);
}

/** @param {DataView} view @returns {number[]} */
function floats(view) {
  return Array.from({ length: view.byteLength / 8 }, (_, i) => view.getFloat64(8 * i, true));
}

/** For anywidget. One question at a time goes to the kernel, so that a slow or busy kernel is never flooded;
 * what the reader moves meanwhile goes with the next one. @param {{model: any, el: HTMLElement}} context */
function render({ model, el }) {
  const host = html("div");
  el.append(host);
  const view = Math.random().toString(36).slice(2); // a player may be shown twice; each view knows its own answers
  const moved = /** @type {Map<number, number>} */ (new Map());
  let turn = 0;
  let patience = 0;
  const player = mount(host, decodeTrace(model.get("_trace")), floats(model.get("_numbers")), model.get("_options"), (id, value) => {
    moved.set(id, value);
    if (!patience) ask();
  });

  function ask() {
    model.send({ moves: [...moved], turn: (turn += 1), view });
    moved.clear();
    patience = window.setTimeout(() => {
      patience = 0;
      player.alone();
    }, PATIENCE);
  }

  /** @param {any} message @param {DataView[]} buffers */
  const receive = (message, buffers) => {
    if (message.view === view) {
      if (message.turn !== turn) return; // late: a newer question is out
      clearTimeout(patience);
      patience = 0;
      if (moved.size) return ask();
    } else if (patience || moved.size) return; // another view's move; our own answer will hold it
    player.confirm(floats(buffers[0]));
  };
  model.on("msg:custom", receive);
  ask();
  return () => {
    clearTimeout(patience);
    player.pause();
    model.off("msg:custom", receive);
  };
}

export default { render };
