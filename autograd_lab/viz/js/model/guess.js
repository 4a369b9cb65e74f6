// @ts-check
// A quiz without a page: which gradient is asked, whether a guess is right, and if not what it shows. Pure.
import { expression } from "./narrate.js";
import { factor } from "./terms.js";
import { format } from "./numbers.js";
import { alike, explain, found, saidOf, sumOf } from "./explain.js";

/** @typedef {"sign" | "size" | "number"} Level */
/** @typedef {{tries: number, how: "" | "first" | "later" | "shown", slips: string[], signs: number}} Mark */
/** What show(quiz=...) asked for (quiz.py). @typedef {{level: Level, nodes: number[] | null, hints: Record<string, string>}} Settings */
/** @typedef {ReturnType<typeof createQuiz>} Quiz */
/** @typedef {{verdict: "right" | "wrong" | "short" | "unclear", text: string, done: boolean}} Verdict */

// a guess is worked out from numbers shown with four digits, a few times over
const SHOWN = 2e-3;
const EXACT = 1e-6;
const TRIES = 3;

/** A guess as it was typed: a number, or a product or quotient still to be worked out. `digits` is how many were given.
 * @param {string} typed @returns {{x: number, digits: number} | null} null for what is no number */
export function parseGuess(typed) {
  let text = typed.trim().replace(/[−–]/g, "-").replace(/[×·]/g, "*").replace(/÷/g, "/").replace(/\s+/g, "");
  // a decimal comma, as in 0,25
  if (/^[^.]*\d,\d+$/.test(text) && text.split(",").length === 2) text = text.replace(",", ".");
  const tokens = text.match(/(\d+\.?\d*|\.\d+)(e[-+]?\d+)?|[-+*/()]/gi) ?? [];
  if (!tokens.length || tokens.join("") !== text) return null;
  let at = 0;
  /** @returns {number} */
  function atom() {
    const token = tokens[at++];
    if (token === "-") return -atom();
    if (token === "+") return atom();
    if (token !== "(") return token === undefined ? NaN : Number(token);
    const inside = chain(["+", "-"]);
    return tokens[at++] === ")" ? inside : NaN;
  }
  /** A chain of sums, or of products. @param {string[]} signs @returns {number} */
  function chain(signs) {
    const next = () => (signs[0] === "+" ? chain(["*", "/"]) : atom());
    let x = next();
    while (signs.includes(tokens[at])) {
      const sign = tokens[at++];
      const y = next();
      x = sign === "+" ? x + y : sign === "-" ? x - y : sign === "*" ? x * y : x / y;
    }
    return x;
  }
  const x = chain(["+", "-"]);
  if (at < tokens.length || !Number.isFinite(x)) return null;
  const digits = tokens.filter((token) => /\d/.test(token));
  const plain = digits.length === 1 && /[.e]/i.test(text);
  return { x, digits: plain ? digits[0].replace(/e.*/i, "").replace(".", "").replace(/^0+/, "").length || 1 : Infinity };
}

/** A quiz on the gradients of a pass. @param {import("./sweep.js").Pass} pass
 * @param {Settings} settings @param {{level: Level, marks: Record<number, Mark>}} [kept] how far it had come */
