"""The texts of the table of operations in plain symbols, for the player: `out * (1 - out)` is {out} × (1 − {out}).

Letters stay in braces; the player puts names there. The table itself is in ops.py; only how it is written is here.
"""

import ast

from autograd_lab.scalar.latex import _WRITTEN_OUT as WRITTEN_OUT

# How tightly a piece holds together: a piece that is looser than its place asks for gets brackets.
SUM, PRODUCT, ATOM = 1, 2, 3

#: function -> its text, and how tight its arguments must be (0: any)
CALLS = {
    "exp": ("exp(%s)", 0),
    "log": ("ln(%s)", 0),
    "tanh": ("tanh(%s)", 0),
    "sigmoid": ("σ(%s)", 0),
    "log_sigmoid": ("ln σ(%s)", 0),
    "relu": ("relu(%s)", 0),
    "step": ("[1 if %s > 0, else 0]", 0),
    "abs": ("|%s|", 0),
    "sign": ("sign(%s)", 0),
    "sqrt": ("√(%s)", 0),
    "sin": ("sin(%s)", 0),
    "cos": ("cos(%s)", 0),
    "power": ("%s ^ %s", ATOM),
    "max": ("max(%s, %s)", 0),
    "min": ("min(%s, %s)", 0),
    "above": ("[1 if %s > %s, ½ if equal, else 0]", 0),
}
SIGNS = {ast.Add: ("+", SUM, PRODUCT), ast.Sub: ("−", SUM, PRODUCT), ast.Mult: ("×", PRODUCT, PRODUCT),
         ast.Div: ("÷", PRODUCT, ATOM)}  # fmt: skip


def to_symbols(text: str) -> str:
    """A text of the table in plain symbols; raises ValueError for what this file cannot write."""
    return _piece(ast.parse(text, mode="eval").body)[1]


def _within(node: ast.expr, tight: int) -> str:
    holds, text = _piece(node)
    return text if holds >= tight else f"({text})"


def _piece(node: ast.expr) -> tuple[int, str]:
    """How tightly an expression's text holds together, and the text."""
    match node:
        case ast.Name(id=letter):
            return ATOM, f"{{{letter}}}"
        case ast.Constant(value=int() | float() as number):
            return ATOM, f"{number:g}"
        case ast.UnaryOp(op=ast.USub(), operand=inside):
            return SUM, f"−{_within(inside, PRODUCT)}"
        case ast.BinOp(left=ast.UnaryOp(op=ast.USub(), operand=inside), op=op, right=right) if not isinstance(
            op, ast.Add | ast.Sub
        ):  # (−a) ÷ b is written −a ÷ b
            return SUM, f"−{_piece(ast.BinOp(left=inside, op=op, right=right))[1]}"
        case ast.BinOp(left=ast.Name(id=one), op=ast.Mult(), right=ast.Name(id=other)) if one == other:
            return ATOM, f"{{{one}}}²"
        case ast.BinOp(left=left, op=op, right=right):
            sign, holds, tight = SIGNS[type(op)]
            return holds, f"{_within(left, holds)} {sign} {_within(right, tight)}"
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in WRITTEN_OUT:
            source = WRITTEN_OUT[name].format(*[f"({ast.unparse(argument)})" for argument in arguments])
            return _piece(ast.parse(source, mode="eval").body)
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in CALLS:
            pattern, tight = CALLS[name]
            written = pattern % tuple(_within(argument, tight) for argument in arguments)
            return (PRODUCT if name == "power" else ATOM), written
    raise ValueError(f"{ast.unparse(node)!r} has no plain symbols here; see viz/symbols.py")
