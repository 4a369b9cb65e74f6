"""Whether words fit the code of an exhibit: a name that the code rules out is no temptation, and a cure no help."""

import re

_LOOP = re.compile(r"^\s*(for|while)\b", re.MULTILINE)
#: for a pattern of names, what the code must have for a name of that kind to be thinkable
_NEEDED = (
    (re.compile(r"\bloop\b|= for \+="), _LOOP),
    (re.compile(r"^zero \(//"), re.compile(r"//|\b(zeros|empty)")),
    (re.compile(r"rounded to integers"), re.compile(r"round|int|//")),
    (re.compile(r"^@ for "), re.compile(r"@|\b(dot|matmul|einsum|inner|outer)\(")),
    (re.compile(r"^\* for "), re.compile(r"\*|\bmultiply\(")),
)
_FIGURE = re.compile(r"\((\d+)\)$")
_QUOTED = re.compile(r"\b\w+=[\w.]+|[-+*/]=|\bnp\.\w+")


def can_be_called(name: str, code: str) -> bool:
    """Whether code of this form can have the mistake of this name, as far as its looks tell.

    >>> can_be_called("return inside the loop (first row only)", "def f(x):\\n    return x.sum()")
    False
    >>> can_be_called("number of rows written into the formula (17)", "def f(x):\\n    return x.sum() / 17")
    True
    """
    if any(kind.search(name) and not needed.search(code) for kind, needed in _NEEDED):
        return False
    figure = _FIGURE.search(name)
    return not figure or bool(re.search(rf"\b{figure[1]}\b", code))


def fits_code(cure: str, code: str) -> bool:
    """Whether a cure speaks of this code: what it quotes, such as `axis=0` or `+=`, stands there.

    >>> fits_code("Sum over the rows: axis=0.", "return X.T @ r")
    False
    """
    plain = code.replace(" = ", "=")
    return all(piece in code or piece in plain for piece in _QUOTED.findall(cure))
