// Made by `make sync` from autograd_lab/viz/js/; do not edit.

const SLIPS = [
["minus-of-sub", "sub", 1, "sign forgot-local wrong-operand local-twice", (u, l, o, x, a, b, out, r, i) => u],
["minus-of-neg", "neg", -1, "sign forgot-local wrong-operand local-twice", (u, l, o, x, a, b, out, r, i) => u],
["product-itself", "mul dot", -1, "wrong-operand operand-for-slope", (u, l, o, x, a, b, out, r, i) => u * x],
["quotient-minus", "div", 1, "sign", (u, l, o, x, a, b, out, r, i) => over(u * a, b * b)],
["quotient-square", "div", 1, "", (u, l, o, x, a, b, out, r, i) => over(-u * a, b)],
["quotient-numerator", "div", 1, "", (u, l, o, x, a, b, out, r, i) => over(-u, b * b)],
["quotient-multiplied", "div", 0, "divided", (u, l, o, x, a, b, out, r, i) => u * b],
["power-factor", "pow", 0, "operand-for-slope half", (u, l, o, x, a, b, out, r, i) => u * power(a, b - 1)],
["power-exponent", "pow", 0, "", (u, l, o, x, a, b, out, r, i) => u * b * power(a, b)],
["power-base", "pow", 0, "", (u, l, o, x, a, b, out, r, i) => u * b],
["exp-as-power", "exp", -1, "", (u, l, o, x, a, b, out, r, i) => u * a * exp(a - 1)],
["log-multiplied", "log", -1, "divided operand-for-slope", (u, l, o, x, a, b, out, r, i) => u * a],
["log-of-result", "log", -1, "slope-at-result", (u, l, o, x, a, b, out, r, i) => over(u, out)],
["root-half", "sqrt", -1, "double", (u, l, o, x, a, b, out, r, i) => over(u, out)],
["root-multiplied", "sqrt", -1, "", (u, l, o, x, a, b, out, r, i) => 0.5 * u * out],
["tanh-square", "tanh", -1, "", (u, l, o, x, a, b, out, r, i) => u * (1 - out)],
["tanh-as-sigmoid", "tanh", -1, "", (u, l, o, x, a, b, out, r, i) => u * out * (1 - out)],
["sigmoid-half", "sigmoid", -1, "value-for-slope", (u, l, o, x, a, b, out, r, i) => u * out],
["sigmoid-other-half", "sigmoid", -1, "", (u, l, o, x, a, b, out, r, i) => u * (1 - out)],
["sigmoid-as-tanh", "sigmoid", -1, "", (u, l, o, x, a, b, out, r, i) => u * (1 - out * out)],
["log-sigmoid-minus", "log_sigmoid", -1, "", (u, l, o, x, a, b, out, r, i) => u * sigmoid(a)],
["relu-off", "relu", -1, "forgot-local added", (u, l, o, x, a, b, out, r, i) => u],
["relu-on", "relu", -1, "zero", (u, l, o, x, a, b, out, r, i) => 0],
["relu-value", "relu", -1, "value-for-slope operand-for-slope", (u, l, o, x, a, b, out, r, i) => u * a],
["abs-sign", "abs", -1, "sign forgot-local wrong-operand local-twice slope-at-result", (u, l, o, x, a, b, out, r, i) => u],
["cosine-minus", "cos", -1, "sign", (u, l, o, x, a, b, out, r, i) => u * sin(a)],
["picked-other", "max min", -1, "forgot-local added wrong-operand", (u, l, o, x, a, b, out, r, i) => u],
["picked-this", "max min", -1, "zero wrong-operand", (u, l, o, x, a, b, out, r, i) => 0],
["forgot-upstream", "", -1, "", (u, l, o, x, a, b, out, r, i) => l],
["forgot-local", "", -1, "", (u, l, o, x, a, b, out, r, i) => u],
["sign", "", -1, "", (u, l, o, x, a, b, out, r, i) => -u * l],
["wrong-operand", "", -1, "", (u, l, o, x, a, b, out, r, i) => u * o],
["value-for-slope", "", -1, "", (u, l, o, x, a, b, out, r, i) => u * out],
["operand-for-slope", "", -1, "", (u, l, o, x, a, b, out, r, i) => u * x],
["slope-at-result", "", -1, "", (u, l, o, x, a, b, out, r, i) => u * r],
["slope-at-input", "", -1, "operand-for-slope", (u, l, o, x, a, b, out, r, i) => u * i],
["added", "", -1, "", (u, l, o, x, a, b, out, r, i) => u + l],
["divided", "", -1, "", (u, l, o, x, a, b, out, r, i) => over(u, l)],
["divided-by-upstream", "", -1, "", (u, l, o, x, a, b, out, r, i) => over(l, u)],
["local-twice", "", -1, "", (u, l, o, x, a, b, out, r, i) => u * l * l],
["upstream-twice", "", -1, "", (u, l, o, x, a, b, out, r, i) => u * u * l],
];



