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
 * The pieces that are refused, each with the answer; asks for none of their content.
 * @param {Facts["pieces"]} pieces
 */
export const refused = (pieces) =>
  all(pieces, async (address) => {
    const answer = await fetch(address, { method: "HEAD", cache: "no-cache" });
    return answer.ok ? "" : `answer ${answer.status}`;
  });

/**
 * The pieces that do not come whole, each with what came. A cut copy in the browser's cache is replaced by what comes now.
 * @param {Facts["pieces"]} pieces
 */
export const lacking = (pieces) =>
  all(pieces, async (address, bytes) => {
    for (const cache of /** @type {RequestCache[]} */ (["default", "reload"])) {
      const answer = await fetch(address, { cache });
      const came = answer.ok ? (await answer.arrayBuffer()).byteLength : 0;
      if (came === bytes) return "";
      if (cache === "default") continue;
      return answer.ok ? `${came.toLocaleString("en")} of ${bytes.toLocaleString("en")} bytes` : `answer ${answer.status}`;
    }
    return "";
  });

/**
 * @param {Facts["pieces"]} pieces
 * @param {(address: URL, bytes: number) => Promise<string>} look what is wrong with one
 */
async function all(pieces, look) {
  const asked = Object.entries(pieces).map(async ([name, bytes]) => {
    const wrong = await look(new URL(name, ROOT), bytes).catch(() => "no answer, or cut");
    return wrong && `${name.split("/").at(-1)} (${wrong})`;
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
