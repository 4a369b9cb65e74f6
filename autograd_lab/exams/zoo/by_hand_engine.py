"""A whole `Scalar` as a student would write it, and the lines of it that go wrong."""

ENGINE = '''\
class Scalar:
    def __init__(self, data, links=()):
        self.data = float(data)
        self.grad = 0.0
        self.links = links  # pairs: an operand, and the local derivative with respect to it

    def __add__(self, other):
        other = as_scalar(other)
        return Scalar(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __sub__(self, other):
        other = as_scalar(other)
        return Scalar(self.data - other.data, [(self, 1.0), (other, -1.0)])

    def __mul__(self, other):
        other = as_scalar(other)
        return Scalar(self.data * other.data, [(self, other.data), (other, self.data)])

    def __truediv__(self, other):
        other = as_scalar(other)
        x, y = self.data, other.data
        return Scalar(x / y, [(self, 1 / y), (other, -x / y ** 2)])

    def __pow__(self, n):
        return Scalar(self.data ** n, [(self, n * self.data ** (n - 1))])

    def __neg__(self):
        return Scalar(-self.data, [(self, -1.0)])

    def __radd__(self, other):
        return self + other

    def __rsub__(self, other):
        return as_scalar(other) - self

    def __rmul__(self, other):
        return self * other

    def __rtruediv__(self, other):
        return as_scalar(other) / self

    def exp(self):
        y = math.exp(self.data)
        return Scalar(y, [(self, y)])

    def tanh(self):
        t = math.tanh(self.data)
        return Scalar(t, [(self, 1 - t ** 2)])

    def sigmoid(self):
        a = 1 / (1 + math.exp(-self.data))
        return Scalar(a, [(self, a * (1 - a))])

    def relu(self):
        y = max(0.0, self.data)
        return Scalar(y, [(self, float(self.data > 0))])

    def backward(self):
        order = self.in_order()
        for node in order:  # gradients of inner nodes are of this call alone
            node.grad = 0.0 if node.links else node.grad
        self.grad += 1.0
        for node in order:
            for operand, local in node.links:
                operand.grad += local * node.grad

    def in_order(self):
        """The nodes below this one, each behind all that use it."""
        users, found = {self: 0}, [self]
        while found:
            for operand, _ in found.pop().links:
                if operand not in users:
                    users[operand] = 0
                    found.append(operand)
                users[operand] += 1
        order, ready = [], [self]
        while ready:
            node = ready.pop()
            order.append(node)
            for operand, _ in node.links:
                users[operand] -= 1
                if users[operand] == 0:
                    ready.append(operand)
        return order


def as_scalar(number):
    return number if isinstance(number, Scalar) else Scalar(number)'''

