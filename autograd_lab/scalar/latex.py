r"""LaTeX from the one table of operations, so that a formula on a page cannot differ from what the engine computes.

`to_latex` writes one text of the table, `operation_latex` a whole operation ("c = a \cdot b") and `partials_latex`
its local derivatives. How a function is written stands with it in ops.MATHS. Only what is known to mean the same in
mathematics is written; the rest is a ValueError.
"""

from __future__ import annotations

import ast

from autograd_lab.scalar.op_code import re_lettered
from autograd_lab.scalar.ops import MATHS, OPERANDS, Op

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from autograd_lab.scalar.ops import Function

# How tightly a piece of LaTeX binds (its precedence): one that binds too loosely gets brackets.
_SUM, _PRODUCT, _FACTOR, _ATOM = 1, 2, 3, 4

#: how a function's formula binds (see ops.Function) -> how tightly that is, and how tight each operand must be (0: any)
_BINDS = {"call": (_FACTOR, 0), "bars": (_ATOM, 0), "power": (_FACTOR, _ATOM), "sum": (_SUM, 0)}
_INDEX = "i"


def to_latex(text: str, names: Mapping[str, str]) -> str:
    r"""A text of the table as LaTeX; `names` gives each letter its LaTeX, one symbol such as `x`, `w_1` or `\theta`.

    Raises ValueError for a letter that has no name, and for syntax or a function that has no LaTeX.

    >>> print(to_latex("out * (1 - out)", {"out": "y"}))
    y \cdot \left(1 - y\right)
    """
    return _piece(ast.parse(text, mode="eval").body, names)[1]


def operation_latex(op: Op, names: Sequence[str] = ("a", "b"), out: str = "c") -> str:
    r"""What an operation computes, e.g. "c = a \cdot b".

    A folded operation is a sum over i; one name more than its text has letters is the operand left over, the bias:
    names ("w", "x", "b") write a dot as "c = \sum_{i} w_{i} \cdot x_{i} + b".
    Raises ValueError when there are fewer names than operands.
    """
    known = _names(op, names, out)
    if not op.folded:
        return f"{out} = {to_latex(op.text, known)}"
    term = _operand(ast.parse(op.text, mode="eval").body, known, _PRODUCT)
    return f"{out} = " + rf"\sum_{{{_INDEX}}} {term}" + "".join(f" + {bias}" for bias in _bias_name(op, names))


def partials_latex(op: Op, names: Sequence[str] = ("a", "b"), out: str = "c") -> list[str]:
    r"""The local derivative in each operand, e.g. ["\frac{\partial c}{\partial a} = b", …].

    The result is written as `out` where the table uses it: the slope of tanh is 1 − c · c.
    """
    known = _names(op, names, out)
    slopes = [(known[x], to_latex(text, known)) for x, text in zip(op.operands, op.partials, strict=True)]
    slopes += [(bias, "1") for bias in _bias_name(op, names)]
    return [rf"\frac{{\partial {out}}}{{\partial {operand}}} = {slope}" for operand, slope in slopes]


def _names(op: Op, names: Sequence[str], out: str) -> dict[str, str]:
    """The LaTeX of each letter of an operation; the operands of a folded one carry an index."""
    if not op.arity:
        raise ValueError(f"{op.name!r} computes nothing from operands, so it has no formula and no derivative")
    if len(names) < op.arity:
        raise ValueError(f"{op.name!r} has {op.arity} operands, got {len(names)} names: {list(names)}")
    known = {x: _with_index(name) if op.folded else name for x, name in zip(op.operands, names, strict=False)}
    return {**known, "out": out}


def _with_index(name: str) -> str:
    return f"{{{name}}}_{{{_INDEX}}}" if "_" in name else f"{name}_{{{_INDEX}}}"


def _bias_name(op: Op, names: Sequence[str]) -> list[str]:
    """The name of the operand that a folded operation adds after its pairs, if one was given."""
    return list(names[op.arity : op.arity + 1]) if op.folded and op.arity > 1 else []


