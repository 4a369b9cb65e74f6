// @ts-check
// A slider for a learning rate: it stops at numbers that one can say, evenly spread over powers of ten.
import { slider } from "./parts.js";

const MANTISSAS = [1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.8, 2, 2.2, 2.5, 2.8, 3, 3.5, 4, 4.5, 5, 5.5, 6, 7, 8, 9];

/** The rates that a slider stops at, and `own` among them. @param {number} low @param {number} high
 * @param {number} own */
function ratesBetween(low, high, own) {
  const rates = [own];
  for (let power = 10 ** Math.floor(Math.log10(low)); power <= high; power *= 10) {
    for (const m of MANTISSAS) rates.push(Number((m * power).toPrecision(3)));
  }
  return [...new Set(rates)].filter((rate) => rate >= low && rate <= high).sort((p, q) => p - q);
}

/** @param {import("./parts.js").Frame} into
 * @param {{name: string, label: string, range: [number, number], value: number}} options
 * @param {(rate: number) => void} change */
export function rateSlider(into, { name, label, range: [low, high], value }, change) {
  const rates = ratesBetween(low, high, value);
  const back = (/** @type {number} */ v) => rates.findLastIndex((one) => one <= v);
  return slider(into, { name, label, min: 0, max: rates.length - 1, step: 1, value, of: (i) => rates[i], back }, change);
}
