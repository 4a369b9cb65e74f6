// @ts-check
// The order of boxes and passing edges within their columns, so that few edges cross. Pure.

/** @typedef {import("./layout.js").Stop} Stop */
/** @typedef {import("./layout.js").Near} Near */

/** Sort every column. Columns are sorted again and again by where their neighbours stand, from several first orders,
 * and the one with the fewest crossings is kept. @param {Stop[][]} rows */
export function order(rows) {
  const count = rows.reduce((sum, row) => sum + row.length, 0);
  const runs = count <= 300 ? 12 : count <= 900 ? 4 : 1;
  const sweeps = count <= 3000 ? 24 : count <= 9000 ? 10 : 4;
  const chance = randomly(count);
  let best = rows.map((row) => row.slice());
  let least = Infinity;
  for (let run = 0; run < runs; run++) {
    for (const row of rows) {
      if (run === 1) row.reverse();
      else if (run > 1) row.sort(() => chance() - 0.5);
      number(row);
    }
    for (let sweep = 0, idle = 0; sweep < sweeps && idle < 5 && least > 0; sweep++) {
      const fromLeft = sweep % 2 === 0;
      for (const row of fromLeft ? rows : rows.slice().reverse()) sortBy(row, fromLeft ? "left" : "right");
      if (count <= 2500) for (const row of rows) while (swap(row));
      const crossed = crossings(rows);
      idle += 1;
      if (crossed >= least) continue;
      [least, idle] = [crossed, 0];
      best = rows.map((row) => row.slice());
    }
  }
  rows.forEach((row, c) => row.splice(0, row.length, ...best[c]));
}

/** Numbers from 0 to 1, the same at each call. @param {number} seed */
function randomly(seed) {
  let state = seed + 1;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

/** @param {Stop[]} row */
function number(row) {
  for (let r = 0; r < row.length; r++) row[r].r = r;
}

/** Where the edge to a neighbour is, in rows. @param {Near} near @param {number} n */
const rowOf = (near, n) => near[n].r + near[n + 1] / near[n].h;

/** Sort a column by the mean row of its neighbours on one side; who has none there keeps its row.
 * @param {Stop[]} row @param {"left" | "right"} side */
function sortBy(row, side) {
  const free = row.filter((stop) => stop[side].length);
  for (const stop of free) {
    const near = stop[side];
    let sum = 0;
    let edges = 0;
    for (let n = 0; n < near.length; n += 4) {
      sum += near[n + 3] * (rowOf(near, n) - near[n + 2] / stop.h);
      edges += near[n + 3];
    }
    stop.wish = sum / edges;
  }
  free.sort((a, b) => a.wish - b.wish);
  let next = 0;
  row.forEach((stop, r) => stop[side].length && (row[r] = free[next++]));
  number(row);
}

/** Swap neighbours in a column where that saves crossings; whether any were. @param {Stop[]} row */
function swap(row) {
  let better = false;
  for (let r = 1; r < row.length; r++) {
    const [a, b] = [row[r - 1], row[r]];
    if (saved(a.left, b.left) + saved(a.right, b.right) <= 0) continue;
    [row[r - 1], row[r]] = [b, a];
    [b.r, a.r] = [r - 1, r];
    better = true;
  }
  return better;
}

/** How many crossings less the edges of two stops would have, were they swapped. @param {Near} a @param {Near} b */
function saved(a, b) {
  let sum = 0;
  for (let m = 0; m < a.length; m += 4) {
    const above = rowOf(a, m);
    for (let n = 0; n < b.length; n += 4) sum += a[m + 3] * b[n + 3] * Math.sign(above - rowOf(b, n));
  }
  return sum;
}

/** How many edges cross between neighbouring columns, as they are numbered. @param {Stop[][]} rows */
function crossings(rows) {
  let count = 0;
  for (const row of rows) {
    const edges = /** @type {number[][]} */ ([]); // from top to bottom as they leave: the row they end in, how many
    for (const { right } of row) {
      const mine = [];
      for (let n = 0; n < right.length; n += 4) mine.push([rowOf(right, n), right[n + 3], right[n + 2]]);
      if (mine.length > 1) mine.sort((a, b) => a[2] - b[2] || a[0] - b[0]);
      edges.push(...mine);
    }
    count += turned(edges, edges.slice(), 0, edges.length);
  }
  return count;
}

/** Sort edges by the row they end in, and count how many pairs stood the other way round: a merge sort.
 * @param {number[][]} edges @param {number[][]} spare @param {number} from @param {number} to @returns {number} */
function turned(edges, spare, from, to) {
  if (to - from < 2) return 0;
  const middle = (from + to) >> 1;
  let count = turned(spare, edges, from, middle) + turned(spare, edges, middle, to);
  let waiting = 0; // edges of the upper half that are not placed yet
  for (let i = from; i < middle; i++) waiting += spare[i][1];
  for (let i = from, j = middle, k = from; k < to; k++) {
    if (j >= to || (i < middle && spare[i][0] <= spare[j][0])) {
      waiting -= spare[i][1];
      edges[k] = spare[i++];
    } else {
      count += waiting * spare[j][1];
      edges[k] = spare[j++];
    }
  }
  return count;
}
