"""Problem set 2, parts 4 to 6: sweeps in the wrong order, sweeps run twice, and sweeps over long chains."""

from tests.exams.fourth_bank.ps2_engines import CLOSURES, LINKS, NAMES, with_backward, with_passages_replaced
from tests.exams.second_bank.submission import Submission

ORDER = (
    Submission(
        "order",
        "speaks-at-once",
        "A number that hears something after it has spoken gets in line again and hands on all it has a second time.",
        with_backward(
            LINKS,
            """
def backward(self):
    todo, seen = [self], set()
    while todo:  # clear what is left from the last call
        node = todo.pop()
        if node.links and node not in seen:
            seen.add(node)
            node.grad = 0.0
            todo.extend(operand for operand, _ in node.links)
    self.grad = 1.0
    todo = [self]
    while todo:
        node = todo.pop(0)
        for operand, local in node.links:
            operand.grad += node.grad * local
            if operand not in todo:
                todo.append(operand)
""",
        ),
    ),
    Submission(
        "order",
        "every-path",
        "Each path from the result down is walked by itself, which is right but does not end for forty doublings.",
        with_backward(
            LINKS,
            """
def backward(self):
    seen, todo = set(), [self]
    while todo:
        node = todo.pop()
        if node.links and node not in seen:
            seen.add(node)
            node.grad = 0.0
            todo += [operand for operand, _ in node.links]
    # (number, what arrives on this path)
    paths = [(self, 1.0)]
    while paths:
        node, arriving = paths.pop()
        if node is self:
            node.grad = 1.0
        else:
            node.grad += arriving
        for operand, local in node.links:
            paths.append((operand, arriving * local))
""",
        ),
    ),
    Submission(
        "order",
        "walk-of-part-2",
        "The walk of part 2 is left as it was: every arrow puts its operand in line, to hand on all it has.",
        with_backward(
            LINKS,
            """
def backward(self):
    clear(self)
    self.grad = 1.0
    line = [self]
    while line:
        node = line.pop()
        for operand, local in node.links:
            operand.grad += node.grad * local
            line.append(operand)


def clear(root):
    seen, todo = set(), [root]
    while todo:
        node = todo.pop()
        if node.links and node not in seen:
            seen.add(node)
            node.grad = 0.0
            todo.extend(operand for operand, _ in node.links)
""",
        ),
    ),
    Submission(
        "order",
        "not-turned-round",
        "The list is right but is swept from its beginning, from the leaves up, so only the result's own operands hear "
        "anything.",
        with_passages_replaced(CLOSURES, ("    for v in reversed(topo):\n", "    for v in topo:\n")),
    ),
    Submission(
        "order",
        "depth-of-the-first",
        "The numbers are sorted by a depth that counts only along the first operand, so one that hangs deep on a "
        "second operand speaks too early or too late.",
        with_backward(
            with_passages_replaced(
                LINKS,
                (
                    "        self.links = links\n",
                    "        self.links = links\n        self.depth = links[0][0].depth + 1 if links else 0\n",
                ),
            ),
            """
def backward(self):
    nodes, todo = {self: None}, [self]
    while todo:
        for operand, _ in todo.pop().links:
            if operand not in nodes:
                nodes[operand] = None
                todo.append(operand)
    for node in nodes:
        if node.links:
            node.grad = 0.0
    self.grad = 1.0
    for node in sorted(nodes, key=lambda n: n.depth, reverse=True):
        for operand, local in node.links:
            operand.grad += node.grad * local
""",
        ),
    ),
    Submission(
        "order",
        "listed-on-arrival",
        "A number is put on the list when the walk reaches it and not when it leaves, so it may stand before one that "
        "uses it.",
        with_backward(
            LINKS,
            """
def backward(self):
    order, seen = [], set()
    stack = [self]
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        order.append(node)
        for operand, _ in node.links:
            stack.append(operand)
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

CLEARING = "    for node in order:\n        if node.links:\n            node.grad = 0.0\n"

REPEAT = (
    Submission(
        "repeat",
        "nothing-cleared",
        "Nothing is cleared before the sweep, so a second call hands on the old gradients of inner numbers as well.",
        with_passages_replaced(CLOSURES, ("    for v in topo:\n        if v._prev:\n            v.grad = 0.0\n", "")),
    ),
    Submission(
        "repeat",
        "leaves-cleared-too",
        "All gradients are set to 0 before the sweep, the leaves' as well, so several calls do not add up on a leaf.",
        with_passages_replaced(LINKS, (CLEARING, "    for node in order:\n        node.grad = 0.0\n")),
    ),
    Submission(
        "repeat",
        "cleared-afterwards",
        "An inner number is set back to 0 once it has handed on, so after the call its gradient can no longer be read.",
        with_passages_replaced(
            LINKS,
            (CLEARING, ""),
            (
                "            operand.grad += node.grad * local\n",
                "            operand.grad += node.grad * local\n        if node.links:\n            node.grad = 0.0\n",
            ),
        ),
    ),
    Submission(
        "repeat",
        "marks-that-stay",
        "Visited numbers carry a mark that is never taken off, so a second sweep finds nothing left to do.",
        with_passages_replaced(
            LINKS,
            ("        self.links = links\n", "        self.links = links\n        self.visited = False\n"),
            ("elif node not in seen:", "elif not node.visited:"),
            ("seen.add(node)", "node.visited = True"),
        ),
    ),
    Submission(
        "repeat",
        "one-operand-forgotten",
        "Only numbers with two operands are taken for inner ones, so results of tanh, exp, powers and minus are not "
        "cleared.",
        with_passages_replaced(
            LINKS,
            (
                "        if node.links:\n            node.grad = 0.0",
                "        if len(node.links) == 2:\n            node.grad = 0.0",
            ),
        ),
    ),
    Submission(
        "repeat",
        "result-counts-up",
        "The result's gradient is raised by 1 on every call and never cleared, so the second call hands on twice.",
        with_passages_replaced(
            NAMES,
            (
                "        if node.args:\n            node.grad",
                "        if node.args and node is not self:\n            node.grad",
            ),
            ("    self.grad = 1.0\n", "    self.grad += 1.0\n"),
        ),
    ),
)

DEPTH = (
    Submission(
        "depth",
        "calls-itself",
        "The order is made by a function that calls itself for every operand, which ends in a RecursionError.",
        with_backward(
            CLOSURES,
            """
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
        "error-swallowed",
        "The RecursionError is caught and ignored, and the sweep goes on with the part of the order that was ready.",
        with_backward(
            LINKS,
            """
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
        "clearing-calls-itself",
        "The order is made with a stack, but the clearing of old gradients still calls itself down the graph.",
        with_passages_replaced(
            LINKS,
            (CLEARING, "    clear(self, set())\n"),
            (
                "\n\ndef backward(self):",
                "\n\ndef clear(node, done):\n    if node in done:\n        return\n    done.add(node)\n"
                "    if node.links:\n        node.grad = 0.0\n    for operand, _ in node.links:\n"
                "        clear(operand, done)\n\n\ndef backward(self):",
            ),
        ),
    ),
    Submission(
        "depth",
        "release-calls-itself",
        "A number whose users have all spoken is released by a call inside the call of the last user, as deep as the "
        "chain is long.",
        with_passages_replaced(
            NAMES,
            (
                """    ready = [self]
    while ready:
        node = ready.pop()
        for a, slope in zip(node.args, slopes(node)):
            a.grad += node.grad * slope
            users[a] -= 1
            if users[a] == 0:
                ready.append(a)
""",
                """    def release(node):
        for a, slope in zip(node.args, slopes(node)):
            a.grad += node.grad * slope
            users[a] -= 1
            if users[a] == 0:
                release(a)
    release(self)
""",
            ),
        ),
    ),
    Submission(
        "depth",
        "thousand-at-most",
        "The walk stops after a thousand turns, for safety, so a longer chain is swept only in part.",
        with_passages_replaced(
            LINKS,
            ("    while stack:\n", "    for _ in range(1000):\n        if not stack:\n            break\n"),
        ),
    ),
)
