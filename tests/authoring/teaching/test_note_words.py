"""Names of the catalogues on the notes' pages: each is read as it stands, and is found by all that it says."""

import re
from collections.abc import Callable, Sequence
from html import escape

import pytest
from nbconvert.filters import markdown2html

from autograd_lab.answers import EXERCISES
from autograd_lab.authoring import inventory
from autograd_lab.authoring.teaching import catalogue
from autograd_lab.authoring.teaching.catalogue import entry_text, slip_texts
from autograd_lab.authoring.teaching.words import literal
from autograd_lab.mistakes import MISTAKES
from tests.support.repo import REPO as ROOT

NOT_FIRED = "A round in which it did not fire counts as well, with 0 − p."
SIGN = re.compile(r"[\\`*_\[\]<>$~&|#!]")


def names_with_signs() -> list[str]:
    """Names of mistakes, sentences of beliefs, and what `tell` says of slips, where a sign might be Markdown's."""
    asked = inventory.load(ROOT)
    beliefs = asked.misconceptions.values() if asked else ()
    slips = dict.fromkeys(text for number in EXERCISES for text in slip_texts(number))
    found = [*(entry.name for entry in MISTAKES.values()), *(belief.says for belief in beliefs), *slips]
    return [" ".join(text.split()) for text in found if SIGN.search(text)]


def misread(texts: Sequence[str], to_markdown: Callable[[str], str]) -> list[str]:
    """Those that a reader of the page does not see in italics as they stand, code without its backticks."""
    page = markdown2html("\n".join(f"- 4: *{to_markdown(text)}*" for text in texts))
    items = re.findall(r"<li>(?:<p>)?4: (.*?)(?:</p>)?\s*</li>", page, re.DOTALL)
    assert len(items) == len(texts)
    seen = [re.sub(r"</?code>", "`", item).replace("&quot;", '"') for item in items]
    wanted = [f"<em>{escape(text, quote=False)}</em>" for text in texts]
    return [text for text, one, other in zip(texts, seen, wanted, strict=True) if one != other]


def test_every_name_of_the_catalogues_is_read_as_it_stands() -> None:
    names = names_with_signs()
    assert len(names) > 50
    assert not misread(names, literal)


def test_a_name_whose_signs_are_not_escaped_is_found() -> None:
    wrong = ["* for @", "h_t and *_*", "a <b> c", "5 ~~6~~ 7", "a [1](b)", "x\\_"]
    assert misread([*wrong, "5 < 6", "`=` for `+=`"], str) == wrong
    assert not misread([*wrong, "5 < 6", "`=` for `+=`", "one ` alone"], literal)


def test_a_slip_is_found_by_all_that_it_says_though_a_longer_one_begins_so(monkeypatch: pytest.MonkeyPatch) -> None:
    longer = [text for text in slip_texts("16.3") if text.startswith(NOT_FIRED) and text != NOT_FIRED]
    assert longer
    assert entry_text(ROOT, f"slip:16.3:{NOT_FIRED}") == NOT_FIRED
    assert entry_text(ROOT, f"slip:16.3:{longer[0][:-1]}") == longer[0]
    assert entry_text(ROOT, f"slip:16.3:{NOT_FIRED[:-1]}") is None  # a beginning of both
    monkeypatch.setattr(catalogue, "slip_texts", lambda number: tuple(longer))
    assert entry_text(ROOT, f"slip:16.3:{NOT_FIRED}") == longer[0]  # of the longer one alone it is a beginning
