"""`check.ps1` answers everything a student may hand it, with a sentence of its own, and never raises."""

import inspect
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from html.parser import HTMLParser
from importlib import metadata
from importlib.metadata import EntryPoint, EntryPoints

import numpy as np
import pytest

from autograd_lab import check
from autograd_lab.errors import CheckFailed
from autograd_lab.exams.ps1 import PS1
from autograd_lab.exams.question import Exam
from autograd_lab.exams.registry import GROUP, NoExamError, exam_of, own_names
from autograd_lab.exams.report import as_html


def named(name, function):
    """`function` under the name that chooses the question."""

    def wrapper(*args):
        return function(*args)

    wrapper.__name__ = name
    return wrapper


def gradients(function):
    return named("mse_gradients", function)


right = PS1.question("mse_gradients").reference


def test_a_right_function_passes_and_says_so():
    report = check.ps1(gradients(right))
    assert report.passed
    assert report.require() is None
    assert "right on 8 fresh draws: 7 of 7 points" in repr(report)
    assert report.cure() == "Nothing to cure."


@pytest.mark.slow
def test_a_named_mistake_brings_evidence_contradiction_question_and_equation_but_no_cure():
    report = check.ps1(gradients(lambda X, y, w, b: tuple(len(y) * g for g in right(X, y, w, b))))
    text = repr(report)
    assert "dw is N times too large: the 1/N of the mean is missing (db too)" in text
    for label in ("What your numbers show", "Test it", "Ask yourself", "Read again: eq. 3.1 (in this problem set)"):
        assert label in text
    assert "Divide by N" not in text
    assert "Divide by N" in report.cure()


@pytest.mark.slow
def test_require_raises_with_the_mistake_in_one_line():
    report = check.ps1(gradients(lambda X, y, w, b: tuple(-g for g in right(X, y, w, b))))
    with pytest.raises(CheckFailed, match=r"^mse_gradients: dw has the wrong sign \(db too\)\.$"):
        report.require()


@pytest.mark.slow
def test_the_seed_repeats_a_report():
    wrong = gradients(lambda X, y, w, b: (1.1 * X[0], 1.0))
    first = check.ps1(wrong)
    assert repr(check.ps1(wrong, seed=first.result.seed)) == repr(first)
    assert repr(check.ps1(wrong)) != repr(first)


def in_place(X, y, w, b):
    X -= 1
    return right(X + 1, y, w, b)


def blank(X, y, w, b):
    raise NotImplementedError("write this function, then run the cell again")


def failing(X, y, w, b):
    return undefined_name  # noqa: F821


BAD = {
    "blank": (blank, "is not written yet"),
    "raises": (failing, r"raised NameError: name 'undefined_name' is not defined in line \d+: `return undefined_name"),
    "wrong arguments": (lambda X, y: 1, "raised TypeError"),
    "none": (lambda X, y, w, b: None, "returned None"),
    "print for return": (lambda X, y, w, b: print(right(X, y, w, b)), "returned None"),
    "one value": (lambda X, y, w, b: right(X, y, w, b)[0], "returned one value .* 2 are asked for"),
    "too many": (lambda X, y, w, b: (*right(X, y, w, b), 1.0), "returned 3 values; 2 are asked for"),
    "none inside": (lambda X, y, w, b: (right(X, y, w, b)[0], None), "db is None"),
    "a list": (lambda X, y, w, b: (right(X, y, w, b)[0].tolist(), right(X, y, w, b)[1]), "dw is a list"),
    "a text": (lambda X, y, w, b: (right(X, y, w, b)[0], "3"), "db is of type str"),
    "complex": (
        lambda X, y, w, b: (right(X, y, w, b)[0] + 0j, right(X, y, w, b)[1]),
        "dw is of type ndarray of complex128",
    ),
    "shape (1,)": (lambda X, y, w, b: (right(X, y, w, b)[0], np.array([right(X, y, w, b)[1]])), r"db has shape \(1,\)"),
    "nan": (
        lambda X, y, w, b: (right(X, y, w, b)[0] * np.nan, right(X, y, w, b)[1]),
        "dw has . entries of . that are NaN or infinite",
    ),
    "inf": (lambda X, y, w, b: (right(X, y, w, b)[0], float("inf")), "db is inf"),
    "float32": (lambda X, y, w, b: (right(X, y, w, b)[0].astype(np.float32), right(X, y, w, b)[1]), "dw is float32"),
    "in place": (in_place, "changed its input X in place"),
    "exit": (lambda X, y, w, b: sys.exit(1), "raised SystemExit"),
    "huge": (lambda X, y, w, b: (np.zeros((2000, 2000)), right(X, y, w, b)[1]), r"dw has shape \(2000, 2000\)"),
}


