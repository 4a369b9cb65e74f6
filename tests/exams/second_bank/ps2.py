"""Problem set 2, as students hand it in: a class `Scalar` and its `backward`, from the contract alone."""
# ruff: noqa: E501 (a place that was edited stands as the student has it)

from tests.exams.second_bank.ps2_styles import CLOSURES, COUNTED, LINKS, NUMBERED
from tests.exams.second_bank.submission import Submission, edited

PRELUDE = ""

_TOPO_OF_CLOSURES = """\
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
"""
_RECURSIVE_TOPO = """\
        topo = []
        visited = set()

        def build_topo(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build_topo(child)
                topo.append(v)

        build_topo(self)
"""
_CLEARING_OF_CLOSURES = """\
        for v in topo:
            if v._prev:
                v.grad = 0.0
"""
_ORDER_OF_LINKS = """\
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
"""
_SWEEP_OF_LINKS = """\
    for node in order:
        if node.links:
            node.grad = 0.0
    self.grad = 1.0
    for node in reversed(order):
        for operand, local in node.links:
            operand.grad += node.grad * local
"""
_BACKWARD_OF_LINKS = _ORDER_OF_LINKS + _SWEEP_OF_LINKS

ARITHMETIC = (
    Submission(
        "arithmetic",
        "rsub-like-sub",
        "number − Scalar is computed as Scalar − number.",
        edited(LINKS, ("        return wrap(other) - self", "        return self - wrap(other)")),
    ),
    Submission(
        "arithmetic",
        "rtruediv-like-truediv",
        "number / Scalar is computed as Scalar / number.",
        edited(
            CLOSURES,
            (
                "    def __rtruediv__(self, other):\n        return Scalar(other) * self ** -1",
                "    __rtruediv__ = __truediv__",
            ),
        ),
    ),
    Submission(
        "arithmetic",
        "tanh-upside-down",
        "tanh is written as (e^2x + 1)/(e^2x − 1): numerator and denominator exchanged, which is its reciprocal.",
        edited(
            CLOSURES,
            (
                "        t = math.tanh(self.data)",
                "        x = self.data\n        t = (math.exp(2 * x) + 1) / (math.exp(2 * x) - 1)",
            ),
        ),
    ),
    Submission(
        "arithmetic",
        "tanh-from-sigmoid-without-2x",
        "tanh is taken as 2σ(x) − 1; it is 2σ(2x) − 1.",
        edited(
            LINKS,
            ("        t = math.tanh(self.data)", "        t = 2 * (1 / (1 + math.exp(-self.data))) - 1  # 2*sigmoid-1"),
        ),
    ),
    Submission(
        "arithmetic",
        "sigmoid-sign",
        "sigmoid has e^x in the denominator where e^−x belongs.",
        edited(
            NUMBERED,
            ("1 / (1 + math.exp(-self.data))", "1 / (1 + math.exp(self.data))"),
        ),
    ),
    Submission(
        "arithmetic",
        "no-radd",
        "There is no __radd__: number + Scalar raises TypeError.",
        edited(CLOSURES, ("    def __radd__(self, other):\n        return self + other\n\n", "")),
    ),
    Submission(
        "arithmetic",
        "only-ints-wrapped",
        "Only ints are wrapped into a Scalar; a float has no .data, and AttributeError comes.",
        edited(NUMBERED, ("isinstance(x, (int, float))", "isinstance(x, int)")),
    ),
    Submission(
        "arithmetic",
        "leaky-relu",
        "relu lets one hundredth of a negative number through: it is a leaky relu.",
        edited(LINKS, ("max(0.0, self.data)", "max(0.01 * self.data, self.data)")),
    ),
    Submission(
        "arithmetic",
        "power-is-product",
        "x ** n is computed as x · n.",
        edited(COUNTED, ("Scalar(self.data**k,", "Scalar(self.data * k,")),
    ),
    Submission(
        "arithmetic",
        "changes-itself",
        "x + y adds to x itself and returns x: the operand's own number changes.",
        edited(
            LINKS,
            (
                "        return Scalar(self.data + other.data, ((self, 1.0), (other, 1.0)))",
                "        self.data = self.data + other.data\n        self.links = ((self, 1.0), (other, 1.0))\n        return self",
            ),
        ),
    ),
    Submission(
        "arithmetic",
        "floor-division",
        "// is used for /: the quotient is rounded down.",
        edited(LINKS, ("self.data / other.data, (", "self.data // other.data, (")),
    ),
    Submission(
        "arithmetic",
        "short-e",
        "e is written out as 2.718, too few digits.",
        edited(
            CLOSURES,
            ("        out = Scalar(math.exp(self.data), (self,))", "        out = Scalar(2.718 ** self.data, (self,))"),
        ),
    ),
    Submission(
        "arithmetic",
        "neg-is-abs",
        "−x returns the number with a negative sign whatever it was: −|x|.",
        edited(COUNTED, ("Scalar(-self.data,", "Scalar(-abs(self.data),")),
    ),
    Submission(
        "arithmetic",
        "relu-is-abs",
        "relu returns the absolute value.",
        edited(NUMBERED, ("self.data if self.data > 0 else 0.0,", "self.data if self.data > 0 else -self.data,")),
    ),
)

