// @ts-check
// Where the buttons and keys lead, in the player and in a network view too, and what the next step does. Pure.

/** The step to which an action goes; the present one for an action that goes nowhere. @param {string} action
 * @param {{k: number, seed: number, last: number}} at the present step, the one where the backward pass starts, the last */
export function stepAfter(action, { k, seed, last }) {
  return { start: 0, back: k - 1, next: k + 1, seed, end: last }[action] ?? k;
}

/** What the next step does, as its button says it: "compute v1", "grad of w"; "" at the end. Where a quiz waits for
 * an answer, that comes first. @param {import("./sweep.js").Pass} pass
 * @param {(id: number) => boolean} hidden gradients that are not told yet */
export function nextMove({ nodes, steps, k, expected, completes, arrivals }, hidden) {
  const done = steps[k].parent >= 0 ? steps[k].parent : steps[k].node;
  if (done >= 0 && completes[done] === k && hidden(done)) return `predict grad of ${nodes[done].name}`;
  const step = steps[k + 1];
  if (!step) return "";
  const { name } = nodes[step.kind === "backward" ? step.parent : step.node];
  if (step.kind === "forward") return `compute ${name}`;
  if (step.kind === "seed") return `seed, grad of ${name} = 1`;
  const parts = expected[step.parent];
  return parts > 1 ? `grad of ${name}, ${arrivals[step.parent].length + 1} of ${parts}` : `grad of ${name}`;
}
