"""Problem set 2, as students hand it in: a class Scalar with its sweep, from the released notebook alone."""

from tests.exams.fourth_bank.ps2_engines import CLOSURES, LINKS, NAMES, with_passages_replaced
from tests.exams.fourth_bank.ps2_sweeps import DEPTH, ORDER, REPEAT
from tests.exams.second_bank.submission import Submission

PRELUDE = ""

ARITHMETIC = (
    Submission(
        "arithmetic",
        "whole-numbers-wrapped",
        "Only whole numbers are wrapped into a Scalar, so x + 2 works and x + 2.5 fails for want of `.data`.",
        with_passages_replaced(
            LINKS,
            (
                "    if isinstance(x, Scalar):\n        return x\n    return Scalar(x)",
                "    if isinstance(x, int):\n        x = Scalar(x)\n    return x",
            ),
        ),
    ),
    Submission(
        "arithmetic",
        "power-by-products",
        "The power is a product of n factors in a loop, so it fails for 0.5 and gives x itself for 0 and −1.",
        with_passages_replaced(
            CLOSURES,
            (
                "        out = Scalar(self.data ** n, (self,))\n",
                "        product = self.data\n        for _ in range(n - 1):\n            product *= self.data\n"
                "        out = Scalar(product, (self,))\n",
            ),
        ),
    ),
    Submission(
        "arithmetic",
        "tanh-without-parentheses",
        "tanh is written with exponentials and the numerator has no parentheses, so only the 1 is divided.",
        with_passages_replaced(
            LINKS,
            (
                "        out = math.tanh(self.data)\n",
                "        e = math.exp(2 * self.data)\n        out = e - 1 / (e + 1)\n",
            ),
        ),
    ),
    Submission(
        "arithmetic",
        "added-in-place",
        "x + y adds y into x itself and returns x, so x has another value afterwards.",
        with_passages_replaced(
            LINKS,
            (
                "        return Scalar(self.data + other.data, ((self, 1.0), (other, 1.0)))",
                "        self.data += other.data\n        return self",
            ),
        ),
    ),
    Submission(
        "arithmetic",
        "minus-is-plain",
        "−x returns a plain number and not a Scalar.",
        with_passages_replaced(
            LINKS, ("        return Scalar(-self.data, ((self, -1.0),))", "        return -self.data")
        ),
    ),
    Submission(
        "arithmetic",
        "same-from-the-right",
        "Division from the right is set to be division from the left, so 1 / x computes x / 1.",
        with_passages_replaced(
            CLOSURES,
            ("        return self ** -1 * other", "        return self / other"),
        ),
    ),
)

RULES = (
    Submission(
        "rules",
        "minus-slope-of-one",
        "The local derivative of a difference is +1 for both numbers, so the one that is taken off has the wrong sign.",
        with_passages_replaced(LINKS, ("((self, 1.0), (other, -1.0))", "((self, 1.0), (other, 1.0))")),
    ),
    Submission(
        "rules",
        "own-factor",
        "In a product each factor gets its own value as local derivative and not the value of the other.",
        with_passages_replaced(
            CLOSURES,
            ("self.grad += other.data * out.grad", "self.grad += self.data * out.grad"),
            ("other.grad += self.data * out.grad", "other.grad += other.data * out.grad"),
        ),
    ),
    Submission(
        "rules",
        "detached-divisor",
        "The divisor is turned into a plain number before it is multiplied, so no gradient reaches it.",
        with_passages_replaced(
            CLOSURES,
            (
                "        return self * other ** -1\n",
                "        other = other.data if isinstance(other, Scalar) else other\n"
                "        return self * (1 / other)\n",
            ),
        ),
    ),
    Submission(
        "rules",
        "power-binds-first",
        "The slope of a power is written n * x ** n - 1, which Python reads as n·xⁿ minus 1.",
        with_passages_replaced(LINKS, ("n * self.data ** (n - 1)", "n * self.data ** n - 1")),
    ),
    Submission(
        "rules",
        "exp-of-itself",
        "The local derivative of exp is the number that went in and not e to that number.",
        with_passages_replaced(
            CLOSURES,
            ("            self.grad += out.data * out.grad\n", "            self.grad += self.data * out.grad\n"),
        ),
    ),
    Submission(
        "rules",
        "tanh-of-input",
        "The slope of tanh is one minus the square of what went in and not of what came out.",
        with_passages_replaced(NAMES, ("return [1 - out * out]", "return [1 - values[0] ** 2]")),
    ),
    Submission(
        "rules",
        "sigmoid-of-input",
        "The slope of the sigmoid is formed from what went in, x(1 − x), and not from what came out.",
        with_passages_replaced(LINKS, ("(self, out * (1 - out))", "(self, self.data * (1 - self.data))")),
    ),
    Submission(
        "rules",
        "relu-lets-all-through",
        "relu hands the gradient down whether or not the number was positive.",
        with_passages_replaced(LINKS, ("(self, 1.0 if self.data > 0 else 0.0)", "(self, 1.0)")),
    ),
    Submission(
        "rules",
        "forgetful-minus",
        "−x makes a new Scalar without noting that it came from x, so nothing is handed back through a minus sign.",
        with_passages_replaced(LINKS, ("Scalar(-self.data, ((self, -1.0),))", "Scalar(-self.data)")),
    ),
    Submission(
        "rules",
        "starts-with-value",
        "The sweep starts with the result's own value as its gradient and not with 1.",
        with_passages_replaced(NAMES, ("    self.grad = 1.0\n", "    self.grad = self.data\n")),
    ),
    Submission(
        "rules",
        "local-only",
        "The local derivative is added without the upstream gradient, so each number only knows its last operation.",
        with_passages_replaced(LINKS, ("operand.grad += node.grad * local", "operand.grad += local")),
    ),
    Submission(
        "rules",
        "seen-by-value",
        "The walk remembers the values that it has seen and not the numbers, so an inner number with the value of its "
        "result, such as one under a relu, hands nothing on.",
        with_passages_replaced(
            LINKS,
            ("elif node not in seen:", "elif node.data not in seen:"),
            ("seen.add(node)", "seen.add(node.data)"),
        ),
    ),
)

