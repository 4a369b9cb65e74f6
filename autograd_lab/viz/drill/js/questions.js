// @ts-check
// The questions about one exhibit, one after another, and what is said to each answer.

/** @typedef {import("./visits.js").Exhibit} Exhibit */
/** @typedef {{text: string, right: boolean, why: string, code?: boolean}} Option */
/** A question: `once` is a prediction, which one answer ends; else it stays until the right answer is found.
 * @typedef {{kind: "way" | "factor" | "name" | "line", ask: string, hint: string, options: Option[], once: boolean}} Question */

/** The questions about an exhibit. @param {Exhibit} exhibit @param {[string, string][]} ways @returns {Question[]} */
export function questionsAbout(exhibit, ways) {
  const asked = [wayOf(exhibit, ways)];
  if (exhibit.factors.length) asked.push(factorOf(exhibit));
  asked.push(
    {
      kind: "name",
      ask: "Which mistake is it?",
      hint: "One of the four fits all that you see. The others would give other numbers.",
      once: false,
      options: exhibit.names.map(({ text, why }) => ({ text, right: !why, why: why ?? "" })),
    },
    {
      kind: "line",
      ask: "Which line mends it?",
      hint: exhibit.count ? "It takes the place of the marked line." : "It comes in at the mark.",
      once: false,
      options: exhibit.lines.map(({ text, right, why }) => ({ text, right: Boolean(right), why: why ?? "", code: true })),
    },
  );
  return asked;
}

/** What is said after an answer. @param {Question} question @param {number} chosen */
export function replyTo(question, chosen) {
  const option = question.options[chosen];
  if (option.right) return question.kind === "line" ? "Yes, that mends it." : "Yes.";
  if (!question.once) return `No. ${option.why}`;
  const right = question.options.find((o) => o.right)?.text ?? "";
  const start = question.kind === "way" ? right.slice(0, 1).toLowerCase() : right.slice(0, 1); // N is not n
  return `Not so: ${start}${right.slice(1)}.`;
}

/** What the numbers show, in a sentence. @param {Exhibit} exhibit @param {[string, string][]} ways */
export function seenIn(exhibit, ways) {
  if (exhibit.error) return `No numbers came: ${exhibit.error}.`;
  if (exhibit.changed.length) return `The function has changed its input ${exhibit.changed.join(" and ")} in place.`;
  const wrong = exhibit.rows.filter((r) => r.differs).map((r) => r.name);
  const fine = exhibit.rows.filter((r) => r.differs === false).map((r) => r.name);
  const way = ways.find(([key]) => key === exhibit.way)?.[1] ?? "";
  if (!wrong.length || !fine.length) return `${way}. ${wrong.length ? "All that is shown differs" : "Nothing that is shown differs"}.`;
  return `${way}. ${sentenceOf(wrong)} ${wrong.length > 1 ? "differ" : "differs"}, ${sentenceOf(fine)} ${fine.length > 1 ? "do" : "does"} not.`;
}

/** @param {Exhibit} exhibit @param {[string, string][]} ways @returns {Question} */
function wayOf(exhibit, ways) {
  return {
    kind: "way",
    ask: "Before you see its numbers: how will they be wrong?",
    hint: "Compare the code with the formula. A guess is fine: nobody counts.",
    once: true,
    options: ways.map(([key, text]) => ({ text, right: key === exhibit.way, why: "" })),
  };
}

/** @param {Exhibit} exhibit @returns {Question} */
function factorOf(exhibit) {
  return {
    kind: "factor",
    ask: "By what factor?",
    hint: "What came, divided by what should have come.",
    once: true,
    options: exhibit.factors.map((text) => ({ text, right: text === exhibit.factor, why: "" })),
  };
}

/** Names as a list in a sentence. @param {string[]} names */
function sentenceOf(names) {
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}` : names[0];
}
