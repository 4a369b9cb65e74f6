"""Problem set 2, the questions about a whole sweep: order, repeat and depth, as students hand them in."""

from tests.exams.fifth_bank.ps2_engines import CLOSURES, COUNTS, LINKS, SERIAL, other_backward
from tests.exams.second_bank.submission import Submission, edited

ORDER = (
    Submission(
        "order",
        "hands-on-at-once",
        "Every number hands on its whole gradient whenever something arrives, so what arrived first is handed on "
        "again and again: b = a + a, c = b + b gives 6 instead of 4. Right where only leaves have several readers. "
        "(It never finishes forty doublings, and it calls itself once per operation.)",
        other_backward(
            LINKS,
            """
def backward(self):
    # inner numbers start at zero
    todo, known = [self], {self}
    while todo:
        node = todo.pop()
        if node.links:
            node.grad = 0.0
        for operand, _ in node.links:
            if operand not in known:
                known.add(operand)
                todo.append(operand)

    def tell(node):
        for operand, local in node.links:
            operand.grad += node.grad * local
            tell(operand)

    self.grad = 1.0
    tell(self)


Scalar.backward = backward
""",
        ),
    ),
    Submission(
        "order",
        "every-path-by-itself",
        "Carries each contribution down every path separately, without waiting for the others. All gradients are "
        "right, but the work doubles with every doubling: forty doublings are 2^40 paths, and it does not finish.",
        other_backward(
            COUNTS,
            """
def backward(self):
    inner, todo = set(), [self]
    while todo:
        node = todo.pop()
        if node.parents and node not in inner:
            inner.add(node)
            todo.extend(node.parents)
    for node in inner:
        node.grad = 0.0

    self.grad = 1.0
    paths = [(self, 1.0)]
    while paths:
        node, upstream = paths.pop()
        for p, slope in zip(node.parents, node.slopes):
            downstream = upstream * slope
            p.grad += downstream
            paths.append((p, downstream))


Scalar.backward = backward
""",
        ),
    ),
    Submission(
        "order",
        "first-met-first",
        "The numbers speak in the order in which a breadth-first walk from the result meets them. A number that is "
        "near on one path and far on another speaks before the long path has reached it, and what comes later is not "
        "handed on. Right if all paths to an inner number have the same length (so doublings are right).",
        other_backward(
            CLOSURES,
            """
def backward(self):
    queue = [self]
    visited = {self}
    for v in queue:
        for child in v.children:
            if child not in visited:
                visited.add(child)
                queue.append(child)
    for v in queue:
        if v.children:
            v.grad = 0.0
    self.grad = 1.0
    for v in queue:
        v.hand_on()


Scalar.backward = backward
""",
        ),
    ),
    Submission(
        "order",
        "level-not-passed-down",
        "Sorts by the longest distance from the result, but a number that is met again on a longer path only has its "
        "own level raised; the levels of its operands stay as they were at the first visit. Then an inner operand "
        "below it speaks before it, and that part of the gradient is lost. Doublings and simple diamonds are right.",
        other_backward(
            SERIAL,
            """
def backward(self):
    level = {self: 0}
    todo = [self]
    for node in todo:
        for operand in node.operands:
            if operand not in level:
                level[operand] = level[node] + 1
                todo.append(operand)
            else:
                level[operand] = max(level[operand], level[node] + 1)
    order = sorted(todo, key=lambda s: level[s])
    for node in order:
        if node.operands:
            node.grad = 0.0
    self.grad = 1.0
    for node in order:
        for operand, slope in zip(node.operands, node.slopes):
            operand.grad += node.grad * slope


Scalar.backward = backward
""",
        ),
    ),
    Submission(
        "order",
        "seen-when-pushed",
        "A number is marked as seen when it is put on the stack, not when it is taken off. In h * g(h) the left h is "
        "marked and waits at the bottom, g(h) goes on the list without waiting for it, and in the sweep h speaks "
        "before g(h) has handed anything to it: the contribution by way of g is lost. g(h) * h and doublings are "
        "right.",
        edited(
            LINKS,
            ("    order, seen = [], set()\n", "    order, seen = [], {self}\n"),
            (
                """        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            for operand, _ in node.links:
                stack.append((operand, False))
""",
                """        else:
            stack.append((node, True))
            for operand, _ in node.links:
                if operand not in seen:
                    seen.add(operand)
                    stack.append((operand, False))
""",
            ),
        ),
    ),
    Submission(
        "order",
        "counts-readers-not-arrows",
        "It counts how many different numbers read an operand, but counts down for each arrow and lets an operand "
        "speak as often as the count is at 0 or below. With b + b the number b speaks twice, each time with "
        "its whole gradient: b = a + a, c = b + b gives 8 instead of 4. Right where no inner number stands twice in "
        "one operation; forty doublings do not finish.",
        edited(
            COUNTS,
            ("        for p in node.parents:\n", "        for p in set(node.parents):\n"),
            ("            if waiting[p] == 0:\n", "            if waiting[p] <= 0:\n"),
        ),
    ),
)

