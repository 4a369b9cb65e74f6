"""Puts what a function's closure holds into its statements: constants, one-line functions, helpers of the banks."""
# ruff: noqa: D102 - what the visitors of a NodeTransformer do, its own documentation says

import ast
import builtins
import inspect
from collections.abc import Mapping
from types import FunctionType
from typing import Any, Protocol

import numpy as np

from autograd_lab.exams.zoo.trees import (
    Held,
    NotWrittenError,
    body_of,
    cells_of,
    copy_of,
    makes_functions,
    names_bound,
    own_tree,
    plain_arguments,
    rename_arguments,
    tree_of,
)

#: what the banks call by a letter, and a reader should not have to look up
KNOWN = {"s": "sigmoid", "_s": "sigmoid", "e": "np.exp", "_slope": "sigmoid_prime"}


class Writer(Protocol):
    """Who writes down the helpers that a text calls; `keep` are arguments that get a line of their own."""

    keep: frozenset[str]

    def helper(self, name: str, value: object, depth: int) -> str:
        """The name under which a function is called in the text."""


class Expanded(ast.NodeTransformer):
    """The statements of one function, with what its closure holds put in."""

    def __init__(
        self,
        writer: Writer,
        function: FunctionType,
        tree: ast.FunctionDef | ast.Lambda,
        depth: int,
        names: Mapping[str, Any] | None = None,
    ) -> None:
        self.writer, self.depth = writer, depth
        self.known: dict[str, Any] = {**cells_of(function), **(names or {})}
        self.globals = function.__globals__
        self.own = names_bound(tree)
        self.taken = set(self.own)  # of the whole text: with all functions whose lines are put in
        self.before: list[ast.stmt] = []
        self.hoist = True  # whether a line may be put before this one
        self.alone = False  # whether this line is all that the factory adds

    def statements(self, body: list[ast.stmt]) -> list[ast.stmt]:
        """The statements, each behind the lines that it needs."""
        done: list[ast.stmt] = []
        for statement in body:
            outer, self.before = self.before, []
            self.alone = len(body) == 1 and isinstance(statement, ast.Return)
            made = self.visit(statement)
            done += self.before
            self.before = outer
            if made is not None:
                done.append(made)
        return done

    # --- statements ---

    def visit_For(self, node: ast.For) -> ast.stmt:
        node.iter = self.visit(node.iter)
        node.target = self.visit(node.target)
        node.body, node.orelse = self.statements(node.body), self.statements(node.orelse)
        return node

    def visit_While(self, node: ast.While) -> ast.stmt:
        node.test = self._inside(node.test)
        node.body = self.statements(node.body)
        return node

    def visit_If(self, node: ast.If) -> ast.stmt | None:
        node.test = self.visit(node.test)
        node.body, node.orelse = self.statements(node.body), self.statements(node.orelse)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.stmt:
        node.args, node.returns = plain_arguments(node.args), None
        node.body = self.statements(node.body)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt | None:
        if node.value is None:
            return None
        return self.visit_Assign(ast.Assign([node.target], node.value))

    def visit_Assign(self, node: ast.Assign) -> ast.stmt | None:
        node.value = self.visit(node.value)
        target = node.targets[0]
        if isinstance(target, ast.Name) and isinstance(node.value, Held):
            self.known[target.id] = node.value.value  # another name for what is known
            return None
        node.targets = [self.visit(one) for one in node.targets]
        return None if ast.unparse(node.targets[0]) == ast.unparse(node.value) else node

    # --- expressions ---

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if not isinstance(node.ctx, ast.Load):
            return node
        if node.id in self.known:
            return _as_node(self.known[node.id])
        if node.id in self.own or node.id not in self.globals:
            return node
        value = self.globals[node.id]
        if inspect.ismodule(value):
            return node
        if isinstance(value, FunctionType) and self.hoist and _is_long(value):
            return Held(value)
        if isinstance(value, (int, float, str)):
            return ast.Constant(value)
        if node.id in KNOWN or getattr(value, "__module__", "").startswith("autograd_lab"):
            return ast.parse(self.writer.helper(node.id, value, self.depth), mode="eval").body
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        body: ast.expr = self.visit(node.body)
        orelse: ast.expr = self.visit(node.orelse)
        if _same(body, orelse):
            return body
        return ast.IfExp(self.visit(node.test), _shown(body), _shown(orelse))

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        values = [self.visit(value) for value in node.values]
        if isinstance(node.op, ast.Or):
            while len(values) > 1 and isinstance(values[0], (Held, ast.Constant)):
                truth = bool(values[0].value)
                values = values[:1] if truth else values[1:]
        return values[0] if len(values) == 1 else ast.BoolOp(node.op, list(map(_shown, values)))

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        made = self.generic_visit(node)
        value, place = node.value, node.slice
        if isinstance(value, ast.Tuple) and isinstance(place, ast.Constant) and isinstance(place.value, int):
            return value.elts[place.value]
        return made  # type: ignore[return-value]

    def visit_Lambda(self, node: ast.Lambda) -> ast.expr:
        node.body = self._inside(node.body)
        return node

    def visit_ListComp(self, node: ast.ListComp) -> ast.expr:
        return self._comprehension(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.expr:
        return self._comprehension(node)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        called = self.visit(node.func)
        arguments = [self.visit(argument) for argument in node.args]
        if isinstance(called, ast.Constant):
            raise NotWrittenError("what is called is not there, and something else decides that")
        if isinstance(called, Held):
            if (
                isinstance(called.value, FunctionType)
                and makes_functions(called.value)
                and not (arguments or node.keywords)
            ):
                return Held(called.value())
            if node.keywords or any(isinstance(argument, ast.Starred) for argument in arguments):
                raise NotWrittenError("a call with keywords or a star of what was handed over")
            return self._call_of(called.value, arguments)
        node.func, node.args = called, [_shown(argument) for argument in arguments]
        node.keywords = [ast.keyword(word.arg, _shown(self.visit(word.value))) for word in node.keywords]
        if isinstance(called, ast.Attribute) and called.attr == "asarray" and len(node.args) == 1:
            return node.args[0] if not node.keywords else node
        return node

    def _comprehension(self, node: Any) -> ast.expr:
        outer, self.hoist = self.hoist, False
        made = self.generic_visit(node)
        self.hoist = outer
        return made  # type: ignore[return-value]

    def _inside(self, node: ast.expr) -> ast.expr:
        """An expression in which nothing may be computed beforehand."""
        outer, self.hoist = self.hoist, False
        made = self.visit(node)
        self.hoist = outer
        return _shown(made)

    def _call_of(self, value: object, arguments: list[ast.expr]) -> ast.expr:
        """The call of a function that the closure holds: its lines with the arguments in it, or a call of a helper."""
        if not isinstance(value, FunctionType):
            return ast.Call(_name_of(value), [_shown(argument) for argument in arguments], [])
        tree = tree_of(value)
        body = body_of(tree)
        names = [argument.arg for argument in tree.args.args]
        plain = len(names) == len(arguments) and not tree.args.vararg
        if plain and len(body) == 1 and isinstance(body[0], ast.Return) and body[0].value:
            return self._line(value, tree, body[0].value, arguments)
        asked = [argument.id for argument in arguments if isinstance(argument, ast.Name)]
        by_name = plain and len(asked) == len(arguments)
        if by_name and self.hoist and isinstance(body[-1], ast.Return) and not _returns_early(body):
            rename_arguments(tree, asked)
            mine = names_bound(tree) - set(asked)
            if _keeps_arguments(tree, asked) and not mine & self.taken:
                self.taken |= mine
                inner = Expanded(self.writer, value, tree, self.depth + 1)
                inner.taken = self.taken
                self.before += inner.statements(body[:-1])
                inner.before = self.before
                self.own |= inner.own
                return inner.visit(body[-1].value or ast.Constant(None))  # type: ignore[no-any-return]
        name = self.writer.helper(value.__name__, value, self.depth)
        return ast.Call(ast.parse(name, mode="eval").body, [_shown(argument) for argument in arguments], [])

    def _line(self, value: FunctionType, tree: Any, line: ast.expr, arguments: list[ast.expr]) -> ast.expr:
        """The line of a function with the arguments in it; those of a factory's single line get a name."""
        names = [argument.arg for argument in tree.args.args]
        uses = [node.id for node in ast.walk(line) if isinstance(node, ast.Name)]
        given: dict[str, ast.expr] = {}
        alone = self.alone and self.hoist
        for name, argument in zip(names, arguments, strict=True):
            wanted = name in uses or name in self.writer.keep
            again = self.hoist and uses.count(name) > 1 and not isinstance(argument, (ast.Subscript, ast.Attribute))
            named = (alone and wanted) or again
            if not named or name in self.own | self.taken or isinstance(argument, (Held, ast.Name, ast.Constant)):
                given[name] = argument
            else:
                self.taken.add(name)
                self.before.append(ast.Assign([ast.Name(name, ast.Store())], _shown(argument)))
                given[name] = ast.Name(name, ast.Load())
        inner = Expanded(self.writer, value, tree, self.depth, {name: _Given(node) for name, node in given.items()})
        inner.before, inner.hoist, inner.alone = self.before, self.hoist, False
        inner.own -= set(names)
        inner.taken = self.taken
        return inner.visit(copy_of(line))  # type: ignore[no-any-return]


def _returns_early(body: list[ast.stmt]) -> bool:
    """Whether a function may return before its last statement."""
    return any(isinstance(node, ast.Return) for statement in body[:-1] for node in ast.walk(statement))


def _keeps_arguments(tree: ast.FunctionDef | ast.Lambda, asked: list[str]) -> bool:
    """Whether the arguments of a function are called as `asked` and get no other value, which what follows may mean."""
    stored = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return [argument.arg for argument in tree.args.args] == asked and not stored & set(asked)


class _Given:
    """An expression that is put in for an argument."""

    def __init__(self, node: ast.expr) -> None:
        self.node = node


def _as_node(value: object) -> ast.expr:
    """What is known of a name, as an expression."""
    if isinstance(value, _Given):
        made: ast.expr = copy_of(value.node)
        return made
    if value is None or isinstance(value, (int, float, str)):
        return ast.Constant(value)
    return Held(value)


def _shown(node: ast.expr) -> ast.expr:
    """The node, which is no held value any more: those cannot be written down."""
    if isinstance(node, Held):
        if isinstance(node.value, FunctionType) and isinstance(tree := tree_of(node.value), ast.Lambda):
            return tree
        return _name_of(node.value)
    return node


def _same(one: ast.expr, other: ast.expr) -> bool:
    if isinstance(one, Held) or isinstance(other, Held):
        return isinstance(one, Held) and isinstance(other, Held) and one.value is other.value
    return ast.dump(one) == ast.dump(other)


def _is_long(function: FunctionType) -> bool:
    """Whether a function of the bank has several lines, or makes functions: it is put in where it is called."""
    try:
        return function.__module__.startswith("autograd_lab") and (
            makes_functions(function) or len(body_of(own_tree(function))) > 1
        )
    except NotWrittenError:
        return False


def _name_of(value: object) -> ast.expr:
    """The name of something that no bank has written: a type, a builtin, a function of NumPy."""
    name = getattr(value, "__name__", "")
    if getattr(builtins, name, None) is value:
        return ast.Name(name, ast.Load())
    if getattr(np, name, None) is value:
        return ast.Attribute(ast.Name("np", ast.Load()), name, ast.Load())
    raise NotWrittenError(f"a {type(value).__name__} is called")
