// @ts-check
// Four optimisers on one surface, from one start: their paths over lines of equal height, and the height step by step.
import { power, slope_of_power } from "../../js/model/functions.js";
import { svg } from "../../js/page/dom.js";
import { format } from "../../js/model/numbers.js";
import { KEY, drawHeights } from "./ground.js";
import { optimiser } from "./optimisers.js";
import { move, pathOf, plot } from "./plot.js";
import { button, choice, figure, frame, handle, slider, snap } from "./parts.js";
import { playButton } from "./play.js";
import { rateSlider } from "./rates.js";
import { apart, curve, legend, mark } from "./series.js";

const [LEVELS, PACE, GRAIN, TOO_LARGE, ROOM, NAME, NAMES_REACH] = [14, 90, 0.05, 1e12, 84, 80, 52];

/** @typedef {[number, number, number]} Term a coefficient, a power of x, a power of y */
/** @typedef {{name: string, terms: Term[], start: [number, number], rates: Record<string, number>, bottoms: [number, number][]}} Surface */
/** @typedef {{x: number, y: number, loss: number}} Place */

/** The height of a surface and its gradient. @param {Term[]} terms @param {number} x @param {number} y */
function heightAt(terms, x, y) {
  let [loss, dx, dy] = [0, 0, 0];
  for (const [c, p, q] of terms) {
    loss += c * power(x, p) * power(y, q);
    dx += c * slope_of_power(x, p) * power(y, q);
    dy += c * power(x, p) * slope_of_power(y, q);
  }
  return { loss, dx, dy };
}

/** The places of one optimiser, as long as the height is a number that can be drawn. @param {string} name
 * @param {Term[]} terms
 * @param {{start: ArrayLike<number>, rates: Record<string, number>, steps: number, noise: number, constants: Settings["constants"]}} set
 * @param {number[][]} draws @returns {Place[]} */
function walk(name, terms, { start, rates, steps, noise, constants }, draws) {
  const step = optimiser(name, constants, 2);
  const at = Float64Array.from(start);
  const places = [{ x: at[0], y: at[1], loss: heightAt(terms, at[0], at[1]).loss }];
  for (let k = 0; k < steps; k++) {
    const { dx, dy } = heightAt(terms, at[0], at[1]);
    step(at, [dx + noise * draws[k][0], dy + noise * draws[k][1]], rates[name]);
    const { loss } = heightAt(terms, at[0], at[1]);
    if (!(Math.abs(loss) < TOO_LARGE)) break;
    places.push({ x: at[0], y: at[1], loss });
  }
  return places;
}

/** What figures.optimiser_race() settles.
 * @typedef {{surface: string, steps: number, most: number, noise: number, names: string[],
 *   constants: import("./optimisers.js").Constants, noises: number[], range: number[], rate_range: [number, number], floor: number,
 *   top: number, surfaces: Surface[], title: string}} Settings */

