// @ts-check
// What is seen of an exhibit: its task, what went in, its code, and the numbers side by side.
import { html } from "../../js/page/dom.js";

/** @typedef {import("./visits.js").Exhibit} Exhibit */
/** @typedef {import("./visits.js").Row} Row */

const NEIGHBOURS = 2; // lines above and below the marked one

/** The exhibit as it is before anything is asked. @param {Exhibit} exhibit */
export function exhibitSheet(exhibit) {
  const inputs = exhibit.inputs.map(([name, text]) => html("div", {}, html("dt", {}, name), html("dd", {}, html("pre", {}, text))));
  const code = scrollable("pre", "code", "The code");
  const known = exhibit.known ? [html("p", { class: "al-zoo-faint" }, `${exhibit.known}.`)] : [];
  const element = html(
    "div",
    { class: "al-zoo-sheet" },
    part("It should compute", html("p", { class: "al-zoo-formula" }, `${exhibit.formula}.`)),
    part("What was handed in", code, ...known),
    part("What went in", scrollable("div", "scroll", "What went in", html("dl", {}, ...inputs))),
  );
  /** @param {"plain" | "marked" | "mended"} look */
  const show = (look) => writeCode(code, exhibit, look);
  show("plain");
  return { element, show };
}

/** The code once more, to stand where it is asked about: whole as long as nothing is marked, then the mark with its neighbours.
 * @param {Exhibit} exhibit @param {"plain" | "marked" | "mended"} look */
export function codeNearby(exhibit, look) {
  const element = scrollable("pre", "code al-zoo-near", "The code again");
  writeCode(element, exhibit, look, look === "plain" ? exhibit.code.length : NEIGHBOURS);
  return element;
}

/** Write the lines of an exhibit's code: as they are, with the wrong one marked, or mended.
 * @param {HTMLElement} into @param {Exhibit} exhibit @param {"plain" | "marked" | "mended"} look @param {number} [around] lines shown on each side */
function writeCode(into, exhibit, look, around = exhibit.code.length) {
  const { code, first, count } = exhibit;
  const right = exhibit.lines.find((l) => l.right)?.text ?? "";
  const mended = look === "mended";
  const marked = !mended ? code.slice(first, first + count) : right ? right.split("\n") : [];
  const [sign, said] = mended ? ["✓", "mended: "] : ["▸", "this line: "];
  const signedLine = (/** @type {(Node | string)[]} */ ...content) =>
    html("span", { class: `al-zoo-line al-zoo-${look}`, "data-sign": sign }, ...content);
  const lines = [
    ...code.slice(Math.max(0, first - around), first).map((text) => plainLine(text)),
    ...marked.map((text) => (look === "plain" ? plainLine(text) : signedLine(hiddenText(said), text))),
    ...(look === "marked" && !count ? [signedLine("…")] : []),
    ...code.slice(first + count, first + count + around).map((text) => plainLine(text)),
  ];
  into.replaceChildren(...lines.flatMap((line, at) => (at ? ["\n", line] : [line])));
}

/** What came beside what should have come; mended, what comes now between them.
 * @param {Exhibit} exhibit @param {boolean} mended */
export function numbersTable(exhibit, mended) {
  const titles = mended ? ["came", "comes now", "should come"] : ["came", "should come"];
  const rows = exhibit.rows.map((row) => {
    const got = row.came ? numbers(row.came, row) : html("span", {}, exhibit.error.split(":")[0] || "–");
    const other = row.cameShape !== row.shape ? shape(row.cameShape ?? "") : [];
    const cells = [[got, ...other], ...(mended ? [[numbers(row.now ?? row.right)]] : []), [numbers(row.right)]];
    const data = cells.map((cell, at) => html("td", { "data-label": titles[at] }, ...cell));
    return html("tr", {}, html("th", { scope: "row" }, row.name, ...shape(row.shape)), ...data);
  });
  const head = ["", ...titles].map((text) => html("th", { scope: "col" }, text));
  const table = html("table", {}, html("thead", {}, html("tr", {}, ...head)), html("tbody", {}, ...rows));
  return scrollable("div", "table", "What came and what should come", table);
}

/** An element with a name; a table that is wider than its place stands stacked. It is a stop of the Tab key only while there is something to scroll.
 * @param {"pre" | "div"} tag @param {string} look its class @param {string} label @param {Node[]} content */
function scrollable(tag, look, label, ...content) {
  const element = html(tag, { class: `al-zoo-${look}`, role: "group", "aria-label": label }, ...content);
  new ResizeObserver(() => {
    element.classList.remove("al-zoo-stacked");
    element.classList.toggle("al-zoo-stacked", look === "table" && element.scrollWidth > element.clientWidth + 1);
    const scrolls = element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
    if (scrolls) element.tabIndex = 0;
    else element.removeAttribute("tabindex");
  }).observe(element);
  return element;
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
function hiddenText(text) {
  return html("span", { class: "al-zoo-hidden" }, text);
}
