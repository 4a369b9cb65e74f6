// @ts-check
// The linked views: each opens and closes with its button; an open one follows every step.
import { html } from "../../js/page/dom.js";
import { choose } from "./cells.js";
import { equations } from "./equations.js";
import { matrices } from "./matrices.js";
import { keysOf, quantities } from "./quantities.js";

/** @typedef {import("./network.js").View} View */
/** A view that can be opened. @typedef {{body: HTMLElement, update: () => void}} Panel */

const MOST_PRINTED = 200; // rows of the table that paper has room for
const VIEWS = { equations, matrices, table: quantities };
const TITLES = /** @type {Record<string, string>} */ ({ equations: "Equations", matrices: "Matrices", table: "Table" });
const NOTATIONS = /** @type {[string, string][]} */ ([["indices", "indices"], ["rows", "rows: a W"], ["columns", "columns: W a"]]);

/** A part: the buttons and the views. @param {View} view */
export function panels(view) {
  const { tabs, panels: place } = view.slots;
  const open = /** @type {Record<string, Panel>} */ ({});
  const wanted = view.options.views ?? ["equations"];
  for (const [name, make] of Object.entries(VIEWS)) {
    const button = html("button", { type: "button", class: "al-net-text", "data-view": name, "aria-pressed": "false" }, TITLES[name]);
    const box = html("section", { class: "al-net-panel", "data-panel": name, "aria-label": TITLES[name], hidden: "" });
    place.append(box);
    let made = /** @type {Panel | null} */ (null); // when it is first opened
    const toggle = () => {
      const shown = box.hidden;
      box.hidden = !shown;
      button.setAttribute("aria-pressed", String(shown));
      if (!shown) return delete open[name];
      if (!made) box.append(html("h4", {}, TITLES[name]), (made = make(view)).body);
      open[name] = made;
      made.update();
      view.emit("view");
    };
    button.addEventListener("click", toggle);
    tabs.append(button);
    if (wanted.includes(name)) view.on("start", toggle);
    let printed = false; // opened for the paper alone
    view.on("paper", (on) => {
      if (on ? !box.hidden || (name === "table" && keysOf(view.net.widths).length > MOST_PRINTED) : !printed) return;
      printed = on;
      toggle();
    });
  }
  const notation = choose("Notation", NOTATIONS, view.notation, (value) => {
    view.notation = value;
    view.emit("look");
  });
  tabs.append(notation.element);

  function update() {
    for (const one of Object.values(open)) one.update();
  }
  view.on("step", update);
  view.on("numbers", update);
  view.on("look", () => {
    for (const [name, one] of Object.entries(open)) if (name !== "table") one.update(); // its numbers stay
  });
}
