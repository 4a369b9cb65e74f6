"""A class list: whose id a platform's name, number or address is, and who is missing in the list or from the class."""

import csv
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograd_lab.errors import LabError
from autograd_lab.grading.collecting.platforms import squashed

ID_COLUMNS = ("id", "student_id", "student id")
SHOWN = 10  # names in one sentence


class RosterError(LabError, RuntimeError):
    """The class list cannot be used; the text says what to do."""


@dataclass(frozen=True)
class Roster:
    """A class list.

    ids    of its rows, in their order
    known  the id by what a platform may call a student: names, numbers and addresses, squashed
    """

    ids: tuple[str, ...]
    known: Mapping[str, str]

    def compared(self, students: Collection[str]) -> list[str]:
        """Sentences that say which rows are no id of these students, and which of them are in no row; none if none."""
        rows = [own for own in self.ids if own not in students]
        others = sorted(set(students) - set(self.ids))
        said = []
        if rows:
            verb = "matches" if len(rows) == 1 else "match"
            said.append(f"Class list: {len(rows)} of {len(self.ids)} rows {verb} nobody who handed in: {some(rows)}.")
        if others:
            verb = "is" if len(others) == 1 else "are"
            said.append(f"Class list: {len(others)} of {len(students)} who handed in {verb} in no row: {some(others)}.")
        return said


def read_roster(path: Path) -> Roster:
    """Read a CSV file, one column of which is called `id` or `student_id`.

    A name that two rows share is nobody's. Raises RosterError for what is no such file.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise RosterError(f"the class list {path} cannot be read: {error}") from error
    columns = [column for column in (rows[0] if rows else {}) if column and column.strip().lower() in ID_COLUMNS]
    if not columns:
        raise RosterError(f"the class list {path} needs a column called id, beside names, numbers or addresses")
    ids: dict[str, None] = {}
    known: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        own = (row[columns[0]] or "").strip()
        if own.startswith(".") or "/" in own or "\\" in own:
            raise RosterError(f"the class list {path} has the id {own!r}: no folder can be called so, change it")
        if not own:
            continue
        ids[own] = None
        others = [value for column, value in row.items() if column != columns[0] and isinstance(value, str) and value]
        pairs = [first + second for first in others for second in others if first != second]  # first and last name
        for key in (*others, *pairs, own):
            known[squashed(key)].add(own)
    return Roster(tuple(ids), {key: next(iter(owners)) for key, owners in known.items() if len(owners) == 1})


def some(names: Sequence[str]) -> str:
    """The first few of these names, and how many more there are."""
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
