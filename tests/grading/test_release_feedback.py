"""The release of feedback into nbgrader's exchange, where some of the class handed in by another way."""

import shutil
from pathlib import Path

import pytest
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import abc
from nbgrader.utils import notebook_hash

from autograd_lab.grading.course_folder import CourseFolder
from tests.grading.course import REPO

pytestmark = [
    pytest.mark.lab,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:Passing unrecognized arguments"),  # nbgrader misspells `authenticator`
    pytest.mark.filterwarnings("ignore:unclosed file"),  # and leaves timestamp.txt open
]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course folder with an exchange of its own."""
    root = tmp_path / "course"
    root.mkdir()
    (tmp_path / "exchange").mkdir(mode=0o777)
    (tmp_path / "exchange").chmod(0o777)
    shutil.copy(REPO / "nbgrader_config.py", root)
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as settings:
        settings.write(f'\nc.Exchange.root = "{tmp_path / "exchange"}"\n')
    return root


def page(course: Path, student: str, *notes: str) -> None:
    """A student's page; notes are what nbgrader's exchange left beside the submission."""
    folder = course / "feedback" / student / "ps1"
    folder.mkdir(parents=True)
    (folder / "ps1.html").write_text(f"page of {student}")
    for note in notes:
        (folder / note).write_text({"timestamp.txt": "2026-11-20 10:00:00 UTC"}.get(note, f"secret of {student}"))


def release(course: Path) -> dict:
    """What formgrader's button and `nbgrader release_feedback` do."""
    config = CourseFolder(course).config
    api = NbGraderAPI(CourseDirectory(config=config, root=str(course)), config=config)
    return api.release_feedback("ps1")


def released(course: Path) -> dict[str, str]:
    """The pages in the exchange, by name."""
    return {path.stem: path.read_text() for path in course.parent.glob("exchange/autograd-lab/feedback/*")}


def name(student: str) -> str:
    return notebook_hash(secret=f"secret of {student}", notebook_id="ps1")


def test_who_came_by_a_download_does_not_stop_the_others(course: Path):
    for student in ("ben", "eve"):
        page(course, student, "timestamp.txt", "submission_secret.txt")
    for student in ("ada", "dan", "zoe"):
        page(course, student)
    page(course, "cyd", "timestamp.txt")
    done = release(course)
    assert done["success"], done
    assert released(course) == {name("ben"): "page of ben", name("eve"): "page of eve"}
    others = ", ".join(f"feedback/{student}/ps1" for student in ("ada", "cyd", "dan", "zoe"))
    assert f"Not released, since it was not handed in through the exchange: {others}\n" in done["log"]


def test_a_class_without_an_exchange_is_told(course: Path):
    page(course, "ada")
    done = release(course)
    assert not done["success"]
    assert "Not released, since it was not handed in through the exchange: feedback/ada/ps1\n" in done["log"]
    assert released(course) == {}


class Elsewhere(abc.ExchangeReleaseFeedback):
    """The release of a site with an exchange of its own."""

    def start(self) -> None:
        """Release there."""
        self.log.warning(f"{self.coursedir.assignment_id} of {self.coursedir.root} goes elsewhere")


def of_the_site(course: Path, monkeypatch: pytest.MonkeyPatch, settings: str) -> None:
    """Settings in one of Jupyter's own folders."""
    folder = course.parent / "jupyter"
    folder.mkdir()
    (folder / "nbgrader_config.py").write_text(settings, encoding="utf-8")
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(folder))


def test_where_the_site_has_an_exchange_of_its_own_that_one_releases(course: Path, monkeypatch: pytest.MonkeyPatch):
    line = f'get_config().ExchangeFactory.release_feedback = "{__name__}.{Elsewhere.__name__}"\n'
    of_the_site(course, monkeypatch, line)
    page(course, "ben", "timestamp.txt", "submission_secret.txt")
    done = release(course)
    assert done["success"], done
    assert f"ps1 of {course} goes elsewhere\n" in done["log"]
    assert released(course) == {}


def test_where_the_site_has_our_settings_too_the_release_is_ours(course: Path, monkeypatch: pytest.MonkeyPatch):
    of_the_site(course, monkeypatch, (REPO / "nbgrader_config.py").read_text(encoding="utf-8"))
    page(course, "ben", "timestamp.txt", "submission_secret.txt")
    page(course, "ada")
    assert release(course)["success"]
    assert released(course) == {name("ben"): "page of ben"}


def test_settings_of_the_site_that_cannot_be_read_are_named(course: Path, monkeypatch: pytest.MonkeyPatch):
    of_the_site(course, monkeypatch, "")
    page(course, "ben", "timestamp.txt", "submission_secret.txt")
    config = CourseFolder(course).config
    of_it = course.parent / "jupyter" / "nbgrader_config.py"
    of_it.write_text("1 / 0", encoding="utf-8")
    api = NbGraderAPI(CourseDirectory(config=config, root=str(course)), config=config)
    done = api.release_feedback("ps1")
    assert not done["success"]
    assert f"{of_it} could not be read: ZeroDivisionError" in done["log"]
