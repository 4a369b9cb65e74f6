"""Metadata that were stripped, swapped, edited or made up."""

from tests.grading.bank.case import RIGHT, TAKE_FROM_FREE, Notebook, about, add, cell_of, changed, own
from tests.grading.bank.cells import WRONG_MSE


def strip(*, ids: bool = False, notebook_too: bool = False):
    """Without cell metadata, as some tools save notebooks; without ids; without the notebook's own."""

    def change(notebook: Notebook) -> None:
        for number, cell in enumerate(notebook["cells"]):
            cell["metadata"] = {}
            if ids:
                cell["id"] = f"{number:08x}"
        if notebook_too:
            notebook["metadata"] = {}

    return change


def graded(**values: object):
    """Other values in nbgrader's metadata of every cell that has some."""

    def change(notebook: Notebook) -> None:
        for cell in notebook["cells"]:
            if about(cell):
                about(cell).update(values)

    return change


def without(key: str):
    """Without one of nbgrader's keys."""

    def change(notebook: Notebook) -> None:
        for cell in notebook["cells"]:
            about(cell).pop(key, None)

    return change


def replaced(value: object):
    """Something else in the place of nbgrader's metadata."""

    def change(notebook: Notebook) -> None:
        for cell in notebook["cells"]:
            if about(cell):
                cell["metadata"]["nbgrader"] = value

    return change


def rename(notebook: Notebook) -> None:
    for name in RIGHT:
        about(cell_of(notebook, name))["grade_id"] = f"my_{name}"


def swap_ids(notebook: Notebook) -> None:
    """The grade_ids of two answers change places."""
    mse, step = cell_of(notebook, "mse"), cell_of(notebook, "gradient_step")
    about(mse)["grade_id"], about(step)["grade_id"] = "gradient_step", "mse"


def swap_check_ids(notebook: Notebook) -> None:
    """The grade_ids of two checks change places, to have the small question count as the big one."""
    small, big = cell_of(notebook, "check_predict"), cell_of(notebook, "check_mse_gradients")
    about(small)["grade_id"], about(big)["grade_id"] = "check_mse_gradients", "check_predict"


def raised(notebook: Notebook) -> None:
    about(cell_of(notebook, "check_predict"))["points"] = 700


def extra_grade(notebook: Notebook) -> None:
    cell = own("100.0", "extra")
    cell["metadata"]["nbgrader"] = {**about(cell_of(notebook, "check_mse")), "grade_id": "bonus", "points": 100}
    notebook["cells"].append(cell)


def check_as_solution(notebook: Notebook) -> None:
    """The check is declared an answer, so that it is not locked; it gives itself the points."""
    cell = cell_of(notebook, "check_mse_gradients")
    about(cell).update(solution=True, locked=False)
    cell["source"] = "7.0"


def answer_as_grade(notebook: Notebook) -> None:
    """The answer cell is declared the graded one."""
    about(cell_of(notebook, "mse_gradients")).update(grade=True, points=7)
    cell_of(notebook, "check_mse_gradients")["metadata"] = {}


def older_release(notebook: Notebook) -> None:
    """The set as it was handed out last year: other ids, other text, other grade_ids."""
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"old-{number}"
        if grade_id := about(cell).get("grade_id"):
            about(cell)["grade_id"] = f"cell-{number:04x}{len(grade_id)}"
        elif cell["cell_type"] == "markdown":
            cell["source"] = "Last year's text"


def kernel(**spec: object):
    """Another kernel."""
    return lambda notebook: notebook["metadata"].update(kernelspec=spec)


def tags(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        cell["metadata"] = {**cell["metadata"], "tags": "hint", "collapsed": "maybe", "slideshow": [None], "": {}}


add(
    "metadata",
    {
        "stripped": changed(strip()),
        "stripped-with-ids": changed(strip(ids=True)),
        "stripped-everywhere": changed(strip(ids=True, notebook_too=True)),
        "stripped-and-wrong": changed(strip(ids=True), mse=WRONG_MSE),
        "grade-ids-renamed": changed(rename),
        "grade-ids-swapped": changed(swap_ids),
        "check-ids-swapped": changed(swap_check_ids, mse_gradients=TAKE_FROM_FREE),
        "older-release": changed(older_release),
        "schema-1": changed(graded(schema_version=1)),
        "schema-99": changed(graded(schema_version=99)),
        "schema-text": changed(graded(schema_version="3")),
        "schema-missing": changed(without("schema_version")),
        "grade-id-missing": changed(without("grade_id")),
        "grade-id-empty": changed(graded(grade_id="")),
        "grade-id-a-list": changed(graded(grade_id=["mse"])),
        "grade-id-all-the-same": changed(graded(grade_id="mse")),
        "grade-id-a-path": changed(graded(grade_id="../../../gradebook.db")),
        "grade-id-with-quote": changed(graded(grade_id="mse'; DROP TABLE grade; --")),
        "locked-missing": changed(without("locked")),
        "points-missing": changed(without("points")),
        "points-text": changed(graded(points="many")),
        "nbgrader-null": changed(replaced(None)),
        "nbgrader-a-list": changed(replaced(["mse"])),
        "unknown-keys": changed(graded(colour="red", nested={"a": [1]})),
        "points-raised": changed(raised),
        "all-tasks": changed(graded(task=True)),
        "extra-graded-cell": changed(extra_grade, mse_gradients=TAKE_FROM_FREE),
        "check-declared-answer": changed(check_as_solution, mse_gradients=TAKE_FROM_FREE),
        "answer-declared-check": changed(answer_as_grade),
        "another-kernel": changed(kernel(name="ir", display_name="R", language="R")),
        "kernel-nobody-has": changed(kernel(name="conda-env-ml-py", display_name="Python (ml)")),
        "kernel-a-number": changed(lambda nb: nb["metadata"].update(kernelspec=3, language_info="python")),
        "odd-cell-metadata": changed(tags),
        "forged-record": changed(
            lambda nb: nb["metadata"].update(
                autograd_lab={"seed": 1, "questions": [{"points": 16}]}, autograd_lab_intake={"repairs": []}
            ),
            mse_gradients=TAKE_FROM_FREE,
        ),
    },
)
