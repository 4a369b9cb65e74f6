"""Which names a cell defines, and whether it holds an answer or only the blank; read with `ast`, nothing is run."""

import ast
import re
import sys
from collections.abc import Iterable, Iterator

from autograd_lab.grading.intake.cells import parsed, plain_python

DEFINITION = re.compile(r"^(?:async +)?(?:def|class) +(\w+)", re.MULTILINE)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _parsed(source: str) -> ast.Module | None:
    """The syntax tree of a cell without its magics; None if it is no Python."""
    return parsed(plain_python(source))


def is_program(source: str) -> bool:
    """Whether the text, of any length, is Python that defines something."""
    tree = parsed(plain_python(source), sys.maxsize)
    return tree is not None and any(isinstance(node, Function | ast.ClassDef) for node in tree.body)


def defined_names(source: str) -> frozenset[str]:
    """Names of the functions and classes that the text defines at its top level, whether or not it runs."""
    tree = _parsed(source)
    if tree is None:
        return frozenset(DEFINITION.findall(source))
    return frozenset(node.name for node in tree.body if isinstance(node, Function | ast.ClassDef))


def bound_names(source: str) -> frozenset[str]:
    """All names that the text binds at its top level; of a text that does not parse, those of its `def` and `class`."""
    tree = _parsed(source)
    if tree is None:
        return frozenset(DEFINITION.findall(source))
    return frozenset(_names(tree.body))


def bound_names_of_python(source: str) -> frozenset[str]:
    """The names that the text binds, none for a text that does not parse: a sentence about `def` binds nothing."""
    return frozenset() if _parsed(source) is None else bound_names(source)


def _names(statements: Iterable[ast.stmt]) -> Iterator[str]:
    """Names bound by these statements and by those nested in them, but not inside of functions."""
    for statement in statements:
        match statement:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield statement.name
            case ast.Import() | ast.ImportFrom():
                yield from ((alias.asname or alias.name).partition(".")[0] for alias in statement.names)
            case ast.Assign():
                yield from _targets(statement.targets)
            case ast.AnnAssign(value=ast.expr()):
                yield from _targets([statement.target])
        for block in ("body", "orelse", "finalbody"):
            if not isinstance(statement, Function | ast.ClassDef):
                yield from _names(getattr(statement, block, []))
        for handler in getattr(statement, "handlers", []):
            yield from _names(handler.body)


def _targets(targets: Iterable[ast.expr]) -> Iterator[str]:
    """Plain names among the targets of an assignment."""
    for target in targets:
        if isinstance(target, ast.Name):
            yield target.id
        elif isinstance(target, ast.Tuple | ast.List):
            yield from _targets(target.elts)


def stub_names(source: str) -> frozenset[str]:
    """Names of the functions and classes of the text that are stubs still: a docstring, `pass`, `...` or an error."""
    tree = _parsed(source)
    return (
        frozenset()
        if tree is None
        else frozenset(node.name for node in tree.body if isinstance(node, Function | ast.ClassDef) and _is_stub(node))
    )


def _is_stub(node: Function | ast.ClassDef) -> bool:
    """Whether the body of a function, or of every method of a class, is a stub's."""
    if isinstance(node, ast.ClassDef):
        methods = [inner for inner in node.body if isinstance(inner, Function)]
        return bool(methods) and all(_is_stub(method) for method in methods)
    return all(_is_stub_statement(statement) for statement in node.body)


def _is_stub_statement(statement: ast.stmt) -> bool:
    """Whether the statement is a docstring, `pass`, `...` or `raise NotImplementedError`."""
    match statement:
        case ast.Pass() | ast.Expr(ast.Constant()):
            return True
        case ast.Raise(exc=ast.Call(func=ast.Name(id="NotImplementedError")) | ast.Name(id="NotImplementedError")):
            return True
    return False
