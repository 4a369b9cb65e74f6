"""The columns of a table of answers: which one says who, and which one holds the answers to which question."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from autograd_lab.grading.collecting.platforms import comparable_name
from autograd_lab.grading.inventory.forms import Inventory, comparable_text

WHO = (
    "id", "studentid", "studentnumber", "idnumber", "matriculationnumber", "matrikelnummer", "sisid", "sisuserid",
    "userid", "username", "login", "loginid", "emailaddress", "email", "mail", "student", "participant",
    "name", "fullname",
)  # fmt: skip
"""Headings of a column that says who, as comparable_name gives them; the first in which something stands is taken."""
NAME_PARTS = (("firstname", "vorname", "givenname"), ("lastname", "surname", "nachname", "familyname"))

_NUMBERED = re.compile(
    r"\s*(?P<word>q|question|item|frage|no|nr|response|answer|antwort)?[\s._#-]*0*(?P<number>[1-9]\d{0,2})(?:\s*[.):\]–-].*)?\s*",
    re.IGNORECASE | re.DOTALL,
)
_HOLDS_ANSWERS = ("response", "answer", "antwort")  # Moodle's export has "Question 1" and "Response 1"


@dataclass
class Columns:
    """The columns of one table, by their places from 0.

    answers  of each question, by its number
    who      those that together say who, most often one
    unread   the headings of the others
    notes    sentences on what is missing or stands twice
    form     the form whose questions stand in the headings; "" where only numbers do
    """

    answers: dict[int, int] = field(default_factory=dict)
    who: tuple[int, ...] = ()
    unread: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    form: str = ""


def find_columns(headings: Sequence[str], inventory: Inventory, form: str) -> Columns:
    """The columns of a table by its headings, without `who`, which needs the rows too.

    >>> from autograd_lab.grading.inventory.forms import read_inventory
    >>> find_columns(["id", "1", "Q2", "Question 3"], read_inventory(), "A").answers
    {1: 1, 2: 2, 3: 3}
    """
    texts = {
        one: {comparable_text(asked.question): number for number, asked in inventory.forms[one].items()}
        for one in inventory.forms
    }
    found, by_text = Columns(), dict.fromkeys(inventory.forms, 0)
    ranks: dict[int, int] = {}
    count = len(inventory.forms[form])
    for place, heading in enumerate(headings):
        number, rank = _number_of(heading, texts, by_text)
        if not number:
            found.unread.append(heading)
        elif number > count:
            found.unread.append(heading)
            found.notes.append(f"there is no question {number}: the column {heading!r} is not read")
        elif number in found.answers and rank <= ranks[number]:
            found.unread.append(heading)
            if rank == ranks[number]:
                found.notes.append(f"two columns are question {number}: {heading!r} is not read")
        else:
            if number in found.answers:
                found.unread.append(headings[found.answers[number]])
            found.answers[number], ranks[number] = place, rank
    best = max(by_text, key=lambda one: by_text[one])
    found.form = best if by_text[best] > max(0, *(by_text[one] for one in by_text if one != best)) else ""
    return found


def _number_of(heading: str, texts: Mapping[str, Mapping[str, int]], by_text: dict[str, int]) -> tuple[int, int]:
    """The number of the question that a heading means, 0 for none, and how surely: 2 for a column of answers.

    The forms whose questions are written out in the heading are counted in `by_text`.
    """
    plain, number = comparable_text(heading), 0
    for form, known in texts.items() if len(plain) > 20 else ():
        for text, own in known.items():
            if text in plain:
                by_text[form] += 1
                number = own
    if number:
        return number, 2
    found = _NUMBERED.fullmatch(heading)
    if not found:
        return 0, 0
    return int(found["number"]), 2 if (found["word"] or "").lower() in _HOLDS_ANSWERS else 1


def find_who(headings: Sequence[str], rows: Sequence[Sequence[str]], wanted: str = "") -> tuple[int, ...]:
    """The places of the columns that say who; `wanted` is the heading that the command line names. () for none.

    >>> find_who(["First name", "Surname", "1"], [["Ada", "Lovelace", "b"]])
    (0, 1)
    """
    plain = [comparable_name(heading) for heading in headings]
    filled = [any(place < len(row) and row[place].strip() for row in rows) for place in range(len(headings))]
    for name in [comparable_name(wanted)] if wanted else WHO:
        for place, heading in enumerate(plain):
            if heading == name and (filled[place] or wanted):
                return (place,)
    parts = [next((place for place, heading in enumerate(plain) if heading in names), None) for names in NAME_PARTS]
    return () if wanted else tuple(place for place in parts if place is not None)
