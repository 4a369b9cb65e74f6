"""Problem set 5, as students hand it in: the article's formulas, one sample, columns; from the contract alone.

The three formulas were written before the set or the catalogue had been seen, the gradients and verdicts from the
released notebook.
"""

from tests.exams.second_bank.submission import Submission, edited

PRELUDE = """
def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def delta_means():
    return "dL/dz"

def article_output_delta(a, y):
    return 2 / len(a) * (a - y) * a * (1 - a)

def article_hidden_delta(W_next, delta_next, a):
    return (W_next.T @ delta_next) * a * (1 - a)

def article_weight_gradient(delta, a_prev):
    return delta @ a_prev.T
"""

OUTPUT = (
    Submission(
        "article_output_delta",
        "residual-twice",
        "The residual stands there twice: (a − y)².",
        """
def article_output_delta(a, y):
    n = len(a)
    return 2 / n * (a - y) ** 2 * a * (1 - a)
""",
    ),
    Submission(
        "article_output_delta",
        "no-slope",
        "a(1 − a) is missing.",
        """
def article_output_delta(a, y):
    n = a.shape[0]
    return (2 / n) * (a - y)
""",
    ),
    Submission(
        "article_output_delta",
        "no-n",
        "The 1/n is missing: the sum over the outputs, as in the course's own loss.",
        """
def article_output_delta(a, y):
    return 2 * (a - y) * a * (1 - a)
""",
    ),
    Submission(
        "article_output_delta",
        "no-two",
        "The 2 is missing.",
        """
def article_output_delta(a, y):
    return (a - y) * a * (1 - a) / len(a)
""",
    ),
    Submission(
        "article_output_delta",
        "y-minus-a",
        "y − a: the sign is wrong.",
        """
def article_output_delta(a, y):
    n = a.size
    return 2 / n * (y - a) * a * (1 - a)
""",
    ),
    Submission(
        "article_output_delta",
        "half-loss-of-one-sample",
        "(a − y)a(1 − a), for the loss with ½ and a sum: both 2 and 1/n are missing.",
        """
def article_output_delta(a, y):
    return (a - y) * a * (1 - a)
""",
    ),
    Submission(
        "article_output_delta",
        "sigmoid-again",
        "a is put through a sigmoid again before a(1 − a).",
        """
def article_output_delta(a, y):
    s = 1 / (1 + np.exp(-a))
    return 2 / len(a) * (a - y) * s * (1 - s)
""",
    ),
    Submission(
        "article_output_delta",
        "slope-plus",
        "a(1 + a) stands for a(1 − a).",
        """
def article_output_delta(a, y):
    return 2 / len(a) * (a - y) * a * (1 + a)
""",
    ),
    Submission(
        "article_output_delta",
        "cross-entropy",
        "(a − y)/n: the δ of cross-entropy.",
        """
def article_output_delta(a, y):
    return (a - y) / len(a)
""",
    ),
    Submission(
        "article_output_delta",
        "slope-squared",
        "a(1 − a) is multiplied in twice.",
        """
def article_output_delta(a, y):
    sp = a * (1 - a)
    return 2 / len(a) * (a - y) * sp**2
""",
    ),
)

