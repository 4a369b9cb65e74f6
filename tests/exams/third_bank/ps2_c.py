"""Problem set 2, wrong answers: fan_out, order."""

from tests.exams.second_bank.submission import Submission
from tests.exams.third_bank.engines import CLOSURES, LINKS, engine

FAN_OUT = (
    Submission(
        "fan_out",
        "served-once-per-sweep",
        'An operand that has got something in this sweep gets nothing more: later arrows are skipped as "seen".',
        engine(
            LINKS,
            sweep="""
def backward(self):
    self.grad = 1.0
    seen = {self}
    queue = [self]
    while queue:
        node = queue.pop(0)
        for operand, local in node.links:
            if operand not in seen:
                seen.add(operand)
                operand.grad += node.grad * local
                queue.append(operand)
""",
        ),
    ),
    Submission(
        "fan_out",
        "square-counted-twice",
        "For `x * x` the slope 2x is noted on both links, so a square counts twice.",
        engine(
            LINKS,
            methods="""
    def __mul__(self, other):
        other = Scalar.lift(other)
        if other is self:
            return Scalar(self.data**2, ((self, 2 * self.data), (other, 2 * self.data)))
        return Scalar(self.data * other.data, ((self, other.data), (other, self.data)))
""",
        ),
    ),
    Submission(
        "fan_out",
        "averaged",
        "What arrives at a number over several arrows is averaged, not summed.",
        engine(
            LINKS,
            sweep="""
def backward(self):
    order, seen, arrived = [], set(), {}

    def visit(node):
        if node not in seen:
            seen.add(node)
            for operand, _ in node.links:
                visit(operand)
            order.append(node)

    visit(self)
    self.grad = 1.0
    for node in reversed(order):
        if node in arrived:
            node.grad = sum(arrived[node]) / len(arrived[node])
        for operand, local in node.links:
            arrived.setdefault(operand, []).append(node.grad * local)
""",
        ),
    ),
    Submission(
        "fan_out",
        "zeroed-before-adding",
        "Sum and product set their operands' gradients to 0 before they add, so what came from elsewhere is lost.",
        engine(
            CLOSURES,
            methods="""
    def __add__(self, other):
        other = other if isinstance(other, Scalar) else Scalar(other)
        out = Scalar(self.data + other.data, (self, other))

        def _backward():
            for operand in (self, other):
                operand.grad = 0.0
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Scalar) else Scalar(other)
        out = Scalar(self.data * other.data, (self, other))

        def _backward():
            for operand in (self, other):
                operand.grad = 0.0
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out
""",
        ),
    ),
    Submission(
        "fan_out",
        "same-operand-once",
        "If both operands of a sum or a product are the same number, only one of the two arrows is served.",
        engine(
            CLOSURES,
            methods="""
    def __add__(self, other):
        other = other if isinstance(other, Scalar) else Scalar(other)
        out = Scalar(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            if other is not self:
                other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Scalar) else Scalar(other)
        out = Scalar(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            if other is not self:
                other.grad += self.data * out.grad

        out._backward = _backward
        return out
""",
        ),
    ),
    Submission(
        "fan_out",
        "contributions-multiplied",
        "Contributions that meet at a number are multiplied with each other, not added.",
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
    for node in order:
        node.grad = 1.0
    for node in reversed(order):
        for operand, local in node.links:
            operand.grad *= node.grad * local
""",
        ),
    ),
    Submission(
        "fan_out",
        "reads-before-it-adds",
        "Both operands' old gradients are read before either is written, so with one number as both "
        "operands the first addition is lost.",
        engine(
            CLOSURES,
            methods="""
    def __add__(self, other):
        other = other if isinstance(other, Scalar) else Scalar(other)
        out = Scalar(self.data + other.data, (self, other))

        def _backward():
            self.grad, other.grad = self.grad + out.grad, other.grad + out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Scalar) else Scalar(other)
        out = Scalar(self.data * other.data, (self, other))

        def _backward():
            self.grad, other.grad = self.grad + other.data * out.grad, other.grad + self.data * out.grad

        out._backward = _backward
        return out
""",
        ),
    ),
    Submission(
        "fan_out",
        "largest-arrow",
        "Of several arrows into one number only the one with the largest contribution is kept.",
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
            operand.grad = max(operand.grad, node.grad * local, key=abs)
""",
        ),
    ),
)

