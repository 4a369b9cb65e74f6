"""The lint: each planted fault is found, at its place, and sound text is left in peace."""

from pathlib import Path

import pytest

from autograd_lab.authoring.lint import lint
from autograd_lab.authoring.source import read
from autograd_lab.equations import EQUATIONS
from tests.support.course_text import course


def faults(folder: Path, body: str, *, title: str = "# %% [markdown]\n# # Title\n\n") -> list[str]:
    file = folder / "05_small_graph.py"
    file.write_text(title + body)
    return [str(problem) for problem in lint([read(file)], EQUATIONS)]


def text(*lines: str, tags: str = "") -> str:
    body = "".join(f"# {line}".rstrip() + "\n" for line in lines)
    return f"# %% [markdown]{tags}\n{body}\n"


def asserts(code: str) -> str:
    return f'# %% tags=["asserts"]\n{code}\n\n'


def test_the_sample_course_is_sound(course: Path) -> None:
    assert lint([read(course / "course/lessons/05_small_graph.py")], EQUATIONS) == []


@pytest.mark.parametrize("number", ["0.25", "12.5", "9.5e-7", "1e-8", "1,024.5", "2.0000"])
def test_a_number_that_nothing_proves_is_found(tmp_path: Path, number: str) -> None:
    [fault] = faults(tmp_path, text(f"It is {number}."))
    assert f"nothing proves the number {number}" in fault
    assert "05_small_graph.py:4" in fault


def test_a_number_in_a_formula_needs_proof_too(tmp_path: Path) -> None:
    assert faults(tmp_path, text("$x = 0.5$"))


@pytest.mark.parametrize(
    "number", ["9.5 × 10⁻⁷", r"$9.5 \times 10^{-7}$", r"$9.5\cdot10^{-7}$", "9.5e-7", "−9.5 × 10^−7"]
)
def test_powers_of_ten_are_read_as_they_are_written(tmp_path: Path, number: str) -> None:
    assert faults(tmp_path, text(f"It is {number}.") + asserts("assert x == 9.5"))
    assert faults(tmp_path, text(f"It is {number}.") + asserts("assert x == 9.5e-7")) == []


@pytest.mark.parametrize("code", ["assert x == 0.0196", 'assert f"{x:.4f}" == "0.0196"', "assert close(x, 1.96e-2)"])
def test_a_number_named_in_an_asserts_cell_is_proven(tmp_path: Path, code: str) -> None:
    assert faults(tmp_path, text("It is 0.0196.") + asserts(code)) == []


@pytest.mark.parametrize(
    "line",
    [
        "`0.25`",
        "Python `3.11` or newer",
        "version 1.2.3",
        "[a page](https://example.org/v0.25)",
        "https://example.org/0.25",
        r"$x \tag{5.1}$",
        '<img src="a.svg" alt="a" width="0.5em">',
        "the year 1970, 10,000 samples, 3 nodes",
        "{{ref:mse}}",
    ],
)
def test_what_is_no_claim_needs_no_proof(tmp_path: Path, line: str) -> None:
    assert faults(tmp_path, text(line)) == []


def test_the_proof_must_stand_in_the_same_section(tmp_path: Path) -> None:
    proof = asserts("assert 0.25 == 0.25")
    assert faults(tmp_path, text("It is 0.25.") + text("## Next") + proof)
    assert faults(tmp_path, text("## Now", "It is 0.25.") + proof) == []


def test_a_comment_or_a_plain_code_cell_proves_nothing(tmp_path: Path) -> None:
    assert faults(tmp_path, text("It is 0.25.") + asserts("# 0.25\nassert True"))
    assert faults(tmp_path, text("It is 0.25.") + "# %%\nassert 0.25 == 0.25\n")


def test_an_asserts_cell_must_assert(tmp_path: Path) -> None:
    [fault] = faults(tmp_path, asserts("print(0.25)"))
    assert "asserts nothing" in fault
    assert faults(tmp_path, asserts("np.testing.assert_allclose(a, b)")) == []


def test_a_displayed_equation_must_be_checked_somewhere(tmp_path: Path) -> None:
    shown = text("{{eq:chain-on-an-edge}}")
    [fault] = faults(tmp_path, shown)
    assert "# eq: chain-on-an-edge" in fault
    assert faults(tmp_path, shown + asserts("# eq: chain-on-an-edge\nassert 6 == 2 * 3")) == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (text("# Another title"), "headings of level 1"),
        (text("### Too deep"), "level 3 follows one of level 1"),
        (text("![](a.png)"), "no text alternative"),
        (text('<img src="a.png">'), "no text alternative"),
        (text('<img src="a.png" alt=" ">'), "no text alternative"),
        (text("x", tags=' tags=["hnit"]'), "means nothing here"),
        (text("x", tags=' tags=["predict"]'), "markdown cell is tagged 'predict'"),
        (text("only one line", tags=' tags=["hint"]'), "hides nothing"),
        (text("what is $x$?", "", "three", tags=' tags=["hint"]'), "holds markup"),
    ],
)
def test_planted_faults_are_found(tmp_path: Path, body: str, message: str) -> None:
    [fault] = faults(tmp_path, body)
    assert message in fault


def test_a_text_without_a_title_is_found(tmp_path: Path) -> None:
    assert "0 headings of level 1" in faults(tmp_path, text("text"), title="")[0]


