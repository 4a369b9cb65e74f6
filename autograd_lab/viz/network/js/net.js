// @ts-check
// A network as arrays, one pass over a batch, and any number of it by its key. Pure.
// Keys: a:l:j, z:l:j, d:l:j (delta), s:l:j (slope of the activation), b:l:j, h:l:j (∂L/∂b), w:l:i:j, g:l:i:j (∂L/∂w),
// y:l:k, L. Layer 0 is the input; weights w:l:i:j lead into layer l. A row's own number ends in @row.
import { OPS } from "../../js/model/ops.js";

/** @typedef {Float64Array} Floats */
/** @typedef {{widths: number[], acts: string[], W: Floats[], b: Floats[], biased: boolean[], X: Floats, Y: Floats,
 *   rows: number, loss: string, labels?: Record<string, string>, runs?: import("./time.js").RawRun[]}} Net W[l] and b[l] belong
 *   to layer l, from 1; labels are the numbers of equations */
/** A network as it travels (`to_json` in view.py): numbers are base64 of float64.
 * @typedef {Omit<Net, "W" | "b" | "X" | "Y"> & {X: string, Y: string, leaves: string}} RawNet */
/** @typedef {{z: Floats[], a: Floats[], d: Floats[], dW: Floats[], db: Floats[], L: number, share: Floats,
 *   mean: {a: Floats[], z: Floats[], s: Floats[]}}} Run */

