// Made by `make sync` from autograd_lab/viz/js/; do not edit.

const SLIPS = [
  { ...{"id": "minus-of-sub", "op": "sub", "slot": 1, "beats": ["sign", "forgot-local"], "text": "{n} is what is taken away: raise it, and {m} falls. Which sign has the local derivative?"}, term: (u, l, o, x, a, b, out, r, i) => u },
  { ...{"id": "minus-of-neg", "op": "neg", "slot": -1, "beats": ["sign", "forgot-local"], "text": "{m} is minus {n}: raise {n}, and {m} falls. The minus is missing."}, term: (u, l, o, x, a, b, out, r, i) => u },
  { ...{"id": "product-itself", "op": "mul", "slot": -1, "beats": ["wrong-operand", "operand-for-slope"], "text": "In a product the local derivative for one factor is the other factor, {other}. That is upstream × {n} itself."}, term: (u, l, o, x, a, b, out, r, i) => u * x },
  { ...{"id": "product-itself", "op": "dot", "slot": -1, "beats": ["wrong-operand", "operand-for-slope"], "text": "In a product the local derivative for one factor is the other factor, {other}. That is upstream × {n} itself."}, term: (u, l, o, x, a, b, out, r, i) => u * x },
  { ...{"id": "quotient-minus", "op": "div", "slot": 1, "beats": ["sign"], "text": "{n} stands under the line, and the derivative of 1 / {n} has a minus. It is missing."}, term: (u, l, o, x, a, b, out, r, i) => u * a / (b * b) },
  { ...{"id": "quotient-square", "op": "div", "slot": 1, "beats": [], "text": "The derivative of 1 / {n} is −1 / {n}²: what stands under the line is squared. That has it once."}, term: (u, l, o, x, a, b, out, r, i) => -u * a / b },
  { ...{"id": "quotient-numerator", "op": "div", "slot": 1, "beats": [], "text": "That is the derivative of 1 / {n}. Above the line stands {other}, not 1."}, term: (u, l, o, x, a, b, out, r, i) => -u / (b * b) },
  { ...{"id": "quotient-multiplied", "op": "div", "slot": 0, "beats": ["divided"], "text": "{m} is {n} divided by {other}, so a move of {n} is divided as well. That multiplies."}, term: (u, l, o, x, a, b, out, r, i) => u * b },
  { ...{"id": "power-factor", "op": "pow", "slot": 0, "beats": ["operand-for-slope", "half"], "text": "The rule for a power has two parts: the exponent comes down as a factor, and what is left has one power less. The factor is missing."}, term: (u, l, o, x, a, b, out, r, i) => u * power(a, b - 1) },
  { ...{"id": "power-exponent", "op": "pow", "slot": 0, "beats": [], "text": "The rule for a power has two parts: the exponent comes down as a factor, and what is left has one power less. That still has the old exponent."}, term: (u, l, o, x, a, b, out, r, i) => u * b * power(a, b) },
  { ...{"id": "power-base", "op": "pow", "slot": 0, "beats": [], "text": "The rule for a power has two parts: the exponent comes down as a factor, and what is left has one power less. What is left of {n} is missing."}, term: (u, l, o, x, a, b, out, r, i) => u * b },
  { ...{"id": "exp-as-power", "op": "exp", "slot": -1, "beats": [], "text": "That is the rule for a power. Here the exponent moves: e to the {n} is its own derivative."}, term: (u, l, o, x, a, b, out, r, i) => u * a * exp(a - 1) },
  { ...{"id": "log-multiplied", "op": "log", "slot": -1, "beats": ["divided", "operand-for-slope"], "text": "The local derivative of ln is 1 / {n}. That multiplies by {n}."}, term: (u, l, o, x, a, b, out, r, i) => u * a },
  { ...{"id": "log-of-result", "op": "log", "slot": -1, "beats": ["slope-at-result"], "text": "That divides by {m}, the logarithm. Its derivative is 1 / {n}."}, term: (u, l, o, x, a, b, out, r, i) => u / out },
  { ...{"id": "root-half", "op": "sqrt", "slot": -1, "beats": [], "text": "The square root is a power of ½: a factor ½ comes down. It is missing."}, term: (u, l, o, x, a, b, out, r, i) => u / out },
  { ...{"id": "root-multiplied", "op": "sqrt", "slot": -1, "beats": [], "text": "The root moves less where it is large: divide by {m}."}, term: (u, l, o, x, a, b, out, r, i) => 0.5 * u * out },
  { ...{"id": "tanh-square", "op": "tanh", "slot": -1, "beats": [], "text": "The derivative of tanh is 1 − tanh². The square is missing."}, term: (u, l, o, x, a, b, out, r, i) => u * (1 - out) },
  { ...{"id": "tanh-as-sigmoid", "op": "tanh", "slot": -1, "beats": [], "text": "That is the derivative of the sigmoid. {m} is a tanh."}, term: (u, l, o, x, a, b, out, r, i) => u * out * (1 - out) },
  { ...{"id": "sigmoid-half", "op": "sigmoid", "slot": -1, "beats": ["value-for-slope"], "text": "The derivative of σ has two factors, σ and 1 − σ. That has only σ."}, term: (u, l, o, x, a, b, out, r, i) => u * out },
  { ...{"id": "sigmoid-half", "op": "sigmoid", "slot": -1, "beats": [], "text": "The derivative of σ has two factors, σ and 1 − σ. That has only 1 − σ."}, term: (u, l, o, x, a, b, out, r, i) => u * (1 - out) },
  { ...{"id": "sigmoid-as-tanh", "op": "sigmoid", "slot": -1, "beats": [], "text": "That is the derivative of tanh. {m} is a sigmoid."}, term: (u, l, o, x, a, b, out, r, i) => u * (1 - out * out) },
  { ...{"id": "log-sigmoid-minus", "op": "log_sigmoid", "slot": -1, "beats": [], "text": "The derivative of ln σ is σ of minus {n}. The minus inside is missing."}, term: (u, l, o, x, a, b, out, r, i) => u * sigmoid(a) },
  { ...{"id": "relu-off", "op": "relu", "slot": -1, "beats": ["forgot-local", "added"], "text": "The relu at {m} is off: its input is not positive. What passes a relu that is off?"}, term: (u, l, o, x, a, b, out, r, i) => u },
  { ...{"id": "relu-on", "op": "relu", "slot": -1, "beats": ["zero"], "text": "The relu at {m} is on: its input is positive, and everything passes."}, term: (u, l, o, x, a, b, out, r, i) => 0 },
  { ...{"id": "relu-value", "op": "relu", "slot": -1, "beats": ["value-for-slope", "operand-for-slope"], "text": "That is upstream × the value. The slope of a relu that is on is 1, however large its value."}, term: (u, l, o, x, a, b, out, r, i) => u * a },
  { ...{"id": "abs-sign", "op": "abs", "slot": -1, "beats": ["sign", "forgot-local", "slope-at-result"], "text": "{n} is negative: raise it, and |{n}| falls. Which sign has the slope there?"}, term: (u, l, o, x, a, b, out, r, i) => u },
  { ...{"id": "cosine-minus", "op": "cos", "slot": -1, "beats": ["sign"], "text": "The derivative of cos is −sin. The minus is missing."}, term: (u, l, o, x, a, b, out, r, i) => u * sin(a) },
  { ...{"id": "picked-other", "op": "max", "slot": -1, "beats": ["forgot-local", "added", "wrong-operand"], "text": "max hands everything on to the larger operand, and nothing to the other. Is {n} the larger one?"}, term: (u, l, o, x, a, b, out, r, i) => u },
  { ...{"id": "picked-this", "op": "max", "slot": -1, "beats": ["zero", "wrong-operand"], "text": "max hands on what comes to the larger operand. {n} is the larger one."}, term: (u, l, o, x, a, b, out, r, i) => 0 },
  { ...{"id": "picked-other", "op": "min", "slot": -1, "beats": ["forgot-local", "added", "wrong-operand"], "text": "min hands everything on to the smaller operand, and nothing to the other. Is {n} the smaller one?"}, term: (u, l, o, x, a, b, out, r, i) => u },
  { ...{"id": "picked-this", "op": "min", "slot": -1, "beats": ["zero", "wrong-operand"], "text": "min hands on what comes to the smaller operand. {n} is the smaller one."}, term: (u, l, o, x, a, b, out, r, i) => 0 },
  { ...{"id": "forgot-upstream", "op": "", "slot": -1, "beats": [], "text": "That is the local derivative by itself: how far {m} moves with {n}. How far {L} moves with {m} is missing: the upstream."}, term: (u, l, o, x, a, b, out, r, i) => l },
  { ...{"id": "forgot-local", "op": "", "slot": -1, "beats": [], "text": "That is the upstream by itself, the grad of {m}. The local derivative is missing: by how much does {m} move when {n} moves?"}, term: (u, l, o, x, a, b, out, r, i) => u },
  { ...{"id": "sign", "op": "", "slot": -1, "beats": [], "text": "The size is right, the sign is not. Raise {n} a little: does {L} rise or fall?"}, term: (u, l, o, x, a, b, out, r, i) => -u * l },
  { ...{"id": "wrong-operand", "op": "", "slot": -1, "beats": [], "text": "That is what {other} gets, the other operand of {m}. Which of the two do you move?"}, term: (u, l, o, x, a, b, out, r, i) => u * o },
  { ...{"id": "value-for-slope", "op": "", "slot": -1, "beats": [], "text": "That is upstream × the value of {m}. What counts is not how large {m} is, but how far it moves with {n}: its derivative."}, term: (u, l, o, x, a, b, out, r, i) => u * out },
  { ...{"id": "operand-for-slope", "op": "", "slot": -1, "beats": [], "text": "That is upstream × the value of {n}. What counts is how far {m} moves when {n} moves: the local derivative."}, term: (u, l, o, x, a, b, out, r, i) => u * x },
  { ...{"id": "slope-at-result", "op": "", "slot": -1, "beats": [], "text": "That takes the derivative at the result, {m}. Take it at the input, {n}."}, term: (u, l, o, x, a, b, out, r, i) => u * r },
  { ...{"id": "slope-at-input", "op": "", "slot": -1, "beats": ["operand-for-slope"], "text": "The formula of this derivative holds the result, {m}. That has {n} in its place."}, term: (u, l, o, x, a, b, out, r, i) => u * i },
  { ...{"id": "added", "op": "", "slot": -1, "beats": [], "text": "That is upstream + local. A move becomes so many times as large: multiply the two."}, term: (u, l, o, x, a, b, out, r, i) => u + l },
  { ...{"id": "divided", "op": "", "slot": -1, "beats": [], "text": "That is upstream ÷ local. The chain rule multiplies."}, term: (u, l, o, x, a, b, out, r, i) => u / l },
  { ...{"id": "divided-by-upstream", "op": "", "slot": -1, "beats": [], "text": "That is local ÷ upstream. The chain rule multiplies."}, term: (u, l, o, x, a, b, out, r, i) => l / u },
  { ...{"id": "local-twice", "op": "", "slot": -1, "beats": [], "text": "The local derivative of {m} is in that twice. Each edge counts once."}, term: (u, l, o, x, a, b, out, r, i) => u * l * l },
  { ...{"id": "upstream-twice", "op": "", "slot": -1, "beats": [], "text": "The upstream, the grad of {m}, is in that twice. It counts once."}, term: (u, l, o, x, a, b, out, r, i) => u * u * l },
];
const HINTS = {
  "one-of-two": "That is one contribution. {n} is used twice, and what comes back along the two edges adds up.",
  "replaced": "That is only what the last edge brought, from {m}. Contributions add up: +=, not =.",
  "first-only": "That is only what the first edge brought, from {m}. {count} edges come back to {n}; they add up.",
  "one-path": "That is only what comes through {m}. {count} edges come back to {n}; they add up.",
  "path-missing": "What comes through {m} is missing. {count} edges come back to {n}; they add up.",
  "path-twice": "What comes through {m} is in that twice.",
  "averaged": "That is the mean of the contributions. What comes back along several edges adds up.",
  "multiplied": "That is the product of the contributions. What comes back along several edges adds up.",
  "subtracted": "That is the difference of the two contributions. What comes back along several edges adds up.",
  "too-early": "That takes the grad of {m} before it was complete. {uses} edges come back to {m}: wait for all of them, then hand on.",
  "too-often": "That is what comes out when {m} hands on each time that something arrives. {uses} edges come back to {m}: wait for all of them, then hand on once.",
  "zero": "0 would mean: move {n}, and {L} stays. Follow {n} on its way to {L}. Does it?",
  "own-value": "That is the value of {n}. Its grad is a slope: how far {L} moves for each step of {n}.",
  "root-value": "That holds the value of {L} as a factor. The backward pass starts with 1, not with the value.",
  "nudge": "So far moves {L} when {n} is raised by 0.01. The grad is the move for each whole step: divide by 0.01.",
  "double": "That is exactly twice as much. Which factor 2 is in it twice, or where was something counted twice?",
  "half": "That is exactly half of it. Is there a factor 2 of a square, or a second way, that you left out?",
  "inverse": "That is the grad upside down: how far {n} moves with {L}. Asked is how far {L} moves with {n}.",
  "point": "The digits are right, the decimal point is not.",
  "one": "1 would mean that {L} moves exactly as far as {n}. That holds for {L} itself: look at each factor between.",
  "seed-missing": "The backward pass starts at {L}, with ∂{L}/∂{L} = 1. From 0, nothing can flow.",
  "seed-value": "That is the value of {L}. The backward pass starts with ∂{L}/∂{L} = 1, whatever the value.",
  "seed": "The backward pass starts at {L}, with ∂{L}/∂{L} = 1.",
  "blocked": "Somewhere on the way a factor is 0, and a product with 0 is 0. Which one is it?",
  "nearly": "Very near. The way is right; do the arithmetic again, with a digit more.",
  "turned": "No single slip gives that number, and its sign is turned round. Raise {n} a little: does {L} rise or fall?",
  "unknown": "No single slip gives that number. For each edge that leaves {n}, write down upstream × local.",
  "several": "Several slips give this very number, so it does not show which. For each edge that leaves {n}, write down upstream × local."
};



