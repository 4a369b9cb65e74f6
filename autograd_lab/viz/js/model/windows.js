// @ts-check
// A convolution or a pooling, entry by entry: what an output was made of, and which terms arrive in the gradient of an
// input or a weight. Pure; a test holds every number against NumPy.
import { format } from "./numbers.js";
import { indexOf } from "./closeups.js";

/** @typedef {import("./closeups.js").Closeup} Closeup */
/** An entry of an array; at −1: padding, beside the image. @typedef {{role: string, at: number, number: number}} Entry */
/** Two factors and their product; one factor alone where there is no other. `lost`: a window that took another entry.
 * @typedef {{a: Entry, b: Entry | null, product: number, lost?: boolean}} Term */
/** What an entry is made of. `total` is what the terms and the bias add up to, or the largest of them; `held` what the array
 * holds, null where it has no gradient; `ties`: how many entries are the largest.
 * @typedef {{role: string, at: number, terms: Term[], bias: Entry | null, total: number, held: number | null, ties: number}} Look */

const GRADIENT = /** @type {Record<string, string>} */ ({ out: "out", x: "dx", w: "dw", b: "db" });

/** Shape of an image in four axes: one of a one-dimensional convolution has one row. @param {number[]} shape */
const four = (shape) => (shape.length === 3 ? [shape[0], shape[1], 1, shape[2]] : shape);

/** @param {number[]} shape @param {number[]} at */
const flatOf = (shape, at) => at.reduce((flat, i, axis) => flat * shape[axis] + i, 0);

/** What an entry of the output, or the gradient of an entry of an operand, is made of.
 * @param {Closeup} closeup @param {string} role out, x, w or b @param {number} at its place @returns {Look} */
export function lookAt(closeup, role, at) {
  const { kind, arrays } = closeup;
  const [out, x] = [four(arrays.out.shape), four(arrays.x.shape)];
  const [size, stride, padding] = ["size", "stride", "padding"].map((key) => closeup.settings[key]);
  const entry = (/** @type {string} */ of, /** @type {number[]} */ shape, /** @type {number[]} */ i) => {
    const place = flatOf(shape, i);
    return { role: of, at: place, number: arrays[of].numbers[place] };
  };
  const beside = { role: "x", at: -1, number: 0 };
  /** The entry of x under place (a, b) of the window of output (i, j). @param {number} n @param {number} c @param {number} i
   * @param {number} j @param {number} a @param {number} b */
  const under = (n, c, i, j, a, b) => {
    const [y, z] = [i * stride[0] + a - padding[0], j * stride[1] + b - padding[1]];
    return y >= 0 && z >= 0 && y < x[2] && z < x[3] ? entry("x", x, [n, c, y, z]) : beside;
  };
  /** The outputs (i, j) whose window has place (y, z), and where it stands in it. @param {number} y @param {number} z */
  const windowsOver = (y, z) => {
    const found = [];
    for (let a = size[0] - 1; a >= 0; a--) {
      for (let b = size[1] - 1; b >= 0; b--) {
        const [i, j] = [(y + padding[0] - a) / stride[0], (z + padding[1] - b) / stride[1]];
        if (Number.isInteger(i) && Number.isInteger(j) && i >= 0 && j >= 0 && i < out[2] && j < out[3]) found.push([i, j, a, b]);
      }
    }
    return found;
  };
  const all = (/** @type {number[]} */ ...counts) => Array.from({ length: counts.reduce((n, k) => n * k, 1) }, (_, k) => indexOf(counts, k));
  const times = (/** @type {Entry} */ a, /** @type {Entry} */ b) => ({ a, b, product: a.number * b.number });
  const share = (/** @type {Entry} */ a) => ({ a, b: { role: "", at: -1, number: 1 / (size[0] * size[1]) }, product: a.number / (size[0] * size[1]) });

  let terms = /** @type {Term[]} */ ([]);
  let bias = /** @type {Entry | null} */ (null);
  let ties = 0;
  if (role === "out") {
    const [n, f, i, j] = indexOf(out, at);
    const inside = all(...size).map(([a, b]) => [a, b]);
    if (kind === "conv") {
      const w = four(arrays.w.shape);
      terms = all(w[1], ...size).map(([c, a, b]) => times(under(n, c, i, j, a, b), entry("w", w, [f, c, a, b])));
      bias = arrays.b ? entry("b", arrays.b.shape, [f]) : null;
    } else {
      const seen = inside.map(([a, b]) => under(n, f, i, j, a, b));
      if (kind === "avg_pool") terms = seen.map(share);
      else {
        const real = seen.filter(({ at: place }) => place >= 0); // padding never is the largest
        const most = Math.max(...real.map(({ number }) => number));
        const first = real.find(({ number }) => number === most);
        ties = real.filter(({ number }) => number === most).length;
        terms = real.map((a) => ({ a, b: null, product: a.number, lost: a !== first }));
      }
    }
  } else if (role === "x") {
    const [n, c, y, z] = indexOf(x, at);
    const over = windowsOver(y, z);
    if (kind === "conv") {
      const w = four(arrays.w.shape);
      terms = all(w[0], over.length).map(([f, k]) => times(entry("g", out, [n, f, over[k][0], over[k][1]]), entry("w", w, [f, c, over[k][2], over[k][3]])));
    } else if (kind === "avg_pool") terms = over.map(([i, j]) => share(entry("g", out, [n, c, i, j])));
    else {
      terms = over.map(([i, j]) => {
        const g = entry("g", out, [n, c, i, j]);
        return { a: g, b: null, product: g.number, lost: takenBy(closeup, g.at) !== at };
      });
    }
  } else if (role === "w") {
    const [f, c, a, b] = indexOf(four(arrays.w.shape), at);
    terms = all(out[0], out[2], out[3]).map(([n, i, j]) => times(entry("g", out, [n, f, i, j]), under(n, c, i, j, a, b)));
  } else {
    terms = all(out[0], out[2], out[3]).map(([n, i, j]) => {
      const g = entry("g", out, [n, at, i, j]);
      return { a: g, b: null, product: g.number };
    });
  }
  const added = terms.reduce((sum, { product, lost }) => (lost ? sum : sum + product), 0);
  const held = arrays[GRADIENT[role]];
  return { role, at, terms, bias, total: added + (bias ? bias.number : 0), held: held ? held.numbers[at] : null, ties };
}

