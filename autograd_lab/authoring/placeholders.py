"""Put equations and their numbers into the text: `{{eq:label}}` displays one, `{{ref:label}}` points at it."""

import re
from collections.abc import Mapping

from autograd_lab.authoring.problems import CourseError, Problem
from autograd_lab.authoring.source import Cell, Source
from autograd_lab.equations import Equation

_ANY = re.compile(r"\{\{\s*(?P<kind>\w*)\s*:?\s*(?P<label>[^{}]*?)\s*\}\}")
_CODE = re.compile(r"```.*?```|~~~.*?~~~|`[^`\n]*`", re.DOTALL)


def labels(text: str, kind: str) -> list[str]:
    """The labels that a text displays (kind "eq") or points at (kind "ref"), in order."""
    return [match["label"] for match in _ANY.finditer(_CODE.sub("", text)) if match["kind"] == kind]


def fill(source: Source, cell: Cell, equations: Mapping[str, Equation]) -> str:
    """The cell's text with its placeholders filled in; code is left alone.

    Raises CourseError for an unknown label, for an equation of another chapter, and for `{{eq:…}}` within a line.
    """
    faults = list(_faults(source, cell, equations))
    if faults:
        raise CourseError(faults)
    pieces, done = [], 0
    for code in _CODE.finditer(cell.source):
        pieces += [_filled(cell.source[done : code.start()], equations), code.group()]
        done = code.end()
    return "".join([*pieces, _filled(cell.source[done:], equations)])


def _filled(text: str, equations: Mapping[str, Equation]) -> str:
    def one(match: re.Match[str]) -> str:
        equation = equations[match["label"]]
        if match["kind"] == "ref":
            return f"eq. {equation.number}"
        return f"$$\n{equation.latex} \\tag{{{equation.number}}}\n$$"

    return _ANY.sub(one, text)


def _faults(source: Source, cell: Cell, equations: Mapping[str, Equation]) -> list[Problem]:
    faults = []
    text = _CODE.sub("", cell.source)
    for match in _ANY.finditer(text):
        kind, label, shown = match["kind"], match["label"], match.group()
        if kind not in ("eq", "ref"):
            faults.append(source.problem(cell, f"{shown} is no placeholder", "write {{eq:label}} or {{ref:label}}"))
        elif label not in equations:
            cure = f"take one of {', '.join(equations)}, or add it to autograd_lab/equations.py"
            faults.append(source.problem(cell, f"{shown} names no equation", cure))
        elif kind == "eq" and source.chapter not in (None, equations[label].chapter):
            cure = f"point at it with {{{{ref:{label}}}}}, or give this chapter its own equation"
            what = f"{shown} displays eq. {equations[label].number} of chapter {equations[label].chapter}"
            faults.append(source.problem(cell, what, cure))
        elif kind == "eq" and not _alone(text, match):
            faults.append(source.problem(cell, f"{shown} stands within a line", "put it on a line of its own"))
    return faults


def _alone(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start()].rpartition("\n")[2]
    after = text[match.end() :].partition("\n")[0]
    return not before.strip() and not after.strip()
