// @ts-check
// What `tell` says to numbers and to an order, line for line: the judging of exercises.py and of ch05.py, from the data
// that as_data.py writes. Pure.
import { countOf, equalAnswers, general, isClose, isMissing, onlyNumbers, quoted, roundedTo, shortForm } from "./numbers.js";

/** @typedef {import("./numbers.js").Value} Value */
/** A formula in what was answered (as_data.py): a number, ["of", name], ["of", name, place], ["log", formula], or
 * [sign, formula, formula]. @typedef {number | [string, ...any[]]} Formula */
/** @typedef {{name: string, right: number | number[], slips: [number | number[], string][], look: string,
 *   follows?: {sources: string[], made: Formula | Formula[]}, given?: string}} Part */
/** @typedef {{kind: "numbers", tolerance: number, parts: Part[]}} Numbers */
/** @typedef {{kind: "order", given: [string, string, number][], end: string, leaf: string, right: number}} Order */
/** One line of a reply: "right", "wrong", or "open" where nothing was answered yet.
 * @typedef {{is: "right" | "wrong" | "open", text: string}} Line */

const NOT_YET = "no answer yet";

/** The reply to numbers by name, with a line for each. @param {Numbers} exercise @param {Record<string, Value>} answer
 * @returns {Line[]} */
export function judgeNumbers({ tolerance, parts }, answer) {
  return parts.map((part) => {
    const [is, text] = one(part, answer[part.name] ?? null);
    return { is, text: `${part.name}: ${text}` };
  });

  /** @param {Part} part @param {Value} mine @returns {[Line["is"], string]} */
  function one(part, mine) {
    const { right } = part;
    if (isMissing(mine)) return ["open", NOT_YET];
    if (!onlyNumbers(mine)) return ["wrong", `${quoted(String(mine))} is not a plain number. Write numbers, without quotes.`];
    if (equalAnswers(mine, right, tolerance)) return ["right", "right"];
    const came = shortForm(mine);
    const earlier = origin(part, mine);
    if (earlier) return ["wrong", `${came} follows from your ${earlier}. Mend that line first.`];
    const slip = part.slips.find(([wrong]) => equalAnswers(mine, wrong, tolerance));
    if (slip) return ["wrong", `${came} is not it. ${slip[1]}`];
    if (Array.isArray(right) && countOf(mine) !== right.length) {
      return ["wrong", `this asks for ${right.length} numbers, and ${countOf(mine)} came.`];
    }
    const digits = digitsWanted(mine, right, tolerance);
    if (digits) return ["wrong", `${came} is rounded too far. Give ${digits} digits, or the formula itself.`];
    return ["wrong", `${came} is not it. ${part.look}`];
  }

  /** The earlier name from whose wrong number this one was got by the right steps. @param {Part} part @param {Value} mine */
  function origin({ follows }, mine) {
    if (!follows) return undefined;
    const rightOf = (/** @type {string} */ name) => /** @type {Part} */ (parts.find((part) => part.name === name)).right;
    const whole = (/** @type {string} */ name) => onlyNumbers(answer[name] ?? null) && countOf(answer[name]) === countOf(rightOf(name));
    if (!follows.sources.every(whole)) return undefined;
    const wrong = follows.sources.find((name) => !equalAnswers(answer[name], rightOf(name), tolerance));
    const { made } = follows;
    const expected = isList(made) ? made.map((formula) => worked(formula, answer)) : worked(made, answer);
    return wrong && [expected].flat().every(Number.isFinite) && equalAnswers(mine, expected, tolerance) ? wrong : undefined;
  }
}

/** The reply to an order of the given lines; `order` holds their numbers, from 1. @param {Order} exercise
 * @param {Value} order @returns {Line[]} */
export function judgeOrder({ given, end, leaf, right }, order) {
  const lines = (Array.isArray(order) ? order : []).map((number) => given[Number(number) - 1]);
  const alike = (/** @type {any[]} */ a, /** @type {any[]} */ b) => JSON.stringify(a) === JSON.stringify(b);
  const sorted = (/** @type {any[]} */ list) => list.map((line) => JSON.stringify(line)).sort();
  if (order === null || alike(lines, given)) {
    return [{ is: "open", text: `${NOT_YET}: in this order the sweep says ${general(swept(given))}` }];
  }
  if (!alike(sorted(lines), sorted(given))) {
    return [{ is: "wrong", text: "a line was changed, not moved: the list must hold the same lines, in another order" }];
  }
  const found = swept(lines);
  if (found === right) return [{ is: "right", text: `${leaf}: ${general(found)}, right` }];
  return [{ is: "wrong", text: `${leaf}: ${general(found)} is not ${general(right)} yet. Which node passed on too early?` }];

  /** @param {[string, string, number][]} arrows */
  function swept(arrows) {
    /** @type {Record<string, number>} */
    const grad = Object.fromEntries([...arrows.map(([, node]) => [node, 0]), [end, 1]]);
    for (const [gate, node, local] of arrows) grad[node] += grad[gate] * local;
    return grad[leaf];
  }
}

/** @param {Formula | Formula[]} made @returns {made is Formula[]} */
function isList(made) {
  return Array.isArray(made) && typeof made[0] !== "string";
}

/** What a formula makes of an answer; no number where a name has none. @param {Formula} formula
 * @param {Record<string, any>} answer @returns {number} */
function worked(formula, answer) {
  if (typeof formula === "number") return formula;
  const [sign, first, second] = formula;
  if (sign === "of") {
    const found = second === undefined ? answer[first] : answer[first]?.[second];
    return typeof found === "number" ? found : NaN;
  }
  const a = worked(first, answer);
  if (sign === "log") return Math.log(a);
  const b = worked(second, answer);
  return sign === "+" ? a + b : sign === "-" ? a - b : sign === "*" ? a * b : sign === "/" ? a / b : a ** b;
}

/** How many digits an answer should have that is right but for being rounded; 0 for one that is not.
 * @param {number | number[]} mine @param {number | number[]} right @param {number} tolerance @returns {number} */
function digitsWanted(mine, right, tolerance) {
  if (Array.isArray(mine) && Array.isArray(right)) {
    const wanted = right.flatMap((r, i) => (equalAnswers(mine[i], r, tolerance) ? [] : [digitsWanted(mine[i], r, tolerance)]));
    return wanted.every(Boolean) ? Math.max(0, ...wanted) : 0;
  }
  if (Array.isArray(mine) || Array.isArray(right) || !isClose(mine, right, 0.05)) return 0;
  const has = general(Math.abs(mine), 15).split("e")[0].replace(".", "").replace(/^0+|0+$/g, "").length;
  if (roundedTo(right, has) !== mine) return 0;
  for (let digits = has + 1; digits < 18; digits++) if (isClose(roundedTo(right, digits), right, tolerance)) return digits;
  return 17;
}
