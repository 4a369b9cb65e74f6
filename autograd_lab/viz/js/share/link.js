// @ts-check
// A link to a player as it stands, and a player as a link says.
import { LONGEST, fragmentOf, graphKey, misfit, readFragment } from "./fragment.js";
import { Trouble } from "./trouble.js";

/** @typedef {import("../page/player.js").Player} Player */

/** The page's elements that were made for players, in their order. */
function places() {
  return [...document.querySelectorAll("[data-al-player]")];
}

/** @param {Player} player */
function placeOf({ link }) {
  return places().indexOf(/** @type {Element} */ (link.share?.place)) + 1;
}

/** The leaves that do not have the number they came with. @param {Player} player @returns {[number, number][]} */
export function movedLeaves({ nodes, pass, trace }) {
  return nodes.flatMap(({ id, kind }) => {
    const x = pass.values[id];
    return kind === "leaf" && !trace.recorded && !Object.is(x, trace.values[id]) ? [/** @type {[number, number]} */ ([id, x])] : [];
  });
}

/** The address of a player with its step, the leaves that were moved, and the open card. @param {Player} player */
export function linkTo(player) {
  const { nodes, pass, selected } = player;
  const leaves = movedLeaves(player);
  if (!leaves.every(([, x]) => Number.isFinite(x))) throw new Trouble("A leaf is not a finite number, and a link carries finite ones only: give it one.");
  const fragment = fragmentOf({ player: placeOf(player), graph: graphKey(nodes), step: pass.k, card: selected, leaves });
  if (fragment.length >= LONGEST) throw new Trouble(`${leaves.length} leaves were moved, more than a link can carry: put some back, or save an SVG.`);
  return `${location.href.split("#")[0]}#${fragment}`;
}

/** Bring a player to what the page's address says, all of it or nothing; `tell` gets the reason for nothing. Of a page's
 * players only the one that is meant acts, and the first speaks where none is. @param {Player} player
 * @param {(text: string) => void} tell */
export function follow(player, tell) {
  const { nodes, pass, trace } = player;
  const all = places();
  const me = placeOf(player);
  const read = readFragment(location.hash, all.length);
  if ("refused" in read) return me === 1 ? tell(read.refused) : undefined;
  const { state } = read;
  if (state.player !== me) return;
  const why = misfit(state, { graph: graphKey(nodes), last: pass.last, nodes, movable: !trace.recorded });
  if (why) return tell(why);
  const wanted = new Map(state.leaves);
  player.pause();
  for (const { id, kind } of nodes) {
    const x = wanted.get(id) ?? trace.values[id];
    if (kind === "leaf" && !Object.is(pass.values[id], x)) player.setLeaf(id, x);
  }
  player.seek(state.step);
  if (state.card !== null) player.graph.reveal(state.card);
  player.select(state.card);
  if (pass.k !== state.step) tell(`The link leads to step ${state.step}; the quiz asks first.`);
  show(player.host);
}

/** Bring a player into sight, out of the folds around it. @param {HTMLElement} host */
function show(host) {
  for (let fold = host.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null) fold.open = true;
  host.scrollIntoView({ block: "nearest" });
  /** @type {HTMLElement | null} */ (host.querySelector(".al-stage"))?.focus({ preventScroll: true });
}
