"""Mistakes in forward mode beside its rules: who moves at the start, what is read at the end, handles used twice."""

from autograd_lab.mistakes.mistake import mistakes_of

_SQUARE = "Run the program x · x at x = 3: the slope is 6. What do you get?"
_TIMES = "Run the program x · y at (2, 5): the slopes are 5 and 2. What do you get?"
_CHAIN = "Run the program c · x and then exp of it, with c = 2 and with c = 4. By the chain rule c is a factor."

WALKS = mistakes_of(
    "23",
    (
        "dual-constant-moves",
        "a constant that moves",
        "{part}: a constant has a rate in yours; it does not move",
        "Your {part} fits a rate of 1, or of c, for a constant c.",
        "Run the program x + 2: the slope is 1. What do you get?",
        "When the inputs move, how fast does a constant move?",
        "A constant is the pair (c, 0).",
    ),
    (
        "dual-all-at-once",
        "all inputs moved at once",
        "{part}: all inputs move at once, so that each entry, or the only one, is the sum of all slopes",
        "Your {part} fits a walk in which each input has the rate 1.",
        _TIMES,
        "If the output moves, how could you tell which input has moved it?",
        "A walk for each input, in which it alone has the rate 1; or a rate for each input in one walk: np.eye(n).",
    ),
    (
        "dual-never-cleared",
        "rates left from the walk before",
        "{part}: the inputs of earlier walks still move",
        "Your {part} fits running sums of the slopes: entry k holds those of all inputs up to k.",
        _TIMES,
        "In the second walk, which inputs have the rate 1 in your code?",
        "Make the rates anew for each walk: 0 for all inputs, then 1 for one of them.",
    ),
    (
        "dual-one-input",
        "the slope in some inputs alone",
        "{part}: the slope in some of the inputs is missing",
        "Your {part} fits a walk for one input, or for all but one.",
        _TIMES,
        "How many walks does your code make, and how many inputs are there?",
        "A walk for each input, or a rate for each input in one walk: np.eye(n).",
    ),
    (
        "dual-seed-value",
        "an input's number for its rate",
        "{part}: an input moves at the rate of its own number; it should be 1",
        "Your {part} fits x in the place of the rate 1.",
        "Run a program that hands x on: the slope is 1, wherever x is. What do you get?",
        "How fast does x move when x moves?",
        "The rate of the input that is asked about is 1.",
    ),
    (
        "dual-other-handle",
        "another handle for the output",
        "{part} is read from another handle than the last",
        "Your {part} fits the first handle, or the one before the last.",
        "Print the number of handles and the number of the one that you read.",
        "What does a program of m instructions on n inputs end with: which handle?",
        "The last: [-1].",
    ),
    (
        "dual-used-twice",
        "a handle used twice counted once",
        "{part}: where both operands are one handle, it counts once",
        "Your {part} fits one term of the rule where both operands are the same handle.",
        _SQUARE,
        "If you keep slopes by the handle's number: what becomes of the first when the second has the same number?",
        "Add both terms, even when they belong to the same handle.",
    ),
    (
        "dual-first-operand",
        "one operand alone moves",
        "{part}: in operations of two numbers one of them stands still",
        "Your {part} fits rules that use the rate of one operand alone.",
        _TIMES,
        "How many rates come into a sum, a product or a quotient?",
        "Add the terms of both operands.",
    ),
    (
        "dual-slope-added",
        "slope and rate added",
        "{part}: slopes and rates are added; by the chain rule they multiply",
        "Your {part} fits slope + rate.",
        _CHAIN + " Is it in yours?",
        "If what goes in does not move at all, may what comes out move?",
        "Multiply each slope by the rate of its operand, and add these products.",
    ),
)
