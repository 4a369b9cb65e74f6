"""Answered notebooks of the inventory, in a folder or a zip archive: the letters at the end of each page."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from autograd_lab.grading.collecting.downloads import Member, members
from autograd_lab.grading.intake.archives import NOT_HANDED_IN
from autograd_lab.grading.intake.decoding import text_of, unpack
from autograd_lab.grading.intake.files import read_regular_file
from autograd_lab.grading.inventory.forms import Inventory, comparable_text
from autograd_lab.grading.inventory.owners import owners_in, owners_one_by_one
from autograd_lab.grading.inventory.sheets import Reading, Sheet
from autograd_lab.grading.inventory.written import BLANK, read_answer
from autograd_lab.grading.sentences import first_few_names

LETTERS_CELL = "inventory-letters"
NO_LETTER = "there is no letter in it"
WRITTEN_OTHERWISE = (
    "letters are written there, and none behind the number of its question: a line for each question is read, as in "
    "`1. b`, its number before its letter"
)
FEWEST_LETTERS = 3  # in a cell that is not the one for them
TITLE = re.compile(r"#\s*Concept inventory, form ([AB])")
QUESTION = re.compile(r"\*\*(\d+)\.\*\*\s")
OPTIONS = {
    "A": re.compile(r"^- \*\*[a-d]\.\*\* (.+)$", re.MULTILINE),
    "B": re.compile(r"<summary>[a-d]\. (.+)</summary>"),
}

_NUMBER = re.compile(r"(?<![\w.])(\d{1,3})\s*(?:[:.)=]|->|→)\s*")  # "7: b", "7. b", "7) b"
_BARE = re.compile(r"(?<![\w.])(\d{1,3})\s*([a-d?])(?![\w])", re.IGNORECASE)  # "7b", "7 b"

_ANSWER_BELOW = re.compile(r"answer\W{0,5}[a-d]\W*$", re.IGNORECASE)


def read_notebooks(source: Path, form: str, inventory: Inventory, who: str | None = None) -> Reading:
    """The sheets of the notebooks in a folder, in a zip archive, or of one notebook, by whoever handed them in.

    `who` says whose one notebook is. A notebook counts for the form that it is, not for the one that it was given as;
    where the two differ it is said. Raises DownloadError for an archive that cannot be read.
    """
    reading = Reading()
    if alone := source.suffix.lower() == ".ipynb" and source.is_file():
        found = [Member(source.name, lambda: read_regular_file(source))]
    else:
        found = [one for one in members(source) if not NOT_HANDED_IN & set(one.path.split("/"))]
    notebooks = [one for one in found if one.path.lower().endswith(".ipynb")]
    others = [one.path for one in found if one not in notebooks]
    owners = dict(owners_in([one.path for one in notebooks], form))
    if alone:
        owners[source.name] = owners_one_by_one({form: [source]})[source] if who is None else who
    for one in notebooks:
        place = str(source) if alone else f"{source.name}/{one.path}"
        if one.refused:
            reading.notes.append(f"{place} is {one.refused}: it was not opened")
            continue
        _add_sheet(reading, one.read(), owners[one.path], place, form, inventory)
    if others:
        reading.notes.append(f"{source.name}: no notebooks, and not read: {first_few_names(others, most=5)}")
    if not notebooks:
        reading.notes.append(f"{source.name}: there is no notebook in it")
    return reading


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
        reading.notes.append(f"{place}: {WRITTEN_OTHERWISE if _has_words(sources) else NO_LETTER}")
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


def _has_words(sources: list[tuple[str, str]]) -> bool:
    """Whether a letter stands in the cell for them, behind the sentence that asks for them, or below a question."""
    own = [text for name, text in sources if name == LETTERS_CELL or "**Your letters.**" in text]
    below = [text for _, text in sources if QUESTION.match(text) and _ANSWER_BELOW.search(text)]
    texts = (re.sub(r"\*\*Your letters\.\*\*[^\n]*", "", text) for text in own)
    return bool(below) or any(re.search(r"(?<!\w)[a-dA-D](?!\w)", text) for text in texts)


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
