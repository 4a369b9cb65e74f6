"""Reads the concept inventory, `course/inventory.toml`, and makes its two pages, one for each form.

Form A is for the start of the course: options with letters, and no reply. Form B asks the same with other numbers after
the last chapter: each option opens on its reply, and the key of form A stands folded at the end. Question 7 of one form
is the twin of question 7 of the other. The order of the options is drawn as in a quiz. Both end in a place for letters,
which `autograd-lab inventory` reads when a class hands them in.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograd_lab.authoring.option_order import option_orders
from autograd_lab.authoring.problems import CourseError, Problem, toml_table
from autograd_lab.authoring.source import Cell, Source

FILE = Path("course/inventory.toml")
FORMS = {"A": "inventory_a", "B": "inventory_b"}
"""Each form, and the name of its page."""

LETTERS = "abcd"
MINUTES = 0.75  # for a question: half a minute to a minute

_FIELDS = {"id": str, "form": str, "misconception": str, "chapter": int, "question": str, "options": list}
_OF_OPTION = {"text": str, "is": str, "value": str, "reply": str}
_OF_MISCONCEPTION = {"says": str, "chapters": list, "told": str}
_OPTIONAL = {"value", "reply", "told"}

_HEAD_A = """\
# Concept inventory, form A

{count} questions about how a network learns, to be answered before you have learnt it. Each is about something
that learners often picture wrongly, and nobody expects you to know it. Think, guess where you must, and do not
look anything up: what counts is what you think today.

**Time:** estimated at 5 minutes of reading, {minutes} for the questions. Each takes half a minute to a minute,
and needs no code.

There is no key on this page. Keep your letters: [form B](inventory_b.ipynb), at the end of the course, asks the
same things with other numbers; compare your answers there.

What the words and signs mean. A *neuron* with the input $x$ works out $z = wx + b$. Its *weight* $w$ and its
*bias* $b$ are numbers that the network may change; with several inputs there is a weight for each. A *sigmoid*
neuron then turns $z$ into $a = \\sigma(z)$, where $\\sigma(z) = 1/(1 + e^{{-z}})$ is an S-shaped curve from 0 to 1.
A *hidden* neuron is one between the inputs and the outputs. The *residual* is the answer minus the target, such
as $a - y$. The *loss* $L$ says how badly the network does. A *gradient* of the loss, $\\partial L/\\partial w$,
says how fast the loss grows when $w$ grows. The gradient with respect to a neuron's $z$ is called $\\delta$.
The *forward pass* computes the loss from the inputs; the *backward pass*, or *backpropagation*, computes the
gradients from the loss. A training step subtracts from each weight its gradient times the *learning rate*. A *row*
is one example in the data, and a *batch* is the rows that are used for one step. *Nudging* means changing a number
a little and seeing how much the result changes. And 2e-7 is Python for 0.0000002.
"""
_SHEET = """\
**Your letters.** Double-click here and write them down, or use a sheet of paper.

{numbers}
"""
_HEAD_B = """\
# Concept inventory, form B

{count} questions, the twins of [form A](inventory_a.ipynb), with other numbers. Answer them after the last
chapter. Decide before you open an option: the first one that you open counts. Each says whether it is right, and why.
If you hand your letters in, write each down before you open it; their place is at the end of this page.

**Time:** estimated at 5 minutes of reading, {minutes} for the questions. Each takes half a minute to a minute,
and needs no code.

At the end stands the key of form A. If you have kept your letters, you will see which of your ideas have
changed, and which chapter to read once more.
"""
_COMPARE = """\
## The key of form A