REPEAT = (
    Submission(
        "repeat",
        "nothing-is-cleared",
        "No gradient is set back before the sweep, only the result starts at 1 again. Inner numbers keep the "
        "gradient of the call before and hand it on a second time: the first call is right, from the second one on "
        "inner numbers and leaves are too large.",
        edited(CLOSURES, ("    for v in topo:\n        if v.children:\n            v.grad = 0.0\n", "")),
    ),
    Submission(
        "repeat",
        "leaves-are-cleared-too",
        "All numbers are set to 0 before the sweep, the leaves as well. Leaves do not add up over several calls but "
        "hold what the latest has brought; inner numbers are right.",
        edited(LINKS, ("        if node.links:\n            node.grad = 0.0\n", "        node.grad = 0.0\n")),
    ),
    Submission(
        "repeat",
        "visited-for-ever",
        "Whether a number was visited is written into the number itself and never taken back. The first call is "
        "right; a second call on the same result finds nothing to sort and hands on nothing, and another result "
        "over the same inner numbers stops at them.",
        other_backward(
            edited(
                CLOSURES,
                ("        self.children = children\n", "        self.children, self.visited = children, False\n"),
            ),
            """
def backward(self):
    topo = []
    stack = [(self, False)]
    while stack:
        v, done = stack.pop()
        if done:
            topo.append(v)
        elif not v.visited:
            v.visited = True
            stack.append((v, True))
            for child in v.children:
                stack.append((child, False))
    for v in topo:
        if v.children:
            v.grad = 0.0
    self.grad = 1.0
    for v in reversed(topo):
        v.hand_on()


Scalar.backward = backward
""",
        ),
    ),
    Submission(
        "repeat",
        "one-operand-is-a-leaf",
        "A number counts as inner only if it has more than one operand. Results of exp, tanh, sigmoid, relu and powers "
        "are taken for leaves: they add up over the calls and hand their old gradients on again. With sums, "
        "differences, products and quotients alone everything is right.",
        edited(SERIAL, ("        if len(node.operands) > 0:\n", "        if len(node.operands) > 1:\n")),
    ),
    Submission(
        "repeat",
        "counted-once",
        "The numbers of readers are counted at the first call and kept with the result, to save time; the sweep counts "
        "them down to 0 and nobody sets them back. The first call is right; in a second call of the same result "
        "they fall below 0, no operand ever speaks, and only what the result itself hands on arrives.",
        other_backward(
            edited(
                COUNTS,
                (
                    "        self.parents, self.slopes = parents, slopes\n",
                    "        self.parents, self.slopes = parents, slopes\n        self.waiting = None\n",
                ),
            ),
            """
def backward(self):
    if self.waiting is None:  # count only once
        self.waiting = {self: 0}
        stack = [self]
        while stack:
            node = stack.pop()
            for p in node.parents:
                if p not in self.waiting:
                    self.waiting[p] = 0
                    stack.append(p)
                self.waiting[p] += 1
    for node in self.waiting:
        if node.parents:
            node.grad = 0.0

    self.grad = 1.0
    ready = [self]
    while ready:
        node = ready.pop()
        for p, slope in zip(node.parents, node.slopes):
            p.grad += node.grad * slope
            self.waiting[p] -= 1
            if self.waiting[p] == 0:
                ready.append(p)


Scalar.backward = backward
""",
        ),
    ),
    Submission(
        "repeat",
        "all-add-up",
        "The sweep uses a dictionary of its own, so nothing old is handed on and the leaves are always right. But in "
        "the end it is added to the grad of every number: inner numbers and the result itself add up over the calls, "
        "too (z.grad is 2 after the second) instead of holding the latest.",
        edited(
            LINKS,
            (
                """    for node in order:
        if node.links:
            node.grad = 0.0
    self.grad = 1.0
    for node in reversed(order):
        for operand, local in node.links:
            operand.grad += node.grad * local
""",
                """    grads = {node: 0.0 for node in order}
    grads[self] = 1.0
    for node in reversed(order):
        for operand, local in node.links:
            grads[operand] += grads[node] * local
    for node in order:
        node.grad += grads[node]
""",
            ),
        ),
    ),
)

