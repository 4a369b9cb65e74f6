"""The columns of a table of answers: which one says who, and which one holds the answers to which question."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from autograd_lab.grading.collecting.platforms import comparable_name
from autograd_lab.grading.inventory.forms import LETTERS, Inventory, comparable_text

WHO = (
    "id", "studentid", "studentnumber", "idnumber", "matriculationnumber", "matrikelnummer", "sisid", "sisuserid",
    "userid", "username", "login", "loginid", "emailaddress", "email", "mail", "student", "participant",
    "name", "fullname",
)  # fmt: skip
"""Headings of a column that says who, as comparable_name gives them; the first in which something stands is taken."""
NAME_PARTS = (("firstname", "vorname", "givenname"), ("lastname", "surname", "nachname", "familyname"))

WRITTEN_OUT = 20  # letters of a heading, from which it may be a question
FEW_UNKNOWN = 6  # columns beside those of questions: the time, a comment, a mark

_NUMBERED = re.compile(
    r"\s*(?P<word>q|question|item|frage|no|nr|response|answer|antwort)?[\s._#-]*0*(?P<number>[1-9]\d{0,2})(?:\s*[.):\]–-].*)?\s*",
    re.IGNORECASE | re.DOTALL,
)
_IN_BRACKETS = re.compile(r".*\[\s*0*(?P<number>[1-9]\d{0,2})\s*(?:[.):–-].*)?\]\s*", re.DOTALL)
"""Google's grids of questions have the row's own name in brackets: "Your letters [1]"."""
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
        number, rank = _number_of(heading, texts, by_text, form)
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


def _number_of(
    heading: str, texts: Mapping[str, Mapping[str, int]], by_text: dict[str, int], form: str
) -> tuple[int, int]:
    """The number of the question that a heading means, 0 for none, and how surely: 2 for a column of answers.

    The forms whose questions are written out in the heading are counted in `by_text`.
    """
    plain = comparable_text(re.sub(r"^\s*\d{1,3}\s*[.):]\s*", "", heading))
    by_form: dict[str, int] = {}
    for one, known in texts.items() if len(plain) > WRITTEN_OUT else ():
        whole = [number for text, number in known.items() if text in plain]
        begun = [number for text, number in known.items() if text.startswith(plain)]  # its first paragraph alone
        if whole or len(begun) == 1:
            by_form[one] = (whole or begun)[-1]
            by_text[one] += 1
    if by_form:
        return by_form.get(form) or next(iter(by_form.values())), 2
    if in_brackets := _IN_BRACKETS.fullmatch(heading):
        return int(in_brackets["number"]), 2
    found = _NUMBERED.fullmatch(heading)
    if not found:
        return 0, 0
    return int(found["number"]), 2 if (found["word"] or "").lower() in _HOLDS_ANSWERS else 1


def are_headings(row: Sequence[str], inventory: Inventory, form: str) -> bool:
    """Whether a row is that of the headings.

    Half of the questions are enough. Of fewer, no more columns may be unknown, and no more may look like answers.

    >>> from autograd_lab.grading.inventory.forms import read_inventory
    >>> [are_headings(row, read_inventory(), "A") for row in (["id", "1", "2"], ["ada", "2", "b", "c"])]
    [True, False]
    """
    columns = find_columns(row, inventory, form)
    found = len(columns.answers)
    if 2 * found >= len(inventory.forms[form]):
        return True
    says_who = bool(find_who(row, [row]))
    if not found or (found == 1 and not says_who):
        return False
    known = {*WHO, *NAME_PARTS[0], *NAME_PARTS[1], ""}
    unknown = [one for one in columns.unread if not _NUMBERED.fullmatch(one) and comparable_name(one) not in known]
    if len(unknown) > max(found, FEW_UNKNOWN * says_who):
        return False
    in_order = [number for number, _ in sorted(columns.answers.items(), key=lambda pair: pair[1])]
    filled = [cell for cell in row if cell.strip()]
    is_list = says_who or (len(in_order) > 1 and in_order == sorted(in_order))
    return is_list or 2 * sum(_is_answer(cell, inventory) for cell in filled) <= len(filled)


def _is_answer(cell: str, inventory: Inventory) -> bool:
    """Whether a cell is a letter, or the text of an option of some question."""
    plain = comparable_text(cell)
    return plain in set(LETTERS) or any(
        plain in asked.texts for questions in inventory.forms.values() for asked in questions.values()
    )


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
