"""A sentence about an error names a method of the class only where the class was asked for it."""

import pytest

from autograd_lab.exams.kinds.program_errors import error_sentence


def sentence(message: str) -> str:
    return error_sentence({"type": "TypeError", "message": message, "line": 7, "source": "x.grad += upstream * local"})


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("unsupported operand type(s) for *: 'float' and 'Scalar'", "`2.5 * x` does not work yet"),
        ("unsupported operand type(s) for -: 'Scalar' and 'int'", "`x - 2.5` does not work yet"),
        ("bad operand type for unary -: 'Scalar'", "`-x` does not work yet"),
        ("'Scalar' object has no attribute 'grad'", "Scalar has no `grad` yet"),
        ("'float' object has no attribute 'data'", "a plain number has no `data` in line 7"),
    ],
)
def test_what_the_class_lacks_is_named(message: str, said: str):
    assert said in sentence(message)


@pytest.mark.parametrize(
    "message",
    [
        "unsupported operand type(s) for *: 'float' and 'NoneType'",
        "bad operand type for unary -: 'NoneType'",
        "'method' object has no attribute 'data'",
        "'generator' object has no attribute 'grad'",
    ],
)
def test_what_another_thing_lacks_is_told_as_python_says_it(message: str):
    assert sentence(message) == f"Scalar raised TypeError: {message} in line 7: `x.grad += upstream * local`."
