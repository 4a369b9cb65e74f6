"""Python's tables as JavaScript modules: the operations of scalar/ops.py, and the slips of slips.py."""

import ast
import json

from autograd_lab.scalar.ops import FUNCTIONS, OPS, Op
from autograd_lab.viz.slips import LETTERS, TERMS
from autograd_lab.viz.symbols import to_symbols

ALLOWED = (
    ast.Expression, ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.UnaryOp, ast.USub, ast.Call, ast.Name,
    ast.Load, ast.Constant,
)  # fmt: skip
#: what JavaScript can call in an operation's text; js/model/functions.js has them all
CALLABLE = (*FUNCTIONS, "over")


def to_javascript(text: str) -> str:
    """An operation's text as JavaScript; raises ValueError for what the two languages write differently.

    >>> to_javascript("(a - b) / out")
    'over(a - b, out)'
    """
    tree = ast.parse(text, mode="eval")
    for node in ast.walk(tree):
        if not isinstance(node, ALLOWED):
            raise ValueError(f"the operation {text!r} uses {type(node).__name__}, which the player cannot mirror")
        if isinstance(node, ast.Call) and not (isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS):
            raise ValueError(f"the operation {text!r} calls a function that is not in ops.FUNCTIONS")
    return ast.unparse(_DivisionAsOver().visit(tree))


class _DivisionAsOver(ast.NodeTransformer):
    """Writes each division as a call of `over`: by zero JavaScript's `/` gives ∞ where Python raises."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if not isinstance(node.op, ast.Div):
            return node
        return ast.Call(func=ast.Name(id="over", ctx=ast.Load()), args=[node.left, node.right], keywords=[])


def build_ops_js() -> str:
    """The table of operations as a JavaScript module."""
    lines = [
        "// @ts-check",
        "// Derived from autograd_lab/scalar/ops.py by `make sync`; do not edit.",
        f'import {{ {", ".join(CALLABLE)} }} from "./functions.js";\n',
        "/** @type {Record<string, {symbol: string, folded: boolean, arity: number, text: string,",
        " *   partials: string[], forward: (...x: number[]) => number,",
        " *   slopes: ((...x: number[]) => number)[]}>} */",
        "export const OPS = {",
        *(_entry(op) for op in OPS.values() if op.arity),
        "};\n",
    ]
    return "\n".join(lines)


def _entry(op: Op) -> str:
    """One line of the JavaScript table."""
    letters = ", ".join(op.operands)
    arguments = "a, b, out" if op.arity == 2 else "a, _, out"
    slopes = ", ".join(f"({arguments}) => {to_javascript(text)}" for text in op.partials)
    written = json.dumps(
        {
            "symbol": op.symbol,
            "folded": op.folded,
            "arity": op.arity,
            "text": to_symbols(op.text),
            "partials": [to_symbols(text) for text in op.partials],
        },
        ensure_ascii=False,
    )[1:-1]
    return f"  {op.name}: {{ {written}, forward: ({letters}) => {to_javascript(op.text)}, slopes: [{slopes}] }},"


def build_slips_js() -> str:
    """The slips that change a contribution, as a JavaScript module. Hints are not in it: they travel with a quiz."""
    terms = [to_javascript(slip.term) for slip in TERMS]
    used = [name for name in CALLABLE if any(f"{name}(" in term for term in terms)]
    lines = [
        "// @ts-check",
        "// Derived from autograd_lab/viz/slips.py by `make sync`; do not edit.",
        f'import {{ {", ".join(used)} }} from "./functions.js";\n',
        "/** @typedef {[id: string, ops: string, slot: number, beats: string, ",
        " *   term: (...x: number[]) => number]} Slip */",
        "/** @type {Slip[]} */",
        "export const SLIPS = [",
    ]
    for slip, term in zip(TERMS, terms, strict=True):
        columns = json.dumps([slip.id, slip.op, slip.slot, " ".join(slip.beats)])[1:-1]
        lines.append(f"  [{columns}, ({', '.join(LETTERS)}) => {term}],")
    return "\n".join([*lines, "];", ""])
