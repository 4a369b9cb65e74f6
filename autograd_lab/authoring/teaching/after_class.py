"""What to do after class: beliefs that the inventory asks for, mistakes that the problem sets and the zoo hold."""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from autograd_lab.answers import EXERCISES
from autograd_lab.authoring.addresses import Addresses
from autograd_lab.authoring.inventory import Inventory
from autograd_lab.authoring.source import Source
from autograd_lab.authoring.teaching.catalogue import slip_texts
from autograd_lab.authoring.teaching.difficulty import exam_mistakes
from autograd_lab.authoring.teaching.links import page_link
from autograd_lab.authoring.teaching.words import literal
from autograd_lab.exams.registry import own_exams
from autograd_lab.mistakes import MISTAKES


def after_class(
    source: Source, asked: Inventory | None, exhibits: Sequence[Mapping[str, Any]], known: Addresses
) -> Iterator[str]:
    """The parts of a page that lead on from a chapter; exhibits are those of `exhibits.json`."""
    yield "## After class"
    beliefs = list(_beliefs(source, asked))
    if beliefs:
        pages = " and ".join(f"[form {form}]({page_link(f'inventory_{form.lower()}', known)})" for form in "AB")
        yield f"Beliefs that the inventory asks for, in {pages}:\n\n" + "\n".join(beliefs)
    mistakes = exam_mistakes(source.chapter or 0)
    if mistakes:
        zoo = page_link("bug_zoo", known)
        rooms = list(_by_question(mistakes, exhibits))
        yield (
            f"The exams know {len(mistakes)} mistake{'s' * (len(mistakes) > 1)} that this chapter teaches. "
            f"Those with an exhibit in [the bug zoo]({zoo}), by the question in which they are made there:"
        )
        yield "\n".join(rooms) if rooms else "- none has one."
    if not beliefs and not mistakes:
        yield "Neither the inventory nor a problem set asks for more of this chapter."


def _beliefs(source: Source, asked: Inventory | None) -> Iterator[str]:
    """A line for each belief with which the chapter deals, and the exercises whose replies speak of it."""
    for belief in asked.misconceptions.values() if asked else ():
        if source.chapter in belief.chapters:
            numbers = [number for number in EXERCISES if number.partition(".")[0] == str(source.chapter)]
            told = [
                number
                for number in numbers
                if belief.told and any(re.search(belief.told, text) for text in slip_texts(number))
            ]
            yield f"- *{literal(belief.says)}*" + (
                f" Told to whoever makes it in {' and '.join(told)}." if told else ""
            )


def _by_question(mistakes: Sequence[str], exhibits: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A folded line for each question: how many exhibits, their numbers and names."""
    sets = {question.signature: exam.name for exam in own_exams() for question in exam.questions}
    for title in dict.fromkeys(one["title"] for one in exhibits if one["key"] in mistakes):
        shown = [
            (one["id"], MISTAKES[one["key"]].name)
            for one in exhibits
            if one["title"] == title and one["key"] in mistakes
        ]
        of = f"{sets[title]}, " if title in sets else ""
        listed = "; ".join(f"{number} {escape(name)}" for number, name in shown)
        count = f"{len(shown)} exhibit{'s' * (len(shown) > 1)}"
        yield f"- <details><summary>{of}<code>{escape(title)}</code>: {count}</summary>{listed}</details>"
