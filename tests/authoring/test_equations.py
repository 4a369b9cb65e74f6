"""The registry of equations: a number or a label that is given twice would send a reader to the wrong place."""

import pytest

from autograd_lab import equations
from autograd_lab.equations import EQUATIONS, Equation


def entry(label: str = "one", number: str = "9.1", chapter: int = 9) -> Equation:
    return Equation(label=label, number=number, latex="x", source="s", chapter=chapter)


@pytest.mark.parametrize(
    ("second", "message"),
    [
        (entry(number="9.2"), "is there twice"),
        (entry(label="two"), "is there twice"),
        (entry(label="two", number="8.1"), "the number begins with the chapter"),
        (entry(label="two", number="9.2", chapter=92), "the number begins with the chapter"),
    ],
)
def test_a_clash_is_an_error(second: Equation, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        equations._registry((entry(), second))


def test_every_entry_says_where_it_comes_from_and_has_balanced_braces() -> None:
    assert EQUATIONS
    for equation in EQUATIONS.values():
        assert equation.source.strip()
        assert equation.latex.count("{") == equation.latex.count("}")
        assert "$" not in equation.latex
