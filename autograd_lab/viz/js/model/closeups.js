// @ts-check
// Whole arrays of the nodes that are seen from close by, as sources/closeups.py sends them; and where an entry stands. Pure.

/** An array: its shape, and its numbers in the order of NumPy. @typedef {{shape: number[], numbers: number[]}} Whole */
/** A node from close by. `arrays` by role: x, w, b, out, and gradients g, dx, dw, db; where `count` numbers are too many, none.
 * @typedef {{node: number, kind: string, arrays: Record<string, Whole>, settings: Record<string, number[]>, count: number}} Closeup */
/** Closeups as they travel. @typedef {{shapes: number[][], numbers: string,
 *   nodes: [node: number, kind: string, roles: Record<string, number>, settings: Record<string, number[]>, count: number][]}} RawCloseups */

/** How many entries a shape has. @param {number[]} shape */
export const sizeOf = (shape) => shape.reduce((n, length) => n * length, 1);

/** The closeups by their nodes. @param {RawCloseups} raw @param {(text: string) => number[]} decode base64 of float64 */
export function decodeCloseups({ shapes, numbers, nodes }, decode) {
  const all = decode(numbers);
  let at = 0;
  const arrays = shapes.map((shape) => ({ shape, numbers: all.slice(at, (at += sizeOf(shape))) }));
  return new Map(
    nodes.map(([node, kind, roles, settings, count]) => {
      const held = Object.fromEntries(Object.entries(roles).map(([role, place]) => [role, arrays[place]]));
      return [node, /** @type {Closeup} */ ({ node, kind, arrays: held, settings, count })];
    }),
  );
}

/** The index of an entry, axis by axis. @param {number[]} shape @param {number} flat its place in the order of NumPy */
export function indexOf(shape, flat) {
  const at = [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    at.unshift(flat % shape[axis]);
    flat = Math.floor(flat / shape[axis]);
  }
  return at;
}

/** A shape as images (images, channels, rows, columns). @param {number[]} shape */
export function asImages(shape) {
  const [columns, rows = 1, channels = 1, ...more] = shape.slice().reverse();
  return [sizeOf(more), channels, rows, columns ?? 1];
}

/** An array as images side by side, cells from −1 to 1; and for each cell the entry that it is. @param {Whole} whole
 * @param {number} [scale] what is 1; the largest size when left out */
export function sheetOf({ shape, numbers }, scale) {
  const [n, c, h, w] = asImages(shape);
  const [rows, cols] = [n * h, c * w];
  const most = scale || numbers.reduce((far, x) => (Number.isFinite(x) ? Math.max(far, Math.abs(x)) : far), 0) || 1;
  const entries = Array.from({ length: rows * cols }, (_, i) => {
    const [y, x] = [Math.floor(i / cols), i % cols];
    return ((Math.floor(y / h) * c + Math.floor(x / w)) * h + (y % h)) * w + (x % w);
  });
  const cells = entries.map((at) => (Number.isFinite(numbers[at]) ? numbers[at] / most : null));
  return { grid: /** @type {[number, number]} */ ([rows, cols]), tiles: /** @type {[number, number]} */ ([n, c]), cells, entries };
}
