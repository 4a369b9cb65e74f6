"""Problem set 2, wrong answers: rules, fan_out."""

from tests.exams.second_bank.submission import Submission
from tests.exams.third_bank.engines import CLOSURES, LINKS, OPS, engine

RULES = (
    Submission(
        "rules",
        "sigmoid-plus",
        "The slope of the sigmoid is s(1 + s): the sign in the parenthesis is wrong.",
        engine(
            LINKS,
            methods="""
    def sigmoid(self):
        s = 1 / (1 + math.exp(-self.data))
        return Scalar(s, ((self, s * (1 + s)),))
""",
        ),
    ),
    Submission(
        "rules",
        "relu-always-one",
        "relu hands its gradient down for negative numbers too: its slope is 1 everywhere.",
        engine(
            LINKS,
            methods="""
    def relu(self):
        return Scalar(max(0.0, self.data), ((self, 1.0),))
""",
        ),
    ),
    Submission(
        "rules",
        "relu-slope-is-value",
        "relu hands down its own value as its slope in place of 1.",
        engine(OPS, replace=(("return [1.0 if self.data > 0 else 0.0]", "return [self.data]"),)),
    ),
    Submission(
        "rules",
        "relu-one-at-zero",
        "The slope of relu at exactly 0 is taken as 1; everywhere else it is right.",
        engine(
            LINKS,
            methods="""
    def relu(self):
        return Scalar(max(0.0, self.data), ((self, 1.0 if self.data >= 0 else 0.0),))
""",
        ),
    ),
    Submission(
        "rules",
        "relu-positive-gradients-only",
        "relu asks whether the gradient that arrives is positive, not whether the number was.",
        engine(
            CLOSURES, replace=(("self.grad += (out.data > 0) * out.grad", "self.grad += (out.grad > 0) * out.grad"),)
        ),
    ),
    Submission(
        "rules",
        "start-forgotten",
        "The result never gets its gradient of 1, so only zeros are handed down.",
        engine(
            LINKS,
            sweep="""
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for operand, _ in node.links:
                visit(operand)
            order.append(node)

    visit(self)
    for node in reversed(order):
        for operand, local in node.links:
            operand.grad += node.grad * local
""",
        ),
    ),
    Submission(
        "rules",
        "start-is-value",
        "The result starts with its own number as its gradient instead of 1: everything is multiplied by that.",
        engine(
            LINKS,
            sweep="""
def backward(self):
    self.grad = self.data
    todo = [self]
    while todo:
        node = todo.pop()
        for operand, local in node.links:
            operand.grad += node.grad * local
            todo.append(operand)
""",
        ),
    ),
    Submission(
        "rules",
        "start-reset",
        "All inner gradients are cleared after the result has got its 1, the result's own included, so "
        "only zeros are handed down.",
        engine(
            LINKS,
            sweep="""
def backward(self):
    self.grad = 1.0
    order, seen = [], set()

    def visit(node):
        if node in seen:
            return
        seen.add(node)
        for operand, _ in node.links:
            visit(operand)
        order.append(node)

    visit(self)
    for node in order:
        if node.links:
            node.grad = 0.0
    for node in order[::-1]:
        for operand, local in node.links:
            operand.grad += node.grad * local
""",
        ),
    ),
    Submission(
        "rules",
        "neg-plus",
        "The local derivative of `-x` is noted as +1.",
        engine(
            LINKS,
            methods="""
    def __neg__(self):
        return Scalar(-self.data, ((self, 1.0),))
""",
        ),
    ),
    Submission(
        "rules",
        "upstream-plus-local",
        "Upstream and local derivative are added, not multiplied.",
        engine(
            LINKS,
            sweep="""
def backward(self):
    self.grad = 1.0
    stack = [self]
    while stack:
        node = stack.pop()
        for operand, local in node.links:
            operand.grad += node.grad + local
            stack.append(operand)
""",
        ),
    ),
    Submission(
        "rules",
        "local-alone",
        "Only the local derivative is handed down; what the number has got from above is not multiplied in.",
        engine(
            LINKS,
            sweep="""
def backward(self):
    self.grad = 1.0
    stack = [self]
    while stack:
        node = stack.pop()
        for operand, local in node.links:
            operand.grad += local
            stack.append(operand)
""",
        ),
    ),
    Submission(
        "rules",
        "upstream-of-the-root",
        "Every number hands down the root's gradient, which is 1, times its local derivative, for self "
        "stands where node belongs.",
        engine(
            LINKS,
            sweep="""
def backward(self):
    self.grad = 1.0
    queue = [self]
    for node in queue:
        for link in node.links:
            operand, local = link
            operand.grad += self.grad * local
            queue.append(operand)
""",
        ),
    ),
    Submission(
        "rules",
        "one-level",
        "The sweep stops after the operands of the result: what they were made from gets nothing.",
        engine(
            CLOSURES,
            sweep="""
def backward(self):
    self.grad = 1.0
    self._backward()
""",
        ),
    ),
    Submission(
        "rules",
        "first-operand-only",
        "The walk follows and serves only the first operand of each number; second operands get no gradient.",
        engine(
            LINKS,
            sweep="""
def backward(self):
    self.grad = 1.0
    node = self
    while node.links:
        operand, local = node.links[0]
        operand.grad += node.grad * local
        node = operand
""",
        ),
    ),
    Submission(
        "rules",
        "constants-cut-the-graph",
        "`x + 2` and `x * 3` give a fresh leaf without links, so nothing gets past them on the way down.",
        engine(
            LINKS,
            methods="""
    def __add__(self, other):
        if not isinstance(other, Scalar):
            return Scalar(self.data + other)
        return Scalar(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        if not isinstance(other, Scalar):
            return Scalar(self.data * other)
        return Scalar(self.data * other.data, ((self, other.data), (other, self.data)))
""",
        ),
    ),
    Submission(
        "rules",
        "operand-copied",
        "The second operand is always wrapped into a new Scalar, even if it is one: its gradient lands on a copy.",
        engine(
            LINKS,
            methods="""
    def lift(number):
        return Scalar(number.data if isinstance(number, Scalar) else number)
""",
        ),
    ),
    Submission(
        "rules",
        "closure-called",
        "In tanh the inner function is called on the spot, not stored, so its gradient is worth nothing "
        "when the sweep comes by.",
        engine(
            CLOSURES,
            methods="""
    def tanh(self):
        t = math.tanh(self.data)
        out = Scalar(t, (self,))

        def _backward():
            self.grad += (1 - t**2) * out.grad

        _backward()
        return out
""",
        ),
    ),
    Submission(
        "rules",
        "children-forgotten",
        "The result of sigmoid does not remember what it was made from, so the sweep ends there for all "
        "that lies below its operand. The same where that operand is a leaf.",
        engine(
            CLOSURES,
            methods="""
    def sigmoid(self):
        s = 1 / (1 + math.exp(-self.data))
        out = Scalar(s)

        def _backward():
            self.grad += s * (1 - s) * out.grad

        out._backward = _backward
        return out
""",
        ),
    ),
    Submission(
        "rules",
        "mul-second-forgotten",
        "A product hands a gradient to its first operand only.",
        engine(
            CLOSURES,
            methods="""
    def __mul__(self, other):
        other = other if isinstance(other, Scalar) else Scalar(other)
        out = Scalar(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad

        out._backward = _backward
        return out
""",
        ),
    ),
    Submission(
        "rules",
        "mul-upstream-forgotten",
        "A product hands down the other factor alone, without the gradient that it has got itself.",
        engine(
            CLOSURES,
            methods="""
    def __mul__(self, other):
        other = other if isinstance(other, Scalar) else Scalar(other)
        out = Scalar(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data
            other.grad += self.data

        out._backward = _backward
        return out
""",
        ),
    ),
)

