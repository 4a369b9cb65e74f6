"""`autograd-lab inventory`: from the letters of a class to its report."""

import argparse
import csv
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from autograd_lab.errors import LabError
from autograd_lab.grading.collecting.roster import Roster, read_roster
from autograd_lab.grading.inventory.doubts import copy_doubts, form_doubts
from autograd_lab.grading.inventory.exchanged import exchanged_forms, files_named_otherwise
from autograd_lab.grading.inventory.exports import (
    ANSWER_COLUMNS,
    MISCONCEPTION_COLUMNS,
    STUDENT_COLUMNS,
    all_answers,
    by_misconception,
    by_student,
)
from autograd_lab.grading.inventory.findings import class_findings
from autograd_lab.grading.inventory.forms import NAMES, Inventory, read_inventory
from autograd_lab.grading.inventory.notebooks import NO_LETTER, read_notebooks
from autograd_lab.grading.inventory.owners import name_beside_form, owners_one_by_one
from autograd_lab.grading.inventory.pages import class_page, report_page, why_no_class_page
from autograd_lab.grading.inventory.people import People, find_people, same_option
from autograd_lab.grading.inventory.sheets import InventoryError, Reading
from autograd_lab.grading.inventory.tables import WORKBOOKS, read_table
from autograd_lab.grading.sentences import first_few_names, os_error_text
from autograd_lab.lab.files import write_whole

GENERATOR = '<meta name="generator" content="autograd-lab inventory">'
TABLES = {
    "by_misconception.csv": MISCONCEPTION_COLUMNS,
    "by_student.csv": STUDENT_COLUMNS,
    "answers.csv": ANSWER_COLUMNS,
}
CLASS_PAGE = "class.html"
MOST_SAID = 12  # notes that the command prints; the report has all
TABLE_ENDINGS = (".csv", ".tsv", ".txt", *WORKBOOKS)


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    made = argparse.ArgumentParser(
        prog="autograd-lab inventory",
        description="Read what a class answered to forms A and B of the concept inventory, and write where it stands, "
        "misconception by misconception: report.html for you, class.html for the class, without a name, and tables.",
        epilog="How to hand the forms out and back: docs/instructors.md.",
    )
    for form, when in zip(NAMES, ("before", "after"), strict=True):
        given = (
            f"what was answered to form {form}, {when} the course: a CSV file with a column id and columns 1, 2, 3 …, "
        )
        given += "or a folder or zip archive of answered notebooks; repeatable"
        made.add_argument(f"--{form.lower()}", type=Path, action="append", default=[], metavar="FILE", help=given)
    made.add_argument(
        "--out", type=Path, default=Path("inventory_report"), help="the folder to write (default: %(default)s)"
    )
    made.add_argument(
        "--roster", type=Path, help="a class list (CSV) with a column id, beside names, numbers or addresses"
    )
    made.add_argument(
        "--id", default="", metavar="COLUMN", help="the column that says who, where the command takes another"
    )
    joined = "two ids are one person; repeatable"
    made.add_argument("--same", type=_pair, action="append", default=[], metavar="ID=OTHER", help=joined)
    made.add_argument(
        "--as-given", action="store_true", help="write the report though the letters look like the other form's"
    )
    blank = (
        "write an empty table for a form, inventory_a.csv, to be filled in; with --roster, a row for each of its ids"
    )
    made.add_argument("--blank", choices=[form.lower() for form in NAMES], help=blank)
    return made


