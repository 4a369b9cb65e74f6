"""Three right engines for problem set 2, in three hands; the bank's answers are these with something gone wrong."""

LINKS = """
import math


class Scalar:
    def __init__(self, data, links=()):
        self.data = data
        self.grad = 0.0
        self.links = links

    def __add__(self, other):
        other = to_scalar(other)
        return Scalar(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __sub__(self, other):
        other = to_scalar(other)
        return Scalar(self.data - other.data, ((self, 1.0), (other, -1.0)))

    def __mul__(self, other):
        other = to_scalar(other)
        return Scalar(self.data * other.data, ((self, other.data), (other, self.data)))

    def __truediv__(self, other):
        other = to_scalar(other)
        return Scalar(self.data / other.data, ((self, 1 / other.data), (other, -self.data / other.data**2)))

    def __radd__(self, other):
        return to_scalar(other) + self

    def __rsub__(self, other):
        return to_scalar(other) - self

    def __rmul__(self, other):
        return to_scalar(other) * self

    def __rtruediv__(self, other):
        return to_scalar(other) / self

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
        out = max(0.0, self.data)
        return Scalar(out, ((self, 1.0 if self.data > 0 else 0.0),))


def to_scalar(x):
    if isinstance(x, Scalar):
        return x
    return Scalar(x)


def backward(self):
    order, seen = [], set()
    stack = [(self, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            for operand, local in node.links:
                stack.append((operand, False))
    for node in order:
        if node.links:
            node.grad = 0.0
    self.grad = 1.0
    for node in reversed(order):
        for operand, local in node.links:
            operand.grad += node.grad * local


Scalar.backward = backward
"""

CLOSURES = """
import math


class Scalar:
    def __init__(self, data, _children=()):
        self.data = data
        self.grad = 0.0
        self._prev = _children
        self._backward = lambda: None

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
        out = Scalar(self.data ** n, (self,))
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
        out = Scalar(math.tanh(self.data), (self,))
        def _backward():
            self.grad += (1 - out.data ** 2) * out.grad
        out._backward = _backward
        return out

    def sigmoid(self):
        out = Scalar(1 / (1 + math.exp(-self.data)), (self,))
        def _backward():
            self.grad += out.data * (1 - out.data) * out.grad
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
        return self * other ** -1

    def __rtruediv__(self, other):
        return self ** -1 * other


def backward(self):
    topo, visited = [], set()
    stack = [(self, False)]
    while stack:
        v, children_done = stack.pop()
        if children_done:
            topo.append(v)
            continue
        if v in visited:
            continue
        visited.add(v)
        stack.append((v, True))
        for child in v._prev:
            stack.append((child, False))
    for v in topo:
        if v._prev:
            v.grad = 0.0
    self.grad = 1.0
    for v in reversed(topo):
        v._backward()


Scalar.backward = backward
"""

NAMES = """
import math


class Scalar:
    def __init__(self, data, op=None, args=()):
        self.data, self.op, self.args = float(data), op, args
        self.grad = 0.0

    def __add__(self, o): return make("add", self, o)
    def __radd__(self, o): return make("add", o, self)
    def __sub__(self, o): return make("sub", self, o)
    def __rsub__(self, o): return make("sub", o, self)
    def __mul__(self, o): return make("mul", self, o)
    def __rmul__(self, o): return make("mul", o, self)
    def __truediv__(self, o): return make("div", self, o)
    def __rtruediv__(self, o): return make("div", o, self)
    def __neg__(self): return make("sub", 0, self)
    def __pow__(self, n):
        out = make("pow", self)
        out.data, out.n = self.data**n, n
        return out
    def exp(self): return make("exp", self)
    def tanh(self): return make("tanh", self)
    def sigmoid(self): return make("sigmoid", self)
    def relu(self): return make("relu", self)


FORWARD = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "pow": lambda a: a,
    "exp": math.exp,
    "tanh": math.tanh,
    "sigmoid": lambda a: 1 / (1 + math.exp(-a)),
    "relu": lambda a: a if a > 0 else 0,
}


def make(op, *args):
    args = [a if isinstance(a, Scalar) else Scalar(a) for a in args]
    return Scalar(FORWARD[op](*[a.data for a in args]), op, args)


def slopes(node):
    values = [a.data for a in node.args]
    out = node.data
    if node.op == "add": return [1, 1]
    if node.op == "sub": return [1, -1]
    if node.op == "mul": return [values[1], values[0]]
    if node.op == "div": return [1 / values[1], -values[0] / values[1] ** 2]
    if node.op == "pow": return [node.n * values[0] ** (node.n - 1)]
    if node.op == "exp": return [out]
    if node.op == "tanh": return [1 - out * out]
    if node.op == "sigmoid": return [out * (1 - out)]
    if node.op == "relu": return [1 if values[0] > 0 else 0]
    return []


def backward(self):
    # count the users of every number first, then release a number when all have spoken
    users, todo = {self: 0}, [self]
    while todo:
        node = todo.pop()
        for a in node.args:
            if a not in users:
                users[a] = 0
                todo.append(a)
            users[a] += 1
    for node in users:
        if node.args:
            node.grad = 0.0
    self.grad = 1.0
    ready = [self]
    while ready:
        node = ready.pop()
        for a, slope in zip(node.args, slopes(node)):
            a.grad += node.grad * slope
            users[a] -= 1
            if users[a] == 0:
                ready.append(a)


Scalar.backward = backward
"""


def with_passages_replaced(engine: str, *changes: tuple[str, str]) -> str:
    """The code of an engine with each passage replaced by another; every passage has to stand there exactly once."""
    for old, new in changes:
        found = engine.count(old)
        if found != 1:
            raise ValueError(f"changed: the passage stands {found} times in the engine, not once: {old!r}")
        engine = engine.replace(old, new)
    return engine


def with_backward(engine: str, backward: str) -> str:
    """The code of an engine with its backward pass, all of it, replaced by another."""
    head, mark, _ = engine.partition("\ndef backward(self):")
    if not mark:
        raise ValueError("with_backward: the engine has no line `def backward(self):` at the left margin")
    return f"{head}{backward}\n\nScalar.backward = backward\n"
