"""Problem set 2, wrong answers: arithmetic, rules."""

from tests.exams.second_bank.submission import Submission
from tests.exams.third_bank.engines import CLOSURES, LINKS, OPS, engine

ARITHMETIC = (
    Submission(
        "arithmetic",
        "rsub-is-sub",
        "`2 - x` is computed as x − 2: `__rsub__` does the same as `__sub__`.",
        engine(
            LINKS,
            methods="""
    def __rsub__(self, other):
        return self - other
""",
        ),
    ),
    Submission(
        "arithmetic",
        "rtruediv-upside-down",
        "`5 / x` is computed as x / 5: `__rtruediv__` divides the wrong way round.",
        engine(
            LINKS,
            methods="""
    def __rtruediv__(self, other):
        return self / other
""",
        ),
    ),
    Submission(
        "arithmetic",
        "no-right-hand-methods",
        "A plain number on the left fails: `__radd__`, `__rsub__`, `__rmul__` and `__rtruediv__` have not "
        "been written.",
        engine(
            CLOSURES,
            without=(
                "__radd__",
                "__rsub__",
                "__rmul__",
                "__rtruediv__",
            ),
        ),
    ),
    Submission(
        "arithmetic",
        "plain-number-not-lifted",
        "`+` and `*` take it for granted that the other is a Scalar: `x + 2` fails, since a plain number "
        "has no data, and so do `-x` and `x - y`, which multiply by −1.",
        engine(
            CLOSURES,
            methods="""
    def __add__(self, other):
        out = Scalar(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        out = Scalar(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out
""",
        ),
    ),
    Submission(
        "arithmetic",
        "floor-division",
        "`/` is computed with `//`: quotients are rounded down.",
        engine(
            OPS,
            methods="""
    def __truediv__(self, other):
        return self._binary("/", other, lambda a, b: a // b)
""",
        ),
    ),
    Submission(
        "arithmetic",
        "caret",
        "The power is computed with `^`, which is xor in Python and fails on floats.",
        engine(
            LINKS,
            methods="""
    def __pow__(self, n):
        return Scalar(self.data ^ n, ((self, n * self.data ** (n - 1)),))
""",
        ),
    ),
    Submission(
        "arithmetic",
        "tanh-of-half",
        "tanh is computed as (e^x − 1)/(e^x + 1), without the 2 in the exponent: that is tanh(x/2).",
        engine(
            LINKS,
            methods="""
    def tanh(self):
        e = math.exp(self.data)
        out = (e - 1) / (e + 1)
        return Scalar(out, ((self, 1 - out**2),))
""",
        ),
    ),
    Submission(
        "arithmetic",
        "sigmoid-mirrored",
        "The minus sign in the exponent of the sigmoid is missing: it falls where it should rise.",
        engine(
            CLOSURES,
            methods="""
    def sigmoid(self):
        s = 1 / (1 + math.exp(self.data))
        out = Scalar(s, (self,))

        def _backward():
            self.grad += s * (1 - s) * out.grad

        out._backward = _backward
        return out
""",
        ),
    ),
    Submission(
        "arithmetic",
        "relu-is-a-step",
        "relu answers 1 for positive numbers, not the number itself: its value is its slope.",
        engine(
            OPS,
            methods="""
    def relu(self):
        return Scalar(float(self.data > 0), "relu", [self])
""",
        ),
    ),
    Submission(
        "arithmetic",
        "relu-is-abs",
        "relu turns negative numbers positive in place of making them 0.",
        engine(
            LINKS,
            methods="""
    def relu(self):
        return Scalar(abs(self.data), ((self, 1.0 if self.data > 0 else 0.0),))
""",
        ),
    ),
    Submission(
        "arithmetic",
        "leaky-relu",
        "relu lets a hundredth of a negative number through (leaky ReLU).",
        engine(
            CLOSURES,
            methods="""
    def relu(self):
        out = Scalar(self.data if self.data > 0 else 0.01 * self.data, (self,))

        def _backward():
            self.grad += (1.0 if self.data > 0 else 0.01) * out.grad

        out._backward = _backward
        return out
""",
        ),
    ),
    Submission(
        "arithmetic",
        "negation-in-place",
        "`-x` changes the sign of x itself and returns x.",
        engine(
            LINKS,
            methods="""
    def __neg__(self):
        self.data = -self.data
        return self
""",
        ),
    ),
    Submission(
        "arithmetic",
        "addition-in-place",
        "`x + y` adds y to x itself: the operand x has changed afterwards.",
        engine(
            CLOSURES,
            methods="""
    def __add__(self, other):
        other = other if isinstance(other, Scalar) else Scalar(other)
        self.data += other.data
        out = Scalar(self.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out
""",
        ),
    ),
    Submission(
        "arithmetic",
        "power-is-product",
        "`x ** n` is computed as x times n.",
        engine(
            OPS,
            methods="""
    def __pow__(self, n):
        return Scalar(self.data * n, "**", [self], n)
""",
        ),
    ),
    Submission(
        "arithmetic",
        "power-by-counting",
        "The power is a loop that multiplies n times: negative exponents give 1, and fractions fail. The "
        "same for whole positive exponents.",
        engine(
            LINKS,
            methods="""
    def __pow__(self, n):
        out = 1.0
        for _ in range(n):
            out = out * self.data
        return Scalar(out, ((self, n * self.data ** (n - 1)),))
""",
        ),
    ),
    Submission(
        "arithmetic",
        "minus-of-neg-wrong",
        "`x - y` is computed as y − x: the minus stands at the wrong operand.",
        engine(
            CLOSURES,
            methods="""
    def __sub__(self, other):
        return (-self) + other
""",
        ),
    ),
    Submission(
        "arithmetic",
        "whole-numbers",
        "The data are turned into whole numbers on the way in, so everything behind the point is lost.",
        engine(OPS, replace=(("self.data, self.grad = data, 0.0", "self.data, self.grad = int(data), 0.0"),)),
    ),
    Submission(
        "arithmetic",
        "e-by-hand",
        "e is typed in as 2.718, so exp is off in the fourth digit.",
        engine(
            CLOSURES,
            methods="""
    def exp(self):
        out = Scalar(2.718**self.data, (self,))

        def _backward():
            self.grad += out.data * out.grad

        out._backward = _backward
        return out
""",
        ),
    ),
    Submission(
        "arithmetic",
        "no-neg",
        "`-x` fails: the method for the sign has not been written.",
        engine(LINKS, without=("__neg__",)),
    ),
)

