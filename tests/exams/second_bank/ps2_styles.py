"""Four right ways in which students build `Scalar`; `ps2.py` writes single places of them otherwise."""

CLOSURES = """
class Scalar:
    def __init__(self, data, _children=()):
        self.data = float(data)
        self.grad = 0.0
        self._backward = lambda: None
        self._prev = tuple(_children)

    def __add__(self, other):
        other = other if isinstance(other, Scalar) else Scalar(other)
        out = Scalar(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += 1.0 * out.grad
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
            self.grad += (n * self.data ** (n - 1)) * out.grad
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
            self.grad += (1 - t ** 2) * out.grad
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
        return self * other ** -1

    def __rtruediv__(self, other):
        return Scalar(other) * self ** -1

    def backward(self):
        topo = []
        visited = set()
        stack = [(self, False)]
        while stack:
            v, done = stack.pop()
            if done:
                topo.append(v)
            elif v not in visited:
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
"""

LINKS = """
def wrap(x):
    return x if isinstance(x, Scalar) else Scalar(x)


class Scalar:
    def __init__(self, data, links=()):
        self.data = data
        self.grad = 0.0
        self.links = links

    def __add__(self, other):
        other = wrap(other)
        return Scalar(self.data + other.data, ((self, 1.0), (other, 1.0)))

    __radd__ = __add__

    def __sub__(self, other):
        other = wrap(other)
        return Scalar(self.data - other.data, ((self, 1.0), (other, -1.0)))

    def __rsub__(self, other):
        return wrap(other) - self

    def __mul__(self, other):
        other = wrap(other)
        return Scalar(self.data * other.data, ((self, other.data), (other, self.data)))

    __rmul__ = __mul__

    def __truediv__(self, other):
        other = wrap(other)
        return Scalar(self.data / other.data, ((self, 1 / other.data), (other, -self.data / other.data ** 2)))

    def __rtruediv__(self, other):
        return wrap(other) / self

    def __pow__(self, n):
        return Scalar(self.data ** n, ((self, n * self.data ** (n - 1)),))

    def __neg__(self):
        return Scalar(-self.data, ((self, -1.0),))

    def exp(self):
        e = math.exp(self.data)
        return Scalar(e, ((self, e),))

    def tanh(self):
        t = math.tanh(self.data)
        return Scalar(t, ((self, 1 - t * t),))

    def sigmoid(self):
        s = 1 / (1 + math.exp(-self.data))
        return Scalar(s, ((self, s * (1 - s)),))

    def relu(self):
        return Scalar(max(0.0, self.data), ((self, 1.0 if self.data > 0 else 0.0),))


def backward(self):
    order, seen = [], set()
    stack = [(self, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
            continue
        if node in seen:
            continue
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


Scalar.backward = backward
"""