@pytest.mark.slow
@pytest.mark.parametrize(("function", "sentence"), BAD.values(), ids=BAD.keys())
def test_each_way_to_be_wrong_in_form_has_its_own_sentence(function, sentence):
    report = check.ps1(gradients(function))
    assert not report.passed
    assert re.search(sentence, repr(report))
    about_one = sentence[:2] if sentence[:2] in ("dw", "db") else ""
    assert about_one in ("", *report.result.findings[0].parts)
    assert report.result.points == {"": 0, "dw": 3, "db": 4}[about_one]
    with pytest.raises(CheckFailed, match=sentence):
        report.require()


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs POSIX timers: run on Linux or macOS")
@pytest.mark.slow
def test_a_function_that_never_returns_is_stopped():
    def forever(X, y, w, b):
        while True:
            pass

    started = time.perf_counter()
    report = check.ps1(gradients(forever))
    assert "did not return in time" in report.message
    assert time.perf_counter() - started < 30  # two seconds, and what a busy machine adds


def test_printing_costs_nothing_and_is_mentioned(capsys):
    def chatty(X, y, w, b):
        print("here")
        return right(X, y, w, b)

    report = check.ps1(gradients(chatty))
    assert report.passed
    assert "printed 40 characters" in repr(report)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (3.0, "takes the function itself, got a float"),
        (None, "takes the function itself, got a NoneType"),
        (lambda: 1, "no question about '<lambda>'. It knows predict, mse, mse_gradients, gradient_step"),
        (named("mse_gradient", right), "no question about 'mse_gradient'"),
        (type("Odd", (), {"__call__": lambda self: 1})(), "no question about 'Odd'"),
    ],
)
def test_what_is_no_question_gets_a_message(given, sentence):
    report = check.ps1(given)
    assert sentence in repr(report)
    assert report.cure() == report.message
    with pytest.raises(CheckFailed):
        report.require()


def test_broken_numpy_is_reported_not_raised(monkeypatch):
    monkeypatch.setattr(np, "max", lambda *args, **kwargs: 1 / 0)
    report = check.ps1(gradients(right))
    assert "could not finish (ZeroDivisionError" in repr(report)
    assert "Restart the kernel" in repr(report)


class Outline(HTMLParser):
    """Checks that tags close in order, and collects the text."""

    def __init__(self):
        super().__init__()
        self.open, self.text = [], ""

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@pytest.mark.slow
@pytest.mark.parametrize("function", [right, failing, lambda X, y, w, b: tuple(-g for g in right(X, y, w, b))])
def test_the_html_is_well_formed_and_needs_no_colour(function):
    html = check.ps1(gradients(function))._repr_html_()
    page = Outline()
    page.feed(html)
    assert page.open == []
    assert "mse_gradients(X, y, w, b)" in page.text
    assert re.findall(r"#[0-9a-f]{3,6}|rgb|background", html) == []
    assert any(said in page.text for said in ("✓ right", "✗ not right yet", "✗ nothing came"))


@pytest.mark.slow
def test_what_a_student_wrote_is_escaped():
    def hostile(X, y, w, b):
        raise ValueError("<script>alert(1)</script>")

    assert "<script>" not in check.ps1(gradients(hostile))._repr_html_()