RULES = (
    Submission(
        "rules",
        "sub-both-plus",
        "The local derivative of `x - y` in y is noted as +1: the minus is in the value, but not in the notes.",
        engine(
            LINKS,
            methods="""
    def __sub__(self, other):
        other = Scalar.lift(other)
        return Scalar(self.data - other.data, ((self, 1.0), (other, 1.0)))
""",
        ),
    ),
    Submission(
        "rules",
        "rsub-slope-of-sub",
        "The value of `2 - x` is right, but its slope in x is noted as +1, as for x − 2.",
        engine(
            CLOSURES,
            methods="""
    def __rsub__(self, other):
        out = Scalar(other - self.data, (self,))

        def _backward():
            self.grad += out.grad

        out._backward = _backward
        return out
""",
        ),
    ),
    Submission(
        "rules",
        "mul-own-number",
        "In a product each operand is given its own number as its slope, not the other's.",
        engine(
            LINKS,
            methods="""
    def __mul__(self, other):
        other = Scalar.lift(other)
        return Scalar(self.data * other.data, ((self, self.data), (other, other.data)))
""",
        ),
    ),
    Submission(
        "rules",
        "div-square-forgotten",
        "The slope of a quotient in its denominator is −a/b: the square is missing.",
        engine(
            LINKS,
            methods="""
    def __truediv__(self, other):
        other = Scalar.lift(other)
        return Scalar(self.data / other.data, ((self, 1 / other.data), (other, -self.data / other.data)))
""",
        ),
    ),
    Submission(
        "rules",
        "div-minus-forgotten",
        "The slope of a quotient in its denominator lacks the minus sign.",
        engine(OPS, replace=(("return [1 / b, -a / b**2]", "return [1 / b, a / b**2]"),)),
    ),
    Submission(
        "rules",
        "div-numerator-slope",
        "The slope of a quotient in its numerator is taken to be b instead of 1/b, as if it were a product.",
        engine(OPS, replace=(("return [1 / b, -a / b**2]", "return [b, -a / b**2]"),)),
    ),
    Submission(
        "rules",
        "power-not-lowered",
        "The slope of xⁿ is n·xⁿ: the exponent is not lowered by one.",
        engine(
            CLOSURES,
            replace=(("self.grad += n * self.data ** (n - 1) * out.grad", "self.grad += n * out.data * out.grad"),),
        ),
    ),
    Submission(
        "rules",
        "power-factor-forgotten",
        "The slope of xⁿ is noted as x to the n − 1, without the factor n.",
        engine(
            LINKS,
            methods="""
    def __pow__(self, n):
        return Scalar(self.data**n, ((self, self.data ** (n - 1)),))
""",
        ),
    ),
    Submission(
        "rules",
        "exp-power-rule",
        "The power rule is used on exp: the slope is noted as x·e^(x−1).",
        engine(
            LINKS,
            methods="""
    def exp(self):
        x = self.data
        return Scalar(math.exp(x), ((self, x * math.exp(x - 1)),))
""",
        ),
    ),
    Submission(
        "rules",
        "exp-slope-is-x",
        "exp hands its input x down, not its output e^x, as the slope.",
        engine(CLOSURES, replace=(("self.grad += out.data * out.grad", "self.grad += self.data * out.grad"),)),
    ),
    Submission(
        "rules",
        "exp-slope-one",
        "exp hands its gradient down as it is, as if its slope were 1.",
        engine(
            OPS,
            replace=(
                (
                    'if self.op == "exp":\n            return [self.data]',
                    'if self.op == "exp":\n            return [1.0]',
                ),
            ),
        ),
    ),
    Submission(
        "rules",
        "tanh-of-the-input",
        "The slope of tanh is computed from its input, 1 − x², instead of its output.",
        engine(
            CLOSURES, replace=(("self.grad += (1 - t**2) * out.grad", "self.grad += (1 - self.data**2) * out.grad"),)
        ),
    ),
    Submission(
        "rules",
        "tanh-square-forgotten",
        "The slope of tanh is 1 − t: the square is missing.",
        engine(OPS, replace=(("return [1 - self.data**2]", "return [1 - self.data]"),)),
    ),
    Submission(
        "rules",
        "tanh-like-sigmoid",
        "tanh is given the slope rule of the sigmoid, t(1 − t).",
        engine(
            LINKS,
            methods="""
    def tanh(self):
        t = math.tanh(self.data)
        return Scalar(t, ((self, t * (1 - t)),))
""",
        ),
    ),
    Submission(
        "rules",
        "sigmoid-of-the-input",
        "The slope of the sigmoid is computed from its input, x(1 − x), instead of its output.",
        engine(
            OPS,
            replace=(
                (
                    "return [self.data * (1 - self.data)]",
                    "return [self.operands[0].data * (1 - self.operands[0].data)]",
                ),
            ),
        ),
    ),
    Submission(
        "rules",
        "sigmoid-slope-is-value",
        "The sigmoid hands down its own value as its slope; the factor 1 − s is missing.",
        engine(CLOSURES, replace=(("self.grad += s * (1 - s) * out.grad", "self.grad += s * out.grad"),)),
    ),
)

SUBMISSIONS = (
    *ARITHMETIC,
    *RULES,
)
