// @ts-check
// A convolution or a pooling on the card of its node: arrays as images, an entry of which is chosen; what it is made of is
// lit, listed, added up, and held against the number that the array holds. The bundle "pixels".
import { html, write } from "./dom.js";
import { entryName, entryPlace, lookAt, takenBy, tellLook } from "../model/windows.js";
import { cellNumber, entries } from "./entries.js";
import { VIEWS } from "./closeups.js";

/** @typedef {import("./player.js").Player} Player */
/** @typedef {import("../model/closeups.js").Closeup} Closeup */

const MOST_ROWS_LISTED = 600;

/** The section of a card. @param {Player} player @param {Closeup} closeup */
function pixels(player, closeup) {
  const { pass, nodes } = player;
  const { node, kind, arrays, settings } = closeup;
  const root = nodes[nodes.length - 1].name;
  const { parents } = nodes[node];
  let chosen = { role: "out", at: 0 };
  const names = /** @type {Record<string, string>} */ ({ out: nodes[node].name, g: `∂${root}/∂${nodes[node].name}` });
  Object.keys(arrays).filter((role) => "xwb".includes(role)).forEach((role) => {
    const at = parents.find((p) => player.trace.recorded?.values[p]?.shape.join() === arrays[role].shape.join() && !Object.values(names).includes(nodes[p].name));
    if (at !== undefined && at === player.lookedAt) chosen = { role, at: 0 };
    names[role] = at === undefined ? role : nodes[at].name;
    names[`d${role}`] = `∂${root}/∂${names[role]}`;
  });
  const said = html("p", { class: "al-told" }); // read out as the text of what is chosen
  const list = html("div", { class: "al-scroll al-terms", tabindex: 0, role: "group", "aria-label": "Terms" });
  const sheets = html("div", { class: "al-sheets" });
  const shown = /** @type {Record<string, ReturnType<typeof entries>>} */ ({});
  let state = "";

  /** Show what the chosen entry is made of; returns it in words. */
  function look() {
    const { role, at } = chosen;
    const back = role !== "out";
    if (back && !shown.g) {
      for (const [key, sheet] of Object.entries(shown)) sheet.choose(key === role ? at : -1);
      Object.values(shown).forEach((sheet) => sheet.light([], "backward"));
      const text = `${names.g} has not come back yet: go on, then the terms of ${names[`d${role}`]} stand here.`;
      list.replaceChildren();
      write(said, text);
      return text;
    }
    const found = lookAt(closeup, role, at);
    const text = tellLook(closeup, names, found, Boolean(shown.g));
    for (const [key, sheet] of Object.entries(shown)) {
      const of = found.terms.flatMap(({ a, b, lost }) => (lost && back ? [] : [a, b])).filter((e) => e && e.role === key && e.at >= 0);
      sheet.light([...of.map((e) => Number(e?.at)), ...(found.bias && key === "b" ? [found.bias.at] : [])], back ? "backward" : "forward");
      sheet.choose(key === role ? at : -1, key === role ? text : undefined);
    }
    list.replaceChildren(termsTable(found));
    write(said, text);
    return text;
  }

  /** @param {import("../model/windows.js").Look} found */
  function termsTable({ role, at, terms, bias, total, held }) {
    const key = `${role}:${at}`;
    const named = (/** @type {import("../model/windows.js").Entry} */ e) => html("th", { scope: "row" }, entryPlace(closeup, e));
    const rows = terms.slice(0, MOST_ROWS_LISTED).map(({ a, b, product, lost }, i) => {
      const first = [named(a), cellNumber(`${key}:${i}:a`, a.number)];
      const second = b ? [html("td", {}, "×"), html("td", {}, entryPlace(closeup, b)), cellNumber(`${key}:${i}:b`, b.number), html("td", {}, "="), cellNumber(`${key}:${i}:p`, product)] : [html("td", {}, lost === undefined ? "" : lost ? (role === "x" ? "took another entry" : "") : role === "x" ? "took it" : "← the largest")];
      return html("tr", lost ? { class: "al-off" } : {}, ...first, ...second);
    });
    const last = (/** @type {string} */ text, /** @type {string} */ q, /** @type {number} */ x) => html("tr", { class: "al-sum" }, html("th", { scope: "row", colspan: terms[0]?.b ? 6 : 1 }, text), cellNumber(`${key}:${q}`, x));
    const sums = [];
    if (bias) sums.push(last(`+ ${entryName(closeup, names, bias)}`, "bias", bias.number));
    if (terms.length > MOST_ROWS_LISTED) rows.push(html("tr", {}, html("td", {}, `… ${terms.length - MOST_ROWS_LISTED} more`)));
    sums.push(last(kind === "max_pool" && role === "out" ? "largest" : "Σ", "total", total));
    if (held !== null) sums.push(last("the array holds", "held", held));
    const [{ a, b } = { a: null, b: null }] = terms;
    const title = (/** @type {string} */ text) => html("th", { scope: "col", colspan: 2 }, text);
    const second = b ? [html("td"), title(b.role ? names[b.role] : ""), html("td"), html("th", { scope: "col", class: "al-num" }, "product")] : [];
    const head = html("thead", {}, html("tr", {}, ...(a ? [title(names[a.role]), ...second] : [])));
    return html("table", {}, head, html("tbody", {}, ...rows), html("tfoot", {}, ...sums));
  }

  /** The arrays that the pass has come to. */
  function update() {
    const whole = pass.arrivals[node].length === pass.expected[node] && pass.grads[node] !== null && !player.hidden(node);
    const now = `${pass.known[node]} ${whole}`;
    if (now === state) return;
    state = now;
    for (const key of Object.keys(shown)) delete shown[key];
    if (!pass.known[node]) {
      sheets.replaceChildren();
      list.replaceChildren();
      return write(said, `Not computed yet: go on to the step of ${names.out}.`);
    }
    const roles = ["x", "w", "b", "out", ...(whole ? ["g"] : [])].filter((role) => arrays[role]);
    for (const role of roles) {
      const choose = role === "g" ? null : (/** @type {number} */ at) => ((chosen = { role, at }), look());
      shown[role] = entries(arrays[role], names[role], role === "x" || role === "w" ? 18 : 14, choose);
    }
    if (kind === "max_pool") {
      const wins = arrays.out.numbers.map((_, at) => /** @type {[number[], number]} */ ([lookAt(closeup, "out", at).terms.map(({ a }) => a.at), takenBy(closeup, at)]));
      shown.x.route(wins);
    }
    sheets.replaceChildren(...roles.map((role) => shown[role].figure));
    look();
  }
  update();
  const { size, stride, padding } = settings;
  const flat = settings.axes[0] === 1;
  const pair = (/** @type {number[]} */ [a, b]) => (flat ? `${b}` : a === b ? `${a}` : `${a} × ${b}`);
  const given = ["x", "w", "b"].filter((role) => arrays[role]).map((role) => names[role]);
  const which = given.length > 1 ? `${given.slice(0, -1).join(", ")} or ${given[given.length - 1]}` : given[0];
  const says = `Window ${flat ? size[1] : size.join(" × ")}, stride ${pair(stride)}, padding ${pair(padding)}. Choose an entry with a click or with arrow keys: one of ${names.out}, to see what it was made of; one of ${which}, to see what its gradient is made of.`;
  const title = kind === "conv" ? "Pixel by pixel" : kind === "max_pool" ? "Window by window: lines lead to the entry that was taken" : "Window by window";
  return { element: html("section", { class: "al-wide al-close" }, html("h4", {}, title), html("p", { class: "al-legend" }, says), sheets, said, list), update };
}

VIEWS.conv = VIEWS.max_pool = VIEWS.avg_pool = pixels;
