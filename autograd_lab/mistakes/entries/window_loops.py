"""Mistakes in the two loops of a sweep that is cut off: which windows there are, and what is read in them."""

from autograd_lab.mistakes.mistake import mistakes_of

_ONE = "Take k = 2 and let ghs[1] alone be there. "
_BEGINS = "hs[s − 1] if s > 0 else h0: at the earliest step of a window, too."

WINDOW_LOOPS = mistakes_of(
    "19",
    (
        "own-gradients-on-the-way",
        "each window takes up the own gradients that it passes",
        "{part} counts own gradients several times: each window takes up those that it passes",
        "Your {part} fits windows in which the own gradient of every step on the way is added.",
        "Take T = 2, k = 2, and let ghs[0] alone be there. It is heard at step 0, once. Yours is twice as large.",
        "ghs[s] travels in a window of its own. What does it do in those of later steps?",
        "g = delta @ Wh.T, and nothing added to it.",
    ),
    (
        "short-windows-left-out",
        "the first k − 1 own gradients left out",
        "{part} does not hear of the first k − 1 own gradients",
        "Your {part} fits a loop over t that begins at k − 1.",
        "Take T = 1 and k = 2: there is one own gradient, and yours does nothing with it.",
        "The window of ghs[0] has one step. Why should that step not count?",
        "for t in range(T): a window that step 0 cuts short counts as well.",
    ),
    (
        "window-repeats-step-0",
        "step 0 in the place of the steps below it",
        "{part} counts step 0 several times: a window that would go below it stays there",
        "Your {part} fits windows of k steps each, in which step 0 stands for all that would lie below it.",
        "Take T = 1 and k = 2: there is one step to go over. How many turns does your inner loop make?",
        "With t = 0 and k = 3: how many steps are there from t on down?",
        "range(t, max(−1, t − k), −1): a window may have fewer than k steps.",
    ),
    (
        "slope-of-own-step",
        "the slope of step t all along its window",
        "{part} has the slope of the step where an own gradient begins, at every step that it passes",
        "Your {part} fits 1 − hs[t]² at every step s of the window of t.",
        _ONE + "Put hs[0] to 1: tanh is flat there, so step 0 gets nothing. In yours it gets something.",
        "Which tanh does a gradient pass at step s: the one that made hs[s], or the one that made hs[t]?",
        "1 − hs[s]²: of the step that is being passed.",
    ),
    (
        "entered-at-own-step",
        "what entered step t, all along its window",
        "{part} has read what entered the step where an own gradient begins, at every step that it passes",
        "Your {part} fits xs[t] at every step s of the window of t.",
        _ONE + "Put xs[1] to 0: Wx is still heard through step 0. Your {part} is 0.",
        "Step s has read xs[s]. Which index has xs in your line?",
        "xs[s]: of the step that is being passed.",
    ),
    (
        "window-from-zeros",
        "windows begin with a state of zeros",
        "{part} has 0 for the state that the earliest step of a window began with",
        "Your {part} fits zeros before the earliest step of a window, or a sum that leaves this step out.",
        "Take k = 1: each δ meets the state that its own step began with. Where t > 0, yours meets 0.",
        "A window does not change the states. With which one did its earliest step begin?",
        _BEGINS,
    ),
    (
        "window-from-h0",
        "every window begins with h0",
        "{part} has h0 for the state that the earliest step of a window began with",
        "Your {part} fits windows that all begin with h0.",
        "Take k = 1: step 1 began with hs[0], and its δ meets that. Yours meets h0.",
        "A window does not change the states. With which one did its earliest step begin?",
        _BEGINS,
    ),
)
