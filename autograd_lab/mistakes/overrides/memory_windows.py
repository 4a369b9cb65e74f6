"""Texts that fit a sweep that is cut off, where two loops run and the general texts speak of one."""

_QUESTION = "truncated_bptt"

WINDOW_WORDING: dict[tuple[str, str], dict[str, str]] = {
    ("first-step-left-out", f"{_QUESTION}.*"): {
        "line": "{part} misses step 0: a loop ends one step early, at step 1",
        "evidence": "Your {part} fits windows that never come to step 0.",
        "contradiction": "Take T = 1: there is one step to go over, step 0. Print how often yours comes to it.",
        "question": "A range leaves its end out. What is the last number of range(2, 0, −1)?",
        "cure": "range(t, max(−1, t − k), −1), or for one loop over all steps range(T − 1, −1, −1).",
    },
    ("steps-overwritten", f"{_QUESTION}.*"): {
        "line": "{part} keeps the last share alone, as with `=` where `+=` belongs",
        "evidence": "Your {part} is what the last turn of a loop contributes; all the others are lost.",
        "contradiction": "Let one own gradient alone be there, each in turn: {part} should hear of all of them. Of "
        "which does yours?",
        "question": "Your line for {part} runs many times. What is left of the earlier shares when the loops end?",
        "cure": "Begin with zeros, and add each share with +=.",
    },
    ("steps-overwritten", f"{_QUESTION}.dh0"): {
        "evidence": "Your {part} is what the last of the windows brings that go over step 0; the others are lost.",
        "contradiction": "Let one of the first k own gradients alone be there, each in turn: {part} should hear of all "
        "of them. Of which does yours?",
        "cure": "Begin with zeros, and dh0 += … for every t < k.",
    },
    ("entered-at-own-step", f"{_QUESTION}.dWh"): {
        "evidence": "Your {part} fits the state that step t began with, at every step s of the window of t.",
        "contradiction": "Take k = 2, let ghs[1] alone be there, and put hs[0] to 0: Wh is still heard through step 0, "
        "which began with h0. Your {part} is 0.",
        "question": "Step s began with hs[s − 1]. Which index has hs in your line?",
        "cure": "hs[s − 1], and h0 at s = 0: of the step that is being passed.",
    },
    ("time-forwards", f"{_QUESTION}.*"): {
        "line": "{part}: each own gradient travels to later steps, where it has to go back",
        "evidence": "Your {part} fits the steps t, t + 1, …, t + k − 1.",
        "contradiction": "Let only the last own gradient be there: earlier steps must hear of it. In yours none does.",
        "question": "What has made h_t: the steps before it, or those after it?",
        "cure": "range(t, max(−1, t − k), −1).",
    },
    ("window-at-the-end", f"{_QUESTION}.dh0"): {
        "line": "{part} hears of other windows than those that go over the first step",
        "evidence": "Your {part} fits other windows than those with t < k, counted from 0.",
        "contradiction": "With k = 2 the windows of t = 0 and t = 1 go over the first step. Which do in yours?",
        "question": "Is dh0 added up, and for which t?",
        "cure": "dh0 += … for every t < k.",
    },
}
