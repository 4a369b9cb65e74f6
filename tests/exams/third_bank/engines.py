"""Three right classes `Scalar`, in three hands, and a wrong one made from them by rewriting what somebody got wrong."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Hand:
    """A right engine: the text of its class, and of its sweep."""

    scalar: str
    sweep: str


LINKS = Hand(
    scalar='''
class Scalar:
    """A number that remembers what it was made from."""

    def __init__(self, data, links=()):
        self.data = data
        self.grad = 0.0
        self.links = links

    @staticmethod
    def lift(number):
        return number if isinstance(number, Scalar) else Scalar(number)

    def __add__(self, other):
        other = Scalar.lift(other)
        return Scalar(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __radd__(self, other):
        return Scalar.lift(other) + self

    def __sub__(self, other):
        other = Scalar.lift(other)
        return Scalar(self.data - other.data, ((self, 1.0), (other, -1.0)))

    def __rsub__(self, other):
        return Scalar.lift(other) - self

    def __mul__(self, other):
        other = Scalar.lift(other)
        return Scalar(self.data * other.data, ((self, other.data), (other, self.data)))

    def __rmul__(self, other):
        return Scalar.lift(other) * self

    def __truediv__(self, other):
        other = Scalar.lift(other)
        return Scalar(self.data / other.data, ((self, 1 / other.data), (other, -self.data / other.data**2)))

    def __rtruediv__(self, other):
        return Scalar.lift(other) / self

    def __neg__(self):
        return Scalar(-self.data, ((self, -1.0),))

    def __pow__(self, n):
        return Scalar(self.data**n, ((self, n * self.data ** (n - 1)),))

    def exp(self):
        out = math.exp(self.data)
        return Scalar(out, ((self, out),))

    def tanh(self):
        out = math.tanh(self.data)
        return Scalar(out, ((self, 1 - out**2),))

    def sigmoid(self):
        out = 1 / (1 + math.exp(-self.data))
        return Scalar(out, ((self, out * (1 - out)),))

    def relu(self):
        return Scalar(max(0.0, self.data), ((self, 1.0 if self.data > 0 else 0.0),))
''',
    sweep="""