FAN_OUT = (
    Submission(
        "fan_out",
        "assignment-in-the-sweep",
        "A gradient is assigned with `=`, so the last arrow that arrives wipes out the ones before it.",
        engine(
            LINKS,
            sweep="""
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for operand, _ in node.links:
                visit(operand)
            order.append(node)

    visit(self)
    self.grad = 1.0
    for node in reversed(order):
        for operand, local in node.links:
            operand.grad = node.grad * local
""",
        ),
    ),
    Submission(
        "fan_out",
        "assignment-in-mul",
        "Only the product assigns with `=`: of two arrows into one number the later one wins if it comes "
        "from a product.",
        engine(
            CLOSURES,
            methods="""
    def __mul__(self, other):
        other = other if isinstance(other, Scalar) else Scalar(other)
        out = Scalar(self.data * other.data, (self, other))

        def _backward():
            self.grad = other.data * out.grad
            other.grad = self.data * out.grad

        out._backward = _backward
        return out
""",
        ),
    ),
    Submission(
        "fan_out",
        "assignment-in-add",
        "Only the sum assigns with `=`: `x + x` says 1, and a sum wipes out what has arrived before.",
        engine(
            CLOSURES,
            methods="""
    def __add__(self, other):
        other = other if isinstance(other, Scalar) else Scalar(other)
        out = Scalar(self.data + other.data, (self, other))

        def _backward():
            self.grad = out.grad
            other.grad = out.grad

        out._backward = _backward
        return out
""",
        ),
    ),
    Submission(
        "fan_out",
        "links-in-a-set",
        "The links are kept in a set, where two equal links of `x + x` or `x * x` become one.",
        engine(LINKS, replace=(("self.links = links", "self.links = set(links)"),)),
    ),
    Submission(
        "fan_out",
        "links-in-a-dictionary",
        "The links are kept in a dictionary by operand, so the second arrow from the same operand "
        "overwrites the first.",
        engine(LINKS, replace=(("self.links = links", "self.links = dict(links).items()"),)),
    ),
)

SUBMISSIONS = (
    *RULES,
    *FAN_OUT,
)
