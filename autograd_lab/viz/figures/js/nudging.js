// @ts-check
// A derivative by nudging: the curve under a microscope that is always a few steps wide, and the error for each step.
import { svg } from "../../js/page/dom.js";
import { format } from "../../js/model/numbers.js";
import { OPS } from "../../js/model/ops.js";
import { graphOf, move, pathOf, plot, tenTo } from "./plot.js";
import { choice, figure, frame, handle, slider } from "./parts.js";

const SMALLEST = -17; // powers of ten of the step h
const FLOOR = 1e-17; // an error of exactly 0 is drawn here
const EDGE = 10 ** 0.5; // by so much the axes go on beyond the marks: none is cut
const WIDE = 3; // the microscope shows so many steps to each side

/** @typedef {{f: (x: number) => number, slope: (x: number) => number}} Curve */

/** A function of the table of operations. @param {string} op @param {number[]} more @returns {Curve} */
function curve(op, more) {
  const { forward, slopes, arity } = OPS[op];
  const f = (/** @type {number} */ x) => forward(x, ...more);
  return { f, slope: (x) => slopes[0](x, ...(arity === 2 ? more : [0]), f(x)) };
}

/** The slope as nudging finds it. @param {Curve} c @param {number} x @param {number} h @param {boolean} central */
function nudged({ f }, x, h, central) {
  return central ? (f(x + h) - f(x - h)) / (2 * h) : (f(x + h) - f(x)) / h;
}

/** The step at a position of the slider; whole powers of ten exactly. @param {number} k */
function stepAt(k) {
  return Number.isInteger(k) ? Number(`1e${k}`) : 10 ** k;
}

/** What figures.nudging() settles.
 * @typedef {{functions: {name: string, op: string, more: number[]}[], name: string, x: number, h: number, central: boolean, title: string}} Settings */

/** @param {HTMLElement} host @param {Settings} settings @param {import("./parts.js").Share} share */
function draw(host, settings, share) {
  const { x, functions } = settings;
  let { name, h, central } = settings;
  const into = frame(host, settings.title);
  const near = plot(into.stage, {
    x: { low: -WIDE, high: WIDE, label: "distance from x, in steps h" },
    y: { low: -1, high: 1, label: "change of f, in steps h", ticks: 1 },
    label: "The curve near x, six steps wide, as the computer calculates it; the line through the two points used",
  });
  const errors = plot(into.stage, {
    x: { low: 10 ** SMALLEST / EDGE, high: EDGE, label: "step h", log: true },
    y: { low: FLOOR / EDGE, high: 100, label: "error of the slope", log: true },
    label: "The error for each step h, circles for one side, triangles for both; the table below has the numbers",
  });
  const layer = near.layer();
  const line = svg("path", { class: "al-fig-curve" }, layer);
  const secant = svg("path", { class: "al-fig-slope" }, layer);
  const dots = [0, 1].map(() => svg("circle", { r: 5, class: "al-fig-dot" }, layer));
  const marks = errors.layer();
  const other = svg("path", { class: "al-fig-cloud al-fig-faded" }, marks);
  const cloud = svg("path", { class: "al-fig-cloud" }, marks);
  const here = svg("line", { class: "al-fig-now", y1: errors.box.top, y2: errors.box.bottom }, marks);
  const spot = svg("path", { class: "al-fig-spot" }, marks);
  const grip = handle(errors.root, "h", "x", (event) => {
    const power = Math.round(2 * Math.log10(errors.point(event)[0])) / 2;
    update({ h: stepAt(Math.min(0, Math.max(SMALLEST, power))) });
  });
  into.first("Drag h to the left, to smaller steps: what becomes of the error? Then switch “nudge to”.");
  into.key("Blue: f. Dashed: the line through the two points. ○ one side, △ both sides; an error of 0: at the bottom.");
  if (functions.length > 1) {
    choice(into, "f", functions.map((f) => f.name), name, (chosen) => update({ name: chosen }));
  }
  const options = ["one side", "both sides"];
  choice(into, "nudge to", options, options[Number(central)], (chosen) => update({ central: chosen === options[1] }));
  const set = slider(
    into,
    { name: "h", label: "h", min: SMALLEST, max: 0, step: 0.5, value: h, text: (v) => format(v), of: stepAt, back: Math.log10 },
    (v) => update({ h: v }),
  );
  const fill = into.table(["h", "one side", "error", "both sides", "error"]);

  /** @param {{h?: number, central?: boolean, name?: string}} change */
  function update(change) {
    ({ h, central, name } = { h, central, name, ...change });
    set(h);
    const { op, more } = functions.find((f) => f.name === name) ?? functions[0];
    const c = curve(op, more);
    const exact = c.slope(x);
    const found = nudged(c, x, h, central);
    const tall = WIDE * Math.max(Math.abs(exact), 0.5) * 1.25; // in steps
    const rise = (/** @type {number} */ t) => (c.f(x + t * h) - c.f(x)) / h / tall;
    move(line, { d: pathOf(near, graphOf(rise, -WIDE, WIDE, 360)) });
    const used = central ? [-1, 1] : [0, 1];
    used.forEach((t, i) => move(dots[i], { cx: near.X(t), cy: near.Y(rise(t)) }));
    const through = (/** @type {number} */ t) => rise(used[0]) + ((t - used[0]) * found) / tall;
    move(secant, { d: pathOf(near, [[-WIDE, through(-WIDE)], [WIDE, through(WIDE)]]) });
    const steps = Array.from({ length: -2 * SMALLEST + 1 }, (_, i) => stepAt(SMALLEST + i / 2));
    const at = (/** @type {number} */ v, /** @type {boolean} */ both) => Math.max(Math.abs(nudged(c, x, v, both) - exact), FLOOR);
    const all = (/** @type {boolean} */ both) => steps.map((v) => mark(v, at(v, both), both, 3.5)).join("");
    move(cloud, { d: all(central) });
    move(other, { d: all(!central) });
    move(spot, { d: mark(h, at(h, central), central, 7) });
    move(here, { x1: errors.X(h), x2: errors.X(h) });
    move(grip, { transform: `translate(${errors.X(h)} ${errors.box.top - 2})` });
    const off = Math.abs(found - exact);
    const formula = central ? "(f(x + h) − f(x − h)) / 2h" : "(f(x + h) − f(x)) / h";
    into.say(
      `f = ${name} at x = ${format(x)}, h = ${format(h)}: ${formula} = ${digits(found)}. ` +
        `The slope is ${digits(exact)}; the error is ${off ? format(off, 3) : "0"}.`,
    );
    fill(steps.filter((_, i) => i % 2 === 0).reverse().map((v) => {
      const [one, both] = [nudged(c, x, v, false), nudged(c, x, v, true)];
      return [tenTo(v), digits(one), format(Math.abs(one - exact), 3), digits(both), format(Math.abs(both - exact), 3)];
    }));
    host.dataset.slope = String(found);
    share({ h, f: name, both_sides: central });
  }

  /** A circle for one side, a triangle for both. @param {number} v @param {number} e @param {boolean} both @param {number} r */
  function mark(v, e, both, r) {
    const [px, py] = [errors.X(v), errors.Y(e)];
    if (both) return `M${px - r} ${py + 0.8 * r}h${2 * r}l${-r} ${-1.8 * r}z`;
    return `M${px - r} ${py}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
  }
  update({});
}

/** As many digits as a nudge can be wrong in. @param {number} v */
function digits(v) {
  return Number.isFinite(v) ? String(Number(v.toPrecision(12))).replace("-", "−") : format(v);
}

export default figure(draw);
