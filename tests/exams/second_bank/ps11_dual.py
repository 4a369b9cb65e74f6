"""Problem set 11, forward mode: wrong answers as students hand them in."""

from tests.exams.second_bank.submission import Submission, edited

LOOP = """
def forward_mode(program, x):
    n = len(x)
    grad = np.zeros(n)
    for k in range(n):
        vals = list(x)
        dots = [0.0] * n
        dots[k] = 1.0
        for instr in program:
            op = instr[0]
            if op == "const":
                vals.append(instr[1])
                dots.append(0.0)
            elif op == "add":
                i, j = instr[1], instr[2]
                vals.append(vals[i] + vals[j])
                dots.append(dots[i] + dots[j])
            elif op == "sub":
                i, j = instr[1], instr[2]
                vals.append(vals[i] - vals[j])
                dots.append(dots[i] - dots[j])
            elif op == "mul":
                i, j = instr[1], instr[2]
                vals.append(vals[i] * vals[j])
                dots.append(dots[i] * vals[j] + vals[i] * dots[j])
            elif op == "div":
                i, j = instr[1], instr[2]
                vals.append(vals[i] / vals[j])
                dots.append((dots[i] * vals[j] - vals[i] * dots[j]) / vals[j] ** 2)
            elif op == "exp":
                i = instr[1]
                vals.append(np.exp(vals[i]))
                dots.append(vals[-1] * dots[i])
            elif op == "log":
                i = instr[1]
                vals.append(np.log(vals[i]))
                dots.append(dots[i] / vals[i])
            elif op == "tanh":
                i = instr[1]
                vals.append(np.tanh(vals[i]))
                dots.append((1 - vals[-1] ** 2) * dots[i])
        grad[k] = dots[-1]
    return vals[-1], grad
"""
CLASS = """
class Dual:
    def __init__(self, v, d):
        self.v, self.d = v, d
    def __add__(self, o):
        return Dual(self.v + o.v, self.d + o.d)
    def __sub__(self, o):
        return Dual(self.v - o.v, self.d - o.d)
    def __mul__(self, o):
        return Dual(self.v * o.v, self.d * o.v + self.v * o.d)
    def __truediv__(self, o):
        return Dual(self.v / o.v, self.d / o.v - self.v * o.d / o.v ** 2)
    def exp(self):
        e = np.exp(self.v)
        return Dual(e, e * self.d)
    def log(self):
        return Dual(np.log(self.v), self.d / self.v)
    def tanh(self):
        t = np.tanh(self.v)
        return Dual(t, (1 - t ** 2) * self.d)

def forward_mode(program, x):
    eye = np.eye(len(x))
    h = [Dual(v, eye[i]) for i, v in enumerate(x)]
    for op, *a in program:
        if op == "const":
            h.append(Dual(a[0], np.zeros(len(x))))
        elif op == "add":
            h.append(h[a[0]] + h[a[1]])
        elif op == "sub":
            h.append(h[a[0]] - h[a[1]])
        elif op == "mul":
            h.append(h[a[0]] * h[a[1]])
        elif op == "div":
            h.append(h[a[0]] / h[a[1]])
        else:
            h.append(getattr(h[a[0]], op)())
    return h[-1].v, h[-1].d
"""
SLOPES = """
def forward_mode(program, x):
    values = [float(v) for v in x]
    rates = [np.eye(len(x))[k] for k in range(len(x))]
    for name, *at in program:
        if name == "const":
            value, slopes = at[0], {}
        else:
            u = [values[i] for i in at]
            if name == "add":
                value, local = u[0] + u[1], (1, 1)
            elif name == "sub":
                value, local = u[0] - u[1], (1, -1)
            elif name == "mul":
                value, local = u[0] * u[1], (u[1], u[0])
            elif name == "div":
                value, local = u[0] / u[1], (1 / u[1], -u[0] / u[1] ** 2)
            elif name == "exp":
                value, local = np.exp(u[0]), (np.exp(u[0]),)
            elif name == "log":
                value, local = np.log(u[0]), (1 / u[0],)
            else:
                value, local = np.tanh(u[0]), (1 - np.tanh(u[0]) ** 2,)
            slopes = list(zip(at, local))
        values.append(value)
        rates.append(sum((slope * rates[i] for i, slope in slopes), np.zeros(len(x))))
    return values[-1], rates[-1]
"""
_EDITED = tuple(
    Submission("forward_mode", slug, truth, edited(base, *edits))
    for base, slug, truth, *edits in (
        (
            LOOP,
            "product-of-rates",
            "The rate of a product is the product of the rates.",
            ("dots[i] * vals[j] + vals[i] * dots[j]", "dots[i] * dots[j]"),
        ),
        (
            CLASS,
            "first-factor-alone",
            "In a product, only the first factor moves.",
            ("self.d * o.v + self.v * o.d)", "self.d * o.v)"),
        ),
        (
            CLASS,
            "second-factor-alone",
            "In a product, only the second factor moves.",
            ("self.d * o.v + self.v * o.d)", "self.v * o.d)"),
        ),
        (
            LOOP,
            "product-minus",
            "A minus in the rule of the product.",
            ("dots[i] * vals[j] + vals", "dots[i] * vals[j] - vals"),
        ),
        (
            LOOP,
            "product-own-values",
            "Each rate is multiplied by its own number.",
            ("dots[i] * vals[j] + vals[i] * dots[j]", "dots[i] * vals[i] + vals[j] * dots[j]"),
        ),
        (
            LOOP,
            "product-as-sum",
            "The rates are added, as for a sum.",
            ("dots[i] * vals[j] + vals[i] * dots[j]", "dots[i] + dots[j]"),
        ),
        (
            LOOP,
            "quotient-plus",
            "A plus in the rule of the quotient.",
            ("vals[j] - vals[i] * dots[j]) /", "vals[j] + vals[i] * dots[j]) /"),
        ),
        (
            LOOP,
            "quotient-turned",
            "The difference the wrong way round.",
            ("(dots[i] * vals[j] - vals[i] * dots[j])", "(vals[i] * dots[j] - dots[i] * vals[j])"),
        ),
        (LOOP, "quotient-not-squared", "The denominator is not squared.", ("/ vals[j] ** 2", "/ vals[j]")),
        (CLASS, "denominator-stands-still", "As if the denominator did not move.", (" - self.v * o.d / o.v ** 2", "")),
        (
            LOOP,
            "quotient-of-rates",
            "The rate of a quotient is the quotient of the rates.",
            ("(dots[i] * vals[j] - vals[i] * dots[j]) / vals[j] ** 2", "dots[i] / dots[j] if dots[j] else 0.0"),
        ),
        (
            SLOPES,
            "quotient-numerator-missing",
            "The second slope of a quotient is −1/b².",
            ("-u[0] / u[1] ** 2", "-1 / u[1] ** 2"),
        ),
        (
            LOOP,
            "minus-as-plus",
            "The rate of a difference is the sum of the rates.",
            ("dots[i] - dots[j])", "dots[i] + dots[j])"),
        ),
        (SLOPES, "minus-first-alone", "A difference does not move with what is taken off.", ("(1, -1)", "(1, 0)")),
        (LOOP, "exp-passes", "exp hands the rate on as it is.", ("vals[-1] * dots[i]", "dots[i]")),
        (LOOP, "exp-of-rate", "exp of the rate.", ("vals[-1] * dots[i]", "np.exp(dots[i])")),
        (LOOP, "exp-rate-missing", "The slope of exp without the rate.", ("vals[-1] * dots[i]", "vals[-1]")),
        (
            LOOP,
            "exp-like-power",
            "v·e^(v−1), as if e^v were a power of v.",
            ("vals[-1] * dots[i]", "vals[i] * np.exp(vals[i] - 1) * dots[i]"),
        ),
        (
            CLASS,
            "log-times",
            "Multiplies by the number in the place of dividing.",
            ("self.d / self.v)", "self.d * self.v)"),
        ),
        (CLASS, "log-passes", "log hands the rate on as it is.", ("self.d / self.v)", "self.d)")),
        (LOOP, "log-of-rate", "Divides by the value of the logarithm.", ("dots[i] / vals[i]", "dots[i] / vals[-1]")),
        (LOOP, "log-rate-missing", "1/v without the rate.", ("dots[i] / vals[i]", "1 / vals[i]")),
        (CLASS, "tanh-not-squared", "1 − t.", ("(1 - t ** 2)", "(1 - t)")),
        (CLASS, "tanh-like-sigmoid", "t(1 − t), as for a sigmoid.", ("(1 - t ** 2)", "t * (1 - t)")),
        (LOOP, "tanh-at-input", "1 − v², with the number that went in.", ("(1 - vals[-1] ** 2)", "(1 - vals[i] ** 2)")),
        (SLOPES, "tanh-slope-one", "tanh has the slope 1.", ("(1 - np.tanh(u[0]) ** 2,)", "(1.0,)")),
        (
            CLASS,
            "functions-without-rate",
            "exp, log and tanh forget the rate of what goes in.",
            ("Dual(e, e * self.d)", "Dual(e, e)"),
            ("self.d / self.v)", "1 / self.v)"),
            ("(1 - t ** 2) * self.d", "1 - t ** 2"),
        ),
        (
            CLASS,
            "functions-pass",
            "exp, log and tanh hand the rate on as it is.",
            ("Dual(e, e * self.d)", "Dual(e, self.d)"),
            ("self.d / self.v)", "self.d)"),
            ("(1 - t ** 2) * self.d", "self.d"),
        ),
        (LOOP, "constant-moves", "A constant has the rate 1.", ("dots.append(0.0)", "dots.append(1.0)")),
        (
            LOOP,
            "all-at-once",
            "All inputs move at once: one number, the sum, for each.",
            ("dots = [0.0] * n", "dots = [1.0] * n"),
        ),
        (
            LOOP,
            "never-cleared",
            "The rates of the inputs are not cleared between the walks.",
            ("        dots = [0.0] * n\n", "        dots = list(kept)\n"),
            ("    for k in range(n):\n", "    kept = [0.0] * n\n    for k in range(n):\n"),
            ("        dots[k] = 1.0\n", "        kept[k] = 1.0\n        dots = list(kept)\n"),
        ),
        (
            LOOP,
            "first-input",
            "Only the first input is walked for.",
            ("    for k in range(n)", "    for k in range(1)"),
        ),
        (LOOP, "number-of-the-input", "The rate of an input is its own number.", ("dots[k] = 1.0", "dots[k] = x[k]")),
        (LOOP, "value-before", "Reads the handle before the last.", ("return vals[-1], grad", "return vals[-2], grad")),
        (LOOP, "exchanged", "The gradient first.", ("return vals[-1], grad", "return grad, vals[-1]")),
        (LOOP, "gradient-alone", "The gradient alone.", ("return vals[-1], grad", "return grad")),
        (
            SLOPES,
            "same-handle-once",
            "The slopes are kept in a dict by handle: where both operands are one, the second overwrites the first.",
            ("list(zip(at, local))", "dict(zip(at, local)).items()"),
        ),
        (
            SLOPES,
            "only-first-operand",
            "Only the first operand's rate is used.",
            ("list(zip(at, local))", "list(zip(at, local))[:1]"),
        ),
        (
            LOOP,
            "gradient-is-a-list",
            "A list for the array.",
            ("return vals[-1], grad", "return vals[-1], grad.tolist()"),
        ),
        (LOOP, "log-base-ten", "log10, with the slope of ln.", ("np.log(vals[i])", "np.log10(vals[i])")),
        (
            LOOP,
            "sub-turned",
            "Takes the first off the second, number and rate.",
            ("vals[i] - vals[j])", "vals[j] - vals[i])"),
            ("dots[i] - dots[j])", "dots[j] - dots[i])"),
        ),
        (
            LOOP,
            "forgets-tanh",
            "tanh is not there.",
            (
                '            elif op == "tanh":\n                i = instr[1]\n'
                "                vals.append(np.tanh(vals[i]))\n"
                "                dots.append((1 - vals[-1] ** 2) * dots[i])\n",
                "",
            ),
        ),
        (
            LOOP,
            "product-and-quotient",
            "Two slips: the first factor alone, and the quotient not squared.",
            ("dots[i] * vals[j] + vals[i] * dots[j])", "dots[i] * vals[j])"),
            ("/ vals[j] ** 2", "/ vals[j]"),
        ),
    )
)
DUAL = (
    *_EDITED,
    Submission(
        "forward_mode",
        "one-sided",
        "By nudging each input up by a millionth: right to five digits or six.",
        """
def forward_mode(program, x):
    def run(x):
        v = list(x)
        for op, *a in program:
            if op == "const":
                v.append(a[0])
            else:
                u = [v[i] for i in a]
                rules = {"add": lambda: u[0] + u[1], "sub": lambda: u[0] - u[1], "mul": lambda: u[0] * u[1],
                         "div": lambda: u[0] / u[1], "exp": lambda: np.exp(u[0]), "log": lambda: np.log(u[0]),
                         "tanh": lambda: np.tanh(u[0])}
                v.append(rules[op]())
        return v[-1]
    h = 1e-6
    base = run(x)
    return base, np.array([(run(x + h * e) - base) / h for e in np.eye(len(x))])
""",
    ),
)