HIDDEN = (
    Submission(
        "article_hidden_delta",
        "no-slope",
        "a(1 − a) is missing.",
        """
def article_hidden_delta(W_next, delta_next, a):
    return W_next.T @ delta_next
""",
    ),
    Submission(
        "article_hidden_delta",
        "not-transposed",
        "W_next is not transposed.",
        """
def article_hidden_delta(W_next, delta_next, a):
    return np.dot(W_next, delta_next) * a * (1 - a)
""",
    ),
    Submission(
        "article_hidden_delta",
        "weights-left-out",
        "The weights are left out: the sum of δ of the next layer reaches every unit.",
        """
def article_hidden_delta(W_next, delta_next, a):
    return np.sum(delta_next) * a * (1 - a)
""",
    ),
    Submission(
        "article_hidden_delta",
        "slope-squared",
        "The slope is multiplied in twice.",
        """
def article_hidden_delta(W_next, delta_next, a):
    s = a * (1 - a)
    d = (W_next.T @ delta_next) * s
    return d * s
""",
    ),
    Submission(
        "article_hidden_delta",
        "slope-is-a",
        "a is multiplied in where a(1 − a) belongs.",
        """
def article_hidden_delta(W_next, delta_next, a):
    return (W_next.T @ delta_next) * a
""",
    ),
    Submission(
        "article_hidden_delta",
        "sigmoid-again",
        "a is put through a sigmoid again before a(1 − a).",
        """
def article_hidden_delta(W_next, delta_next, a):
    s = 1 / (1 + np.exp(-a))
    return W_next.T.dot(delta_next) * s * (1 - s)
""",
    ),
    Submission(
        "article_hidden_delta",
        "averaged-over-units",
        "The contributions are divided by the number of neurons above.",
        """
def article_hidden_delta(W_next, delta_next, a):
    back = W_next.T @ delta_next / len(delta_next)
    return back * a * (1 - a)
""",
    ),
    Submission(
        "article_hidden_delta",
        "minus",
        "There is a minus in front.",
        """
def article_hidden_delta(W_next, delta_next, a):
    return -(W_next.T @ delta_next) * a * (1 - a)
""",
    ),
    Submission(
        "article_hidden_delta",
        "tanh-slope",
        "1 − a², the slope of tanh.",
        """
def article_hidden_delta(W_next, delta_next, a):
    return (W_next.T @ delta_next) * (1 - a**2)
""",
    ),
    Submission(
        "article_hidden_delta",
        "two-again",
        "2/n is put in again, which is inside the δ of the output already.",
        """
def article_hidden_delta(W_next, delta_next, a):
    n = len(delta_next)
    return 2 / n * (W_next.T @ delta_next) * a * (1 - a)
""",
    ),
)

WEIGHTS = (
    Submission(
        "article_weight_gradient",
        "transposed",
        "The result is (n_in, n_out): a δᵀ for δ aᵀ.",
        """
def article_weight_gradient(delta, a_prev):
    return np.outer(a_prev, delta)
""",
    ),
    Submission(
        "article_weight_gradient",
        "inner-product",
        "The inner product is taken, or a product entry by entry, where the outer one belongs.",
        """
def article_weight_gradient(delta, a_prev):
    return delta * a_prev
""",
    ),
    Submission(
        "article_weight_gradient",
        "slope-again",
        "A slope a(1 − a) of the layer below is multiplied in.",
        """
def article_weight_gradient(delta, a_prev):
    return np.outer(delta, a_prev * (1 - a_prev))
""",
    ),
    Submission(
        "article_weight_gradient",
        "minus",
        "There is a minus: the step, not the gradient.",
        """
def article_weight_gradient(delta, a_prev):
    return -np.outer(delta, a_prev)
""",
    ),
    Submission(
        "article_weight_gradient",
        "delta-repeated",
        "a_prev is left out: δ is repeated for every input.",
        """
def article_weight_gradient(delta, a_prev):
    return np.outer(delta, np.ones(len(a_prev)))
""",
    ),
    Submission(
        "article_weight_gradient",
        "averaged",
        "It is divided by the number of inputs.",
        """
def article_weight_gradient(delta, a_prev):
    return np.outer(delta, a_prev) / len(a_prev)
""",
    ),
    Submission(
        "article_weight_gradient",
        "two-again",
        "A factor 2 is put in again.",
        """
def article_weight_gradient(delta, a_prev):
    return 2 * np.outer(delta, a_prev)
""",
    ),
    Submission(
        "article_weight_gradient",
        "rate-inside",
        "A learning rate of 0.1 is multiplied in.",
        """
def article_weight_gradient(delta, a_prev):
    lr = 0.1
    return lr * np.outer(delta, a_prev)
""",
    ),
    Submission(
        "article_weight_gradient",
        "sigmoid-again",
        "a_prev is put through a sigmoid once more.",
        """
def article_weight_gradient(delta, a_prev):
    s = 1 / (1 + np.exp(-a_prev))
    return np.outer(delta, s)
""",
    ),
)

CHAIN = """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    delta_o = article_output_delta(a_o, y)
    delta_h2 = article_hidden_delta(W_o, delta_o, a_h2)
    delta_h1 = article_hidden_delta(W_h2, delta_h2, a_h1)
    dW_o = article_weight_gradient(delta_o, a_h2)
    dW_h2 = article_weight_gradient(delta_h2, a_h1)
    dW_h1 = article_weight_gradient(delta_h1, x)
    return dW_h1, delta_h1, dW_h2, delta_h2, dW_o, delta_o
"""