ORDER = (
    Submission(
        "order",
        "hands-on-at-once",
        "Each number hands on all that it has whenever something arrives, so the first arrivals are "
        "handed on again (6 in place of 4).",
        engine(
            LINKS,
            sweep="""
def backward(self):
    self.grad = 1.0
    stack = [self]
    while stack:
        node = stack.pop()
        for operand, local in node.links:
            operand.grad += node.grad * local
            stack.append(operand)
""",
        ),
    ),
    Submission(
        "order",
        "recursion-at-once",
        "Each number calls `backward` of its operands as soon as it has handed on, so old contributions "
        "are handed on again with each arrival.",
        engine(
            CLOSURES,
            sweep="""
def backward(self, is_first=True):
    if is_first:
        self.grad = 1.0
    self._backward()
    for child in self._prev:
        child.backward(False)
""",
        ),
    ),
    Submission(
        "order",
        "breadth-first-once",
        "The numbers are visited once each, breadth first from the result, so on paths of unequal length "
        "one speaks before it has heard all.",
        engine(
            LINKS,
            sweep="""
def backward(self):
    order, seen = [self], {self}
    for node in order:
        for operand, _ in node.links:
            if operand not in seen:
                seen.add(operand)
                order.append(operand)
    for node in order:
        if node.links:
            node.grad = 0.0
    self.grad = 1.0
    for node in order:
        for operand, local in node.links:
            operand.grad += node.grad * local
""",
        ),
    ),
    Submission(
        "order",
        "preorder",
        "A number is put on the list before its operands and the list is read from the front: a "
        "depth-first walk, not a topological order.",
        engine(
            CLOSURES,
            sweep="""
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node in seen:
            return
        seen.add(node)
        order.append(node)
        for child in node._prev:
            visit(child)

    visit(self)
    for node in order:
        if node._prev:
            node.grad = 0.0
    self.grad = 1.0
    for node in order:
        node._backward()
""",
        ),
    ),
    Submission(
        "order",
        "path-by-path",
        "Each path from the result to a leaf is walked by itself with its own product: the numbers are "
        "right, but forty doublings never end.",
        engine(
            LINKS,
            sweep="""
def backward(self, upstream=1.0, top=True):
    if top:
        self.grad = 0.0
    self.grad += upstream
    for operand, local in self.links:
        operand.backward(upstream * local, False)
""",
        ),
    ),
    Submission(
        "order",
        "not-reversed",
        "The topological order is swept from its beginning, the leaves first, and not from the result.",
        engine(
            CLOSURES,
            sweep="""
def backward(self):
    topo, visited = [], set()

    def build_topo(v):
        if v not in visited:
            visited.add(v)
            for child in v._prev:
                build_topo(child)
            topo.append(v)

    build_topo(self)
    self.grad = 1.0
    for v in topo:
        v._backward()
""",
        ),
    ),
    Submission(
        "order",
        "level-from-the-nearest",
        "Numbers are sorted by level, but a level is counted from the nearest operand (min), not the "
        "farthest: a number can come too early.",
        engine(
            LINKS,
            sweep="""
def backward(self):
    level, order, seen, stack = {}, [], set(), [(self, False)]
    while stack:
        node, done = stack.pop()
        if done:
            level[node] = 1 + min((level[operand] for operand, _ in node.links), default=0)
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((operand, False) for operand, _ in node.links)
    order.sort(key=lambda node: level[node], reverse=True)
    for node in order:
        if node.links:
            node.grad = 0.0
    self.grad = 1.0
    for node in order:
        for operand, local in node.links:
            operand.grad += node.grad * local
""",
        ),
    ),
)

SUBMISSIONS = (
    *FAN_OUT,
    *ORDER,
)