/** The place in x of the entry that a max pooling took for an output: the first that is largest.
 * @param {Closeup} closeup @param {number} at the output @returns {number} */
export function takenBy(closeup, at) {
  return lookAt(closeup, "out", at).terms.find(({ lost }) => !lost)?.a.at ?? -1;
}

/** An entry as Python names it: `image[0, 0, 1, 2]`. @param {Closeup} closeup @param {Record<string, string>} names by role
 * @param {{role: string, at: number}} entry */
export function entryName(closeup, names, { role, at }) {
  return (at < 0 ? "" : names[role]) + entryPlace(closeup, { role, at });
}

/** Where an entry stands in its array: `[0, 0, 1, 2]`, or what it is where it stands in none.
 * @param {Closeup} closeup @param {{role: string, at: number}} entry */
export function entryPlace({ arrays }, { role, at }) {
  if (at < 0) return role ? "padding" : "share";
  return `[${indexOf(arrays[role].shape, at).join(", ")}]`;
}

/** A look in words. @param {Closeup} closeup @param {Record<string, string>} names by role, gradients too @param {Look} look
 * @param {boolean} [came] whether the gradient of the output has come back */
export function tellLook(closeup, names, look, came = false) {
  const { role, at, terms, bias, total, held, ties } = look;
  const { kind } = closeup;
  const back = role !== "out";
  const name = entryName(closeup, back ? { ...names, [role]: names[`d${role}`] } : names, { role, at });
  const beside = terms.filter(({ a, b }) => a.at < 0 || (b && b.role === "x" && b.at < 0)).length;
  const pad = beside ? ` (${beside} of them padding, 0)` : "";
  const holds = held === null ? `${names[role]} is data, so this gradient is not kept.` : `The array ${back ? "that it hands back " : ""}holds ${format(held)}.`;
  const kept = terms.filter(({ lost }) => !lost);
  if (kind === "max_pool" && !back) {
    const tie = ties > 1 ? ` ${ties} entries are equally large: the first takes all of the gradient.` : "";
    const goes = came ? ` Its gradient, ${format(closeup.arrays.g.numbers[at])}, goes to that entry, and nothing to the others.` : "";
    return `${name} = ${format(total)}, the largest of ${terms.length}: ${entryName(closeup, names, kept[0].a)}.${tie}${goes} ${holds}`;
  }
  if (kind === "max_pool") {
    const taken = kept.length > 1 ? `${kept.length}, whose gradients add up` : kept.length ? "one, whose gradient it gets" : "none";
    return `${name} = ${format(total)}: it is in ${windows(terms.length)}, and is taken by ${taken}. ${holds}`;
  }
  if (!terms.length) return `${name} = 0: no window reaches it. ${holds}`;
  const what = terms[0].b ? (terms.length === 1 ? "one product" : `the sum of ${terms.length} products`) : `the sum of ${terms.length} numbers`;
  const plus = bias ? `, plus the bias ${format(bias.number)}` : "";
  const each = kind === "conv" ? `times its weight, goes to each of these entries` : `divided by ${terms.length}, goes to each of these entries`;
  const goes = came && !back ? ` Its gradient, ${format(closeup.arrays.g.numbers[at])}, ${each}.` : "";
  return `${name} = ${format(total)}, ${what}${pad}${plus}.${goes} ${holds}`;
}

/** @param {number} n */
const windows = (n) => (n === 1 ? "one window" : `${n} windows`);
