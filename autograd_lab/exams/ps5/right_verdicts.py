"""The claims that problem set 5 judges: which verdict holds, and which of the article's faults each claim reaches.

The article is "Micrograd: understanding machine learning and backpropagation" (in Chinese), signed "Zen and the Art of
Computer Programming". Its faults are numbered E1 to E35 in the list that the course keeps; E17 to E21 and E31 to
E35 are about programs, history and other subjects. The claims, in our words, stand in the problem set.
"""

from autograd_lab.exams.kinds.claims import Claim

STEP = (
    (Claim("S1", "b", ("E2",)), Claim("S2", "a", ("E1", "E2")), Claim("S3", "holds")),
    (Claim("S4", "c", ("E25",)), Claim("S5", "holds"), Claim("S6", "a", ("E22",))),
)
RECURSION = (
    (Claim("R1", "c", ("E3",)), Claim("R2", "a", ("E4",)), Claim("R3", "b", ("E26",))),
    (Claim("R4", "b", ("E27",)), Claim("R5", "c", ("E5",)), Claim("R6", "holds")),
)
EXAMPLE = (
    (Claim("X1", "b", ("E7",)), Claim("X2", "a", ("E8",)), Claim("X3", "c", ("E9",))),
    (Claim("X4", "c", ("E10",)), Claim("X5", "a", ("E11",)), Claim("X6", "b", ("E12",))),
    (Claim("X7", "a", ("E13",)), Claim("X8", "c", ("E14",)), Claim("X9", "b", ("E15",))),
    (Claim("X10", "a", ("E16",)), Claim("X11", "b", ("E30",)), Claim("X12", "holds")),
)
WORDS = (
    (Claim("W1", "b", ("E22",)), Claim("W2", "a", ("E23",)), Claim("W3", "b", ("E24",))),
    (Claim("W4", "c", ("E24",)), Claim("W5", "holds"), Claim("W6", "b", ("E25",))),
    (Claim("W7", "a", ("E6",)), Claim("W8", "c", ("E28",)), Claim("W9", "a", ("E29",))),
)

STEP_TESTS = (
    "Put numbers in: with ŷ = 7, compute what each rule says for y = 5 and for y = 9, and nudge.",
    "Nudge b, and look at what the sweep has changed when it is done: has any weight moved?",
)
RECURSION_TESTS = (
    "Nudge y of the layer below and watch z; then put one of the two equations into the other.",
    "Compare with nudging twice: once the slopes in z, once the slopes in y. Which line fits which?",
)
EXAMPLE_TESTS = (
    "Count the layers of the formulas, follow one vector from line to line, and redo the subtraction.",
    "Let NumPy compute e·y(1 − y); look for the maximum of y(1 − y); count the entries that a hidden layer must have.",
    "Let NumPy multiply the printed factors, and ask for the shape of what a gradient belongs to.",
    "Look for where each vector stood before; ask what could be computed without any weight.",
)
WORDS_TESTS = (
    "Run a sweep and look at the weights before and after; follow the letter y from equation to equation.",
    "Which number goes into the sigmoid, which comes out? How many indices does a neuron in a deep network need?",
    "Follow x through the figure, and each letter from section to section; put shapes to each product.",
)