def test_hash_signs_in_code_are_no_headings(tmp_path: Path) -> None:
    assert faults(tmp_path, text("```python", "# a comment", "```")) == []


@pytest.mark.slow
def test_the_course_itself_is_sound() -> None:
    found = lint(course(), EQUATIONS)
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["Which?", "", "- a", "  Right.", "- b", "  No."], None),
        (["Which?"], "this quiz has 0 options"),
        (["Which?", "- a", "  Right."], "this quiz has 1 options"),
        (["Which?", "- a", "  Perhaps.", "- b", "  Right."], "the reply to 'a' does not say whether it is right"),
        (["Which?", "- a", "- b", "  Right."], "the reply to 'a' does not say whether it is right"),
        (["Which?", "- a", "  No.", "- b", "  No."], "no option of this quiz is right"),
        (["Which?", "- $a$", "  No.", "- b", "  Right."], "holds markup"),
    ],
)
def test_a_quiz_has_options_that_say_whether_they_are_right(tmp_path: Path, lines: list[str], said: str | None) -> None:
    found = faults(tmp_path, text(*lines, tags=' tags=["quiz"]'))
    assert [fault for fault in found if said and said in fault] if said else not found


def test_the_number_of_an_exercise_or_a_section_is_no_claim(tmp_path: Path) -> None:
    assert not faults(tmp_path, text("Exercise 1.2 and section 5.1.4 are names."))
    assert faults(tmp_path, text("It is 1.2."))


SHOWN = '# %% tags=["illustration"]\ntotal = 1\nfor row in (1, 2):\n    total += row\nprint(total)\n\n'
ANSWER = '# %% nbgrader={"grade": false, "grade_id": "answer", "solution": true}\n'


def in_problem_set(folder: Path, body: str) -> list[str]:
    file = folder / "problem_sets/ps1_small.py"
    file.parent.mkdir(exist_ok=True)
    file.write_text("# %% [markdown]\n# # Title\n\n" + body)
    return [str(problem) for problem in lint([read(file)], EQUATIONS)]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("", ""),
        ("total = 0\nprint(total)", ""),
        ("", "def f(total):\n    row = total\n    return row"),
        ("", "total = 3\nprint(total)"),
    ],
)
def test_an_illustration_may_share_its_names_with_what_does_not_need_it(tmp_path: Path, above: str, below: str) -> None:
    assert in_problem_set(tmp_path, f"# %%\n{above}\n\n{SHOWN}# %%\n{below}\n") == []


@pytest.mark.parametrize(
    ("above", "below", "line", "names"),
    [
        ("pass", "print(total)", 13, "total"),
        ("pass", "def f():\n    return total + row", 13, "row, total"),
        ("def f():\n    return row", "pass", 4, "row"),
    ],
)
def test_an_illustration_that_another_cell_needs_is_found(
    tmp_path: Path, above: str, below: str, line: int, names: str
) -> None:
    [fault] = in_problem_set(tmp_path, f"# %%\n{above}\n\n{SHOWN}# %%\n{below}\n")
    assert f"the cell in line {line} uses {names} of this illustration" in fault
    assert "drop the tag" in fault


def test_an_answer_is_no_illustration(tmp_path: Path) -> None:
    [fault] = in_problem_set(tmp_path, ANSWER.replace("nbgrader", 'tags=["illustration"] nbgrader') + "x = 1\n")
    assert "a cell that nbgrader knows" in fault


def test_an_illustration_in_a_chapter_is_found(tmp_path: Path) -> None:
    [fault] = faults(tmp_path, SHOWN)
    assert "nothing is graded there" in fault


PREDICT = '# %% tags=["predict"]\nprint(1)\n\n'
ANSWERS = ' tags=["answer"]'


@pytest.mark.parametrize(
    "body",
    [
        PREDICT + text("One.", tags=ANSWERS) + text("On we go."),
        PREDICT + asserts("assert 1") + text("One.", tags=ANSWERS) + f"# %%{ANSWERS}\nprint(2)\n\n",
        PREDICT + text("## Something else") + text("On we go."),
        text("## One", "", "### Inside it") + PREDICT + text("## Something else", "", "On we go."),
        PREDICT + text("One.", tags=ANSWERS) + PREDICT + text("One.", tags=ANSWERS),
    ],
)
def test_a_prediction_whose_answer_is_marked_is_sound(tmp_path: Path, body: str) -> None:
    assert faults(tmp_path, body) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (PREDICT, "is not marked"),
        (PREDICT + text("It is one."), "is not marked"),
        (PREDICT + text("## One", "", "It is one."), "is not marked"),
        (text("## One") + PREDICT + text("## Two", "", "It is one."), "is not marked"),
        (PREDICT + "# %%\nprint(2)\n\n" + text("One.", tags=ANSWERS), "is not marked"),
        (PREDICT + PREDICT + text("One.", tags=ANSWERS), "is not marked"),
        (text("One.", tags=ANSWERS), "follows no prediction"),
        (PREDICT + text("One.", tags=ANSWERS) + text("On.") + text("Two.", tags=ANSWERS), "follows no prediction"),
        (PREDICT + text("## One", "", "It is.", tags=ANSWERS), "holds a heading"),
    ],
)
def test_an_answer_in_the_open_or_out_of_place_is_found(tmp_path: Path, body: str, said: str) -> None:
    assert any(said in fault for fault in faults(tmp_path, body))