RULES = (
    Submission(
        "rules",
        "tanh-slope-of-input",
        "The slope of tanh is taken as 1 − x² with the input x, not with the output.",
        edited(CLOSURES, ("(1 - t ** 2) * out.grad", "(1 - self.data ** 2) * out.grad")),
    ),
    Submission(
        "rules",
        "sigmoid-slope-of-input",
        "The slope of sigmoid is taken as x(1 − x) with the input x, not with the output.",
        edited(NUMBERED, ("            return [y * (1 - y)]", "            return [x * (1 - x)]")),
    ),
    Submission(
        "rules",
        "division-sign",
        "The slope in the denominator lacks its minus.",
        edited(LINKS, ("(other, -self.data / other.data ** 2)", "(other, self.data / other.data ** 2)")),
    ),
    Submission(
        "rules",
        "sub-like-add",
        "x − y hands the gradient to y without a minus, as x + y does.",
        edited(COUNTED, ("(self, o), lambda g: (g, -g)", "(self, o), lambda g: (g, g)")),
    ),
    Submission(
        "rules",
        "power-keeps-exponent",
        "The slope of xⁿ is taken as n·xⁿ: the exponent is not lowered.",
        edited(CLOSURES, ("(n * self.data ** (n - 1))", "(n * self.data ** n)")),
    ),
    Submission(
        "rules",
        "power-without-n",
        "The slope of xⁿ is taken as xⁿ⁻¹: the factor n is missing.",
        edited(LINKS, ("n * self.data ** (n - 1)", "self.data ** (n - 1)")),
    ),
    Submission(
        "rules",
        "exp-by-power-rule",
        "exp is differentiated by the power rule: x·e^(x−1).",
        edited(COUNTED, ("lambda g: (g * y,)", "lambda g: (g * self.data * math.exp(self.data - 1),)")),
    ),
    Submission(
        "rules",
        "mul-own-data",
        "In a product each factor's slope is its own number instead of the other one's.",
        edited(LINKS, ("((self, other.data), (other, self.data))", "((self, self.data), (other, other.data))")),
    ),
    Submission(
        "rules",
        "mul-ignores-upstream",
        "A product hands down the local slope alone: the upstream gradient is not multiplied in.",
        edited(
            CLOSURES,
            ("self.grad += other.data * out.grad", "self.grad += other.data"),
            ("other.grad += self.data * out.grad", "other.grad += self.data"),
        ),
    ),
    Submission(
        "rules",
        "relu-asks-the-output-with-equals",
        "relu asks whether its output is ≥ 0, which it always is: everything passes.",
        edited(CLOSURES, ("(out.data > 0) * out.grad", "(out.data >= 0) * out.grad")),
    ),
    Submission(
        "rules",
        "relu-asks-the-gradient",
        "relu lets the gradient pass where the gradient is positive, not where the input is.",
        edited(COUNTED, ("lambda g: (g * (self.data > 0),)", "lambda g: (g * (g > 0),)")),
    ),
    Submission(
        "rules",
        "tanh-slope-without-square",
        "The slope of tanh is taken as 1 − tanh(x), without the square.",
        edited(NUMBERED, ("            return [1 - y * y]", "            return [1 - y]")),
    ),
    Submission(
        "rules",
        "rsub-slope-plus-one",
        "number − Scalar has the right value, but its slope was noted as +1.",
        edited(
            LINKS,
            ("        return wrap(other) - self", "        return Scalar(other - self.data, ((self, 1.0),))"),
        ),
    ),
    Submission(
        "rules",
        "seeded-with-the-value",
        "The sweep starts with the result's own value instead of 1.",
        edited(CLOSURES, ("        self.grad = 1.0\n", "        self.grad = self.data\n")),
    ),
    Submission(
        "rules",
        "never-seeded",
        "The result's gradient is never set to 1, so zeros are handed down.",
        edited(NUMBERED, ("        self.grad = 1.0\n", "")),
    ),
    Submission(
        "rules",
        "sigmoid-slope-without-square",
        "The slope of sigmoid is taken as e^−x/(1 + e^−x): the square of the denominator is missing.",
        edited(
            LINKS,
            (
                "        return Scalar(s, ((self, s * (1 - s)),))",
                "        e = math.exp(-self.data)\n        return Scalar(s, ((self, e / (1 + e)),))",
            ),
        ),
    ),
    Submission(
        "rules",
        "neg-slope-plus-one",
        "−x hands its gradient down without the minus.",
        edited(NUMBERED, ("            return [-1.0]", "            return [1.0]")),
    ),
    Submission(
        "rules",
        "division-numerator-slope",
        "The slope in the numerator is taken as the denominator y, not 1/y.",
        edited(COUNTED, ("lambda g: (g / o.data, -g", "lambda g: (g * o.data, -g")),
    ),
    Submission(
        "rules",
        "division-denominator-not-squared",
        "The slope in the denominator is taken as −x/y, with y not squared.",
        edited(NUMBERED, ("-a.data / (b.data * b.data)", "-a.data / b.data")),
    ),
)

