// @ts-check
// A linked view: the equations of the pass with the present numbers put in, in three notations.
import { html } from "../../js/page/dom.js";
import { between, cell, factorCell } from "./cells.js";
import { nameOf } from "./stages.js";
import { ruleOf } from "./rules.js";

/** @typedef {import("./network.js").View} View */
/** @typedef {import("./rules.js").Rule} Rule */

const MOST_TERMS_SHOWN = 5; // terms of a sum
const SHORT = 4; // entries of a matrix, each way, that a line can hold

/** The four equations, and the forward one: for the layer and the neurons that are looked at. @param {View} view */
export function equations(view) {
  const body = html("div", { class: "al-net-eqs" });
  /** Written anew at each step: its shape depends on the step. */
  function update() {
    const { net, notation } = view;
    const last = net.widths.length - 1;
    const [l, hidden] = [view.layer(), Math.min(view.layer(), last - 1)];
    const write = notation === "indices" ? byIndex : byMatrix;
    const labels = net.labels ?? {};
    const of = (/** @type {string} */ name) => (labels[name] ? ` (eq. ${labels[name]})` : "");
    const rows = /** @type {[string, string, HTMLElement[]][]} */ ([
      ["Forward", of("forward"), write(view, "forward", l)],
      ["BP1, output delta", net.loss === "squares" ? of("bp1") : "", write(view, "bp1", last)],
      ...(hidden >= 1 ? [["BP2, recursion", of("bp2"), write(view, "bp2", hidden)]] : []),
      ["BP3, bias", of("bp3"), write(view, "bp3", l)],
      ["BP4, weight", of("bp4"), write(view, "bp4", l)],
    ]);
    const active = { forward: "Forward", loss: "", given: "", gather: "BP2", delta: view.stage.l === last ? "BP1" : "BP2", grads: "BP3 BP4" }[/** @type {"given"} */ (view.stage.kind)];
    body.replaceChildren(...rows.map(([name, label, parts]) => {
      const now = active && active.split(" ").some((word) => String(name).startsWith(word));
      return html("div", { class: `al-net-eq${now ? " is-now" : ""}` }, html("b", {}, `${now ? "▸ " : ""}${name}${label}`), ...parts);
    }));
  }
  return { body, update };
}

/** @param {(Node | string)[][]} lines */
function lines(...lines) {
  return lines.map((parts) => html("p", { class: "al-net-eq-line" }, ...parts));
}

/** One equation by indices. @param {View} view @param {Rule} which @param {number} l */
function byIndex(view, which, l) {
  const { net, row } = view;
  const { widths, rows, loss } = net;
  const [i, j] = [view.focusOf(l - 1), view.focusOf(l)];
  const name = (/** @type {number} */ level, /** @type {number} */ at) => nameOf(widths, level, at);
  const [own, before] = [name(l, j), name(l - 1, i)];
  const q = (/** @type {string} */ key) => cell(view, key);
  const f = (/** @type {string} */ key) => factorCell(view, key);
  const batch = row < 0;
  const part = rows > 1 ? `, the part of row ${row + 1}` : "";
  /** @type {Record<string, string>} */
  const lefts = { forward: `z of ${own}`, bp3: `∂L/∂b of ${own}`, bp4: `∂L/∂w of ${before} → ${own}` };
  const left = lefts[which] ?? `δ of ${own}`;
  const rule = [`${left} = ${ruleOf(net, "indices", which, l)[1]}`];
  if (which === "forward") {
    const m = widths[l - 1];
    const term = (/** @type {number} */ at) => (at < m ? [...f(`a:${l - 1}:${at}`), " × ", ...f(`w:${l}:${at}:${j}`)] : f(`b:${l}:${j}`));
    const numbers = [...between(m + 1, term, " + ", MOST_TERMS_SHOWN), " = ", q(`z:${l}:${j}`), ...(batch ? [", all in the mean over the rows; the mean of a is "] : [", a = "]), q(`a:${l}:${j}`)];
    return lines(rule, numbers);
  }
  if (which === "bp1") {
    const slope = loss === "squares";
    if (batch) return lines(rule, [`the sum over ${rows.toLocaleString("en")} rows: `, ...sums(view, `d:${l}:${j}`)]);
    const off = ["(", q(`a:${l}:${j}`), " − ", ...f(`y:${l}:${j}`), ")"];
    return lines(rule, slope ? [`2/${rows} × `, ...off, " × ", q(`s:${l}:${j}`), " = ", q(`d:${l}:${j}`)] : [...off, ` / ${rows} = `, q(`d:${l}:${j}`)]);
  }
  if (which === "bp2") {
    if (batch) return lines(rule, [`the sum over ${rows.toLocaleString("en")} rows: `, ...sums(view, `d:${l}:${j}`)]);
    const term = (/** @type {number} */ k) => [...f(`w:${l + 1}:${j}:${k}`), " × ", ...f(`d:${l + 1}:${k}`)];
    return lines(rule, [q(`s:${l}:${j}`), " × (", ...between(widths[l + 1], term, " + ", MOST_TERMS_SHOWN), ") = ", q(`d:${l}:${j}`)]);
  }
  if (which === "bp3") return lines(rule, batch ? sums(view, `d:${l}:${j}`) : [q(`h:${l}:${j}`), part]);
  const g = `g:${l}:${i}:${j}`;
  if (!batch) return lines(rule, [...f(`a:${l - 1}:${i}`), " × ", ...f(`d:${l}:${j}`), " = ", q(g), part]);
  const term = (/** @type {number} */ n) => [...f(`a:${l - 1}:${i}@${n}`), " × ", ...f(`d:${l}:${j}@${n}`)];
  return lines(rule, [...between(rows, term, " + ", MOST_TERMS_SHOWN), " = ", q(g)]);
}

