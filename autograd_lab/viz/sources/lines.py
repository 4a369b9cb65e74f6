"""The line of a notebook's cell that made each node, read from the text of the cells when a graph is shown.

Nothing is recorded while the engine runs. A variable leads to the statement that assigned it last, and that statement's
expression is gone through together with the graph below the variable's node. What does not fit has no line.
"""

from __future__ import annotations

import ast
import linecache
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import FrameType
from typing import Any

from autograd_lab.scalar.ops import CONST
from autograd_lab.scalar.value import Value

MOST_CELLS = 60  # that are read: the latest
MOST_LINES = 6  # of one statement
OPERATORS = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div", ast.Pow: "pow"}


@dataclass(frozen=True)
class Lines:
    """Statements in the order of the cells, each with the number of its line; and for each node its statement or -1."""

    texts: tuple[str, ...]
    numbers: tuple[int, ...]
    of: tuple[int, ...]

    def to_json(self) -> dict[str, Any]:
        """All of it as JSON-able data."""
        return {"texts": list(self.texts), "numbers": list(self.numbers), "of": list(self.of)}


@dataclass(frozen=True)
class Made:
    """One expression of a statement: the number of its cell, the line and the text of the statement."""

    cell: int
    line: int
    text: str
    expression: ast.expr | None


def cells_of(frame: FrameType) -> list[str]:
    """The cells that ran, the one of this frame last; a file's text where there is no notebook; empty in a function."""
    if not frame.f_code.co_name.startswith("<"):
        return []
    told = frame.f_globals.get("In")
    if isinstance(told, list) and "get_ipython" in frame.f_globals:
        return [str(cell) for cell in told[-MOST_CELLS:]]
    return ["".join(linecache.getlines(frame.f_code.co_filename, frame.f_globals))]


def lines_of(
    order: Sequence[Value], variables: Mapping[str, object], cells: Sequence[str], shown: int = 0
) -> Lines | None:
    """The lines that made the nodes of a graph; None when none is known.

    order      the nodes, the root last
    variables  by name, as they are now
    cells      their texts; of the last one nothing counts that stands behind line `shown`, where the graph is shown
    """
    made, root = _assignments(cells, shown)
    nodes = {id(node): i for i, node in enumerate(order)}
    found: dict[int, Made] = {}
    for name, thing in variables.items():
        if id(thing) in nodes and isinstance(thing, Value) and name in made:
            _follow(made[name], made[name].expression, thing, found)
    if root:
        _follow(root, root.expression, order[-1], found)
    statements = sorted({(m.cell, m.line, m.text) for i, m in found.items() if i in nodes})
    if not statements:
        return None
    place = {statement: k for k, statement in enumerate(statements)}
    of = [place[m.cell, m.line, m.text] if (m := found.get(id(node))) else -1 for node in order]
    return Lines(tuple(text for _, _, text in statements), tuple(line for _, line, _ in statements), tuple(of))


def _assignments(cells: Sequence[str], shown: int) -> tuple[dict[str, Made], Made | None]:
    """For each name what was assigned to it last; and what the statement at line `shown` of the last cell shows."""
    made: dict[str, Made] = {}
    assigned: set[str] = set()
    root = None
    for at, cell in enumerate(cells):
        for statement, certain in _statements(cell):
            if at == len(cells) - 1 and 0 < shown < statement.lineno:
                continue
            end = statement.end_lineno or statement.lineno
            text = "\n".join(cell.splitlines()[statement.lineno - 1 : min(end, statement.lineno - 1 + MOST_LINES)])
            for name, expression in _assignments_in(statement):
                other = isinstance(expression, ast.Name)  # another name for what has been made elsewhere
                if other or (not certain and name in assigned):  # or who knows which of the two ran
                    made.pop(name, None)
                else:
                    made[name] = Made(at, statement.lineno, text.strip(), expression)
                assigned.add(name)
            called = statement.value if isinstance(statement, (ast.Expr, ast.Assign)) else None
            here = at == len(cells) - 1 and statement.lineno <= shown <= end
            if here and isinstance(called, ast.Call) and called.args and ast.unparse(called.func).endswith("show"):
                root = Made(at, statement.lineno, text.strip(), called.args[0])
    return made, root


@lru_cache(maxsize=4 * MOST_CELLS)
def _statements(cell: str) -> tuple[tuple[ast.stmt, bool], ...]:
    """The statements of a cell outside of functions and classes, and whether each is certain to have run.

    There are none of a cell that is not all Python.
    """
    try:
        tree = ast.parse(cell)
    except (SyntaxError, ValueError):
        return ()
    return tuple(_simple(tree.body))


def _simple(body: Sequence[ast.stmt], certain: bool = True) -> Iterator[tuple[ast.stmt, bool]]:
    for statement in body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        yield statement, certain
        within = certain and not isinstance(statement, (ast.If, ast.Try, ast.Match))
        parts = [statement, *getattr(statement, "handlers", []), *getattr(statement, "cases", [])]
        for inner in [getattr(part, name, []) for part in parts for name in ("body", "orelse", "finalbody")]:
            yield from _simple(inner, within)


def _assignments_in(statement: ast.stmt) -> Iterator[tuple[str, ast.expr | None]]:
    """The names that a statement assigns, each with its expression where one is its own."""
    if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
        yield statement.target.id, None
    if isinstance(statement, (ast.For, ast.With)):  # what it binds has been made elsewhere
        bound = [statement.target] if isinstance(statement, ast.For) else [i.optional_vars for i in statement.items]
        names = [part for target in bound if target for part in ast.walk(target) if isinstance(part, ast.Name)]
        yield from ((name.id, name) for name in names)
    if not isinstance(statement, (ast.Assign, ast.AnnAssign)) or statement.value is None:
        return
    for target in statement.targets if isinstance(statement, ast.Assign) else [statement.target]:
        value = statement.value
        if isinstance(target, ast.Name):
            yield target.id, value
        elif isinstance(target, ast.Tuple):
            each: list[ast.expr | None] = [None] * len(target.elts)
            if isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts):
                each = list(value.elts)
            yield from ((t.id, v) for t, v in zip(target.elts, each, strict=True) if isinstance(t, ast.Name))


def _follow(made: Made, expression: ast.expr | None, node: Value, found: dict[int, Made]) -> None:
    """Note for a node, and for the operands that the same expression made, which statement that was."""
    if isinstance(expression, ast.Name) and node.op is not CONST:
        return
    operands: list[ast.expr] = []
    name = ""
    if isinstance(expression, ast.BinOp):
        operands, name = [expression.left, expression.right], OPERATORS.get(type(expression.op), "")
    elif isinstance(expression, ast.UnaryOp) and isinstance(expression.op, ast.USub):
        operands, name = [expression.operand], "neg"
    elif isinstance(expression, ast.Call) and isinstance(expression.func, ast.Attribute) and not expression.args:
        operands, name = [expression.func.value], expression.func.attr
    fits = bool(node.parents) and node.op is not None and node.op.name == name and len(operands) == len(node.parents)
    if not fits and isinstance(expression, ast.BinOp) and name and node.op is not CONST:
        return  # another operation: not this text has made it
    found.setdefault(id(node), made)
    if not fits:
        return
    for operand, parent in zip(operands, node.parents, strict=True):
        _follow(made, operand, parent, found)
