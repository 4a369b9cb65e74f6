// @ts-check
// Where boxes stand when the page has to decide: in columns from left to right, each box right of what it reads. Pure.
// An edge over several columns has a lane of its own in each of them, so that it never runs over a box; edges that come
// from one place share their lanes. After Gansner et al., "A Technique for Drawing Directed Graphs" (1993).
import { order } from "./order.js";

/** A box, or a frame with its own picture inside. `inn` and `out` say where edges arrive and leave, by the key of
 * where they come from, as a distance from its top; without them edges arrive spread over the left side and leave
 * from the middle of the right one.
 * @typedef {{w: number, h: number, inn?: Map<number, number>, out?: Map<number, number>}} Item */
/** An edge from an item, or from the left side (-1), to an item, or to the right side (-1). Edges with the same key
 * come from the same place.
 * @typedef {{from: number, to: number, key: number}} Link */
/** The neighbours of a stop on one side, flat, as fours: the stop, how far below its middle the edge is, how far below
 * the middle of this one, and how many edges it is. @typedef {any[]} Near */
/** A place in a column, the r-th one from the top: an item's, or that of a passing edge (item -1).
 * @typedef {{item: number, w: number, h: number, at: number, r: number, y: number, wish: number, left: Near,
 *   right: Near}} Stop */
/** @typedef {{w: number, h: number, x: number[], y: number[], curves: number[][], inn: Map<number, number>,
 *   out: Map<number, number>}} Layout */

const WIDER = 0.12; // of a pixel more between two columns, for each pixel that an edge climbs there
const WIDEST = 150;
const SIDE = 26; // between a frame's side and its first column
const LANE = 8; // height that a passing edge keeps free
const PASSES = 6; // over the columns, to shorten edges

/** What a picture keeps free: `gap` between its columns, `beside` between boxes of one column, of which there are at
 * most `most`. @typedef {{gap: number, beside: number, most: number}} Space */
const SPACE = { gap: 64, beside: 22, most: Infinity };

/** How far apart two stops of a column must be. @param {Stop} a @param {Stop} b @param {number} beside two boxes */
const apart = (a, b, beside) => (a.h + b.h) / 2 + (a.item < 0 && b.item < 0 ? 4 : a.item < 0 || b.item < 0 ? Math.min(12, beside) : beside);

/** Lay out one picture: the corners of its items, a curve for each link (a start, then Bézier triples), and where links
 * enter and leave at its sides. @param {Item[]} items @param {Link[]} links @param {Space} [space] @returns {Layout} */
export function layered(items, links, { gap, beside, most } = SPACE) {
  const { rows, chains } = stopsOf(items, links, most < items.length ? shortColumns(items, links, most) : columnsOf(items, links));
  order(rows);
  const high = place(rows, beside, most < Infinity);
  return route(items, links, rows, chains, high, gap);
}

/** Each item's column, with at most `most` items in one: filled from the last one, the longest ways first. After Coffman
 * and Graham, "Optimal scheduling for two-processor systems" (1972). @param {Item[]} items @param {Link[]} links
 * @param {number} most @returns {number[]} */
function shortColumns(items, links, most) {
  const depth = columnsOf(items, links); // what stands far right has a long way behind it
  const readBy = /** @type {Set<number>[]} */ (items.map(() => new Set()));
  for (const { from, to } of links) if (from >= 0 && to >= 0 && depth[from] < depth[to]) readBy[from].add(to);
  const column = new Array(items.length).fill(-1); // counted from the last one
  let left = items.map((_, i) => i).sort((a, b) => depth[b] - depth[a] || a - b);
  for (let at = 0; left.length; at++) {
    const ready = left.filter((i) => [...readBy[i]].every((to) => column[to] >= 0 && column[to] < at)).slice(0, most);
    for (const i of ready) column[i] = at;
    left = left.filter((i) => column[i] < 0);
  }
  const last = Math.max(...column);
  return column.map((at) => last - at);
}

/** Each item's column: right of all that it reads, and no further left of its readers than need be.
 * @param {Item[]} items @param {Link[]} links @returns {number[]} */