SORT_BY_STACK = """    order, seen = [], set()
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
"""

DEPTH = (
    Submission(
        "depth",
        "visit-calls-itself",
        "The topological order is made by a function that calls itself for every operand: RecursionError for a chain "
        "of about a thousand operations or more. All else is right.",
        other_backward(
            CLOSURES,
            """
def backward(self):
    topo = []
    visited = set()

    def build_topo(v):
        if v not in visited:
            visited.add(v)
            for child in v.children:
                build_topo(child)
            topo.append(v)

    build_topo(self)
    for v in topo:
        if v.children:
            v.grad = 0.0
    self.grad = 1.0
    for v in reversed(topo):
        v.hand_on()


Scalar.backward = backward
""",
        ),
    ),
    Submission(
        "depth",
        "limit-raised",
        "Raises Python's recursion limit to 5,000 for the time of the sort (which the notebook forbids) and keeps the "
        "function that calls itself. Chains of a few thousand operations work; 10,000 still end in a RecursionError.",
        edited(
            LINKS,
            (
                SORT_BY_STACK,
                """    import sys

    order, seen = [], set()

    def visit(node):
        if node in seen:
            return
        seen.add(node)
        for operand, _ in node.links:
            visit(operand)
        order.append(node)

    old = sys.getrecursionlimit()
    sys.setrecursionlimit(5000)
    try:
        visit(self)
    finally:
        sys.setrecursionlimit(old)
""",
            ),
        ),
    ),
    Submission(
        "depth",
        "error-swallowed",
        "The function that sorts calls itself, and the RecursionError is caught and passed over. A long chain "
        "raises nothing, but the list is then empty or as good as empty, and nothing is handed down: the leaves keep "
        "gradient 0. Short chains are right.",
        edited(
            LINKS,
            (
                SORT_BY_STACK,
                """    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for operand, _ in node.links:
                visit(operand)
            order.append(node)

    try:
        visit(self)
    except RecursionError:
        pass
""",
            ),
        ),
    ),
    Submission(
        "depth",
        "clearing-calls-itself",
        "Sorting and sweeping are done with loops, but the inner gradients are cleared by a function that calls "
        "itself once for each operation: RecursionError for a long chain. All else is right.",
        edited(
            SERIAL,
            (
                """    for node in newest_first:
        if len(node.operands) > 0:
            node.grad = 0.0
""",
                """    cleared = set()

    def clear(node):
        if node in cleared or len(node.operands) == 0:
            return
        cleared.add(node)
        node.grad = 0.0
        for operand in node.operands:
            clear(operand)

    clear(self)
""",
            ),
        ),
    ),
    Submission(
        "depth",
        "speaking-calls-itself",
        "The arrows are counted with a loop, but the sweep itself is a function: as soon as an operand waits for "
        "nobody more, it is called for that operand, inside the call for its reader. RecursionError in the middle of "
        "the sweep for a long chain. All else is right.",
        edited(
            COUNTS,
            (
                """    ready = [self]
    while ready:
        node = ready.pop()
        for p, slope in zip(node.parents, node.slopes):
            p.grad += node.grad * slope
            waiting[p] -= 1
            if waiting[p] == 0:
                ready.append(p)
""",
                """
    def speak(node):
        for p, slope in zip(node.parents, node.slopes):
            p.grad += node.grad * slope
            waiting[p] -= 1
            if waiting[p] == 0:
                speak(p)

    speak(self)
""",
            ),
        ),
    ),
    Submission(
        "depth",
        "stops-at-five-hundred",
        "The function that sorts calls itself and turns back at depth 500, so that Python need not complain. What lies "
        "deeper is not on the list and hands nothing on: for a chain of 10,000 additions the slope counts only the "
        "500 or so next to the end, without any error.",
        edited(
            LINKS,
            (
                SORT_BY_STACK,
                """    order, seen = [], set()

    def visit(node, depth):
        # Python gives up at about 1000
        if node in seen or depth > 500:
            return
        seen.add(node)
        for operand, _ in node.links:
            visit(operand, depth + 1)
        order.append(node)

    visit(self, 0)
""",
            ),
        ),
    ),
)