@pytest.mark.slow
def test_a_check_needs_no_torch():
    code = """
import sys
from autograd_lab import check
def mse_gradients(X, y, w, b):
    r = y - X @ w - b
    return X.T @ r, r.sum()
check.ps1(mse_gradients)
print("torch" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.slow
def test_in_a_notebook_it_is_shown_once_even_as_the_last_value_of_a_cell():
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell.instance()
    try:
        shell.run_cell("from autograd_lab import check\ndef mse(y_hat, y):\n    return 1.0")
        for cell, times in [("check.ps1(mse)", 1), ("r = check.ps1(mse)", 1), ("r", 1), ("check.ps1(mse); 3", 1)]:
            with capture_output() as captured:
                shell.run_cell(cell, store_history=True)
            shown = [output for output in captured.outputs if "text/html" in output.data]
            assert len(shown) == times, cell
    finally:
        InteractiveShell.clear_instance()


@pytest.mark.slow
def test_a_formula_in_a_students_error_is_shown_as_written():
    def mse(y_hat, y):
        raise ValueError(r"$\href{javascript:alert(1)}{x}$")

    html = as_html(check.ps1(mse, seed=1).result)
    before, _, after = html.partition("Read again:")
    guarded = before.split("<div class='tex2jax_ignore mathjax_ignore'>", 1)[1]
    assert "href" in guarded
    assert "href" not in after


@pytest.mark.slow
def test_a_number_that_the_course_does_not_have_is_an_attribute_error_that_lists_the_sets():
    with pytest.raises(AttributeError, match=r"^there is no problem set ps33; there are ps1, ps2, ps3, ") as raised:
        check.ps33  # noqa: B018
    assert isinstance(raised.value, NoExamError)
    assert not hasattr(check, "ps33")
    assert hasattr(check, "ps1")
    with pytest.raises(AttributeError):
        check._repr_latex_  # noqa: B018


def test_help_says_what_each_function_returns_and_the_check_has_the_signature_of_old():
    lines = check.ps1.__doc__.splitlines()
    place = lines.index("    mse_gradients(X, y, w, b) returns")
    assert lines[place + 1 : place + 3] == ["        dw: one number per feature, (D,)", "        db: a single number"]
    assert "returns out, (x_hat, gamma, inv_rms)" in check.ps7.__doc__
    assert list(inspect.signature(check.ps1).parameters) == ["function", "seed"]
    assert list(inspect.signature(check.ps2).parameters) == ["scalar", "question", "seed"]
    assert '"fan_out": same, apart' in check.ps2.__doc__
    assert check.ps1.__qualname__ == "Checks.ps1"


@pytest.mark.slow
def test_tab_completes_the_problem_sets():
    from IPython.core.completer import provisionalcompleter
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    try:
        shell.user_ns["check"] = check
        with provisionalcompleter():
            found = {completion.text for completion in shell.Completer.completions("check.ps", 8)}
        assert set(own_names()) <= found
        assert "mse_gradients(X, y, w, b)" in shell.object_inspect("check.ps1")["docstring"]
    finally:
        InteractiveShell.clear_instance()


MIDTERM = Exam("midterm", (replace(PS1.question("mse"), exam="midterm"),))
PS12 = Exam("ps12", (replace(PS1.question("mse"), exam="ps12"),))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["midterm", "ps12"])
def test_a_private_exam_is_asked_and_listed_whatever_it_is_called(name, monkeypatch):
    entry = EntryPoint(name, f"{__name__}:{name.upper()}", GROUP)
    monkeypatch.setattr(metadata, "entry_points", lambda **wanted: EntryPoints([entry]).select(**wanted))
    exam_of.cache_clear()
    try:
        asked = getattr(check, name)
        assert name in dir(check)
        assert asked(PS1.question("mse").reference).require() is None
        assert f"check.{name}(mse, seed=3)" in repr(asked(named("mse", lambda y_hat, y: 0.0), seed=3))
        assert "mse(y_hat, y) returns" in asked.__doc__
    finally:
        exam_of.cache_clear()


def more_draws(ps1):
    """What a private package may make of the course's own exam."""
    return replace(ps1, questions=tuple(replace(question, cases=3) for question in ps1.questions))


def test_a_private_package_changes_an_exam_of_the_course(monkeypatch):
    entry = EntryPoint("ps1", f"{__name__}:more_draws", GROUP)
    monkeypatch.setattr(metadata, "entry_points", lambda **wanted: EntryPoints([entry]).select(**wanted))
    exam_of.cache_clear()
    try:
        assert "right on 3 fresh draws" in repr(check.ps1(gradients(right)))
        assert PS1.questions[0].cases == 8
    finally:
        exam_of.cache_clear()
