// @ts-check
// What every figure is made of: a frame with a picture, buttons, a sentence, controls and a table; and how it comes to a page.
import { html, svg, write } from "../../js/page/dom.js";
import { guard } from "../../js/page/guard.js";
import { setIcon } from "../../js/page/icons.js";
import { hideKept, startKept } from "../../js/page/kept.js";
import { format } from "../../js/model/numbers.js";
import { widthOf } from "./plot.js";

const NARROW = 480; // in units of a picture
const LONG = 20; // letters of an option that needs a line of its own
const PAUSE = 500; // milliseconds of rest before a sentence is spoken: a moving slider says its own number
const TOUCHED = ".al-figure-bar, .al-figure-controls, .al-fig-handle, .al-fig-hit"; // what a reader uses a figure by

/** @typedef {{host: HTMLElement, stage: HTMLElement, bar: HTMLElement, controls: HTMLElement, row: () => void, narrow: boolean, coarse: boolean,
 *   first: (text: string) => void, key: (text: string) => void, say: (text: string) => void,
 *   table: (head: string[]) => (rows: (string | number)[][]) => void}} Frame */

/** The frame around a figure. `first` says the first move, until one was made; `key` explains the picture below it.
 * @param {HTMLElement} host @param {string} title @returns {Frame} */
