"""Right ways of writing `Scalar`: other formulas of the functions, other orders of the sweep, other ways to make it."""

import functools
import graphlib
import heapq
import itertools
import math

import numpy as np

from autograd_lab.exams.ps2 import right
from autograd_lab.exams.ps2.closures import closures
from autograd_lab.exams.ps2.engines import engine, in_order, sweep_with
from tests.exams.second_bank import ps2_styles

e = math.exp

FORMULAS = {
    "(e²ˣ − 1)/(e²ˣ + 1)": {"forward": {"tanh": lambda x: (e(2 * x) - 1) / (e(2 * x) + 1)}},
    "(eˣ − e⁻ˣ)/(eˣ + e⁻ˣ)": {
        "forward": {"tanh": lambda x: (e(x) - e(-x)) / (e(x) + e(-x)), "sigmoid": lambda x: e(x) / (e(x) + 1)},
        "slopes": {"tanh": lambda ops, out: (4 / (e(ops[0]) + e(-ops[0])) ** 2,)},
    },
    "1/cosh²": {
        "forward": {"sigmoid": lambda x: 0.5 * (1 + math.tanh(x / 2)), "tanh": lambda x: 2 / (1 + e(-2 * x)) - 1},
        "slopes": {
            "tanh": lambda ops, out: (1 / math.cosh(ops[0]) ** 2,),
            "sigmoid": lambda ops, out: (1 / (4 * math.cosh(ops[0] / 2) ** 2),),
        },
    },
    "NumPy": {
        "forward": {
            "tanh": np.tanh,
            "exp": np.exp,
            "relu": lambda x: np.maximum(x, 0),
            "pow": lambda x, n: np.power(float(x), n),
            "sigmoid": lambda x: 1 / (1 + np.exp(-np.float64(x))),
        },
        "slopes": {
            "relu": lambda ops, out: (np.heaviside(ops[0], 0.0),),
            "sigmoid": lambda ops, out: (e(-ops[0]) / (1 + e(-ops[0])) ** 2,),
        },
    },
    "logarithms and powers": {
        "forward": {"exp": lambda x: math.e**x, "relu": lambda x: (x + abs(x)) / 2, "div": lambda x, y: x * y**-1.0},
        "slopes": {
            "pow": lambda ops, out: (ops[1] * ops[0] ** (ops[1] - 1) if ops[1] != 1 else 1.0, 0.0),
            "div": lambda ops, out: (ops[1] ** -1.0, -out * ops[1] ** -1.0),
            "relu": lambda ops, out: (float(np.float32(ops[0] > 0)),),
        },
    },
}


def links_of(root):
    """All nodes below the root, each with its operands."""
    found, stack = {}, [root]
    while stack:
        node = stack.pop()
        if id(node) not in found:
            found[id(node)] = node
            stack += [parent for parent, _ in node.links]
    return found


def by_graphlib(root):
    found = links_of(root)
    graph = {key: [id(parent) for parent, _ in node.links] for key, node in found.items()}
    return [found[key] for key in graphlib.TopologicalSorter(graph).static_order()][::-1]


def by_generator(root):
    def nodes_in_order():
        seen, stack = {id(root)}, [(root, iter(root.links))]
        while stack:
            rest = stack[-1][1]
            fresh = next((parent for parent, _ in rest if id(parent) not in seen), None)
            if fresh is None:
                yield stack.pop()[0]
            else:
                seen.add(id(fresh))
                stack.append((fresh, iter(fresh.links)))

    return list(nodes_in_order())[::-1]


def by_height(root):
    """A node stands above all of its operands: sorted by the longest way down to a leaf."""
    height = {}
    for node in reversed(in_order(root)):
        height[id(node)] = 1 + max((height[id(parent)] for parent, _ in node.links), default=0)
    return sorted(links_of(root).values(), key=lambda node: -height[id(node)])


ORDERS = {"graphlib": by_graphlib, "generator": by_generator, "height": by_height}


def heap_sweep(root):
    """Nodes wait in a heap until all that use them have passed on."""
    users = {}
    for node in links_of(root).values():
        for parent, _ in node.links:
            users[id(parent)] = users.get(id(parent), 0) + 1
        if node.links:
            node.grad = 0.0
    root.grad = root.grad + 1.0 if not root.links else 1.0
    count = itertools.count()
    heap = [(next(count), root)]
    while heap:
        _, node = heapq.heappop(heap)
        for parent, local in node.links:
            parent.grad += node.grad * local
            users[id(parent)] -= 1
            if not users[id(parent)]:
                heapq.heappush(heap, (next(count), parent))


def style(source):
    """The class that a text defines."""
    space = {"math": math, "np": np}
    exec(source, space)
    return space["Scalar"]


def keep_in_list(cls):
    """The class after a decorator that keeps a list of them."""
    return [cls][0]


@keep_in_list
class Child(right.Counting):
    """A subclass that adds nothing."""


CLASSES = {
    **{name: engine(**pieces) for name, pieces in FORMULAS.items()},
    **{f"sorted by {name}": engine(sweep=sweep_with(order=order)) for name, order in ORDERS.items()},
    "heap": engine(sweep=heap_sweep),
    **{
        f"style {name.lower()}": style(getattr(ps2_styles, name))
        for name in ("CLOSURES", "LINKS", "NUMBERED", "COUNTED")
    },
    "decorated subclass": Child,
    "made by type()": type("Scalar", (right.Numbered,), {"__slots__": ()}),
    "a function that makes it": (lambda cls: lambda data: cls(data))(closures()),
    "partial": functools.partial(right.Written, vjps=()),
    **dict(right.LOOPING),
}