def backward(self):
    order, seen, stack = [], set(), [(self, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            for operand, _ in node.links:
                stack.append((operand, False))
    for node in order:
        if node.links:
            node.grad = 0.0
    self.grad = 1.0
    for node in reversed(order):
        for operand, local in node.links:
            operand.grad += node.grad * local
""",
)

CLOSURES = Hand(
    scalar="""
class Scalar:
    def __init__(self, data, _children=()):
        self.data = data
        self.grad = 0.0
        self._prev = _children
        self._backward = lambda: None

    def __repr__(self):
        return f"Scalar(data={self.data}, grad={self.grad})"

    def __add__(self, other):
        other = other if isinstance(other, Scalar) else Scalar(other)
        out = Scalar(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Scalar) else Scalar(other)
        out = Scalar(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def __pow__(self, n):
        out = Scalar(self.data**n, (self,))

        def _backward():
            self.grad += n * self.data ** (n - 1) * out.grad

        out._backward = _backward
        return out

    def exp(self):
        out = Scalar(math.exp(self.data), (self,))

        def _backward():
            self.grad += out.data * out.grad

        out._backward = _backward
        return out

    def tanh(self):
        t = math.tanh(self.data)
        out = Scalar(t, (self,))

        def _backward():
            self.grad += (1 - t**2) * out.grad

        out._backward = _backward
        return out

    def sigmoid(self):
        s = 1 / (1 + math.exp(-self.data))
        out = Scalar(s, (self,))

        def _backward():
            self.grad += s * (1 - s) * out.grad

        out._backward = _backward
        return out

    def relu(self):
        out = Scalar(self.data if self.data > 0 else 0.0, (self,))

        def _backward():
            self.grad += (out.data > 0) * out.grad

        out._backward = _backward
        return out

    def __neg__(self):
        return self * -1

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return (-self) + other

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        other = other if isinstance(other, Scalar) else Scalar(other)
        return self * other**-1

    def __rtruediv__(self, other):
        return self**-1 * other
""",
    sweep="""
def backward(self):
    topo, visited = [], set()
    todo = [(self, iter(self._prev))]
    visited.add(self)
    while todo:
        v, children = todo[-1]
        child = next(children, None)
        if child is None:
            topo.append(v)
            todo.pop()
        elif child not in visited:
            visited.add(child)
            todo.append((child, iter(child._prev)))
    for v in topo:
        if v._prev:
            v.grad = 0.0
    self.grad = 1.0
    for v in reversed(topo):
        v._backward()
""",
)

OPS = Hand(
    scalar="""
class Scalar:
    def __init__(self, data, op=None, operands=(), n=None):
        self.data, self.grad = data, 0.0
        self.op, self.operands, self.n = op, list(operands), n

    def _binary(self, op, other, value):
        if not isinstance(other, Scalar):
            other = Scalar(other)
        return Scalar(value(self.data, other.data), op, [self, other])

    def __add__(self, other):
        return self._binary("+", other, lambda a, b: a + b)

    def __sub__(self, other):
        return self._binary("-", other, lambda a, b: a - b)

    def __mul__(self, other):
        return self._binary("*", other, lambda a, b: a * b)

    def __truediv__(self, other):
        return self._binary("/", other, lambda a, b: a / b)

    def __radd__(self, other):
        return Scalar(other) + self

    def __rsub__(self, other):
        return Scalar(other) - self

    def __rmul__(self, other):
        return Scalar(other) * self

    def __rtruediv__(self, other):
        return Scalar(other) / self

    def __neg__(self):
        return Scalar(0.0) - self

    def __pow__(self, n):
        return Scalar(self.data**n, "**", [self], n)

    def exp(self):
        return Scalar(math.exp(self.data), "exp", [self])

    def tanh(self):
        return Scalar(math.tanh(self.data), "tanh", [self])

    def sigmoid(self):
        return Scalar(1 / (1 + math.exp(-self.data)), "sigmoid", [self])

    def relu(self):
        return Scalar(max(0.0, self.data), "relu", [self])

    def slopes(self):
        if self.op == "+":
            return [1.0, 1.0]
        if self.op == "-":
            return [1.0, -1.0]
        if self.op == "*":
            return [self.operands[1].data, self.operands[0].data]
        if self.op == "/":
            a, b = self.operands[0].data, self.operands[1].data
            return [1 / b, -a / b**2]
        if self.op == "**":
            return [self.n * self.operands[0].data ** (self.n - 1)]
        if self.op == "exp":
            return [self.data]
        if self.op == "tanh":
            return [1 - self.data**2]
        if self.op == "sigmoid":
            return [self.data * (1 - self.data)]
        if self.op == "relu":
            return [1.0 if self.data > 0 else 0.0]
        return []
""",
    sweep="""
def backward(self):
    users, found = {self: 0}, [self]
    for node in found:
        for operand in node.operands:
            if operand not in users:
                users[operand] = 0
                found.append(operand)
            users[operand] += 1
    for node in found:
        if node.operands:
            node.grad = 0.0
    self.grad = 1.0
    ready = [self]
    while ready:
        node = ready.pop()
        for operand, slope in zip(node.operands, node.slopes()):
            operand.grad += node.grad * slope
            users[operand] -= 1
            if users[operand] == 0:
                ready.append(operand)
""",
)


def engine(
    hand: Hand,
    methods: str = "",
    sweep: str = "",
    replace: tuple[tuple[str, str], ...] = (),
    without: tuple[str, ...] = (),
) -> str:
    """Complete text of an engine: a right one, with some methods rewritten or left out, lines replaced, another sweep.

    A text to replace must stand in the engine at least once, and a method to rewrite or leave out exactly once.
    """
    scalar = hand.scalar
    for method in re.split(r"(?m)^(?=    def )", methods):
        if method.strip():
            name = method.split("(")[0].split()[-1]
            scalar = _with_method(scalar, name, method.rstrip() + "\n\n")
    for name in without:
        scalar = _with_method(scalar, name, "")
    text = f"import math\n\n{scalar}\n{sweep or hand.sweep}\n\nScalar.backward = backward\n"
    for old, new in replace:
        assert old in text, f"no {old!r} to replace"
        text = text.replace(old, new)
    return text


def _with_method(scalar: str, name: str, method: str) -> str:
    """The class with another text in the place of the method `name`."""
    pattern = rf"(?ms)^    def {re.escape(name)}\(.*?(?=^    def |^    @|\Z)"
    text, found = re.subn(pattern, lambda _: method, scalar)
    assert found == 1, f"{found} methods {name}"
    return text
