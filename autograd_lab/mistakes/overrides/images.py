"""Texts that fit the set on broadcasts and convolutions: places and images where others speak of rows and features."""

_QUESTIONS = ("vjp_of_broadcast_add", "vjp_of_broadcast_multiply", "conv1d_backward", "conv2d_backward")
_BROADCASTS, _CONVOLUTIONS = _QUESTIONS[:2], _QUESTIONS[2:]
_TWICE = "Use g once, with nothing in front: what divides or doubles is inside of g already."
_NUDGE = "Move one entry by a small step h, compute Σ g · z again, and divide the change by h."

_ALL: dict[str, dict[str, str]] = {
    "sign": {
        "evidence": "Your {part} has the right size and the opposite sign: you say {got}, it should be {expected}.",
        "contradiction": _NUDGE + " It has the other sign.",
        "question": "Is there a minus in the forward pass? Then where does yours come from?",
        "cure": "Remove the minus.",
    },
    "factor-two-missing": {
        "line": "{part} is half of what it should be",
        "evidence": "Your {part} is exactly half of what it should be, in every entry.",
        "contradiction": _NUDGE + " It is twice as large.",
        "question": "Where does a 1/2, or a mean of two, enter your code?",
        "cure": _TWICE,
    },
    "factor-two-doubled": {
        "evidence": "Your {part} is exactly twice what it should be, in every entry.",
        "contradiction": _NUDGE + " It is half as large.",
        "question": "Is something added twice?",
        "cure": _TWICE,
    },
    "upstream-missing": {
        "line": "{part} ignores g, the gradient that comes from above",
        "evidence": "Your {part} is what g = 1 everywhere would give.",
        "contradiction": "Double g: yours should double. It does not move.",
        "question": "Which of the arguments does this part of your code never use?",
        "cure": "The chain rule multiplies: upstream times local.",
    },
    "all-zero": {
        "evidence": "Your {part} is 0 in every draw; this one should say {expected}.",
        "contradiction": "Print {part} inside of your loop, at its end.",
        "question": "Where are zeros made, and which line adds to them?",
        "cure": "Return what the loop has added up.",
    },
    "summed-too-far": {
        "line": "{part} is summed over too much",
        "evidence": "Your {part} is a sum over all there is; each entry has a sum of its own.",
        "contradiction": _NUDGE + " Another entry gives another number.",
        "question": "Which axes of g did the operand have? Those must be left.",
        "cure": "Sum over the axes that it did not have, and over no others.",
    },
    "inputs-changed": {
        "cure": "Leave what came as it is: g + 0 or .copy() makes a new array, g[0] += … writes into the caller's.",
    },
}
_IN_CONVOLUTIONS: dict[str, dict[str, str]] = {
    "averaged-twice": {
        "line": "{part} is divided by the number of images",
        "contradiction": "Hand over every image twice, with its g: each half gives what it gave. Add them up.",
        "question": "The 1/N of a mean loss, if there is one, is inside of g. Where does your code divide once more?",
        "cure": "sum over the images, not mean.",
    },
    "mean-missing": {
        "line": "{part} is N times too large",
        "contradiction": "Hand over one image alone: then it is right. With two it is twice too large.",
        "question": "Where does the number of images enter your code?",
        "cure": "A plain sum over the images, and no factor N.",
    },
    "two-and-mean-missing": {
        "line": "{part} is N/2 times too large",
        "contradiction": _NUDGE,
        "question": "Where do N and a 1/2 enter your code?",
        "cure": _TWICE,
    },
    "not-summed": {
        "line": "{part} still has numbers for each image: the sum over them is missing",
        "evidence": "Your {part} has shape {got_shape}; what it belongs to has shape {expected_shape}. It holds one "
        "contribution for each of the {N} images.",
        "contradiction": "Nudge it once: the answers to all {N} images move.",
        "question": "One number is used in every image. What happens to the contributions of a value used N times?",
        "cure": "Sum over the images as well: axis 0.",
    },
    "wrong-axis": {
        "evidence": "Your {part} has the numbers of a sum over the wrong axes of g.",
        "contradiction": "There is one b for each filter, {expected_shape}. Yours has shape {got_shape}.",
        "question": "Which axis of g counts the filters? It is the one to be left.",
        "cure": "Sum over all axes but axis 1.",
    },
    "summed-too-far": {
        "line": "{part} is summed over the filters too",
        "evidence": "Your {part} is the total of all filters, over axis 1 as well; each filter has a b of its own.",
        "contradiction": "Nudge the b of one filter: only that filter's answers move.",
        "question": "Which axis of g counts the filters?",
        "cure": "Sum over all axes but axis 1.",
    },
    "overwritten": {
        "line": "{part} holds the contribution of the last image only",
        "evidence": "Your {part} is what image {N}, the last, gives alone.",
        "contradiction": "Change the first image: what the loss hears of the filter changes. Your {part} stays.",
        "question": "Your loop visits every image. What is left of the earlier ones when it ends?",
    },
    "first-row": {
        "line": "{part} knows the first image only",
        "evidence": "Your {part} is what image 0 alone contributes.",
        "contradiction": "Change the last image: your {part} stays as it was.",
        "question": "Does your loop reach the second image, or is there a [0] in your line?",
        "cure": "Sum over all images.",
    },
    "weights-missing": {
        "line": "{part} ignores the filter: every weight counts as 1",
        "evidence": "Your {part} is what a filter of ones would hand back.",
        "contradiction": "Put w = 0: nothing of x is heard, so {part} should be 0. Yours is not.",
        "question": "By what is an entry of x multiplied on its way to a place of the answer?",
        "cure": "g at the place times the weight that met the entry there.",
    },
    "input-left-out": {
        "line": "{part} ignores x: every entry counts as 1",
        "evidence": "Your {part} is what an x of ones, padding and all, would give.",
        "contradiction": "Put x = 0: no weight is heard, so {part} should be 0. Yours is not.",
        "question": "By what is a weight multiplied on its way to a place of the answer?",
        "cure": "g at the place times what the weight met there.",
    },
    "bias-times-input": {
        "line": "{part} is multiplied by x, but b stands alone in the answer",
        "evidence": "Your {part} fits a sum of dw, in which g has met x.",
        "contradiction": "Put x = 0: the answer is b at every place, and nudging b still moves it. Yours says 0.",
        "question": "In z = Σ w · x + b, what multiplies b?",
        "cure": "Sum g alone, over images and places.",
    },
    "column": {
        "line": "{part} is a column of shape {got_shape}; shape {expected_shape} is asked for",
        "contradiction": "Subtract it from b of shape {expected_shape} and look at the shape of the result.",
        "question": "Which line turns a vector into a column?",
        "cure": "Leave out reshape(-1, 1), [:, None] and keepdims=True.",
    },
    "row-kept": {
        "contradiction": "Subtract it from b of shape {expected_shape} and look at the shape of the result.",
        "cure": "Leave out keepdims=True and [None].",
    },
}
_IN_BROADCASTS: dict[str, dict[str, str]] = {
    "product-of-sums": {
        "evidence": "Your {part} fits g, summed, times the other operand, summed or averaged as well.",
        "contradiction": "x of shape (1,), y = (1, −1), g = (1, −1): dx is 1 · 1 + (−1)(−1) = 2. Yours is 0.",
        "question": "Which comes first: the product at each place, or the sum over the places?",
        "cure": "Multiply g by the other factor while both have the shape of the result, then sum.",
    },
    "column": {
        "evidence": "Your {part} has the right numbers in shape {got_shape}.",
        "contradiction": "Subtract it from its operand and look at the shape of the result.",
        "question": "Which line adds an axis, or keeps one that the operand did not have?",
        "cure": ".reshape(shape) at the end.",
    },
    "row-kept": {
        "contradiction": "Subtract it from its operand and look at the shape of the result.",
        "cure": "Sum the missing axes without keepdims, or .reshape(shape) at the end.",
    },
    "answer-turned": {
        "contradiction": "Print the shape of your {part} beside that of its operand.",
        "question": "Where does your code transpose, or add axes behind instead of in front?",
    },
}

_ON_ITS_SIDE = {
    "contradiction": "Let g be 1 at a single place and 0 elsewhere: the filter itself must appear in dx, its rows as "
    "rows. In yours they are columns.",
}

IMAGE_WORDING: dict[tuple[str, str], dict[str, str]] = {
    **{
        (mistake, f"{question}.*"): texts
        for questions, wording in (
            (_QUESTIONS, _ALL),
            (_CONVOLUTIONS, _IN_CONVOLUTIONS),
            (_BROADCASTS, _IN_BROADCASTS),
        )
        for question in questions
        for mistake, texts in wording.items()
    },
    ("rows-and-columns", "conv2d_backward.dx"): _ON_ITS_SIDE,
    ("pool-square-assumed", "conv2d_backward.*"): {
        "line": "{part} takes one number of places for both axes",
        "evidence": "Your {part} fits loops that take the number of places of one axis for both.",
        "contradiction": "Take a picture that is wider than high, and count the places on each axis.",
        "cure": "A number for each axis: range(g.shape[2]) and range(g.shape[3]).",
    },
}
