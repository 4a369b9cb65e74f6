"""A class list: the ids of students by their names, numbers and addresses, and who is missing on either side."""

import csv
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograd_lab.errors import LabError
from autograd_lab.grading.collecting.platforms import comparable_name
from autograd_lab.grading.sentences import first_few_names

ID_COLUMNS = ("id", "student_id", "student id")


class RosterError(LabError, RuntimeError):
    """The class list cannot be used; the text says what to do."""


@dataclass(frozen=True)
class Roster:
    """A class list.

    ids    of its rows, in their order
    known  the id by what a platform may call a student: names, numbers and addresses, as comparable_name gives them
    """

    ids: tuple[str, ...]
    known: Mapping[str, str]

    def mismatch_sentences(self, students: Collection[str]) -> list[str]:
        """Sentences on rows that match no student who handed in, and on students in no row; none where all match."""
        rows = [own for own in self.ids if own not in students]
        others = sorted(set(students) - set(self.ids))
        said = []
        if rows:
            verb, which = "matches" if len(rows) == 1 else "match", first_few_names(rows)
            said.append(f"Class list: {len(rows)} of {len(self.ids)} rows {verb} nobody who handed in: {which}.")
        if others:
            verb, which = "is" if len(others) == 1 else "are", first_few_names(others)
            said.append(f"Class list: {len(others)} of {len(students)} who handed in {verb} in no row: {which}.")
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
            known[comparable_name(key)].add(own)
    return Roster(tuple(ids), {key: next(iter(owners)) for key, owners in known.items() if len(owners) == 1})