/** A sum over the rows, term by term. @param {View} view @param {string} key */
function sums(view, key) {
  return [...between(view.net.rows, (n) => factorCell(view, `${key}@${n}`), " + ", MOST_TERMS_SHOWN), " = ", cell(view, key)];
}

/** One equation in matrices: in rows, as the course writes, or in columns. @param {View} view @param {Rule} which
 * @param {number} l */
function byMatrix(view, which, l) {
  const { net, row, notation } = view;
  const { widths, rows } = net;
  const columns = notation === "columns";
  const n = row < 0 ? rows : 1;
  const [before, here] = [widths[l - 1], widths[l]];
  const shape = (/** @type {number} */ p, /** @type {number} */ q) => (columns ? `(${q}, ${p})` : `(${p}, ${q})`);
  const product = (/** @type {string} */ p, /** @type {string} */ q) => (columns ? `${q} ${p}` : `${p} ${q}`);
  const shapes = {
    forward: `${product(shape(n, before), shape(before, here))} → ${shape(n, here)}`,
    bp1: shape(n, here),
    bp2: `${product(shape(n, widths[l + 1]), shape(widths[l + 1], here))} → ${shape(n, here)}`,
    bp3: `(${here},)`,
    bp4: `${product(shape(before, n), shape(n, here))} → ${shape(before, here)}`,
  }[/** @type {"bp1"} */ (which)];
  const numbers = {
    forward: () => [...list(view, "z", l, "z"), ",  ", ...list(view, "a", l, "a")],
    bp1: () => list(view, "d", l, "δ"),
    bp2: () => [...list(view, "d", l, "δ"), ",  ", ...list(view, "s", l, "f′(z)")],
    bp3: () => list(view, "h", l, "∂L/∂b"),
    bp4: () => ["∂L/∂W = ", ...gradientGrid(view, l, columns)],
  }[/** @type {"bp1"} */ (which)]();
  const part = row >= 0 && rows > 1 && (which === "bp3" || which === "bp4") ? [`, the part of row ${row + 1}`] : [];
  return lines([ruleOf(net, notation, which, l).join(" = "), `   ${shapes}`], [...numbers, ...part]);
}

/** The numbers of a layer between brackets. @param {View} view @param {string} kind @param {number} l @param {string} name */
function list(view, kind, l, name) {
  const how = view.row >= 0 || kind === "h" ? "" : kind === "d" ? "sum of " : "mean of ";
  return [`${how}${name} = [`, ...between(view.net.widths[l], (j) => [cell(view, `${kind}:${l}:${j}`)], ", ", 2 * SHORT), "]"];
}

/** ∂L/∂W between brackets, when it is small. @param {View} view @param {number} l @param {boolean} columns */
function gradientGrid(view, l, columns) {
  const [m, n] = [view.net.widths[l - 1], view.net.widths[l]];
  if (m > SHORT || n > SHORT) return [`${m} × ${n} numbers: see the matrices`];
  const at = (/** @type {number} */ p, /** @type {number} */ q) => [cell(view, columns ? `g:${l}:${q}:${p}` : `g:${l}:${p}:${q}`)];
  const row = (/** @type {number} */ p) => ["[", ...between(columns ? m : n, (q) => at(p, q), ", ", SHORT), "]"];
  return ["[", ...between(columns ? n : m, row, ", ", SHORT), "]"];
}
