"""What the checks say in a browser tab is what they say natively: mistakes, sentences, and numbers within rounding.

Both run `asking.py`: here, and in the site's own Pyodide, with its lock file and wheels, on a page without JupyterLab.
"""

import json
import math
import re
from pathlib import Path

import pytest

from tests.browser.lite import asking
from tests.browser.lite.wrong_answers import solutions, wrong_answers
from tests.support.lite import LITE_ERRORS, LITE_MARKS

pytestmark = LITE_MARKS
NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?")
TOLERANCE = 1e-2  # of what is printed with few digits: the last of them may round the other way
ENOUGH = 100
START = """async ([base, source]) => {
    const { loadPyodide } = await import(`${base}/static/pyodide/pyodide.mjs`);
    const python = await loadPyodide({
        indexURL: `${base}/static/pyodide/`,
        packages: ["autograd-lab", "numpy", "matplotlib"],
        env: { MPLBACKEND: "agg", HOME: "/home/pyodide" },
        stdout: () => {},
        stderr: () => {},
    });
    python.runPython(source);
    window.said = python.globals.get("said");
}"""


@pytest.fixture
def allowed_errors():
    return LITE_ERRORS


@pytest.fixture
def in_the_tab(whole_site, open_page):
    """A function that puts an answer to the check in the site's Python."""
    page = open_page()
    page.goto(f"{whole_site}/static/pyodide/pyodide-lock.json")
    page.evaluate(START, [whole_site, Path(asking.__file__).read_text(encoding="utf-8")])

    def ask(function, arguments):
        [told] = json.loads(page.evaluate("asked => window.said(asked)", json.dumps([[function, arguments]])))
        return told

    return ask


def here(function, arguments):
    """What the same says natively, as JSON has it."""
    [told] = json.loads(asking.said(json.dumps([[function, arguments]])))
    return told


def differences(asked, in_the_tab):
    """Where both differ: the name of the answer, and both texts."""
    found = []
    for name, function, arguments in asked:
        for _ in range(2):  # again, since a busy machine may have stopped one of the two for being late
            native, other = here(function, arguments), in_the_tab(function, arguments)
            if alike := same(json.dumps(native, ensure_ascii=False), json.dumps(other, ensure_ascii=False)):
                break
        if not alike:
            found.append((name, native, other))
    return found


def same(text, other):
    """Whether two texts are equal but for the last digit of a number."""
    numbers = zip(NUMBER.findall(text), NUMBER.findall(other), strict=False)
    return NUMBER.sub("#", text) == NUMBER.sub("#", other) and all(
        one == two or math.isclose(float(one), float(two), rel_tol=TOLERANCE, abs_tol=1e-12) for one, two in numbers
    )


def test_each_message_of_the_solved_sets(in_the_tab, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")
    assert differences(solutions(), in_the_tab) == []


def test_each_message_about_wrong_answers_to_every_question(in_the_tab):
    asked = list(wrong_answers())
    assert len(asked) > ENOUGH
    assert differences(asked, in_the_tab) == []


@pytest.mark.parametrize(
    ("text", "other", "equal"),
    [
        ("at x = 1.234", "at x = 1.235", True),
        ("at x = 1.234", "at y = 1.234", False),
        ("at x = 1.2", "at x = 1.4", False),
        ("4 of 6", "4 of 6 points", False),
    ],
)
def test_what_counts_as_the_same(text, other, equal):
    assert same(text, other) is equal
