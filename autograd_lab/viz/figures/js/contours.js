// @ts-check
// Lines of equal height of a function of two numbers, by marching squares. Pure but for the scales of the plot.

/** @typedef {Pick<import("./plot.js").Plot, "box" | "atX" | "atY">} Scales */
/** @typedef {(x: number, y: number) => number} Height */

/** The heights at the corners of all squares, row by row, and where these corners stand. @param {Scales} on @param {Height} f
 * @param {number} pieces squares along each side */
export function sampled(on, f, pieces) {
  const { left, right, top, bottom } = on.box;
  const px = (/** @type {number} */ i) => left + ((right - left) * i) / pieces;
  const py = (/** @type {number} */ j) => top + ((bottom - top) * j) / pieces;
  const rows = Array.from({ length: pieces + 1 }, (_, j) =>
    Array.from({ length: pieces + 1 }, (__, i) => f(on.atX(px(i)), on.atY(py(j)))),
  );
  const written = (/** @type {number[]} */ [i, j]) => `${px(i).toFixed(1)} ${py(j).toFixed(1)}`;
  return { rows, written };
}

/** @param {number} i @param {number} j @returns {[number, number][]} */
export const cornersOf = (i, j) => [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];

/** For each level the path of its line. @param {Scales} on @param {Height} f @param {number[]} levels
 * @param {number} [pieces] squares along each side @returns {string[]} */
export function contours(on, f, levels, pieces = 60) {
  const { rows, written } = sampled(on, f, pieces);
  return levels.map((level) => {
    let path = "";
    for (let j = 0; j < pieces; j++) {
      for (let i = 0; i < pieces; i++) {
        const corners = cornersOf(i, j);
        const cuts = corners.flatMap((from, side) => cut(rows, level, from, corners[(side + 1) % 4]));
        for (let k = 0; k + 1 < cuts.length; k += 2) path += `M${written(cuts[k])}L${written(cuts[k + 1])}`;
      }
    }
    return path;
  });
}

/** Where a level cuts a side of a square: one point or none. @param {number[][]} rows @param {number} level
 * @param {[number, number]} from @param {[number, number]} to @returns {[number, number][]} */
export function cut(rows, level, [i, j], [m, n]) {
  const [a, b] = [rows[j][i] - level, rows[n][m] - level];
  if (a < 0 === b < 0) return [];
  const t = a / (a - b);
  return [[i + t * (m - i), j + t * (n - j)]];
}