FAN_OUT = (
    Submission(
        "fan_out",
        "assigns",
        "Each closure assigns with = instead of adding: the last user alone counts.",
        CLOSURES.replace(".grad += ", ".grad = "),
    ),
    Submission(
        "fan_out",
        "links-in-a-dict",
        "The links are a dictionary from operand to slope: in x·x and x + x the second entry overwrites the first.",
        LINKS.replace("((self, 1.0), (other, 1.0))", "{self: 1.0, other: 1.0}")
        .replace("((self, 1.0), (other, -1.0))", "{self: 1.0, other: -1.0}")
        .replace("((self, other.data), (other, self.data))", "{self: other.data, other: self.data}")
        .replace(
            "((self, 1 / other.data), (other, -self.data / other.data ** 2))",
            "{self: 1 / other.data, other: -self.data / other.data ** 2}",
        )
        .replace("in node.links:", "in dict(node.links).items():"),
    ),
    Submission(
        "fan_out",
        "square-taken-as-one-edge",
        "x·x is treated apart, and its slope there is x instead of 2x: the second factor is forgotten.",
        edited(
            LINKS,
            (
                "        other = wrap(other)\n        return Scalar(self.data * other.data,",
                "        other = wrap(other)\n        if other is self:\n"
                "            return Scalar(self.data * self.data, ((self, self.data),))\n"
                "        return Scalar(self.data * other.data,",
            ),
        ),
    ),
    Submission(
        "fan_out",
        "product-assigns",
        "The product assigns with = where the other operations add.",
        edited(
            CLOSURES,
            ("self.grad += other.data * out.grad", "self.grad = other.data * out.grad"),
            ("other.grad += self.data * out.grad", "other.grad = self.data * out.grad"),
        ),
    ),
    Submission(
        "fan_out",
        "averages-its-users",
        "The contributions of several users are averaged: a number's gradient is divided by how many use it.",
        edited(
            COUNTED,
            ("        for node in users:\n", "        count = dict(users)\n        for node in users:\n"),
            ("                p.grad += g\n", "                p.grad += g / count[p]\n"),
        ),
    ),
    Submission(
        "fan_out",
        "first-one-only",
        "A gradient is taken only as long as there is none yet: the first user alone counts.",
        edited(
            LINKS,
            (
                "            operand.grad += node.grad * local",
                "            if operand.grad == 0:\n                operand.grad = node.grad * local",
            ),
        ),
    ),
    Submission(
        "fan_out",
        "copies-its-operand",
        "The other operand is always wrapped into a new Scalar: the graph is cut there, and nothing flows back to it.",
        edited(
            LINKS,
            (
                "    return x if isinstance(x, Scalar) else Scalar(x)",
                "    return Scalar(x.data if isinstance(x, Scalar) else x)",
            ),
            ("        return wrap(other) - self", "        return Scalar(other) - self"),
            ("        return wrap(other) / self", "        return (self / other) ** -1"),
        ),
    ),
    Submission(
        "fan_out",
        "multiplies",
        "Contributions are multiplied together instead of added.",
        edited(
            NUMBERED,
            (
                "                    arg.grad += g * node.grad",
                "                    arg.grad = arg.grad * g * node.grad if arg.grad else g * node.grad",
            ),
        ),
    ),
    Submission(
        "fan_out",
        "equal-by-value",
        "Scalars are compared by value (__eq__ and __hash__ on data): the walk takes two equal numbers for one.",
        edited(
            CLOSURES,
            (
                "    def __neg__(self):",
                "    def __eq__(self, other):\n        return self.data == other.data\n\n"
                "    def __hash__(self):\n        return hash(self.data)\n\n    def __neg__(self):",
            ),
        ),
    ),
    Submission(
        "fan_out",
        "clears-before-adding",
        "Each operand's gradient is set to 0 just before its contribution is added, which keeps the last one only.",
        edited(
            COUNTED,
            ("                p.grad += g\n", "                p.grad = 0.0\n                p.grad += g\n"),
        ),
    ),
    Submission(
        "fan_out",
        "duplicates-removed",
        "Operands that are there twice are removed, so one that stands on both sides gets one share.",
        edited(
            COUNTED,
            ("list(parents), grad_fn", "list(dict.fromkeys(parents)), grad_fn"),
        ),
    ),
    Submission(
        "fan_out",
        "largest-wins",
        "Of several contributions the largest in size is kept instead of their sum.",
        edited(
            LINKS,
            (
                "            operand.grad += node.grad * local",
                "            operand.grad = max(operand.grad, node.grad * local, key=abs)",
            ),
        ),
    ),
)

