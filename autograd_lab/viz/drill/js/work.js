// @ts-check
// One exhibit on the page: it is asked about, question by question, until its line is mended.
import { html } from "../../js/page/dom.js";
import { questionsAbout, replyTo } from "./questions.js";
import { codeNearby, exhibitSheet, numbersTable, prose } from "./sheet.js";

/** @typedef {import("./visits.js").Exhibit} Exhibit */
/** @typedef {{ways: [string, string][], say: (text: string) => void, done: (solved: boolean) => void, next: () => void, again: () => void}} Around */

/** Put an exhibit and its first question into a host. @param {HTMLElement} host @param {Exhibit} exhibit @param {Around} around */
export function workOn(host, exhibit, around) {
  const sheet = exhibitSheet(exhibit);
  const steps = html("div", { class: "al-zoo-steps" });
  const questions = questionsAbout(exhibit, around.ways);
  let missed = false;
  host.replaceChildren(sheet.element, steps);

  /** Show a question, or the end. @param {number} place @param {boolean} move */
  function ask(place, move = true) {
    const question = questions[place];
    if (!question) return finish();
    const title = html("h4", { tabindex: -1 }, question.ask);
    const list = html("ol", { class: "al-zoo-choices" });
    const reply = html("p", { class: "al-zoo-reply" });
    const hint = html("p", { class: "al-zoo-faint" }, question.hint);
    const step = html("section", { class: "al-zoo-step", "data-asks": question.kind }, title, hint);
    if (question.kind === "line") sheet.show("marked");
    const buttons = question.options.map((option, at) => {
      const text = option.text || "(no line: take it away)";
      const button = html("button", { type: "button" }, option.code ? html("code", {}, text) : text);
      button.addEventListener("click", () => answer(at));
      list.append(html("li", {}, button));
      return button;
    });
    const near = question.once ? null : codeNearby(exhibit, question.kind === "line" ? "marked" : "plain");
    step.append(...(near ? [near] : []), list, reply);
    steps.append(step);
    if (near && exhibit.first > 9) near.scrollTop = 1e4; // the method in question stands below the head of its class
    if (move) reach(title, step);

    /** @param {number} at */
    function answer(at) {
      const option = question.options[at];
      const text = replyTo(question, at);
      mark(buttons[at], option.right);
      if (!option.right && !question.once) {
        missed = true;
        around.done(false); // it is due again, though the reader may leave before the end
        buttons[at].disabled = true;
        const why = html("span", { class: "al-zoo-why", tabindex: -1 }, text);
        buttons[at].after(why);
        return why.focus({ preventScroll: true }); // to the reply, which is read out: a ring on another option would look like a hint
      }
      question.options.forEach((o, i) => {
        const item = buttons[i].parentElement;
        if (o.right) mark(buttons[i], true);
        if (o.right && item) list.append(item); // below what was tried before, as its reply
        if (!buttons[i].dataset.verdict) item?.remove(); // what was not chosen leaves its room to what comes
        buttons[i].disabled = true;
      });
      hint.remove();
      near?.remove();
      reply.textContent = text;
      showAfter(place);
      const shown = questions[place + 1]?.kind === "name" ? exhibit.seen : question.kind === "name" ? exhibit.told.line : "";
      around.say(`${text} ${shown}`.trim()); // the focus goes on to the next question, past what has come
      ask(place + 1);
    }
  }

  /** Show what becomes visible when a question is answered. @param {number} place */
  function showAfter(place) {
    if (questions[place + 1]?.kind === "name") {
      const seen = html("p", {}, exhibit.seen);
      const random = exhibit.random ? [html("p", { class: "al-zoo-faint" }, "The numbers are random, so they are measured and not compared.")] : [];
      const title = html("h4", {}, "What came, and what should have come");
      steps.append(html("section", { class: "al-zoo-step" }, title, numbersTable(exhibit, false), seen, ...random));
    }
    if (questions[place].kind === "name") {
      const { line, test } = exhibit.told;
      steps.append(
        html(
          "section",
          { class: "al-zoo-step al-zoo-told" },
          html("p", {}, "What the check says to whoever hands it in: ", ...prose(line)),
          ...(test ? [html("p", {}, "Test it: ", ...prose(test))] : []),
        ),
      );
    }
  }

  function finish() {
    sheet.show("mended");
    const title = html("h4", { tabindex: -1 }, "Mended");
    const same = exhibit.random ? "Random numbers come close, and need not be equal." : "They agree.";
    const [room, number] = exhibit.id.split(".");
    const next = html("button", { type: "button", class: "al-zoo-next", "data-action": "onward" }, "Next exhibit");
    next.addEventListener("click", around.next);
    const again = html("button", { type: "button", "data-action": "again" }, "Ask me again");
    again.addEventListener("click", around.again);
    steps.append(
      html(
        "section",
        { class: "al-zoo-step", "data-asks": "end" },
        title,
        codeNearby(exhibit, "mended"),
        ...(exhibit.told.cure ? [html("p", {}, "In general: ", ...prose(exhibit.told.cure))] : []),
        numbersTable(exhibit, true),
        html("p", {}, `These numbers were computed with the mended function when this page was made. ${same}`),
        html(
          "p",
          { class: "al-zoo-faint" },
          `This was exhibit ${exhibit.id}. It is taught in chapter ${exhibit.chapter}. In a notebook, `,
          html("code", {}, `zoo.exhibit(${room}, ${number}, seed=7)`),
          " shows it on other numbers.",
        ),
        html("p", { class: "al-zoo-turn" }, next, again),
      ),
    );
    around.done(!missed);
    reach(title, steps.lastElementChild);
  }

  ask(0, false);
}

/** Move the focus to an element, and bring what belongs to it into sight. @param {HTMLElement} element @param {Element | null} whole */
function reach(element, whole) {
  element.focus({ preventScroll: true });
  const fits = (whole?.getBoundingClientRect().height ?? 0) < innerHeight * 0.9;
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  if (fits) whole?.scrollIntoView({ block: "center", behavior });
  else element.scrollIntoView({ block: "start", behavior });
}

/** Mark an answer, in words too. @param {HTMLElement} button @param {boolean} right */
function mark(button, right) {
  if (button.dataset.verdict) return;
  button.dataset.verdict = right ? "right" : "wrong";
  button.append(html("span", { class: "al-zoo-hidden" }, right ? " (right)" : " (wrong)"));
}
