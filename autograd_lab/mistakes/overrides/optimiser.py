"""Texts that fit an optimiser's step, the clipping and a training, where the general ones speak of rows and losses."""

_STEPS = ("momentum_step", "rmsprop_step", "adam_step", "nesterov_step", "corrected_rmsprop_step")
_CLIPS = ("clip_by_global_norm", "clip_each")

_TURNED = {
    "evidence": "Your {part} has the right size and the opposite sign: you say {got}, it should be {expected}.",
    "contradiction": "Call it once from rest with small numbers, and do the same on paper, sign by sign.",
    "question": "Where does the minus come from?",
    "cure": "One minus only: the parameter minus lr times the step.",
}
_HALF = {
    "line": "{part} is half of what it should be",
    "evidence": "Your {part} is exactly half of what it should be, in every entry: {got} for {expected}.",
    "contradiction": "Call it once from rest with small numbers, and do the same on paper.",
    "question": "Where does your 1/2 come from?",
    "cure": "The formula has no 1/2.",
}
_DOUBLE = {
    **_HALF,
    "line": "{part} is twice what it should be",
    "evidence": "Your {part} is exactly twice what it should be, in every entry: {got} for {expected}.",
    "question": "Where does your 2 come from?",
    "cure": "The formula has no 2 in front.",
}
_PLACE = {
    "line": "{part}: an old value is handed back in the place of a new one",
    "evidence": "Your {part} fits steps that return w or a state as it came.",
    "contradiction": "Call it from rest with a large gradient: everything that comes back should have changed.",
    "question": "Which lines compute the new values, and are these the ones that you return?",
    "cure": "Return the new value of each.",
}
_CHANGED = {
    "cure": "`v = beta * v + g` makes a new array; `v *= beta` and `w -= …` change the one of whoever called you.",
}
_RATE = {
    "evidence": "Your {part} moved by the whole step, whatever lr is.",
    "cure": "Multiply the step by lr before you subtract it.",
}
_STEP_ONLY = {
    "evidence": "Your {part} does not contain the old parameter.",
    "contradiction": "Call it with a gradient of 0, from rest: w should come back as it was. Yours is 0.",
    "cure": "Return the old parameter minus lr times the step.",
}
_CLIP_SIGN = {
    "evidence": "Your {part} has the right size and the opposite sign: you say {got}, it should be {expected}.",
    "contradiction": "Clip [3, 4] to length 1 on paper: every entry keeps its sign.",
    "question": "Is there a minus to be found in the factor?",
    "cure": "The factor is positive. The minus of the descent belongs to the step.",
}
_ADAMS_LETTERS: dict[str, dict[str, str]] = {  # the catalogue speaks of s, the only state of RMSprop
    "eps-inside": {
        "evidence": "Your {part} fits a division by √(v̂ + ε).",
        "contradiction": "Put v = 0, g = 0 and ε = 0.0001: the divisor should be 0.0001. What is it in yours?",
        "cure": "Take the root first: np.sqrt(v_hat) + eps.",
    },
    "eps-absent": {
        "evidence": "Your {part} fits a division by √v̂ alone.",
        "contradiction": "A parameter whose gradient has always been 0 has v = 0. What does your code divide by what?",
        "cure": "Divide by np.sqrt(v_hat) + eps.",
    },
    "eps-after": {
        "evidence": "Your {part} fits m̂ / √v̂ + ε.",
        "contradiction": "Call it from rest with a gradient of 0: w should stay. What does yours divide by what?",
        "cure": "m_hat / (np.sqrt(v_hat) + eps), with the brackets.",
    },
    "root-missing": {
        "evidence": "Your {part} fits m̂ / (v̂ + ε).",
        "question": "If g is in metres, in what is v? What must you do to v̂ before you divide metres by it?",
        "cure": "Divide by np.sqrt(v_hat) + eps.",
    },
    "root-multiplies": {
        "line": "{part} is multiplied by √v̂ where it should be divided",
        "evidence": "Your {part} fits a step of m̂·√v̂.",
        "cure": "Divide by np.sqrt(v_hat) + eps.",
    },
}

OPTIMISER_WORDING: dict[tuple[str, str], dict[str, str]] = {
    **{("sign", f"{name}.*"): _TURNED for name in _STEPS},
    **{(mistake, "adam_step.w"): text for mistake, text in _ADAMS_LETTERS.items()},
    **{("factor-two-missing", f"{name}.*"): _HALF for name in (*_STEPS, *_CLIPS)},
    **{("factor-two-doubled", f"{name}.*"): _DOUBLE for name in (*_STEPS, *_CLIPS)},
    **{("not-updated", f"{name}.*"): _PLACE for name in _STEPS},
    **{("inputs-changed", f"{name}.*"): _CHANGED for name in _STEPS},
    **{("rate-missing", f"{name}.w"): _RATE for name in _STEPS},
    **{("step-only", f"{name}.w"): _STEP_ONLY for name in _STEPS},
    **{
        ("ascent", f"{name}.w"): {
            "line": "{part} steps uphill: the step is added",
            "evidence": "Your {part} moved to the other side: you say {got}, it should be {expected}.",
            "cure": "Subtract: w − lr times the step.",
        }
        for name in _STEPS
    },
    **{
        ("exchanged", f"{name}.*"): {
            "line": "{part}: the values come back in another order{where} than the one that is asked for",
            "evidence": "Your numbers are those of right steps whose values come back in another order{where}: the "
            "next step takes one for another.",
            "contradiction": "From rest with a gradient of 0 you know all: w stays, and the state is 0. Print yours.",
        }
        for name in _STEPS
    },
    **{("sign", f"{name}.*"): _CLIP_SIGN for name in _CLIPS},
    **{
        ("exchanged", f"{name}.*"): {"contradiction": "Print the types of the two values that come back."}
        for name in _CLIPS
    },
    **{
        ("inputs-changed", f"{name}.*"): {
            "cure": "`factor * g` makes a new array; `g *= factor` changes the one of whoever called you.",
        }
        for name in _CLIPS
    },
    ("inputs-changed", "train.*"): {
        "contradiction": "Keep a copy of X, train, and compare.",
        "cure": "Work on new arrays: `X = X - X.mean(axis=0)` makes one, `X -= …` and `rng.shuffle(X)` do not.",
    },
    ("reversed", "train.*"): {
        "evidence": "The arrays fit the network in reverse order.",
        "contradiction": "Print [W.shape for W in Ws]. X has two columns: which array must come first?",
        "question": "Which layer meets X?",
        "cure": "Ws[0] and bs[0] belong to the layer that meets X.",
    },
}
