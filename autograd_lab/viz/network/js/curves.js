// @ts-check
// Curves over the steps of training: the losses, and the sizes of the gradients.
import { svg } from "../../js/page/dom.js";
import { move, pathOf, plot } from "../../figures/js/plot.js";

/** @typedef {import("./time.js").Trained} Trained */

/** Curves over the steps, on a scale of powers of ten, with a line at the present one. @param {HTMLElement} stage
 * @param {Trained[]} runs @param {string} label @param {string} says @param {"value" | "gradient"} kind what they are, for
 * the colour of one run; two runs have colours of their own @param {(run: Trained) => Float64Array[]} of */
export function curves(stage, runs, label, says, kind, of) {
  const all = runs.flatMap((run) => of(run).flatMap((list) => [...list])).filter((x) => x > 0 && Number.isFinite(x));
  const first = all[0] ?? 1; // of a run that blows up, the part that one can still compare with its start
  const high = Math.min(all.reduce((p, q) => Math.max(p, q), first), first * 1e12);
  const low = Math.max(all.reduce((p, q) => Math.min(p, q), first), first * 1e-12);
  const most = Math.max(1, ...runs.map(({ steps }) => steps[steps.length - 1]));
  const on = plot(stage, {
    width: 252, height: 190, room: 24,
    x: { low: 0, high: most, label: "step", ticks: 4 },
    y: { low: 10 ** Math.floor(Math.log10(low)), high: 10 ** Math.ceil(Math.log10(high) + 1e-9), label, log: true, ticks: 4 },
    label: says,
  });
  const layer = on.layer();
  let above = Infinity; // where the name of the other run stands
  runs.forEach((run, r) => of(run).forEach((list, l) => {
    const points = run.steps.map((step, k) => /** @type {[number, number]} */ ([step, list[k]]));
    svg("path", { class: `al-net-run ${runs.length > 1 ? `al-net-run-${r}` : `al-net-${kind}`} al-net-line-${l % 4}`, d: pathOf(on, points) }, layer);
    const end = points[points.length - 1];
    const name = runs.length > 1 && l === 0 ? "AB"[r] : "";
    if (!name) return;
    const y = on.Y(Math.min(high, Math.max(end[1] || low, low))) + 4;
    const x = on.X(end[0]) + (Math.abs(y - above) < 11 ? 15 : 4); // curves that end together: side by side
    svg("text", { class: "al-net-run-name", x, y }, on.root).textContent = name;
    above = y;
  }));
  const line = svg("line", { class: "al-net-now", y1: on.box.top, y2: on.box.bottom }, layer);
  return { mark: (/** @type {number} */ t) => move(line, { x1: on.X(t), x2: on.X(t) }) };
}
