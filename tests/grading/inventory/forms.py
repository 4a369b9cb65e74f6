"""The two pages as a reader has them: each question with its letters, read from the derived notebook's text."""

import html
import json
import re
from functools import cache

from autograd_lab.authoring import inventory
from autograd_lab.authoring.derive import notebook
from autograd_lab.authoring.inventory import FORMS, Item
from autograd_lab.equations import EQUATIONS
from tests.support.repo import REPO

COURSE = inventory.load(REPO)


@cache
def letters_on_page(form: str) -> list[dict[str, str]]:
    """For each question the text of each option by its letter, as the page of a form shows it."""
    page = json.loads(notebook(inventory.questions(form, COURSE.form(form), {}), EQUATIONS))
    texts = ["".join(cell["source"]) for cell in page["cells"]]
    pattern = r"^- \*\*([a-d])\.\*\* (.+)$" if form == "A" else r"<summary>([a-d])\. (.+)</summary>"
    shown = [dict(re.findall(pattern, text, re.MULTILINE)) for text in texts]
    return [{letter: _plain(text) for letter, text in one.items()} for one in shown]


def _plain(text: str) -> str:
    return html.unescape(re.sub(r"</?code>", "`", text))


def letter_for(item: Item, number: int, role: str) -> str:
    """The letter under which the page of an item has the option that is this role."""
    [text] = [option.text for option in item.options if option.stands_for == role]
    [letter] = [letter for letter, shown in letters_on_page(item.form)[number - 1].items() if shown == text]
    return letter


assert set(FORMS) == {"A", "B"}
