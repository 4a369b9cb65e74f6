// @ts-check
// Which exhibits a visit leads through, in which order, and what is kept from one visit to the next.

/** @typedef {{text: string, why?: string, right?: number}} Choice */
/** @typedef {{name: string, shape: string, right: string[][], came?: string[][], cameShape?: string, differs?: boolean, aside?: number, now?: string[][]}} Row */
/** @typedef {{id: string, key: string, room: number, title: string, formula: string, inputs: [string, string][], code: string[], first: number,
 *   count: number, known: string, way: string, seen: string, against: Record<string, string>, factor: string, factors: string[], rows: Row[], error: string, changed: string[], random: boolean,
 *   names: Choice[], lines: Choice[], told: {line: string, test: string, cure: string}, chapter: string}} Exhibit */
/** @typedef {{ways: [string, string][], rooms: string[], exhibits: Exhibit[], tour: string[]}} Drill */
/** @typedef {"tour" | "all" | "due"} Path */
/** Where a visit is: when it began, and the exhibit that is shown. @typedef {{at: number, path: Path, id: string}} Visit */
/** What is kept of an exhibit: whether it was solved without a wrong choice, and when. @typedef {{solved: boolean, at: number}} Kept */

const KEPT_AS = "autograd-lab-zoo";
const LONGEST = 12 * 3600e3; // of a visit

const visits = () => localStorage;
const visit = () => sessionStorage;

/** What earlier visits have left. Nothing leaves the browser; where nothing can be kept, a visit begins anew.
 * @param {number} now when this visit began @returns the memory of this reader */
export function createMemory(now) {
  const kept = keptEntries();
  return {
    /** What is kept of an exhibit. @param {string} key @returns {Kept | undefined} */
    of: (key) => kept[key],
    /** Whether it was missed on an earlier visit, and not solved since. @param {string} key */
    isDue: (key) => Boolean(kept[key] && !kept[key].solved && kept[key].at < now),
    /** Keep how an exhibit went. @param {string} key @param {boolean} solved */
    keep(key, solved) {
      kept[key] = { solved, at: now };
      keepIn(visits, kept);
    },
  };
}

/** The visit that goes on after a reload, or a new one: it is kept with the tab, for twelve hours.
 * @param {number} now @returns {Visit} */
export function visitOf(now) {
  const { at, path, id } = keptIn(visit);
  return now - at < LONGEST ? { at, path, id } : { at: now, path: "due", id: "" };
}

/** Keep where a visit is. @param {Visit} where */
export function keepVisit(where) {
  keepIn(visit, where);
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

/** What was kept, where it has the form that this page writes. @returns {Record<string, Kept>} */
function keptEntries() {
  const good = Object.entries(keptIn(visits)).filter(([, one]) => typeof one?.solved === "boolean" && Number.isFinite(one.at));
  return Object.fromEntries(good);
}

/** What a store has under our name; nothing where it refuses. @param {() => Storage} store @returns {Record<string, any>} */
function keptIn(store) {
  try {
    return JSON.parse(store().getItem(KEPT_AS) ?? "{}") ?? {};
  } catch {
    return {};
  }
}

/** @param {() => Storage} store @param {object} what */
function keepIn(store, what) {
  try {
    store().setItem(KEPT_AS, JSON.stringify(what));
  } catch {
    // full, or refused: it holds for this visit
  }
}