def _operand(node: ast.expr, names: Mapping[str, str], tight: int) -> str:
    """The LaTeX of an operand, in brackets when it binds less tightly than `tight`."""
    holds, latex = _piece(node, names)
    return latex if holds >= tight else rf"\left({latex}\right)"


def _piece(node: ast.expr, names: Mapping[str, str]) -> tuple[int, str]:
    """The precedence of an expression's LaTeX, and the LaTeX."""
    match node:
        case ast.Name(id=letter):
            if letter not in names:
                raise ValueError(f"{letter!r} has no name in LaTeX; names has {', '.join(names) or 'none'}")
            return _ATOM, names[letter]
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return _number(number)
        case ast.UnaryOp(op=ast.USub(), operand=inside):
            return _SUM, f"-{_operand(inside, names, _PRODUCT)}"
        case ast.BinOp():
            return _binary(node, names)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            return _call(name, arguments, names)
    raise ValueError(f"{ast.unparse(node)!r} is a {type(node).__name__}, which has no LaTeX here")


def _number(number: float) -> tuple[int, str]:
    """A number as it is written in Python, but with a power of ten in place of an e."""
    digits, e, exponent = repr(number).partition("e")
    if not digits.replace(".", "").isdigit():
        raise ValueError(f"the number {number!r} has no LaTeX here")
    return (_PRODUCT, rf"{digits} \cdot 10^{{{int(exponent)}}}") if e else (_ATOM, digits)


def _binary(node: ast.BinOp, names: Mapping[str, str]) -> tuple[int, str]:
    left, right = node.left, node.right
    match node.op, left:
        case ast.Add() | ast.Sub(), _:
            sign = "+" if isinstance(node.op, ast.Add) else "-"
            return _SUM, f"{_operand(left, names, _SUM)} {sign} {_operand(right, names, _PRODUCT)}"
        case ast.Mult() | ast.Div(), ast.UnaryOp(op=ast.USub(), operand=inside):  # (−a)/b is written −(a/b)
            return _piece(ast.UnaryOp(op=ast.USub(), operand=ast.BinOp(left=inside, op=node.op, right=right)), names)
        case ast.Mult(), _:
            return (
                _PRODUCT,
                rf"{_operand(left, names, _PRODUCT)} \cdot {_operand(right, names, _PRODUCT)}",
            )
        case ast.Div(), _:
            return _FACTOR, rf"\frac{{{_piece(left, names)[1]}}}{{{_piece(right, names)[1]}}}"
    raise ValueError(f"{ast.unparse(node)!r} uses {type(node.op).__name__}, which has no LaTeX here")


def _call(name: str, arguments: list[ast.expr], names: Mapping[str, str]) -> tuple[int, str]:
    """A function of the table, by its formula or, where that is given, by its meaning in simpler functions."""
    if name not in MATHS:
        raise ValueError(f"the function {name!r} has no LaTeX here: it does not stand in MATHS of scalar/ops.py")
    function = MATHS[name]
    if len(arguments) != function.arity:
        raise ValueError(f"the function {name!r} takes {function.arity} operands, got {len(arguments)}")
    if function.means:
        return _piece(spelt_out(function, arguments), names)
    if not function.latex:
        raise ValueError(f"the function {name!r} has no LaTeX: give it `latex` or `means` in MATHS of scalar/ops.py")
    holds, tight = _BINDS[function.binds]
    first, *others = (_operand(argument, names, tight if k == 0 else 0) for k, argument in enumerate(arguments))
    return holds, function.latex % dict(zip(OPERANDS, (first, *others), strict=False))


def spelt_out(function: Function, arguments: Sequence[ast.expr]) -> ast.expr:
    """What a call means in simpler functions of the table, with its arguments put in: for LaTeX and plain symbols."""
    given = {letter: f"({ast.unparse(argument)})" for letter, argument in zip(OPERANDS, arguments, strict=False)}
    return ast.parse(re_lettered(function.means, given), mode="eval").body
