"""Texts that fit the set on recurrent layers and LSTM cells: steps, rows and states, where others speak of features."""

_SCALAR, _FORWARD, _LAYERS, _CELL = "bptt_scalar", "rnn_forward", ("bptt", "truncated_bptt"), "lstm_cell_backward"
_ON_THE_WAY = ("dx", "dh_prev", "dc_prev")
_BACKWARD = (_SCALAR, *_LAYERS, _CELL)
_NUDGE = "Nudge it, with own gradients that stay, and look at the sum of gradient times state. "

_IN_GRADIENTS: dict[str, dict[str, str]] = {
    "sign": {
        "evidence": "Your {part} has the right size and the opposite sign: you say {got}, it should be {expected}.",
        "contradiction": _NUDGE + "It has the other sign.",
        "question": "Is there a minus on the way there? Then where does yours come from?",
        "cure": "Remove the minus.",
    },
    "factor-two-missing": {
        "line": "{part} is half of what it should be",
        "evidence": "Your {part} is exactly half of what it should be, in every entry.",
        "contradiction": _NUDGE + "It is twice as large.",
        "question": "Where does a 1/2, or a mean of two, enter your code?",
        "cure": "What comes from the loss is used as it is: nothing is halved.",
    },
    "factor-two-doubled": {
        "evidence": "Your {part} is exactly twice what it should be, in every entry.",
        "contradiction": _NUDGE + "It is half as large.",
        "question": "Is something added twice?",
        "cure": "What comes from the loss is used as it is: nothing is doubled.",
    },
    "all-zero": {
        "evidence": "Your {part} is 0 in every draw; this one should say {expected}.",
        "contradiction": "Print {part} inside of your loop, at its end.",
        "question": "Where are zeros made, and which line adds to them?",
        "cure": "Return what the loop has added up.",
    },
    "inputs-changed": {
        "cure": "ghs[t − 1] += … and dc += … write into the caller's arrays: make a new one with +.",
    },
    "exchanged": {
        "contradiction": "Call it with N, D and H that all differ: has each value the shape of what it belongs to?",
        "question": "In which order does the task list what you return?",
        "cure": "Return them in the order of the task.",
    },
}
_IN_ROWS: dict[str, dict[str, str]] = {
    "averaged-twice": {
        "line": "{part} is divided by the number of rows",
        "evidence": "Your {part} is {ratio} times what it should be, and 1/N is 1/{N}.",
        "contradiction": "Hand over every row twice, with what comes from its loss: {part} doubles. Does yours?",
        "question": "The 1/N of a mean loss, if there is one, is inside of what came. Where do you divide once more?",
        "cure": "sum over the rows, not mean.",
    },
    "mean-missing": {
        "line": "{part} is N times too large",
        "contradiction": "Hand over one row alone: then it is right. With two it is twice too large.",
        "question": "Where does the number of rows enter your code?",
        "cure": "A plain sum over the rows, and no factor N.",
    },
    "two-and-mean-missing": {
        "line": "{part} is N/2 times too large",
        "contradiction": _NUDGE,
        "question": "Where do N and a 1/2 enter your code?",
        "cure": "What comes from the loss is used as it is.",
    },
    "not-summed": {
        "evidence": "Your {part} has shape {got_shape}; what it belongs to has shape {expected_shape}.",
        "contradiction": "Nudge it once: all {N} rows move.",
        "question": "One number is used in every row. What happens to the contributions of a value used N times?",
        "cure": "Sum over the rows as well.",
    },
    "wrong-axis": {
        "line": "{part} is summed over the units, not over the rows",
        "evidence": "Your {part} has shape {got_shape}; b has {expected_shape}.",
        "contradiction": "Nudge one entry of b: one unit moves, in all rows. There is a gradient for each unit.",
        "question": "Which axis of δ counts the units? It is the one to be left.",
        "cure": "Sum over all axes but the last.",
    },
    "summed-too-far": {
        "line": "{part} is summed over the units too",
        "evidence": "Your {part} is one number for all; each unit has one of its own.",
        "contradiction": "Nudge one entry: one unit moves.",
        "question": "Which axis of δ counts the units? It is the one to be left.",
        "cure": "Sum over all axes but the last.",
    },
    "first-row": {
        "line": "{part} knows the first row only",
        "evidence": "Your {part} is what the first row alone contributes.",
        "contradiction": "Change the last row of what came in: your {part} stays as it was.",
        "question": "Does your loop reach the second row, or is there a [0] in your line?",
        "cure": "Sum over all rows.",
    },
    "overwritten": {
        "line": "{part} knows the last row only",
        "evidence": "Your {part} is what the last row alone contributes.",
        "contradiction": "Change the first row of what came in: your {part} stays as it was.",
        "question": "Your loop visits every row. What is left of the earlier ones when it ends?",
        "cure": "Begin with zeros, and add each row's share with +=.",
    },
    "rows-summed": {
        "line": "{part} is summed over the rows; each row began with a state of its own",
        "evidence": "Your {part} has shape {got_shape}; one for each row is asked for, {expected_shape}.",
        "contradiction": "Change the first row alone: one row of {part} should move.",
        "question": "Is there one first state for all rows, or one for each?",
        "cure": "Leave out the sum: what arrives has a row for each.",
    },
    "product-of-sums": {
        "evidence": "Your {part} fits what entered, summed over the rows, times δ, summed as well.",
        "contradiction": "Two rows, 1 with δ = 1 and −1 with δ = −1: the gradient is 2. Yours is 0.",
        "question": "Which comes first: the product within a row, or the sum over the rows?",
        "cure": "x.T @ δ multiplies within each row, and adds up.",
    },
    "answer-turned": {
        "contradiction": "Call it with D = 2 and H = 3, and print the shape of {part} beside that of its weights.",
        "question": "Which index of the weights counts what comes in, and which of yours?",
        "cure": "What entered, transposed, times δ: x.T @ δ, h.T @ δ.",
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
_IN_ONE_UNIT: dict[str, dict[str, str]] = {
    "bias-times-input": {
        "line": "{part} is multiplied by x, but b stands alone in z",
        "evidence": "Your {part} is a sum of δ · x.",
        "contradiction": "Put x to 0: nudging b still moves every state. Yours says 0.",
        "question": "In z = w · x + u · h + b, what multiplies b?",
        "cure": "Add up δ alone.",
    },
    "exchanged": {
        "contradiction": "Put x to 0: then dw is 0, and du is not. Which of yours is 0?",
        "question": "In which order does the task list what you return?",
        "cure": "Return them in the order of the task: dw, du, db, dh0.",
    },
    "steps-not-summed": {
        "contradiction": "There is one such number, not one for each step. Nudge it once: all states move.",
        "cure": "Sum over the steps: += in the loop, or np.sum.",
    },
}
_IN_STATES: dict[str, dict[str, str]] = {
    "sign": {
        "evidence": "Your {part} has the right size and the opposite sign: you say {got}, it should be {expected}.",
        "contradiction": "Put all weights and h0 to 0 and b to 1: the states are positive. Yours are not.",
        "question": "Where does the minus come from?",
        "cure": "Remove the minus.",
    },
    "inputs-changed": {
        "cure": "h0[:] = … writes into the caller's array: give the new state a name of its own, h = ….",
    },
    "factor-two-missing": {
        "line": "{part} is half of what it should be",
        "evidence": "Your {part} is exactly half of what it should be, in every entry.",
        "contradiction": "Put all weights and h0 to 0 and b to 1: the states are tanh(1). What are yours?",
        "question": "Where does a 1/2, or a mean of two, enter your code?",
        "cure": "h = np.tanh(…), and nothing in front.",
    },
    "factor-two-doubled": {
        "evidence": "Your {part} is exactly twice what it should be, in every entry.",
        "contradiction": "A state lies between −1 and 1. Print the largest of yours.",
        "question": "Is something added twice?",
        "cure": "h = np.tanh(…), and nothing in front.",
    },
    "all-zero": {
        "evidence": "Your {part} is 0 in every draw; this one should say {expected}.",
        "contradiction": "Print the state inside of your loop.",
        "question": "Where are zeros made, and which line fills them?",
        "cure": "hs[t] = h in the loop, or a list and np.stack.",
    },
}

_OF_ONE: dict[tuple[str, str], dict[str, str]] = {
    ("lstm-own-for-partner", f"{_CELL}.dc_prev"): {
        "evidence": "Your {part} fits d · c_prev.",
        "contradiction": "Put f to 0: the road is closed, and nothing comes to c_prev. In yours something does.",
        "question": "c = f · c_prev + i · g. If c_prev moves by a little, by how much does c move?",
        "cure": "dc_prev = d · f.",
    },
}

#: dh0, and what goes on to x, h_prev and c_prev, has a row for each row: nothing is summed over them
_OF_EACH_ROW = {
    "averaged-twice": {
        "contradiction": "Hand over every row twice: the first {N} rows of {part} should stay. Yours halve.",
        "question": "Rows do not meet on the way back. Where does the number of rows enter your {part}?",
        "cure": "Divide by nothing.",
    },
    "averaged-over-both": {
        "evidence": "Your {part} is the right one, divided by the number of steps and by that of the rows.",
        "contradiction": "Hand over every row twice: the first rows of {part} should stay. Yours halve.",
        "question": "Rows do not meet on the way back. Where does the number of rows enter your {part}?",
        "cure": "Divide by nothing.",
    },
    "mean-missing": {
        "contradiction": "Hand over every row twice: the first rows of {part} should stay. Yours double.",
    },
}
#: dWh is square, and its shape tells nothing
_OF_SQUARE = {
    "answer-turned": {
        "contradiction": "Take T = 1, and h0 = 0 but for unit 0: rows 1, 2 … of {part} are 0. In yours columns are.",
        "question": "Wh[i, j] leads from unit i to unit j. Which axis of {part} counts the units of h_(t−1)?",
    },
}
_LETTERS_OF_ONE = {
    "state-for-previous": {"question": "In z = w · x + u · h + b, what does u multiply, h_t or h_(t−1)?"},
    "initial-state-left-out": {
        "question": "With which state does step 0 begin? And what does yours take there: 0, or h[−1], the last one?",
        "cure": "h[t − 1] if t > 0 else h0.",
    },
    "x-of-one-step": {"cure": "x[t]."},
}
_PUT_U = {"contradiction": "Put U to 0: then dh_prev is 0, and dc_prev is not. Which of yours is 0?"}
_OF_ONE |= (
    {
        (mistake, f"{question}.{part}"): texts
        for question, part in (*((layer, "dh0") for layer in _LAYERS), *((_CELL, p) for p in _ON_THE_WAY))
        for mistake, texts in _OF_EACH_ROW.items()
    }
    | {(mistake, f"{question}.dWh"): texts for question in _LAYERS for mistake, texts in _OF_SQUARE.items()}
    | {("exchanged", f"{_CELL}.{part}"): _PUT_U for part in ("dh_prev", "dc_prev")}
)
_IN_ONE_UNIT |= _LETTERS_OF_ONE
_IN_STATES |= {
    "recurrent-transposed": {
        "evidence": "Your {part} fits h @ Wh.T.",
        "contradiction": "Put Wh to 0 but Wh[0, 1]: unit 1 hears of unit 0 of the step before. In yours 0 hears of 1.",
        "question": "Wh[i, j] leads from unit i to unit j. Which axis of Wh has to meet the units of h?",
        "cure": "h @ Wh.",
    },
}

MEMORY_WORDING: dict[tuple[str, str], dict[str, str]] = _OF_ONE | {
    (mistake, f"{question}.*"): texts
    for questions, wording in (
        (_BACKWARD, _IN_GRADIENTS),
        ((*_LAYERS, _CELL), _IN_ROWS),
        ((_SCALAR,), _IN_ONE_UNIT),
        ((_FORWARD,), _IN_STATES),
    )
    for question in questions
    for mistake, texts in wording.items()
}
