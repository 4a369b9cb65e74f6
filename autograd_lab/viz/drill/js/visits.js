// @ts-check
// Which exhibits a visit leads through, in which order, and what is kept from one visit to the next.

/** @typedef {{text: string, why?: string, right?: number}} Choice */
/** @typedef {{name: string, shape: string, right: string[][], came?: string[][], cameShape?: string, differs?: boolean, now?: string[][]}} Row */
/** @typedef {{id: string, key: string, room: number, title: string, formula: string, inputs: [string, string][], code: string[], first: number,
 *   count: number, known: string, way: string, factor: string, factors: string[], rows: Row[], error: string, changed: string[], random: boolean,
 *   names: Choice[], lines: Choice[], told: {line: string, test: string, cure: string}, chapter: string}} Exhibit */
/** @typedef {{ways: [string, string][], rooms: string[], exhibits: Exhibit[], tour: string[]}} Drill */
/** @typedef {"tour" | "all" | "due"} Path */
/** What is kept of an exhibit: whether it was solved without a wrong choice, and when. @typedef {{solved: boolean, at: number}} Kept */

const KEPT_AS = "autograd-lab-zoo";

/** What earlier visits have left. Nothing leaves the browser; where nothing can be kept, a visit begins anew.
 * @param {() => Storage} storage @param {number} now @returns the memory of this reader */
export function createMemory(storage, now) {
  /** @type {Record<string, Kept>} */
  let kept = {};
  try {
    kept = keptEntries(storage().getItem(KEPT_AS));
  } catch {
    // a browser may refuse: then there is no earlier visit
  }
  return {
    /** What is kept of an exhibit. @param {string} key @returns {Kept | undefined} */
    of: (key) => kept[key],
    /** Whether it was missed on an earlier visit, and not solved since. @param {string} key */
    isDue: (key) => Boolean(kept[key] && !kept[key].solved && kept[key].at < now),
    /** Keep how an exhibit went. @param {string} key @param {boolean} solved */
    keep(key, solved) {
      kept[key] = { solved, at: now };
      try {
        storage().setItem(KEPT_AS, JSON.stringify(kept));
      } catch {
        // full, or refused: it holds for this visit
      }
    },
  };
}

/** @typedef {ReturnType<typeof createMemory>} Memory */

/** The ids of the exhibits on a path, in order. @param {Drill} drill @param {Path} path @param {Memory} memory @returns {string[]} */
export function idsOn(drill, path, memory) {
  if (path === "tour") return drill.tour;
  const all = drill.exhibits.map((e) => e.id);
  return path === "all" ? all : drill.exhibits.filter((e) => memory.isDue(e.key)).map((e) => e.id);
}

/** The place where a visit goes on: at the first exhibit that is not solved yet. @param {string[]} ids @param {(id: string) => boolean} solved */
export function firstOpen(ids, solved) {
  return Math.max(0, ids.findIndex((id) => !solved(id)));
}

/** What was kept, where it has the form that this page writes. @param {string | null} text @returns {Record<string, Kept>} */
function keptEntries(text) {
  const found = JSON.parse(text ?? "{}");
  /** @type {Record<string, Kept>} */
  const good = {};
  for (const [key, one] of Object.entries(found ?? {})) {
    const { solved, at } = /** @type {any} */ (one) ?? {};
    if (typeof solved === "boolean" && Number.isFinite(at)) good[key] = { solved, at };
  }
  return good;
}
