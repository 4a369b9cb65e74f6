"""Texts that fit the set on attention, where the general ones speak of residuals, columns and neurons."""

from autograd_lab.mistakes.overrides.prenorm_block import IN_BLOCK

_QUESTIONS = _ROWS, _HEAD, _BLOCK = ("softmax_backward", "attention_backward", "prenorm_block_backward")
_SIZE = "Your {part} has the right size and the opposite sign: you say {got}, it should be {expected}."
_NUDGE = "Move one entry by 0.001, compute Σ g · y again, and divide the change by 0.001."
_ANOTHER = "What you return as {part} is another of the values that were asked for."
_INSIDE = "If the loss is a mean, g holds its 1/N already: divide by nothing."

_ALL: dict[str, dict[str, str]] = {
    "exchanged": {
        "evidence": _ANOTHER,
        "cure": "Return them in the order that the signature's text gives.",
    },
    "sign": {
        "evidence": _SIZE,
        "contradiction": _NUDGE + " It has the other sign.",
        "question": "Where does a minus stand in your line, and in which order do you subtract?",
        "cure": "What comes from above minus the mean of it, not the reverse; nothing else turns the sign.",
    },
    "factor-two-missing": {
        "line": "{part} is half of what it should be",
        "evidence": "Your {part} is exactly half of what it should be, in every entry.",
        "contradiction": _NUDGE + " It is twice as large.",
        "question": "Where does a 1/2, or a mean of two, enter your code?",
        "cure": "No 2 is left in the formula, and no 1/2: leave it out.",
    },
    "factor-two-doubled": {
        "evidence": "Your {part} is exactly twice what it should be, in every entry.",
        "contradiction": _NUDGE + " It is half as large.",
        "question": "Is something added twice?",
        "cure": "No 2 is left in the formula: leave it out.",
    },
    "averaged-twice": {
        "line": "{part} is divided by the number of examples",
        "evidence": "Your {part} is {ratio} times what it should be, and 1/N is 1/{N}.",
        "contradiction": _NUDGE + " It is N times as large.",
        "question": "The 1/N of a mean loss, if there is one, is inside of g. Where does your code divide once more?",
        "cure": _INSIDE,
    },
    "mean-missing": {
        "line": "{part} is N times too large",
        "contradiction": _NUDGE + " It is N times smaller.",
        "question": "Where does your code multiply by the number of examples, or add the same N times?",
        "cure": "Leave the factor out.",
    },
    "two-and-mean-missing": {
        "line": "{part} is N/2 times what it should be",
        "contradiction": _NUDGE + " Divide yours by it.",
        "question": "Where do an N and a 1/2 enter your code?",
        "cure": "Leave both out.",
    },
    "all-zero": {
        "evidence": "Your {part} is 0 in every draw; this one should say {expected}.",
        "contradiction": "Print {part} at the end of your function, and what it was made of.",
        "question": "Where are zeros made, and which line adds to them?",
        "cure": "Return what your lines have worked out.",
    },
    "inputs-changed": {
        "cure": "`x - mean` makes a new array; `x -= mean`, and += on another name for g, write into the caller's.",
    },
    "rows-summed": {
        "line": "{part} was added up over the batch: each example has one of its own",
        "contradiction": "Change the last example only: the gradient of the first should stay. In yours they are "
        "mixed.",
    },
    "first-row": {
        "line": "{part} knows the first example of the batch only",
        "evidence": "Your {part} holds what example 0 gives, and nothing of the others.",
        "contradiction": "Change the last example: your {part} stays as it was.",
        "question": "Does your loop reach the second example, or does its `return` stand inside the loop?",
        "cure": "Return after the loop, with an entry for every example.",
    },
    "overwritten": {
        "line": "{part} holds the last example of the batch only",
        "evidence": "Your {part} holds what the last example gives, and nothing of the others.",
        "contradiction": "Change the first example: your {part} stays as it was.",
        "question": "Your loop visits every example. What is left of the earlier ones when it ends?",
        "cure": "Write to the entry of each example inside of the loop; add up with += where they share a weight.",
    },
    "units-summed": {
        "line": "{part} was added up over its last axis: each number has a gradient of its own",
        "evidence": "Your {part} has shape {got_shape}; {expected_shape} is asked for.",
        "contradiction": "Subtract lr times your {part} from what it belongs to: does each number get its own?",
        "question": "Over which index does the formula sum, and over which does yours?",
        "cure": "Leave the last sum out.",
    },
    "answer-turned": {
        "contradiction": "Print the shape of your {part}, and of what it belongs to, in a draw where no two "
        "sizes agree.",
        "cure": "Exchange the last two axes, or the order of the two factors and which of them is transposed.",
    },
}
ATTENTION_WORDING: dict[tuple[str, str], dict[str, str]] = {
    **{(mistake, f"{question}.*"): texts for question in _QUESTIONS for mistake, texts in _ALL.items()},
    **{(mistake, f"{_BLOCK}.*"): {**_ALL.get(mistake, {}), **texts} for mistake, texts in IN_BLOCK.items()},
    ("all-zero", f"{_ROWS}.dz"): {
        "question": "Is a row or a column of the Jacobian added up before its own g has come to each entry? Each of "
        "them adds up to 0.",
        "cure": "dz_i sums over the outputs j: g_j times ∂p_j/∂z_i, each with its own g_j.",
    },
    **{
        ("all-zero", f"{_HEAD}.{part}"): {
            "contradiction": "Print dS just before it is multiplied, where the mask says True.",
            "question": "Are the shares taken for constants, or does a mask leave of dS what is hidden? There it is 0.",
            "cure": "The scores move the shares, and these the answers: dS is not 0 where a query sees several keys.",
        }
        for part in ("dQ", "dK")
    },
    ("exchanged", f"{_HEAD}.*"): {"evidence": _ANOTHER, "cure": "Return dQ, dK, dV, in this order."},
    ("exchanged", f"{_BLOCK}.*"): {
        "evidence": _ANOTHER,
        "cure": "Return dx, dW1, db1, dW2, db2, in this order.",
    },
    ("sign", f"{_ROWS}.*"): {
        **_ALL["sign"],
        "contradiction": "Two scores, p = (½, ½), and (1, 0) arrives: dz must be (¼, −¼). What do you get?",
    },
}