const MOST_SLIPS = 3;
const NEARLY = 0.03;

function alike(x, y, tolerance, floor = 1e-12) {
const most = Math.max(floor, tolerance * Math.max(Math.abs(x), Math.abs(y)));
return x === y || (Math.abs(x - y) <= most && most < Infinity);
}

const sumOf = (numbers) => numbers.reduce((sum, x) => sum + x, 0);

function explain(pass, id, got, tolerance) {
const truth = (pass.final().grads[id]);
const fits = (new Map());
let beaten = " ";
for (const s of suspects(pass, id)) {
if (!Number.isFinite(s.number) || !alike(got, s.number, tolerance) || alike(s.number, truth, tolerance)) continue;
if (!fits.has(s.id)) fits.set(s.id, s);
beaten += `${s.beats} `;
}
const left = [...fits.values()].filter((s) => !beaten.includes(` ${s.id} `));
if (left.length && left.length <= MOST_SLIPS) return left;
const key = left.length ? "several"
: truth === 0 ? "blocked"
: alike(got, truth, NEARLY) ? "nearly"
: got * truth < 0 ? "turned" : "unknown";
return [{ ...found(key), vague: true }];
}

const found = (id, from = -1, other = -1) => ({ id, from, other, words: "" });

function saidOf({ nodes, expected }, hints, node, all) {
const name = (i) => nodes[i]?.name ?? "";
const texts = all.map(({ id, from, other, words }) => {
const names = ({
n: name(node), m: name(from), op: nodes[from]?.op, other: name(other), L: name(nodes.length - 1),
count: `${expected[node]}`, uses: `${expected[from]}`,
});
return words + hints[id].replace(/\{(\w+)\}/g, (_, key) => names[key]);
});
if (texts.length === 1) return texts[0];
return `${texts.length === 2 ? "Two" : "Three"} slips give this number. ${texts.map((text, k) => `(${k + 1}) ${text}`).join(" ")}`;
}

function suspects(pass, id) {
return [
...slippedTerms(pass, id, SLIPS.filter(([, ops]) => ops)),
...slippedSums(pass, id),
...slippedTerms(pass, id, SLIPS.filter(([, ops]) => !ops)),
...slippedWholes(pass, id),
];
}