function columnsOf(items, links) {
  const reads = /** @type {Set<number>[]} */ (items.map(() => new Set()));
  const readBy = /** @type {Set<number>[]} */ (items.map(() => new Set()));
  for (const { from, to } of links) {
    if (from < 0 || to < 0 || from === to) continue;
    reads[to].add(from);
    readBy[from].add(to);
  }
  const column = new Array(items.length).fill(0);
  const waiting = reads.map((r) => r.size);
  const done = items.map((_, i) => i).filter((i) => !waiting[i]);
  const seen = new Set(done);
  for (let k = 0; k < items.length; k++) {
    if (k === done.length) done.push(items.findIndex((_, i) => !seen.has(i))); // a circle: begin with any of it
    const i = done[k];
    seen.add(i);
    for (const to of readBy[i]) {
      if (seen.has(to)) continue;
      column[to] = Math.max(column[to], column[i] + 1);
      if (--waiting[to] > 0) continue;
      seen.add(to);
      done.push(to);
    }
  }
  const most = (/** @type {Set<number>} */ them, /** @type {number} */ sign, /** @type {number} */ none) =>
    them.size ? sign * Math.max(...Array.from(them, (other) => sign * column[other])) : none;
  for (let pass = 0; pass < PASSES; pass++) {
    for (const i of done.reverse()) {
      // shorten what is longest: who reads less than it is read moves right, and the other way round
      const less = reads[i].size - readBy[i].size;
      const [first, latest] = [most(reads[i], 1, -1) + 1, most(readBy[i], -1, column[i] + 1) - 1];
      if (less < 0) column[i] = Math.max(column[i], latest);
      else if (less > 0) column[i] = Math.min(column[i], first);
      else if (first <= latest && pass < PASSES - 2) column[i] = pass % 2 ? first : latest; // let others get by
    }
  }
  return column;
}

/** Items and passing edges as stops in columns; for each link the stops on its way.
 * @param {Item[]} items @param {Link[]} links @param {number[]} column */
function stopsOf(items, links, column) {
  const first = links.some((l) => l.from < 0) ? 1 : 0; // a column for the left side
  const last = first + Math.max(-1, ...column) + (links.some((l) => l.to < 0) ? 1 : 0);
  const rows = /** @type {Stop[][]} */ (Array.from({ length: last + 1 }, () => []));
  const add = (/** @type {number} */ at, /** @type {number} */ item) => {
    const { w, h } = items[item] ?? { w: 0, h: LANE };
    rows[at].push({ item, w, h, at, r: 0, y: 0, wish: 0, left: [], right: [] });
    return rows[at][rows[at].length - 1];
  };
  const stops = items.map((_, i) => add(first + column[i], i));
  const shared = /** @type {Map<string, Stop>} */ (new Map());
  const lane = (/** @type {string} */ from, /** @type {number} */ at) => {
    const name = `${from},${at}`;
    const stop = shared.get(name) ?? add(at, -1);
    shared.set(name, stop);
    return stop;
  };
  const chains = links.map(({ from, to, key }) => {
    const name = from < 0 ? `,${key}` : `${from},${key}`;
    const start = from < 0 ? lane(name, 0) : stops[from];
    const chain = [start];
    const end = to < 0 ? last : stops[to].at;
    for (let at = start.at + 1; at < end; at++) chain.push(lane(name, at));
    chain.push(to < 0 ? lane(name, last) : stops[to]);
    for (let s = 1; s < chain.length; s++) join(chain[s - 1], chain[s], items, key);
    return chain;
  });
  return { rows, chains };
}

/** Let two stops of neighbouring columns know of each other. @param {Stop} a @param {Stop} b @param {Item[]} items
 * @param {number} key */
function join(a, b, items, key) {
  if (a.at >= b.at) return; // an edge that leads back takes no part in the order
  const leaves = (items[a.item]?.out?.get(key) ?? a.h / 2) - a.h / 2;
  const arrives = (items[b.item]?.inn?.get(key) ?? b.h / 2) - b.h / 2;
  if (b.item < 0 && b.left.length) {
    b.left[3] += 1; // a shared lane, joined before
    a.right[a.right.indexOf(b) + 3] += 1;
    return;
  }
  b.left.push(a, leaves, arrives, 1);
  a.right.push(b, arrives, leaves, 1);
}