NUMBERED = """
import itertools

counter = itertools.count()


class Scalar:
    # every number gets a serial number; a larger one was made later
    def __init__(self, data, op="leaf", args=(), n=None):
        self.data = data
        self.grad = 0.0
        self.op = op
        self.args = args
        self.n = n
        self.serial = next(counter)

    @staticmethod
    def _make(x):
        if isinstance(x, (int, float)):
            return Scalar(float(x))
        return x

    def __add__(self, other):
        other = Scalar._make(other)
        return Scalar(self.data + other.data, "add", (self, other))

    def __radd__(self, other):
        return Scalar._make(other) + self

    def __sub__(self, other):
        other = Scalar._make(other)
        return Scalar(self.data - other.data, "sub", (self, other))

    def __rsub__(self, other):
        return Scalar._make(other) - self

    def __mul__(self, other):
        other = Scalar._make(other)
        return Scalar(self.data * other.data, "mul", (self, other))

    def __rmul__(self, other):
        return Scalar._make(other) * self

    def __truediv__(self, other):
        other = Scalar._make(other)
        return Scalar(self.data / other.data, "div", (self, other))

    def __rtruediv__(self, other):
        return Scalar._make(other) / self

    def __pow__(self, n):
        return Scalar(self.data**n, "pow", (self,), n)

    def __neg__(self):
        return Scalar(-self.data, "neg", (self,))

    def exp(self):
        return Scalar(math.exp(self.data), "exp", (self,))

    def tanh(self):
        return Scalar(math.tanh(self.data), "tanh", (self,))

    def sigmoid(self):
        return Scalar(1 / (1 + math.exp(-self.data)), "sigmoid", (self,))

    def relu(self):
        return Scalar(self.data if self.data > 0 else 0.0, "relu", (self,))

    def local_gradients(self):
        if self.op == "add":
            return [1.0, 1.0]
        if self.op == "sub":
            return [1.0, -1.0]
        if self.op == "mul":
            a, b = self.args
            return [b.data, a.data]
        if self.op == "div":
            a, b = self.args
            return [1 / b.data, -a.data / (b.data * b.data)]
        x = self.args[0].data
        y = self.data
        if self.op == "pow":
            return [self.n * x ** (self.n - 1)]
        if self.op == "neg":
            return [-1.0]
        if self.op == "exp":
            return [y]
        if self.op == "tanh":
            return [1 - y * y]
        if self.op == "sigmoid":
            return [y * (1 - y)]
        if self.op == "relu":
            return [1.0 if x > 0 else 0.0]

    def backward(self):
        found = {}
        todo = [self]
        while todo:
            node = todo.pop()
            if node.serial not in found:
                found[node.serial] = node
                todo.extend(node.args)
        nodes = sorted(found.values(), key=lambda node: node.serial, reverse=True)
        for node in nodes:
            if node.op != "leaf":
                node.grad = 0.0
        self.grad = 1.0
        for node in nodes:
            if node.op != "leaf":
                for arg, g in zip(node.args, node.local_gradients()):
                    arg.grad += g * node.grad
"""

COUNTED = """
class Scalar:
    # how many users a number has is counted first; it speaks when all of them have spoken
    def __init__(self, data, parents=(), grad_fn=None):
        self.data, self.parents, self.grad_fn = data, list(parents), grad_fn
        self.grad = 0.0

    def lift(self, x):
        return x if isinstance(x, Scalar) else Scalar(x)

    def __add__(self, o):
        o = self.lift(o)
        return Scalar(self.data + o.data, (self, o), lambda g: (g, g))

    def __sub__(self, o):
        o = self.lift(o)
        return Scalar(self.data - o.data, (self, o), lambda g: (g, -g))

    def __mul__(self, o):
        o = self.lift(o)
        return Scalar(self.data * o.data, (self, o), lambda g: (g * o.data, g * self.data))

    def __truediv__(self, o):
        o = self.lift(o)
        return Scalar(self.data / o.data, (self, o), lambda g: (g / o.data, -g * self.data / o.data**2))

    def __radd__(self, o):
        return self.lift(o) + self

    def __rsub__(self, o):
        return self.lift(o) - self

    def __rmul__(self, o):
        return self.lift(o) * self

    def __rtruediv__(self, o):
        return self.lift(o) / self

    def __pow__(self, k):
        return Scalar(self.data**k, (self,), lambda g: (g * k * self.data ** (k - 1),))

    def __neg__(self):
        return Scalar(-self.data, (self,), lambda g: (-g,))

    def exp(self):
        y = math.exp(self.data)
        return Scalar(y, (self,), lambda g: (g * y,))

    def tanh(self):
        y = math.tanh(self.data)
        return Scalar(y, (self,), lambda g: (g * (1 - y**2),))

    def sigmoid(self):
        y = 1.0 / (1.0 + math.exp(-self.data))
        return Scalar(y, (self,), lambda g: (g * y * (1 - y),))

    def relu(self):
        return Scalar(self.data * (self.data > 0), (self,), lambda g: (g * (self.data > 0),))

    def backward(self):
        users = {self: 0}
        stack = [self]
        while stack:
            node = stack.pop()
            for p in node.parents:
                if p not in users:
                    users[p] = 0
                    stack.append(p)
                users[p] += 1
        for node in users:
            if node.parents:
                node.grad = 0.0
        self.grad = 1.0
        ready = [self]
        while ready:
            node = ready.pop()
            if not node.parents:
                continue
            for p, g in zip(node.parents, node.grad_fn(node.grad)):
                p.grad += g
                users[p] -= 1
                if users[p] == 0:
                    ready.append(p)
"""