export function frame(host, title) {
  host.classList.add("al-figure");
  guard(host);
  host.setAttribute("role", "group");
  host.setAttribute("aria-label", `Figure: ${title}`);
  const coarse = matchMedia("(pointer: coarse)").matches;
  const stage = html("div", { class: "al-figure-stage" });
  const bar = html("div", { class: "al-figure-bar" });
  const controls = html("div", { class: "al-figure-controls" });
  const sentence = html("p", { class: "al-figure-say" });
  const slot = html("div", { class: "al-figure-slot" }, sentence);
  const spoken = html("p", { class: "al-figure-spoken", "aria-live": "polite" });
  const below = html("div");
  host.replaceChildren(html("p", { class: "al-figure-title" }, title), stage, bar, slot, spoken, controls, below);
  host.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey) event.stopPropagation(); // a notebook has its own use for plain keys
  });
  let timer = 0;
  return {
    host,
    stage,
    bar,
    controls,
    row: () => bar.append(html("span", { class: "al-figure-row" })), // what comes next begins a line
    coarse,
    narrow: stage.clientWidth > 0 && widthOf(stage) < NARROW, // a picture as wide as elsewhere would be too small to read
    first: (text) => firstMove(host, slot, coarse ? text.replace(/\b([Pp])ress\b/g, (_, p) => (p === "P" ? "Tap" : "tap")) : text),
    key: (text) => stage.after(html("p", { class: "al-figure-key" }, text)),
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

/** Say the first move above the sentence, until the reader makes one. The room stays: what is below must not jump away
 * from under a finger. @param {HTMLElement} host @param {HTMLElement} slot @param {string} text */
function firstMove(host, slot, text) {
  const hint = html("p", { class: "al-figure-first" }, text);
  slot.prepend(hint);
  const kinds = ["pointerdown", "click", "input", "change"];
  /** @param {Event} event */
  const made = (event) => {
    if (!(/** @type {Element} */ (event.target).closest(TOUCHED))) return;
    slot.style.minHeight = `${slot.offsetHeight / (parseFloat(getComputedStyle(slot).fontSize) || 1)}em`;
    hint.remove();
    for (const kind of kinds) host.removeEventListener(kind, made, true);
  };
  for (const kind of kinds) host.addEventListener(kind, made, true);
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

/** @typedef {Parameters<typeof setIcon>[1]} Icon */

/** A button with a word, and the player's icon where it does what the player's does. @param {Frame} into @param {string} text
 * @param {() => void} act @param {Icon} [icon] */
export function button(into, text, act, icon) {
  const made = html("button", { type: "button", "data-action": text.toLowerCase() }, text);
  if (icon) face(made, icon, text);
  made.addEventListener("click", act);
  into.bar.append(made);
  return made;
}

/** Give a button an icon and a word. @param {HTMLElement} press @param {Icon} icon @param {string} text */
export function face(press, icon, text) {
  setIcon(press, icon);
  press.append(text);
}

/** A choice of one among a few. @param {Frame} into @param {string} label @param {string[]} options
 * @param {string} value @param {(option: string) => void} change */
export function choice(into, label, options, value, change) {
  const list = html("select", { "aria-label": label }, ...options.map((o) => html("option", { value: o }, o)));
  list.value = value;
  list.addEventListener("change", () => change(list.value));
  const wide = options.some((o) => o.length > LONG) ? " al-figure-wide" : "";
  into.controls.append(html("label", { class: `al-figure-slider al-figure-choice${wide}` }, html("span", {}, label), list));
}

const [POINTS, TIPS] = [12, 16]; // of the points beside a handle from its middle

/** A handle to be dragged, with its letter in it and points that say which ways; a longer name stands above it, and what lies
 * below shines through. The keyboard has the sliders.
 * @param {Element} root @param {string} name @param {"x" | "y" | "xy"} ways @param {(event: PointerEvent) => void} drag */
export function handle(root, name, ways, drag) {
  const whole = svg("g", { class: "al-fig-handle", "aria-hidden": "true" }, root);
  svg("circle", { class: "al-fig-grip", r: 16 }, whole); // larger under a finger, see the styles
  const long = name.length > 1;
  svg("circle", { class: `al-fig-knob${long ? " al-fig-ring" : ""}`, r: 9 }, whole);
  const across = [-1, 1].map((s) => `M${s * POINTS} -4L${s * TIPS} 0L${s * POINTS} 4z`).join("");
  const along = [-1, 1].map((s) => `M-4 ${s * POINTS}L0 ${s * TIPS}L4 ${s * POINTS}z`).join("");
  svg("path", { class: "al-fig-ways", d: (ways.includes("x") ? across : "") + (ways.includes("y") ? along : "") }, whole);
  svg("text", { "text-anchor": "middle", y: long ? -TIPS - 4 : 4, class: long ? "al-fig-height" : "" }, whole).textContent = name;
  whole.addEventListener("pointerdown", (down) => {
    whole.setPointerCapture(down.pointerId);
    down.preventDefault();
    whole.addEventListener("pointermove", drag);
    whole.addEventListener("lostpointercapture", () => whole.removeEventListener("pointermove", drag), { once: true });
  });
  return whole;
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
  const sum = numbers.reduce((so, x) => so + x, 0);
  // what is left of a sum by rounding alone is told as 0
  return Math.abs(sum) < 1e-14 * Math.max(...numbers.map(Math.abs)) ? 0 : sum / numbers.length;
}

/** Call `start` once an element is seen on the page: before that, and in a closed fold, it has neither width nor colours.
 * @param {HTMLElement} host @param {() => void} start */
function onceSeen(host, start) {
  if (host.clientWidth) return start();
  const watch = new ResizeObserver(() => {
    if (!host.clientWidth) return;
    watch.disconnect();
    start();
  });
  watch.observe(host);
}

/** Tells Python what the reader has set. @typedef {(state: Record<string, unknown>) => void} Share */

/** How a figure comes to a page: as a widget, which shares what the reader has set, or by itself.
 * @template S @param {(host: HTMLElement, settings: S, share: Share) => void} draw */
export function figure(draw) {
  return {
    /** For anywidget. @param {{model: import("../../js/page/notebook.js").Model, el: HTMLElement}} context */
    render({ model, el }) {
      const host = html("div");
      el.append(host, hideKept(model.get("_key")));
      let timer = 0;
      onceSeen(host, () =>
        draw(host, model.get("_settings"), (state) => {
          model.set("state", state);
          clearTimeout(timer);
          timer = window.setTimeout(() => model.save_changes(), 60); // a drag sends its last word, not each
        }),
      );
    },
    /** On a page without a kernel: in the element with this id. @param {string} id */
    mount(id) {
      const host = document.getElementById(id);
      const data = host?.querySelector("script[type='application/json']")?.textContent;
      if (host && data) startKept(host, "figure", () => onceSeen(host, () => draw(host, JSON.parse(data), () => {})));
    },
  };
}
