// @ts-check
// Gradients in a deep network: their size in each layer, with the activation and the start of the weights.
import { svg } from "../../js/page/dom.js";
import { format } from "../../js/model/numbers.js";
import { OPS } from "../../js/model/ops.js";
import { drawsOf } from "./draws.js";
import { move, pathOf, plot } from "./plot.js";
import { button, choice, figure, frame, slider } from "./parts.js";
import { apart, curve, mark } from "./series.js";

const [HELD, KINDS, NOW, ROOM] = [3, [1, 2, 3], 4, 64]; // how many curves can be kept, and their strokes; that of the present one
const [NEAR, HUGE] = [100, 1000]; // what still counts as one size, from layer to layer and in all
const SIZES = { low: 1e-8, high: 1e8 }; // of the picture beside it

/** @typedef {{norms: number[], deltas: number[], sizes: number[], slopes: number[]}} Found for each layer ‖∂L/∂W‖, ‖δ‖, the
 * size of its outputs (the root of their mean square), and the mean slope of its activation */

/** One pass forward and one back. @param {Float64Array} draws X, R, then the weights layer by layer
 * @param {{width: number, rows: number, layers: number, activation: string, std: number}} net @returns {Found} */
function measure(draws, { width: n, rows, layers, activation, std }) {
  const op = OPS[activation];
  const count = rows * n;
  let a = draws.subarray(0, count);
  const R = draws.subarray(count, 2 * count);
  const W = (/** @type {number} */ l) => draws.subarray(2 * count + l * n * n, 2 * count + (l + 1) * n * n);
  const inputs = [];
  const steep = /** @type {Float64Array[]} */ ([]);
  const sizes = [];
  for (let l = 0; l < layers; l++) {
    const w = W(l);
    const out = new Float64Array(count);
    const slope = new Float64Array(count).fill(1);
    for (let r = 0; r < rows; r++) {
      for (let j = 0; j < n; j++) {
        let z = 0;
        for (let i = 0; i < n; i++) z += a[r * n + i] * std * w[i * n + j];
        const value = op ? op.forward(z) : z;
        out[r * n + j] = value;
        if (op) slope[r * n + j] = op.slopes[0](z, 0, value);
      }
    }
    inputs.push(a);
    steep.push(slope);
    sizes.push(length(out) / Math.sqrt(count));
    a = out;
  }
  const norms = new Array(layers).fill(0);
  const deltas = new Array(layers).fill(0);
  const scale = length(R);
  let g = R.map((v) => v / scale);
  for (let l = layers - 1; l >= 0; l--) {
    const w = W(l);
    const delta = g.map((v, at) => v * steep[l][at]);
    const dW = new Float64Array(n * n);
    g = new Float64Array(count);
    for (let r = 0; r < rows; r++) {
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let j = 0; j < n; j++) {
          dW[i * n + j] += inputs[l][r * n + i] * delta[r * n + j];
          sum += std * w[i * n + j] * delta[r * n + j];
        }
        g[r * n + i] = sum;
      }
    }
    norms[l] = length(dW);
    deltas[l] = length(delta);
  }
  return { norms, deltas, sizes, slopes: steep.map((list) => list.reduce((sum, v) => sum + v, 0) / count) };
}

/** @param {Float64Array} list */
function length(list) {
  let sum = 0;
  for (const v of list) sum += v * v;
  return Math.sqrt(sum);
}

/** Which of some values a picture cannot hold: "outputs above the scale: layers 8 to 20", or nothing. @param {string} what
 * @param {number[]} values @param {number} low @param {number} high */
function offScale(what, values, low, high) {
  const layers = (/** @type {(v: number) => boolean} */ out) => values.flatMap((v, l) => (out(v) ? [l + 1] : []));
  const [below, above] = [layers((v) => v < low), layers((v) => !(v <= high) && !(v < low))];
  const told = (/** @type {number[]} */ list) => (list.length > 1 ? `layers ${list[0]} to ${list[list.length - 1]}` : `layer ${list[0]}`);
  return [above.length ? `${what}above the scale: ${told(above)}` : "", below.length ? `${what}below the scale: ${told(below)}` : ""]
    .filter(Boolean)
    .join("; ");
}