/** Give each stop its height: near its neighbours, and apart from the next one. @param {Stop[][]} rows
 * @param {number} beside pixels between two boxes @param {boolean} tight no higher than the highest column must be @returns {number} the height of the picture */
function place(rows, beside, tight) {
  for (const row of rows) {
    row.forEach((stop, r) => (stop.y = r ? row[r - 1].y + apart(row[r - 1], stop, beside) : 0));
    const middle = row.length ? row[row.length - 1].y / 2 : 0;
    for (const stop of row) stop.y -= middle;
  }
  const ways = [["left"], ["right"], ["left"], ["right"], ["left"], ["right"], ["left", "right"], ["right", "left"], ["left", "right"]];
  for (const sides of ways) {
    const inOrder = sides[0] === "left" ? rows : rows.slice().reverse();
    for (const row of inOrder) settle(row, /** @type {("left" | "right")[]} */ (sides), beside);
  }
  if (tight) tighten(rows, beside);
  const top = Math.min(...rows.map((row) => (row.length ? row[0].y - row[0].h / 2 : Infinity)));
  let low = 0;
  for (const stop of rows.flat()) {
    stop.y -= top;
    low = Math.max(low, stop.y + stop.h / 2);
  }
  return low;
}

/** Push all stops into the height that the column with the most in it needs, where that stands. @param {Stop[][]} rows
 * @param {number} beside */
function tighten(rows, beside) {
  const full = rows.filter((row) => row.length);
  const needs = full.map((row) => row.reduce((sum, stop, r) => sum + (r ? apart(row[r - 1], stop, beside) : 0), (row[0].h + row[row.length - 1].h) / 2));
  const high = Math.max(...needs);
  const widest = full[needs.indexOf(high)];
  const middle = (widest[0].y - widest[0].h / 2 + widest[widest.length - 1].y + widest[widest.length - 1].h / 2) / 2;
  for (const row of full) {
    row.forEach((stop, r) => (stop.y = Math.max(stop.y, r ? row[r - 1].y + apart(row[r - 1], stop, beside) : middle - high / 2 + stop.h / 2)));
    for (let r = row.length - 1; r >= 0; r--) {
      const last = r === row.length - 1;
      row[r].y = Math.min(row[r].y, last ? middle + high / 2 - row[r].h / 2 : row[r + 1].y - apart(row[r], row[r + 1], beside));
    }
  }
}

/** Move the stops of a column as near as can be to where their neighbours want them, in their order: stops that would
 * come too close form a block, which stands at the mean of their wishes. @param {Stop[]} row
 * @param {("left" | "right")[]} sides @param {number} beside */
function settle(row, sides, beside) {
  const blocks = /** @type {{sum: number, weight: number, count: number}[]} */ ([]);
  const shifts = /** @type {number[]} */ ([]);
  let shift = 0;
  row.forEach((stop, r) => {
    if (r) shift += apart(row[r - 1], stop, beside);
    shifts.push(shift);
    let sum = 0;
    let weight = 0;
    for (const side of sides) {
      const near = stop[side];
      for (let n = 0; n < near.length; n += 4) {
        const pull = near[n].item < 0 && stop.item < 0 ? 8 : near[n].item < 0 || stop.item < 0 ? 2 : 1; // lanes are straight
        sum += pull * (near[n].y + near[n + 1] - near[n + 2]);
        weight += pull;
      }
    }
    const wish = weight ? sum / weight : stop.y;
    const block = { sum: (wish - shift) * (weight || 0.1), weight: weight || 0.1, count: 1 };
    blocks.push(block);
    for (let b = blocks.length - 1; b > 0 && blocks[b - 1].sum / blocks[b - 1].weight > blocks[b].sum / blocks[b].weight; b--) {
      blocks[b - 1].sum += blocks[b].sum;
      blocks[b - 1].weight += blocks[b].weight;
      blocks[b - 1].count += blocks[b].count;
      blocks.pop();
    }
  });
  let r = 0;
  for (const { sum, weight, count } of blocks) for (let n = 0; n < count; n++, r++) row[r].y = sum / weight + shifts[r];
}

/** Where the edges into each stop arrive, from top to bottom as they come, so that none cross: distances from its middle
 * by link. @param {Item[]} items @param {Link[]} links @param {Stop[][]} chains @returns {number[]} */