/** @param {HTMLElement} host @param {Settings} settings @param {import("./parts.js").Share} share */
function draw(host, settings, share) {
  const { range, most, floor, top, constants } = settings;
  const { names, surfaces } = settings;
  const draws = Array.from({ length: most }, (_, k) => settings.noises.slice(2 * k, 2 * k + 2));
  const find = (/** @type {string} */ name) => surfaces.find((one) => one.name === name) ?? surfaces[0];
  let surface = find(settings.surface);
  let { steps, noise } = settings;
  let { start, rates } = surface;
  /** @type {Set<string>} */
  const hidden = new Set();
  const into = frame(host, settings.title);
  const on = plot(into.stage, {
    x: { low: range[0], high: range[1], label: "x" },
    y: { low: range[0], high: range[1], label: "y" },
    label: `A ground in shades and lines of equal height, with the paths of ${names.join(", ")}; the end of each bears its mark and its name`,
  });
  const history = plot(into.stage, {
    width: into.narrow ? 340 : 380,
    room: ROOM,
    x: { low: 0, high: most, label: "step" },
    y: { low: floor, high: top, label: "loss L", log: true },
    label: "The height of each optimiser step by step, on a scale of powers of ten",
  });
  const ground = on.layer();
  const layer = on.layer();
  const later = history.layer();
  const racers = names.map((name, i) => ({
    name,
    i,
    path: curve(layer, on.root, i, name),
    fall: curve(later, history.root, i, name),
    dots: svg("path", { class: `al-fig-end al-fig-end-${i}` }, layer),
    switch: host,
  }));
  const over = on.layer();
  const first = handle(on.root, "start", "xy", (event) => {
    const inside = on.point(event).map((v) => snap(Math.max(range[0], Math.min(range[1], v)), GRAIN));
    update({ start: [inside[0], inside[1]] });
  });
  into.first("Press Play, then drag the start: who finds the way down?");
  into.key(KEY);
  const work = () => (steps = steps >= most ? 0 : steps + 1) < most;
  playButton(into, work, () => update({}), PACE);
  button(into, "One step", () => update({ steps: Math.min(most, steps + 1) }), "next");
  button(into, "Start again", () => update({ steps: 0 }), "start");
  into.row();
  for (const { name, i } of racers) racers[i].switch = legend(button(into, name, () => toggle(name)), i);
  choice(into, "surface", surfaces.map(({ name }) => name), surface.name, (name) => {
    surface = find(name);
    for (const drawn of [ground, over]) drawn.replaceChildren();
    drawGround();
    update({ start: surface.start, rates: surface.rates });
  });
  const set = { steps: slider(into, { name: "steps", label: "steps", min: 0, max: most, step: 1, value: steps }, (v) => update({ steps: v })) };
  const setRate = Object.fromEntries(names.map((name) => [
    name,
    rateSlider(into, { name: `rate ${name}`, label: `rate, ${name}`, range: settings.rate_range, value: rates[name] }, (v) =>
      update({ rates: { ...rates, [name]: v } }),
    ),
  ]));
  const setStart = ["x", "y"].map((name, i) =>
    slider(into, { name, label: `start ${name}`, min: range[0], max: range[1], step: GRAIN, value: start[i] }, (v) =>
      update({ start: i ? [start[0], v] : [v, start[1]] }),
    ),
  );
  const setNoise = slider(into, { name: "noise", label: "noise of the gradient", min: 0, max: 3, step: 0.25, value: noise }, (v) => update({ noise: v }));
  const fill = into.table(["step", ...names.map((name) => `L, ${name}`)]);

  function drawGround() {
    const f = (/** @type {number} */ x, /** @type {number} */ y) => heightAt(surface.terms, x, y).loss;
    const high = Math.max(...[0, 1].flatMap((i) => [0, 1].map((j) => f(range[i], range[j]))));
    const levels = Array.from({ length: LEVELS }, (_, k) => high * ((k + 0.5) / LEVELS) ** 3);
    const lowest = Math.min(...surface.bottoms.map(([x, y]) => f(x, y)));
    const called = (/** @type {number} */ L) => `${L > lowest + 1e-3 ? "hollow" : "bottom"}, L = ${format(L > 1e-6 ? L : 0, 2)}`;
    const bottoms = surface.bottoms.map((at) => ({ at, says: called(f(...at)) }));
    drawHeights(ground, on, f, levels, bottoms, over, NAMES_REACH);
  }

  /** Where the name of a path that ends at (x, y) would stand: beside its end, and above or below a bottom that it would hide.
   * @param {number} x @param {number} y in pixels */
  function besideBottoms(x, y) {
    const hides = (/** @type {[number, number]} */ [p, q]) => Math.abs(on.Y(q) - y) < 12 && on.X(p) > x - 8 && on.X(p) < x + NAME;
    const hit = surface.bottoms.find(hides);
    return hit ? on.Y(hit[1]) + (y < on.Y(hit[1]) ? -16 : 16) : y;
  }

  /** @param {string} name */
  function toggle(name) {
    if (!hidden.delete(name)) hidden.add(name);
    update({});
  }

  /** @param {{steps?: number, noise?: number, start?: [number, number], rates?: Record<string, number>}} change */
  function update(change) {
    ({ steps, noise, start, rates } = { steps, noise, start, rates, ...change });
    set.steps(steps);
    setNoise(noise);
    setStart.forEach((to, i) => to(start[i]));
    for (const name of names) setRate[name](rates[name]);
    const walks = names.map((name) => walk(name, surface.terms, { start, rates, steps, noise, constants }, draws));
    const seen = racers.filter(({ name }) => !hidden.has(name));
    const ends = walks.map((w) => w[w.length - 1]);
    const heights = walks.map((w) =>
      w.map((p, k) => /** @type {[number, number]} */ ([k, Math.min(top, Math.max(floor, p.loss))])),
    );
    const last = (/** @type {number} */ i) => heights[i][heights[i].length - 1];
    const wished = seen.map(({ i }) => besideBottoms(on.X(ends[i].x), on.Y(ends[i].y)));
    const beside = apart(seen.map(({ i }) => history.Y(last(i)[1])), 15, history.box.top, history.box.bottom);
    const from = seen.map(({ i }) => on.X(ends[i].x) + (on.X(ends[i].x) > on.box.right - NAME ? -10 - NAME : 10)); // where each name begins
    const near = (/** @type {number} */ i, /** @type {number} */ j) => Math.abs(from[i] - from[j]) < NAME;
    const above = apart(wished, 15, on.box.top + 4, on.box.bottom - 4, near);
    racers.forEach(({ name, i, path, fall, dots, switch: press }) => {
      const k = seen.findIndex((one) => one.name === name);
      press.setAttribute("aria-pressed", String(k >= 0));
      const points = k < 0 ? [] : walks[i].map((p) => /** @type {[number, number]} */ ([p.x, p.y]));
      const [x, y] = [on.X(ends[i].x), on.Y(ends[i].y)];
      const within = x > on.box.left && x < on.box.right && y > on.box.top && y < on.box.bottom;
      const left = x > on.box.right - NAME ? -10 : 10;
      path.show(pathOf(on, points), [x, y], k >= 0 && within ? [x + left, above[k]] : null, left < 0 ? "end" : "start");
      move(dots, { d: points.map(([p, q]) => mark(i, on.X(p), on.Y(q), 1.7)).join("") });
      const at = last(i);
      fall.show(k < 0 ? "" : pathOf(history, heights[i]), [history.X(at[0]), history.Y(at[1])], k < 0 ? null : [Math.max(history.X(at[0]) + 10, 0), beside[k]]);
    });
    move(first, { transform: `translate(${on.X(start[0])} ${on.Y(start[1])})` });
    into.say(told(walks, ends));
    const longest = Math.max(...walks.map((w) => w.length));
    fill(Array.from({ length: longest }, (_, k) => [String(k), ...walks.map((w) => w[k]?.loss ?? "·")]));
    host.dataset.places = JSON.stringify(Object.fromEntries(names.map((n, i) => [n, ends[i]])));
    share({ surface: surface.name, steps, start, rates, noise, losses: ends.map((p) => p.loss) });
  }

  /** @param {Place[][]} walks @param {Place[]} ends */
  function told(walks, ends) {
    const begin = `${surface.name[0].toUpperCase()}${surface.name.slice(1)}, step ${steps}`;
    if (!steps) return `${begin}: all start at x = ${format(start[0])}, y = ${format(start[1])}, L = ${format(ends[0].loss)}.`;
    const order = racers.map(({ i }) => i).sort((a, b) => (walks[b].length - walks[a].length) * 1e15 + ends[a].loss - ends[b].loss);
    const each = order.map((i) =>
      walks[i].length <= steps ? `${names[i]} blew up at step ${walks[i].length}` : `${names[i]} ${format(ends[i].loss)}`,
    );
    return `${begin}, from the lowest L to the highest: ${each.join(", ")}.`;
  }
  drawGround();
  update({});
}

export default figure(draw);