def _pair(text: str) -> tuple[str, str]:
    """Two ids from the command line."""
    first, sign, second = text.partition("=")
    if not sign or not first.strip() or not second.strip():
        raise argparse.ArgumentTypeError(f"{text!r} was given: give two ids, as in ada=adal")
    return first.strip(), second.strip()


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 0 when done, 1 with a message on stderr when not."""
    made = parser()
    options = made.parse_args(argv)
    if not options.blank and not options.a and not options.b:
        made.error("give what was answered, as in --a before.csv --b after.csv; --blank a writes an empty table")
    try:
        inventory = read_inventory()
        roster = read_roster(options.roster) if options.roster else None
        if options.blank:
            print(_write_blank(options.blank.upper(), inventory, roster))
            return 0
        return _report(options, inventory, roster)
    except LabError as error:
        print(f"autograd-lab inventory: {error}", file=sys.stderr)
    except OSError as error:
        print(f"autograd-lab inventory: {os_error_text(error)}", file=sys.stderr)
    return 1


def _write_blank(form: str, inventory: Inventory, roster: Roster | None) -> str:
    """Write an empty table for a form; returns what was done. Raises InventoryError where there is such a file."""
    path = Path(f"{NAMES[form]}.csv")
    try:
        with path.open("x", encoding="utf-8-sig", newline="") as file:  # by its mark Excel knows the encoding
            writer = csv.writer(file)
            writer.writerow(["id", *inventory.forms[form]])
            writer.writerows([one, *[""] * len(inventory.forms[form])] for one in (roster.ids if roster else ()))
    except FileExistsError:
        raise InventoryError(f"{path} is there already, and may hold answers: move it away first") from None
    return (
        f"{path} is written: a row for each person, in it an id and the letters a to d; a cell without one "
        f"stays empty, or has a ?. Then: autograd-lab inventory --{form.lower()} {path}"
    )


def _report(options: argparse.Namespace, inventory: Inventory, roster: Roster | None) -> int:
    """Read what was handed in, and write the pages and tables; returns the exit code."""
    given = {"A": options.a, "B": options.b}
    reading = _read_all(given, inventory, options.id)
    people = find_people(reading.sheets, roster, options.same)
    if not any(one.counted for one in people.everybody):
        raise InventoryError("\n  ".join(["there is not one letter in what was given:", *reading.notes]))
    for form in [one for one in NAMES if given[one] and not people.with_forms(one)]:
        if given["A"] != given["B"]:  # one archive for both, before anybody has answered the second
            raise InventoryError("\n  ".join([_without_letters(form), *reading.notes]))
    named = files_named_otherwise(given)
    exchanged = exchanged_forms(people.everybody, inventory, named)
    if exchanged and not options.as_given:
        raise InventoryError(
            "\n  ".join([*exchanged, "Nothing is written. Give each form with its own option; --as-given goes on"])
        )
    notes = [f"**{one}**" for one in exchanged]
    notes += [
        f"{path} was given as form {form}, and by its name is the other one; its letters do not say so"
        for form, path in named.items()
        if not exchanged
    ]
    told = {f"{one.place}: {NO_LETTER}" for one in reading.sheets}  # said below, with the person's id
    notes += [one for one in reading.notes if one not in told]
    notes += [*_remarks(reading), *people.notes]
    notes += [*form_doubts(people.everybody, inventory), *copy_doubts(people.everybody)]
    found = class_findings(people.everybody, inventory)
    no_class = why_no_class_page(people)
    files = {
        "report.html": report_page(people, found, inventory, notes, no_class),
        "by_misconception.csv": by_misconception(found),
        "by_student.csv": by_student(people.everybody, inventory),
        "answers.csv": all_answers(people.everybody),
    }
    if not no_class:
        files[CLASS_PAGE] = class_page(people, found)
    for said in _counts(people):
        print(said)
    for said in notes[:MOST_SAID]:
        print(f"- {said.replace('**', '')}")
    if len(notes) > MOST_SAID:
        print(f"- and {len(notes) - MOST_SAID} more, in report.html")
    for first, second in people.suggested[:MOST_SAID]:
        print(
            f"- {first} (form A alone) and {second} (form B alone) may be one: {same_option(first, second)} joins them"
        )
    for said in _write(options.out, files, [path for paths in given.values() for path in paths]):
        print(said)
    if no_class:
        print(f"No page for the class ({CLASS_PAGE}): {no_class}.")
    return 0


def _without_letters(form: str) -> str:
    """What to say of a form that was given, and in which nobody gave a letter."""
    other = next(one for one in NAMES if one != form)
    return (
        f"there is not one letter of form {form} in what was given as it, so nothing is compared and nothing is "
        f"written; for form {other} alone, leave out --{form.lower()}"
    )


def _read_all(given: Mapping[str, Sequence[Path]], inventory: Inventory, who: str) -> Reading:
    """Everything that was given, in its order; notebooks that were given as both forms once."""
    reading, seen, owners = Reading(), dict[Path, str](), owners_one_by_one(given)
    for form, paths in given.items():
        for path in paths:
            own = path.resolve()
            is_table = path.suffix.lower() in TABLE_ENDINGS
            if own in seen and (is_table or seen[own] == form):
                raise InventoryError(f"{path} was given twice: as form {seen[own]} and as form {form}")
            if own not in seen:
                reading.add(
                    read_table(path, form, inventory, who)
                    if is_table
                    else read_notebooks(path, form, inventory, owners.get(path))
                )
            seen[own] = form
    if nobody := [one.place for one in reading.sheets if one.place.lower().endswith(".ipynb") and not one.who]:
        reading.notes.append(
            f"nobody is named by {first_few_names(nobody, most=5)}: each is counted as a person of its own, and "
            "compared with nothing in the other form. Put each notebook into a folder called like its student, or "
            "put the name before the file's: ada_inventory_a.ipynb"
        )
    if folders := [name for path, name in owners.items() if name and name_beside_form(path.stem) != name]:
        which = first_few_names(list(dict.fromkeys(folders)), most=5)
        reading.notes.append(f"notebooks given one by one are taken to be those of whom their folders name: {which}")
    return reading


def _remarks(reading: Reading) -> list[str]:
    """A sentence on each kind of answer that was read in a way that has to be said."""
    counts: dict[str, int] = {}
    for sheet in reading.sheets:
        for answer in sheet.answers.values():
            if answer.remark:
                counts[answer.remark] = counts.get(answer.remark, 0) + 1
    return [f"{remark} ({count} {'answer' if count == 1 else 'answers'})" for remark, count in counts.items()]


def _counts(people: People) -> list[str]:
    """Who answered which form, in numbers."""
    counts = {form: len(people.with_forms(form)) for form in NAMES}
    both = len(people.with_forms(*NAMES))
    return [f"form A: {counts['A']}, form B: {counts['B']}, both: {both} (people who gave a letter)"]


def _write(folder: Path, files: Mapping[str, str], handed_in: Sequence[Path]) -> list[str]:
    """Write the files; returns sentences on what is there now.

    Raises InventoryError, and writes nothing, where a file would take the place of one that this command did not write.
    """
    if folder.exists() and not folder.is_dir():
        raise InventoryError(f"{folder} is a file, and --out needs a folder: give another name")
    inputs = {path.resolve() for path in handed_in}
    there, same = list[str](), list[str]()
    for name, text in files.items():
        path = folder / name
        if path.resolve() in inputs:
            raise InventoryError(f"{path} is one of the files that were given: write elsewhere, with --out")
        if not path.exists():
            continue
        if not _is_ours(path):
            raise InventoryError(f"{path} is there, and this command did not write it: write elsewhere, with --out")
        (same if path.read_bytes() == _file_bytes(name, text) else there).append(name)
    for name, text in files.items():
        write_whole(folder / name, _file_bytes(name, text))
    said = [f"{folder}: {', '.join(files)}"]
    if there:
        said.append(f"Replaced, from an earlier run: {', '.join(there)}")
    if len(same) == len(files):
        said.append("They are the same as those of the run before")
    if CLASS_PAGE not in files and (folder / CLASS_PAGE).exists():
        said.append(f"{folder / CLASS_PAGE} is of an earlier run and not of this one: do not give it out")
    return said


def _file_bytes(name: str, text: str) -> bytes:
    """The bytes of a file; a table begins with the mark by which Excel knows its encoding."""
    return text.encode("utf-8-sig" if name.endswith(".csv") else "utf-8", errors="backslashreplace")


def _is_ours(path: Path) -> bool:
    """Whether a file is one that this command wrote."""
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    if path.name in TABLES:
        return text.partition("\n")[0].strip() == ",".join(TABLES[path.name])
    return GENERATOR in text
