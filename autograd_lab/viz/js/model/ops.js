// @ts-check
// Derived from autograd_lab/scalar/ops.py by `make sync`; do not edit.
import { exp, log, tanh, sigmoid, log_sigmoid, softplus, relu, step, abs, sign, round, floor, sqrt, sin, cos, power, slope_of_power, slope_of_exponent, max, min, above, over } from "./functions.js";

/** @type {Record<string, {symbol: string, folded: boolean, arity: number, text: string,
 *   partials: string[], forward: (...x: number[]) => number,
 *   slopes: ((...x: number[]) => number)[]}>} */
export const OPS = {
  add: { "symbol": "+", "folded": false, "arity": 2, "text": "{a} + {b}", "partials": ["1", "1"], forward: (a, b) => a + b, slopes: [(a, b, out) => 1, (a, b, out) => 1] },
  sub: { "symbol": "−", "folded": false, "arity": 2, "text": "{a} − {b}", "partials": ["1", "−1"], forward: (a, b) => a - b, slopes: [(a, b, out) => 1, (a, b, out) => -1] },
  mul: { "symbol": "×", "folded": false, "arity": 2, "text": "{a} × {b}", "partials": ["{b}", "{a}"], forward: (a, b) => a * b, slopes: [(a, b, out) => b, (a, b, out) => a] },
  div: { "symbol": "÷", "folded": false, "arity": 2, "text": "{a} ÷ {b}", "partials": ["1 ÷ {b}", "−{out} ÷ {b}"], forward: (a, b) => over(a, b), slopes: [(a, b, out) => over(1, b), (a, b, out) => over(-out, b)] },
  neg: { "symbol": "−", "folded": false, "arity": 1, "text": "−{a}", "partials": ["−1"], forward: (a) => -a, slopes: [(a, _, out) => -1] },
  pow: { "symbol": "^", "folded": false, "arity": 2, "text": "{a} ^ {b}", "partials": ["{b} × {a} ^ ({b} − 1)", "{a} ^ {b} × ln({a})"], forward: (a, b) => power(a, b), slopes: [(a, b, out) => slope_of_power(a, b), (a, b, out) => slope_of_exponent(a, b)] },
  exp: { "symbol": "exp", "folded": false, "arity": 1, "text": "exp({a})", "partials": ["{out}"], forward: (a) => exp(a), slopes: [(a, _, out) => out] },
  log: { "symbol": "ln", "folded": false, "arity": 1, "text": "ln({a})", "partials": ["1 ÷ {a}"], forward: (a) => log(a), slopes: [(a, _, out) => over(1, a)] },
  sqrt: { "symbol": "√", "folded": false, "arity": 1, "text": "√({a})", "partials": ["0.5 ÷ {out}"], forward: (a) => sqrt(a), slopes: [(a, _, out) => over(0.5, out)] },
  tanh: { "symbol": "tanh", "folded": false, "arity": 1, "text": "tanh({a})", "partials": ["1 − {out}²"], forward: (a) => tanh(a), slopes: [(a, _, out) => 1 - out * out] },
  sigmoid: { "symbol": "σ", "folded": false, "arity": 1, "text": "σ({a})", "partials": ["{out} × (1 − {out})"], forward: (a) => sigmoid(a), slopes: [(a, _, out) => out * (1 - out)] },
  log_sigmoid: { "symbol": "ln σ", "folded": false, "arity": 1, "text": "ln σ({a})", "partials": ["σ(−{a})"], forward: (a) => log_sigmoid(a), slopes: [(a, _, out) => sigmoid(-a)] },
  softplus: { "symbol": "softplus", "folded": false, "arity": 1, "text": "ln(1 + exp({a}))", "partials": ["σ({a})"], forward: (a) => softplus(a), slopes: [(a, _, out) => sigmoid(a)] },
  relu: { "symbol": "relu", "folded": false, "arity": 1, "text": "relu({a})", "partials": ["[1 if {a} > 0, else 0]"], forward: (a) => relu(a), slopes: [(a, _, out) => step(a)] },
  abs: { "symbol": "|·|", "folded": false, "arity": 1, "text": "|{a}|", "partials": ["sign({a})"], forward: (a) => abs(a), slopes: [(a, _, out) => sign(a)] },
  sign: { "symbol": "sign", "folded": false, "arity": 1, "text": "sign({a})", "partials": ["0"], forward: (a) => sign(a), slopes: [(a, _, out) => 0] },
  round: { "symbol": "round", "folded": false, "arity": 1, "text": "round({a})", "partials": ["0"], forward: (a) => round(a), slopes: [(a, _, out) => 0] },
  floor: { "symbol": "⌊·⌋", "folded": false, "arity": 1, "text": "⌊{a}⌋", "partials": ["0"], forward: (a) => floor(a), slopes: [(a, _, out) => 0] },
  step: { "symbol": "step", "folded": false, "arity": 1, "text": "[1 if {a} > 0, else 0]", "partials": ["0"], forward: (a) => step(a), slopes: [(a, _, out) => 0] },
  sin: { "symbol": "sin", "folded": false, "arity": 1, "text": "sin({a})", "partials": ["cos({a})"], forward: (a) => sin(a), slopes: [(a, _, out) => cos(a)] },
  cos: { "symbol": "cos", "folded": false, "arity": 1, "text": "cos({a})", "partials": ["−sin({a})"], forward: (a) => cos(a), slopes: [(a, _, out) => -sin(a)] },
  max: { "symbol": "max", "folded": false, "arity": 2, "text": "max({a}, {b})", "partials": ["[1 if {a} > {b}, ½ if equal, else 0]", "[1 if {b} > {a}, ½ if equal, else 0]"], forward: (a, b) => max(a, b), slopes: [(a, b, out) => above(a, b), (a, b, out) => above(b, a)] },
  min: { "symbol": "min", "folded": false, "arity": 2, "text": "min({a}, {b})", "partials": ["[1 if {b} > {a}, ½ if equal, else 0]", "[1 if {a} > {b}, ½ if equal, else 0]"], forward: (a, b) => min(a, b), slopes: [(a, b, out) => above(b, a), (a, b, out) => above(a, b)] },
  total: { "symbol": "Σ", "folded": true, "arity": 1, "text": "{a}", "partials": ["1"], forward: (a) => a, slopes: [(a, _, out) => 1] },
  dot: { "symbol": "w·x", "folded": true, "arity": 2, "text": "{a} × {b}", "partials": ["{b}", "{a}"], forward: (a, b) => a * b, slopes: [(a, b, out) => b, (a, b, out) => a] },
};
