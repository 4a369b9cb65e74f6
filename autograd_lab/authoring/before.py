"""Makes the page "Before the first hour": eight questions from `before.toml`, two of each kind, and a repair for each.

The text, with the repairs, stands in `course/beside/before.py`. The questions of a kind come behind the heading whose
slug is `before-` and the kind; each wrong option leads to the cell of its repair, as JupyterLab understands it, and
`book.py` turns that into a link to its heading.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograd_lab.authoring.inventory import Option
from autograd_lab.authoring.problems import CourseError, Problem, toml_table
from autograd_lab.authoring.source import Cell, Source, read

FOLDER = Path("course/beside")
NAME = "before"
QUESTIONS = FOLDER / f"{NAME}.toml"

_FIELDS = {"id": str, "kind": str, "repair": str, "question": str, "options": list}
_OF_OPTION = dict.fromkeys(("text", "is", "value", "reply"), str)
_REPAIR = re.compile(r"before-repair-(\d+)")


@dataclass(frozen=True)
class Question:
    """A question of the page: what it is about, the slug of its repair, its options with the slip of each."""

    id: str
    kind: str
    repair: str
    question: str
    options: tuple[Option, ...]


def load(root: Path) -> list[Question]:
    """The questions in the order of the page; none where the course has none. Raises CourseError for a bad entry."""
    entries = toml_table(root, QUESTIONS).get("questions", [])
    if not isinstance(entries, list):
        raise CourseError([_problem("the questions are no tables", "begin each with a line [[questions]]")])
    if faults := [fault for entry in entries for fault in _faults(entry)]:
        raise CourseError(faults)
    return [_question(entry) for entry in entries]


def page(root: Path) -> Source | None:
    """The page as a source, None where the course has none. Raises CourseError for questions that find no place."""
    asked, file = load(root), root / FOLDER / f"{NAME}.py"
    if not asked and not file.exists():
        return None
    if not file.exists():
        raise CourseError([_problem("the questions have no page", f"write {FOLDER / NAME}.py, the text around them")])
    text = read(file)
    if faults := list(_faults_of_places(asked, text)):
        raise CourseError(faults)
    cells: list[Cell] = []
    number = 0
    for cell in text.cells:
        cells.append(cell)
        for question in asked:
            if _slug(question) == cell.slug:
                number += 1
                cells.append(_quiz(number, question))
    return Source(file, tuple(cells))


def _question(entry: Mapping[str, Any]) -> Question:
    options = (Option(one["text"], one["is"], one["value"], one["reply"]) for one in entry["options"])
    return Question(entry["id"], entry["kind"], entry["repair"], entry["question"].strip(), tuple(options))


def _faults(entry: object) -> Iterator[Problem]:
    given = entry if isinstance(entry, dict) else {}
    name = f"the question {given.get('id', '?')!r}"
    if wrong := _wrong_fields(given, _FIELDS):
        yield _problem(f"{name} has wrong or missing: {', '.join(wrong)}", f"give {', '.join(_FIELDS)}, no more")
        return
    for number, option in enumerate(given["options"], start=1):
        fields = option if isinstance(option, dict) else {}
        if wrong := _wrong_fields(fields, _OF_OPTION):
            cure = f"give {', '.join(_OF_OPTION)}, no more"
            yield _problem(f"option {number} of {name} has wrong or missing: {', '.join(wrong)}", cure)
        elif not fields["reply"].startswith("Right." if fields["is"] == "right" else "No."):
            cure = "begin the reply with “Right.” or “No.”, as the option is"
            yield _problem(f"the reply to {fields['text']!r} in {name} does not say whether", cure)
    if [option.get("is") for option in given["options"] if isinstance(option, dict)].count("right") != 1:
        yield _problem(f"{name} has not one right option", "let one option be “right”")
    if not _REPAIR.fullmatch(given["repair"]):
        yield _problem(f"the repair {given['repair']!r} of {name} has no number", "write before-repair-1, say")


def _wrong_fields(given: Mapping[str, Any], fields: Mapping[str, type]) -> list[str]:
    """Names of fields that are missing, empty or of another type, and of those that mean nothing."""
    wrong = [name for name, kind in fields.items() if not given.get(name) or not isinstance(given[name], kind)]
    return [*wrong, *sorted(set(given) - set(fields))]


def _faults_of_places(asked: list[Question], text: Source) -> Iterator[Problem]:
    """Questions without the heading that they follow, or without their repair."""
    slugs = {cell.slug for cell in text.cells}
    for question in asked:
        if _slug(question) not in slugs:
            cure = f'write the heading of its kind, with slug="{_slug(question)}"'
            yield _problem(f"the question {question.id!r} finds no place on the page", cure)
        if question.repair not in slugs:
            cure = f"write it in {FOLDER / NAME}.py, or name another"
            yield _problem(f"the question {question.id!r} names {question.repair!r}, and no cell has this slug", cure)


def _quiz(number: int, question: Question) -> Cell:
    """The cell of a question: the reply to a wrong option ends with the way to the repair."""
    matched = _REPAIR.fullmatch(question.repair)
    way = f" See [repair {matched[1] if matched else ''}](#cell-id={question.repair})."
    lines = [f"**{number}.** {question.question}", ""]
    for option in question.options:
        lines += [f"- {option.text}", f"  {option.reply}{'' if option.stands_for == 'right' else way}"]
    return Cell("markdown", "\n".join(lines), 1, ("quiz",), slug=f"{NAME}-question-{question.id}")


def _slug(question: Question) -> str:
    return f"{NAME}-{question.kind.lower().replace(' ', '-')}"


def _problem(what: str, cure: str) -> Problem:
    return Problem(str(QUESTIONS), 1, what, cure)