const MOST_SLIPS = 3; // that are said; where more give one number it shows none of them
const NEARLY = 0.03;

function alike(x, y, tolerance, floor = 1e-12) {
  return x === y || Math.abs(x - y) <= Math.max(floor, tolerance * Math.max(Math.abs(x), Math.abs(y)));
}

const sumOf = (numbers) => numbers.reduce((sum, x) => sum + x, 0);

function explain(pass, id, got, tolerance) {
  const truth = /** @type {number} */ (pass.final().grads[id]);
  const fits = /** @type {Map<string, Hint>} */ (new Map());
  const beaten = /** @type {Set<string>} */ (new Set());
  for (const s of suspects(pass, id)) {
    if (!Number.isFinite(s.number) || !alike(got, s.number, tolerance) || alike(s.number, truth, tolerance)) continue;
    if (!fits.has(s.id)) fits.set(s.id, { id: s.id, text: s.words + fill(pass, id, s.text, s.from, s.other) });
    for (const other of s.beats) beaten.add(other);
  }
  const left = [...fits.values()].filter((hint) => !beaten.has(hint.id));
  if (left.length && left.length <= MOST_SLIPS) return left;
  const key = left.length ? "several"
    : truth === 0 ? "blocked"
    : alike(got, truth, NEARLY) ? "nearly"
    : got * truth < 0 ? "turned" : "unknown";
  return [{ id: key, text: fill(pass, id, HINTS[key]) }];
}

