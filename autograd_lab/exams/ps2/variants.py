"""Wrong and right ways to write `Scalar`, for each question of problem set 2."""
# Classes here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

import math
from dataclasses import replace
from typing import Any

from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.exams.ps2 import right
from autograd_lab.exams.ps2.clearing import nothing_cleared_and_one_added
from autograd_lab.exams.ps2.closures import closures, first_met, recursive
from autograd_lab.exams.ps2.edits import every, of_input, sigmoid_of_input
from autograd_lab.exams.ps2.engines import Node, engine, in_order, sweep_with
from autograd_lab.exams.ps2.repeats import REPEATED
from autograd_lab.exams.question import Variant

# --- arithmetic ---


def _changes_operand(x: Node, other: Any) -> Node:
    x.data += other.data if hasattr(other, "data") else other
    return x


def _with(cls: type, **methods: Any) -> type:
    """A subclass with other methods."""
    return type("Scalar", (cls,), methods)


Micro = right.Written  # composes subtraction and division from the other operations

ARITHMETIC = (
    wrong("number-left", "__rsub__ = __sub__", engine(methods={"__rsub__": lambda x, other: x - other})),
    wrong("number-left", "__rsub__ as self + −other", _with(Micro, __rsub__=lambda x, other: x + -other)),
    wrong("number-left", "__rtruediv__ = __truediv__", engine(methods={"__rtruediv__": lambda x, other: x / other})),
    wrong("number-left", "__rtruediv__ as self · 1/other", _with(Micro, __rtruediv__=lambda x, o: x * (1 / o))),
    wrong("operand-changed", "self.data +=", engine(methods={"__add__": _changes_operand})),
    wrong("operand-changed", "self.data += in closures", _with(closures(), __add__=_changes_operand)),
    wrong("integer-division", "//", engine(forward={"div": lambda a, b: a // b})),
    wrong("integer-division", "floor", engine(forward={"div": lambda a, b: float(math.floor(a / b))})),
    wrong("negation-missing", "−x is x", engine(methods={"__neg__": lambda x: x})),
    wrong("negation-missing", "−x is 1·x", engine(methods={"__neg__": lambda x: x * 1})),
    wrong("mirrored", "e^z", engine(forward={"sigmoid": lambda a: 1 / (1 + math.exp(a))})),
    wrong("mirrored", "1 − σ", engine(forward={"sigmoid": lambda a: math.exp(-a) / (1 + math.exp(-a))})),
    wrong("tanh-for-sigmoid", "tanh", engine(forward={"sigmoid": math.tanh})),
    wrong("tanh-for-sigmoid", "its method", engine(methods={"sigmoid": lambda x: x.tanh()})),
    wrong("absolute-for-relu", "|x|", engine(forward={"relu": abs})),
    wrong("absolute-for-relu", "x or −x", engine(forward={"relu": lambda a: a if a > 0 else -a})),
    wrong("step-for-sigmoid", "x > 0", engine(forward={"sigmoid": lambda a: float(a > 0)})),
    wrong("step-for-sigmoid", "rounded", engine(forward={"sigmoid": lambda a: round(1 / (1 + math.exp(-a)))})),
    wrong("not-activated", "relu gives x", engine(forward={"relu": lambda a: a})),
    wrong("not-activated", "relu of the wrong branch", engine(forward={"relu": lambda a: a if a < 0 else a + 0})),
)

# --- rules ---

RULES = (
    wrong("sign", "unary minus", every(lambda ops, out, s: (1.0,), "neg")),
    wrong("sign", "1 − t² as t² − 1", every(lambda ops, out, s: (out * out - 1,), "tanh")),
    wrong("local-missing", "exp", every(lambda ops, out, s: (1.0,), "exp")),
    wrong("local-missing", "product", every(lambda ops, out, s: (1.0, 1.0), "mul")),
    wrong("local-missing", "relu", every(lambda ops, out, s: (1.0,), "relu")),
    wrong("local-missing", "all", engine(sweep=sweep_with(factor=lambda upstream, local: upstream))),
    wrong("operands-exchanged", "product", every(lambda ops, out, s: (ops[0], ops[1]), "mul")),
    wrong("operands-exchanged", "quotient", every(lambda ops, out, s: s[::-1], "div")),
    wrong("value-for-slope", "product", every(lambda ops, out, s: (out, out), "mul")),
    wrong("value-for-slope", "sigmoid", every(lambda ops, out, s: (out,), "sigmoid")),
    wrong("value-for-slope", "relu", every(lambda ops, out, s: (out,), "relu")),
    wrong("slope-of-input", "tanh", every(of_input, "tanh")),
    wrong("slope-of-input", "sigmoid", every(sigmoid_of_input, "sigmoid")),
    wrong("slope-plus", "sigmoid", every(lambda ops, out, s: (out + out * out,), "sigmoid")),
    wrong("operand-forgotten", "second of a sum", every(lambda ops, out, s: (1.0, 0.0), "add")),
    wrong("operand-forgotten", "second of a product", every(lambda ops, out, s: (ops[1], 0.0), "mul")),
    wrong("operand-forgotten", "first of a quotient", every(lambda ops, out, s: (0.0, s[1]), "div")),
    wrong("second-sign", "difference", every(lambda ops, out, s: (1.0, 1.0), "sub")),
    wrong("second-sign", "quotient", every(lambda ops, out, s: (s[0], out / ops[1]), "div")),
    wrong("division-rule", "−x / y", every(lambda ops, out, s: (s[0], -ops[0] / ops[1]), "div")),
    wrong("power-rule", "exponent not lowered", every(lambda ops, out, s: (ops[1] * out, 0.0), "pow")),
    wrong("power-rule", "factor missing", every(lambda ops, out, s: (out / ops[0], 0.0), "pow")),
    wrong("relu-at-zero", "x >= 0", every(lambda ops, out, s: (float(out >= 0 and ops[0] >= 0),), "relu")),
    wrong("upstream-missing", "= local", engine(sweep=sweep_with(factor=lambda upstream, local: local))),
    wrong("upstream-added", "+", engine(sweep=sweep_with(factor=lambda upstream, local: upstream + local))),
    wrong("seeded-with-data", "L in place of 1", engine(sweep=sweep_with(seed=lambda root: root.data))),
    wrong("unseeded", "grad stays 0", engine(sweep=sweep_with(seed=lambda root: 0.0))),
    wrong("factor-two-doubled", "tanh", every(lambda ops, out, s: (2 * s[0],), "tanh")),
)

# --- fan-out, order, repeat, depth ---


def _assign(parent: Node, contribution: float) -> None:
    parent.grad = contribution


def _distinct(node: Node) -> list[tuple[Node, float]]:
    """Links by operand: an operand used twice is there once, with its last local derivative."""
    return list({id(parent): (parent, local) for parent, local in node.links}.values())


def _distinct_first(node: Node) -> list[tuple[Node, float]]:
    return list({id(parent): (parent, local) for parent, local in reversed(node.links)}.values())


FAN_OUT = (
    wrong("assigned", "=", engine(sweep=sweep_with(push=_assign))),
    wrong("assigned", "= in closures", closures(assign=True)),
    wrong("counted-once", "a set of operands", engine(sweep=sweep_with(links=_distinct))),
    wrong("counted-once", "a dict of operands", engine(sweep=sweep_with(links=_distinct_first))),
)


def _preorder(root: Node) -> list[Node]:
    """The nodes in depth-first preorder."""
    order: list[Node] = []

    def visit(node: Node) -> None:
        if node not in order:
            order.append(node)
            for parent, _ in node.links:
                visit(parent)

    visit(root)
    return order


def _layers(root: Node) -> list[Node]:
    """The nodes in breadth-first order."""
    order, waiting = [root], [root]
    while waiting:
        node = waiting.pop(0)
        for parent, _ in node.links:
            if parent not in order:
                order.append(parent)
                waiting.append(parent)
    return order


def _push_at_once(root: Node) -> None:
    """A sweep that pushes and descends at once, as often as a node is met: what was passed on is passed on again."""
    for node in in_order(root):
        if node.links:
            node.grad = 0.0
    root.grad = 1.0

    def visit(node: Node) -> None:
        for parent, local in node.links:
            parent.grad += local * node.grad
        for parent, _ in node.links:
            visit(parent)

    visit(root)


def _endless(mistake: str, name: str, cls: type) -> Variant:
    return replace(wrong(mistake, name, cls), endless=True)


ORDER = (
    wrong("too-early", "depth first", engine(sweep=sweep_with(order=_preorder))),
    wrong("too-early", "depth first, in closures", closures(order=first_met)),
    _endless("passed-on-twice", "push and follow", engine(sweep=_push_at_once)),
    _endless("passed-on-twice", "push and follow, in closures", closures(order=None)),
    wrong("assigned", "=", engine(sweep=sweep_with(push=_assign))),
    wrong("assigned", "= in closures", closures(assign=True)),
    _endless("path-by-path", "recursion over paths", right.PathByPath),
    _endless("path-by-path", "a list of paths", right.ListOfPaths),
)
REPEAT = (
    wrong("stale-inner", "nothing cleared", engine(sweep=sweep_with(reset=lambda node: False))),
    wrong("stale-inner", "nothing cleared, in closures", closures(clear="nothing")),
    wrong("stale-inner", "nothing cleared, root.grad += 1", engine(sweep=nothing_cleared_and_one_added)),
    wrong("leaf-reset", "everything cleared", engine(sweep=sweep_with(reset=lambda node: True))),
    wrong("leaf-reset", "everything cleared, in closures", closures(clear="everything")),
    wrong("root-adds", "root.grad += 1", right.RootAdds),
    wrong("root-adds", "root.grad += 1, in closures", closures(clear="all but the root")),
    *REPEATED,
)
DEPTH = (
    _endless("recursion-depth", "a recursive sort", closures(order=recursive)),
    _endless("recursion-depth", "a recursive push", engine(sweep=right.push_recursively)),
)

WRONG: dict[str, tuple[Variant, ...]] = {
    "arithmetic": ARITHMETIC,
    "rules": RULES,
    "fan_out": FAN_OUT,
    "order": ORDER,
    "repeat": REPEAT,
    "depth": DEPTH,
}
REFERENCE = right.Counting  # the quickest of the right ones
_RECURSIVE = tuple(Variant(name, cls) for name, cls in right.RECURSIVE)
_LOOPING = tuple(Variant(name, cls) for name, cls in right.LOOPING)
RIGHT: dict[str, tuple[Variant, ...]] = {
    name: _LOOPING if name == "depth" else (*_LOOPING, *_RECURSIVE) for name in WRONG
}
