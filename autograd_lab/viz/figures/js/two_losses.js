// @ts-check
// One sigmoid output under two losses: what each says of it, and how hard each pushes.
import { svg } from "../../js/page/dom.js";
import { format } from "../../js/model/numbers.js";
import { sigmoid } from "../../js/model/functions.js";
import { graphOf, move, pathOf, plot } from "./plot.js";
import { choice, figure, frame, handle, slider, snap } from "./parts.js";
import { apart, curve, mark } from "./series.js";

const ALL = ["squares", "cross-entropy"];
const GRAIN = 0.1; // of z
const ROOM = 88; // for the names at the ends of the curves

/** What each of the two losses makes of z, and its slope there, δ. @param {number} z @param {number} y */
function told(z, y) {
  const a = sigmoid(z);
  const crossed = Math.max(z, 0) - y * z + Math.log1p(Math.exp(-Math.abs(z))); // −ln of a, or of 1 − a, for any z
  return { a, losses: [(a - y) ** 2, crossed], deltas: [2 * (a - y) * a * (1 - a), a - y] };
}

/** What figures.two_losses() settles.
 * @typedef {{z: number, y: number, both: boolean, range: number[], title: string}} Settings */

/** @param {HTMLElement} host @param {Settings} settings @param {import("./parts.js").Share} share */
function draw(host, settings, share) {
  const [low, high] = settings.range;
  const names = settings.both ? ALL : ALL.slice(0, 1);
  let { z, y } = settings;
  const into = frame(host, settings.title);
  const x = { low, high, label: "z, before the sigmoid" };
  const size = { width: 360, room: ROOM, x };
  const reach = settings.both ? Math.max(-low, high) : 1.1;
  const label = `over z, for ${names.join(" and for ")}`;
  const plots = [
    plot(into.stage, { ...size, y: { low: -0.03 * reach, high: 1.05 * reach, label: "L" }, label: `The loss ${label}` }),
    plot(into.stage, { ...size, y: { ...(settings.both ? { low: -1.1, high: 1.1 } : { low: -0.35, high: 0.35 }), label: "δ = ∂L/∂z" }, label: `The slope of the loss ${label}` }),
  ];
  const drawn = plots.map((on) => {
    const layer = on.layer();
    return {
      curves: names.map((name, kind) => curve(layer, on.root, kind, name)),
      line: svg("path", { class: "al-fig-rule-line" }, layer),
      spots: names.map((_, kind) => svg("path", { class: `al-fig-end al-fig-end-${kind}` }, on.root)),
    };
  });
  const grip = handle(plots[0].root, "z", "x", (event) => update({ z: snap(Math.min(high, Math.max(low, plots[0].point(event)[0])), GRAIN) }));
  into.first("Drag z to the left and to the right: how hard is the neuron pushed where it is quite wrong?");
  const set = slider(into, { name: "z", min: low, max: high, step: GRAIN, value: z }, (v) => update({ z: v }));
  choice(into, "target y", ["0", "1"], String(y), (v) => update({ y: Number(v) }));
  const fill = into.table(["z", "a = σ(z)", ...names.flatMap((name) => [`${name}: L`, "δ"])]);

  /** @param {{z?: number, y?: number}} change */
  function update(change) {
    ({ z, y } = { z, y, ...change });
    set(z);
    move(grip, { transform: `translate(${plots[0].X(z)} ${plots[0].box.top - 2})` });
    const here = told(z, y);
    for (const [i, what] of /** @type {const} */ (["losses", "deltas"]).entries()) {
      const on = plots[i];
      const graphs = names.map((_, kind) => graphOf((v) => told(v, y)[what][kind], low, high, 240));
      const ends = graphs.map((graph) => Math.max(on.box.top, on.Y(graph[graph.length - 1][1])));
      const heights = apart(ends, 15, on.box.top, on.box.bottom);
      graphs.forEach((graph, kind) => {
        const end = /** @type {[number, number]} */ ([on.box.right, ends[kind]]);
        drawn[i].curves[kind].show(pathOf(on, graph), end, [on.box.right + 9, heights[kind]]);
        move(drawn[i].spots[kind], { d: mark(kind, on.X(z), on.Y(here[what][kind]), 6) });
      });
      move(drawn[i].line, { d: `M${on.X(z)} ${on.box.top}V${on.box.bottom}` });
    }
    const [squares, crossed] = here.deltas.map(Math.abs);
    const times = squares > 0 ? ` Cross-entropy pushes ${format(crossed / squares, 3)} times as hard.` : "";
    const other = ` Cross-entropy: L = ${format(here.losses[1])}, δ = ${format(here.deltas[1])}.${times}`;
    into.say(
      `Target ${y}, z = ${format(z)}: the neuron says ${format(here.a)}. Squares: L = ${format(here.losses[0])}, ` +
        `δ = ${format(here.deltas[0])}.${settings.both ? other : ""}`,
    );
    fill(
      Array.from({ length: 9 }, (_, i) => low + ((high - low) * i) / 8).map((at) => {
        const { a, losses, deltas } = told(at, y);
        return [at, a, ...names.flatMap((_, kind) => [losses[kind], deltas[kind]])];
      }),
    );
    Object.assign(host.dataset, { losses: JSON.stringify(here.losses), deltas: JSON.stringify(here.deltas) });
    share({ z, y, a: here.a });
  }
  update({});
}

export default figure(draw);