function saidOf(hints) {
  if (hints.length === 1) return hints[0].text;
  return `${hints.length === 2 ? "Two" : "Three"} slips give this number. ${hints.map((h) => h.text).join(" Or: ")}`;
}

function fill({ nodes, expected }, id, text, from = -1, other = -1) {
  const name = (/** @type {number} */ i) => nodes[i]?.name ?? "";
  const names = /** @type {Record<string, string>} */ ({
    n: name(id), m: name(from), other: name(other), L: name(nodes.length - 1), count: `${expected[id]}`, uses: `${expected[from] ?? ""}`,
  });
  return text.replace(/\{(\w+)\}/g, (_, key) => names[key]);
}

function suspects(pass, id) {
  return [
    ...contributions(pass, id, SLIPS.filter((slip) => slip.op)),
    ...sums(pass, id),
    ...contributions(pass, id, SLIPS.filter((slip) => !slip.op)),
    ...wholes(pass, id),
  ];
}

function inputs({ nodes, values }, id, { from, slot, upstream, local: l }) {
  const node = nodes[from];
  const { folded, arity, forward, slopes } = OPS[node.op];
  const out = values[from];
  const width = folded ? Math.floor(node.parents.length / arity) : 1;
  const [letter, at] = [Math.floor(slot / width), slot % width];
  const operand = (/** @type {number} */ i) => values[node.parents[i]];
  let [o, a, b, r, i] = new Array(5).fill(NaN);
  let other = -1;
  const bias = letter >= arity;
  if (!bias) a = operand(at);
  if (!bias && arity === 2) {
    b = operand(width + at);
    const beside = slot + width * (1 - 2 * letter);
    other = node.parents[beside];
    o = local(node, beside, out, values);
  } else if (!bias && !folded) {
    r = slopes[0](out, NaN, forward(out));
    i = slopes[0](a, NaN, a);
  }
  return { numbers: [upstream, l, o, values[id], a, b, out, r, i], other, bias };
}

