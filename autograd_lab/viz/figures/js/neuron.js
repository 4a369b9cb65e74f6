// @ts-check
// One sigmoid neuron with one input: its curve, its slope at a place, and where it is saturated.
import { svg } from "../../js/page/dom.js";
import { format } from "../../js/model/numbers.js";
import { sigmoid } from "../../js/model/functions.js";
import { graphOf, move, pathOf, plot } from "./plot.js";
import { figure, frame, handle, mean, slider, snap } from "./parts.js";

const GRAIN = 0.05; // of x
const FLAT = 0.05; // below this slope of σ, a fifth of the largest, the neuron is called saturated
const EDGE = Math.log((1 + Math.sqrt(1 - 4 * FLAT)) / (1 - Math.sqrt(1 - 4 * FLAT))); // the |z| at which it is reached

/** What figures.neuron() settles.
 * @typedef {{w: number, b: number, x: number, points: [number, number][], ranges: Record<string, number[]>, x_label: string,
 *   y_label: string, title: string}} Settings */

/** @param {HTMLElement} host @param {Settings} settings @param {import("./parts.js").Share} share */
function draw(host, settings, share) {
  const { points, ranges } = settings;
  let { w, b, x } = settings;
  const into = frame(host, settings.title);
  const on = plot(into.stage, {
    x: { low: ranges.x[0], high: ranges.x[1], label: settings.x_label },
    y: { low: -0.1, high: 1.1, label: settings.y_label },
    label: "The neuron's output over its input, with its slope at the chosen input; shaded where it is saturated",
  });
  const under = plot(into.stage, {
    x: { low: ranges.x[0], high: ranges.x[1], label: settings.x_label },
    y: { low: -0.02, high: 0.28, label: "slope of σ", ticks: 3 },
    label: "The slope of σ over the same input: a hill of height a quarter where z is 0",
  });
  const layer = on.layer();
  const shades = [0, 1].map(() => svg("rect", { class: "al-fig-flat", y: on.box.top, height: on.box.bottom - on.box.top }, layer));
  const line = svg("path", { class: "al-fig-curve" }, layer);
  const tangent = svg("path", { class: "al-fig-slope" }, layer);
  const targets = points.map((/** @type {[number, number]} */ [at, y]) => ({
    stick: svg("line", { class: "al-fig-residual", x1: on.X(at), x2: on.X(at), y1: on.Y(y) }, layer),
    dot: svg("circle", { class: "al-fig-dot", r: 5, cx: on.X(at), cy: on.Y(y) }, layer),
  }));
  const spot = handle(on.root, "x", "x", (event) => {
    const [low, high] = ranges.x;
    update({ x: snap(Math.min(high, Math.max(low, on.point(event)[0])), GRAIN) });
  });
  into.first("Drag x along the curve, then move w: where is the slope large?");
  const below = under.layer();
  const flats = [0, 1].map(() => svg("rect", { class: "al-fig-flat", y: under.box.top, height: under.box.bottom - under.box.top }, below));
  const hill = svg("path", { class: "al-fig-curve" }, below);
  const height = svg("line", { class: "al-fig-slope" }, below);
  const top = svg("circle", { class: "al-fig-spot", r: 6 }, below);
  const set = {
    w: slider(into, { name: "w", min: ranges.w[0], max: ranges.w[1], step: 0.1, value: w }, (v) => update({ w: v })),
    b: slider(into, { name: "b", min: ranges.b[0], max: ranges.b[1], step: 0.1, value: b }, (v) => update({ b: v })),
    x: slider(into, { name: "x", min: ranges.x[0], max: ranges.x[1], step: GRAIN, value: x }, (v) => update({ x: v })),
  };
  const fill = into.table(["x", "z = w·x + b", "a = σ(z)", "slope of σ", ...(points.length ? ["target", "(a − y)²"] : [])]);

  /** @param {{w?: number, b?: number, x?: number}} change */
  function update(change) {
    ({ w, b, x } = { w, b, x, ...change });
    set.w(w);
    set.b(b);
    set.x(x);
    const out = (/** @type {number} */ v) => sigmoid(w * v + b);
    const steep = (/** @type {number} */ v) => out(v) * (1 - out(v));
    const [left, right] = ranges.x;
    move(line, { d: pathOf(on, graphOf(out, left, right, 240)) });
    move(hill, { d: pathOf(under, graphOf(steep, left, right, 240)) });
    shade(on, shades);
    shade(under, flats);
    const [z, a, s] = [w * x + b, out(x), steep(x)];
    const reach = 0.18 * (right - left);
    move(tangent, { d: pathOf(on, [[x - reach, a - reach * s * w], [x + reach, a + reach * s * w]]) });
    move(spot, { transform: `translate(${on.X(x)} ${on.Y(a)})` });
    move(top, { cx: under.X(x), cy: under.Y(s) });
    move(height, { x1: under.X(x), x2: under.X(x), y1: under.Y(0), y2: under.Y(s) });
    targets.forEach(({ stick }, i) => move(stick, { y2: on.Y(out(points[i][0])) }));
    const losses = points.map((/** @type {[number, number]} */ [at, y]) => (out(at) - y) ** 2);
    const saturated = s < FLAT ? " Saturated: z hardly moves a." : "";
    into.say(
      `w = ${format(w)}, b = ${format(b)}${losses.length ? `: L = ${format(mean(losses))}` : ""}. At x = ${format(x)}: ` +
        `z = ${format(z)}, a = σ(z) = ${format(a)}, slope of σ ${format(s)}.${saturated}`,
    );
    fill(
      points.length
        ? points.map((/** @type {[number, number]} */ [at, y], /** @type {number} */ i) => [at, w * at + b, out(at), steep(at), y, losses[i]])
        : graphOf(out, left, right, 8).map(([at, v]) => [at, w * at + b, v, v * (1 - v)]),
    );
    host.dataset.a = String(a);
    host.dataset.slope = String(s);
    share({ w, b, x, z, a });
  }

  /** Shade where |z| is beyond the edge. @param {import("./plot.js").Plot} where @param {Element[]} rects */
  function shade(where, rects) {
    const [left, right] = ranges.x;
    const clip = (/** @type {number} */ v) => Math.min(right, Math.max(left, v));
    const all = Math.abs(b) > EDGE ? right : left; // of a flat curve: everything or nothing
    const ends = w ? [(-EDGE - b) / w, (EDGE - b) / w].sort((p, q) => p - q).map(clip) : [all, right];
    move(rects[0], { x: where.X(left), width: where.X(ends[0]) - where.X(left) });
    move(rects[1], { x: where.X(ends[1]), width: where.X(right) - where.X(ends[1]) });
  }
  update({});
}

export default figure(draw);
