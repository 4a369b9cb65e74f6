"""Texts of functions as a student would have written them: a variant's own lines, and its factory's around them.

Many variants are made by a factory that is handed one line (`_out(lambda r, p, a, z, y, N: …)`), so no text of the
whole function stands anywhere. Here the factory's text is read, and what it was handed is put in its place: constants,
calls of one-line functions, choices that these decide. What is shown is what runs: `tests/exams/zoo` runs each text.
"""

import ast
import builtins
import math
from collections.abc import Callable, Collection, Sequence
from types import FunctionType
from typing import Any

import numpy as np

from autograd_lab.exams.zoo.expanding import KNOWN, Expanded
from autograd_lab.exams.zoo.trees import (
    Held,
    NotWrittenError,
    body_of,
    cells_of,
    own_tree,
    plain_arguments,
    rename_arguments,
    tree_of,
    unparse,
)

HELPERS = {
    "sigmoid": "def sigmoid(z):\n    return 1 / (1 + np.exp(-z))",
    "sigmoid_prime": "def sigmoid_prime(z):\n    return sigmoid(z) * (1 - sigmoid(z))",
}
MOST_DEEP = 12  # functions inside one another


def text_of(function: Callable[..., Any], signature: str, keep: Collection[str] = ()) -> str:
    """The function as a `def` with this signature, and above it the helpers that it calls.

    `keep` are arguments of the factory's one-line function that get a line of their own even where they are not used.
    NotWrittenError where there is no text.
    """
    name, _, arguments = signature.rstrip(")").partition("(")
    if not isinstance(function, FunctionType):
        raise NotWrittenError(f"{name} is a {type(function).__name__}, no plain function")
    writer = _Writer(name, frozenset(keep))
    main = writer.definition(function, name, 0, arguments.split(", "))
    text = "\n\n".join([*writer.helpers.values(), main])
    if missing := _names_missing(text):
        raise NotWrittenError(f"{', '.join(sorted(missing))} would have no meaning in the text")
    return text


def _names_missing(text: str) -> set[str]:
    """The names that a text uses and that neither it nor `callable_of` gives a meaning."""
    names = [node for node in ast.walk(ast.parse(text)) if isinstance(node, (ast.Name, ast.arg, ast.FunctionDef))]
    used = {node.id for node in names if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    bound = {_name_bound(node) for node in names if not (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))}
    return used - bound - {"np", "math", "sqrt", *HELPERS, *vars(builtins)}


def _name_bound(node: ast.Name | ast.arg | ast.FunctionDef) -> str:
    return node.id if isinstance(node, ast.Name) else node.arg if isinstance(node, ast.arg) else node.name


def callable_of(text: str, name: str) -> Any:
    """The function or class `name` of a text, with NumPy and the usual helpers around it."""
    space: dict[str, Any] = {"np": np, "math": math, "sqrt": math.sqrt, "__name__": "exhibit"}
    for helper in (*HELPERS.values(), text):
        exec(helper, space)  # noqa: S102 - a text of ours
    return space[name]


def arguments_used(function: Callable[..., Any]) -> frozenset[str]:
    """The arguments of the one-line functions that were handed to a factory, as far as their text uses them."""
    found: set[str] = set()
    for inner in cells_of(function).values() if isinstance(function, FunctionType) else ():
        if isinstance(inner, FunctionType) and isinstance(tree := own_tree(inner), ast.Lambda):
            names = {node.id for node in ast.walk(tree.body) if isinstance(node, ast.Name)}
            found |= names & {argument.arg for argument in tree.args.args}
    return frozenset(found)


class _Writer:
    """Writes one function; `helpers` are the texts of those it calls, by name, in the order of need."""

    def __init__(self, main: str, keep: frozenset[str]) -> None:
        self.main = main
        self.keep = keep
        self.helpers: dict[str, str] = {}

    def definition(self, function: FunctionType, name: str, depth: int, asked: Sequence[str] = ()) -> str:
        """The text of one function; its arguments are called as `asked`, where that cannot be mistaken."""
        if depth > MOST_DEEP:
            raise NotWrittenError("functions call one another too deeply")
        tree = tree_of(function)
        rename_arguments(tree, asked)
        lines = Expanded(self, function, tree, depth).statements(body_of(tree))
        made = ast.FunctionDef(name, plain_arguments(tree.args), lines or [ast.Pass()], [], None)
        if any(isinstance(node, Held) for node in ast.walk(made)):
            raise NotWrittenError("what the closure holds is compared or passed on")
        return unparse(made)

    def helper(self, name: str, value: object, depth: int) -> str:
        """The name under which a function of the bank is called in the text; written down when it is first met."""
        shown = KNOWN.get(name, name.lstrip("_"))
        if shown == self.main:
            shown = f"right_{shown}"
        elif hasattr(builtins, shown) or shown == "norm":
            shown = f"{shown}_of"  # the text may mean the builtin, or have a variable of that name
        if shown in HELPERS or "." in shown:
            return shown
        if shown not in self.helpers:
            if not isinstance(value, FunctionType):
                raise NotWrittenError(f"{name} is a {type(value).__name__}")
            self.helpers[shown] = ""  # its place, and the end of a recursion
            self.helpers[shown] = self.definition(value, shown, depth + 1)
            self.helpers[shown] = self.helpers.pop(shown)  # behind those that it calls itself
        return shown