function contributions(pass, id, slips) {
  const arrivals = pass.final().arrivals[id];
  const many = arrivals.length > 1;
  const given = arrivals.map((arrival) => inputs(pass, id, arrival));
  const found = /** @type {Suspect[]} */ ([]);
  for (const { id: slip, op, slot, beats, text, term } of slips) {
    const terms = arrivals.map((arrival, k) => {
      const apt = !op || (op === pass.nodes[arrival.from].op && !given[k].bias && (slot < 0 || slot === arrival.slot));
      const number = apt ? term(...given[k].numbers) : NaN;
      return Number.isNaN(number) ? null : number;
    });
    const add = (k, number, words) =>
      found.push({ id: slip, beats, number, text, from: arrivals[k].from, other: given[k].other, words });
    if (many && !terms.includes(null)) add(0, sumOf(terms.map(Number)), "On each edge: ");
    terms.forEach((term, k) => {
      if (term === null) return;
      const words = many ? `On the edge from ${pass.nodes[arrivals[k].from].name}: ` : "";
      add(k, sumOf(arrivals.map(({ amount }, j) => (j === k ? term : amount))), words);
    });
  }
  return found;
}

function sums(pass, id) {
  const { arrivals: all } = pass.final();
  const arrivals = all[id];
  const amounts = arrivals.map((arrival) => arrival.amount);
  const count = amounts.length;
  const total = sumOf(amounts);
  const found = /** @type {Suspect[]} */ ([]);
  const add = (key, k, number, beats = []) =>
    found.push({ id: key, beats, number, text: HINTS[key], from: arrivals[k].from, other: -1, words: "" });
  if (count === 2 && amounts[0] === amounts[1]) {
    add("one-of-two", 0, amounts[0], ["half", "averaged", "replaced", "first-only"]);
  }
  if (count > 1) {
    add("replaced", count - 1, amounts[count - 1]);
    add("first-only", 0, amounts[0]);
    amounts.forEach((amount, k) => {
      if (k && k < count - 1) add("one-path", k, amount);
      if (count > 2) add("path-missing", k, total - amount);
      add("path-twice", k, total + amount);
    });
    add("averaged", 0, total / count, ["half"]);
    add("multiplied", 0, amounts.reduce((product, x) => product * x, 1));
  }
  if (count === 2) for (const sign of [1, -1]) add("subtracted", 0, sign * (amounts[0] - amounts[1]));
  arrivals.forEach(({ from, local: slope, amount }, k) => {
    const parts = all[from].map((part) => part.amount);
    if (parts.length < 2) return;
    const partial = parts.map((_, j) => sumOf(parts.slice(0, j + 1)));
    for (const early of [...partial.slice(0, -1), ...parts]) add("too-early", k, total - amount + early * slope);
    add("too-often", k, total - amount + sumOf(partial) * slope);
  });
  return found;
}

