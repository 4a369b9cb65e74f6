"""The texts of the bank's functions: what is shown of a variant is what runs."""

import numpy as np
import pytest

from autograd_lab.exams.kinds.claims import ClaimQuestion
from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.exams.plans import run_plan
from autograd_lab.exams.registry import earlier_exams
from autograd_lab.exams.table import EXAMS
from autograd_lab.exams.zoo.mends import mend_of
from autograd_lab.exams.zoo.trees import NotWrittenError
from autograd_lab.exams.zoo.written import arguments_used, callable_of, text_of

QUESTIONS = [q for e in (*EXAMS, *earlier_exams()) for q in e.questions if not isinstance(q, ClaimQuestion)]
VARIANTS = [(question, variant) for question in QUESTIONS for variant in question.wrong if not variant.endless]


def _factory(line, start=None, rest=lambda total: total):
    def answer(x, y):
        total = (start or sum)(x)
        return rest(line(total, y))

    return answer


def _in_two_lines(x, y):
    doubled = 2 * x
    return doubled + y


def _in_four_lines(z, y):
    out = y - z
    for _ in range(2):
        out = out + y
    return out


def _turned(inner):
    def answer(x, y):
        return inner(x, y)[::-1]

    return answer


def test_what_a_factory_was_handed_stands_in_its_text():
    text = text_of(_factory(lambda total, y: total + y), "added(x, y)")
    assert text == "def added(x, y):\n    total = sum(x)\n    return total + y"


def test_arguments_are_called_as_the_signature_does():
    text = text_of(lambda a, b: a - 2 * b, "apart(left, right)")
    assert text == "def apart(left, right):\n    return left - 2 * right"


def test_a_helper_of_several_lines_is_put_in_where_it_is_called():
    text = text_of(_turned(_in_two_lines), "turned(x, y)")
    assert text == "def turned(x, y):\n    doubled = 2 * x\n    return (doubled + y)[::-1]"


def test_what_has_no_text_says_so():
    with pytest.raises(NotWrittenError, match="no plain function"):
        text_of(print, "show(x)")


def test_the_arguments_of_a_line_are_found():
    assert arguments_used(_turned(lambda x, y: y)) == {"y"}


@pytest.mark.slow
def test_a_mend_is_one_place_and_leads_to_a_right_function():
    question = next(q for q in QUESTIONS if q.name == "output_delta")
    mend = mend_of(question, next(v for v in question.wrong if v.mistake == "slope-plus"))
    assert mend.wrong == ("    return 2 / N * r * a * (1 + a)",)
    assert mend.right == ("    return 2 / N * r * a * (1 - a)",)
    assert mend.mended == mend.code.replace("1 + a", "1 - a")
    assert mend_of(question, wrong("sign", "in four lines", _in_four_lines)) is None


def _outcome(question, function):
    inputs = question.draw(np.random.default_rng(4))
    case = question.judge(inputs, run_plan(question.plan(inputs), question.space(function)))
    return case.raised, [(seen.holds, np.shape(seen.got)) for seen in case.seen], [seen.got for seen in case.seen]


def _runs_alike(question, variant):
    try:
        text = text_of(variant.function, question.signature, arguments_used(variant.function))
    except NotWrittenError:
        return None
    raised, judged, numbers = _outcome(question, callable_of(text, question.subject))
    as_written, judged_too, numbers_too = _outcome(question, variant.function)
    if not _same(numbers_too, _outcome(question, variant.function)[2]):
        return judged == judged_too  # it draws from a generator of its own
    return raised == as_written and judged == judged_too and _same(numbers, numbers_too)


def _same(one, other):
    return all(type(a) is not np.ndarray or np.allclose(a, b, equal_nan=True) for a, b in zip(one, other, strict=True))


def _failures(pairs):
    told = [(question.name, variant.name, _runs_alike(question, variant)) for question, variant in pairs]
    assert sum(ran is not None for *_, ran in told) > len(told) / 2
    return [(name, variant) for name, variant, ran in told if ran is False]


@pytest.mark.slow
def test_a_text_runs_as_its_function_does():
    assert not _failures(VARIANTS[::40])


@pytest.mark.full
def test_every_text_runs_as_its_function_does():
    assert not _failures(VARIANTS)