/** @param {string} text base64 @returns {Floats} */
export function floats64(text) {
  return new Float64Array(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
}

/** A network as it travels (`view.py`), made ready. @param {RawNet} data @returns {Net} */
export function decodeNet(data) {
  const net = /** @type {Net} */ ({ ...data, X: floats64(data.X), Y: floats64(data.Y), W: [], b: [] });
  setLeaves(net, floats64(data.leaves));
  return net;
}

/** Take weights and biases of all layers, in one row: W row by row, then b, layer by layer.
 * @param {Net} net @param {ArrayLike<number>} leaves */
export function setLeaves(net, leaves) {
  let at = 0;
  const take = (/** @type {number} */ n) => Float64Array.from({ length: n }, () => leaves[at++]);
  for (let l = 1; l < net.widths.length; l++) {
    net.W[l] = take(net.widths[l - 1] * net.widths[l]);
    net.b[l] = take(net.widths[l]);
  }
}

/** The slope of an activation, from the table of operations. @param {string} name @param {number} z @param {number} a */
export function slopeOf(name, z, a) {
  return name === "linear" ? 1 : OPS[name].slopes[0](z, 0, a);
}

/** Outputs of every layer for some rows. @param {Net} net @param {Floats} X @param {number} rows */
export function forward({ widths, acts, W, b }, X, rows) {
  const z = /** @type {Floats[]} */ ([new Float64Array(0)]);
  const a = [X];
  for (let l = 1; l < widths.length; l++) {
    const [m, n] = [widths[l - 1], widths[l]];
    const act = acts[l] === "linear" ? (/** @type {number} */ v) => v : OPS[acts[l]].forward;
    z[l] = new Float64Array(rows * n);
    a[l] = new Float64Array(rows * n);
    for (let r = 0; r < rows; r++) {
      for (let j = 0; j < n; j++) {
        let sum = b[l][j];
        for (let i = 0; i < m; i++) sum += a[l - 1][r * m + i] * W[l][i * n + j];
        if (Math.abs(sum) < 1e-12) { // 1 − 1/4 − 3/4 is 0, and not the 8e−17 that rounding leaves of it
          let size = Math.abs(b[l][j]);
          for (let i = 0; i < m; i++) size += Math.abs(a[l - 1][r * m + i] * W[l][i * n + j]);
          if (Math.abs(sum) < 1e-15 * size) sum = 0;
        }
        z[l][r * n + j] = sum;
        a[l][r * n + j] = act(sum);
      }
    }
  }
  return { z, a };
}

/** Forward and backward over all rows: eq. 8.1 to 8.4. @param {Net} net @returns {Run} */
export function run(net) {
  const { widths, acts, W, X, Y, rows, loss } = net;
  const last = widths.length - 1;
  const { z, a } = forward(net, X, rows);
  const d = /** @type {Floats[]} */ ([]);
  const dW = /** @type {Floats[]} */ ([]);
  const db = /** @type {Floats[]} */ ([]);
  const share = new Float64Array(rows);
  const outs = widths[last];
  d[last] = new Float64Array(rows * outs);
  for (let at = 0; at < rows * outs; at++) {
    const off = a[last][at] - Y[at];
    const row = Math.floor(at / outs);
    if (loss === "squares") {
      share[row] += (off * off) / rows;
      d[last][at] = ((2 / rows) * off) * slopeOf(acts[last], z[last][at], a[last][at]);
    } else {
      share[row] -= (Y[at] * OPS.log_sigmoid.forward(z[last][at]) + (1 - Y[at]) * OPS.log_sigmoid.forward(-z[last][at])) / rows;
      d[last][at] = off / rows;
    }
  }
  for (let l = last; l >= 1; l--) {
    const [m, n] = [widths[l - 1], widths[l]];
    dW[l] = new Float64Array(m * n);
    db[l] = new Float64Array(n);
    if (l > 1) d[l - 1] = new Float64Array(rows * m);
    for (let r = 0; r < rows; r++) {
      for (let j = 0; j < n; j++) db[l][j] += d[l][r * n + j];
      for (let i = 0; i < m; i++) {
        const out = a[l - 1][r * m + i];
        let sum = 0;
        for (let j = 0; j < n; j++) {
          dW[l][i * n + j] += out * d[l][r * n + j];
          sum += W[l][i * n + j] * d[l][r * n + j];
        }
        if (l > 1) d[l - 1][r * m + i] = sum * slopeOf(acts[l - 1], z[l - 1][r * m + i], out);
      }
    }
  }
  const s = z.map((numbers, l) => (l ? numbers.map((v, at) => slopeOf(acts[l], v, a[l][at])) : numbers));
  const means = (/** @type {Floats[]} */ lists) => lists.map((list, l) => meanOf(list, widths[l], rows));
  const L = share.reduce((sum, x) => sum + x, 0);
  return { z, a, d, dW, db, L, share, mean: { a: means(a), z: means(z), s: means(s) } };
}

/** The mean of each column. @param {Floats} list @param {number} n @param {number} rows */
function meanOf(list, n, rows) {
  const mean = new Float64Array(n);
  list.forEach((x, at) => (mean[at % n] += x / rows));
  return mean;
}

const parsed = /** @type {Map<string, {kind: string, l: number, i: number, j: number, at: number}>} */ (new Map());

/** A key in its parts; `at` is its row, or −1. They are asked for thousands of times at each step. @param {string} key */
export function partsOf(key) {
  let found = parsed.get(key);
  if (!found) {
    const [name, row] = key.split("@");
    const [kind, ...rest] = name.split(":");
    const [l, i, j] = rest.map(Number);
    parsed.set(key, (found = { kind, l, i, j, at: row === undefined ? -1 : Number(row) }));
  }
  return found;
}

/** The number that a key stands for, of one row, or with row −1 of the batch: there a and z are means over the rows,
 * δ and the gradients are sums. @param {Net} net @param {Run} pass @param {string} key @param {number} row */
export function numberOf(net, pass, key, row) {
  const { kind, l, i, j, at } = partsOf(key);
  if (at >= 0) row = at;
  const n = net.widths[l];
  if (kind === "L") return row < 0 ? pass.L : pass.share[row];
  if (kind === "w") return net.W[l][i * n + j];
  if (kind === "b") return net.b[l][i];
  if (kind === "g") return row < 0 ? pass.dW[l][i * n + j] : pass.a[l - 1][row * net.widths[l - 1] + i] * pass.d[l][row * n + j];
  if (kind === "d" || kind === "h") return row < 0 ? pass.db[l][i] : pass.d[l][row * n + i];
  if (row < 0) return kind === "y" ? meanOf(net.Y, n, net.rows)[i] : pass.mean[/** @type {"a"} */ (kind)][l][i];
  if (kind === "y") return net.Y[row * n + i];
  if (kind === "s") return slopeOf(net.acts[l], pass.z[l][row * n + i], pass.a[l][row * n + i]);
  return pass[/** @type {"a"} */ (kind)][l][row * n + i];
}

/** Σ_k w_jk δ_k up to and with neuron `upto` of the next layer: what neuron j of layer l gathers, of one row or of all.
 * @param {Net} net @param {Run} pass @param {number} l @param {number} j @param {number} upto @param {number} row */
export function gathered(net, pass, l, j, upto, row) {
  let sum = 0;
  for (let k = 0; k <= upto; k++) sum += net.W[l + 1][j * net.widths[l + 1] + k] * numberOf(net, pass, `d:${l + 1}:${k}`, row);
  return sum;
}

/** The largest size of any number in these lists. @param {ArrayLike<number>[]} lists */
export function largest(lists) {
  let most = 0;
  for (const list of lists) for (const x of Array.from(list ?? [])) if (Number.isFinite(x)) most = Math.max(most, Math.abs(x));
  return most;
}

/** The largest size of a · δ on any edge: what a row, or with null any one of them, brings to a ∂L/∂w. @param {Net} net
 * @param {Run} pass @param {number | null} row */
export function largestPart(net, pass, row) {
  let most = 0;
  for (let r = row ?? 0; r < (row === null ? net.rows : row + 1); r++) {
    for (let l = 1; l < net.widths.length; l++) {
      const [a, d] = [pass.a[l - 1], pass.d[l]].map((list, at) => largest([list.subarray(r * net.widths[l - 1 + at], (r + 1) * net.widths[l - 1 + at])]));
      most = Math.max(most, a * d);
    }
  }
  return most;
}

/** One step of gradient descent. @param {Net} net @param {Run} pass @param {number} rate */
export function descend(net, pass, rate) {
  for (let l = 1; l < net.widths.length; l++) {
    net.W[l] = net.W[l].map((w, at) => w - rate * pass.dW[l][at]);
    if (net.biased[l]) net.b[l] = net.b[l].map((b, at) => b - rate * pass.db[l][at]);
  }
}
