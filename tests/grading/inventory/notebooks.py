"""Notebooks of the inventory as somebody hands them in: the derived page, its place for letters filled in."""

import json
import re
from collections.abc import Mapping
from functools import cache

from autograd_lab.authoring import inventory
from autograd_lab.authoring.derive import notebook
from autograd_lab.equations import EQUATIONS
from autograd_lab.grading.inventory.notebooks import LETTERS_CELL
from tests.grading.inventory.forms import COURSE


@cache
def _page(form: str) -> str:
    first, second = inventory.pages([], COURSE)
    return notebook(first if form == "A" else second, EQUATIONS)


def handed_in(form: str, letters: Mapping[int, str]) -> str:
    """The text of a form's notebook with these letters behind their numbers."""
    tree = json.loads(_page(form))
    [cell] = [cell for cell in tree["cells"] if cell["id"] == LETTERS_CELL]
    text = "".join(cell["source"])
    for number, letter in letters.items():
        text, hits = re.subn(rf"(?<!\d){number}:  ", f"{number}: {letter} ", text, count=1)
        text += f"\n{number}: {letter}" * (not hits)
    cell["source"] = text
    return json.dumps(tree)
