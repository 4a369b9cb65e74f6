"""The concept inventory: its numbers are worked out, its forms are parallel, and no habit of guessing finds the key."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

from autograd_lab.answers import EXERCISES, Numbers
from autograd_lab.authoring import inventory, sync
from autograd_lab.authoring.cell_forms import quiz
from autograd_lab.authoring.derive import notebook
from autograd_lab.authoring.inventory import FORMS, LETTERS, Item
from autograd_lab.authoring.option_order import option_orders
from autograd_lab.authoring.problems import CourseError
from autograd_lab.equations import EQUATIONS
from tests.course.lessons import LESSONS
from tests.support import course_text
from tests.support.option_numbers import agrees, numbers_in, worked_out
from tests.support.repo import REPO

INVENTORY = inventory.load(REPO)
ITEMS = INVENTORY.items
PAGE_A, PAGE_B = inventory.pages(course_text.course(), INVENTORY)
MOST_BY_HABIT = 0.4


def named(item: Item) -> str:
    return f"{item.id}-{item.form}"


# --- the numbers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("about 1e-5, or −1,200", [1e-5, -1200]), ("(−24, 7)", [-24, 7]), ("1e+5 by 2-3", [1e5, 2, 3])],
)
def test_the_numbers_of_a_text(text, numbers):
    assert numbers_in(text) == numbers


@pytest.mark.parametrize("item", ITEMS, ids=named)
def test_what_an_option_says_is_what_its_expression_gives(item):
    for option in item.options:
        if not option.value:
            continue
        for found in worked_out(option.value):
            if isinstance(found, str):
                assert found in option.text.replace("network ", "")
                continue
            said = [number for number in numbers_in(option.text) if agrees(number, found)]
            assert said, f"{option.text!r} does not say {found:.6g}"


@pytest.mark.parametrize("item", ITEMS, ids=named)
def test_the_options_of_an_item_are_far_enough_apart(item):
    assert len({option.text for option in item.options}) == len(item.options)
    values = [worked_out(option.value) for option in item.options if option.value]
    for i, one in enumerate(values):
        for other in values[:i]:
            assert any(a != b if isinstance(a, str) else not agrees(a, b) for a, b in zip(one, other, strict=True)), one


@pytest.mark.slow
@pytest.mark.parametrize("item", [item for item in ITEMS if "print(" in item.question], ids=named)
def test_what_a_program_prints_is_the_right_option(item, capsys):
    [program] = re.findall(r"```python\n(.*?)```", item.question, re.DOTALL)
    exec(program, {"torch": pytest.importorskip("torch") if "torch" in program else None})
    [right] = [option.text for option in item.options if option.stands_for == "right"]
    assert capsys.readouterr().out.strip() == right.replace("−", "-")


# --- the forms -------------------------------------------------------------------------------------------


def test_the_forms_are_parallel_and_no_text_stands_twice():
    twins = list(zip(INVENTORY.form("A"), INVENTORY.form("B"), strict=True))
    assert 28 <= len(twins) <= 54
    for a, b in twins:
        assert (a.id, a.misconception, a.chapter) == (b.id, b.misconception, b.chapter)
        assert Counter(o.stands_for for o in a.options) == Counter(o.stands_for for o in b.options), a.id
        assert Counter(numbers_in(a.question)) != Counter(numbers_in(b.question)), f"{a.id} has the same numbers"
        assert {o.text for o in a.options} != {o.text for o in b.options}, a.id
    assert len({item.question for item in ITEMS}) == len(ITEMS)
    asked_in_chapters = {quiz(cell.source)[0].partition("** ")[2] for cell in quizzes()}
    assert not asked_in_chapters & {item.question for item in ITEMS}


def test_every_mistake_that_a_chapter_says_it_cures_is_among_the_misconceptions():
    cures = {
        lesson.chapter
        for lesson in LESSONS
        if any(re.search(r"\*\*The mistakes? this chapter cures:\*\*", cell.source) for cell in lesson.cells)
    }
    dealt_with = {chapter for known in INVENTORY.misconceptions.values() for chapter in known.chapters}
    assert cures <= dealt_with


@pytest.mark.parametrize("form", FORMS)
def test_twins_do_not_stand_beside_their_like(form):
    asked = [item.misconception for item in INVENTORY.form(form)]
    assert all(a != b for a, b in pairwise(asked))


# --- habits ----------------------------------------------------------------------------------------------


def quizzes() -> list:
    return [cell for lesson in LESSONS for cell in lesson.cells if "quiz" in cell.tags]


def shown(source) -> list[list[tuple[str, str]]]:
    """The options of a page's quizzes as it shows them."""
    orders = option_orders(source)
    return [[quiz(source.cells[at].source)[1][place] for place in order] for at, order in orders.items()]


