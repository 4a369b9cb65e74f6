// @ts-check
// How a picture takes the room it has: from left to right or from top to bottom, how large, and how wide a player. Pure.
// Lengths are pixels of a page whose text has 14; where the text is larger, so is what a pixel stands for.

/** The smallest text of a picture has 12 pixels; smaller than 11 none is shown unasked. */
export const LEAST = 11 / 12;
const NARROW = 560; // a column in which a picture may be higher than the screen: a telephone is scrolled down anyway
const LARGEST = 2; // times its size, where a picture has a whole screen
const AFAR = 0.7; // and the least, there

const ABREAST = [99, 4, 3, 2]; // how many boxes may stand beside one another in a picture from top to bottom

/** The width of the text column, the width that a player may take when it breaks out of it, the height of a screen.
 * @typedef {{column: number, widest: number, high: number}} Room */
/** `down`: how many boxes stand beside one another from top to bottom, 0 from left to right; `wide`: the width that the
 * player takes. @typedef {{down: number, scale: number, wide: number}} Fit */
/** A picture's size by its layout; null where it has too many boxes to try one.
 * @typedef {(down: number) => number[] | null} Sizes */

/** The layout, scale and width in which all of a picture is seen, if there is one in which its text can be read: first
 * in the column, then broken out of it, then from top to bottom; else as much as there is room for.
 * @param {Sizes} sizeOf @param {Room} room @returns {Fit} */
export function fitted(sizeOf, { column, widest, high }) {
  for (const down of [0, ...ABREAST]) {
    const [w, h] = sizeOf(down) ?? [Infinity, 0];
    const wide = w * LEAST <= column ? column : w * LEAST <= widest ? Math.min(w, widest) : 0;
    const scale = Math.min(1, wide / w);
    if (wide && (!down || column < NARROW || h * scale <= high)) return { down, scale, wide };
  }
  const [w] = sizeOf(0) ?? [column];
  return { down: 0, scale: LEAST, wide: Math.max(column, Math.min(widest, w * LEAST)) };
}

/** The same for a player that has the whole screen, with larger text: all of the picture, as large as there is room for
 * both ways, unless that is too small from afar. @param {Sizes} sizeOf @param {{wide: number, high: number}} screen
 * @returns {Fit} */
export function filled(sizeOf, { wide, high }) {
  let best = { down: 0, scale: AFAR, wide };
  for (const down of [0, ...ABREAST]) {
    const [w, h] = sizeOf(down) ?? [Infinity, 1];
    const scale = Math.min(LARGEST, wide / w, high / h);
    if (scale > best.scale && best.scale === AFAR) best = { down, scale, wide };
  }
  return best;
}
