// @ts-check
// Numbers as a reader wants them. Pure.

/** A number with as many digits as a reader can use. @param {number} x @param {number} [digits] */
export function format(x, digits = 4) {
  if (Number.isNaN(x)) return "nan";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  if (x === 0) return "0";
  const size = Math.abs(x);
  const text =
    size >= 1e6 || size < 1e-4
      ? x.toExponential(digits - 2).replace(/\.?0+e/, "e").replace("e+", "e")
      : String(Number(x.toPrecision(size >= 10 ** digits ? Math.ceil(Math.log10(size)) : digits)));
  return text.replace(/-/g, "−");
}

/** A number in at most so many characters, for a box of fixed size. @param {number} x @param {number} most */
export function compact(x, most) {
  const texts = [4, 3, 2].map((digits) => format(x, digits));
  const short = x.toExponential(1).replace("e+", "e").replace(/-/g, "−"); // of a small number, with its leading zeros left out
  return [...texts, short].find((text) => text.length <= most) ?? texts[2];
}
