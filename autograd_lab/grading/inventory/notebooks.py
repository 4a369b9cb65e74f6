"""Answered notebooks of the inventory, in a folder or a zip archive: the letters at the end of each page."""

import html
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from autograd_lab.grading.collecting.downloads import Member, members
from autograd_lab.grading.collecting.platforms import recognise_platform
from autograd_lab.grading.intake.archives import NOT_HANDED_IN
from autograd_lab.grading.intake.decoding import text_of, unpack
from autograd_lab.grading.intake.files import read_regular_file
from autograd_lab.grading.inventory.forms import NAMES, Inventory, comparable_text
from autograd_lab.grading.inventory.sheets import Reading, Sheet
from autograd_lab.grading.inventory.written import BLANK, read_answer
from autograd_lab.grading.sentences import first_few_names

LETTERS_CELL = "inventory-letters"
FEWEST_LETTERS = 3  # in a cell that is not the one for them
TITLE = re.compile(r"#\s*Concept inventory, form ([AB])")
QUESTION = re.compile(r"\*\*(\d+)\.\*\*\s")
OPTIONS = {
    "A": re.compile(r"^- \*\*[a-d]\.\*\* (.+)$", re.MULTILINE),
    "B": re.compile(r"<summary>[a-d]\. (.+)</summary>"),
}

_NUMBER = re.compile(r"(?<![\w.])(\d{1,3})\s*(?:[:.)=]|->|→)\s*")  # "7: b", "7. b", "7) b"
_BARE = re.compile(r"(?<![\w.])(\d{1,3})\s*([a-d?])(?![\w])", re.IGNORECASE)  # "7b", "7 b"


def read_notebooks(source: Path, form: str, inventory: Inventory) -> Reading:
    """The sheets of the notebooks in a folder, in a zip archive, or of one notebook, by whoever handed them in.

    A notebook counts for the form that it is, not for the one that it was given as; where the two differ it is said.
    Raises DownloadError for an archive that cannot be read.
    """
    reading = Reading()
    if source.suffix.lower() == ".ipynb" and source.is_file():
        found = [Member(source.name, lambda: read_regular_file(source))]
    else:
        found = [one for one in members(source) if not NOT_HANDED_IN & set(one.path.split("/"))]
    notebooks = [one for one in found if one.path.lower().endswith(".ipynb")]
    others = [one.path for one in found if one not in notebooks]
    _, owners = recognise_platform([one.path for one in notebooks], NAMES[form])
    numbers = {(owner.student, owner.number) for owner in owners.values()}
    shared = Counter(student for student, _ in numbers)
    for one in notebooks:
        place = f"{source.name}/{one.path}" if one.path != source.name else source.name
        if one.refused:
            reading.notes.append(f"{place} is {one.refused}: it was not opened")
            continue
        owner = owners.get(one.path)
        named = owner.student if owner else PurePosixPath(one.path).stem
        who = _without_form(f"{named} {owner.number}" if owner and shared[named] > 1 else named)
        _add_sheet(reading, one.read(), who, place, form, inventory)
    if others:
        reading.notes.append(f"{source.name}: no notebooks, and not read: {first_few_names(others, most=5)}")
    if not notebooks:
        reading.notes.append(f"{source.name}: there is no notebook in it")
    return reading


def _without_form(name: str) -> str:
    """Whose a file is by its name, without the name of the notebook in it; "" where nothing is left.

    >>> _without_form("inventory_a_ada"), _without_form("inventory_a")
    ('ada', '')
    """
    return re.sub(r"[ _-]*inventory_[ab][ _-]*(\(\d+\))?", "", name, flags=re.IGNORECASE).strip()


