// @ts-check
// Arrays in the picture, the card and the table: shapes, norms and heat maps.
import { compact, format } from "./numbers.js";
import { figure, inWords, narrateArrays } from "./shapes.js";

/** A part of the player, for traces of arrays. @param {any} player */
export function arrays(player) {
  const { pass, nodes, trace } = player;
  const { recorded } = trace;
  if (!recorded) return;
  const last = nodes.length - 1;

  /** The gradient that has arrived so far; null before, and for the root, whose gradient is the number 1.
   * @param {number} id @returns {import("./recorded.js").Picture | null} */
  const gradient = (id) => pass.arrivals[id].at(-1)?.seen.sum ?? null;

  player.narrate = (reader = pass) => narrateArrays(reader, recorded, (id) => player.hidden(id));
  Object.assign(player.told, {
    /** @param {number} id @param {number} [most] */
    value: (id, most) => {
      const seen = recorded.values[id];
      return !pass.known[id] ? "·" : seen ? figure(seen, most) : "not kept";
    },
    /** @param {number} id @param {number} [most] */
    grad: (id, most) => {
      if (pass.grads[id] === null) return "·";
      const seen = gradient(id);
      return player.hidden(id) ? "?" : seen ? figure(seen, most) : "1";
    },
    /** @param {import("./sweep.js").Arrival} arrival */
    factor: (arrival) => figure(arrival.seen.own, 8),
    /** @param {number} id */
    label: (id) => {
      const { name, kind, op } = nodes[id];
      const seen = recorded.values[id];
      const what = kind === "op" ? `operation ${op}` : kind === "leaf" ? "leaf" : "data, needs no grad";
      const told = !pass.known[id] ? "not computed yet" : seen ? inWords(seen) : "value not kept by PyTorch";
      const sum = gradient(id);
      const slope = pass.grads[id] === null ? "no grad yet" : player.hidden(id) ? "grad hidden" : sum ? `grad of ${inWords(sum)}` : "grad 1";
      return `${name}, ${what}, ${told}${kind === "const" ? "" : `; ${slope}`}`;
    },
  });
}
