"""The notebook that a source stands for: what each tag becomes, which id each cell bears."""

import json
from pathlib import Path

import nbformat
import pytest

from autograd_lab.authoring.derive import notebook
from autograd_lab.authoring.problems import CourseError
from autograd_lab.authoring.source import read
from autograd_lab.equations import EQUATIONS


def derived(folder: Path, text: str, name: str = "05_small_graph.py") -> nbformat.NotebookNode:
    file = folder / name
    file.write_text(text)
    return nbformat.reads(notebook(read(file), EQUATIONS), as_version=4)


def cells_of(course: Path) -> dict[str, nbformat.NotebookNode]:
    file = course / "course/lessons/05_small_graph.py"
    return {cell.id: cell for cell in nbformat.reads(notebook(read(file), EQUATIONS), as_version=4).cells}


@pytest.mark.slow
def test_ids_are_grade_id_then_slug_then_chapter_heading_and_position(course: Path, tmp_path: Path) -> None:
    assert list(cells_of(course))[:3] == [
        "ch05-a-graph-of-three-nodes-1",
        "ch05-a-graph-of-three-nodes-2",
        "ch05-what-an-edge-does-1",
    ]
    assert "try-it" in cells_of(course)
    built = derived(tmp_path, '# %% slug="mine" nbgrader={"grade_id": "graded"}\nx = 1\n')
    assert [cell.id for cell in built.cells] == ["graded"]


def test_a_cell_added_under_one_heading_leaves_the_ids_of_other_sections_alone(course: Path) -> None:
    before = cells_of(course)
    file = course / "course/lessons/05_small_graph.py"
    file.write_text(file.read_text().replace("# %% [markdown] tags", "# %%\ny = 1\n\n# %% [markdown] tags", 1))
    after = cells_of(course)
    assert len(after) == len(before) + 1
    assert set(before) < set(after)


def test_an_id_given_twice_is_an_error_that_names_both_places(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="'same' is given to more than one cell") as error:
        derived(tmp_path, '# %% slug="same"\nx = 1\n\n# %% slug="same"\ny = 1\n')
    assert [problem.cell for problem in error.value.problems] == [1, 4]


def test_an_id_that_no_notebook_may_hold_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="'two words' is not allowed"):
        derived(tmp_path, '# %% slug="two words"\nx = 1\n')


def test_hints_and_solutions_are_folded_and_their_markdown_still_read(course: Path) -> None:
    folded = [cell.source for cell in cells_of(course).values() if cell.source.startswith("<details")]
    answer, *folded = folded
    assert (
        answer
        == '<details class="al-answer">\n<summary>What comes out, and why</summary>\n\nFour, *of course*.\n\n</details>'
    )
    assert folded[0].startswith('<details class="al-hint">\n<summary>Hint: Look at <code>x</code></summary>\n\n')
    assert folded[0].endswith("It is *there*.\n\n</details>")
    assert "<summary>Solution</summary>\n\n```python\nx = 1\n```\n\n</details>" in folded[1]


def test_each_option_of_a_quiz_opens_on_its_reply(tmp_path: Path) -> None:
    text = (
        '# %% [markdown] tags=["quiz"]\n# **1.** Is `x` 3?\n#\n# - It is `4`.\n'
        "#   No. Count\n#   *again*.\n# - Yes.\n#   Right.\n"
    )
    cell = derived(tmp_path, text).cells[0]
    assert cell.source == (
        "**1.** Is `x` 3?\n\n"
        '<details class="al-choice">\n<summary>It is <code>4</code>.</summary>\n\nNo. Count\n*again*.\n\n</details>\n\n'
        '<details class="al-choice">\n<summary>Yes.</summary>\n\nRight.\n\n</details>'
    )


def test_a_summary_cannot_smuggle_html(tmp_path: Path) -> None:
    cell = derived(tmp_path, '# %% [markdown] tags=["hint"]\n# if a < b\n#\n# then\n').cells[0]
    assert "<summary>Hint: if a &lt; b</summary>" in cell.source


def test_asserts_and_solution_code_are_hidden_and_other_code_is_not(course: Path, tmp_path: Path) -> None:
    hidden = {tuple(cell.metadata.get("tags", ())): cell.metadata.get("jupyter") for cell in cells_of(course).values()}
    assert hidden[("asserts",)] == {"source_hidden": True}
    assert hidden[("predict",)] is None
    solution = derived(tmp_path, '# %% tags=["solution"]\nx = 1\n').cells[0]
    assert solution.metadata.jupyter == {"source_hidden": True}
    assert solution.source == "# Our version; the chapter goes on with it\nx = 1"


def test_the_notebook_has_no_outputs_and_no_trace_of_jupytext(course: Path) -> None:
    text = notebook(read(course / "course/lessons/05_small_graph.py"), EQUATIONS)
    assert text.endswith("}\n")
    assert "jupytext" not in text
    assert "lines_to_next_cell" not in text
    assert "slug" not in text
    built = json.loads(text)
    assert built["metadata"]["kernelspec"]["name"] == "python3"
    assert (built["nbformat"], built["nbformat_minor"]) == (4, 5)
    assert all(not cell["outputs"] for cell in built["cells"] if cell["cell_type"] == "code")


def test_equations_are_displayed_with_their_number_and_pointed_at(course: Path) -> None:
    text = cells_of(course)["ch05-what-an-edge-does-1"].source
    assert f"$$\n{EQUATIONS['chain-on-an-edge'].latex} \\tag{{5.1}}\n$$" in text
    assert "See eq. 1.1." in text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{eq:no-such}}", "names no equation"),
        ("see {{ref:no-such}}", "names no equation"),
        ("{{eq:mse}}", r"displays eq\. 1\.1 of chapter 1"),
        ("as {{eq:chain-on-an-edge}} says", "stands within a line"),
        ("{{fig:one}}", "is no placeholder"),
    ],
)
def test_a_placeholder_that_cannot_be_filled_is_an_error(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(CourseError, match=message):
        derived(tmp_path, f"# %% [markdown]\n# {text}\n")


def test_a_problem_set_may_restate_any_equation_and_code_keeps_its_braces(tmp_path: Path) -> None:
    folder = tmp_path / "problem_sets"
    folder.mkdir()
    text = "# %% [markdown]\n# {{eq:mse}}\n#\n# `{{eq:mse}}`\n"
    source = derived(folder, text, "ps1_linear.py").cells[0].source
    assert r"\tag{1.1}" in source
    assert source.endswith("`{{eq:mse}}`")


@pytest.mark.parametrize("name", ["graph.py", "5_graph.py", "05_Graph.py"])
def test_a_file_name_that_says_no_place_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("# %%\n")
    with pytest.raises(CourseError, match=r"NN_name\.py"):
        read(tmp_path / name)
