// @ts-check
// Under an exercise: fields for its numbers, a button, and the reply that `tell` gives in a notebook.
import { element, signOf } from "./dom.js";
import { judgeNumbers, judgeOrder } from "./judge.js";
import { readTyped } from "./typed.js";

/** @typedef {import("./judge.js").Numbers | import("./judge.js").Order | {kind: "code"}} Exercise */
/** @typedef {import("./kept.js").Kept} Kept */

const UNREADABLE = "On this page: a number such as −0.25, a formula such as 2/3, −0.5*exp(1) or 1e-3; a list as 1, 2, 3.";

/** The exercise that an element carries: not in clear, since the right numbers are in it and a page is searched and read
 * by its source, too. @param {HTMLElement} place @returns {Exercise} */
export function exerciseOf(place) {
  const bytes = Uint8Array.from(atob(place.dataset.alExercise ?? ""), (letter) => letter.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** Put the form into its place; `save` is called with what was typed, and whether it is right: null while it is not
 * checked. Returns what empties it. @param {HTMLElement} place @param {string} number @param {Exclude<Exercise, {kind: "code"}>} exercise
 * @param {Kept | undefined} kept @param {(kept: Kept) => string} save says what the reader has to know of the storage, or nothing */
export function mountForm(place, number, exercise, kept, save) {
  const reply = element("div", { class: "al-reply", role: "status", id: `al-reply-${number}` });
  const names = exercise.kind === "order" ? ["order"] : exercise.parts.map(({ name }) => name);
  const given = (/** @type {string} */ name) => (exercise.kind === "numbers" && exercise.parts.find((part) => part.name === name)?.given) || "";
  const isList = (/** @type {string} */ name) => exercise.kind === "order" || Array.isArray(exercise.parts.find((part) => part.name === name)?.right);
  // not the bare name: the book's search takes a field called q for its own, and empties it
  const fields = names.map((name) => {
    const field = element("input", { type: "text", name: `answer ${name}`, autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: "300" });
    field.value = kept?.typed?.[name] ?? given(name);
    return field;
  });
  const rows = fields.map((field, at) => element("label", {}, element("code", {}, names[at]), field));
  const lists = names.some(isList) ? "; a list as 1, 2, 3" : "";
  const form = element(
    "form",
    { class: "al-answers", "aria-label": `Answer exercise ${number} here` },
    element("p", { class: "al-answers-head" }, exercise.kind === "order"
      ? "Answer here, or in the cell of a notebook: type the numbers of these lines in your order, such as 2, 1, 3."
      : `Answer here, or in the cell of a notebook: numbers, or formulas such as 2/3${lists}.`),
    ...(exercise.kind === "order" ? [linesOf(exercise)] : []),
    ...rows,
    element("button", { type: "submit" }, "Check"),
    reply,
  );
  form.addEventListener("input", () => {
    save({ typed: typed(), right: null });
    if (reply.childElementCount && !reply.querySelector(".al-stale")) {
      reply.append(element("p", { class: "al-note al-stale" }, "That was said of what stood there before. Check again."));
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const right = answer();
    const notice = save({ typed: typed(), right });
    if (notice) reply.append(element("p", { class: "al-note" }, notice));
  });
  place.replaceChildren(form);
  if (kept && kept.right !== null) save({ typed: typed(), right: answer() }); // as the catalogue of today says

  function typed() {
    return Object.fromEntries(fields.map((field, at) => [names[at], field.value]));
  }

  /** Show the reply; whether all is right. */
  function answer() {
    const values = Object.fromEntries(fields.map((field, at) => [names[at], readTyped(field.value, isList(names[at]))]));
    const lines = exercise.kind === "order" ? judgeOrder(exercise, values.order) : judgeNumbers(exercise, values);
    reply.replaceChildren(...lines.map(({ is, text }) => element("p", { class: `al-${is}` }, signOf(is), text)));
    if (Object.values(values).some((value) => typeof value === "string")) reply.append(element("p", { class: "al-note" }, UNREADABLE));
    return lines.every(({ is }) => is === "right");
  }

  return () => {
    fields.forEach((field, at) => (field.value = given(names[at])));
    reply.replaceChildren();
  };
}

/** The lines that are to be put in order, numbered. @param {import("./judge.js").Order} order */
function linesOf({ given }) {
  const lines = given.map(([from, to, local]) => element("li", {}, element("code", {}, `("${from}", "${to}", ${local})`)));
  return element("ol", {}, ...lines);
}

/** In place of a form: an exercise that asks for code needs Python. @param {HTMLElement} place */
export function sayWhereCodeRuns(place) {
  const way = /** @type {HTMLAnchorElement | null} */ (document.querySelector("article a[href*='/lite/lab/']"));
  const link = element("a", { href: way?.href ?? "../index.html#run-it-teach-it" }, way ? "run this chapter in your browser" : "how to run this chapter");
  place.replaceChildren(element("p", { class: "al-answers-code" }, "This one asks for code, and is answered in a running notebook: ", link, "."));
}
