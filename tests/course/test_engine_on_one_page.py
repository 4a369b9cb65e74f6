"""The engine that chapter 06 prints as the solution of its last exercise is one that runs, and is right."""

import math
import re

import pytest

from tests.course.lessons import LESSONS

[CHAPTER] = [lesson for lesson in LESSONS if lesson.chapter == 6]
[CODE] = [
    block
    for cell in CHAPTER.cells
    if cell.slug == "ch06-engine"
    for block in re.findall(r"```python\n(.*?)```", cell.source, re.DOTALL)
]


@pytest.fixture(name="Value")
def printed_engine():
    names = {"math": math}
    exec(CODE, names)
    return names["MyValue"]


@pytest.mark.parametrize(
    ("formula", "grad"),
    [
        (lambda t: (t + t) + (t + t) * t, 14),
        (lambda t: (t + t) * t + (t + t), 14),
        (lambda t: t * t * t, 27),
        (lambda t: (t * t).tanh() + t, 1 + 6 * (1 - math.tanh(9) ** 2)),
    ],
)
def test_gradients(Value, formula, grad):
    t = Value(3.0)
    formula(t).backward()
    assert t.grad == pytest.approx(grad, rel=1e-12)


@pytest.mark.slow
def test_shared_twice_deep_and_many_paths(Value):
    t = Value(3.0)
    m = t + t
    late = m + m * t
    late.backward()
    late.backward()
    assert t.grad == 28
    t.grad = 0.0
    late.backward()
    assert t.grad == 14
    one = end = Value(1.0)
    for _ in range(10_000):
        end = end + one
    end.backward()
    assert one.grad == 10_001
    one = end = Value(1.0)
    for _ in range(40):
        end = end + end
    end.backward()
    assert one.grad == 2**40


def test_it_is_as_short_as_the_chapter_says():
    assert len([line for line in CODE.splitlines() if line.strip()]) <= 40
