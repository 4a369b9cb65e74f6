// @ts-check
// Where the buttons and keys lead, in the player and in a network view. Pure.

/** The step to which an action goes; the present one for an action that goes nowhere. @param {string} action
 * @param {{k: number, seed: number, last: number}} at the present step, the one where the backward pass starts, the last */
export function stepAfter(action, { k, seed, last }) {
  return { start: 0, back: k - 1, next: k + 1, seed, end: last }[action] ?? k;
}
