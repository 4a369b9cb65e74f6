"""The engine stays short enough to be read: what a chapter on building it prints is counted here."""

import ast
import inspect
import io
import textwrap
import tokenize

import pytest

from autograd_lab.scalar import graph, value as scalar

LIMIT = 150
#: parts of Value that the chapter leaves out: the name, pickling, and micrograd's names
NOT_PRINTED = ("name", "__reduce__", "_prev", "_op")
#: arithmetic, order, backward (Value holds Value.backward)
PRINTED = (scalar._method, scalar.lift, scalar._folded, scalar.Value, graph.leaves_and_inner, scalar.sweep)
LAYOUT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


def code_lines(source, leave_out=()):
    """How many lines of `source` hold code: no comments, docstrings or blank lines, nor what is called `leave_out`."""
    source = textwrap.dedent(source)
    dropped, code = set(), set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            first = min([node.lineno, *[decorator.lineno for decorator in node.decorator_list]])
            if node.name in leave_out:
                dropped.update(range(first, node.end_lineno + 1))
            if ast.get_docstring(node) is not None:
                dropped.update(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in LAYOUT:
            code.update(range(token.start[0], token.end[0] + 1))
    return len(code - dropped)


@pytest.mark.slow
def test_the_lines_that_a_chapter_prints_are_few():
    counts = {part.__name__: code_lines(inspect.getsource(part), NOT_PRINTED) for part in PRINTED}
    assert sum(counts.values()) <= LIMIT, counts


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("x = 1\n\n# a comment\ny = 2  # another\n", 2),
        ('def f():\n    """One\n\n    two."""\n    return 1\n', 2),
        ("class A:\n    @property\n    def name(self):\n        return 1\n\n    def f(self):\n        return 2\n", 3),
        ('text = """one\ntwo"""\n', 2),
        ("call(\n    1,\n)\n", 3),
    ],
)
def test_the_count_sees_code_only(source, lines):
    assert code_lines(source, NOT_PRINTED) == lines
