"""Four right engines, each of them differently built; the wrong answers to problem set 2 are edits of them."""

# Links of (operand, local derivative), a stack with a "done" mark: the way of the notebook's hints.
LINKS = """
def as_scalar(value):
    if isinstance(value, Scalar):
        return value
    return Scalar(value)


class Scalar:
    def __init__(self, data, links=()):
        self.data = float(data)
        self.grad = 0.0
        self.links = tuple(links)

    def __add__(self, other):
        other = as_scalar(other)
        return Scalar(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __radd__(self, other):
        return as_scalar(other) + self

    def __sub__(self, other):
        other = as_scalar(other)
        return Scalar(self.data - other.data, ((self, 1.0), (other, -1.0)))

    def __rsub__(self, other):
        return as_scalar(other) - self

    def __mul__(self, other):
        other = as_scalar(other)
        return Scalar(self.data * other.data, ((self, other.data), (other, self.data)))

    def __rmul__(self, other):
        return as_scalar(other) * self

    def __truediv__(self, other):
        other = as_scalar(other)
        q = self.data / other.data
        return Scalar(q, ((self, 1 / other.data), (other, -q / other.data)))

    def __rtruediv__(self, other):
        return as_scalar(other) / self

    def __neg__(self):
        return Scalar(-self.data, ((self, -1.0),))

    def __pow__(self, n):
        slope = n * self.data ** (n - 1) if n != 0 else 0.0
        return Scalar(self.data**n, ((self, slope),))

    def exp(self):
        e = math.exp(self.data)
        return Scalar(e, ((self, e),))

    def tanh(self):
        t = math.tanh(self.data)
        return Scalar(t, ((self, 1 - t**2),))

    def sigmoid(self):
        s = 0.5 * (1 + math.tanh(self.data / 2))
        return Scalar(s, ((self, s * (1 - s)),))

    def relu(self):
        if self.data > 0:
            return Scalar(self.data, ((self, 1.0),))
        return Scalar(0.0, ((self, 0.0),))


def backward(self):
    # sort
    order, seen = [], set()
    stack = [(self, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            for operand, _ in node.links:
                stack.append((operand, False))
    # sweep
    for node in order:
        if node.links:
            node.grad = 0.0
    self.grad = 1.0
    for node in reversed(order):
        for operand, local in node.links:
            operand.grad += node.grad * local


Scalar.backward = backward
"""

# Each result keeps a function that hands its gradient on.
CLOSURES = """
class Scalar:
    def __init__(self, data, children=()):
        self.data = data
        self.grad = 0.0
        self.children = children
        self.hand_on = lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Scalar) else Scalar(other)
        out = Scalar(self.data + other.data, (self, other))

        def hand_on():
            self.grad += out.grad
            other.grad += out.grad

        out.hand_on = hand_on
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Scalar) else Scalar(other)
        a, b = self.data, other.data
        out = Scalar(a * b, (self, other))

        def hand_on():
            self.grad += b * out.grad
            other.grad += a * out.grad

        out.hand_on = hand_on
        return out

    def __pow__(self, n):
        a = self.data
        out = Scalar(a**n, (self,))

        def hand_on():
            if n != 0:
                self.grad += n * a ** (n - 1) * out.grad

        out.hand_on = hand_on
        return out

    def exp(self):
        out = Scalar(math.exp(self.data), (self,))
        e = out.data

        def hand_on():
            self.grad += e * out.grad

        out.hand_on = hand_on
        return out

    def tanh(self):
        t = math.tanh(self.data)
        out = Scalar(t, (self,))

        def hand_on():
            self.grad += (1 - t * t) * out.grad

        out.hand_on = hand_on
        return out

    def sigmoid(self):
        if self.data >= 0:
            s = 1 / (1 + math.exp(-self.data))
        else:
            s = math.exp(self.data) / (1 + math.exp(self.data))
        out = Scalar(s, (self,))

        def hand_on():
            self.grad += s * (1 - s) * out.grad

        out.hand_on = hand_on
        return out

    def relu(self):
        a = self.data
        out = Scalar(a if a > 0 else 0.0, (self,))

        def hand_on():
            self.grad += (a > 0) * out.grad

        out.hand_on = hand_on
        return out

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        other = other if isinstance(other, Scalar) else Scalar(other)
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Scalar(other) - self

    def __rtruediv__(self, other):
        return Scalar(other) / self


def backward(self):
    topo, visited = [], set()
    todo = [(self, iter(self.children))]
    visited.add(self)
    while todo:
        node, rest = todo[-1]
        for child in rest:
            if child not in visited:
                visited.add(child)
                todo.append((child, iter(child.children)))
                break
        else:
            topo.append(node)
            todo.pop()
    for v in topo:
        if v.children:
            v.grad = 0.0
    self.grad = 1.0
    for v in reversed(topo):
        v.hand_on()


Scalar.backward = backward
"""

