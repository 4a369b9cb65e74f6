// @ts-check
// What is seen of an exhibit: its task, what went in, its code, and the numbers side by side.
import { html } from "../../js/page/dom.js";

/** @typedef {import("./visits.js").Exhibit} Exhibit */
/** @typedef {import("./visits.js").Row} Row */

/** The exhibit as it is before anything is asked. @param {Exhibit} exhibit */
export function exhibitSheet(exhibit) {
  const inputs = exhibit.inputs.map(([name, text]) => html("div", {}, html("dt", {}, name), html("dd", {}, html("pre", {}, text))));
  const code = html("pre", { class: "al-zoo-code", tabindex: 0, role: "group", "aria-label": "The code" });
  const known = exhibit.known ? [html("p", { class: "al-zoo-faint" }, `${exhibit.known}.`)] : [];
  const element = html(
    "div",
    { class: "al-zoo-sheet" },
    part("It should compute", html("p", { class: "al-zoo-formula" }, `${exhibit.formula}.`)),
    part("What was handed in", code, ...known),
    part("What went in", html("div", { class: "al-zoo-scroll", tabindex: 0, role: "group", "aria-label": "What went in" }, html("dl", {}, ...inputs))),
  );
  /** @param {"plain" | "marked" | "mended"} look */
  const show = (look) => writeCode(code, exhibit, look);
  show("plain");
  return { element, show };
}

/** Write the lines of an exhibit's code: as they are, with the wrong one marked, or mended.
 * @param {HTMLElement} into @param {Exhibit} exhibit @param {"plain" | "marked" | "mended"} look */
function writeCode(into, exhibit, look) {
  const { code, first, count } = exhibit;
  const right = exhibit.lines.find((l) => l.right)?.text ?? "";
  const marked = look === "mended" ? (right ? right.split("\n") : []) : code.slice(first, first + count);
  const sign = look === "mended" ? "✓" : "▸";
  const said = look === "mended" ? "mended: " : "this line: ";
  const lines = [
    ...code.slice(0, first).map((text) => plainLine(text)),
    ...(look === "plain"
      ? marked.map((text) => plainLine(text))
      : marked.map((text) => html("span", { class: `al-zoo-line al-zoo-${look}`, "data-sign": sign }, hidden(said), text))),
    ...(look === "marked" && !count ? [html("span", { class: "al-zoo-line al-zoo-marked", "data-sign": sign }, "…")] : []),
    ...code.slice(first + count).map((text) => plainLine(text)),
  ];
  into.replaceChildren(...lines.flatMap((line, at) => (at ? ["\n", line] : [line])));
}

/** What came beside what should have come; or, mended, what comes now.
 * @param {Exhibit} exhibit @param {boolean} mended */
export function numbersTable(exhibit, mended) {
  const head = ["", mended ? "comes now" : "came", "should come"].map((text) => html("th", { scope: "col" }, text));
  const rows = exhibit.rows.map((row) => {
    const came = mended ? (row.now ?? row.right) : row.came;
    const got = came ? numbers(came, mended ? undefined : row) : html("span", {}, exhibit.error.split(":")[0] || "–");
    return html(
      "tr",
      {},
      html("th", { scope: "row" }, row.name, ...shape(row.shape)),
      html("td", { "data-label": head[1].textContent ?? "" }, got, ...(!mended && row.cameShape !== row.shape ? shape(row.cameShape ?? "") : [])),
      html("td", { "data-label": head[2].textContent ?? "" }, numbers(row.right)),
    );
  });
  const table = html("table", {}, html("thead", {}, html("tr", {}, ...head)), html("tbody", {}, ...rows));
  return html("div", { class: "al-zoo-table", tabindex: 0, role: "group", "aria-label": "What came and what should come" }, table);
}

/** Numbers in rows; those that are not what they should be are underlined, and said to be so.
 * @param {string[][]} cells @param {Row} [against] */
function numbers(cells, against) {
  const width = Math.max(...cells.flat().map((text) => text.length));
  const element = html("pre", {});
  cells.forEach((row, i) => {
    if (i) element.append("\n");
    row.forEach((text, j) => {
      const right = against?.right[i]?.[j];
      const wrong = against?.differs && right !== text && text !== "…";
      element.append(j ? "  " : "", " ".repeat(width - text.length), wrong ? html("em", {}, text) : text);
    });
  });
  return element;
}

/** @param {string} text */
function shape(text) {
  return text ? [html("small", {}, ` ${text}`)] : [];
}

/** A text, with what stands between backticks as code. @param {string} text @returns {(Node | string)[]} */
export function prose(text) {
  return text.split("`").map((piece, at) => (at % 2 ? html("code", {}, piece) : piece));
}

/** @param {string} title @param {Node[]} content */
function part(title, ...content) {
  return html("section", { class: "al-zoo-part" }, html("h4", {}, title), ...content);
}

/** @param {string} text */
function plainLine(text) {
  return html("span", { class: "al-zoo-line" }, text);
}

/** Words for those who listen. @param {string} text */
function hidden(text) {
  return html("span", { class: "al-zoo-hidden" }, text);
}
