// @ts-check
// From a neuron to its scalar graph in the player, and back. The player's code is packed; it wakes when it is asked for.
import { html } from "../../js/page/dom.js";
import { unpacked } from "../../js/page/packed.js";
import { gathered, numberOf } from "./net.js";
import { nameOf } from "./stages.js";

/** @typedef {import("./network.js").View} View */

const MOST_INPUTS = 40; // inputs that a scalar graph is still worth looking at with

/** The trace of one neuron in one row, as `Trace.to_json` writes it: its sum, its activation, and a product with
 * ∂L/∂a, so that every gradient of this small graph is that of the whole network. @param {View} view @param {number} l
 * @param {number} j */
export function traceOf({ net, pass, row }, l, j) {
  const { widths, acts } = net;
  const last = widths.length - 1;
  const m = widths[l - 1];
  const value = (/** @type {string} */ key) => numberOf(net, pass, key, row);
  const ids = Array.from({ length: m }, (_, i) => i);
  const own = nameOf(widths, l, j);
  const slope = value(`s:${l}:${j}`);
  const up = l < last ? gathered(net, pass, l, j, widths[l + 1] - 1, row) : slope ? value(`d:${l}:${j}`) / slope : 0;
  const numbers = [...ids.map((i) => value(`w:${l}:${i}:${j}`)), ...ids.map((i) => value(`a:${l - 1}:${i}`)), value(`b:${l}:${j}`), value(`z:${l}:${j}`)];
  const names = [...ids.map((i) => `w(${nameOf(widths, l - 1, i)})`), ...ids.map((i) => (l > 1 ? `a(${nameOf(widths, l - 1, i)})` : nameOf(widths, 0, i))), "b", `z(${own})`];
  const made = [...names.slice(0, -1).map(() => -1), 0];
  const parents = [...names.slice(0, -1).map(() => /** @type {number[]} */ ([])), names.slice(0, -1).map((_, at) => at)];
  const ops = ["dot"];
  if (acts[l] !== "linear") {
    ops.push(acts[l]);
    names.push(`a(${own})`);
    made.push(1);
    parents.push([names.length - 2]);
    numbers.push(value(`a:${l}:${j}`));
  }
  ops.push("mul");
  names.push("∂L/∂a", "ℓ");
  made.push(-2, ops.length - 1);
  parents.push([], [names.length - 3, names.length - 2]);
  numbers.push(up, up * numbers[numbers.length - 1]);
  return {
    trace: {
      format: 2, ops, names, made, named: "1".repeat(names.length), parents, layout: null, notices: [], values: "",
      groups: { labels: [], kinds: [], parents: [], inside: names.map(() => -1) },
    },
    numbers,
  };
}

/** A button that opens the player under the view. @param {View} view @param {number} l @param {number} j */
export function zoomable(view, l, j) {
  const box = html("div", { class: "al-net-zoom" });
  const tooMany = view.net.widths[l - 1] > MOST_INPUTS;
  const batch = view.row < 0;
  if (tooMany || batch) {
    box.append(html("p", { class: "al-net-hint" }, tooMany ? `Its scalar graph would have ${2 * view.net.widths[l - 1]} leaves.` : "Choose one row to see this neuron as a scalar graph."));
    return box;
  }
  const open = html("button", { type: "button", class: "al-net-text", "data-action": "zoom" }, "open as a scalar graph");
  open.addEventListener("click", () => zoom(view, l, j));
  box.append(open);
  return box;
}

/** Take away the scalar graph that is open, if one is, with what it listens to. @param {View} view */
export function unzoom(view) {
  view.zoomed?.();
  view.zoomed = undefined;
  view.slots.zoom.replaceChildren();
}

/** @param {View} view @param {number} l @param {number} j */
async function zoom(view, l, j) {
  unzoom(view);
  const { trace, numbers } = traceOf(view, l, j);
  const back = html("button", { type: "button", class: "al-net-text", "data-action": "unzoom" }, "back to the network");
  const inner = html("div");
  back.addEventListener("click", () => {
    unzoom(view);
    view.slots.stage.focus({ preventScroll: true });
    view.slots.stage.scrollIntoView({ block: "nearest" });
  });
  const own = nameOf(view.net.widths, l, j);
  view.slots.zoom.append(html("p", { class: "al-net-hint" }, `${own} as a scalar graph${view.net.rows > 1 ? `, with the numbers of row ${view.row + 1}` : ""}. Its last box stands for the rest of the network: ℓ = a × ∂L/∂a, where the number ∂L/∂a is what came back. ℓ answers to each number as L does, so its gradients are those of L.`), back, inner);
  const player = await unpacked(view.options.playerCode());
  if (!inner.parentNode) return; // it was taken away meanwhile
  const bytes = new DataView(Float64Array.from(numbers).buffer);
  const given = /** @type {Record<string, unknown>} */ ({ _trace: trace, _numbers: bytes, _kept: {}, _options: { title: `${own}, step by step`, start: "end", sliders: [], notices: [], quiz: null, compare: null } });
  const model = {
    get: (/** @type {string} */ name) => given[name],
    set() {},
    save_changes() {},
    send() {
      throw new Error("no kernel"); // the player then computes alone
    },
    on() {},
    off() {},
  };
  view.zoomed = player.render({ model, el: inner });
  back.focus();
}