function wholes(pass, id) {
  const grad = /** @type {number} */ (pass.final().grads[id]);
  const root = pass.values[pass.values.length - 1];
  const numbers = /** @type {[string, number][]} */ ([
    ["zero", 0], ["own-value", pass.values[id]], ["root-value", grad * root], ["double", 2 * grad], ["half", grad / 2],
    ["nudge", grad / 100], ["inverse", grad ? 1 / grad : NaN],
    ...[-3, -1, 1, 2, 3].map((k) => ["point", grad * 10 ** k]), ["one", 1],
  ]);
  return numbers.map(([key, number]) => ({ id: key, beats: [], number, text: HINTS[key], from: -1, other: -1, words: "" }));
}



const SHOWN = 2e-3; // a guess is worked out from numbers shown with four digits, a few times over
const TRIES = 3;

const SIGN_HINTS = {
  "sign-upstream": "That is the sign of the upstream, the grad of {m}. The local derivative has a sign as well.",
  "sign-local": "That is the sign of the local derivative. The upstream, the grad of {m}, has a sign as well.",
  "sign-product": "Two minuses meet: the upstream and the local derivative are both negative. What is their product?",
  "sign-neither": "Upstream and local derivative are both positive. Raise {n}: {m} rises, and with it …?",
  "sign-sum": "The contributions pull in different directions. Which of them is the stronger?",
  "sign-all": "All contributions pull the same way, and not that way. Take one edge: upstream × local.",
};
const SIZE_HINTS = {
  "size-sign": "The sign says which way, not how strongly. Compare the two without their signs.",
  "size-sum": "{count} edges come back to {n}. Add them up before you compare.",
  "size-shared": "Both go into {m}, so both get the same upstream. Compare their local derivatives.",
  "size-factor": "{n} gets the grad of {m} times a local derivative. Is that factor more or less than 1?",
  "size-each": "Work out both: for {n}, it is upstream × local on its edge to {m}.",
};

