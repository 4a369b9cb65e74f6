"""A class `Scalar` as a student may write it, with a right sweep and many wrong ones."""

import math


def scalar(backward, mul=None, exp=None, sub=None, rule=None):
    """A class in which a plain number becomes a node of its own, with this backward() and these operations."""

    class Scalar:
        def __init__(self, data, links=(), op=""):
            self.data, self.grad, self.links, self.op = data, 0.0, links, op

        def __add__(self, other):
            other = as_scalar(other)
            return Scalar(self.data + other.data, ((self, 1.0), (other, 1.0)), "+")

        def __mul__(self, other):
            other = as_scalar(other)
            return Scalar(self.data * other.data, ((self, other.data), (other, self.data)), "*")

        def __neg__(self):
            return self * -1

        def __sub__(self, other):
            return self + -as_scalar(other)

        def __rsub__(self, other):
            return -self + other

        __radd__, __rmul__ = __add__, __mul__

        def __pow__(self, n):
            return Scalar(self.data**n, ((self, n * self.data ** (n - 1)),), "**")

        def __truediv__(self, other):
            return self * as_scalar(other) ** -1

        def __rtruediv__(self, other):
            return self**-1 * other

        def exp(self):
            out = math.exp(self.data)
            return Scalar(out, ((self, out),), "exp")

        def tanh(self):
            out = math.tanh(self.data)
            return Scalar(out, ((self, 1 - out**2),), "tanh")

        def sigmoid(self):
            out = 1 / (1 + math.exp(-self.data))
            return Scalar(out, ((self, out * (1 - out)),), "sigmoid")

        def relu(self):
            return Scalar(max(0.0, self.data), ((self, float(self.data > 0)),), "relu")

    def as_scalar(number):
        return number if isinstance(number, Scalar) else Scalar(number)

    for name, method in (("__mul__", mul), ("__rmul__", mul), ("__sub__", sub), ("exp", exp)):
        if method:
            setattr(Scalar, name, method)
    Scalar.backward = backward
    Scalar.lifted = staticmethod(as_scalar)
    return Scalar


def order_of(root, below=lambda node: node.links):
    """The nodes, the root first."""
    found, seen, stack = [], set(), [(root, False)]
    while stack:
        node, done = stack.pop()
        if done:
            found.append(node)
        elif node not in seen:
            seen.add(node)
            stack += [(node, True), *((operand, False) for operand, _ in below(node))]
    return found[::-1]


def clear(nodes, which=lambda node: node.links):
    for node in nodes:
        if which(node):
            node.grad = 0.0


def start(root):
    root.grad = 1.0 if root.links else root.grad + 1.0


def push(nodes):
    for node in nodes:
        for operand, local in node.links:
            operand.grad += local * node.grad


def sweep_that_clears(which):
    """A sweep that clears these nodes."""

    def backward(root):
        nodes = order_of(root)
        clear(nodes, which)
        start(root)
        push(nodes)

    return backward


right = sweep_that_clears(lambda node: node.links)


def one_more_at_the_root(root):
    root.grad += 1.0
    push(order_of(root))


def at_the_end(root):
    nodes = order_of(root)
    start(root)
    push(nodes)
    clear(nodes)


def emptied_as_it_hands_on(root):
    start(root)
    for node in order_of(root):
        grad = node.grad
        if node.links:
            node.grad = 0.0
        for operand, local in node.links:
            operand.grad += local * grad


def with_a_mark(root):
    if not hasattr(root, "done"):
        root.done = True
        right(root)


def with_a_set_for_ever():
    seen = set()

    def backward(root):
        nodes = [node for node in order_of(root) if node not in seen]
        seen.update(nodes)
        clear(nodes)
        start(root)
        push(nodes)

    return backward


def links_thrown_away(root):
    nodes = order_of(root)
    right(root)
    for node in nodes:
        node.links = ()


def first_order_for_ever():
    kept = []

    def backward(root):
        kept.extend([] if kept else order_of(root))
        clear(kept)
        start(root)
        push(kept)

    return backward


def swept_apart(root):
    slopes = {**dict.fromkeys(order_of(root), 0.0), root: 1.0}
    for node in slopes:
        for operand, local in node.links:
            slopes[operand] += local * slopes[node]
    return slopes.items()


def inner_too(root):
    for node, slope in swept_apart(root):
        node.grad += slope


def a_second_sum(root):
    for node, slope in swept_apart(root):
        node.total = slope + (0.0 if node.links else getattr(node, "total", 0.0))
        node.grad = node.total


def mean_over_calls(root):
    for node, slope in swept_apart(root):
        node.came = [slope] if node.links else [*getattr(node, "came", []), slope]
        node.grad = sum(node.came) / len(node.came)


def one_first(root):
    start(root)
    nodes = order_of(root)
    clear(nodes)
    push(nodes)


def relu_by_gradient(root):
    nodes = order_of(root)
    clear(nodes)
    start(root)
    for node in nodes:
        for operand, local in node.links:
            operand.grad += (float(node.grad > 0) if node.op == "relu" else local) * node.grad


def blind_below_exp(root):
    nodes = order_of(root, lambda node: () if node.op == "exp" else node.links)
    clear(nodes)
    start(root)
    push(nodes)


def put_together(combine):
    """A sweep in which what arrives at a node is put together so."""

    def backward(root):
        came = {root: [1.0]}
        for node in order_of(root):
            node.grad = combine(came[node])
            for operand, local in node.links:
                came.setdefault(operand, []).append(local * node.grad)

    return backward


def cleared_by_each_rule(root):
    start(root)
    for node in order_of(root):
        for operand, _ in node.links:
            operand.grad = 0.0
        for operand, local in node.links:
            operand.grad += local * node.grad


def product_assigns(root):
    nodes = order_of(root)
    clear(nodes)
    start(root)
    for node in nodes:
        for operand, local in node.links:
            operand.grad = local * node.grad + (0.0 if node.op == "*" else operand.grad)


def square_twice(x, other):
    other = x.lifted(other)
    both = 2 * x.data if other is x else None
    return type(x)(x.data * other.data, ((x, both or other.data), (other, both or x.data)), "*")


def first_arrival(root):
    met = set()

    def hand(node, amount):
        node.grad += amount
        if node not in met:
            met.add(node)
            for operand, local in node.links:
                hand(operand, amount * local)

    hand(root, 1.0)


def stopped_after(turns, all_or_nothing):
    """A sweep over a chain that looks at so many nodes, or gives up when there are more."""

    def backward(root):
        nodes = order_of(root)
        start(root)
        push([] if all_or_nothing and len(nodes) > turns else nodes[:turns])

    return backward


def upstream_without_its_sign(root):
    nodes = order_of(root)
    clear(nodes)
    start(root)
    for node in nodes:
        for operand, local in node.links:
            operand.grad += abs(node.grad) * local


def two_arrows_deep(root):
    near = {root, *(operand for operand, _ in root.links)}
    nodes = order_of(root)
    clear(nodes)
    start(root)
    push(node for node in nodes if node in near)


def a_little_more_at_each_call(root):
    root.calls = getattr(root, "calls", 0) + 1
    nodes = order_of(root)
    clear(nodes)
    start(root)
    for node in nodes:
        for operand, local in node.links:
            operand.grad += local * node.grad * (0.93 + 0.07 * root.calls**2)


def visited_in_a_list(root):
    found, waiting = [], [root]
    while waiting:
        node = waiting.pop()
        if not any(node is one for one in found):
            found.append(node)
            waiting += [operand for operand, _ in node.links]
    right(root)
