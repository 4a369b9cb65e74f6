"""The inventory's two forms as data for grading: what each letter of each page stands for.

`autograd-lab inventory` reads a class's letters by it. It is derived, so that the order of the options is that of the
pages, and it lies in the package, so that the command needs no copy of the course.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from autograd_lab.authoring.inventory import FORMS, Inventory, Item, questions
from autograd_lab.authoring.option_order import option_orders

FILE = Path("autograd_lab/grading/inventory/forms.json")


def forms_text(inventory: Inventory) -> str:
    """The text of forms.json: the misconceptions, and each form's questions with their options as the page has them.

    The place of an option in its list is its letter: the first is a.
    """
    beliefs = {
        key: {"says": known.says, "chapters": list(known.chapters)} for key, known in inventory.misconceptions.items()
    }
    tree = {"misconceptions": beliefs} | {form: _question_records(form, inventory.form(form)) for form in FORMS}
    return json.dumps(tree, indent=1, ensure_ascii=False) + "\n"


def _question_records(form: str, items: Sequence[Item]) -> list[dict[str, object]]:
    """The questions of a form in their order, the options of each in the order of the page."""
    orders = option_orders(questions(form, items, {}))
    return [
        {
            "id": item.id,
            "misconception": item.misconception,
            "chapter": item.chapter,
            "question": item.question,
            "options": [{"text": item.options[at].text, "is": item.options[at].stands_for} for at in orders[number]],
        }
        for number, item in enumerate(items)
    ]