ORDER = (
    Submission(
        "order",
        "pushes-at-once",
        "Each number hands its gradient on whenever it receives something, with all that it holds: no order at all.",
        edited(
            LINKS,
            (
                _BACKWARD_OF_LINKS,
                """\
    self.grad = 1.0

    def push(node):
        for operand, local in node.links:
            operand.grad += node.grad * local
            push(operand)

    push(self)
""",
            ),
        ),
    ),
    Submission(
        "order",
        "breadth-first-once",
        "A breadth-first walk hands on from each number in the order of first visits, before all its users have spoken.",
        edited(
            CLOSURES,
            (
                _TOPO_OF_CLOSURES + _CLEARING_OF_CLOSURES,
                """\
        queue = [self]
        visited = {self}
        topo = []
        while queue:
            v = queue.pop(0)
            topo.insert(0, v)
            for child in v._prev:
                if child not in visited:
                    visited.add(child)
                    queue.append(child)
""",
            ),
        ),
    ),
    Submission(
        "order",
        "not-reversed",
        "The topological order is swept from the leaves to the result: it was not reversed.",
        edited(CLOSURES, ("        for v in reversed(topo):", "        for v in topo:")),
    ),
    Submission(
        "order",
        "preorder",
        "A number enters the list before its operands (preorder): no topological order when paths differ in length.",
        edited(
            LINKS,
            (
                _BACKWARD_OF_LINKS,
                """\
    order = []
    seen = set()

    def visit(node):
        if id(node) in seen:
            return
        seen.add(id(node))
        order.append(node)
        for operand, _ in node.links:
            visit(operand)

    visit(self)
    self.grad = 1.0
    for node in order:
        for operand, local in node.links:
            operand.grad += node.grad * local
""",
            ),
        ),
    ),
    Submission(
        "order",
        "every-path",
        "Every path is walked by itself: right sums, but each doubling doubles the paths, and it never ends.",
        edited(
            LINKS,
            (
                _BACKWARD_OF_LINKS,
                """\
    def send(node, gradient):
        node.grad += gradient
        for operand, local in node.links:
            send(operand, gradient * local)

    send(self, 1.0)
""",
            ),
        ),
    ),
    Submission(
        "order",
        "no-visited-set",
        "The order is built without remembering what was visited: shared numbers are in it, and speak, several times.",
        edited(
            CLOSURES,
            (
                _TOPO_OF_CLOSURES,
                """\
        topo = []

        def build(v):
            for child in v._prev:
                build(child)
            topo.append(v)

        build(self)
""",
            ),
        ),
    ),
    Submission(
        "order",
        "oldest-first",
        "The numbers are sorted by their serial number, but ascending: the oldest speak first.",
        edited(NUMBERED, (", reverse=True)", ")")),
    ),
    Submission(
        "order",
        "shortest-distance",
        "The numbers are sorted by their shortest distance to the result, where the longest is needed.",
        edited(
            LINKS,
            (
                _ORDER_OF_LINKS,
                """\
    level = {self: 0}
    layer = [self]
    while layer:
        below = []
        for node in layer:
            for operand, _ in node.links:
                if operand not in level:
                    level[operand] = level[node] + 1
                    below.append(operand)
        layer = below
    order = sorted(level, key=lambda node: level[node], reverse=True)
""",
            ),
        ),
    ),
    Submission(
        "order",
        "stack-without-visited",
        "A stack without a visited set: a number is pushed again for every arrow, and hands on all it holds each time.",
        edited(
            LINKS,
            (
                _BACKWARD_OF_LINKS,
                """\
    self.grad = 1.0
    todo = [self]
    while todo:
        node = todo.pop()
        for operand, local in node.links:
            operand.grad += node.grad * local
            todo.append(operand)
""",
            ),
        ),
    ),
    Submission(
        "order",
        "speaks-after-the-first",
        "A number is ready as soon as one of its users has spoken, and it speaks once only.",
        edited(
            COUNTED,
            (
                "                if users[p] == 0:\n",
                "                if p not in spoken:\n                    spoken.add(p)\n",
            ),
            ("        ready = [self]\n", "        ready = [self]\n        spoken = set()\n"),
        ),
    ),
    Submission(
        "order",
        "sorted-by-value",
        "The numbers are sorted by the size of their data, as if later results were larger.",
        edited(NUMBERED, ("key=lambda node: node.serial", "key=lambda node: abs(node.data)")),
    ),
)

