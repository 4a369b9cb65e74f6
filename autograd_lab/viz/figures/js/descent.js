// @ts-check
// Gradient descent on the loss of a line through points: the path over the loss, and the loss step by step.
import { svg } from "../../js/page/dom.js";
import { format } from "../../js/model/numbers.js";
import { KEY, KEY_WITH_LINE, drawBottomLine, drawHeights, equalLosses } from "./ground.js";
import { graphOf, move, pathOf, plot } from "./plot.js";
import { button, figure, frame, handle, mean, slider, snap } from "./parts.js";
import { rateSlider } from "./rates.js";
import { mark } from "./series.js";

const TOO_LARGE = 1e12; // here a path is cut off

/** @typedef {{w: number, b: number, loss: number, dw: number, db: number}} Place */

/** The loss of w·x + b and its gradient, eq. 1.2 and 3.1. @param {number[]} xs @param {number[]} ys
 * @param {number} w @param {number} b @returns {Place} */
function placeAt(xs, ys, w, b) {
  // what is left of a residual by rounding alone is no residual: the reader is told 0
  const r = xs.map((x, i) => w * x + b - ys[i]).map((v, i) => (Math.abs(v) < 1e-13 * (1 + Math.abs(ys[i])) ? 0 : v));
  return { w, b, loss: mean(r.map((v) => v * v)), dw: 2 * mean(r.map((v, i) => v * xs[i])), db: 2 * mean(r) };
}

/** What figures.descent() settles.
 * @typedef {{x: number[], y: number[], w: number, b: number, rate: number, steps: number, most: number, flat: boolean,
 *   lowest: number, goal: number[] | null, ranges: {w: number[], b: number[], L: number[], steps: number[], rate: [number, number], grain: number}, title: string}} Settings */

