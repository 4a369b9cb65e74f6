// @ts-check
// Predict, then reveal: the quiz as a panel of the player. What is right, and what to say, is in guess.js.
import { focusedBy, html, write } from "./dom.js";
import { PARTS } from "./player.js";
import { createQuiz } from "../model/guess.js";

/** @typedef {import("./player.js").Player} Player */

const LEVELS = { sign: "its sign", size: "larger or smaller", number: "its number" };
const CHOICES = {
  sign: [["-1", "− negative"], ["0", "0 zero"], ["1", "+ positive"]],
  size: [["1", "larger"], ["-1", "smaller"], ["0", "the same"]],
};

/** A button that says what it does. @param {string} text @param {() => void} act @param {string} [name] */
export function textButton(text, act, name = "") {
  const button = html("button", { type: "button", class: "al-text-button", "data-action": name }, text);
  button.addEventListener("click", act);
  return button;
}

/** A part of the player: asks for each gradient before it is shown. @param {Player} player */
export function quizPart(player) {
  const { pass, options, link, slots } = player;
  if (!options.quiz) return;
  const quiz = createQuiz(pass, options.quiz, link.kept?.quiz);
  // the latest verdict, as long as it concerns what is seen
  let said = { id: -1, text: "", verdict: "" };
  let ready = false;
  // the step that was last looked at
  let seen = -1;

  const level = html("select", { class: "al-quiz-level", "aria-label": "What is asked" });
  for (const [value, text] of Object.entries(LEVELS)) level.append(html("option", { value }, text));
  const score = html("span", { class: "al-quiz-score" });
  const head = html("div", { class: "al-quiz-head" }, html("strong", {}, "Predict, then reveal"), level, score);
  head.append(textButton("Start again", restart, "quiz-restart"));
  const question = html("p", { class: "al-quiz-question" });
  const answer = html("div", { class: "al-quiz-answer" });
  const verdict = html("p", { class: "al-quiz-said", role: "status" });
  const panel = html("section", { class: "al-panel al-quiz", "aria-label": "Quiz" }, head, question, answer, verdict);
  slots.say.after(panel);

  player.hidden = quiz.hidden;
  player.veiled = quiz.veiled;
  player.bound = (/** @type {number} */ to) => {
    const gate = quiz.gate();
    const id = quiz.current();
    if (ready && id !== null && to >= gate) player.graph.reveal(id);
    if (to <= gate) return to;
    if (ready && pass.k === gate) wait();
    return gate;
  };

  /** The reader wants to go on and has not said yet: ask. */
  function wait() {
    player.pause();
    player.say(`First predict. ${question.textContent}`);
    const at = /** @type {HTMLElement} */ (focusedBy(answer));
    // who drags the seek bar keeps it
    if (!at?.matches("input[type=range]")) focusAnswer();
  }

  function focusAnswer() {
    /** @type {HTMLElement | null} */ (answer.querySelector("input, button"))?.focus({ preventScroll: true });
  }

  /** What is asked now, and what can be done. @param {boolean} [anew] even if the question is the same */
  function draw(anew = false) {
    const id = quiz.current();
    const here = id !== null && pass.k === quiz.gate();
    // the verdict is about the one before
    const settled = said.verdict !== "" && said.id !== id;
    const state = `${id} ${here} ${quiz.level} ${settled}`;
    write(score, quiz.score());
    write(verdict, said.text);
    panel.dataset.verdict = said.verdict;
    panel.dataset.settled = String(settled);
    level.value = quiz.level;
    if (id !== null && here) write(question, quiz.question(id));
    if (panel.dataset.state === state && !anew) return;
    panel.dataset.state = state;
    panel.dataset.node = id === null ? "" : player.nodes[id].name;
    if (id === null) {
      write(question, quiz.asked.length ? "That was the last one." : "There is no gradient to predict in this graph.");
      answer.replaceChildren();
    } else if (!here || settled) {
      const { name } = player.nodes[id];
      write(question, settled ? `Next: the grad of ${name}.` : `The grad of ${name} is asked at step ${quiz.gate()}.`);
      answer.replaceChildren(textButton(settled ? "Next question" : "Go to the question", go, "quiz-next"));
    } else answer.replaceChildren(...field(id), textButton("Show me", () => tell(id, quiz.show(id)), "quiz-show"));
  }

  /** What a guess is given with. @param {number} id @returns {HTMLElement[]} */
  function field(id) {
    if (quiz.level !== "number") {
      return CHOICES[quiz.level].map(([value, text]) => textButton(text, () => tell(id, quiz.judge(id, value)), `quiz-${value}`));
    }
    const input = html("input", { type: "text", class: "al-quiz-guess", autocomplete: "off", spellcheck: "false", "aria-label": quiz.question(id) });
    const check = () => tell(id, quiz.judge(id, input.value));
    input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Enter" && !event.isComposing) {
        // or it would press the button that has the focus next
        event.preventDefault();
        check();
      }
      if (event.key === "Escape") slots.stage.focus({ preventScroll: true });
    });
    return [input, textButton("Check", check, "quiz-check")];
  }

  /** @param {number} id @param {import("../model/guess.js").Verdict} result */
  function tell(id, { verdict: how, text, done }) {
    said = { id, text, verdict: how === "unclear" && done ? "shown" : how };
    link.keep?.({ ...link.kept, quiz: quiz.dump() });
    if (done) player.refresh();
    draw();
    if (!done) return answer.querySelector("input")?.select();
    if (quiz.current() === null) slots.stage.focus({ preventScroll: true });
    else focusAnswer();
  }

  function go() {
    said = { id: -1, text: "", verdict: "" };
    player.pause();
    player.seek(quiz.gate());
    draw(true);
    focusAnswer();
  }

  function restart() {
    quiz.restart();
    link.keep?.({ ...link.kept, quiz: quiz.dump() });
    said = { id: -1, text: "", verdict: "" };
    player.pause();
    player.seek(0);
    player.refresh();
    slots.stage.focus({ preventScroll: true });
  }

  level.addEventListener("change", () => {
    quiz.level = /** @type {import("../model/guess.js").Level} */ (level.value);
    said = { id: -1, text: "", verdict: "" };
    draw(true);
  });
  player.on("step", () => {
    const id = quiz.current();
    // the reader went on, and the verdict is old
    if (said.id !== id && ready) said = { id: -1, text: "", verdict: "" };
    draw();
    if (ready && id !== null && pass.k === quiz.gate() && pass.k !== seen) player.say(question.textContent);
    seen = pass.k;
  });
  player.on("values", () => {
    if (pass.k > quiz.gate()) player.seek(pass.k); // a moved leaf made a number of what was none
    draw();
    ready = true;
  });
}

PARTS.push(quizPart);
