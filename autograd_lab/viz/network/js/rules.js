// @ts-check
// The rules of a pass in symbols, in three notations: by index, in rows (a W), in columns (W a). Pure.

const SIGNS = /** @type {Record<string, string>} */ ({ sigmoid: "σ", tanh: "tanh", relu: "relu", linear: "" });

/** The activation put to a text: σ(z), or the text alone for none. @param {string} act @param {string} text */
export function applied(act, text) {
  return act === "linear" ? text : `${SIGNS[act]}(${text})`;
}

/** A number as a subscript. @param {number} l */
export function sub(l) {
  return String(l).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]);
}

/** @typedef {"forward" | "bp1" | "bp2" | "bp3" | "bp4"} Rule */

/** What a rule computes, and how. @param {import("./net.js").Net} net @param {string} notation @param {Rule} which @param {number} l
 * @returns {[string, string]} */
export function ruleOf(net, notation, which, l) {
  const { acts, rows, loss } = net;
  const squares = loss === "squares";
  if (notation === "indices") {
    const a = l > 1 ? "aᵢ" : "xᵢ";
    const n = rows > 1 ? "Σₙ " : "";
    if (which === "forward") return ["zⱼ", `Σᵢ ${a} wᵢⱼ + bⱼ, aⱼ = ${applied(acts[l], "zⱼ")}`];
    if (which === "bp1") return ["δⱼ", squares ? "(2/N) (aⱼ − yⱼ) f′(zⱼ)" : "(aⱼ − yⱼ)/N"];
    if (which === "bp2") return ["δⱼ", "f′(zⱼ) Σₖ wⱼₖ δₖ"];
    return which === "bp3" ? ["∂L/∂bⱼ", `${n}δⱼ`] : ["∂L/∂wᵢⱼ", `${n}${a} δⱼ`];
  }
  const columns = notation === "columns";
  const at = sub(l);
  const before = l > 1 ? `a${sub(l - 1)}` : "x";
  const [z, a, d, w] = ["z", "a", "δ", "W"].map((letter) => letter + at);
  if (which === "forward") return [z, `${columns ? `${w} ${before}` : `${before} ${w}`} + b${at}, ${a} = ${applied(acts[l], z)}`];
  if (which === "bp1") return [d, squares ? `(2/N) (${a} − y) ⊙ f′(${z})` : `(${a} − y)/N`];
  const [next, back] = [`δ${sub(l + 1)}`, `W${sub(l + 1)}ᵀ`];
  if (which === "bp2") return [d, `(${columns ? `${back} ${next}` : `${next} ${back}`}) ⊙ f′(${z})`];
  if (which === "bp3") return [`∂L/∂b${at}`, `${rows > 1 ? "Σ rows " : ""}${d}`];
  return [`∂L/∂W${at}`, columns ? `${d} ${before}ᵀ` : `${before}ᵀ ${d}`];
}
