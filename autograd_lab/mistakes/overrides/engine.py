"""Texts that fit an engine, where the catalogue's general ones would speak of layers and residuals."""

_RULE_FACTOR = {
    "evidence": "{program}",
    "contradiction": "Nudge x by 0.001 and compare how far the result moves.",
    "question": "Which number stands in front of the derivative in your rule?",
    "cure": "Take the plain derivative of the operation.",
}

_NO_UPSTREAM = {
    "line": "{part}: each node hands on its local derivative alone: the upstream is missing",
    "evidence": "{program}",
    "contradiction": "Multiply the result by 100: every gradient below it must grow a hundredfold. Yours stays.",
    "question": "What does a node know about everything above it, and where is that in your sweep?",
    "cure": "upstream × local: multiply by the gradient of the node.",
}

ENGINE_WORDING: dict[tuple[str, str], dict[str, str]] = {
    ("found-rounded", "arithmetic.*"): {
        "line": "{part}: what stands behind the point is lost on the way in",
        "evidence": "{program} Each Scalar holds a whole number, whatever it was given.",
        "contradiction": "Print Scalar(2.7).data. It should be 2.7.",
        "question": "What does __init__ do with a number before it keeps it?",
        "cure": "Keep the number as it comes, without int() or round().",
    },
    ("slope-of-input", "rules.exp"): {
        "contradiction": "Take x = 0: the curve of exp rises there with slope 1. What slope does your rule give?",
        "question": "Is the slope of exp what goes in, or what comes out?",
        "cure": "Use the result: the slope of exp is out itself.",
    },
    ("value-for-slope", "rules.sigmoid"): {
        "contradiction": "At x = 10 the sigmoid is flat. Yours says that its slope is 1 there.",
    },
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
    **{("upstream-missing", f"{name}.*"): _NO_UPSTREAM for name in ("fan_out", "order", "repeat", "depth")},
    ("slope-at-a", "rules.*"): {
        "line": "{part} takes its slope at s instead of x",
        "evidence": "{program} It fits a sigmoid that is applied to s once more.",
        "question": "How often does your rule apply the sigmoid, and to what?",
        "cure": "s·(1 − s), where s is the result.",
    },
    ("slope-incomplete", "rules.*"): {
        "line": "{part} has half of its slope: 1 − s without s",
        "evidence": "{program}",
        "contradiction": "At x = −10 the sigmoid is flat. Yours says that it is steep there.",
        "question": "The slope is small at both ends. Which factor makes it small on the left?",
        "cure": "s·(1 − s): both factors.",
    },
    ("slope-inner", "rules.*"): {
        "line": "{part} uses s² where s(1 − s) belongs",
        "evidence": "{program}",
        "contradiction": "At x = 10 the sigmoid is flat. Yours says that its slope is 1 there.",
        "question": "1/u has the derivative −1/u². Here u is 1 + e^−x: what does its own derivative bring?",
        "cure": "s·(1 − s).",
    },
    ("slope-of-relu", "rules.*"): {
        "line": "{part} uses the slope of relu, 1 or 0",
        "evidence": "{program}",
        "contradiction": "Nudge x at −1: the sigmoid moves. Yours says that it does not.",
        "question": "Which function's slope is 1 where x is positive, and 0 elsewhere?",
        "cure": "s·(1 − s).",
    },
    ("slope-of-tanh", "rules.*"): {
        "line": "{part} uses the slope of tanh, 1 − t²",
        "evidence": "{program}",
        "contradiction": "Nudge the sigmoid at x = 0 by 0.01: it moves by 0.0025. What does yours say?",
        "question": "1 − t² belongs to tanh. Which rule belongs to the sigmoid?",
        "cure": "s·(1 − s).",
    },
    ("slope-twice", "rules.*"): {
        "line": "{part} holds its slope twice",
        "evidence": "{program} It fits the square of the slope.",
        "contradiction": "Nudge x by 0.001 and compare: yours is at most a quarter of what it should be.",
        "question": "One sigmoid brings one slope. Where does your rule multiply a second time?",
        "cure": "s·(1 − s), once.",
    },
    ("mirrored", "arithmetic.*"): {
        "line": "sigmoid falls where it should rise",
        "evidence": "{program}",
        "cure": "1/(1 + e^−x), with the minus in the exponent.",
    },
    ("tanh-for-sigmoid", "arithmetic.*"): {
        "line": "sigmoid gives the value of tanh",
        "evidence": "{program}",
        "question": "Both have the same shape. What differs: their heights, and how wide they are stretched?",
        "cure": "1/(1 + e^−x).",
    },
    ("step-for-sigmoid", "arithmetic.*"): {
        "line": "sigmoid gives 0 or 1 and nothing in between",
        "evidence": "{program}",
        "contradiction": "Print Scalar(0.5).sigmoid().data: it should lie between 0 and 1.",
        "cure": "1/(1 + e^−x), unrounded.",
    },
    ("exponent-scaled", "arithmetic.*"): {
        "line": "a function is taken at half or at twice its argument",
        "evidence": "{program}",
        "contradiction": "Print Scalar(1.0).tanh().data beside math.tanh(1.0); then the other functions.",
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
    ("local-missing", "rules.*"): {
        "line": "{part} takes its local derivative as 1",
        "evidence": "{program} Either the local derivative is left out of the rule, or every gradient is simply 1.",
    },
    ("lost-link", "rules.*"): {
        "line": "{part} hands nothing down to its operands",
        "evidence": "{program} The gradient ends here: nothing arrives at the operands.",
        "question": "Where does the result note down its operands, and what it has to hand to each of them?",
        "cure": "Keep the operands with the result, and hand each of them upstream × local.",
    },
    ("shared-list", "fan_out.*"): {
        "line": "{part}: the sweep ends near the root, or goes on from there with the oldest nodes",
        "evidence": "{program} It fits a sweep that ends two arrows below the root, and one that goes from the root to "
        "the oldest node and up from there, as with a list as a default, `links=[]`, which is one list for all nodes.",
        "contradiction": "Print the nodes as your sweep meets them: which come after the root, and where does it end?",
    },
    ("order-misses", "rules.*"): {
        "line": "{part} hands on to its operand, and the sweep ends there",
        "evidence": "{program} The operand gets its gradient, but does not hand it on: it is missing in the order.",
        "question": "Does the search meet the operand of {part}, and how does it tell the nodes that it has seen "
        "from the others?",
    },
    ("order-misses", "rules.relu"): {
        "cure": "The operand must be in the order. relu's result often has the same number as its operand: a search "
        "that remembers values takes the two for one, so remember nodes. And the result has to keep its operand.",
    },
    ("cleared-late", "rules.*"): {
        "line": "{part}: after backward() the root holds 0: it is cleared at the end, or as it hands on",
        "evidence": "{program} What lies below is right, so the root had its 1 and has lost it since.",
    },
    ("unseeded", "rules.root"): {"evidence": "{program} Nothing can flow from there."},
}
