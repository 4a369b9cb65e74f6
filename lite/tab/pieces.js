// What a kernel needs from the site and from the browser, and whether it is there.

/** @typedef {{ pieces: Record<string, number>, first: number, editions: Record<string, string> }} Facts */

/** The site's address. */
export const ROOT = new URL("..", import.meta.url).href;

/** What the site's builder wrote down: how long each piece of Python is, and the edition of each notebook. */
export async function facts() {
  const answer = await fetch(new URL("tab/facts.json", ROOT), { cache: "no-cache" });
  if (!answer.ok) throw new Error(`facts.json: ${answer.status}`);
  return /** @type {Facts} */ (await answer.json());
}

/**
 * The pieces that do not come whole, each with what came; asked for past the browser's cache, so that a cut copy there is
 * replaced by what comes now.
 * @param {Facts["pieces"]} pieces
 */
export async function lacking(pieces) {
  const asked = Object.entries(pieces).map(async ([name, bytes]) => {
    const piece = name.split("/").at(-1);
    try {
      const answer = await fetch(new URL(name, ROOT), { cache: "reload" });
      if (!answer.ok) return `${piece} (answer ${answer.status})`;
      const came = (await answer.arrayBuffer()).byteLength;
      return came === bytes ? "" : `${piece} (${came.toLocaleString("en")} of ${bytes.toLocaleString("en")} bytes)`;
    } catch {
      return `${piece} (no answer, or cut)`;
    }
  });
  return (await Promise.all(asked)).filter(Boolean);
}

export const runsPython = () => typeof WebAssembly === "object" && typeof WebAssembly.instantiate === "function";

/** Whether the browser keeps data for this site. */
export async function keeps() {
  try {
    if (!indexedDB) return false;
    return await new Promise((resolve) => {
      const request = indexedDB.open("autograd-lab-try");
      request.onerror = () => resolve(false);
      request.onblocked = () => resolve(false);
      request.onsuccess = () => {
        request.result.close();
        indexedDB.deleteDatabase("autograd-lab-try");
        resolve(true);
      };
    });
  } catch {
    return false;
  }
}

/** A remembered yes; where nothing can be remembered, no. */
export const remembered = {
  /** @param {string} key */
  has(key) {
    try {
      return localStorage.getItem(`autograd-lab ${key}`) !== null;
    } catch {
      return false;
    }
  },
  /** @param {string} key */
  add(key) {
    try {
      localStorage.setItem(`autograd-lab ${key}`, "yes");
    } catch {
      // it is asked again next time
    }
  },
};
