"""The code of a prediction as a page shows it: folded, and with the functions of earlier cells that it calls."""

import ast
from collections.abc import Sequence

from autograd_lab.authoring.source import Cell
from autograd_lab.authoring.teaching.slides.outputs import as_html

LONGEST_CODE = 24  # lines
_Function = ast.FunctionDef | ast.ClassDef


def folded_code(cell: Cell, earlier: Sequence[Cell]) -> str:
    """The code of a prediction below the definitions it needs; "" where the chapter hides it, or it is long."""
    if cell.metadata.get("jupyter", {}).get("source_hidden") or cell.source.count("\n") >= LONGEST_CODE:
        return ""
    needed = called_definitions(cell.source, [one.source for one in earlier if one.kind == "code"])
    fenced = as_html("~~~python\n" + "\n\n\n".join([*needed, cell.source]) + "\n~~~")
    return f"<details><summary>Code</summary>{fenced}</details>"


def called_definitions(code: str, earlier: Sequence[str]) -> list[str]:
    """The functions that code calls by their names and that earlier cells define, each as it stands there last.

    earlier  the code of these cells, from the first on
    returns  their text, in the chapter's order; those that are too long are left out

    >>> called_definitions("print(f(3))", ["def f(x):\\n    return 2 * x", "y = 1"])
    ['def f(x):\\n    return 2 * x']
    """
    found: dict[str, str] = {}
    for text in earlier:
        for node in _statements(text):
            if isinstance(node, _Function):
                found.pop(node.name, None)  # a later one takes its place
                found[node.name] = ast.get_source_segment(text, node) or ""
    here = _statements(code)
    own = {node.name for node in here if isinstance(node, _Function)}
    calls = {
        node.func.id
        for statement in here
        for node in ast.walk(statement)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    return [text for name, text in found.items() if name in calls - own and text.count("\n") < LONGEST_CODE]


def _statements(code: str) -> list[ast.stmt]:
    """The statements of a cell; none where it has commands of the notebook."""
    try:
        return ast.parse(code).body
    except SyntaxError:
        return []