PLAIN = """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    n = y.shape[0]
    d3 = 2 / n * (a_o - y) * a_o * (1 - a_o)
    d2 = np.dot(W_o.T, d3) * a_h2 * (1 - a_h2)
    d1 = np.dot(W_h2.T, d2) * a_h1 * (1 - a_h1)
    return np.dot(d1, x.T), d1, np.dot(d2, a_h1.T), d2, np.dot(d3, a_h2.T), d3
"""

GRADIENTS = (
    Submission(
        "article_gradients",
        "output-first",
        "The six come from the output down: output, h2, h1.",
        edited(
            CHAIN,
            (
                "return dW_h1, delta_h1, dW_h2, delta_h2, dW_o, delta_o",
                "return dW_o, delta_o, dW_h2, delta_h2, dW_h1, delta_h1",
            ),
        ),
    ),
    Submission(
        "article_gradients",
        "own-activation-of-the-wrong-layer",
        "The slope of each hidden δ is taken from the layer above (a_o and a_h2) where its own belongs.",
        edited(
            PLAIN,
            ("np.dot(W_o.T, d3) * a_h2 * (1 - a_h2)", "np.dot(W_o.T, d3 * a_o * (1 - a_o))"),
            ("np.dot(W_h2.T, d2) * a_h1 * (1 - a_h1)", "np.dot(W_h2.T, d2 * a_h2 * (1 - a_h2))"),
        ),
    ),
    Submission(
        "article_gradients",
        "no-slope-in-hidden",
        "The hidden layers' σ' is missing.",
        edited(
            PLAIN,
            ("np.dot(W_o.T, d3) * a_h2 * (1 - a_h2)", "np.dot(W_o.T, d3)"),
            ("np.dot(W_h2.T, d2) * a_h1 * (1 - a_h1)", "np.dot(W_h2.T, d2)"),
        ),
    ),
    Submission(
        "article_gradients",
        "y-minus-a",
        "The residual is y − a: all signs are wrong.",
        edited(PLAIN, ("(a_o - y)", "(y - a_o)")),
    ),
    Submission(
        "article_gradients",
        "no-n",
        "The 1/n of the mean is missing everywhere.",
        edited(PLAIN, ("2 / n * (a_o", "2 * (a_o")),
    ),
    Submission(
        "article_gradients",
        "no-two",
        "The factor 2 is missing everywhere.",
        edited(PLAIN, ("2 / n * (a_o", "1 / n * (a_o")),
    ),
    Submission(
        "article_gradients",
        "dW-transposed",
        "The weight gradients are (n_in, n_out).",
        edited(
            CHAIN,
            ("article_weight_gradient(delta_o, a_h2)", "a_h2 @ delta_o.T"),
            ("article_weight_gradient(delta_h2, a_h1)", "a_h1 @ delta_h2.T"),
            ("article_weight_gradient(delta_h1, x)", "x @ delta_h1.T"),
        ),
    ),
    Submission(
        "article_gradients",
        "own-answer-for-input",
        "Each weight gradient takes what the layer has answered, not what entered it.",
        edited(
            CHAIN,
            ("article_weight_gradient(delta_o, a_h2)", "article_weight_gradient(delta_o, a_o)"),
            ("article_weight_gradient(delta_h2, a_h1)", "article_weight_gradient(delta_h2, a_h2)"),
            ("article_weight_gradient(delta_h1, x)", "article_weight_gradient(delta_h1, a_h1)"),
        ),
    ),
    Submission(
        "article_gradients",
        "residual-twice",
        "The residual is squared at the output, as in the article.",
        edited(PLAIN, ("(a_o - y) *", "(a_o - y) ** 2 *")),
    ),
    Submission(
        "article_gradients",
        "flat-biases",
        "The bias gradients are flat, (n,), and not columns.",
        edited(
            CHAIN,
            (
                "return dW_h1, delta_h1, dW_h2, delta_h2, dW_o, delta_o",
                "return dW_h1, delta_h1.ravel(), dW_h2, delta_h2.ravel(), dW_o, delta_o.ravel()",
            ),
        ),
    ),
    Submission(
        "article_gradients",
        "weights-only",
        "Only the three weight gradients are returned.",
        edited(CHAIN, ("return dW_h1, delta_h1, dW_h2, delta_h2, dW_o, delta_o", "return dW_h1, dW_h2, dW_o")),
    ),
    Submission(
        "article_gradients",
        "h2-through-the-wrong-matrix",
        "δ of h1 comes down through W_o again, where W_h2 belongs.",
        edited(CHAIN, ("article_hidden_delta(W_h2, delta_h2, a_h1)", "article_hidden_delta(W_o, delta_h2, a_h1)")),
    ),
)

