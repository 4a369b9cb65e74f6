// @ts-check
// A product of two matrices, one entry at a time: its row, its column, and the sum written out.
import { svg } from "../../js/page/dom.js";
import { format } from "../../js/model/numbers.js";
import { figure, frame, slider } from "./parts.js";
import { move, sized } from "./plot.js";

const [TOP, GAP] = [44, 34]; // room above a matrix, and between two
const [FINE, COARSE] = [30, 44]; // the height of a cell, under a mouse and under a finger

/** @typedef {{x: number, top: number, wide: number, cell: number, tall: number, lit: SVGRectElement}} Matrix */

/** A factor of a sum, in brackets where a sign would read badly. @param {number} x */
function factor(x) {
  return x < 0 ? `(${format(x)})` : format(x);
}

/** How much room the longest of some names takes. @param {string[]} names */
function room(names) {
  return 8 * Math.max(0, ...names.map((name) => name.length));
}

/** A matrix with brackets, its name and shape above it, and above that the names of its columns where there are any.
 * @param {Element} root @param {number[][]} numbers @param {string} name @param {number[]} at its left end, and the height at
 * which its name begins @param {string[]} columns @param {number} tall of a cell @returns {Matrix} */
function matrix(root, numbers, name, [x, y], columns, tall) {
  const [rows, across] = [numbers.length, numbers[0].length];
  const cell = Math.max(52, room(columns) + 8);
  const wide = across * cell;
  const top = y + TOP;
  const text = (/** @type {Record<string, string | number>} */ place, /** @type {string} */ content) => {
    svg("text", { "text-anchor": "middle", ...place }, root).textContent = content;
  };
  text({ x: x + wide / 2, y: y + 14, class: "al-fig-note" }, `${name} (${rows}, ${across})`);
  columns.forEach((c, j) => text({ x: x + (j + 0.5) * cell, y: top - 8, class: "al-fig-axis" }, c));
  const lit = svg("rect", { class: "al-fig-lit", rx: 4 }, root);
  const [low, right] = [top + rows * tall, x + wide];
  svg("path", { class: "al-fig-bracket", d: `M${x + 6} ${top}H${x}V${low}h6M${right - 6} ${top}h6V${low}h-6` }, root);
  numbers.forEach((row, i) => row.forEach((v, j) => text({ x: x + (j + 0.5) * cell, y: top + (i + 0.5) * tall + 4 }, format(v))));
  return { x, top, wide, cell, tall, lit };
}

/** Light up some cells of a matrix. @param {Matrix} m @param {number} row @param {number} column
 * @param {number} high @param {number} across */
function light(m, row, column, high, across) {
  move(m.lit, { x: m.x + column * m.cell + 3, y: m.top + row * m.tall + 2, width: across * m.cell - 6, height: high * m.tall - 4 });
}

/** What figures.matrix_product() settles.
 * @typedef {{left: number[][], right: number[][], names: string[], row_names: string[], inner_names: string[],
 *   column_names: string[], row: number, column: number, backward: boolean, title: string}} Settings */

