// @ts-check
// The steps of a pass over a network, and what is known at each. Pure.

import { partsOf } from "./net.js";

/** @typedef {{kind: "given" | "forward" | "loss" | "gather" | "delta" | "grads", l: number, j: number, k: number}} Stage
 * j is a neuron of layer l, −1 for all; k a neuron of the next layer */

export const GRAINS = ["layer", "neuron", "edge"];

/** All steps. Forward goes by layer; backward by layer, by neuron, or by edge. @param {number[]} widths
 * @param {string} grain @returns {Stage[]} */
export function stagesOf(widths, grain) {
  const last = widths.length - 1;
  const stages = /** @type {Stage[]} */ ([{ kind: "given", l: 0, j: -1, k: -1 }]);
  for (let l = 1; l <= last; l++) stages.push({ kind: "forward", l, j: -1, k: -1 });
  stages.push({ kind: "loss", l: last, j: -1, k: -1 });
  for (let l = last; l >= 1; l--) {
    if (grain === "layer") stages.push({ kind: "delta", l, j: -1, k: -1 });
    for (let j = 0; grain !== "layer" && j < widths[l]; j++) {
      for (let k = 0; grain === "edge" && l < last && k < widths[l + 1]; k++) stages.push({ kind: "gather", l, j, k });
      stages.push({ kind: "delta", l, j, k: -1 });
    }
    stages.push({ kind: "grads", l, j: -1, k: -1 });
  }
  return stages;
}

/** Whether the number of a key is there at a step. @param {Stage} stage @param {string} key */
export function knows(stage, key) {
  const { kind, l, i: j } = partsOf(key);
  const backward = ["gather", "delta", "grads"].includes(stage.kind);
  if (kind === "w" || kind === "b" || kind === "y") return true;
  if (kind === "a" || kind === "z" || kind === "s") return l === 0 || backward || stage.kind === "loss" || (stage.kind === "forward" && l <= stage.l);
  if (kind === "L") return backward || stage.kind === "loss";
  if (!backward || l < stage.l) return false;
  if (l > stage.l || stage.kind === "grads") return true;
  if (kind !== "d") return false;
  return stage.kind === "delta" ? stage.j < 0 || j <= stage.j : j < stage.j;
}

/** A short text that is another one whenever something about a neuron is. @param {Stage} stage @param {number} l @param {number} j */
export function stateOf(stage, l, j) {
  const here = stage.l === l && (stage.j === j || stage.j < 0);
  const from = stage.kind === "gather" && stage.l + 1 === l && stage.k === j;
  return `${Number(knows(stage, `a:${l}:${j}`))}${Number(knows(stage, `d:${l}:${j}`))}${here ? stage.kind : ""}${from ? "from" : ""}`;
}

/** The names of neurons: x1, h1 or h2.1 (neuron 1 of hidden layer 2), o1. @param {number[]} widths @param {number} l
 * @param {number} j */
export function nameOf(widths, l, j) {
  const last = widths.length - 1;
  if (l === 0) return `x${j + 1}`;
  if (l === last) return widths[l] === 1 ? "o" : `o${j + 1}`;
  return last === 2 ? `h${j + 1}` : `h${l}.${j + 1}`;
}

/** A key as a reader says it. @param {number[]} widths @param {string} key */
export function titleOf(widths, key) {
  const { kind, l, i, j, at } = partsOf(key);
  const of = at < 0 ? "" : ` in row ${at + 1}`;
  if (kind === "L") return `L${of}`;
  if (kind === "w" || kind === "g") return `${kind === "g" ? "∂L/∂w" : "w"} ${nameOf(widths, l - 1, i)} → ${nameOf(widths, l, j)}${of}`;
  if (l === 0) return nameOf(widths, 0, i) + of;
  const words = /** @type {Record<string, string>} */ ({ d: "δ", h: "∂L/∂b", s: "f′(z)" });
  return `${words[kind] ?? kind} of ${nameOf(widths, l, i)}${of}`;
}
