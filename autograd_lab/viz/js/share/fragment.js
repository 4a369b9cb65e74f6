// @ts-check
// A player's state in the fragment of an address, and back: which player of the page, its step, the leaves that were
// moved, the open card. What comes from an address is somebody else's text, so all of it is checked before any of it
// is used. Pure.

/** @typedef {import("../model/sweep.js").Node} Node */
/** `player` counts the page's players from 1; `leaves` are [id, number]; `graph` tells one graph from another.
 * @typedef {{player: number, graph: string, step: number, card: number | null, leaves: [number, number][]}} State */
/** A player, as far as a link to it goes: the number of its last step, and its nodes.
 * @typedef {{graph: string, last: number, nodes: Node[], movable: boolean}} Target */

export const LONGEST = 2000; // characters that every browser and chat carries
const VERSION = "1";
const FIELDS = ["al", "player", "graph", "step", "card", "set"];
const LETTERS = /^[a-z0-9=&:,.-]*$/;
const WHOLE = /^(0|[1-9]\d{0,6})$/;
const NUMBER = /^-?(\d{1,25}(\.\d{0,25})?|\.\d{1,25})(e-?\d{1,3})?$/;

const UNCHANGED = "so nothing was changed here.";
const UNREAD = `The link in this page's address is damaged, ${UNCHANGED}`;
const OTHER_VERSION = `The link in this page's address was made by another version of these players, ${UNCHANGED}`;
const NO_PLAYER = `The link in this page's address leads to a player that this page does not have, ${UNCHANGED}`;
const OTHER_GRAPH = `The link in this page's address was made for another graph than the one here now, ${UNCHANGED}`;

/** Eight hexadecimal digits that differ where names, operations or edges do. @param {Node[]} nodes */
export function graphKey(nodes) {
  const text = nodes.map(({ name, kind, op, parents }) => `${name}\n${kind}\n${op}\n${parents.join()}`).join("\n\n");
  let hash = 0x811c9dc5; // FNV-1a, in 32 bits
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** A state as a fragment, without its #. @param {State} state */
export function fragmentOf({ player, graph, step, card, leaves }) {
  const number = (/** @type {number} */ x) => (Object.is(x, -0) ? "-0" : String(x).replace("+", ""));
  const parts = [`al=${VERSION}`, `player=${player}`, `graph=${graph}`, `step=${step}`];
  if (card !== null) parts.push(`card=${card}`);
  if (leaves.length) parts.push(`set=${leaves.map(([id, x]) => `${id}:${number(x)}`).join(",")}`);
  return parts.join("&");
}

/** What a fragment says, as far as that can be judged without the player; or why it is not followed.
 * `players` is how many the page has. @param {string} hash @param {number} players
 * @returns {{state: State} | {refused: string}} */
export function readFragment(hash, players) {
  const text = hash.length <= LONGEST ? plain(hash.replace(/^#/, "")) : "";
  const pairs = text.split("&").map((part) => part.split("="));
  const fields = new Map(/** @type {[string, string][]} */ (pairs));
  const sound = LETTERS.test(text) && pairs.every((pair) => pair.length === 2 && FIELDS.includes(pair[0])) && fields.size === pairs.length;
  if (!sound || !WHOLE.test(fields.get("al") ?? "")) return { refused: UNREAD };
  if (fields.get("al") !== VERSION) return { refused: OTHER_VERSION };
  const [player, step] = [whole(fields.get("player")), whole(fields.get("step"))];
  const card = fields.has("card") ? whole(fields.get("card")) : null;
  const graph = fields.get("graph") ?? "";
  const leaves = leavesIn(fields.get("set"));
  if (Number.isNaN(player + step + (card ?? 0)) || !/^[0-9a-f]{8}$/.test(graph) || !leaves) return { refused: UNREAD };
  if (player < 1 || player > players) return { refused: NO_PLAYER };
  return { state: { player, graph, step, card, leaves } };
}

/** Why a state does not suit the player that it names; empty where it does. @param {State} state @param {Target} target */
export function misfit({ graph, step, card, leaves }, { graph: own, last, nodes, movable }) {
  if (graph !== own) return OTHER_GRAPH;
  const known = leaves.every(([id]) => nodes[id]?.kind === "leaf") && (movable || !leaves.length);
  return step > last || (card !== null && card >= nodes.length) || !known ? UNREAD : "";
}

/** Text whose signs some mail programs write as %3A; empty where that is broken. @param {string} text */
function plain(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/** @param {string | undefined} text */
function whole(text) {
  return WHOLE.test(text ?? "") ? Number(text) : NaN;
}

/** The leaves of a fragment with their numbers; null where one is no number, or named twice. @param {string | undefined} text
 * @returns {[number, number][] | null} */
function leavesIn(text) {
  if (text === undefined) return [];
  const leaves = text.split(",").map((pair) => pair.split(":"));
  const sound = leaves.every((pair) => pair.length === 2 && WHOLE.test(pair[0]) && NUMBER.test(pair[1]) && Number.isFinite(Number(pair[1])));
  if (!sound || new Set(leaves.map(([id]) => id)).size < leaves.length) return null;
  return leaves.map(([id, x]) => [Number(id), Number(x)]);
}
