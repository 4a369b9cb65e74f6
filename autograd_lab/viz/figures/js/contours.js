// @ts-check
// Lines of equal height of a function of two numbers, by marching squares. Pure but for the scales of the plot.

/** For each level the path of its line. @param {Pick<import("./plot.js").Plot, "box" | "atX" | "atY">} on @param {(x: number, y: number) => number} f
 * @param {number[]} levels @param {number} [pieces] squares along each side @returns {string[]} */
export function contours(on, f, levels, pieces = 60) {
  const { left, right, top, bottom } = on.box;
  const px = (/** @type {number} */ i) => left + ((right - left) * i) / pieces;
  const py = (/** @type {number} */ j) => top + ((bottom - top) * j) / pieces;
  const rows = Array.from({ length: pieces + 1 }, (_, j) =>
    Array.from({ length: pieces + 1 }, (__, i) => f(on.atX(px(i)), on.atY(py(j)))),
  );
  return levels.map((level) => {
    let path = "";
    for (let j = 0; j < pieces; j++) {
      for (let i = 0; i < pieces; i++) {
        /** @type {[number, number][]} */
        const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
        const cuts = corners.flatMap((from, side) => cut(rows, level, from, corners[(side + 1) % 4]));
        for (let k = 0; k + 1 < cuts.length; k += 2) {
          const [a, b] = [cuts[k], cuts[k + 1]];
          path += `M${px(a[0]).toFixed(1)} ${py(a[1]).toFixed(1)}L${px(b[0]).toFixed(1)} ${py(b[1]).toFixed(1)}`;
        }
      }
    }
    return path;
  });
}

/** Where a level cuts a side of a square: one point or none. @param {number[][]} rows @param {number} level
 * @param {[number, number]} from @param {[number, number]} to @returns {[number, number][]} */
function cut(rows, level, [i, j], [m, n]) {
  const [a, b] = [rows[j][i] - level, rows[n][m] - level];
  if (a < 0 === b < 0) return [];
  const t = a / (a - b);
  return [[i + t * (m - i), j + t * (n - j)]];
}
