// @ts-check
// What a reader has answered, kept in the browser: one entry for each chapter, with a version in its name. What cannot
// be read is as if it were not there; where nothing can be kept, it holds as long as the page is open.

/** What was typed into the fields of an exercise by name, or picked in a question, and whether it was right when it was
 * last checked; null where it was not checked as it stands.
 * @typedef {{typed?: Record<string, string>, picked?: string, right: boolean | null}} Kept */

const PREFIX = "autograd-lab/answers/1/";
const LONGEST = 2000; // characters of a field

/** @param {() => Storage} storage it may be forbidden to look at it */
export function createKept(storage) {
  /** what the browser would not take, by chapter @type {Record<string, Record<string, Kept>>} */
  const here = {};
  const kept = { chapter, put, forget, any, lost: false };

  /** The answers of a chapter by exercise. @param {string} name @returns {Record<string, Kept>} */
  function chapter(name) {
    if (Object.hasOwn(here, name)) return here[name];
    try {
      const found = JSON.parse(storage().getItem(PREFIX + name) ?? "{}");
      return Object.fromEntries(Object.entries(found ?? {}).filter(([, one]) => isKept(one)));
    } catch {
      return {};
    }
  }

  /** @param {string} name of the chapter @param {string} exercise @param {Kept} answer */
  function put(name, exercise, answer) {
    const all = { ...chapter(name), [exercise]: answer };
    try {
      storage().setItem(PREFIX + name, JSON.stringify(all));
      delete here[name];
    } catch {
      here[name] = all;
      kept.lost = true;
    }
  }

  /** Forget a chapter, or all of them. @param {string} [name] */
  function forget(name) {
    for (const one of name === undefined ? Object.keys(here) : [name]) delete here[one];
    try {
      for (const key of Object.keys(storage())) {
        if (name === undefined ? key.startsWith(PREFIX) : key === PREFIX + name) storage().removeItem(key);
      }
    } catch {
      // nothing was kept there
    }
  }

  /** Whether anything is kept of any chapter. */
  function any() {
    if (Object.keys(here).length) return true;
    try {
      return Object.keys(storage()).some((key) => key.startsWith(PREFIX));
    } catch {
      return false;
    }
  }

  return kept;
}

/** @param {any} one @returns {one is Kept} */
function isKept(one) {
  const text = (/** @type {unknown} */ x) => typeof x === "string" && x.length <= LONGEST;
  if (!one || ![true, false, null].includes(one.right)) return false;
  return text(one.picked) || (one.typed && typeof one.typed === "object" && Object.values(one.typed).every(text));
}