export function createQuiz(pass, { level, nodes: wanted, hints }, kept) {
  const { nodes, completes, expected } = pass;
  const root = nodes.length - 1;
  const asked = nodes
    .filter(({ id, kind }) => kind !== "const" && id !== root && completes[id] >= 0 && (wanted?.includes(id) ?? true))
    .map(({ id }) => id)
    .sort((i, j) => completes[i] - completes[j]);
  const isAsked = new Set(asked);
  const quiz = {
    asked,
    level,
    marks: /** @type {Record<number, Mark>} */ ({}),
    current,
    hidden: open,
    veiled,
    /** The last step to which the pass may go. */
    gate: () => (current() === null ? pass.last : completes[/** @type {number} */ (current())]),
    partner,
    question,
    judge,
    show,
    work,
    score: () => scoreOf(pass, asked, quiz.marks),
    restart: () => (quiz.marks = {}),
    dump: () => ({ level: quiz.level, marks: quiz.marks, told: scoreOf(pass, asked, quiz.marks) }),
  };
  let veil = { of: " ", over: /** @type {boolean[]} */ ([]) }; // for the gradients that were open when it was made
  if (kept?.marks) Object.assign(quiz, { level: kept.level, marks: kept.marks });

  const grad = (/** @type {number} */ id) => /** @type {number} */ (pass.final().grads[id]);

  /** The node that is asked now, or null at the end. */
  function current() {
    return asked.find(open) ?? null;
  }

  /** Whether a gradient is still to be predicted; one that is no number cannot be. @param {number} id */
  function open(id) {
    return isAsked.has(id) && !quiz.marks[id]?.how && Number.isFinite(grad(id));
  }

  /** Whether a gradient is made from a slope that is still to be predicted: it would give that away. @param {number} id */
  function veiled(id) {
    const now = asked.filter(open).join();
    if (veil.of !== now) veil = { of: now, over: veilOver(nodes, open) };
    return veil.over[id];
  }

  /** The node with which a size is compared: the last one known, at first the root. @param {number} id */
  function partner(id) {
    return asked[asked.indexOf(id) - 1] ?? root;
  }

  /** @param {number} id */
  function question(id) {
    const { name } = nodes[id];
    const symbol = `∂${nodes[root].name}/∂${name}`;
    if (quiz.level === "sign") return `What is the sign of the grad of ${name}, ${symbol}?`;
    const other = partner(id);
    if (quiz.level === "size") {
      return `Without its sign, is the grad of ${name}, ${symbol}, larger or smaller than that of ${nodes[other].name}, ${format(grad(other))}?`;
    }
    return `What is the grad of ${name}, ${symbol}?`;
  }

  /** What a guess is worth. `given` is what was typed; for a sign −1, 0 or 1; for a size −1 smaller, 0 equal, 1 larger.
   * @param {number} id @param {string} given @returns {Verdict} */
  function judge(id, given) {
    const mark = markOf(id);
    const truth = grad(id);
    let hint;
    if (quiz.level === "number") {
      const guess = parseGuess(given);
      if (!guess) {
        return { verdict: "unclear", text: "Type a number, such as −0.25, or how it comes about, such as 3 × (1 − 0.5).", done: false };
      }
      const { x, digits } = guess;
      const cut = digits <= 15 && Number(truth.toPrecision(digits)) === x;
      const right = alike(x, truth, SHOWN) || (cut && digits > 2);
      if (!right && cut && alike(x, truth, 0.5)) {
        return { verdict: "short", text: `${format(x)} agrees as far as it goes. Give one more digit.`, done: false };
      }
      if (!right) hint = slipOf(id, x, digits);
      if (!right && truth && Math.sign(x) !== Math.sign(truth)) mark.signs += 1;
    } else {
      const guess = Number(given);
      const other = grad(partner(id));
      const size = alike(Math.abs(truth), Math.abs(other), SHOWN) ? 0 : Math.sign(Math.abs(truth) - Math.abs(other));
      if (quiz.level === "sign" && guess !== Math.sign(truth)) hint = [signHint(id, guess)];
      if (quiz.level === "sign" && hint) mark.signs += 1;
      if (quiz.level === "size" && guess !== size) hint = [sizeHint(id, guess)];
    }
    mark.tries += 1;
    if (!hint) {
      mark.how = mark.tries === 1 ? "first" : "later";
      return { verdict: "right", text: `Right. ${work(id, true)}`, done: true };
    }
    mark.slips.push(hint[0].id);
    const told = saidOf(pass, hints, id, hint);
    if (mark.tries < TRIES) return { verdict: "wrong", text: mark.tries > 1 ? `${told} ${work(id, false)}` : told, done: false };
    mark.how = "shown";
    return { verdict: "wrong", text: `${told} Here it is: ${work(id, true)}`, done: true };
  }

  /** What a guess shows: first taken to the letter, then as worked out from numbers shown, then as rounded to its digits.
   * @param {number} id @param {number} x @param {number} digits */
  function slipOf(id, x, digits) {
    const unit = 10 ** (Math.floor(Math.log10(Math.abs(x))) + 1 - digits);
    const rounded = digits === 2 ? unit / 2 / Math.abs(x) : 0;
    return [EXACT, SHOWN, rounded].map((near) => explain(pass, id, x, near)).reduce((one, next) => (one[0].vague ? next : one));
  }

  /** @param {number} id @returns {Mark} */
  function markOf(id) {
    return (quiz.marks[id] ??= { tries: 0, how: "", slips: [], signs: 0 });
  }

  /** Told without a guess, or instead of another one. @param {number} id @returns {Verdict} */
  function show(id) {
    markOf(id).how = "shown";
    return { verdict: "unclear", text: work(id, true), done: true };
  }

  /** How a gradient is worked out: with its numbers, or up to the local derivatives. @param {number} id @param {boolean} whole */
  function work(id, whole) {
    const { name } = nodes[id];
    const arrivals = pass.final().arrivals[id];
    if (whole) {
      const terms = arrivals.map((a) => `${factor(a.upstream)} × ${factor(a.local)}`);
      return `grad of ${name} = upstream × local = ${terms.join(" + ")} = ${format(grad(id))}.`;
    }
    const terms = arrivals.map((a) => `${format(a.upstream)} × ∂${nodes[a.from].name}/∂${name}`);
    const made = [...new Set(arrivals.map((a) => a.from))].map(
      (from) => `${nodes[from].name} = ${expression(nodes[from], nodes[from].parents.map((p) => nodes[p].name))}`,
    );
    return `So far: grad of ${name} = ${terms.join(" + ")}, where ${made.join(" and ")}.`;
  }

  /** @param {number} id @param {number} guess */
  function signHint(id, guess) {
    const arrivals = pass.final().arrivals[id];
    const [{ from, upstream, local }] = arrivals;
    const pulls = new Set(arrivals.map((a) => Math.sign(a.amount)));
    return found(
      !grad(id) ? "blocked"
      : !guess ? "zero"
      : arrivals.length > 1 ? (pulls.size > 1 ? "sign-sum" : "sign-all")
      : upstream > 0 && local > 0 ? "sign-neither"
      : upstream < 0 && local < 0 ? "sign-product"
      : Math.sign(upstream) === guess ? "sign-upstream" : "sign-local",
      from,
    );
  }

  /** @param {number} id @param {number} guess */
  function sizeHint(id, guess) {
    const other = partner(id);
    const { arrivals } = pass.final();
    const [{ from }] = arrivals[id];
    return found(
      guess === Math.sign(grad(id) - grad(other)) ? "size-sign"
      : expected[id] > 1 ? "size-sum"
      : other === from ? "size-factor"
      : expected[other] === 1 && arrivals[other][0].from === from ? "size-shared" : "size-each",
      from,
    );
  }

  return quiz;
}

