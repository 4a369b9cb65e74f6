// @ts-check
// The questions about one exhibit, one after another, and what is said to each answer.

/** @typedef {import("./visits.js").Exhibit} Exhibit */
/** @typedef {{text: string, right: boolean, why: string, code?: boolean}} Option */
/** A question: `once` is a prediction, which one answer ends; else it stays until the right answer is found.
 * @typedef {{kind: "way" | "factor" | "name" | "line", ask: string, hint: string, options: Option[], once: boolean}} Question */

/** The questions about an exhibit. @param {Exhibit} exhibit @param {[string, string][]} ways @returns {Question[]} */
export function questionsAbout(exhibit, ways) {
  const texts = lineTexts(exhibit);
  const several = exhibit.count > 1 || exhibit.lines.some((l) => l.text.includes("\n"));
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
      ask: several ? "Which lines mend it?" : "Which line mends it?",
      hint: exhibit.count > 1 ? "They take the place of the marked lines." : placeOf(exhibit, several),
      once: false,
      options: exhibit.lines.map(({ right, why }, at) => ({ text: texts[at], right: Boolean(right), why: why ?? "", code: true })),
    },
  );
  return asked;
}

/** What is said after an answer. @param {Question} question @param {number} chosen */
export function replyTo(question, chosen) {
  const option = question.options[chosen];
  if (option.right) return question.kind === "line" ? "Yes, that mends it." : "Yes.";
  if (!question.once) return `No. ${option.why}`;
  const { text: right } = /** @type {Option} */ (question.options.find((o) => o.right));
  const rightly = `${question.kind === "way" ? right[0].toLowerCase() : right[0]}${right.slice(1)}.`; // N is not n
  return option.why ? `Not so: ${option.why}. Right is: ${rightly}` : `Not so: ${rightly}`;
}

/** @param {Exhibit} exhibit @param {[string, string][]} ways @returns {Question} */
function wayOf(exhibit, ways) {
  return {
    kind: "way",
    ask: "Before you see its numbers: how will they be wrong?",
    hint: exhibit.random
      ? "They are random numbers: it is their size that is asked about."
      : "A wrong shape anywhere counts before all else; an input that is handed through does not count. A guess is fine.",
    once: true,
    options: ways.map(([key, text]) => ({ text, right: key === exhibit.way, why: exhibit.against[key] ?? "" })),
  };
}

/** @param {Exhibit} exhibit @returns {Question} */
function factorOf(exhibit) {
  return {
    kind: "factor",
    ask: "By what factor?",
    hint: "What came, divided by what should have come. It is asked once.",
    once: true,
    options: exhibit.factors.map((text) => ({ text, right: text === exhibit.factor, why: exhibit.against.factor })),
  };
}

/** @param {Exhibit} exhibit @param {boolean} several whether what comes in is more than one line */
function placeOf(exhibit, several) {
  const [it, takes, comes] = several ? ["They", "take", "come"] : ["It", "takes", "comes"];
  return exhibit.count ? `${it} ${takes} the place of the marked line.` : `${it} ${comes} in at the mark.`;
}

/** The lines to choose from, without the indentation that they share; where they or the wrong ones differ in it, it may be the point.
 * @param {Exhibit} exhibit @returns {string[]} */
function lineTexts({ code, first, count, lines }) {
  const texts = lines.map((line) => line.text);
  const depths = [...texts, code.slice(first, first + count).join("\n")].filter((text) => text.trim()).map(depthOf);
  const shared = depths.every((depth) => depth === depths[0]) ? depths[0] : 0;
  return texts.map((text) => text.replace(new RegExp(`^ {${shared}}`, "gm"), ""));
}

/** How far the least indented line stands from the left. @param {string} text */
function depthOf(text) {
  return Math.min(...(text.match(/^ *(?=\S)/gm) ?? [""]).map((space) => space.length));
}
