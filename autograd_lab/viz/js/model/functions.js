// @ts-check
// The functions that the table of operations may name, in JavaScript. Mirror of FUNCTIONS in ops.py, and `over` for the sign /.

export const exp = Math.exp;
export const tanh = Math.tanh;
export const abs = Math.abs;
export const sqrt = Math.sqrt;
export const sin = Math.sin;
export const cos = Math.cos;
export const floor = Math.floor;

/** Where Python refuses, there is no number here either: not ∞. @param {number} x */
export function log(x) {
  return x === 0 ? NaN : Math.log(x);
}

/** a / b; no number for b = 0. @param {number} a @param {number} b */
export function over(a, b) {
  return b === 0 ? NaN : a / b;
}

/** −1, 0 or 1. @param {number} x */
export function sign(x) {
  return Number(x > 0) - Number(x < 0);
}

/** The nearest whole number; a half goes to the even one, as in Python. @param {number} x */
export function round(x) {
  const below = Math.floor(x);
  if (x - below !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}

/** Python's max: the first of the two unless the second is larger. @param {number} a @param {number} b */
export function max(a, b) {
  return b > a ? b : a;
}

/** @param {number} a @param {number} b */
export function min(a, b) {
  return b < a ? b : a;
}

/** 1 / (1 + e^-x), without ever raising e to a large positive power. @param {number} x */
export function sigmoid(x) {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** ln σ(x): nothing overflows, no digit is lost. @param {number} x */
export function log_sigmoid(x) {
  return Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x)));
}

/** ln(1 + e^x): nothing overflows. @param {number} x */
export function softplus(x) {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** @param {number} x */
export function relu(x) {
  return x <= 0 ? 0 : x; // what is no number stays none
}

/** The slope of relu, 0 at 0. @param {number} x */
export function step(x) {
  return x > 0 ? 1 : 0;
}

/** @param {number} a @param {number} b */
export function power(a, b) {
  return a === 0 && b < 0 ? NaN : Math.pow(a, b);
}

/** ∂(a^b)/∂a. @param {number} a @param {number} b */
export function slope_of_power(a, b) {
  return b ? b * power(a, b - 1) : 0;
}

/** ∂(a^b)/∂b, 0 for a = 0. @param {number} a @param {number} b */
export function slope_of_exponent(a, b) {
  return a ? power(a, b) * Math.log(a) : 0;
}

/** The slope of max(a, b) in a: one half in a tie. @param {number} a @param {number} b */
export function above(a, b) {
  return a > b ? 1 : a === b ? 0.5 : 0;
}