/** For each node whether its gradient rests on the slopes that lead to one of the `open` ones.
 * @param {import("./sweep.js").Node[]} nodes @param {(id: number) => boolean} open */
export function veilOver(nodes, open) {
  const over = nodes.map(({ id }) => open(id));
  for (let id = nodes.length - 1; id >= 0; id--) if (over[id]) for (const p of nodes[id].parents) over[p] = true;
  return over;
}

/** What has been reached, in a sentence or two. @param {import("./sweep.js").Pass} pass @param {number[]} asked
 * @param {Record<number, Mark>} marks */
export function scoreOf({ expected }, asked, marks) {
  const done = asked.filter((id) => marks[id]?.how);
  if (!done.length) return `${asked.length} gradient${asked.length === 1 ? "" : "s"} to predict.`;
  const count = (/** @type {(id: number) => boolean} */ test) => done.filter(test).length;
  const first = count((id) => marks[id].how === "first");
  const shown = count((id) => marks[id].how === "shown");
  const guessed = done.some((id) => marks[id].tries);
  const signs = sumOf(done.map((id) => marks[id].signs));
  const fan = count((id) => marks[id].how !== "first" && expected[id] > 1);
  const slips = done.flatMap((id) => marks[id].slips);
  const twice = TOLD_SLIPS.find(([key]) => slips.filter((slip) => slip === key).length > 1);
  const parts = [`${first} of ${done.length} at the first try`];
  if (shown) parts.push(`${shown} shown`);
  if (guessed && first < done.length) parts.push(signs ? `wrong signs: ${signs}` : "the signs were all right");
  if (fan) parts.push(`fan-out cost you ${fan === 1 ? "one" : fan === 2 ? "two" : fan}`);
  if (twice) parts.push(`${twice[1]} was missing more than once`);
  if (done.length < asked.length) parts.push(`${asked.length - done.length} to go`);
  return `${parts.join("; ")}.`;
}

const TOLD_SLIPS = [["forgot-upstream", "the upstream"], ["forgot-local", "the local derivative"]];