_SWEEP = "operand.grad += local * node.grad"
_CLEARED = "node.grad = 0.0 if node.links else node.grad"
_LINKS = "for operand, local in node.links:"
_DIVIDED = "return Scalar(x / y, [(self, 1 / y), (other, -x / y ** 2)])"
_PRODUCT = "return Scalar(self.data * other.data, [(self, other.data), (other, self.data)])"
_SUM = "return Scalar(self.data + other.data, [(self, 1.0), (other, 1.0)])"
#: mistake, question, the right line, the wrong one
SLIPS = (
    ("absolute-for-relu", "arithmetic", "y = max(0.0, self.data)", "y = abs(self.data)"),
    ("integer-division", "arithmetic", _DIVIDED, "return Scalar(x // y, [(self, 1 / y), (other, -x / y ** 2)])"),
    ("negation-missing", "arithmetic", "return Scalar(-self.data, [(self, -1.0)])", "return self"),
    ("number-left", "arithmetic", "return as_scalar(other) - self", "return self - other"),
    ("operand-changed", "arithmetic", _SUM, "self.data += other.data; return self"),
    ("division-rule", "rules", _DIVIDED, "return Scalar(x / y, [(self, 1 / y), (other, -x / y)])"),
    ("local-missing", "rules", "return Scalar(y, [(self, y)])", "return Scalar(y, [(self, 1.0)])"),
    ("operand-forgotten", "rules", _SUM, "return Scalar(self.data + other.data, [(self, 1.0)])"),
    (
        "operands-exchanged",
        "rules",
        _PRODUCT,
        "return Scalar(self.data * other.data, [(self, self.data), (other, other.data)])",
    ),
    (
        "power-rule",
        "rules",
        "return Scalar(self.data ** n, [(self, n * self.data ** (n - 1))])",
        "return Scalar(self.data ** n, [(self, n * self.data ** n)])",
    ),
    (
        "relu-at-zero",
        "rules",
        "return Scalar(y, [(self, float(self.data > 0))])",
        "return Scalar(y, [(self, float(self.data >= 0))])",
    ),
    (
        "second-sign",
        "rules",
        "return Scalar(self.data - other.data, [(self, 1.0), (other, -1.0)])",
        "return Scalar(self.data - other.data, [(self, 1.0), (other, 1.0)])",
    ),
    (
        "slope-of-input",
        "rules",
        "return Scalar(t, [(self, 1 - t ** 2)])",
        "return Scalar(t, [(self, 1 - self.data ** 2)])",
    ),
    ("value-for-slope", "rules", "return Scalar(a, [(self, a * (1 - a))])", "return Scalar(a, [(self, a)])"),
    ("seeded-with-data", "rules", "self.grad += 1.0", "self.grad += self.data"),
    ("unseeded", "rules", "self.grad += 1.0", "self.grad += 0.0"),
    ("upstream-added", "rules", _SWEEP, "operand.grad += local + node.grad"),
    ("assigned", "fan_out", _SWEEP, "operand.grad = local * node.grad"),
    ("counted-once", "fan_out", _LINKS, "for operand, local in dict(node.links).items():"),
    ("too-early", "order", "if users[operand] == 0:", "if operand not in order and operand not in ready:"),
    ("leaf-reset", "repeat", _CLEARED, "node.grad = 0.0"),
    (
        "stale-inner",
        "repeat",
        "for node in order:  # gradients of inner nodes are of this call alone",
        "for node in [self]:",
    ),
    ("root-adds", "repeat", _CLEARED, "node.grad = 0.0 if node.links and node is not self else node.grad"),
)
#: for a right line, lines that are wrong in its place
DECOYS = {
    _LINKS: ("for operand, local in node.links[:1]:", "for operand, local in node.links * 2:"),
    _PRODUCT: (
        "return Scalar(self.data * other.data, [(self, 1.0), (other, 1.0)])",
        "return Scalar(self.data * other.data, [(self, other.data), (other, 1.0)])",
    ),
    _SWEEP: ("operand.grad += node.grad", "operand.grad += local"),
    _CLEARED: ("node.grad = 1.0", "node.grad = node.grad"),
    "for node in order:  # gradients of inner nodes are of this call alone": (
        "for node in order[:2]:",
        "for node in order[-1:]:",
    ),
    "if users[operand] == 0:": ("if users[operand] >= 0:", "if users[operand] == 1:"),
    "return Scalar(y, [(self, y)])": (
        "return Scalar(y, [(self, self.data)])",
        "return Scalar(y, [(self, y * self.data)])",
    ),
    "self.grad += 1.0": ("self.grad += 2.0", "self.grad -= 1.0"),
    "y = max(0.0, self.data)": ("y = self.data", "y = min(0.0, self.data)"),
    "return Scalar(-self.data, [(self, -1.0)])": (
        "return Scalar(1 / self.data, [(self, -1.0)])",
        "return Scalar(abs(self.data), [(self, -1.0)])",
    ),
    "return Scalar(y, [(self, float(self.data > 0))])": (
        "return Scalar(y, [(self, 1.0)])",
        "return Scalar(y, [(self, 0.5)])",
    ),
    "return as_scalar(other) - self": ("return as_scalar(other) + self", "return -self"),
    _SUM: (
        "return Scalar(self.data - other.data, [(self, 1.0), (other, 1.0)])",
        "return Scalar(self.data, [(self, 1.0), (other, 1.0)])",
    ),
    _DIVIDED: (
        "return Scalar(x * y, [(self, 1 / y), (other, -x / y ** 2)])",
        "return Scalar(y / x, [(self, 1 / y), (other, -x / y ** 2)])",
    ),
}
