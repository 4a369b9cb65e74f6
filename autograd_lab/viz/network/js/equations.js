// @ts-check
// A linked view: the equations of the pass with the present numbers put in, in three notations.
import { html } from "../../js/dom.js";
import { between, cell, factorCell } from "./cells.js";
import { nameOf } from "./stages.js";
import { applied, sub } from "./say.js";

const MOST_TERMS_SHOWN = 5; // terms of a sum
const SHORT = 4; // entries of a matrix, each way, that a line can hold

/** The four equations, and the forward one: for the layer and the neurons that are looked at. @param {any} view */
export function equations(view) {
  const body = html("div", { class: "al-eqs" });
  /** Written anew at each step: its shape depends on the step. */
  function update() {
    const { net, notation } = view;
    const last = net.widths.length - 1;
    const [l, hidden] = [view.layer(), Math.min(view.layer(), last - 1)];
    const write = notation === "indices" ? byIndex : byMatrix;
    const { labels } = net;
    const of = (/** @type {string} */ name) => (labels[name] ? ` (eq. ${labels[name]})` : "");
    const rows = [
      ["Forward", of("forward"), write(view, "forward", l)],
      ["BP1, output delta", net.loss === "squares" ? of("bp1") : "", write(view, "bp1", last)],
      ...(hidden >= 1 ? [["BP2, recursion", of("bp2"), write(view, "bp2", hidden)]] : []),
      ["BP3, bias", of("bp3"), write(view, "bp3", l)],
      ["BP4, weight", of("bp4"), write(view, "bp4", l)],
    ];
    const active = { forward: "Forward", loss: "", given: "", gather: "BP2", delta: view.stage.l === last ? "BP1" : "BP2", grads: "BP3 BP4" }[/** @type {"given"} */ (view.stage.kind)];
    body.replaceChildren(...rows.map(([name, label, parts]) => {
      const now = active && active.split(" ").some((word) => String(name).startsWith(word));
      return html("div", { class: `al-eq${now ? " is-now" : ""}` }, html("b", {}, `${now ? "▸ " : ""}${name}${label}`), ...(/** @type {any[]} */ (parts)));
    }));
  }
  return { body, update };
}

/** @param {(Node | string)[][]} lines */
function lines(...lines) {
  return lines.map((parts) => html("p", { class: "al-eq-line" }, ...parts));
}

/** One equation by indices. @param {any} view @param {string} which @param {number} l */
function byIndex(view, which, l) {
  const { net, row } = view;
  const { widths, acts, rows, loss } = net;
  const [i, j] = [view.focusOf(l - 1), view.focusOf(l)];
  const name = (/** @type {number} */ level, /** @type {number} */ at) => nameOf(widths, level, at);
  const [own, before] = [name(l, j), name(l - 1, i)];
  const q = (/** @type {string} */ key) => cell(view, key);
  const f = (/** @type {string} */ key) => factorCell(view, key);
  const each = (/** @type {number} */ n) => Array.from({ length: n }, (_, at) => at);
  const batch = row < 0;
  if (which === "forward") {
    const rule = [`z of ${own} = Σᵢ aᵢ wᵢⱼ + bⱼ,  a = ${applied(acts[l], "z")}`];
    const terms = each(widths[l - 1]).map((at) => [...f(`a:${l - 1}:${at}`), " × ", ...f(`w:${l}:${at}:${j}`)]);
    const numbers = [...between([...terms, f(`b:${l}:${j}`)], " + ", MOST_TERMS_SHOWN), batch ? "; in the mean over the rows z = " : " = ", q(`z:${l}:${j}`), ", a = ", q(`a:${l}:${j}`)];
    return lines(rule, numbers);
  }
  if (which === "bp1") {
    const slope = loss === "squares";
    const rule = [slope ? `δ of ${own} = (2/N) (a − y) f′(z)` : `δ of ${own} = (a − y)/N`];
    if (batch) return lines(rule, [`each row; summed over ${rows} rows: `, ...sums(view, `d:${l}:${j}`)]);
    const off = ["(", q(`a:${l}:${j}`), " − ", ...f(`y:${l}:${j}`), ")"];
    return lines(rule, slope ? [`2/${rows} × `, ...off, " × ", q(`s:${l}:${j}`), " = ", q(`d:${l}:${j}`)] : [...off, ` / ${rows} = `, q(`d:${l}:${j}`)]);
  }
  if (which === "bp2") {
    const rule = [`δ of ${own} = f′(z) Σₖ wⱼₖ δₖ`];
    if (batch) return lines(rule, [`each row; summed over ${rows} rows: `, ...sums(view, `d:${l}:${j}`)]);
    const terms = each(widths[l + 1]).map((k) => [...f(`w:${l + 1}:${j}:${k}`), " × ", ...f(`d:${l + 1}:${k}`)]);
    return lines(rule, [q(`s:${l}:${j}`), " × (", ...between(terms, " + ", MOST_TERMS_SHOWN), ") = ", q(`d:${l}:${j}`)]);
  }
  if (which === "bp3") return lines([`∂L/∂b of ${own} = ${rows > 1 ? "Σₙ " : ""}δⱼ`], batch ? [...sums(view, `d:${l}:${j}`)] : [q(`h:${l}:${j}`), rows > 1 ? ` from row ${row + 1}` : ""]);
  const g = `g:${l}:${i}:${j}`;
  const rule = [`∂L/∂w of ${before} → ${own} = ${rows > 1 ? "Σₙ " : ""}aᵢ δⱼ`];
  if (!batch) return lines(rule, [...f(`a:${l - 1}:${i}`), " × ", ...f(`d:${l}:${j}`), " = ", q(g), rows > 1 ? ` from row ${row + 1}` : ""]);
  const terms = each(rows).map((n) => [...f(`a:${l - 1}:${i}@${n}`), " × ", ...f(`d:${l}:${j}@${n}`)]);
  return lines(rule, [...between(terms, " + ", MOST_TERMS_SHOWN), " = ", q(g)]);
}