function parseGuess(typed) {
  let text = typed.trim().replace(/[−–]/g, "-").replace(/[×·]/g, "*").replace(/÷/g, "/").replace(/\s+/g, "");
  if (/^[^.]*\d,\d+$/.test(text) && text.split(",").length === 2) text = text.replace(",", "."); // 0,25
  const tokens = text.match(/(\d+\.?\d*|\.\d+)(e[-+]?\d+)?|[-+*/()]/gi) ?? [];
  if (!tokens.length || tokens.join("") !== text) return null;
  let at = 0;
  function atom() {
    const token = tokens[at++];
    if (token === "-") return -atom();
    if (token === "+") return atom();
    if (token !== "(") return token === undefined ? NaN : Number(token);
    const inside = chain(["+", "-"]);
    return tokens[at++] === ")" ? inside : NaN;
  }
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

function createQuiz(pass, { level, nodes: wanted }, kept) {
  const { nodes, completes, expected } = pass;
  const root = nodes.length - 1;
  const asked = nodes
    .filter(({ id, kind }) => kind !== "const" && id !== root && completes[id] >= 0 && (wanted?.includes(id) ?? true))
    .map(({ id }) => id)
    .sort((i, j) => completes[i] - completes[j]);
  const quiz = {
    asked,
    level,
    marks: /** @type {Record<number, Mark>} */ ({}),
    current,
    hidden: (/** @type {number} */ id) => asked.includes(id) && !quiz.marks[id]?.how,
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
  if (kept?.marks) Object.assign(quiz, { level: kept.level, marks: kept.marks });

  const grad = (/** @type {number} */ id) => /** @type {number} */ (pass.final().grads[id]);

  function current() {
    return asked.find((id) => !quiz.marks[id]?.how) ?? null;
  }

  function partner(id) {
    return asked[asked.indexOf(id) - 1] ?? root;
  }

  function question(id) {
    const { name } = nodes[id];
    const symbol = `∂${nodes[root].name}/∂${name}`;
    if (quiz.level === "sign") return `Which sign has the grad of ${name}, ${symbol}?`;
    const other = partner(id);
    if (quiz.level === "size") {
      return `Without its sign, is the grad of ${name}, ${symbol}, larger or smaller than that of ${nodes[other].name}, ${format(grad(other))}?`;
    }
    return `What is the grad of ${name}, ${symbol}?`;
  }

  function judge(id, given) {
    const mark = (quiz.marks[id] ??= { tries: 0, how: "", slips: [], signs: 0 });
    const truth = grad(id);
    let hint;
    if (quiz.level === "number") {
      const guess = parseGuess(given);
      if (!guess) {
        return { verdict: "unclear", text: "Type a number, such as −0.25, or a sum or product, such as 3 × (1 − 0.5).", done: false };
      }
      const { x, digits } = guess;
      const exact = alike(x, truth, 1e-9);
      const cut = digits <= 15 && Number(truth.toPrecision(digits)) === x;
      const right = exact || alike(x, truth, SHOWN, 1e-9) || (cut && digits > 2);
      if (!right && cut && alike(x, truth, 0.5)) {
        return { verdict: "short", text: `${format(x)} agrees as far as it goes. Give one more digit.`, done: false };
      }
      if (!right) hint = explain(pass, id, x, SHOWN);
      if (!right && truth && Math.sign(x) !== Math.sign(truth)) mark.signs += 1;
    } else {
      const guess = Number(given);
      const other = grad(partner(id));
      const size = alike(Math.abs(truth), Math.abs(other), SHOWN) ? 0 : Math.sign(Math.abs(truth) - Math.abs(other));
      if (quiz.level === "sign" && guess !== Math.sign(truth)) hint = signHint(id, guess);
      if (quiz.level === "sign" && hint) mark.signs += 1;
      if (quiz.level === "size" && guess !== size) hint = sizeHint(id, guess);
    }
    mark.tries += 1;
    if (!hint) {
      mark.how = mark.tries === 1 ? "first" : "later";
      return { verdict: "right", text: `Right. ${work(id, true)}`, done: true };
    }
    mark.slips.push(hint[0].id);
    if (mark.tries < TRIES) return { verdict: "wrong", text: `${saidOf(hint)}${mark.tries > 1 ? ` ${work(id, false)}` : ""}`, done: false };
    mark.how = "shown";
    return { verdict: "wrong", text: `${saidOf(hint)} Here it is: ${work(id, true)}`, done: true };
  }

  function show(id) {
    (quiz.marks[id] ??= { tries: 0, how: "", slips: [], signs: 0 }).how = "shown";
    return { verdict: "unclear", text: work(id, true), done: true };
  }

  function work(id, whole) {
    const { name } = nodes[id];
    const arrivals = pass.final().arrivals[id];
    const signed = (/** @type {number} */ x) => (x < 0 ? `(${format(x)})` : format(x));
    if (whole) {
      const terms = arrivals.map((a) => `${signed(a.upstream)} × ${signed(a.local)}`);
      return `grad of ${name} = upstream × local = ${terms.join(" + ")} = ${format(grad(id))}.`;
    }
    const terms = arrivals.map((a) => `${format(a.upstream)} × ∂${nodes[a.from].name}/∂${name}`);
    const made = [...new Set(arrivals.map((a) => a.from))].map(
      (from) => `${nodes[from].name} = ${expression(nodes[from], nodes[from].parents.map((p) => nodes[p].name))}`,
    );
    return `So far: grad of ${name} = ${terms.join(" + ")}, where ${made.join(" and ")}.`;
  }

  function signHint(id, guess) {
    const arrivals = pass.final().arrivals[id];
    const truth = Math.sign(grad(id));
    if (!truth) return [{ id: "blocked", text: fill(pass, id, HINTS.blocked) }];
    if (!guess) return [{ id: "zero", text: fill(pass, id, HINTS.zero) }];
    const [{ from, upstream, local }] = arrivals;
    const pull = new Set(arrivals.map((a) => Math.sign(a.amount)));
    const key = arrivals.length > 1 ? (pull.size > 1 ? "sign-sum" : "sign-all")
      : upstream > 0 && local > 0 ? "sign-neither"
      : upstream < 0 && local < 0 ? "sign-product"
      : Math.sign(upstream) === guess ? "sign-upstream" : "sign-local";
    return [{ id: key, text: fill(pass, id, SIGN_HINTS[key], from) }];
  }

  function sizeHint(id, guess) {
    const other = partner(id);
    const { arrivals } = pass.final();
    const [{ from }] = arrivals[id];
    const key = guess === Math.sign(grad(id) - grad(other)) ? "size-sign"
      : expected[id] > 1 ? "size-sum"
      : other === from ? "size-factor"
      : expected[other] === 1 && arrivals[other][0].from === from ? "size-shared" : "size-each";
    return [{ id: key, text: fill(pass, id, SIZE_HINTS[key], from, other) }];
  }

  return quiz;
}

function scoreOf({ expected }, asked, marks) {
  const done = asked.filter((id) => marks[id]?.how);
  if (!done.length) return `${asked.length} gradients to predict.`;
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
  if (guessed && first < done.length) parts.push(signs ? `a sign was wrong ${times(signs)}` : "the signs were all right");
  if (fan) parts.push(`fan-out cost you ${fan === 1 ? "one" : fan === 2 ? "two" : fan}`);
  if (twice) parts.push(twice[1]);
  return `${parts.join("; ")}.`;
}

const TOLD_SLIPS = [
  ["forgot-upstream", "the upstream was missing more than once"],
  ["forgot-local", "the local derivative was missing more than once"],
  ["product-itself", "in a product you took the factor itself more than once"],
];

function times(n) {
  return n === 1 ? "once" : n === 2 ? "twice" : `${n} times`;
}


const LEVELS = { sign: "its sign", size: "larger or smaller", number: "its number" };
const CHOICES = {
  sign: [["-1", "− negative"], ["0", "0 zero"], ["1", "+ positive"]],
  size: [["1", "larger"], ["-1", "smaller"], ["0", "the same"]],
};

function textButton(text, act, name = "") {
  const button = html("button", { type: "button", class: "al-text-button", "data-action": name }, text);
  button.addEventListener("click", act);
  return button;
}

function quizPart(player) {
  const { pass, options, link, slots } = player;
  if (!options.quiz) return;
  const quiz = createQuiz(pass, options.quiz, link.kept?.quiz);
  let said = { id: -1, text: "", verdict: "" }; // the latest verdict, as long as it concerns what is seen
  let ready = false;

  const level = html("select", { class: "al-quiz-level", "aria-label": "What is asked" });
  for (const [value, text] of Object.entries(LEVELS)) level.append(html("option", { value }, text));
  const score = html("span", { class: "al-quiz-score" });
  const head = html("div", { class: "al-quiz-head" }, html("strong", {}, "Predict, then reveal"), level, score);
  head.append(textButton("Start again", restart, "quiz-restart"));
  const question = html("p", { class: "al-quiz-question" });
  const answer = html("div", { class: "al-quiz-answer" });
  const verdict = html("p", { class: "al-quiz-said", role: "status" });
  const panel = html("section", { class: "al-panel al-quiz", "aria-label": "Quiz" }, head, question, answer, verdict);
  slots.below.prepend(panel);

  player.hidden = quiz.hidden;
  player.bound = (/** @type {number} */ to) => {
    const gate = quiz.gate();
    if (to <= gate) return to;
    if (ready && pass.k === gate) wait();
    return gate;
  };

  function wait() {
    player.pause();
    player.say(`First predict. ${question.textContent}`);
    const at = /** @type {HTMLElement} */ (document.activeElement);
    if (!at?.matches("input[type=range]")) focusAnswer(); // who drags the seek bar keeps it
  }

  function focusAnswer() {
    answer.querySelector("input, button")?.focus({ preventScroll: true });
  }

  function draw(anew = false) {
    const id = quiz.current();
    const here = id !== null && pass.k === quiz.gate();
    const state = `${id} ${here} ${quiz.level} ${said.id}`;
    write(score, quiz.score());
    write(verdict, said.text);
    panel.dataset.verdict = said.verdict;
    level.value = quiz.level;
    if (id !== null && here) write(question, quiz.question(id));
    if (panel.dataset.state === state && !anew) return;
    panel.dataset.state = state;
    panel.dataset.node = id === null ? "" : player.nodes[id].name;
    const settled = said.verdict && said.id !== id; // the verdict is about the one before
    if (id === null) {
      write(question, asked() ? "That was the last one." : "There is no gradient to predict in this graph.");
      answer.replaceChildren();
    } else if (!here || settled) {
      const next = settled ? `Next: the grad of ${player.nodes[id].name}.` : `The next question, the grad of ${player.nodes[id].name}, waits at step ${quiz.gate()}.`;
      write(question, next);
      answer.replaceChildren(textButton(settled ? "Next question" : "Go to the question", go, "quiz-next"));
    } else answer.replaceChildren(...field(id), textButton("Show me", () => tell(id, quiz.show(id)), "quiz-show"));
  }

  const asked = () => quiz.asked.length;

  function field(id) {
    if (quiz.level !== "number") {
      return CHOICES[quiz.level].map(([value, text]) => textButton(text, () => tell(id, quiz.judge(id, value)), `quiz-${value}`));
    }
    const input = html("input", { type: "text", class: "al-quiz-guess", autocomplete: "off", spellcheck: "false", "aria-label": quiz.question(id) });
    const check = () => tell(id, quiz.judge(id, input.value));
    input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Enter" && !event.isComposing) check();
      if (event.key === "Escape") slots.stage.focus({ preventScroll: true });
    });
    return [input, textButton("Check", check, "quiz-check")];
  }

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
    quiz.level = level.value;
    said = { id: -1, text: "", verdict: "" };
    draw(true);
  });
  player.on("step", () => {
    const id = quiz.current();
    if (said.id !== id && ready) said = { id: -1, text: "", verdict: "" }; // the reader went on
    draw();
    if (ready && id !== null && pass.k === quiz.gate()) {
      player.graph.reveal(id);
      player.say(question.textContent);
    }
  });
  player.on("values", () => {
    draw();
    ready = true;
  });
}