REPEAT = (
    Submission(
        "repeat",
        "inner-never-cleared",
        "Inner gradients are never cleared, so a second call hands the old ones on again.",
        edited(CLOSURES, (_CLEARING_OF_CLOSURES, "")),
    ),
    Submission(
        "repeat",
        "leaves-cleared-too",
        "Every gradient is cleared before the sweep, the leaves' too: nothing adds up over calls.",
        edited(LINKS, ("        if node.links:\n            node.grad = 0.0", "        node.grad = 0.0")),
    ),
    Submission(
        "repeat",
        "graph-freed",
        "The links are thrown away after the sweep, so a second call finds no graph and brings nothing.",
        edited(
            LINKS,
            (
                "            operand.grad += node.grad * local\n",
                "            operand.grad += node.grad * local\n        node.links = ()  # save memory\n",
            ),
        ),
    ),
    Submission(
        "repeat",
        "root-adds-up",
        "The result's gradient is increased by 1 at each call instead of set to 1.",
        edited(
            NUMBERED,
            (
                '            if node.op != "leaf":\n                node.grad = 0.0\n',
                '            if node.op != "leaf" and node is not self:\n                node.grad = 0.0\n',
            ),
            ("        self.grad = 1.0\n", "        self.grad += 1.0\n"),
        ),
    ),
    Submission(
        "repeat",
        "cleared-afterwards",
        "Inner gradients are set to 0 after the sweep, so they cannot be read when it is over.",
        edited(
            CLOSURES,
            (
                _CLEARING_OF_CLOSURES
                + "        self.grad = 1.0\n        for v in reversed(topo):\n            v._backward()\n",
                "        self.grad = 1.0\n        for v in reversed(topo):\n            v._backward()\n"
                "        for v in topo:\n            if v._prev and v is not self:\n                v.grad = 0.0\n",
            ),
        ),
    ),
    Submission(
        "repeat",
        "flags-left-standing",
        "The flag `visited` on each number stays set, so a second sweep takes everything for done.",
        edited(
            LINKS,
            ("        self.links = links\n", "        self.links = links\n        self.visited = False\n"),
            ("        if node in seen:\n", "        if node.visited:\n"),
            ("        seen.add(node)\n", "        node.visited = True\n"),
        ),
    ),
    Submission(
        "repeat",
        "only-root-cleared",
        "Only the result's own gradient starts anew; the other inner numbers keep what they had.",
        edited(
            COUNTED,
            (
                "        for node in users:\n            if node.parents:\n                node.grad = 0.0\n",
                "        self.grad = 0\n",
            ),
        ),
    ),
    Submission(
        "repeat",
        "raises-like-torch",
        "A second call raises an error, as PyTorch does when the graph has been freed.",
        edited(
            CLOSURES,
            (
                "        self.grad = 0.0\n        self._backward",
                "        self.grad = 0.0\n        self._done = False\n        self._backward",
            ),
            (
                "        topo = []\n",
                "        if self._done:\n"
                "            raise RuntimeError('Trying to backward through the graph a second time')\n"
                "        self._done = True\n        topo = []\n",
            ),
        ),
    ),
    Submission(
        "repeat",
        "assigned-from-a-dict",
        "Gradients are collected in a dictionary and assigned at the end: a leaf's old gradient is overwritten.",
        edited(
            LINKS,
            (
                _SWEEP_OF_LINKS,
                """\
    grads = {node: 0.0 for node in order}
    grads[self] = 1.0
    for node in reversed(order):
        for operand, local in node.links:
            grads[operand] += grads[node] * local
    for node in order:
        node.grad = grads[node]
""",
            ),
        ),
    ),
    Submission(
        "repeat",
        "added-from-a-dict",
        "Gradients are collected anew but added to every number, so inner gradients pile up over the calls.",
        edited(
            LINKS,
            (
                _SWEEP_OF_LINKS,
                """\
    grads = {node: 0.0 for node in order}
    grads[self] = 1.0
    for node in reversed(order):
        for operand, local in node.links:
            grads[operand] += grads[node] * local
    for node, g in grads.items():
        node.grad += g
""",
            ),
        ),
    ),
    Submission(
        "repeat",
        "averaged-over-calls",
        "What a leaf has added up is divided by the number of calls: the calls are averaged.",
        edited(
            LINKS,
            ("        self.links = links\n", "        self.links = links\n        self.calls = 0\n"),
            (
                "            operand.grad += node.grad * local\n",
                "            operand.grad += node.grad * local\n"
                "    for node in order:\n"
                "        if not node.links:\n"
                "            node.calls += 1\n"
                "            node.grad = node.grad / node.calls\n",
            ),
        ),
    ),
    Submission(
        "repeat",
        "cleared-after-seeding",
        "Inner gradients are cleared after the result was given its 1, which wipes the 1 out.",
        edited(
            CLOSURES,
            (_CLEARING_OF_CLOSURES + "        self.grad = 1.0\n", "        self.grad = 1.0\n" + _CLEARING_OF_CLOSURES),
        ),
    ),
)

