// @ts-check
// The order of boxes and passing edges within their columns, so that few edges cross. Pure.

/** @typedef {import("./layout.js").Stop} Stop */

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

/** Where the edge to a neighbour is, in rows. @param {any[]} near @param {number} n */
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

/** How many crossings less the edges of two stops would have, were they swapped. @param {any[]} a @param {any[]} b */
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
    const ends = /** @type {[number, number, number][]} */ ([]);
    for (const { r, h, right } of row) {
      for (let n = 0; n < right.length; n += 4) ends.push([r + right[n + 2] / h, rowOf(right, n), right[n + 3]]);
    }
    ends.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const levels = Float64Array.from(ends, (end) => end[1]).sort();
    const tree = new Float64Array(levels.length + 1); // how many edges end at each level so far: a Fenwick tree
    let seen = 0;
    for (const [, y, edges] of ends) {
      let low = 0; // the last level that is y, by bisection
      for (let high = levels.length; low < high; ) {
        const middle = (low + high) >> 1;
        if (levels[middle] <= y) low = middle + 1;
        else high = middle;
      }
      let upTo = 0;
      for (let i = low; i > 0; i -= i & -i) upTo += tree[i];
      count += edges * (seen - upTo);
      seen += edges;
      for (let i = low; i < tree.length; i += i & -i) tree[i] += edges;
    }
  }
  return count;
}