def by_length(sign: int) -> Callable[[list[tuple[str, str]]], list[int]]:
    """The places of the longest options, or of the shortest."""

    def places(options):
        lengths = [sign * len(text) for text, _ in options]
        return [at for at, length in enumerate(lengths) if length == max(lengths)]

    return places


HABITS = {
    "first": lambda options: [0],
    "middle": lambda options: [(len(options) - 1) // 2],
    "last": lambda options: [len(options) - 1],
    "longest": by_length(1),
    "shortest": by_length(-1),
}


def share_right(questions: Sequence[list[tuple[str, str]]], habit: Callable) -> float:
    """How many a habit gets right; where it leaves several options, one of them by lot."""
    hits = 0.0
    for options in questions:
        chosen = habit(options)
        hits += sum(options[at][1].startswith("Right") for at in chosen) / len(chosen)
    return hits / len(questions)


def pages_of_questions() -> dict[str, list]:
    """What is asked, form by form, and in all chapters together."""
    asked = {form: shown(inventory.questions(form, INVENTORY.form(form), {})) for form in FORMS}
    return asked | {"all quizzes": [options for lesson in LESSONS for options in shown(lesson)]}


@pytest.mark.slow
@pytest.mark.parametrize("habit", HABITS)
@pytest.mark.parametrize("asked", [*FORMS, "all quizzes"])
def test_no_habit_finds_the_right_options(asked, habit, record_property):
    share = share_right(pages_of_questions()[asked], HABITS[habit])
    record_property("measured", f"{asked:12} always the {habit:8} {share:6.1%}")
    assert share <= MOST_BY_HABIT


# --- misconceptions as programs ----------------------------------------------------------------------------


def told_apart_in_chapters() -> dict[str, set[str]]:
    """Exercises whose numbers tell a misconception from the right answer, by the slips that `tell` knows."""
    found = defaultdict(set)
    for key, known in INVENTORY.misconceptions.items():
        for number, exercise in EXERCISES.items() if known.told else ():
            if any(re.search(known.told, why) for why in causes_that_differ(exercise)):
                found[key].add(number)
    return found


def causes_that_differ(exercise) -> list[str]:
    """What `tell` knows of the slips that it does not take for right."""
    if isinstance(exercise, Numbers):
        return [
            why
            for name, slips in exercise.slips.items()
            for wrong, why in slips
            if not exercise.judge({**exercise.right, name: wrong})
        ]
    return [why for slip, why in getattr(exercise, "slips", ()) if not exercise.judge(slip)]


@pytest.mark.slow
def test_each_misconception_is_told_from_the_right_way_by_two_items_of_each_form(record_property):
    """Who holds a misconception chooses its option; where an item has none, both choose alike."""
    in_chapters = told_apart_in_chapters()
    rows = []
    for key in INVENTORY.misconceptions:
        counts = {
            form: sum(key in {o.stands_for for o in item.options} for item in INVENTORY.form(form)) for form in FORMS
        }
        primary = sum(item.misconception == key for item in INVENTORY.form("A"))
        rows.append((key, primary, counts["A"], counts["B"], sorted(in_chapters[key], key=Fraction)))
    table = "\n".join(f"{key:20} A {a}  B {b}  in chapters: {', '.join(where) or '–'}" for key, _, a, b, where in rows)
    record_property("measured", table)
    assert all(primary >= 1 and min(a, b) >= 2 for _, primary, a, b, _ in rows), table
    silent = [key for key, known in INVENTORY.misconceptions.items() if known.told and not in_chapters[key]]
    assert not silent, f"no exercise tells of {silent}; has the wording of tell changed?\n{table}"


# --- the pages -------------------------------------------------------------------------------------------


def test_form_a_has_letters_and_tells_nothing_and_its_key_stands_in_form_b():
    items = INVENTORY.form("A")
    asked = [cell.source for cell in nbformat.reads(notebook(PAGE_A, EQUATIONS), as_version=4).cells[1:-1]]
    key = dict(re.findall(r"^\| (\d+) \| ([a-d]) \|", PAGE_B.cells[-1].source, re.MULTILINE))
    assert "solution" in PAGE_B.cells[-1].tags
    assert len(asked) == len(items) == len(key)
    for number, (text, item) in enumerate(zip(asked, items, strict=True), start=1):
        assert text.startswith(f"**{number}.** ")
        options = dict(re.findall(r"^- \*\*([a-d])\.\*\* (.+)$", text, re.MULTILINE))
        assert list(options) == list(LETTERS[: len(item.options)])
        [right] = [option.text for option in item.options if option.stands_for == "right"]
        assert options[key[str(number)]] == right
        assert not re.search(r"<details|\bRight\.|\bNo\.", text)


def test_form_b_answers_each_option_and_sends_to_the_chapter():
    cells = [cell for cell in PAGE_B.cells if "quiz" in cell.tags]
    there = {source.chapter for source in course_text.course()}
    for cell, item in zip(cells, INVENTORY.form("B"), strict=True):
        _, options = quiz(cell.source)
        for option, reply in options:
            assert reply.startswith(("Right", "No.")), option
            link = f"[chapter {item.chapter:02d}](" if item.chapter in there else f"chapter {item.chapter:02d}"
            assert reply.startswith("Right") or link in reply


# --- bad entries -----------------------------------------------------------------------------------------

SMALL = """\
[misconceptions.cancel]
says = "Misses cancel."
chapters = [1]
"""
ITEM = """
[[items]]
id = "misses"
form = "{form}"
misconception = "cancel"
chapter = 1
question = "The mean of {numbers}?"
options = [
    {{ text = "0", is = "cancel", reply = "No. Not 0." }},
    {{ text = "1", is = "right", reply = "Right. Yes." }},
    {{ text = "2", is = "sum", reply = "No. The sum." }},
]
"""
BOTH = SMALL + ITEM.format(form="A", numbers="1 and 1") + ITEM.format(form="B", numbers="2 and 0")


@pytest.mark.slow
def test_a_course_gets_both_pages(course: Path) -> None:
    (course / inventory.FILE).write_text(BOTH, encoding="utf-8")
    assert sync.main(["--root", str(course)]) == 0
    form_a, form_b = ((course / f"notebooks/{name}.ipynb").read_text() for name in FORMS.values())
    assert "The mean of 1 and 1?" in form_a
    assert "The mean of 2 and 0?" in form_b
    assert "al-choice" in form_b
    assert "1:   " in form_a.partition("Your letters")[2], "the last number has its place"
    assert "al-choice" not in form_a


def test_a_course_without_an_inventory_gets_no_page(course: Path) -> None:
    assert sync.main(["--root", str(course)]) == 0
    assert not (course / "notebooks/inventory_a.ipynb").exists()


@pytest.mark.parametrize(
    ("was", "is_now", "said"),
    [
        ('is = "right"', 'is = "sum"', "do not tell the two apart"),
        ('is = "cancel"', 'is = "sum"', "do not tell the two apart"),
        ("chapter = 1", 'chapter = "1"', "wrong or missing: chapter"),
        ("question", "asked", "wrong or missing: question, asked"),
        ('form = "B"', 'form = "C"', "names no form"),
        ('form = "B"', 'form = "A"', "not parallel"),
        ('reply = "Right. Yes."', 'reply = "Yes."', "does not say whether"),
        ("[[items]]", "[[items]", "this is no TOML"),
        ("[[items]]", "[[others]]\n[[items]]\n[[others]]", "form '\\?' has wrong or missing: id, form"),
        ("[misconceptions.cancel]", "misconceptions = 3", "the misconceptions, are no tables"),
        ('says = "Misses cancel."', "", "misconception 'cancel' has wrong or missing: says"),
        ("chapters = [1]", "chapter = [1]", "misconception 'cancel' has wrong or missing: chapters, chapter"),
        ('text = "1", ', "", "option 2 of the item 'misses' of form 'A' has wrong or missing: text"),
        ('text = "2"', 'text = 2, values = "2"', "option 3 of .* has wrong or missing: text, values"),
        ('{ text = "2", is = "sum", reply = "No. The sum." }', '"2"', "option 3 of .* has wrong or missing: text, is"),
    ],
)
def test_a_bad_entry_is_named(course: Path, was: str, is_now: str, said: str) -> None:
    assert was in BOTH
    (course / inventory.FILE).write_text(BOTH.replace(was, is_now), encoding="utf-8")
    with pytest.raises(CourseError, match=said):
        inventory.load(course)
