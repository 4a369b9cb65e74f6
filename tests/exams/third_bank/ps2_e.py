"""Problem set 2, wrong answers: repeat, depth."""

from tests.exams.second_bank.submission import Submission
from tests.exams.third_bank.engines import CLOSURES, LINKS, OPS, engine

REPEAT = (
    Submission(
        "repeat",
        "links-thrown-away",
        "The links are thrown away once they have been used, so a second call finds nothing to hand on.",
        engine(
            LINKS,
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
            stack.extend((operand, False) for operand, _ in node.links)
    for node in order:
        if node.links:
            node.grad = 0.0
    self.grad = 1.0
    for node in reversed(order):
        for operand, local in node.links:
            operand.grad += node.grad * local
        node.links = ()
""",
        ),
    ),
    Submission(
        "repeat",
        "waiting-list-used-up",
        "The number of users is counted once, on the number itself, and used up by the first sweep: in "
        "the second nobody becomes ready.",
        engine(
            OPS,
            sweep="""
def backward(self):
    found = [self]
    for node in found:
        for operand in node.operands:
            if not hasattr(operand, "waiting"):
                operand.waiting = 0
            if operand not in found:
                found.append(operand)
    for node in found:
        if not getattr(node, "told", False):
            node.told = True
            for operand in node.operands:
                operand.waiting += 1
        if node.operands:
            node.grad = 0.0
    self.grad = 1.0
    ready = [self]
    while ready:
        node = ready.pop()
        for operand, slope in zip(node.operands, node.slopes()):
            operand.grad += node.grad * slope
            operand.waiting -= 1
            if operand.waiting == 0:
                ready.append(operand)
""",
        ),
    ),
    Submission(
        "repeat",
        "direct-operands-only",
        "Only the result's own operands are cleared; inner numbers further down keep what they had.",
        engine(
            LINKS,
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
            stack.extend((operand, False) for operand, _ in node.links)
    for operand, _ in self.links:
        if operand.links:
            operand.grad = 0.0
    self.grad = 1.0
    for node in reversed(order):
        for operand, local in node.links:
            operand.grad += node.grad * local
""",
        ),
    ),
    Submission(
        "repeat",
        "inner-adds-up",
        "Each sweep is computed apart and is right, but its result is added to every number: inner "
        "numbers and the result add up like leaves.",
        engine(
            LINKS,
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
            stack.extend((operand, False) for operand, _ in node.links)
    slope = dict.fromkeys(order, 0.0)
    slope[self] = 1.0
    for node in reversed(order):
        for operand, local in node.links:
            slope[operand] += slope[node] * local
        node.grad += slope[node]
""",
        ),
    ),
    Submission(
        "repeat",
        "two-operands-only",
        "Only numbers with two operands are cleared; results of exp, tanh, sigmoid, relu, powers and the "
        "sign keep their old gradients.",
        engine(
            LINKS,
            replace=(
                (
                    "if node.links:\n            node.grad = 0.0",
                    "if len(node.links) == 2:\n            node.grad = 0.0",
                ),
            ),
        ),
    ),
    Submission(
        "repeat",
        "hidden-total",
        "Leaves keep a second total of their own that `x.grad = 0` does not clear, so after clearing the "
        "old calls come back.",
        engine(
            LINKS,
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
            stack.extend((operand, False) for operand, _ in node.links)
    for node in order:
        if node.links or not hasattr(node, "total"):
            node.total = 0.0
    self.total = 1.0
    for node in reversed(order):
        for operand, local in node.links:
            operand.total += node.total * local
    for node in order:
        node.grad = node.total
""",
        ),
    ),
    Submission(
        "repeat",
        "root-not-cleared-as-inner",
        "A result that becomes an inner number later is not cleared: only numbers that were never a root "
        "themselves are.",
        engine(
            LINKS,
            sweep="""
def backward(self):
    self.root = True
    order, seen, stack = [], set(), [(self, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((operand, False) for operand, _ in node.links)
    for node in order:
        if node.links and not getattr(node, "root", False):
            node.grad = 0.0
    self.grad = 1.0
    for node in reversed(order):
        for operand, local in node.links:
            operand.grad += node.grad * local
""",
        ),
    ),
)

DEPTH = (
    Submission(
        "depth",
        "recursive-topo",
        "The order is built by a function that calls itself, so a chain of thousands of operations ends "
        "in a RecursionError.",
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
    for v in topo:
        if v._prev:
            v.grad = 0.0
    self.grad = 1.0
    for v in reversed(topo):
        v._backward()
""",
        ),
    ),
    Submission(
        "depth",
        "limit-raised",
        "`visit` still calls itself, and Python's recursion limit is raised, which the task forbids; the "
        "numbers are right where the process survives.",
        engine(
            LINKS,
            sweep="""
def backward(self):
    import sys

    sys.setrecursionlimit(100_000)
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
    self.grad = 1.0
    for node in reversed(order):
        for operand, local in node.links:
            operand.grad += node.grad * local
""",
        ),
    ),
    Submission(
        "depth",
        "error-swallowed",
        "The RecursionError is caught and passed over in silence, so for a deep chain nothing is swept "
        "and the gradients stay 0.",
        engine(
            LINKS,
            sweep="""
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node in seen:
            return
        seen.add(node)
        for operand, _ in node.links:
            visit(operand)
        order.append(node)

    try:
        visit(self)
    except RecursionError:
        pass
    for node in order:
        if node.links:
            node.grad = 0.0
    self.grad = 1.0
    for node in reversed(order):
        for operand, local in node.links:
            operand.grad += node.grad * local
""",
        ),
    ),
    Submission(
        "depth",
        "cut-at-900",
        "Below a depth of 900 the walk stops so that Python's limit is not reached: the rest of a long "
        "chain gets nothing.",
        engine(
            LINKS,
            sweep="""
def backward(self):
    order, seen = [], set()

    def visit(node, depth=0):
        if node in seen or depth > 900:
            return
        seen.add(node)
        for operand, _ in node.links:
            visit(operand, depth + 1)
        order.append(node)

    visit(self)
    for node in order:
        if node.links:
            node.grad = 0.0
    self.grad = 1.0
    for node in reversed(order):
        for operand, local in node.links:
            operand.grad += node.grad * local
""",
        ),
    ),
    Submission(
        "depth",
        "thousand-steps",
        'The loop over the stack is limited to a thousand turns "against endless loops", so in a long '
        "chain no order comes about.",
        engine(
            LINKS,
            sweep="""
def backward(self):
    order, seen, stack = [], set(), [(self, False)]
    for _ in range(1000):
        if not stack:
            break
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((operand, False) for operand, _ in node.links)
    for node in order:
        if node.links:
            node.grad = 0.0
    self.grad = 1.0
    for node in reversed(order):
        for operand, local in node.links:
            operand.grad += node.grad * local
""",
        ),
    ),
    Submission(
        "depth",
        "recursive-generator",
        "The order comes from a generator that delegates to itself with `yield from`, one inside the "
        "other: too deep for Python.",
        engine(
            LINKS,
            sweep="""
def backward(self):
    def below(node, seen):
        if node not in seen:
            seen.add(node)
            for operand, _ in node.links:
                yield from below(operand, seen)
            yield node

    order = list(below(self, set()))
    for node in order:
        if node.links:
            node.grad = 0.0
    self.grad = 1.0
    for node in reversed(order):
        for operand, local in node.links:
            operand.grad += node.grad * local
""",
        ),
    ),
)

SUBMISSIONS = (
    *REPEAT,
    *DEPTH,
)
