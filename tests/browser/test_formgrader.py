"""Formgrader with the outside cut off: its pages ask for nothing there, formulas are typeset, a typed score is kept."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from traitlets.config import PyFileConfigLoader

from autograd_lab.grading.cli_collect import main
from autograd_lab.grading.formgrader_page import TITLE
from tests.grading import students
from tests.grading.course import BY_HAND, NAME, Course
from tests.support.lab import Lab, serving
from tests.support.repo import REPO

LISTS = ["manage_assignments", f"manage_submissions/{NAME}", "gradebook", f"gradebook/{NAME}", "manage_students"]
ANSWER = r"""Every sum doubles, and $1/N$ halves:

$$\begin{aligned} L &= \frac{1}{N} \sum_i r_i^2 \\ &= \frac{1}{2N} \sum_i 2 r_i^2 \end{aligned}$$

![from elsewhere](https://example.com/picture.png) <script>document.title = "a script ran"</script>"""
FONTS = "() => [...document.fonts].filter(font => font.status === 'loaded').map(font => font.family).join()"


@pytest.fixture
def allowed_errors() -> dict[str, str]:
    return {
        r"font at 'about:blank'": "MathJax 2 names an empty font, and Chromium refuses to load it",
        r"net::ERR_FAILED$": "the same; a host that is not reached is ERR_NAME_NOT_RESOLVED",
    }


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course folder with one student, whose explanation waits for a person."""
    course = Course.fresh(tmp_path_factory.mktemp("formgrader") / "course")
    assert main(["release", NAME, "--course", str(course.root)]) == 0
    notebook = students.fill(course.released(), students.RIGHT)
    (explanation,) = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == BY_HAND]
    explanation.source = ANSWER
    course.submit("ada", notebook)
    course.run("autograd_lab.cli", "grade", NAME, "--workers=1", "--sandbox=none", "--i-trust-these-students")
    return course


@pytest.fixture
def lab(course: Course, tmp_path: Path) -> Iterator[Lab]:
    """JupyterLab in the course folder, with formgrader as an instructor has it."""
    state = tmp_path / "jupyter"
    state.mkdir()
    formgrader = '--ServerApp.jpserver_extensions={"nbgrader.server_extensions.formgrader": True}'
    with serving(course.root, state, formgrader) as lab:
        yield lab


@pytest.mark.xdist_group("formgrader")
@pytest.mark.lab
@pytest.mark.browser
@pytest.mark.slow
def test_a_person_grades_without_a_network(course: Course, lab: Lab, open_page, shot):
    page = open_page(color_scheme="light")
    page.goto(f"{lab.url}/formgrader/manage_assignments?token={lab.token}")
    for path in LISTS:
        page.goto(f"{lab.url}/formgrader/{path}", wait_until="networkidle")
        assert page.locator("#main-table tr").count() == 1, path

    page.goto(f"{lab.url}/formgrader/gradebook/{NAME}/{NAME}")
    page.get_by_role("link", name="Submission #1").click()
    score = page.locator(f"#{BY_HAND}")
    answer = page.locator(".nbgrader_cell", has=score)
    answer.locator(".MathJax_Display").wait_for()
    page.wait_for_function(f"() => ({FONTS})().includes('STIXMathJax')")
    page.wait_for_function("() => MathJax.Hub.queue.pending === 0")
    assert answer.locator(".MathJax").count() == 2
    assert "\\frac" not in page.locator("main").inner_text()
    assert '<script>document.title = "a script ran"</script>' in answer.inner_text()  # as text
    assert page.title() == NAME
    assert page.locator(".MathJax_Error, .merror").count() == 0
    scheme = page.locator("details", has_text=TITLE)
    assert scheme.locator("tr").count() == 1 + 4  # a head, and a row for each point
    assert scheme.is_visible()

    answer.scroll_into_view_if_needed()
    shot(page, "formgrader_offline")
    page.wait_for_function("() => formgrader.grades?.loaded")
    # the sign "saved" is to be seen when the request goes out already
    with page.expect_response(lambda it: "/api/grade/" in it.url and it.request.method == "PUT") as saved:
        score.fill("3")
        score.press("Tab")
    assert saved.value.ok
    with course.gradebook() as gradebook:
        assert gradebook.find_submission(NAME, "ada").score == 16.0 + 3.0


@pytest.mark.xdist_group("formgrader")
@pytest.mark.lab
@pytest.mark.browser
@pytest.mark.slow
def test_a_page_of_nbgraders_own_feedback_loads_nothing(course: Course, open_page, shot):
    course.run("nbgrader", "generate_feedback", NAME)
    page, asked = open_page(color_scheme="light"), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((course.root / "feedback" / "ada" / NAME / f"{NAME}.html").as_uri())
    answer = page.locator(".nbgrader_cell", has_text="Every sum doubles")
    halves, sums = (answer.locator("math").nth(at).bounding_box() for at in (0, 1))
    assert halves["height"] > 0
    assert sums["height"] > 2 * halves["height"]  # two lines of fractions
    assert "\\frac" not in page.locator("body").inner_text()
    assert '<script>document.title = "a script ran"</script>' in answer.inner_text()  # as text
    assert page.title() == NAME
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    answer.scroll_into_view_if_needed()
    shot(page, "nbgrader_feedback_offline")


@pytest.mark.parametrize(
    ("absent", "settings"), [("jupyter_server_mathjax", ["preprocessors", "filters"]), ("autograd_lab", [])]
)
def test_without_a_package_its_settings_are_left_out(absent: str, settings: list[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == absent else find_spec("nbgrader"))
    assert list(PyFileConfigLoader("nbgrader_config.py", str(REPO)).load_config().HTMLExporter) == settings
