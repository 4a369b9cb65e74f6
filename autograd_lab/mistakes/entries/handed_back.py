"""Mistakes in what a step hands back through time: own gradients added to it, and factors that do not belong there."""

from autograd_lab.mistakes.mistake import mistakes_of

_TWO_STEPS = "Take T = 2 and let only the last own gradient be there. "
_HANDED = "What is handed back is δ through the recurrent weights, and no more: u · δ, or δ @ Wh.T."

HANDED_BACK = mistakes_of(
    "19",
    (
        "own-gradient-twice",
        "own gradients added twice",
        "{part} counts the own gradients twice, that of the last state apart",
        "Your {part} fits own gradients that are added where a step hands back, and where the step before begins.",
        "Take T = 2 and let only the first own gradient be there: it is heard once. Yours is twice as large.",
        "How many of your lines read an own gradient?",
        "Add it in one place: δ = (own gradient + what arrives) · (1 − h²).",
    ),
    (
        "slope-handed-twice",
        "1 − h² once more in what is handed back",
        "{part}: what is handed back has passed 1 − h² once more",
        "Your {part} fits δ through the recurrent weights with a second 1 − h².",
        _TWO_STEPS + "How many factors 1 − h² are in the δ of the first step then? Two. How many in yours?",
        "δ has its 1 − h² already. Which other line of yours multiplies by one?",
        _HANDED,
    ),
    (
        "arriving-times-input",
        "what arrives is multiplied by the input",
        "{part}: what is handed to the step before is multiplied by the input of this step",
        "Your {part} fits δ times x in what is handed back.",
        "Put all x to 0: a nudge of h0 still moves the first state. Your gradient of h0 is 0.",
        "Through which product did the state before come into z, and who is its partner there?",
        _HANDED,
    ),
    (
        "initial-last-own-added",
        "the last own gradient added to that of h0",
        "{part} has the last state's own gradient in it; the loss does not look at h0",
        "Your {part} fits the right one plus the last own gradient.",
        "Put the recurrent weights to 0: h0 is not heard, so {part} is 0. Yours is the last own gradient.",
        "If a line adds the own gradient with index t − 1: which one is that at t = 0?",
        "Index −1 is the last entry. Add an own gradient at its own step, and none for h0.",
    ),
    (
        "initial-times-state",
        "δ of the first step times h0",
        "{part} is δ of the first step times h0; h0 itself gets the recurrent weights as its factor",
        "Your {part} fits δ · h0.",
        "Put h0 to 0: a nudge of h0 still moves the first state. Your {part} is 0.",
        "u · h0 is a product. Which of the two gets h0 as its factor: u, or h0 itself?",
        "dh0 is δ of the first step through the recurrent weights: u · δ, or δ @ Wh.T.",
    ),
)
