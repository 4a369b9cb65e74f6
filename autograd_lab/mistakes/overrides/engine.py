"""Texts that fit an engine, where the catalogue's general ones would speak of layers and residuals."""

_RULE_FACTOR = {
    "evidence": "{program}",
    "contradiction": "Nudge x by 0.001 and compare how far the result moves.",
    "question": "Which number stands in front of the derivative in your rule?",
    "cure": "Take the plain derivative of the operation.",
}

ENGINE_WORDING: dict[tuple[str, str], dict[str, str]] = {
    ("sign", "rules.*"): {
        "line": "{part} hands on a gradient with the wrong sign",
        "evidence": "{program}",
        "contradiction": "Nudge x by 0.001: the result moves the other way from what yours says.",
        "question": "Does the result grow or fall when the operand grows?",
        "cure": "Turn the sign of the local derivative.",
    },
    ("factor-two-doubled", "rules.*"): {"line": "{part} hands on twice as much as it should", **_RULE_FACTOR},
    ("factor-two-missing", "rules.*"): {"line": "{part} hands on half of what it should", **_RULE_FACTOR},
    ("upstream-missing", "rules.*"): {
        "line": "{part} hands on its local derivative alone: the upstream is missing",
        "evidence": "{program}",
        "contradiction": "Multiply the result by 100: every gradient below it must grow a hundredfold. Yours stays.",
        "question": "What does a node know about everything above it, and where is that in your rule?",
        "cure": "upstream × local: multiply by out.grad.",
    },
    ("slope-plus", "rules.*"): {
        "line": "{part} uses s(1 + s) where s(1 − s) belongs",
        "evidence": "{program}",
        "contradiction": "At x = 10 the sigmoid is flat. Yours says that it is steepest there.",
        "question": "What should the slope be where s is close to 1?",
        "cure": "s·(1 − s).",
    },
    ("mirrored", "arithmetic.*"): {"line": "sigmoid falls where it should rise", "evidence": "{program}"},
    ("tanh-for-sigmoid", "arithmetic.*"): {"line": "sigmoid gives the value of tanh", "evidence": "{program}"},
    ("step-for-sigmoid", "arithmetic.*"): {
        "line": "sigmoid gives 0 or 1 and nothing in between",
        "evidence": "{program}",
        "contradiction": "Print Scalar(0.5).sigmoid().data: it should lie between 0 and 1.",
    },
    ("exponent-scaled", "arithmetic.*"): {
        "line": "a function is taken at half or at twice its argument",
        "evidence": "{program}",
        "contradiction": "tanh x = 2σ(2x) − 1. Print tanh and math.tanh at 1.",
        "question": "Which number stands beside x in your exponent, and which belongs there?",
        "cure": "Compute it with math.exp(x) or math.tanh(x), at x itself.",
    },
    ("not-activated", "arithmetic.*"): {
        "line": "relu gives back what it was given",
        "evidence": "{program}",
        "contradiction": "Print Scalar(-3.0).relu().data. It should be 0.",
        "question": "What does relu do with a negative number, and does your condition say so?",
        "cure": "x where it is positive, else 0.",
    },
    ("assigned", "order.*"): {
        "contradiction": "b = a + a; c = b + b: the slope is 4. Which of the four paths has yours kept?",
    },
    ("unseeded", "rules.root"): {"evidence": "{program} Nothing can flow from there."},
}
