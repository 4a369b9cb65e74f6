"""The catalogue of slips: the wrong gradient that each one gives, and the hint that answers it.

One table for two uses: the quiz judges a guess (in JavaScript, without a kernel), compare() a learner's gradient
(in Python). What a slip makes of one contribution `upstream × local` stands here once, as a short text like those of
ops.py; `make sync` derives js/model/slips.js from it (javascript.py). How texts become numbers is in explain.py and
js/model/explain.js.

A hint says what the number is ("that is the upstream by itself"), which is true whatever the reason was. Where
several slips give one number, all their hints are given.

In a term: u upstream, l local, o the local derivative for the other operand, x this node's value; a, b and out are
the operands and the result of the node that it goes into; r the derivative taken at the result, i the derivative
with the input where its formula has the result.
In a hint: {n} this node, {m} the node that it goes into, {op} that node's operation, {other} the other operand,
{L} the root, {count} how many edges come back to {n}, {uses} how many come back to {m}.
"""

from collections.abc import Iterable
from dataclasses import dataclass

LETTERS = ("u", "l", "o", "x", "a", "b", "out", "r", "i")


@dataclass(frozen=True)
class Slip:
    """One way to get a contribution wrong, as a formula."""

    id: str
    term: str  # what it makes of upstream × local
    text: str
    op: str = ""  # only in these operations; "" for any
    slot: int = -1  # only for this operand; -1 for any
    beats: tuple[str, ...] = ()  # slips that would be the same thing in other words


_SIGN = ("sign", "forgot-local", "wrong-operand", "local-twice")  # all the same where the local derivative is −1

