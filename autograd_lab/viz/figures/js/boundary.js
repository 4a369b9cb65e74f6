// @ts-check
// A small network learns to tell two classes apart: what it says of each place in the plane, and its loss, epoch by epoch.
import { html, svg } from "../../js/page/dom.js";
import { format } from "../../js/model/numbers.js";
import { descend, forward, run, setLeaves } from "../../network/js/net.js";
import { drawsOf } from "./draws.js";
import { PIECES, colour, edgeOf, onTheme, paint, placesIn } from "./plane.js";
import { move, pathOf, plot } from "./plot.js";
import { button, choice, figure, frame, slider } from "./parts.js";
import { playButton } from "./play.js";
import { rateSlider } from "./rates.js";
import { mark } from "./series.js";

const BUDGET = 8; // milliseconds of work between two frames
const PART = 0.03; // of the epochs done so far that a frame adds: it plays evenly along powers of ten
const APART = 53; // places in the draws from one start to the next
const [START, FLOOR, TOP] = [0.5, 1e-4, 2]; // where epoch 0 stands on its axis; the ends of the loss's
const LOSSES = { squares: "squares", "cross-entropy": "logits" };

/** @typedef {import("../../network/js/net.js").Net} Net */

/** What figures.boundary() settles.
 * @typedef {{data: string, neurons: number, layers: number, activation: string, loss: string, rate: number, epochs: number,
 *   start: number, most: number, most_neurons: number, range: number[], rate_range: [number, number], activations: string[],
 *   sets: {name: string, X: number[], y: number[]}[], draws: string, title: string}} Settings */

