"""A table of answers as a learning platform or a form tool gives it: CSV, whatever its separator and encoding."""

import codecs
import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from autograd_lab.grading.collecting.platforms import comparable_name
from autograd_lab.grading.intake.archives import is_archive
from autograd_lab.grading.intake.decoding import text_of
from autograd_lab.grading.inventory.columns import NAME_PARTS, WHO, Columns, are_headings, find_columns, find_who
from autograd_lab.grading.inventory.forms import NAMES, Inventory
from autograd_lab.grading.inventory.sheets import InventoryError, Reading, Sheet, ranges
from autograd_lab.grading.inventory.written import read_answer
from autograd_lab.grading.sentences import first_few_names, os_error_text

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
TITLES = 10  # rows above the headings, at most
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".numbers")
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
NEEDED = (
    "a column id, and a column for each question, called 1, 2, 3 … "
    "(`autograd-lab inventory --blank a` writes such a table)"
)


def read_table(path: Path, form: str, inventory: Inventory, who: str = "") -> Reading:
    """The sheets of a CSV file, one a row; `who` names the column that says whose it is.

    Raises InventoryError for what is no such table.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InventoryError(f"{path} cannot be read: {os_error_text(error)}") from error
    if is_archive(data) or data.startswith(OLD_EXCEL) or path.suffix.lower() in WORKBOOKS:
        raise InventoryError(
            f"{path} is an Excel workbook, or another file that is no CSV: open it and save it as CSV "
            "(in Excel: Save As, CSV UTF-8)"
        )
    text, said = _text_of_table(data)
    reading = Reading(notes=[f"{path.name}: {one}" for one in said])
    if not text.strip():
        raise InventoryError(f"{path} is empty: it needs {NEEDED}")
    rows, said = _rows(text, inventory, form)
    reading.notes += [f"{path.name}: {one}" for one in said]
    reading.add(_sheets(path, rows, form, inventory, who))
    return reading


def _text_of_table(data: bytes) -> tuple[str, list[str]]:
    """The text of a table, and sentences on its encoding: none for UTF-8, with its mark or without."""
    text, repairs = text_of(data)
    if data.startswith(codecs.BOM_UTF8):
        return text, []
    western = "it is not UTF-8, and was read as Windows-1252, as Excel's plain CSV is: look at letters with accents"
    return text, [western if "Windows-1252" in one.text else one.text for one in repairs]


def _rows(text: str, inventory: Inventory, form: str) -> tuple[list[list[str]], list[str]]:
    """The rows by the separator that gives most columns of questions, and sentences on how they were read."""
    said = re.match(r"\s*sep=(.)\s*\n", text)
    if said:
        text = text[said.end() :]
    best: tuple[tuple[int, int], list[list[str]], list[str]] | None = None
    for separator in [said[1]] if said else SEPARATORS:
        rows, notes = _parsed_rows(text, separator)
        columns = [(len(find_columns(row, inventory, form).answers), len(row)) for row in rows[:TITLES]]
        rank = max(columns, default=(0, 0))
        if separator != ",":
            notes = [f"read as a table with {SEPARATORS.get(separator, repr(separator))} between its columns", *notes]
        if best is None or rank > best[0]:
            best = rank, rows, notes
    return (best[1], best[2]) if best else ([], [])


def _parsed_rows(text: str, separator: str) -> tuple[list[list[str]], list[str]]:
    """The rows of a CSV text; where its quotes do not close, each line by itself, so that none swallows the next."""
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)), []
    except csv.Error:
        lines = [[cell.strip().strip('"') for cell in line.split(separator)] for line in text.splitlines()]
        return lines, ["its quotes do not fit together, so each line was read as a row by itself: look at it"]


def _sheets(path: Path, rows: Sequence[Sequence[str]], form: str, inventory: Inventory, who: str) -> Reading:
    """The sheets of the rows below the headings."""
    start = next((at for at, row in enumerate(rows[:TITLES]) if are_headings(row, inventory, form)), None)
    if start is None:
        raise InventoryError(_why_no_headings(path, rows, form, inventory))
    headings, below = rows[start], rows[start + 1 :]
    columns = find_columns(headings, inventory, form)
    columns.who = find_who(headings, below, who)
    if who and not columns.who:
        raise InventoryError(f"{path} has no column {who!r}: it has {first_few_names([*map(repr, headings)], most=8)}")
    reading = Reading(
        notes=[f"{path.name}: {one}" for one in _notes_on_columns(columns, headings, below, inventory, form)]
    )
    if start:
        reading.notes.append(f"{path.name}: {start} {'row' if start == 1 else 'rows'} above the headings not read")
    longer, shorter = list[str](), list[str]()
    for at, row in enumerate(below, start=start + 2):
        if not any(cell.strip() for cell in row):
            continue
        cells = [*row, *[""] * (len(headings) - len(row))]
        named = " ".join(cells[place].strip() for place in columns.who).strip()
        here = f"row {at} ({named})" if named else f"row {at}"
        if beyond := [cell for cell in row[len(headings) :] if cell.strip()]:
            longer.append(f"{here}: cells behind the last column: {first_few_names(beyond, most=5)}")
        if len(row) < len(headings):
            shorter.append(f"{here}: {len(headings) - len(row)}")
        answers = {
            number: read_answer(cells[place], inventory.forms[form][number])
            for number, place in sorted(columns.answers.items())
        }
        reading.sheets.append(Sheet(named, form, f"{path.name}, row {at}", answers))
    reading.notes += [f"{path.name}, {one}" for one in longer]
    if shorter:
        which = first_few_names(shorter, most=5)
        reading.notes.append(
            f"{path.name}: rows with fewer cells than the headings: {which}; the last columns count as blank, and if a "
            "cell was left out in the middle, all behind it stand under another question: look at it"
        )
    if not reading.sheets:
        reading.notes.append(f"{path.name}: no rows are filled in below the headings")
    if nobody := [one.place for one in reading.sheets if not one.who] if columns.who else []:
        which = first_few_names(nobody, most=5)
        reading.notes.append(f"{which}: nobody is named; counted, and compared with nothing in the other form")
    return reading


def _why_no_headings(path: Path, rows: Sequence[Sequence[str]], form: str, inventory: Inventory) -> str:
    """Why a table cannot be read, its first rows having no headings of questions, and what to do."""
    there = next((row for row in rows if any(cell.strip() for cell in row)), [])
    heads = first_few_names([repr(cell.strip()) for cell in there if cell.strip()], most=8)
    found = len(find_columns(there, inventory, form).answers)
    has = (
        f"headings for only {found} of {len(inventory.forms[form])} questions" if found else "no column for a question"
    )
    return f"{path} has {has}; its first row is {heads}. Nothing is written. It needs {NEEDED}"


def _notes_on_columns(
    columns: Columns, headings: Sequence[str], below: Sequence[Sequence[str]], inventory: Inventory, form: str
) -> list[str]:
    """Sentences on what was found among the headings, and what was not."""
    notes = list(columns.notes)
    is_filled = any(any(cell.strip() for cell in row) for row in below)
    may_say_who = [heading for heading in headings if comparable_name(heading) in WHO]
    if columns.who and len(may_say_who) > 1:
        notes.append(
            f"who is who by {' and '.join(repr(headings[place]) for place in columns.who)}; "
            f"--id takes another column of {first_few_names(may_say_who, most=5)}"
        )
    elif len(columns.who) == 1 and comparable_name(headings[columns.who[0]]) in {*NAME_PARTS[0], *NAME_PARTS[1]}:
        alone = headings[columns.who[0]]
        notes.append(f"who is who by {alone!r} alone: people with one such name are taken for one person")
    elif not columns.who and is_filled:
        notes.append("no column says who (id, e-mail, name); counted, and compared with nothing in the other form")
    if absent := set(inventory.forms[form]) - set(columns.answers):
        notes.append(
            f"no column for {'question' if len(absent) == 1 else 'questions'} {ranges(absent)}: not asked there"
        )
    taken = {headings[place] for place in columns.who} if is_filled else set(may_say_who)
    if unread := [heading.strip() for heading in columns.unread if heading.strip() and heading not in taken]:
        notes.append(f"columns not read: {first_few_names(unread, most=8)}")
    if columns.form and columns.form != form:
        other = NAMES[columns.form]
        notes.append(
            f"**its headings are the questions of form {columns.form}** ({other}), and it was given as form {form}: "
            f"give it with --{columns.form.lower()} if that is what the class answered"
        )
    return notes