/** What becomes of a gradient. @param {number[]} norms @param {number} start @param {number} end */
function verdict(norms, start, end) {
  if (start === 0) return "Nothing of it arrives.";
  if (start * NEAR < end) return "It vanishes.";
  if (start > NEAR * end) return "It explodes.";
  if (Math.max(...norms) > HUGE) return "It is huge in every layer, since what goes forward explodes.";
  if (Math.max(...norms) * HUGE < 1) return "It is tiny in every layer, since what goes forward vanishes.";
  return "It keeps its size, more or less.";
}

/** What figures.depth() settles.
 * @typedef {{layers: number, most: number, width: number, rows: number, fine: number, activation: string, init: string,
 *   gain: number, activations: string[], low: number, high: number, inits: {name: string, std: number}[], draws: string,
 *   norms: string[], norm: string, title: string}} Settings */

/** @param {HTMLElement} host @param {Settings} settings @param {import("./parts.js").Share} share */
function draw(host, settings, share) {
  const { width, rows, most, low, high } = settings;
  /** @type {{name: string, std: number}[]} */
  const inits = settings.inits;
  const [WEIGHTS] = settings.norms; // and then what it is of a δ
  const draws = drawsOf(settings.draws, settings.fine);
  let { layers, activation, init, gain, norm } = settings;
  /** @type {{name: string, norms: number[]}[]} */
  let kept = [];
  const into = frame(host, settings.title);
  const on = plot(into.stage, {
    width: into.narrow ? 340 : 370,
    x: { low: 1, high: most, label: "layer, from input to output" },
    y: { low, high, label: "norm of the gradient", log: true },
    label: "The norm of the gradient in each layer, on a scale of powers of ten",
  });
  const beside = plot(into.stage, {
    width: into.narrow ? 340 : 350,
    room: ROOM,
    x: { low: 1, high: most, label: "layer, from input to output" },
    y: { low: SIZES.low, high: SIZES.high, label: "size of outputs, slope of activation", log: true },
    label: "The size of each layer's outputs, and the mean slope of its activation",
  });
  const layer = on.layer();
  const dots = svg("path", { class: `al-fig-end al-fig-end-${NOW}` }, layer);
  const held = KINDS.map((kind) => curve(layer, on.root, kind, ""));
  const now = curve(layer, on.root, NOW, "now");
  const forward = beside.layer();
  const size = curve(forward, beside.root, 0, "outputs");
  const slope = curve(forward, beside.root, 2, "slope");
  const off = [on, beside].map(({ box, root }) => svg("text", { class: "al-fig-note al-fig-off", "text-anchor": "end", x: box.right - 4 }, root));

  const set = slider(into, { name: "layers", label: "layers", min: 2, max: most, step: 1, value: layers, text: String }, (v) => update({ layers: v }));
  choice(into, "activation", settings.activations, activation, (v) => update({ activation: v }));
  choice(into, "weights", inits.map(({ name }) => name), init, (v) => update({ init: v }));
  const setGain = slider(into, { name: "gain", label: "weights times", min: 0.25, max: 4, step: 0.05, value: gain }, (v) => update({ gain: v }));
  choice(into, "norm of", settings.norms, norm, (v) => {
    norm = v;
    kept = [];
    update({});
  });
  button(into, "Keep this curve", () => {
    const { norms } = seen();
    kept = [...kept, { name: name(), norms }].slice(-HELD);
    update({});
  });
  button(into, "Forget the kept ones", () => {
    kept = [];
    update({});
  });
  into.first("Choose another activation, or move “layers”: does the gradient still arrive in layer 1?");
  const fill = into.table(["layer", "‖∂L/∂W‖", "‖δ‖", "size of its outputs", "mean slope of its activation"]);

  const name = () => `${activation}, ${init.split(":")[0]}${gain === 1 ? "" : ` × ${format(gain)}`}`;
  const seen = () => {
    const std = gain * (inits.find((one) => one.name === init)?.std ?? 1);
    const found = measure(draws, { width, rows, layers, activation, std });
    return { ...found, norms: norm === WEIGHTS ? found.norms : found.deltas, weights: found.norms };
  };

  const within = (/** @type {number} */ v, /** @type {number} */ from, /** @type {number} */ to) => Math.min(to, Math.max(from, v));
  const numbered = (/** @type {number[]} */ values) => values.map((v, l) => /** @type {[number, number]} */ ([l + 1, v]));

  /** @param {{layers?: number, activation?: string, init?: string, gain?: number}} change */
  function update(change) {
    ({ layers, activation, init, gain } = { layers, activation, init, gain, ...change });
    set(layers);
    setGain(gain);
    const { norms, deltas, weights, sizes, slopes } = seen();
    const all = [...kept, { name: name(), norms }];
    const beginnings = all.map((one) => on.Y(within(one.norms[0], low, high)));
    const wished = all.map(({ norms: list }, i) => beginnings[i] + (list[0] < list[layers - 1] ? 14 : -12)); // off the curve
    const [beyond, larger] = [offScale("", norms, low, high), norms.some((v) => !(v <= high))];
    wished.push(...(beyond ? [larger ? on.box.top + 14 : on.box.bottom - 8] : []));
    const labels = apart(wished, 15, on.box.top + 14, on.box.bottom - 8);
    held.forEach((one, i) => one.show("", [0, 0], null));
    all.forEach((one, i) => {
      const drawn = i < kept.length ? held[i] : now;
      const end = one.norms[0] === within(one.norms[0], low, high) ? beginnings[i] : NaN; // no mark where the curve is not
      drawn.show(pathOf(on, numbered(one.norms)), [on.X(1), end], [on.X(1) + 24, labels[i]], "start", one.name, [on.X(1) + 15, labels[i]]);
    });
    move(dots, { d: numbered(norms).map(([l, v]) => (v === within(v, low, high) ? mark(NOW, on.X(l), on.Y(v), 2.5) : "")).join("") });
    const lasts = [sizes, slopes].map((list) => list[layers - 1]);
    const ends = lasts.map((v) => beside.Y(within(v, SIZES.low, SIZES.high)));
    const names = apart(ends, 15, beside.box.top, beside.box.bottom);
    [sizes, slopes].forEach((list, i) => {
      const end = lasts[i] === within(lasts[i], SIZES.low, SIZES.high) ? ends[i] : NaN;
      (i ? slope : size).show(pathOf(beside, numbered(list)), [beside.X(layers), end], [beside.X(layers) + 10, names[i]]);
    });
    off[0].textContent = beyond;
    move(off[0], { y: (labels[all.length] ?? 0) + 4 });
    const beyondToo = [offScale("outputs ", sizes, SIZES.low, SIZES.high), offScale("slope ", slopes, SIZES.low, SIZES.high)].filter(Boolean);
    off[1].textContent = beyondToo.join("; ");
    move(off[1], { y: sizes.some((v) => !(v <= SIZES.high)) ? beside.box.top + 18 : beside.box.bottom - 8 });
    into.say(told(norms));
    fill(weights.map((v, l) => [String(l + 1), v, deltas[l], sizes[l], slopes[l]]));
    host.dataset.norms = JSON.stringify({ weights, deltas });
    share({ layers, activation, init, gain, norms });
  }

  /** @param {number[]} norms */
  function told(norms) {
    const [start, end] = [norms[0], norms[layers - 1]];
    const factor = (start / end) ** (1 / (layers - 1));
    const each = Number.isFinite(factor) && factor > 0 ? ` Each layer on the way back multiplies it by about ${format(factor, 2)}.` : "";
    return (
      `${layers} layers of ${width} neurons, ${name()}: the norm of ${norm} is ${format(end, 2)} in layer ${layers} ` +
      `and ${format(start, 2)} in layer 1.${each} ${verdict(norms, start, end)}`
    );
  }
  update({});
}

export default figure(draw);