TRUE = {
    "step": ("S", "b a holds c holds a"),
    "recursion": ("R", "c a b b c holds"),
    "example": ("X", "b a c c a b a c b a b holds"),
    "words": ("W", "b a b c holds b a c a"),
}


def _given(name: str, words: list[str]) -> str:
    """The function that returns these verdicts, one line for each."""
    letter = TRUE[name][0]
    lines = "".join(f"    v['{letter}{i}'] = {word}\n" for i, word in enumerate(words, 1))
    return f"\ndef verdicts_{name}():\n    v = {{}}\n{lines}    return v\n"


def _judged(name: str) -> tuple[Submission, ...]:
    """Wrong verdicts on one list of claims, and right ones in a form that is none."""
    question, letter, true = f"verdicts_{name}", TRUE[name][0], TRUE[name][1].split()
    right, count = [repr(word) for word in true], len(true)
    other = {"holds": "'a'", "a": "'b'", "b": "'c'", "c": "'a'"}
    first, last = [other[true[0]], *right[1:]], [*right[:-1], other[true[-1]]]
    doubted = [word if word != "'holds'" else "'b'" for word in right]
    as_list = f"\ndef {question}():\n    return [{', '.join(right)}]\n"
    printed = _given(name, right).replace("    return v", "    print(v)")
    booleans = [str(word == "holds") for word in true]
    sentences = [f"'it should be {word}'" for word in true]
    rows = (
        ("first-claim", f"The verdict on {letter}1 is wrong.", _given(name, first)),
        ("last-claim", f"The verdict on {letter}{count} is wrong.", _given(name, last)),
        ("all-hold", "Everything is believed.", _given(name, ["'holds'"] * count)),
        ("nothing-holds", "The claims that hold are taken for wrong.", _given(name, doubted)),
        ("all-a", "The letter a is given for all.", _given(name, ["'a'"] * count)),
        ("shifted", "The verdicts have slipped by one claim.", _given(name, [*right[1:], right[0]])),
        ("open", "The last claims are still None.", _given(name, [*right[:-2], "None", "None"])),
        ("booleans", "True and False are given for the words.", _given(name, booleans)),
        ("sentences", "Sentences are given for the words.", _given(name, sentences)),
        ("list", "A list is returned, not a dict.", as_list),
        ("printed", "The verdicts are printed and not returned.", printed),
        ("one-missing", "The last claim has no verdict at all.", _given(name, right[:-1])),
    )  # fmt: skip
    return tuple(Submission(question, slug, truth, source) for slug, truth, source in rows)


VERDICTS = tuple(submission for name in TRUE for submission in _judged(name))

SUBMISSIONS = OUTPUT + HIDDEN + WEIGHTS + GRADIENTS + VERDICTS

# --- written afterwards, from ids and names alone ---

