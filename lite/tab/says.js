// What the tab says to its reader: sentences alone, so that they stand in one place.

const NOTHING_LOST = "What you typed is saved.";
const NOT_SAVED = "Your notebook could not be saved: download it before you go on.";

/** @param {boolean} saved */
const kept = (saved) => (saved ? NOTHING_LOST : NOT_SAVED);

/**
 * A length of time as people say it.
 * @param {number} seconds
 */
export const duration = (seconds) =>
  seconds < 120 ? `${Math.round(seconds)} seconds` : `${Math.round(seconds / 60)} minutes`;

/** @param {number} seconds @param {boolean} saved */
export const slow = (seconds, saved) =>
  `A cell has been running for ${duration(seconds)}, and Python does nothing else until it ends. It may be a loop that ` +
  `never ends, or simply much to compute. A restart ends it; Python then forgets its variables. ${kept(saved)}`;

/**
 * @param {string} cause what Pyodide said when it stopped
 * @param {boolean} saved
 */
export function dead(cause, saved) {
  const why = /exited|\bexit\b/i.test(cause)
    ? "a cell ended it"
    : /call stack|recursion/i.test(cause)
      ? "a cell nested calls or objects too deeply"
      : /memory|alloc|array buffer/i.test(cause)
        ? "a cell used more memory than a tab has"
        : "a cell brought it down";
  return `Python has stopped: ${why}. No cell runs until it is restarted; its variables are gone. Change the cell that ran last before you run it again. ${kept(saved)}`;
}

export const RESTARTED =
  "Python has been restarted. Your text is as you left it; variables are gone: run the cells again, from the top.";

export const NO_RESTART = "Python could not be restarted. Reload the page: what was saved is still there.";

/** @param {number} seconds @param {string} megabytes */
export const loading = (seconds, megabytes) =>
  (seconds < 30 ? "Python is starting" : `Python is still being loaded, after ${duration(seconds)}`) +
  `. The first visit fetches about ${megabytes} MB, which takes minutes on a slow connection. You need do nothing, and can ` +
  "read and type. To run a cell later, click it, then press Shift+Enter.";

export const FRESH =
  "Python has started anew. The results that you see are from before, and variables are gone: run the cells again, from the " +
  "top.";

/**
 * @param {string[]} pieces what is missing or cut, each with what came
 * @param {string} cause what was said
 */
export function notStarted(pieces, cause) {
  const what = pieces.length
    ? `These parts of the site did not arrive whole: ${pieces.slice(0, 3).join(", ")}` +
      `${pieces.length > 3 ? `, and ${pieces.length - 3} more` : ""}. ` +
      "If they are blocked where you are (a school's or company's filter), ask for them to be let through, or use another " +
      "network. Then reload the page."
    : `All of its parts are there; it said: ${cause.split("\n")[0].slice(0, 200)}. Another browser, or a newer one, may help.`;
  return `Python did not start in this tab, so no cell runs. ${what} You can read and type here.`;
}

/** @param {string[]} pieces */
export const partly = (pieces) =>
  `Python runs, but parts of the site did not arrive whole: ${pieces.slice(0, 3).join(", ")}` +
  `${pieces.length > 3 ? `, and ${pieces.length - 3} more` : ""}. Cells that need them fail. If they are blocked where ` +
  "you are (a school's or company's filter), ask for them to be let through, or use another network. Then reload the page.";

export const NO_WEBASSEMBLY =
  "This browser cannot run Python: it has no WebAssembly, or it is switched off (some “lockdown” and “strict” modes do " +
  "that). You can read and type here. To run cells, use a current Firefox, Chrome, Edge or Safari without that mode.";

export const NO_STORAGE =
  "This browser does not let the site keep data: storage is blocked, or this is a private window. Cells run, but what you " +
  "type may be gone when you close or reload the tab. To keep it, right-click the notebook in the list on the left and choose " +
  "Download before that.";

export const FULL =
  "This notebook could not be saved: this browser's storage for the site is full, or refuses more. What you typed is still " +
  "in this tab. Download it now; then clear outputs (Edit menu), or delete files that you have downloaded, and save again.";

/** @param {string} name */
export const newer = (name) =>
  `There is a newer edition of ${name}. Yours stays as it is, with all that you wrote. If you have begun, go on with ` +
  "yours; the new one can be put beside it, as a file of its own.";

/** @param {string} name */
export const beside = (name) => `The new edition is open as ${name}, beside your own file, which is unchanged. What you hand in is the one that you worked in.`;

/** @param {string} name */
export const noFresh = (name) =>
  `The new edition of ${name} could not be fetched. Your own file is unchanged. Are you online? Try again later.`;

export const NO_KERNEL =
  "Python did not start in this tab, so no cell runs: the part of the page that starts it did not arrive. It may be blocked " +
  "or cut where you are. Reload the page; if that does not help, try another network. You can read and type meanwhile.";

export const NO_LAB =
  "The notebook page has not come up. Parts of the site may be blocked or cut where you are. Reload the page; if that does " +
  "not help, try another network or browser. Nothing that was saved is lost.";
