// @ts-check
// What every figure is made of: a frame with a picture, controls, a sentence and a table; and how it comes to a page.
import { html, write } from "../../js/page/dom.js";
import { format } from "../../js/model/numbers.js";

const NARROW = 480; // pixels
const PAUSE = 500; // milliseconds of rest before a sentence is spoken: a moving slider says its own number

/** @typedef {{host: HTMLElement, stage: HTMLElement, controls: HTMLElement, narrow: boolean, row: () => void, say: (text: string) => void,
 *   table: (head: string[]) => (rows: (string | number)[][]) => void}} Frame */

/** The frame around a figure. @param {HTMLElement} host @param {string} title @returns {Frame} */
export function frame(host, title) {
  host.classList.add("al-figure");
  host.dataset.lmSuppressShortcuts = "true";
  host.setAttribute("role", "group");
  host.setAttribute("aria-label", `Figure: ${title}`);
  const stage = html("div", { class: "al-figure-stage" });
  const controls = html("div", { class: "al-figure-controls" });
  const sentence = html("p", { class: "al-figure-say" });
  const spoken = html("p", { class: "al-figure-spoken", "aria-live": "polite" });
  const below = html("div");
  host.replaceChildren(html("p", { class: "al-figure-title" }, title), stage, controls, sentence, spoken, below);
  host.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey) event.stopPropagation(); // a notebook has its own use for plain keys
  });
  let timer = 0;
  return {
    host,
    stage,
    controls,
    narrow: stage.clientWidth > 0 && stage.clientWidth < NARROW, // a picture as wide as elsewhere would be too small to read
    row: () => controls.append(html("span", { class: "al-figure-row" })), // what comes next begins a line
    say: (text) => {
      write(sentence, text);
      clearTimeout(timer);
      timer = window.setTimeout(() => write(spoken, text), PAUSE);
    },
    table: (head) => {
      const body = html("tbody");
      const titles = html("tr", {}, ...head.map((t) => html("th", { scope: "col" }, t)));
      const whole = html("table", {}, html("thead", {}, titles), body);
      below.replaceChildren(html("details", { class: "al-fig-table" }, html("summary", {}, "Table of values"), whole));
      return (rows) => {
        while (body.rows.length > rows.length) body.deleteRow(-1);
        rows.forEach((cells, i) => {
          const row = body.rows[i] ?? body.insertRow();
          cells.forEach((cell, j) => {
            if (!row.cells[j]) row.append(j ? html("td") : html("th", { scope: "row" }));
            write(row.cells[j], typeof cell === "number" ? format(cell, 6) : cell);
          });
        });
      };
    },
  };
}

/** A slider with its number beside it. @param {Frame} into
 * @param {{name: string, label?: string, min: number, max: number, step: number, value: number,
 *   text?: (v: number) => string, of?: (v: number) => number, back?: (x: number) => number}} options
 *   `of` turns the slider's position into the number (a rate on a logarithmic slider), `back` undoes it
 * @param {(x: number) => void} change */
export function slider(into, { name, label = name, min, max, step, value, text = format, of = (v) => v, back = (x) => x }, change) {
  const range = html("input", { type: "range", min, max, step, "data-name": name, "aria-label": label });
  const number = html("output", { class: "al-figure-number" });
  /** @param {number} x */
  const set = (x) => {
    range.value = String(back(x));
    write(number, text(x));
    range.setAttribute("aria-valuetext", text(x));
  };
  range.addEventListener("input", () => {
    const x = of(Number(range.value));
    write(number, text(x));
    range.setAttribute("aria-valuetext", text(x));
    change(x);
  });
  const whole = html("label", { class: "al-figure-slider" }, html("span", {}, label), range, number);
  if (max > min) into.controls.append(whole); // one place is nothing to choose
  set(value);
  return set;
}

/** A button. @param {Frame} into @param {string} text @param {() => void} act */
export function button(into, text, act) {
  const made = html("button", { type: "button", "data-action": text }, text);
  made.addEventListener("click", act);
  into.controls.append(made);
  return made;
}

/** A choice of one among a few. @param {Frame} into @param {string} label @param {string[]} options
 * @param {string} value @param {(option: string) => void} change */
export function choice(into, label, options, value, change) {
  const list = html("select", { "aria-label": label }, ...options.map((o) => html("option", { value: o }, o)));
  list.value = value;
  list.addEventListener("change", () => change(list.value));
  into.controls.append(html("label", { class: "al-figure-slider" }, html("span", {}, label), list));
}

/** Let a handle be dragged; the keyboard has the sliders. @param {Element} handle
 * @param {(event: PointerEvent) => void} drag */
export function draggable(handle, drag) {
  handle.addEventListener("pointerdown", (event) => {
    const down = /** @type {PointerEvent} */ (event);
    handle.setPointerCapture(down.pointerId);
    down.preventDefault();
    const moved = (/** @type {Event} */ e) => drag(/** @type {PointerEvent} */ (e));
    handle.addEventListener("pointermove", moved);
    handle.addEventListener("lostpointercapture", () => handle.removeEventListener("pointermove", moved), { once: true });
  });
}

/** A number rounded to a step, without the crumbs of binary fractions. @param {number} x @param {number} step */
export function snap(x, step) {
  return Number((Math.round(x / step) * step).toPrecision(12));
}

/** A number with its sign always written. @param {number} x */
export function signed(x) {
  return x > 0 ? `+${format(x)}` : format(x);
}

/** @param {number[]} numbers */
export function mean(numbers) {
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
}

/** Tells Python what the reader has set. @typedef {(state: Record<string, unknown>) => void} Share */

/** How a figure comes to a page: as a widget, which shares what the reader has set, or by itself.
 * @template S @param {(host: HTMLElement, settings: S, share: Share) => void} draw */
export function figure(draw) {
  return {
    /** For anywidget. @param {{model: import("../../js/page/notebook.js").Model, el: HTMLElement}} context */
    render({ model, el }) {
      const host = html("div");
      el.append(host);
      let timer = 0;
      draw(host, model.get("_settings"), (state) => {
        model.set("state", state);
        clearTimeout(timer);
        timer = window.setTimeout(() => model.save_changes(), 60); // a drag sends its last word, not each
      });
    },
    /** On a page without a kernel: in the element with this id. @param {string} id */
    mount(id) {
      const host = document.getElementById(id);
      const data = host?.querySelector("script[type='application/json']")?.textContent;
      if (host && data) draw(host, JSON.parse(data), () => {});
    },
  };
}
