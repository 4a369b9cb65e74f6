// @ts-check
// A line through points: drag it, and see each residual, its square, and the mean of the squares; or, beside the line, the
// point that it is in the plane of all lines.
import { svg } from "../../js/page/dom.js";
import { format } from "../../js/model/numbers.js";
import { KEY, KEY_WITH_LINE, drawBottomLine, drawHeights, equalLosses } from "./ground.js";
import { move, pathOf, plot } from "./plot.js";
import { figure, frame, handle, mean, signed, slider, snap } from "./parts.js";

const STEP = 0.05; // of both sliders
const [ROOM, LITTLE] = [170, 108]; // for the mean square, to the right of the plot

/** What figures.line_fit() settles.
 * @typedef {{x: number[], y: number[], w: number, b: number, measure: "squares" | "residuals", plane: boolean,
 *   ranges: Record<"x" | "y" | "w" | "b", number[]>, x_label: string, y_label: string, title: string}} Settings */

/** The line with the smallest loss, as its point (w, b); none where all x are equal. @param {number[]} xs @param {number[]} ys
 * @returns {[number, number][]} */
function bestLines(xs, ys) {
  if (Math.max(...xs) === Math.min(...xs)) return [];
  const [mx, my] = [mean(xs), mean(ys)];
  const spread = mean(xs.map((x) => (x - mx) ** 2));
  const w = mean(xs.map((x, i) => (x - mx) * (ys[i] - my))) / spread;
  return [[w, my - w * mx]];
}

