// @ts-check
// A network view as the player's own row of buttons and its keys see it: they are the same here.
import { nextOf } from "./first.js";
import { knows } from "./stages.js";

/** @typedef {import("./network.js").View} View */
/** @typedef {import("../../js/page/keys.js").Steered} Steered */

/** The player's events that have another name in a view: boxes are drawn anew, and numbers change, all at once. */
const EVENTS = /** @type {Record<string, string>} */ ({ view: "numbers", values: "numbers" });

/** What the player's row of buttons and its keys ask of a player, answered for a network.
 * @param {View} view
 * @param {{act: (a: string) => void, pause: () => void, tempo: (start?: boolean) => void, total: () => number}} how @returns {Steered} */
export function shellOf(view, { act, pause, tempo, total }) {
  const { widths } = view.net;
  const first = /** @type {number[]} */ ([]);
  const nodes = widths.flatMap((n, l) => {
    first[l] = l ? first[l - 1] + widths[l - 1] : 0;
    return Array.from({ length: n }, (_, j) => ({ l, j }));
  });
  const element = (/** @type {number} */ id) => view.picture.element(nodes[id].l, nodes[id].j);
  view.on("numbers", () => nodes.forEach((_, id) => element(id)?.setAttribute("data-id", String(id))));
  return {
    host: view.host,
    slots: view.slots,
    nodes,
    beat: view.beat,
    pass: {
      get k() { return view.k; },
      get last() { return total(); },
      get step() { return { parent: -1, node: view.stage.j >= 0 ? first[view.stage.l] + view.stage.j : -1 }; },
    },
    get selected() { return view.selected; },
    graph: {
      element,
      focus: (id) => element(id)?.focus({ preventScroll: true }),
      near(id, way) {
        const { l, j } = nodes[id];
        const to = way === "left" ? [l - 1, j] : way === "right" ? [l + 1, j] : way === "up" ? [l, j - 1] : [l, j + 1];
        if (to[0] < 0 || to[0] >= widths.length) return null;
        const across = way === "left" || way === "right";
        if (!across && (to[1] < 0 || to[1] >= widths[l])) return null;
        for (let at = across ? Math.min(to[1], widths[to[0]] - 1) : to[1]; at >= 0 && at < widths[to[0]]; at += way === "up" ? -1 : 1) {
          if (view.picture.element(to[0], at)) return first[to[0]] + at; // what is not drawn is passed over
        }
        return null;
      },
    },
    on: /** @type {Steered["on"]} */ ((event, f) => view.on(/** @type {"step"} */ (EVENTS[event] ?? event), /** @type {(what: unknown) => void} */ (f))),
    upcoming: () => nextOf(view) ?? "",
    seek: view.seek,
    act,
    pause,
    tempo,
    select: (id) => view.select(id === null ? null : `${nodes[id].l && knows(view.stage, `d:${nodes[id].l}:${nodes[id].j}`) ? "d" : "a"}:${nodes[id].l}:${nodes[id].j}`),
    help: () => void view.slots.help.toggleAttribute("open"),
  };
}
