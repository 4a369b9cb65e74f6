"""Right ways to write `forward_mode` of problem set 11."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

import math
import operator

import numpy as np

from autograd_lab.exams.ps11.dual_variants import by_slopes, by_walks
from autograd_lab.exams.question import Variant


class _Dual:
    """A number with its rate."""

    def __init__(self, value, rate):
        self.value, self.rate = value, rate

    def __add__(self, other):
        return _Dual(self.value + other.value, self.rate + other.rate)

    def __sub__(self, other):
        return _Dual(self.value - other.value, self.rate - other.rate)

    def __mul__(self, other):
        return _Dual(self.value * other.value, self.rate * other.value + self.value * other.rate)

    def __truediv__(self, other):
        value = self.value / other.value
        return _Dual(value, (self.rate - value * other.rate) / other.value)

    def exp(self):
        value = math.exp(self.value)
        return _Dual(value, value * self.rate)

    def log(self):
        return _Dual(math.log(self.value), self.rate / self.value)

    def tanh(self):
        value = math.tanh(self.value)
        return _Dual(value, (1 - value * value) * self.rate)


_OPERATORS = {"add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv}


def _by_class(program, x):
    gradient = []
    for k in range(len(x)):
        handles = [_Dual(float(v), float(i == k)) for i, v in enumerate(x)]
        for op, *at in program:
            if op == "const":
                handles.append(_Dual(at[0], 0.0))
            elif op in _OPERATORS:
                handles.append(_OPERATORS[op](handles[at[0]], handles[at[1]]))
            else:
                handles.append(getattr(handles[at[0]], op)())
        gradient.append(handles[-1].rate)
    return handles[-1].value, np.array(gradient)


def _by_matrices(program, x):
    """[[a, ȧ], [0, a]] multiplies as pairs do."""
    gradient = np.zeros(len(x))
    for k in range(len(x)):
        made = [np.array([[v, float(i == k)], [0.0, v]]) for i, v in enumerate(x)]
        for op, *at in program:
            if op == "const":
                made.append(at[0] * np.eye(2))
                continue
            A = made[at[0]]
            a, da = A[0, 0], A[0, 1]
            if op == "add":
                M = A + made[at[1]]
            elif op == "sub":
                M = A - made[at[1]]
            elif op == "mul":
                M = A @ made[at[1]]
            elif op == "div":
                b, db = made[at[1]][0, 0], made[at[1]][0, 1]
                M = A @ np.array([[1 / b, -db / b**2], [0.0, 1 / b]])
            else:
                f, slope = {
                    "exp": (np.exp(a), np.exp(a)),
                    "log": (np.log(abs(a)), 1 / a),
                    "tanh": (np.tanh(a), 1 / np.cosh(a) ** 2),
                }[op]
                M = np.array([[f, slope * da], [0.0, f]])
            made.append(M)
        gradient[k] = made[-1][0, 1]
    return made[-1][0, 0], gradient


def _by_complex_step(program, x):
    rules = {"exp": np.exp, "log": np.log, "tanh": np.tanh}
    gradient = np.zeros(len(x))
    for k in range(len(x)):
        v = [complex(one) for one in x]
        v[k] += 1e-150j
        for op, *at in program:
            if op == "const":
                v.append(complex(at[0]))
            elif op in _OPERATORS:
                v.append(_OPERATORS[op](v[at[0]], v[at[1]]))
            else:
                v.append(rules[op](v[at[0]]))
        gradient[k] = v[-1].imag / 1e-150
    return v[-1].real, gradient


def _backward(program, x):
    """Reverse mode gives the same numbers."""
    v = [float(one) for one in x]
    for op, *at in program:
        u = [v[i] for i in at] if op != "const" else at
        v.append(
            {
                "const": lambda u: u[0],
                "add": lambda u: u[0] + u[1],
                "sub": lambda u: u[0] - u[1],
                "mul": lambda u: u[0] * u[1],
                "div": lambda u: u[0] / u[1],
                "exp": lambda u: math.exp(u[0]),
                "log": lambda u: math.log(u[0]),
                "tanh": lambda u: math.tanh(u[0]),
            }[op](u)
        )
    grad = [0.0] * len(v)
    grad[-1] = 1.0
    for number in range(len(program) - 1, -1, -1):
        op, *at = program[number]
        g = grad[len(x) + number]
        if op == "const":
            continue
        a, b = v[at[0]], v[at[-1]]
        slopes = {
            "add": (1, 1),
            "sub": (1, -1),
            "mul": (b, a),
            "div": (1 / b, -a / (b * b)) if b else (0, 0),
            "exp": (v[len(x) + number],),
            "log": (1 / a,) if a else (0,),
            "tanh": (1 - v[len(x) + number] ** 2,),
        }[op]
        for i, slope in zip(at, slopes, strict=True):
            grad[i] += g * slope
    return v[-1], np.array(grad[: len(x)])


def _in_arrays(program, x):
    """Numbers and rates in two arrays that are long enough."""
    n = len(x)
    v, d = np.zeros(n + len(program)), np.zeros((n + len(program), n))
    v[:n], d[:n] = x, np.eye(n)
    for at, step in enumerate(program, start=n):
        match step:
            case ("const", c):
                v[at] = c
            case ("add", i, j):
                v[at], d[at] = v[i] + v[j], d[i] + d[j]
            case ("sub", i, j):
                v[at], d[at] = v[i] - v[j], d[i] - d[j]
            case ("mul", i, j):
                v[at], d[at] = v[i] * v[j], v[j] * d[i] + v[i] * d[j]
            case ("div", i, j):
                v[at] = v[i] / v[j]
                d[at] = d[i] / v[j] - v[at] * d[j] / v[j]
            case ("exp", i):
                v[at] = np.exp(v[i])
                d[at] = v[at] * d[i]
            case ("log", i):
                v[at], d[at] = np.log(v[i]), d[i] / v[i]
            case ("tanh", i):
                v[at] = np.tanh(v[i])
                d[at] = d[i] - v[at] ** 2 * d[i]
    return v[-1], d[-1]


def _recursive(program, x):
    """From the last handle back to those that it is made of."""
    n = len(x)

    def pair(handle):
        if handle < n:
            return x[handle], np.eye(n)[handle]
        op, *at = program[handle - n]
        if op == "const":
            return at[0], np.zeros(n)
        (a, da), *rest = [pair(i) for i in at]
        b, db = rest[0] if rest else (0.0, 0.0)
        if op == "add":
            return a + b, da + db
        if op == "sub":
            return a - b, da - db
        if op == "mul":
            return a * b, a * db + b * da
        if op == "div":
            return a * b**-1.0, (b * da - a * db) / (b * b)
        if op == "exp":
            return np.exp(a), da * np.exp(a)
        if op == "log":
            return np.log(a), da * a**-1.0
        return np.tanh(a), da * (1 + np.tanh(a)) * (1 - np.tanh(a))

    return pair(n + len(program) - 1)


def _of_floats(program, x):
    value, gradient = by_walks()(program, x)
    return float(value), np.array([float(one) for one in gradient])


def _tanh_by_exponentials(program, x):
    def tanh(a, da):
        e = np.exp(2 * a)
        return 4 * e / (e + 1) ** 2 * da

    return by_walks(tanh=tanh)(program, x)


DUAL_RIGHT = (
    Variant("a walk for each input", by_walks()),
    Variant("one walk, by slopes", by_slopes()),
    Variant("a class of pairs", _by_class),
    Variant("matrices for pairs", _by_matrices),
    Variant("complex step", _by_complex_step),
    Variant("reverse mode", _backward),
    Variant("two arrays", _in_arrays),
    Variant("recursion", _recursive),
    Variant("plain floats", _of_floats),
    Variant("tanh by exponentials", _tanh_by_exponentials),
    Variant("a list of two", lambda program, x: list(by_slopes()(program, x))),
    Variant("the quotient through 1/b", by_slopes(div=lambda a, b: (a * (1 / b), 1 / b, -a * (1 / b) ** 2))),
)
