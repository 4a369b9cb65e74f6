// @ts-check
// A pass over arrays, as Python recorded it (sources/recorded.py): pictures of arrays, and sentences. Pure.

/** What is seen of one array: figures of the whole, the first rows and columns, block means as steps of `scale` / 127.
 * @typedef {{shape: number[], dtype: string, norm: number, low: number, high: number, peak: number, place: number[],
 *   odd: number, oddPlace: number[], rows: number, cols: number, table: number[], scale: number,
 *   grid: [number, number], cells: (number | null)[], tiles: [down: number, across: number] | 0}} Picture tiles: so many
 *   small images stand under and beside one another in table and cells */
/** @typedef {{own: Picture, sum: Picture, rule: string, note: string}} Handed */
/** Pictures as they travel, in columns (`to_json` in sources/pictures.py).
 * @typedef {{figures: string, tables: string, heats: string, odd: [at: number, count: number, place: number[]][], sizes: number[][],
 *   shapes: number[][], dtypes: number[], kinds: string[], places: number[][], tiles?: ([number, number] | 0)[]}} RawPictures: `tiles` not in older files */
/** A recorded pass as it travels (`Recorded.to_json` in sources/recorded.py).
 * @typedef {{box: number[], pictures: RawPictures, values: number[], arrivals: number[][], symbols: Record<string, string>,
 *   forward: string[], backward: [string, string][], by: string,
 *   closeups?: import("./closeups.js").RawCloseups}} RawRecorded */
/** A recorded pass made ready. @typedef {ReturnType<typeof decodeRecorded>} Recorded */

const HEAT_STEPS = 127;
const NOT_FINITE = -128; // a cell that holds nan or infinity

/** @param {RawRecorded} raw @param {(text: string) => number[]} decode base64 of float64 */
export function decodeRecorded(raw, decode) {
  const pictures = decodePictures(raw.pictures, decode);
  const handed = /** @type {Map<string, Handed>} */ (new Map());
  raw.arrivals.forEach(([node, slot, own, sum], i) => {
    const [rule, note] = raw.backward[i];
    handed.set(`${node} ${slot}`, { own: pictures[own], sum: pictures[sum], rule, note });
  });
  return {
    ...raw,
    values: raw.values.map((at) => pictures[at] ?? null),
    /** What a node hands back to its operand in a slot. @param {number} node @param {number} slot */
    handed: (node, slot) => handed.get(`${node} ${slot}`),
  };
}

/** @param {RawPictures} raw @param {(text: string) => number[]} decode @returns {Picture[]} */
function decodePictures(raw, decode) {
  const figures = decode(raw.figures);
  const tables = decode(raw.tables);
  const heats = Int8Array.from(atob(raw.heats), (c) => c.charCodeAt(0));
  const odd = new Map(raw.odd.map(([at, count, place]) => [at, { odd: count, oddPlace: place }]));
  let t = 0;
  let h = 0;
  return raw.sizes.map(([rows, cols, down, across], i) => {
    const [norm, low, high, peak, scale] = figures.slice(5 * i, 5 * i + 5);
    const table = tables.slice(t, (t += rows * cols));
    const steps = [...heats.slice(h, (h += down * across))];
    const cells = down
      ? steps.map((s) => (s === NOT_FINITE ? null : s / HEAT_STEPS))
      : table.map((x) => (Number.isFinite(x) ? x / (scale || 1) : null));
    return {
      shape: raw.shapes[i], dtype: raw.kinds[raw.dtypes[i]], norm, low, high, peak, place: raw.places[i], odd: 0, oddPlace: [],
      ...odd.get(i), rows, cols, table, scale, grid: down ? [down, across] : [rows, cols], cells, tiles: raw.tiles?.[i] ?? 0,
    };
  });
}
