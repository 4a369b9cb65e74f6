// @ts-check
// Who uses a node: the edges that lead on from it.

/** @typedef {[number, number]} Edge the node that uses, and the slot in which it does */

const usesByGraph = /** @type {WeakMap<object, Edge[][]>} */ (new WeakMap()); // usesOf of each graph: every card asks for it

/** For each node the edges that lead on from it. @param {import("../model/sweep.js").Node[]} nodes @returns {Edge[][]} */
export function usesOf(nodes) {
  let uses = /** @type {Edge[][] | undefined} */ (usesByGraph.get(nodes));
  if (uses) return uses;
  uses = nodes.map(() => []);
  for (const { id, parents } of nodes) for (const [slot, p] of parents.entries()) uses[p].push([id, slot]);
  usesByGraph.set(nodes, uses);
  return uses;
}
