"""From text to the cells of a notebook: JSON if it is JSON, and what can be read of it if it is not quite."""

import ast
import json
import re
from collections.abc import Iterator
from typing import Any, TypeGuard

from autograd_lab.grading.intake.repair_notes import Repair

Cells = list[dict[str, Any]]

LONGEST_NUMBER = 4000  # digits; Python refuses to read longer ones
MOST_FAILURES = 2000  # places that look like the start of a cell and are none, until the search ends
LONGEST_LITERAL = 4 * 2**20  # characters; Python's own parser takes a hundred times the memory
LONGEST_CELL = 2 * 2**20  # characters of a cell that the end of the file cuts
MOST_TRIMS = 20  # commas at which a cut cell is cut again until it reads
CELL_START = re.compile(r'\{\s*"(?:attachments|cell_type|execution_count|id|metadata|outputs|source)"\s*:')
STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'  # possessive, so that a hostile text costs no second look
TRAILING_COMMA = re.compile(rf"({STRING})|,(?=\s*[\]}}])", re.DOTALL)
BRACKET = re.compile(rf'{STRING}|[{{}}\[\]"]', re.DOTALL)
CUT_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\(?:u[0-9a-fA-F]{0,3})?$")


def _number(digits: str) -> int:
    """A whole number of the notebook's JSON, 0 for one that is too long to read: no answer depends on it."""
    return int(digits) if len(digits) <= LONGEST_NUMBER else 0


STRICT = json.JSONDecoder(parse_int=_number)
LENIENT = json.JSONDecoder(parse_int=_number, strict=False)  # line ends inside of texts may stand as they are


def cells_of(text: str) -> tuple[Cells, list[Repair]]:
    """The cells of the notebook that `text` holds, or those that can be read of it."""
    start = text.lstrip("\ufeff \t\r\n")
    try:
        return _cells(STRICT.decode(start)), []
    except (ValueError, RecursionError):
        pass
    for found, how in _readings(start):
        if found:
            return found, [Repair("json", how)]
    return [], []


def _readings(text: str) -> Iterator[tuple[Cells, str]]:
    """Readings of what is not quite JSON, the most faithful first, each with a sentence that says how it was read."""
    yield _cells(_read(LENIENT, text)), "The file was not quite JSON: line ends inside of texts were not escaped."
    yield _cells(_first_value(text)), "Text behind the notebook was left out."
    merged = _own_side(text)
    if merged != text:
        yield _cells(_read(LENIENT, merged)), "The file held an unsettled merge: the student's own side was taken."
    yield _cells(_read(LENIENT, TRAILING_COMMA.sub(r"\1", merged))), "The file was not quite JSON: a comma too many."
    yield _cells(_literal(text)), "The file was written as Python prints a notebook, not as JSON."
    cells = list(_salvaged(merged))
    cut = "" if merged.rstrip().endswith("}") else " It ends too early."
    yield cells, f"The file is damaged: {len(cells)} cells could be read.{cut}"


def _read(decoder: json.JSONDecoder, text: str) -> object:
    """The JSON value of the text, or None if it is no JSON."""
    try:
        return decoder.decode(text)
    except (ValueError, RecursionError):
        return None


def _first_value(text: str) -> object:
    """The JSON value at the start of the text, whatever follows it; None if there is none."""
    try:
        return LENIENT.raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None


def _own_side(text: str) -> str:
    """The text with the conflicts of an unfinished merge resolved to the student's own side."""
    kept, other = [], False
    for line in text.splitlines(keepends=True) if "\n<<<<<<< " in text else [text]:
        if line.startswith(("<<<<<<< ", ">>>>>>> ")):
            other = False
        elif line.startswith("|||||||") or line.rstrip() == "=======":
            other = True
        elif not other:
            kept.append(line)
    return "".join(kept)


def _literal(text: str) -> object:
    """The value of a Python literal, as `str()` writes a dictionary; None if the text is none."""
    if not text.startswith("{'") or len(text) > LONGEST_LITERAL:
        return None
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def _cells(notebook: object) -> Cells:
    """The cells of a notebook of any version, or of a bare list of cells."""
    if isinstance(notebook, dict):
        sheets = notebook.get("worksheets")  # nbformat 3 and older
        found = notebook.get("cells")
        if not isinstance(found, list) and isinstance(sheets, list):
            found = [cell for sheet in sheets for cell in _cells(sheet)]
    else:
        found = notebook
    return [cell for cell in found if is_cell(cell)] if isinstance(found, list) else []


def is_cell(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether this is a cell, and not an output, nbgrader's metadata, or nothing."""
    if not isinstance(value, dict) or not isinstance(value.get("cell_type"), str):
        return False
    return any(key in value for key in ("source", "input", "code"))


def _salvaged(text: str) -> Iterator[dict[str, Any]]:
    """Every whole cell in the text, and the readable part of one that the end of the text cuts."""
    at, failures, cut = 0, 0, -1
    while (start := CELL_START.search(text, at)) and failures < MOST_FAILURES:
        at = start.end()
        try:
            value, end = LENIENT.raw_decode(text, start.start())
        except (ValueError, RecursionError):
            failures += 1
            cut = start.start() if cut < 0 else cut
            continue
        if is_cell(value):
            yield value
            at, cut = end, -1
    last = _value_of_fragment(text[cut : cut + LONGEST_CELL]) if cut >= 0 else None
    if is_cell(last):
        yield last


def _value_of_fragment(fragment: str) -> object:
    """The JSON value of a text that ends too early, cut back until it reads; None if nothing reads."""
    for _ in range(MOST_TRIMS):
        if (value := _read(LENIENT, _with_brackets(fragment))) is not None:
            return value
        fragment, comma, _ = fragment.rpartition(",")
        if not comma:
            break
    return None


def _with_brackets(fragment: str) -> str:
    """The text with its open string and brackets closed, from a stack of the brackets."""
    closing: list[str] = []
    for found in BRACKET.finditer(fragment):
        match found[0]:
            case "{":
                closing.append("}")
            case "[":
                closing.append("]")
            case '"':  # a text that nothing ends
                fragment = CUT_ESCAPE.sub(r"\1", fragment) + '"'
                break
            case "}" | "]" if closing:
                closing.pop()
    return fragment + "".join(reversed(closing))