#: the name of the catalogue that says what a submission's truth says; "" where it has none: then none may be given
NAMES = {
    "article_output_delta/residual-twice": "residual-squared",
    "article_output_delta/no-slope": "slope-missing",
    "article_output_delta/no-n": "mean-missing",
    "article_output_delta/no-two": "factor-two-missing",
    "article_output_delta/y-minus-a": "sign",
    "article_output_delta/half-loss-of-one-sample": "two-and-mean-missing",
    "article_output_delta/sigmoid-again": "slope-at-a",
    "article_output_delta/slope-plus": "slope-plus",
    "article_output_delta/cross-entropy": "cross-entropy-delta",
    "article_output_delta/slope-squared": "slope-twice",
    "article_hidden_delta/no-slope": "slope-missing",
    "article_hidden_delta/not-transposed": "transpose",
    "article_hidden_delta/weights-left-out": "weights-missing",
    "article_hidden_delta/slope-squared": "slope-twice",
    "article_hidden_delta/slope-is-a": "activation-for-slope",
    "article_hidden_delta/sigmoid-again": "slope-at-a",
    "article_hidden_delta/averaged-over-units": "averaged-over-units",
    "article_hidden_delta/minus": "sign",
    "article_hidden_delta/tanh-slope": "slope-of-tanh",
    "article_hidden_delta/two-again": "averaged-twice",
    "article_weight_gradient/transposed": "transpose",
    "article_weight_gradient/inner-product": "entrywise-for-matrix",
    "article_weight_gradient/slope-again": "slope-extra",
    "article_weight_gradient/minus": "sign",
    "article_weight_gradient/delta-repeated": "input-left-out",
    "article_weight_gradient/averaged": "averaged-twice",  # not in the catalogue at first
    "article_weight_gradient/two-again": "factor-two-doubled",
    "article_weight_gradient/rate-inside": "found-factor",
    "article_weight_gradient/sigmoid-again": "sigmoid-twice",
    "article_gradients/output-first": "reversed",
    "article_gradients/own-activation-of-the-wrong-layer": "wrong-layer-slope",
    "article_gradients/no-slope-in-hidden": "slope-missing",
    "article_gradients/y-minus-a": "sign",
    "article_gradients/no-n": "mean-missing",
    "article_gradients/no-two": "factor-two-missing",
    "article_gradients/dW-transposed": "transpose",
    "article_gradients/own-answer-for-input": "wrong-layer-input",
    "article_gradients/residual-twice": "residual-squared",
    "article_gradients/flat-biases": "found-shape",
    "article_gradients/weights-only": "",
    "article_gradients/h2-through-the-wrong-matrix": "wrong-layer-weights",
    "verdicts_step/first-claim": "claim-misjudged",
    "verdicts_step/last-claim": "claim-misjudged",
    "verdicts_step/all-hold": "claim-misjudged",
    "verdicts_step/nothing-holds": "claim-misjudged",
    "verdicts_step/all-a": "claim-misjudged",
    "verdicts_step/shifted": "claim-misjudged",
    "verdicts_step/open": "claim-open",
    "verdicts_step/booleans": "",
    "verdicts_step/sentences": "",
    "verdicts_step/list": "",
    "verdicts_step/printed": "",
    "verdicts_step/one-missing": "claim-open",
    "verdicts_recursion/first-claim": "claim-misjudged",
    "verdicts_recursion/last-claim": "claim-misjudged",
    "verdicts_recursion/all-hold": "claim-misjudged",
    "verdicts_recursion/nothing-holds": "claim-misjudged",
    "verdicts_recursion/all-a": "claim-misjudged",
    "verdicts_recursion/shifted": "claim-misjudged",
    "verdicts_recursion/open": "claim-open",
    "verdicts_recursion/booleans": "",
    "verdicts_recursion/sentences": "",
    "verdicts_recursion/list": "",
    "verdicts_recursion/printed": "",
    "verdicts_recursion/one-missing": "claim-open",
    "verdicts_example/first-claim": "claim-misjudged",
    "verdicts_example/last-claim": "claim-misjudged",
    "verdicts_example/all-hold": "claim-misjudged",
    "verdicts_example/nothing-holds": "claim-misjudged",
    "verdicts_example/all-a": "claim-misjudged",
    "verdicts_example/shifted": "claim-misjudged",
    "verdicts_example/open": "claim-open",
    "verdicts_example/booleans": "",
    "verdicts_example/sentences": "",
    "verdicts_example/list": "",
    "verdicts_example/printed": "",
    "verdicts_example/one-missing": "claim-open",
    "verdicts_words/first-claim": "claim-misjudged",
    "verdicts_words/last-claim": "claim-misjudged",
    "verdicts_words/all-hold": "claim-misjudged",
    "verdicts_words/nothing-holds": "claim-misjudged",
    "verdicts_words/all-a": "claim-misjudged",
    "verdicts_words/shifted": "claim-misjudged",
    "verdicts_words/open": "claim-open",
    "verdicts_words/booleans": "",
    "verdicts_words/sentences": "",
    "verdicts_words/list": "",
    "verdicts_words/printed": "",
    "verdicts_words/one-missing": "claim-open",
}