Question 7 of form A and question 7 of form B are about the same thing, and so on. Right twice: you knew it
already, or guessed. Wrong in A and right in B: that is what you have learnt. Wrong in B: read that part of the
chapter once more.
"""


@dataclass(frozen=True)
class Option:
    """An option: its text, what it is ("right", a misconception's key, or another slip by name), its reply in form B.

    value  a Python expression for the number in the text, or for a list of them; "" where there is none
    """

    text: str
    stands_for: str
    value: str = ""
    reply: str = ""


@dataclass(frozen=True)
class Item:
    """One question of one form; `id` is that of its twin too."""

    id: str
    form: str
    misconception: str
    chapter: int
    question: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Misconception:
    """What somebody believes, the chapters that deal with it, and a pattern of what `tell` says of it, "" for none."""

    says: str
    chapters: tuple[int, ...]
    told: str = ""


@dataclass(frozen=True)
class Inventory:
    """The misconceptions by their keys, and the items of both forms in the order of the pages."""

    misconceptions: Mapping[str, Misconception]
    items: Sequence[Item]

    def form(self, letter: str) -> list[Item]:
        """The items of one form."""
        return [item for item in self.items if item.form == letter]


def load(root: Path) -> Inventory | None:
    """The inventory; None when the course has none. Raises CourseError for a bad entry."""
    if not (root / FILE).exists():
        return None
    entries = toml_table(root, FILE)
    items, beliefs = entries.get("items", []), entries.get("misconceptions", {})
    if not isinstance(items, list) or not isinstance(beliefs, dict):
        cure = "begin each with a line [[items]] or [misconceptions.its-key]"
        raise CourseError([Problem(str(FILE), 1, "the items, or the misconceptions, are no tables", cure)])
    faults = [fault for key, entry in beliefs.items() for fault in _faults_of_misconception(key, entry)]
    if faults := faults + [fault for item in items for fault in _faults(item, beliefs)]:
        raise CourseError(faults)
    read = [_item(item) for item in items]
    if faults := list(_odd_ones(read)):
        raise CourseError(faults)
    known = {
        key: Misconception(entry["says"], tuple(entry["chapters"]), entry.get("told", ""))
        for key, entry in beliefs.items()
    }
    return Inventory(known, read)


def _item(entry: Mapping[str, Any]) -> Item:
    options = [
        Option(option["text"], option["is"], option.get("value", ""), option.get("reply", ""))
        for option in entry["options"]
    ]
    return Item(**{**entry, "question": entry["question"].strip(), "options": tuple(options)})


def _wrong_fields(entry: object, fields: Mapping[str, type]) -> list[str]:
    """Names of the fields of an entry that are missing or of another type, and of those that mean nothing."""
    given = entry if isinstance(entry, dict) else {}
    needed = [field for field in fields if field in given or field not in _OPTIONAL]
    wrong = [field for field in needed if not isinstance(given.get(field), fields[field])]
    return [*wrong, *sorted(set(given) - set(fields))]


def _faults_of_misconception(key: str, entry: object) -> Iterator[Problem]:
    if wrong := _wrong_fields(entry, _OF_MISCONCEPTION):
        cure = "give says and chapters, told if `tell` knows it, no more"
        yield Problem(str(FILE), 1, f"the misconception {key!r} has wrong or missing: {', '.join(wrong)}", cure)


def _faults(item: Any, known: Mapping[str, Any]) -> Iterator[Problem]:
    given = item if isinstance(item, dict) else {}
    name = f"the item {given.get('id', '?')!r} of form {given.get('form', '?')!r}"
    if wrong := _wrong_fields(item, _FIELDS):
        what = f"{name} has wrong or missing: {', '.join(wrong)}"
        yield Problem(str(FILE), 1, what, f"give {', '.join(_FIELDS)}, no more")
        return
    odd = {number: _wrong_fields(option, _OF_OPTION) for number, option in enumerate(item["options"], start=1)}
    for number, wrong in odd.items():
        if wrong:
            what = f"option {number} of {name} has wrong or missing: {', '.join(wrong)}"
            yield Problem(str(FILE), 1, what, "give text and is, value or reply where it has one, no more")
    if any(odd.values()):
        return
    if item["form"] not in FORMS or item["misconception"] not in known:
        yield Problem(str(FILE), 1, f"{name} names no form, or no misconception", "take those of this file")
    roles = [option.get("is") for option in item["options"]]
    if not 3 <= len(roles) <= len(LETTERS) or roles.count("right") != 1 or item["misconception"] not in roles:
        cure = "give three or four, one of them right and one the misconception's"
        yield Problem(str(FILE), 1, f"the options of {name} do not tell the two apart", cure)
    for option in item["options"] if item["form"] == "B" else ():
        if not option.get("reply", "").startswith(("Right.", "Right,") if option.get("is") == "right" else "No."):
            cure = "begin the reply with “Right” or “No”, as the option is"
            yield Problem(str(FILE), 1, f"the reply to {option.get('text')!r} in {name} does not say whether", cure)


def _odd_ones(items: Sequence[Item]) -> Iterator[Problem]:
    first, second = ([item.id for item in items if item.form == form] for form in FORMS)
    if first != second or len(set(first)) < len(first):
        cure = "give each id once in A and once in B, in the same order"
        yield Problem(str(FILE), 1, "the two forms are not parallel", cure)


def pages(course: Iterable[Source], inventory: Inventory) -> list[Source]:
    """Both pages as sources of their own."""
    names = {source.chapter: source.name for source in course if source.chapter is not None}
    asked = {form: questions(form, inventory.form(form), names) for form in FORMS}
    key = _key(asked["A"], inventory.form("A"), names)
    count = len(asked["A"].cells)
    stated = {"count": count, "minutes": 5 * round(count * MINUTES / 5)}
    rows = (range(first, min(first + 6, count + 1)) for first in range(1, count + 1, 6))
    numbers = "\n".join(" · ".join(f"{number}:   " for number in row) + "\n" for row in rows)
    sheet = Cell("markdown", _SHEET.format(numbers=numbers), 1, ("not-in-book",), slug="inventory-letters")
    head_a, head_b = (Cell("markdown", head.format(**stated), 1) for head in (_HEAD_A, _HEAD_B))
    compare = Cell("markdown", _COMPARE, 1)
    return [
        Source(FILE.with_name(FORMS["A"]), (head_a, *asked["A"].cells, sheet)),
        Source(FILE.with_name(FORMS["B"]), (head_b, *asked["B"].cells, sheet, compare, key)),
    ]


def questions(form: str, items: Sequence[Item], names: Mapping[int, str]) -> Source:
    """The questions of a form as cells of a quiz, with nothing else; form A withholds the replies."""
    tags = ("quiz", "withheld") if form == "A" else ("quiz", "lettered")
    cells = [
        Cell("markdown", _as_quiz(number, item, names), 1, tags, slug=f"inventory-{item.id}")
        for number, item in enumerate(items, start=1)
    ]
    return Source(FILE.with_name(FORMS[form]), tuple(cells))


def _as_quiz(number: int, item: Item, names: Mapping[int, str]) -> str:
    lines = [f"**{number}.** {item.question}", ""]
    for option in item.options:
        right = option.stands_for == "right"
        reply = option.reply or ("Right." if right else "No.")
        more = "" if right else f" See {_link(item.chapter, names)}."
        lines += [f"- {option.text}", f"  {reply}{more}"]
    return "\n".join(lines)


def _key(asked: Source, items: Sequence[Item], names: Mapping[int, str]) -> Cell:
    """The folded key of form A: for each question its letter, and the chapter that has it."""
    orders = option_orders(asked)
    rows = ["**Form A, letter by letter**", "", "| question | right | chapter |", "|---|---|---|"]
    for number, item in enumerate(items):
        right = next(at for at, option in enumerate(item.options) if option.stands_for == "right")
        letter = LETTERS[orders[number].index(right)]
        rows.append(f"| {number + 1} | {letter} | {_link(item.chapter, names)} |")
    return Cell("markdown", "\n".join(rows), 1, ("solution",), slug="inventory-key")


def _link(chapter: int, names: Mapping[int, str]) -> str:
    said = f"chapter {chapter:02d}"
    return f"[{said}]({names[chapter]}.ipynb)" if chapter in names else said