function drops(items, links, chains) {
  const arriving = /** @type {Map<Stop, number[]>} */ (new Map());
  const found = links.map((_, i) => {
    const end = chains[i][chains[i].length - 1];
    if (end.item >= 0 && !items[end.item].inn) arriving.set(end, [...(arriving.get(end) ?? []), i]);
    return 0;
  });
  for (const [{ h }, into] of arriving) {
    const from = (/** @type {number} */ i) => chains[i][chains[i].length - 2].y;
    into.sort((a, b) => from(a) - from(b) || a - b);
    into.forEach((i, r) => (found[i] = (r - (into.length - 1) / 2) * Math.min(20, h / (into.length + 1))));
  }
  return found;
}

/** Corners and curves. @param {Item[]} items @param {Link[]} links @param {Stop[][]} rows @param {Stop[][]} chains
 * @param {number} h @param {number} gap @returns {Layout} */
function route(items, links, rows, chains, h, gap) {
  const drop = drops(items, links, chains);
  const inn = /** @type {Map<number, number>} */ (new Map());
  const out = /** @type {Map<number, number>} */ (new Map());
  const ends = chains.map((chain, i) => {
    const { key, from, to } = links[i];
    const a = chain[0];
    const b = chain[chain.length - 1];
    const start = a.y + (items[a.item]?.out ? Number(items[a.item].out?.get(key)) - a.h / 2 : 0);
    const end = b.y + (items[b.item]?.inn ? Number(items[b.item].inn?.get(key)) - b.h / 2 : drop[i]);
    if (from < 0) inn.set(key, start);
    if (to < 0) out.set(key, end);
    return [start, end];
  });
  const climbs = rows.map(() => 0); // the steepest edge after each column
  chains.forEach((chain, i) => {
    for (let s = 1; s < chain.length; s++) {
      const y0 = s === 1 ? ends[i][0] : chain[s - 1].y;
      const y1 = s === chain.length - 1 ? ends[i][1] : chain[s].y;
      climbs[chain[s - 1].at] = Math.max(climbs[chain[s - 1].at], Math.abs(y1 - y0));
    }
  });
  const lefts = /** @type {number[]} */ ([]);
  const widths = rows.map((row) => Math.max(0, ...row.map((stop) => stop.w)));
  let x = 0;
  rows.forEach((_, c) => {
    lefts.push(x);
    const side = !widths[c] || !(widths[c + 1] ?? 1);
    x += widths[c] + (c === rows.length - 1 ? 0 : Math.min(WIDEST, (side ? SIDE : gap) + WIDER * climbs[c]));
  });
  const corners = items.map(() => [0, 0]);
  for (const stop of rows.flat()) {
    if (stop.item >= 0) corners[stop.item] = [lefts[stop.at] + (widths[stop.at] - stop.w) / 2, stop.y - stop.h / 2];
  }
  const curves = chains.map((chain, i) => {
    const [start, end] = ends[i];
    const from = chain[0];
    const curve = [lefts[from.at] + (widths[from.at] + from.w) / 2, start];
    const level = (/** @type {number} */ to) => to - curve[curve.length - 2] > 0.5 && curve.push(...flat(curve, to));
    for (let s = 1; s < chain.length; s++) {
      const { at, w, y } = chain[s];
      const goal = s === chain.length - 1 ? end : y;
      if (from.at < at) level(lefts[chain[s - 1].at] + widths[chain[s - 1].at]);
      curve.push(...bend(curve, lefts[at], goal));
      level(s === chain.length - 1 ? lefts[at] + (widths[at] - w) / 2 : lefts[at] + widths[at]);
    }
    return curve;
  });
  return { w: x, h, x: corners.map((c) => c[0]), y: corners.map((c) => c[1]), curves, inn, out };
}

/** A level piece to x. @param {number[]} curve @param {number} x */
function flat(curve, x) {
  const [x0, y0] = curve.slice(-2);
  return [x0, y0, x, y0, x, y0];
}

/** A piece that leaves and arrives level. @param {number[]} curve @param {number} x @param {number} y */
function bend(curve, x, y) {
  const [x0, y0] = curve.slice(-2);
  const middle = (x0 + x) / 2;
  return [middle, y0, middle, y, x, y];
}
