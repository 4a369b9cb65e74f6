"""The texts of the table of operations in plain symbols, for the player: `out * (1 - out)` is {out} × (1 − {out}).

Letters stay in braces; the player puts names there. How a function is written stands with it in ops.MATHS.
"""

import ast

from autograd_lab.scalar.latex import spelt_out
from autograd_lab.scalar.ops import MATHS, OPERANDS

# How tightly a piece binds (its precedence): one that binds too loosely gets brackets.
SUM, PRODUCT, ATOM = 1, 2, 3

#: how a function's text binds (see ops.Function) -> how tightly that is, and how tight its operands must be (0: any)
BINDS = {"call": (ATOM, 0), "bars": (ATOM, 0), "power": (PRODUCT, ATOM), "sum": (ATOM, 0)}
SIGNS = {ast.Add: ("+", SUM, PRODUCT), ast.Sub: ("−", SUM, PRODUCT), ast.Mult: ("×", PRODUCT, PRODUCT),
         ast.Div: ("÷", PRODUCT, ATOM)}  # fmt: skip


def to_symbols(text: str) -> str:
    """A text of the table in plain symbols; raises ValueError for syntax or a function that has none.

    >>> to_symbols("out * (1 - out)")
    '{out} × (1 − {out})'
    """
    return _piece(ast.parse(text, mode="eval").body)[1]


def _operand(node: ast.expr, tight: int) -> str:
    holds, text = _piece(node)
    return text if holds >= tight else f"({text})"


def _piece(node: ast.expr) -> tuple[int, str]:
    """The precedence of an expression's text, and the text."""
    match node:
        case ast.Name(id=letter):
            return ATOM, f"{{{letter}}}"
        case ast.Constant(value=int() | float() as number):
            return ATOM, f"{number:g}"
        case ast.UnaryOp(op=ast.USub(), operand=inside):
            return SUM, f"−{_operand(inside, PRODUCT)}"
        case ast.BinOp(left=ast.UnaryOp(op=ast.USub(), operand=inside), op=op, right=right) if not isinstance(
            op, ast.Add | ast.Sub
        ):  # (−a) ÷ b is written −a ÷ b
            return SUM, f"−{_piece(ast.BinOp(left=inside, op=op, right=right))[1]}"
        case ast.BinOp(left=ast.Name(id=one), op=ast.Mult(), right=ast.Name(id=other)) if one == other:
            return ATOM, f"{{{one}}}²"
        case ast.BinOp(left=left, op=op, right=right):
            sign, holds, tight = SIGNS[type(op)]
            return holds, f"{_operand(left, holds)} {sign} {_operand(right, tight)}"
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in MATHS and MATHS[name].means:
            return _piece(spelt_out(MATHS[name], arguments))
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in MATHS and MATHS[name].symbols:
            holds, tight = BINDS[MATHS[name].binds]
            written = [_operand(argument, tight) for argument in arguments]
            return holds, MATHS[name].symbols % dict(zip(OPERANDS, written, strict=False))
    raise ValueError(
        f"{ast.unparse(node)!r} has no plain symbols: give a function its `symbols` in MATHS of scalar/ops.py"
    )