/** @param {HTMLElement} host @param {Settings} settings @param {import("./parts.js").Share} share */
function draw(host, settings, share) {
  const { left, right, names, row_names, column_names, inner_names, backward } = settings;
  let { row, column } = settings;
  const result = left.map((/** @type {number[]} */ a) =>
    right[0].map((/** @type {number} */ _, /** @type {number} */ j) => a.reduce((sum, v, k) => sum + v * right[k][j], 0)),
  );
  const [n, m, inner] = [left.length, right[0].length, right.length];
  const into = frame(host, settings.title);
  const tall = into.coarse ? COARSE : FINE;
  const margin = room(row_names) + 10;
  const inset = inner_names.length ? room(inner_names) + 10 : 0;
  const stacked = into.narrow; // on a telephone one below the other, or nobody could read them
  const root = svg("svg", {
    role: "img", class: backward ? "al-fig-backward-sum" : "",
    "aria-label": `${names[0]} times ${names[1]} is ${names[2]}: one row, one column and one entry are lit`,
  });
  into.stage.append(root);
  const below = (/** @type {number} */ rows) => TOP + rows * tall + 12;
  const indent = stacked ? Math.max(margin, inset, GAP) : margin;
  const a = matrix(root, left, names[0], [indent, 0], inner_names, tall);
  const b = matrix(root, right, names[1], stacked ? [indent, below(n)] : [a.x + a.wide + GAP + inset, 0], column_names, tall);
  const c = matrix(root, result, names[2], stacked ? [indent, below(n) + below(inner)] : [b.x + b.wide + GAP, 0], column_names, tall);
  const width = Math.max(a.x + a.wide, b.x + b.wide, c.x + c.wide) + 6;
  const height = Math.max(b.top + inner * tall, c.top + n * tall) + 8;
  move(root, { viewBox: `0 0 ${width} ${height}`, width, height });
  sized(root, width);
  const between = (/** @type {number} */ x, /** @type {number} */ y, /** @type {string} */ content, anchor = "middle", style = "al-fig-axis") => {
    svg("text", { x, y, "text-anchor": anchor, class: style }, root).textContent = content;
  };
  const beside = (/** @type {Matrix} */ m, /** @type {string[]} */ rows) =>
    rows.forEach((t, i) => between(m.x - 6, m.top + (i + 0.5) * tall + 4, t, "end"));
  beside(a, row_names);
  beside(b, inner_names);
  if (stacked) beside(c, row_names);
  const middle = TOP + (Math.min(n, inner) * tall) / 2 + 5;
  // the signs stand before the matrix that they lead to; where it has a line of its own, before its name
  between(stacked ? GAP / 2 : a.x + a.wide + GAP / 2, stacked ? b.top - TOP + 16 : middle, "·", "middle", "al-fig-big");
  between(stacked ? GAP / 2 : c.x - GAP / 2, stacked ? c.top - TOP + 16 : middle, "=", "middle", "al-fig-big");
  result.forEach((/** @type {number[]} */ line, /** @type {number} */ i) =>
    line.forEach((_, j) => {
      svg("rect", { x: c.x + j * c.cell + 5, y: c.top + i * tall + 4, width: c.cell - 10, height: tall - 8, rx: 4, class: "al-fig-press" }, root);
      const spot = { x: c.x + j * c.cell, y: c.top + i * tall, width: c.cell, height: tall, class: "al-fig-hit" };
      svg("rect", spot, root).addEventListener("click", () => update(i, j));
    }),
  );
  into.first(`Press an entry of ${names[2]}: which row and which column make it?`);
  /** @param {string[]} given @param {number} i @param {string} kind */
  const called = (given, i, kind) => given[i] ?? `${kind} ${i + 1}`;
  const count = (/** @type {number} */ v) => String(v);
  const setRow = slider(into, { name: "row", label: `row of ${names[2]}`, min: 1, max: n, step: 1, value: row + 1, text: count }, (v) => update(v - 1, column));
  const setColumn = slider(into, { name: "column", label: `column of ${names[2]}`, min: 1, max: m, step: 1, value: column + 1, text: count }, (v) => update(row, v - 1));
  const sum = (/** @type {number} */ i, /** @type {number} */ j) =>
    left[i].map((/** @type {number} */ v, /** @type {number} */ k) => `${factor(v)} · ${factor(right[k][j])}`).join(" + ");
  const entries = result.flatMap((/** @type {number[]} */ line, /** @type {number} */ i) =>
    line.map((v, j) => [`${called(row_names, i, "row")}, ${called(column_names, j, "column")}`, sum(i, j), format(v)]),
  );
  into.table([`entry of ${names[2]}`, "row times column", "sum"])(entries);

  /** @param {number} i @param {number} j */
  function update(i, j) {
    [row, column] = [i, j];
    setRow(i + 1);
    setColumn(j + 1);
    light(a, i, 0, 1, inner);
    light(b, 0, j, inner, 1);
    light(c, i, j, 1, 1);
    into.say(
      `Row ${i + 1} of ${names[0]}${row_names[i] ? ` (${row_names[i]})` : ""} and column ${j + 1} of ${names[1]}` +
        `${column_names[j] ? ` (${column_names[j]})` : ""}: ${sum(i, j)} = ${format(result[i][j])}.`,
    );
    host.dataset.entry = String(result[i][j]);
    share({ row: i, column: j });
  }
  update(row, column);
}

export default figure(draw);
