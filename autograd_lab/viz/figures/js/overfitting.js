// @ts-check
// A curve through noisy points: how capacity, data, L2, dropout and early stopping change what is learnt and what is not.
import { svg } from "../../js/page/dom.js";
import { format } from "../../js/model/numbers.js";
import { drawsOf } from "./draws.js";
import { optimiser } from "./optimisers.js";
import { graphOf, move, pathOf, plot } from "./plot.js";
import { button, figure, frame, slider } from "./parts.js";
import { playButton } from "./play.js";
import { apart, curve, mark } from "./series.js";

const BUDGET = 6; // milliseconds of work between two frames
const [START, ROOM] = [0.5, 84]; // where epoch 0 stands on its axis

/** @typedef {{neurons: number, points: number, decay: number, dropout: number, early: boolean}} Set */
/** @typedef {{epoch: number, train: number, valid: number}} Moment */

/** Number k of the row that belongs to a seed: from 0 to below 1, the same in Python. @param {number} seed @param {number} k */
function chance(seed, k) {
  const a = (seed + Math.imul(k + 1, 0x6d2b79f5)) | 0;
  let t = Math.imul(a ^ (a >>> 15), a | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

/** A network 1-n-1 with tanh, its training by Adam on all points, and what it has been through. @param {Settings} settings
 * @param {Float64Array} draws @param {Set} set */
function learner(settings, draws, { neurons: n, points, decay, dropout }) {
  const { x_valid: xv, y_valid: yv, rate, seed } = settings;
  const [x, y] = [settings.x.slice(0, points), settings.y.slice(0, points)];
  const w = Float64Array.from({ length: 3 * n + 1 }, (_, k) => draws[k] * (k < 2 * n ? settings.spread : 1 / Math.sqrt(n)));
  const g = new Float64Array(3 * n + 1);
  const step = optimiser("Adam", settings.constants, 3 * n + 1);
  const a = new Float64Array(n);
  const kept = new Float64Array(n).fill(1);
  /** @type {Moment[]} */
  const past = [];
  let best = { epoch: 0, valid: Infinity, w };
  let epoch = 0;

  /** @param {ArrayLike<number>} v @param {number} at */
  function predict(v, at) {
    let out = v[3 * n];
    for (let j = 0; j < n; j++) out += Math.tanh(at * v[j] + v[n + j]) * v[2 * n + j];
    return out;
  }

  const loss = (/** @type {number[]} */ xs, /** @type {number[]} */ ys) =>
    xs.reduce((sum, at, r) => sum + (predict(w, at) - ys[r]) ** 2, 0) / xs.length;

  function look() {
    if (past[past.length - 1]?.epoch === epoch) return;
    const valid = loss(xv, yv);
    if (valid < best.valid) best = { epoch, valid, w: w.slice() };
    past.push({ epoch, train: loss(x, y), valid });
  }

  /** One epoch: eq. 8.1 to 8.4 for one hidden layer; dropped neurons are 0, the others divided by 1 − p. */
  function learn() {
    g.fill(0);
    for (let r = 0; r < points; r++) {
      let out = w[3 * n];
      for (let j = 0; j < n; j++) {
        a[j] = Math.tanh(x[r] * w[j] + w[n + j]);
        if (dropout) kept[j] = chance(seed, (epoch * points + r) * n + j) < dropout ? 0 : 1 / (1 - dropout);
        out += a[j] * kept[j] * w[2 * n + j];
      }
      const delta = (2 / points) * (out - y[r]);
      g[3 * n] += delta;
      for (let j = 0; j < n; j++) {
        g[2 * n + j] += delta * a[j] * kept[j];
        const d = delta * w[2 * n + j] * kept[j] * (1 - a[j] * a[j]);
        g[j] += d * x[r];
        g[n + j] += d;
      }
    }
    if (decay) g.forEach((v, k) => (g[k] = v + decay * w[k]));
    step(w, g, rate);
    epoch += 1;
    const last = past[past.length - 1].epoch;
    if (epoch >= settings.apart * last || epoch === settings.epochs) look(); // nearer ones cannot be told apart in the picture
  }
  look();
  return { learn, look, past, predict, w, best: () => best, epoch: () => epoch };
}

/** What figures.overfitting() settles.
 * @typedef {{neurons: number, points: number, weight_decay: number, dropout: number, stop_early: boolean, epochs: number,
 *   rate: number, patience: number, seed: number, sizes: number[], decays: number[], spread: number, apart: number, low: number,
 *   high: number, noise: number, x: number[], y: number[], x_valid: number[], y_valid: number[], range: number[],
 *   constants: import("./optimisers.js").Constants, draws: string, title: string}} Settings */

/** @param {HTMLElement} host @param {Settings} settings @param {import("./parts.js").Share} share */
function draw(host, settings, share) {
  const { x, y, x_valid: xv, y_valid: yv, epochs, patience, sizes, decays, range, low, high } = settings;
  const draws = drawsOf(settings.draws);
  /** @type {Set} */
  const set = { neurons: settings.neurons, points: settings.points, decay: settings.weight_decay, dropout: settings.dropout, early: settings.stop_early };
  let net = learner(settings, draws, set);
  const into = frame(host, settings.title);
  const on = plot(into.stage, {
    x: { low: -1.05, high: 1.05, label: "x" },
    y: { low: range[0], high: range[1], label: "y" },
    label: "Training points as discs, validation points as crosses, and the curve that the network has learnt",
  });
  const history = plot(into.stage, {
    width: into.narrow ? 340 : 380,
    room: ROOM,
    x: { low: START, high: epochs, label: "epoch", log: true },
    y: { low, high, label: "loss", log: true },
    label: "Training loss and validation loss at each epoch, both axes on scales of powers of ten",
  });
  const layer = on.layer();
  const old = svg("path", { class: "al-fig-curve al-fig-faded" }, layer);
  svg("path", { class: "al-fig-goal al-fig-crosses al-fig-few", d: xv.map((/** @type {number} */ v, /** @type {number} */ i) => `M${on.X(v) - 3} ${on.Y(yv[i]) - 3}l6 6m0 -6l-6 6`).join("") }, layer);
  const bestFit = svg("path", { class: "al-fig-series al-fig-series-2" }, layer);
  const fit = svg("path", { class: "al-fig-curve" }, layer);
  const discs = svg("path", { class: "al-fig-dot" }, layer);
  const later = history.layer();
  const before = svg("path", { class: "al-fig-curve al-fig-faded" }, later);
  const curves = { train: curve(later, history.root, 0, "training"), valid: curve(later, history.root, 2, "validation") };
  const lowest = svg("path", { class: "al-fig-halves" }, later);

  const setSize = slider(
    into,
    { name: "neurons", label: "neurons", min: 0, max: sizes.length - 1, step: 1, value: set.neurons, text: String, of: (i) => sizes[i],
      back: (v) => sizes.indexOf(v) },
    (neurons) => again({ neurons }),
  );
  slider(into, { name: "points", label: "training points", min: 5, max: x.length, step: 1, value: set.points, text: String }, (points) => again({ points }));
  slider(
    into,
    { name: "decay", label: "L2, λ", min: 0, max: decays.length - 1, step: 1, value: set.decay, of: (i) => decays[i], back: (v) => decays.indexOf(v) },
    (decay) => again({ decay }),
  );
  slider(into, { name: "dropout", label: "dropout, p", min: 0, max: 0.7, step: 0.05, value: set.dropout }, (dropout) => again({ dropout }));
  const work = () => {
    if (over()) {
      keep();
      net = learner(settings, draws, set);
    }
    const until = performance.now() + BUDGET;
    while (!over() && performance.now() < until) net.learn();
    if (over()) net.look();
    return !over();
  };
  const play = playButton(into, work, show);
  const early = button(into, "Early stopping", () => again({ early: !set.early }));
  into.first("Move “neurons”, “L2, λ” or “dropout, p”: it learns again. Where do the two losses part?");
  into.key("Circles: training. Crosses: validation. Solid: what is learnt. Dotted: what it was at the lowest validation loss.");
  const fill = into.table(["epoch", "training loss", "validation loss"]);
  setSize(set.neurons);

  const stopped = () => set.early && net.epoch() - net.best().epoch >= patience;
  const over = () => net.epoch() >= epochs || stopped();

  /** What was learnt to the end stays as a pale line, to compare. */
  function keep() {
    if (!over()) return;
    old.setAttribute("d", fit.getAttribute("d") ?? "");
    move(before, { d: line("valid") });
  }

  /** @param {Partial<Set>} change */
  function again(change) {
    keep(); // while `set` says how it was learnt
    Object.assign(set, change);
    net = learner(settings, draws, set);
    show();
    play.start();
  }

  /** @param {"train" | "valid"} which */
  function line(which) {
    return pathOf(history, net.past.map((p) => [Math.max(p.epoch, START), inside(p[which])]));
  }

  const inside = (/** @type {number} */ v) => Math.min(high, Math.max(low, v));

  function show() {
    const { past, predict, w } = net;
    const best = net.best();
    const last = past[past.length - 1];
    const learnt = set.early && over() ? best.w : w;
    move(fit, { d: pathOf(on, graphOf((v) => predict(learnt, v), -1.05, 1.05, 200)) });
    move(bestFit, { d: pathOf(on, graphOf((v) => predict(best.w, v), -1.05, 1.05, 200)) });
    move(discs, { d: x.slice(0, set.points).map((/** @type {number} */ v, /** @type {number} */ i) => mark(0, on.X(v), on.Y(y[i]), 4.5)).join("") });
    const px = history.X(Math.max(last.epoch, START));
    const ends = [last.train, last.valid].map((v) => history.Y(inside(v)));
    const names = apart(ends, 15, history.box.top, history.box.bottom);
    curves.train.show(line("train"), [px, ends[0]], [px + 10, names[0]]);
    curves.valid.show(line("valid"), [px, ends[1]], [px + 10, names[1]]);
    const at = history.X(Math.max(best.epoch, START));
    move(lowest, { d: `M${at} ${history.box.top}V${history.box.bottom}` });
    early.setAttribute("aria-pressed", String(set.early));
    host.toggleAttribute("data-busy", !over());
    into.say(
      `${set.neurons} neurons, ${set.points} training points, L2 ${format(set.decay)}, dropout ${format(set.dropout)}. Epoch ${last.epoch}: ` +
        `training loss ${format(last.train, 3)}, validation loss ${format(last.valid, 3)}, lowest at epoch ${best.epoch} (the dotted curve): ${format(best.valid, 3)}. ` +
        `${verdict(last, best)}${old.getAttribute("d") ? " Pale: what was learnt before." : ""}`,
    );
    const listed = past.filter((p, i) => i % 20 === 0 || p === last || p.epoch === best.epoch);
    fill(listed.map((p) => [p.epoch === best.epoch ? `${p.epoch}, lowest` : String(p.epoch), p.train, p.valid]));
    Object.assign(host.dataset, { epoch: last.epoch, train: last.train, valid: last.valid, best: best.epoch, lowest: best.valid });
    share({ ...set, epoch: last.epoch, train: last.train, valid: last.valid, best: best.epoch });
  }

  /** @param {Moment} last @param {{epoch: number, valid: number}} best */
  function verdict(last, best) {
    if (!over()) return "It is still learning.";
    if (stopped()) return `It stopped early: for ${patience} epochs the validation loss has not fallen, so the curve of epoch ${best.epoch} is kept.`;
    const least = Math.max(settings.noise ** 2, 0.01); // what nobody can learn
    if (last.train > 1.4 * least) return "It underfits: even the training points are missed by more than their noise.";
    if (last.valid > 2 * last.train && last.valid > 1.5 * best.valid) return "It overfits: it has learnt the noise of the training points.";
    return "It neither underfits nor overfits much.";
  }
  show();
  play.start();
}

export default figure(draw);