FAN_OUT = (
    Submission(
        "fan_out",
        "equals",
        "The gradient is assigned with = and not +=, so a number used twice keeps only what arrives last.",
        with_passages_replaced(LINKS, ("operand.grad += node.grad * local", "operand.grad = node.grad * local")),
    ),
    Submission(
        "fan_out",
        "dictionary-of-links",
        "The links become a dictionary from operand to slope, so in x * x and x + x one of the two arrows is lost.",
        with_passages_replaced(
            LINKS,
            ("        self.links = links\n", "        self.links = dict(links)\n"),
            (
                "            for operand, local in node.links:\n                stack",
                "            for operand in node.links:\n                stack",
            ),
            ("for operand, local in node.links:", "for operand, local in node.links.items():"),
        ),
    ),
    Submission(
        "fan_out",
        "square-counted-twice",
        "For x * x a special case gives both arrows the whole slope 2x, so the gradient comes out as 4x.",
        with_passages_replaced(
            LINKS,
            (
                "        return Scalar(self.data * other.data, ",
                "        if other is self:\n            slope = 2 * self.data  # (x^2)' = 2x\n"
                "            return Scalar(self.data**2, ((self, slope), (self, slope)))\n"
                "        return Scalar(self.data * other.data, ",
            ),
        ),
    ),
    Submission(
        "fan_out",
        "functions-overwrite",
        "exp, tanh, sigmoid, relu and powers assign the gradient with =, so they wipe out what other users have added.",
        with_passages_replaced(
            CLOSURES,
            ("self.grad += n * self.data", "self.grad = n * self.data"),
            ("self.grad += out.data * out.grad", "self.grad = out.data * out.grad"),
            ("self.grad += (1 - out.data", "self.grad = (1 - out.data"),
            ("self.grad += out.data * (1", "self.grad = out.data * (1"),
            ("self.grad += (out.data > 0)", "self.grad = (out.data > 0)"),
        ),
    ),
    Submission(
        "fan_out",
        "first-arrow-only",
        "A number that has received something once is marked, and everything that arrives later is skipped.",
        with_passages_replaced(
            LINKS,
            ("    self.grad = 1.0\n", "    self.grad = 1.0\n    got = set()\n"),
            (
                "            operand.grad += node.grad * local",
                "            if operand in got:\n                continue\n            got.add(operand)\n"
                "            operand.grad += node.grad * local",
            ),
        ),
    ),
    Submission(
        "fan_out",
        "averaged",
        "What arrives at a number is divided by how many arrows arrive: the contributions are averaged and not added.",
        with_passages_replaced(
            NAMES,
            ("    self.grad = 1.0\n", "    self.grad = 1.0\n    arrows = dict(users)\n"),
            ("a.grad += node.grad * slope", "a.grad += node.grad * slope / arrows[a]"),
        ),
    ),
)

SUBMISSIONS = ARITHMETIC + RULES + FAN_OUT + ORDER + REPEAT + DEPTH
