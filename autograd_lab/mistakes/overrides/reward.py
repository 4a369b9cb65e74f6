"""Texts that fit the set on reward, where the general ones speak of residuals, columns and parameters."""

_RETURNS, _POLICY = "returns_to_go", "score_function_gradient"
_THROUGH, _SCORE, _DUAL = "straight_through", "score_function_neuron", "forward_mode"
_COINS = (_THROUGH, _SCORE)
_SIZE = "Your {part} has the right size and the opposite sign: you say {got}, it should be {expected}."
_ONE = "Take x = 1, w = 0, b = 0, y = 0 and a single sample 1, so p = ½; with nothing taken off, db is ½."
_DOUBLED_SAMPLES = "Write every sample twice: the mean stays as it is. Your {part} does not."
_DOUBLED_STEPS = "Write every step twice, with its action and return: each row gets half, for N is twice as large."
_SHARED: dict[str, dict[str, str]] = {
    "exchanged": {
        "evidence": "What you return as {part} is the other value that was asked for.",
        "contradiction": "Print the shape of each of the two values that you return.",
        "question": "In which order does the contract name them?",
        "cure": "Return them in the order that the contract gives.",
    },
    "factor-two-missing": {
        "line": "{part} is half of what it should be",
        "evidence": "Your {part} is exactly half of what it should be, in every entry.",
        "contradiction": "Work out a case with small whole numbers by hand, and compare.",
        "question": "Where does a 1/2, or a mean of two, enter your code, or is a 2 missing?",
        "cure": "Leave the 1/2 out, or put the 2 of the square's slope in.",
    },
    "factor-two-doubled": {
        "evidence": "Your {part} is exactly twice what it should be, in every entry.",
        "contradiction": "Work out a case with small whole numbers by hand, and compare.",
        "question": "Is something added twice, or multiplied by a 2 that is in already?",
        "cure": "Leave one 2 out.",
    },
    "all-zero": {
        "evidence": "Your {part} is 0 in every draw; this one should say {expected}.",
        "contradiction": "Print {part} at the end of your function, and what it was made of.",
        "question": "Where are zeros made, and which line adds to them?",
        "cure": "Return what your lines have worked out.",
    },
}
_OF_RETURNS: dict[str, dict[str, str]] = {
    "sign": {
        "evidence": _SIZE,
        "contradiction": "Take an episode of one step with the reward 1: its return is 1. Yours is −1.",
        "question": "Where does a minus stand in your lines?",
        "cure": "A return is a sum of rewards. Its minus, where there is one, belongs to a loss.",
    },
    "mean-missing": {
        "line": "{part} is T times too large",
        "contradiction": "Take an episode of one step twice, as two episodes: each return is that step's reward.",
        "question": "Where does your code multiply by the number of steps, or add the same T times?",
        "cure": "Leave the factor out.",
    },
    "averaged-twice": {
        "line": "{part} is divided by the number of steps; nothing is averaged here",
        "evidence": "Your {part} is {ratio} times what it should be, and the number of steps is {N}.",
        "contradiction": "Take two episodes of one step with the reward 1: both returns are 1. What do you get?",
        "question": "Where do you divide by a length, or take a mean?",
        "cure": "Leave the division out.",
    },
    "two-and-mean-missing": {
        "line": "{part} is T/2 times what it should be",
        "contradiction": "Take two episodes of one step with the reward 1: both returns are 1. What do you get?",
        "question": "Where do a number of steps and a 1/2 enter your code?",
        "cure": "Leave both out.",
    },
    "first-row": {
        "line": "{part} is the return of the first step alone; each step has one",
        "evidence": "Your {part} is what the first step has.",
        "contradiction": "Print the shape of your {part}, and of rewards.",
        "question": "After your loop, what does the sum hold, and what has become of its values on the way?",
        "cure": "Write the sum down at each step: G[t] = total.",
    },
    "overwritten": {
        "line": "{part} is the return of the last step alone; each step has one",
        "evidence": "Your {part} is what the last step has.",
        "contradiction": "Print the shape of your {part}, and of rewards.",
        "question": "What is left of the other steps when your loop ends?",
        "cure": "Write the sum down at each step: G[t] = total.",
    },
    "rows-summed": {
        "line": "{part} was added up over the steps: each has one of its own",
        "evidence": "Your {part} has shape {got_shape}; one number for each step is asked for, {expected_shape}.",
        "contradiction": "Print the shape of your {part}, and of rewards.",
        "question": "How many steps are there, and how many returns do you hand back?",
        "cure": "Leave the last sum out.",
    },
    "inputs-changed": {
        "cure": "Write into an array of your own, np.zeros(len(rewards)), or into rewards.copy().",
    },
}
_OF_POLICY: dict[str, dict[str, str]] = {
    "sign": {
        "evidence": _SIZE,
        "contradiction": "Go a small step down your {part}, logits − lr · {part}. An action that brought more than "
        "usual must become more likely. Does it?",
        "question": "Is your {part} the gradient of the mean return, uphill, or that of the loss?",
        "cure": "The loss has a minus: (returns − baseline)/N times (p − marks).",
    },
    "mean-missing": {
        "line": "{part} is N times too large: the 1/N of the loss is missing",
        "contradiction": _DOUBLED_STEPS + " Does it in yours?",
        "question": "What stands in front of the sum in the loss?",
        "cure": "Divide by N once, the number of steps: len(logits).",
    },
    "averaged-twice": {
        "line": "{part} is N times too small: 1/N is in it twice",
        "evidence": "Your {part} is {ratio} times what it should be, and 1/N is 1/{N}.",
        "contradiction": _DOUBLED_STEPS + " Does it in yours?",
        "question": "Where does your code divide a second time?",
        "cure": "Divide by N once.",
    },
    "two-and-mean-missing": {
        "line": "{part} is N/2 times what it should be",
        "contradiction": _DOUBLED_STEPS + " Does it in yours?",
        "question": "Where is the 1/N of the loss, and where does a 1/2 come from?",
        "cure": "Divide by N, and by nothing else.",
    },
    "rows-summed": {
        "line": "{part} was added up over the steps: the logits of each step have a gradient of their own",
        "contradiction": "Change the last return only: the first row of {part} should stay. In yours they are mixed.",
        "question": "Which shape have the logits, and which has your {part}?",
        "cure": "Leave the sum over axis 0 out; the mean of the loss is the 1/N.",
    },
    "units-summed": {
        "line": "{part} was added up over the actions: each logit has a gradient of its own",
        "evidence": "Your {part} has shape {got_shape}; {expected_shape} is asked for.",
        "contradiction": "Each row of {part} adds up to 0: what can a sum over it tell?",
        "question": "Which shape have the logits, and which has your {part}?",
        "cure": "Leave the sum over axis 1 out.",
    },
    "first-row": {
        "line": "{part} knows the first step only",
        "evidence": "Your {part} holds what step 0 gives, and nothing of the others.",
        "contradiction": "Change the last return: your {part} stays as it was.",
        "question": "Does your loop reach the second step, or does its `return` stand inside the loop?",
        "cure": "Return after the loop, with a row for every step.",
    },
    "overwritten": {
        "line": "{part} holds the last step only",
        "evidence": "Your {part} holds what the last step gives, and nothing of the others.",
        "contradiction": "Change the first return: your {part} stays as it was.",
        "question": "Your loop visits every step. What is left of the earlier ones when it ends?",
        "cure": "Write to the row of each step inside of the loop: d[n] = …",
    },
    "answer-turned": {
        "contradiction": "Print the shape of your {part}, and of logits, where N and K differ.",
        "cure": "Rows are steps, columns actions: (N, K).",
    },
    "inputs-changed": {
        "cure": "`z = logits - …` makes a new array; `logits -= …` writes into the caller's.",
    },
}
_OF_COINS: dict[str, dict[str, str]] = {
    "sign": {
        "evidence": _SIZE,
        "contradiction": "Let y be 0 and all samples 1, with nothing taken off: more ones cost more, so db is above 0. "
        "Is yours?",
        "question": "Which is taken off which: the target off the sample, p off the sample, the baseline off the cost?",
        "cure": "s − y, s − p, and the cost less the baseline. The cost is to fall, so it has no minus of its own.",
    },
    "mean-missing": {
        "line": "{part} is S times too large: a sum stands where the mean over the samples belongs",
        "contradiction": _DOUBLED_SAMPLES,
        "question": "Of which number is the gradient asked for: of the sum of the costs, or of their mean?",
        "cure": "Divide by len(s) once, or use mean.",
    },
    "averaged-twice": {
        "line": "{part} is divided by the number of samples twice",
        "evidence": "Your {part} is {ratio} times what it should be, and 1/S is 1/{N}.",
        "contradiction": _DOUBLED_SAMPLES,
        "question": "Where does your code divide a second time: a mean of something that is divided already?",
        "cure": "Divide by len(s) once.",
    },
    "two-and-mean-missing": {
        "line": "{part} is S/2 times what it should be: the mean over the samples is missing, and a 2 with it",
        "contradiction": _DOUBLED_SAMPLES,
        "question": "Which two numbers stand in front of the sum over the samples?",
        "cure": "Divide by len(s); the 2 of the square's slope stays.",
    },
    "overwritten": {
        "line": "{part} holds the last sample only, and is divided by their number",
        "evidence": "Your {part} is exactly what the last sample brings to the mean.",
        "contradiction": "Change the first sample: {part} must change. Yours does not.",
        "question": "Your loop visits every sample. What is left of the earlier ones when it ends?",
        "cure": "Start from zeros and add with += in the loop.",
    },
    "first-row": {
        "line": "{part} knows the first sample only, and is divided by their number",
        "evidence": "Your {part} is what sample 0 brings to the mean.",
        "contradiction": "Change the last sample: {part} must change. Yours does not.",
        "question": "Does your loop reach the second sample?",
        "cure": "Add up over all samples, and return after the loop.",
    },
    "not-summed": {
        "line": "{part} still has one value for each sample: the sum over the samples is missing",
        "evidence": "Your {part} has shape {got_shape}; it should have {expected_shape}. It holds what each of the {N} "
        "samples brings.",
        "contradiction": "Subtract lr times your {part} from what it belongs to, and look at the shape.",
        "question": "How many weights are there, and how many numbers do you hand back for them?",
        "cure": "Take the mean over the samples.",
    },
    "summed-too-far": {
        "line": "{part} is summed over the inputs as well as over the samples",
        "contradiction": "Let x be (1, 0): then the second weight does not matter. What is its slope in yours?",
        "question": "Over which axis are the samples, and over which the inputs?",
        "cure": "Take the mean over the samples only: axis=0.",
    },
    "wrong-axis": {
        "line": "{part} is summed over the inputs, not over the samples",
        "evidence": "Your {part} has the numbers of a sum along the wrong axis.",
        "contradiction": "Let x be (1, 0): then the second weight does not matter. What is its slope in yours?",
        "question": "Over which axis are the samples, and over which the inputs?",
        "cure": "Take the mean over the samples: axis=0.",
    },
    "row-kept": {
        "contradiction": "Subtract lr times your {part} from what it belongs to, and look at the shape.",
    },
    "all-zero": {
        "line": "{part} is 0 where it should not be",
        "question": "True, between a throw and its chance no gradient goes. Which way around it is asked for here? And "
        "is a slope s(1 − s) in it, which is 0 for a 0 and for a 1?",
        "cure": "Straight-through goes back as if s were p; the score function takes another path, over ln π.",
    },
    "inputs-changed": {
        "cure": "`s - y` makes a new array; `s -= y` writes into the caller's.",
    },
}
_OF_DUAL: dict[str, dict[str, str]] = {
    "sign": {
        "evidence": _SIZE,
        "contradiction": "Run the program x + 2: its slope is 1. Yours is −1.",
        "question": "Where does a minus stand behind the last rule?",
        "cure": "Return the rates of the last handle as they are.",
    },
    "coarse-difference": {
        "contradiction": "Make the step ten times smaller: the error shrinks with it. A pair of number and rate has no "
        "step.",
        "question": "By nudging one can test a slope. How does forward mode find it?",
        "cure": "Keep a rate beside each number, and a rule for each operation.",
    },
    "all-zero": {
        "contradiction": "Print the rates of the inputs before the first instruction.",
        "question": "Who moves at the start of your walk?",
        "cure": "The input that is asked about has the rate 1, all others 0.",
    },
    "inputs-changed": {
        "cure": "Make a list of your own, values = list(x), and append to that.",
    },
    "row-kept": {
        "contradiction": "Print the shape of your {part}, and of x.",
        "question": "Where does an axis of length 1 come in?",
        "cure": "One number for each input: (n,).",
    },
    "column": {
        "contradiction": "Print the shape of your {part}, and of x.",
        "question": "Where does an axis of length 1 come in?",
        "cure": "One number for each input: (n,).",
    },
}
_OWN = ((_RETURNS, _OF_RETURNS), (_POLICY, _OF_POLICY), *((one, _OF_COINS) for one in _COINS), (_DUAL, _OF_DUAL))
REWARD_WORDING: dict[tuple[str, str], dict[str, str]] = {
    (mistake, f"{question}.*"): {**_SHARED.get(mistake, {}), **own.get(mistake, {})}
    for question, own in _OWN
    for mistake in (*_SHARED, *own)
}
REWARD_WORDING[("exchanged", f"{_DUAL}.*")] = {**_SHARED["exchanged"], "cure": "Return value, gradient, in this order."}
REWARD_WORDING |= {
    ("exchanged", f"{one}.*"): {**_SHARED["exchanged"], "cure": "Return dw, db, in this order."} for one in _COINS
}
REWARD_WORDING[("factor-two-missing", f"{_THROUGH}.*")] = {
    **_SHARED["factor-two-missing"],
    "contradiction": _ONE,
    "question": "What is the slope of (s − y)²?",
    "cure": "2(s − y).",
}
_AS_USUAL = {
    "contradiction": "Let every sample cost as much as the baseline: all is as usual, so there is nothing to learn. Is "
    "your {part} 0 then?"
}
REWARD_WORDING |= {
    (mistake, f"{_SCORE}.*"): _AS_USUAL
    for mistake in ("score-baseline-missing", "score-baseline-added", "score-baseline-own", "score-weight-missing")
}
REWARD_WORDING[("score-baseline-outside", f"{_SCORE}.*")] = {
    **_AS_USUAL,
    "question": "Is (cost − baseline) · score the same as cost · score − baseline?",
    "cure": "Bracket the difference: ((s - y) ** 2 - baseline) * (s - p).",
}
