// @ts-check
// The exercises of a page of the book, answered without a kernel. It starts when the page has been read.
import { mountQuestion, questionsOf } from "./choices.js";
import { exerciseOf, mountForm, sayWhereCodeRuns } from "./form.js";
import { createKept } from "./kept.js";
import { createProgress, pageName } from "./progress.js";

/** @typedef {import("./kept.js").Kept} Kept */

const NOT_KEPT = "This browser does not keep your answers: its storage is full, or switched off. They stay until you leave the page.";

function start() {
  const page = pageName(location.pathname);
  const kept = createKept(() => localStorage);
  const before = kept.chapter(page);
  /** @type {(() => void)[]} */
  const undo = [];
  let said = false;
  const { bar, show } = createProgress(kept, page, () => undo.forEach((one) => one()));

  /** @param {string} exercise @param {Kept} answer */
  function save(exercise, answer) {
    kept.put(page, exercise, answer);
    show();
    const tell = kept.lost && !said && answer.right !== null;
    said ||= tell;
    return tell ? NOT_KEPT : "";
  }

  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".al-ask"))) {
    const number = place.dataset.alNumber ?? "";
    const exercise = exerciseOf(place);
    if (exercise.kind === "code") {
      sayWhereCodeRuns(place);
      continue;
    }
    undo.push(mountForm(place, number, exercise, before[number], (answer) => save(number, answer)));
    // what the cell printed, "no answer yet", is what the form says from now on
    place.previousElementSibling?.querySelector(":scope > .cell_output")?.classList.add("al-replaced");
  }
  const asked = new Set([...document.querySelectorAll(".al-ask")].map((place) => /** @type {HTMLElement} */ (place).dataset.alNumber));
  questionsOf().forEach((options, at) => {
    const name = `question ${at + 1}`;
    asked.add(name);
    undo.push(mountQuestion(options, before[name], (answer) => save(name, answer)));
  });
  // what an earlier edition asked counts no longer
  for (const name of Object.keys(before)) if (!asked.has(name)) save(name, { typed: {}, right: null });
  if (undo.length) (document.querySelector("article .al-ways, article .al-run") ?? document.querySelector("article h1"))?.after(bar);
  show();
  addEventListener("storage", show); // another tab
}

start();
