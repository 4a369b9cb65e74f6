"""The registry of equations: a number or a label that is given twice would send a reader to the wrong place."""

import pytest

from autograd_lab.equations import EQUATIONS
from autograd_lab.equations.registry import read_equations


def table(**changed: str) -> dict[str, str]:
    return {"number": "9.1", "latex": "x", "source": "s", **changed}


@pytest.mark.parametrize(
    ("second", "message"),
    [
        (table(), "'two' and 'one' both have the number 9.1"),
        (table(number="nine"), 'write it as "chapter.position"'),
        (table(number="9.2", place="page 4"), r"\[two\] has number, latex, source, place"),
        ({"number": "9.2", "latex": "x"}, "it needs number, latex, source"),
    ],
)
def test_a_table_that_is_no_equation_and_a_number_twice_are_errors(second: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_equations({"one": table(), "two": second})


def test_the_chapter_is_the_first_half_of_the_number() -> None:
    assert read_equations({"one": table(number="12.3")})["one"].chapter == 12


def test_every_entry_says_where_it_comes_from_and_has_balanced_braces() -> None:
    assert EQUATIONS
    for equation in EQUATIONS.values():
        assert equation.source.strip()
        assert equation.latex.count("{") == equation.latex.count("}")
        assert "$" not in equation.latex
