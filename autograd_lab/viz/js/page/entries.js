// @ts-check
// An array whose entries can be chosen and lit, and a number on the page that says which one it is.
import { html, svg } from "./dom.js";
import { format } from "../model/numbers.js";
import { sheetOf } from "../model/closeups.js";
import { sheetPicture } from "./images.js";
import { chooser } from "./choose.js";

const WIDE = 300; // pixels that one array may be wide
/** An array as a picture of entries, of which one can be chosen, and some can be lit.
 * @param {import("../model/closeups.js").Whole} whole @param {string} title @param {number} most pixels of a cell
 * @param {((at: number) => string | void) | null} choose @param {number} [scale] the number with the deepest colour
 * @param {number} [least] pixels of a cell @param {boolean} [keys] whether arrow keys choose in it, else the mouse alone */
export function entries(whole, title, most, choose, scale, least = 5, keys = true) {
  const sheet = sheetOf(whole, scale);
  const px = Math.max(least, Math.min(most, Math.floor(WIDE / sheet.grid[1])));
  const { map, cellAt, place } = sheetPicture(sheet, px);
  const cellOf = /** @type {number[]} */ ([]);
  sheet.entries.forEach((at, cell) => (cellOf[at] = cell));
  const lit = svg("path", {}, map);
  const routes = svg("path", { class: "al-route" }, map); // of a pooling
  const mark = svg("rect", { class: "al-chosen", width: px, height: px, visibility: "hidden" }, map);
  const chosen = choose && ((/** @type {number} */ cell) => choose(sheet.entries[cell]));
  const pick = chosen && keys ? chooser(map, { rows: sheet.grid[0], cols: sheet.grid[1], label: title, at: -1, cellAt, choose: chosen }) : null;
  if (!pick) map.setAttribute("role", "img");
  if (!pick) map.setAttribute("aria-label", title);
  if (chosen && !pick) {
    map.addEventListener("click", ({ clientX, clientY }) => {
      const box = map.getBoundingClientRect();
      chosen(cellAt((clientX - box.left) / box.width, (clientY - box.top) / box.height));
    });
  }
  const figure = html("figure", { class: "al-sheet" }, html("figcaption", {}, title), html("div", { class: "al-scroll" }, map), pick?.buttons ?? "");
  const corner = (/** @type {number} */ at) => place(cellOf[at]);
  return {
    figure,
    /** @param {number} at −1 for none @param {string} [says] */
    choose: (at, says) => {
      mark.setAttribute("visibility", at < 0 ? "hidden" : "visible");
      const [x, y] = corner(Math.max(0, at));
      mark.setAttribute("x", String(x));
      mark.setAttribute("y", String(y));
      pick?.stand(at < 0 ? -1 : cellOf[at], says);
    },
    /** @param {number[]} places @param {string} how forward or backward */
    light: (places, how) => {
      lit.setAttribute("class", `al-lit al-lit-${how}`);
      lit.setAttribute("d", [...new Set(places)].map((at) => `M${corner(at).join(" ")}h${px}v${px}h${-px}z`).join(""));
    },
    /** Hatch some entries: their colour says nothing. @param {number[]} places */
    hatch: (places) => {
      const lines = places.map((at) => {
        const [x, y] = corner(at);
        return `M${x} ${y + px / 2}l${px / 2} ${-px / 2}M${x} ${y + px}l${px} ${-px}M${x + px / 2} ${y + px}l${px / 2} ${-px / 2}`;
      });
      svg("path", { class: "al-hatch", d: lines.join("") }, map);
    },
    /** Lines from the middle of some entries to another one, with a disc there. @param {[number[], number][]} ways */
    route: (ways) => {
      const middle = (/** @type {number} */ at) => corner(at).map((z) => z + px / 2);
      const lines = ways.map(([from, to]) => {
        const spots = from.map(middle);
        const mean = [0, 1].map((k) => spots.reduce((sum, spot) => sum + spot[k], 0) / spots.length);
        const [x, y] = middle(to);
        return `M${mean.join(" ")}L${x} ${y}m-2 0a2 2 0 1 0 4 0a2 2 0 1 0 -4 0`;
      });
      routes.setAttribute("d", lines.join(""));
    },
  };
}

/** A number on the page with its full value and its key. @param {string} key @param {number} x */
export function cellNumber(key, x) {
  return html("td", { class: "al-num", "data-q": key, "data-x": x }, format(x));
}
