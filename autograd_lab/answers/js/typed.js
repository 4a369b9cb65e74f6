// @ts-check
// What was typed into a field, as Python would read it: a number, a formula, or a list of them. Pure.

/** @typedef {import("./numbers.js").Value} Value */

/** @type {Record<string, (x: number) => number>} */
const FUNCTIONS = { exp: Math.exp, log: Math.log, ln: Math.log, sqrt: Math.sqrt, tanh: Math.tanh, abs: Math.abs };
/** @type {Record<string, number>} */
const CONSTANTS = { pi: Math.PI, e: Math.E };
const TOKENS = /(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|(?:math\.|np\.)?[a-z]+|\*\*|[-+*/^()]/gi;

/** The value of what was typed; the text itself where it cannot be read. @param {string} text
 * @param {boolean} list whether several numbers are asked for: then a comma parts them, else it may be a decimal one
 * @returns {Value} */
export function readTyped(text, list) {
  const plain = text.trim();
  if (!plain || plain === "None") return null;
  if (!list) {
    const number = formula(plain);
    if (number !== null) return number;
  }
  const parts = entries(plain);
  if (!parts) return formula(plain) ?? text;
  const read = parts.map((part) => (["", "None"].includes(part.trim()) ? null : (formula(part) ?? NaN)));
  return read.some(Number.isNaN) || !read.length ? text : read;
}

/** The entries of a list, with or without brackets around it; null for what is no list. @param {string} text */
function entries(text) {
  const inside = enclosed(text) ? text.slice(1, -1).trim() : text;
  const sign = inside.includes(";") ? ";" : ",";
  let parts = [""];
  let depth = 0;
  for (const letter of inside) {
    depth += "([".includes(letter) ? 1 : ")]".includes(letter) ? -1 : 0;
    if (letter === sign && !depth) parts.push("");
    else parts[parts.length - 1] += letter;
  }
  if (parts.length === 1 && !text.startsWith("[")) {
    parts = inside.split(/\s+/); // 1 2 3
    return parts.length > 1 && parts.every((part) => /^[-+−–]?[\d.]+(e[-+]?\d+)?$/i.test(part)) ? parts : null;
  }
  if (!parts[parts.length - 1].trim()) parts.pop(); // Python, too, allows a comma behind the last
  return parts;
}

/** Whether one pair of brackets holds all of a text. @param {string} text */
function enclosed(text) {
  let depth = 0;
  return "[(".includes(text[0]) && [...text].every((letter, at) => {
    depth += "([".includes(letter) ? 1 : ")]".includes(letter) ? -1 : 0;
    return depth > 0 || at === text.length - 1;
  });
}

/** The number that a formula stands for; null where it stands for none. @param {string} text @returns {number | null} */
export function formula(text) {
  let plain = text.replace(/[−–]/g, "-").replace(/[×·]/g, "*").replace(/÷/g, "/");
  if (/^[^.,]*\d,\d[^.,]*$/.test(plain)) plain = plain.replace(",", "."); // a decimal comma
  const tokens = plain.match(TOKENS) ?? [];
  if (!tokens.length || tokens.join("") !== plain.replace(/\s+/g, "") || /[\d.]\s+[\d.]|\w\s+\w/.test(plain)) return null;
  let at = 0;
  const accept = (/** @type {string[]} */ ...signs) => (signs.includes(tokens[at]) ? tokens[at++] : "");

  /** @returns {number} */
  function sum() {
    let x = product();
    for (let sign = accept("+", "-"); sign; sign = accept("+", "-")) x += sign === "+" ? product() : -product();
    return x;
  }
  /** @returns {number} */
  function product() {
    let x = signed();
    for (let sign = accept("*", "/"); sign; sign = accept("*", "/")) {
      const y = signed();
      x = sign === "*" ? x * y : x / y;
    }
    return x;
  }
  /** A minus binds less than a power: −2 ** 2 is −4. @returns {number} */
  function signed() {
    const sign = accept("+", "-");
    if (sign) return sign === "-" ? -signed() : signed();
    const x = atom();
    return accept("**", "^") ? x ** signed() : x;
  }
  /** @returns {number} */
  function atom() {
    if (accept("(")) return closed(sum());
    const token = (tokens[at++] ?? "").replace(/^(math|np)\./, "");
    if (/^[\d.]/.test(token)) return Number(token);
    if (Object.hasOwn(FUNCTIONS, token)) return accept("(") ? FUNCTIONS[token](closed(sum())) : NaN;
    return Object.hasOwn(CONSTANTS, token) ? CONSTANTS[token] : NaN;
  }
  /** @param {number} x */
  const closed = (x) => (accept(")") ? x : NaN);

  try {
    const x = sum();
    return at === tokens.length && Number.isFinite(x) ? x : null;
  } catch {
    return null; // thousands of brackets
  }
}