# Every number has a serial number; what is made later cannot be an operand of what was made earlier.
SERIAL = """
class Scalar:
    made = 0

    def __init__(self, data, operands=(), slopes=()):
        self.data = data
        self.grad = 0.0
        self.operands = operands
        self.slopes = slopes
        self.serial = Scalar.made
        Scalar.made += 1

    def _two(self, other):
        if not isinstance(other, Scalar):
            other = Scalar(other)
        return self, other

    def __add__(self, other):
        p, q = self._two(other)
        return Scalar(p.data + q.data, [p, q], [1.0, 1.0])

    def __sub__(self, other):
        p, q = self._two(other)
        return Scalar(p.data - q.data, [p, q], [1.0, -1.0])

    def __mul__(self, other):
        p, q = self._two(other)
        return Scalar(p.data * q.data, [p, q], [q.data, p.data])

    def __truediv__(self, other):
        p, q = self._two(other)
        return Scalar(p.data / q.data, [p, q], [1 / q.data, -p.data / q.data**2])

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other):
        return Scalar(other) - self

    def __rtruediv__(self, other):
        return Scalar(other) / self

    def __neg__(self):
        return 0.0 - self

    def __pow__(self, n):
        value = self.data**n
        return Scalar(value, [self], [n * self.data ** (n - 1) if n else 0.0])

    def exp(self):
        value = math.exp(self.data)
        return Scalar(value, [self], [value])

    def tanh(self):
        value = math.tanh(self.data)
        return Scalar(value, [self], [1.0 - value**2])

    def sigmoid(self):
        value = (math.tanh(self.data / 2) + 1) / 2
        return Scalar(value, [self], [value * (1.0 - value)])

    def relu(self):
        return Scalar(max(0.0, self.data), [self], [1.0 if self.data > 0 else 0.0])


def backward(self):
    found = {self}
    todo = [self]
    while todo:
        for operand in todo.pop().operands:
            if operand not in found:
                found.add(operand)
                todo.append(operand)
    newest_first = sorted(found, key=lambda s: s.serial, reverse=True)
    for node in newest_first:
        if len(node.operands) > 0:
            node.grad = 0.0
    self.grad = 1.0
    for node in newest_first:
        for operand, slope in zip(node.operands, node.slopes):
            operand.grad += node.grad * slope


Scalar.backward = backward
"""

# Counts the arrows that each number still waits for; who waits for none may speak.
COUNTS = """
def lift(v):
    return v if isinstance(v, Scalar) else Scalar(v)


class Scalar:
    def __init__(self, data, parents=(), slopes=()):
        self.data, self.grad = data, 0.0
        self.parents, self.slopes = parents, slopes

    def __add__(self, other):
        other = lift(other)
        return Scalar(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = lift(other)
        return Scalar(self.data * other.data, (self, other), (other.data, self.data))

    def __sub__(self, other):
        return self + lift(other) * -1.0

    def __truediv__(self, other):
        return self * lift(other) ** -1.0

    def __neg__(self):
        return self * -1.0

    def __radd__(self, other):
        return lift(other) + self

    def __rmul__(self, other):
        return lift(other) * self

    def __rsub__(self, other):
        return lift(other) - self

    def __rtruediv__(self, other):
        return lift(other) / self

    def __pow__(self, n):
        if n == 0:
            return Scalar(1.0, (self,), (0.0,))
        dx = n * self.data ** (n - 1)
        return Scalar(self.data**n, (self,), (dx,))

    def exp(self):
        y = math.exp(self.data)
        return Scalar(y, (self,), (y,))

    def tanh(self):
        y = math.tanh(self.data)
        return Scalar(y, (self,), (1 - y * y,))

    def sigmoid(self):
        y = (1 + math.tanh(0.5 * self.data)) / 2
        return Scalar(y, (self,), (y * (1 - y),))

    def relu(self):
        slope = 1.0 if self.data > 0 else 0.0
        return Scalar(self.data if slope else 0.0, (self,), (slope,))


def backward(self):
    waiting = {self: 0}
    stack = [self]
    while stack:
        node = stack.pop()
        if node.parents:
            node.grad = 0.0
        for p in node.parents:
            if p not in waiting:
                waiting[p] = 0
                stack.append(p)
            waiting[p] += 1

    self.grad = 1.0
    ready = [self]
    while ready:
        node = ready.pop()
        for p, slope in zip(node.parents, node.slopes):
            p.grad += node.grad * slope
            waiting[p] -= 1
            if waiting[p] == 0:
                ready.append(p)


Scalar.backward = backward
"""

RIGHT = (LINKS, CLOSURES, SERIAL, COUNTS)


def other_backward(source: str, backward: str) -> str:
    """The class as it is, with another cell for `backward`."""
    before, _ = source.split("def backward(self):")
    return before + backward.lstrip("\n")
