// @ts-check
// Numbers as factors and as terms of a sum. Pure.
import { format } from "./numbers.js";

export const MOST_TERMS = 6; // of a long sum, that a sentence can hold

/** A number as a factor: in brackets where it is negative. @param {number} x */
export function factor(x) {
  return x < 0 ? `(${format(x)})` : format(x);
}

/** Terms with a plus between them; of many, the first and the last ones. @param {string[]} terms */
export function sum(terms) {
  const left = terms.length - MOST_TERMS;
  if (left > 1) terms = [...terms.slice(0, 3), `… ${left} more …`, ...terms.slice(left + 3)];
  return terms.join(" + ");
}