PARTS.push(quizPart);


const BADGES = /** @type {Record<string, string>} */ ({
  first: "≠ starts here", own: "≠ by itself", follows: "≠ follows", agrees: "= agrees",
});
const SERIOUS = ["first", "own", "follows", "agrees"]; // where one box stands for several nodes, the first of these

function comparePart(player) {
  const { pass, options, slots, nodes } = player;
  if (!options.compare) return;
  const { agree, summary, rows, notes } = options.compare;
  const before = pass.values.slice();

  const body = html("tbody");
  for (const [id, status, yours, right, remark] of rows) {
    if (status === "agrees") continue;
    const go = textButton("Go there", () => visit(id), "compare-go");
    go.setAttribute("aria-label", `Go there: ${nodes[id].name}`);
    const cells = [yours, right, remark].map((text) => html("td", {}, text));
    body.append(html("tr", { class: `al-is-${status}` }, html("th", { scope: "row" }, nodes[id].name), html("td", {}, BADGES[status]), ...cells, html("td", {}, go)));
  }
  const head = html("tr", {}, ...["node", "", "yours", "right", "what it shows", ""].map((text) => html(text ? "th" : "td", text ? { scope: "col" } : {}, text)));
  const back = textButton("Put the numbers back", () => {
    for (const { id, kind } of nodes) if (kind === "leaf" && pass.values[id] !== before[id]) player.setLeaf(id, before[id]);
  }, "compare-back");
  const stale = html("p", { class: "al-notice", hidden: "" }, "Your gradients belong to the numbers that the leaves had before. ", back);
  const panel = html("section", { class: "al-panel al-compare", "aria-label": "Comparison", "data-agree": agree });
  panel.append(html("p", { class: "al-compare-summary" }, html("strong", {}, summary)));
  if (body.children.length) panel.append(html("div", { class: "al-wide" }, html("table", {}, html("thead", {}, head), body)));
  panel.append(...notes.map((/** @type {string} */ text) => html("p", {}, text)), stale);
  slots.below.prepend(panel);

  function visit(id) {
    player.pause();
    player.graph.reveal(id);
    if (pass.completes[id] >= 0) player.seek(pass.completes[id]);
    player.select(id);
    player.graph.focus(id);
  }

  function badges() {
    const most = /** @type {Map<Element, string>} */ (new Map());
    for (const [id, status] of rows) {
      const box = player.graph.element(id);
      const had = most.get(box) ?? "agrees";
      most.set(box, SERIOUS[Math.min(SERIOUS.indexOf(had), SERIOUS.indexOf(status))]);
    }
    for (const old of slots.stage.querySelectorAll(".al-badge")) if (!most.has(old.parentElement)) old.remove();
    for (const [box, status] of most) badge(box, status);
  }

  function badge(box, status) {
    let g = [...box.children].find((child) => child.classList.contains("al-badge"));
    if (!g) {
      g = svg("g", { class: "al-badge", transform: "translate(6 -8)" }, box);
      svg("rect", { height: 15, rx: 7 }, g);
      svg("text", { x: 6, y: 11 }, g);
    }
    const text = BADGES[status];
    g.setAttribute("class", `al-badge al-is-${status}`);
    g.children[0].setAttribute("width", String(12 + 6 * text.length));
    write(g.children[1], text);
  }

  player.on("view", badges);
  player.on("values", () => {
    stale.hidden = nodes.every((/** @type {any} */ { id, kind }) => kind !== "leaf" || Object.is(pass.values[id], before[id]));
    badges();
  });
}

PARTS.push(comparePart);
