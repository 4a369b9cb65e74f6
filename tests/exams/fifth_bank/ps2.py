"""Problem set 2, as students hand it in: a class Scalar with its sweep, from the released notebook alone."""

from tests.exams.fifth_bank.ps2_engines import CLOSURES, COUNTS, LINKS, SERIAL
from tests.exams.fifth_bank.ps2_sweeps import DEPTH, ORDER, REPEAT
from tests.exams.second_bank.submission import Submission, edited

PRELUDE = ""

ARITHMETIC = (
    Submission(
        "arithmetic",
        "number-on-the-left-of-minus",
        "__rsub__ computes self - other, as if the plain number stood on the right: 2 - x gives x - 2, with the wrong "
        "sign (and the slope has it, too). All other operations are right, as are x - 2 and x - y.",
        edited(COUNTS, ("        return lift(other) - self\n", "        return self - lift(other)\n")),
    ),
    Submission(
        "arithmetic",
        "minus-changes-the-number",
        "__neg__ turns the sign of the number itself and returns it, instead of making a new Scalar. -x has the right "
        "value, but x has changed; and since x - y is computed as x + (-y), a subtraction turns the sign of y.",
        edited(
            CLOSURES,
            (
                "        return self * -1.0\n",
                "        self.data = -self.data\n        return self\n",
            ),
        ),
    ),
    Submission(
        "arithmetic",
        "tanh-by-hand",
        "tanh is written out as (e^2x - 1) / (e^2x + 1) with math.exp, which raises OverflowError for x above about "
        "355, where tanh is simply 1. Right for all moderate x.",
        edited(
            LINKS,
            (
                "        t = math.tanh(self.data)\n",
                "        e2x = math.exp(2 * self.data)\n        t = (e2x - 1) / (e2x + 1)\n",
            ),
        ),
    ),
    Submission(
        "arithmetic",
        "power-by-multiplying",
        "x ** n multiplies x with itself n times in a loop: right for n = 0, 1, 2, ..., but a negative exponent gives "
        "1.0, and a float such as 0.5 (or 2.0) is a TypeError. Division does not use it and is right.",
        edited(
            SERIAL,
            (
                "        value = self.data**n\n",
                "        value = 1.0\n        for _ in range(n):\n            value = value * self.data\n",
            ),
        ),
    ),
    Submission(
        "arithmetic",
        "only-floats-are-plain-numbers",
        "Only a float is wrapped into a Scalar; an int is passed through as it is and then asked for its .data. "
        "x + 2.0 works, x + 2 is an AttributeError, and 2 + x calls itself without end (RecursionError).",
        edited(
            COUNTS,
            (
                "    return v if isinstance(v, Scalar) else Scalar(v)\n",
                "    if isinstance(v, float):\n        return Scalar(v)\n    return v\n",
            ),
        ),
    ),
    Submission(
        "arithmetic",
        "sigmoid-without-its-minus",
        "The minus in the exponent of the sigmoid is missing: 1 / (1 + e^x) is the sigmoid of -x. Right at 0 only.",
        edited(
            LINKS,
            (
                "        s = 0.5 * (1 + math.tanh(self.data / 2))\n",
                "        s = 1 / (1 + math.exp(self.data))\n",
            ),
        ),
    ),
)

RULES = (
    Submission(
        "rules",
        "tanh-squares-the-argument",
        "The local derivative of tanh is written as 1 - x² with the argument instead of 1 - tanh(x)². The value is "
        "right, the slope only at 0; all other operations are right.",
        edited(LINKS, ("((self, 1 - t**2),)", "((self, 1 - self.data**2),)")),
    ),
    Submission(
        "rules",
        "exp-forgets-upstream",
        "The function that exp leaves behind adds the local derivative alone and does not multiply it by the gradient "
        "of the result. Right if exp is the last operation (upstream 1), wrong whenever something follows it.",
        edited(CLOSURES, ("            self.grad += e * out.grad\n", "            self.grad += e\n")),
    ),
    Submission(
        "rules",
        "power-binds-first",
        "Brackets are missing in the power rule: n * x ** n - 1 is (n * x**n) - 1, not n * x**(n - 1). The values of "
        "powers are right, their slopes wrong; here division is built on the power -1, so the slope of a denominator "
        "is wrong, too.",
        edited(COUNTS, ("        dx = n * self.data ** (n - 1)\n", "        dx = n * self.data ** n - 1\n")),
    ),
    Submission(
        "rules",
        "denominator-not-squared",
        "The local derivative for the denominator of p / q is -p / q instead of -p / q². Right for the numerator, and "
        "for the denominator only at q = 1.",
        edited(SERIAL, ("-p.data / q.data**2]", "-p.data / q.data]")),
    ),
    Submission(
        "rules",
        "relu-at-zero",
        "relu tests >= 0, so the slope at exactly 0 is taken as 1; the notebook asks for 0. Right everywhere else.",
        edited(CLOSURES, ("            self.grad += (a > 0)", "            self.grad += (a >= 0)")),
    ),
    Submission(
        "rules",
        "starts-with-its-value",
        "The sweep starts with the value of the result as its gradient instead of 1. All gradients are too large by "
        "the factor z.data; right only where the result happens to be 1.",
        edited(SERIAL, ("    self.grad = 1.0\n", "    self.grad = self.data\n")),
    ),
)

