// @ts-check
// Numbers as Python compares and writes them: what `equal_answers` and `short_form` do in exercises.py. Pure.

/** An answer to one name: a number, a list of them with `null` for an entry that is missing, `null` for none, or the
 * text that was typed where it cannot be read. @typedef {number | null | string | (number | null)[]} Value */

/** @param {Value} value @returns {value is number | number[]} */
export function onlyNumbers(value) {
  return typeof value === "number" || (Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "number"));
}

/** @param {Value} value */
export function isMissing(value) {
  return value === null || (Array.isArray(value) && value.includes(null));
}

/** How many numbers an answer has. @param {Value} value */
export function countOf(value) {
  return Array.isArray(value) ? value.length : 1;
}

/** math.isclose. @param {number} a @param {number} b @param {number} relative @param {number} [absolute] */
export function isClose(a, b, relative, absolute = 0) {
  if (a === b) return true;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
  const apart = Math.abs(a - b);
  return apart <= relative * Math.max(Math.abs(a), Math.abs(b)) || apart <= absolute;
}

/** @param {Value | undefined} mine @param {Value} right @param {number} tolerance @returns {boolean} */
export function equalAnswers(mine, right, tolerance) {
  if (Array.isArray(mine) && Array.isArray(right)) {
    return mine.length === right.length && mine.every((one, i) => equalAnswers(one, right[i], tolerance));
  }
  if (typeof mine !== "number" || typeof right !== "number") return false;
  return (Number.isNaN(mine) && Number.isNaN(right)) || isClose(mine, right, tolerance, 1e-12);
}

/** The digits and the exponent of a number above 0, rounded as Python does it: a tie goes to the even digit.
 * @param {number} x @param {number} digits @returns {[string, number]} */
function rounded(x, digits) {
  const [exact, power] = x.toExponential(100).split("e");
  const all = exact.replace(".", "");
  if (/^50*$/.test(all.slice(digits)) && "02468".includes(all[digits - 1])) return [all.slice(0, digits), Number(power)];
  const [near, exponent] = x.toExponential(digits - 1).split("e");
  return [near.replace(".", ""), Number(exponent)];
}

/** A number rounded to so many digits, as a number. @param {number} x @param {number} digits */
export function roundedTo(x, digits) {
  if (!x || !Number.isFinite(x)) return x;
  const [all, exponent] = rounded(Math.abs(x), digits);
  return Math.sign(x) * Number(`${all[0]}.${all.slice(1)}e${exponent}`);
}

/** A number as Python's format "g" writes it. @param {number} x @param {number} [digits] */
export function general(x, digits = 6) {
  if (Number.isNaN(x)) return "nan";
  const sign = x < 0 || Object.is(x, -0) ? "-" : "";
  if (!x) return `${sign}0`;
  if (!Number.isFinite(x)) return `${sign}inf`;
  const [all, exponent] = rounded(Math.abs(x), digits);
  const kept = all.replace(/0+$/, "");
  if (exponent < -4 || exponent >= digits) {
    const power = `${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
    return `${sign}${kept[0]}${kept.length > 1 ? "." : ""}${kept.slice(1)}e${power}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${kept}`;
  const whole = kept.padEnd(exponent + 1, "0");
  return sign + whole.slice(0, exponent + 1) + (whole.length > exponent + 1 ? `.${whole.slice(exponent + 1)}` : "");
}

/** An answer in few characters. @param {number | number[]} value @returns {string} */
export function shortForm(value) {
  return Array.isArray(value) ? `[${value.map((one) => general(one)).join(", ")}]` : general(value);
}

/** A text as Python's repr() writes it, cut at sixty characters. @param {string} text */
export function quoted(text) {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inside = text.replace(/\\/g, "\\\\").replace(/\n/g, "\\n").replace(/\t/g, "\\t");
  return [...mark + (mark === "'" ? inside.replace(/'/g, "\\'") : inside) + mark].slice(0, 60).join("");
}
