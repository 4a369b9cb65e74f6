// @ts-check
// A product of two matrices, one entry at a time: its row, its column, and the sum written out.
import { svg } from "../../js/dom.js";
import { format } from "../../js/numbers.js";
import { figure, frame, slider } from "./parts.js";
import { move } from "./plot.js";

const [HIGH, TOP, GAP] = [30, 44, 34]; // of a cell; room above a matrix, and between two

/** @typedef {{x: number, wide: number, cell: number, lit: any}} Matrix */

/** A factor of a sum, in brackets where a sign would read badly. @param {number} x */
function factor(x) {
  return x < 0 ? `(${format(x)})` : format(x);
}

/** How much room the longest of some names takes. @param {string[]} names */
function room(names) {
  return 8 * Math.max(0, ...names.map((name) => name.length));
}

/** A matrix with brackets, its name and shape above it, and above that the names of its columns where there are any.
 * @param {any} root @param {number[][]} numbers @param {string} name @param {number} x @param {string[]} columns @returns {Matrix} */
function matrix(root, numbers, name, x, columns) {
  const [rows, across] = [numbers.length, numbers[0].length];
  const cell = Math.max(52, room(columns) + 8);
  const wide = across * cell;
  const text = (/** @type {any} */ place, /** @type {string} */ content) => {
    svg("text", { "text-anchor": "middle", ...place }, root).textContent = content;
  };
  text({ x: x + wide / 2, y: 14, class: "al-note" }, `${name} (${rows}, ${across})`);
  columns.forEach((c, j) => text({ x: x + (j + 0.5) * cell, y: TOP - 8, class: "al-axis" }, c));
  const lit = svg("rect", { class: "al-lit", rx: 4 }, root);
  const [low, right] = [TOP + rows * HIGH, x + wide];
  svg("path", { class: "al-bracket", d: `M${x + 6} ${TOP}H${x}V${low}h6M${right - 6} ${TOP}h6V${low}h-6` }, root);
  numbers.forEach((row, i) => row.forEach((v, j) => text({ x: x + (j + 0.5) * cell, y: TOP + (i + 0.5) * HIGH + 4 }, format(v))));
  return { x, wide, cell, lit };
}

/** Light up some cells of a matrix. @param {Matrix} m @param {number} row @param {number} column
 * @param {number} high @param {number} across */
function light(m, row, column, high, across) {
  move(m.lit, { x: m.x + column * m.cell + 3, y: TOP + row * HIGH + 2, width: across * m.cell - 6, height: high * HIGH - 4 });
}

/** @param {HTMLElement} host @param {any} settings @param {(state: any) => void} share */
function draw(host, settings, share) {
  const { left, right, names, row_names, column_names, inner_names, backward } = settings;
  let { row, column } = settings;
  const result = left.map((/** @type {number[]} */ a) =>
    right[0].map((/** @type {number} */ _, /** @type {number} */ j) => a.reduce((sum, v, k) => sum + v * right[k][j], 0)),
  );
  const [n, m, inner] = [left.length, right[0].length, right.length];
  const into = frame(host, settings.title);
  const margin = room(row_names) + 10;
  const inset = inner_names.length ? room(inner_names) + 10 : 0;
  const height = TOP + Math.max(n, inner) * HIGH + 8;
  const root = svg("svg", {
    role: "img", class: backward ? "al-backward-sum" : "",
    "aria-label": `${names[0]} times ${names[1]} is ${names[2]}: one row, one column and one entry are lit`,
  });
  into.stage.append(root);
  const a = matrix(root, left, names[0], margin, inner_names);
  const b = matrix(root, right, names[1], a.x + a.wide + GAP + inset, column_names);
  const c = matrix(root, result, names[2], b.x + b.wide + GAP, column_names);
  const width = c.x + c.wide + 6;
  move(root, { viewBox: `0 0 ${width} ${height}`, width, height });
  root.style.maxWidth = `${1.25 * width}px`; // its letters are letters, not a poster
  const between = (/** @type {number} */ x, /** @type {number} */ y, /** @type {string} */ content, anchor = "middle", style = "al-axis") => {
    svg("text", { x, y, "text-anchor": anchor, class: style }, root).textContent = content;
  };
  row_names.forEach((/** @type {string} */ t, /** @type {number} */ i) => between(margin - 6, TOP + (i + 0.5) * HIGH + 4, t, "end"));
  inner_names.forEach((/** @type {string} */ t, /** @type {number} */ k) => between(b.x - 6, TOP + (k + 0.5) * HIGH + 4, t, "end"));
  between(a.x + a.wide + GAP / 2, TOP + (Math.min(n, inner) * HIGH) / 2 + 5, "·", "middle", "al-big");
  between(c.x - GAP / 2, TOP + (Math.min(n, inner) * HIGH) / 2 + 5, "=", "middle", "al-big");
  result.forEach((/** @type {number[]} */ line, /** @type {number} */ i) =>
    line.forEach((_, j) => {
      const spot = { x: c.x + j * c.cell, y: TOP + i * HIGH, width: c.cell, height: HIGH, class: "al-hit" };
      svg("rect", spot, root).addEventListener("click", () => update(i, j));
    }),
  );
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
