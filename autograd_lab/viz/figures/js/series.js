// @ts-check
// Several curves in one plot, told apart by the shape at their end, their strokes and their names, not by colour alone.
import { svg } from "../../js/page/dom.js";
import { move } from "./plot.js";

/** A mark as part of a path: a disc, a square, a triangle, a diamond, a triangle on its head. @param {number} kind @param {number} x
 * @param {number} y @param {number} r */
export function mark(kind, x, y, r) {
  if (!(Math.abs(x) < 1e5 && Math.abs(y) < 1e5)) return "";
  if (kind === 1) return `M${x - r} ${y - r}h${2 * r}v${2 * r}h${-2 * r}z`;
  if (kind === 2) return `M${x - 1.15 * r} ${y + 0.9 * r}h${2.3 * r}l${-1.15 * r} ${-2 * r}z`;
  if (kind === 3) return `M${x} ${y - 1.3 * r}l${1.3 * r} ${1.3 * r}l${-1.3 * r} ${1.3 * r}l${-1.3 * r} ${-1.3 * r}z`;
  if (kind === 4) return `M${x - 1.15 * r} ${y - 0.9 * r}h${2.3 * r}l${-1.15 * r} ${2 * r}z`;
  return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
}

/** Where labels stand that would like to stand at `wished`, but at least `gap` from one another, between two ends.
 * @param {number[]} wished @param {number} gap @param {number} low @param {number} high
 * @param {(i: number, j: number) => boolean} [meet] whether two would meet if they stood at one height */
export function apart(wished, gap, low, high, meet = () => true) {
  const at = wished.map((y) => Math.max(low, Math.min(high, y)));
  const order = wished.map((_, i) => i).sort((a, b) => wished[a] - wished[b]);
  const push = (/** @type {number[]} */ list, /** @type {number} */ way) =>
    list.forEach((i, k) => {
      for (const j of list.slice(0, k)) if (meet(i, j)) at[i] = way * Math.max(way * at[i], way * at[j] + gap);
    });
  push(order, 1);
  for (const i of order) at[i] = Math.min(at[i], high);
  push(order.reverse(), -1);
  return at;
}

/** A button that shows a curve or hides it, with the curve's mark. @param {HTMLElement} press @param {number} kind */
export function legend(press, kind) {
  const icon = svg("svg", { viewBox: "0 0 16 16", width: 14, height: 14, "aria-hidden": "true", class: "al-fig-icon" });
  svg("path", { class: `al-fig-end-${kind}`, d: mark(kind, 8, 8, 5.5) }, icon);
  press.prepend(icon);
  return press;
}

/** A named curve: its path, the mark at its end and its name beside it. @param {Element} layer @param {Element} root
 * @param {number} kind @param {string} name */
export function curve(layer, root, kind, name) {
  const path = svg("path", { class: `al-fig-series al-fig-series-${kind}` }, layer);
  const end = svg("path", { class: `al-fig-end al-fig-end-${kind}` }, root);
  const label = svg("text", { class: "al-fig-note" }, root);
  return {
    /** @param {string} d @param {[number, number]} at of the end, in pixels @param {[number, number] | null} text where
     * its name stands; null for no mark and no name @param {string} [anchor] of the name
     * @param {string} [called] another name @param {[number, number]} [again] where the mark stands a second time */
    show(d, [x, y], text, anchor = "start", called = name, again) {
      move(path, { d });
      move(end, { d: text ? mark(kind, x, y, 5) + (again ? mark(kind, ...again, 4) : "") : "" });
      label.style.display = text ? "" : "none";
      label.textContent = called;
      if (text) move(label, { x: text[0], y: text[1] + 4, "text-anchor": anchor });
    },
  };
}
