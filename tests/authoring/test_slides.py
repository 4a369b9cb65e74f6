"""A deck as data and as a file: what its pages say, and what is no deck."""

import nbformat
import pytest
from nbformat.v4 import new_output

from autograd_lab.authoring.problems import CourseError
from autograd_lab.authoring.source import read
from autograd_lab.authoring.sync import notebooks
from autograd_lab.authoring.teaching import chapter_notes
from autograd_lab.authoring.teaching.slides import __main__ as slides, outputs, pages
from autograd_lab.authoring.teaching.slides.cell_code import called_definitions
from autograd_lab.viz.display import WIDGET
from tests.course.lessons import LESSONS
from tests.support.repo import REPO

pytestmark = pytest.mark.slow
NOTES = """\
[[shows]]
cell = "ch05-what-an-edge-does-3"
ask = "What is $2 + 2$?"
line = "Wait for hands."
[exam]
minutes = 1
question = "?"
answer = "!"
marks = [{points = 1, for = "all"}]
"""


@pytest.fixture
def noted(course):
    """A course of one small chapter with notes, its notebook, and what the notebook has printed."""
    folder = course / "course" / "teaching"
    folder.mkdir()
    (folder / "05.toml").write_text(NOTES)
    source = read(course / "course" / "lessons" / "05_small_graph.py")
    texts, _ = notebooks(course, [source])
    path, text = next((path, text) for path, text in texts.items() if path.stem == source.name)
    notebook = nbformat.reads(text, as_version=4)
    printed(notebook, new_output("stream", text="4\n"))
    (course / path).parent.mkdir()
    nbformat.write(notebook, course / path)
    (course / "book" / "_static").mkdir(parents=True)
    (course / "book" / "_static" / "mathjax").symlink_to(REPO / "book" / "_static" / "mathjax")
    return course


def printed(notebook, *found):
    """Give the notebook's prediction these outputs."""
    next(cell for cell in notebook.cells if "predict" in cell.metadata.get("tags", [])).outputs = list(found)


def made(course):
    """The pages of the small chapter."""
    source = read(course / "course" / "lessons" / "05_small_graph.py")
    notebook = nbformat.read(course / "notebooks" / "05_small_graph.ipynb", as_version=4)
    return pages.pages(chapter_notes.load(course, source), notebook)


def test_a_prediction_is_asked_then_shown_then_explained(noted):
    title, prediction = made(noted)
    assert title.heading == "A graph of three nodes"
    assert prediction.heading == r'What is <span class="math inline">\(2 + 2\)</span>?'
    assert [(step.kind, step.at) for step in prediction.steps] == [
        ("thing", (1, 2)),
        ("answer", (2,)),
        ("code", (0, 1, 2)),
    ]
    assert "4" in prediction.steps[0].html
    assert "<em>of course</em>" in prediction.steps[1].html
    assert prediction.line == "Wait for hands."


def test_the_file_asks_for_nothing(noted):
    [file], faults = slides.build(noted, run=False)
    assert not faults
    text = file.read_text()
    assert "MathJax" in text
    page = text.partition("MathJax = ")[0]
    assert "src=" not in page.replace('src="data:', "")
    assert "A graph of three nodes" in (file.parent / "index.html").read_text()


@pytest.mark.parametrize(
    ("wanted", "said"), [("99", "no chapter 99; there are 05_small_graph"), ("graph", "no chapter graph")]
)
def test_a_chapter_that_there_is_not_is_named(noted, capsys, wanted, said):
    assert slides.main(["--root", str(noted), wanted]) == 1
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("wanted", ["05", "5", "05_small_graph"])
def test_a_chapter_is_chosen_by_number_or_name(noted, wanted):
    files, _ = slides.build(noted, [wanted], run=False)
    assert [file.name for file in files] == ["05_small_graph.html"]


def test_a_chapter_without_notes_is_named_and_leaves_no_old_deck(noted, capsys):
    slides.build(noted, run=False)
    (noted / "course" / "teaching" / "05.toml").unlink()
    assert slides.main(["--root", str(noted), "--as-run"]) == 1
    said = capsys.readouterr().err
    assert "05_small_graph has no notes" in said
    assert "write course/teaching/05.toml" in said.replace("\\", "/")
    assert not list((noted / slides.SLIDES).glob("05*"))


def test_what_cannot_be_shown_is_named(noted):
    path = noted / "notebooks" / "05_small_graph.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for found, said in [
        ([], "shows nothing"),
        ([new_output("display_data", {WIDGET: {}, "text/plain": "Slider()"})], "has no page to stand for it"),
    ]:
        printed(notebook, *found)
        nbformat.write(notebook, path)
        with pytest.raises(CourseError, match=said) as problem:
            made(noted)
        assert "ch05-what-an-edge-does-3" in str(problem.value)


def test_a_widget_with_its_page_is_shown_by_that():
    view = new_output("display_data", {WIDGET: {}, "text/html": "<div></div>", "text/plain": "Player"})
    kept = new_output("display_data", {"text/html": '<div data-al-kept="1"><p>drawn</p></div>'})
    assert outputs.shown([view, kept]) == '<div class="rich"><div data-al-kept="1"><p>drawn</p></div></div>'


def test_what_is_printed_is_joined_and_has_no_markup():
    pieces = [new_output("stream", text="a < "), new_output("stream", text="\x1b[31mb\x1b[0m\n10 %\r20 %\n")]
    assert outputs.shown(pieces) == "<pre><span>a &lt; b\n</span><span>20 %\n</span></pre>"
    assert outputs.shown([new_output("execute_result", {"text/plain": "<function f at 0x7f>"})]) == ""


def test_the_title_has_the_question_and_the_goals():
    opening = "# 8 · δ\n\nIt moves.\n\nHow far?\n\nMore."
    page = pages.title(f"{opening}\n\n**After this chapter** you can see it; and\nsay it.\n\n**You need** a pen.")
    assert page.heading == "8 · δ"
    assert page.steps[0].html == "<p>It moves.</p>\n<p>How far?</p>\n"
    assert "<li>see it</li><li>say it</li>" in page.steps[1].html


def test_code_brings_the_functions_that_it_calls():
    earlier = ["def f(x):\n    return x", "%time f(1)", "def f(x):\n    return 2 * x\n\ndef g(x):\n    return x"]
    assert called_definitions("y = f(3)", earlier) == ["def f(x):\n    return 2 * x"]
    assert called_definitions("def f(x):\n    return g(x)\nf(1)", earlier) == ["def g(x):\n    return x"]
    assert called_definitions("y = 3", earlier) == []


def test_the_last_page_asks_for_the_goals():
    [page] = pages.end("# 8\n\n**After this chapter** you can see it; and\nsay it.")
    assert "<li>see it</li><li>say it</li>" in page.steps[0].html
    assert pages.end("# 8\n\nNo goals.") == []


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.short)
def test_each_chapter_opens_with_a_question_or_its_first_words(lesson):
    page = pages.title(lesson.cells[0].source)
    opening = page.steps[0].html
    assert opening
    assert "**" not in opening
    assert "?" in opening or "?" not in lesson.cells[0].source.partition("**")[0]
