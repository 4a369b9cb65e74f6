"""The three tables beside the report: by misconception, by student, and every answer as it was read."""

import csv
import io
from collections.abc import Iterable, Sequence

from autograd_lab.grading.inventory.counts import Share, paired_tallies, right_share, tally
from autograd_lab.grading.inventory.findings import ClassFindings, Finding
from autograd_lab.grading.inventory.forms import NAMES, Inventory
from autograd_lab.grading.inventory.people import Person
from autograd_lab.grading.sentences import spreadsheet_text

CHANGES = ("kept", "mended", "new", "neither")
OF_A_FORM = ("people", "held", "held_low", "held_high", "held_estimate", "right")
MISCONCEPTION_COLUMNS = [
    "misconception",
    "says",
    "chapters",
    "questions",
    "chance",
    *(f"{column}_{when}" for when in ("before", "after") for column in OF_A_FORM),
    "people_both",
    *CHANGES,
    *(f"{change}_estimate" for change in CHANGES),
]
STUDENT_COLUMNS = ["id", "letters_a", "right_a", "letters_b", "right_b", "held_before", "held_after", *CHANGES[:3]]
ANSWER_COLUMNS = ["id", "form", "place", "counted", "question", "written", "letter", "state", "stands_for", "remark"]


def by_misconception(found: ClassFindings) -> str:
    """A row for each misconception; shares are from 0 to 1, and empty where nobody answered."""
    return _csv(MISCONCEPTION_COLUMNS, (_of_finding(one) for one in found.findings))


def _of_finding(one: Finding) -> list[str]:
    chapters = " ".join(f"{chapter:02d}" for chapter in one.chapters)
    row = [one.key, one.says, chapters, " ".join(map(str, one.questions)), _number(one.chance)]
    for found in (one.before, one.after):
        if found is None:
            row += ["0", *[""] * (len(OF_A_FORM) - 1)]
        else:
            right = found.right.share if found.right else None
            row += [
                str(found.held.people),
                *_with_interval(found.held),
                _number(found.estimate),
                _number(right),
            ]
    row += [str(one.changes.people), *(str(getattr(one.changes, name)) for name in CHANGES)]
    return row + [_number((one.estimated_changes or {}).get(name)) for name in CHANGES]


def _with_interval(share: Share) -> list[str]:
    return [_number(one) for one in (share.share, share.low, share.high)]


def _number(share: float | None) -> str:
    return "" if share is None else f"{share:.4f}"


def by_student(people: Sequence[Person], inventory: Inventory) -> str:
    """A row for each person: how many letters, the share that is right, and the misconceptions by their keys."""
    return _csv(STUDENT_COLUMNS, (_of_person(one, inventory) for one in people))


def _of_person(one: Person, inventory: Inventory) -> list[str]:
    row, held = [spreadsheet_text(one.id)], {}
    for form in NAMES:
        sheet = one.counted.get(form)
        row += [str(len(sheet.letters)), _number(right_share(sheet))] if sheet else ["", ""]
        held[form] = [key for key in inventory.beliefs if sheet and tally(sheet, inventory, key).holds]
    changes: dict[str, list[str]] = {name: [] for name in CHANGES}
    for key in inventory.beliefs:
        for before, after in paired_tallies([one], inventory, key):
            changes[_change(before.holds, after.holds)].append(key)
    return [*row, *(" ".join(held[form]) for form in NAMES), *(" ".join(changes[name]) for name in CHANGES[:3])]


def _change(before: bool, after: bool) -> str:
    """What became of a misconception that was held before or not, and is after or not."""
    if before:
        return "kept" if after else "mended"
    return "new" if after else "neither"


def all_answers(people: Sequence[Person]) -> str:
    """A row for each answer of each sheet, also of those that do not count: as it was written, and as it was read."""
    rows = (
        [
            spreadsheet_text(one.id),
            form,
            spreadsheet_text(sheet.place),
            "yes" if one.counted.get(form) is sheet else "no",
            str(number),
            spreadsheet_text(answer.written),
            answer.letter,
            answer.state,
            answer.stands_for,
            answer.remark,
        ]
        for one in people
        for form, sheets in one.sheets.items()
        for sheet in sheets
        for number, answer in sheet.answers.items()
    )
    return _csv(ANSWER_COLUMNS, rows)


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