/** @param {HTMLElement} host @param {Settings} settings @param {import("./parts.js").Share} share */
function draw(host, settings, share) {
  const { x: xs, y: ys, flat, ranges, most } = settings;
  let { w, b, rate, steps } = settings;
  const into = frame(host, settings.title);
  const at = (/** @type {number} */ p, /** @type {number} */ q) => placeAt(xs, ys, p, q);
  const on = plot(into.stage, {
    x: { low: ranges.w[0], high: ranges.w[1], label: "w" },
    y: flat ? { low: 0, high: ranges.L[1], label: "loss L" } : { low: ranges.b[0], high: ranges.b[1], label: "b" },
    label: flat ? "The loss as a curve over w, with the places visited" : "The loss over w and b as shades and lines of equal loss, with the path taken" + (settings.goal ? "; a cross marks the bottom" : "; a line marks the bottom"),
  });
  const [floor, top] = ranges.steps;
  const history = plot(into.stage, {
    x: { low: 0, high: most, label: "step" },
    y: { low: floor / 2, high: top, label: "loss L", log: true }, // what stands on the floor is seen whole
    label: "The loss at each step, on a scale of powers of ten",
  });
  const layer = on.layer();
  if (flat) svg("path", { class: "al-fig-curve", d: pathOf(on, graphOf((v) => at(v, b).loss, ranges.w[0], ranges.w[1])) }, layer);
  else drawLevels();
  const path = svg("path", { class: "al-fig-walk" }, layer);
  const tangent = svg("path", { class: "al-fig-slope" }, layer);
  const visited = svg("path", { class: "al-fig-visited" }, layer);
  const now = svg("circle", { r: 6, class: "al-fig-spot" }, layer);
  const inside = (/** @type {number} */ v, /** @type {number[]} */ [low, high]) => snap(Math.max(low, Math.min(high, v)), ranges.grain);
  const first = handle(on.root, "start", flat ? "x" : "xy", (event) => {
    const [p, q] = on.point(event);
    update(flat ? { w: inside(p, ranges.w) } : { w: inside(p, ranges.w), b: inside(q, ranges.b) });
  });
  const losses = history.layer();
  const fall = svg("path", { class: "al-fig-curve" }, losses);
  const dots = svg("path", { class: "al-fig-end" }, losses);
  const lost = svg("text", { class: "al-fig-note", "text-anchor": "middle", x: (on.box.left + on.box.right) / 2, y: on.box.top + 18 }, on.root);

  const set = {
    rate: rateSlider(into, { name: "rate", label: "rate η", range: ranges.rate, value: rate }, (v) => update({ rate: v })),
    steps: slider(into, { name: "steps", label: "steps", min: 0, max: most, step: 1, value: steps }, (v) => update({ steps: v })),
  };
  const buttons = [
    button(into, "One step", () => update({ steps: Math.min(most, steps + 1) }), "next"),
    button(into, "Start again", () => update({ steps: 0 }), "start"),
  ];
  buttons[steps && ended() ? 1 : 0].classList.add("al-figure-main"); // the one that shows something
  into.first(`${steps ? "Move" : "Press “One step” a few times, then move"} “rate η”, or drag the start: which rates find the bottom?`);
  const start = {
    w: slider(into, { name: "w", label: "start w", min: ranges.w[0], max: ranges.w[1], step: ranges.grain, value: w }, (v) => update({ w: v })),
    b: flat
      ? () => {}
      : slider(into, { name: "b", label: "start b", min: ranges.b[0], max: ranges.b[1], step: ranges.grain, value: b }, (v) => update({ b: v })),
  };
  const fill = into.table(flat ? ["step", "w", "L", "∂L/∂w"] : ["step", "w", "b", "L", "∂L/∂w", "∂L/∂b"]);

  function drawLevels() {
    const height = (/** @type {number} */ p, /** @type {number} */ q) => at(p, q).loss;
    const says = `bottom, L = ${format(settings.lowest, 2)}`;
    const bottoms = settings.goal ? [{ at: /** @type {[number, number]} */ (settings.goal), says }] : [];
    drawHeights(layer, on, height, equalLosses(height, settings.lowest, ranges), bottoms);
    if (!settings.goal) drawBottomLine(layer, on, ranges, xs[0], mean(ys), says);
    into.key(settings.goal ? KEY : KEY_WITH_LINE);
  }

  /** The places from the start on, as long as the loss is a number that can be drawn. @returns {Place[]} */
  function walk() {
    const places = [at(w, b)];
    while (places.length <= steps) {
      const { w: p, b: q, dw, db } = places[places.length - 1];
      const next = at(p - rate * dw, flat ? q : q - rate * db);
      if (!(next.loss < TOO_LARGE)) break;
      places.push(next);
    }
    return places;
  }

  /** Whether another step would change nothing that can be seen. */
  function ended() {
    const places = walk();
    return steps === most || places[places.length - 1].loss - settings.lowest < 1e-6 * Math.max(1, places[0].loss);
  }

  /** @param {{w?: number, b?: number, rate?: number, steps?: number}} change */
  function update(change) {
    ({ w, b, rate, steps } = { w, b, rate, steps, ...change });
    set.rate(rate);
    set.steps(steps);
    start.w(w);
    start.b(b);
    const places = walk();
    const last = places[places.length - 1];
    const high = (/** @type {Place} */ p) => (flat ? p.loss : p.b);
    const points = places.map((p) => /** @type {[number, number]} */ ([p.w, high(p)]));
    move(path, { d: pathOf(on, points) });
    move(visited, { d: points.map(([p, q]) => mark(0, on.X(p), on.Y(q), 3)).join("") });
    move(first, { transform: `translate(${on.X(w)} ${on.Y(Math.min(high(places[0]), flat ? ranges.L[1] : Infinity))})` });
    move(now, { cx: on.X(last.w), cy: on.Y(high(last)) });
    const reach = (ranges.w[1] - ranges.w[0]) / 5;
    /** @type {[number, number][]} */
    const slope = flat
      ? [[last.w - reach, last.loss - reach * last.dw], [last.w + reach, last.loss + reach * last.dw]]
      : [[last.w, last.b], [last.w - rate * last.dw, last.b - rate * last.db]];
    move(tangent, { d: pathOf(on, slope) });
    const heights = places.map((p, i) => /** @type {[number, number]} */ ([i, Math.max(p.loss, floor)]));
    move(fall, { d: pathOf(history, heights) });
    move(dots, { d: heights.map(([i, v]) => mark(0, history.X(i), history.Y(v), 3)).join("") });
    const { left, right, top: high0, bottom } = on.box;
    const [px, py] = [on.X(last.w), on.Y(high(last))];
    const away = px < left - 1 || px > right + 1 || py < high0 - 1 || py > bottom + 1;
    lost.textContent = away ? "the path has left the picture" : "";
    into.say(`Rate ${format(rate)}, ${told(places, last)}`);
    fill(places.map((p, i) => (flat ? [String(i), p.w, p.loss, p.dw] : [String(i), p.w, p.b, p.loss, p.dw, p.db])));
    host.dataset.loss = String(last.loss);
    share({ rate, steps, start: flat ? [w] : [w, b], w: last.w, b: last.b, loss: last.loss });
  }

  /** @param {Place[]} places @param {Place} last */
  function told(places, last) {
    const where = flat ? `w = ${format(last.w)}` : `w = ${format(last.w)}, b = ${format(last.b)}`;
    const slope = flat ? `slope ${format(last.dw)}` : `gradient (${format(last.dw)}, ${format(last.db)})`;
    const text = `step ${places.length - 1}: ${where}, L = ${format(last.loss)}, ${slope}. `;
    if (places.length - 1 < steps) return `${text}It blows up: the next loss is larger than 1e12.`;
    if (places.length < 2) return `${text}No step has been taken.`;
    return text + verdict(places.map((p) => p.loss), settings.lowest);
  }
  update({});
}

/** What a row of losses does. @param {number[]} losses @param {number} lowest */
function verdict(losses, lowest) {
  const [start, end] = [losses[0], losses[losses.length - 1]];
  const small = 1e-6 * Math.max(1, start);
  if (end - lowest < small) return "This is the bottom.";
  if (Math.abs(end - start) < small) return "The loss is what it was at the start.";
  if (end > start) return "The loss grows.";
  return losses.some((v, i) => i && v > losses[i - 1]) ? "The loss falls, but not in each step." : "The loss falls in each step.";
}

export default figure(draw);
