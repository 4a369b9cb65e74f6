// @ts-check
// How parameters move down their gradients. Mirror of optim.py, without weight decay; a test holds one against the other. Pure.

/** @typedef {{momentum: number, alpha: number, betas: [number, number], eps: number}} Constants */
/** @typedef {(w: Float64Array, g: ArrayLike<number>, rate: number) => void} Step changes w in place */

/** An optimiser with its memory, for so many parameters. @param {string} name SGD, momentum, RMSprop or Adam
 * @param {Constants} constants @param {number} count @returns {Step} */
export function optimiser(name, { momentum, alpha, betas: [beta1, beta2], eps }, count) {
  const mean = new Float64Array(count);
  const square = new Float64Array(count);
  let t = 0;
  /** @type {Record<string, (i: number, g: number, rate: number) => number>} how far parameter i moves */
  const moves = {
    SGD: (_, g, rate) => rate * g,
    momentum: (i, g, rate) => rate * (mean[i] = momentum * mean[i] + g),
    RMSprop: (i, g, rate) => {
      square[i] = alpha * square[i] + (1 - alpha) * g * g;
      return (rate * g) / (Math.sqrt(square[i]) + eps);
    },
    Adam: (i, g, rate) => {
      mean[i] = beta1 * mean[i] + (1 - beta1) * g;
      square[i] = beta2 * square[i] + (1 - beta2) * g * g;
      const size = Math.sqrt(square[i]) / Math.sqrt(1 - beta2 ** t) + eps;
      return ((rate / (1 - beta1 ** t)) * mean[i]) / size;
    },
  };
  const far = moves[name];
  return (w, g, rate) => {
    t += 1;
    for (let i = 0; i < count; i++) w[i] -= far(i, g[i], rate);
  };
}
