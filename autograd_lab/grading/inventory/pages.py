"""The two pages: one for whoever teaches, and one for the class on which nobody can be told from the others."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from autograd_lab.grading.inventory.bars import Shown, before_and_after
from autograd_lab.grading.inventory.counts import whole_percent
from autograd_lab.grading.inventory.findings import LEAST, ClassFindings, Finding, FormFinding
from autograd_lab.grading.inventory.forms import NAMES, RIGHT, Inventory
from autograd_lab.grading.inventory.people import People, same_option
from autograd_lab.grading.inventory.sheets import ranges
from autograd_lab.grading.pages.rendering import render

FEWEST = 5  # people in a form, from whom on there is a page for the class
SMALL = 20  # people, below whom its shares are rounded to tenths
WORDS_BELOW, WORDS = 10, ("few", "some", "many", "most")  # of a quarter each, where they are fewer than ten
CLASS_SAYS = (
    f"no name and no id. Of fewer than {FEWEST} people it shows nothing, of fewer than {WORDS_BELOW} a word for a "
    f"quarter, of fewer than {SMALL} a share in steps of 10 %, else of 5 %; and never that all chose something, "
    "or nobody"
)
DESCRIPTION = (
    "For each misconception, the share of people who chose its option: an empty bar for form A, before, and a full one "
    "for form B, after. The table below has the same numbers."
)
STATES = ("blank", "unsure", "several letters", "not a letter")


def report_page(people: People, found: ClassFindings, inventory: Inventory, notes: Sequence[str], no_class: str) -> str:
    """The page for whoever teaches; `no_class` says why there is none for the class, "" where there is one."""
    answered = {form: people.with_forms(form) for form in NAMES}
    both = people.with_forms(*NAMES)
    ids = {form: [one.id for one in answered[form] if one not in both] for form in NAMES}
    content: dict[str, Any] = {
        "people": len(people.everybody),
        "both": len(both),
        "count": len(inventory.forms["A"]),
        "forms": [_form_row(form, people, inventory) for form in NAMES],
        "findings": found.findings,
        "estimates": bool(found.rates),
        "shown_forms": [form for form in NAMES if answered[form]],
        "picture": before_and_after([_row(one) for one in found.findings], DESCRIPTION),
        "rates": found.rates,
        "gain": found.gain,
        "again": [(one, _holding(one, people)) for one in found.to_read_again],
        "only": ids,
        "part": _part_answers(people, inventory),
        "suggested": [(*pair, same_option(*pair)) for pair in people.suggested],
        "notes": notes,
        "no_class": no_class,
        "class_says": CLASS_SAYS,
        "percent": _percent_text,
        "has": [form for form in NAMES if answered[form]],
    }
    return render("inventory_report.html.j2", content)


def _holding(one: Finding, people: People) -> str:
    """What to say of those who hold a misconception: "still" where it was held before, and both forms are there."""
    was_held = one.before is not None and one.before.held.share >= LEAST
    return "still hold it" if was_held and one.after and people.with_forms(*NAMES) else "hold it"


def why_no_class_page(people: People) -> str:
    """Why no page is written for the class; "" where one is."""
    counts = {form: len(people.with_forms(form)) for form in NAMES}
    if not counts["B"]:
        return "it comes with form B: until then it would tell the class what form B asks"
    few = {form: count for form, count in counts.items() if 0 < count < FEWEST}
    if few:
        which = " and ".join(f"{count} in form {form}" for form, count in few.items())
        return f"{which} gave letters, and of fewer than {FEWEST} people shares say who they are"
    return ""


def class_page(people: People, found: ClassFindings) -> str:
    """The page for the class: rounded shares, no id, no count of a few, and no link to a table."""
    rows = [(one, _class_share(one.before), _class_share(one.after)) for one in found.findings]
    shown = [(one.name, before and Shown(*before), after and Shown(*after)) for one, before, after in rows]
    content = {
        "rows": rows,
        "picture": before_and_after(shown, DESCRIPTION),
        "has": [form for form in NAMES if people.with_forms(form)],
        "class_says": CLASS_SAYS,
        "again": [one for one in found.to_read_again if _class_share(one.forms.get("B"))],
    }
    return render("inventory_class.html.j2", content)


def _class_share(found: FormFinding | None) -> tuple[float, str] | None:
    """A share as the class sees it, and as it is written: rounded, or a word for a quarter; None of too few people.

    What all chose, or nobody, is never to be told from what all but one did: the outer steps are open.

    >>> from autograd_lab.grading.inventory.counts import Share
    >>> [_class_share(FormFinding(Share(*of, 0, 1), None)) for of in ((1.0, 5), (0.4, 9), (1.0, 24), (0.97, 40))]
    [(0.875, 'most'), (0.375, 'some'), (0.95, '≥ 95 %'), (0.95, '≥ 95 %')]
    """
    if found is None or found.held.people < FEWEST:
        return None
    people, share = found.held.people, found.held.share
    if people < WORDS_BELOW:
        band = min(len(WORDS) - 1, int(share * len(WORDS) + 1e-9))
        return (2 * band + 1) / (2 * len(WORDS)), WORDS[band]
    step = 10 if people < SMALL else 5
    if 100 * share <= step:
        return step / 100, f"≤ {step} %"
    if 100 * share >= 100 - step:
        return 1 - step / 100, f"≥ {100 - step} %"
    rounded = math.floor(100 * share / step + 0.5 + 1e-9) * step
    return rounded / 100, f"{rounded} %"


def _percent_text(share: float) -> str:
    return f"{whole_percent(share)} %"


def _row(one: Finding) -> tuple[str, Shown | None, Shown | None]:
    """A finding as a row of the instructor's picture."""
    return one.name, _shown(one.before), _shown(one.after)


def _shown(found: FormFinding | None) -> Shown | None:
    return (
        Shown(found.held.share, _percent_text(found.held.share), (found.held.low, found.held.high)) if found else None
    )


def _form_row(form: str, people: People, inventory: Inventory) -> dict[str, Any]:
    """How a form was answered: how many people, all questions or some, and how often right."""
    sheets = [one.counted[form] for one in people.with_forms(form)]
    letters = [answer for sheet in sheets for answer in sheet.letters.values()]
    others = [answer.state for sheet in sheets for answer in sheet.answers.values()]
    count = len(inventory.forms[form])
    return {
        "form": form,
        "handed_in": sum(bool(one.sheets[form]) for one in people.everybody),
        "answered": len(sheets),
        "whole": sum(len(sheet.letters) == count for sheet in sheets),
        "right": sum(one.stands_for == RIGHT for one in letters) / len(letters) if letters else 0.0,
        "states": {state: others.count(state) for state in STATES},
        "not_asked": sum(count - len(sheet.answers) for sheet in sheets),
    }


def _part_answers(people: People, inventory: Inventory) -> Sequence[tuple[str, Mapping[str, str]]]:
    """Whose sheets lack letters, and the questions without one, by form."""
    found = []
    for one in people.everybody:
        lacking = {
            form: ranges(set(inventory.forms[form]) - set(sheet.letters))
            for form, sheet in one.counted.items()
            if len(sheet.letters) < len(inventory.forms[form])
        }
        if lacking:
            found.append((one.id, lacking))
    return found