DEPTH = (
    Submission(
        "depth",
        "recursive-topo",
        "The order is built by a function that calls itself once for each operation: RecursionError.",
        edited(CLOSURES, (_TOPO_OF_CLOSURES, _RECURSIVE_TOPO)),
    ),
    Submission(
        "depth",
        "limit-raised-too-little",
        "The recursive walk is kept and the recursion limit raised to 3,000, which does not reach.",
        edited(
            CLOSURES,
            (_TOPO_OF_CLOSURES, "        import sys\n        sys.setrecursionlimit(3000)\n" + _RECURSIVE_TOPO),
        ),
    ),
    Submission(
        "depth",
        "passes-down-by-calling",
        "backward calls itself on each operand with the gradient for it: one call inside the other for each operation.",
        edited(
            LINKS,
            (
                "def backward(self):\n" + _BACKWARD_OF_LINKS,
                """\
def backward(self, gradient=1.0):
    self.grad = self.grad + gradient
    for operand, local in self.links:
        operand.backward(gradient * local)
""",
            ),
        ),
    ),
    Submission(
        "depth",
        "limited-loop",
        "A loop that guards against running for ever stops after 1,000 rounds, and the rest gets no gradient.",
        edited(
            NUMBERED,
            (
                '        for node in nodes:\n            if node.op != "leaf":\n                for',
                '        for node in nodes[:1000]:\n            if node.op != "leaf":\n                for',
            ),
        ),
    ),
    Submission(
        "depth",
        "error-swallowed",
        "The RecursionError of the recursive walk is caught and ignored: what was not reached keeps 0.",
        edited(
            CLOSURES,
            (
                _TOPO_OF_CLOSURES,
                _RECURSIVE_TOPO.replace(
                    "        build_topo(self)\n",
                    "        try:\n            build_topo(self)\n        except RecursionError:\n            topo.append(self)\n",
                ),
            ),
        ),
    ),
    Submission(
        "depth",
        "pulls-by-recursion",
        "Each gradient is pulled from the users by a cached function that calls itself: as deep as the graph.",
        edited(
            LINKS,
            (
                _SWEEP_OF_LINKS,
                """\
    users = {node: [] for node in order}
    for node in order:
        for operand, local in node.links:
            users[operand].append((node, local))
    cache = {self: 1.0}

    def gradient_of(node):
        if node not in cache:
            cache[node] = sum(gradient_of(user) * local for user, local in users[node])
        return cache[node]

    for node in order:
        if node.links:
            node.grad = gradient_of(node)
        else:
            node.grad += gradient_of(node)
""",
            ),
        ),
    ),
    Submission(
        "depth",
        "recursive-generator",
        "The order comes from a generator that yields from itself, which is a recursion as well.",
        edited(
            LINKS,
            (
                _ORDER_OF_LINKS,
                """\
    seen = set()

    def walk(node):
        if node not in seen:
            seen.add(node)
            for operand, _ in node.links:
                yield from walk(operand)
            yield node

    order = list(walk(self))
""",
            ),
        ),
    ),
    Submission(
        "depth",
        "fixed-array",
        "The order is written into a list of fixed length 1,000: IndexError beyond.",
        edited(
            LINKS,
            (
                "    order, seen = [], set()\n",
                "    order, seen = [None] * 1000, set()\n    count = 0\n",
            ),
            ("            order.append(node)\n", "            order[count] = node\n            count += 1\n"),
            (
                "    for node in order:\n        if node.links",
                "    order = order[:count]\n    for node in order:\n        if node.links",
            ),
        ),
    ),
    Submission(
        "depth",
        "recursive-depth",
        "The sweep sorts by a depth that a recursive method computes from the operands.",
        edited(
            COUNTED,
            (
                "        users = {self: 0}\n        stack = [self]\n        while stack:",
                "        if self.depth() > 10**6:\n            raise ValueError('graph too deep')\n"
                "        users = {self: 0}\n        stack = [self]\n        while stack:",
            ),
            (
                "    def backward(self):\n",
                "    def depth(self):\n        return 1 + max((p.depth() for p in self.parents), default=0)\n\n"
                "    def backward(self):\n",
            ),
        ),
    ),
    Submission(
        "depth",
        "short-tape",
        "The tape keeps the last 1,000 operations only, so the older ones never hand anything on.",
        edited(
            NUMBERED,
            ("        found = {}\n", "        from collections import OrderedDict\n        found = OrderedDict()\n"),
            (
                "        nodes = sorted(found.values(), key=lambda node: node.serial, reverse=True)\n",
                "        newest = max(found)\n"
                "        nodes = [found[s] for s in range(newest, newest - 1000, -1) if s in found]\n",
            ),
        ),
    ),
)

