"""The course in a browser tab: cells run in the tab, players are live, and nothing is asked of another host."""

import json
import shutil

import pytest
from playwright.sync_api import expect

from autograd_lab.authoring.lite import wheels
from autograd_lab.authoring.lite.__main__ import build
from tests.browser.players import players, slide
from tests.course.lessons import LESSONS
from tests.support.executed import shared
from tests.support.lite import lite_ask, lite_open, lite_run_all, served
from tests.support.repo import REPO

pytestmark = [pytest.mark.browser, pytest.mark.lab, pytest.mark.slow]
#: chapters that need no NumPy
PLAYERS = "06_build_the_engine"
ALSO_PURE = ["00_start_here", "07_one_network_by_hand"]
PURE = [PLAYERS, *(pytest.param(name, marks=pytest.mark.full) for name in ALSO_PURE)]
TORCH = ["15_pytorch", "16_published_program"]
VALUES = """import gc, json
print(json.dumps([one.data for one in gc.get_objects() if type(one).__name__ == "Value"]))"""
SETS = [f"ps{number}" for number in range(1, 8)]


@pytest.fixture
def allowed_errors():
    return {
        r"status of 404 .*(all\.json|jupyter-lite\.ipynb|favicon\.ico)": "JupyterLite asks for files that a site may "
        "have and need not: contents that somebody has made there, and settings in a notebook",
        r"Cannot read properties of undefined \(reading 'type'\)": "JupyterLab's list of headings meets a cell while a "
        "notebook is being opened that it does not know yet; it lists it a moment later",
    }


def site(tmp_path_factory, name, **options):
    """The address of a site that is built once for the run."""
    folder = shared(tmp_path_factory) / name
    if not folder.is_dir():
        root = folder.with_name(f"root-of-{name}")  # JupyterLite skips what begins with the name of the site's folder
        for part in ("autograd_lab", "notebooks", "assignments", "lite", "book"):
            shutil.copytree(REPO / part, root / part, ignore=shutil.ignore_patterns("__pycache__", "_build"))
        for part in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-TEXT", "hatch_build.py"):
            shutil.copy(REPO / part, root)
        for set_name in SETS:  # the solved sets run as well
            target = root / "assignments" / f"{set_name}_solved"
            target.mkdir()
            shutil.copy(REPO / "solutions" / set_name / f"{set_name}.ipynb", target / f"{set_name}_solved.ipynb")
        build(root, into=folder, work=REPO / "book/_build/lite", **options)
    return folder


@pytest.fixture(scope="session")
def pure_site(tmp_path_factory):
    with served(site(tmp_path_factory, "lite-pure", pure=True)) as address:
        yield address


@pytest.fixture(scope="session")
def whole_site(tmp_path_factory):
    folder = site(tmp_path_factory, "lite-whole")
    if not list(folder.glob("static/pyodide/numpy-*.whl")):
        pytest.skip("needs the compiled wheels of Pyodide: a network that reaches them, or a copy on PyPI")
    with served(folder) as address:
        yield address


@pytest.mark.xdist_group("lite")
@pytest.mark.parametrize("chapter", PURE)
def test_a_chapter_without_numpy_runs_and_its_players_are_live(pure_site, open_page, chapter):
    runs_and_lives(open_page(), pure_site, chapter)


@pytest.mark.full
@pytest.mark.xdist_group("lite")
@pytest.mark.parametrize("chapter", [lesson.name for lesson in LESSONS if lesson.name not in TORCH] + ["bug_zoo"])
def test_a_chapter_runs_and_its_players_are_live(whole_site, open_page, chapter):
    runs_and_lives(open_page(), whole_site, chapter)


def runs_and_lives(page, address, chapter):
    """All cells end without an error; each player is live; what a slider moves, Python has moved."""
    lite_open(page, address, f"notebooks/{chapter}.ipynb")
    state = lite_run_all(page)
    assert state["errors"] == []
    assert state["done"] == state["cells"] > 0
    if not page.locator(".al-player:not(.al-network)").count():
        return
    for player in players(page):
        player.scroll_into_view_if_needed()
        expect(player).to_have_attribute("data-kernel", "live")
    if chapter == PLAYERS:
        _, number = slide(players(page)[0])
        expect(players(page)[0]).to_contain_text("Python agrees")
        assert number in json.loads(lite_ask(page, VALUES))


@pytest.mark.full
@pytest.mark.xdist_group("lite")
@pytest.mark.parametrize("name", SETS)
def test_a_solved_set_earns_its_points(whole_site, open_page, name):
    page = open_page()
    lite_open(page, whole_site, f"assignments/{name}_solved/{name}_solved.ipynb")
    state = lite_run_all(page)
    assert state["errors"] == []
    assert state["done"] == state["cells"] > 0


@pytest.mark.full
@pytest.mark.xdist_group("lite")
@pytest.mark.parametrize("chapter", TORCH)
def test_a_chapter_with_pytorch_stands_there_as_it_ran(whole_site, open_page, chapter):
    page = open_page()
    lite_open(page, whole_site, f"notebooks/{chapter}.ipynb")
    expect(page.get_by_text("PyTorch does not run in a browser tab").first).to_be_visible()


@pytest.mark.full
@pytest.mark.xdist_group("lite")
def test_an_endless_loop_in_an_answer_is_stopped(whole_site, open_page):
    page = open_page()
    lite_open(page, whole_site, "assignments/ps1/ps1.ipynb")
    lite_ask(page, "from autograd_lab import check\ndef mse(y_hat, y):\n    while True:\n        pass")
    assert "second" in lite_ask(page, "print(check.ps1(mse))")


def test_the_locked_wheels_are_those_of_the_pinned_pyodide():
    pyodide = wheels.Pyodide.load(REPO / "lite")
    lock = wheels.official_lock(wheels.core(pyodide, REPO / "book/_build/lite/cache"))
    assert {lock[name]["file_name"].split("-")[0].lower() for name in pyodide.compiled} == set(pyodide.compiled)
