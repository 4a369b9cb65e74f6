"""What the book needs to answer an exercise on its page: a place for each form, and the script that fills them.

The script is joined from `autograd_lab/answers/js/`, and judges by the data of `autograd_lab/answers/as_data.py`.
The data travel in base64: nobody should read a right number in the page's source, or find it by the search, before
answering.
"""

import ast
import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import nbformat

from autograd_lab.answers import EXERCISES
from autograd_lab.answers.as_data import as_data
from autograd_lab.viz import bundle

SCRIPT = "answers.js"
_ENTRY = "../answers/js/page.js"  # seen from the folder of the other scripts
_TELL = re.compile(r'^tell\("(\d+\.\d+)", (\w+)\)$', re.MULTILINE)
_TOTALS = "const TOTALS={};"
_CHOICE = '<details class="al-choice">'


def with_places(cells: Iterable[Any]) -> Iterator[Any]:
    """A notebook's cells, with a place for its form behind each that hands an answer to `tell`."""
    given: dict[str, str] = {}
    for cell in cells:
        yield cell
        if cell.cell_type != "code":
            continue
        if found := _TELL.search(cell.source):
            number, answer = found.groups()
            if number in EXERCISES:
                yield nbformat.v4.new_markdown_cell(_place(number, given.get(answer, "")))
        given |= dict.fromkeys(re.findall(r"^(\w+) = \{", cell.source, re.MULTILINE), cell.source)


def count(cells: Iterable[Any]) -> int:
    """How much there is to answer on a page of these cells: exercises that ask for no code, and questions."""
    found = 0
    for cell in cells:
        if cell.cell_type == "code":
            number = _TELL.search(cell.source)
            found += bool(number and number[1] in EXERCISES and as_data(EXERCISES[number[1]])["kind"] != "code")
        else:
            found += _CHOICE in cell.source
    return found


def script(totals: Mapping[str, int]) -> str:
    """The script of a book's pages, which need one file of it; `totals` says how much there is to answer on each."""
    text = bundle.join_modules(bundle.modules_of([_ENTRY]))
    if _TOTALS not in text:
        raise ValueError(f"{_ENTRY}: the place for the totals, {_TOTALS!r}, is gone")
    text = text.replace(_TOTALS, f"const TOTALS={json.dumps({name: n for name, n in totals.items() if n})};")
    return f"(() => {{\n{text}}})();\n"


def _place(number: str, source: str) -> str:
    data = as_data(EXERCISES[number])
    for part in data.get("parts", ()):
        if given := filled_in(source).get(part["name"]):
            part["given"] = given
    packed = base64.b64encode(json.dumps(data, ensure_ascii=False, allow_nan=False).encode()).decode()
    return f'<div class="al-ask" data-al-number="{number}" data-al-exercise="{packed}"></div>'


def filled_in(source: str) -> dict[str, str]:
    """What an exercise's stub has filled in already, by name, as one types it: `None` is left empty.

    >>> filled_in('answer_1 = {"p": [3 / 10, None], "loss": None}')
    {'p': '3 / 10, '}
    """
    found: dict[str, str] = {}
    for statement in ast.parse(source).body if source else ():
        if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Dict):
            continue
        for key, value in zip(statement.value.keys, statement.value.values, strict=True):
            entries = value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
            texts = ["" if ast.unparse(entry) == "None" else ast.unparse(entry) for entry in entries]
            if isinstance(key, ast.Constant) and any(texts):
                found[str(key.value)] = ", ".join(texts)
    return found
