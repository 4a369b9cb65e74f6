"""Problem set 2, wrong answers: order, repeat."""

from tests.exams.second_bank.submission import Submission
from tests.exams.third_bank.engines import CLOSURES, LINKS, OPS, engine

ORDER = (
    Submission(
        "order",
        "seen-when-pushed",
        "A number is marked as seen when it is put on the stack, not when it is taken off, so one can "
        "land behind a user of it.",
        engine(
            LINKS,
            sweep="""
def backward(self):
    order, seen, stack = [], {self}, [(self, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
            continue
        stack.append((node, True))
        for operand, _ in node.links:
            if operand not in seen:
                seen.add(operand)
                stack.append((operand, False))
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
        "order",
        "no-seen",
        "Nothing remembers which numbers are on the list already, so one that is used twice is listed "
        "twice and hands on twice.",
        engine(
            LINKS,
            sweep="""
def backward(self):
    order = []

    def visit(node):
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
        "order",
        "later-arrivals-stay",
        "What arrives second at an inner number is added to its own gradient, but not handed on any more.",
        engine(
            LINKS,
            sweep="""
def backward(self):
    seen = set()

    def hand(node, amount):
        node.grad += amount
        if node in seen:
            return
        seen.add(node)
        for operand, local in node.links:
            hand(operand, amount * local)

    self.grad = 0.0
    hand(self, 1.0)
""",
        ),
    ),
    Submission(
        "order",
        "emptied-when-handed-on",
        "A number's gradient is put back to 0 when it has handed it on: leaves are right, but inner "
        "numbers and the result end with 0.",
        engine(
            LINKS,
            sweep="""
def backward(self):
    self.grad = 1.0
    stack = [self]
    while stack:
        node = stack.pop()
        if not node.links:
            continue
        grad, node.grad = node.grad, 0.0
        if grad == 0.0:
            continue
        for operand, local in node.links:
            operand.grad += grad * local
            stack.append(operand)
""",
        ),
    ),
    Submission(
        "order",
        "swept-twice",
        'The whole sweep runs twice in one call, "until it has settled", so contributions are counted again.',
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
        if node.links:
            node.grad = 0.0
    self.grad = 1.0
    for _ in range(2):
        for node in reversed(order):
            for operand, local in node.links:
                operand.grad += node.grad * local
""",
        ),
    ),
    Submission(
        "order",
        "queue-for-a-stack",
        "The marked pairs are taken from the front of the list (`pop(0)`), so a number is listed before "
        "its operands and the sweep is upside down.",
        engine(
            LINKS,
            sweep="""
def backward(self):
    order, seen, stack = [], set(), [(self, False)]
    while stack:
        node, done = stack.pop(0)
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            for operand, _ in node.links:
                stack.append((operand, False))
    self.grad = 1.0
    for node in reversed(order):
        for operand, local in node.links:
            operand.grad += node.grad * local
""",
        ),
    ),
    Submission(
        "order",
        "waits-for-the-first-user",
        "A number's users are counted without repetition, and it hands on inside the same call, so for `b "
        "+ b` it speaks after the first of two arrows.",
        engine(
            OPS,
            sweep="""
def backward(self):
    users, found = {self: 0}, [self]
    for node in found:
        for operand in dict.fromkeys(node.operands):
            if operand not in users:
                users[operand] = 0
                found.append(operand)
            users[operand] += 1
    for node in found:
        if node.operands:
            node.grad = 0.0
    self.grad = 1.0

    def speak(node):
        for operand, slope in zip(node.operands, node.slopes()):
            operand.grad += node.grad * slope
            users[operand] -= 1
            if users[operand] == 0:
                speak(operand)

    speak(self)
""",
        ),
    ),
)

REPEAT = (
    Submission(
        "repeat",
        "inner-not-cleared",
        "Inner gradients are never cleared, so a second call hands on the old ones again.",
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
    for v in reversed(topo):
        v._backward()
""",
        ),
    ),
    Submission(
        "repeat",
        "leaves-cleared-too",
        "All gradients are cleared at the start of a call, the leaves' too, so leaves do not add up over "
        "several calls.",
        engine(LINKS, replace=(("if node.links:\n            node.grad = 0.0", "node.grad = 0.0"),)),
    ),
    Submission(
        "repeat",
        "root-adds-up",
        "The result's gradient is raised by 1 at every call and never cleared, so the second call is swept with 2.",
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
        if node.links and node is not self:
            node.grad = 0.0
    self.grad += 1.0
    for node in reversed(order):
        for operand, local in node.links:
            operand.grad += node.grad * local
""",
        ),
    ),
    Submission(
        "repeat",
        "leaves-instead-of-inner",
        "The condition is the wrong way round: the leaves are cleared and the inner numbers keep their old gradients.",
        engine(
            LINKS,
            replace=(
                ("if node.links:\n            node.grad = 0.0", "if not node.links:\n            node.grad = 0.0"),
            ),
        ),
    ),
    Submission(
        "repeat",
        "cleared-afterwards",
        "Inner gradients are cleared at the end of a call, not at the beginning: leaves are right, but "
        "inner numbers show 0 afterwards.",
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
    self.grad = 1.0
    for node in reversed(order):
        for operand, local in node.links:
            operand.grad += node.grad * local
    for node in order:
        if node.links and node is not self:
            node.grad = 0.0
""",
        ),
    ),
    Submission(
        "repeat",
        "done-for-good",
        "A number that has been swept once is marked as done on itself, so a second call does nothing.",
        engine(
            LINKS,
            sweep="""
def backward(self):
    if getattr(self, "swept", False):
        return
    self.swept = True
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
""",
        ),
    ),
    Submission(
        "repeat",
        "seen-as-default-argument",
        "The set of visited numbers is a default argument and lives on, so at the second call everything "
        "counts as visited and nothing is swept.",
        engine(
            CLOSURES,
            sweep="""
def backward(self, visited=set()):
    topo = []

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
        "repeat",
        "order-kept-on-the-class",
        "The order is made at the very first call and kept on the class, so every later expression is "
        "swept in the order of the first one.",
        engine(
            LINKS,
            sweep="""
def backward(self):
    if not hasattr(Scalar, "order"):
        Scalar.order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                Scalar.order.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((operand, False) for operand, _ in node.links)
    for node in Scalar.order:
        if node.links:
            node.grad = 0.0
    self.grad = 1.0
    for node in reversed(Scalar.order):
        for operand, local in node.links:
            operand.grad += node.grad * local
""",
        ),
    ),
)

SUBMISSIONS = (
    *ORDER,
    *REPEAT,
)
