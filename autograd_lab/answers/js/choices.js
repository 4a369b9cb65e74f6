// @ts-check
// The questions with options: the one that is opened first counts, and is marked.
import { element, signOf } from "./dom.js";

/** @typedef {import("./kept.js").Kept} Kept */

/** The options of each question of a page: folds that stand one behind another. @returns {HTMLDetailsElement[][]} */
export function questionsOf() {
  /** @type {HTMLDetailsElement[][]} */
  const questions = [];
  for (const option of /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("details.al-choice"))) {
    const last = questions.at(-1);
    if (last && option.previousElementSibling === last.at(-1)) last.push(option);
    else questions.push([option]);
  }
  return questions;
}

/** Watch a question; `save` is called once, with the option that was opened first. Returns what takes the mark away.
 * @param {HTMLDetailsElement[]} options @param {Kept | undefined} kept @param {(kept: Kept) => void} save */
export function mountQuestion(options, kept, save) {
  const texts = options.map((option) => summaryOf(option).textContent ?? "");
  let picked = texts.indexOf(kept?.picked ?? "");
  if (picked >= 0) mark();
  else if (kept) save({ picked: "", right: null }); // the option has been worded anew
  options.forEach((option, at) => {
    // a page that opens folds by itself, to print or to find something, has not been answered
    summaryOf(option).addEventListener("click", () => {
      if (picked >= 0) return;
      picked = at;
      mark();
      save({ picked: texts[at], right: isRight() });
    });
  });

  function isRight() {
    const reply = (options[picked].textContent ?? "").replace(summaryOf(options[picked]).textContent ?? "", "");
    return /^\s*Right\b/.test(reply);
  }

  function mark() {
    const is = isRight() ? "right" : "wrong";
    summaryOf(options[picked]).append(element("span", { class: "al-picked" }, " ", signOf(is), ` your first choice: ${is}`));
  }

  return () => {
    if (picked >= 0) summaryOf(options[picked]).querySelector(".al-picked")?.remove();
    for (const option of options) option.open = false;
    picked = -1;
  };
}

/** @param {HTMLDetailsElement} option */
function summaryOf(option) {
  return /** @type {HTMLElement} */ (option.querySelector("summary"));
}
