r"""LaTeX of matrix expressions in Python, so that the sheet's conventions are what a test evaluates.

(delta_next @ W_next.T) * slope(z)   ->   \left(\delta^{\text{next}}\, (W^{\text{next}})^{\mathsf T}\right) \odot …
"""

import ast

from autograd_lab.errors import LabError

_NAMES = {
    "a_prev": r"a^{\text{prev}}",
    "W": "W",
    "b": "b",
    "z": "z",
    "delta": r"\delta",
    "delta_next": r"\delta^{\text{next}}",
    "W_next": r"W^{\text{next}}",
    "dL_da": r"\frac{\partial L}{\partial a}",
}
_SUM, _ELEMENTWISE, _PRODUCT, _ATOM = range(4)


def matrix_latex(code: str) -> str:
    r"""The LaTeX of an expression with `@`, `*`, `+`, `.T`, `slope(z)` and `.sum(axis=…)` over the examples.

    Raises LabError for anything else.

    >>> print(matrix_latex("delta @ a_prev.T"))
    \delta\, (a^{\text{prev}})^{\mathsf T}
    """
    return _piece(ast.parse(code, mode="eval").body)[1]


def _piece(node: ast.expr) -> tuple[int, str]:
    """How tightly an expression's LaTeX holds together, and the LaTeX."""
    match node:
        case ast.Name(id=name) if name in _NAMES:
            return _ATOM, _NAMES[name]
        case ast.Attribute(value=ast.Name(id=name), attr="T") if name in _NAMES:
            letter = _NAMES[name]
            return _ATOM, (rf"({letter})" if "^" in letter else letter) + r"^{\mathsf T}"
        case ast.Call(func=ast.Name(id="slope"), args=[ast.Name(id=name)]) if name in _NAMES:
            return _ATOM, rf"\sigma'({_NAMES[name]})"
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="sum"), keywords=[ast.keyword(arg="axis")]):
            return _ATOM, rf"\sum_n {_NAMES[name]}_n"
        case ast.BinOp(left=left, op=ast.MatMult(), right=right):
            return _PRODUCT, rf"{_held(left, _PRODUCT)}\, {_held(right, _ATOM)}"
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _ELEMENTWISE, rf"{_held(left, _ATOM)} \odot {_held(right, _ATOM)}"
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _SUM, f"{_held(left, _SUM)} + {_held(right, _ELEMENTWISE)}"
    raise LabError(
        f"{ast.unparse(node)!r} has no LaTeX on the sheet: write it with {', '.join(_NAMES)}, @, *, +, .T, slope, sum"
    )


def _held(node: ast.expr, tight: int) -> str:
    holds, latex = _piece(node)
    return latex if holds >= tight else rf"\bigl({latex}\bigr)"