FAN_OUT = (
    Submission(
        "fan_out",
        "sets-instead-of-adding",
        "The sweep writes operand.grad = instead of +=, so the last contribution overwrites those before it. Right as "
        "long as each number has one reader and one call of backward; x * x has slope x, and leaves do not add up "
        "over calls either.",
        edited(LINKS, ("operand.grad += node.grad * local", "operand.grad = node.grad * local")),
    ),
    Submission(
        "fan_out",
        "links-in-a-set",
        "The links are kept in a set. Where both operands are the same number and both local derivatives are equal "
        "(x + x, x * x) the two pairs become one, and half of the gradient is lost. x - x and x / x are right, as are "
        "several readers in different operations.",
        edited(LINKS, ("        self.links = tuple(links)\n", "        self.links = set(links)\n")),
    ),
    Submission(
        "fan_out",
        "links-in-a-dictionary",
        "The links are a dictionary from operand to local derivative. If both operands are the same number the second "
        "entry replaces the first: x + x has slope 1, x * x has slope x, x - x has -1. Readers in different "
        "operations add up rightly.",
        edited(
            LINKS,
            ("        self.links = tuple(links)\n", "        self.links = dict(links)\n"),
            ("            for operand, _ in node.links:\n", "            for operand in node.links:\n"),
            ("        for operand, local in node.links:\n", "        for operand, local in node.links.items():\n"),
        ),
    ),
    Submission(
        "fan_out",
        "only-times-overwrites",
        "In the function left behind by a multiplication it says = instead of += for both operands (-, / and the "
        "negative are built on it); all other operations add. x + x is right; x * x has slope x, "
        "and a product wipes out what other readers of the same number have brought before (and what an earlier call "
        "left in a leaf).",
        edited(
            CLOSURES,
            ("            self.grad += b * out.grad\n", "            self.grad = b * out.grad\n"),
            ("            other.grad += a * out.grad\n", "            other.grad = a * out.grad\n"),
        ),
    ),
    Submission(
        "fan_out",
        "shared-among-the-readers",
        "Each contribution is divided by the number of arrows that leave the operand, as if its readers shared one "
        "gradient: the mean of the contributions instead of their sum. Right for numbers with one reader.",
        edited(
            COUNTS,
            ("    self.grad = 1.0\n", "    arrows = dict(waiting)\n    self.grad = 1.0\n"),
            ("            p.grad += node.grad * slope\n", "            p.grad += node.grad * slope / arrows[p]\n"),
        ),
    ),
    Submission(
        "fan_out",
        "copy-of-the-same-operand",
        "If both operands are the same object, the right one is replaced by a fresh Scalar with the same number, "
        "'to keep them apart'. What belongs to the right operand goes to the copy and is lost: x + x has slope 1, "
        "x * x has x, x - x has 1. Readers in different operations add up rightly.",
        edited(
            SERIAL,
            (
                "        if not isinstance(other, Scalar):\n            other = Scalar(other)\n",
                "        if not isinstance(other, Scalar):\n            other = Scalar(other)\n"
                "        if other is self:\n            other = Scalar(self.data)  # keep them apart\n",
            ),
        ),
    ),
)

SUBMISSIONS = (*ARITHMETIC, *RULES, *FAN_OUT, *ORDER, *REPEAT, *DEPTH)
