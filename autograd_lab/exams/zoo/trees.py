"""Trees of functions: where the text of one stands, what its closure holds, and a tree as text again."""

import ast
import pickle
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any


class NotWrittenError(ValueError):
    """A function whose text cannot be put together; the message says why."""


class Held(ast.expr):
    """A value that the closure holds, in the place of an expression."""

    _fields = ()

    def __init__(self, value: object) -> None:
        super().__init__()
        self.value = value


def tree_of(function: FunctionType) -> ast.FunctionDef | ast.Lambda:
    """A copy of the tree of a function's own text, which may be changed."""
    made: ast.FunctionDef | ast.Lambda = pickle.loads(_pickled(function.__code__))  # noqa: S301 - of ours; quick to copy
    return made


def own_tree(function: FunctionType) -> ast.FunctionDef | ast.Lambda:
    """The tree of a function's own text, to be read and not changed."""
    return _found_tree(function.__code__)


@cache
def _pickled(code: CodeType) -> bytes:
    return pickle.dumps(_found_tree(code), pickle.HIGHEST_PROTOCOL)


@cache
def _found_tree(code: CodeType) -> ast.FunctionDef | ast.Lambda:
    on_line = _definitions(code.co_filename).get(code.co_firstlineno, [])
    found: ast.FunctionDef | ast.Lambda | None
    if code.co_name == "<lambda>":
        found = _lambda_of(code, [node for node in on_line if isinstance(node, ast.Lambda)])
    else:
        named = [node for node in on_line if isinstance(node, ast.FunctionDef) and node.name == code.co_name]
        found = named[0] if named else None
    if found is None:
        raise NotWrittenError(f"no text of {code.co_qualname} was found")
    return found


def _first_line(node: ast.FunctionDef | ast.Lambda) -> int:
    decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _lambda_of(code: CodeType, candidates: list[ast.Lambda]) -> ast.Lambda | None:
    """The lambda whose code this is: an instruction spans its whole body, or it is the only one around them all."""
    spans = {span for span in code.co_positions() if None not in span and span[2:] != (0, 0)}
    around = []
    for node in candidates:
        body = node.body
        own = body.lineno, body.end_lineno, body.col_offset, body.end_col_offset
        if own in spans:
            return node
        first, last = (body.lineno, body.col_offset), (body.end_lineno, body.end_col_offset)
        if all(first <= (span[0], span[2]) and (span[1], span[3]) <= last for span in spans):
            around.append(node)
    return around[0] if len(around) == 1 else None


@cache
def _definitions(file: str) -> dict[int, list[ast.FunctionDef | ast.Lambda]]:
    """The functions of a file, by their first lines."""
    found: dict[int, list[ast.FunctionDef | ast.Lambda]] = {}
    for node in ast.walk(ast.parse(Path(file).read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.Lambda)):
            found.setdefault(_first_line(node), []).append(node)
    return found


def cells_of(function: Callable[..., Any]) -> dict[str, Any]:
    """What the closure of a function holds, by name."""
    code = function.__code__
    cells = function.__closure__ or ()
    return {name: cell.cell_contents for name, cell in zip(code.co_freevars, cells, strict=True)}


def copy_of(node: Any) -> Any:
    """A copy of a tree, which may be changed; what a closure holds stays the same object."""
    if isinstance(node, Held):
        return Held(node.value)
    return type(node)(**{field: _part(value) for field, value in ast.iter_fields(node)})


def _part(value: Any) -> Any:
    if isinstance(value, list):
        return [_part(item) for item in value]
    return copy_of(value) if isinstance(value, ast.AST) else value


def plain_arguments(arguments: ast.arguments) -> ast.arguments:
    """The arguments without annotations."""
    for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]:
        argument.annotation = None
    if arguments.vararg:
        arguments.vararg.annotation = None
    return arguments


def body_of(tree: ast.FunctionDef | ast.Lambda) -> list[ast.stmt]:
    """The statements of a function, without its docstring."""
    if isinstance(tree, ast.Lambda):
        return [ast.Return(tree.body)]
    return list(tree.body[1:] if ast.get_docstring(tree) else tree.body)


def names_bound(tree: ast.FunctionDef | ast.Lambda) -> set[str]:
    """All names that a function binds: its arguments, and what it assigns anywhere."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            if not isinstance(node.ctx, ast.Load):
                found.add(node.id)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.FunctionDef) and node is not tree:
            found.add(node.name)
    return found


def rename_arguments(tree: ast.FunctionDef | ast.Lambda, asked: Sequence[str]) -> None:
    """Call the arguments of a function as `asked`; nothing is done where another name would be hidden."""
    mine = [argument.arg for argument in tree.args.args]
    new = {old: name for old, name in zip(mine, asked, strict=False) if old != name}
    taken = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | names_bound(tree)
    if len(mine) != len(asked) or tree.args.vararg or (taken - set(new)) & set(new.values()):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = new.get(node.id, node.id)
        elif isinstance(node, ast.arg):
            node.arg = new.get(node.arg, node.arg)


def makes_functions(function: object) -> bool:
    """Whether a function is a factory that needs no arguments: its last line returns what it has defined."""
    if not isinstance(function, FunctionType):
        return False
    try:
        tree = own_tree(function)
    except NotWrittenError:
        return False
    if isinstance(tree, ast.Lambda) or len(tree.args.defaults) != len(tree.args.args):
        return False
    last, inner = tree.body[-1], {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    return isinstance(last, ast.Return) and isinstance(last.value, ast.Name) and last.value.id in inner


def unparse(node: ast.AST) -> str:
    """The text of a tree, with tuples as people write them."""
    return "\n".join(map(_without_brackets, ast.unparse(ast.fix_missing_locations(node)).splitlines()))


def _without_brackets(line: str) -> str:
    """A line whose tuple stands without its brackets: `return a, b`."""
    try:
        statement = ast.parse(line.strip()).body[0]
    except (SyntaxError, IndexError):
        return line
    value = getattr(statement, "value", None)
    if not isinstance(statement, (ast.Return, ast.Assign)) or not isinstance(value, ast.Tuple) or not value.elts:
        return line
    if len(value.elts) == 1:
        return line
    whole = ast.unparse(value)
    return line.removesuffix(whole) + whole[1:-1] if line.endswith(whole) else line
