// @ts-check
// How far a reader has come: above the chapter and beside its name in the list of chapters; and the way to forget it.
import { button, element } from "./dom.js";

/** How many there are to answer on the page of each chapter; the build says it. @type {Record<string, number>} */
const TOTALS = {};

/** The name of the page at an address. @param {string} path */
export function pageName(path) {
  return (path.split("/").pop() ?? "").replace(/\.html$/, "");
}

/** @param {Record<string, import("./kept.js").Kept>} answers @param {number} total */
function countRight(answers, total) {
  return Math.min(Object.values(answers).filter(({ right }) => right).length, total);
}

/** The mark and the way to forget. @param {ReturnType<import("./kept.js").createKept>} kept
 * @param {string} page @param {(all: boolean) => void} forgotten */
export function createProgress(kept, page, forgotten) {
  const told = element("span", { role: "status" });
  const forget = button("Forget my answers", ask);
  const keep = button("Keep them", close);
  const question = element(
    "span",
    { class: "al-forget", role: "group", "aria-label": "Forget my answers" },
    "They cannot be brought back. ",
    button("Forget this chapter’s", () => drop(false)), " ",
    button("Forget those of all chapters", () => drop(true)), " ",
    keep,
  );
  const bar = element("p", { class: "al-progress" }, told, " ", forget, question);
  question.hidden = true;
  question.addEventListener("keydown", ({ key }) => key === "Escape" && close());

  function ask() {
    forget.hidden = true;
    question.hidden = false;
    keep.focus();
  }
  function close() {
    question.hidden = true;
    forget.hidden = false;
    forget.focus();
  }
  /** @param {boolean} all */
  function drop(all) {
    kept.forget(all ? undefined : page);
    close();
    forgotten(all);
    show();
    told.textContent += " Your answers are forgotten.";
  }

  function show() {
    const total = TOTALS[page] ?? 0;
    const text = `Right on this page: ${countRight(kept.chapter(page), total)} of ${total} exercises and questions.`;
    if (told.textContent !== text) told.textContent = text; // else it would be read out at each letter that is typed
    forget.disabled = !kept.any();
    for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("nav.bd-links a.internal[href]"))) {
      markLink(link);
    }
  }

  /** @param {HTMLAnchorElement} link */
  function markLink(link) {
    const name = link.getAttribute("href") === "#" ? page : pageName(link.pathname);
    const answers = kept.chapter(name);
    link.querySelector(".al-done")?.remove();
    if (!TOTALS[name] || !Object.keys(answers).length) return;
    const count = element("span", {}, `${countRight(answers, TOTALS[name])} of ${TOTALS[name]}`);
    link.append(element("span", { class: "al-done" }, " ", count, element("span", { class: "visually-hidden" }, " answered right")));
  }

  return { bar, show };
}