/** A sum over the rows, term by term. @param {any} view @param {string} key */
function sums(view, key) {
  const terms = Array.from({ length: view.net.rows }, (_, n) => factorCell(view, `${key}@${n}`));
  return [...between(terms, " + ", MOST_TERMS_SHOWN), " = ", cell(view, key)];
}

/** One equation in matrices: in rows, as the course writes, or in columns. @param {any} view @param {string} which
 * @param {number} l */
function byMatrix(view, which, l) {
  const { net, row, notation } = view;
  const { widths, acts, rows, loss } = net;
  const columns = notation === "columns";
  const n = row < 0 ? rows : 1;
  const up = (/** @type {number} */ level) => sub(level);
  const a = l > 1 ? `a${up(l - 1)}` : "x";
  const shape = (/** @type {number} */ p, /** @type {number} */ q) => (columns ? `(${q}, ${p})` : `(${p}, ${q})`);
  const vector = (/** @type {string} */ kind, /** @type {number} */ level, /** @type {string} */ name) => list(view, kind, level, name);
  if (which === "forward") {
    const rule = columns ? `z${up(l)} = W${up(l)} ${a} + b${up(l)}` : `z${up(l)} = ${a} W${up(l)} + b${up(l)}`;
    return lines([`${rule},  a${up(l)} = ${applied(acts[l], `z${up(l)}`)}`, `   ${columns ? `${shape(widths[l - 1], widths[l])} ${shape(n, widths[l - 1])}` : `${shape(n, widths[l - 1])} ${shape(widths[l - 1], widths[l])}`} → ${shape(n, widths[l])}`], [...vector("z", l, "z"), ",  ", ...vector("a", l, "a")]);
  }
  if (which === "bp1") {
    const rule = loss === "squares" ? `δ${up(l)} = (2/N) (a${up(l)} − y) ⊙ f′(z${up(l)})` : `δ${up(l)} = (a${up(l)} − y)/N`;
    return lines([rule, `   ${shape(n, widths[l])}`], [...vector("d", l, "δ")]);
  }
  if (which === "bp2") {
    const [d, w] = [`δ${up(l + 1)}`, `W${up(l + 1)}ᵀ`];
    const shapes = columns ? `${shape(widths[l + 1], widths[l])} ${shape(n, widths[l + 1])}` : `${shape(n, widths[l + 1])} ${shape(widths[l + 1], widths[l])}`;
    return lines([`δ${up(l)} = (${columns ? `${w} ${d}` : `${d} ${w}`}) ⊙ f′(z${up(l)})`, `   ${shapes} → ${shape(n, widths[l])}`], [...vector("d", l, "δ"), ",  ", ...vector("s", l, "f′(z)")]);
  }
  if (which === "bp3") return lines([`∂L/∂b${up(l)} = ${rows > 1 ? "Σ rows " : ""}δ${up(l)}`, `   (${widths[l]},)`], [...vector("h", l, "∂L/∂b"), ...(row >= 0 && rows > 1 ? [` from row ${row + 1}`] : [])]);
  const product = columns ? `δ${up(l)} ${a}ᵀ` : `${a}ᵀ δ${up(l)}`;
  return lines([`∂L/∂W${up(l)} = ${product}`, `   ${shape(widths[l - 1], widths[l])}`, ...(row >= 0 && rows > 1 ? [`, from row ${row + 1}`] : [])], ["∂L/∂W = ", ...gradientGrid(view, l, columns)]);
}

/** The numbers of a layer between brackets. @param {any} view @param {string} kind @param {number} l @param {string} name */
function list(view, kind, l, name) {
  const parts = Array.from({ length: view.net.widths[l] }, (_, j) => [cell(view, `${kind}:${l}:${j}`)]);
  const sums = kind === "d" || kind === "h" ? ", summed over the batch" : ", mean over the batch";
  return [`${name}${view.row < 0 && view.net.rows > 1 ? sums : ""} = [`, ...between(parts, ", ", 2 * SHORT), "]"];
}

/** ∂L/∂W between brackets, when it is small. @param {any} view @param {number} l @param {boolean} columns */
function gradientGrid(view, l, columns) {
  const [m, n] = [view.net.widths[l - 1], view.net.widths[l]];
  if (m > SHORT || n > SHORT) return [`${m} × ${n} numbers: see the matrices`];
  const row = (/** @type {number} */ p) => Array.from({ length: columns ? m : n }, (_, q) => [cell(view, columns ? `g:${l}:${q}:${p}` : `g:${l}:${p}:${q}`)]);
  return ["[", ...between(Array.from({ length: columns ? n : m }, (_, p) => ["[", ...between(row(p), ", ", 9), "]"]), ", ", 9), "]"];
}
