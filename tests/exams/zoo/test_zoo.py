"""The bug zoo: each mistake that an exam knows is an exhibit, shows wrong numbers, and is named behind the fold."""

import re

import pytest

from autograd_lab.authoring import zoo as page
from autograd_lab.exams.kinds.claims import ClaimQuestion
from autograd_lab.exams.registry import earlier_exams
from autograd_lab.exams.table import EXAMS
from autograd_lab.exams.zoo import exhibits as zoo, long_list, training
from autograd_lab.exams.zoo.figure import curve
from autograd_lab.exams.zoo.themes import rooms
from autograd_lab.mistakes import MISTAKES

pytestmark = pytest.mark.slow  # to mend every variant takes seconds, before the first test
PLACES = {specimen.mistake: place for place, specimen in zoo.specimens().items()}


def test_every_mistake_of_an_exam_has_one_exhibit():
    exams = (*EXAMS, *earlier_exams())
    caught = {v.mistake for e in exams for q in e.questions if not isinstance(q, ClaimQuestion) for v in q.wrong}
    assert caught == PLACES.keys()
    assert len(PLACES) == len(zoo.specimens()) >= 130


def test_every_mistake_of_the_catalogue_has_one_room():
    placed = [name for room in rooms() for name in room.mistakes]
    assert sorted(placed) == sorted(MISTAKES.keys() - {"claim-misjudged", "claim-open"})


@pytest.mark.parametrize("mistake", PLACES)
@pytest.mark.sampled(30)
def test_an_exhibit_shows_what_differs_and_is_named_by_the_check(mistake):
    exhibit = zoo.exhibit(*PLACES[mistake])
    assert any(not seen.holds for seen in exhibit.case.seen)
    shown, _, told = exhibit._repr_html_().partition("<details>")
    assert MISTAKES[mistake].name not in re.sub("<[^>]*>", "", shown)
    assert "Taught in" in told
    assert "nan" not in re.findall(r"points='([^']*)'", shown)
    endless = exhibit.specimen.variant.endless
    assert endless or exhibit.finding.mistake == mistake
    assert endless or exhibit.finding.line.rstrip(".") in repr(exhibit)


def test_an_exhibit_tells_its_numbers_then_its_curve_then_behind_the_fold_the_rest():
    html = zoo.exhibit(*PLACES["slope-plus"])._repr_html_()
    shown, _, told = html.partition("<details>")
    assert "role='img' aria-label='Loss over 60 steps: right, it falls from" in shown
    assert "a(1 + a)" not in shown
    assert "What should the slope be where a is close to 1?" in told
    assert "chapter 04" in told


def test_the_code_stands_above_the_fold_and_the_line_behind_it():
    shown, _, told = zoo.exhibit(*PLACES["slope-plus"])._repr_html_().partition("<details>")
    assert "return 2 / N * r * a * (1 + a)" in shown
    assert "return 2 / N * r * a * (1 - a)" not in shown
    assert "return 2 / N * r * a * (1 - a)" in told


def test_another_seed_gives_other_numbers_of_the_same_mistake():
    first, second = (zoo.exhibit(*PLACES["sign"], seed=seed) for seed in (0, 1))
    assert first.specimen is second.specimen
    assert repr(first).partition("It is called")[0] != repr(second).partition("It is called")[0]


def test_an_exhibit_that_is_not_there_says_which_are():
    with pytest.raises(KeyError, match=r"no exhibit 1\.999; the last ones of the rooms are 1\.\d+, 2\.\d+"):
        zoo.exhibit(1, 999)


def test_the_index_finds_each_exhibit_by_its_name():
    lines = repr(long_list.index()).splitlines()
    assert len(lines) == len(PLACES)
    room, number = PLACES["transpose"]
    assert f"{room}.{number}  {MISTAKES['transpose'].name} (chapter 03)" in repr(long_list.index())


def test_a_training_is_right_as_it_is_and_tells_a_mistake_from_it():
    for name in ("mse_gradients", "gradient_step", "output_delta", "backward", "article_hidden_delta"):
        question = next(q for e in EXAMS for q in e.questions if q.name == name)
        right, same, stopped = training.losses(name, question.reference)
        assert (right, stopped) == (same, "")
        assert right[-1] < 0.3 * right[0]
    _, climbing, _ = training.losses("output_delta", zoo.specimens()[PLACES["residual-missing"]].variant.function)
    assert climbing[-1] > climbing[0]
    assert not training.can_train("sigmoid_prime")


@pytest.mark.parametrize(
    ("wrong", "stopped", "says"),
    [
        ([1.0, 0.5], "", "it ends at 0.5"),
        ([1.0, 1e9], "", "it runs away"),
        ([1.0, 0.1], "", "it is the same curve"),
        ([1.0], "ValueError", "it does not survive the first step (ValueError)"),
        ([1.0, 2.0], "no number any more", "it stops after 1 step (no number any more)"),
        ([], "ZeroDivisionError", "it does not survive the first step (ZeroDivisionError)"),
    ],
)
def test_the_curve_says_in_words_what_it_draws(wrong, stopped, says):
    assert curve([1.0, 0.1], wrong, stopped).count(says) == 2  # for those who listen, and below it


def test_the_page_has_the_drill_and_the_long_list():
    cells = page.page().cells
    shown, listed = [cell for cell in cells if cell.kind == "code"]
    assert shown.source == "from autograd_lab import zoo\n\nzoo.drill()"
    assert shown.metadata == {"jupyter": {"source_hidden": True}}  # it tells nothing to whoever has no kernel
    assert listed.source == "zoo.index()"
    heads = [cell.source.partition("\n")[0] for cell in cells if cell.kind == "markdown"]
    assert heads == ["# The bug zoo", "## The long list"]
    head, tail = (" ".join(cell.source.split()) for cell in cells if cell.kind == "markdown")
    assert "When an exhibit is mended, Enter or N goes on" in head
    assert "in a notebook, click on the drill first" in head
    assert "A few are in this list alone" in tail  # so the drill counts fewer than the rooms


def test_the_long_list_is_folded_by_rooms_and_says_what_the_drill_leaves_out():
    html = long_list.index()._repr_html_()
    assert html.count("<details>") == len([room for room, places in zoo.rooms_with_exhibits() if places])
    assert html.count("<tr>") == len(PLACES) + html.count("<details>")
    left_out = [specimen for specimen in zoo.specimens().values() if specimen.why_not_worked]
    assert html.count("not in the drill: ") == len(left_out) > 0