def _add_sheet(reading: Reading, data: bytes, who: str, place: str, form: str, inventory: Inventory) -> None:
    """Put the sheet of one notebook behind the others, with what is to be said of it."""
    inside, repairs = unpack(data)
    text, more = text_of(inside)
    reading.notes += [f"{place}: {repair.text}" for repair in (*repairs, *more)]
    sources = _sources(text)
    own = next((found[1] for _, source in sources for found in [TITLE.match(source)] if found), "")
    if not sources or not own:
        what = "it has not the heading of a form of the inventory" if sources else "it is no notebook that can be read"
        reading.notes.append(f"{place}: {what}: not read")
        return
    if own != form:
        reading.notes.append(f"{place} is form {own}, and was given as form {form}: it counts for {own}")
    asked = inventory.forms[own]
    if changed := [number for number, text in _questions(sources) if not _is_asked(text, number, inventory, own)]:
        reading.notes.append(
            f"{place}: {len(changed)} of its questions are not those of this version ({min(changed)} is the first): "
            "it was handed out by another version of the course; read it with that one"
        )
        return
    written = _letters(sources)
    if beyond := sorted(set(written) - set(asked)):
        reading.notes.append(f"{place}: letters for questions that there are not: {', '.join(map(str, beyond))}")
    answers = {number: read_answer(written.get(number, ""), asked[number]) for number in asked}
    if all(one.state == BLANK for one in answers.values()):
        reading.notes.append(f"{place}: there is no letter in it")
    reading.sheets.append(Sheet(who, own, place, answers))


def _sources(text: str) -> list[tuple[str, str]]:
    """The id and the text of each cell; [] for what is no notebook."""
    try:
        cells = json.loads(text)["cells"]
        return [(str(cell.get("id", "")), "".join(cell.get("source", ""))) for cell in cells]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return []


def _questions(sources: list[tuple[str, str]]) -> Iterator[tuple[int, str]]:
    """The number and the text of each question on the page."""
    for _, source in sources:
        if found := QUESTION.match(source):
            yield int(found[1]), source[found.end() :]


def _is_asked(text: str, number: int, inventory: Inventory, form: str) -> bool:
    """Whether the page's question with this number is that of this version, its options in their order."""
    asked = inventory.forms[form].get(number)
    if asked is None or not comparable_text(text).startswith(comparable_text(asked.question)):
        return False
    shown = (re.sub(r"</?code>", "`", html.unescape(option)) for option in OPTIONS[form].findall(text))
    return [comparable_text(option) for option in shown] == [comparable_text(option.text) for option in asked.options]


def _letters(sources: list[tuple[str, str]]) -> Mapping[int, str]:
    """What was written for each question: in the cell for it, else in another one in which letters stand."""
    found = {at: letters_in(source) for at, (_, source) in enumerate(sources) if not QUESTION.match(source)}
    own = [at for at, (name, source) in enumerate(sources) if name == LETTERS_CELL or "**Your letters.**" in source]
    for at in own:
        if any(found.get(at, {}).values()):
            return found[at]
    most = max(found.values(), key=_letter_count, default={})
    return most if _letter_count(most) >= FEWEST_LETTERS else {}


def _letter_count(written: Mapping[int, str]) -> int:
    """How many of what stands behind numbers is a letter: formulas, too, have numbers with something behind them."""
    return sum(bool(re.fullmatch(r"\(?[a-d]\)?", text, re.IGNORECASE)) for text in written.values())


def letters_in(text: str) -> dict[int, str]:
    """What stands behind each number of a question; where a number stands twice with two answers, both.

    >>> letters_in("1: b · 2:   · 3: a/c")
    {1: 'b', 2: '', 3: 'a/c'}
    >>> letters_in("1b 2c")
    {1: 'b', 2: 'c'}
    """
    found: dict[int, str] = {}
    parts = _NUMBER.split(text)
    pairs = zip(parts[1::2], parts[2::2], strict=True) if len(parts) > 1 else _BARE.findall(text)
    for number, behind in pairs:
        answer = behind.split("\n")[0].strip(" \t·|,;*_`")
        before = found.get(int(number), "")
        found[int(number)] = answer if before in {"", answer} else f"{before} / {answer}" if answer else before
    return found
