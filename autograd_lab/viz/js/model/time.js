// @ts-check
// Steps of a recurrent net: what each brings to the gradient of a weight that all of them read. Pure; a
// test holds every number against NumPy.
import { format } from "./numbers.js";
import { stepName } from "./along.js";

/** @typedef {import("./along.js").Steps} Steps */
/** What one edge brings. `numbers` are those of its whole array, where they were sent.
 * @typedef {{step: number, node: number, slot: number, norm: number, numbers: number[] | null}} Brought */

/** What the edges of some steps bring to a node, in the order of time; so far means those that have arrived.
 * @param {import("./sweep.js").Pass} pass @param {Steps} steps @param {number} id
 * @param {import("./closeups.js").Closeup | undefined} closeup @returns {(Brought & {came: boolean})[]} */
export function broughtTo(pass, steps, id, closeup) {
  const edges = pass.steps.filter(({ kind, parent }) => kind === "backward" && parent === id);
  const came = pass.arrivals[id].length;
  return edges
    .map(({ node, slot }, i) => {
      const numbers = closeup?.arrays[`${node} ${slot}`]?.numbers ?? null;
      return { step: steps.of[node], node, slot, norm: pass.arrivals[id][i]?.seen?.own.norm ?? NaN, numbers, came: i < came };
    })
    .sort((a, b) => a.step - b.step || a.node - b.node || a.slot - b.slot);
}

/** One entry of a gradient that steps add up: the terms that have arrived, and their sum in the order in which they came.
 * @param {ReturnType<typeof broughtTo>} brought @param {number} at */
export function addedUp(brought, at) {
  const terms = brought.filter(({ came, numbers }) => came && numbers).map(({ step, node, slot, numbers }) => ({ step, node, slot, number: Number(numbers?.[at]) }));
  const total = terms.slice().sort((a, b) => b.node - a.node || a.slot - b.slot).reduce((sum, { number }) => sum + number, 0);
  return { terms, total };
}

/** That entry in words. @param {string} name of the entry @param {ReturnType<typeof addedUp>} added @param {number} expected
 * @param {number | null} held */
export function tellAdded(name, { terms, total }, expected, held) {
  if (!terms.length) return `${name}: nothing has come back yet.`;
  const largest = terms.reduce((most, term) => (Math.abs(term.number) > Math.abs(most.number) ? term : most));
  const so = terms.length < expected ? `so far, ${terms.length} of ${expected}: ` : "";
  const part = `The largest part, ${format(largest.number)}, is from ${stepName(largest.step)}.`;
  return `${name}: ${so}${terms.length} ${terms.length === 1 ? "term adds" : "terms add"} up to ${format(total)}. ${part}${held === null ? "" : ` The array holds ${format(held)}.`}`;
}