#: first the slips of one operation, then those of any
TERMS = (
    Slip(
        "minus-of-sub", "u", "{n} is what is taken away: raise it, and {m} falls. What is the sign of the local "
        "derivative?",
        "sub", 1, _SIGN,
    ),
    Slip("minus-of-neg", "u", "{m} is minus {n}: raise {n}, and {m} falls. The minus is missing.", "neg", -1, _SIGN),
    Slip(
        "product-itself", "u * x", "In a product the local derivative for one factor is the other factor, {other}. "
        "That is upstream × {n} itself.", "mul dot", -1, ("wrong-operand", "operand-for-slope"),
    ),
    Slip(
        "quotient-minus", "u * a / (b * b)", "{n} stands under the line, and the derivative of 1 / {n} has a minus. "
        "It is missing.", "div", 1, ("sign",),
    ),
    Slip(
        "quotient-square", "-u * a / b", "The derivative of 1 / {n} is −1 / {n}²: what stands under the line is "
        "squared. That has it once.", "div", 1,
    ),
    Slip(
        "quotient-numerator", "-u / (b * b)", "That is the derivative of 1 / {n}. Above the line stands {other}, "
        "not 1.", "div", 1,
    ),
    Slip(
        "quotient-multiplied", "u * b", "{m} is {n} divided by {other}, so a move of {n} is divided as well. "
        "That multiplies.", "div", 0, ("divided",),
    ),
    Slip(
        "power-factor", "u * power(a, b - 1)", "The exponent comes down as a factor. It is missing.", "pow", 0,
        ("operand-for-slope", "half"),
    ),
    Slip(
        "power-exponent", "u * b * power(a, b)", "The exponent goes down by one. That still has the old one.", "pow", 0,
    ),
    Slip("power-base", "u * b", "The exponent has come down. What is left of {n} itself is missing.", "pow", 0),
    Slip(
        "exp-as-power", "u * a * exp(a - 1)", "That is the rule for a power. Here the exponent moves: "
        "e to the {n} is its own derivative.", "exp",
    ),
    Slip(
        "log-multiplied", "u * a", "The local derivative of ln is 1 / {n}. That multiplies by {n}.", "log", -1,
        ("divided", "operand-for-slope"),
    ),
    Slip(
        "log-of-result", "u / out", "That divides by {m}, the logarithm. Its derivative is 1 / {n}.", "log", -1,
        ("slope-at-result",),
    ),
    Slip(
        "root-half", "u / out", "The square root is a power of ½: a factor ½ comes down. It is missing.", "sqrt", -1,
        ("double",),
    ),
    Slip("root-multiplied", "0.5 * u * out", "The root moves less where it is large: divide by {m}.", "sqrt"),
    Slip("tanh-square", "u * (1 - out)", "The derivative of tanh is 1 − tanh². The square is missing.", "tanh"),
    Slip("tanh-as-sigmoid", "u * out * (1 - out)", "That is the derivative of the sigmoid. {m} is a tanh.", "tanh"),
    Slip(
        "sigmoid-half", "u * out", "The derivative of σ has two factors, σ and 1 − σ. That has only σ.", "sigmoid", -1,
        ("value-for-slope",),
    ),
    Slip(
        "sigmoid-other-half", "u * (1 - out)", "The derivative of σ has two factors, σ and 1 − σ. That has only 1 − σ.",
        "sigmoid",
    ),
    Slip("sigmoid-as-tanh", "u * (1 - out * out)", "That is the derivative of tanh. {m} is a sigmoid.", "sigmoid"),
    Slip(
        "log-sigmoid-minus", "u * sigmoid(a)", "The derivative of ln σ is σ of minus {n}. The minus inside is missing.",
        "log_sigmoid",
    ),
    Slip(
        "relu-off", "u", "The relu at {m} is off: its input is not positive. What passes a relu that is off?", "relu",
        -1, ("forgot-local", "added"),
    ),
    Slip(
        "relu-on", "0", "The relu at {m} is on: its input is positive, and everything passes.", "relu", -1, ("zero",),
    ),
    Slip(
        "relu-value", "u * a", "That is upstream × the value. The slope of a relu that is on is 1, however large its "
        "value.", "relu", -1, ("value-for-slope", "operand-for-slope"),
    ),
    Slip(
        "abs-sign", "u", "{n} is negative: raise it, and |{n}| falls. What is the sign of the slope there?", "abs", -1,
        (*_SIGN, "slope-at-result"),
    ),
    Slip("cosine-minus", "u * sin(a)", "The derivative of cos is −sin. The minus is missing.", "cos", -1, ("sign",)),
    Slip(
        "picked-other", "u", "{op} hands everything on to the operand that it picks, and nothing to the other. Is "
        "{n} the one?", "max min", -1, ("forgot-local", "added", "wrong-operand"),
    ),
    Slip(
        "picked-this", "0", "{op} hands everything on to the operand that it picks. {n} is the one.", "max min", -1,
        ("zero", "wrong-operand"),
    ),
    Slip(
        "forgot-upstream", "l", "That is the local derivative by itself: how far {m} moves with {n}. How far {L} moves "
        "with {m} is missing: the upstream.",
    ),
    Slip(
        "forgot-local", "u", "That is the upstream by itself, the grad of {m}. The local derivative is missing: by how "
        "much does {m} move when {n} moves?",
    ),
    Slip("sign", "-u * l", "The size is right, the sign is not. Raise {n} a little: does {L} rise or fall?"),
    Slip(
        "wrong-operand", "u * o", "That is what {other} gets, the other operand of {m}. Which of the two do you move?",
    ),
    Slip(
        "value-for-slope", "u * out", "That is upstream × the value of {m}. What counts is not how large {m} is, but "
        "how far it moves with {n}: its derivative.",
    ),
    Slip(
        "operand-for-slope", "u * x", "That is upstream × the value of {n}. What counts is how far {m} moves when {n} "
        "moves: the local derivative.",
    ),
    Slip("slope-at-result", "u * r", "That takes the derivative at the result, {m}. Take it at the input, {n}."),
    Slip(
        "slope-at-input", "u * i", "The formula of this derivative holds the result, {m}. That has {n} in its place.",
        "", -1,
        ("operand-for-slope",),
    ),
    Slip("added", "u + l", "That is upstream + local. The chain rule does not add: multiply the two."),
    Slip("divided", "u / l", "That is upstream ÷ local. The chain rule multiplies."),
    Slip("divided-by-upstream", "l / u", "That is local ÷ upstream. The chain rule multiplies."),
    Slip("local-twice", "u * l * l", "The local derivative of {m} is in that twice. Each edge counts once."),
    Slip("upstream-twice", "u * u * l", "The upstream, the grad of {m}, is in that twice. It counts once."),
)  # fmt: skip

