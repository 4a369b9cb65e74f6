"""Replaces the placeholders in the text.

`{{eq:label}}` displays an equation, `{{ref:label}}` points at it; `{{term:key}}` and `{{term:key|as it is said}}` link
a word to the glossary; `{{time}}` estimates how long a chapter takes.
"""

import re
from collections.abc import Iterator, Mapping

from autograd_lab.authoring.minutes import stated_time
from autograd_lab.authoring.problems import CourseError, Problem
from autograd_lab.authoring.source import Cell, Source
from autograd_lab.equations import Equation

_ANY = re.compile(r"\{\{\s*(?P<kind>\w*)\s*:?\s*(?P<label>[^{}]*?)\s*\}\}")
_CODE = re.compile(r"```.*?```|~~~.*?~~~|`[^`\n]*`", re.DOTALL)


NO_TERMS: Mapping[str, str] = {}
"""Terms of a course without a glossary. With one: the key of each term, and its wording in a sentence."""


def labels(text: str, kind: str) -> list[str]:
    """Labels of one kind of placeholder ("eq", "ref" or "term") in a text, in order, code left out."""
    found = (match for match in _ANY.finditer(_CODE.sub("", text)) if match["kind"] == kind)
    return [match["label"].partition("|")[0] for match in found]


def fill(source: Source, cell: Cell, equations: Mapping[str, Equation], terms: Mapping[str, str] = NO_TERMS) -> str:
    """Text of a cell with its placeholders replaced; code stays as it is.

    Raises CourseError for an unknown label or term, for an equation of another chapter, and for `{{eq:…}}` within a
    line.
    """
    if faults := list(_faults(source, cell, equations, terms)):
        raise CourseError(faults)
    pieces, done = [], 0
    for code in _CODE.finditer(cell.source):
        pieces += [_replace_in_prose(cell.source[done : code.start()], source, equations, terms), code.group()]
        done = code.end()
    return "".join([*pieces, _replace_in_prose(cell.source[done:], source, equations, terms)])


def _replace_in_prose(text: str, source: Source, equations: Mapping[str, Equation], terms: Mapping[str, str]) -> str:
    def one(match: re.Match[str]) -> str:
        if match["kind"] == "time":
            return stated_time(source)
        if match["kind"] == "term":
            key, _, said = match["label"].partition("|")
            return f"[{said or terms[key]}](glossary.ipynb#{key})"
        equation = equations[match["label"]]
        if match["kind"] == "ref":
            return f"eq. {equation.number}"
        return f"$$\n{equation.latex} \\tag{{{equation.number}}}\n$$"

    return _ANY.sub(one, text)


def _faults(
    source: Source, cell: Cell, equations: Mapping[str, Equation], terms: Mapping[str, str]
) -> Iterator[Problem]:
    text = _CODE.sub("", cell.source)
    for match in _ANY.finditer(text):
        kind, label, shown = match["kind"], match["label"], match.group()
        if kind == "time":
            continue
        if kind not in ("eq", "ref", "term"):
            cure = "write {{eq:label}}, {{ref:label}}, {{term:key}} or {{time}}"
            yield source.problem(cell, f"{shown} is no placeholder", cure)
        elif kind == "term" and source.chapter is None:
            yield source.problem(cell, f"{shown} stands in a problem set", "write the word: sets are handed out alone")
        elif kind == "term" and label.partition("|")[0] not in terms:
            cure = f"take one of {', '.join(terms)}, or add it to course/glossary.toml"
            yield source.problem(cell, f"{shown} names no term of the glossary", cure)
        elif kind != "term" and label not in equations:
            cure = f"take one of {', '.join(equations)}, or add it to autograd_lab/equations/equations.toml"
            yield source.problem(cell, f"{shown} names no equation", cure)
        elif kind == "eq" and source.chapter not in (None, equations[label].chapter):
            cure = f"point at it with {{{{ref:{label}}}}}, or give this chapter its own equation"
            what = f"{shown} displays eq. {equations[label].number} of chapter {equations[label].chapter}"
            yield source.problem(cell, what, cure)
        elif kind == "eq" and not _stands_on_its_line(text, match):
            yield source.problem(cell, f"{shown} stands within a line", "put it on a line of its own")


def _stands_on_its_line(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start()].rpartition("\n")[2]
    after = text[match.end() :].partition("\n")[0]
    return not before.strip() and not after.strip()
