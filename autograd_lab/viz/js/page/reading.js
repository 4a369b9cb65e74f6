// @ts-check
// Any step in words, wherever the pass stands.
import { createPass } from "../model/sweep.js";

/** @typedef {import("./player.js").Player} Player */

/** A function that says a step of the player's pass, for the numbers of the moment, and leaves the pass where it is.
 * @param {Player} player @returns {(k: number) => string} */
export function reading(player) {
  const { trace, pass } = player;
  let reader = /** @type {import("../model/sweep.js").Pass | null} */ (null);
  let numbers = /** @type {number[]} */ ([]);
  return (k) => {
    if (!reader || numbers !== pass.values) reader = createPass({ ...trace, foreign: pass.foreign() }, (numbers = pass.values));
    reader.lost = pass.lost;
    reader.seek(k);
    const { text, plain } = player.narrate(reader);
    return plain ? `${text}. ${plain}` : text;
  };
}