/** @param {HTMLElement} host @param {Settings} settings @param {import("./parts.js").Share} share */
function draw(host, settings, share) {
  const { x: xs, y: ys, measure, plane, ranges } = settings;
  let { w, b } = settings;
  const squares = measure === "squares";
  const into = frame(host, settings.title);
  const room = plane ? 0 : into.narrow ? LITTLE : ROOM;
  const on = plot(into.stage, {
    ...(plane ? {} : { width: into.narrow ? 360 : 640, height: into.narrow ? 280 : 340, room }),
    x: { low: ranges.x[0], high: ranges.x[1], label: settings.x_label },
    y: { low: ranges.y[0], high: ranges.y[1], label: settings.y_label },
    label: `${xs.length} points and a line, with the residual of each point; the sentence below says the numbers`,
  });
  const tall = Math.abs(on.Y(1) - on.Y(0)); // pixels for one unit of y: a residual's square is a square on the screen
  const layer = on.layer();
  const rows = xs.map((/** @type {number} */ x) => ({
    x,
    square: svg("rect", { class: "al-fig-square" }, layer),
    segment: svg("line", { class: "al-fig-residual" }, layer),
    dot: svg("circle", { r: 5, class: "al-fig-dot" }, layer),
    label: svg("text", { class: "al-fig-note" }, layer),
  }));
  const line = svg("path", { class: "al-fig-curve" }, layer);
  const keep = (/** @type {number} */ v, /** @type {number[]} */ [low, high]) => snap(Math.min(high, Math.max(low, v)), STEP);
  const handles = {
    b: handle(on.root, "b", "y", (event) => update({ b: keep(on.point(event)[1], ranges.b) })),
    w: handle(on.root, "w", "y", (event) => {
      const [px, py] = on.point(event);
      update({ w: keep((py - b) / Math.max(px, 0.2 * ranges.x[1]), ranges.w) });
    }),
  };
  const aim = squares ? "make the squares as small as you can." : "how does the mean residual change?";
  into.first(plane ? "Drag the point in the plane of w and b, or the line itself: each line is a point." : `Drag b or w up and down: ${aim}`);
  const point = plane ? pointOnPlane() : null;
  const gauge = svg("g", {}, on.root);
  const area = svg("rect", { class: "al-fig-square al-fig-mean" }, gauge);
  const told = ["", ""].map((_, i) => svg("text", { x: on.box.right + 14, y: on.box.top + 14 + 18 * i, class: i ? "" : "al-fig-big" }, gauge));

  const sliders = {
    w: slider(into, { name: "w", label: "w", min: ranges.w[0], max: ranges.w[1], step: STEP, value: w }, (v) => update({ w: v })),
    b: slider(into, { name: "b", label: "b", min: ranges.b[0], max: ranges.b[1], step: STEP, value: b }, (v) => update({ b: v })),
  };
  const fill = into.table([settings.x_label, settings.y_label, "prediction", "residual", "its square"]);

  /** The plane of all lines with its heights, the losses; where the line stands in it is moved by what is returned. */
  function pointOnPlane() {
    const best = bestLines(xs, ys);
    const bottom = best.length ? "a cross the best one" : "a line those that are best";
    const label = `The loss over w and b as shades and lines of equal loss; a point shows the line on the left, ${bottom}`;
    const [wide, high] = [ranges.w, ranges.b].map(([low, top]) => ({ low, high: top }));
    const ground = plot(into.stage, { x: { ...wide, label: "w" }, y: { ...high, label: "b" }, label });
    const at = (/** @type {number} */ p, /** @type {number} */ q) => mean(xs.map((x, i) => (p * x + q - ys[i]) ** 2));
    const low = best.length ? at(...best[0]) : at(0, mean(ys));
    const says = `L = ${format(low, 2)}`;
    const below = ground.layer();
    drawHeights(below, ground, at, equalLosses(at, low, ranges), best.map((place) => ({ at: place, says })));
    if (!best.length) drawBottomLine(below, ground, ranges, xs[0], mean(ys), says);
    into.key(best.length ? KEY : KEY_WITH_LINE);
    const held = handle(ground.root, "•", "xy", (event) => {
      const [p, q] = ground.point(event);
      update({ w: keep(p, ranges.w), b: keep(q, ranges.b) });
    });
    return () => move(held, { transform: `translate(${ground.X(w)} ${ground.Y(b)})` });
  }

  /** @param {{w?: number, b?: number}} change */
  function update(change) {
    w = change.w ?? w;
    b = change.b ?? b;
    sliders.w(w);
    sliders.b(b);
    const residuals = xs.map((/** @type {number} */ x, /** @type {number} */ i) => w * x + b - ys[i]);
    const loss = mean(residuals.map((/** @type {number} */ r) => r * r));
    rows.forEach(({ x, square, segment, dot, label }, i) => {
      const [px, top, bottom] = [on.X(x), on.Y(Math.max(ys[i], ys[i] + residuals[i])), on.Y(Math.min(ys[i], ys[i] + residuals[i]))];
      const side = bottom - top;
      move(square, { x: px, y: top, width: squares ? side : 0, height: squares ? side : 0 });
      move(segment, { x1: px, x2: px, y1: top, y2: bottom });
      move(dot, { cx: px, cy: on.Y(ys[i]) });
      move(label, { x: px - 8, y: 0.75 * on.Y(ys[i]) + 0.25 * on.Y(ys[i] + residuals[i]) + 4, "text-anchor": "end" });
      label.textContent = side > 10 ? signed(residuals[i]) : "";
    });
    const [low, high] = ranges.x;
    move(line, { d: pathOf(on, [[low, w * low + b], [high, w * high + b]]) });
    const inside = (/** @type {number} */ v) => Math.max(ranges.y[0], Math.min(ranges.y[1], v));
    move(handles.b, { transform: `translate(${on.X(0)} ${on.Y(inside(b))})` });
    const far = w ? Math.max(0.3 * high, Math.min(high, ((w > 0 ? ranges.y[1] : ranges.y[0]) - b) / w)) : high;
    move(handles.w, { transform: `translate(${on.X(Math.min(far, 0.94 * high))} ${on.Y(inside(w * Math.min(far, 0.94 * high) + b))})` });
    point?.();
    const edge = Math.min(room - 10, tall * Math.sqrt(loss));
    const shown = squares && !plane ? edge : 0;
    move(area, { x: on.box.right + 14, y: on.box.bottom - edge, width: shown, height: shown });
    if (!plane) {
      told[0].textContent = squares ? `L = ${format(loss)}` : signed(mean(residuals));
      told[1].textContent = squares ? "the mean square" : "the mean residual"; // apart: the room is narrow
    }
    const list = residuals.map(signed).join(", ");
    const means = `Their mean is ${signed(mean(residuals))}`;
    into.say(`w = ${format(w)}, b = ${format(b)}. Residuals ${list}. ${means}${squares ? `; the mean of their squares, L, is ${format(loss)}` : ""}.`);
    fill([
      ...xs.map((/** @type {number} */ x, /** @type {number} */ i) => [x, ys[i], w * x + b, residuals[i], residuals[i] ** 2]),
      ["mean", mean(ys), mean(residuals) + mean(ys), mean(residuals), loss],
    ]);
    host.dataset.loss = String(loss);
    share({ w, b });
  }
  update({});
}

export default figure(draw);