SUBMISSIONS = ARITHMETIC + RULES + FAN_OUT + ORDER + REPEAT + DEPTH

# --- written afterwards, from ids and names alone ---

#: the name of the catalogue that says what a submission's truth says; "" where it has none: then none may be given
NAMES = {
    "arithmetic/rsub-like-sub": "number-left",
    "arithmetic/rtruediv-like-truediv": "number-left",
    "arithmetic/tanh-upside-down": "other-function",
    "arithmetic/tanh-from-sigmoid-without-2x": "exponent-scaled",
    "arithmetic/sigmoid-sign": "mirrored",
    "arithmetic/no-radd": "",
    "arithmetic/only-ints-wrapped": "",
    "arithmetic/leaky-relu": "other-function",
    "arithmetic/power-is-product": "other-function",
    "arithmetic/changes-itself": "operand-changed",
    "arithmetic/floor-division": "integer-division",
    "arithmetic/short-e": "other-function",
    "arithmetic/neg-is-abs": "other-function",
    "arithmetic/relu-is-abs": "absolute-for-relu",
    "rules/tanh-slope-of-input": "slope-of-input",
    "rules/sigmoid-slope-of-input": "slope-of-input",
    "rules/division-sign": "second-sign",
    "rules/sub-like-add": "second-sign",
    "rules/power-keeps-exponent": "power-rule",
    "rules/power-without-n": "power-rule",
    "rules/exp-by-power-rule": "other-slope",
    "rules/mul-own-data": "operands-exchanged",
    "rules/mul-ignores-upstream": "upstream-missing",
    "rules/relu-asks-the-output-with-equals": "local-missing",
    "rules/relu-asks-the-gradient": "condition-on-gradient",
    "rules/tanh-slope-without-square": "other-slope",
    "rules/rsub-slope-plus-one": "second-sign",
    "rules/seeded-with-the-value": "seeded-with-data",
    "rules/never-seeded": "unseeded",
    "rules/sigmoid-slope-without-square": "slope-incomplete",
    "rules/neg-slope-plus-one": "sign",
    "rules/division-numerator-slope": "other-slope",
    "rules/division-denominator-not-squared": "division-rule",
    "fan_out/assigns": "assigned",
    "fan_out/links-in-a-dict": "counted-once",
    "fan_out/square-taken-as-one-edge": "counted-once",
    "fan_out/product-assigns": "assigned",
    "fan_out/averages-its-users": "not-added",
    "fan_out/first-one-only": "not-added",
    "fan_out/copies-its-operand": "operand-forgotten",
    "fan_out/multiplies": "not-added",
    "fan_out/equal-by-value": "by-value",
    "fan_out/clears-before-adding": "assigned",
    "fan_out/duplicates-removed": "counted-once",
    "fan_out/largest-wins": "not-added",
    "order/pushes-at-once": "passed-on-twice",
    "order/breadth-first-once": "too-early",
    "order/not-reversed": "from-the-leaves",
    "order/preorder": "too-early",
    "order/every-path": "path-by-path",
    "order/no-visited-set": "passed-on-twice",
    "order/oldest-first": "from-the-leaves",
    "order/shortest-distance": "too-early",
    "order/stack-without-visited": "passed-on-twice",
    "order/speaks-after-the-first": "too-early",
    "order/sorted-by-value": "too-early",
    "repeat/inner-never-cleared": "stale-inner",
    "repeat/leaves-cleared-too": "leaf-reset",
    "repeat/graph-freed": "swept-once",
    "repeat/root-adds-up": "root-adds",
    "repeat/cleared-afterwards": "cleared-late",
    "repeat/flags-left-standing": "swept-once",
    "repeat/only-root-cleared": "stale-inner",
    "repeat/raises-like-torch": "",
    "repeat/assigned-from-a-dict": "leaf-reset",
    "repeat/added-from-a-dict": "inner-adds-up",
    "repeat/averaged-over-calls": "",
    "repeat/cleared-after-seeding": "unseeded",
    "depth/recursive-topo": "recursion-depth",
    "depth/limit-raised-too-little": "recursion-depth",
    "depth/passes-down-by-calling": "recursion-depth",
    "depth/limited-loop": "deep-cut",
    "depth/error-swallowed": "deep-nothing",
    "depth/pulls-by-recursion": "recursion-depth",
    "depth/recursive-generator": "recursion-depth",
    "depth/fixed-array": "",
    "depth/recursive-depth": "recursion-depth",
    "depth/short-tape": "deep-cut",
}

#: another name that is accepted, since it describes the same function on every input; with the reason
SAME = {
    "rules/sigmoid-slope-of-input": ("slope-of-z", "the rule takes the input: that is z(1 − z)"),
    "rules/neg-slope-plus-one": ("local-missing", "the local derivative −1 left out is the sign flipped"),
}