/** @param {HTMLElement} host @param {Settings} settings @param {import("./parts.js").Share} share */
function draw(host, settings, share) {
  const { sets, range, most } = settings;
  const draws = drawsOf(settings.draws);
  const set = { data: settings.data, neurons: settings.neurons, layers: settings.layers, activation: settings.activation,
    loss: settings.loss, rate: settings.rate, start: settings.start };
  let epoch = 0;
  let net = fresh();
  /** @type {{epoch: number, loss: number, right: number}[]} */
  let past = [];
  const into = frame(host, settings.title);
  const holder = html("div", { class: "al-figure-plane" });
  into.stage.append(holder);
  const on = plot(holder, {
    x: { low: range[0], high: range[1], label: "x1" },
    y: { low: range[0], high: range[1], label: "x2" },
    label: "The plane, coloured by the network's output, with the line where it is one half; discs are class 1, crosses class 0",
  });
  const history = plot(into.stage, {
    x: { low: START, high: most, label: "epoch", log: true },
    y: { low: FLOOR, high: TOP, label: "loss L", log: true },
    label: "The loss at each epoch, both on scales of powers of ten",
  });
  const { left, right, top, bottom } = on.box;
  const canvas = html("canvas", { width: PIECES, height: PIECES, "aria-hidden": "true" });
  holder.prepend(canvas);
  const [, , wide, high] = String(on.root.getAttribute("viewBox")).split(" ").map(Number);
  const percent = (/** @type {number} */ part, /** @type {number} */ all) => `${(100 * part) / all}%`;
  const [width, height] = [percent(right - left, wide), percent(bottom - top, high)];
  Object.assign(canvas.style, { left: percent(left, wide), top: percent(top, high), width, height });
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const places = placesIn([range, range]);
  const layer = on.layer();
  const halves = svg("path", { class: "al-fig-halves" }, layer);
  const edge = svg("path", { class: "al-fig-edge" }, layer);
  const discs = svg("path", { class: "al-fig-class-1" }, layer);
  const crosses = ["al-fig-class-0-under", "al-fig-class-0"].map((name) => svg("path", { class: name }, layer));
  const later = history.layer();
  const fall = svg("path", { class: "al-fig-curve" }, later);
  const now = svg("circle", { class: "al-fig-spot", r: 5 }, history.root);

  const work = () => {
    const until = performance.now() + BUDGET;
    const goal = Math.min(most, epoch + Math.max(1, Math.floor(PART * epoch)));
    while (epoch < goal && performance.now() < until) learn();
    return epoch < most;
  };
  const play = playButton(into, work, show);
  button(into, "One epoch", () => {
    if (epoch < most) learn();
    show();
  }, "next");
  button(into, "Start again", () => again({}), "start");
  into.first("Press Play: can it learn to part the green discs from the purple crosses?");
  into.key(
    "Green: the network says 1, the class of the discs. Purple: it says 0, that of the crosses. The deeper, the surer. " +
      "Dashed: where a neuron of the first hidden layer has z = 0.",
  );
  rateSlider(into, { name: "rate", label: "rate η", range: settings.rate_range, value: set.rate }, (rate) => {
    set.rate = rate;
    tell();
  });
  choice(into, "data", sets.map((s) => s.name), set.data, (data) => again({ data }));
  slider(into, { name: "layers", label: "hidden layers", min: 0, max: 3, step: 1, value: set.layers, text: String }, (layers) => again({ layers }));
  slider(into, { name: "neurons", label: "neurons in each", min: 1, max: settings.most_neurons, step: 1, value: set.neurons, text: String }, (neurons) => again({ neurons }));
  choice(into, "activation", settings.activations, set.activation, (activation) => again({ activation }));
  choice(into, "loss", Object.keys(LOSSES), set.loss, (loss) => again({ loss }));
  slider(into, { name: "start", label: "start no.", min: 1, max: 20, step: 1, value: set.start, text: String }, (start) => again({ start }));
  const fill = into.table(["epoch", "L", "on the right side"]);
  const last = () => past[past.length - 1];

  /** A network as the settings say, untrained. @returns {Net} */
  function fresh() {
    const data = sets.find((s) => s.name === set.data) ?? sets[0];
    const widths = [2, ...new Array(set.layers).fill(set.neurons), 1];
    const leaves = [];
    for (let l = 1; l < widths.length; l++) {
      const bound = 1 / Math.sqrt(widths[l - 1]);
      for (let k = 0; k < (widths[l - 1] + 1) * widths[l]; k++) leaves.push(bound * draws[(leaves.length + APART * (set.start - 1)) % draws.length]);
    }
    const acts = widths.map((_, l) => (l === widths.length - 1 ? "sigmoid" : l ? set.activation : ""));
    const made = { widths, acts, biased: widths.map(() => true), W: [], b: [], X: Float64Array.from(data.X), Y: Float64Array.from(data.y),
      rows: data.y.length, loss: LOSSES[/** @type {"squares"} */ (set.loss)] };
    setLeaves(made, leaves);
    return made;
  }

  /** @param {Partial<typeof set>} change */
  function again(change) {
    play.stop();
    Object.assign(set, change);
    net = fresh();
    epoch = 0;
    past = [];
    points();
    keep();
    show();
  }

  /** Write down where training stands. @param {import("../../network/js/net.js").Run} [pass] */
  function keep(pass = run(net)) {
    const out = pass.a[net.widths.length - 1];
    const hits = out.reduce((sum, a, r) => sum + Number(a >= 0.5 === net.Y[r] >= 0.5), 0);
    const here = { epoch, loss: pass.L, right: hits / net.rows };
    // along powers of ten two points closer than this cannot be told apart
    const before = past[past.length - 2];
    if (before && epoch < 1.01 * before.epoch) past[past.length - 1] = here;
    else past.push(here);
    return pass;
  }

  function learn() {
    descend(net, run(net), set.rate);
    epoch += 1;
    keep();
  }

  function points() {
    const at = (/** @type {number} */ r) => [on.X(net.X[2 * r]), on.Y(net.X[2 * r + 1])];
    const all = Array.from(net.Y, (y, r) => ({ y, at: at(r) }));
    move(discs, { d: all.filter(({ y }) => y >= 0.5).map(({ at: [x, y] }) => mark(0, x, y, 4)).join("") });
    const d = all.filter(({ y }) => y < 0.5).map(({ at: [x, y] }) => `M${x - 4} ${y - 4}l8 8m0 -8l-8 8`).join("");
    for (const path of crosses) move(path, { d });
  }

  /** The lines where the neurons of the first layer have z = 0. */
  function firstHalves() {
    const n = net.widths[1];
    let path = "";
    for (let j = 0; j < n && net.widths.length > 2; j++) {
      const [u, v, b] = [net.W[1][j], net.W[1][n + j], net.b[1][j]];
      const [x, y] = [(-b * u) / (u * u + v * v), (-b * v) / (u * u + v * v)];
      const far = (2 * (range[1] - range[0])) / Math.hypot(u, v);
      path += pathOf(on, [[x - far * v, y + far * u], [x + far * v, y - far * u]]);
    }
    return path;
  }

  function show() {
    const plane = forward(net, places, PIECES * PIECES).a[net.widths.length - 1];
    paint(pen, plane, 1, 0.5, ["--al-paper", "--al-fourth", "--al-third"].map((name) => colour(host, name)));
    move(edge, { d: edgeOf(plane, 1, 0.5, on.box) });
    move(halves, { d: firstHalves() });
    const heights = past.map(({ epoch: e, loss }) => /** @type {[number, number]} */ ([Math.max(e, START), Math.min(TOP, Math.max(FLOOR, loss))]));
    move(fall, { d: pathOf(history, heights) });
    const [e, l] = heights[heights.length - 1];
    move(now, { cx: history.X(e), cy: history.Y(l) });
    fill(past.filter((p) => /^(0|[125]0*)$/.test(String(p.epoch)) || p === last()).map((p) => [String(p.epoch), p.loss, `${format(100 * p.right, 3)} %`]));
    tell();
  }

  function tell() {
    const { loss, right: part } = last();
    into.say(
      `${sets.length > 1 ? `Data ${set.data}` : "Your data"}, network ${net.widths.join("-")}, ${set.activation}, start ${set.start}, rate ${format(set.rate)}. Epoch ${epoch}: ` +
        `L = ${format(loss)}, ${format(100 * part, 3)} % of ${net.rows} points on the right side.${epoch ? "" : " It has not learnt yet."}`,
    );
    Object.assign(host.dataset, { epoch, loss, right: part });
    share({ ...set, epoch, L: loss, right: part });
  }

  again({});
  while (epoch < settings.epochs) learn();
  show();
  onTheme(show, host);
}

export default figure(draw);
