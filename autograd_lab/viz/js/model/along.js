// @ts-check
// Steps of a recurrent net: what its parts are called, and how large gradients are along time. Pure; a test holds every number
// against NumPy.
import { format } from "./numbers.js";

/** The steps of a graph as they travel: the step of each node, 0 for none; what is handed on, by name, the nodes at each step;
 * what the letters of names such as f₃ stand for.
 * @typedef {{of: number[], states: [name: string, nodes: number[][]][], parts: Record<string, string>}} Steps */

/** @param {number} step */
export const stepName = (step) => (step ? `step ${step}` : "outside the steps");

/** What a node is in its step: `f₃ is the forget gate of step 3.`; "" for others. @param {Steps} steps
 * @param {import("./sweep.js").Node} node */
export function partSaid({ of, parts }, { id, name, named }) {
  const letter = named ? null : /^([a-z])[₀-₉]+(\[\d+\])?$/.exec(name);
  const part = letter && parts[letter[1]];
  return part ? `${name} is ${part} of ${stepName(of[id])}.` : "";
}

/** What a step of a pass has to do with steps of the net, in a sentence, or "". @param {import("./sweep.js").Pass} pass
 * @param {Steps} steps */
export function stepSaid({ nodes, steps: all, step }, steps) {
  if (step.kind === "forward") return partSaid(steps, nodes[step.node]);
  if (step.kind !== "backward") return "";
  const { id, kind, name } = nodes[step.parent];
  const from = steps.of[step.node];
  if (kind !== "leaf" || !from) return partSaid(steps, nodes[id]);
  const count = readIn(all, steps, id).length;
  return count > 1 ? `This is what ${stepName(from)} brings to ${name}, which ${count} steps read.` : "";
}

/** The steps that read a node. @param {import("./sweep.js").Step[]} all of the pass @param {Steps} steps @param {number} id */
export function readIn(all, { of }, id) {
  return [...new Set(all.filter(({ kind, parent }) => kind === "backward" && parent === id).map(({ node }) => of[node]))].filter((step) => step > 0);
}

/** The norm of a gradient at each step, over all units; null where one has not come. @param {number[][]} nodes
 * @param {(id: number) => number | null} gradOf */
export function normsAt(nodes, gradOf) {
  return nodes.map((units) => {
    const grads = units.map(gradOf);
    if (grads.includes(null)) return null;
    return grads.length > 1 ? Math.hypot(...grads.map(Number)) : Math.abs(Number(grads[0]));
  });
}

/** Positive norms among some. @param {(number | null)[]} norms */
const positive = (norms) => norms.filter((x) => x !== null && x > 0 && Number.isFinite(x)).map(Number);

/** Whether norms differ by more than a hundred times, so that powers of ten show them better. @param {(number | null)[]} norms */
function farApart(norms) {
  const some = positive(norms);
  return some.length > 1 && Math.max(...some) / Math.min(...some) > 100;
}

/** Norms as heights from 0 to 1, and the ends of their scale: the largest norm above; below 0, or the power of ten under the
 * smallest. @param {(number | null)[]} norms @param {(number | null)[]} [among] those that have one scale with them */
export function heights(norms, among = norms) {
  const some = positive(among);
  const powers = farApart(among);
  const [low, high] = [Math.min(...some), Math.max(...some)];
  const [from, to] = powers ? [Math.floor(Math.log10(low) - 0.2), Math.log10(high)] : [0, some.length ? high : 1];
  const heightOf = (/** @type {number | null} */ x) => (x === null || !(x > 0) ? 0 : Math.max(0, Math.min(1, ((powers ? Math.log10(x) : x) - from) / (to - from || 1))));
  const ends = some.length ? [powers ? 10 ** from : 0, high] : [];
  return { powers, ends, heights: norms.map(heightOf) };
}

/** A share below 1 as people say it: 94 %, 0.94 %, 1e−8. @param {number} share */
const shareText = (share) => (share < 1e-4 ? format(share, 3) : `${format(100 * share, 3)} %`);

/** How norms change from the last step to the first, in words. @param {string} name @param {(number | null)[]} norms */
export function tellNorms(name, norms) {
  const at = norms.flatMap((x, i) => (x === null ? [] : [i]));
  if (at.length < 2) return at.length ? `${name}: only that of step ${at[0] + 1} has come back yet.` : `${name}: nothing has come back yet.`;
  const [first, last] = [at[0], at[at.length - 1]];
  const [early, late] = [Number(norms[first]), Number(norms[last])];
  const ratio = early / late;
  const how = !Number.isFinite(ratio) ? "" : ratio < 1 ? `: ${shareText(ratio)} of it is left` : `: it has grown ${format(ratio, 3)} times`;
  return `${name}: ${format(late)} at step ${last + 1}, ${format(early)} at step ${first + 1}${how}.`;
}
