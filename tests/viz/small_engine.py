"""A small engine like the one that chapter 6 builds, for planting bugs in its backward pass.

It works on a graph of Values from outside, as a learner's own function does: `backward(root)` leaves a gradient in
each `.grad`. Each bug is one line of it gone wrong.
"""

import math

PARTIALS = {
    "add": lambda a, b, out: (1.0, 1.0),
    "sub": lambda a, b, out: (1.0, -1.0),
    "mul": lambda a, b, out: (b, a),
    "div": lambda a, b, out: (1 / b, -a / b**2),
    "pow": lambda a, b, out: (b * a ** (b - 1), math.nan),
    "neg": lambda a, b, out: (-1.0,),
    "exp": lambda a, b, out: (out,),
    "log": lambda a, b, out: (1 / a,),
    "sqrt": lambda a, b, out: (0.5 / out,),
    "tanh": lambda a, b, out: (1 - out**2,),
    "sigmoid": lambda a, b, out: (out * (1 - out),),
    "relu": lambda a, b, out: (1.0 if a > 0 else 0.0,),
    "abs": lambda a, b, out: (math.copysign(1.0, a),),
    "sin": lambda a, b, out: (math.cos(a),),
    "max": lambda a, b, out: (1.0, 0.0) if a > b else (0.0, 1.0),
}


def order_of(root):
    """Parents before their results."""
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(root)
    return order


def add_up(old, upstream, slope):
    return old + upstream * slope


def engine(partials=(), combine=add_up, order=order_of, seed=lambda root: 1.0):
    """A backward(root) with some of its parts exchanged."""
    rules = {**PARTIALS, **dict(partials)}

    def backward(root):
        root.grad = seed(root)
        for node in reversed(order(root)):
            if not node.parents:
                continue
            a, b = (*(p.data for p in node.parents), None)[:2]
            for parent, slope in zip(node.parents, rules[node.op.name](a, b, node.data), strict=True):
                parent.grad = combine(parent.grad, node.grad, slope)

    return backward
