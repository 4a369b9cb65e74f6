"""Exhibits of reward and forward mode that are written out: right texts, and in each the line that went wrong."""

_RETURNS = """\
def returns_to_go(rewards, ends, gamma):
    G = np.zeros(len(rewards))
    after = 0.0
    for t in reversed(range(len(rewards))):
        reward = rewards[t]
        after = reward if ends[t] else reward + gamma * after
        G[t] = after
    return G"""
_POLICY = """\
def score_function_gradient(logits, actions, returns, baseline):
    e = np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True)
    marks = np.eye(logits.shape[1])[actions]
    w = (returns - baseline)[:, None]
    d = w * (p - marks)
    return d / len(d)"""
_NEURON = """\
def score_function_neuron(x, w, b, y, s, baseline):
    p = 1 / (1 + np.exp(-(x @ w + b)))
    worth = (s - y) ** 2 - baseline
    score = s - p
    dz = np.mean(worth * score)
    return dz * x, dz"""
_DUAL = """\
def forward_mode(program, x):
    values, rates = list(x), list(np.eye(len(x)))
    for name, *of in program:
        if name == "const":
            value, rate = of[0], 0 * rates[0]
        else:
            u = [values[i] for i in of]
            if name == "add":
                value, slopes = u[0] + u[1], [1, 1]
            elif name == "sub":
                value, slopes = u[0] - u[1], [1, -1]
            elif name == "mul":
                value, slopes = u[0] * u[1], [u[1], u[0]]
            elif name == "div":
                value, slopes = u[0] / u[1], [1 / u[1], -u[0] / u[1] ** 2]
            elif name == "exp":
                value, slopes = np.exp(u[0]), [np.exp(u[0])]
            elif name == "log":
                value, slopes = np.log(u[0]), [1 / u[0]]
            else:
                value, slopes = np.tanh(u[0]), [1 - np.tanh(u[0]) ** 2]
            terms = list(zip(of, slopes))
            rate = sum(slope * rates[i] for i, slope in terms)
        values.append(value)
        rates.append(rate)
    return values[-1], rates[-1]"""

#: by question, with a word where a question has more than one
REWARD_TEXTS = {
    "returns_to_go, in one line": _RETURNS,
    "score_function_gradient, short": _POLICY,
    "score_function_neuron, short": _NEURON,
    "forward_mode, by slopes": _DUAL,
}
_TERMS = "terms = list(zip(of, slopes))"
#: mistake, text, the right line, the wrong one
REWARD_SLIPS = (
    (
        "return-end-reward-lost",
        "returns_to_go, in one line",
        "after = reward if ends[t] else reward + gamma * after",
        "after = 0.0 if ends[t] else reward + gamma * after",
    ),
    (
        "score-baseline-outside",
        "score_function_gradient, short",
        "d = w * (p - marks)",
        "d = returns[:, None] * (p - marks) - baseline",
    ),
    ("policy-weight-on-half", "score_function_gradient, short", "d = w * (p - marks)", "d = p - w * marks"),
    ("coin-y-for-p", "score_function_neuron, short", "score = s - p", "score = s - y"),
    (
        "dual-other-function",
        "forward_mode, by slopes",
        "value, slopes = np.log(u[0]), [1 / u[0]]",
        "value, slopes = np.log10(u[0]), [1 / u[0]]",
    ),
    ("dual-used-twice", "forward_mode, by slopes", _TERMS, "terms = dict(zip(of, slopes)).items()"),
    ("dual-first-operand", "forward_mode, by slopes", _TERMS, "terms = list(zip(of, slopes))[:1]"),
    (
        "dual-slope-added",
        "forward_mode, by slopes",
        "rate = sum(slope * rates[i] for i, slope in terms)",
        "rate = sum(slope + rates[i] for i, slope in terms)",
    ),
)
#: for a right line, lines that are wrong in its place, where no other mistake of the catalogue stands there
REWARD_DECOYS: dict[str, tuple[str, ...]] = {
    "score = s - p": ("score = abs(s - p)", "score = s - p ** 2"),
    "rates.append(0.0)": ("rates.append(values[-1])", "rates.append(-1.0)"),
    _TERMS: ("terms = list(zip(of[::-1], slopes))", "terms = list(zip(of, slopes[::-1]))"),
}