function slipInputs({ nodes, values }, id, { from, slot, upstream, local: l }) {
const node = nodes[from];
const { folded, arity, forward, slopes } = OPS[node.op] ?? { arity: 0, folded: true };
const out = values[from];
const width = folded && arity ? Math.floor(node.parents.length / arity) : 1;
const [letter, at] = [Math.floor(slot / width), slot % width];
const operand = (i) => values[node.parents[i]];
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

function slippedTerms(pass, id, slips) {
const { grads, arrivals: every } = pass.final();
const arrivals = every[id];
const many = arrivals.length > 1;
const given = arrivals.map((arrival) => slipInputs(pass, id, arrival));
const all = ([]);
for (const [slip, ops, slot, beats, term] of slips) {
const terms = arrivals.map((arrival, k) => {
const apt = !ops || (ops.split(" ").includes(pass.nodes[arrival.from].op) && !given[k].bias && (slot < 0 || slot === arrival.slot));
const number = apt ? term(...given[k].numbers) : NaN;
return Number.isNaN(number) ? null : number;
});
const add = (k, number, words) =>
all.push({ id: slip, beats, number, from: arrivals[k].from, other: given[k].other, words });
if (many && !terms.includes(null)) add(0, sumOf(terms.map(Number)), "On each edge: ");
terms.forEach((term, k) => {
if (term === null) return;
const words = many ? `On the edge from ${pass.nodes[arrivals[k].from].name}: ` : "";
add(k, many ? Number(grads[id]) - arrivals[k].amount + term : term, words);
});
}
return all;
}

function slippedSums(pass, id) {
const { arrivals: every } = pass.final();
const arrivals = every[id];
const amounts = arrivals.map((arrival) => arrival.amount);
const count = amounts.length;
const total = sumOf(amounts);
const all = ([]);
const add = (key, k, number, beats = "") => all.push({ ...found(key, arrivals[k].from), beats, number });
if (count === 2 && amounts[0] === amounts[1]) {
add("one-of-two", 0, amounts[0], "half averaged replaced first-only");
}
if (count > 1) {
add("replaced", count - 1, amounts[count - 1]);
add("first-only", 0, amounts[0]);
amounts.forEach((amount, k) => {
if (k && k < count - 1) add("one-path", k, amount);
if (count > 2) add("path-missing", k, total - amount);
add("path-twice", k, total + amount);
});
add("averaged", 0, total / count, "half");
add("multiplied", 0, amounts.reduce((product, x) => product * x, 1));
}
if (count === 2) for (const sign of [1, -1]) add("subtracted", 0, sign * (amounts[0] - amounts[1]));
arrivals.forEach(({ from }, k) => {
const parts = every[from].map((part) => part.amount);
if (parts.length < 2) return;
const mine = arrivals.filter((arrival) => arrival.from === from);
const slope = sumOf(mine.map((arrival) => arrival.local));
const rest = total - sumOf(mine.map((arrival) => arrival.amount));
const partial = parts.map((_, j) => sumOf(parts.slice(0, j + 1)));
for (const early of [...partial.slice(0, -1), ...parts]) add("too-early", k, rest + early * slope);
add("too-often", k, rest + sumOf(partial) * slope);
});
return all;
}

function slippedWholes(pass, id) {
const grad = (pass.final().grads[id]);
const root = pass.values[pass.values.length - 1];
const numbers = ([
["zero", 0], ["own-value", pass.values[id]], ["root-value", grad * root], ["double", 2 * grad], ["half", grad / 2],
["nudge", grad / 100], ["inverse", grad ? 1 / grad : NaN],
...[-3, -1, 1, 2, 3].map((k) => ["point", grad * 10 ** k]), ["one", 1],
]);
return numbers.map(([key, number]) => ({ ...found(key), beats: "", number }));
}



const SHOWN = 2e-3;
const EXACT = 1e-6;
const TRIES = 3;

function parseGuess(typed) {
let text = typed.trim().replace(/[−–]/g, "-").replace(/[×·]/g, "*").replace(/÷/g, "/").replace(/\s+/g, "");
if (/^[^.]*\d,\d+$/.test(text) && text.split(",").length === 2) text = text.replace(",", ".");
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

function createQuiz(pass, { level, nodes: wanted, hints }, kept) {
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
marks: ({}),
current,
hidden: open,
gate: () => (current() === null ? pass.last : completes[(current())]),
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

const grad = (id) => (pass.final().grads[id]);

function current() {
return asked.find(open) ?? null;
}

function open(id) {
return isAsked.has(id) && !quiz.marks[id]?.how && Number.isFinite(grad(id));
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

function slipOf(id, x, digits) {
const unit = 10 ** (Math.floor(Math.log10(Math.abs(x))) + 1 - digits);
const rounded = digits === 2 ? unit / 2 / Math.abs(x) : 0;
return [EXACT, SHOWN, rounded].map((near) => explain(pass, id, x, near)).reduce((one, next) => (one[0].vague ? next : one));
}

function markOf(id) {
return (quiz.marks[id] ??= { tries: 0, how: "", slips: [], signs: 0 });
}

function show(id) {
markOf(id).how = "shown";
return { verdict: "unclear", text: work(id, true), done: true };
}

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

function scoreOf({ expected }, asked, marks) {
const done = asked.filter((id) => marks[id]?.how);
if (!done.length) return `${asked.length} gradients to predict.`;
const count = (test) => done.filter(test).length;
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
let said = { id: -1, text: "", verdict: "" };
let ready = false;
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
player.bound = (to) => {
const gate = quiz.gate();
const id = quiz.current();
if (ready && id !== null && to >= gate) player.graph.reveal(id);
if (to <= gate) return to;
if (ready && pass.k === gate) wait();
return gate;
};

function wait() {
player.pause();
player.say(`First predict. ${question.textContent}`);
const at = (document.activeElement);
if (!at?.matches("input[type=range]")) focusAnswer();
}

function focusAnswer() {
answer.querySelector("input, button")?.focus({ preventScroll: true });
}

function draw(anew = false) {
const id = quiz.current();
const here = id !== null && pass.k === quiz.gate();
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

function field(id) {
if (quiz.level !== "number") {
return CHOICES[quiz.level].map(([value, text]) => textButton(text, () => tell(id, quiz.judge(id, value)), `quiz-${value}`));
}
const input = html("input", { type: "text", class: "al-quiz-guess", autocomplete: "off", spellcheck: "false", "aria-label": quiz.question(id) });
const check = () => tell(id, quiz.judge(id, input.value));
input.addEventListener("keydown", (event) => {
if (event.key === "Enter" && !event.isComposing) {
event.preventDefault();
check();
}
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
if (said.id !== id && ready) said = { id: -1, text: "", verdict: "" };
draw();
if (ready && id !== null && pass.k === quiz.gate() && pass.k !== seen) player.say(question.textContent);
seen = pass.k;
});
player.on("values", () => {
draw();
ready = true;
});
}

PARTS.push(quizPart);


const BADGES = ({
first: "≠ starts here", own: "≠ by itself", follows: "≠ follows", behind: "≠ too", agrees: "=",
});
const SERIOUS = ["first", "own", "behind", "follows", "agrees"];

function comparePart(player) {
const { pass, options, slots, nodes } = player;
if (!options.compare) return;
const { agree, summary, rows, notes } = options.compare;
const before = pass.values.slice();

function list(statuses) {
const titles = ["node", "", "yours", "right", "what it shows", ""];
const head = titles.map((text) => html(text ? "th" : "td", text ? { scope: "col" } : {}, text));
const body = rows.filter((row) => statuses.includes(row[1])).map(([id, status, ...texts]) => {
const go = textButton("Go there", () => visit(id), "compare-go");
go.setAttribute("aria-label", `Go there: ${nodes[id].name}`);
const cells = [BADGES[status], ...texts, go].map((what) => html("td", {}, what));
return html("tr", { class: `al-is-${status}` }, html("th", { scope: "row" }, nodes[id].name), ...cells);
});
return body.length ? html("div", { class: "al-wide" }, html("table", {}, html("thead", {}, html("tr", {}, ...head)), html("tbody", {}, ...body))) : "";
}
const back = textButton("Put the numbers back", () => {
for (const { id, kind } of nodes) if (kind === "leaf" && pass.values[id] !== before[id]) player.setLeaf(id, before[id]);
}, "compare-back");
const stale = html("p", { class: "al-notice", hidden: "" }, "Your gradients belong to the numbers that the leaves had before. ", back);
const panel = html("section", { class: "al-panel al-compare", "aria-label": "Comparison", "data-agree": agree });
panel.append(html("p", { class: "al-compare-summary" }, html("strong", {}, summary)));
const following = list(["follows"]);
panel.append(list(["first", "own", "behind"]));
if (following) panel.append(html("details", {}, html("summary", {}, `${following.querySelectorAll("tr").length - 1} more follow from what came in`), following));
panel.append(...notes.map((text) => html("p", {}, text)), stale);
slots.say.after(panel);

function visit(id) {
player.pause();
player.graph.reveal(id);
if (pass.completes[id] >= 0) player.seek(pass.completes[id]);
player.select(id);
const box = player.graph.element(id);
if (!box.hasAttribute("tabindex")) box.setAttribute("tabindex", "-1");
player.graph.focus(id);
}

function badges() {
const most = (new Map());
for (const [id, status] of rows) {
const box = player.graph.element(id);
const had = most.get(box) ?? "agrees";
most.set(box, SERIOUS[Math.min(SERIOUS.indexOf(had), SERIOUS.indexOf(status))]);
}
for (const old of slots.stage.querySelectorAll(".al-badge")) if (!most.has(old.parentElement)) old.remove();
for (const [box, status] of most) badge(box, status);
}

function badge(box, status) {
const g = [...box.children].find((child) => child.classList.contains("al-badge")) ?? newBadge(box);
const text = BADGES[status];
g.setAttribute("class", `al-badge al-is-${status}`);
g.children[0].setAttribute("width", String(11 + 6 * text.length));
write(g.children[1], text);
}

function newBadge(box) {
const g = svg("g", { transform: "translate(4 -10)" }, box);
svg("rect", { height: 15, rx: 7 }, g);
svg("text", { x: 6, y: 11 }, g);
return g;
}

player.on("view", badges);
player.on("values", () => {
stale.hidden = nodes.every(({ id, kind }) => kind !== "leaf" || Object.is(pass.values[id], before[id]));
badges();
});
}

PARTS.push(comparePart);