#: slips with the sum of several contributions, and with the number as a whole; explain.py says what each gives
HINTS = {slip.id: slip.text for slip in TERMS} | {
    "one-of-two": "That is one contribution. {n} is used twice, and what comes back along the two edges adds up.",
    "replaced": "That is only what the last edge brought, from {m}. Contributions add up: +=, not =.",
    "first-only": "That is only what the first edge brought, from {m}. {count} edges come back to {n}; they add up.",
    "one-path": "That is only what comes through {m}. {count} edges come back to {n}; they add up.",
    "path-missing": "What comes through {m} is missing. {count} edges come back to {n}; they add up.",
    "path-twice": "What comes through {m} is in that twice.",
    "averaged": "That is the mean of the contributions. What comes back along several edges adds up.",
    "multiplied": "That is the product of the contributions. What comes back along several edges adds up.",
    "subtracted": "That is the difference of the two contributions. What comes back along several edges adds up.",
    "too-early": "That takes the grad of {m} before it was complete. {uses} edges come back to {m}: wait for all of "
    "them, then hand on.",
    "too-often": "That is what comes out when {m} hands on each time that something arrives. {uses} edges come back "
    "to {m}: wait for all of them, then hand on once.",
    "zero": "0 would mean: move {n}, and {L} stays. Follow {n} on its way to {L}. Does it?",
    "own-value": "That is the value of {n}. Its grad is a slope: how far {L} moves for each step of {n}.",
    "root-value": "That holds the value of {L} as a factor. The backward pass starts with 1, not with the value.",
    "nudge": "That is how far {L} moves when {n} is raised by 0.01. The grad is that of a whole step: divide by 0.01.",
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
    "turned": "No single slip gives that number, and its sign is turned round. Raise {n} a little: does {L} rise or "
    "fall?",
    "unknown": "No single slip gives that number. For each edge that leaves {n}, write down upstream × local.",
    "sign-upstream": "That is the sign of the upstream, the grad of {m}. The local derivative has a sign as well.",
    "sign-local": "That is the sign of the local derivative. The upstream, the grad of {m}, has a sign as well.",
    "sign-product": "Two minuses meet: the upstream and the local derivative are both negative. What is their product?",
    "sign-neither": "Upstream and local derivative are both positive. Raise {n}: {m} rises, and with it …?",
    "sign-sum": "The contributions pull in different directions. Which of them is the stronger?",
    "sign-all": "All contributions pull the same way, and not that way. Take one edge: upstream × local.",
    "size-sign": "The sign says which way, not how strongly. Compare the two without their signs.",
    "size-sum": "{count} edges come back to {n}. Add them up before you compare.",
    "size-shared": "Both go into {m}, so both get the same upstream. Compare their local derivatives.",
    "size-factor": "{n} gets the grad of {m} times a local derivative. Is that factor more or less than 1?",
    "size-each": "Work out both: for {n}, it is upstream × local on its edge to {m}.",
    "several": "Several slips give this very number, so it does not show which. For each edge that leaves {n}, write "
    "down upstream × local.",
}


def hints_for(ops: Iterable[str]) -> dict[str, str]:
    """The hints that can be needed in a graph of these operations."""
    there = set(ops)
    absent = {slip.id for slip in TERMS if slip.op and not there.intersection(slip.op.split())}
    return {key: text for key, text in HINTS.items() if key not in absent}
