"""Problem set 2, wrong answers: depth."""

from tests.exams.second_bank.submission import Submission
from tests.exams.third_bank.engines import LINKS, engine

DEPTH = (
    Submission(
        "depth",
        "recursive-clearing",
        "The order is built with a stack, but the clearing before it is a function that calls itself, and "
        "fails on a long chain.",
        engine(
            LINKS,
            sweep="""
def backward(self):
    cleared = set()

    def clear(node):
        if node in cleared or not node.links:
            return
        cleared.add(node)
        node.grad = 0.0
        for operand, _ in node.links:
            clear(operand)

    clear(self)
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
""",
        ),
    ),
    Submission(
        "depth",
        "recursive-handing-on",
        "The order is built with a stack, but handing on goes from each place in it to the next by a call "
        "inside the call.",
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

    def hand_on(place):
        if place < 0:
            return
        for operand, local in order[place].links:
            operand.grad += order[place].grad * local
        hand_on(place - 1)

    hand_on(len(order) - 1)
""",
        ),
    ),
    Submission(
        "depth",
        "half-mended",
        "A loop goes down along the last operand, but the function still calls itself for the others: a "
        "chain grown on the left is too deep. The same for chains on the right.",
        engine(
            LINKS,
            sweep="""
def backward(self):
    order, seen = [], set()

    def visit(node):
        path = []
        while node not in seen:
            seen.add(node)
            path.append(node)
            if not node.links:
                break
            node = node.links[-1][0]
        for passed in reversed(path):
            for operand, _ in passed.links[:-1]:
                visit(operand)
            order.append(passed)

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
        "recursive-level",
        "Numbers are sorted by their level, which is found by a function that asks for the level of the "
        "operands, and so on down: too deep.",
        engine(
            LINKS,
            sweep="""
def backward(self):
    levels = {}

    def level(node):
        if node not in levels:
            levels[node] = 1 + max((level(operand) for operand, _ in node.links), default=0)
        return levels[node]

    level(self)
    order = sorted(levels, key=levels.get)
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
        "copied-first",
        "The graph is copied with `copy.deepcopy` before the sweep, which calls itself for every operand "
        "and fails on a long chain.",
        engine(
            LINKS,
            sweep="""
def backward(self):
    import copy

    twins = {}
    root = copy.deepcopy(self, twins)
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
    for node in order:
        node.grad = slope[node] if node.links or node is root else node.grad + slope[node]
""",
        ),
    ),
)

SUBMISSIONS = DEPTH
